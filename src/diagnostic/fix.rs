//! Changes of a file that mend a finding and want no decision of its author.

use std::ops::Range;

/// A change that mends a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fix {
    /// Words are put in the place of others on one line.
    Replace {
        /// Bytes of the file's text that change.
        range: Range<usize>,
        /// Line of the first byte, from 1.
        line: u32,
        /// Column of the first byte in characters, from 1.
        column: u32,
        /// What stands there.
        written: String,
        /// What is to stand there.
        with: String,
    },
    /// The text is written as UTF-8 without a byte-order mark.
    SaveAsUtf8,
}

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The bytes of a file after `fixes`, none of which overlap. `None` where one of them does not fit the bytes: the file is
/// not the one that the finding is about, or changing it would lose something.
pub fn apply(bytes: &[u8], fixes: &[&Fix]) -> Option<Vec<u8>> {
    let start = if bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    let mut changed = bytes.to_vec();
    let mut replaced: Vec<_> = fixes.iter().filter_map(|fix| replacement(fix)).collect();
    replaced.sort_by_key(|(range, ..)| std::cmp::Reverse(range.start));
    for (range, written, with) in replaced {
        let place = range.start + start..range.end + start;
        if bytes.get(place.clone())? != written.as_bytes() {
            return None;
        }
        changed.splice(place, with.bytes());
    }
    if !fixes.contains(&&Fix::SaveAsUtf8) {
        return Some(changed);
    }
    match changed.as_slice() {
        [0xFF, 0xFE, units @ ..] => utf8(units, u16::from_le_bytes),
        [0xFE, 0xFF, units @ ..] => utf8(units, u16::from_be_bytes),
        _ => Some(changed.split_off(start)),
    }
}

fn replacement(fix: &Fix) -> Option<(&Range<usize>, &str, &str)> {
    match fix {
        Fix::Replace { range, written, with, .. } => Some((range, written, with)),
        Fix::SaveAsUtf8 => None,
    }
}

fn utf8(units: &[u8], unit: fn([u8; 2]) -> u16) -> Option<Vec<u8>> {
    let (pairs, []) = units.as_chunks::<2>() else { return None };
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    String::from_utf16(&units).ok().map(String::into_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replace(range: Range<usize>, written: &str, with: &str) -> Fix {
        let (written, with) = (written.to_owned(), with.to_owned());
        Fix::Replace { range, line: 1, column: 1, written, with }
    }

    #[test]
    fn fixes_change_what_they_name_and_nothing_else() {
        let (one, other) = (replace(0..7, "sevrity", "severity"), replace(10..13, "zap", "zip"));
        assert_eq!(apply(b"sevrity: zap\r\n", &[&one]).as_deref(), Some(&b"severity: zap\r\n"[..]));
        assert_eq!(apply(b"sevrity:  zap", &[&one, &other]).as_deref(), Some(&b"severity:  zip"[..]));
        assert_eq!(apply(b"severity: zap", &[&one]), None, "the file has changed");
        assert_eq!(apply(b"sev", &[&one]), None);
    }

    #[test]
    fn text_is_saved_as_utf8_where_nothing_is_lost() {
        let one = replace(0..7, "sevrity", "severity");
        assert_eq!(
            apply(b"\xEF\xBB\xBFsevrity: x", &[&one, &Fix::SaveAsUtf8]).as_deref(),
            Some(&b"severity: x"[..])
        );
        assert_eq!(
            apply(b"\xEF\xBB\xBFsevrity: x", &[&one]).as_deref(),
            Some(&b"\xEF\xBB\xBFseverity: x"[..])
        );
        assert_eq!(apply(b"\xFF\xFEZ\0\xFC\0", &[&Fix::SaveAsUtf8]).as_deref(), Some("Zü".as_bytes()));
        assert_eq!(apply(b"\xFE\xFF\0Z", &[&Fix::SaveAsUtf8]).as_deref(), Some(&b"Z"[..]));
        for lossy in [&b"\xFF\xFE\x00\xD8"[..], b"\xFF\xFEZ"] {
            assert_eq!(apply(lossy, &[&Fix::SaveAsUtf8]), None);
        }
    }
}
