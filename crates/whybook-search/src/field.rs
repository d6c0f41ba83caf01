//! The fields of an incident that can be searched: text, keys and numbers.

/// A field of running text. All of them are zones of one field of the index: each term ends with the marker of its
/// zone, so that the entries of a word in all zones are adjacent in the dictionary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextField {
    /// The title.
    Title,
    /// The sections on the root cause.
    RootCause,
    /// The sections on mitigation and resolution.
    Mitigation,
    /// The summary.
    Summary,
    /// Everything else.
    Body,
}

impl TextField {
    /// All text fields; a word without a field is searched in each of them.
    pub const ALL: [Self; 5] = [Self::Title, Self::RootCause, Self::Mitigation, Self::Summary, Self::Body];

    /// Weight of a match in this field.
    pub fn weight(self) -> f32 {
        match self {
            Self::Title => 4.0,
            Self::RootCause => 2.5,
            Self::Mitigation | Self::Summary => 2.0,
            Self::Body => 1.5,
        }
    }

    /// The marker at the end of the terms of this zone: a character that sorts before all characters of words.
    pub(crate) fn mark(self) -> char {
        match self {
            Self::Title => '\u{1}',
            Self::RootCause => '\u{2}',
            Self::Mitigation => '\u{3}',
            Self::Summary => '\u{4}',
            Self::Body => '\u{5}',
        }
    }

    /// The zone with this marker.
    pub(crate) fn of_mark(mark: char) -> Option<Self> {
        Self::ALL.into_iter().find(|zone| zone.mark() == mark)
    }

    /// The name of the field in queries and in hits.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::RootCause => "root_cause",
            Self::Mitigation => "mitigation",
            Self::Summary => "summary",
            Self::Body => "body",
        }
    }
}

/// A field of keys, which match as a whole and ignoring case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyField {
    /// Root causes in any role.
    Cause,
    /// Categories of the root causes.
    Category,
    /// Services affected.
    Service,
    /// Severity as written, and its level.
    Severity,
    /// Detection source.
    DetectedBy,
    /// Team that owns the write-up.
    Team,
    /// Kind of event.
    Kind,
    /// Review status of the write-up.
    Status,
    /// Status of its actions.
    Action,
    /// Names of the facts that the write-up states.
    Has,
}

impl KeyField {
    /// All of them.
    pub(crate) const ALL: [Self; 10] = [
        Self::Cause,
        Self::Category,
        Self::Service,
        Self::Severity,
        Self::DetectedBy,
        Self::Team,
        Self::Kind,
        Self::Status,
        Self::Action,
        Self::Has,
    ];

    /// The valid values of a field with a fixed set of them.
    pub(crate) fn values(self) -> &'static [&'static str] {
        match self {
            Self::Kind => &["incident", "near-miss", "false-alarm", "vulnerability", "maintenance"],
            Self::Status => &["draft", "in-review", "reviewed", "closed"],
            Self::Action => &["open", "done", "dropped", "overdue"],
            Self::DetectedBy => &["monitoring", "customer", "engineer", "third-party", "unknown"],
            Self::Has => &KNOWN_FACTS,
            _ => &[],
        }
    }

    /// The value that another usual word stands for: `wont-do` is `dropped`.
    pub(crate) fn value_of_alias(self, alias: &str) -> Option<&'static str> {
        match (self, alias) {
            (Self::Action, "wont-do" | "won't-do" | "won\u{2019}t-do" | "wont-fix") => Some("dropped"),
            (Self::DetectedBy, "customers" | "user" | "users") => Some("customer"),
            (Self::DetectedBy, "alert" | "alerts" | "alerting") => Some("monitoring"),
            (Self::Kind, "planned-maintenance") => Some("maintenance"),
            _ => None,
        }
    }

    /// Its name in queries.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cause => "cause",
            Self::Category => "category",
            Self::Service => "service",
            Self::Severity => "severity",
            Self::DetectedBy => "detected_by",
            Self::Team => "team",
            Self::Kind => "kind",
            Self::Status => "status",
            Self::Action => "action",
            Self::Has => "has",
        }
    }
}

/// Names of the columns that facets are counted from.
pub(crate) mod column {
    pub(crate) const CAUSE: &str = "cause_facet";
    pub(crate) const SERVICE: &str = "service_facet";
    pub(crate) const SEVERITY: &str = "severity_facet";
    pub(crate) const DETECTED_BY: &str = "detected_by";
    pub(crate) const DATE: &str = "date";
    pub(crate) const DURATION: &str = "duration";
    pub(crate) const LEVEL: &str = "severity_level";
    pub(crate) const OPEN_DUE: &str = "open_due";
}

/// A day as a number that sorts chronologically: 20230202.
pub(crate) fn day_number(date: jiff::civil::Date) -> u64 {
    u64::from(date.year().unsigned_abs()) * 10_000 + date.month() as u64 * 100 + date.day() as u64
}

/// Values of `has:`.
pub(crate) const KNOWN_FACTS: [&str; 12] = [
    "cause", "service", "severity", "date", "duration", "detected-by", "team", "status", "action", "summary",
    "root-cause", "mitigation",
];
