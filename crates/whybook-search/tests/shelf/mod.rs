//! A small shelf of incidents to search in.

#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

use jiff::civil::date;
use whybook_search::vocabulary::{CategoryNames, CauseNames, Synonyms};
use whybook_search::{
    CauseRef, IncidentDocument, Request, SearchError, SearchResults, Searcher, Sort, Vocabulary, index,
};

/// An incident with a slug and a title; the tests add what they are about.
pub(crate) fn incident(slug: &str, title: &str) -> IncidentDocument {
    IncidentDocument {
        path: format!("{slug}.md"),
        slug: slug.to_owned(),
        title: title.to_owned(),
        detected_by: "unknown".to_owned(),
        kind: "incident".to_owned(),
        ..IncidentDocument::default()
    }
}

pub(crate) fn cause(id: &str, category: &str) -> CauseRef {
    CauseRef { id: id.to_owned(), category: category.to_owned(), primary: false }
}

/// Five incidents of a shop.
pub(crate) fn shelf() -> Vec<IncidentDocument> {
    let leak = IncidentDocument {
        date: Some(date(2023, 2, 2)),
        duration_minutes: Some(20),
        services: vec!["Checkout API".to_owned()],
        causes: vec![cause("memory-leak", "code"), cause("cascading-failure", "dynamics")],
        severity: Some("SEV-1".to_owned()),
        severity_level: Some(1),
        detected_by: "customer".to_owned(),
        team: Some("Payments".to_owned()),
        status: Some("closed".to_owned()),
        actions: vec!["open".to_owned(), "done".to_owned()],
        mitigation_quote: Some("Restarting the workers".to_owned()),
        summary: "Customers could not pay for twenty minutes.".to_owned(),
        root_cause: "A worker kept every session in a map that was never emptied.".to_owned(),
        mitigation_text: "Restarting the workers gave the memory back.".to_owned(),
        body: "07:00 java.lang.OutOfMemoryError: Java heap space in CheckoutAPI\n07:15 restarted".to_owned(),
        names: "Checkout API memory-leak".to_owned(),
        ..incident("leak", "Checkout ran out of memory")
    };
    let surge = IncidentDocument {
        date: Some(date(2023, 11, 24)),
        duration_minutes: Some(95),
        services: vec!["search".to_owned(), "checkout api".to_owned()],
        causes: vec![cause("traffic-surge", "capacity")],
        severity: Some("P2".to_owned()),
        severity_level: Some(2),
        detected_by: "monitoring".to_owned(),
        status: Some("draft".to_owned()),
        root_cause: "A campaign brought more visitors than the search service was sized for.".to_owned(),
        body: "dial tcp 10.0.0.7:443: connect: connection refused\nHTTP 502 from the checkout-api".to_owned(),
        names: "search checkout api".to_owned(),
        ..incident("surge", "Search overloaded on the day of the sale")
    };
    let dns = IncidentDocument {
        date: Some(date(2024, 1, 5)),
        duration_minutes: Some(600),
        causes: vec![cause("dns", "network")],
        detected_by: "monitoring".to_owned(),
        root_cause: "Someone removed the record of the café's mirror.".to_owned(),
        body: "Clients can't connect; x509 errors came from the failover.".to_owned(),
        ..incident("dns", "Names did not resolve")
    };
    let disk = IncidentDocument {
        causes: vec![cause("disk-full", "capacity")],
        body: "write failed: no space left on device; HTTP 503 for everybody".to_owned(),
        ..incident("disk", "Logs filled the disk of the memory cache")
    };
    vec![leak, surge, dns, disk, incident("untagged", "Something else")]
}

/// A few words with the same meaning, and the names of the causes on the shelf.
pub(crate) fn vocabulary() -> Vocabulary {
    let group = |weight: f32, terms: &[&str]| Synonyms {
        weight,
        terms: terms.iter().map(|&term| term.to_owned()).collect(),
    };
    let name = |category: &str, id: &str, label: &str, synonyms: &[&str]| CauseNames {
        id: id.to_owned(),
        category: category.to_owned(),
        label: label.to_owned(),
        synonyms: synonyms.iter().map(|&name| name.to_owned()).collect(),
        phrases: Vec::new(),
    };
    let category = |id: &str, label: &str| CategoryNames { id: id.to_owned(), label: label.to_owned() };
    Vocabulary {
        synonyms: vec![
            group(0.8, &["out of memory", "OOM", "OOMKilled", "OutOfMemoryError"]),
            group(0.7, &["502", "bad gateway"]),
            group(0.6, &["certificate", "x509"]),
        ],
        categories: vec![
            category("capacity", "Capacity"),
            category("code", "Code"),
            category("dynamics", "Dynamics"),
            category("network", "Network"),
        ],
        causes: vec![
            name("code", "memory-leak", "Memory leak", &["leak"]),
            name("dynamics", "cascading-failure", "Cascading failure", &[]),
            name("capacity", "traffic-surge", "Traffic surge", &["surge", "traffic-spike"]),
            name("capacity", "disk-full", "Disk full", &["out-of-space"]),
            name("network", "dns", "DNS", &["name-resolution"]),
        ],
    }
}

pub(crate) fn searcher(documents: &[IncidentDocument]) -> Searcher {
    Searcher::open(index::build(documents, &vocabulary()).unwrap().in_memory().unwrap()).unwrap()
}

pub(crate) fn search(searcher: &Searcher, query: &str) -> Result<SearchResults, SearchError> {
    searcher.search(&Request {
        query,
        sort: Sort::Relevance,
        limit: 20,
        offset: 0,
        today: None,
        facets: true,
    })
}

/// Slugs of the hits in order.
pub(crate) fn slugs(results: &SearchResults) -> Vec<&str> {
    results.hits.iter().map(|hit| hit.slug.as_str()).collect()
}

/// Checks a table of query → slugs in order against the shelf.
pub(crate) fn check(table: &[(&str, &[&str])]) {
    let searcher = searcher(&shelf());
    for (query, expected) in table {
        let results = search(&searcher, query).unwrap_or_else(|error| panic!("{query:?}: {error}"));
        assert_eq!(slugs(&results), *expected, "{query:?}, notes: {:?}", results.notes);
    }
}
