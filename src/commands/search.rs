//! `whybook search`: past incidents like this one, and what stopped them.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use whybook_search::{
    FacetCount, Facets, Hit, QueryError, Request, SearchError, SearchResults, Snippet, Sort,
};

use crate::cli::{SearchArgs, SearchFormat, SearchOrder};

/// Widest line, so that a wide terminal stays readable.
const WIDTH: usize = 100;
/// Values shown of a facet.
const FACET_VALUES: usize = 6;
/// Characters of the query shown before a mistake in it.
const QUERY_LEAD: usize = 50;
/// Characters of the query shown at all.
const QUERY_SHOWN: usize = 100;

/// Answers a query; without hits, too, this is a success.
///
/// # Errors
/// If the index cannot be read or the answer cannot be written.
pub fn run(args: &SearchArgs) -> anyhow::Result<ExitCode> {
    let searcher = whybook::index::open(&index_folder(args)?)?;
    let query = args.query.join(" ");
    let sort = match args.sort {
        SearchOrder::Relevance => Sort::Relevance,
        SearchOrder::Date => Sort::Date,
        SearchOrder::Duration => Sort::Duration,
    };
    let request = Request { query: &query, sort, limit: args.limit, offset: args.offset };
    let results = match searcher.search(&request) {
        Ok(results) => results,
        Err(SearchError::Query(error)) => {
            eprint!("{}", draw_error(&query, &error, Style::of(&io::stderr())));
            return Ok(ExitCode::from(2));
        }
        Err(error) => return Err(error.into()),
    };
    let out = match args.format {
        SearchFormat::Table => table(&results, &request, Style::of(&io::stdout())),
        SearchFormat::Json => serde_json::to_string_pretty(&results)? + "\n",
    };
    super::is_read(io::stdout().write_all(out.as_bytes()))?;
    Ok(ExitCode::SUCCESS)
}

fn index_folder(args: &SearchArgs) -> anyhow::Result<PathBuf> {
    if let Some(folder) = &args.index {
        return Ok(folder.clone());
    }
    Ok(super::config(args.config.as_deref())?.index)
}

/// How text is set off: with a terminal's escapes, or not at all.
#[derive(Clone, Copy)]
struct Style {
    escapes: bool,
}

impl Style {
    fn of(stream: &impl IsTerminal) -> Self {
        Self { escapes: super::colour(stream) }
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

/// The answer for a person.
fn table(results: &SearchResults, request: &Request<'_>, style: Style) -> String {
    let mut out = String::new();
    for note in &results.notes {
        let part = request.query.get(note.span.clone()).unwrap_or_default();
        let _ = writeln!(out, "note: `{}`: {}", clipped(part, 40), note.message);
    }
    if !results.notes.is_empty() {
        out.push('\n');
    }
    for (index, hit) in results.hits.iter().enumerate() {
        add_hit(&mut out, request.offset + index + 1, hit, style);
    }
    match (results.total, results.hits.len()) {
        (0, _) => out.push_str(
            "No incident matches.\nTry fewer words, OR between them, or a field: cause:dns, service:checkout, date:2023.\n",
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
    out
}

fn incidents(count: usize) -> String {
    if count == 1 { "1 incident".to_owned() } else { format!("{count} incidents") }
}

fn add_hit(out: &mut String, number: usize, hit: &Hit, style: Style) {
    let _ = writeln!(out, "{}{number}. {}{}", style.bold(), hit.title, style.end());
    let causes: Vec<&str> = hit.causes.iter().map(|cause| cause.id.as_str()).collect();
    let date = hit.date.as_deref().unwrap_or("date unknown");
    let duration = hit.duration_minutes.map_or("length unknown".to_owned(), duration);
    let mut facts = vec![date.to_owned(), duration];
    facts.extend(Some(hit.services.join(", ")).filter(|services| !services.is_empty()));
    facts.push(if causes.is_empty() { "no cause tagged".to_owned() } else { causes.join(", ") });
    add_lines(out, &facts.join(" · "), &[], style);
    if let Some(mitigation) = &hit.mitigation {
        add_lines(out, &format!("stopped by: {mitigation}"), &[], style);
    }
    add_snippet(out, &hit.snippet, style);
    let _ = writeln!(out, "   {}\n", whybook::diagnostic::draw::printable(&hit.path));
}

fn add_snippet(out: &mut String, snippet: &Snippet, style: Style) {
    // A title stands above already.
    if snippet.field == "title" || snippet.text.is_empty() {
        return;
    }
    let label = format!("{}: ", snippet.field.replace('_', " "));
    let shift = label.chars().count();
    let marks: Vec<_> = snippet.marks.iter().map(|&(start, end)| (start + shift, end + shift)).collect();
    add_lines(out, &(label + &snippet.text), &marks, style);
}

/// Adds a text broken into lines, with the marked ranges of its characters set off.
fn add_lines(out: &mut String, text: &str, marks: &[(usize, usize)], style: Style) {
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
            out.push(c);
            if marked(at) && (at + 1 == end || !marked(at + 1)) {
                out.push_str(style.end());
            }
        }
        out.push('\n');
        start = end + usize::from(chars.get(end) == Some(&' '));
    }
}

/// Minutes in the words of a person: `1 h 35 min`.
fn duration(minutes: u64) -> String {
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let parts = [(days, "d"), (hours, "h"), (rest, "min")];
    let shown: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count} {unit}")).collect();
    if shown.is_empty() { "0 min".to_owned() } else { shown.join(" ") }
}

fn add_facets(out: &mut String, facets: &Facets) {
    for (name, facet) in [
        ("cause", &facets.cause),
        ("category", &facets.category),
        ("service", &facets.service),
        ("severity", &facets.severity),
        ("date", &facets.year),
        ("detected_by", &facets.detected_by),
    ] {
        if !facet.is_empty() {
            let shown: Vec<String> = facet.iter().take(FACET_VALUES).map(shown_count).collect();
            let more = if facet.len() > FACET_VALUES { ", …" } else { "" };
            let _ = writeln!(out, "  {:<13}{}{more}", format!("{name}:"), shown.join(", "));
        }
    }
}

fn shown_count(count: &FacetCount) -> String {
    format!("{} ({})", count.value, count.count)
}

/// The query with a caret under the mistake in it.
fn draw_error(query: &str, error: &QueryError, style: Style) -> String {
    let before: Vec<char> = query.get(..error.span.start).unwrap_or_default().chars().collect();
    let wrong = query.get(error.span.clone()).unwrap_or_default().chars().count();
    let skipped = before.len().saturating_sub(QUERY_LEAD);
    let shown: String = query.chars().skip(skipped).take(QUERY_SHOWN).map(visible).collect();
    let (lead, caret) =
        (" ".repeat(before.len() - skipped), "^".repeat(wrong.clamp(1, QUERY_SHOWN - QUERY_LEAD)));
    let (bold, mark, end) = (style.bold(), style.match_start(), style.end());
    format!(
        "{bold}error: {}{end}\n  {shown}\n  {lead}{mark}{caret}{end}\nhelp: {}\n",
        error.message, error.hint
    )
}

/// The beginning of a text on one line.
fn clipped(text: &str, limit: usize) -> String {
    let mut out: String = text.chars().take(limit).map(visible).collect();
    if text.chars().count() > limit {
        out.push('…');
    }
    out
}

/// A character that a terminal shows where it stands.
fn visible(c: char) -> char {
    let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if c.is_control() || turns { ' ' } else { c }
}

#[cfg(test)]
mod tests;
