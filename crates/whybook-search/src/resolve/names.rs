//! Resolves values of key fields to values in the index.

use super::{ResolvedQuery, Resolver};
use crate::field::KeyField;
use crate::query::ast::{Name, Text};
use crate::spelling::max_edits;
use crate::tokenize::keyword;
use crate::vocabulary::{Named, sequence};

/// Fields whose values can be found by one of their words.
const NAMED_IN_PARTS: [KeyField; 3] = [KeyField::Service, KeyField::Team, KeyField::Cause];
/// Minimum length of a word to match as a prefix.
const SHORTEST_BEGINNING: usize = 3;
/// Values listed in a note.
const SHOWN: usize = 6;
/// Words before the number of a severity.
const SEVERITY_WORDS: [&str; 8] = ["sev", "severity", "p", "prio", "priority", "s", "level", "l"];
/// The lowest severity level.
const MOST_LEVEL: u8 = 5;

impl Resolver<'_> {
    /// The incidents with this value of the field.
    pub(super) fn name(&mut self, name: &Name) -> tantivy::Result<ResolvedQuery> {
        let value = keyword(&name.value);
        if name.field == KeyField::Action && value == "overdue" {
            return Ok(self.today.map_or(ResolvedQuery::Nothing, |today| ResolvedQuery::Overdue { today }));
        }
        if name.field == KeyField::Cause && value == "untagged" {
            let tagged = names(KeyField::Has, vec!["cause".to_owned()]);
            return Ok(ResolvedQuery::Not(Box::new(tagged)));
        }
        if name.beginning {
            return self.names_beginning(name, &value);
        }
        if let Some(query) = self.taxonomy_name(name, &value) {
            return Ok(query);
        }
        let known = self.lookup.values(name.field)?;
        if name.field == KeyField::Severity
            && let Some(values) = self.severities(name, &value, &known)
        {
            return Ok(names(name.field, values));
        }
        if known.contains(&value) {
            return Ok(names(name.field, vec![value]));
        }
        let within = within(name.field, &value, &known);
        if !within.is_empty() {
            self.note(&name.span, format!("is part of a name: {}", shown(&within)));
            return Ok(names(name.field, within));
        }
        self.unknown_name(name, &value, known)
    }

    /// Resolves a value of `cause:` or `category:` by the taxonomy.
    fn taxonomy_name(&mut self, name: &Name, value: &str) -> Option<ResolvedQuery> {
        match name.field {
            KeyField::Cause => match self.lookup.vocabulary.named(value)? {
                Named::Cause(id) => {
                    if id != value {
                        self.note(&name.span, format!("is the cause `{id}`"));
                    }
                    Some(names(KeyField::Cause, vec![id]))
                }
                Named::Category(id) => Some(names(KeyField::Category, vec![id])),
            },
            KeyField::Category => {
                let id = self.lookup.vocabulary.category(value)?;
                Some(names(KeyField::Category, vec![keyword(id)]))
            }
            _ => None,
        }
    }

    /// The values of a numbered severity in the index: `SEV-1` matches `sev1` and `SEV-1 (critical)` too; if no
    /// incident has any of these, its level.
    fn severities(&mut self, name: &Name, value: &str, known: &[String]) -> Option<Vec<String>> {
        let joined = value.replace('-', "");
        let figure = joined.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let number: u8 = figure.parse().ok()?;
        if number > MOST_LEVEL || !SEVERITY_WORDS.contains(&joined.strip_suffix(figure)?) {
            return None;
        }
        let is_same = |known: &&String| {
            let known = known.replace('-', "");
            known.strip_prefix(&joined).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
        };
        let same: Vec<String> = known.iter().filter(is_same).cloned().collect();
        if !same.is_empty() {
            return Some(same);
        }
        let level = number.max(1).to_string();
        known.contains(&level).then(|| {
            self.note(&name.span, format!("is no severity as written; those of level {level} are found"));
            vec![level]
        })
    }

    fn names_beginning(&mut self, name: &Name, value: &str) -> tantivy::Result<ResolvedQuery> {
        let known = self.lookup.values(name.field)?.into_iter();
        let fitting: Vec<String> = known.filter(|known| known.starts_with(value)).collect();
        if fitting.is_empty() {
            self.note(&name.span, format!("no {} begins so", name.field.name()));
        }
        Ok(names(name.field, fitting))
    }

    /// Resolves a value that no incident has to its correction, if there is one.
    fn unknown_name(
        &mut self,
        name: &Name,
        value: &str,
        known: Vec<String>,
    ) -> tantivy::Result<ResolvedQuery> {
        let field = name.field;
        let Some(near) = self.nearest_name(field, value, &known) else {
            let known = if known.is_empty() {
                "none is stated".to_owned()
            } else {
                format!("there are: {}", shown(&known))
            };
            self.note(&name.span, format!("is no {} of any incident; {known}", field.name()));
            return self.name_as_text(name);
        };
        self.correctable = true;
        if !self.corrects() {
            let message = format!("is no {} of any incident; did you mean `{near}`?", field.name());
            self.note_correction(&name.span, message, Some(&near));
            return Ok(names(field, Vec::new()));
        }
        let message = format!("is no {} of any incident; `{near}` is searched instead", field.name());
        self.note_correction(&name.span, message, Some(&near));
        let near = Name { value: near, ..name.clone() };
        let value = keyword(&near.value);
        if let Some(query) = self.taxonomy_name(&near, &value) {
            return Ok(query);
        }
        let within = within(field, &value, &known);
        Ok(names(field, if known.contains(&value) { vec![value] } else { within }))
    }

    /// Searches a value that no incident has as text if nothing else is found, since not every write-up lists its
    /// services.
    fn name_as_text(&mut self, name: &Name) -> tantivy::Result<ResolvedQuery> {
        if !NAMED_IN_PARTS.contains(&name.field) && name.field != KeyField::Category {
            return Ok(ResolvedQuery::Nothing);
        }
        self.correctable = true;
        if !self.corrects() {
            return Ok(ResolvedQuery::Nothing);
        }
        self.note(&name.span, "is searched as text instead");
        let text = Text { text: name.value.clone(), field: None, span: name.span.clone() };
        Ok(self.read_phrase(&text, 0)?.query)
    }

    /// The closest value to a mistyped one, or the closest word of a value.
    fn nearest_name(&self, field: KeyField, value: &str, known: &[String]) -> Option<String> {
        let mut all = known.to_vec();
        if field == KeyField::Cause {
            all.extend(self.lookup.vocabulary.names());
        }
        let words = |names: &[String]| -> Vec<String> {
            names.iter().flat_map(|name| name.split('-')).map(str::to_owned).collect()
        };
        let words = if NAMED_IN_PARTS.contains(&field) { words(known) } else { Vec::new() };
        nearest(value, all).or_else(|| nearest(value, words))
    }
}

/// The values that contain a word or, if there are none, those with a word that starts with it.
fn within(field: KeyField, value: &str, known: &[String]) -> Vec<String> {
    let own = sequence(value);
    if own.is_empty() || !NAMED_IN_PARTS.contains(&field) {
        return Vec::new();
    }
    let whole: Vec<String> = known.iter().filter(|known| has_words(known, &own)).cloned().collect();
    if !whole.is_empty() || value.chars().count() < SHORTEST_BEGINNING {
        return whole;
    }
    known.iter().filter(|known| known.split('-').any(|word| word.starts_with(value))).cloned().collect()
}

fn names(field: KeyField, values: Vec<String>) -> ResolvedQuery {
    if values.is_empty() { ResolvedQuery::Nothing } else { ResolvedQuery::Names { field, values } }
}

/// Whether a value contains these words consecutively.
fn has_words(name: &str, words: &[String]) -> bool {
    sequence(name).windows(words.len().max(1)).any(|window| window == words)
}

/// The closest value to a mistyped one.
fn nearest(value: &str, known: Vec<String>) -> Option<String> {
    let max_edits = max_edits(value);
    let short = value.chars().count() < 3;
    let near = known.into_iter().filter_map(|known| {
        let distance = strsim::osa_distance(value, &known);
        let same_digits = digits(value) == digits(&known);
        (distance <= max_edits && same_digits && !short).then_some((distance, known))
    });
    near.min().map(|(_, known)| known)
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn shown(values: &[String]) -> String {
    let more = if values.len() > SHOWN { ", …" } else { "" };
    values.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ") + more
}
