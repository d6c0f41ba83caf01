//! What an author's front matter states: each key under its one name, each value where it stands in the file.

mod actions;
mod apply;
mod filler;
mod keys;
mod moments;
mod when;
pub mod words;

use std::ops::Range;

use crate::postmortem::fields;
use crate::source::{FrontMatterEntry, Located, SourceFile, Value, markup};

pub use apply::apply;
pub use keys::canonical;

/// The front matter of one file, in its order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FrontMatter {
    /// Its fields; keys without a value are left out.
    pub fields: Vec<StatedField>,
}

/// Most values of one list that are used: each service, tag and cause has a page of its own.
const MOST_LISTED: usize = 500;

/// Mappings that hold what is said of the incident or the page: their known keys count as keys of the front matter.
const HOLDERS: [&str; 7] = ["incident", "outage", "postmortem", "params", "extra", "metadata", "meta"];

/// One key of front matter and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct StatedField {
    /// The record's name for it; `None` where the record has none.
    pub key: Option<&'static str>,
    /// The key as written.
    pub written: String,
    /// Bytes of the file's text where the key stands.
    pub key_range: Range<usize>,
    /// Its value.
    pub value: Located,
}

/// The part that the author gives to a cause.
#[derive(Debug, Clone, PartialEq)]
pub struct StatedRole {
    /// Bytes of the file's text where the cause stands, as in [`FrontMatter::causes`].
    pub cause: Range<usize>,
    /// The word for the part.
    pub word: String,
    /// Bytes of the file's text where it stands.
    pub range: Range<usize>,
}

impl FrontMatter {
    /// What a file's front matter states; nothing where it has none.
    pub fn read(source: &SourceFile) -> Self {
        let field = |entry: &FrontMatterEntry| StatedField {
            key: keys::canonical(&entry.key),
            written: entry.key.clone(),
            key_range: entry.key_range.clone(),
            value: without_wiki_links(&entry.value),
        };
        let entries = source.front_matter.as_ref().map_or(&[][..], |block| &block.entries);
        let mut stated: Vec<StatedField> = Vec::with_capacity(entries.len());
        for entry in entries {
            let within = match &entry.value.value {
                Value::Map(within) if HOLDERS.contains(&keys::plain(&entry.key).as_str()) => {
                    within.as_slice()
                }
                _ => &[],
            };
            let is_own = |key: &str| {
                fields::get(key).is_some_and(|known| known.kind != fields::FieldKind::Foreign)
                    && !entries.iter().any(|entry| keys::canonical(&entry.key) == Some(key))
            };
            let known = within.iter().map(field).filter(|field| field.key.is_some_and(is_own));
            let known: Vec<StatedField> = known
                .map(|inner| StatedField { written: format!("{}.{}", entry.key, inner.written), ..inner })
                .collect();
            if known.is_empty() {
                stated.push(field(entry));
            }
            stated.extend(known);
        }
        Self { fields: stated }
    }

    /// The first field with this name of the record.
    pub fn field(&self, key: &str) -> Option<&StatedField> {
        self.fields.iter().find(|field| field.key == Some(key))
    }

    /// Whether the front matter's date is the incident's and not a day of publication: its start is stated, or a
    /// clock time beside the day in front matter that states other facts of an incident.
    pub fn dates_the_incident(&self) -> bool {
        self.field("start").is_some() || self.field("date").is_some_and(|date| self.date_is_start(date))
    }

    /// What the author declares as causes, each with its place; to be read against the taxonomy.
    pub fn causes(&self) -> Vec<(String, Range<usize>)> {
        self.texts(&["causes"])
    }

    /// The parts that the author gives to causes, as in `{id: retry-storm, role: amplifier}`.
    pub fn roles(&self) -> Vec<StatedRole> {
        let mut roles = Vec::new();
        for field in self.fields.iter().filter(|field| field.key == Some("causes")) {
            let items = match &field.value.value {
                Value::List(items) => items.as_slice(),
                _ => std::slice::from_ref(&field.value),
            };
            for item in items {
                let Value::Map(entries) = &item.value else { continue };
                let role = entries.iter().find(|entry| keys::plain(&entry.key) == "role");
                if let (Some(name), Some(role)) = (name_of(entries), role) {
                    let (cause, range) = (name.value.range.clone(), role.value.range.clone());
                    roles.push(StatedRole { cause, word: role.value.value.to_string(), range });
                }
            }
        }
        roles
    }

    /// Tags, categories and keywords, each with its place: causes where the taxonomy knows them, else keywords.
    pub fn tags(&self) -> Vec<(String, Range<usize>)> {
        self.texts(&["tags", "categories", "keywords"])
    }

    fn date_is_start(&self, date: &StatedField) -> bool {
        // Causes are no such fact: a dated article does not begin to be the incident once it is tagged.
        const OF_AN_INCIDENT: [&str; 6] = ["duration", "end", "resolved", "detected", "severity", "services"];
        let has_time = matches!(&date.value.value, Value::Scalar(text)
            if when::parse(text).is_ok_and(|when| when.local().is_some()));
        // What status pages say of an incident, and nobody of a document.
        let tracked = self.field("status").is_some_and(|field| {
            matches!(&field.value.value, Value::Scalar(text)
                if ["resolved", "investigating", "monitoring", "identified"].contains(&text.trim().to_ascii_lowercase().as_str()))
        });
        has_time && (tracked || OF_AN_INCIDENT.iter().any(|key| self.field(key).is_some()))
    }

    fn texts(&self, keys: &[&str]) -> Vec<(String, Range<usize>)> {
        let mut texts = Vec::new();
        for field in &self.fields {
            if field.key.is_some_and(|key| keys.contains(&key)) {
                collect(&field.value, true, &mut texts);
            }
        }
        texts.truncate(MOST_LISTED);
        texts
    }
}

/// A value without the brackets of wiki links in it.
fn without_wiki_links(located: &Located) -> Located {
    let value = match &located.value {
        Value::Scalar(text) => Value::Scalar(markup::without_brackets(text).into_owned()),
        Value::List(items) => Value::List(items.iter().map(without_wiki_links).collect()),
        Value::Map(entries) => {
            let entry = |entry: &FrontMatterEntry| FrontMatterEntry {
                value: without_wiki_links(&entry.value),
                ..entry.clone()
            };
            Value::Map(entries.iter().map(entry).collect())
        }
        Value::Null => Value::Null,
    };
    Located { value, range: located.range.clone() }
}

/// The texts of a value, each with its place: items of a list, names of mappings, parts between commas.
fn collect(located: &Located, split: bool, texts: &mut Vec<(String, Range<usize>)>) {
    match &located.value {
        // Parts that long are no names between commas but clauses.
        Value::Scalar(text)
            if split && text.split([',', ';', '\n']).all(|part| part.split_whitespace().count() < 5) =>
        {
            let mut at = located.range.start;
            for part in text.split([',', ';', '\n']) {
                let start = at + part.len() - part.trim_start().len();
                let is_whole = part.len() == text.len();
                let end = (start + part.trim().len()).min(located.range.end);
                let range = if is_whole { located.range.clone() } else { start.min(end)..end };
                if !part.trim().is_empty() {
                    texts.push((part.trim().to_owned(), range));
                }
                at += part.len() + 1;
            }
        }
        Value::Scalar(text) if text.trim().is_empty() => {}
        Value::Scalar(text) => texts.push((text.trim().to_owned(), located.range.clone())),
        Value::List(items) => items.iter().for_each(|item| collect(item, false, texts)),
        Value::Map(entries) => match name_of(entries) {
            Some(entry) => collect(&entry.value, false, texts),
            None => texts.push((located.value.to_string(), located.range.clone())),
        },
        Value::Null => {}
    }
}

/// The entry of a mapping that names what it is about.
fn name_of(entries: &[FrontMatterEntry]) -> Option<&FrontMatterEntry> {
    let names = ["name", "id", "title", "url", "text", "slug"];
    names.iter().find_map(|name| entries.iter().find(|entry| entry.key == *name))
}

#[cfg(test)]
mod tests;
