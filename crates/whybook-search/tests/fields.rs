//! The values of fields, and which incidents match them.

#![allow(clippy::unwrap_used, clippy::panic)]

mod shelf;

use shelf::{check, search, searcher, shelf};
use whybook_search::{Request, SearchError, Sort};

#[test]
fn fields_of_names_match_whole_and_ignore_case() {
    check(&[
        ("cause:memory-leak", &["leak"]),
        ("CAUSE:Memory_Leak", &["leak"]),
        ("cause:\"memory leak\"", &["leak"]),
        ("cause:memory", &["leak"]),
        ("cause:LEAK", &["leak"]),
        ("cause:out-of-space", &["disk"]),
        ("cause:\"Name resolution\"", &["dns"]),
        ("cause:capacity", &["surge", "disk"]),
        ("category:Capacity", &["surge", "disk"]),
        ("cause:mem*", &["leak"]),
        ("cause:cascading-failure", &["leak"]),
        ("cause:untagged", &["untagged"]),
        ("category:capacity", &["surge", "disk"]),
        ("service:\"Checkout API\"", &["surge", "leak"]),
        ("service:checkout-api", &["surge", "leak"]),
        ("service:checkout", &["surge", "leak"]),
        ("service:check*", &["surge", "leak"]),
        ("severity:1", &["leak"]),
        ("severity:sev-1", &["leak"]),
        ("severity:P2", &["surge"]),
        ("severity:SEV1", &["leak"]),
        ("severity:\"sev 1\"", &["leak"]),
        // No incident has it as written: its level matches.
        ("severity:P1", &["leak"]),
        ("severity:SEV-3", &[]),
        ("kind:inc* has:date", &["dns", "surge", "leak"]),
        ("-kind:near*", &["dns", "surge", "leak", "disk", "untagged"]),
        ("detected_by:monitoring", &["dns", "surge"]),
        ("team:payments", &["leak"]),
        ("status:draft", &["surge"]),
        ("action:open", &["leak"]),
        ("has:mitigation", &["leak"]),
        ("kind:incident has:date", &["dns", "surge", "leak"]),
        ("cause:(dns OR disk-full)", &["dns", "disk"]),
    ]);
}

#[test]
fn fields_of_text_look_only_there() {
    check(&[
        ("title:memory", &["disk", "leak"]),
        ("root_cause:campaign", &["surge"]),
        ("summary:campaign", &[]),
        ("mitigation:memory", &["leak"]),
        ("body:\"heap space\"", &["leak"]),
        ("title:(search OR names)", &["dns", "surge"]),
        ("title:mem*", &["disk", "leak"]),
        ("body:heep~1", &["leak"]),
    ]);
}

#[test]
fn days_and_lengths_of_time() {
    check(&[
        ("date:2023", &["surge", "leak"]),
        ("year:2024", &["dns"]),
        ("date:2023-02", &["leak"]),
        ("date:2023-02-02", &["leak"]),
        ("date:2023-02-02..2023-11-24", &["surge", "leak"]),
        ("date:2023-02-03..2023-11-23", &[]),
        ("date:2023-11..", &["dns", "surge"]),
        ("date:..2023-02-02", &["leak"]),
        ("date:>2023", &["dns"]),
        ("date:>=2023-11-24", &["dns", "surge"]),
        ("date:<2023-11", &["leak"]),
        ("date:2024..2023", &[]),
        ("date:(>2023)", &["dns"]),
        ("date:(<2023-03 OR >=2024-01-05)", &["dns", "leak"]),
        ("duration:(<30m OR 90..)", &["dns", "surge", "leak"]),
        ("date:(..2023-02-02)", &["leak"]),
        ("duration:>1h", &["dns", "surge"]),
        ("duration:<=20m", &["leak"]),
        ("duration:1h30m..2h", &["surge"]),
    ]);
}

#[test]
fn open_actions_that_were_due_are_overdue() {
    let mut late = shelf::incident("late", "Late");
    late.actions = vec!["open".to_owned()];
    late.open_due = Some(jiff::civil::date(2024, 5, 1));
    let searcher = searcher(&[late, shelf::incident("other", "Other")]);
    let found = |today: Option<jiff::civil::Date>| {
        let request = Request {
            query: "action:overdue",
            sort: Sort::Relevance,
            limit: 9,
            offset: 0,
            today,
            facets: true,
        };
        searcher.search(&request).unwrap().total
    };
    assert_eq!(found(Some(jiff::civil::date(2024, 5, 2))), 1);
    assert_eq!(found(Some(jiff::civil::date(2024, 5, 1))), 0);
    assert_eq!(found(None), 0);
}

#[test]
fn bounds_are_explained_in_days_that_exist() {
    let searcher = searcher(&shelf());
    for (query, expected) in [
        ("date:>2024", "date is after 2024-12-31\n"),
        ("date:>2024-02-28", "date is 2024-02-29 or more\n"),
        ("date:>2023-02-28", "date is after 2023-02-28\n"),
        ("date:<2023-03", "date is before 2023-03-01\n"),
        ("date:<=2023-03", "date is 2023-03-31 or less\n"),
        ("duration:>1h", "duration is 61 min or more\n"),
    ] {
        let mut lines = String::new();
        search(&searcher, query).unwrap().reading.lines(0, &mut lines);
        assert_eq!(lines, expected, "{query}");
    }
}

#[test]
fn a_value_that_its_field_cannot_have_is_an_error_with_its_span() {
    let searcher = searcher(&shelf());
    for (query, place) in [
        ("date:2023-99", "2023-99"),
        ("dns date:yesterday", "yesterday"),
        ("(date:2023-02-30..)", "2023-02-30.."),
        ("date:..", ".."),
        ("duration:long", "long"),
        ("date:\"2 May\"", "2 May"),
    ] {
        match search(&searcher, query) {
            Err(SearchError::Query(error)) => {
                assert_eq!(&query[error.span.clone()], place);
                assert!(error.message.contains(place) && error.hint.contains("write"), "{error}");
            }
            other => panic!("{query}: {other:?}"),
        }
    }
}
