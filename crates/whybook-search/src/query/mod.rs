//! The query language: parses a typed or pasted query into a tree with spans.
//!
//! `lex` finds words, quotes, parentheses, operators and known fields; `parse` builds the [`ast`] and reads the
//! `value`s of fields. `crate::resolve` interprets the tree for an index. `docs/search.md` documents the language.
//!
//! Invalid syntax is read as text, since a pasted error message must never fail. Only a value that a known field cannot
//! have (`date:2023-99`) is an error.

pub mod ast;
mod lex;
mod note;
mod notes;
mod parse;
mod pasted;
mod quote;
mod suffix;
mod value;

pub use note::{Note, QueryError};
pub(crate) use notes::merged;
pub(crate) use parse::parse_text;
pub use parse::{Parsed, parse};
pub(crate) use pasted::is_pasted;
pub(crate) use quote::quote_if_needed;
pub(crate) use value::days;
