//! Bidirectional control characters made visible: with them a text can be made to look other than it is.

use std::borrow::Cow;

pub use whybook_search::display::is_bidi_control;

/// What is shown in the place of such a character: `[U+202E]`.
pub fn mark(c: char) -> String {
    format!("[U+{:04X}]", c as u32)
}

/// A text in which every such character is visible.
pub fn marked(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_bidi_control) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_bidi_control(c) { shown.push_str(&mark(c)) } else { shown.push(c) }
    }
    Cow::Owned(shown)
}
