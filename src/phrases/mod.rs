//! The notation of phrases, which the taxonomy, the causal cues and the words of noticing of the languages are written in,
//! and what finds them.
//!
//! `a|b` either word, `~3` up to three words in between, `word~` the word with English endings, `word*` any word with this
//! beginning, `a & b` both in either order within one clause, at most six words apart. Words match at word boundaries
//! whatever their case.

pub(crate) mod faults;
mod lexicon;
mod matcher;
mod tables;
mod words;

pub(crate) use lexicon::Lexicon;
pub(crate) use matcher::{Hit, Layer, Matcher, MatcherBuilder, TokenizedSentence};
pub(crate) use words::{Break, Token, bytes};
