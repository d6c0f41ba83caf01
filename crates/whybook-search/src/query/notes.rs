//! Of many places that are read alike, one note: whoever pastes a stack trace is not told of each line.

use std::collections::BTreeSet;

use super::Note;
use crate::hits::plain;

/// Places named in one note; more are counted.
const NAMED: usize = 4;
/// Characters shown of each.
const SHOWN: usize = 24;
/// Notes on one query.
const MOST: usize = 6;

/// Puts notes that say the same of several places together, and counts those beyond what anybody reads.
pub(crate) fn merged(notes: Vec<Note>, query: &str) -> Vec<Note> {
    let mut kept: Vec<Note> = Vec::new();
    let mut done = BTreeSet::new();
    for note in &notes {
        if !done.insert((note.message.as_str(), note.hint.as_deref(), note.instead.as_deref())) {
            continue;
        }
        let alike: Vec<&Note> = notes.iter().filter(|other| same(note, other)).collect();
        kept.push(together(&alike, query).unwrap_or_else(|| note.clone()));
    }
    let more = kept.len().saturating_sub(MOST);
    if more > 1 {
        kept.truncate(MOST);
        kept.push(Note::new(
            0..0,
            format!("and {more} more places are not read as they may have been meant"),
        ));
    }
    kept
}

fn same(one: &Note, other: &Note) -> bool {
    (&one.message, &one.hint, &one.instead) == (&other.message, &other.hint, &other.instead)
}

/// One note for several; `None` where they are all about the same words, or have something to write instead.
fn together(alike: &[&Note], query: &str) -> Option<Note> {
    let first = alike.first()?;
    let mut seen = BTreeSet::new();
    let pieces = alike.iter().filter_map(|note| query.get(note.span.clone()));
    let pieces: Vec<&str> = pieces.filter(|piece| seen.insert(*piece)).collect();
    if pieces.len() < 2 || first.instead.is_some() || first.hint.is_some() {
        return None;
    }
    let named: Vec<String> =
        pieces.iter().take(NAMED).map(|piece| format!("`{}`", plain(piece, SHOWN))).collect();
    let more = match pieces.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(Note::new(0..0, format!("{}{more}: each {}", named.join(", "), first.message)))
}
