//! Where sentences end in technical prose.

use std::ops::Range;

use crate::extract::patterns::words;
use crate::language::Compiled;

/// Words before a full stop that do not end a sentence.
static ABBREVIATIONS: Compiled<Vec<&'static str>> =
    Compiled::new(|languages| words(languages, |language| &language.sentences.abbreviations));

/// Quotes, brackets and marks that may close a sentence; a longer run of them is no end of one.
const MOST_CLOSING: usize = 64;

/// Cuts a logical line into sentences: byte ranges, trimmed, none empty.
pub fn split_sentences(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    let mut cuts = memchr::memchr3_iter(b'.', b'!', b'?', text.as_bytes());
    std::iter::from_fn(move || {
        loop {
            if start >= text.len() {
                return None;
            }
            let end = cuts.find(|&at| at >= start && ends_sentence(text, at)).map_or(text.len(), |at| {
                let closing = text[at + 1..].bytes().take_while(|byte| b"\"')]".contains(byte)).count();
                at + 1 + closing
            });
            let range = trimmed(text, start..end);
            start = end;
            if !range.is_empty() {
                return Some(range);
            }
        }
    })
}

/// Whether the mark at `at` ends a sentence: a space and a capital or digit follow, and no abbreviation stands before.
fn ends_sentence(text: &str, at: usize) -> bool {
    // Of several marks the last one ends the sentence.
    if text.as_bytes().get(at + 1).is_some_and(|next| b".!?".contains(next)) {
        return false;
    }
    let after = &text[at + 1..];
    let closing = after.bytes().take(MOST_CLOSING).take_while(|byte| b"\"')].!?".contains(byte)).count();
    let rest = &after[closing..];
    let Some(next) = rest.chars().next() else { return true };
    if !next.is_whitespace() {
        return false;
    }
    let follows = rest.chars().take(64).find(|c| !c.is_whitespace());
    if follows.is_some_and(char::is_lowercase) {
        return false;
    }
    if text.as_bytes()[at] != b'.' {
        return true;
    }
    let near = &text[crate::diagnostic::floor_boundary(text, at.saturating_sub(40))..at];
    let word = near.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or("");
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    // "8 p.m. ET to 9 p.m. ET": the zone goes on with the time of day.
    let half = ["a.m", "p.m"].iter().any(|half| word.eq_ignore_ascii_case(half));
    let zone = || {
        let next: String = rest.trim_start().chars().take_while(char::is_ascii_alphanumeric).collect();
        (2..=4).contains(&next.len()) && next.bytes().all(|byte| byte.is_ascii_uppercase()) && next != "AM"
    };
    let is_short = is_initial || is_abbreviation(word);
    !(is_short || half && zone())
}

/// Whether the full stop behind a word belongs to it.
pub(in crate::extract) fn is_abbreviation(word: &str) -> bool {
    ABBREVIATIONS.iter().any(|known| word.eq_ignore_ascii_case(known))
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + part.len() - part.trim_start().len();
    start..(start + part.trim().len())
}

#[cfg(test)]
mod tests {
    use super::split_sentences;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(split_sentences(text).map(|range| &text[range]).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn full_stops_end_sentences_unless_they_do_not() {
        check("It broke. We fixed it!  Done", &["It broke.", "We fixed it!", "Done"]);
        check(
            "Version 1.2.3 of e.g. Redis failed at 10.0.0.1. Then vs. now.",
            &["Version 1.2.3 of e.g. Redis failed at 10.0.0.1.", "Then vs. now."],
        );
        check(
            "It said \"out of memory.\" Nobody read it.",
            &["It said \"out of memory.\"", "Nobody read it."],
        );
        check("At 7 a.m. the disk was full", &["At 7 a.m. the disk was full"]);
        check("  ", &[]);
    }
}
