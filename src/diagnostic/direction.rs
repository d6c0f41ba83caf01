//! Invisible characters that change the direction in which the text after them is shown. With them a text can be made
//! to look other than it is (<https://trojansource.codes/>); letters that are written from right to left need none.

use std::borrow::Cow;

/// Whether a character changes the direction of the text after it: the explicit formatting characters of Unicode
/// Standard Annex 9, section 2.
pub fn turns(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// What is shown in the place of such a character: `[U+202E]`.
pub fn mark(c: char) -> String {
    format!("[U+{:04X}]", c as u32)
}

/// A text in which every such character is visible.
pub fn marked(text: &str) -> Cow<'_, str> {
    if !text.chars().any(turns) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if turns(c) { shown.push_str(&mark(c)) } else { shown.push(c) }
    }
    Cow::Owned(shown)
}
