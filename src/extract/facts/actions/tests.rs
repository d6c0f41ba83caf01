//! Plans as writers put them.

use super::*;
use crate::extract::text;
use crate::source::SourceFile;

#[track_caller]
fn check(item: &str, owner: &str, due: Option<&str>, status: Option<ActionStatus>) {
    let text = format!("# Actions\n\n- {item}\n");
    let document = text::parse(&SourceFile { text, ..SourceFile::default() });
    let actions = read(&document, DateResolver::default(), |_| 1);
    let found = actions.first().map(|action| {
        (action.owner.as_deref().unwrap_or(""), action.due.map(|due| due.to_string()), action.status)
    });
    assert_eq!(found, Some((owner, due.map(str::to_owned), status)), "{item}");
}

#[test]
fn a_list_that_a_sentence_announces_is_a_plan() {
    let text = "# Printer down\n\nIt stood still.\n\n## How it ended\n\nGoing forward, we will do the following:\n\n\
                - [x] add an alert\n- write to @anna by Friday\n\nIt had three parts:\n\n- a drum\n";
    let document = text::parse(&SourceFile { text: text.to_owned(), ..SourceFile::default() });
    let actions = read(&document, DateResolver::default(), |_| 1);
    let found: Vec<_> =
        actions.iter().map(|action| (action.text.as_str(), action.status, action.kind, action.due)).collect();
    let expected = [
        ("add an alert", Some(ActionStatus::Done), Some(ActionKind::Detect), None),
        ("write to @anna by Friday", None, None, None),
    ];
    assert_eq!(found, expected);
}

#[test]
fn items_under_a_label_to_do_are_actions() {
    let text = "# Printer down\n\n**TODO:**\n\n- [ ] clean the drum\n- oil it\n";
    let document = text::parse(&SourceFile { text: text.to_owned(), ..SourceFile::default() });
    assert_eq!(read(&document, DateResolver::default(), |_| 1).len(), 2);
}

#[test]
fn owner_date_and_status_of_an_item() {
    let due = Some("2025-01-31");
    check("Add an alert. Owner: Kofi. Due: 2025-01-31", "Kofi", due, None);
    check("Add an alert. Owner: Kofi Due: 2025-01-31", "Kofi", due, None);
    check("Add an alert, owner: J. Smith, due 2025-01-31", "J. Smith", due, None);
    check("Add an alert (Dell, by 2025-01-31, done)", "Dell", due, Some(ActionStatus::Done));
    check("Add an alert (Dell, due 2025-01-31, dropped)", "Dell", due, Some(ActionStatus::Dropped));
    check("Add an alert (Dell Ray; open)", "Dell Ray", None, Some(ActionStatus::Open));
}

#[test]
fn an_owner_without_a_label() {
    let (due, done) = (Some("2024-07-01"), Some(ActionStatus::Done));
    check("Priya: add an alert", "Priya", None, None);
    check("Add an alert (Priya)", "Priya", None, None);
    check("Add an alert (Priya, 2024-07-01).", "Priya", due, None);
    check("Add an alert \u{2014} Jonas \u{2014} done", "Jonas", None, done);
    check("[Priya] Add an alert", "Priya", None, None);
    check("Priya McArdle to add an alert by 2024-07-01", "Priya McArdle", due, None);
    check("Add an alert \u{2014} @lena \u{2014} 2024-07-01", "lena", due, None);
    check("Add an alert - J. O'Brien - 2024-07-01 - done", "J. O'Brien", due, done);
    check("Ask @lena for an alert", "lena", None, None);
}

#[test]
fn a_topic_is_no_owner() {
    for item in [
        "Monitoring: add an alert",
        "Short-term: add an alert",
        "Better Alerts: add one",
        "Kafka: raise the limit",
        "SRE: add an alert",
        "PostgreSQL: add an alert",
        "[P1] Add an alert",
        "Move to a trash folder",
        "Users to have an account",
        "Runbook to add",
        "Add an alert (Postgres)",
        "Add an alert - Kubernetes",
        "Warble: stop each warble when it is full",
        "Mail ops@example.org",
        "Make @icons/angular private",
        "Find out who is responsible for it",
        "Add an alert (owner: TBD)",
        "Add an alert (@lena) or not (Priya's)",
    ] {
        let owner = if item.contains("@lena") { "lena" } else { "" };
        check(item, owner, None, None);
    }
}

#[test]
fn a_table_names_an_owner_or_none() {
    let rows = ["TBD", "n/a", "?", "-", "\u{2014}", "@sam", "sam", "@sam, @lena"];
    let rows: String = rows.iter().map(|owner| format!("| Add an alert | {owner} |\n")).collect();
    let text = format!("# Actions\n\n| Action | Owner |\n|---|---|\n{rows}");
    let document = text::parse(&SourceFile { text, ..SourceFile::default() });
    let actions = read(&document, DateResolver::default(), |_| 1);
    let owners: Vec<&str> = actions.iter().map(|action| action.owner.as_deref().unwrap_or("")).collect();
    assert_eq!(owners, ["", "", "", "", "", "sam", "sam", "sam, lena"]);
}
