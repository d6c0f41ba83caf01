//! `untagged`: no root cause was found in the text, and none is declared.
//!
//! **Why**: the incident is found under no cause, and its return goes unnoticed.
//! **Example**: a postmortem that states the mitigation and not the cause.
//! **Instead**: say it in the text ("The root cause was …"), or declare it: `causes: [memory-leak]`. Where nobody
//! knows, say that: `causes: [unknown]`.

use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::extract::Incident;

pub(super) fn check(incident: &Incident) -> Vec<Diagnostic> {
    if !incident.record.causes.is_empty() {
        return Vec::new();
    }
    let found = super::finding(incident, "untagged", DiagnosticSeverity::Note, "no root cause was found");
    vec![found.help("declare it at the top of the file, as in `causes: [memory-leak]`, or `[unknown]`")]
}
