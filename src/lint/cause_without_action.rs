//! `cause-without-action`: the write-up has action items, but none of them seems to address its root cause.

use rustc_hash::FxHashSet;

use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::extract::Incident;
use crate::postmortem::{Action, ActionKind, ActionStatus, CauseTag, Role};

/// Letters by which words are compared, so that "leaks" is "leak".
const STEM: usize = 5;

/// Shorter words are in every sentence.
const SHORTEST: usize = 4;

pub(super) fn check(incident: &Incident) -> Vec<Diagnostic> {
    let record = &incident.record;
    let actions: Vec<&Action> =
        record.actions.iter().filter(|action| action.status != Some(ActionStatus::Dropped)).collect();
    let causes: Vec<&CauseTag> = record
        .causes
        .iter()
        .filter(|cause| cause.role == Role::Cause && !cause.evidence.is_empty())
        .collect();
    if actions.is_empty() || causes.is_empty() {
        return Vec::new();
    }
    let told: FxHashSet<String> = causes
        .iter()
        .flat_map(|cause| stems(&cause.id).chain(cause.evidence.iter().flat_map(|said| stems(&said.text))))
        .collect();
    let addresses = |action: &&Action| {
        action.kind == Some(ActionKind::Prevent) || stems(&action.text).any(|stem| told.contains(&stem))
    };
    if actions.iter().any(addresses) {
        return Vec::new();
    }
    let main = causes.iter().find(|cause| cause.primary).unwrap_or(&causes[0]);
    let message = format!("no action seems to address the root cause, {}", main.id);
    let mut found = super::finding(incident, "cause-without-action", DiagnosticSeverity::Note, message)
        .help("add an action that removes the cause or limits what it can do, or say why there is none");
    if let Some(said) = main.evidence.first() {
        found = found.at(super::line_span(incident, said.line));
    }
    vec![found]
}

/// The beginnings of the longer words of a text.
fn stems(text: &str) -> impl Iterator<Item = String> + '_ {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= SHORTEST);
    words.map(|word| word.to_lowercase().chars().take(STEM).collect())
}
