//! `timeline-out-of-order`: an entry of the timeline is earlier than the one before it.

use jiff::civil::DateTime;

use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::extract::Incident;
use crate::postmortem::TimelineEntry;

/// A step back by more than this is a step over midnight in a timeline without days.
const OVER_MIDNIGHT_HOURS: i64 = 12;

pub(super) fn check(incident: &Incident) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut latest: Option<&TimelineEntry> = None;
    for entry in incident.record.timeline.iter().filter(|entry| entry.time.is_some()) {
        if let Some(before) = latest
            && steps_back(before, entry)
        {
            let message =
                format!("{} comes after {} in the timeline", shown(entry, before), shown(before, entry));
            let finding =
                super::finding(incident, "timeline-out-of-order", DiagnosticSeverity::Warning, message);
            let finding = finding.at(super::line_span(incident, entry.line));
            found.push(finding.help("move the entry, correct its time, or state its day"));
            // One entry in the wrong place is one finding: the entries after it follow on the latest time.
            continue;
        }
        latest = Some(entry);
    }
    // Where every other line steps back, the lines are in another order, such as newest first.
    if found.len() > 3 {
        found.truncate(1);
        if let Some(first) = found.first_mut() {
            first.message.push_str(", and so do others");
        }
    }
    found
}

/// When an entry was, with its day where that is not the day of the other.
fn shown(entry: &TimelineEntry, other: &TimelineEntry) -> String {
    let time = entry.time.map(|time| time.strftime("%H:%M").to_string()).unwrap_or_default();
    match entry.date.filter(|_| entry.date != other.date) {
        Some(date) => format!("{date} {time}"),
        None => time,
    }
}

fn steps_back(before: &TimelineEntry, entry: &TimelineEntry) -> bool {
    let at = |entry: &TimelineEntry| -> Option<DateTime> { Some(entry.date?.to_datetime(entry.time?)) };
    // An entry of minutes may be any second of its minute.
    let same_minute = before.time.zip(entry.time).is_some_and(|(before, entry)| {
        (before.hour(), before.minute()) == (entry.hour(), entry.minute())
            && (before.second() == 0 || entry.second() == 0)
    });
    match (at(before), at(entry), before.time, entry.time) {
        _ if same_minute && before.date == entry.date => false,
        (Some(before), Some(entry), ..) => entry < before,
        (_, _, Some(before), Some(entry)) => {
            let back = before.duration_since(entry).as_hours();
            entry < before && back < OVER_MIDNIGHT_HOURS
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{incident, shown};
    use super::check;
    use crate::postmortem::{Postmortem, TimelineEntry};

    fn findings(entries: &[(&str, &str)]) -> Vec<String> {
        let entry = |(line, (date, time)): (usize, &(&str, &str))| TimelineEntry {
            time: time.parse().ok(),
            date: date.parse().ok(),
            text: String::new(),
            line: line as u32 + 1,
        };
        let timeline = entries.iter().enumerate().map(entry).collect();
        let text = entries.iter().map(|(date, time)| format!("- {date} {time}\n")).collect::<String>();
        shown(check(&incident("a.md", &text, Postmortem { timeline, ..Postmortem::default() })))
    }

    #[test]
    fn a_step_back_is_found_and_midnight_is_none() {
        assert_eq!(
            findings(&[("", "10:25"), ("", "10:20"), ("", "10:30"), ("", "")]),
            ["2:1 Warning timeline-out-of-order: 10:20 comes after 10:25 in the timeline"]
        );
        assert!(findings(&[("", "23:50"), ("", "00:10"), ("", "00:10")]).is_empty());
        assert!(findings(&[("2023-02-02", "10:00"), ("2023-02-03", "09:00")]).is_empty());
        assert!(findings(&[("", "11:15:42"), ("", "11:15"), ("", "11:20")]).is_empty());
        assert_eq!(
            findings(&[("2023-02-28", "10:00"), ("2023-02-11", "10:15")]),
            [
                "2:1 Warning timeline-out-of-order: 2023-02-11 10:15 comes after 2023-02-28 10:00 in the timeline"
            ]
        );
    }

    #[test]
    fn a_timeline_with_its_newest_entry_first_is_one_finding() {
        let newest_first: Vec<_> =
            ["15:00", "14:00", "13:00", "12:00", "11:00"].map(|time| ("", time)).into();
        assert_eq!(
            findings(&newest_first),
            ["2:1 Warning timeline-out-of-order: 14:00 comes after 15:00 in the timeline, and so do others"]
        );
    }
}
