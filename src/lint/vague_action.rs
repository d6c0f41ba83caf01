//! `vague-action`: an action item asks people to be careful, or names no change that could be seen to be done.

use super::words::VAGUE_ACTION;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Limited};
use crate::extract::Incident;

pub(super) fn check(incident: &Incident) -> Vec<Diagnostic> {
    let mut found = Limited::default();
    for action in incident.record.actions.iter().filter(|action| VAGUE_ACTION.is_match(&action.text)) {
        found.push("vague-action", || {
            let message = "nobody can tell when this action is done";
            super::finding(incident, "vague-action", DiagnosticSeverity::Note, message)
                .at(super::line_span(incident, action.line))
                .help("name a change of the system or the process that makes the mistake harder to make")
        });
    }
    found.finish()
}
