//! `no-date`: the write-up does not say when the incident was.
//!
//! **Why**: it is listed under no year and counts in no trend over time.
//! **Example**: a postmortem that says "on Tuesday at 10:25".
//! **Instead**: state the day in the front matter (`date: 2023-02-28`), in the title, or in the text.

use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::extract::Incident;

pub(super) fn check(incident: &Incident) -> Vec<Diagnostic> {
    if incident.record.date.is_some() {
        return Vec::new();
    }
    let found = super::finding(incident, "no-date", DiagnosticSeverity::Note, "no date is stated");
    vec![found.help("state the day of the incident, as in `date: 2023-02-28` at the top of the file")]
}
