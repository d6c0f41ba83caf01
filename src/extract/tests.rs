//! What whole write-ups say, where the parts of reading must agree.
#![allow(clippy::unwrap_used)]

use crate::classify::{Tagger, taxonomy::Taxonomy};
use crate::postmortem::Postmortem;

fn read(text: &str) -> Postmortem {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.md");
    std::fs::write(&path, text).unwrap();
    let (mut incidents, _) = crate::library::read_file(&path, "a.md", &Tagger::new(&Taxonomy::embedded()));
    incidents.pop().unwrap().record
}

#[test]
fn a_list_of_stretches_is_several_windows_and_no_remedy() {
    let record = read(
        "# Three short outages of internal name resolution\n\n## Summary\n\nServices could not find each other: for 17 minutes, \
         for 12 and for 21.\n\n## Windows\n\n1. 8 April 2025, 07:02 to 07:19 UTC\n2. 8 April 2025, 10:40 to 10:52 UTC\n\
         3. 9 April 2025, 07:03 to 07:24 UTC\n",
    );
    let minutes: Vec<_> =
        record.windows.iter().map(|window| window.end.minutes_since(&window.start)).collect();
    assert_eq!((minutes, record.duration_minutes), (vec![17, 12, 21], Some(50)));
    assert_eq!(record.start.map(|start| start.to_string()).as_deref(), Some("2025-04-08T07:02:00+00:00"));
    assert_eq!(record.mitigation, None);
}

#[test]
fn a_severity_is_ranked_in_the_language_of_the_file() {
    let levels = ["pt", "de"].map(|language| {
        let word = if language == "pt" { "**Severidade:** Alta" } else { "**Schweregrad:** niedrig" };
        read(&format!("---\nlang: {language}\n---\n# X\n\n{word}\n"))
            .severity
            .and_then(|severity| severity.level)
    });
    assert_eq!(levels, [Some(2), Some(4)]);
}

#[test]
fn a_refused_front_matter_is_no_title() {
    for block in ["a: &a [x]", "# a comment\na: [x", "a: {\n\nb: c"] {
        assert_eq!(read(&format!("---\n{block}\n---\n# Bomb\n\nText.\n")).title, "Bomb", "{block}");
    }
}

#[test]
fn scripts_and_styles_and_comments_state_nothing() {
    let told = "The outage lasted from 10:00 to 11:00 UTC on 2024-03-01.";
    for (open, close) in [("<script>", "</script>"), ("<STYLE>", "</Style >"), ("<!--", "-->")] {
        let block = read(&format!("# Checkout down\n\n{open}\n{told}\n\n{told}\n{close}\n\nText.\n"));
        let inline = read(&format!("# Checkout down\n\nText {open}{told}{close} goes on.\n"));
        assert_eq!((block.start_time, inline.start_time), (None, None), "{open}");
        let summary = inline.summary.unwrap_or_default();
        assert_eq!(summary.split_whitespace().collect::<Vec<_>>(), ["Text", "goes", "on."]);
    }
}

#[test]
fn an_end_that_a_form_filled_in_with_the_start_is_none() {
    let times = |end: &str| {
        let block = format!("title: Shop down\ndate: 2024-03-02T10:05:22.742Z\nresolved_on: {end}");
        let record = read(&format!("---\n{block}\n---\nIt is down.\n"));
        (record.start_time.is_some(), record.end_time.map(|time| time.to_string()), record.duration_minutes)
    };
    assert_eq!(times("2024-03-02T10:05:22.784Z"), (true, None, None));
    assert_eq!(times("2024-03-02T10:35:22.000Z"), (true, Some("10:35:22".to_owned()), Some(30)));
}

#[test]
fn struck_through_text_states_nothing() {
    let record = read(
        "# Checkout down\n\nThe outage began at ~~09:00~~ 10:00 UTC on 2024-03-01 and ended at 11:00 UTC.\n\n\
         ~~Severity: 1~~\n\n## Actions\n\n- ~~Raise the limit~~ (ana)\n",
    );
    assert_eq!(record.start_time.map(|time| time.to_string()).as_deref(), Some("10:00:00"));
    assert_eq!((record.severity, record.actions.len()), (None, 1));
}

#[test]
fn names_over_lists_are_no_summary() {
    let record = read(
        "# Shop down\n\n- **Key events**\n  - Resolved 2024-05-06 10:00\n\n- The till answered nobody for an hour.\n",
    );
    assert_eq!(record.summary.as_deref(), Some("The till answered nobody for an hour."));
}
