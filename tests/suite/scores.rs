//! How a record agrees with the label that a reader gave its file.

use std::collections::BTreeMap;

use serde_json::Value;

/// Fields compared by value; a label that leaves one out asks nothing of it.
pub const FACTS: [&str; 9] = [
    "date", "end_date", "start_time", "end_time", "utc_offset_minutes", "duration_minutes",
    "time_to_detect_minutes", "impact_percent", "detected_by",
];
/// Fields of which a label gives the number.
pub const COUNTS: [(&str, &str); 2] = [("timeline_entries", "timeline"), ("actions", "actions")];

/// What is found of one field over all files.
#[derive(Debug, Default)]
pub struct Score {
    /// Files whose label states it.
    pub stated: usize,
    /// Those of them where the record agrees.
    pub right: usize,
    /// Files whose label says that the text does not state it.
    pub unstated: usize,
    /// Those of them where the record has a value all the same.
    pub invented: usize,
    /// What differs, a line each.
    pub differences: Vec<String>,
}

/// Scores of all fields, by name.
pub type Scores = BTreeMap<String, Score>;

/// Adds one file's record to the scores.
pub fn add(scores: &mut Scores, label: &Value, record: &Value) {
    for field in FACTS {
        if let Some(expected) = label.get(field) {
            add_field(scores, label, field, expected, &record[field]);
        }
    }
    for (field, list) in COUNTS {
        if let Some(expected) = label.get(field) {
            let found = record[list].as_array().map_or(0, Vec::len);
            add_field(scores, label, field, expected, &Value::from(found));
        }
    }
    if let Some(expected) = label.get("severity_level") {
        add_field(scores, label, "severity_level", expected, &record["severity"]["level"]);
    }
    if let Some(expected) = label.get("kind") {
        add_field(scores, label, "kind", expected, &record["kind"]);
    }
    if let Some(expected) = label.get("services").and_then(Value::as_array) {
        add_services(scores, label, expected, &record["services"]);
    }
    if let Some(expected) = label.get("trigger").and_then(Value::as_str) {
        let found = record["trigger"].as_str().unwrap_or("");
        let score = scores.entry("trigger".to_owned()).or_default();
        score.stated += 1;
        if tells(expected, found) {
            score.right += 1;
        } else {
            score.differences.push(format!("{}: `{expected}`, found `{found}`", label["path"]));
        }
    }
}

fn add_field(scores: &mut Scores, label: &Value, field: &str, expected: &Value, found: &Value) {
    let short = field.trim_end_matches("_percent");
    let others = [
        label.get("alternatives").and_then(|all| all.get(field)).and_then(Value::as_array),
        label.get(format!("{short}_alternatives")).and_then(Value::as_array),
    ];
    let accepted: Vec<&Value> =
        std::iter::once(expected).chain(others.into_iter().flatten().flatten()).collect();
    let score = scores.entry(field.to_owned()).or_default();
    let agrees = accepted.iter().any(|expected| same(expected, found));
    if is_unknown(expected) {
        score.unstated += 1;
        score.invented += usize::from(!agrees);
    } else {
        score.stated += 1;
        score.right += usize::from(agrees);
    }
    if !agrees {
        score.differences.push(format!("{}: {expected}, found {found}", label["path"]));
    }
}

fn add_services(scores: &mut Scores, label: &Value, expected: &[Value], found: &Value) {
    let names = |values: &[Value]| {
        let mut names: Vec<String> = values.iter().filter_map(Value::as_str).map(str::to_lowercase).collect();
        names.sort();
        names
    };
    let (expected, found) = (names(expected), names(found.as_array().map_or(&[], Vec::as_slice)));
    let score = scores.entry("services".to_owned()).or_default();
    let agrees = expected == found;
    if expected.is_empty() {
        score.unstated += 1;
        score.invented += usize::from(!agrees);
    } else {
        score.stated += 1;
        score.right += usize::from(agrees);
    }
    if !agrees {
        score.differences.push(format!("{}: {expected:?}, found {found:?}", label["path"]));
    }
}

fn is_unknown(value: &Value) -> bool {
    value.is_null() || value == "unknown"
}

fn same(expected: &Value, found: &Value) -> bool {
    match (expected.as_f64(), found.as_f64()) {
        (Some(expected), Some(found)) => (expected - found).abs() < 0.5,
        _ => expected == found || is_unknown(expected) && is_unknown(found),
    }
}

/// Whether a free text has at least seven in ten of the content words expected of it.
pub fn tells(expected: &str, found: &str) -> bool {
    const FUNCTION: [&str; 24] = [
        "the", "a", "an", "of", "and", "or", "in", "on", "at", "to", "for", "was", "were", "is", "that",
        "this", "had", "has", "with", "by", "from", "than", "during", "which",
    ];
    let words = |text: &str| -> Vec<String> {
        let lower = text.to_lowercase();
        let all = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        all.filter(|word| !FUNCTION.contains(word)).map(str::to_owned).collect()
    };
    let (expected, found) = (words(expected), words(found));
    let hits = expected.iter().filter(|word| found.contains(word)).count();
    hits * 10 >= expected.len() * 7
}

/// Hits, false alarms and misses of causes over all files.
#[derive(Debug, Default)]
pub struct CauseScore {
    pub hits: usize,
    pub alarms: usize,
    pub misses: usize,
    pub ruled_out: usize,
    pub ruled_out_taken: usize,
    pub primaries: usize,
    pub primaries_right: usize,
    pub differences: Vec<String>,
}

impl CauseScore {
    /// Adds one file's tags.
    pub fn add(&mut self, label: &Value, record: &Value) {
        let ids = |name: &str| -> Vec<&str> {
            label[name].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
        };
        let (wanted, accepted, refused) = (ids("causes"), ids("also_accepted"), ids("not_causes"));
        let tags: Vec<&Value> = record["causes"].as_array().into_iter().flatten().collect();
        let found: Vec<&str> = tags.iter().filter_map(|tag| tag["id"].as_str()).collect();
        let path = &label["path"];
        for id in &found {
            if wanted.contains(id) {
                self.hits += 1;
            } else if !accepted.contains(id) {
                self.alarms += 1;
                let why = if refused.contains(id) { "ruled out" } else { "not so" };
                self.differences.push(format!("{path}: {why}: {id}"));
            }
        }
        for id in wanted.iter().filter(|id| !found.contains(id)) {
            self.misses += 1;
            self.differences.push(format!("{path}: missed: {id}"));
        }
        self.ruled_out += refused.len();
        self.ruled_out_taken += refused.iter().filter(|id| found.contains(id)).count();
        if let Some(first) = wanted.first() {
            let primary = tags
                .iter()
                .find(|tag| tag["primary"] == true)
                .map_or("none", |tag| tag["id"].as_str().unwrap());
            let others = label["alternatives"]["primary"].as_array();
            let right =
                primary == *first || others.is_some_and(|all| all.iter().any(|other| other == primary));
            self.primaries += 1;
            self.primaries_right += usize::from(right);
            if !right {
                self.differences.push(format!("{path}: primary: {primary} in place of {first}"));
            }
        }
    }
}
