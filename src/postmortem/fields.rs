//! The table of fields, `fields.toml`: what each fact is called in front matter, in labels, in JSON and before people.
//! Front matter, labels, `explain`, `tag`, pages, incidents.csv and the docs all read it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// A row of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Name in front matter, in queries and in messages.
    pub key: String,
    /// How front matter states it.
    #[serde(rename = "type")]
    pub kind: FieldKind,
    /// What it says, for editors; empty for keys that they need not offer.
    #[serde(default)]
    pub about: String,
    record: Option<String>,
    /// What pages, search and messages call it; empty for what they do not show.
    #[serde(default)]
    pub name: String,
    /// Other keys in front matter, without case, spaces and punctuation.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Names before a value in the text, normalised as headings are.
    #[serde(default)]
    pub labels: Vec<String>,
    /// Name in queries.
    pub search: Option<String>,
    /// Columns of incidents.csv, each with its place.
    #[serde(default)]
    pub csv: BTreeMap<String, u8>,
    /// When `explain` shows it.
    #[serde(default)]
    pub explain: Explain,
    /// Whether a page has it among its details.
    #[serde(default)]
    pub details: bool,
    /// Place in the order in which `whybook tag` writes it; `None` where it does not.
    pub tag: Option<u8>,
}

impl Field {
    /// Name in JSON and in [`super::Postmortem::provenance`].
    pub fn record(&self) -> &str {
        self.record.as_deref().unwrap_or(&self.key)
    }

    /// Whether front matter may state it.
    pub fn is_stated(&self) -> bool {
        self.kind != FieldKind::Derived
    }
}

/// When `explain` shows a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Explain {
    /// Where it is known.
    #[default]
    Known,
    /// Where it is not known, too.
    Always,
    /// Not at all.
    Never,
}

/// How front matter states a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldKind {
    /// One text.
    Text,
    /// A list of texts.
    List,
    /// A list of names; a text may list them with commas.
    Names,
    /// One of a few words.
    Word,
    /// A day.
    Date,
    /// A day and a clock time.
    Moment,
    /// A length of time.
    Length,
    /// A time zone.
    Zone,
    /// Several outages, each with start and end.
    Windows,
    /// A share in percent.
    Percent,
    /// What it did: a text, or a mapping of counts.
    Impact,
    /// Action items.
    Actions,
    /// Names of causes, or of what may be one.
    Causes,
    /// Not stated in front matter: labels and other facts give it.
    Derived,
    /// A key of other tools: kept, and no fact.
    Foreign,
}

const TEXT: &str = include_str!("fields.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldTable {
    field: Vec<Field>,
}

/// All fields in their order.
#[expect(clippy::expect_used, reason = "the table is compiled in, and read by the tests")]
static FIELDS: LazyLock<Vec<Field>> =
    LazyLock::new(|| toml::from_str::<FieldTable>(TEXT).expect("fields.toml is well-formed").field);

/// All fields in the order in which they are explained.
pub fn all() -> &'static [Field] {
    &FIELDS
}

/// The field with this key.
pub fn get(key: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.key == key)
}

/// The field that holds a fact of the record.
pub fn of_record(name: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.record() == name)
}

/// The facts of a record in their order, each under its first name.
pub fn facts() -> impl Iterator<Item = &'static Field> {
    let own = |field: &&Field| of_record(field.record()).is_some_and(|first| first.key == field.key);
    FIELDS.iter().filter(|field| field.kind != FieldKind::Foreign).filter(own)
}

/// The columns of incidents.csv in their order.
pub fn csv_columns() -> Vec<(&'static str, &'static Field)> {
    let named =
        |field: &'static Field| field.csv.iter().map(move |(name, place)| (*place, name.as_str(), field));
    let mut columns: Vec<(u8, &str, &Field)> = FIELDS.iter().flat_map(named).collect();
    columns.sort_unstable_by_key(|(place, ..)| *place);
    columns.into_iter().map(|(_, name, field)| (name, field)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn no_two_fields_share_a_name_in_front_matter_or_a_label() {
        let plain = |name: &str| -> String {
            name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let mut owners: BTreeMap<(&str, String), &str> = BTreeMap::new();
        for field in all() {
            let own = Some(plain(&field.key)).filter(|_| field.is_stated());
            let keys = own.into_iter().chain(field.aliases.iter().cloned());
            let labels = field.labels.iter().cloned();
            for name in keys.map(|key| ("key", key)).chain(labels.map(|label| ("label", label))) {
                let other = owners.insert(name.clone(), &field.key);
                assert_eq!(other, None, "{name:?} of {}", field.key);
            }
        }
        let mut tags: Vec<u8> = all().iter().filter_map(|field| field.tag).collect();
        let mut columns: Vec<u8> = all().iter().flat_map(|field| field.csv.values().copied()).collect();
        for places in [&mut tags, &mut columns] {
            places.sort_unstable();
            assert!(places.iter().copied().eq(1..=places.len() as u8), "{places:?}");
        }
    }

    #[test]
    fn every_field_is_one_of_the_record() {
        let record = serde_json::to_value(crate::postmortem::Postmortem::default()).unwrap_or_default();
        // What is stored under another field: a state, two pages on the web, words that may be causes.
        let elsewhere = ["draft", "tags", "categories"];
        for field in all().iter().filter(|field| field.kind != FieldKind::Foreign) {
            let pointer = format!("/{}", field.record().replace('.', "/"));
            let is_known = record.pointer(&pointer).is_some() || elsewhere.contains(&field.key.as_str());
            assert!(is_known, "{} is no field of the record", field.key);
        }
    }
}
