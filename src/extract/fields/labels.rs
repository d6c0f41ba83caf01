//! Values that stand behind a label: `Duration: 17min`, `- **Owner:** Ann`, two-column tables, a value on the next line.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::front_matter::words::is_unfilled;
use crate::diagnostic::floor_boundary;
use crate::extract::mentions::opening::opening;
use crate::extract::mentions::{Spanned, durations, zones};
use crate::extract::text::label_length;
use crate::extract::text::normalise;
use crate::extract::text::split_sentences;
use crate::extract::text::{Document, LineKind};
use crate::language::{self, Compiled};
use crate::postmortem::fields::{self, Field};

/// A value behind a label.
#[derive(Debug, Clone)]
pub struct Labelled<'a> {
    /// Key of the field that the label asks for.
    pub key: &'static str,
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
        let is_length = matches!(self.key, "duration" | "time_to_detect" | "time_to_recover");
        is_length.then(|| durations::as_clock(self.value)).flatten()
    }
}

/// All labelled values of a document in order; retellings, timelines and actions are left out.
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
            // "Resolution time: 2 hours" closes a report, under whatever heading.
            _ if role == Actions => {
                let before = found.len();
                from_line(document, index, &mut found);
                let kept: Vec<_> = found
                    .split_off(before)
                    .into_iter()
                    .filter(|label| matches!(label.key, "resolved" | "time_to_recover" | "time_to_detect"))
                    .collect();
                found.extend(kept);
            }
            _ if role == Timeline => from_timeline(document, index, &mut found),
            _ => from_line(document, index, &mut found),
        }
    }
    found
}

/// What a label asks for; names of zones and units in it do not count.
fn key_of(label: &str) -> Option<&'static str> {
    if label.len() > 60 {
        return None;
    }
    let name = normalise(label);
    static KEYS: LazyLock<FxHashMap<&str, &str>> = LazyLock::new(|| {
        let labels =
            |field: &'static Field| field.labels.iter().map(|label| (label.as_str(), field.key.as_str()));
        fields::all().iter().flat_map(labels).collect()
    });
    let known = |name: &str| language::field_of_label(name).or_else(|| KEYS.get(name).copied());
    known(&name).or_else(|| {
        let bare: Vec<&str> = name
            .split(' ')
            .filter(|word| !zones::starts(&word.to_ascii_uppercase()) && !UNITS.contains(word))
            .collect();
        known(&bare.join(" "))
    })
}

/// Words in a label that say in what its value is given, and not of what: "Duration (approx. minutes)".
static UNITS: Compiled<FxHashSet<&'static str>> = Compiled::new(|languages| {
    let units = languages.iter().flat_map(|language| language.units.each()).map(|(unit, _)| unit);
    let words = units.flat_map(|unit| unit.words.iter().chain(&unit.marks));
    let beside = languages.iter().flat_map(|language| &language.around.beside_labels);
    words.chain(beside).map(String::as_str).collect()
});

fn from_line<'a>(document: &'a Document, index: usize, found: &mut Vec<Labelled<'a>>) {
    let text = document.units[index].text.as_str();
    if heads_items(document, index) && key_of(text) == Some("services") {
        from_next(document, index, "services", text, found);
        return;
    }
    if from_parts(document, index, found) {
        return;
    }
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
    if !before_time(document, index, found) {
        from_sentences(document, index, found);
    }
}

/// "Severity: SEV2 | Duration: 20 minutes | Services: ledger": several labels beside each other on a line.
fn from_parts<'a>(document: &'a Document, index: usize, found: &mut Vec<Labelled<'a>>) -> bool {
    const BETWEEN: &str = " | ";
    let text = document.units[index].text.as_str();
    if !text.contains(BETWEEN) {
        return false;
    }
    let mut labels = Vec::new();
    let mut from = 0;
    for part in text.split(BETWEEN) {
        let start = from + part.len() - part.trim_start().len();
        from += part.len() + BETWEEN.len();
        let part = part.trim();
        let label = label_length(part).and_then(|length| Some((length, key_of(&part[..length])?)));
        if let Some((length, key)) = label {
            labels.push((key, start..start + length, start + length + 1..start + part.len()));
        }
    }
    if labels.len() < 2 {
        return false;
    }
    for (key, label, value) in labels {
        push(document, index, value, key, &text[label], found);
    }
    true
}

/// Whether an item has items below it.
fn heads_items(document: &Document, index: usize) -> bool {
    let depth = |index: usize| match document.units.get(index)?.kind {
        LineKind::ListItem { depth, .. } => Some(depth),
        _ => None,
    };
    depth(index).zip(depth(index + 1)).is_some_and(|(above, below)| below > above)
}

/// "First detected 2021-03-04 09:05", "Resolved at 10:30": a label with nothing behind it but a point of time needs no
/// colon.
fn before_time<'a>(document: &'a Document, index: usize, found: &mut Vec<Labelled<'a>>) -> bool {
    const LONGEST: usize = 80;
    let text = document.units[index].text.as_str();
    let Some(at) = text.find(|c: char| c.is_ascii_digit()).filter(|&at| at > 0 && text.len() < LONGEST)
    else {
        return false;
    };
    let label = text[..at].trim_end_matches(['~', ' ']);
    let label = [" at", " on"].iter().find_map(|word| label.strip_suffix(word)).unwrap_or(label);
    let point = ["start", "end", "detected", "acknowledged", "mitigated", "resolved"];
    let Some(key) = key_of(label).filter(|key| point.contains(key)) else { return false };
    let is_all = opening(&text[at..]).is_some_and(|opening| opening.text_from + at >= text.len());
    if is_all {
        push(document, index, at..text.len(), key, label, found);
    }
    is_all
}

/// The answer to "How was the issue detected?", which stands among the entries of some templates. Other labels of a
/// timeline are its entries.
fn from_timeline<'a>(document: &'a Document, index: usize, found: &mut Vec<Labelled<'a>>) {
    let before = found.len();
    let text = &document.units[index].text;
    if label_length(text).is_some_and(|length| key_of(&text[..length]) == Some("detected_by")) {
        from_line(document, index, found);
    }
    found.truncate(before + 1);
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
        let key = key_of(&sentence[..length])
            .filter(|key| matches!(*key, "services" | "severity" | "duration" | "date" | "detected_by"));
        if let Some(key) = key {
            push(document, index, range.start + length + 1..range.end, key, &sentence[..length], found);
        }
    }
}

/// Longest list of names that is read after a label.
const MOST_LISTED: usize = 50;

/// A label alone on its line, or as a heading: the value is the next line, if that is no label itself.
fn from_next<'a>(
    document: &'a Document,
    index: usize,
    key: &'static str,
    label: &'a str,
    found: &mut Vec<Labelled<'a>>,
) {
    let Some(next) = document.units.get(index + 1) else { return };
    let plain = matches!(next.kind, LineKind::Paragraph | LineKind::ListItem { .. });
    let listed = matches!(key, "services" | "authors" | "responders");
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
    if header && key_of(unit.cell(0)) == Some("services") && from_column(document, index, found) {
        return;
    }
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
    let of_versions =
        (0..unit.cells.len()).any(|cell| language::is_version_column(&normalise(unit.cell(cell))));
    if header && single && row.cells.len() == unit.cells.len() && !of_versions {
        for (label, value) in unit.cells.iter().zip(&row.cells) {
            if let Some(key) = key_of(&unit.text[label.clone()]) {
                push(document, index + 1, value.clone(), key, &unit.text[label.clone()], found);
            }
        }
    }
}

/// The names below a header such as "Service", unless the first row shows that the table states a fact a row.
fn from_column<'a>(document: &'a Document, header: usize, found: &mut Vec<Labelled<'a>>) -> bool {
    use crate::extract::text::SectionRole::{Impact, Lead, Summary};
    let label = &document.units[header];
    let rows = document.units.iter().enumerate().skip(header + 1);
    let rows: Vec<_> = rows
        .take_while(|(_, unit)| unit.kind == LineKind::TableRow { header: false })
        .take(MOST_LISTED)
        .collect();
    let states_facts = rows.iter().any(|(_, row)| key_of(row.cell(0).trim_end_matches(':')).is_some());
    if rows.is_empty() || label.cells.len() < 2 || states_facts {
        return false;
    }
    // Elsewhere such a table may list all there are.
    if matches!(document.role(header), Impact | Lead | Summary) {
        for (at, row) in rows {
            if let Some(name) = row.cells.first() {
                push(document, at, name.clone(), "services", label.cell(0), found);
            }
        }
    }
    true
}

fn push<'a>(
    document: &'a Document,
    unit: usize,
    range: Range<usize>,
    key: &'static str,
    label: &'a str,
    found: &mut Vec<Labelled<'a>>,
) {
    use crate::extract::text::SectionRole::{Lead, Other, Summary, Supporting};
    let text = &document.units[unit].text;
    let part = &text[range.clone()];
    let start = range.start + part.len() - part.trim_start_matches([' ', '\t', ':', '*', '–', '-']).len();
    let value = text[start..range.end].trim_end();
    // Under other headings it is the status of an action or of a service.
    if key == "status" && !matches!(document.role(unit), Lead | Summary | Supporting | Other) {
        return;
    }
    if !value.is_empty() && !is_unfilled(value) {
        found.push(Labelled { key, value, unit, range: start..start + value.len(), label });
    }
}
