//! Plans as writers put them.

use super::*;
use crate::extract::document;
use crate::source::SourceFile;

#[track_caller]
fn check(item: &str, owner: &str, due: Option<&str>, status: Option<ActionStatus>) {
    let text = format!("# Actions\n\n- {item}\n");
    let document = document::parse(&SourceFile { text, ..SourceFile::default() });
    let actions = read(&document, Calendar::default(), |_| 1);
    let found = actions.first().map(|action| {
        (action.owner.as_deref().unwrap_or(""), action.due.map(|due| due.to_string()), action.status)
    });
    assert_eq!(found, Some((owner, due.map(str::to_owned), status)), "{item}");
}

#[test]
fn a_list_that_a_sentence_announces_is_a_plan() {
    let text = "# Printer down\n\nIt stood still.\n\n## How it ended\n\nGoing forward, we will do the following:\n\n\
                - [x] add an alert\n- write to @anna by Friday\n\nIt had three parts:\n\n- a drum\n";
    let document = document::parse(&SourceFile { text: text.to_owned(), ..SourceFile::default() });
    let actions = read(&document, Calendar::default(), |_| 1);
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
    let document = document::parse(&SourceFile { text: text.to_owned(), ..SourceFile::default() });
    assert_eq!(read(&document, Calendar::default(), |_| 1).len(), 2);
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
