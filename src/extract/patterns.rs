//! Compiles the patterns and keyword lists of the extractor.

use aho_corasick::AhoCorasick;
use regex::Regex;

/// Compiles a pattern of our own. Its classes are those of ASCII: the patterns are English, and the automata of the
/// Unicode classes are many times as large.
#[expect(clippy::unwrap_used, reason = "the patterns are literals, and every one is compiled by the tests")]
pub(super) fn pattern(pattern: &str) -> Regex {
    let ascii =
        [(r"\b", r"(?-u:\b)"), (r"\d", "[0-9]"), (r"\w", "[0-9A-Za-z_]"), (r"\s", r"[\t\n\r\x20\x{a0}]")];
    let pattern =
        ascii.iter().fold(pattern.to_owned(), |pattern, (class, narrow)| pattern.replace(class, narrow));
    Regex::new(&pattern).unwrap()
}

/// Compiles words to be looked for wherever they stand, in any case.
#[expect(clippy::unwrap_used, reason = "the words are literals, and every list is compiled by the tests")]
pub(super) fn keyword_matcher(words: &[&str]) -> AhoCorasick {
    AhoCorasick::builder().ascii_case_insensitive(true).build(words).unwrap()
}
