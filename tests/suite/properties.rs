//! What holds for any file whatever: reading it never fails, says the same twice, and every place is in the file.

use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;
use whybook::classify::{Tagger, taxonomy::Taxonomy};
use whybook::extract::Incident;
use whybook::library;

/// Reads a file of these bytes; its record, and where it has one its text and findings.
fn read(tagger: &Tagger, path: &Path, bytes: &[u8]) -> (Option<Incident>, String) {
    std::fs::write(path, bytes).unwrap();
    let (mut incidents, diagnostics) = library::read_file(path, "any.md", tagger);
    let shown: String = diagnostics.iter().map(whybook::diagnostic::draw::json).collect();
    (incidents.pop(), shown)
}

/// Checks that a file is read alike twice, and that its places are its own.
fn check(tagger: &Tagger, bytes: &[u8]) -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("any.md");
    let (incident, findings) = read(tagger, &path, bytes);
    let (again, findings_again) = read(tagger, &path, bytes);
    prop_assert_eq!(&findings, &findings_again);
    let json =
        |incident: &Option<Incident>| incident.as_ref().map(|it| serde_json::to_value(&it.record).unwrap());
    let record = json(&incident);
    prop_assert_eq!(&record, &json(&again));
    let (Some(incident), Some(record)) = (incident, record) else { return Ok(()) };
    let lines = u64::from(incident.source.lines.line(incident.source.text.len()));
    let within = |place: &Value| {
        place["line"].is_null() || place["line"].as_u64().is_some_and(|line| (1..=lines).contains(&line))
    };
    for (field, place) in record["provenance"].as_object().unwrap() {
        prop_assert!(within(place), "{} of {} lines: {}", field, lines, place);
    }
    for list in ["findings", "timeline", "actions"] {
        for place in record[list].as_array().unwrap() {
            prop_assert!(within(place), "{}: {}", list, place);
        }
    }
    for tag in record["causes"].as_array().unwrap() {
        let evidence = tag["evidence"].as_array().unwrap();
        prop_assert!(!evidence.is_empty(), "no evidence: {}", tag);
        for sentence in evidence {
            prop_assert!(within(sentence), "{}", sentence);
            let from = incident
                .source
                .lines
                .line_range(&incident.source.text, sentence["line"].as_u64().unwrap() as u32);
            let rest = plain(&incident.source.text[from.start..]);
            let text = plain(sentence["text"].as_str().unwrap());
            for phrase in sentence["phrases"].as_array().unwrap() {
                let phrase = plain(phrase.as_str().unwrap());
                prop_assert!(text.contains(&phrase), "`{}` is not in `{}`", phrase, text);
                prop_assert!(rest.contains(&phrase), "`{}` is not from line {} on", phrase, sentence["line"]);
            }
        }
    }
    Ok(())
}

/// Letters and digits alone: markup, line ends and spaces differ between a file and a sentence taken from it.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Pieces of which postmortems are made, right and wrong.
pub(super) fn piece() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "---\n",
        "+++\n",
        "{\"title\": \"a\"}\n",
        "title: It broke\n",
        "date: 2024-02-30\n",
        "start: 10:00\n",
        "causes: [dns, gremlins]\n",
        "actions:\n  - text: fix\n    owner: me\n",
        "# Outage\n\n",
        "## Timeline\n\n",
        "**Root cause:**\n\n",
        "Impact: 70% of users\n",
        "- 10:00 AM it broke\n",
        "| 10:25 | mended |\n|---|---|\n",
        "on February 2 nd, 2023 (PST) ",
        "The outage was caused by a memory leak. ",
        "due to a *traffic\nsurge*. ",
        "not caused by DNS. ",
        "from 23:50 to 00:10 UTC+3 ",
        "It lasted 1h 30m. ",
        "> quoted\n",
        "<p>html &amp; ",
        "```\n10:00 no entry\n```\n",
        "$ ",
        "§ ",
        "\r\n",
        "\r",
        "\t",
        "\u{feff}",
        "\u{202e}",
        "💥",
        "e\u{301}",
        "İ",
        "ß",
        "\0",
        "\n\n",
        "1900 hrs ",
        "99999999999999999999 minutes ",
        "9999-12-31 24:00 ",
        "-1 days ",
        "the certificate\u{a0}expired because nobody renewed it. ",
        "Detected by a customer at noon. ",
    ]);
    prop_oneof![6 => known.prop_map(str::to_owned), 1 => any::<String>(), 1 => "[0-9:./ -]{1,20}"]
}

pub(super) fn few() -> ProptestConfig {
    ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() }
}

#[test]
fn any_bytes_are_read() {
    let tagger = Tagger::new(&Taxonomy::embedded());
    proptest!(few(), |(bytes in prop::collection::vec(any::<u8>(), 0..600))| check(&tagger, &bytes)?);
}

#[test]
fn any_write_up_is_read() {
    let tagger = Tagger::new(&Taxonomy::embedded());
    proptest!(few(), |(pieces in prop::collection::vec(piece(), 0..40))| check(&tagger, pieces.concat().as_bytes())?);
}

#[test]
fn any_front_matter_is_read() {
    let tagger = Tagger::new(&Taxonomy::embedded());
    let keys = prop::sample::select(vec![
        "title", "date", "start", "end", "duration", "timezone", "severity", "causes", "tags", "services",
        "impact", "actions", "windows", "slug", "aliases", "related", "status", "kind", "reviewed_on",
        "odd key",
    ]);
    let value = prop_oneof![
        any::<String>(),
        prop::sample::select(vec![
            "2024-02-30", "10:61", "[a, [b, {c: d}]]", "{a: 1}", "null", "~", "1e999", "-0", "\"\\u0000\"",
            "|\n  text", "2024-03-02T10:00:00+99:00", "PT99999999999H", "- a\n  - b", "!!binary aGk=",
            "'it''s'", "? x", "@", "`",
        ])
        .prop_map(str::to_owned),
    ];
    let block = prop::collection::vec((keys, value), 0..8);
    proptest!(few(), |(block in block, fence in prop::sample::select(vec!["---", "+++"]))| {
        let sign = if fence == "---" { ":" } else { " =" };
        let lines: String = block.iter().map(|(key, value)| format!("{key}{sign} {value}\n")).collect();
        check(&tagger, format!("{fence}\n{lines}{fence}\n# It broke\n").as_bytes())?;
    });
}
