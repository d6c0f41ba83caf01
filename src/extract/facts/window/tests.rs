//! When a whole write-up says that it began, was noticed and was over.
#![allow(clippy::unwrap_used)]

use crate::extract::fields::front_matter::FrontMatter;
use crate::postmortem::Postmortem;
use crate::source::SourceFile;

fn read(text: &str) -> Postmortem {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.md");
    std::fs::write(&path, text).unwrap();
    let source: SourceFile = *crate::source::load(&path, "a.md").0.unwrap();
    let stated = FrontMatter::read(&source);
    let site = crate::extract::SiteReading {
        budget: &Default::default(),
        language: &Default::default(),
        services: &Default::default(),
    };
    crate::extract::extract(source, &stated, site).0.record
}

/// Start and end as `date time`, as far as they are known.
#[track_caller]
fn check(text: &str, start: &str, end: &str) {
    let record = read(text);
    let shown = |date: Option<jiff::civil::Date>, time: Option<jiff::civil::Time>| {
        let date = date.map(|date| date.to_string());
        let time = time.map(|time| time.strftime("%H:%M").to_string());
        [date, time].into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    let found = (shown(record.date, record.start_time), shown(record.end_date, record.end_time));
    assert_eq!((found.0.as_str(), found.1.as_str()), (start, end), "{text}");
}

#[test]
fn the_hours_of_a_change_are_not_those_of_the_incident() {
    let merged = "# Labels late\n\n## Summary\n\nThe new cutter was deployed between 02:00 and 02:30 UTC. Shops saw errors from \
                  02:40 UTC to 05:10 UTC on 2024-05-02.\n";
    check(merged, "2024-05-02 02:40", "2024-05-02 05:10");
    let entries = "# Labels late on 2024-05-02\n\n## Timeline\n\n- 02:00-04:00 Planned maintenance\n- 02:40 Labels are down\n\
                   - 05:10 Labels are back to normal\n";
    check(entries, "2024-05-02 02:40", "2024-05-02 05:10");
}

#[test]
fn what_is_hoped_or_tried_ends_nothing() {
    check(
        "# Timeline\n\n- 09:00 Labels come out blank\n- 09.20 The printer claims to be healthy\n\
         - 09:40 Checking whether a restart gets it back to normal\n- 09:55 Labels are readable, works again\n\
         - 10:10 Nothing to do\n",
        "09:00",
        "09:55",
    );
    check(
        "# Timeline\n\n- 09:00 Labels come out blank\n- 09:50 All printers are online\n\
         - 10:30 The mailing list is notified of the outage and its resolution\n",
        "09:00",
        "09:50",
    );
}

#[test]
fn the_first_day_that_is_named_may_be_the_second() {
    check(
        "# Timeline\n\n- 22:10 A belt stops\n- 23:50 The belt is cut\n- 00:20 (2023-07-05) A new belt runs\n\
         - 01:40 All belts run, resolved\n",
        "2023-07-04 22:10",
        "2023-07-05 01:40",
    );
}

#[test]
fn the_day_of_a_label_leaves_out_what_led_up_to_it() {
    check(
        "**Incident from:** 2022-09-05\n\n**Incident until:** 2022-09-06\n\n## Timeline\n\n2 September 2022\n\n\
         11:07 Started to replace the belts\n\n5 September\n\n08:20 All belts stop\n\n10:27 Belts run, resolved\n",
        "2022-09-05 08:20",
        "2022-09-05 10:27",
    );
}

#[test]
fn one_sentence_of_an_entry_may_end_it() {
    check(
        "# Timeline\n\n- 09:00 Labels come out blank\n- 09:20 Looking at the ink\n\
         - 09:45 It looks like it recovered. A few sheets may still be blank.\n- 10:30 ticket closed\n",
        "09:00",
        "09:45",
    );
}

#[test]
fn headings_with_times_tell_when_it_was() {
    check(
        "# Blank labels\n\n## What happened\n\n### ~13:30-13:45\n\nLabels come out blank.\n\n### 13:45-14:05\n\nAda looks at the ink.\n\n\
         ### ~14:20\n\nThe old driver is back and labels are readable, all fixed.\n",
        "13:30",
        "14:20",
    );
    check(
        "# Blank labels\n\n## Investigating 2024-05-02 9:27a\n\nLabels come out blank.\n\n## Resolved 2024-05-02 4:00p\n\nInk was bought.\n",
        "2024-05-02 09:27",
        "2024-05-02 16:00",
    );
}

#[test]
fn how_long_it_took_to_notice() {
    let after = |text: &str| read(text).time_to_detect_minutes;
    assert_eq!(
        after("# Timeline\n\n- 09:00 New ink is poured in\n- 09:12 Ada noticed blank labels\n"),
        Some(12)
    );
    // Nothing tells when it began, only when it was noticed.
    assert_eq!(after("# Timeline\n\n- 09:12 Ada noticed blank labels\n- 09:40 Fixed\n"), None);
    let text = "# Summary\n\nThe outage began at 09:00 on 2024-05-02 and was noticed within an hour. It was fixed by 11:00.\n";
    assert_eq!((after(text), read(text).duration_minutes), (Some(60), Some(120)));
}

#[test]
fn a_length_that_looks_like_a_time_of_day_is_no_start() {
    for (text, minutes) in [
        ("**Duration:** 00:35", 35),
        ("Total duration: 0:35 h", 35),
        ("Downtime: 3:20:00", 200),
        ("| Duration | 1:05 |\n|---|---|\n| Severity | 2 |", 65),
    ] {
        let record = read(&format!("# Relay\n\n{text}\n"));
        assert_eq!((record.start_time, record.duration_minutes), (None, Some(minutes)), "{text}");
    }
    check("# Relay\n\nDuration: 0:35 (from 11:00 to 11:35)\n", "11:00", "11:35");
}

#[test]
fn stretches_over_midnight_name_their_days() {
    check(
        "# Relay (18 September 2023)\n\nThe relay was down from Monday 21:00 to Tuesday 02:00.\n",
        "2023-09-18 21:00",
        "2023-09-19 02:00",
    );
    check(
        "# Relay\n\nIt was down from 18 September 2023 9:00 p.m. ET to 19 September 2023 2:00 a.m. ET.\n",
        "2023-09-18 21:00",
        "2023-09-19 02:00",
    );
}

#[test]
fn the_day_is_shown_where_it_is_said() {
    let record = read("# Relay\n\nOn 14 September 2023 the relay failed from 22:10 to 22:50 PST.\n");
    assert_eq!(record.provenance["date"].text.as_deref(), Some("14 September 2023"));
    assert_eq!(record.provenance["start_time"].text.as_deref(), Some("22:10"));
}

#[test]
fn the_only_day_of_a_text_is_the_incidents() {
    check("# Relay\n\n## Root cause\n\nOn 2023-09-14 22:10 UTC the disk was full.\n", "2023-09-14 22:10", "");
    check("# Relay\n\n## Root cause\n\nOn 2023-09-14 the disk was full, as on 2023-08-02.\n", "", "");
}

/// The day of a write-up that says something else of the time than its front matter does.
#[track_caller]
fn check_day(text: &str, expected: &str) {
    let front_matter = "---\ndate: 2024-03-04\n---\n# Printer down\n\n";
    assert_eq!(read(&format!("{front_matter}{text}")).date.unwrap().to_string(), expected, "{text}");
}

#[test]
fn front_matter_yields_only_to_a_day_that_is_said_to_be_the_incidents() {
    for passing in [
        "The licence was issued on 2023-03-04 for one year.",
        "We print with Inky 7 (released 2022-11-01).",
        "This is similar to the incident of 2023-12-24.",
        "## Summary\n\nLabels came out blank. A new printer is planned for 2024-06-01.",
        "## Root cause\n\nThe fault was introduced on 2023-01-09.",
        "| Version | Date | Author |\n|--|--|--|\n| 1.1 | 2024-05-07 | Ann |",
        "## Related incidents\n\n- 2024-01-05 Scanner down",
    ] {
        check_day(passing, "2024-03-04");
    }
    check_day("On 2024-03-02 the printer was down for an hour.", "2024-03-02");
    check_day("**Date:** 2024-03-03", "2024-03-03");
    check_day("In March 2019 labels were down on 6th March.", "2019-03-06");
}

#[test]
fn the_hours_of_a_rule_begin_nothing() {
    check(
        "# Alerts lost\n\n**Date:** 2024-03-04\n\n## Summary\n\nAlerts are held back in quiet hours (21:00-05:00), and were lost.\n\n\
         ## Timeline\n\n- 03:10 An alert is held back\n- 08:20 Ann misses it\n- 09:40 All alerts are back, resolved\n",
        "2024-03-04 03:10",
        "2024-03-04 09:40",
    );
}

#[test]
fn stretches_that_a_timeline_tells_of_are_added_up() {
    let text = "# Printer down\n\n## Timeline\n\n- 08:00 The printer crashes\n- 08:30 Back from downtime\n\
                - 14:00 The printer crashes again\n- 14:15 Back from downtime\n";
    assert_eq!(read(text).duration_minutes, Some(45));
}

#[test]
fn the_clock_may_change_within_an_incident() {
    let text = "# Till down\n\nDate: 2024-03-31\n\n## Timeline (Europe/Berlin)\n\n- 01:40 errors start\n- 03:05 service restored\n";
    let record = read(text);
    assert_eq!(record.start.unwrap().to_string(), "2024-03-31T01:40:00+01:00");
    assert_eq!(record.end.unwrap().to_string(), "2024-03-31T03:05:00+02:00");
    assert_eq!(record.duration_minutes, Some(25));
}

#[test]
fn a_label_before_a_point_of_time_needs_no_colon() {
    let text = "# Builds stuck\n\n- First detected 2023-05-02 10:05\n- Resolved 2023-05-02 11:20\n";
    check(text, "2023-05-02 10:05", "2023-05-02 11:20");
}
