//! A sentence as words: lower-cased, looked up once in a vocabulary, with their place in the text.

use std::ops::Range;

use rustc_hash::FxHashMap;

/// How firmly a word is cut off from the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Break {
    /// A space, a hyphen, a slash, an apostrophe.
    None,
    /// A comma, a colon, a bracket, a dash: another clause may begin.
    Comma,
    /// A semicolon: another clause begins.
    Strong,
}

/// One word of a sentence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    /// What the vocabulary knows of it; 0 for a word that no phrase uses.
    pub(crate) class: u32,
    /// First byte in the sentence.
    pub(crate) start: u32,
    /// Byte after the last one.
    pub(crate) end: u32,
    /// What stands between it and the word before.
    pub(crate) gap: Break,
}

/// The words that phrases use, and for each the places in phrases ("slots") that it can fill.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    /// Words of up to 16 bytes, which nearly all are, by their bytes.
    short: FxHashMap<u128, u32>,
    long: FxHashMap<Box<str>, u32>,
    /// Beginnings (`saturat*`) by their first three bytes, longest first.
    prefixes: FxHashMap<[u8; 3], Vec<(Box<str>, u32)>>,
    /// Slots that each class of words fills; class 0 fills none.
    pub(crate) slots: Vec<Vec<u32>>,
}

impl Vocabulary {
    /// Builds the vocabulary from forms (`leaked`) and beginnings (`leak*`), each with the slot it fills.
    pub(crate) fn new(forms: Vec<(String, u32)>, beginnings: Vec<(String, u32)>) -> Self {
        let mut by_form: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for (form, slot) in forms {
            by_form.entry(form).or_default().push(slot);
        }
        let mut by_beginning: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for (beginning, slot) in &beginnings {
            by_beginning.entry(beginning.clone()).or_default().push(*slot);
        }
        let mut by_first_three: FxHashMap<[u8; 3], Vec<(&str, u32)>> = FxHashMap::default();
        for (beginning, slot) in &beginnings {
            if let Some(key) = first_three(beginning.as_bytes()) {
                by_first_three.entry(key).or_default().push((beginning, *slot));
            }
        }
        let longer = |word: &str, slots: &mut Vec<u32>| {
            let alike = first_three(word.as_bytes()).and_then(|key| by_first_three.get(&key));
            let starts = alike.into_iter().flatten().filter(|(start, _)| word.starts_with(start));
            slots.extend(starts.map(|(_, slot)| slot));
            slots.sort_unstable();
            slots.dedup();
        };
        let mut vocabulary = Self { slots: vec![Vec::new()], ..Self::default() };
        let mut forms: Vec<_> = by_form.into_iter().collect();
        forms.sort();
        for (form, mut slots) in forms {
            longer(&form, &mut slots);
            let class = vocabulary.slots.len() as u32;
            match packed(&form) {
                Some(bytes) => vocabulary.short.insert(bytes, class),
                None => vocabulary.long.insert(form.into(), class),
            };
            vocabulary.slots.push(slots);
        }
        let mut starts: Vec<_> = by_beginning.into_iter().collect();
        starts.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        for (start, mut slots) in starts {
            longer(&start, &mut slots);
            let Some(key) = first_three(start.as_bytes()) else { continue };
            let class = vocabulary.slots.len() as u32;
            vocabulary.prefixes.entry(key).or_default().push((start.into(), class));
            vocabulary.slots.push(slots);
        }
        vocabulary
    }

    /// The class of a word in small letters.
    pub(super) fn class(&self, word: &str) -> u32 {
        let known = packed(word).map_or_else(|| self.long.get(word), |bytes| self.short.get(&bytes));
        known.copied().unwrap_or_else(|| self.class_by_beginning(word.as_bytes()))
    }

    /// Class of a word of this length given by [`packed`].
    fn class_of(&self, bytes: u128, length: usize) -> u32 {
        let known = self.short.get(&bytes).copied();
        known
            .unwrap_or_else(|| self.class_by_beginning(bytes.to_le_bytes().get(..length).unwrap_or_default()))
    }

    fn class_by_beginning(&self, word: &[u8]) -> u32 {
        let starts = first_three(word).and_then(|key| self.prefixes.get(&key));
        starts
            .and_then(|all| all.iter().find(|(start, _)| word.starts_with(start.as_bytes())))
            .map_or(0, |found| found.1)
    }

    /// Cuts a sentence into words. `words` is cleared first.
    pub(crate) fn read(&self, text: &str, words: &mut Vec<Token>) {
        words.clear();
        let mut gap = Break::None;
        let mut buffer = String::with_capacity(24);
        let mut at = 0;
        while at < text.len() {
            let end = word_end(text, at);
            if end == at {
                let width = text[at..].chars().next().map_or(1, char::len_utf8);
                gap = gap.max(break_of(text, at, width));
                at += width;
                continue;
            }
            if is_address(&text[at..]) {
                at += text[at..].find(char::is_whitespace).unwrap_or(text.len() - at);
                continue;
            }
            // The `s` of "server's" belongs to the word before, and so does the `t` of "didn't".
            if !(matches!(&text[at..end], "s" | "t") && ends_with_apostrophe(&text[..at])) {
                let place = Token { class: 0, start: at as u32, end: end as u32, gap };
                if let Some(bytes) = packed_lower(text.as_bytes(), at, end) {
                    words.push(Token { class: self.class_of(bytes, end - at), ..place });
                } else {
                    lower(&text[at..end], &mut buffer);
                    let denied = contracted_not(&text[end..], &mut buffer);
                    words.push(Token { class: self.class(&buffer), ..place });
                    if denied {
                        words.push(Token { class: self.class("not"), gap: Break::None, ..place });
                    }
                }
                gap = Break::None;
            }
            at = end;
        }
    }
}

/// A word as a number, where it fits; no word holds a NUL, so that no two have the same.
fn packed(word: &str) -> Option<u128> {
    let bytes = word.as_bytes();
    let mut room = [0; 16];
    room.get_mut(..bytes.len())?.copy_from_slice(bytes);
    Some(u128::from_le_bytes(room))
}

/// A word in small letters as [`packed`] gives it, where it is plain: short, of ASCII letters and figures, and with no
/// "not" in it or behind it that is a word of its own.
fn packed_lower(text: &[u8], start: usize, end: usize) -> Option<u128> {
    const HIGH: u128 = u128::from_le_bytes([0x80; 16]);
    const LETTERS: u128 = u128::from_le_bytes([0x40; 16]);
    const CANNOT: u128 = u128::from_le_bytes(*b"cannot\0\0\0\0\0\0\0\0\0\0");
    let length = end - start;
    if length > 16 || matches!(text.get(end), Some(b'\'' | 0x80..)) {
        return None;
    }
    let rest = text.get(start..)?;
    let room = rest.first_chunk::<16>().copied().or_else(|| {
        let mut room = [0; 16];
        room.get_mut(..rest.len())?.copy_from_slice(rest);
        Some(room)
    })?;
    let bytes = u128::from_le_bytes(room) & (u128::MAX >> (128 - 8 * length));
    // Of the bytes that stand here only letters have this bit; small ones have the next lower one as well.
    let lower = bytes | (bytes & LETTERS) >> 1;
    (bytes & HIGH == 0 && lower != CANNOT).then_some(lower)
}

/// What beginnings are looked up by; a shorter one is never found.
fn first_three(word: &[u8]) -> Option<[u8; 3]> {
    word.first_chunk::<3>().copied()
}

fn lower(word: &str, buffer: &mut String) {
    buffer.clear();
    if word.is_ascii() {
        buffer.push_str(word);
        buffer.make_ascii_lowercase();
    } else {
        buffer.extend(word.chars().flat_map(char::to_lowercase));
    }
}

/// Where the word that starts at `at` ends; `at` itself where none does.
fn word_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    while let Some(&byte) = bytes.get(end) {
        if byte.is_ascii_alphanumeric() {
            end += 1;
        } else if byte.is_ascii() {
            break;
        } else {
            match text[end..].chars().next() {
                Some(letter) if letter.is_alphanumeric() => end += letter.len_utf8(),
                _ => break,
            }
        }
    }
    end
}

/// Whether an address starts here: its parts are names, no words.
fn is_address(text: &str) -> bool {
    text.starts_with(['h', 'w'])
        && ["http://", "https://", "www."].iter().any(|start| text.starts_with(start))
}

fn ends_with_apostrophe(text: &str) -> bool {
    text.ends_with(['\'', '\u{2019}'])
}

/// Takes the "not" off a word: "didn't" is read as "did not". `after` is what follows the word in the text.
fn contracted_not(after: &str, word: &mut String) -> bool {
    if word == "cannot" {
        word.truncate(3);
        return true;
    }
    let rest = after.strip_prefix(['\'', '\u{2019}']).and_then(|rest| rest.strip_prefix('t'));
    if !word.ends_with('n') || rest.is_none_or(|rest| rest.starts_with(char::is_alphanumeric)) {
        return false;
    }
    match word.as_str() {
        "can" => {}
        "won" => "will".clone_into(word),
        _ => word.truncate(word.len() - 1),
    }
    true
}

fn break_of(text: &str, at: usize, width: usize) -> Break {
    let mark = &text[at..at + width];
    match mark {
        ";" => Break::Strong,
        "," | ":" | "(" | ")" | "\u{2014}" | "\u{2013}" | "\u{2192}" => Break::Comma,
        // A hyphen between spaces is a dash.
        "-" if text[..at].ends_with(' ') && text[at + 1..].starts_with([' ', '-', '>']) => Break::Comma,
        "." | "!" | "?" if text[at + 1..].starts_with(' ') && at > 2 => Break::Comma,
        _ => Break::None,
    }
}

/// Adds a word in the notation of phrases to the forms or to the beginnings that fill a slot.
pub(super) fn spelled(
    word: &str,
    slot: u32,
    forms: &mut Vec<(String, u32)>,
    beginnings: &mut Vec<(String, u32)>,
) {
    if let Some(start) = word.strip_suffix('*') {
        beginnings.push((start.to_owned(), slot));
    } else if let Some(stem) = word.strip_suffix('~') {
        forms.extend(self::forms(stem).into_iter().map(|form| (form, slot)));
    } else {
        forms.push((word.to_owned(), slot));
    }
}

/// Words of a phrase's word with English endings: `leak` gives leak, leaks, leaked, leaking, …
pub(super) fn forms(stem: &str) -> Vec<String> {
    let mut all: Vec<String> =
        ["", "s", "es", "d", "ed", "ing"].iter().map(|end| format!("{stem}{end}")).collect();
    let mut letters = stem.chars().rev();
    let (last, before) = (letters.next(), letters.next());
    let vowel = |letter: char| "aeiou".contains(letter);
    if let (Some(last), Some(before)) = (last, before) {
        let trunk = &stem[..stem.len() - last.len_utf8()];
        if last == 'e' {
            all.push(format!("{trunk}ing"));
        } else if last == 'y' && !vowel(before) {
            all.extend([format!("{trunk}ies"), format!("{trunk}ied")]);
        } else if !vowel(last) && vowel(before) {
            all.extend([format!("{stem}{last}ed"), format!("{stem}{last}ing")]);
        }
    }
    all
}

/// Bytes of a sentence that a range of its words covers.
pub(crate) fn bytes(words: &[Token], range: &Range<usize>) -> Range<usize> {
    let start = words.get(range.start).map_or(0, |word| word.start as usize);
    let end = words.get(range.end.saturating_sub(1)).map_or(start, |word| word.end as usize);
    start..end.max(start)
}
