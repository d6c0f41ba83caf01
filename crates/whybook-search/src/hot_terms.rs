//! Terms that every search may ask for: those of the vocabulary, since each word of a query is looked up with all that
//! means the same, and those of the most frequent words. The dictionary keeps them in blocks of their own, and the web
//! has these blocks at hand from the start.

use std::collections::BTreeSet;

use crate::spelling::Words;
use crate::tokenize;
use crate::vocabulary::Vocabulary;

/// Frequent words that are pinned.
const FREQUENT: usize = 1_000;

/// The pinned terms, without the marks of zones.
pub(crate) fn hot_terms(vocabulary: &Vocabulary, words: &Words) -> BTreeSet<String> {
    let texts = vocabulary.texts().chain(words.most_frequent(FREQUENT));
    texts.flat_map(tokenize::terms).map(|term| term.text).collect()
}
