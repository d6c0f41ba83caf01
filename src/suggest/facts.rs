//! Which facts of a record are worth a key of their own: those that the text or the file's name states, beyond doubt.

use std::sync::LazyLock;

use jiff::civil::Time;

use crate::classify::taxonomy::Taxonomy;
use crate::postmortem::fields;
use crate::postmortem::{DetectedBy, Moment, OutageWindow, Postmortem, Role, Source};

/// A key and its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SuggestedFact {
    pub key: &'static str,
    pub value: Written,
}

/// A value on its way into front matter.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Written {
    /// A day, a moment or a number, which each language spells alike.
    Bare(String),
    /// A text.
    Text(String),
    /// A list of texts.
    Texts(Vec<String>),
    /// Causes, each with the part that it played where that is not its usual one.
    Causes(Vec<(String, Option<Role>)>),
    /// Starts and ends.
    Windows(Vec<OutageWindow>),
}

/// The keys that are written, in the order of writing.
static ORDER: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut ranked: Vec<(u8, &str)> =
        fields::all().iter().filter_map(|field| Some((field.tag?, field.key.as_str()))).collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, key)| key).collect()
});

/// Place of a key in the order of writing.
pub(super) fn rank(key: &str) -> usize {
    ORDER.iter().position(|known| *known == key).unwrap_or(ORDER.len())
}

/// Findings that leave in doubt what these keys would settle.
const DOUBTS: [(&str, &[&str]); 7] = [
    ("unlikely-duration", &["date", "duration", "start", "end", "windows"]),
    ("timeline-far-off", &["start", "end", "duration", "windows"]),
    (
        "assumed-year",
        &["date", "start", "end", "windows", "detected", "acknowledged", "mitigated", "resolved"],
    ),
    (
        "date-differs",
        &["start", "end", "windows", "detected", "acknowledged", "mitigated", "resolved", "timezone"],
    ),
    ("duration-differs", &["duration", "start", "end", "windows"]),
    ("end-before-start", &["duration", "start", "end", "windows"]),
    ("detected-before-start", &["start", "detected"]),
];

/// Facts of a record that no key gives yet. Free texts are left in the text, and what follows from others is left out.
pub(super) fn missing(
    record: &Postmortem,
    taxonomy: &Taxonomy,
    given: impl Fn(&str) -> bool,
) -> Vec<SuggestedFact> {
    let reader = FactCollector { record, taxonomy };
    let mut facts: Vec<SuggestedFact> = Vec::new();
    for &key in ORDER.iter() {
        if given(key) || reader.is_in_doubt(key) {
            continue;
        }
        facts.extend(reader.value(key).map(|value| SuggestedFact { key, value }));
    }
    facts
}

struct FactCollector<'a> {
    record: &'a Postmortem,
    taxonomy: &'a Taxonomy,
}

impl FactCollector<'_> {
    fn value(&self, key: &str) -> Option<Written> {
        let record = self.record;
        match key {
            "date" => self.stated("date").then_some(record.date?).map(|date| Written::Bare(date.to_string())),
            "start" => self.bound("start_time", record.start, record.start_time).or_else(|| self.first_day()),
            "end" => self.bound("end_time", record.end, record.end_time),
            "windows" => self.windows(),
            "timezone" => self.timezone(),
            "detected" => self.moment("detected", record.detected),
            "acknowledged" => self.moment("acknowledged", record.acknowledged),
            "mitigated" => self.moment("mitigated", record.mitigated),
            "resolved" => self.moment("resolved", record.resolved),
            "duration" => self.duration(),
            "severity" => self.severity(),
            "services" => self.stated("services").then(|| Written::Texts(record.services.clone())),
            "causes" => self.causes(),
            "detected_by" => self.stated("detected_by").then(|| detected_by(record.detected_by)).flatten(),
            _ => self
                .stated("impact_percent")
                .then_some(record.impact_percent?)
                .map(|percent| Written::Bare(percent.to_string())),
        }
    }

    /// A severity that is one; what goes on for longer is a sentence about it.
    fn severity(&self) -> Option<Written> {
        let raw = &self.record.severity.as_ref()?.raw;
        let is_short = raw.split_whitespace().count() <= 3;
        (self.stated("severity") && is_short).then(|| Written::Text(raw.clone()))
    }

    /// Whether the text or the file's name states a field of the record.
    fn stated(&self, field: &str) -> bool {
        let source = self.record.provenance.get(field).map(|known| known.source);
        matches!(source, Some(Source::Text | Source::FileName))
    }

    /// Start or end; the clock time alone where no day is known.
    fn bound(&self, field: &str, moment: Option<Moment>, time: Option<Time>) -> Option<Written> {
        if !self.stated(field) || !self.record.windows.is_empty() {
            return None;
        }
        match (moment, time) {
            (Some(moment), _) => Some(Written::Bare(moment.to_string())),
            (None, Some(time)) => Some(Written::Text(time.strftime("%H:%M").to_string())),
            (None, None) => None,
        }
    }

    /// The day as a start where no clock time is known: with it the date holds, whatever is read of the text.
    fn first_day(&self) -> Option<Written> {
        let open = self.record.start_time.is_none() && self.record.windows.is_empty();
        (open && self.stated("date")).then_some(self.record.date?).map(|date| Written::Bare(date.to_string()))
    }

    fn moment(&self, field: &str, moment: Option<Moment>) -> Option<Written> {
        self.stated(field).then_some(moment?).map(|moment| Written::Bare(moment.to_string()))
    }

    /// Several stretches, of which the first begins and the last ends the incident.
    fn windows(&self) -> Option<Written> {
        let told = self.stated("start_time") && !self.record.windows.is_empty();
        told.then(|| Written::Windows(self.record.windows.clone()))
    }

    /// The offset, where no start carries it.
    fn timezone(&self) -> Option<Written> {
        let offset = self.stated("utc_offset_minutes").then_some(self.record.utc_offset_minutes?)?;
        let carried = self.record.start.is_some_and(|start| start.utc_offset_minutes.is_some());
        let sign = if offset < 0 { '-' } else { '+' };
        (!carried).then(|| Written::Text(format!("{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60)))
    }

    /// Days, hours and minutes; approximate if the text says so.
    fn duration(&self) -> Option<Written> {
        let minutes = self.stated("duration_minutes").then_some(self.record.duration_minutes?)?;
        let words = self.record.provenance.get("duration_minutes").and_then(|known| known.text.as_deref());
        let parts = [(minutes / 1_440, "d"), (minutes / 60 % 24, "h"), (minutes % 60, "m")];
        let parts =
            parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count}{unit}"));
        let length = parts.collect::<Vec<_>>().join(" ");
        let length = if length.is_empty() { "0m".to_owned() } else { length };
        let roughly = words.is_some_and(|words| words.starts_with(['~', '≈']));
        Some(Written::Text(if roughly { format!("~{length}") } else { length }))
    }

    /// The tags. The first of a list is the main one, in the part of a cause; the others play their usual parts.
    fn causes(&self) -> Option<Written> {
        let causes = &self.record.causes;
        if causes.is_empty() {
            return None;
        }
        let usual = |id: &str| self.taxonomy.find(id).map(|cause| cause.role);
        let played = causes.iter().map(|tag| {
            let usual = if tag.primary { Some(Role::Cause) } else { usual(&tag.id) };
            (tag.id.clone(), (usual != Some(tag.role)).then_some(tag.role))
        });
        Some(Written::Causes(played.collect()))
    }

    /// Whether a finding contradicts the value of a key, or the text that it was extracted from.
    fn is_in_doubt(&self, key: &str) -> bool {
        let fields: &[&str] = match key {
            "start" | "windows" => &["start_time", "date"],
            "end" => &["end_time", "date"],
            "timezone" => &["utc_offset_minutes"],
            "duration" => &["duration_minutes"],
            "severity" | "services" | "causes" => return false,
            _ => &[key],
        };
        let lines: Vec<u32> =
            fields.iter().filter_map(|field| self.record.provenance.get(field)?.line).collect();
        let timed = !["date", "duration", "detected_by", "impact_percent"].contains(&key);
        self.record.findings.iter().any(|finding| {
            let rule = finding.rule;
            let unreadable = rule.starts_with("ambiguous-") || rule == "impossible-date";
            DOUBTS.iter().any(|(doubt, keys)| rule == *doubt && keys.contains(&key))
                || unreadable && lines.contains(&finding.line)
                || timed && rule.starts_with("ambiguous-") && rule.contains("zone")
        })
    }
}

fn detected_by(by: DetectedBy) -> Option<Written> {
    let word = match by {
        DetectedBy::Monitoring => "monitoring",
        DetectedBy::Customer => "customer",
        DetectedBy::Engineer => "engineer",
        DetectedBy::ThirdParty => "third-party",
        DetectedBy::Unknown => return None,
    };
    Some(Written::Text(word.to_owned()))
}
