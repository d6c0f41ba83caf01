//! Guarantees of facets and filters: the query of a facet value finds exactly as many incidents as it counts, and a query
//! without one of its filters does not find fewer.

#![allow(clippy::unwrap_used, clippy::panic)]

mod shelf;

use proptest::prelude::*;
use shelf::{cause, incident, search, searcher, shelf};
use whybook_search::{FacetCount, IncidentDocument, Searcher};

/// The shelf with names that are also query syntax.
fn awkward() -> Vec<IncidentDocument> {
    let mut all = shelf();
    let names = [
        "Checkout (EU)", "/v1/pay", "CheckoutAPI", "billing,", "the \"old\" till", "a:b", "search*",
        "mail^2", "till~1", "-", "\\\\share", ")", "AND", "“till”", "café  du\tport",
    ];
    for (number, name) in names.into_iter().enumerate() {
        let mut one = incident(&format!("awkward-{number}"), "Checkout could not connect to the disk");
        one.services = vec![name.to_owned(), "Mail".to_owned(), "mail".to_owned()];
        one.severity = Some(format!("bad ({number})"));
        one.causes = vec![cause("dns", "network")];
        one.date = Some(jiff::civil::date(2020 + number as i16 % 4, 5, 1));
        one.body = format!("workers ran out of memory {}", "on the device of the sale ".repeat(number % 3));
        all.push(one);
    }
    all
}

fn awkward_searcher() -> Searcher {
    searcher(&awkward())
}

/// Texts made of words and filters.
fn queries() -> impl Strategy<Value = String> {
    let parts = [
        "memory", "workers", "disk", "connect", "nowhere", "OUT", "COULD", "CONNECT", "TO", "the", "how",
        "device", "sale", "cause:dns", "cause:(dns OR leak)", "(cause:dns)", "((date:2023))", "NOT",
        "-cause:dns", "AND", "OR", "NOT (cause:dns)", "-(date:2023)", "NOT NOT", "date:2020..2022",
        "\"out of memory\"", "\"disk", "“sale", "(", ")", "-disk", "service:mail", "service:“mail”",
        "service:\"Checkout (EU)\"", "service:mai*", "cause:dns^2", "detected_by:unknown", "checkout-api",
        "severity:1", "disk^2", "dis*", "can't", "connect:", "10.0.0.7:443", "[ERROR]", "has:date", "kind:x",
        "2023", "2022-05", "service:chekout", "title:checkoutdisk", "checkoutdisk", "sevice:mail",
        "“ran off memry”", "service:\"checkout-(eo)\"", "cause:dms",
    ];
    prop::collection::vec(prop::sample::select(parts.to_vec()), 0..7).prop_map(|parts| parts.join(" "))
}

fn check(searcher: &Searcher, query: &str) -> Result<(), TestCaseError> {
    let results = search(searcher, query).unwrap();
    let total = |query: &str| search(searcher, query).map(|results| results.total);
    // If nothing is left with a filter, the query is relaxed further.
    let lenient = ["all the words", "is searched instead", "as text instead"];
    let lenient = results.notes.iter().any(|note| lenient.iter().any(|words| note.message.contains(words)));
    for instead in results.notes.iter().filter_map(|note| note.instead.as_deref()) {
        prop_assert!(total(instead).is_ok(), "{query:?}: instead {instead:?}");
    }
    let facets = results.facets;
    let mut values: Vec<(&str, FacetCount)> = Vec::new();
    for (name, list) in [
        ("service", facets.service),
        ("severity", facets.severity),
        ("date", facets.year),
        ("detected_by", facets.detected_by),
    ] {
        values.extend(list.into_iter().map(|value| (name, value)));
    }
    for category in facets.cause {
        values.push(("category", category.category));
        values.extend(category.causes.into_iter().map(|value| ("cause", value)));
    }
    for (name, value) in values {
        let found = total(&value.query)
            .unwrap_or_else(|error| panic!("{query:?} → {:?}: {error}", value.query))
            as u64;
        if value.chosen {
            let enough = lenient || found >= value.count || is_common(searcher, &value.query);
            prop_assert!(enough, "{query:?}: without {name} {:?}: {:?}", value.value, value.query);
        } else {
            prop_assert_eq!(found, value.count, "{:?}: {} {:?}: {:?}", query, name, value.value, value.query);
        }
    }
    for filter in results.filters.into_iter().filter(|_| !lenient) {
        let found =
            total(&filter.without).unwrap_or_else(|error| panic!("{query:?}: {:?}: {error}", filter.without));
        let enough = found >= results.total || is_common(searcher, &filter.without);
        prop_assert!(enough, "{query:?}: without {:?}: {:?}", filter.text, filter.without);
    }
    Ok(())
}

/// Whether a query consists of stop words.
fn is_common(searcher: &Searcher, query: &str) -> bool {
    let notes = search(searcher, query).unwrap().notes;
    notes
        .iter()
        .any(|note| ["too common", "no word to search"].iter().any(|words| note.message.contains(words)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn facets_and_filters_keep_their_guarantees(query in queries()) {
        thread_local!(static SEARCHER: Searcher = awkward_searcher());
        SEARCHER.with(|searcher| check(searcher, &query))?;
    }
}

#[test]
fn suggestions_are_valid_queries() {
    let searcher = awkward_searcher();
    for (query, expected) in [
        ("title:checkoutconnect", "title:\"checkout connect\""),
        ("title:chekout", "title:checkout"),
        ("checkoutconnect", "checkout connect"),
        ("service:a:c", "service:\"a:b\""),
    ] {
        let notes = search(&searcher, query).unwrap().notes;
        let found: Vec<&str> = notes.iter().filter_map(|note| note.instead.as_deref()).collect();
        assert_eq!(found, [expected], "{query}: {notes:?}");
    }
}

#[test]
fn names_that_look_like_operators_can_be_chosen() {
    check(&awkward_searcher(), "").unwrap();
}

#[test]
fn a_filter_by_a_synonym_selects_the_facet_value() {
    let searcher = searcher(&shelf::shelf());
    let leak = search(&searcher, "cause:leak").unwrap().facets.cause.remove(0).causes.remove(0);
    assert_eq!((leak.value.as_str(), leak.chosen, leak.query.as_str()), ("memory-leak", true, ""));
    let capacity = search(&searcher, "memory cause:capacity").unwrap().facets.cause.remove(0).category;
    assert_eq!(
        (capacity.value.as_str(), capacity.chosen, capacity.query.as_str()),
        ("capacity", true, "memory")
    );
}
