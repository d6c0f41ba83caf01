//! Words that mean the same, and the names of causes: data that travels with the index, so that whoever opens it
//! reads queries as the site does.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::spelling::max_edits;
use crate::tokenize::{Piece, keyword, parts, terms};

/// Weight of a cause's tag where the query says its name in words.
const TAG_WEIGHT: f32 = 0.8;
/// Longest word that is too short to be a mistyped one.
const SHORTEST_MISTYPED: usize = 4;
/// Most words of a name or a phrase that is looked for in a query.
const LONGEST: usize = 8;

/// What a site knows of words.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Vocabulary {
    /// Groups of words and phrases that mean the same.
    pub synonyms: Vec<Synonyms>,
    /// Categories of causes.
    pub categories: Vec<CategoryNames>,
    /// Causes.
    pub causes: Vec<CauseNames>,
}

/// Words and phrases that mean the same, or nearly.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Synonyms {
    /// How much a match of another word of the group counts beside the word itself: above 0, below 1.
    pub weight: f32,
    /// The words and phrases.
    pub terms: Vec<String>,
}

/// What a category is called.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CategoryNames {
    /// Its name in the index.
    pub id: String,
    /// Its name for readers.
    pub label: String,
}

/// What a cause is called.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CauseNames {
    /// Its name in the index.
    pub id: String,
    /// Its category.
    pub category: String,
    /// Its name for readers.
    pub label: String,
    /// Further names.
    pub synonyms: Vec<String>,
    /// Phrases that speak of it in running text.
    pub phrases: Vec<String>,
}

impl CauseNames {
    /// Everything that names it.
    fn names(&self) -> impl Iterator<Item = &str> {
        [&self.id, &self.label].into_iter().chain(&self.synonyms).map(String::as_str)
    }
}

/// What a name in `cause:` stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Named {
    Cause(String),
    Category(String),
}

impl Vocabulary {
    /// The cause or category of this name, in any spelling; ids go first, causes before categories.
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

    /// The category of this name.
    pub(crate) fn category(&self, name: &str) -> Option<&str> {
        let key = keyword(name);
        let mut all = self.categories.iter();
        all.find(|one| keyword(&one.id) == key || keyword(&one.label) == key).map(|one| one.id.as_str())
    }

    /// All names of causes and categories, as a query writes them.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> + '_ {
        let causes = self.causes.iter().flat_map(CauseNames::names);
        causes.chain(self.categories.iter().map(|one| one.id.as_str())).map(keyword)
    }

    /// Everything that a word of a query may stand for.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let causes = self
            .causes
            .iter()
            .flat_map(|cause| cause.names().chain(cause.phrases.iter().map(String::as_str)));
        self.synonyms.iter().flat_map(|group| &group.terms).map(String::as_str).chain(causes)
    }

    /// The word with synonyms that a mistyped one most likely means.
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

/// Another way to say what a query says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Synonym {
    /// What to look for.
    pub(crate) target: SynonymTarget,
    /// How much it counts beside the word itself.
    pub(crate) weight: f32,
    /// The terms of its text; a tag has none.
    terms: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SynonymTarget {
    /// A word or phrase, as written in the data.
    Text(String),
    /// A tag of this cause.
    Cause(String),
}

/// The vocabulary by the terms that a query has: which words in a row have synonyms.
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

    /// The longest run of `terms`, from the first on, that has synonyms: its length, and they.
    pub(crate) fn longest(&self, terms: &[String]) -> Option<(usize, &[Synonym])> {
        let most = terms.len().min(LONGEST);
        (1..=most).rev().find_map(|length| {
            let synonyms = self.entries.get(terms.get(..length)?)?;
            Some((length, synonyms.as_slice()))
        })
    }
}

/// Whether a name with these terms stands for something where a query has them: not where all but one of its words are
/// too common to be searched, since every `log` would be read as `log in`.
fn can_be_asked(name: &str, terms: &[String]) -> bool {
    let says_too_little = terms.len() == 1 && parts(name).nth(1).is_some();
    (1..=LONGEST).contains(&terms.len()) && !says_too_little
}

/// The terms of a text's parts: what it is compared by.
pub(crate) fn sequence(text: &str) -> Vec<String> {
    terms(text).into_iter().filter(|term| term.piece == Piece::Part).map(|term| term.text).collect()
}
