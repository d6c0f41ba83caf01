//! `no-timeline`: the write-up does not say what happened when.
//!
//! **Why**: time to detect and time to mitigate are unknown, and the next responder cannot compare.
//! **Example**: a write-up that goes from its summary to its root cause.
//! **Instead**: a section `Timeline` with an entry for each event: `- 10:25 the alert fired`.

use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::extract::Incident;

pub(super) fn check(incident: &Incident) -> Vec<Diagnostic> {
    if !incident.record.timeline.is_empty() {
        return Vec::new();
    }
    let found = super::finding(incident, "no-timeline", DiagnosticSeverity::Note, "no timeline is stated");
    vec![found.help("add a section `Timeline` with entries such as `- 10:25 the alert fired`")]
}
