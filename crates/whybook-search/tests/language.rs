//! Which incidents a query finds, and in which order.

#![allow(clippy::unwrap_used, clippy::panic)]

mod shelf;

use shelf::{check, search, searcher, shelf, slugs};
use whybook_search::{Request, Sort};

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
fn a_day_in_a_text_is_that_of_the_incident_too() {
    check(&[
        ("2024", &["dns"]),
        ("2024-01-05", &["dns"]),
        ("memory 2023", &["leak"]),
        ("2023-11 overloaded", &["surge"]),
        ("body:2024", &[]),
        ("1024", &[]),
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
        // Only the whole is excluded, not the parts of an identifier or single words of a group.
        ("has:date -foo-api", &["dns", "surge", "leak"]),
        ("has:date -session-memory", &["dns", "surge", "leak"]),
        ("has:date NOT (worker session map emptied memory checkout visitors)", &["dns", "surge", "leak"]),
        ("has:date NOT (worker nowhere4)", &["dns", "surge", "leak"]),
        ("", &["dns", "surge", "leak", "disk", "untagged"]),
    ]);
}

#[test]
fn pasted_messages_find_what_contains_them() {
    check(&[
        ("dial tcp 10.0.0.1:443: connect: connection refused", &["surge", "dns"]),
        ("2024-03-01T10:00:00Z dial tcp 10.0.0.1:443: connect: connection refused", &["surge", "dns"]),
        ("java.lang.OutOfMemoryError: Java heap space", &["leak", "disk"]),
        ("[FATAL] heap space", &["leak"]),
        ("can't connect", &["dns"]),
        ("Can’t connect", &["dns"]),
        ("CLIENTS CAN'T CONNECT", &["dns", "surge"]),
        ("write /var/log/app.log failed: no space left on device (errno 28)", &["disk", "leak"]),
        ("error: \"no space left", &["disk"]),
        ("no space left)", &["disk"]),
        ("ERROR: NO SPACE LEFT ON DEVICE, WRITE FAILED AND CANNOT RECOVER OR RETRY", &["disk", "leak"]),
        ("status:502 http", &["surge", "disk"]),
        ("tail -n 5 heap", &["leak"]),
        ("at com.acme.pay.Heap.space(Heap.java:42)", &["leak"]),
        ("pod checkout-api-7f9c6d5b4-x2k9z refused", &["surge", "leak"]),
    ]);
}

#[test]
fn prefixes_edits_slop_and_boosts() {
    check(&[
        ("emp*", &["leak"]),
        ("restarting*", &["leak"]),
        ("checkout-a*", &["surge", "leak"]),
        ("nothingofthesort*", &[]),
        ("hep~1", &[]),
        ("heep~", &["leak"]),
        ("vistiors~1", &["surge"]),
        ("visitosrt~1", &[]),
        ("visitosrt~2", &["surge"]),
        ("\"worker every session\"", &[]),
        ("\"worker every session\"~1", &["leak"]),
        ("\"session worker\"~3", &[]),
        ("\"session worker\"~4", &["leak"]),
        ("disk OR record", &["disk", "dns"]),
        ("disk OR record^9", &["dns", "disk"]),
        ("(disk)^0.1 OR record", &["dns", "disk"]),
        ("disk OR \"the record\"^9", &["dns", "disk"]),
    ]);
}

#[test]
fn digits_are_never_fuzzed_and_a_class_of_statuses_stands_for_all_of_it() {
    check(&[
        ("5xx", &["disk", "surge"]),
        ("5XX http", &["surge", "disk"]),
        ("3xx", &[]),
        ("504~1", &[]),
        ("http504", &[]),
        ("body:5xx", &["disk", "surge"]),
    ]);
}

#[test]
fn synonyms_count_less_than_the_word() {
    let mut named = shelf();
    let mut oom = shelf::incident("oom", "The job was OOMKilled");
    oom.body = "The kernel ended it.".to_owned();
    named.push(oom);
    let searcher = searcher(&named);
    for (query, expected) in [
        ("OOMKilled", &["oom", "leak"][..]),
        ("oom_killed", &["oom", "leak"]),
        ("out of memory", &["leak", "oom"]),
        ("workers out of memory", &["leak"]),
        ("bad gateway", &["surge"]),
        ("certificate", &["dns"]),
        ("body:certificate", &["dns"]),
        ("title:certificate", &[]),
        ("traffic spike", &["surge"]),
        ("traffic-surge sale", &["surge"]),
        ("memory leak", &["leak"]),
        // Excluding a word does not exclude its synonyms.
        ("memory -oom -disk", &["leak"]),
    ] {
        assert_eq!(slugs(&search(&searcher, query).unwrap()), expected, "{query}");
    }
}

#[test]
fn words_that_do_not_occur_are_corrected_if_nothing_else_matches() {
    let searcher = searcher(&shelf());
    for (query, expected, note, instead) in [
        ("campain", &["surge"][..], "`campaign` is searched instead", "campaign"),
        ("campain visitors", &["surge"], "`campaign` is searched instead", "campaign visitors"),
        ("campain OR mirror", &["dns"], "did you mean `campaign`?", "campaign OR mirror"),
        ("\"no spcae left\"", &["disk"], "`no space left` is searched instead", "\"no space left\""),
        ("heapspace", &["leak"], "`heap space` is searched instead", "heap space"),
        (
            "service:chekout-api",
            &["surge", "leak"],
            "`checkout-api` is searched instead",
            "service:checkout-api",
        ),
        ("cause:trafic-surge", &["surge"], "`traffic-surge` is searched instead", "cause:traffic-surge"),
        ("team:paiments workers", &["leak"], "`payments` is searched instead", "team:payments workers"),
    ] {
        let results = search(&searcher, query).unwrap();
        assert_eq!(slugs(&results), expected, "{query}");
        let found = results.notes.iter().find(|found| found.message.contains(note));
        let found = found.unwrap_or_else(|| panic!("{query}: {:?}", results.notes));
        assert_eq!(found.instead.as_deref(), Some(instead), "{query}");
    }
}

#[test]
fn fewer_words_are_required_if_all_find_too_few_incidents() {
    let searcher = searcher(&shelf());
    for (query, expected, note) in [
        ("memory workers", &["leak"][..], None),
        ("memory campaign", &["surge", "leak", "disk"], Some("no incident has all the words")),
        ("memory workers nowhere", &["leak", "disk"], Some("no incident has all the words")),
        ("workers emptied memory", &["leak", "disk"], Some("only one incident has all the words")),
        ("why did the disk get filled again", &["disk"], None),
        ("cause:dns memory workers", &[], None),
    ] {
        let results = search(&searcher, query).unwrap();
        assert_eq!(slugs(&results), expected, "{query}: {:?}", results.notes);
        let fewer = results
            .notes
            .iter()
            .map(|note| note.message.as_str())
            .find(|note| note.contains("has all the words"));
        assert_eq!(fewer.is_some(), note.is_some(), "{query}: {:?}", results.notes);
        assert!(note.is_none_or(|note| fewer.unwrap().contains(note)), "{query}");
    }
}

#[test]
fn recent_and_severe_incidents_rank_higher_among_equals() {
    let twin = |slug: &str, year: i16, level: Option<u8>| {
        let mut twin = shelf::incident(slug, "Queue stopped");
        twin.date = Some(jiff::civil::date(year, 5, 1));
        twin.severity = level.map(|level| format!("SEV-{level}"));
        twin.severity_level = level;
        twin
    };
    let twins = [
        twin("old", 2015, None),
        twin("grave", 2023, Some(1)),
        twin("slight", 2023, Some(5)),
        twin("new", 2024, Some(3)),
    ];
    assert_eq!(slugs(&search(&searcher(&twins), "queue").unwrap()), ["grave", "new", "slight", "old"]);
}

#[test]
fn adjacent_words_rank_higher() {
    let text = |slug: &str, body: &str| {
        let mut incident = shelf::incident(slug, "Something");
        incident.body = body.to_owned();
        incident
    };
    let shelf = [
        text("apart", "the connection was slow, and a moment later the visa was refused"),
        text("together", "a moment later the visa was slow, and the connection refused the"),
    ];
    assert_eq!(slugs(&search(&searcher(&shelf), "connection refused").unwrap()), ["together", "apart"]);
}

#[test]
fn a_query_is_explained() {
    let results = search(&searcher(&shelf()), "cause:leak oom -disk duration:>10m").unwrap();
    let mut lines = String::new();
    results.reading.lines(0, &mut lines);
    assert_eq!(
        lines,
        "all of\n  cause is memory-leak\n  not\n    `disk`\n  duration is 11 min or more\n  `oom`\n    or its synonym \
         `out of memory`, at 0.8\n    or its synonym `OutOfMemoryError`, at 0.8\n"
    );
}

#[test]
fn scores_are_finite_whatever_the_boosts() {
    let query = format!("{}disk{} has:cause^100", "(".repeat(30), "^100)".repeat(30));
    let results = search(&searcher(&shelf()), &query).unwrap();
    assert!(results.total > 0 && results.hits.iter().all(|hit| hit.score.is_finite()), "{:?}", results.hits);
}

#[test]
fn a_word_does_not_have_the_synonyms_of_a_phrase_with_a_stop_word() {
    let mut words = shelf::vocabulary();
    let terms = ["login", "log in", "sign-in"].map(str::to_owned).to_vec();
    words.synonyms.push(whybook_search::vocabulary::Synonyms { weight: 0.7, terms });
    let mut login = shelf::incident("login", "Nobody could login");
    login.body = "The sign fell off.".to_owned();
    let documents = [login, shelf::incident("log", "The log was gone")];
    let files = whybook_search::index::build(&documents, &words).unwrap();
    let searcher = whybook_search::Searcher::open(files.in_memory().unwrap()).unwrap();
    assert_eq!(slugs(&search(&searcher, "log").unwrap()), ["log"]);
    assert_eq!(slugs(&search(&searcher, "log in").unwrap()), ["log"]);
    assert_eq!(slugs(&search(&searcher, "login").unwrap()), ["login", "log"]);
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
        let request = Request { query: "queue", sort: Sort::Date, limit, offset, today: None, facets: true };
        let results = searcher.search(&request).unwrap();
        assert_eq!(results.total, 5);
        results.hits.into_iter().map(|hit| hit.slug).collect::<Vec<_>>()
    };
    assert_eq!(page(0, 9), ["c", "a", "b", "loud", "z"]);
    assert_eq!(page(1, 2), ["a", "b"]);
    assert_eq!(page(9, 2), Vec::<String>::new());
}

#[test]
fn sorted_by_duration_incidents_without_one_come_last() {
    let searcher = searcher(&shelf());
    let request = Request { query: "", sort: Sort::Duration, limit: 9, offset: 0, today: None, facets: true };
    let results = searcher.search(&request).unwrap();
    assert_eq!(slugs(&results), ["dns", "surge", "leak", "disk", "untagged"]);
}

#[test]
fn a_note_says_what_is_read_as_text() {
    let searcher = searcher(&shelf());
    for (query, place, words, hint) in [
        ("sevice:checkout", "sevice", "no field and is read as text; did you mean `service:`?", None),
        ("host:checkout", "host", "no field and is read as text", None),
        ("disk \"full", "\"", "a quote without its partner", Some("a second \"")),
        ("cause:dns AND (disk", "(", "a parenthesis without its partner", Some("both ( and )")),
        ("disk)", ")", "a parenthesis without its partner", Some("both ( and )")),
        ("disk AND", "AND", "an operator with nothing to work on", Some("between two parts")),
        ("status: 500", "status:", "without a value", Some("right after the colon")),
        ("[ERROR] (disk", "(", "a parenthesis without its partner", None),
        ("status:500", "500", "takes draft, in-review", None),
        ("status:darft", "darft", "did you mean `draft`?", None),
        ("<p> date:Mon", "Mon", "is no date; this is read as text", None),
        ("???", "???", "no word", None),
        ("status:nowhere", "status", "occurs in no incident", None),
        ("the", "the", "too common", None),
        ("date:2024..2023", "date:2024..2023", "nothing lies within", None),
    ] {
        let notes = search(&searcher, query).unwrap().notes;
        let found = notes.iter().find(|note| note.message.contains(words));
        let found = found.unwrap_or_else(|| panic!("{query}: {notes:?}"));
        assert_eq!(&query[found.span.clone()], place);
        match (hint, &found.hint) {
            (None, None) => {}
            (Some(words), Some(hint)) => assert!(hint.contains(words), "{query}: {hint}"),
            (_, hint) => panic!("{query}: {hint:?}"),
        }
    }
}
