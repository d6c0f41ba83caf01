//! `end-before-start`: the incident ends, or is resolved, before it starts.

use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::extract::Incident;

pub(super) fn check(incident: &Incident) -> Vec<Diagnostic> {
    let record = &incident.record;
    let Some(start) = record.start else { return Vec::new() };
    let ends = [("end", "end_time", record.end), ("resolved", "resolved", record.resolved)];
    let is_before = |at: Option<crate::postmortem::Moment>| at.is_some_and(|at| at.minutes_since(&start) < 0);
    let Some((name, fact, Some(at))) = ends.into_iter().find(|&(_, _, at)| is_before(at)) else {
        return Vec::new();
    };
    let message = format!("`{name}` ({at}) is earlier than `start` ({start})");
    let found = super::finding(incident, "end-before-start", DiagnosticSeverity::Warning, message);
    let found = super::at_fact(found, incident, &[name, fact, "start", "start_time"]);
    vec![found.help("correct one of the two times, or state the day of the later one")]
}

#[cfg(test)]
mod tests {
    use super::super::tests::{incident, moment, shown, state};
    use super::check;
    use crate::postmortem::Postmortem;

    #[test]
    fn an_end_before_the_start_is_a_contradiction() {
        let mut record = Postmortem {
            start: moment("2023-02-02T10:25:00"),
            end: moment("2023-02-02T09:50:00"),
            ..Postmortem::default()
        };
        state(&mut record, "end", 2);
        assert_eq!(
            shown(check(&incident("a.md", "Start: 10:25\n  End: 09:50\n", record.clone()))),
            [
                "2:3 Warning end-before-start: `end` (2023-02-02T09:50:00+00:00) is earlier than `start` (2023-02-02T10:25:00+00:00)"
            ]
        );
        record.end = record.start;
        assert!(check(&incident("a.md", "", record)).is_empty());
    }
}
