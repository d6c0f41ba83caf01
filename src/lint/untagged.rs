//! `untagged`: no root cause was found in the text, and none is declared.

use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::extract::Incident;

pub(super) fn check(incident: &Incident) -> Vec<Diagnostic> {
    if !incident.record.causes.is_empty() {
        return Vec::new();
    }
    let found = super::finding(incident, "untagged", DiagnosticSeverity::Note, "no root cause was found");
    vec![found.help("declare it at the top of the file, as in `causes: [memory-leak]`, or `[unknown]`")]
}
