//! A text as readers see it: without escapes, character references and marks that do not show. What hides in such
//! spellings, as `ghp\_…` or `CUST&#45;66` do, is found there and replaced where it stands in the text itself.

use std::ops::Range;

/// A text without what does not show, and where each of its bytes comes from.
pub(super) struct Plain {
    pub(super) text: String,
    /// For each byte the bytes of the original that its character was written with.
    origins: Vec<(usize, usize)>,
}

impl Plain {
    /// `None` where the text reads as it is written.
    pub(super) fn of(text: &str) -> Option<Self> {
        memchr::memchr3(b'\\', b'&', b'%', text.as_bytes())
            .or_else(|| memchr::memchr2(b'*', b'<', text.as_bytes()))
            .or_else(|| text.find(is_invisible))?;
        let mut plain =
            Self { text: String::with_capacity(text.len()), origins: Vec::with_capacity(text.len()) };
        let mut at = 0;
        let mut differs = false;
        while let Some(first) = text[at..].chars().next() {
            let ordinary = ordinary_length(&text[at..]);
            if ordinary > 0 {
                plain.text.push_str(&text[at..at + ordinary]);
                plain.origins.extend((at..at + ordinary).map(|byte| (byte, byte + 1)));
                at += ordinary;
                continue;
            }
            let (shown, length) = spelled(&text[at..], first, plain.text.as_bytes().last().copied());
            differs |= shown != Some(first) || length != first.len_utf8();
            if let Some(shown) = shown {
                plain.text.push(shown);
                plain.origins.resize(plain.text.len(), (at, at + length));
            }
            at += length;
        }
        differs.then_some(plain)
    }

    /// The bytes of the original that a part of the plain text was written with.
    pub(super) fn origin(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.origins.get(range.start).map_or(0, |origin| origin.0);
        let end =
            range.end.checked_sub(1).and_then(|last| self.origins.get(last)).map_or(start, |origin| origin.1);
        start..end.max(start)
    }
}

/// Characters without width: soft hyphen, zero-width space and joiners, word joiner, byte-order mark.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Bytes at the start of a text that stand for themselves: those of ASCII that begin no other spelling.
fn ordinary_length(text: &str) -> usize {
    let begins_spelling = |byte: &u8| !byte.is_ascii() || matches!(byte, b'\\' | b'&' | b'%' | b'*' | b'<');
    text.as_bytes().iter().position(begins_spelling).unwrap_or(text.len())
}

/// The character that stands at the start of a text, and with how many bytes it is written; `None` for what does not
/// show. `before` is the byte of the plain text before it.
fn spelled(text: &str, first: char, before: Option<u8>) -> (Option<char>, usize) {
    let as_it_is = (Some(first), first.len_utf8());
    match first {
        '\\' => escaped(text).unwrap_or(as_it_is),
        '&' => reference(text).unwrap_or(as_it_is),
        '%' => hex(text, 1, 2).filter(|&(c, _)| c.is_ascii_graphic()).map_or(as_it_is, |(c, n)| (Some(c), n)),
        '*' if before.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) => {
            // Emphasis within a word.
            let marks = text.len() - text.trim_start_matches('*').len();
            let within = text[marks..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-'));
            if within && marks <= 3 { (None, marks) } else { as_it_is }
        }
        '<' => TAGS.iter().find(|tag| starts_with(text, tag)).map_or(as_it_is, |tag| (None, tag.len())),
        _ if is_invisible(first) => (None, first.len_utf8()),
        _ => as_it_is,
    }
}

/// Tags that do not part a word.
const TAGS: [&str; 11] =
    ["<wbr>", "<wbr/>", "<b>", "</b>", "<i>", "</i>", "<em>", "</em>", "<strong>", "</strong>", "<wbr />"];

fn starts_with(text: &str, tag: &str) -> bool {
    text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag))
}

/// `\_` of Markdown, `\x5f` and `\u005f` of YAML, TOML and JSON.
fn escaped(text: &str) -> Option<(Option<char>, usize)> {
    let next = text[1..].chars().next()?;
    let (c, length) = match next {
        'x' => hex(text, 2, 2)?,
        'u' => hex(text, 2, 4)?,
        _ if next.is_ascii_punctuation() => (next, 2),
        _ => return None,
    };
    Some((Some(c), length))
}

/// `&#95;`, `&#x5f;` and the names of signs that stand in keys and addresses.
fn reference(text: &str) -> Option<(Option<char>, usize)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = &text[1..end];
    let c = match name {
        "lowbar" | "UnderBar" => '_',
        "commat" => '@',
        "period" => '.',
        "hyphen" | "dash" | "minus" => '-',
        "colon" => ':',
        "sol" => '/',
        "shy" | "ZeroWidthSpace" | "zwj" | "zwnj" => return Some((None, end + 1)),
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((Some(c).filter(|&c| !is_invisible(c)), end + 1))
}

/// The character whose number stands in so many hexadecimal digits, and the bytes up to their end.
fn hex(text: &str, from: usize, digits: usize) -> Option<(char, usize)> {
    let number =
        text.get(from..from + digits).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    Some((char::from_u32(u32::from_str_radix(number, 16).ok()?)?, from + digits))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_is_spelled_otherwise_reads_as_it_shows_and_knows_its_place() {
        for written in [
            "ab\\_cd", "ab&#95;cd", "ab&#x5F;cd", "ab&lowbar;cd", "ab\\x5fcd", "ab\\u005fcd", "ab%5Fcd",
            "a**b_**cd", "a\u{200b}b_cd", "<b>a</b>b_c<wbr>d",
        ] {
            let text = format!("ü {written} ü");
            let plain = Plain::of(&text).unwrap();
            let at = plain.text.find("ab_cd").unwrap_or_else(|| unreachable!("{}", plain.text));
            let origin = plain.origin(&(at..at + 5));
            assert!(written.contains(&text[origin.clone()]) && origin.len() > 5, "{}", &text[origin]);
        }
        for same in ["2 * 3", "50 % of a & b", "a < b", "* item **bold** text", "\\n", "C:\\new"] {
            assert!(Plain::of(same).is_none(), "{same}");
        }
    }
}
