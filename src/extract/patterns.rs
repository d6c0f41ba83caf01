//! Compiles the patterns and keyword lists of the extractor.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::Regex;

use crate::language::Language;

/// Compiles a pattern of our own. Its classes are those of ASCII, also where words of other languages are put in: the
/// automata of the Unicode classes are many times as large.
#[expect(clippy::unwrap_used, reason = "the patterns are literals, and every one is compiled by the tests")]
pub(super) fn pattern(pattern: &str) -> Regex {
    let ascii =
        [(r"\b", r"(?-u:\b)"), (r"\d", "[0-9]"), (r"\w", "[0-9A-Za-z_]"), (r"\s", r"[\t\n\r\x20\x{a0}]")];
    let pattern =
        ascii.iter().fold(pattern.to_owned(), |pattern, (class, narrow)| pattern.replace(class, narrow));
    Regex::new(&pattern).unwrap()
}

/// The alternatives of a pattern, of which any of the words fits; a space fits any stretch of them. The longest come
/// first, as a pattern takes the first that fits.
pub(crate) fn alternatives<'a>(words: impl IntoIterator<Item = &'a String>) -> String {
    let mut words: Vec<&str> = words.into_iter().map(String::as_str).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.dedup();
    if words.is_empty() {
        // Fits nothing.
        return r"[^\s\S]".to_owned();
    }
    // `*` at the end of a word stands for any ending.
    let words = words.iter().map(|word| match word.strip_suffix('*') {
        Some(stem) => format!(r"{}\w*", escaped(stem)),
        None => escaped(word),
    });
    words.collect::<Vec<_>>().join("|")
}

fn escaped(words: &str) -> String {
    regex::escape(words).replace(' ', r"\s+")
}

/// The alternatives of a pattern that fit the words of a list in all languages that a file is read in.
pub(super) fn any_of<'a>(
    languages: &[&'a Language],
    list: impl Fn(&'a Language) -> &'a Vec<String>,
) -> String {
    alternatives(languages.iter().flat_map(|language| list(language)))
}

/// The words of a list in all languages that a file is read in.
pub(super) fn words<'a>(
    languages: &[&'a Language],
    list: impl Fn(&'a Language) -> &'a Vec<String>,
) -> Vec<&'a str> {
    languages.iter().flat_map(|language| list(language)).map(String::as_str).collect()
}

/// Compiles a list of all languages that a file is read in, to be looked for wherever its words stand.
pub(super) fn listed<'a>(
    languages: &[&'a Language],
    list: impl Fn(&'a Language) -> &'a Vec<String>,
) -> AhoCorasick {
    keyword_matcher(&words(languages, list))
}

/// Compiles words to be looked for wherever they stand, ignoring ASCII case; into a table of all states, since lists are
/// compiled once and read on most lines.
#[expect(clippy::unwrap_used, reason = "the words are literals, and every list is compiled by the tests")]
pub(super) fn keyword_matcher(words: &[&str]) -> AhoCorasick {
    let kind = Some(AhoCorasickKind::DFA);
    AhoCorasick::builder().ascii_case_insensitive(true).kind(kind).build(words).unwrap()
}
