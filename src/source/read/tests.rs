#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::source::Value;

fn read_bytes(bytes: &[u8]) -> (Outcome, Vec<Diagnostic>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.md");
    std::fs::write(&path, bytes).unwrap();
    read(&FoundFile::named(path, "a.md"))
}

fn published(bytes: &[u8]) -> (Box<SourceFile>, Vec<String>) {
    match read_bytes(bytes) {
        (Outcome::Read(file), diagnostics) => (file, diagnostics.iter().map(shown).collect()),
        (Outcome::Skipped(passed), _) => panic!("{passed:?}"),
    }
}

fn shown(diagnostic: &Diagnostic) -> String {
    let finding = diagnostic.finding();
    format!("{}:{} {} {}", finding.line, finding.column, finding.rule, finding.message)
}

/// Key, value and the source text of each entry of the front matter.
fn facts(file: &SourceFile) -> Vec<(String, String, String)> {
    let block = file.front_matter.as_ref().unwrap();
    let fact = |entry: &crate::source::FrontMatterEntry| {
        assert!(file.text[entry.key_range.clone()].contains(&entry.key));
        (entry.key.clone(), entry.value.value.to_string(), file.text[entry.value.range.clone()].to_owned())
    };
    block.entries.iter().map(fact).collect()
}

fn check_facts(text: &str, expected: &[(&str, &str, &str)]) {
    let (file, diagnostics) = published(text.as_bytes());
    let expected: Vec<_> =
        expected.iter().map(|(a, b, c)| ((*a).to_owned(), (*b).to_owned(), (*c).to_owned())).collect();
    assert_eq!((facts(&file), diagnostics), (expected, Vec::new()));
}

#[track_caller]
fn check_body(text: &str, diagnostic: &str) {
    let (file, diagnostics) = published(text.as_bytes());
    assert_eq!(diagnostics, [diagnostic]);
    assert_eq!((file.body(), &file.front_matter), (text, &None));
}

#[test]
fn yaml_keeps_spelling_order_and_places() {
    check_facts(
        "---\nversion: 1.10\nid: 007\ntítle: \"Größe: \\\"x\\\"\"\ntext: |\n  straße\n  zwei\nservices: [api, 'it''s']\nowner:\nend: ~\nstart: 2023-02-02 07:00\n---\nText",
        &[
            ("version", "1.10", "1.10"),
            ("id", "007", "007"),
            ("títle", "Größe: \"x\"", "\"Größe: \\\"x\\\"\""),
            ("text", "straße\nzwei\n", "straße"),
            ("services", "api, it's", "[api, 'it''s'"),
            ("start", "2023-02-02 07:00", "2023-02-02 07:00"),
        ],
    );
}

#[test]
fn toml_and_json_keep_them_too() {
    check_facts(
        "+++\nversion = 1.10\nstart = 2023-02-02T07:00:00+03:00\n[impact]\nusers = 1_000\n+++\nText",
        &[
            ("version", "1.10", "1.10"),
            ("start", "2023-02-02T07:00:00+03:00", "2023-02-02T07:00:00+03:00"),
            ("impact", "users: 1_000", "[impact]"),
        ],
    );
    check_facts(
        "{\"version\": 1.10, \"b\": [ ], \"a\": [\"x\\n\", {\"k\": null}], \"n\": null}\n# Text\n",
        &[("version", "1.10", "1.10"), ("b", "", "[ ]"), ("a", "x\n, k: ", "[\"x\\n\", {\"k\": null}]")],
    );
}

#[test]
fn crlf_stays_and_lines_count_right() {
    let (file, diagnostics) = published(b"---\r\ntitle: A\r\n---\r\nOne\r\nTwo\r\n");
    assert_eq!((file.body(), diagnostics.len()), ("One\r\nTwo\r\n", 0));
    assert_eq!(facts(&file), [("title".to_owned(), "A".to_owned(), "A".to_owned())]);
    assert_eq!(file.lines.line(file.text.find("Two").unwrap()), 5);
}

#[test]
fn a_byte_order_mark_hides_no_front_matter() {
    let (file, diagnostics) = published(b"\xEF\xBB\xBF---\ntitle: A\n---\nText");
    assert_eq!(file.body(), "Text");
    assert_eq!(
        diagnostics,
        ["1:1 byte-order-mark the file starts with a byte-order mark, which was left out"]
    );
    let (file, _) = published(b"\xFF\xFE#\0 \0A\0\n\0");
    assert_eq!(file.text, "# A\n");
}

#[test]
fn invalid_utf8_is_shown_with_its_place() {
    let (file, diagnostics) = published(b"# Stra\xDFe\nund \xFF\n");
    assert_eq!(file.text, "# Stra\u{FFFD}e\nund \u{FFFD}\n");
    assert_eq!(
        diagnostics,
        [
            "1:7 invalid-utf8 byte 0xDF at offset 6 is no UTF-8, nor are 1 more places; each is shown as U+FFFD"
        ]
    );
}

#[test]
fn unclosed_front_matter_is_text_and_an_error() {
    check_body("---\ntitle: A\n\n# Text\n", "1:1 unclosed-front-matter this front matter is never closed");
}

#[test]
fn aliases_are_refused_before_anything_expands_them() {
    let bomb = "---\na: &a [x,x]\nb: [*a,*a]\n---\nText";
    check_body(bomb, "2:4 yaml-alias anchors and aliases are not read in front matter");
    check_body(
        "---\nteam: *core\n---\nText",
        "2:7 yaml-alias anchors and aliases are not read in front matter",
    );
}

#[test]
fn broken_front_matter_is_text_and_an_error_with_its_place() {
    check_body(
        "---\ntitle: A: B\n---\nText",
        "2:9 front-matter-syntax this is no YAML: mapping values are not allowed in this context",
    );
    check_body("---\nid: 1\nid: 2\n---\nText", "3:1 front-matter-syntax `id` is stated twice");
    check_body(
        "+++\nid = 1\ntitle = A\n+++\nText",
        "3:9 front-matter-syntax this is no TOML: string values must be quoted, expected literal string",
    );
    check_body(
        "{\n \"id\": 1,\n \"b\": x\n}\nText",
        "3:7 front-matter-syntax this is no JSON: expected value",
    );
    let deep = format!("---\na: {}{}\n---\nText", "[".repeat(40), "]".repeat(40));
    check_body(&deep, "2:35 front-matter-syntax the front matter nests more than 32 levels deep");
}

#[test]
fn only_a_mapping_is_front_matter() {
    for text in ["---\nIt broke.\n---\nText", "---\nWe saw in short: a lot: of colons\n---\nText"] {
        let (file, diagnostics) = published(text.as_bytes());
        assert_eq!((file.body(), diagnostics.len(), &file.front_matter), (text, 0, &None));
    }
    let (file, diagnostics) = published(b"---\n- a\n- b\n---\nText");
    assert_eq!((file.body_start, &file.front_matter), (0, &None));
    assert_eq!(diagnostics, ["2:1 no-mapping this front matter is a list, not `key: value` lines"]);
    let (file, _) = published(b"---\n# nothing yet\n---\nText");
    assert_eq!((file.body(), file.front_matter.as_ref().unwrap().entries.len()), ("Text", 0));
}

#[test]
fn a_file_of_50_megabytes_is_cut_at_a_line() {
    let mut bytes = b"# Log\n".to_vec();
    while bytes.len() < 50 * 1024 * 1024 {
        bytes.extend_from_slice("2023-02-02 10:00 größer\n".as_bytes());
    }
    let (file, diagnostics) = published(&bytes);
    assert!(file.cut && file.text.len() <= MAX_BYTES && file.text.ends_with("größer\n"));
    assert_eq!(
        diagnostics,
        ["1:1 oversized-file the file has 50 MiB; facts are read from its first 4 MiB, and those are shown"]
    );
}

#[test]
fn what_is_not_published_says_why() {
    let reason = |bytes| match read_bytes(bytes) {
        (Outcome::Skipped(passed), diagnostics) => {
            (passed.reason, diagnostics.iter().map(shown).collect::<Vec<_>>())
        }
        (Outcome::Read(file), _) => panic!("{file:?}"),
    };
    assert_eq!(reason(b" \r\n"), ("empty", vec!["1:1 empty-file the file is empty".to_owned()]));
    let told = vec!["1:1 no-text the file holds NUL bytes, so it is no text".to_owned()];
    assert_eq!(reason(b"\x89PNG\0\0"), ("no text", told));
    let (outcome, diagnostics) = read(&FoundFile::named("/nowhere/a.md", "a.md"));
    assert!(matches!(outcome, Outcome::Skipped(Skipped { reason: "cannot be read", .. })));
    assert_eq!(
        (diagnostics[0].rule, diagnostics[0].severity),
        ("unreadable-file", DiagnosticSeverity::Error)
    );
}

#[test]
fn null_is_no_value_and_quoted_null_is() {
    let (file, _) = published(b"---\na: null\nb: 'null'\n---\n");
    let entries = file.front_matter.unwrap().entries;
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].value.value, Value::Scalar("null".to_owned()));
}
