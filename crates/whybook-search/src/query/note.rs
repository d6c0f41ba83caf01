//! Notes and errors about a query.

use std::ops::Range;

use serde::Serialize;

/// An explanation of how a part of the query was interpreted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Span in the query; empty if the note is about the whole query.
    pub span: Range<usize>,
    /// How the part was interpreted.
    pub message: String,
    /// A suggestion: the whole query with the part corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
    /// How to fix a malformed query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Note {
    pub(crate) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), instead: None, hint: None }
    }

    pub(crate) fn hinting(mut self, hint: &str) -> Self {
        self.hint = Some(hint.to_owned());
        self
    }
}

/// A query with a value that its field cannot have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QueryError {
    /// Span in the query.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub hint: String,
}

impl std::fmt::Display for QueryError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}; {}", self.message, self.hint)
    }
}

impl std::error::Error for QueryError {}
