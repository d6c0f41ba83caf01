//! Queries that no person types, and packed indexes that a bad disk or network has changed.

use std::io::{Read as _, Write as _};
use std::sync::LazyLock;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use whybook_search::index::IndexFiles;
use whybook_search::pack::{Pack, pack};
use whybook_search::web::Packed;
use whybook_search::{CauseRef, IncidentDocument, Request, Searcher, Sort, Vocabulary, index};

use super::mutate::mutant;

const PIECES: &[&str] = &[
    "pool", "certificate", "the", "\"", "\"pool timeout\"~3", "~", "~1", "*", "cert*", "^", "^2", "(", ")",
    "AND ", "OR ", "NOT ", "-", "+", "cause:", "cause:dns", "service:", "date:", "date:2023-01..2024",
    "date:>9999", "duration:>1h", "duration:<-1", "severity:1", "action:overdue", "nosuch:field", ":", "..",
    "\\", "/", "10.0.0.1:443", "502", "５０２", "x509: ", "\n", "\t", "\u{202e}", "İ", "ß", "💥", "日本語",
    "99999999999999999999", "{", "}", "[", "]", "!", "&&", "||", "AND AND", "é\u{301}",
];

fn documents() -> Vec<IncidentDocument> {
    let words = ["pool", "certificate", "timeout", "cache", "dns", "disk", "502", "x509"];
    (0..120_usize)
        .map(|number| IncidentDocument {
            path: format!("{number:03}.md"),
            slug: format!("incident-{number}"),
            title: format!("{} {}", words[number % 8], words[number * 3 % 7]),
            body: (0..30).map(|step| format!("{} ", words[(number * 5 + step * 3) % 8])).collect(),
            causes: vec![CauseRef { id: "dns".to_owned(), category: "network".to_owned(), primary: true }],
            ..IncidentDocument::default()
        })
        .collect()
}

static FILES: LazyLock<IndexFiles> =
    LazyLock::new(|| index::build(&documents(), &Vocabulary::default()).unwrap());
static SEARCHER: LazyLock<Searcher> = LazyLock::new(|| Searcher::open(FILES.in_memory().unwrap()).unwrap());

/// The packed index as a host serves it: every part compressed.
static SERVED: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    let Pack { opening, chunks } = pack(&FILES).unwrap();
    let parts = [("opening".to_owned(), opening)].into_iter().chain(chunks);
    parts
        .map(|(name, bytes)| {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(&bytes).unwrap();
            (name, encoder.finish().unwrap())
        })
        .collect()
});

fn request(query: &str) -> Request<'_> {
    Request { query, sort: Sort::Relevance, limit: 8, offset: 0, today: None, facets: true }
}

#[test]
fn queries() {
    let fragment = prop_oneof![
        6 => prop::sample::select(PIECES).prop_map(|text| text.as_bytes().to_vec()),
        1 => any::<String>().prop_map(String::into_bytes),
    ]
    .boxed();
    let seeds =
        ["", "pool certificate", "cause:dns -disk", "dial tcp 10.0.0.1:443: connect: connection refused"];
    let seeds = seeds.map(str::to_owned).to_vec();
    let top = prop::sample::select(PIECES).prop_map(str::to_owned).boxed();
    super::fuzz(
        "queries",
        mutant(seeds, fragment, top),
        |_| 1,
        |query| {
            let query = String::from_utf8_lossy(&query.0);
            // Only a value that is no date or length is refused, with a message.
            match SEARCHER.search(&request(&query)) {
                Ok(found) => {
                    prop_assert!(found.hits.len() <= 8 && found.total <= 120, "{} hits", found.total)
                }
                Err(error) => prop_assert!(!error.to_string().is_empty()),
            }
            Ok(())
        },
    );
}

#[test]
fn packed_indexes() {
    let damage = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0_u8.., any::<bool>());
    let damages = prop::collection::vec(damage, 1..6);
    super::fuzz(
        "packed indexes",
        damages,
        |_| 1,
        |damages| {
            let mut served = SERVED.clone();
            for (part, place, bits, cut) in damages {
                let bytes = &mut part.get_mut(&mut served).1;
                let at = place.index(bytes.len().max(1));
                if cut {
                    bytes.truncate(at);
                } else if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= bits;
                }
            }
            let arrived: Vec<(&str, Option<Vec<u8>>)> =
                served.iter().map(|(name, bytes)| (name.as_str(), unpacked(bytes))).collect();
            let Some(opening) = &arrived[0].1 else { return Ok(()) };
            let Some(packed) = Packed::new(opening) else { return Ok(()) };
            let Ok(searcher) = Searcher::open_packed(packed.clone()) else { return Ok(()) };
            let whole = SEARCHER.search(&request("pool certificate")).unwrap();
            loop {
                let answer = searcher.search(&request("pool certificate"));
                let missing = packed.take_missing();
                if let Ok(found) = &answer {
                    prop_assert_eq!(found.total, whole.total);
                }
                let supplied = missing.iter().all(|name| {
                    let part = arrived.iter().find(|(part, _)| part == name);
                    part.and_then(|(_, bytes)| bytes.clone()).is_some_and(|bytes| packed.supply(name, bytes))
                });
                if answer.is_ok() || missing.is_empty() || !supplied {
                    return Ok(());
                }
            }
        },
    );
}

fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut plain).ok().map(|_| plain)
}
