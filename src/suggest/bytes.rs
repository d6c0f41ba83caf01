//! Places in a text as places in the bytes that it was decoded from: UTF-8 with or without a byte-order mark and
//! with bytes that are none, or UTF-16.

/// Offset in the file of byte `at` of its text.
pub(super) fn offset(bytes: &[u8], text: &str, at: usize) -> usize {
    if is_utf16(bytes).is_some() {
        return 2 + 2 * text.get(..at).unwrap_or(text).encode_utf16().count();
    }
    let mark = if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) { 3 } else { 0 };
    let (mut read, mut shown) = (mark, 0);
    for chunk in bytes.get(mark..).unwrap_or_default().utf8_chunks() {
        if shown + chunk.valid().len() >= at {
            return read + (at - shown);
        }
        read += chunk.valid().len() + chunk.invalid().len();
        // Each run of bytes that are no UTF-8 is shown as one sign.
        shown += chunk.valid().len() + if chunk.invalid().is_empty() { 0 } else { '\u{FFFD}'.len_utf8() };
    }
    read
}

/// A text in the encoding of a file.
pub(super) fn encode(bytes: &[u8], text: &str) -> Vec<u8> {
    match is_utf16(bytes) {
        Some(true) => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Some(false) => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        None => text.as_bytes().to_vec(),
    }
}

/// Whether a file is UTF-16, and if so whether the small end comes first.
fn is_utf16(bytes: &[u8]) -> Option<bool> {
    match bytes {
        [0xFF, 0xFE, ..] => Some(true),
        [0xFE, 0xFF, ..] => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_hold_in_every_encoding() {
        for (bytes, text, at, expected) in [
            (&b"a\nb"[..], "a\nb", 2, 2),
            (b"\xEF\xBB\xBFa\nb", "a\nb", 2, 5),
            (b"\xFFa\xC3\nb", "\u{FFFD}a\u{FFFD}\nb", 8, 4),
            (b"\xFF\xFEa\0\n\0b\0", "a\nb", 2, 6),
            (b"\xFE\xFF\xD8\x3D\xDE\x00\0b", "😀b", 4, 6),
        ] {
            assert_eq!(offset(bytes, text, at), expected, "{text:?}");
        }
        assert_eq!(encode(b"\xFE\xFF", "ab"), b"\0a\0b");
    }
}
