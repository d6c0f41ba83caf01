//! A small site with something of everything.

use super::*;

pub(super) fn glossary() -> Glossary {
    let categories = [
        ("capacity", "Capacity", "Demand and room did not fit."),
        ("code", "Code", "A program did what it should not."),
        ("change", "Change", "Something was changed."),
        ("data", "Data", "Databases, caches and what is in them."),
        ("network", "Network", "Names, paths and links."),
        ("security", "Security", "Attacks, weaknesses, certificates, permissions."),
        ("operations", "Operations", "Work on running systems."),
        ("dynamics", "Dynamics", "One failure made another."),
    ];
    let causes = [
        (
            "traffic-surge",
            "capacity",
            "Traffic surge",
            "Demand rose suddenly.",
            Some("under-provisioned"),
            Some("Did demand jump, or grow past the plan?"),
        ),
        (
            "under-provisioned", "capacity", "Under-provisioned", "A plan too small for normal demand.",
            None, None,
        ),
        ("disk-full", "capacity", "Disk full", "Storage space or inodes ran out.", None, None),
        (
            "memory-leak",
            "code",
            "Memory leak",
            "Memory held and never released.",
            Some("memory-exhaustion"),
            Some("Was memory never given back?"),
        ),
        ("memory-exhaustion", "capacity", "Memory exhaustion", "RAM ran out without a leak.", None, None),
        (
            "config-change",
            "change",
            "Configuration change",
            "A wrong setting, rule, flag value or typo.",
            Some("software-bug"),
            Some("Is the wrong thing configuration or code?"),
        ),
        ("software-bug", "code", "Software bug", "A defect in code.", None, None),
        ("slow-query", "data", "Slow query", "Queries or missing indexes overloaded it.", None, None),
        (
            "tls-certificate",
            "security",
            "TLS certificate",
            "A certificate expired or was not renewed.",
            None,
            None,
        ),
        ("dns", "network", "DNS", "Name resolution or zone data.", None, None),
        ("retry-storm", "dynamics", "Retry storm", "Clients retried or reconnected in step.", None, None),
        ("monitoring-gap", "operations", "Monitoring gap", "Alerts were missing or mute.", None, None),
    ];
    Glossary::new(
        categories
            .map(|(id, label, definition)| CategoryEntry {
                id: id.into(),
                label: label.into(),
                definition: definition.into(),
            })
            .into(),
        causes
            .map(|(id, category, label, definition, rival, question)| CauseEntry {
                id: id.into(),
                category: category.into(),
                label: label.into(),
                definition: definition.into(),
                rival: rival.map(str::to_owned),
                question: question.map(str::to_owned),
                synonyms: vec![format!("{id} (old name)")],
            })
            .into(),
    )
}

pub(super) fn tag(id: &str, category: &str, declared: bool) -> CauseTag {
    CauseTag {
        id: id.to_owned(),
        category: category.to_owned(),
        declared,
        role: Role::Cause,
        primary: true,
        score: 0.93,
        source: if declared { Source::FrontMatter } else { Source::Text },
        evidence: vec![Evidence {
            line: 9,
            text: "The session cache kept every entry, a memory leak that grew by 40 MB an hour.".to_owned(),
            phrases: vec!["memory leak".to_owned()],
        }],
    }
}

/// The write-up of [`leak`].
const LEAK: &str = "# Checkout froze while its cache grew\n\n## Summary\n\nCheckout stopped answering for half an hour.\n\n\
## Root cause\n\nThe session cache kept every entry, a memory leak that grew by 40 MB an hour. See [the one before](certificate-2.md)\n\
and ![the graph](img/graph.png) and ![a remote one](https://graphs.example/p95.png) or [gone](gone.md).\n\n\
| when | p95 of checkout requests | memory of each worker process | restarts in the hour before |\n|---|--:|--:|--:|\n\
| 07:00 | 90 ms | 1.2 GB | 0 |\n| 07:15 | 30 s | 7.9 GB | 11 |\n\n\
```\nOOMKilled: container checkout in pod checkout-7d9f7c6b5-x2x8k exceeded its limit of 8589934592 bytes at 2024-02-02T07:14:59Z\n```\n\n\
## Timeline\n\n- 07:00 the first alert\n- 07:15 restarted\n\n## Impact\n\nOne in three orders failed[^1].\n\n[^1]: Counted at the gateway.\n\n\
<details><summary>Raw notes</summary>nothing</details>\n";

fn moment(day: Date, hour: i8, minute: i8) -> Option<Moment> {
    Some(Moment { local: day.at(hour, minute, 0, 0), utc_offset_minutes: Some(180) })
}

/// An incident of which nearly everything is known.
fn leak(slug: &str, day: Date) -> Postmortem {
    let entry = |hour, minute, text: &str, line| TimelineEntry {
        time: Some(jiff::civil::time(hour, minute, 0, 0)),
        date: Some(day),
        text: text.to_owned(),
        line,
    };
    let action = |text: &str, status, owner: Option<&str>| Action {
        text: text.to_owned(),
        owner: owner.map(str::to_owned),
        due: Some(day.checked_add(jiff::Span::new().days(30)).unwrap()),
        status,
        closed: None,
        kind: Some(ActionKind::Prevent),
        priority: Some("P1".to_owned()),
        link: Some("https://tracker.example/OPS-12".to_owned()),
        line: 26,
    };
    let storm = CauseTag { role: Role::Amplifier, primary: false, ..tag("retry-storm", "dynamics", true) };
    let weak = CauseTag { primary: false, score: 0.31, ..tag("monitoring-gap", "operations", false) };
    Postmortem {
        id: Some(format!("INC-{slug}")),
        title: "Checkout froze while its cache grew".to_owned(),
        end_date: Some(day),
        start_time: Some(jiff::civil::time(7, 0, 0, 0)),
        end_time: Some(jiff::civil::time(7, 35, 0, 0)),
        utc_offset_minutes: Some(180),
        start: moment(day, 7, 0),
        detected: moment(day, 7, 4),
        mitigated: moment(day, 7, 21),
        resolved: moment(day, 7, 35),
        end: moment(day, 7, 35),
        duration_minutes: Some(35),
        time_to_detect_minutes: Some(4),
        time_to_mitigate_minutes: Some(17),
        time_to_resolve_minutes: Some(31),
        impact_percent: Some(33.3),
        detected_by: DetectedBy::Monitoring,
        severity: Some(Severity { raw: "SEV-2".to_owned(), level: Some(2) }),
        services: vec!["checkout".to_owned(), "Session cache".to_owned()],
        trigger: Some("A new landing page that opened a session for every visitor".to_owned()),
        mitigation: Some("Restarted the workers one by one, and put an upper bound on the cache.".to_owned()),
        summary: Some("Checkout stopped answering for half an hour on a Friday morning, since the cache of sessions had eaten the memory of every worker. One in three orders failed, and the queue of payments took until noon to drain.".to_owned()),
        symptoms: vec!["OOMKilled".to_owned(), "504".to_owned()],
        keywords: vec!["payments".to_owned()],
        owner: Some("Ada".to_owned()),
        team: Some("Checkout".to_owned()),
        links: vec!["https://status.example/1".to_owned()],
        causes: vec![tag("memory-leak", "code", false), storm],
        suggestions: vec![weak],
        timeline: vec![
            entry(7, 0, "The first alert: p95 of checkout over 2 s", 23),
            entry(7, 4, "On call acknowledges and opens a channel", 23),
            entry(7, 21, "Workers restarted one by one; orders go through again", 24),
            entry(7, 35, "All clear", 24),
        ],
        actions: vec![
            action("Bound the cache of sessions by entries and by bytes", Some(ActionStatus::Open), Some("Ada")),
            action("Alert on memory that only grows", Some(ActionStatus::Done), None),
            action("Load test with one session a visitor", None, None),
        ],
        provenance: BTreeMap::from([
            ("date", Provenance::stated(Source::FrontMatter, 1, "2024-02-02")),
            ("summary", Provenance::stated(Source::Text, 5, "Checkout stopped answering for half an hour.")),
            ("duration_minutes", Provenance::derived(&["start_time", "end_time"])),
            ("mitigation", Provenance::stated(Source::Text, 24, "07:15 restarted")),
        ]),
        findings: vec![crate::diagnostic::Finding {
            rule: "action-without-owner",
            severity: crate::diagnostic::DiagnosticSeverity::Warning,
            line: 26,
            column: 1,
            message: "nobody owns this action".to_owned(),
        }],
        ..plain(slug, Some(day))
    }
}

/// Eighteen incidents over three years, a draft, a near miss and one without a date among them.
pub(super) fn records() -> Vec<(Postmortem, &'static str)> {
    let other = |slug: String, day, title: &str, id: &str, category: &str, minutes, level: u8| Postmortem {
        title: title.to_owned(),
        duration_minutes: Some(minutes),
        time_to_detect_minutes: Some(minutes / 3),
        detected_by: if level < 3 { DetectedBy::Customer } else { DetectedBy::Monitoring },
        severity: Some(Severity { raw: format!("SEV-{level}"), level: Some(level) }),
        services: vec![["api", "billing", "edge"][usize::from(level) % 3].to_owned()],
        causes: vec![tag(id, category, level == 3)],
        ..plain(&slug, Some(day))
    };
    let mut all = vec![(leak("leak-2", date(2024, 2, 2)), LEAK), (leak("leak-1", date(2023, 5, 12)), LEAK)];
    for year in [2021, 2022, 2023] {
        let n = year - 2021;
        let add = |name: &str| format!("{name}-{n}");
        all.extend([
            (
                other(
                    add("certificate"),
                    date(year, 3, 9),
                    "Logins refused after a certificate ran out on a Sunday",
                    "tls-certificate",
                    "security",
                    95 + 60 * i64::from(n),
                    1,
                ),
                "# Text\n\nIt ran out.",
            ),
            (
                other(
                    add("surge"),
                    date(year, 6, 1),
                    "Front page fell over under a television advert",
                    "traffic-surge",
                    "capacity",
                    18 + i64::from(n),
                    2,
                ),
                "Plain text.",
            ),
            (
                other(
                    add("config"),
                    date(year, 9, 20),
                    "A typo in a routing rule sent half of Europe to the test cluster",
                    "config-change",
                    "change",
                    47,
                    3,
                ),
                "Plain text.",
            ),
            (
                other(
                    add("query"),
                    date(year, 11, 5),
                    "Reports starved the order database",
                    "slow-query",
                    "data",
                    1500,
                    4,
                ),
                "Plain text.",
            ),
        ]);
    }
    all.push((
        Postmortem {
            status: Some(Status::Draft),
            ..other(
                "draft".into(),
                date(2024, 4, 1),
                "Names did not resolve in one zone",
                "dns",
                "network",
                12,
                3,
            )
        },
        "Draft.",
    ));
    all.push((
        Postmortem {
            kind: Kind::NearMiss,
            ..other(
                "near".into(),
                date(2024, 3, 1),
                "The backup disk was nearly full",
                "disk-full",
                "capacity",
                5,
                5,
            )
        },
        "Near.",
    ));
    all.push((
        Postmortem { title: "Something odd, nobody wrote down when".to_owned(), ..plain("undated", None) },
        "Text.",
    ));
    all
}
