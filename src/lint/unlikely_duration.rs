//! `unlikely-duration`: start and end, or the text, make the incident last for more than a month.

use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::extract::Incident;
use crate::postmortem::Source;

const LONGEST_DAYS: i64 = 31;
const MINUTES_A_DAY: i64 = 1_440;

pub(super) fn check(incident: &Incident) -> Vec<Diagnostic> {
    let record = &incident.record;
    let by_author =
        |fact: &str| record.provenance.get(fact).is_some_and(|known| known.source == Source::FrontMatter);
    let days = record.duration_minutes.unwrap_or(0) / MINUTES_A_DAY;
    if days <= LONGEST_DAYS || by_author("duration_minutes") || by_author("start") && by_author("end") {
        return Vec::new();
    }
    let message = format!("the incident would have lasted {days} days");
    let found = super::finding(incident, "unlikely-duration", DiagnosticSeverity::Warning, message);
    let found = super::at_fact(found, incident, &["duration_minutes", "start_time", "date"]);
    vec![found.help("correct the day that is wrong, or state `duration` in the front matter")]
}

#[cfg(test)]
mod tests {
    use super::super::tests::{incident, shown, state};
    use super::check;
    use crate::postmortem::{Postmortem, Provenance, Source};

    #[test]
    fn more_than_a_month_needs_the_word_of_the_author() {
        let mut record = Postmortem { duration_minutes: Some(60 * 1_440), ..Postmortem::default() };
        state(&mut record, "start_time", 1);
        assert_eq!(
            shown(check(&incident("a.md", "2023-03-07 9:30\n", record.clone()))),
            ["1:1 Warning unlikely-duration: the incident would have lasted 60 days"]
        );
        record.provenance.insert("duration_minutes", Provenance::stated(Source::FrontMatter, 2, "60 days"));
        assert!(check(&incident("a.md", "", record.clone())).is_empty());
        record.provenance.remove("duration_minutes");
        record.duration_minutes = Some(20 * 1_440);
        assert!(check(&incident("a.md", "", record)).is_empty());
    }
}
