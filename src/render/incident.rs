//! The page of one incident.

use serde::Serialize;
use tera::Value;

use super::catalog::{Catalog, address, badges};
use super::causes::CauseRow;
use super::facts::{self, DurationFacts, FactOrigin, FactRow, IncidentTimes, Linked, ProvenanceRow};
use super::file_links::FileLinks;
use super::format;
use super::glossary::Glossary;
use super::groups::FacetKind;
use super::log_page::LogLink;
use super::markdown::{self, LinkContext, Neighbours, PageHeading, Rendered};
use crate::diagnostic::DiagnosticSeverity;
use crate::extract::Incident;
use crate::postmortem::{Action, ActionStatus, CauseTag, Postmortem, Role, TimelineEntry};
use crate::terms;
use crate::trends::related::{Related, Relation};

/// What the page shows.
#[derive(Serialize)]
pub(super) struct IncidentPage<'a> {
    title: &'a str,
    badges: Vec<&'static str>,
    draft: bool,
    summary: Option<Expandable<'a>>,
    summary_origin: Option<FactOrigin>,
    services: Vec<Linked<'a>>,
    severity: Option<SeverityMark>,
    percent: Option<String>,
    percent_origin: Option<FactOrigin>,
    when: IncidentTimes,
    length: DurationFacts,
    trigger: Option<&'a str>,
    mitigation: Option<Expandable<'a>>,
    mitigation_origin: Option<FactOrigin>,
    /// Whether a cause played another part than the root cause.
    contributing: bool,
    facts: Vec<FactRow<'a>>,
    causes: Vec<CauseRow<'a>>,
    suggestions: Vec<CauseRow<'a>>,
    timeline: Vec<TimelineDay<'a>>,
    actions: Vec<ActionRow<'a>>,
    body: Value,
    outline: Vec<PageHeading>,
    related: Vec<RelatedRow<'a>>,
    findings: Vec<FindingRow<'a>>,
    readings: Vec<ProvenanceRow<'a>>,
    path: &'a str,
    /// The file in the repository, where that is known.
    file: Option<FileLinks>,
    /// Day of the file's first commit, where no day of the incident is known.
    reported: Option<DayOfReport>,
    /// The page of the file, where it tells of several incidents.
    log: Option<LogLink<'a>>,
    /// Whether the page shows only the beginning of the file.
    cut: bool,
    /// Address of the whole file then, if that is published.
    whole: Option<String>,
    newer: Option<Neighbour<'a>>,
    older: Option<Neighbour<'a>>,
}

/// Characters of a long fact that the panel shows before it is expanded.
const SHORT_CHARS: usize = 300;

/// A fact of the panel; a long one is shown by its beginning and expands.
#[derive(Serialize)]
struct Expandable<'a> {
    text: &'a str,
    short: Option<String>,
}

impl<'a> Expandable<'a> {
    fn of(text: &'a str) -> Self {
        let short = format::shorten(text, SHORT_CHARS);
        Self { text, short: (short.len() < text.len()).then_some(short) }
    }
}

/// A severity with its page.
#[derive(Serialize)]
struct SeverityMark {
    label: String,
    level: Option<u8>,
    url: Option<String>,
    origin: Option<FactOrigin>,
}

/// Entries of one day of the timeline.
#[derive(Serialize)]
struct TimelineDay<'a> {
    day: Option<String>,
    entries: Vec<TimelineRow<'a>>,
}

/// One entry of the timeline.
#[derive(Serialize)]
struct TimelineRow<'a> {
    time: Option<String>,
    machine: Option<String>,
    text: &'a str,
    anchor: Option<u32>,
}

/// One action item.
#[derive(Serialize)]
struct ActionRow<'a> {
    text: &'a str,
    owner: Option<&'a str>,
    due: Option<String>,
    closed: Option<String>,
    status: Option<ActionStatus>,
    /// The status as it is shown.
    state: &'static str,
    kind: Option<&'static str>,
    priority: Option<&'a str>,
    link: Option<Linked<'a>>,
    anchor: Option<u32>,
}

/// A related incident.
#[derive(Serialize)]
struct RelatedRow<'a> {
    row: Option<&'a Value>,
    reason: String,
}

/// The day of a report.
#[derive(Serialize)]
struct DayOfReport {
    machine: String,
    day: String,
}

/// A finding for the postmortem.
#[derive(Serialize)]
struct FindingRow<'a> {
    rule: &'a str,
    severity: DiagnosticSeverity,
    message: &'a str,
    line: u32,
    anchor: Option<u32>,
    /// The line in the repository.
    source: Option<String>,
}

/// The incident before or after this one.
#[derive(Serialize)]
struct Neighbour<'a> {
    title: &'a str,
    url: String,
}

/// What an incident's page is made of.
pub(super) struct IncidentContext<'a> {
    pub(super) incident: &'a Incident,
    pub(super) index: u32,
    pub(super) related: &'a [Related<'a>],
    pub(super) log: Option<LogLink<'a>>,
    pub(super) file: Option<FileLinks>,
    pub(super) catalog: &'a Catalog<'a>,
    pub(super) glossary: &'a Glossary,
}

impl<'a> IncidentPage<'a> {
    /// Renders the text and gathers the facts around it.
    pub(super) fn new(
        parts: IncidentContext<'a>,
        neighbours: &Neighbours<'_>,
        root: &str,
    ) -> (Self, Rendered) {
        let record = &parts.incident.record;
        let source = &parts.incident.source;
        let at = LinkContext { source, title: &record.title, root, neighbours };
        let plain = parts.incident.document.plain;
        let mut text = if plain { markdown::render_plain(&at) } else { markdown::render(&at) };
        let headings = std::mem::take(&mut text.headings);
        let outline =
            if headings.is_empty() { loose_headings(parts.incident, &text) } else { outline(headings) };
        let origin = |field: &str| FactOrigin::of(record, field, &text);
        let tag = |tag: &'a CauseTag| CauseRow::of(tag, parts.glossary, &text);
        let whole = source.cut.then(|| neighbours.asset(&source.relative).ok()).flatten();
        let page = Self {
            title: &record.title,
            badges: badges(record),
            draft: !record.is_counted(),
            summary: record.summary.as_deref().or(record.impact.text.as_deref()).map(Expandable::of),
            summary_origin: origin("summary").or_else(|| origin("impact")),
            services: facts::services(record, parts.catalog),
            severity: severity(&parts, &text),
            percent: record.impact_percent.map(format::percent),
            percent_origin: origin("impact_percent"),
            when: IncidentTimes::of(record, &text),
            length: DurationFacts::of(record, &text),
            trigger: record.trigger.as_deref(),
            mitigation: record.mitigation.as_deref().map(Expandable::of),
            mitigation_origin: origin("mitigation"),
            facts: facts::other_facts(record, parts.catalog, &text),
            contributing: record.causes.iter().any(|tag| tag.role != Role::Cause),
            causes: record.causes.iter().map(tag).collect(),
            suggestions: record.suggestions.iter().map(tag).collect(),
            timeline: timeline(&record.timeline, &text),
            actions: record.actions.iter().map(|action| ActionRow::of(action, &text)).collect(),
            body: Value::safe_string(&text.html),
            outline,
            related: related(&parts),
            findings: findings(record, &text, parts.file.as_ref()),
            readings: facts::provenance_rows(record, &text),
            path: &record.path,
            newer: neighbour(&parts, -1),
            older: neighbour(&parts, 1),
            log: parts.log,
            file: parts.file,
            reported: record
                .reported
                .map(|date| DayOfReport { machine: format::iso(date), day: format::day(date) }),
            cut: source.cut,
            whole: whole.as_ref().map(markdown::file_address),
        };
        text.files.extend(whole);
        (page, text)
    }
}

/// Headings worth listing: the two highest levels that occur.
fn outline(mut headings: Vec<PageHeading>) -> Vec<PageHeading> {
    let highest = headings.iter().map(|heading| heading.level).min().unwrap_or(3);
    headings.retain(|heading| heading.level <= highest + 1);
    for heading in &mut headings {
        heading.level -= highest;
        heading.text = format::shorten(&heading.text, 60);
    }
    headings.truncate(40);
    headings
}

/// Headings of a text that has none that Markdown knows: bold lines and `Label:` lines, by the line they stand on.
fn loose_headings(incident: &Incident, text: &Rendered) -> Vec<PageHeading> {
    let document = &incident.document;
    let mut headings: Vec<PageHeading> = Vec::new();
    for section in &document.sections {
        let Some(unit) = section.heading.and_then(|at| document.units.get(at)) else { continue };
        let line = incident.source.lines.line(unit.file_offset(0));
        let label = unit.text.trim().trim_end_matches(':');
        let Some(anchor) = text.anchor(line).filter(|_| !label.is_empty() && label != incident.record.title)
        else {
            continue;
        };
        let id = format!("L{anchor}");
        if headings.last().is_none_or(|last| last.id != id) {
            headings.push(PageHeading { level: 0, text: format::shorten(label, 60), id });
        }
    }
    headings.truncate(40);
    headings
}

fn severity(parts: &IncidentContext<'_>, text: &Rendered) -> Option<SeverityMark> {
    let severity = parts.incident.record.severity.as_ref()?;
    let facets = parts.catalog.facets(FacetKind::Severities);
    let name = severity.level.map_or(severity.raw.trim().to_lowercase(), |level| level.to_string());
    let facet = facets.iter().find(|facet| !facet.unknown && facet.name == name);
    Some(SeverityMark {
        label: format::severity(severity),
        level: severity.level,
        url: facet.map(|facet| facet.address(FacetKind::Severities)),
        origin: FactOrigin::of(&parts.incident.record, "severity", text),
    })
}

/// The timeline cut into days; entries whose day is not known stay with those before them.
fn timeline<'a>(entries: &'a [TimelineEntry], text: &Rendered) -> Vec<TimelineDay<'a>> {
    let mut days: Vec<TimelineDay<'a>> = Vec::new();
    let mut current = None;
    for entry in entries {
        if days.is_empty() || (entry.date.is_some() && entry.date != current) {
            current = entry.date.or(current);
            days.push(TimelineDay { day: entry.date.map(format::day), entries: Vec::new() });
        }
        let time = entry.time.map(format::clock);
        let machine = time.as_ref().map(|time| match entry.date.or(current) {
            Some(date) => format!("{date}T{time}"),
            None => time.clone(),
        });
        if let Some(day) = days.last_mut() {
            day.entries.push(TimelineRow {
                time,
                machine,
                text: &entry.text,
                anchor: text.anchor(entry.line),
            });
        }
    }
    days
}

impl<'a> ActionRow<'a> {
    fn of(action: &'a Action, text: &Rendered) -> Self {
        Self {
            text: &action.text,
            owner: action.owner.as_deref(),
            due: action.due.map(format::iso),
            closed: action.closed.map(format::iso),
            status: action.status,
            state: terms::action_status(action.status),
            kind: action.kind.map(terms::action_kind),
            priority: action.priority.as_deref(),
            link: action.link.as_deref().map(Linked::address),
            anchor: text.anchor(action.line),
        }
    }
}

fn related<'a>(parts: &IncidentContext<'a>) -> Vec<RelatedRow<'a>> {
    let row = |related: &Related<'_>| RelatedRow {
        row: parts.catalog.rows.get(related.index),
        reason: related.reasons.iter().map(|why| reason(why, parts.glossary)).collect::<Vec<_>>().join("; "),
    };
    parts.related.iter().map(row).collect()
}

/// What two incidents have in common, in words.
fn reason(reason: &Relation<'_>, glossary: &Glossary) -> String {
    match reason {
        Relation::Repeats => "This incident is a recurrence of it".to_owned(),
        Relation::RepeatedBy => "Recurrence of this incident".to_owned(),
        Relation::Stated => "Stated as related".to_owned(),
        Relation::Cause(id) => format!("Same cause: {}", glossary.cause_label(id)),
        Relation::Service(name) => format!("Same service: {name}"),
        Relation::Trigger(words) => format!("Similar trigger: {}", words.join(", ")),
    }
}

fn findings<'a>(record: &'a Postmortem, text: &Rendered, file: Option<&FileLinks>) -> Vec<FindingRow<'a>> {
    let row = |finding: &'a crate::diagnostic::Finding| FindingRow {
        rule: finding.rule,
        severity: finding.severity,
        message: &finding.message,
        line: finding.line,
        anchor: text.anchor(finding.line),
        source: file.map(|file| file.line(finding.line)),
    };
    record.findings.iter().map(row).collect()
}

/// The incident `step` places further in the order of lists.
fn neighbour<'a>(parts: &IncidentContext<'a>, step: i64) -> Option<Neighbour<'a>> {
    let place = i64::from(*parts.catalog.rank.get(parts.index as usize)?) + step;
    let index = *parts.catalog.order.get(usize::try_from(place).ok()?)?;
    let record = parts.catalog.record(index)?;
    Some(Neighbour { title: &record.title, url: address(record) })
}
