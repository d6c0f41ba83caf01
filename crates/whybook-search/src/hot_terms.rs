//! Terms that any search is likely to look up: those of the vocabulary, since synonyms are looked up with each word of
//! a query, and the most frequent words. The dictionary keeps them in separate blocks, which the web engine fetches
//! when it opens the index.

use std::collections::BTreeSet;

use crate::spelling::Words;
use crate::tokenize;
use crate::vocabulary::Vocabulary;

/// Number of frequent words among the hot terms.
const FREQUENT: usize = 1_000;

/// The hot terms, without the markers of zones.
pub(crate) fn hot_terms(vocabulary: &Vocabulary, words: &Words) -> BTreeSet<String> {
    let texts = vocabulary.texts().chain(words.most_frequent(FREQUENT));
    texts.flat_map(tokenize::terms).map(|term| term.text).collect()
}
