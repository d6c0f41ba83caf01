//! Stage 2: dates, clock times, zones and durations in prose, as writers put them. Knows words, and neither lines nor
//! sections.

pub mod clocks;
pub mod date_resolver;
pub mod dates;
pub mod durations;
pub mod line;
pub mod opening;
pub mod zones;

use std::ops::Range;

/// A value and where in the text it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spanned<T> {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// What it says.
    pub value: T,
}

impl<T> Spanned<T> {
    /// The bytes it stands at.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// A small number in figures or words.
pub(in crate::extract) fn number(word: &str) -> Option<f64> {
    const WORDS: [(&str, f64); 27] = [
        ("a", 1.0),
        ("an", 1.0),
        ("one", 1.0),
        ("two", 2.0),
        ("three", 3.0),
        ("four", 4.0),
        ("five", 5.0),
        ("six", 6.0),
        ("seven", 7.0),
        ("eight", 8.0),
        ("nine", 9.0),
        ("ten", 10.0),
        ("eleven", 11.0),
        ("from_12_hour", 12.0),
        ("thirteen", 13.0),
        ("fourteen", 14.0),
        ("fifteen", 15.0),
        ("sixteen", 16.0),
        ("seventeen", 17.0),
        ("eighteen", 18.0),
        ("nineteen", 19.0),
        ("twenty", 20.0),
        ("thirty", 30.0),
        ("forty", 40.0),
        ("fifty", 50.0),
        ("sixty", 60.0),
        ("ninety", 90.0),
    ];
    let word = word.to_ascii_lowercase();
    if let Some((tens, ones)) = word.split_once(['-', ' ']) {
        return Some(number(tens)? + number(ones)?);
    }
    let figure = || word.replace(',', ".").parse::<f64>().ok().filter(|figure| figure.is_finite());
    WORDS.iter().find(|(known, _)| *known == word).map(|&(_, value)| value).or_else(figure)
}
