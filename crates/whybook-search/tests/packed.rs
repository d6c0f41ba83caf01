#![cfg(feature = "native")]
#![allow(clippy::unwrap_used)]
//! A packed index of which chunks are supplied on demand gives the same results as the whole index.

mod shelf;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;
use whybook_search::index::IndexFiles;
use whybook_search::pack::{Pack, pack};
use whybook_search::web::Packed;
use whybook_search::{Request, SearchError, SearchResults, Searcher, Sort, index};

/// A packed index and the chunks that were fetched so far.
struct Reader {
    searcher: Searcher,
    packed: Packed,
    parts: BTreeMap<String, Vec<u8>>,
    fetched: BTreeSet<String>,
}

impl Reader {
    fn new(pack: Pack) -> Self {
        let packed = Packed::new(&pack.opening).unwrap();
        let searcher = Searcher::open_packed(packed.clone()).unwrap();
        Self { searcher, packed, parts: pack.chunks.into_iter().collect(), fetched: BTreeSet::new() }
    }

    /// Searches until nothing is missing. Returns the results and the number of round trips.
    fn ask(&mut self, request: &Request<'_>) -> (Result<SearchResults, SearchError>, usize) {
        for trips in 0.. {
            let answer = self.searcher.search(request);
            let missing = self.packed.take_missing();
            if answer.is_ok() || missing.is_empty() {
                return (answer, trips);
            }
            for name in missing {
                assert!(self.fetched.insert(name.clone()), "{name} is fetched twice");
                assert!(self.packed.supply(&name, self.parts[&name].clone()), "{name} has another size");
            }
        }
        unreachable!()
    }
}

fn json(answer: &Result<SearchResults, SearchError>) -> String {
    match answer {
        Ok(results) => serde_json::to_string_pretty(results).unwrap(),
        Err(error) => error.to_string(),
    }
}

/// Parts of queries.
const ASKED: [&str; 22] = [
    "pool", "certificate", "x509", "queue", "timeout", "host12", "node599", "incident77", "nowhere", "the",
    "certificte", "\"queue deploy\"", "\"pool timeout\"~3", "cach*", "deplyo~1", "cause:dns", "-disk", "OR",
    "date:2021", "duration:>1h", "service:cache", "title:socket",
];

/// Enough incidents for several chunks and for frequent words with chunks of their own.
fn many() -> Vec<whybook_search::IncidentDocument> {
    let words =
        ["pool", "certificate", "queue", "deploy", "replica", "socket", "disk", "timeout", "cache", "dns"];
    (0..600)
        .map(|number: usize| {
            let word = |step: usize| words[(number * 7 + step * number / 3 + step) % words.len()];
            let title = format!("{} {} incident{number}", word(1), word(2));
            let mut incident = shelf::incident(&format!("2024-{number:04}"), &title);
            incident.date = date(2019, 1, 1).checked_add((number as i64 * 37 % 2000).days()).ok();
            incident.duration_minutes = (!number.is_multiple_of(3)).then_some(number as u64 * 7 % 900);
            incident.services = vec![format!("{} service", word(5))];
            incident.causes = vec![
                [shelf::cause("dns", "network"), shelf::cause("disk-full", "capacity")][number % 2].clone(),
            ];
            incident.body =
                (0..40).map(|step| format!("{} host{} ", word(step), number * step % 997)).collect();
            incident.root_cause = format!("The {} ran into the {} of node{number}", word(3), word(4));
            incident
        })
        .collect()
}

static FILES: LazyLock<IndexFiles> = LazyLock::new(|| index::build(&many(), &shelf::vocabulary()).unwrap());
static PACK: LazyLock<Pack> = LazyLock::new(|| pack(&FILES).unwrap());

fn request(query: &str) -> Request<'_> {
    Request { query, sort: Sort::Relevance, limit: 8, offset: 0, today: None, facets: true }
}

#[test]
fn a_search_of_frequent_words_takes_two_trips_and_the_same_again_takes_none() {
    let mut reader = Reader::new(PACK.clone());
    let (first, trips) = reader.ask(&request("certificate timeout"));
    assert!(first.unwrap().total > 0);
    assert!(trips <= 2, "{trips} trips");
    assert_eq!(reader.ask(&request("certificate timeout")).1, 0);
}

#[test]
fn a_prefix_reads_only_its_part_of_the_dictionary() {
    let mut reader = Reader::new(PACK.clone());
    let (found, _) = reader.ask(&request("host77*"));
    assert!(found.unwrap().total > 0);
    // A block of the dictionary, the postings of a dozen adjacent names, and eight incidents.
    assert!(reader.fetched.len() < 24, "{:?}", reader.fetched);
}

#[test]
fn indexes_of_few_incidents_are_packed_whole() {
    for count in [0, 1, 3] {
        let files = index::build(&many()[..count], &shelf::vocabulary()).unwrap();
        let whole = Searcher::open(files.in_memory().unwrap()).unwrap();
        let mut reader = Reader::new(pack(&files).unwrap());
        for query in ["", "pool certificate", "nowhere", "date:2021", "cause:dns -queue"] {
            let answer = json(&whole.search(&request(query)));
            assert_eq!(json(&reader.ask(&request(query)).0), answer, "{count}: {query}");
        }
    }
    let undated: Vec<_> =
        (0..3).map(|number| shelf::incident(&format!("n{number}"), "Without a date")).collect();
    let mut reader = Reader::new(pack(&index::build(&undated, &shelf::vocabulary()).unwrap()).unwrap());
    assert_eq!(reader.ask(&request("date")).0.unwrap().total, 3);
}

/// Changed bytes are detected by the checksum of gzip, so only the length is tested.
#[test]
fn a_truncated_opening_is_rejected() {
    for end in (0..PACK.opening.len().min(3000)).chain((3000..PACK.opening.len()).step_by(997)) {
        assert!(Packed::new(&PACK.opening[..end]).is_none(), "{end} bytes");
    }
}

#[test]
fn chunks_of_another_size_are_rejected() {
    let packed = Packed::new(&PACK.opening).unwrap();
    for (name, part) in
        [("1", vec![0; 3]), ("0", Vec::new()), ("nothing", vec![0; 3]), ("h0", b"<html>".to_vec())]
    {
        assert!(!packed.supply(name, part), "{name}");
    }
    let (name, group) = PACK.chunks.iter().find(|(name, _)| name == "h0").unwrap();
    assert!(packed.supply(name, group.clone()));
    assert!(!packed.supply(name, group[..group.len() - 1].to_vec()));
    assert!(Packed::new(&PACK.opening[..PACK.opening.len() - 1]).is_none());
    assert!(Packed::new(b"").is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn any_query_gives_the_results_of_the_whole_index(
        words in proptest::collection::vec(0..ASKED.len(), 1..5),
        sort in 0..3_usize,
        offset in 0..9_usize,
    ) {
        let whole = Searcher::open(FILES.in_memory().unwrap()).unwrap();
        let mut reader = Reader::new(PACK.clone());
        let query: Vec<&str> = words.iter().map(|&word| ASKED[word]).collect();
        let query = query.join(" ");
        let sort = [Sort::Relevance, Sort::Date, Sort::Duration][sort];
        let request = Request { sort, offset, ..request(&query) };
        prop_assert_eq!(json(&reader.ask(&request).0), json(&whole.search(&request)));
    }
}
