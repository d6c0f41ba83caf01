//! `detected-before-start`: the incident was detected before it started.

use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::extract::Incident;

pub(super) fn check(incident: &Incident) -> Vec<Diagnostic> {
    let record = &incident.record;
    let Some((start, detected)) = record.start.zip(record.detected) else { return Vec::new() };
    if detected.minutes_since(&start) >= 0 {
        return Vec::new();
    }
    let message = format!("`detected` ({detected}) is earlier than `start` ({start})");
    let found = super::finding(incident, "detected-before-start", DiagnosticSeverity::Warning, message);
    let found = super::at_fact(found, incident, &["detected", "start", "start_time"]);
    vec![found.help("let `start` be when the harm began")]
}

#[cfg(test)]
mod tests {
    use super::super::tests::{incident, moment, shown};
    use super::check;
    use crate::postmortem::Postmortem;

    #[test]
    fn nobody_notices_what_has_not_begun() {
        let record = |detected| Postmortem {
            start: moment("2023-02-02T10:25:00"),
            end: moment("2023-02-02T10:30:00"),
            detected: moment(detected),
            ..Postmortem::default()
        };
        assert!(check(&incident("a.md", "", record("2023-02-02T11:00:00"))).is_empty());
        assert_eq!(shown(check(&incident("a.md", "", record("2023-02-02T10:10:00")))).len(), 1);
    }
}
