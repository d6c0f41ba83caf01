//! A query as it was read.

use std::ops::Range;

use crate::field::{KeyField, TextField};

/// A query, or a part of one, with the bytes of the text it was read from.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Every incident.
    All,
    /// A word, or an identifier of several.
    Word(Text),
    /// Words one after the other, up to so many moves apart.
    Phrase(Text, u32),
    /// A word by its beginning.
    Prefix(Text),
    /// A word with up to so many slips in it.
    Fuzzy(Text, usize),
    /// A name that an incident's field must have.
    Key(Name),
    /// A number within bounds.
    Range {
        /// The field.
        field: RangeField,
        /// The bounds.
        bounds: Bounds,
        /// Where it stands, its field included.
        whole: Range<usize>,
    },
    /// Parts side by side without an operator: all of them, but a long text need not match in every word.
    Sequence(Vec<Node>),
    /// All of them.
    And(Vec<Node>),
    /// At least one of them.
    Or(Vec<Node>),
    /// Not this one.
    Not(Box<Node>),
    /// This one, counting so many times as much.
    Boost(Box<Node>, f32),
}

/// A name to look for in a field of names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The field.
    pub field: KeyField,
    /// The name, as written.
    pub value: String,
    /// Whether it is only the beginning of one.
    pub beginning: bool,
    /// Where the name stands.
    pub span: Range<usize>,
    /// Where it stands, its field included; empty in a group of names.
    pub whole: Range<usize>,
}

/// Text to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// As written.
    pub text: String,
    /// The only field to look in; `None` for all.
    pub field: Option<TextField>,
    /// Where it stands.
    pub span: Range<usize>,
}

/// A field that holds a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RangeField {
    /// Day of the incident, as 20230202.
    Date,
    /// Length in minutes.
    Duration,
}

/// Inclusive bounds; `None` is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The least.
    pub from: Option<u64>,
    /// The greatest.
    pub to: Option<u64>,
}

/// A field that a query can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Running text.
    Text(TextField),
    /// Names.
    Key(KeyField),
    /// Numbers.
    Range(RangeField),
}

impl Field {
    /// Names of all fields, as a query writes them.
    pub const NAMES: [&str; 18] = [
        "title", "root_cause", "mitigation", "summary", "body", "cause", "category", "service", "severity",
        "detected_by", "team", "kind", "status", "action", "has", "date", "year", "duration",
    ];

    /// The field with this name, whatever its case; plurals and hyphens are accepted.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase().replace('-', "_");
        Some(match name.as_str() {
            "title" => Self::Text(TextField::Title),
            "root_cause" => Self::Text(TextField::RootCause),
            "mitigation" => Self::Text(TextField::Mitigation),
            "summary" => Self::Text(TextField::Summary),
            "body" => Self::Text(TextField::Body),
            "cause" | "causes" => Self::Key(KeyField::Cause),
            "category" => Self::Key(KeyField::Category),
            "service" | "services" => Self::Key(KeyField::Service),
            "severity" => Self::Key(KeyField::Severity),
            "detected_by" => Self::Key(KeyField::DetectedBy),
            "team" => Self::Key(KeyField::Team),
            "kind" => Self::Key(KeyField::Kind),
            "status" => Self::Key(KeyField::Status),
            "action" | "actions" => Self::Key(KeyField::Action),
            "has" => Self::Key(KeyField::Has),
            "date" | "year" => Self::Range(RangeField::Date),
            "duration" => Self::Range(RangeField::Duration),
            _ => return None,
        })
    }

    /// The name of a field that a mistyped one most likely means.
    pub(super) fn nearest(name: &str) -> Option<&'static str> {
        let name = name.to_ascii_lowercase().replace('-', "_");
        let near = Self::NAMES.iter().map(|known| (strsim::osa_distance(&name, known), *known));
        near.filter(|(distance, known)| *distance <= 1 + known.len() / 7).min().map(|(_, known)| known)
    }

    /// How it is used.
    pub(super) fn example(self) -> &'static str {
        match self {
            Self::Text(_) => "title:timeout",
            Self::Key(KeyField::Cause | KeyField::Category) => "cause:memory-leak",
            Self::Key(KeyField::Has) => "has:mitigation",
            Self::Key(KeyField::Severity) => "severity:1",
            Self::Key(_) => "service:checkout",
            Self::Range(RangeField::Date) => "date:2023-03",
            Self::Range(RangeField::Duration) => "duration:>1h",
        }
    }

    /// Its name in queries.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text(field) => field.name(),
            Self::Key(field) => field.name(),
            Self::Range(RangeField::Date) => "date",
            Self::Range(RangeField::Duration) => "duration",
        }
    }
}
