//! A document as the readers of facts see it: its logical lines, each with its mentions, and its sentences.

use crate::extract::mentions::line::{Excerpt, Line};
use crate::extract::text::{Document, Sentence};

/// A document with the mentions of its lines.
pub struct DocumentMentions<'a> {
    /// The document.
    pub document: &'a Document,
    lines: Vec<Line<'a>>,
}

impl<'a> DocumentMentions<'a> {
    /// The reading of a document; nothing is looked for yet.
    pub fn of(document: &'a Document) -> Self {
        Self { document, lines: document.units.iter().map(|unit| Line::new(&unit.text)).collect() }
    }

    /// A logical line with its mentions.
    pub fn line(&self, unit: usize) -> &Line<'a> {
        &self.lines[unit]
    }

    /// A sentence with its mentions.
    pub fn sentence(&self, sentence: &Sentence<'_>) -> Excerpt<'_> {
        self.lines[sentence.unit].part(sentence.start..sentence.start + sentence.text.len())
    }
}
