//! What a language file holds of titles and of the names of services. Its keys are explained in `language/en.toml`.

use serde::Deserialize;

/// Titles.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct TitleLists {
    /// Words of which a title that says nothing of its incident consists.
    pub generic: Vec<String>,
    /// Names of the document.
    pub documents: Vec<String>,
    /// Between a name of the document and what it tells of.
    pub document_of: Vec<String>,
    /// First words of sentences that say nothing without another.
    pub hollow: Vec<String>,
    /// In front of a time that a sentence opens with.
    pub opens_time: Vec<String>,
    /// The same, where figures have to follow.
    pub opens_point: Vec<String>,
    /// Reports what follows.
    pub reports: Vec<String>,
    /// Verbs; regular ones in the past are known by their end.
    pub verbs: Vec<String>,
    /// Words that begin another clause.
    pub ends: Vec<String>,
    /// Words at which a sentence is cut only where it would be too long.
    pub late_ends: Vec<String>,
}

/// The words around the name of a service that failed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct ServiceWords {
    /// What a service is.
    pub nouns: Vec<String>,
    /// Between a name and what is said of it.
    pub between: Vec<String>,
    /// Behind a name: it failed.
    pub failing: Vec<String>,
    /// A failure.
    pub failures: Vec<String>,
    /// What goes to a service.
    pub reaching: Vec<String>,
    /// Between a failure, or what goes to a service, and the name.
    pub of: Vec<String>,
    /// In front of a name: it failed.
    pub affecting: Vec<String>,
    /// In front of a name, saying nothing of it.
    pub articles: Vec<String>,
    /// Those of them that introduce a certain thing.
    pub definite: Vec<String>,
    /// Between the names of a list.
    pub and: Vec<String>,
    /// What is no name, though it stands in a list of services.
    pub general: Vec<String>,
    /// How many there are, and not which.
    pub quantities: Vec<String>,
    /// Words that deny what is said of a service.
    pub not: Vec<String>,
    /// Beginnings of words among those of failing that say so only with others.
    pub busy: Vec<String>,
    /// Words with a capital that are no part of a name.
    pub no_names: Vec<String>,
    /// Whether every noun has a capital.
    pub capital_nouns: bool,
}
