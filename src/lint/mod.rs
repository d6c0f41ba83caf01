//! 4: what is missing or contradictory in a record, one rule a file; `diagnostic/rules.toml` tells why each matters.
//!
//! What is missing is a note, since most write-ups lack something; a contradiction is a warning, since one of two
//! facts is wrong. Lost facts are errors, and the stage that lost them reports them.

mod action_without_due_date;
mod action_without_owner;
mod blames_a_person;
mod cause_without_action;
mod dangling_link;
mod detected_before_start;
mod duplicate_slug;
mod duration_differs;
mod end_before_start;
mod image_without_alt;
mod impact_without_figure;
mod no_date;
mod no_timeline;
mod taken_alias;
mod timeline_far_off;
mod timeline_out_of_order;
mod unknown_service;
mod unlikely_duration;
mod untagged;
mod vague_action;
mod words;

use std::ops::Range;

use crate::config::KnownServices;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Span, floor_boundary, sort};
use crate::extract::Incident;
use crate::language::reading;
use crate::postmortem::Source;
use crate::source::links::LinkTargets;

/// What of a site its write-ups are compared with.
pub struct LintContext<'a> {
    /// The targets of links; without them, links are not judged.
    pub targets: Option<&'a LinkTargets>,
    /// The services that the site lists.
    pub services: &'a KnownServices,
}

/// What is wrong with one incident, in the order of its text.
pub fn check(incident: &Incident, site: &LintContext<'_>) -> Vec<Diagnostic> {
    let rules = [
        no_date::check,
        no_timeline::check,
        untagged::check,
        end_before_start::check,
        detected_before_start::check,
        duration_differs::check,
        unlikely_duration::check,
        timeline_far_off::check,
        timeline_out_of_order::check,
        action_without_owner::check,
        action_without_due_date::check,
        vague_action::check,
        impact_without_figure::check,
        cause_without_action::check,
        blames_a_person::check,
        image_without_alt::check,
    ];
    let mut found: Vec<Diagnostic> =
        reading(incident.language, None, || rules.iter().flat_map(|rule| rule(incident)).collect());
    found.extend(unknown_service::check(incident, site.services));
    if let Some(targets) = site.targets {
        found.extend(dangling_link::check(incident, targets));
    }
    sort(&mut found);
    found
}

/// What is wrong between incidents, in the order of their paths.
pub fn check_all(incidents: &[Incident]) -> Vec<Diagnostic> {
    let mut found = duplicate_slug::check(incidents);
    found.extend(taken_alias::check(incidents));
    sort(&mut found);
    found
}

fn finding(
    incident: &Incident,
    rule: &'static str,
    severity: DiagnosticSeverity,
    message: impl Into<String>,
) -> Diagnostic {
    let mut found = Diagnostic::new(rule, severity, &incident.source.relative, message);
    incident.source.locate(&mut found);
    found
}

/// The words on a line of the file; of a row of a table, without the bars around it and what pads its cells.
fn line_span(incident: &Incident, line: u32) -> Span {
    let (text, lines) = (&incident.source.text, &incident.source.lines);
    let range = lines.line_range(text, line);
    let is_row = text[range.clone()].trim_start().starts_with('|');
    let is_around = |c: char| c.is_whitespace() || is_row && c == '|';
    let words = text[range.clone()].trim_start_matches(is_around);
    let start = range.end - words.len();
    lines.span(text, start..start + words.trim_end_matches(is_around).len())
}

/// A part of a logical line.
fn unit_span(incident: &Incident, unit: usize, part: Range<usize>) -> Span {
    let (text, lines) = (&incident.source.text, &incident.source.lines);
    let place = incident.document.units.get(unit).map_or(0..0, |unit| unit.file_range(part));
    let end = floor_boundary(text, place.end);
    // A sentence may run over several lines; a finding is shown at its first.
    let line_end = text[..end].get(place.start..).and_then(|part| part.find(['\n', '\r']));
    lines.span(text, place.start..line_end.map_or(end, |at| place.start + at))
}

/// The line that states a fact; `None` where it is not known, or was worked out from others.
fn stated_at(incident: &Incident, fact: &str) -> Option<Span> {
    let provenance = incident.record.provenance.get(fact)?;
    let is_stated = matches!(provenance.source, Source::FrontMatter | Source::Text);
    provenance.line.filter(|_| is_stated).map(|line| line_span(incident, line))
}

/// The same finding on the first of these facts that a line states.
fn at_fact(diagnostic: Diagnostic, incident: &Incident, facts: &[&str]) -> Diagnostic {
    match facts.iter().find_map(|fact| stated_at(incident, fact)) {
        Some(span) => diagnostic.at(span),
        None => diagnostic,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::LineIndex;
    use crate::postmortem::{Moment, Postmortem, Provenance};
    use crate::source::SourceFile;

    /// An incident with this text and what is known of it.
    pub(super) fn incident(path: &str, text: &str, record: Postmortem) -> Incident {
        let (relative, lines) = (path.to_owned(), LineIndex::new(text));
        let source = SourceFile { relative, text: text.to_owned(), lines, ..SourceFile::default() };
        let record = Postmortem { path: path.to_owned(), ..record };
        Incident { record, source, document: Default::default(), language: 0 }
    }

    pub(super) fn moment(text: &str) -> Option<Moment> {
        text.parse().ok().map(|local| Moment { local, utc_offset_minutes: Some(0) })
    }

    /// Says that a line of the text states a fact.
    pub(super) fn state(record: &mut Postmortem, fact: &'static str, line: u32) {
        record.provenance.insert(fact, Provenance::stated(Source::Text, line, ""));
    }

    /// Findings as `line:column severity rule: message`.
    pub(super) fn shown(found: impl IntoIterator<Item = Diagnostic>) -> Vec<String> {
        let show = |diagnostic: Diagnostic| {
            let finding = diagnostic.finding();
            let severity = finding.severity;
            format!("{}:{} {severity:?} {}: {}", finding.line, finding.column, finding.rule, finding.message)
        };
        found.into_iter().map(show).collect()
    }

    #[test]
    fn a_bare_write_up_gets_notes_and_no_warning() {
        let bare = incident("a.md", "# Outage\n\nIt broke.\n", Postmortem::default());
        let site =
            LintContext { targets: Some(&LinkTargets::default()), services: &KnownServices::default() };
        assert_eq!(
            shown(check(&bare, &site)),
            [
                "1:1 Note no-date: no date is stated",
                "1:1 Note no-timeline: no timeline is stated",
                "1:1 Note untagged: no root cause was found",
            ]
        );
    }
}
