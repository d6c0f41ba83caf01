//! Suffixes of a word, a phrase or a group: `*`, `~1`, `^2`.

/// Maximum edits in a word.
const MAX_EDITS: u32 = 2;
/// Maximum slop of a phrase.
const MOST_SLOP: u32 = 50;
/// Maximum boost.
const MOST_BOOST: f32 = 100.0;

/// The suffix of a token.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Suffix {
    /// The word is a prefix.
    pub(super) beginning: bool,
    /// Maximum edits of a word, or slop of a phrase.
    pub(super) near: Option<u32>,
    /// Factor for the score.
    pub(super) boost: Option<f32>,
}

impl Suffix {
    /// Reads a suffix at the start of `text` that ends at a space, a parenthesis or the end of the text.
    pub(super) fn read(text: &str, quoted: bool) -> Option<(Self, usize)> {
        let mut suffix = Self::default();
        let mut rest = text;
        if let Some(after) = rest.strip_prefix('*').filter(|_| !quoted) {
            suffix.beginning = true;
            rest = after;
        } else if let Some(after) = rest.strip_prefix('~') {
            let (digits, after) = digits(after);
            let most = if quoted { MOST_SLOP } else { MAX_EDITS };
            suffix.near = Some(if digits.is_empty() { 1 } else { digits.parse().ok()? }.min(most));
            rest = after;
        }
        if let Some(after) = rest.strip_prefix('^') {
            let end = after.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(after.len());
            let boost: f32 = after[..end].parse().ok()?;
            suffix.boost = Some(boost.clamp(0.0, MOST_BOOST));
            rest = &after[end..];
        }
        let whole = rest.chars().next().is_none_or(|c| c.is_whitespace() || c == ')');
        whole.then_some((suffix, text.len() - rest.len()))
    }

    /// Cuts the suffix off the end of a word.
    pub(super) fn cut(word: &str) -> (&str, Self) {
        let starts = word.char_indices().filter(|(at, c)| *at > 0 && matches!(c, '*' | '~' | '^'));
        for (at, _) in starts {
            if let Some((suffix, _)) = Self::read(&word[at..], false) {
                return (&word[..at], suffix);
            }
        }
        (word, Self::default())
    }
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}
