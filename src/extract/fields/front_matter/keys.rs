//! The names that authors give to the fields of a record.

/// Canonical name, then the aliases seen in the wild, without case, spaces and punctuation.
const KEYS: [(&str, &[&str]); 48] = [
    ("title", &[]),
    ("id", &["uuid", "incidentnumber", "incidentid", "number"]),
    ("slug", &[]),
    ("date", &["incidentdate", "dateofincident"]),
    ("start", &["starttime", "startedat", "started", "startdate", "begin"]),
    ("detected", &["detecttime", "detectedat", "detectiontime", "timedetected"]),
    ("acknowledged", &["acknowledgedat", "acktime", "ackedat"]),
    ("mitigated", &["mitigatedat", "mitigationtime", "stableat"]),
    ("resolved", &["resolvedat", "resolvedwhen", "resolutiontime", "timeresolved"]),
    ("end", &["endtime", "endedat", "ended", "enddate", "closedat"]),
    ("timezone", &["tz", "timezonename"]),
    ("duration", &["downtime", "incidentduration", "outageduration"]),
    ("severity", &["sev", "incidentseverity", "severitylevel"]),
    ("status", &["state"]),
    ("draft", &[]),
    ("kind", &["incidentkind", "incidenttype"]),
    ("team", &["owningteam", "responsibleteam"]),
    ("windows", &[]),
    ("symptoms", &["symptom", "alerts"]),
    ("mitigation", &[]),
    ("runbook", &["runbookurl", "playbook"]),
    ("reviewed_by", &["reviewer", "reviewers"]),
    ("reviewed_on", &["reviewedat", "reviewdate"]),
    (
        "services",
        &[
            "service", "product", "products", "affected", "affectedcomponents", "affectedcomponent",
            "affectedsystems", "affectedservices", "affectedservice", "subsystem", "component", "components",
            "involved",
        ],
    ),
    ("organisation", &["organization", "company", "org"]),
    ("causes", &["cause", "rootcause", "rootcauses", "incidentcause", "problemtype"]),
    ("tags", &["tag"]),
    ("categories", &["category"]),
    ("keywords", &["keyword"]),
    ("trigger", &[]),
    ("detected_by", &["incidentdetectedby", "detection", "detectionmethod", "detectionsource"]),
    ("impact", &[]),
    ("impact_percent", &["percentaffected"]),
    ("authors", &["author", "writtenby"]),
    ("owner", &["lead", "facilitator", "incidentcommander", "incidentlead"]),
    ("responders", &["responder", "attendees", "participants"]),
    ("actions", &["action", "actionitems", "followups", "followup"]),
    ("links", &["link", "references"]),
    ("url", &[]),
    ("archive_url", &["archive"]),
    ("related", &["relatedincidents", "relatedincident"]),
    ("recurrence_of", &["recurrence", "repeats"]),
    ("aliases", &["alias"]),
    ("visibility", &[]),
    ("summary", &["description", "tldr"]),
    // What a site generator wants to know of a page tells nothing of an incident.
    ("layout", &[]),
    ("permalink", &[]),
    ("weight", &[]),
];

/// Keys that are read by other tools: kept, without a finding.
const FOREIGN: [&str; 3] = ["layout", "permalink", "weight"];

/// The canonical name of a key as written; `None` where the record has none.
pub fn canonical(written: &str) -> Option<&'static str> {
    let plain = plain(written);
    KEYS.iter()
        .find(|(name, aliases)| self::plain(name) == plain || aliases.contains(&plain.as_str()))
        .map(|&(name, _)| name)
}

/// Whether a canonical name belongs to another tool.
pub(super) fn is_foreign(name: &str) -> bool {
    FOREIGN.contains(&name)
}

/// The known key that a misspelt one was probably meant to be.
pub(super) fn nearest(written: &str) -> Option<&'static str> {
    let plain = plain(written);
    let allowed = if plain.len() > 5 { 2 } else { 1 };
    // No known key is longer, and a hostile one may be.
    let start: String = plain.chars().take(40).collect();
    KEYS.iter()
        .filter(|(name, _)| !is_foreign(name))
        .flat_map(|(name, aliases)| {
            let names =
                std::iter::once(self::plain(name)).chain(aliases.iter().map(|alias| (*alias).to_owned()));
            names.map(move |spelling| (spelling, *name))
        })
        .map(|(spelling, name)| (strsim::osa_distance(&start, &spelling), name))
        .filter(|&(distance, _)| distance <= allowed)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, name)| name)
}

/// A key without case, spaces and punctuation.
pub(super) fn plain(key: &str) -> String {
    key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_known_in_any_dress() {
        for (written, expected) in [
            ("Start_Time", "start"),
            ("affected-components", "services"),
            ("Incident Detected By", "detected_by"),
            ("TL;DR", "summary"),
            ("reviewedBy", "reviewed_by"),
        ] {
            assert_eq!(canonical(written), Some(expected), "{written}");
        }
        assert_eq!(canonical("sevrity"), None);
    }

    #[test]
    fn a_misspelt_key_has_a_neighbour_and_a_strange_one_has_none() {
        assert_eq!(nearest("sevrity"), Some("severity"));
        assert_eq!(nearest("strat"), Some("start"));
        assert_eq!(nearest("afected_components"), Some("services"));
        assert_eq!(nearest("location"), None);
    }
}
