//! The normal form of terms and keys: lower case, without accents, full width or joiners.

use tantivy::tokenizer::{AsciiFoldingFilter, RawTokenizer, TokenFilter, TokenStream, Tokenizer};

use super::pieces::{is_apostrophe, is_joiner, is_silent};

/// Maximum length of a term in bytes; longer ones are truncated in the index and in queries.
const MAX_TERM_BYTES: usize = 255;

/// The normal form of a key: lower case, accents folded, spaces and underscores as hyphens. Quotes separate words as
/// spaces do, so that every key can be quoted in a query.
pub fn keyword(text: &str) -> String {
    let parts = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '-' | '_' | '"' | '“' | '”');
    let mut key = String::with_capacity(text.len());
    for part in fold(text).split(parts) {
        if !part.is_empty() {
            if !key.is_empty() {
                key.push('-');
            }
            key.push_str(part);
        }
    }
    key.truncate(key.floor_char_boundary(MAX_TERM_BYTES));
    key
}

/// A word folded like a term but not stemmed, for prefixes.
pub(crate) fn joined(word: &str) -> String {
    let mut out = String::new();
    normalize(word, &mut out);
    join(&mut out);
    out
}

/// Removes the joiners from an identifier, so that its form does not matter. Between digits they are kept: 1.23 is not
/// 12.3, and `v1.23` is not `v1.2.3`.
pub(super) fn join(whole: &mut String) {
    let digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
    if !whole.contains(char::is_alphabetic) || !whole.contains(is_joiner) {
        return;
    }
    let chars: Vec<char> = whole.chars().collect();
    let kept = chars.iter().enumerate().filter(|&(at, &c)| {
        let between = digit(at.checked_sub(1).and_then(|at| chars.get(at))) && digit(chars.get(at + 1));
        !is_joiner(c) || between
    });
    *whole = kept.map(|(_, c)| *c).collect();
}

/// Writes the folded form of a piece to `out`.
pub(super) fn normalize(piece: &str, out: &mut String) {
    out.clear();
    if piece.bytes().all(|byte| byte.is_ascii() && byte != b'\'') {
        out.push_str(piece);
        out.make_ascii_lowercase();
    } else {
        let spoken: String = piece.chars().filter(|&c| !is_silent(c)).collect();
        let spoken =
            spoken.strip_suffix("'s").or_else(|| spoken.strip_suffix("\u{2019}s")).unwrap_or(&spoken);
        out.extend(fold(spoken).chars().filter(|&c| !is_apostrophe(c)));
    }
    out.truncate(out.floor_char_boundary(MAX_TERM_BYTES));
}

/// Lower case, with accents and width folded: to ASCII where possible, else to the plain letter.
fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let plain: String = text.to_lowercase().chars().filter(|&c| !is_mark(c)).map(plain_letter).collect();
    let mut filter = AsciiFoldingFilter.transform(RawTokenizer::default());
    let mut stream = filter.token_stream(&plain);
    if stream.advance() { stream.token().text.to_lowercase() } else { plain.clone() }
}

/// Accents that follow their letter, as in the small form of the Turkish capital İ.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// A small letter without the accent that its script leaves out in capitals or in haste, beyond what ASCII has.
fn plain_letter(c: char) -> char {
    match c {
        '\u{2010}' | '\u{2011}' => '-',
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' | 'ϊ' | 'ΐ' => 'ι',
        'ό' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' => 'υ',
        'ώ' => 'ω',
        'ς' => 'σ',
        'ё' => 'е',
        _ => c,
    }
}
