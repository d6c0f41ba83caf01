//! What counts as right, and what is left open: the scorer itself, on records made for it.

use serde_json::{Value, json};

use super::scoring::report::Report;
use super::scoring::{self, Evaluation};

#[track_caller]
fn evaluated(label: Value, record: Value) -> (Report, Vec<String>) {
    let label = scoring::labels(&label.to_string()).unwrap().remove(0);
    let mut evaluation = Evaluation::leaving_open(vec!["cache".to_owned(), "queue-backlog".to_owned()]);
    evaluation.add(&label, &record);
    let report = Report::of(&evaluation);
    (report, evaluation.differences.into_iter().map(|(_, what)| what).collect())
}

fn tag(id: &str, score: f64) -> Value {
    json!({"id": id, "score": score, "declared": false, "primary": false, "evidence": [{"text": "…"}]})
}

#[test]
fn a_tag_is_right_false_or_left_open() {
    let label = json!({
        "path": "a.md", "causes": ["dns", "routing"], "also_accepted": ["network-failure"],
        "not_causes": ["load-balancer", "cache"], "alternatives": {"primary": ["network-failure"]},
    });
    let mut main = tag("network-failure", 0.95);
    main["primary"] = json!(true);
    let mut declared = tag("slow-query", 1.0);
    declared["declared"] = json!(true);
    let tags = [
        tag("dns", 0.9),
        main,
        tag("queue-backlog", 0.7),
        tag("cache", 0.6),
        tag("load-balancer", 0.5),
        declared,
    ];
    let (report, differences) =
        evaluated(label, json!({"causes": tags, "suggestions": [tag("routing", 0.4)]}));
    assert_eq!(
        differences,
        [
            "ruled out: cache 0.60: …", "ruled out: load-balancer 0.50: …", "not so: slow-query 1.00: …",
            "missed: routing (suggested, 0.40)",
        ]
    );
    assert_eq!((report.micro.hits, report.micro.alarms, report.micro.misses), (1, 3, 1));
    assert_eq!((report.primary.count, report.primary.of), (1, 1));
    assert_eq!((report.ruled_out_taken.count, report.ruled_out_taken.of), (2, 2));
    let confusions =
        report.confusions.iter().map(|(missed, taken, files)| format!("{missed} {taken} {files}"));
    assert_eq!(
        confusions.collect::<Vec<_>>(),
        ["routing cache 1", "routing load-balancer 1", "routing slow-query 1"]
    );
    // Open tags and the author's word say nothing of the scores; 0.90 is not over 0.90.
    let bands =
        report.calibration.iter().map(|(band, share)| format!("{band}: {} of {}", share.count, share.of));
    assert_eq!(
        bands.collect::<Vec<_>>(),
        ["0.43 to 0.60: 0 of 1", "0.60 to 0.75: 0 of 1", "0.75 to 0.90: 1 of 1", "over 0.90: 0 of 0"]
    );
}

#[test]
fn a_fact_is_right_wrong_missed_or_invented() {
    let label = json!({
        "path": "a.md", "date": "2024-03-02", "end_date": null, "start_time": "10:00", "end_time": "11:00",
        "duration_minutes": 60, "time_to_detect_minutes": null, "utc_offset_minutes": 0,
        "impact_percent": 33, "detected_by": "unknown", "timeline_entries": 0, "actions": 4,
        "action_basis": "prose", "services": ["Shop", "basket"], "alternatives": {"start_time": ["10:05", null]},
    });
    let record = json!({
        "causes": [], "date": "2024-03-03", "end_date": "2024-03-02", "start_time": null,
        "end_time": null, "duration_minutes": 60, "time_to_detect_minutes": 5, "utc_offset_minutes": null,
        "impact_percent": 33.3, "detected_by": "customer", "timeline": [{}], "actions": [],
        "services": ["basket", "shop"],
    });
    let (report, differences) = evaluated(label, record);
    assert_eq!(
        differences,
        [
            "date: \"2024-03-02\", found \"2024-03-03\"",
            "end_time: \"11:00\", found null",
            "utc_offset_minutes: 0, found null",
            "time_to_detect_minutes: not stated, found 5",
            "detected_by: not stated, found \"customer\"",
            "timeline_entries: not stated, found 1",
        ]
    );
    let told: Vec<String> = report
        .facts
        .iter()
        .map(|(field, fact)| {
            let (right, invented) = (fact.right, fact.invented);
            let stated =
                format!("{} of {}, {} wrong, {} missed", right.count, right.of, fact.wrong, fact.missed);
            format!("{field}: {stated}, {} of {} invented", invented.count, invented.of)
        })
        .collect();
    assert_eq!(told[0], "date: 0 of 1, 1 wrong, 0 missed, 0 of 0 invented");
    assert_eq!(told[1], "end_date: 0 of 0, 0 wrong, 0 missed, 0 of 1 invented");
    assert_eq!(told[3], "end_time: 0 of 1, 0 wrong, 1 missed, 0 of 0 invented");
    assert!(!told.iter().any(|line| line.starts_with("actions")), "counted in prose: not asked");
    assert_eq!((report.main_facts.right.count, report.main_facts.right.of), (3, 5));
    assert_eq!((report.main_facts.invented.count, report.main_facts.invented.of), (1, 1));
}
