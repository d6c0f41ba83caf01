//! Headings, labels and names of who notices that a site adds to those of the languages, in `[language]` of whybook.toml or in a file that it
//! names.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Deserialize;
use toml::de::{DeTable, DeValue};

use super::data::{HEADING_ROLES, labelled_field, no_role};
use super::who_noticed::{NOTICERS, NoticingRole};
use super::{all, choose, find, normalise};
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, LineIndex};
use crate::postmortem::fields;

const RULE: &str = "language";

/// The role of a heading by its name; `_` and capitals do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct HeadingRole(usize);

impl HeadingRole {
    /// Its name.
    pub fn name(self) -> &'static str {
        HEADING_ROLES.get(self.0).copied().unwrap_or_default()
    }
}

impl TryFrom<String> for HeadingRole {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        let plain = name.to_lowercase().replace(['_', ' '], "-");
        HEADING_ROLES.iter().position(|role| *role == plain).map(Self).ok_or_else(|| no_role(&name))
    }
}

/// A field that a label in the text may ask for, by its key in front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct LabelField(usize);

impl LabelField {
    /// Its key.
    pub fn key(self) -> &'static str {
        fields::all().get(self.0).map_or("", |field| field.key.as_str())
    }
}

impl TryFrom<String> for LabelField {
    type Error = String;

    fn try_from(key: String) -> Result<Self, Self::Error> {
        labelled_field(&key).map(Self)
    }
}

/// Those who may notice an incident, by the key of `[who-noticed]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Noticer(NoticingRole);

impl TryFrom<String> for Noticer {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        let plain = name.to_lowercase().replace(['_', ' '], "-");
        if let Some((_, role)) = NOTICERS.iter().find(|(key, _)| *key == plain) {
            return Ok(Self(*role));
        }
        let near = NOTICERS.iter().map(|(key, _)| (strsim::osa_distance(&plain, key), *key)).min();
        Err(match near.filter(|(distance, key)| *distance <= 1 + key.len() / 5) {
            Some((_, near)) => format!("`{name}` is nobody who notices; did you mean `{near}`?"),
            None => {
                let keys: Vec<&str> = NOTICERS.iter().map(|(key, _)| *key).collect();
                format!("`{name}` is nobody who notices; there are {}", keys.join(", "))
            }
        })
    }
}

/// A shipped language by its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Code(usize);

impl Code {
    /// Its place in [`all`].
    pub fn index(self) -> usize {
        self.0
    }
}

impl TryFrom<String> for Code {
    type Error = String;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        find(&code).map(Self).ok_or_else(|| {
            let codes: Vec<&str> = all().iter().map(|language| language.code.as_str()).collect();
            format!("`{code}` is no language that Whybook reads; there are {}", codes.join(", "))
        })
    }
}

/// What a site says of the languages of its write-ups.
#[derive(Debug, Clone, Default)]
pub struct SiteLanguage {
    /// The language of files that do not say theirs.
    pub default: Option<Code>,
    /// Its own words.
    pub words: Arc<SiteWords>,
}

impl SiteLanguage {
    /// The place in [`all`] of a file's language: the one that it states, else the site's, else that of its text.
    pub fn of_file(&self, stated: Option<&str>, text: &str) -> usize {
        let stated = stated.and_then(find).or(self.default.map(Code::index));
        stated.unwrap_or_else(|| choose(text))
    }

    /// Reads with the words of a language, and with those of the site.
    pub fn reading<T>(&self, language: usize, read: impl FnOnce() -> T) -> T {
        super::reading(language, Some(&self.words).filter(|words| !words.is_empty()), read)
    }
}

/// A site's own names of headings, its labels of values, and its names of those who may notice an incident.
#[derive(Debug, Clone, Default)]
pub struct SiteWords {
    /// Names as [`normalise`] leaves them, each with its role and whether it must be the whole heading.
    headings: Vec<(String, &'static str, bool)>,
    /// Key of a field by its label, as [`normalise`] leaves it.
    labels: FxHashMap<String, &'static str>,
    /// Names of those who may notice an incident, in small letters.
    noticers: FxHashMap<String, NoticingRole>,
}

impl SiteWords {
    /// Adds the name of a heading; one in `=` marks must be the whole heading.
    pub fn add_heading(&mut self, role: HeadingRole, name: &str) {
        let bare = name.strip_prefix('=').and_then(|name| name.strip_suffix('='));
        let plain = normalise(bare.unwrap_or(name));
        if !plain.is_empty() {
            self.headings.push((plain, role.name(), bare.is_some()));
        }
    }

    /// Adds a label that stands in front of a field's value; the first field that has a label keeps it.
    pub fn add_label(&mut self, field: LabelField, label: &str) {
        let plain = normalise(label);
        if !plain.is_empty() {
            self.labels.entry(plain).or_insert(field.key());
        }
    }

    /// Adds the name, of one or two words, of somebody or something that may notice an incident.
    pub fn add_noticer(&mut self, noticer: Noticer, name: &str) {
        let plain = name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        if !plain.is_empty() {
            self.noticers.entry(plain).or_insert(noticer.0);
        }
    }

    /// Adds the names of a file with tables `[headings]`, `[labels]` and `[who-noticed]`. Returns the mistakes in it, each of which costs
    /// no more than the entry that it stands in.
    pub fn add_file(&mut self, text: &str, path: &str) -> Vec<Diagnostic> {
        let lines = LineIndex::new(text);
        let mut mistakes = Mistakes { text, path, lines: &lines, found: Vec::new() };
        let (document, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            mistakes.add(error.span().unwrap_or(0..0), error.message().to_owned());
        }
        for (key, value) in document.get_ref() {
            match (key.get_ref().as_ref(), value.get_ref().as_table()) {
                ("headings", Some(table)) => {
                    mistakes.names(table, "heading", HeadingRole::try_from, |role, name| {
                        self.add_heading(role, name);
                    });
                }
                ("labels", Some(table)) => {
                    mistakes.names(table, "label", LabelField::try_from, |field, name| {
                        self.add_label(field, name);
                    });
                }
                ("who-noticed", Some(table)) => {
                    mistakes.names(table, "name", Noticer::try_from, |noticer, name| {
                        self.add_noticer(noticer, name);
                    });
                }
                (name, _) => mistakes.add(
                    key.span(),
                    format!(
                        "`{name}` is no table of this file; there are [headings], [labels] and [who-noticed]"
                    ),
                ),
            }
        }
        mistakes.found.sort_by_key(|mistake| mistake.span.as_ref().map_or(0, |span| span.range.start));
        mistakes.found
    }

    /// Whether the site has none.
    pub fn is_empty(&self) -> bool {
        self.headings.is_empty() && self.labels.is_empty() && self.noticers.is_empty()
    }

    /// The role of a heading in the form that [`normalise`] gives it: the first of which it contains a name, from the
    /// start of a word on.
    pub(crate) fn role_of(&self, heading: &str) -> Option<&'static str> {
        let contains = |name: &str| {
            let mut found = heading.match_indices(name);
            found.any(|(at, _)| at == 0 || heading.as_bytes().get(at - 1) == Some(&b' '))
        };
        let fits = |(name, _, whole): &&(String, &str, bool)| {
            if *whole { heading == name.as_str() } else { contains(name) }
        };
        self.headings.iter().find(fits).map(|(_, role, _)| *role)
    }

    /// The role of a line that is nothing but one of the names.
    pub(crate) fn role_of_whole(&self, line: &str) -> Option<&'static str> {
        self.headings.iter().find(|(name, ..)| name == line).map(|(_, role, _)| *role)
    }

    /// The key of the field that a label asks for, in the form that [`normalise`] gives it.
    pub(super) fn field_of(&self, label: &str) -> Option<&'static str> {
        self.labels.get(label).copied()
    }

    /// Who is named by a word, or by it and the one in front of it, in small letters.
    pub(crate) fn noticer(&self, before: Option<&str>, word: &str) -> Option<NoticingRole> {
        let pair = before.filter(|_| !self.noticers.is_empty());
        let pair = pair.and_then(|before| self.noticers.get(&format!("{before} {word}")));
        pair.or_else(|| self.noticers.get(word)).copied()
    }
}

/// Mistakes in a site's file of words.
struct Mistakes<'a> {
    text: &'a str,
    path: &'a str,
    lines: &'a LineIndex,
    found: Vec<Diagnostic>,
}

impl Mistakes<'_> {
    fn add(&mut self, place: Range<usize>, message: String) {
        let at = self.lines.span(self.text, place);
        self.found.push(Diagnostic::new(RULE, DiagnosticSeverity::Error, self.path, message).at(at));
    }

    /// Reads a table whose keys have a meaning each and whose values are lists of names; notes what is neither.
    fn names<K: Copy>(
        &mut self,
        table: &DeTable<'_>,
        what: &str,
        key_of: impl Fn(String) -> Result<K, String>,
        mut add: impl FnMut(K, &str),
    ) {
        for (key, names) in table {
            let known = match key_of(key.get_ref().to_string()) {
                Ok(known) => known,
                Err(message) => {
                    self.add(key.span(), message);
                    continue;
                }
            };
            let Some(list) = names.get_ref().as_array() else {
                self.add(names.span(), format!("`{}` is a list of {what}s", key.get_ref()));
                continue;
            };
            for name in list {
                match name.get_ref() {
                    DeValue::String(name) => add(known, name),
                    _ => self.add(name.span(), format!("a {what} is a text")),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_names_its_headings_and_labels_in_a_file() {
        let text = "[headings]\nroot-cause = [\"Warum?\", \"=Grund=\"]\nLessons = [\"Was bleibt\"]\n\n\
                    [labels]\nend = [\"All clear\", \"Wieder gut:\"]\n";
        let mut words = SiteWords::default();
        assert_eq!(words.add_file(text, "words.toml"), []);
        let role = |heading: &str| words.role_of(&normalise(heading));
        assert_eq!(role("3. Warum ist das passiert?"), Some("root-cause"));
        assert_eq!(role("Grund"), Some("root-cause"));
        assert_eq!(role("Grund zur Freude"), None);
        assert_eq!(role("Was bleibt?"), Some("lessons"));
        assert_eq!(role("Darwarum"), None);
        assert_eq!(words.field_of("all clear"), Some("end"));
        assert_eq!(words.field_of("wieder gut"), Some("end"));
    }

    #[test]
    fn a_mistake_in_the_file_names_its_line_and_costs_its_entry() {
        let text = "[headings]\nroot-couse = [\"Warum?\"]\ntimeline = [1, \"Verlauf\"]\nactions = \"x\"\n\
                    [label]\n[labels]\nserverity = [\"Ampel\"]\nwindows = []\nend = [\"Ruhe\"]\n";
        let mut words = SiteWords::default();
        let mistakes = words.add_file(text, "words.toml");
        let told: Vec<(u32, &str)> = mistakes
            .iter()
            .map(|mistake| (mistake.span.as_ref().map_or(0, |span| span.line), mistake.message.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (2, "`root-couse` is no role of a heading; did you mean `root-cause`?"),
                (3, "a heading is a text"),
                (4, "`actions` is a list of headings"),
                (5, "`label` is no table of this file; there are [headings], [labels] and [who-noticed]"),
                (7, "`serverity` is no field that a label can state; did you mean `severity`?"),
                (8, "`windows` is no field that a label can state; docs/languages.md lists them"),
            ]
        );
        assert_eq!(words.role_of("verlauf"), Some("timeline"));
        assert_eq!(words.field_of("ruhe"), Some("end"));
    }
}
