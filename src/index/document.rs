//! What the search gets to know of an incident: facts from its record, text from its sections by their part
//! in the story.

use jiff::civil::Date;
use memchr::memmem;
use serde::Serialize;
use whybook_search::{CauseRef, IncidentDocument};

use crate::extract::Incident;
use crate::extract::text::{Document, Section, SectionRole};
use crate::postmortem::{ActionStatus, Impact, Postmortem};
use crate::source::SourceFile;

/// Gathers the document of an incident.
pub fn document(incident: &Incident) -> IncidentDocument {
    let record = &incident.record;
    let mut texts = texts(&incident.document, &record.title);
    // What front matter states stands in no section.
    prepend(&mut texts.summary, record.summary.as_deref());
    prepend(&mut texts.mitigation, record.mitigation.as_deref());
    if texts.root_cause.is_empty() {
        texts.root_cause = evidence(record);
    }
    let names = names(record, &incident.source);
    IncidentDocument {
        path: record.path.clone(),
        slug: record.slug.clone(),
        title: record.title.clone(),
        date: record.date,
        duration_minutes: record.duration_minutes.and_then(|minutes| u64::try_from(minutes).ok()),
        services: record.services.clone(),
        causes: record.causes.iter().map(cause).collect(),
        severity: record.severity.as_ref().map(|severity| severity.raw.clone()),
        severity_level: record.severity.as_ref().and_then(|severity| severity.level),
        detected_by: name(&record.detected_by),
        team: record.team.clone(),
        kind: name(&record.kind),
        status: record.status.as_ref().map(name),
        actions: record.actions.iter().filter_map(|action| action.status.as_ref().map(name)).collect(),
        open_due: open_due(record),
        mitigation_quote: record.mitigation.clone(),
        summary: texts.summary,
        root_cause: texts.root_cause,
        mitigation_text: texts.mitigation,
        body: texts.body,
        names,
    }
}

fn cause(tag: &crate::postmortem::CauseTag) -> CauseRef {
    CauseRef { id: tag.id.clone(), category: tag.category.clone(), primary: tag.primary }
}

/// The day by which the first of the open actions was due.
fn open_due(record: &Postmortem) -> Option<Date> {
    let open = record.actions.iter().filter(|action| action.status == Some(ActionStatus::Open));
    open.filter_map(|action| action.due).min()
}

/// The name that a value has in the record's contract.
fn name(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

#[derive(Default)]
struct Texts {
    summary: String,
    root_cause: String,
    mitigation: String,
    body: String,
}

/// The text of all sections, code, tables and timelines included. A story told again is body.
fn texts(document: &Document, title: &str) -> Texts {
    let mut texts = Texts::default();
    for section in &document.sections {
        let heading = document.heading_text(section);
        if heading != title {
            push(&mut texts.body, heading);
        }
        let place = match section.role {
            _ if section.is_retelling => &mut texts.body,
            SectionRole::Summary => &mut texts.summary,
            SectionRole::RootCause | SectionRole::RootCauseAndResolution | SectionRole::Trigger => {
                &mut texts.root_cause
            }
            SectionRole::Resolution => &mut texts.mitigation,
            _ => &mut texts.body,
        };
        lines(document, section).for_each(|line| push(place, line));
    }
    texts
}

fn lines<'a>(document: &'a Document, section: &Section) -> impl Iterator<Item = &'a str> {
    let units = document.units.get(section.units.clone()).unwrap_or_default();
    units.iter().map(|unit| unit.text.as_str())
}

fn push(text: &mut String, line: &str) {
    if !line.trim().is_empty() {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(line);
    }
}

fn prepend(text: &mut String, stated: Option<&str>) {
    if let Some(stated) = stated.filter(|stated| !text.contains(stated)) {
        let rest = std::mem::replace(text, stated.to_owned());
        push(text, &rest);
    }
}

/// The sentences that speak for the primary cause, where no section is about it.
fn evidence(record: &Postmortem) -> String {
    let mut text = String::new();
    let sentences = record.primary_cause().map(|tag| tag.evidence.as_slice()).unwrap_or_default();
    sentences.iter().for_each(|sentence| push(&mut text, &sentence.text));
    text
}

/// Names and free text of the record that its body does not spell out.
fn names(record: &Postmortem, source: &SourceFile) -> String {
    let mut body = WriteUpText { source, left: MOST_SEARCHED };
    let Impact { users, requests, money, data_loss, text: impact } = &record.impact;
    let stated = [&record.id, &record.trigger, &record.organisation, &record.team, &record.owner];
    let stated = stated.into_iter().chain([users, requests, money, data_loss, impact]).flatten();
    let lists = [&record.keywords, &record.symptoms, &record.aliases];
    let stated = stated.chain(lists.into_iter().flatten()).chain(record.other_facts.values());
    let stated = stated.map(|text| (text, 0));
    let actions = record.actions.iter().map(|action| (&action.text, action.line));
    let timeline = record.timeline.iter().map(|entry| (&entry.text, entry.line));
    let mut names = String::new();
    for (text, _) in stated.chain(actions).chain(timeline).filter(|(text, line)| !body.holds(text, *line)) {
        push(&mut names, text);
    }
    record.services.iter().for_each(|service| push(&mut names, service));
    names
}

/// Bytes of a write-up that are searched for what its record says, repeats included. Beyond them a text counts as not
/// spelt out: then its words are in the index twice.
const MOST_SEARCHED: usize = 256 * 1024 * 1024;
/// Bytes behind the start of a line in which the text that was read from it begins.
const NEAR: usize = 256;

/// The text of a write-up, to be searched for what its record says.
struct WriteUpText<'a> {
    source: &'a SourceFile,
    /// Bytes that may still be searched.
    left: usize,
}

impl WriteUpText<'_> {
    /// Whether the text stands in the write-up; most of what was read from a line stands on it.
    fn holds(&mut self, text: &str, line: u32) -> bool {
        let SourceFile { text: whole, lines, body_start, .. } = self.source;
        if line > 0 {
            let from = lines.line_range(whole, line).start.max(*body_start);
            let near = whole.as_bytes().get(from..whole.len().min(from + NEAR + text.len()));
            if near.is_some_and(|near| memmem::find(near, text.as_bytes()).is_some()) {
                return true;
            }
        }
        let body = self.source.body().as_bytes();
        match self.left.checked_sub(body.len()) {
            Some(left) => {
                self.left = left;
                memmem::find(body, text.as_bytes()).is_some()
            }
            None => false,
        }
    }
}
