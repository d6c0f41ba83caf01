//! Any text is a valid query: no panic, no hang, and no error but for an invalid value of a field.

#![allow(clippy::unwrap_used, clippy::panic)]

mod shelf;

use std::time::{Duration, Instant};

use proptest::prelude::*;
use shelf::{search, searcher, shelf};
use whybook_search::{SearchError, query, tokenize};

#[test]
fn huge_and_strange_texts_are_answered_at_once() {
    let searcher = searcher(&shelf());
    let texts = [
        "a".repeat(100_000),
        "error ".repeat(20_000),
        (0..20_000).map(|number| format!("w{number} ")).collect(),
        "a.b-c/".repeat(20_000),
        "a,".repeat(50_000),
        "(".repeat(10_000),
        ")".repeat(10_000),
        format!("{}disk{}", "(".repeat(10_000), ")".repeat(10_000)),
        format!("{}disk{}", "(".repeat(200), ")".repeat(200)),
        "\"".repeat(10_001),
        "“".repeat(33_000),
        "a/".repeat(50_000),
        (0..20_000).map(|number| format!("a{number}/")).collect(),
        (0..400).map(|number| format!("m{number}* ")).collect(),
        "\"9nowhere\" ".repeat(400),
        "NOT ".repeat(10_000),
        "- ".repeat(10_000),
        "AND OR ".repeat(10_000),
        "cause:".repeat(10_000),
        "\u{0}\u{1}\u{7f}\u{202e}\u{2066}\u{feff}".repeat(1_000),
        "['\u{301}é\u{200d}👩‍👩‍👧‍👦' ß ﬁ Ａ".repeat(1_000),
        "'".repeat(10_000),
    ];
    for text in texts {
        let start = Instant::now();
        let results = search(&searcher, &text);
        assert!(results.is_ok(), "{:?}…: {:?}", text.chars().take(20).collect::<String>(), results.err());
        assert!(start.elapsed() < Duration::from_secs(3), "{:?}", &text.chars().take(20).collect::<String>());
    }
}

/// Texts of query syntax and arbitrary characters.
fn texts() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("\"".to_owned()),
        Just("(".to_owned()),
        Just(")".to_owned()),
        Just(" ".to_owned()),
        Just("-".to_owned()),
        Just(" AND ".to_owned()),
        Just(" OR ".to_owned()),
        Just(" NOT ".to_owned()),
        Just("date:".to_owned()),
        Just("cause:".to_owned()),
        Just("title:".to_owned()),
        Just("duration:".to_owned()),
        Just("..".to_owned()),
        Just(">".to_owned()),
        Just("2023".to_owned()),
        Just("-02-30".to_owned()),
        Just("disk".to_owned()),
        "\\PC{0,6}",
        any::<String>(),
    ];
    prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn every_text_is_answered(text in texts()) {
        thread_local!(static SEARCHER: whybook_search::Searcher = searcher(&shelf()));
        SEARCHER.with(|searcher| match search(searcher, &text) {
            Ok(results) => {
                for note in results.notes {
                    prop_assert!(text.get(note.span).is_some());
                }
                for hit in results.hits {
                    let length = hit.snippet.text.chars().count();
                    prop_assert!(hit.snippet.marks.iter().all(|&(start, end)| start < end && end <= length));
                }
                Ok(())
            }
            Err(SearchError::Query(error)) => {
                prop_assert!(text.get(error.span).is_some());
                Ok(())
            }
            Err(other) => Err(TestCaseError::fail(other.to_string())),
        })?;
    }

    #[test]
    fn terms_lie_in_their_text_and_count_their_parts(text in any::<String>()) {
        let terms = tokenize::terms(&text);
        let parts: Vec<_> = terms.iter().filter(|term| term.piece == tokenize::Piece::Part).collect();
        prop_assert!(parts.windows(2).all(|pair| pair[0].position < pair[1].position));
        prop_assert!(terms.iter().all(|term| text.get(term.range.clone()).is_some()));
    }

    #[test]
    fn words_without_syntax_are_one_sequence(words in prop::collection::vec("[a-z]{2,8}", 2..5)) {
        prop_assume!(words.iter().all(|word| word != "or" && word != "and" && word != "not"));
        let parsed = query::parse(&words.join(" ")).unwrap();
        let query::ast::Node::Sequence(parts) = parsed.root else { panic!("no sequence") };
        prop_assert_eq!(parts.len(), words.len());
    }
}
