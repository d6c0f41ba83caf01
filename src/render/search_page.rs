//! The search page: what is there before a query, and for readers whose browser cannot search.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::catalog::Catalog;
use super::groups::FacetKind;
use super::lists::{IndexEntry, entries};

/// Groups named of each kind.
const SHOWN: usize = 8;

/// What the search page shows.
#[derive(Serialize)]
pub(super) struct SearchPage<'a> {
    /// Name of the search index's folder.
    index: &'a str,
    /// Queries to try: one of words, whether or not it finds anything, and others of names that occur in this site.
    examples: Vec<Example>,
    causes: Vec<IndexEntry>,
    services: Vec<IndexEntry>,
    years: Vec<IndexEntry>,
}

/// A query to try.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Example {
    query: String,
    /// The query as the address of the page takes it.
    encoded: String,
    says: &'static str,
}

impl<'a> SearchPage<'a> {
    pub(super) fn new(catalog: &Catalog<'_>, index: &'a str) -> Self {
        Self {
            index,
            examples: examples(catalog),
            causes: most_frequent(catalog, FacetKind::Causes),
            services: most_frequent(catalog, FacetKind::Services),
            years: known(catalog, FacetKind::Years),
        }
    }
}

/// Groups with incidents, in the order of their index.
fn known(catalog: &Catalog<'_>, kind: FacetKind) -> Vec<IndexEntry> {
    let mut known = entries(catalog.facets(kind), kind);
    known.retain(|entry| !entry.unknown && entry.counted > 0);
    known
}

fn most_frequent(catalog: &Catalog<'_>, kind: FacetKind) -> Vec<IndexEntry> {
    let mut known = known(catalog, kind);
    known.sort_by_key(|entry| std::cmp::Reverse(entry.counted));
    known.truncate(SHOWN);
    known
}

/// One query of each sort, made of the most frequent names here.
fn examples(catalog: &Catalog<'_>) -> Vec<Example> {
    let most = |kind| {
        let groups = catalog.facets(kind).iter().filter(|group| !group.unknown && group.counted > 0);
        // Of equals the first, as in the lists.
        groups.reduce(|most, group| if group.counted > most.counted { group } else { most })
    };
    let cause = most(FacetKind::Causes).map(|group| format!("cause:{}", group.name));
    let service = most(FacetKind::Services).map(|group| format!("service:{}", quoted(&group.name)));
    let year = known(catalog, FacetKind::Years).first().map(|year| format!("date:{}", year.label));
    let both = cause.iter().zip(&service).map(|(cause, service)| format!("{cause} OR {service}")).next();
    let found = [
        (Some("connection refused".to_owned()), "words, or a pasted error message"),
        (cause, "one root cause"),
        (service, "one service"),
        (both, "either of them"),
        (year.map(|year| format!("{year} duration:>1h")), "a year, and longer than an hour"),
    ];
    found.into_iter().filter_map(|(query, says)| Some(Example::new(query?, says))).collect()
}

/// A value as a query takes it: in quotes where it is more than a word.
fn quoted(name: &str) -> String {
    let is_word = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if is_word { name.to_owned() } else { format!("\"{}\"", name.replace('"', " ")) }
}

impl Example {
    fn new(query: String, says: &'static str) -> Self {
        Self { encoded: utf8_percent_encode(&query, NON_ALPHANUMERIC).to_string(), query, says }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_several_words_stands_in_quotes_and_the_address_holds_it_whole() {
        let query = format!("service:{}", quoted("Checkout API"));
        let example = Example::new(query, "one service");
        assert_eq!(example.query, "service:\"Checkout API\"");
        assert_eq!(example.encoded, "service%3A%22Checkout%20API%22");
        assert_eq!(quoted("checkout-api"), "checkout-api");
    }
}
