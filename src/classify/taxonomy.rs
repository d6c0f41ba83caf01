//! The causes that an incident may be tagged with: the shipped ones, and what a site's own file makes of them.
//!
//! The data is `taxonomy.toml` beside this file; `docs/root-causes.md` tells a site how to extend it.

mod reading;
mod references;

use crate::diagnostic::Diagnostic;
use crate::postmortem::Role;

/// The shipped taxonomy.
const SHIPPED: &str = include_str!("taxonomy.toml");

/// Categories and the causes in them, in the order in which they are listed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Taxonomy {
    /// Groups of causes; each holds at least one.
    pub categories: Vec<Category>,
    /// The leaves: what an incident is tagged with.
    pub causes: Vec<Cause>,
    /// Those that the site retired: no incident is tagged with them.
    pub retired: Vec<Cause>,
}

/// A group of causes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Category {
    /// Its name in records and addresses, such as `capacity`.
    pub id: String,
    /// Its name for readers.
    pub label: String,
    /// What it holds, in one sentence.
    pub definition: String,
}

/// A root cause: a condition, never a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Cause {
    /// Its name in records and addresses, such as `memory-leak`.
    pub id: String,
    /// The category it belongs to.
    pub category: String,
    /// Its name for readers.
    pub label: String,
    /// What it is, in one sentence.
    pub definition: String,
    /// The cause it is most easily taken for.
    pub rival: Option<String>,
    /// The question that tells it from its rival.
    pub question: Option<String>,
    /// What part it usually plays.
    pub role: Role,
    /// Further names accepted in front matter and in searches.
    pub synonyms: Vec<String>,
    /// Whether a second incident with it is a recurrence: two unlike defects are both `software-bug`.
    pub recurs: bool,
    /// Whether it is wished for (a test, an alert) far more often than it is blamed.
    pub wished: bool,
    /// Ids of causes that say the same more closely: where the same sentences name one of them, this one yields.
    pub closer: Vec<String>,
    /// Phrases that name the cause by themselves.
    pub strong: Vec<String>,
    /// Phrases that count where the text speaks of causes.
    pub weak: Vec<String>,
    /// Phrases that take back what they overlap.
    pub not: Vec<String>,
}

impl Cause {
    /// Every name that the cause answers to.
    fn names(&self) -> impl Iterator<Item = &str> {
        [self.id.as_str(), self.label.as_str()].into_iter().chain(self.synonyms.iter().map(String::as_str))
    }
}

impl Taxonomy {
    /// The shipped taxonomy.
    pub fn embedded() -> Self {
        let mut taxonomy = Self::default();
        reading::read(&mut taxonomy, SHIPPED, "taxonomy.toml");
        taxonomy
    }

    /// The shipped taxonomy as changed by a site's own file, and what is wrong with that file.
    ///
    /// `text` is the file's text and `path` its name in diagnostics. A mistake costs the entry or the key it
    /// stands in, and nothing else.
    pub fn with_site(text: &str, path: &str) -> (Self, Vec<Diagnostic>) {
        let mut taxonomy = Self::embedded();
        let diagnostics = reading::read(&mut taxonomy, text, path);
        (taxonomy, diagnostics)
    }

    /// The cause with this id, label or synonym; case, spaces, hyphens and underscores do not count.
    pub fn find(&self, name: &str) -> Option<&Cause> {
        let mut by_id_first = self.causes.iter().filter(|cause| alike(&cause.id, name));
        by_id_first
            .next()
            .or_else(|| self.causes.iter().find(|cause| cause.names().any(|own| alike(own, name))))
    }

    /// The retired cause that had this name.
    pub fn find_retired(&self, name: &str) -> Option<&Cause> {
        self.retired.iter().find(|cause| cause.names().any(|own| alike(own, name)))
    }

    /// The cause that a mistaken name most likely means: one that is misspelt, or short for a longer name.
    pub fn nearest(&self, name: &str) -> Option<&Cause> {
        let wanted = key(name);
        let length = wanted.chars().count();
        let all = || self.causes.iter().flat_map(|cause| cause.names().map(move |own| (cause, key(own))));
        let misspelt = all()
            .map(|(cause, own)| (strsim::osa_distance(&wanted, &own), cause))
            .filter(|(edits, _)| *edits <= 2 && *edits * 3 <= length)
            .min_by_key(|(edits, _)| *edits);
        let begins = |own: &str| length >= 4 && own.starts_with(&wanted);
        let by_id = self.causes.iter().find(|cause| begins(&key(&cause.id)));
        let short_for = by_id.or_else(|| all().find(|(_, own)| begins(own)).map(|(cause, _)| cause));
        short_for.or_else(|| misspelt.map(|(_, cause)| cause))
    }

    /// The category with this id.
    pub fn category(&self, id: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == id)
    }
}

/// The letters and digits of a name in lower case.
fn letters(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase)
}

fn key(name: &str) -> String {
    letters(name).collect()
}

fn alike(one: &str, other: &str) -> bool {
    letters(one).next().is_some() && letters(one).eq(letters(other))
}

#[cfg(test)]
mod tests;
