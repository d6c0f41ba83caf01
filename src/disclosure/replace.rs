//! Parts of a text give way to nothing or to placeholders; every line stays where it was.

use std::ops::Range;

use rustc_hash::FxHashMap;

/// A value that is to be replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SensitiveValue {
    /// Bytes of the text.
    pub(super) range: Range<usize>,
    /// What sort of value it is, as the placeholder names it.
    pub(super) kind: String,
    /// What it stands for: the same thing has the same number within a file.
    pub(super) value: String,
}

/// Replaces parts of a text; of two that overlap, the first grows over both.
pub(super) fn parts(text: &str, mut parts: Vec<(Range<usize>, String)>) -> String {
    parts.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    let mut at = 0;
    while let Some((range, with)) = parts.get(at) {
        let mut end = range.end;
        at += 1;
        while let Some((next, _)) = parts.get(at).filter(|(next, _)| next.start < end) {
            end = end.max(next.end);
            at += 1;
        }
        out.push_str(&text[done..range.start]);
        out.push_str(with);
        line_ends(&text[range.start..end], with, &mut out);
        done = end;
    }
    out.push_str(&text[done..]);
    out
}

/// The line ends of a part, less those that its replacement has itself.
fn line_ends(part: &str, with: &str, out: &mut String) {
    let ends = part.chars().filter(|c| matches!(c, '\n' | '\r'));
    out.extend(ends.skip(with.matches(['\n', '\r']).count()));
}

/// A text without the given ranges, all their line ends kept.
pub(super) fn blank(text: &str, ranges: &[Range<usize>]) -> String {
    parts(text, ranges.iter().map(|range| (range.clone(), String::new())).collect())
}

/// A text with placeholders such as `REDACTED-email-1`, numbered by first appearance: letters, digits and hyphens
/// mean nothing in YAML, TOML, JSON, Markdown or an address.
pub(super) fn with_placeholders(text: &str, mut found: Vec<SensitiveValue>) -> String {
    found.sort_by_key(|found| (found.range.start, std::cmp::Reverse(found.range.end)));
    let mut numbers: FxHashMap<(String, String), usize> = FxHashMap::default();
    let mut counts: FxHashMap<String, usize> = FxHashMap::default();
    let mut replaced: Vec<(Range<usize>, String)> = Vec::with_capacity(found.len());
    for SensitiveValue { range, kind, value } in found {
        let covered = replaced.last().is_some_and(|(last, _)| range.end <= last.end);
        if covered {
            continue;
        }
        let number = *numbers.entry((kind.clone(), value.to_lowercase())).or_insert_with(|| {
            let count = counts.entry(kind.clone()).or_default();
            *count += 1;
            *count
        });
        replaced.push((range, format!("REDACTED-{kind}-{number}")));
    }
    parts(text, replaced)
}
