//! The facts panel: what, when, how long, why and what stopped it, each with where it was read.

use std::borrow::Cow;

use serde::Serialize;

use super::catalog::Catalog;
use super::markdown::Rendered;
use super::words;
use crate::postmortem::{DetectedBy, Moment, Postmortem, Provenance, Source};

/// Where a fact was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Origin {
    /// In words: `line 5`, `front matter`, `from start and end`.
    pub(super) label: String,
    /// Line whose block on the page states it.
    pub(super) anchor: Option<u32>,
}

impl Origin {
    /// What the record knows of a field's source.
    pub(super) fn of(record: &Postmortem, field: &str, text: &Rendered) -> Option<Self> {
        let origin = record.provenance.get(field)?;
        let label = match origin.source {
            Source::Text => origin.line.map_or("text".to_owned(), |line| format!("line {line}")),
            Source::FrontMatter => "front matter".to_owned(),
            Source::Derived => format!("from {}", names(origin)),
            Source::FileName => "file name".to_owned(),
        };
        let anchor = origin.line.filter(|_| origin.source == Source::Text).and_then(|line| text.anchor(line));
        Some(Self { label, anchor })
    }
}

/// Fields that a fact was worked out from, in words.
fn names(origin: &Provenance) -> String {
    origin.from.iter().map(|name| name.replace('_', " ")).collect::<Vec<_>>().join(" and ")
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
pub(super) struct When {
    start: Option<Instant>,
    end: Option<Instant>,
    /// The zone in words; `None` where there is no clock time.
    zone: Option<String>,
    /// The same in UTC, where another zone is stated.
    utc: Option<String>,
    windows: Vec<(Instant, Instant)>,
    origin: Option<Origin>,
}

impl When {
    pub(super) fn of(record: &Postmortem, text: &Rendered) -> Self {
        let start = instant(record.start.as_ref(), record.date, record.start_time, None);
        let end = instant(record.end.as_ref(), record.end_date, record.end_time, record.date);
        let clock = record.start_time.is_some() || record.end_time.is_some() || record.start.is_some();
        let zone = record.utc_offset_minutes.map_or("no zone stated".to_owned(), words::zone);
        let field =
            ["date", "start", "start_time"].into_iter().find(|field| record.provenance.contains_key(*field));
        Self {
            start,
            end,
            zone: clock.then_some(zone),
            utc: in_utc(record),
            windows: record.windows.iter().map(|window| (full(&window.start), full(&window.end))).collect(),
            origin: field.and_then(|field| Origin::of(record, field, text)),
        }
    }
}

/// Start and end in UTC where the author's clock shows another time; a day is named where it is not the author's.
fn in_utc(record: &Postmortem) -> Option<String> {
    record.utc_offset_minutes.filter(|offset| *offset != 0)?;
    let shown = |moment: &Moment| {
        let utc = moment.utc()?;
        let clock = words::clock(utc.time());
        let other_day = utc.date() != moment.local.date();
        Some(if other_day { format!("{} {clock}", words::day(utc.date())) } else { clock })
    };
    let ends = [record.start.as_ref(), record.end.as_ref()];
    let ends: Vec<String> = ends.into_iter().flatten().filter_map(shown).collect();
    (!ends.is_empty()).then(|| format!("{} UTC", ends.join(" – ")))
}

fn full(moment: &Moment) -> Instant {
    let local = moment.local;
    Instant {
        machine: words::machine(moment),
        day: Some(words::day(local.date())),
        clock: Some(words::clock(local.time())),
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
        (Some(moment), ..) => words::machine(moment),
        (None, Some(date), _) => words::iso(date),
        (None, None, Some(time)) => words::clock(time),
        (None, None, None) => return None,
    };
    let day = date.filter(|_| same_as.is_none() || date != same_as).map(words::day);
    if day.is_none() && time.is_none() {
        return None;
    }
    Some(Instant { machine, day, clock: time.map(words::clock) })
}

/// How long it was, and what the time went to.
#[derive(Debug, Serialize)]
pub(super) struct Length {
    words: Option<String>,
    origin: Option<Origin>,
    phases: Vec<Phase>,
    /// Lengths that the record states beside: detection, mitigation, resolution.
    stated: Vec<Fact<'static>>,
}

/// A stretch of the incident.
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

impl Length {
    pub(super) fn of(record: &Postmortem, text: &Rendered) -> Self {
        let measured = [
            ("Noticed after", "time_to_detect_minutes", record.time_to_detect_minutes),
            ("Mitigated, from detection", "time_to_mitigate_minutes", record.time_to_mitigate_minutes),
            ("Resolved, from detection", "time_to_resolve_minutes", record.time_to_resolve_minutes),
        ];
        let stated = measured.into_iter().filter_map(|(label, field, minutes)| {
            let value = words::duration(minutes?);
            Some(Fact::one(label, value, Origin::of(record, field, text)))
        });
        Self {
            words: record.duration_minutes.map(words::duration),
            origin: Origin::of(record, "duration_minutes", text),
            phases: phases(record),
            stated: stated.collect(),
        }
    }
}

/// The stretches between the moments that are known, where these follow one another.
fn phases(record: &Postmortem) -> Vec<Phase> {
    let Some(start) = record.start.as_ref() else { return Vec::new() };
    let over = record.end.as_ref().or(record.resolved.as_ref());
    let stops = [
        ("unnoticed", record.detected.as_ref()),
        ("unmitigated", record.mitigated.as_ref().or(over)),
        ("recovering", over),
    ];
    let whole = over.map_or(0, |end| end.minutes_since(start));
    let mut phases = Vec::new();
    let mut reached = 0;
    for (kind, stop) in stops {
        let Some(at) = stop.map(|moment| moment.minutes_since(start)) else { continue };
        if at < reached || at > whole || (kind == "unmitigated" && record.detected.is_none()) {
            return Vec::new();
        }
        if at > reached {
            let (from, width) = (reached * 1000 / whole, (at - reached) * 1000 / whole);
            let label =
                if kind == "unmitigated" && record.mitigated.is_none() { "from notice to end" } else { kind };
            phases.push(Phase { kind, label, words: words::duration(at - reached), from, width });
        }
        reached = at;
    }
    if phases.len() < 2 { Vec::new() } else { phases }
}

/// A further fact: a label and its values.
#[derive(Debug, Serialize)]
pub(super) struct Fact<'a> {
    pub(super) label: Cow<'a, str>,
    pub(super) values: Vec<Linked<'a>>,
    pub(super) origin: Option<Origin>,
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

impl<'a> Fact<'a> {
    fn one(label: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>, origin: Option<Origin>) -> Self {
        Self { label: label.into(), values: vec![Linked::plain(value)], origin }
    }
}

/// All that is known beside the five questions; facts that are not known are left out.
pub(super) fn further<'a>(record: &'a Postmortem, catalog: &Catalog<'_>, text: &Rendered) -> Vec<Fact<'a>> {
    let origin = |field: &str| Origin::of(record, field, text);
    let mut facts = Vec::new();
    if record.detected_by != DetectedBy::Unknown {
        facts.push(Fact::one(
            "Noticed first by",
            words::noticed_by(record.detected_by),
            origin("detected_by"),
        ));
    }
    let moments = [
        ("Detected", "detected", record.detected),
        ("Acknowledged", "acknowledged", record.acknowledged),
        ("Mitigated", "mitigated", record.mitigated),
        ("Resolved", "resolved", record.resolved),
    ];
    for (label, field, moment) in moments {
        if let Some(moment) = moment {
            let date = record.date.filter(|&date| date == moment.local.date());
            let clock = words::clock(moment.local.time());
            let value =
                if date.is_some() { clock } else { format!("{} {clock}", words::iso(moment.local.date())) };
            facts.push(Fact::one(label, value, origin(field)));
        }
    }
    let impact = &record.impact;
    let texts = [
        ("Trigger", "trigger", &record.trigger),
        ("Users affected", "impact", &impact.users),
        ("Requests affected", "impact", &impact.requests),
        ("Cost", "impact", &impact.money),
        ("Data lost", "impact", &impact.data_loss),
        ("Impact", "impact", &impact.text),
        ("Organisation", "organisation", &record.organisation),
        ("Team", "team", &record.team),
        ("Owner", "owner", &record.owner),
        ("Incident number", "id", &record.id),
    ];
    for (label, field, value) in texts {
        if let Some(value) = value {
            facts.push(Fact::one(label, value.as_str(), origin(field)));
        }
    }
    let lists = [
        ("Symptoms", "symptoms", &record.symptoms),
        ("Authors", "authors", &record.authors),
        ("Responders", "responders", &record.responders),
        ("Reviewed by", "reviewed_by", &record.reviewed_by),
        ("Keywords", "keywords", &record.keywords),
    ];
    for (label, field, list) in lists {
        if !list.is_empty() {
            let values = list.iter().map(|text| Linked::plain(text.as_str())).collect();
            facts.push(Fact { label: label.into(), values, origin: origin(field) });
        }
    }
    facts.extend(links(record, catalog, text));
    facts.extend(record.other_facts.iter().map(|(key, value)| Fact::one(key.as_str(), value.as_str(), None)));
    facts
}

/// Facts that lead somewhere.
fn links<'a>(record: &'a Postmortem, catalog: &Catalog<'_>, text: &Rendered) -> Vec<Fact<'a>> {
    let named = |name: &'a String| Linked {
        url: catalog.named(name).map(super::catalog::address),
        ..Linked::address(name)
    };
    let groups: [(&'static str, &'static str, Vec<Linked<'a>>); 4] = [
        ("Repeats", "recurrence_of", record.recurrence_of.iter().map(named).collect()),
        ("Related, as stated", "related", record.related.iter().map(named).collect()),
        ("Runbook", "runbook", record.runbook.iter().map(|link| Linked::address(link)).collect()),
        ("Links", "links", record.links.iter().map(|link| Linked::address(link)).collect()),
    ];
    groups
        .into_iter()
        .filter(|(_, _, values)| !values.is_empty())
        .map(|(label, field, values)| Fact {
            label: label.into(),
            values,
            origin: Origin::of(record, field, text),
        })
        .collect()
}

/// The services with their pages.
pub(super) fn services<'a>(record: &'a Postmortem, catalog: &Catalog<'_>) -> Vec<Linked<'a>> {
    let linked = |name: &'a String| Linked { url: catalog.service(name), ..Linked::plain(name.as_str()) };
    record.services.iter().map(linked).collect()
}

/// A row of the table that says where each fact was read.
#[derive(Debug, Serialize)]
pub(super) struct Reading<'a> {
    field: String,
    origin: Option<Origin>,
    words: Option<&'a str>,
}

/// Every fact whose source is known.
pub(super) fn readings<'a>(record: &'a Postmortem, text: &Rendered) -> Vec<Reading<'a>> {
    let row = |(field, origin): (&&'static str, &'a Provenance)| Reading {
        field: field.trim_end_matches("_minutes").replace('_', " "),
        origin: Origin::of(record, field, text),
        words: origin.text.as_deref(),
    };
    record.provenance.iter().map(row).collect()
}
