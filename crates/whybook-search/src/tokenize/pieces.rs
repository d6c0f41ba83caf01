//! Text to words, and words to their pieces.

use std::ops::Range;

/// Which piece of its word a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// The whole identifier, or a whole camelCase name within one.
    Whole,
    /// One part, or a plain word. A position has exactly one, or none for a stop word.
    Part,
}

/// The ranges of the words of a text; an identifier is one word.
pub fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let word = next_word(text, at)?;
        at = word.end;
        Some(word)
    })
}

/// The parts of the words of a text, as written.
pub(crate) fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut pieces = Vec::new();
    words(text).flat_map(move |word| {
        pieces.clear();
        cut(text, word, 0, &mut pieces);
        let parts = pieces.iter().filter(|(piece, ..)| *piece == Piece::Part);
        parts.filter_map(|(_, range, _)| text.get(range.clone())).collect::<Vec<_>>()
    })
}

pub(crate) fn is_joiner(c: char) -> bool {
    matches!(c, '-' | '_' | '.' | '/' | ':' | '\u{2010}' | '\u{2011}')
}

/// Combining marks and invisible formatting characters: part of a word, but removed from its term.
pub(super) fn is_silent(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{2069}' | '\u{feff}')
}

pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}')
}

/// Articles, pronouns and conjunctions that French and Italian elide before a vowel.
const ELIDED: [&str; 13] = ["l", "d", "j", "m", "t", "s", "c", "n", "qu", "dell", "dall", "nell", "sull"];

/// Whether a word before an apostrophe is one of them: "l'incident", "qu'une".
fn is_elided(word: &str) -> bool {
    ELIDED.iter().any(|elided| word.eq_ignore_ascii_case(elided))
}

/// The length of the version at the start of a word that goes on behind it: 6 of `v1.2.3-rc.1`.
fn version_length(word: &str) -> Option<usize> {
    let digits = word.strip_prefix(['v', 'V'])?;
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let parts = digits[..end].split('.');
    let is_version = parts.clone().count() > 1 && parts.clone().all(|part| !part.is_empty());
    (is_version && digits[end..].starts_with(['-', '_'])).then_some(end + 1)
}

/// The first word at or after byte `from`.
pub(super) fn next_word(text: &str, from: usize) -> Option<Range<usize>> {
    let start = from + text.get(from..)?.find(char::is_alphanumeric)?;
    let mut end = start;
    let mut gap = 0;
    for (at, c) in text[start..].char_indices() {
        if c.is_alphanumeric() || (gap == 0 && is_silent(c)) {
            end = start + at + c.len_utf8();
            gap = 0;
        } else if is_apostrophe(c) && is_elided(&text[start..start + at]) {
            break;
        } else if (is_joiner(c) && gap < 3) || (is_apostrophe(c) && gap == 0) {
            // An apostrophe joins letters only, and is never next to another joiner.
            gap += if is_apostrophe(c) { 3 } else { 1 };
        } else {
            break;
        }
    }
    Some(start..end)
}

/// Adds the pieces of a word, the first part at `position`; returns the next position.
pub(super) fn cut(
    text: &str,
    word: Range<usize>,
    mut position: usize,
    pieces: &mut Vec<(Piece, Range<usize>, usize)>,
) -> usize {
    let inner = &text[word.clone()];
    // Fast path: most words have one part.
    let mut bytes = inner.bytes();
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if bytes.next().is_some_and(|byte| byte.is_ascii_alphanumeric()) && bytes.all(plain) {
        pieces.push((Piece::Part, word, position));
        return position + 1;
    }
    if inner.contains(is_joiner) {
        pieces.push((Piece::Whole, word.clone(), position));
        if let Some(length) = version_length(inner) {
            pieces.push((Piece::Whole, word.start..word.start + length, position));
        }
    }
    let mut from = word.start;
    for segment in inner.split(is_joiner) {
        let range = from..from + segment.len();
        from = range.end + text[range.end..].chars().next().map_or(0, char::len_utf8);
        if segment.is_empty() {
            continue;
        }
        let whole = pieces.len();
        let mut start = range.start;
        for end in camel_ends(segment) {
            let part = start..range.start + end;
            start = part.end;
            pieces.push((Piece::Part, part, position));
            position += 1;
        }
        if pieces.len() > whole + 1 {
            pieces.insert(whole, (Piece::Whole, range, position - (pieces.len() - whole)));
        }
    }
    position
}

/// Ends of the parts of a camelCase name: `checkoutAPIServer2` gives `checkout`, `API`, `Server2`.
fn camel_ends(segment: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    if segment.bytes().any(|byte| byte.is_ascii_uppercase() || byte >= 0x80) {
        let chars: Vec<(usize, char)> = segment.char_indices().collect();
        for pair in 1..chars.len() {
            let (before, (at, here)) = (chars[pair - 1].1, chars[pair]);
            let after = chars.get(pair + 1).map(|&(_, c)| c);
            // `APIs` is the plural of an acronym, not `AP` and `Is`.
            let plural = after == Some('s') && pair + 2 >= chars.len();
            let starts_name = before.is_uppercase() && after.is_some_and(char::is_lowercase) && !plural;
            let name = here.is_uppercase() && (before.is_lowercase() || before.is_numeric() || starts_name);
            let sign = !is_silent(here) && (is_sign(before) || is_sign(here));
            if name || sign {
                ends.push(at);
            }
        }
    }
    ends.push(segment.len());
    ends
}

/// Whether a letter belongs to a script without spaces between words: each letter is a part.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
        || matches!(c, '\u{3005}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
        || matches!(c, '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{323af}')
}
