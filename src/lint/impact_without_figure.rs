//! `impact-without-figure`: the impact is described without any figure.

use super::words::AMOUNT;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::extract::Incident;
use crate::extract::text::{LineKind, SectionRole};

/// Shorter sections say nothing yet.
const LEAST: usize = 20;

pub(super) fn check(incident: &Incident) -> Vec<Diagnostic> {
    let document = &incident.document;
    let is_told = |unit: &usize| {
        let kind = document.units[*unit].kind;
        document.role(*unit) == SectionRole::Impact
            && !matches!(kind, LineKind::Heading { .. } | LineKind::Code)
    };
    let told: Vec<usize> = (0..document.units.len()).filter(is_told).collect();
    let length: usize = told.iter().map(|unit| document.units[*unit].text.len()).sum();
    let has_figure = told.iter().any(|unit| AMOUNT.is_match(&document.units[*unit].text));
    let Some(first) = told.first().filter(|_| length >= LEAST && !has_figure) else { return Vec::new() };
    if incident.record.impact_percent.is_some() {
        return Vec::new();
    }
    let place = 0..document.units[*first].text.len();
    let message = "the impact is told without any figure";
    let found = super::finding(incident, "impact-without-figure", DiagnosticSeverity::Note, message)
        .at(super::unit_span(incident, *first, place))
        .help("say how many, how much or for how long, as in `1,200 of 40,000 checkouts failed`; call an estimate one");
    vec![found]
}
