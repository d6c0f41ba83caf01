//! Headings that a site adds to those of the languages, in `[language]` of whybook.toml or in a file that it names.

use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use toml::de::DeTable;

use super::data::{HEADING_ROLES, no_role};
use super::{all, choose, find, normalise};
use crate::diagnostic::{Diagnostic, LineIndex, Severity};

const RULE: &str = "language";

/// The role of a heading by its name; `_` and capitals do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Role(usize);

impl Role {
    /// Its name.
    pub fn name(self) -> &'static str {
        HEADING_ROLES.get(self.0).copied().unwrap_or_default()
    }
}

impl TryFrom<String> for Role {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        let plain = name.to_lowercase().replace(['_', ' '], "-");
        HEADING_ROLES.iter().position(|role| *role == plain).map(Self).ok_or_else(|| no_role(&name))
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
    /// Its own headings.
    pub headings: Arc<SiteHeadings>,
}

impl SiteLanguage {
    /// The place in [`all`] of a file's language: the one that it states, else the site's, else that of its text.
    pub fn of_file(&self, stated: Option<&str>, text: &str) -> usize {
        let stated = stated.and_then(find).or(self.default.map(Code::index));
        stated.unwrap_or_else(|| choose(text))
    }

    /// Reads with the words of a language, and with the site's headings.
    pub fn reading<T>(&self, language: usize, read: impl FnOnce() -> T) -> T {
        super::reading(language, Some(&self.headings).filter(|headings| !headings.is_empty()), read)
    }
}

/// A site's own names of headings.
#[derive(Debug, Clone, Default)]
pub struct SiteHeadings {
    /// Names as [`normalise`] leaves them, each with its role and whether it must be the whole heading.
    names: Vec<(String, &'static str, bool)>,
}

impl SiteHeadings {
    /// Adds names of headings; one in `=` marks must be the whole heading.
    pub fn add<'a>(&mut self, role: Role, names: impl IntoIterator<Item = &'a str>) {
        for name in names {
            let bare = name.strip_prefix('=').and_then(|name| name.strip_suffix('='));
            let plain = normalise(bare.unwrap_or(name));
            if !plain.is_empty() {
                self.names.push((plain, role.name(), bare.is_some()));
            }
        }
    }

    /// Adds the names of a file with a table `[headings]`. Returns the mistakes in it, each of which costs no more than
    /// the entry that it stands in.
    pub fn add_file(&mut self, text: &str, path: &str) -> Vec<Diagnostic> {
        let lines = LineIndex::new(text);
        let mut mistakes = Vec::new();
        let mut report = |place: Range<usize>, message: String| {
            mistakes.push(Diagnostic::new(RULE, Severity::Error, path, message).at(lines.span(text, place)));
        };
        let (document, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            report(error.span().unwrap_or(0..0), error.message().to_owned());
        }
        for (key, value) in document.get_ref() {
            let Some(headings) = value.get_ref().as_table().filter(|_| key.get_ref() == "headings") else {
                report(
                    key.span(),
                    format!("`{}` is no table of this file; there is [headings]", key.get_ref()),
                );
                continue;
            };
            for (role, names) in headings {
                let known = match Role::try_from(role.get_ref().to_string()) {
                    Ok(known) => known,
                    Err(message) => {
                        report(role.span(), message);
                        continue;
                    }
                };
                let Some(names) = names.get_ref().as_array() else {
                    report(names.span(), format!("`{}` is a list of headings", role.get_ref()));
                    continue;
                };
                for name in names.iter() {
                    match name.get_ref().as_str() {
                        Some(name) => self.add(known, [name]),
                        None => report(name.span(), "a heading is a text".to_owned()),
                    }
                }
            }
        }
        mistakes.sort_by_key(|mistake| mistake.span.as_ref().map_or(0, |span| span.range.start));
        mistakes
    }

    /// Whether the site has none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
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
        self.names.iter().find(fits).map(|(_, role, _)| *role)
    }

    /// The role of a line that is nothing but one of the names.
    pub(crate) fn role_of_whole(&self, line: &str) -> Option<&'static str> {
        self.names.iter().find(|(name, ..)| name == line).map(|(_, role, _)| *role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_names_its_headings_in_a_file() {
        let text = "[headings]\nroot-cause = [\"Warum?\", \"=Grund=\"]\nLessons = [\"Was bleibt\"]\n";
        let mut headings = SiteHeadings::default();
        assert_eq!(headings.add_file(text, "headings.toml"), []);
        let role = |heading: &str| headings.role_of(&normalise(heading));
        assert_eq!(role("3. Warum ist das passiert?"), Some("root-cause"));
        assert_eq!(role("Grund"), Some("root-cause"));
        assert_eq!(role("Grund zur Freude"), None);
        assert_eq!(role("Was bleibt?"), Some("lessons"));
        assert_eq!(role("Darwarum"), None);
    }

    #[test]
    fn a_mistake_in_the_file_names_its_line_and_costs_its_entry() {
        let text =
            "[headings]\nroot-couse = [\"Warum?\"]\ntimeline = [1, \"Verlauf\"]\nactions = \"x\"\n[labels]\n";
        let mut headings = SiteHeadings::default();
        let mistakes = headings.add_file(text, "headings.toml");
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
                (5, "`labels` is no table of this file; there is [headings]"),
            ]
        );
        assert_eq!(headings.role_of("verlauf"), Some("timeline"));
    }
}
