//! A document as the readers of facts see it: its logical lines, each with its mentions, and its sentences.

use crate::extract::mentions::line::{Excerpt, LineMentions};
use crate::extract::text::{Document, Sentence};

/// A document with the mentions of its lines.
pub(crate) struct DocumentMentions<'a> {
    /// The document.
    pub document: &'a Document,
    lines: Vec<LineMentions<'a>>,
}

impl<'a> DocumentMentions<'a> {
    /// The reading of a document; nothing is looked for yet.
    pub(crate) fn of(document: &'a Document) -> Self {
        let line = |text: &'a str| {
            if is_header(text) { LineMentions::silent(text) } else { LineMentions::new(text) }
        };
        Self { document, lines: document.units.iter().map(|unit| line(&unit.text)).collect() }
    }

    /// A logical line with its mentions.
    pub(crate) fn line(&self, unit: usize) -> &LineMentions<'a> {
        &self.lines[unit]
    }

    /// A sentence with its mentions.
    pub(crate) fn sentence(&self, sentence: &Sentence<'_>) -> Excerpt<'_> {
        self.lines[sentence.unit].part(sentence.start..sentence.start + sentence.text.len())
    }
}

/// Whether a line is a header of a pasted response: "Date: Wed, 3 Mar 2021 06:41:10 GMT" is the clock of a server.
fn is_header(text: &str) -> bool {
    let names = ["date:", "last-modified:", "expires:"];
    text.trim_end().ends_with(" GMT")
        && text.contains(", ")
        && names
            .iter()
            .any(|name| text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)))
}
