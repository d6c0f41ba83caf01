//! What a reader is told of how a query was read.

use std::ops::Range;

use serde::Serialize;

/// How a part of the query was read, where that may surprise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Bytes of the query; empty where it is about all of it.
    pub span: Range<usize>,
    /// What was made of it.
    pub message: String,
    /// The whole query as it was perhaps meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
    /// What to write, where the query is malformed.
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

/// A query that says something no field can answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QueryError {
    /// Bytes of the query.
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
