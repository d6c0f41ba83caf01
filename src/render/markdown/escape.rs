//! Text and addresses as HTML takes them.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::diagnostic::direction;

/// Characters that an address must not hold as they are; a percent sign stays, the author may have escaped already.
const IN_ADDRESS: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'\\');

/// Appends text with the characters escaped that mean something in HTML, attribute values included; those that change
/// the direction of the text after them are shown by their code.
pub(in crate::render) fn escape_into(out: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            // The first bytes of the characters that change the direction.
            0xD8 | 0xE2 => {
                let Some(c) = text[at..].chars().next().filter(|&c| direction::is_bidi_control(c)) else {
                    continue;
                };
                out.push_str(&text[from..at]);
                out.push_str(&direction::mark(c));
                from = at + c.len_utf8();
                continue;
            }
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(entity);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}

/// Appends an address for an attribute value.
pub(super) fn address_into(out: &mut String, address: &str) {
    for part in utf8_percent_encode(address, IN_ADDRESS) {
        escape_into(out, part);
    }
}
