//! `timeline-far-off`: the timeline starts more than a month before the day that the front matter and the file's name give.

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::extract::Incident;
use crate::postmortem::Source;

const FURTHEST_DAYS: i32 = 31;

pub(super) fn check(incident: &Incident) -> Vec<Diagnostic> {
    let record = &incident.record;
    let by_author = record.provenance.get("date").is_some_and(|known| known.source == Source::FrontMatter);
    let Some(date) = record.date.filter(|date| by_author && is_in_name(&record.path, *date)) else {
        return Vec::new();
    };
    let first = record.timeline.iter().find_map(|entry| Some((entry.date?, entry)));
    let far = |day: Date| day.until(date).is_ok_and(|span| span.get_days() > FURTHEST_DAYS);
    let Some((day, entry)) = first.filter(|(day, _)| far(*day)) else { return Vec::new() };
    let message = format!("the timeline starts on {day}, and the incident was on {date}");
    let found = super::finding(incident, "timeline-far-off", DiagnosticSeverity::Warning, message);
    let found = found.at(super::line_span(incident, entry.line));
    vec![found.help("correct the day of the entry, or `date`")]
}

/// Whether a path names a day.
fn is_in_name(path: &str, date: Date) -> bool {
    let spellings = ["%Y-%m-%d", "%Y_%m_%d", "%Y%m%d", "%Y/%m/%d"];
    spellings.iter().any(|spelling| path.contains(&date.strftime(spelling).to_string()))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{incident, shown};
    use super::check;
    use crate::postmortem::{Postmortem, Provenance, Source, TimelineEntry};

    #[test]
    fn a_copied_first_entry_is_found() {
        let entry =
            |date: &str| TimelineEntry { time: None, date: date.parse().ok(), text: String::new(), line: 1 };
        let mut record = Postmortem {
            date: "2023-09-12".parse().ok(),
            timeline: vec![entry("2023-03-07"), entry("2023-09-12")],
            ..Postmortem::default()
        };
        record.provenance.insert("date", Provenance::stated(Source::FrontMatter, 2, "2023-09-12"));
        let findings =
            |path: &str, record: &Postmortem| shown(check(&incident(path, "2023-03-07\n", record.clone())));
        assert_eq!(
            findings("2023-09-12-carts.md", &record),
            [
                "1:1 Warning timeline-far-off: the timeline starts on 2023-03-07, and the incident was on 2023-09-12"
            ]
        );
        assert!(findings("carts.md", &record).is_empty());
        record.timeline.remove(0);
        assert!(findings("2023-09-12-carts.md", &record).is_empty());
    }
}
