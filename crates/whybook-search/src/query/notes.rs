//! Merges notes that say the same, so that a pasted stack trace does not get one for each line.

use std::collections::BTreeSet;

use super::note::Note;
use super::pasted::is_pasted;
use crate::display::single_line;

/// Parts quoted in one note; further ones are only counted.
const NAMED: usize = 4;
/// From this number on, equal notes are merged; for a pasted text from two on.
const ALIKE: usize = 3;
/// Characters shown of each part.
const SHOWN: usize = 24;
/// Maximum number of notes on a query.
const MOST: usize = 6;

/// Merges notes that say the same and replaces those beyond [`MOST`] by their number.
pub(crate) fn merged(notes: Vec<Note>, query: &str) -> Vec<Note> {
    let mut kept: Vec<Note> = Vec::new();
    let few = if is_pasted(query) { 2 } else { ALIKE };
    let mut done = BTreeSet::new();
    for note in &notes {
        if !done.insert((note.message.as_str(), note.hint.as_deref(), note.instead.as_deref())) {
            continue;
        }
        let one = note.hint.is_some() || note.instead.is_some();
        match distinct(&notes, note, query) {
            alike if alike.len() < few || one => {
                // Only the first of several equal mistakes is shown.
                let most = if one { 1 } else { ALIKE };
                kept.extend(alike.into_iter().take(most).map(|(_, note)| note.clone()));
            }
            alike => kept.push(together(&alike, &note.message)),
        }
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

/// The notes that say the same as `one` about different texts.
fn distinct<'a>(notes: &'a [Note], one: &Note, query: &'a str) -> Vec<(&'a str, &'a Note)> {
    let says = |note: &'a Note| (&note.message, &note.hint, &note.instead);
    let mut seen = BTreeSet::new();
    let alike = notes.iter().filter(|note| says(note) == (&one.message, &one.hint, &one.instead));
    let pieces = alike.map(|note| (query.get(note.span.clone()).unwrap_or_default(), note));
    pieces.filter(|(piece, _)| seen.insert(*piece)).collect()
}

/// One note for several.
fn together(alike: &[(&str, &Note)], message: &str) -> Note {
    let named: Vec<String> =
        alike.iter().take(NAMED).map(|(piece, _)| format!("`{}`", single_line(piece, SHOWN))).collect();
    let more = match alike.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Note::new(0..0, format!("{}{more}: each {message}", named.join(", ")))
}
