//! `whybook tag`: what is suggested is read back as before, and nothing else of a file changes.

use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;
use snapbox::str;
use whybook::classify::{Tagger, taxonomy::Taxonomy};
use whybook::library;
use whybook::source::FoundFile;
use whybook::suggest::suggest;

use super::properties::{few, piece};
use super::site::{Site, files_under};

const SURGE: &str = "# Shop overrun

Severity: SEV-2
Services: shop-api

On 2 March 2024 the shop was down from 10:00 to 11:30 UTC. The outage was caused by a traffic surge.
It was detected by our monitoring.
";

#[test]
fn a_diff_shows_what_a_file_lacks_and_nothing_is_written() {
    let site = Site::new().post("surge.md", SURGE).post("quiet.md", "# Quiet\n\nIt broke and was mended.\n");
    site.run("tag")
        .exits(0)
        .prints(str![[r#"
--- a/content/surge.md
+++ b/content/surge.md
@@ -1,3 +1,12 @@
+---
+date: 2024-03-02
+start: 2024-03-02T10:00:00+00:00
+end: 2024-03-02T11:30:00+00:00
+severity: SEV-2
+services: [shop-api]
+causes: [traffic-surge]
+detected_by: monitoring
+---
 # Shop overrun
 
 Severity: SEV-2

"#]])
        .complains(str![[r#"
note: no cause was found in content/quiet.md; state it, or `causes: [unknown]` if it is not known
1 of 2 postmortems can be completed; `whybook tag --write` does it.

"#]]);
    assert_eq!(site.read("content/surge.md"), SURGE);
}

#[test]
fn written_once_it_is_read_as_before_and_not_written_again() {
    let site = Site::new().post("surge.md", SURGE);
    let before = told(site.explain("surge.md"));
    site.run("tag --write").exits(0).prints(str![[r#"
content/surge.md: wrote date, start, end, severity, services, causes, detected_by
1 written, 0 unchanged.

"#]]);
    let written = site.read("content/surge.md");
    assert!(written.ends_with(SURGE));
    let record = site.explain("surge.md");
    let cause = &record["causes"][0];
    assert_eq!(cause["declared"], true);
    let evidence: Vec<&str> =
        cause["evidence"].as_array().unwrap().iter().map(|it| it["text"].as_str().unwrap()).collect();
    assert_eq!(evidence, ["causes: [traffic-surge]", "The outage was caused by a traffic surge."]);
    assert_eq!(told(record), before);
    site.run("tag --write").exits(0).prints("0 written, 1 unchanged.\n");
    assert_eq!(site.read("content/surge.md"), written);
}

#[test]
fn a_check_lists_what_lacks_tags_and_fails() {
    let site = Site::new()
        .post("a-tagged.md", "---\ncauses: [dns]\n---\n# A\n")
        .post("b-keyword.md", "---\ntags: [linux, dns]\n---\n# B\n")
        .post("c-draft.md", "---\nstatus: draft\n---\n# C\n")
        .post("d-surge.md", SURGE);
    site.run("tag --check content/a-tagged.md content/b-keyword.md").exits(0).prints("");
    site.run("tag --check")
        .exits(1)
        .prints("content/d-surge.md: states no causes; its text names traffic-surge\n")
        .complains("1 of 3 postmortems lacks tags.\n");
    site.run("tag --check --write").exits(2).mentions("cannot be used with");
    site.run("tag --write").exits(0);
    site.run("tag --check").exits(0);
    assert_eq!(site.read("content/c-draft.md"), "---\nstatus: draft\n---\n# C\n");
    site.run("tag content/nowhere.md").exits(2).mentions("cannot read content/nowhere.md");
}

#[test]
fn by_a_taxonomy_with_mistakes_nothing_is_written_and_nothing_passes() {
    let causes = "retire = [\"trafic-surge\"]\n";
    let site = Site::new().post("surge.md", SURGE).file("causes.toml", causes);
    let site = site.config("taxonomy = \"causes.toml\"\n");
    for (flag, done) in [("--write", "written"), ("--check", "checked")] {
        let run = site.run(&format!("tag {flag}")).exits(2).prints("");
        let (drawn, said) = run.stderr.split_once("\n\n").unwrap();
        assert!(drawn.starts_with("error[taxonomy]: cannot retire `trafic-surge`"), "{drawn}");
        assert_eq!(
            said,
            format!(
                "error: nothing was {done}: causes.toml has an error, so that causes may be missing or wrong; \
                 fix it, then run `whybook tag {flag}` again\n"
            )
        );
    }
    assert_eq!(site.read("content/surge.md"), SURGE);
    site.run("tag").exits(0).mentions("`trafic-surge`").mentions("1 of 1 postmortem can be completed");
}

#[test]
fn front_matter_that_cannot_be_read_is_left_alone_and_shown() {
    let broken = "---\ntitle: a\ntitle: b\n---\n# A\n\nThe outage was caused by a memory leak.\n";
    let site = Site::new().post("a.md", broken).post("license.md", SURGE).post("template.md", SURGE);
    site.run("tag --write")
        .exits(0)
        .prints("0 written, 0 unchanged, 1 could not be edited (see warnings).\n")
        .complains(str![[r#"
note: skipped license.md: a file about the repository
note: skipped template.md: a template
warning: cannot edit content/a.md: its front matter cannot be parsed; fix it first
error[front-matter-syntax]: `title` is stated twice
 --> a.md:3:1
  |
3 | title: b
  | ^^^^^
  |
  = help: none of the front matter is used and the block is shown as text; mend this place


"#]]);
    site.run("tag --check").exits(1);
    assert_eq!(site.read("content/a.md"), broken);
    assert_eq!(site.read("content/template.md"), SURGE);
}

#[test]
fn a_file_says_the_same_by_itself_and_in_its_folder() {
    let site = Site::new()
        .post("2024-03-02-shop/index.md", "# Shop\n\nIt was down. Nobody knows why.\n")
        .file("notes.txt", SURGE);
    let of_folder = site.run("tag content").exits(0).stdout;
    assert!(of_folder.contains("+date: 2024-03-02\n+start: 2024-03-02\n"), "{of_folder}");
    site.run("tag content/2024-03-02-shop/index.md").exits(0).prints(of_folder.clone());
    site.run("tag content content/2024-03-02-shop").exits(0).prints(of_folder);
    site.run("tag --write notes.txt").exits(0).mentions("skipped notes.txt: no Markdown by its name");
    assert_eq!(site.read("notes.txt"), SURGE);
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_its_file_is_written_once() {
    let site = Site::new().post("2024/surge.md", SURGE);
    for link in ["content/a.md", "content/b.md"] {
        std::os::unix::fs::symlink("2024/surge.md", site.path(link)).unwrap();
    }
    site.run("tag --write").exits(0);
    assert!(site.path("content/a.md").is_symlink() && site.path("content/b.md").is_symlink());
    assert!(site.read("content/2024/surge.md").contains("causes: [traffic-surge]"));
    assert_eq!(site.files("content/2024").len(), 1);
}

#[test]
fn the_part_of_a_cause_can_be_stated() {
    let site = Site::new().post(
        "a.md",
        "---\ncauses: [{id: disk-full}, {id: traffic-surge, role: prolonged}, {id: dns, role: boss}]\n---\n# A\n",
    );
    let record = site.explain("a.md");
    let tags =
        record["causes"].as_array().unwrap().iter().map(|tag| (tag["id"].as_str(), tag["role"].as_str()));
    let expected = [("disk-full", "cause"), ("traffic-surge", "prolonged"), ("dns", "cause")];
    assert_eq!(tags.collect::<Vec<_>>(), expected.map(|(id, role)| (Some(id), Some(role))));
    assert_eq!(site.findings("a.md"), ["2:81 warning[unknown-value]: `boss` is no part that a cause plays"]);
}

// ---- what holds for any file

/// What a record says, whoever says it.
fn told(mut record: Value) -> Value {
    let fields = record.as_object_mut().unwrap();
    fields.retain(|name, _| !["provenance", "findings"].contains(&name.as_str()));
    for list in ["timeline", "actions"] {
        for item in fields[list].as_array_mut().unwrap() {
            item.as_object_mut().unwrap().remove("line");
        }
    }
    for list in ["causes", "suggestions"] {
        for tag in fields[list].as_array_mut().unwrap() {
            tag.as_object_mut().unwrap().retain(|name, _| ["id", "role", "primary"].contains(&name.as_str()));
        }
    }
    record
}

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
