//! Spelling correction: the words of the index in their written form, by frequency.

use std::collections::{BTreeMap, HashMap};

use crate::document::IncidentDocument;
use crate::tokenize::{is_common, keyword, parts};

/// Minimum length of a word to be corrected: shorter ones are close to too many others.
const SHORTEST: usize = 4;
/// Maximum length of a word in the list.
const LONGEST: usize = 30;
/// Maximum number of words in the list.
const MOST_WORDS: usize = 20_000;
/// From this length on, two edits are allowed.
const LONG: usize = 8;

/// Shorter words differ by one letter from many unrelated words, so fewer edits count as typos.
const SHORT: usize = 6;
/// Rows of a keyboard.
const KEYS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// Words, most frequent first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    words: Vec<String>,
}

impl Words {
    /// Counts the words of `documents`, folded to keys.
    pub(crate) fn of(documents: &[&IncidentDocument]) -> Self {
        let mut counts: HashMap<&str, u32> = HashMap::new();
        for document in documents {
            for text in document.texts() {
                for word in parts(text) {
                    *counts.entry(word).or_default() += 1;
                }
            }
        }
        let mut folded: BTreeMap<String, u32> = BTreeMap::new();
        for (word, count) in counts {
            let plain = keyword(word);
            if is_word(&plain) {
                *folded.entry(plain).or_default() += count;
            }
        }
        let mut words: Vec<(u32, String)> = folded.into_iter().map(|(word, count)| (count, word)).collect();
        words.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        words.truncate(MOST_WORDS);
        Self { words: words.into_iter().map(|(_, word)| word).collect() }
    }

    /// The most frequent ones.
    pub(crate) fn most_frequent(&self, count: usize) -> impl Iterator<Item = &str> {
        self.words.iter().take(count).map(String::as_str)
    }

    /// The list as a file, one word per line.
    pub(crate) fn file(&self) -> Vec<u8> {
        self.words.join("\n").into_bytes()
    }

    /// Reads a file that [`Words::file`] wrote.
    pub(crate) fn read(file: &[u8]) -> Self {
        Self { words: String::from_utf8_lossy(file).lines().map(str::to_owned).collect() }
    }

    /// The words up to `max_edits` edits away, closest first, then by frequency. Digits are never changed, and the
    /// first letter only by a single edit.
    pub(crate) fn within_edits(&self, word: &str, max_edits: usize) -> Vec<&str> {
        let word = keyword(word);
        if !(SHORTEST..=2 * LONGEST).contains(&word.chars().count()) || max_edits == 0 || !has_letters(&word)
        {
            return Vec::new();
        }
        let first = word.chars().next();
        let letters = letters(&word);
        let mut near: Vec<(usize, usize, &str)> = Vec::new();
        for (rank, known) in self.words.iter().enumerate() {
            // An edit changes at most two bits of the sets of letters.
            if known.len().abs_diff(word.len()) > 2 * max_edits
                || (letters ^ self::letters(known)).count_ones() as usize > 2 * max_edits
            {
                continue;
            }
            let same_start = known.chars().next() == first;
            let distance = strsim::osa_distance(&word, known);
            let near_enough = distance > 0 && distance <= if same_start { max_edits } else { 1 };
            if near_enough && digits(known).eq(digits(&word)) {
                near.push((2 * distance + usize::from(!same_start), rank, known));
            }
        }
        near.sort_unstable();
        near.into_iter().map(|(_, _, known)| known).collect()
    }

    /// The most likely correction of a mistyped word.
    pub(crate) fn nearest(&self, word: &str, max_edits: usize) -> Option<&str> {
        let plain = keyword(word);
        self.within_edits(word, max_edits).into_iter().find(|known| is_typo(&plain, known))
    }
}

/// How many edits are allowed in a word of this length.
pub(crate) fn max_edits(word: &str) -> usize {
    if word.chars().count() >= LONG { 2 } else { 1 }
}

/// Whether a word is likely a typo of a known one rather than a different word: `ghost` is not `host`, `lake` not
/// `late`. The first letter is rarely wrong; typos in short words are swapped, missing or doubled letters, or a
/// neighbouring key.
fn is_typo(word: &str, known: &str) -> bool {
    let (word, known): (Vec<char>, Vec<char>) = (word.chars().collect(), known.chars().collect());
    let same = word.iter().zip(&known).take_while(|(one, other)| one == other).count();
    let (one, other) = (word.get(same..).unwrap_or_default(), known.get(same..).unwrap_or_default());
    let swapped = matches!((one, other), ([a, b, ..], [c, d, ..]) if a == d && b == c);
    if same == 0 {
        return swapped || (word.len() >= SHORT && one == other.get(1..).unwrap_or_default());
    }
    if word.len() >= SHORT {
        return true;
    }
    let before = word.get(same.wrapping_sub(1));
    let doubled = one.first() == before && one.get(1..) == Some(other);
    let left_out = other.get(1..) == Some(one);
    let beside = matches!((one.first(), other.first()), (Some(a), Some(b)) if are_beside(*a, *b));
    swapped || doubled || left_out || beside
}

/// Whether two keys are neighbours on a keyboard.
fn are_beside(one: char, other: char) -> bool {
    let at = |row: &str, key: char| row.chars().position(|c| c == key);
    let distance = |row: &&str| Some(at(row, one)?.abs_diff(at(row, other)?));
    KEYS.iter().filter_map(distance).any(|distance| distance == 1)
}

fn is_word(word: &str) -> bool {
    (SHORTEST..=LONGEST).contains(&word.len()) && has_letters(word) && !is_common(word)
}

/// Whether a word has only letters and digits, and more letters than digits.
fn has_letters(word: &str) -> bool {
    let digits = digits(word).count();
    word.chars().all(char::is_alphanumeric) && 2 * digits < word.chars().count()
}

fn digits(word: &str) -> impl Iterator<Item = char> + '_ {
    word.chars().filter(char::is_ascii_digit)
}

/// The letters of a word as a bit set.
fn letters(word: &str) -> u64 {
    word.chars().fold(0, |set, c| set | 1 << (u32::from(c) % 64))
}
