//! `no-date`: the write-up does not say when the incident was.

use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::extract::Incident;

pub(super) fn check(incident: &Incident) -> Vec<Diagnostic> {
    if incident.record.date.is_some() {
        return Vec::new();
    }
    let found = super::finding(incident, "no-date", DiagnosticSeverity::Note, "no date is stated");
    vec![found.help("state the day of the incident, as in `date: 2023-02-28` at the top of the file")]
}
