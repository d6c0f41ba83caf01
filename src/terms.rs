//! What readers see: one term for each fact and for each value of an enumeration, and one format of durations.
//!
//! Names of facts are those of the table of fields.
//!
//! Pages, `explain`, search results and trends all take them from here. The search page in the browser has the same
//! words in `search-view.js`; a test below compares them. Keys of JSON, CSV and queries are a contract and stand in
//! `postmortem`.

use crate::postmortem::fields;
use crate::postmortem::{ActionKind, ActionStatus, DetectedBy, Kind, Role, Status};

/// What is no field of front matter and labels, and has a section of its own.
const SECTIONS: [(&str, &str); 3] =
    [("root_cause", "Root cause"), ("suggestions", "Suggested causes"), ("timeline", "Timeline")];

/// The term for a fact or a section; what has none, such as a site's own front matter, is called by its key.
pub fn name(key: &str) -> &str {
    let of_section = || SECTIONS.iter().find(|(known, _)| *known == key).map(|(_, name)| *name);
    let of_field = || fields::of_record(key).map(|field| field.name.as_str());
    of_section().or_else(of_field).unwrap_or(key)
}

/// What a time to detect, mitigate or resolve is counted from: the field does not agree on it, so it is always said.
pub fn counted_from(key: &str) -> Option<&'static str> {
    match key {
        "time_to_detect_minutes" => Some("from start"),
        "time_to_mitigate_minutes" | "time_to_resolve_minutes" => Some("from detection"),
        _ => None,
    }
}

/// The term with what it is counted from: `Time to resolve (from detection)`.
pub fn full_name(key: &str) -> String {
    match counted_from(key) {
        Some(from) => format!("{} ({from})", name(key)),
        None => name(key).to_owned(),
    }
}

/// Minutes in days, hours and minutes, exact; parts that are zero are left out: `1 d 1 h 5 min`, `2 h`, `< 1 min`.
pub fn duration(minutes: i64) -> String {
    let sign = if minutes < 0 { "−" } else { "" };
    let minutes = minutes.unsigned_abs();
    let parts = [(minutes / 1440, "d"), (minutes / 60 % 24, "h"), (minutes % 60, "min")];
    let shown: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count} {unit}")).collect();
    if shown.is_empty() { "< 1 min".to_owned() } else { format!("{sign}{}", shown.join(" ")) }
}

/// What detected an incident.
pub fn detected_by(by: DetectedBy) -> &'static str {
    match by {
        DetectedBy::Monitoring => "monitoring",
        DetectedBy::Customer => "customer",
        DetectedBy::Engineer => "engineer",
        DetectedBy::ThirdParty => "third party",
        DetectedBy::Unknown => "not stated",
    }
}

/// What part a cause played; all but the root cause are contributing factors.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Cause => "root cause",
        Role::Amplifier => "aggravating factor",
        Role::Prolonged => "prolonging factor",
    }
}

/// Where a postmortem stands in its review.
pub fn status(status: Status) -> &'static str {
    match status {
        Status::Draft => "draft",
        Status::InReview => "in review",
        Status::Reviewed => "reviewed",
        Status::Closed => "closed",
    }
}

/// What sort of event it was.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Incident => "incident",
        Kind::NearMiss => "near miss",
        Kind::FalseAlarm => "false alarm",
        Kind::Vulnerability => "vulnerability",
        Kind::Maintenance => "maintenance",
    }
}

/// Where an action item stands; without a status it is `not stated`.
pub fn action_status(status: Option<ActionStatus>) -> &'static str {
    match status {
        Some(ActionStatus::Open) => "open",
        Some(ActionStatus::Done) => "done",
        Some(ActionStatus::Dropped) => "won't do",
        None => "not stated",
    }
}

/// What an action item is for.
pub fn action_kind(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::Prevent => "prevent",
        ActionKind::Detect => "detect",
        ActionKind::Mitigate => "mitigate",
        ActionKind::Process => "process",
        ActionKind::Investigate => "investigate",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeMap;

    use super::*;
    use crate::postmortem::Postmortem;

    /// What the search page calls things.
    const SEARCH_PAGE: &str = include_str!("../themes/default/static/search-view.js");
    /// Minutes and how they read; the tests of the browser check the search page against the same file.
    const DURATIONS: &str = include_str!("../tests/durations.json");

    #[test]
    fn a_duration_is_exact_and_reads_the_same_everywhere() {
        let expected: BTreeMap<i64, String> = serde_json::from_str(DURATIONS).unwrap();
        let read = expected.keys().map(|&minutes| (minutes, duration(minutes)));
        assert_eq!(read.collect::<BTreeMap<_, _>>(), expected);
        assert_eq!(duration(-65), "−1 h 5 min");
    }

    #[test]
    fn every_field_of_a_record_has_a_term() {
        let record = serde_json::to_value(Postmortem::default()).unwrap();
        let own_names = ["other_facts", "provenance", "findings"];
        let unnamed: Vec<&String> = record
            .as_object()
            .unwrap()
            .keys()
            .filter(|key| name(key) == key.as_str() && !own_names.contains(&key.as_str()))
            .collect();
        assert_eq!(unnamed, Vec::<&String>::new());
    }

    #[test]
    fn the_search_page_uses_the_same_terms() {
        let facts = ["root_cause", "mitigation", "summary", "severity", "detected_by"];
        let terms = facts.map(|key| (key.to_owned(), name(key).to_owned()));
        let values = [
            DetectedBy::Monitoring,
            DetectedBy::Customer,
            DetectedBy::Engineer,
            DetectedBy::ThirdParty,
            DetectedBy::Unknown,
        ];
        let values = values.map(|by| {
            let key = serde_json::to_value(by).unwrap().as_str().unwrap().to_owned();
            (if key.contains('-') { format!("\"{key}\"") } else { key }, detected_by(by).to_owned())
        });
        for (key, term) in terms.into_iter().chain(values) {
            let entry = format!("{key}: \"{term}\"");
            assert!(SEARCH_PAGE.contains(&entry), "search-view.js lacks {entry}");
        }
    }
}
