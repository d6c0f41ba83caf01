//! `unknown-service`: the front matter names a service that the `[services]` of whybook.toml do not list.

use crate::config::KnownServices;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::extract::Incident;
use crate::postmortem::Source;

pub(super) fn check(incident: &Incident, known: &KnownServices) -> Vec<Diagnostic> {
    let record = &incident.record;
    let is_declared =
        record.provenance.get("services").is_some_and(|provenance| provenance.source == Source::FrontMatter);
    if known.is_empty() || !is_declared {
        return Vec::new();
    }
    let unlisted = record.services.iter().filter(|service| known.named(service).is_none());
    let found = unlisted.map(|service| {
        let message = format!("the site lists no service `{service}`");
        let found = super::finding(incident, "unknown-service", DiagnosticSeverity::Warning, message);
        super::at_fact(found, incident, &["services"]).help(
            "correct the name, make it an alias of its service, or list it under [services] in whybook.toml",
        )
    });
    found.collect()
}
