//! Facts: right, wrong or missed where the text states them, invented where it does not.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Label;

/// Every fact that is compared, by the name that reports give it.
pub(crate) const FIELDS: [&str; 15] = [
    "date", "end_date", "start_time", "end_time", "utc_offset_minutes", "duration_minutes",
    "time_to_detect_minutes", "impact_percent", "detected_by", "timeline_entries", "actions", "severity",
    "services", "trigger", "kind",
];

/// How one fact agrees over all files.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Counts {
    /// The label states it, and the record agrees.
    pub right: usize,
    /// The label states it, and the record says something else.
    pub wrong: usize,
    /// The label states it, and the record has nothing.
    pub missed: usize,
    /// The label says that the text does not state it.
    pub unstated: usize,
    /// Those of them where the record has a value all the same.
    pub invented: usize,
    /// Of a fact that is a list of names, each name by itself.
    pub names: NameCounts,
}

/// How the names of a list agree, over all files.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct NameCounts {
    /// Labelled and found.
    pub found: usize,
    /// Labelled and not found.
    pub missed: usize,
    /// Found, and in none of the lists that the label accepts.
    pub wrong: usize,
}

impl NameCounts {
    /// Counts the names of a file against the list that fits best among those that the label accepts.
    fn add(&mut self, accepted: &[&Value], found: &Value) {
        let lists: Vec<BTreeSet<String>> =
            accepted.iter().filter_map(|list| list.as_array()).map(|list| names(list)).collect();
        let found = found.as_array().map(|list| names(list)).unwrap_or_default();
        let agreeing = |list: &BTreeSet<String>| {
            let (same, apart) =
                (list.intersection(&found).count(), list.symmetric_difference(&found).count());
            same as isize - apart as isize
        };
        // Of lists that fit alike the first counts, which is the label's own.
        let Some(best) = lists.iter().rev().max_by_key(|list| agreeing(list)) else { return };
        self.found += best.intersection(&found).count();
        self.missed += best.difference(&found).count();
        let named = |name: &String| {
            let single = accepted.iter().filter_map(|value| value.as_str());
            lists.iter().any(|list| list.contains(name))
                || single.map(str::to_lowercase).any(|one| one == *name)
        };
        self.wrong += found.iter().filter(|name| !named(name)).count();
    }

    fn plus(self, other: Self) -> Self {
        Self {
            found: self.found + other.found,
            missed: self.missed + other.missed,
            wrong: self.wrong + other.wrong,
        }
    }
}

impl Counts {
    /// Files whose text states it.
    pub(crate) fn stated(self) -> usize {
        self.right + self.wrong + self.missed
    }

    /// The counts of two facts together.
    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            right: self.right + other.right,
            wrong: self.wrong + other.wrong,
            missed: self.missed + other.missed,
            unstated: self.unstated + other.unstated,
            invented: self.invented + other.invented,
            names: self.names.plus(other.names),
        }
    }
}

/// Counts every fact that the label asks for; returns what differs, a line each.
pub(crate) fn add(all: &mut BTreeMap<&'static str, Counts>, label: &Label, record: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    for field in FIELDS {
        let Some(expected) = label.expected(field) else { continue };
        let found = found(field, record);
        let accepted = label.accepted(field, expected);
        let agrees = accepted.iter().any(|value| same(field, value, &found));
        let counts = all.entry(field).or_default();
        if expected.is_array() {
            counts.names.add(&accepted, &found);
        }
        let stated = !is_unknown(field, expected);
        if !stated {
            counts.unstated += 1;
            counts.invented += usize::from(!agrees);
        } else if agrees {
            counts.right += 1;
        } else if is_unknown(field, &found) {
            counts.missed += 1;
        } else {
            counts.wrong += 1;
        }
        if !agrees {
            let how = if stated { format!("{expected}, found") } else { "not stated, found".to_owned() };
            differences.push(format!("{field}: {how} {found}"));
        }
    }
    differences
}

/// The value that a record has for a field, in the form in which labels give it.
fn found(field: &str, record: &Value) -> Value {
    let number = |list: &str| Value::from(record[list].as_array().map_or(0, Vec::len));
    match field {
        "timeline_entries" => number("timeline"),
        "actions" => number("actions"),
        "severity" => record["severity"]["level"].clone(),
        _ => record[field].clone(),
    }
}

impl Label {
    /// What is asked of a field; `None` where the label does not ask, or not strictly.
    fn expected(&self, field: &str) -> Option<&Value> {
        let in_prose = self.facts.get("action_basis").is_some_and(|basis| basis == "prose");
        if field == "actions" && in_prose {
            return None;
        }
        self.facts.get(if field == "severity" { "severity_level" } else { field })
    }

    /// The expected value and its alternatives.
    fn accepted<'a>(&'a self, field: &str, expected: &'a Value) -> Vec<&'a Value> {
        let by_name = format!("{}_alternatives", field.trim_end_matches("_percent"));
        let mut accepted = vec![expected];
        accepted.extend(self.alternatives.get(field).into_iter().flatten());
        accepted.extend(self.facts.get(&by_name).and_then(Value::as_array).into_iter().flatten());
        // Some labels give the day of the end only where it is another than that of the start.
        let ends = self.facts.get("end_time").is_some_and(|end| !end.is_null());
        if field == "end_date"
            && expected.is_null()
            && ends
            && let Some(date) = self.facts.get("date")
        {
            accepted.extend(self.accepted("date", date));
        }
        accepted
    }
}

/// Whether a value says that the text does not state the field: a count of none does, an offset of none does not.
fn is_unknown(field: &str, value: &Value) -> bool {
    let counted = matches!(field, "timeline_entries" | "actions");
    let empty = value.as_array().is_some_and(Vec::is_empty);
    value.is_null() || value == "unknown" || empty || counted && *value == 0
}

fn same(field: &str, expected: &Value, found: &Value) -> bool {
    let unknown = (is_unknown(field, expected), is_unknown(field, found));
    if unknown.0 || unknown.1 {
        return unknown.0 && unknown.1;
    }
    match (expected, found) {
        (Value::Number(expected), Value::Number(found)) => {
            // A third is 33, 33.3 or 33.33.
            let tolerance = if field == "impact_percent" { 0.6 } else { 0.5 };
            let apart = expected.as_f64().zip(found.as_f64()).map(|(one, other)| (one - other).abs());
            apart.is_some_and(|apart| apart < tolerance)
        }
        (Value::Array(expected), Value::Array(found)) => names(expected) == names(found),
        (Value::String(expected), Value::String(found)) if field == "trigger" => tells(expected, found),
        _ => expected == found,
    }
}

fn names(values: &[Value]) -> BTreeSet<String> {
    values.iter().filter_map(Value::as_str).map(str::to_lowercase).collect()
}

/// Whether a free text has at least seven in ten of the content words expected of it.
fn tells(expected: &str, found: &str) -> bool {
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
