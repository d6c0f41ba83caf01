//! A cache of stems: stemming is more expensive than tokenising.

/// Maximum length of a cached word: the last byte of a slot holds the length.
const STEM_BYTES: usize = 15;

/// A word of up to [`STEM_BYTES`] bytes, padded, with its length at the end.
type ShortWord = [u8; STEM_BYTES + 1];

/// Recent words with their stems. A word replaces another one in the same slot.
#[derive(Clone)]
pub(super) struct Stems {
    slots: Vec<(ShortWord, ShortWord)>,
}

impl Stems {
    pub(super) fn new(slots: usize) -> Self {
        Self { slots: vec![Default::default(); slots] }
    }

    /// Replaces a word by its stem.
    pub(super) fn apply(&mut self, word: &mut String, stemmer: &frostem::Stemmer) {
        let Some(key) = short(word) else {
            *word = stemmer.stem(word).into_owned();
            return;
        };
        let number = u128::from_le_bytes(key);
        let hash = (number as u64 ^ (number >> 64) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let index = hash as usize % self.slots.len().max(1);
        let Some(slot) = self.slots.get_mut(index) else { return };
        if slot.0 != key {
            let stem = stemmer.stem(word).into_owned();
            match short(&stem) {
                Some(short) => *slot = (key, short),
                None => *word = stem,
            }
        }
        if slot.0 == key {
            let stem = slot.1.get(..usize::from(slot.1[STEM_BYTES])).unwrap_or_default();
            word.clear();
            word.push_str(std::str::from_utf8(stem).unwrap_or_default());
        }
    }
}

/// A word in the format of a slot, if it is short enough.
fn short(word: &str) -> Option<ShortWord> {
    let mut short = ShortWord::default();
    short.get_mut(..word.len()).filter(|part| part.len() <= STEM_BYTES)?.copy_from_slice(word.as_bytes());
    short[STEM_BYTES] = word.len() as u8;
    Some(short)
}
