//! The query language: what somebody typed or pasted, read with spans into a tree.
//!
//! `lex` finds words, quotes, parentheses, operators and the known fields; `parse` builds the [`ast`] and
//! reads the `value`s of fields. What it means in an index is another matter. The language is in `docs/search.md`.
//!
//! Whatever cannot be meant as a query is text: pasted error messages must never fail. Only a value that a
//! known field cannot have (`date:2023-99`) is an error.

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
