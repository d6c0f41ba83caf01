//! Finds secrets in a text: keys, tokens, private keys, passwords. Formats are data, `secrets.toml`.
//!
//! One pass looks for the keywords of all rules; only where a rule's keyword stands is its expression tried, from there on.

mod rules;
#[cfg(test)]
mod tests;
mod value;

use std::ops::Range;

use rules::RULES;
pub use value::is_credential_key;

/// A secret and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// Bytes of the text that are the secret, without the keyword beside it.
    pub range: Range<usize>,
    /// Identifier of the rule that found it, such as `github-token`; its placeholder bears this name.
    pub rule: &'static str,
    /// What it is, for people: "GitHub token".
    pub label: &'static str,
}

/// The secrets of a text, sorted by place, none overlapping another. Linear in the length of the text.
pub fn find(text: &str) -> Vec<Secret> {
    let mut found = RULES.matches(text);
    found.sort_by_key(|(range, order)| (range.start, *order));
    let mut merged: Vec<(Range<usize>, usize)> = Vec::new();
    for (range, order) in found {
        match merged.last_mut() {
            Some((last, first)) if range.start < last.end => {
                last.end = last.end.max(range.end);
                *first = order.min(*first);
            }
            _ => merged.push((range, order)),
        }
    }
    let name = |(range, order)| {
        let (rule, label) = RULES.name(order);
        Secret { range, rule, label }
    };
    merged.into_iter().map(name).collect()
}
