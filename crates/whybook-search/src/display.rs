//! Text of authors made safe to print on one line of a terminal, a page or a log.

/// The first `limit` characters of a text on one line, cut between words, without control characters, which could move
/// a terminal's cursor, and without bidirectional ones.
pub(crate) fn single_line(text: &str, limit: usize) -> String {
    let mut out = String::new();
    let mut left = limit;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        let word: String = word.chars().filter(|&c| !is_bidi_control(c)).collect();
        let length = word.chars().count() + 1;
        if length > left {
            if out.is_empty() {
                out.extend(word.chars().take(limit));
            }
            out.push('…');
            break;
        }
        left -= length;
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&word);
    }
    out
}

/// Whether a character is an explicit bidirectional formatting character (Unicode Standard Annex 9, section 2): it is
/// invisible and changes the direction in which the text after it is shown, so that text can be made to look other than
/// it is (<https://trojansource.codes/>). Letters that are written from right to left need none.
pub fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
