#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::diagnostic::Diagnostic;
use crate::postmortem::{ActionStatus, DetectedBy, Postmortem, Status};

fn read(front_matter: &str) -> (Postmortem, Vec<Diagnostic>, FrontMatter) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.md");
    std::fs::write(&path, format!("---\n{front_matter}---\nText\n")).unwrap();
    let (file, diagnostics) = crate::source::load(&path, "a.md");
    assert_eq!(diagnostics, []);
    let file = file.unwrap();
    let (stated, mut record) = (FrontMatter::read(&file), Postmortem::default());
    let diagnostics = apply(&stated, &file, &mut record);
    (record, diagnostics, stated)
}

/// What is found wrong with a front matter, and what it leaves under other facts.
fn check(front_matter: &str, finding: &str, other: &[(&str, &str)]) -> Postmortem {
    let (record, diagnostics, _) = read(front_matter);
    let shown: Vec<_> = diagnostics
        .iter()
        .map(|d| {
            let finding = d.finding();
            format!("{}:{} {} {}", finding.line, finding.column, finding.rule, finding.message)
        })
        .collect();
    assert_eq!(shown, [finding]);
    let other: Vec<_> = other.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    assert_eq!(record.other_facts.clone().into_iter().collect::<Vec<_>>(), other);
    record
}

#[test]
fn a_full_front_matter_fills_the_record() {
    let (record, diagnostics, stated) = read(
        "title: \"Checkout: slow\"\nid: 007\ndate: 2023-02-03\nstart_time: 2023-02-02 07:00\nend: 2023-02-02 07:20\ndetected: 07:05\ntimezone: Africa/Nairobi\nduration: 20 minutes\nseverity: SEV-1\nstatus: in review\nIncident Detected By: customers\naffected_components: [web-01, checkout]\ncompany: Example\nimpact: {percent: 70%, users: 1_200}\nauthors: Ada, Bob\naction_items:\n  - text: Add an alert\n    owner: Ada\n    due: 2023-03-01\n    status: done\n  - Write it down\nroot_cause: memory leak\ntags: [linux, dns]\nurl: https://example.org/1\n",
    );
    assert_eq!(diagnostics, []);
    let json = serde_json::to_value(&record).unwrap();
    let expected = serde_json::json!({
        "title": "Checkout: slow", "id": "007", "date": "2023-02-02", "start": "2023-02-02T07:00:00+03:00",
        "start_time": "07:00", "end_time": "07:20", "end": "2023-02-02T07:20:00+03:00",
        "detected": "2023-02-02T07:05:00+03:00", "utc_offset_minutes": 180, "duration_minutes": 20,
        "severity": {"raw": "SEV-1", "level": 1}, "status": "in-review", "detected_by": "customer",
        "services": ["web-01", "checkout"], "organisation": "Example", "impact_percent": 70.0,
        "authors": ["Ada", "Bob"], "links": ["https://example.org/1"], "other_facts": {},
    });
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&json[key], value, "{key}");
    }
    assert_eq!(record.impact.users.as_deref(), Some("1_200"));
    let [alert, note] = record.actions.as_slice() else { panic!("{:?}", record.actions) };
    assert_eq!(
        (alert.text.as_str(), alert.status, alert.line),
        ("Add an alert", Some(ActionStatus::Done), 18)
    );
    assert_eq!((note.text.as_str(), note.owner.as_deref(), note.line), ("Write it down", None, 22));
    assert_eq!(record.provenance["start_time"].line, Some(5));
    assert_eq!(record.provenance["services"].text.as_deref(), Some("web-01, checkout"));
    assert!(stated.dates_the_incident());
    let names =
        |texts: Vec<(String, Range<usize>)>| texts.into_iter().map(|(text, _)| text).collect::<Vec<_>>();
    assert_eq!(
        (names(stated.causes()), names(stated.tags())),
        (vec!["memory leak".to_owned()], vec!["linux".to_owned(), "dns".to_owned()])
    );
}

#[test]
fn a_date_with_a_time_is_the_start_only_beside_facts_of_an_incident() {
    let (record, _, stated) = read("date: 2024-09-11T07:42:00Z\nduration: 25m\n");
    assert_eq!(record.start.unwrap().to_string(), "2024-09-11T07:42:00+00:00");
    assert!(stated.dates_the_incident());
    let (record, _, stated) = read("date: 2014-07-16 23:29 UTC\nlayout: post\n");
    assert_eq!((record.date.unwrap().to_string().as_str(), record.start), ("2014-07-16", None));
    assert!(!stated.dates_the_incident());
}

#[test]
fn the_order_of_the_keys_does_not_matter() {
    let (record, diagnostics, _) = read("end: 07:20\nstart: 07:00\ndate: 2023-02-02\ntimezone: +03:00\n");
    assert_eq!(diagnostics, []);
    assert_eq!(record.start.unwrap().to_string(), "2023-02-02T07:00:00+03:00");
    assert_eq!(record.end.unwrap().to_string(), "2023-02-02T07:20:00+03:00");
    let (record, _, _) = read("start: 2023-02-02T07:00Z\ndate: 2023-02-09\n");
    assert_eq!(record.date.unwrap().to_string(), "2023-02-02");
}

#[test]
fn what_is_wrong_is_found_and_kept() {
    check(
        "date: 2023-02-30\n",
        "2:7 impossible-date no calendar or clock has `2023-02-30`",
        &[("date", "2023-02-30")],
    );
    check("title: [a, b]\n", "2:8 wrong-type `title` takes one value, not a list", &[("title", "a, b")]);
    check("date: true\n", "2:7 wrong-type `true` is no date", &[("date", "true")]);
    check("duration: a while\n", "2:11 wrong-type `a while` is no duration", &[("duration", "a while")]);
    check("status: burnt\n", "2:9 unknown-value unknown status `burnt`", &[("status", "burnt")]);
    check(
        "start: 2023-02-02T10:00Z\nend: 2023-02-02T09:00Z\n",
        "3:6 end-before-start `end` is earlier than the start of the incident",
        &[("end", "2023-02-02T09:00Z")],
    );
    check(
        "impact: {percent: 170}\n",
        "2:19 wrong-type `170` is no percentage between 0 and 100",
        &[("impact", "170")],
    );
    let record =
        check("severity: purple\n", "2:11 unknown-value unknown severity `purple`: it cannot be ranked", &[]);
    assert_eq!(record.severity.unwrap().raw, "purple");
    check(
        "incident_date: 2023-02-02\ndate: 2023-02-03\n",
        "3:7 stated-twice `date` states the date a second time",
        &[("date", "2023-02-03")],
    );
}

#[test]
fn an_unknown_key_is_kept_and_its_neighbour_suggested() {
    let (record, diagnostics, _) = read("sevrity: SEV-1\nversion: 1.10\nlayout: post\n");
    let found: Vec<_> = diagnostics.iter().map(|d| (d.rule, d.help.as_deref())).collect();
    assert_eq!(found, [("unknown-key", Some("did you mean `severity`?")), ("unknown-key", None)]);
    assert_eq!(record.other_facts["version"], "1.10");
    assert_eq!(record.other_facts["layout"], "post");
}

#[test]
fn a_value_whose_key_says_that_it_is_a_credential_is_not_shown() {
    let (record, diagnostics, _) = read(
        "password: tiger\nslack_token: x\ndb: {host: h, apiKey: k}\nimpact: {secret: s}\naction_items:\n  - {text: Add it, token: t}\nkeyboard: qwerty\n",
    );
    assert_eq!(record.other_facts.into_iter().collect::<Vec<_>>(), [("keyboard".into(), "qwerty".into())]);
    assert_eq!(
        diagnostics[0].message,
        "`password` is no field of a postmortem; it may hold a credential and is not shown"
    );
}

#[test]
fn windows_are_pairs_of_moments() {
    let (record, diagnostics, _) = read(
        "date: 2023-02-02\nwindows:\n  - {start: 2023-02-02T10:00Z, end: 2023-02-02T10:20Z}\n  - 2023-02-02T12:00Z/2023-02-02T12:05Z\ndraft: true\ndetected_by: alert\n",
    );
    assert_eq!(diagnostics, []);
    let minutes: Vec<_> =
        record.windows.iter().map(|window| window.end.minutes_since(&window.start)).collect();
    assert_eq!(
        (minutes, record.status, record.detected_by),
        (vec![20, 5], Some(Status::Draft), DetectedBy::Monitoring)
    );
    let span = (record.start.map(|start| start.to_string()), record.end.map(|end| end.to_string()));
    assert_eq!(
        span,
        (Some("2023-02-02T10:00:00+00:00".to_owned()), Some("2023-02-02T12:05:00+00:00".to_owned()))
    );
    assert_eq!(record.duration_minutes, Some(25));
    check(
        "windows: [{start: 2023-02-02T10:00Z}]\n",
        "2:10 wrong-type not every window has a start and a later end",
        &[("windows", "start: 2023-02-02T10:00Z")],
    );
}
