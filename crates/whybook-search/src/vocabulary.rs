//! Synonyms and the names of causes. They are stored with the index, so that queries are interpreted the same wherever
//! it is opened.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::spelling::max_edits;
use crate::tokenize::{Piece, keyword, parts, terms};

/// Weight of a tag if the query names its cause in words.
const TAG_WEIGHT: f32 = 0.8;
/// Words up to this length are not corrected.
const SHORTEST_MISTYPED: usize = 4;
/// Maximum number of words of a synonym.
const LONGEST: usize = 8;

/// The vocabulary of a site.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Vocabulary {
    /// Groups of synonyms.
    pub synonyms: Vec<Synonyms>,
    /// Categories of causes.
    pub categories: Vec<CategoryNames>,
    /// Causes.
    pub causes: Vec<CauseNames>,
}

/// Words and phrases with the same or a similar meaning.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Synonyms {
    /// Weight of a synonym relative to the word itself: above 0, below 1.
    pub weight: f32,
    /// The words and phrases.
    pub terms: Vec<String>,
}

/// The names of a category.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CategoryNames {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
}

/// The names of a cause.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CauseNames {
    /// Its id.
    pub id: String,
    /// The id of its category.
    pub category: String,
    /// Its label.
    pub label: String,
    /// Other names.
    pub synonyms: Vec<String>,
    /// Phrases that refer to it in running text.
    pub phrases: Vec<String>,
}

impl CauseNames {
    /// All its names.
    fn names(&self) -> impl Iterator<Item = &str> {
        [&self.id, &self.label].into_iter().chain(&self.synonyms).map(String::as_str)
    }
}

/// The cause or category that a value of `cause:` refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Named {
    Cause(String),
    Category(String),
}

impl Vocabulary {
    /// The cause or category with this name, in any spelling. Ids take precedence over other names, causes over
    /// categories.
    pub(crate) fn named(&self, name: &str) -> Option<Named> {
        let key = keyword(name);
        let is = |own: &str| keyword(own) == key;
        let cause = |cause: &CauseNames| Named::Cause(keyword(&cause.id));
        let category = |category: &CategoryNames| Named::Category(keyword(&category.id));
        let by_id = self.causes.iter().find(|cause| is(&cause.id)).map(cause);
        let by_id = by_id.or_else(|| self.categories.iter().find(|one| is(&one.id)).map(category));
        by_id
            .or_else(|| self.causes.iter().find(|cause| cause.names().any(is)).map(cause))
            .or_else(|| self.categories.iter().find(|one| is(&one.label)).map(category))
    }

    /// The id of the category with this name.
    pub(crate) fn category(&self, name: &str) -> Option<&str> {
        let key = keyword(name);
        let mut all = self.categories.iter();
        all.find(|one| keyword(&one.id) == key || keyword(&one.label) == key).map(|one| one.id.as_str())
    }

    /// The names of all causes and categories as keys.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> + '_ {
        let causes = self.causes.iter().flat_map(CauseNames::names);
        causes.chain(self.categories.iter().map(|one| one.id.as_str())).map(keyword)
    }

    /// All synonyms, names and phrases.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let causes = self
            .causes
            .iter()
            .flat_map(|cause| cause.names().chain(cause.phrases.iter().map(String::as_str)));
        self.synonyms.iter().flat_map(|group| &group.terms).map(String::as_str).chain(causes)
    }

    /// The closest word with synonyms to a mistyped one.
    pub(crate) fn nearest(&self, word: &str) -> Option<String> {
        let word = keyword(word);
        let (max_edits, long) = (max_edits(&word), word.chars().count() > SHORTEST_MISTYPED);
        let terms = self.synonyms.iter().flat_map(|group| &group.terms).map(|term| keyword(term));
        let words = terms.filter(|term| long && term.chars().all(char::is_alphabetic));
        let near = words.map(|term| (strsim::osa_distance(&word, &term), term));
        near.filter(|(distance, _)| *distance <= max_edits).min().map(|(_, term)| term)
    }

    /// The label of a category, or its id.
    pub(crate) fn category_label<'a>(&'a self, id: &'a str) -> &'a str {
        self.categories.iter().find(|one| one.id == id).map_or(id, |one| &one.label)
    }

    /// The label of a cause, or its id.
    pub(crate) fn cause_label<'a>(&'a self, id: &'a str) -> &'a str {
        self.causes.iter().find(|one| one.id == id).map_or(id, |one| &one.label)
    }
}

/// A synonym of a run of words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Synonym {
    /// What to search for.
    pub(crate) target: SynonymTarget,
    /// Weight relative to the words as written.
    pub(crate) weight: f32,
    /// The terms of its text; none for a tag.
    terms: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SynonymTarget {
    /// A word or phrase, as written in the data.
    Text(String),
    /// A tag of this cause.
    Cause(String),
}

/// Synonyms by the terms of the run of words that has them.
#[derive(Debug, Default)]
pub(crate) struct Thesaurus {
    entries: BTreeMap<Vec<String>, Vec<Synonym>>,
}

impl Thesaurus {
    pub(crate) fn new(vocabulary: &Vocabulary) -> Self {
        let mut thesaurus = Self::default();
        for group in &vocabulary.synonyms {
            let terms: Vec<(&String, Vec<String>)> =
                group.terms.iter().map(|term| (term, sequence(term))).collect();
            for (own, key) in terms.iter().filter(|(own, key)| can_be_asked(own, key)) {
                for (other, terms) in terms.iter().filter(|(other, _)| other != own) {
                    let target = SynonymTarget::Text((*other).clone());
                    thesaurus.add(key, Synonym { target, weight: group.weight, terms: terms.clone() });
                }
            }
        }
        for cause in &vocabulary.causes {
            for name in cause.names().chain(cause.phrases.iter().map(String::as_str)) {
                let key = sequence(name);
                if can_be_asked(name, &key) {
                    let target = SynonymTarget::Cause(keyword(&cause.id));
                    thesaurus.add(&key, Synonym { target, weight: TAG_WEIGHT, terms: Vec::new() });
                }
            }
        }
        thesaurus
    }

    fn add(&mut self, key: &[String], synonym: Synonym) {
        if synonym.terms == key {
            return;
        }
        let synonyms = self.entries.entry(key.to_vec()).or_default();
        let known = synonyms.iter_mut().find(|known| match (&known.target, &synonym.target) {
            (SynonymTarget::Text(_), SynonymTarget::Text(_)) => known.terms == synonym.terms,
            (one, other) => one == other,
        });
        match known {
            Some(known) => known.weight = known.weight.max(synonym.weight),
            None => synonyms.push(synonym),
        }
    }

    /// The longest run at the start of `terms` that has synonyms: its length and the synonyms.
    pub(crate) fn longest(&self, terms: &[String]) -> Option<(usize, &[Synonym])> {
        let most = terms.len().min(LONGEST);
        (1..=most).rev().find_map(|length| {
            let synonyms = self.entries.get(terms.get(..length)?)?;
            Some((length, synonyms.as_slice()))
        })
    }
}

/// Whether a name can be found by its terms. Not if only one term is left without the stop words: every `log` would be
/// expanded like `log in`.
fn can_be_asked(name: &str, terms: &[String]) -> bool {
    let says_too_little = terms.len() == 1 && parts(name).nth(1).is_some();
    (1..=LONGEST).contains(&terms.len()) && !says_too_little
}

/// The terms of the parts of a text, by which texts are compared.
pub(crate) fn sequence(text: &str) -> Vec<String> {
    terms(text).into_iter().filter(|term| term.piece == Piece::Part).map(|term| term.text).collect()
}
