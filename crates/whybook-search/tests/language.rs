//! Which incidents a query finds, and in which order.

#![allow(clippy::unwrap_used, clippy::panic)]

mod shelf;

use shelf::{search, searcher, shelf, slugs};
use whybook_search::{Request, SearchError, Sort};

/// Runs a table of query → slugs in order.
fn check(table: &[(&str, &[&str])]) {
    let searcher = searcher(&shelf());
    for (query, expected) in table {
        let results = search(&searcher, query).unwrap_or_else(|error| panic!("{query:?}: {error}"));
        assert_eq!(slugs(&results), *expected, "{query:?}, notes: {:?}", results.notes);
    }
}

#[test]
fn words_and_phrases() {
    check(&[
        ("memory", &["leak", "disk"]),
        ("MEMORY workers", &["leak"]),
        ("restart", &["leak"]),
        ("campaigns visitor", &["surge"]),
        ("\"ran out of memory\"", &["leak"]),
        ("\"out of the memory\"", &[]),
        ("cafe", &["dns"]),
        ("CAFÉ", &["dns"]),
        ("nowhere", &[]),
        ("502", &["surge"]),
        ("503", &["disk"]),
        ("50", &[]),
    ]);
}

#[test]
fn identifiers_are_found_however_they_are_joined() {
    let all: &[&str] = &["leak", "surge"];
    for query in ["checkout-api", "checkout_api", "CheckoutAPI", "checkout/api", "\"checkout api\""] {
        let searcher = searcher(&shelf());
        let results = search(&searcher, query).unwrap();
        let mut found = slugs(&results);
        found.sort_unstable();
        assert_eq!(found, all, "{query}");
    }
    check(&[("outofmemoryerror", &["leak"]), ("OutOfMemoryError", &["leak"]), ("java.lang", &["leak"])]);
}

#[test]
fn fields_of_names_match_whole_and_ignore_case() {
    check(&[
        ("cause:memory-leak", &["leak"]),
        ("CAUSE:Memory_Leak", &["leak"]),
        ("cause:\"memory leak\"", &["leak"]),
        ("cause:memory", &[]),
        ("cause:cascading-failure", &["leak"]),
        ("cause:untagged", &["untagged"]),
        ("category:capacity", &["surge", "disk"]),
        ("service:\"Checkout API\"", &["surge", "leak"]),
        ("service:checkout-api", &["surge", "leak"]),
        ("service:checkout", &[]),
        ("severity:1", &["leak"]),
        ("severity:sev-1", &["leak"]),
        ("severity:P2", &["surge"]),
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
        ("title:memory", &["leak", "disk"]),
        ("root_cause:campaign", &["surge"]),
        ("summary:campaign", &[]),
        ("mitigation:memory", &["leak"]),
        ("body:\"heap space\"", &["leak"]),
        ("title:(search OR names)", &["dns", "surge"]),
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
        ("duration:>1h", &["dns", "surge"]),
        ("duration:<=20m", &["leak"]),
        ("duration:1h30m..2h", &["surge"]),
    ]);
}

#[test]
fn operators() {
    check(&[
        ("workers AND memory", &["leak"]),
        ("campaign OR mirror", &["dns", "surge"]),
        ("memory NOT disk", &["leak"]),
        ("memory -disk", &["leak"]),
        ("memory -\"the disk\"", &["leak"]),
        ("NOT has:date", &["disk", "untagged"]),
        ("-has:date -logs", &["untagged"]),
        ("has:date AND NOT (cause:dns OR cause:memory-leak)", &["surge"]),
        ("NOT NOT cause:dns", &["dns"]),
        ("cause:dns OR NOT has:date", &["dns", "disk", "untagged"]),
        ("campaign visitors OR mirror record", &["dns", "surge"]),
        ("and or not", &["dns", "leak"]),
        ("", &["dns", "surge", "leak", "disk", "untagged"]),
    ]);
}

#[test]
fn pasted_messages_find_what_contains_them() {
    check(&[
        ("dial tcp 10.0.0.1:443: connect: connection refused", &["surge"]),
        ("2024-03-01T10:00:00Z dial tcp 10.0.0.1:443: connect: connection refused", &["surge"]),
        ("java.lang.OutOfMemoryError: Java heap space", &["leak"]),
        ("[FATAL] heap space", &[]),
        ("can't connect", &["dns"]),
        ("Can’t connect", &["dns"]),
        ("CLIENTS CAN'T CONNECT", &["dns"]),
        ("write /var/log/app.log failed: no space left on device (errno 28)", &["disk"]),
        ("error: \"no space left", &[]),
        ("no space left)", &["disk"]),
        ("ERROR: NO SPACE LEFT ON DEVICE, WRITE FAILED AND CANNOT RECOVER OR RETRY", &["disk"]),
        ("status:502 http", &[]),
        ("tail -n 5 heap", &[]),
    ]);
}

#[test]
fn order_is_by_score_then_date_then_slug() {
    let mut twins = Vec::new();
    for (slug, year) in [("b", 2022), ("a", 2022), ("c", 2023)] {
        let mut twin = shelf::incident(slug, "Queue stopped");
        twin.date = Some(jiff::civil::date(year, 5, 1));
        twins.push(twin);
    }
    twins.push(shelf::incident("z", "Queue stopped"));
    let mut louder = shelf::incident("loud", "Queue queue");
    louder.root_cause = "The queue.".to_owned();
    twins.push(louder);
    let searcher = searcher(&twins);
    assert_eq!(slugs(&search(&searcher, "queue").unwrap()), ["loud", "c", "a", "b", "z"]);
    let page = |offset, limit| {
        let request = Request { query: "queue", sort: Sort::Date, limit, offset };
        let results = searcher.search(&request).unwrap();
        assert_eq!(results.total, 5);
        results.hits.into_iter().map(|hit| hit.slug).collect::<Vec<_>>()
    };
    assert_eq!(page(0, 9), ["c", "a", "b", "loud", "z"]);
    assert_eq!(page(1, 2), ["a", "b"]);
    assert_eq!(page(9, 2), Vec::<String>::new());
}

#[test]
fn sorted_by_length_the_unknown_come_last() {
    let searcher = searcher(&shelf());
    let request = Request { query: "", sort: Sort::Duration, limit: 9, offset: 0 };
    let results = searcher.search(&request).unwrap();
    assert_eq!(slugs(&results), ["dns", "surge", "leak", "disk", "untagged"]);
}

#[test]
fn a_value_that_its_field_cannot_have_is_an_error_at_its_place() {
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

#[test]
fn what_is_read_as_text_is_noted() {
    let searcher = searcher(&shelf());
    for (query, place, words) in [
        ("sevice:checkout", "sevice", "no field"),
        ("disk \"full", "\"", "quote"),
        ("(disk", "(", "parenthesis"),
        ("disk)", ")", "parenthesis"),
        ("disk AND", "AND", "operator"),
        ("status: 500", "status:", "without a value"),
        ("status:500", "500", "draft, in-review"),
        ("???", "???", "no word"),
    ] {
        let notes = search(&searcher, query).unwrap().notes;
        assert_eq!(notes.len(), 1, "{query}: {notes:?}");
        assert_eq!(&query[notes[0].span.clone()], place);
        assert!(notes[0].message.contains(words), "{}", notes[0].message);
    }
}
