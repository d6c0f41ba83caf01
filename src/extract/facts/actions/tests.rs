//! Plans as writers put them.

use super::*;
use crate::extract::text;
use crate::source::SourceFile;

#[track_caller]
fn check(item: &str, owner: &str, due: Option<&str>, status: Option<ActionStatus>) {
    let text = format!("# Actions\n\n- {item}\n");
    let document = text::parse(&SourceFile { text: text.clone(), ..SourceFile::default() });
    let actions = read(&document, &text, DateResolver::default(), |_| 1);
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
    let actions = read(&document, text, DateResolver::default(), |_| 1);
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
    assert_eq!(read(&document, text, DateResolver::default(), |_| 1).len(), 2);
}

#[test]
fn steps_taken_are_no_plan_beside_one() {
    let texts = |text: &str| -> Vec<String> {
        let document = text::parse(&SourceFile { text: text.to_owned(), ..SourceFile::default() });
        let actions = read(&document, text, DateResolver::default(), |_| 1);
        actions.into_iter().map(|action| action.text).collect()
    };
    let taken = "# Printer down\n\n## Remediation actions\n\n1. Stopped the belt.\n2. Replaced the drum.\n3. Ran a test page.\n";
    assert_eq!(
        texts(&format!("{taken}\n## Follow-up actions\n\n- Order spare drums\n")),
        ["Order spare drums"]
    );
    assert_eq!(texts(taken).len(), 3);
    let ticked = "# Printer down\n\n## Remediation actions\n\n- [x] Added an alert\n- [x] Ordered drums\n\n\
                  ## Follow-up actions\n\n- [ ] Oil the belt\n";
    assert_eq!(texts(ticked).len(), 3);
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
    let document = text::parse(&SourceFile { text: text.clone(), ..SourceFile::default() });
    let actions = read(&document, &text, DateResolver::default(), |_| 1);
    let owners: Vec<&str> = actions.iter().map(|action| action.owner.as_deref().unwrap_or("")).collect();
    assert_eq!(owners, ["", "", "", "", "", "sam", "sam", "sam, lena"]);
}

/// The text, owner, state and kind of each action of a plan.
#[track_caller]
fn check_plan(plan: &str, expected: &[(&str, &str, Option<ActionStatus>)]) {
    let text = format!("# Printer down\n\n## Action items\n\n{plan}\n");
    let document = text::parse(&SourceFile { text: text.clone(), ..SourceFile::default() });
    let actions = read(&document, &text, DateResolver::default(), |_| 1);
    let found: Vec<_> = actions
        .iter()
        .map(|action| (action.text.as_str(), action.owner.as_deref().unwrap_or(""), action.status))
        .collect();
    assert_eq!(found, expected, "{plan}");
}

#[test]
fn the_text_is_shown_without_what_is_stated_beside_it() {
    let (open, done) = (Some(ActionStatus::Open), Some(ActionStatus::Done));
    check_plan(
        "- Oil the drum daily (Kofi, done 2024-09-12)\n- Oil the tray weekly [Priya]\n\
         - Add a second drum (press team, OPS-12)\n- Count the labels twice. Done.\n- Priya: order more ink. Open.\n\
         - ✅ Write the manual again\n- Buy a new press. Owner: Kofi. Due: 2025-01-31",
        &[
            ("Oil the drum daily", "Kofi", done),
            ("Oil the tray weekly", "Priya", None),
            ("Add a second drum", "press team", None),
            ("Count the labels twice.", "", done),
            ("order more ink.", "Priya", open),
            ("Write the manual again", "", done),
            ("Buy a new press.", "Kofi", None),
        ],
    );
}

#[test]
fn a_name_in_bold_owns_the_list_below_it() {
    check_plan(
        "**Priya**\n\n- Oil the drum\n- Order more ink\n\n**Kofi**\n\n- Count the labels",
        &[
            ("Oil the drum", "Priya", None),
            ("Order more ink", "Priya", None),
            ("Count the labels", "Kofi", None),
        ],
    );
}

#[test]
fn what_heads_or_explains_is_no_action() {
    let (open, done) = (Some(ActionStatus::Open), Some(ActionStatus::Done));
    check_plan(
        "- Improvements:\n- Oil the drum daily\n- Order more ink\n- Kofi Danso",
        &[("Oil the drum daily", "", None), ("Order more ink", "", None)],
    );
    check_plan(
        "- [x] Oil the drum\n- [ ] Order ink\n\n### Why the drum\n\n- It squeaks\n- It is old",
        &[("Oil the drum", "", done), ("Order ink", "", open)],
    );
    check_plan(
        "#### 1) Oil the drum\n\nIt squeaks.\n\n#### 2) Order ink\n\nThere is none.",
        &[("Oil the drum", "", None), ("Order ink", "", None)],
    );
}

#[test]
fn a_heading_below_that_of_the_plan_says_what_its_actions_are_for() {
    let text = "# Printer down\n\n## Action items\n\n### Detection\n\n- Count the labels\n\n### Mitigation\n\n- Oil the drum\n";
    let document = text::parse(&SourceFile { text: text.to_owned(), ..SourceFile::default() });
    let actions = read(&document, text, DateResolver::default(), |_| 1);
    let kinds: Vec<_> = actions.iter().map(|action| action.kind).collect();
    assert_eq!(kinds, [Some(ActionKind::Detect), Some(ActionKind::Mitigate)]);
}

#[test]
fn words_beside_an_action_are_those_of_the_language_of_the_file() {
    let text = "# Maßnahmen\n\n| Was | Wer | Bis | Stand |\n|---|---|---|---|\n| Alarm einrichten | Kofi | 2025-01-31 | erledigt |\n";
    let actions = crate::language::reading(crate::language::find("de").unwrap_or(0), None, || {
        let document = text::parse(&SourceFile { text: text.to_owned(), ..SourceFile::default() });
        read(&document, text, DateResolver::default(), |_| 1)
    });
    let found = actions.first().map(|action| (action.owner.as_deref(), action.due.is_some(), action.kind));
    assert_eq!(found, Some((Some("Kofi"), true, Some(ActionKind::Detect))));
}

fn texts(text: &str) -> Vec<String> {
    let document = text::parse(&SourceFile { text: text.to_owned(), ..SourceFile::default() });
    read(&document, text, DateResolver::default(), |_| 1).into_iter().map(|action| action.text).collect()
}

#[test]
fn a_checklist_about_the_document_is_no_plan() {
    let plan =
        "## Action items\n\n### Process\n\n1. Print labels twice\n\n### Technical\n\n1. Add an alert\n";
    let checklist = "\n# Actions\n\n- [ ] Sections above are filled out\n- [x] Incident is over\n";
    assert_eq!(texts(&format!("{plan}{checklist}")), ["Print labels twice", "Add an alert"]);
}

#[test]
fn items_without_a_box_under_a_plan_s_own_heading_are_planned_beside_ticked_ones() {
    let text = "## Remediation\n\n### Immediate actions\n\n- [x] Reprint the labels\n- [x] Refund the senders\n\n\
                ### Preventive actions\n\n- Add an alert\n\n### Why the tray was full\n\n- Nobody emptied it\n";
    assert_eq!(texts(text), ["Reprint the labels", "Refund the senders", "Add an alert"]);
}

#[test]
fn an_item_with_a_label_and_a_text_is_a_plan_with_details() {
    let text = "## Action items\n\n- **Stricter scripts:** add these options:\n  - `-e` stops at errors\n- **Alerts:**\n  - Page us\n";
    assert_eq!(texts(text), ["Stricter scripts: add these options:", "Page us"]);
}
