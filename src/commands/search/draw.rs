//! The answer to a search as text for a person.

use std::fmt::Write as _;

use whybook_search::{
    CategoryCount, FacetCount, Facets, Filter, Hit, Note, QueryError, Request, SearchResults, Snippet, Why,
};

use whybook::diagnostic::direction;
use whybook::diagnostic::draw::printable;
use whybook::terms;

use crate::commands;

/// Widest line, so that a wide terminal stays readable.
const WIDTH: usize = 100;
/// Values shown of a facet.
const FACET_VALUES: usize = 6;
/// Characters of the query shown before a mistake in it.
const QUERY_LEAD: usize = 50;
/// Characters of the query shown at all.
const QUERY_SHOWN: usize = 100;

/// Whether text is highlighted with the terminal's escape sequences.
#[derive(Clone, Copy)]
pub(super) struct TerminalStyle {
    pub escapes: bool,
}

impl TerminalStyle {
    pub(super) fn of(stream: &impl anstream::stream::RawStream) -> Self {
        Self { escapes: commands::colour(stream) }
    }

    fn bold(self) -> &'static str {
        if self.escapes { "\u{1b}[1m" } else { "" }
    }

    fn match_start(self) -> &'static str {
        if self.escapes { "\u{1b}[1;33m" } else { "" }
    }

    fn end(self) -> &'static str {
        if self.escapes { "\u{1b}[0m" } else { "" }
    }
}

/// Hits, how many there are, and what narrows them.
///
/// `command` is what the shell takes before another query to the same index.
pub(super) fn table(
    results: &SearchResults,
    request: &Request<'_>,
    command: &str,
    style: TerminalStyle,
) -> String {
    let mut out = String::new();
    add_notes(&mut out, &results.notes, request.query, style);
    for (index, hit) in results.hits.iter().enumerate() {
        add_hit(&mut out, request.offset + index + 1, hit, style);
    }
    match (results.total, results.hits.len()) {
        (0, _) => out.push_str(
            "No incidents found.\nTry fewer words, OR between them, or a field: cause:dns, service:checkout, date:2023.\n",
        ),
        (total, 0) => {
            let _ = writeln!(out, "{} match, none from --offset {} on.", incidents(total), request.offset);
        }
        (total, shown) => {
            let (first, last) = (request.offset + 1, request.offset + shown);
            let more = if last < total { format!("; --offset {last} shows more") } else { String::new() };
            let _ = writeln!(out, "{}, {first} to {last} shown{more}", incidents(total));
            add_facets(&mut out, &results.facets);
        }
    }
    add_filters(&mut out, &results.filters, command);
    out
}

/// How the query was interpreted.
pub(super) fn reading(results: &SearchResults, request: &Request<'_>, style: TerminalStyle) -> String {
    let mut out = String::new();
    add_notes(&mut out, &results.notes, request.query, style);
    let mut lines = String::new();
    results.reading.lines(0, &mut lines);
    for line in lines.lines() {
        let _ = writeln!(out, "{}", printable(line));
    }
    let _ = writeln!(
        out,
        "\n{}",
        match results.total {
            1 => "1 incident matches.".to_owned(),
            total => format!("{} match.", incidents(total)),
        }
    );
    out
}

/// Incidents similar to a text, each with the reasons.
pub(super) fn similar(hits: &[Hit], style: TerminalStyle) -> String {
    let mut out = String::new();
    for (index, hit) in hits.iter().enumerate() {
        add_hit(&mut out, index + 1, hit, style);
    }
    if hits.is_empty() {
        out.push_str("No similar incidents: none shares its causes, its services or its rarer words.\n");
    }
    out
}

/// Adds notes on how the query was interpreted; where it is malformed, with the position.
fn add_notes(out: &mut String, notes: &[Note], query: &str, style: TerminalStyle) {
    for note in notes {
        if let Some(hint) = &note.hint {
            let _ = writeln!(out, "{}note: {}{}", style.bold(), printable(&note.message), style.end());
            add_place(out, query, &note.span, style);
            let _ = writeln!(out, "help: {}", printable(hint));
        } else if note.span.is_empty() {
            let _ = writeln!(out, "note: {}", printable(&note.message));
        } else {
            let part = query.get(note.span.clone()).unwrap_or_default();
            let _ = writeln!(out, "note: `{}` {}", clipped(part, 40), printable(&note.message));
        }
    }
    if !notes.is_empty() {
        out.push('\n');
    }
}

/// Adds the query without each of its filters.
fn add_filters(out: &mut String, filters: &[Filter], command: &str) {
    for filter in filters {
        let without = match filter.without.as_str() {
            "" => command.to_owned(),
            query => {
                // What begins with a minus is no option.
                let end = if query.starts_with('-') { "-- " } else { "" };
                format!("{command} {end}{}", quoted(query))
            }
        };
        let sign = if filter.excludes { "-" } else { "" };
        let _ = writeln!(out, "  without {sign}{}: {without}", clipped(&filter.text, 60));
    }
}

/// A text as a shell takes it for one argument.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.chars().map(strip_controls).collect::<String>().replace('\'', "'\\''"))
}

fn incidents(count: usize) -> String {
    if count == 1 { "1 incident".to_owned() } else { format!("{count} incidents") }
}

fn add_hit(out: &mut String, number: usize, hit: &Hit, style: TerminalStyle) {
    let _ = writeln!(out, "{}{number}. {}{}", style.bold(), printable(&hit.title), style.end());
    let causes: Vec<&str> = hit.causes.iter().map(|cause| cause.id.as_str()).collect();
    let date = hit.date.as_deref().unwrap_or("date unknown");
    let minutes = hit.duration_minutes.and_then(|minutes| i64::try_from(minutes).ok());
    let duration = minutes.map_or("duration unknown".to_owned(), terms::duration);
    let mut facts = vec![date.to_owned(), duration];
    facts.extend(Some(hit.services.join(", ")).filter(|services| !services.is_empty()));
    facts.push(if causes.is_empty() { "no cause found".to_owned() } else { causes.join(", ") });
    add_lines(out, &facts.join(" · "), &[], style);
    // An excerpt of the mitigation takes its place.
    if let Some(mitigation) = &hit.mitigation
        && hit.snippet.field != "mitigation"
    {
        add_lines(out, &format!("{}: {mitigation}", terms::name("mitigation")), &[], style);
    }
    if let Some(why) = &hit.why {
        add_lines(out, &format!("Similar because: {}", reasons(why)), &[], style);
    }
    add_snippet(out, &hit.snippet, style);
    let _ = writeln!(out, "   {}\n", printable(&hit.path));
}

fn reasons(why: &Why) -> String {
    let named = |name: &str, values: &[String]| match values {
        [] => None,
        values => Some(format!("{name} ({})", values.join(", "))),
    };
    let reasons = [
        named("same cause", &why.causes),
        named("same service", &why.services),
        named("shared words", &why.words),
    ];
    reasons.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn add_snippet(out: &mut String, snippet: &Snippet, style: TerminalStyle) {
    // A title stands above already.
    if snippet.field == "title" || snippet.text.is_empty() {
        return;
    }
    let label = format!("{}: ", snippet_label(snippet.field));
    let shift = label.chars().count();
    let marks: Vec<_> = snippet.marks.iter().map(|&(start, end)| (start + shift, end + shift)).collect();
    add_lines(out, &(label + &snippet.text), &marks, style);
}

/// The field of an excerpt, as the search page calls it.
fn snippet_label(field: &str) -> &str {
    match terms::name(field) {
        key if key == field => "In the text",
        name => name,
    }
}

/// Adds a text broken into lines, with the marked ranges of its characters set off.
fn add_lines(out: &mut String, text: &str, marks: &[(usize, usize)], style: TerminalStyle) {
    let chars: Vec<char> = text.chars().collect();
    let marked = |at: usize| marks.iter().any(|&(start, end)| (start..end).contains(&at));
    let mut start = 0;
    while start < chars.len() {
        let limit = (start + WIDTH).min(chars.len());
        let space = (start + 1..limit).rev().find(|&at| chars[at] == ' ');
        let end = if limit == chars.len() { limit } else { space.unwrap_or(limit) };
        out.push_str("   ");
        for (at, &c) in chars.iter().enumerate().take(end).skip(start) {
            if marked(at) && (at == start || !marked(at - 1)) {
                out.push_str(style.match_start());
            }
            out.push(strip_controls(c));
            if marked(at) && (at + 1 == end || !marked(at + 1)) {
                out.push_str(style.end());
            }
        }
        out.push('\n');
        start = end + usize::from(chars.get(end) == Some(&' '));
    }
}

fn add_facets(out: &mut String, facets: &Facets) {
    let counts = |list: &[FacetCount]| listed(list.iter().map(shown_count), ", ");
    let causes = facets.cause.iter().map(|category: &CategoryCount| {
        format!("{}: {}", shown_count(&category.category), counts(&category.causes))
    });
    for (name, shown) in [
        ("cause", listed(causes, "; ")),
        ("service", counts(&facets.service)),
        ("severity", counts(&facets.severity)),
        ("date", counts(&facets.year)),
        ("detected_by", counts(&facets.detected_by)),
    ] {
        if !shown.is_empty() {
            let _ = writeln!(out, "  {:<13}{shown}", format!("{name}:"));
        }
    }
}

/// The first values of a facet.
fn listed(values: impl Iterator<Item = String>, between: &str) -> String {
    let mut values: Vec<String> = values.take(FACET_VALUES + 1).collect();
    if values.len() > FACET_VALUES {
        values[FACET_VALUES] = "…".to_owned();
    }
    values.join(between)
}

fn shown_count(count: &FacetCount) -> String {
    format!("{} ({})", printable(&count.value), count.count)
}

/// The query with a caret under the mistake in it.
pub(super) fn error(query: &str, error: &QueryError, style: TerminalStyle) -> String {
    let mut out = format!("{}error: {}{}\n", style.bold(), printable(&error.message), style.end());
    add_place(&mut out, query, &error.span, style);
    let _ = writeln!(out, "help: {}", printable(&error.hint));
    out
}

/// Adds the part of the query around a place, and a caret under it.
fn add_place(out: &mut String, query: &str, span: &std::ops::Range<usize>, style: TerminalStyle) {
    let before = query.get(..span.start).unwrap_or_default().chars().count();
    let wrong = query.get(span.clone()).unwrap_or_default().chars().count();
    let skipped = before.saturating_sub(QUERY_LEAD);
    let shown: String = query.chars().skip(skipped).take(QUERY_SHOWN).map(strip_controls).collect();
    let (lead, caret) = (" ".repeat(before - skipped), "^".repeat(wrong.clamp(1, QUERY_SHOWN - QUERY_LEAD)));
    let _ = writeln!(out, "  {shown}\n  {lead}{}{caret}{}", style.match_start(), style.end());
}

/// The beginning of a text on one line.
fn clipped(text: &str, limit: usize) -> String {
    let mut out: String = text.chars().take(limit).map(strip_controls).collect();
    if text.chars().count() > limit {
        out.push('…');
    }
    out
}

/// A space in the place of a character that would move a terminal's cursor or change the direction of the text after it.
fn strip_controls(c: char) -> char {
    if c.is_control() || direction::is_bidi_control(c) { ' ' } else { c }
}
