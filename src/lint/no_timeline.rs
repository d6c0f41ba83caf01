//! `no-timeline`: the write-up does not say what happened when.

use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::extract::Incident;

pub(super) fn check(incident: &Incident) -> Vec<Diagnostic> {
    if !incident.record.timeline.is_empty() {
        return Vec::new();
    }
    let found = super::finding(incident, "no-timeline", DiagnosticSeverity::Note, "no timeline is stated");
    vec![found.help("add a section `Timeline` with entries such as `- 10:25 the alert fired`")]
}
