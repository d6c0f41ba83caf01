//! Similarity search and its reasons.

#![allow(clippy::unwrap_used)]

mod shelf;

use shelf::{searcher, shelf};
use whybook_search::{Likeness, Why};

/// Slugs of the incidents similar to a text, each with the reasons.
fn alike(likeness: &Likeness) -> Vec<(String, Why)> {
    let hits = searcher(&shelf()).similar(likeness, 3).unwrap();
    hits.into_iter().map(|hit| (hit.slug, hit.why.unwrap())).collect()
}

fn strings(values: &[&str]) -> Vec<String> {
    values.iter().map(|&value| value.to_owned()).collect()
}

#[test]
fn rare_shared_words_make_incidents_similar() {
    let text = "A marketing campaign brought visitors, and clients saw: connection refused".to_owned();
    let found = alike(&Likeness { text, ..Likeness::default() });
    assert_eq!(found[0].0, "surge");
    let mut words = found[0].1.words.clone();
    words.sort();
    assert_eq!(words, ["brought", "campaign", "connection", "refused", "visitors"]);
    assert!(found[0].1.causes.is_empty() && found[0].1.services.is_empty());
}

#[test]
fn a_cause_and_a_service_count_more_than_a_word() {
    let likeness = Likeness {
        text: "The mirror was slow.".to_owned(),
        causes: strings(&["disk-full"]),
        services: strings(&["Search"]),
        path: None,
    };
    let found = alike(&likeness);
    let slugs: Vec<&str> = found.iter().map(|(slug, _)| slug.as_str()).collect();
    assert_eq!(slugs, ["disk", "surge", "dns"]);
    assert_eq!(found[0].1.causes, ["disk-full"]);
    assert_eq!(found[1].1.services, ["search"]);
    assert_eq!(found[2].1.words, ["mirror"]);
}

#[test]
fn a_write_up_is_not_similar_to_itself_nor_by_stop_words() {
    let text = "Names did not resolve: the record of the mirror".to_owned();
    let itself = Likeness { text: text.clone(), path: Some("dns.md".to_owned()), ..Likeness::default() };
    assert!(alike(&itself).iter().all(|(slug, _)| slug != "dns"));
    assert_eq!(alike(&Likeness { text, ..Likeness::default() })[0].0, "dns");
    for text in ["", "what did they do then and why", "𝕊 … ((", "\u{0}"] {
        assert!(alike(&Likeness { text: text.to_owned(), ..Likeness::default() }).is_empty(), "{text}");
    }
}
