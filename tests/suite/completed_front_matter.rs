//! The keys that `whybook tag` adds to any file: read back as before, and nothing else of the file changes.

use std::path::Path;

use proptest::prelude::*;
use whybook::classify::{Tagger, taxonomy::Taxonomy};
use whybook::library;
use whybook::source::FoundFile;
use whybook::suggest::suggest;

use super::properties::{few, piece};
use super::site::files_under;
use super::tagging_command::{SURGE, told};

/// A tagger, for what is the same with every file.
struct Bench {
    taxonomy: Taxonomy,
    tagger: Tagger,
}

impl Bench {
    fn new() -> Self {
        let taxonomy = Taxonomy::embedded();
        Self { tagger: Tagger::new(&taxonomy), taxonomy }
    }

    /// The file with what it lacks, if it is a postmortem and lacks anything. Whatever it is, what was there is there
    /// still and is read as before, and a second time nothing is added.
    fn completed(&self, relative: &str, bytes: &[u8]) -> Result<Option<Vec<u8>>, TestCaseError> {
        let found = FoundFile::named(relative, relative);
        let read = |bytes: &[u8]| library::read_single(&found, bytes, &self.tagger).0.ok();
        let record = |bytes: &[u8]| read(bytes).map(|incident| incident.record);
        let Some(before) = read(bytes) else { return Ok(None) };
        let Ok(Some(edit)) = suggest(&before, bytes, &self.taxonomy, record) else { return Ok(None) };
        let edited = edit.apply(bytes);
        let added = edited.len() - bytes.len();
        let same = bytes.iter().zip(&edited).take_while(|(a, b)| a == b).count();
        prop_assert!(edited[edited.len() - (bytes.len() - same)..] == bytes[same..], "not an insertion");
        prop_assert!(added < 4_000, "{} bytes added", added);
        let Some(after) = read(&edited) else { return Err(TestCaseError::fail("no postmortem any more")) };
        let value =
            |incident: &whybook::extract::Incident| told(serde_json::to_value(&incident.record).unwrap());
        prop_assert_eq!(value(&before), value(&after));
        let again = suggest(&after, &edited, &self.taxonomy, record);
        prop_assert!(matches!(again, Ok(None)), "a second time adds {:?}", again);
        Ok(Some(edited))
    }

    #[track_caller]
    fn check(&self, bytes: impl AsRef<[u8]>, expected: impl AsRef<[u8]>) {
        let bytes = bytes.as_ref();
        let completed = self.completed("a.md", bytes).unwrap().unwrap_or(bytes.to_vec());
        let (completed, expected) =
            (String::from_utf8_lossy(&completed), String::from_utf8_lossy(expected.as_ref()));
        assert_eq!(completed, expected);
    }
}

#[test]
fn every_sample_is_read_back_as_it_was() {
    let bench = Bench::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut completed = 0;
    for folder in ["content", "tests/writeups"] {
        for (path, bytes) in files_under(&root.join(folder)) {
            match bench.completed(&path, &bytes) {
                Ok(edited) => completed += usize::from(edited.is_some()),
                Err(error) => panic!("{path}: {error}"),
            }
        }
    }
    assert!(completed > 80, "only {completed} were completed");
}

const LEAK: &str = "The outage was caused by a memory leak.\n";

#[test]
fn each_language_gets_keys_in_its_own_place_and_syntax() {
    let bench = Bench::new();
    let check = |before: &str, after: &str| bench.check(format!("{before}{LEAK}"), format!("{after}{LEAK}"));
    check("", "---\ncauses: [memory-leak]\n---\n");
    check("---\n---\n", "---\ncauses: [memory-leak]\n---\n");
    check(
        "---\n# ours\ntitle:  'A'   # keep\nid: 007\n# end\n---\n",
        "---\n# ours\ntitle:  'A'   # keep\nid: 007\n# end\ncauses: [memory-leak]\n---\n",
    );
    check("---\n  id: 1\n...\n", "---\n  id: 1\n  causes: [memory-leak]\n...\n");
    check(
        "---\nsummary: |+\n  text\n\n\n---\n",
        "---\nsummary: |+\n  text\n\n\ncauses: [memory-leak]\n---\n",
    );
    check("---\ntags:\n- linux\n---\n", "---\ntags:\n- linux\ncauses: [memory-leak]\n---\n");
    check("+++\nid = 1 # one\n+++\n", "+++\nid = 1 # one\ncauses = [\"memory-leak\"]\n+++\n");
    check(
        "+++\nid = [\n  \"[1]\",\n]\n\n# of the table\n[impact]\nusers = 3\n+++\n",
        "+++\nid = [\n  \"[1]\",\n]\ncauses = [\"memory-leak\"]\n\n# of the table\n[impact]\nusers = 3\n+++\n",
    );
    check(
        "+++\n[[actions]]\ntext = \"a\"\n+++\n",
        "+++\ncauses = [\"memory-leak\"]\n[[actions]]\ntext = \"a\"\n+++\n",
    );
    check("{\"id\": 1}\n", "{\"id\": 1, \"causes\": [\"memory-leak\"]}\n");
    check("{}\n", "{\"causes\": [\"memory-leak\"]}\n");
    check(
        "{\n\t\"id\": 1,\n\t\"owner\": null\n}\n",
        "{\n\t\"id\": 1,\n\t\"owner\": null,\n\t\"causes\": [\"memory-leak\"]\n}\n",
    );
}

#[test]
fn moments_and_numbers_are_spelt_as_each_language_has_them() {
    let bench = Bench::new();
    let text = format!("{SURGE}\n70 % of the users were affected.\n");
    let toml = "date = 2024-03-02\nstart = 2024-03-02T10:00:00+00:00\nend = 2024-03-02T11:30:00+00:00\n\
                severity = \"SEV-2\"\nservices = [\"shop-api\"]\ncauses = [\"traffic-surge\"]\n\
                detected_by = \"monitoring\"\nimpact_percent = 70\n";
    bench.check(format!("+++\n+++\n{text}"), format!("+++\n{toml}+++\n{text}"));
    let json = "\"date\": \"2024-03-02\", \"start\": \"2024-03-02T10:00:00+00:00\", \
                \"end\": \"2024-03-02T11:30:00+00:00\", \"severity\": \"SEV-2\", \"services\": [\"shop-api\"], \
                \"causes\": [\"traffic-surge\"], \"detected_by\": \"monitoring\", \"impact_percent\": 70";
    bench.check(format!("{{}}\n{text}"), format!("{{{json}}}\n{text}"));
}

/// Beside a severity, the day of publication would be read as the start of the incident.
#[test]
fn a_key_that_would_change_another_fact_is_left_out() {
    let text = "On 15 July 2014 the API was down.\n\nSeverity: SEV-2\n";
    Bench::new().check(
        format!("---\ndate: 2014-07-20 23:29 UTC\n---\n{text}\n{LEAK}"),
        format!("---\ndate: 2014-07-20 23:29 UTC\ncauses: [memory-leak]\n---\n{text}\n{LEAK}"),
    );
}

/// The stated length is not the one between the entries.
#[test]
fn what_is_in_doubt_is_not_written_down() {
    let text = "# Reports\n\nDate: 2022-05-12\nDuration: 10 minutes\nService: reports\n\n## Timeline\n\n\
                - 09:00 UTC it began\n- 11:30 UTC resolved\n";
    Bench::new().check(
        text,
        format!(
            "---\ndate: 2022-05-12\nresolved: 2022-05-12T11:30:00+00:00\nservices: [reports]\n---\n{text}"
        ),
    );
}

#[test]
fn a_key_of_the_authors_is_neither_changed_nor_doubled() {
    let bench = Bench::new();
    for block in [
        "---\ncauses:\n---\n", "---\nroot_cause: dns\n---\n", "---\nIncident Cause: dns\n---\n",
        "---\ncauses: [gremlins]\n---\n", "+++\nproblem-type = \"dns\"\n+++\n", "{\"rootCause\": null}\n",
        "---\ncauses: [dns\n---\n", "---\n{id: 1}\n---\n", "---\na: &b c\n---\n", "---\ntitle: open\n\n",
        "---\n- list\n---\n", "---\nstatus: draft\ncauses: ~\n---\n",
    ] {
        let text = format!("{block}{LEAK}");
        bench.check(&text, &text);
    }
}

#[test]
fn encodings_line_ends_and_odd_bytes_stay() {
    let bench = Bench::new();
    let crlf = LEAK.replace('\n', "\r\n");
    bench.check(&crlf, format!("---\r\ncauses: [memory-leak]\r\n---\r\n{crlf}"));
    bench.check(
        format!("---\r\nid: 1\r\n---\r\n{LEAK}"),
        format!("---\r\nid: 1\r\ncauses: [memory-leak]\r\n---\r\n{LEAK}"),
    );
    let cr = LEAK.replace('\n', "\r");
    bench.check(&cr, format!("---\rcauses: [memory-leak]\r---\r{cr}"));
    bench.check(format!("\u{feff}{LEAK}"), format!("\u{feff}---\ncauses: [memory-leak]\n---\n{LEAK}"));
    let odd = |text: &str| [text.as_bytes(), LEAK.trim_end().as_bytes(), b"\xFF\xC3  \t"].concat();
    bench.check(odd(""), odd("---\ncauses: [memory-leak]\n---\n"));
    let bad = |text: &str| [b"---\nid: \"\xFF\"\n", text.as_bytes(), b"---\n", LEAK.as_bytes()].concat();
    bench.check(bad(""), bad("causes: [memory-leak]\n"));
    let wide = |text: &str| {
        let units = text.encode_utf16().flat_map(u16::to_be_bytes);
        [0xFE, 0xFF].into_iter().chain(units).collect::<Vec<u8>>()
    };
    bench.check(wide(&format!("😀 {LEAK}")), wide(&format!("---\ncauses: [memory-leak]\n---\n😀 {LEAK}")));
    for nothing in ["", "---", "---\n", "---\n---\n", "\u{feff}", "{", "+++\n+++", "\0"] {
        bench.check(nothing, nothing);
    }
}

#[test]
fn any_write_up_is_completed_without_harm() {
    let bench = Bench::new();
    proptest!(few(), |(pieces in prop::collection::vec(piece(), 0..40))| {
        bench.completed("any.md", pieces.concat().as_bytes())?;
    });
}

#[test]
fn any_front_matter_is_completed_without_harm() {
    let bench = Bench::new();
    let keys = prop::sample::select(vec![
        "title", "date", "start", "end", "duration", "timezone", "severity", "tags", "services", "impact",
        "windows", "detected", "resolved", "status", "impact.percent", "odd key",
    ]);
    let values = prop::sample::select(vec![
        "2024-03-02", "2024-03-02T10:00:00Z", "10:00", "\"10:00\"", "[a, b]", "{a: 1}", "", "~", "3h",
        "'it''s'", "|\n  text", "- a\n  - b", "yes", "007", "# note", "\"Europe/Oslo\"", "\"dns\"",
        "[\"dns\"]", "{percent = 3}", "1",
    ]);
    let block = prop::collection::vec((keys, values), 0..6);
    let end = prop::sample::select(vec!["\n", "\r\n"]);
    let told = prop::collection::vec(piece(), 0..12);
    let completed = std::cell::Cell::new(0);
    proptest!(few(), |(block in block, fence in prop::sample::select(vec!["---", "+++"]), end in end, told in told)| {
        let sign = if fence == "---" { ":" } else { " =" };
        let lines: String = block.iter().map(|(key, value)| format!("{key}{sign} {value}\n")).collect();
        let text = format!("{fence}\n{lines}{fence}\n{SURGE}{}", told.concat()).replace('\n', end);
        completed.set(completed.get() + usize::from(bench.completed("any.md", text.as_bytes())?.is_some()));
    });
    assert!(completed.get() > 5, "only {} of 64 blocks could be completed", completed.get());
}
