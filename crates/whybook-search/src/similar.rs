//! Similarity search: incidents that share causes, services or rare words with a text.

use std::collections::BTreeMap;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet};

use crate::field::{KeyField, TextField};
use crate::resolve::{Clause, Form, Origin, ResolvedQuery, TextQuery, is_asking};
use crate::results::{Hit, Why};
use crate::schema::Fields;
use crate::term_lookup::TermLookup;
use crate::tokenize::{self, keyword};

/// Maximum number of words of the text that are searched.
const MOST_WORDS: usize = 40;
/// Maximum number of distinct words of a text that are considered.
const MOST_CONSIDERED: usize = 800;
/// Minimum rarity of a word, on the scale of [`TermLookup::rarity`].
const LEAST_RARITY: f32 = 0.12;
/// Minimum length of a word.
const SHORTEST: usize = 4;
/// Maximum number of words given as reasons.
const MOST_SHOWN: usize = 6;
/// Weights of a shared cause and a shared service relative to the rarest word.
const CAUSE_WEIGHT: f32 = 1.2;
const SERVICE_WEIGHT: f32 = 0.8;

/// The input of a similarity search.
#[derive(Debug, Clone, Default)]
pub struct Likeness {
    /// The text.
    pub text: String,
    /// Root causes of the text, as ids of the taxonomy.
    pub causes: Vec<String>,
    /// Services of the text.
    pub services: Vec<String>,
    /// Path of the write-up, which is left out of the result.
    pub path: Option<String>,
}

/// A word of the text with its weight.
struct Word {
    written: String,
    term: String,
    weight: f32,
}

/// The significant words of a text.
pub(crate) struct Compared<'a> {
    likeness: &'a Likeness,
    words: Vec<Word>,
}

impl<'a> Compared<'a> {
    pub(crate) fn read(likeness: &'a Likeness, lookup: TermLookup<'_>) -> tantivy::Result<Self> {
        let mut counts: BTreeMap<String, (usize, &str)> = BTreeMap::new();
        for term in tokenize::terms(&likeness.text) {
            let written = likeness.text.get(term.range).unwrap_or_default();
            let tells = term.text.chars().any(char::is_alphabetic) && term.text.chars().count() >= SHORTEST;
            if tells
                && !is_asking(&written.to_lowercase())
                && (counts.len() < MOST_CONSIDERED || counts.contains_key(&term.text))
            {
                counts.entry(term.text).or_insert((0, written)).0 += 1;
            }
        }
        let mut words = Vec::new();
        for (term, (count, written)) in counts {
            let rarity = lookup.rarity(None, &term)?.unwrap_or_default();
            if rarity >= LEAST_RARITY {
                let weight = rarity * (1.0 + (count as f32).ln());
                words.push(Word { written: written.to_owned(), term, weight });
            }
        }
        words.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.term.cmp(&b.term)));
        words.truncate(MOST_WORDS);
        Ok(Self { likeness, words })
    }

    /// The query for similar incidents: a shared cause, service or word.
    pub(crate) fn query(&self) -> ResolvedQuery {
        let mut of = Vec::new();
        let mut rarity = Vec::new();
        let most = self.words.first().map_or(1.0, |word| word.weight);
        for word in &self.words {
            let clause = Clause::Terms { terms: vec![(0, word.term.clone())], slop: 0 };
            of.push(ResolvedQuery::Text(TextQuery {
                written: word.written.clone(),
                field: None,
                forms: vec![Form { clause, weight: 0.5 * word.weight / most, origin: Origin::Written }],
            }));
            rarity.push(0.5 * word.weight / most);
        }
        let lists = [
            (KeyField::Cause, &self.likeness.causes, CAUSE_WEIGHT),
            (KeyField::Service, &self.likeness.services, SERVICE_WEIGHT),
        ];
        for (field, values, weight) in lists {
            for value in values.iter().map(|value| keyword(value)).filter(|value| !value.is_empty()) {
                of.push(ResolvedQuery::Names { field, values: vec![value] });
                rarity.push(weight);
            }
        }
        ResolvedQuery::AtLeast { required: 1.min(of.len()), of, rarity, also: Vec::new() }
    }

    /// Why the incident at `address` is similar.
    pub(crate) fn why(
        &self,
        hit: &Hit,
        address: DocAddress,
        index: &tantivy::Searcher,
        fields: &Fields,
    ) -> tantivy::Result<Why> {
        let shared = |own: Vec<&str>, others: &[String]| {
            let has = |value: &str| others.iter().any(|other| keyword(other) == keyword(value));
            own.into_iter().filter(|value| has(value)).map(str::to_owned).collect()
        };
        let mut words: Vec<String> = Vec::new();
        for word in &self.words {
            if words.len() < MOST_SHOWN
                && !words.iter().any(|known| known.eq_ignore_ascii_case(&word.written))
                && has_term(&word.term, address, index, fields)?
            {
                words.push(word.written.clone());
            }
        }
        Ok(Why {
            causes: shared(hit.causes.iter().map(|cause| cause.id.as_str()).collect(), &self.likeness.causes),
            services: shared(hit.services.iter().map(String::as_str).collect(), &self.likeness.services),
            words,
        })
    }
}

/// Whether an incident has a term in any text field.
fn has_term(
    term: &str,
    address: DocAddress,
    index: &tantivy::Searcher,
    fields: &Fields,
) -> tantivy::Result<bool> {
    let segment = index.segment_reader(address.segment_ord);
    let inverted = segment.inverted_index(fields.text()?)?;
    for zone in TextField::ALL {
        let term = fields.term(zone, term)?;
        let postings = inverted.read_postings(&term, IndexRecordOption::Basic)?;
        if let Some(mut postings) = postings {
            let at = postings.doc();
            if at == address.doc_id || at < address.doc_id && postings.seek(address.doc_id) == address.doc_id
            {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
