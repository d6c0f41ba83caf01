//! Forms that wait to be filled in: placeholders in place of facts, and no time.

/// Stand-ins for facts that a template leaves to its user.
const PLACEHOLDERS: [&str; 20] = [
    "20xx", "20XX", "YYYY-MM-DD", "yyyy-mm-dd", "DD/MM/YYYY", "MM/DD/YYYY", "HH:mm", "HH:MM", "hh:mm",
    "--:--", "yyyy-nnn", "XXX", "YYY", "<Incident", "<incident", "<Title", "<title of", "[Insert", "[insert",
    "Incident Title",
];

/// Two kinds of placeholders, or three values that are left open, and no real year or clock time; one placeholder will do
/// where the name says "template".
pub(super) fn is_template(text: &str, name: &str) -> bool {
    if states_a_time(text) {
        return false;
    }
    let needed = if name.contains("template") { 1 } else { 2 };
    PLACEHOLDERS.iter().filter(|placeholder| text.contains(*placeholder)).take(needed).count() == needed
        || text.lines().filter(|line| is_left_open(line)).take(3).count() == 3
}

/// Whether a line is a label whose value is a stand-in in angle brackets: `Start: <UTC>`.
fn is_left_open(line: &str) -> bool {
    let Some((label, value)) = line.split_once(':') else { return false };
    let value = value.trim_matches(['*', '_', '`', ' ']);
    let inner = value.strip_prefix('<').and_then(|value| value.strip_suffix('>'));
    label.len() <= 60
        && inner.is_some_and(|inner| {
            inner.starts_with(char::is_alphabetic)
                && !inner.contains(['<', '>', '/', '=', ':', '@'])
                && !matches!(inner, "br" | "hr" | "p" | "b" | "i" | "ul" | "li" | "details")
        })
}

/// Whether a year of this or the last century, or a clock time, stands in the text.
pub(super) fn states_a_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    states_a_clock_time(text)
        || memchr::memchr2_iter(b'1', b'2', bytes).any(|at| {
            let clear = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
            let is_year = clear && matches!(bytes.get(at..at + 2), Some(b"19" | b"20"));
            is_year && digit(at + 2) && digit(at + 3) && !digit(at + 4)
        })
}

pub(super) fn states_a_clock_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    memchr::memchr_iter(b':', bytes).any(|at| at > 0 && digit(at - 1) && digit(at + 1) && digit(at + 2))
}
