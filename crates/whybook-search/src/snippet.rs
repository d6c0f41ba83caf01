//! Snippets: the part of an incident's text that shows why it matches.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Serialize;

use crate::field::TextField;
use crate::stored::StoredHit;
use crate::tokenize::{IncidentTokenizer, Piece, Term};

/// Approximate length of a snippet in characters.
const LENGTH: usize = 220;
/// Characters shown before the first match.
const LEAD: usize = 60;

/// A piece of an incident's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Snippet {
    /// The text, on one line; `…` stands where it was cut.
    pub text: String,
    /// Matches in it as start and end, counted in characters (Unicode scalar values), in order.
    pub marks: Vec<(usize, usize)>,
    /// Its field: `root_cause`, `mitigation`, `summary`, `body` or `title`.
    pub field: &'static str,
}

/// Consecutive terms to mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// The field to which it applies; `None` for all.
    pub(crate) field: Option<TextField>,
    /// Number of the word or phrase of the query.
    pub(crate) clause: usize,
    /// Terms with their distances from the first.
    pub(crate) terms: Vec<(usize, String)>,
    /// Slop of the phrase.
    pub(crate) slop: u32,
}

/// A match in a text: which clause of the query, and its bytes.
type Found = (usize, Range<usize>);

/// Cuts the snippet of a hit from the root cause, the mitigation or the summary; from the body only if it matches at
/// least twice as much of the query as each of them.
pub(crate) fn snippet(hit: &StoredHit, patterns: &[Pattern], tokenizer: &mut IncidentTokenizer) -> Snippet {
    let sources = [
        (TextField::RootCause, hit.root_cause.as_str()),
        (TextField::Mitigation, hit.mitigation_text.as_str()),
        (TextField::Summary, hit.summary.as_str()),
        (TextField::Body, hit.body.as_str()),
    ];
    let mut best: Option<(usize, TextField, &str, Vec<Found>)> = None;
    for (field, text) in sources.into_iter().filter(|(_, text)| !text.is_empty()) {
        let found = find(field, text, patterns, tokenizer);
        let clauses = distinct(&found);
        let needed = match &best {
            None => 0,
            Some((known, ..)) if field == TextField::Body => (known * 2).max(known + 1),
            Some((known, ..)) => known + 1,
        };
        if clauses >= needed {
            best = Some((clauses, field, text, found));
        }
    }
    match best {
        Some((_, field, text, found)) => cut(field, text, found),
        None => {
            let found = find(TextField::Title, &hit.title, patterns, tokenizer);
            cut(TextField::Title, &hit.title, found)
        }
    }
}

fn distinct(found: &[Found]) -> usize {
    found.iter().map(|(clause, _)| clause).collect::<BTreeSet<_>>().len()
}

/// All matches in a text, in order.
fn find(field: TextField, text: &str, patterns: &[Pattern], tokenizer: &mut IncidentTokenizer) -> Vec<Found> {
    if patterns.is_empty() {
        return Vec::new();
    }
    let firsts: BTreeSet<char> = patterns
        .iter()
        .flat_map(|pattern| &pattern.terms)
        .filter_map(|(_, term)| term.chars().next())
        .collect();
    let terms = tokenizer.terms_like(text, &|first| firsts.contains(&first));
    let mut by_text: BTreeMap<&str, Vec<&Term>> = BTreeMap::new();
    for term in &terms {
        by_text.entry(&term.text).or_default().push(term);
    }
    let mut parts: BTreeMap<usize, &Term> = BTreeMap::new();
    parts.extend(terms.iter().filter(|term| term.piece == Piece::Part).map(|term| (term.position, term)));
    let mut found = Vec::new();
    for pattern in patterns.iter().filter(|pattern| pattern.field.is_none_or(|only| only == field)) {
        let Some(((_, first), rest)) = pattern.terms.split_first() else { continue };
        for start in by_text.get(first.as_str()).into_iter().flatten() {
            let mut range = start.range.clone();
            let follows = rest.iter().all(|(offset, text)| {
                let from = start.position + offset;
                let near = parts.range(from..=from + pattern.slop as usize);
                let part = near.map(|(_, part)| part).find(|part| part.text == *text);
                part.map(|part| range.end = part.range.end).is_some()
            });
            if follows {
                found.push((pattern.clause, range));
            }
        }
    }
    found.sort_by_key(|(clause, range)| (range.start, range.end, *clause));
    found
}

/// Cuts the window with the most matches and marks them.
fn cut(field: TextField, text: &str, found: Vec<Found>) -> Snippet {
    let window = window(text, &found);
    let mut out = String::new();
    if window.start > 0 {
        out.push_str("… ");
    }
    let lead = out.chars().count();
    out.push_str(&text[window.clone()]);
    if window.end < text.len() && !out.ends_with('…') {
        out.push_str(" …");
    }
    let mut marks: Vec<(usize, usize)> = Vec::new();
    for (_, range) in found.iter().filter(|(_, range)| range.start >= window.start && range.end <= window.end)
    {
        let start = lead + text[window.start..range.start].chars().count();
        let end = start + text[range.clone()].chars().count();
        match marks.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => marks.push((start, end)),
        }
    }
    Snippet { text: out, marks, field: field.name() }
}

/// The range of the text to show: whole words around the first part that matches most of the query.
fn window(text: &str, found: &[Found]) -> Range<usize> {
    let mut best = (0, 0);
    for (index, (_, range)) in found.iter().enumerate() {
        let end = range.start + LENGTH - LEAD;
        let near: Vec<Found> =
            found[index..].iter().take_while(|(_, other)| other.end <= end).take(64).cloned().collect();
        let clauses = distinct(&near);
        if clauses > best.0 {
            best = (clauses, range.start);
        }
    }
    let start = text.floor_char_boundary(best.1.saturating_sub(LEAD));
    let start = if start == 0 { 0 } else { text[start..].find(' ').map_or(start, |space| start + space + 1) };
    let start = start.min(best.1);
    let end = text.ceil_char_boundary(start + LENGTH);
    let end = if end >= text.len() {
        text.len()
    } else {
        text[start..end].rfind(' ').filter(|&space| space > 0).map_or(end, |space| start + space)
    };
    let reach = found.iter().find(|(_, range)| range.start == best.1).map_or(0, |(_, range)| range.end);
    start..end.max(reach.min(text.len()))
}
