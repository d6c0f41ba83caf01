//! The query language: what somebody typed or pasted, read with spans into a tree.
//!
//! `lex` finds words, quotes, parentheses, operators and the known fields; `parse` builds the [`ast`] and
//! reads the `value`s of fields. What it means in an index is another matter. The language is in `docs/search.md`.
//!
//! Whatever cannot be meant as a query is text: pasted error messages must never fail. Only a value that a
//! known field cannot have (`date:2023-99`) is an error.

pub mod ast;
mod lex;
mod notes;
mod parse;
mod pasted;
mod suffix;
mod value;

use std::ops::Range;

use serde::Serialize;

pub(crate) use notes::merged;
pub(crate) use parse::parse_text;
pub use parse::{Parsed, parse};
pub(crate) use pasted::is_pasted;
pub(crate) use value::days;

/// Bytes read of a word: what is longer is data, not a name.
const LONGEST_WORD: usize = 1000;

/// Ranges of the words of a text, of the longest ones their beginnings.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    crate::tokenize::words(text).map(|word| {
        let most = text.floor_char_boundary(word.start.saturating_add(LONGEST_WORD));
        word.start..word.end.min(most)
    })
}

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
