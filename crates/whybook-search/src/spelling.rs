//! The words of the index as people write them, for a near spelling of one that is not among them.

use std::collections::{BTreeMap, HashMap};

use crate::document::IncidentDocument;
use crate::tokenize::{is_common, keyword, parts};

/// Shortest word that is told by its spelling: among shorter ones, every one is near to many.
const SHORTEST: usize = 4;
/// Longest word kept.
const LONGEST: usize = 30;
/// Words kept, the most frequent first.
const MOST_WORDS: usize = 20_000;
/// From this length on, two slips are allowed for.
const LONG: usize = 8;

/// Words shorter than this are one letter from many that have nothing to do with them.
const SHORT: usize = 6;
/// Letters as they lie on keyboards.
const KEYS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// Words, most frequent first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    words: Vec<String>,
}

impl Words {
    /// Counts the words of `documents`; of those with one stem, the most frequent stands for all.
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

    /// As a file: a word a line.
    pub(crate) fn file(&self) -> Vec<u8> {
        self.words.join("\n").into_bytes()
    }

    /// Reads what [`Words::file`] wrote.
    pub(crate) fn read(file: &[u8]) -> Self {
        Self { words: String::from_utf8_lossy(file).lines().map(str::to_owned).collect() }
    }

    /// The words up to `slips` edits away, nearest first, then the most frequent. Digits are never changed, and of two
    /// slips none is in the first letter.
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
            // A slip changes a letter for another at most: two bits of the sets.
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

    /// The word that a mistyped one most likely means.
    pub(crate) fn nearest(&self, word: &str, max_edits: usize) -> Option<&str> {
        let plain = keyword(word);
        self.within_edits(word, max_edits).into_iter().find(|known| is_typo(&plain, known))
    }
}

/// How many slips a word of this length may have.
pub(crate) fn max_edits(word: &str) -> usize {
    if word.chars().count() >= LONG { 2 } else { 1 }
}

/// Whether a word is likely another one with a slip in it, rather than a word of its own that is near to it: `ghost` is
/// no `host`, `lake` no `late`. People rarely miss the first letter; in a short word they swap, leave out or double
/// letters, or hit the key beside.
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

/// Whether two keys lie side by side.
fn are_beside(one: char, other: char) -> bool {
    let at = |row: &str, key: char| row.chars().position(|c| c == key);
    let distance = |row: &&str| Some(at(row, one)?.abs_diff(at(row, other)?));
    KEYS.iter().filter_map(distance).any(|distance| distance == 1)
}

fn is_word(word: &str) -> bool {
    (SHORTEST..=LONGEST).contains(&word.len()) && has_letters(word) && !is_common(word)
}

/// Whether there are more letters than digits in a word, and nothing else.
fn has_letters(word: &str) -> bool {
    let digits = digits(word).count();
    word.chars().all(char::is_alphanumeric) && 2 * digits < word.chars().count()
}

fn digits(word: &str) -> impl Iterator<Item = char> + '_ {
    word.chars().filter(char::is_ascii_digit)
}

/// Which letters a word has, as a set.
fn letters(word: &str) -> u64 {
    word.chars().fold(0, |set, c| set | 1 << (u32::from(c) % 64))
}
