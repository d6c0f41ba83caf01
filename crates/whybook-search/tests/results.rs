//! Facets, snippets and stored text of search results, and reproducible index files.

#![allow(clippy::unwrap_used, clippy::panic)]

mod shelf;

use shelf::{incident, search, searcher, shelf};
use whybook_search::{FacetCount, SearchError, Searcher, index, schema};

fn counts(facet: &[FacetCount]) -> Vec<(&str, u64)> {
    facet.iter().map(|count| (count.value.as_str(), count.count)).collect()
}

#[test]
fn facets_count_the_whole_result() {
    let results = search(&searcher(&shelf()), "").unwrap();
    let facets = results.facets;
    let causes = |at: usize| {
        let category = &facets.cause[at];
        (category.category.label.as_str(), category.category.count, counts(&category.causes))
    };
    assert_eq!(causes(0), ("Capacity", 2, vec![("disk-full", 1), ("traffic-surge", 1)]));
    assert_eq!(causes(1), ("Code", 1, vec![("memory-leak", 1)]));
    assert_eq!(causes(2), ("Dynamics", 1, vec![("cascading-failure", 1)]));
    assert_eq!(causes(3), ("Network", 1, vec![("dns", 1)]));
    assert_eq!(facets.cause[0].causes[0].label, "Disk full");
    assert_eq!(counts(&facets.service), [("checkout-api", 2), ("search", 1)]);
    assert_eq!(counts(&facets.severity), [("1", 1), ("2", 1)]);
    assert_eq!(counts(&facets.year), [("2024", 1), ("2023", 2)]);
    assert_eq!(counts(&facets.detected_by), [("monitoring", 2), ("unknown", 2), ("customer", 1)]);
    let results = search(&searcher(&shelf()), "category:capacity").unwrap();
    assert_eq!(results.facets.cause.len(), 1);
}

#[test]
fn a_facet_narrows_the_query_and_widens_it_again() {
    let searcher = searcher(&shelf());
    let facet = |query: &str| {
        let results = search(&searcher, query).unwrap();
        let count = results.facets.service.into_iter().find(|count| count.value == "checkout-api").unwrap();
        (count.query, count.chosen)
    };
    assert_eq!(facet("memory"), ("memory service:checkout-api".to_owned(), false));
    assert_eq!(facet("memory OR sale"), ("(memory OR sale) service:checkout-api".to_owned(), false));
    assert_eq!(facet(""), ("service:checkout-api".to_owned(), false));
    assert_eq!(facet("memory service:\"Checkout API\" date:2023"), ("memory date:2023".to_owned(), true));
    let leak = search(&searcher, "cause:leak").unwrap().facets.cause.remove(0).causes.remove(0);
    assert_eq!((leak.value.as_str(), leak.chosen, leak.query.as_str()), ("memory-leak", true, ""));
    for (query, filters) in [
        ("memory", vec![]),
        ("cause:memory-leak workers", vec![("cause:memory-leak", "workers")]),
        (
            "workers AND date:2023 AND -cause:dns",
            vec![("date:2023", "workers AND -cause:dns"), ("cause:dns", "workers AND date:2023")],
        ),
        ("date:2023 AND workers", vec![("date:2023", "workers")]),
        ("NOT cause:dns workers", vec![("cause:dns", "workers")]),
        ("workers OR date:2023", vec![]),
        ("cause:(dns OR memory-leak)", vec![]),
    ] {
        let results = search(&searcher, query).unwrap();
        let found: Vec<_> =
            results.filters.iter().map(|filter| (filter.text.as_str(), filter.without.as_str())).collect();
        assert_eq!(found, filters, "{query}");
        for filter in &results.filters {
            assert!(search(&searcher, &filter.without).unwrap().total >= results.total, "{query}");
        }
    }
}

/// The snippet with its marks in brackets.
fn marked(query: &str) -> (String, &'static str) {
    let results = search(&searcher(&shelf()), query).unwrap();
    let snippet = &results.hits[0].snippet;
    let mut out = String::new();
    for (at, c) in snippet.text.chars().enumerate() {
        if snippet.marks.iter().any(|&(start, _)| start == at) {
            out.push('[');
        }
        out.push(c);
        if snippet.marks.iter().any(|&(_, end)| end == at + 1) {
            out.push(']');
        }
    }
    (out, snippet.field)
}

#[test]
fn the_snippet_shows_the_best_match() {
    let root = "A worker kept every session in a map that was never emptied.";
    assert_eq!(marked("worker"), (root.replace("worker", "[worker]"), "root_cause"));
    assert_eq!(marked("cause:memory-leak"), (root.to_owned(), "root_cause"));
    assert_eq!(
        marked("\"gave the memory\" -disk"),
        ("Restarting the workers [gave the memory] back.".to_owned(), "mitigation")
    );
    assert_eq!(
        marked("cafés record"),
        ("Someone removed the [record] of the [café's] mirror.".to_owned(), "root_cause")
    );
    assert_eq!(
        marked("checkout_api 502"),
        (
            "dial tcp 10.0.0.7:443: connect: connection refused HTTP [502] from the [checkout-api]"
                .to_owned(),
            "body"
        )
    );
    assert_eq!(marked("something"), ("[Something] else".to_owned(), "title"));
}

#[test]
fn a_long_text_is_cut_around_the_match() {
    let mut long = incident("long", "Long");
    long.root_cause = format!("{} needle in it {}", "hay ".repeat(40), "straw ".repeat(80));
    let results = search(&searcher(&[long]), "needle").unwrap();
    let snippet = &results.hits[0].snippet;
    assert!(snippet.text.starts_with("… hay") && snippet.text.ends_with("straw …"), "{}", snippet.text);
    assert!(snippet.text.chars().count() < 240);
    let (start, end) = snippet.marks[0];
    assert_eq!(snippet.text.chars().skip(start).take(end - start).collect::<String>(), "needle");
}

#[test]
fn control_and_bidi_characters_are_removed_from_stored_text() {
    let mut sly = incident("sly", "a\u{1b}[31mb\u{202e}c\u{61c}d");
    sly.mitigation_quote = Some("x\u{7}\ny".to_owned());
    let results = search(&searcher(&[sly]), "").unwrap();
    assert_eq!(results.hits[0].title, "a [31mbcd");
    assert_eq!(results.hits[0].mitigation.as_deref(), Some("x y"));
}

#[test]
fn the_index_does_not_depend_on_the_order_of_incidents() {
    let mut many = Vec::new();
    for round in 0..120 {
        for mut document in shelf() {
            document.slug = format!("{}-{round}", document.slug);
            document.body.push_str(&format!(" round {round}"));
            many.push(document);
        }
    }
    let files = index::build(&many, &shelf::vocabulary()).unwrap().files;
    many.reverse();
    assert!(files == index::build(&many, &shelf::vocabulary()).unwrap().files);
    let results = search(&searcher(&many), "cause:dns round").unwrap();
    assert_eq!(results.total, 120);
    assert_eq!(results.hits[1].slug, "dns-1");
}

#[test]
fn no_incidents_make_an_empty_index() {
    let searcher = searcher(&[]);
    assert!(searcher.is_empty());
    assert_eq!(search(&searcher, "anything").unwrap().total, 0);
    assert_eq!(search(&searcher, "date:2023 duration:>1h").unwrap().total, 0);
}

#[test]
fn missing_damaged_and_foreign_indexes_have_errors_of_their_own() {
    let files = index::build(&shelf(), &shelf::vocabulary()).unwrap();
    type Files = Vec<(String, Vec<u8>)>;
    let broken = |change: &dyn Fn(&mut Files)| {
        let mut files = files.clone();
        change(&mut files.files);
        Searcher::open(files.in_memory().unwrap()).unwrap_err()
    };
    let meta = |files: &mut Vec<(String, Vec<u8>)>, from: &str, to: &str| {
        for (_, content) in files.iter_mut().filter(|(name, _)| name == "meta.json") {
            *content = String::from_utf8_lossy(content).replace(from, to).into_bytes();
        }
    };
    let newer = broken(&|files| meta(files, &schema::mark(), "whybook-search 999"));
    assert!(matches!(&newer, SearchError::Version(found) if found == "whybook-search 999"), "{newer}");
    for error in [
        broken(&|files| files.clear()),
        broken(&|files| meta(files, "{", "")),
        broken(&|files| meta(files, "whybook-search", "other")),
        broken(&|files| files.retain(|(name, _)| !name.ends_with(".term"))),
    ] {
        assert!(matches!(error, SearchError::Index(_)), "{error}");
    }
}
