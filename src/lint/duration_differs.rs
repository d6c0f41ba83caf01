//! `duration-differs`: the stated duration is not the time from start to end.

use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::extract::Incident;

/// Minutes, and share of the longer of the two, by which authors round.
const ROUNDING: (i64, f64) = (5, 0.1);

pub(super) fn check(incident: &Incident) -> Vec<Diagnostic> {
    let record = &incident.record;
    let Some(span) = super::stated_at(incident, "duration_minutes") else { return Vec::new() };
    let (Some(stated), Some((start, end))) = (record.duration_minutes, record.start.zip(record.end)) else {
        return Vec::new();
    };
    let between = end.minutes_since(&start);
    let apart = (stated - between).abs();
    let is_rounded = apart <= ROUNDING.0 || apart as f64 <= ROUNDING.1 * stated.max(between) as f64;
    if between < 0 || is_rounded || record.windows.len() > 1 {
        return Vec::new();
    }
    let message = format!("{stated} minutes are stated, and start and end are {between} minutes apart");
    let found = super::finding(incident, "duration-differs", DiagnosticSeverity::Warning, message).at(span);
    vec![
        found.help(
            "the stated duration counts; correct one of the three, or state the stretches as `windows`",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::tests::{incident, moment, shown, state};
    use super::check;
    use crate::postmortem::{Postmortem, Provenance};

    #[test]
    fn a_stated_duration_is_held_against_start_and_end() {
        let mut record = Postmortem {
            start: moment("2023-02-02T10:00:00"),
            end: moment("2023-02-02T12:00:00"),
            duration_minutes: Some(20),
            ..Postmortem::default()
        };
        state(&mut record, "duration_minutes", 1);
        assert_eq!(
            shown(check(&incident("a.md", "Duration: 20 minutes\n", record.clone()))),
            ["1:1 Warning duration-differs: 20 minutes are stated, and start and end are 120 minutes apart"]
        );
        record.duration_minutes = Some(130);
        assert!(check(&incident("a.md", "", record.clone())).is_empty());
        record.duration_minutes = Some(20);
        record.provenance.insert("duration_minutes", Provenance::derived(&["windows"]));
        assert!(check(&incident("a.md", "", record)).is_empty());
    }
}
