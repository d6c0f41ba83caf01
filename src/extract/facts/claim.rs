//! What a text claims of a fact.

use crate::extract::text::Sentence;

/// A value that a text states, with its place and words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Claim<T> {
    /// The value.
    pub value: T,
    /// Index of the logical line that states it.
    pub unit: usize,
    /// First byte of the words in that line.
    pub start: usize,
    /// The words.
    pub text: String,
}

impl Claim<String> {
    /// A sentence that is the value itself.
    pub(crate) fn of(sentence: &Sentence<'_>) -> Self {
        Self::quote(sentence.text, sentence.unit, sentence.start)
    }

    /// Words that are the value themselves.
    pub(crate) fn quote(text: &str, unit: usize, start: usize) -> Self {
        Self { value: text.to_owned(), unit, start, text: text.to_owned() }
    }
}

impl<T> Claim<T> {
    /// The same words with another value.
    pub(crate) fn with<U>(self, value: U) -> Claim<U> {
        let Self { unit, start, text, .. } = self;
        Claim { value, unit, start, text }
    }
}
