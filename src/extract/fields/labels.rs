//! Values that stand behind a label: `Duration: 17min`, `- **Owner:** Ann`, two-column tables, a value on the next line.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::diagnostic::floor_boundary;
use crate::extract::mentions::{Spanned, durations, zones};
use crate::extract::text::label_length;
use crate::extract::text::normalise;
use crate::extract::text::split_sentences;
use crate::extract::text::{Document, LineKind};

/// What a label asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// The incident's day.
    Date,
    /// When it began.
    Start,
    /// When it was over.
    End,
    /// When it was noticed.
    Detected,
    /// When it was taken on.
    Acknowledged,
    /// When the harm stopped.
    Mitigated,
    /// When it was resolved.
    Resolved,
    /// How long it lasted.
    Duration,
    /// How long until it was noticed.
    TimeToDetect,
    /// How long until service was back.
    TimeToRecover,
    /// The zone of all times.
    Timezone,
    /// How grave it was.
    Severity,
    /// Where the write-up stands.
    Status,
    /// Who noticed.
    DetectedBy,
    /// What was affected.
    Services,
    /// Who owns it.
    Owner,
    /// Who wrote it.
    Authors,
    /// Who took part.
    Responders,
    /// The team.
    Team,
    /// Its identifier.
    Id,
    /// What set it off.
    Trigger,
    /// The organisation.
    Organisation,
    /// A title, where the heading is generic.
    Title,
}

/// Labels as [`normalise`] leaves them, and what they ask for.
const LABELS: &[(Key, &[&str])] = &[
    (
        Key::Date,
        &[
            "date", "incident date", "date of incident", "date of the incident", "when", "event date",
            "date s", "dates", "incident day", "date and time", "date time", "outage date", "date of outage",
            "time", "time of incident", "time of the incident", "period", "time period", "time frame",
            "timeframe", "window", "incident window", "outage window", "impact window", "incident period",
            "outage period", "incident time", "outage time", "time window", "outage dates", "incident dates",
            "date range", "occurred", "date occurred", "occurred on", "when did it happen",
            "when did this happen", "incident date time", "date and time of incident", "time of occurrence",
            "date of occurrence", "incident date and time",
        ],
    ),
    (
        Key::Start,
        &[
            "start", "start time", "started", "started at", "incident start", "incident start time",
            "start date", "start date time", "began", "incident from", "outage from", "outage start",
            "time started", "time of start", "beginning", "starttime", "issue start", "start of incident",
            "start of outage", "impact start", "incident began", "start of impact", "impact began",
            "incident started", "outage started", "impact started", "issue started", "incident started at",
            "time of incident start", "started on", "incident start date", "begin", "begin time",
            "outage start time", "impact start time", "problem start", "incident start date time",
            "start date and time", "first occurred",
        ],
    ),
    (
        Key::End,
        &[
            "end", "end time", "ended", "ended at", "incident end", "incident end time", "end date",
            "end date time", "outage end", "endtime", "end of incident", "end of outage", "impact end",
            "issue end", "end of impact", "impact ended", "time ended", "stable at", "incident ended",
            "outage ended", "issue ended", "outage end time", "impact end time", "ended on",
            "incident end date", "problem end", "incident end date time", "end date and time",
            "incident until", "outage until", "incident to", "time of incident end",
        ],
    ),
    (
        Key::Detected,
        &[
            "detected", "detected at", "time detected", "detection time", "detect time", "issue detected",
            "time of detection", "discovered at", "incident detected", "date detected", "first detected",
            "first noticed", "first reported", "noticed at", "reported at",
        ],
    ),
    (Key::Acknowledged, &["acknowledged", "acknowledged at", "time acknowledged"]),
    (Key::Mitigated, &["mitigated", "mitigated at", "time mitigated", "mitigation time"]),
    (
        Key::Resolved,
        &[
            "resolved", "resolved at", "time resolved", "resolution time", "incident resolved",
            "date resolved", "resolved when", "closed at",
        ],
    ),
    (
        Key::Duration,
        &[
            "duration", "incident duration", "outage duration", "downtime", "total downtime",
            "total duration", "length", "duration of outage", "duration of incident",
            "duration of the outage", "duration of the incident", "impact duration", "duration of impact",
            "total outage", "total outage time", "outage length", "elapsed time", "time of outage",
            "length of outage", "total impact duration", "total incident duration", "total time",
            "service downtime", "incident length", "total outage duration", "approximate duration",
            "total length",
        ],
    ),
    (Key::TimeToDetect, &["time to detection", "time to detect", "ttd", "mttd", "detection delay"]),
    (
        Key::TimeToRecover,
        &[
            "time to recovery", "time to recover", "ttr", "mttr", "time to resolution", "time to resolve",
            "time to repair", "time to restore",
        ],
    ),
    (Key::Timezone, &["timezone", "time zone", "tz"]),
    (
        Key::Severity,
        &[
            "severity", "sev", "severity level", "incident severity", "priority", "incident priority",
            "criticality", "level", "incident level", "priority level",
        ],
    ),
    (Key::Status, &["status", "document status", "postmortem status", "post mortem status", "state"]),
    (
        Key::DetectedBy,
        &[
            "detected by", "incident detected by", "reported by", "discovered by", "detection method",
            "detection source", "noticed by", "how detected", "identified by",
        ],
    ),
    (
        Key::Services,
        &[
            "service", "services", "affected services", "services affected", "affected service",
            "service affected", "service s affected", "affected component", "affected components",
            "components affected", "affected system", "affected systems", "systems affected", "product",
            "products", "component", "components", "subsystem", "impacted services", "services impacted",
            "impacted systems", "systems impacted", "affected", "system", "system affected",
            "affected products", "services involved", "service involved", "applications affected",
            "affected applications", "affected service s",
        ],
    ),
    (
        Key::Owner,
        &[
            "owner", "lead", "incident lead", "incident commander", "facilitator", "incident owner",
            "postmortem owner", "commander", "driver", "post mortem owner",
        ],
    ),
    (Key::Authors, &["author", "authors", "written by", "prepared by", "author s"]),
    (
        Key::Responders,
        &[
            "responders", "responder", "attendees", "participants", "people involved", "on call",
            "team members",
        ],
    ),
    (Key::Team, &["team", "owning team", "team responsible", "responsible team"]),
    (
        Key::Id,
        &[
            "id", "incident id", "incident number", "incident", "incident no", "ticket", "uuid", "reference",
            "incident reference", "case number", "incident ticket",
        ],
    ),
    (Key::Trigger, &["trigger", "triggered by"]),
    (Key::Organisation, &["organisation", "organization", "company"]),
    (Key::Title, &["title", "incident title", "incident name", "name"]),
];

/// A value behind a label.
#[derive(Debug, Clone)]
pub struct Labelled<'a> {
    /// What the label asks for.
    pub key: Key,
    /// The value, trimmed and never empty.
    pub value: &'a str,
    /// Index of the unit that holds the value.
    pub unit: usize,
    /// Bytes of the unit's text.
    pub range: Range<usize>,
    /// The label as written; it may name a zone.
    pub label: &'a str,
}

impl Labelled<'_> {
    /// The length that it gives in the shape of a time of day: "Duration: 00:45".
    pub fn clock_length(&self) -> Option<Spanned<f64>> {
        let is_length = matches!(self.key, Key::Duration | Key::TimeToDetect | Key::TimeToRecover);
        is_length.then(|| durations::as_clock(self.value)).flatten()
    }
}

/// All labelled values of a document in order; is_retelling parts, timelines and actions are left out.
pub fn find(document: &Document) -> Vec<Labelled<'_>> {
    use crate::extract::text::SectionRole::{Actions, Timeline};
    let mut found = Vec::new();
    for (index, unit) in document.units.iter().enumerate() {
        let is_retelling = document.section_of(index).is_none_or(|section| section.is_retelling);
        if is_retelling || unit.kind == LineKind::Code {
            continue;
        }
        let role = document.role(index);
        match unit.kind {
            LineKind::TableRow { header } => from_row(document, index, header, &mut found),
            LineKind::Heading { .. } => from_heading(document, index, &mut found),
            _ if matches!(role, Timeline | Actions) => {}
            _ => from_line(document, index, &mut found),
        }
    }
    found
}

/// What a label asks for; names of zones in it do not count.
fn key_of(label: &str) -> Option<Key> {
    if label.len() > 60 {
        return None;
    }
    let name = normalise(label);
    static KEYS: LazyLock<FxHashMap<&str, Key>> = LazyLock::new(|| {
        LABELS.iter().flat_map(|(key, labels)| labels.iter().map(|label| (*label, *key))).collect()
    });
    let known = |name: &str| KEYS.get(name).copied();
    known(&name).or_else(|| {
        let unit = |word: &str| {
            matches!(
                word,
                "hours"
                    | "hour"
                    | "minutes"
                    | "mins"
                    | "min"
                    | "hrs"
                    | "h"
                    | "days"
                    | "hh"
                    | "mm"
                    | "approx"
                    | "local"
            )
        };
        let bare: Vec<&str> = name
            .split(' ')
            .filter(|word| !zones::starts(&word.to_ascii_uppercase()) && !unit(word))
            .collect();
        known(&bare.join(" "))
    })
}

fn from_line<'a>(document: &'a Document, index: usize, found: &mut Vec<Labelled<'a>>) {
    let text = document.units[index].text.as_str();
    let colon = label_length(text).map(|length| (length, length + 1));
    let dash = || {
        let head = &text[..floor_boundary(text, 64)];
        [" - ", " – ", " — ", "\t"].iter().find_map(|mark| head.find(mark).map(|at| (at, at + mark.len())))
    };
    for (label, value) in colon.into_iter().chain(dash()) {
        let Some(key) = key_of(&text[..label]) else { continue };
        if text[value..].trim().is_empty() {
            from_next(document, index, key, text, found);
        } else {
            push(document, index, value..text.len(), key, &text[..label], found);
        }
        return;
    }
    from_sentences(document, index, found);
}

/// "We were down on 3 May. Affected: checkout and payments.": a label that opens a later sentence.
fn from_sentences<'a>(document: &'a Document, index: usize, found: &mut Vec<Labelled<'a>>) {
    let text = document.units[index].text.as_str();
    if !text.contains(". ") || !text.contains(": ") {
        return;
    }
    for range in split_sentences(text).skip(1) {
        let sentence = &text[range.clone()];
        let Some(length) = label_length(sentence) else { continue };
        let key = key_of(&sentence[..length]).filter(|key| {
            matches!(key, Key::Services | Key::Severity | Key::Duration | Key::Date | Key::DetectedBy)
        });
        if let Some(key) = key {
            push(document, index, range.start + length + 1..range.end, key, &sentence[..length], found);
        }
    }
}

/// A label alone on its line, or as a heading: the value is the next line, if that is no label itself.
/// More items than this are no list of names.
const MOST_LISTED: usize = 50;

fn from_next<'a>(
    document: &'a Document,
    index: usize,
    key: Key,
    label: &'a str,
    found: &mut Vec<Labelled<'a>>,
) {
    let Some(next) = document.units.get(index + 1) else { return };
    let plain = matches!(next.kind, LineKind::Paragraph | LineKind::ListItem { .. });
    let listed = matches!(key, Key::Services | Key::Authors | Key::Responders);
    if !plain
        || (label_length(&next.text).is_some()
            && key_of(&next.text[..label_length(&next.text).unwrap_or(0)]).is_some())
    {
        return;
    }
    push(document, index + 1, 0..next.text.len(), key, label, found);
    let more = document.units.iter().enumerate().skip(index + 2);
    let is_label = |text: &str| label_length(text).is_some_and(|length| key_of(&text[..length]).is_some());
    let items = more.take_while(|(_, unit)| {
        listed && matches!(unit.kind, LineKind::ListItem { .. }) && unit.section == next.section
    });
    for (at, unit) in items.take_while(|(_, unit)| !is_label(&unit.text)).take(MOST_LISTED) {
        push(document, at, 0..unit.text.len(), key, label, found);
    }
}

fn from_heading<'a>(document: &'a Document, index: usize, found: &mut Vec<Labelled<'a>>) {
    let text = document.units[index].text.as_str();
    if let Some(key) = key_of(text) {
        from_next(document, index, key, text, found);
    } else if let Some(length) = label_length(text)
        && let Some(key) = key_of(&text[..length])
        && !text[length + 1..].trim().is_empty()
    {
        push(document, index, length + 1..text.len(), key, &text[..length], found);
    }
}

fn from_row<'a>(document: &'a Document, index: usize, header: bool, found: &mut Vec<Labelled<'a>>) {
    let unit = &document.units[index];
    if let [label, value] = unit.cells.as_slice()
        && let Some(key) = key_of(unit.cell(0).trim_end_matches(':'))
        && !(header && key_of(unit.cell(1)).is_some())
    {
        push(document, index, value.clone(), key, &unit.text[label.clone()], found);
        return;
    }
    // A table of one row: the labels stand in its header.
    let Some(row) = document.units.get(index + 1) else { return };
    let single =
        document.units.get(index + 2).is_none_or(|after| after.kind != LineKind::TableRow { header: false });
    if header && single && row.cells.len() == unit.cells.len() {
        for (label, value) in unit.cells.iter().zip(&row.cells) {
            if let Some(key) = key_of(&unit.text[label.clone()]) {
                push(document, index + 1, value.clone(), key, &unit.text[label.clone()], found);
            }
        }
    }
}

fn push<'a>(
    document: &'a Document,
    unit: usize,
    range: Range<usize>,
    key: Key,
    label: &'a str,
    found: &mut Vec<Labelled<'a>>,
) {
    use crate::extract::text::SectionRole::{Lead, Other, Summary, Supporting};
    let text = &document.units[unit].text;
    let part = &text[range.clone()];
    let start = range.start + part.len() - part.trim_start_matches([' ', '\t', ':', '*', '–', '-']).len();
    let value = text[start..range.end].trim_end();
    // Under other headings it is the status of an action or of a service.
    if key == Key::Status && !matches!(document.role(unit), Lead | Summary | Supporting | Other) {
        return;
    }
    let placeholder = matches!(
        value,
        "?" | "??" | "-" | "n/a" | "N/A" | "NA" | "TBD" | "tbd" | "XXX" | "unknown" | "Unknown"
    );
    if !value.is_empty() && !placeholder {
        found.push(Labelled { key, value, unit, range: start..start + value.len(), label });
    }
}
