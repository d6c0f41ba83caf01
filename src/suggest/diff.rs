//! An insertion as a unified diff: the lines that it touches, and three lines around them.

use super::insertion_point::Insertion;

/// Lines shown before and after a change.
const CONTEXT: usize = 3;
/// A longer line is not shown as context.
const LONGEST: usize = 1_000;

/// What a line of a diff is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineChange {
    /// Where the lines stand.
    Place,
    /// A line that stays.
    Kept,
    /// A line that goes.
    Removed,
    /// A line that comes.
    Added,
}

/// One line of a diff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffLine {
    /// What it is.
    pub change: LineChange,
    /// Its text without sign and line end.
    pub text: String,
    /// Its line end; empty where the file ends without one.
    pub end: String,
}

/// The hunk of an insertion.
pub(super) fn lines(text: &str, insertion: &Insertion) -> Vec<DiffLine> {
    let edited = [&text[..insertion.at], &insertion.text, &text[insertion.at..]].concat();
    let (old, new) = (split(text), split(&edited));
    let before = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - before;
    let after = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();

    let short = |line: &&&str| line.len() <= LONGEST;
    let lead = old[..before].iter().rev().take(CONTEXT).take_while(short).count();
    let (old_end, new_end) = (old.len() - after, new.len() - after);
    let trail = old[old_end..].iter().take(CONTEXT).take_while(short).count();
    let first = before - lead;
    let range = |length: usize| {
        // A range of no lines is named after the line before it.
        let start = if length == 0 { first } else { first + 1 };
        if length == 1 { start.to_string() } else { format!("{start},{length}") }
    };
    let (old_range, new_range) = (range(old_end + trail - first), range(new_end + trail - first));
    let place = format!("@@ -{old_range} +{new_range} @@");
    let mut lines = vec![DiffLine { change: LineChange::Place, text: place, end: "\n".to_owned() }];
    let mut add = |change, part: &[&str]| lines.extend(part.iter().map(|line| told(change, line)));
    add(LineChange::Kept, &old[first..before]);
    add(LineChange::Removed, &old[before..old_end]);
    add(LineChange::Added, &new[before..new_end]);
    add(LineChange::Kept, &old[old_end..old_end + trail]);
    lines
}

fn told(change: LineChange, line: &str) -> DiffLine {
    let text = line.trim_end_matches(['\n', '\r']);
    DiffLine { change, text: text.to_owned(), end: line[text.len()..].to_owned() }
}

/// Lines with their ends: `\n`, `\r\n`, or a lone `\r` where a text has no other.
fn split(text: &str) -> Vec<&str> {
    let end = if text.contains('\n') { '\n' } else { '\r' };
    text.split_inclusive(end).collect()
}
