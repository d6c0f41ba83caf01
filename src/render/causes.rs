//! The causes of an incident, with the sentences that are evidence for them.

use serde::Serialize;
use tera::Value;

use super::catalog::Chip;
use super::facts::FactOrigin;
use super::glossary::Glossary;
use super::markdown::{self, Rendered};
use crate::postmortem::{CauseTag, Evidence};
use crate::slugs::slug;

/// A cause with the reasons for it.
#[derive(Serialize)]
pub(super) struct CauseRow<'a> {
    chip: Chip<'a>,
    category_label: &'a str,
    category_url: String,
    definition: &'a str,
    primary: bool,
    score: u32,
    origin: Option<FactOrigin>,
    evidence: Vec<Quote>,
}

/// A sentence of evidence for a cause.
#[derive(Serialize)]
struct Quote {
    line: u32,
    anchor: Option<u32>,
    html: Value,
}

impl<'a> CauseRow<'a> {
    pub(super) fn of(tag: &'a CauseTag, glossary: &'a Glossary, text: &Rendered) -> Self {
        Self {
            chip: Chip::of(tag, glossary),
            category_label: glossary.category_label(&tag.category),
            category_url: format!("categories/{}/", slug(&tag.category)),
            definition: glossary.cause(&tag.id).map_or("", |entry| &entry.definition),
            primary: tag.primary,
            score: (tag.score * 100.0).round() as u32,
            origin: None,
            evidence: tag.evidence.iter().map(|evidence| Quote::of(evidence, text)).collect(),
        }
    }
}

impl Quote {
    fn of(evidence: &Evidence, text: &Rendered) -> Self {
        let html = Value::safe_string(&marked(&evidence.text, &evidence.phrases));
        Self { line: evidence.line, anchor: text.anchor(evidence.line), html }
    }
}

/// The sentence with its phrases marked; upper and lower case of ASCII letters do not differ.
fn marked(sentence: &str, phrases: &[String]) -> String {
    let folded = sentence.to_ascii_lowercase();
    let mut ranges: Vec<std::ops::Range<usize>> = Vec::new();
    for phrase in phrases.iter().filter(|phrase| !phrase.is_empty()) {
        let found = folded.match_indices(&phrase.to_ascii_lowercase()).next();
        ranges.extend(found.map(|(at, words)| at..at + words.len()));
    }
    ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut html = String::with_capacity(sentence.len() + 32);
    let mut from = 0;
    for range in ranges {
        if range.start < from {
            continue;
        }
        markdown::escape_into(&mut html, &sentence[from..range.start]);
        html.push_str("<mark>");
        markdown::escape_into(&mut html, &sentence[range.clone()]);
        html.push_str("</mark>");
        from = range.end;
    }
    markdown::escape_into(&mut html, &sentence[from..]);
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_marked_and_the_rest_is_escaped() {
        let phrases = ["memory leak".to_owned(), "leak".to_owned()];
        assert_eq!(
            marked("A Memory Leak in <Cache> & co", &phrases),
            "A <mark>Memory Leak</mark> in &lt;Cache&gt; &amp; co"
        );
    }
}
