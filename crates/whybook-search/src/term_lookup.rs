//! Looks up words in the index and its vocabulary: occurrence, frequency, prefixes, corrections.

use std::collections::BTreeMap;

use tantivy::Searcher;
use tantivy::schema::Field;

use crate::field::{KeyField, TextField};
use crate::schema::Fields;
use crate::spelling::{Words, max_edits};
use crate::vocabulary::{Thesaurus, Vocabulary};

/// The sources for resolving a query.
#[derive(Clone, Copy)]
pub(crate) struct TermLookup<'a> {
    pub(crate) index: &'a Searcher,
    pub(crate) fields: &'a Fields,
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) thesaurus: &'a Thesaurus,
    /// The word list of the index; loaded on first use, since few queries need it.
    pub(crate) words: &'a dyn Fn() -> tantivy::Result<&'a Words>,
}

impl TermLookup<'_> {
    /// Whether a term occurs in a field, or in any of the text fields.
    pub(crate) fn contains(&self, field: Option<TextField>, term: &str) -> tantivy::Result<bool> {
        for &field in fields_to_search(&field) {
            if self.index.doc_freq(&self.fields.term(field, term)?)? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The document frequency of a term in the field, or its highest one in any text field.
    pub(crate) fn frequency(&self, field: Option<TextField>, term: &str) -> tantivy::Result<u64> {
        let mut most = 0;
        for &field in fields_to_search(&field) {
            most = most.max(self.index.doc_freq(&self.fields.term(field, term)?)?);
        }
        Ok(most)
    }

    /// BM25's inverse document frequency, normalised to 0 (in all incidents) to 1 (in one of many), independent of the
    /// size of the index. `None` if the term does not occur.
    pub(crate) fn rarity(&self, field: Option<TextField>, term: &str) -> tantivy::Result<Option<f32>> {
        let most = self.frequency(field, term)?;
        if most == 0 {
            return Ok(None);
        }
        let (all, most) = (self.index.num_docs() as f32, most as f32);
        let idf = |having: f32| (1.0 + (all - having + 0.5) / (having + 0.5)).ln();
        Ok(Some((idf(most.min(all)) / idf(1.0).max(f32::MIN_POSITIVE)).clamp(0.0, 1.0)))
    }

    /// Up to `limit` terms that start with `prefix`, the most frequent first.
    pub(crate) fn beginning(
        &self,
        field: Option<TextField>,
        prefix: &str,
        limit: usize,
    ) -> tantivy::Result<Vec<String>> {
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for (mut term, count) in self.terms(self.fields.text()?, prefix)? {
            let zone = term.pop().and_then(TextField::of_mark);
            if field.is_none() || zone == field {
                *counts.entry(term).or_default() += count;
            }
        }
        let mut terms: Vec<(u32, String)> = counts.into_iter().map(|(term, count)| (count, term)).collect();
        terms.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        Ok(terms.into_iter().take(limit).map(|(_, term)| term).collect())
    }

    /// All values of a key field, sorted.
    pub(crate) fn values(&self, field: KeyField) -> tantivy::Result<Vec<String>> {
        Ok(self.terms(self.fields.key(field)?, "")?.into_iter().map(|(term, _)| term).collect())
    }

    /// The terms of one field that start with `prefix`, with their document frequencies.
    fn terms(&self, field: Field, prefix: &str) -> tantivy::Result<Vec<(String, u32)>> {
        let mut found: BTreeMap<String, u32> = BTreeMap::new();
        for segment in self.index.segment_readers() {
            let inverted = segment.inverted_index(field)?;
            // Bounded above as well, since the whole range is read before the first term is returned.
            let from = inverted.terms().range().ge(prefix);
            let within = match prefix.is_empty() {
                true => from,
                false => from.lt(format!("{prefix}{}", char::MAX)),
            };
            let mut stream = within.into_stream()?;
            while stream.advance() && stream.key().starts_with(prefix.as_bytes()) {
                if let Ok(term) = std::str::from_utf8(stream.key()) {
                    *found.entry(term.to_owned()).or_default() += stream.value().doc_freq;
                }
            }
        }
        Ok(found.into_iter().collect())
    }

    /// The words of the index up to `max_edits` edits away, closest and most frequent first.
    pub(crate) fn within_edits(&self, word: &str, max_edits: usize) -> tantivy::Result<Vec<&str>> {
        Ok((self.words)()?.within_edits(word, max_edits))
    }

    /// The most likely correction of a word that does not occur: a similar word, or two words written as one.
    pub(crate) fn correction(&self, word: &str) -> tantivy::Result<Option<String>> {
        if word.len() > LONGEST_MEANT {
            return Ok(None);
        }
        let words = (self.words)()?;
        if let Some(near) = words.nearest(word, 1) {
            return Ok(Some(near.to_owned()));
        }
        if let Some(two) = self.two_words(word)? {
            return Ok(Some(two));
        }
        let near = words.nearest(word, max_edits(word)).map(str::to_owned);
        Ok(near.or_else(|| self.vocabulary.nearest(word)))
    }

    /// Splits a word into two words of the index.
    fn two_words(&self, word: &str) -> tantivy::Result<Option<String>> {
        for (at, _) in word.char_indices().skip(SHORTEST_HALF) {
            let (one, other) = word.split_at(at);
            if other.chars().count() < SHORTEST_HALF {
                break;
            }
            let (first, second) = (crate::vocabulary::sequence(one), crate::vocabulary::sequence(other));
            if let ([first], [second]) = (first.as_slice(), second.as_slice())
                && self.contains(None, first)?
                && self.contains(None, second)?
            {
                return Ok(Some(format!("{one} {other}")));
            }
        }
        Ok(None)
    }
}

/// Maximum length of a word to be corrected, in bytes.
const LONGEST_MEANT: usize = 60;
/// Minimum length of each half of a split word.
const SHORTEST_HALF: usize = 3;

/// The field, or all text fields.
pub(crate) fn fields_to_search(field: &Option<TextField>) -> &[TextField] {
    match field {
        Some(field) => std::slice::from_ref(field),
        None => &TextField::ALL,
    }
}
