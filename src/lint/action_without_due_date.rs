//! `action-without-due-date`: an open action item has no due date, unlike others of the same write-up.

use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Limited};
use crate::extract::Incident;

pub(super) fn check(incident: &Incident) -> Vec<Diagnostic> {
    let actions = &incident.record.actions;
    let mut found = Limited::default();
    if actions.iter().all(|action| action.due.is_none()) {
        return Vec::new();
    }
    for action in actions.iter().filter(|action| action.due.is_none() && action.is_left()) {
        found.push("action-without-due-date", || {
            let message = "this action has no due date, unlike others";
            super::finding(incident, "action-without-due-date", DiagnosticSeverity::Note, message)
                .at(super::line_span(incident, action.line))
                .help("say by when, as in `(due: 2024-05-01)`")
        });
    }
    found.finish()
}
