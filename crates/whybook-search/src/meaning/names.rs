//! Values of the fields of names: which of the index's own they stand for.

use super::{Meaning, Resolver};
use crate::query::ast::{Name, Text};
use crate::schema::KeyField;
use crate::spelling::likely_slips;
use crate::tokenize::keyword;
use crate::vocabulary::{Named, sequence};

/// Values named in a note.
const SHOWN: usize = 6;
/// Words before the figure of a severity.
const SEVERITY_WORDS: [&str; 8] = ["sev", "severity", "p", "prio", "priority", "s", "level", "l"];
/// The slightest level of a severity.
const MOST_LEVEL: u8 = 5;

impl Resolver<'_> {
    /// Incidents of which a field has this name.
    pub(super) fn name(&mut self, name: &Name) -> tantivy::Result<Meaning> {
        let value = keyword(&name.value);
        if name.field == KeyField::Action && value == "overdue" {
            return Ok(self.today.map_or(Meaning::Nothing, |today| Meaning::Overdue { today }));
        }
        if name.field == KeyField::Cause && value == "untagged" {
            let tagged = names(KeyField::Has, vec!["cause".to_owned()]);
            return Ok(Meaning::Not(Box::new(tagged)));
        }
        let known = self.lexicon.values(name.field)?;
        if name.beginning {
            return self.names_beginning(name, &value, known);
        }
        if let Some(meaning) = self.taxonomy_name(name, &value) {
            return Ok(meaning);
        }
        if name.field == KeyField::Severity
            && let Some(values) = self.severities(name, &value, &known)
        {
            return Ok(names(name.field, values));
        }
        if known.contains(&value) {
            return Ok(names(name.field, vec![value]));
        }
        if matches!(name.field, KeyField::Service | KeyField::Team | KeyField::Cause) {
            let own = sequence(&value);
            let within: Vec<String> = known.iter().filter(|known| has_words(known, &own)).cloned().collect();
            if !own.is_empty() && !within.is_empty() {
                let all = shown(&within);
                self.note(
                    &name.span,
                    format!("no {} has just this name; those with it in theirs: {all}", name.field.name()),
                );
                return Ok(names(name.field, within));
            }
        }
        self.unknown_name(name, &value, known)
    }

    /// What the taxonomy knows a name of `cause:` or `category:` as.
    fn taxonomy_name(&mut self, name: &Name, value: &str) -> Option<Meaning> {
        match name.field {
            KeyField::Cause => match self.lexicon.vocabulary.named(value)? {
                Named::Cause(id) => {
                    if id != value {
                        self.note(&name.span, format!("is the cause `{id}`"));
                    }
                    Some(names(KeyField::Cause, vec![id]))
                }
                Named::Category(id) => {
                    self.note(&name.span, format!("is the category `{id}`: every cause in it"));
                    Some(names(KeyField::Category, vec![id]))
                }
            },
            KeyField::Category => {
                let id = self.lexicon.vocabulary.category(value)?;
                Some(names(KeyField::Category, vec![keyword(id)]))
            }
            _ => None,
        }
    }

    /// What a numbered severity is in the index: `SEV-1` is `sev1` and `SEV-1 (critical)` too; one that nobody writes is
    /// its level.
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
            self.note(
                &name.span,
                format!("no incident has just this severity; those of level {level} are found"),
            );
            vec![level]
        })
    }

    fn names_beginning(&mut self, name: &Name, value: &str, known: Vec<String>) -> tantivy::Result<Meaning> {
        let fitting: Vec<String> = known.into_iter().filter(|known| known.starts_with(value)).collect();
        if fitting.is_empty() {
            self.note(&name.span, format!("no {} begins so", name.field.name()));
        }
        Ok(names(name.field, fitting))
    }

    /// A value that no incident has: a near one, if there is one.
    fn unknown_name(&mut self, name: &Name, value: &str, known: Vec<String>) -> tantivy::Result<Meaning> {
        let field = name.field;
        let near = {
            let mut all = known.clone();
            if field == KeyField::Cause {
                all.extend(self.lexicon.vocabulary.names());
            }
            nearest(value, all)
        };
        let Some(near) = near else {
            let known = if known.is_empty() { "no incident states one".to_owned() } else { shown(&known) };
            self.note(&name.span, format!("no incident has this {}; there are: {known}", field.name()));
            self.repairable = true;
            return if self.repairs() { self.name_as_text(name) } else { Ok(names(field, Vec::new())) };
        };
        self.repairable = true;
        if !self.repairs() {
            let message = format!("no incident has this {}; did you mean `{near}`?", field.name());
            self.note_meant(&name.span, message, Some(&near));
            return Ok(names(field, Vec::new()));
        }
        let message = format!("no incident has this {}; `{near}` is searched instead", field.name());
        self.note_meant(&name.span, message, Some(&near));
        let near = Name { value: near, ..name.clone() };
        let value = keyword(&near.value);
        Ok(self.taxonomy_name(&near, &value).unwrap_or_else(|| names(field, vec![value])))
    }

    /// A field with a value of nobody's: perhaps it was no field, but a word with a colon.
    fn name_as_text(&mut self, name: &Name) -> tantivy::Result<Meaning> {
        let text = Text { text: name.value.clone(), field: None, span: name.span.clone() };
        self.note(&name.span, "is searched as text instead");
        self.phrase(&text, 0)
    }
}

fn names(field: KeyField, values: Vec<String>) -> Meaning {
    if values.is_empty() { Meaning::Nothing } else { Meaning::Names { field, values } }
}

/// Whether a name has these words in it, one after the other.
fn has_words(name: &str, words: &[String]) -> bool {
    sequence(name).windows(words.len().max(1)).any(|window| window == words)
}

/// The value that a mistyped one most likely means.
fn nearest(value: &str, known: Vec<String>) -> Option<String> {
    let slips = likely_slips(value);
    let short = value.chars().count() < 3;
    let near = known.into_iter().filter_map(|known| {
        let distance = strsim::osa_distance(value, &known);
        let same_digits = digits(value) == digits(&known);
        (distance <= slips && same_digits && !short).then_some((distance, known))
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
