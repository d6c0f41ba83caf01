//! `blames-a-person`: the text gives a person's mistake as the cause.

use super::words::{BLAME, NO_BLAME};
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Limited, floor_boundary};
use crate::extract::Incident;

/// Bytes before the blame in which words take it back: "this was not a human error".
const BEFORE: usize = 40;

pub(super) fn check(incident: &Incident) -> Vec<Diagnostic> {
    let mut found = Limited::default();
    for sentence in incident.document.sentences() {
        let Some(blame) = BLAME.find(sentence.text) else { continue };
        let from = floor_boundary(sentence.text, blame.start().saturating_sub(BEFORE));
        if NO_BLAME.is_match(&sentence.text[from..blame.start()]) {
            continue;
        }
        let place = sentence.start + blame.start()..sentence.start + blame.end();
        found.push("blames-a-person", || {
            let message = "a person's mistake is given as the cause";
            super::finding(incident, "blames-a-person", DiagnosticSeverity::Note, message)
                .at(super::unit_span(incident, sentence.unit, place))
                .help("ask which guard was missing: what made the mistake possible, and why did nothing stop it?")
        });
    }
    found.finish()
}
