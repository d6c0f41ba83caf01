//! The syntax tree of a query.

use std::ops::Range;

use crate::field::{KeyField, TextField};

/// A node of the tree, with its span in the query.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Every incident.
    All,
    /// A word or an identifier.
    Word(Text),
    /// Consecutive words with the given slop.
    Phrase(Text, u32),
    /// A prefix of words.
    Prefix(Text),
    /// A word with up to the given number of edits.
    Fuzzy(Text, usize),
    /// A value of a key field.
    Key(Name),
    /// A range of a numeric field.
    Range {
        /// The field.
        field: RangeField,
        /// The bounds.
        bounds: Bounds,
        /// The span, including the field.
        whole: Range<usize>,
    },
    /// Parts without an operator between them: all are required, but a long text need not match in every word.
    Sequence(Vec<Node>),
    /// All of them.
    And(Vec<Node>),
    /// At least one of them.
    Or(Vec<Node>),
    /// Not this one.
    Not(Box<Node>),
    /// This one with its score multiplied.
    Boost(Box<Node>, f32),
}

/// A value of a key field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The field.
    pub field: KeyField,
    /// The value as written.
    pub value: String,
    /// Whether it is a prefix.
    pub beginning: bool,
    /// The span of the value.
    pub span: Range<usize>,
    /// The span including the field; empty for a value in a group.
    pub whole: Range<usize>,
}

/// Text to search for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// As written.
    pub text: String,
    /// The field to search; `None` for all.
    pub field: Option<TextField>,
    /// The span.
    pub span: Range<usize>,
}

/// A numeric field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RangeField {
    /// Day of the incident, as 20230202.
    Date,
    /// Length in minutes.
    Duration,
}

/// Inclusive bounds; `None` is unbounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Minimum.
    pub from: Option<u64>,
    /// Maximum.
    pub to: Option<u64>,
}

/// A field of the query language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Running text.
    Text(TextField),
    /// Keys.
    Key(KeyField),
    /// Numbers.
    Range(RangeField),
}

impl Field {
    /// The names of all fields in the query language.
    pub const NAMES: [&str; 18] = [
        "title", "root_cause", "mitigation", "summary", "body", "cause", "category", "service", "severity",
        "detected_by", "team", "kind", "status", "action", "has", "date", "year", "duration",
    ];

    /// The field with this name, ignoring case; plurals, hyphens and other usual terms are accepted.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase().replace('-', "_");
        Some(match name.as_str() {
            "title" => Self::Text(TextField::Title),
            "root_cause" => Self::Text(TextField::RootCause),
            "mitigation" => Self::Text(TextField::Mitigation),
            "summary" => Self::Text(TextField::Summary),
            "body" => Self::Text(TextField::Body),
            "cause" | "causes" | "contributing_factor" | "contributing_factors" => Self::Key(KeyField::Cause),
            "category" => Self::Key(KeyField::Category),
            "service" | "services" | "affected" | "affected_service" | "affected_services" => {
                Self::Key(KeyField::Service)
            }
            "severity" => Self::Key(KeyField::Severity),
            "detected_by" | "detection" | "detection_source" => Self::Key(KeyField::DetectedBy),
            "team" => Self::Key(KeyField::Team),
            "kind" => Self::Key(KeyField::Kind),
            "status" => Self::Key(KeyField::Status),
            "action" | "actions" | "action_item" | "action_items" => Self::Key(KeyField::Action),
            "has" => Self::Key(KeyField::Has),
            "date" | "year" => Self::Range(RangeField::Date),
            "duration" => Self::Range(RangeField::Duration),
            _ => return None,
        })
    }

    /// The closest field name to a mistyped one.
    pub(super) fn nearest(name: &str) -> Option<&'static str> {
        let name = name.to_ascii_lowercase().replace('-', "_");
        let near = Self::NAMES.iter().map(|known| (strsim::osa_distance(&name, known), *known));
        near.filter(|(distance, known)| *distance <= 1 + known.len() / 7).min().map(|(_, known)| known)
    }

    /// An example for help messages.
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
