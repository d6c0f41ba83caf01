//! The facts of an incident's page, each with its source.

use std::borrow::Cow;

use serde::Serialize;

use super::catalog::Catalog;
use super::format;
use super::markdown::Rendered;
use crate::postmortem::fields::{self, Field};
use crate::postmortem::{DetectedBy, Moment, Postmortem, Provenance, Source};
use crate::terms;

/// The source of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct FactOrigin {
    /// In words: `line 5`, `front matter`, `from start and end`.
    pub(super) label: String,
    /// Line whose block on the page states it.
    pub(super) anchor: Option<u32>,
}

impl FactOrigin {
    /// What the record knows of a field's source.
    pub(super) fn of(record: &Postmortem, field: &str, text: &Rendered) -> Option<Self> {
        let origin = record.provenance.get(field)?;
        let label = match origin.source {
            Source::Text => origin.line.map_or("text".to_owned(), |line| format!("line {line}")),
            Source::FrontMatter => "front matter".to_owned(),
            Source::Derived => format!("from {}", names(origin)),
            Source::FileName => "file name".to_owned(),
            Source::Git => "git".to_owned(),
        };
        let anchor = origin.line.filter(|_| origin.source == Source::Text).and_then(|line| text.anchor(line));
        Some(Self { label, anchor })
    }
}

/// Fields that a fact was derived from, in words.
fn names(origin: &Provenance) -> String {
    origin.from.iter().map(|key| terms::name(key).to_lowercase()).collect::<Vec<_>>().join(" and ")
}

/// A moment as the panel shows it.
#[derive(Debug, Serialize)]
pub(super) struct Instant {
    machine: String,
    /// The day; left out where it is the one before.
    day: Option<String>,
    clock: Option<String>,
}

/// When it was.
#[derive(Debug, Default, Serialize)]
pub(super) struct IncidentTimes {
    start: Option<Instant>,
    end: Option<Instant>,
    /// The zone in words; `None` where there is no clock time.
    zone: Option<String>,
    /// The same in UTC, where another zone is stated.
    utc: Option<String>,
    windows: Vec<(Instant, Instant)>,
    origin: Option<FactOrigin>,
}

impl IncidentTimes {
    pub(super) fn of(record: &Postmortem, text: &Rendered) -> Self {
        let start = instant(record.start.as_ref(), record.date, record.start_time, None);
        let end = instant(record.end.as_ref(), record.end_date, record.end_time, record.date);
        let clock = record.start_time.is_some() || record.end_time.is_some() || record.start.is_some();
        let zone = record.utc_offset_minutes.map_or("no zone stated".to_owned(), format::zone);
        let field =
            ["date", "start", "start_time"].into_iter().find(|field| record.provenance.contains_key(*field));
        Self {
            start,
            end,
            zone: clock.then_some(zone),
            utc: in_utc(record),
            windows: record.windows.iter().map(|window| (full(&window.start), full(&window.end))).collect(),
            origin: field.and_then(|field| FactOrigin::of(record, field, text)),
        }
    }
}

/// Start and end in UTC where the author's clock shows another time; a day is named where it is not the author's.
fn in_utc(record: &Postmortem) -> Option<String> {
    record.utc_offset_minutes.filter(|offset| *offset != 0)?;
    let shown = |moment: &Moment| {
        let utc = moment.utc()?;
        let clock = format::clock(utc.time());
        let other_day = utc.date() != moment.local.date();
        Some(if other_day { format!("{} {clock}", format::day(utc.date())) } else { clock })
    };
    let ends = [record.start.as_ref(), record.end.as_ref()];
    let ends: Vec<String> = ends.into_iter().flatten().filter_map(shown).collect();
    (!ends.is_empty()).then(|| format!("{} UTC", ends.join(" – ")))
}

fn full(moment: &Moment) -> Instant {
    let local = moment.local;
    Instant {
        machine: format::machine(moment),
        day: Some(format::day(local.date())),
        clock: Some(format::clock(local.time())),
    }
}

/// What is known of a moment; its day is left out where it is `same_as` the one before.
fn instant(
    moment: Option<&Moment>,
    date: Option<jiff::civil::Date>,
    time: Option<jiff::civil::Time>,
    same_as: Option<jiff::civil::Date>,
) -> Option<Instant> {
    let date = moment.map(|moment| moment.local.date()).or(date);
    let time = moment.map(|moment| moment.local.time()).or(time);
    let machine = match (moment, date, time) {
        (Some(moment), ..) => format::machine(moment),
        (None, Some(date), _) => format::iso(date),
        (None, None, Some(time)) => format::clock(time),
        (None, None, None) => return None,
    };
    let day = date.filter(|_| same_as.is_none() || date != same_as).map(format::day);
    if day.is_none() && time.is_none() {
        return None;
    }
    Some(Instant { machine, day, clock: time.map(format::clock) })
}

/// The duration and its phases.
#[derive(Debug, Serialize)]
pub(super) struct DurationFacts {
    words: Option<String>,
    origin: Option<FactOrigin>,
    phases: Vec<Phase>,
    /// Time to detect, mitigate and resolve.
    stated: Vec<FactRow<'static>>,
}

/// A phase of the incident.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Phase {
    /// Class that colours it.
    kind: &'static str,
    label: &'static str,
    words: String,
    /// Where it starts and how long it is, in thousandths of the whole.
    from: i64,
    width: i64,
}

impl DurationFacts {
    pub(super) fn of(record: &Postmortem, text: &Rendered) -> Self {
        let measured = [
            ("time_to_detect_minutes", record.time_to_detect_minutes),
            ("time_to_mitigate_minutes", record.time_to_mitigate_minutes),
            ("time_to_resolve_minutes", record.time_to_resolve_minutes),
        ];
        let stated = measured.into_iter().filter_map(|(field, minutes)| {
            let value = terms::duration(minutes?);
            Some(FactRow::one(terms::full_name(field), value, FactOrigin::of(record, field, text)))
        });
        Self {
            words: record.duration_minutes.map(terms::duration),
            origin: FactOrigin::of(record, "duration_minutes", text),
            phases: phases(record),
            stated: stated.collect(),
        }
    }
}

/// The phases between the known moments, where these are in order.
fn phases(record: &Postmortem) -> Vec<Phase> {
    let Some(start) = record.start.as_ref() else { return Vec::new() };
    let over = record.end.as_ref().or(record.resolved.as_ref());
    let is_mitigated = record.mitigated.is_some();
    let to_mitigation = if is_mitigated { "detected to mitigated" } else { "detected to end" };
    let stops = [
        ("unnoticed", "undetected", record.detected.as_ref()),
        ("unmitigated", to_mitigation, record.mitigated.as_ref().or(over)),
        ("recovering", "mitigated to resolved", over),
    ];
    let whole = over.map_or(0, |end| end.minutes_since(start));
    let mut phases = Vec::new();
    let mut reached = 0;
    for (kind, label, stop) in stops {
        let Some(at) = stop.map(|moment| moment.minutes_since(start)) else { continue };
        if at < reached || at > whole || (kind == "unmitigated" && record.detected.is_none()) {
            return Vec::new();
        }
        if at > reached {
            let (from, width) = (reached * 1000 / whole, (at - reached) * 1000 / whole);
            phases.push(Phase { kind, label, words: terms::duration(at - reached), from, width });
        }
        reached = at;
    }
    if phases.len() < 2 { Vec::new() } else { phases }
}

/// A fact: a label and its values.
#[derive(Debug, Serialize)]
pub(super) struct FactRow<'a> {
    pub(super) label: Cow<'a, str>,
    pub(super) values: Vec<Linked<'a>>,
    pub(super) origin: Option<FactOrigin>,
}

/// A value that may lead somewhere.
#[derive(Debug, Serialize)]
pub(super) struct Linked<'a> {
    text: Cow<'a, str>,
    /// From the site's root.
    url: Option<String>,
    /// On another host.
    elsewhere: Option<&'a str>,
}

impl<'a> Linked<'a> {
    fn plain(text: impl Into<Cow<'a, str>>) -> Self {
        Self { text: text.into(), url: None, elsewhere: None }
    }

    /// An address of another host becomes a link, anything else is text.
    pub(super) fn address(text: &'a str) -> Self {
        let elsewhere = (text.starts_with("https://") || text.starts_with("http://")).then_some(text);
        Self { text: Cow::Borrowed(text), url: None, elsewhere }
    }
}

impl<'a> FactRow<'a> {
    fn one(
        label: impl Into<Cow<'a, str>>,
        value: impl Into<Cow<'a, str>>,
        origin: Option<FactOrigin>,
    ) -> Self {
        Self { label: label.into(), values: vec![Linked::plain(value)], origin }
    }
}

/// All facts but those of the panel above them, in the order of the table of fields; unknown ones are left out.
pub(super) fn other_facts<'a>(
    record: &'a Postmortem,
    catalog: &Catalog<'_>,
    text: &Rendered,
) -> Vec<FactRow<'a>> {
    let fact = |field: &'static Field| {
        let values = values(record, catalog, field);
        // All parts of the impact have one source.
        let source = if field.key.starts_with("impact.") { "impact" } else { field.record() };
        let origin = FactOrigin::of(record, source, text);
        let label = field.name.as_str().into();
        (!values.is_empty()).then_some(FactRow { label, values, origin })
    };
    let mut facts: Vec<FactRow<'a>> =
        fields::facts().filter(|field| field.details).filter_map(fact).collect();
    facts.extend(
        record.other_facts.iter().map(|(key, value)| FactRow::one(key.as_str(), value.as_str(), None)),
    );
    facts
}

/// What a fact says; those that lead somewhere are linked.
fn values<'a>(record: &'a Postmortem, catalog: &Catalog<'_>, field: &Field) -> Vec<Linked<'a>> {
    let named = |name: &'a String| Linked {
        url: catalog.named(name).map(super::catalog::address),
        ..Linked::address(name)
    };
    let key = field.record();
    match key {
        "detected_by" if record.detected_by == DetectedBy::Unknown => Vec::new(),
        "detected_by" => vec![Linked::plain(terms::detected_by(record.detected_by))],
        "recurrence_of" => record.recurrence_of.iter().map(named).collect(),
        "related" => record.related.iter().map(named).collect(),
        "runbook" => record.runbook.iter().map(|link| Linked::address(link)).collect(),
        "links" => record.links.iter().map(|link| Linked::address(link)).collect(),
        _ => match (record.milestone(key), record.list(key)) {
            (Some(moment), _) => moment.iter().map(|moment| Linked::plain(point(record, *moment))).collect(),
            (_, Some(list)) => list.iter().map(|text| Linked::plain(text.as_str())).collect(),
            _ => record.written(key, ", ").into_iter().map(Linked::plain).collect(),
        },
    }
}

/// A point in time, without its day where that is the incident's.
fn point(record: &Postmortem, moment: Moment) -> String {
    let clock = format::clock(moment.local.time());
    if record.date == Some(moment.local.date()) {
        return clock;
    }
    format!("{} {clock}", format::iso(moment.local.date()))
}

/// The services with their pages.
pub(super) fn services<'a>(record: &'a Postmortem, catalog: &Catalog<'_>) -> Vec<Linked<'a>> {
    let linked = |name: &'a String| Linked { url: catalog.service(name), ..Linked::plain(name.as_str()) };
    record.services.iter().map(linked).collect()
}

/// A row of the table of sources.
#[derive(Debug, Serialize)]
pub(super) struct ProvenanceRow<'a> {
    field: String,
    origin: Option<FactOrigin>,
    words: Option<&'a str>,
}

/// Every fact whose source is known.
pub(super) fn provenance_rows<'a>(record: &'a Postmortem, text: &Rendered) -> Vec<ProvenanceRow<'a>> {
    let row = |(field, origin): (&&'static str, &'a Provenance)| ProvenanceRow {
        field: terms::full_name(field),
        origin: FactOrigin::of(record, field, text),
        words: origin.text.as_deref(),
    };
    record.provenance.iter().map(row).collect()
}
