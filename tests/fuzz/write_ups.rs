//! Folders of mutated write-ups on their way from bytes to pages.

use std::path::Path;
use std::sync::LazyLock;

use jiff::civil::date;
use proptest::prelude::*;
use whybook::assets::Publication;
use whybook::classify::Tagger;
use whybook::classify::taxonomy::Taxonomy;
use whybook::config::Config;
use whybook::extract::Incident;
use whybook::postmortem::Postmortem;
use whybook::render::{Glossary, Input, PageKey, Renderer};
use whybook::source::FoundFile;
use whybook::theme::Theme;
use whybook::trends::{Trends, related};
use whybook::{library, site, slugs};

use super::mutate::{Text, mutant};
use super::page::faults;

static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(Taxonomy::embedded);
static TAGGER: LazyLock<Tagger> = LazyLock::new(|| Tagger::new(&TAXONOMY));
static GLOSSARY: LazyLock<Glossary> = LazyLock::new(|| site::glossary(&TAXONOMY));
static THEME: LazyLock<Theme> = LazyLock::new(|| Theme::built_in().unwrap());

/// Markdown and front matter that readers stumble over, with times, sizes and signs at their limits.
const FRAGMENTS: &[&str] = &[
    "---\n",
    "+++\n",
    "...\n",
    "{\"title\": 1}\n",
    "title: [a, {b: c}]\n",
    "date: 0000-00-00\n",
    "start: 24:00\n",
    "services: [a, a, \"../x\", \"\"]\n",
    "aliases: [con, \"a/b\", index]\n",
    "causes: [dns, {id: dns, role: cause}]\n",
    "visibility: internal\n",
    "status: draft\n",
    "actions:\n  - {text: x, due: 9999-12-31}\n",
    "tags: !!binary aGk=\n",
    "# ",
    "## Timeline\n\n",
    "## Root cause\n\n",
    "## Action items\n\n",
    "**Impact:** ",
    "- [ ] ",
    "- [x] ~~done~~\n",
    "| a | b |\n|---|:-:|\n",
    "| 10:25 | mended |\n",
    "> ",
    "    code\n",
    "```\n",
    "~~~ html\n",
    "***\n",
    "[^1]",
    "[^1]: note\n",
    "[a](b.md)",
    "![](x.png \"t\")",
    "[a]: <javascript:x> 'y'\n",
    "<https://a.example>",
    "<a href=\"x\" id=\"wb-top\" onclick=x>",
    "<script>",
    "</script>",
    "<!-- ",
    " -->",
    "<details>",
    "<svg onload=x>",
    "<table><tr><td>",
    "</",
    "&#0;",
    "&amp;&lt;",
    "10:00 ",
    "23:60 PST ",
    "24:00 UTC+99 ",
    "2024-02-30 ",
    "9999-12-31T23:59:60Z ",
    "on Feb. 31st, 2023 ",
    "yesterday ",
    "99999999999999999999 hours ",
    "-1 days ",
    "1e308% ",
    "from 23:50 to 00:10 ",
    "$1,000,000 ",
    "100 % of users ",
    "caused by a memory leak. ",
    "not due to DNS. ",
    "the root cause was ",
    "resolved at ",
    "detected by a customer ",
    "\0",
    "\r",
    "\u{feff}",
    "\u{202e}",
    "\u{2028}",
    "\u{85}",
    "\u{200d}",
    "e\u{301}\u{301}\u{301}",
    "İ",
    "ß",
    "ﬁ",
    "💥",
    "𝟙𝟚:𝟘𝟘 ",
    "日本語。",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "(",
    "[",
    "![",
    "*",
    "_",
    "`",
    "|",
    "\\",
    ":::internal\n",
    ":::\n",
    "\n",
    "\n\n",
    "  \n",
    " ",
];

/// Bytes that are no UTF-8.
const NO_UTF8: &[&[u8]] =
    &[b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x80", b"\xfe\xff"];

const KEYS: &[&str] = &[
    "title", "date", "start", "end", "duration", "timezone", "severity", "causes", "tags", "services",
    "impact", "actions", "windows", "slug", "aliases", "related", "status", "kind", "reviewed_on", "owner",
    "links", "runbook", "visibility", "odd key",
];

/// Texts to mutate: the sample site and the write-ups of the tests.
fn seeds() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [root.join("content"), root.join("tests/writeups")];
    let files = folders.iter().flat_map(|folder| walkdir::WalkDir::new(folder).sort_by_file_name());
    let texts = files.filter_map(|entry| {
        let entry = entry.unwrap();
        let is_text = entry.path().extension().is_some_and(|extension| extension == "md");
        is_text.then(|| std::fs::read_to_string(entry.path()).unwrap())
    });
    [String::new(), "# Outage\n".to_owned()].into_iter().chain(texts).collect()
}

pub(crate) fn fragment() -> BoxedStrategy<Vec<u8>> {
    prop_oneof![
        8 => prop::sample::select(FRAGMENTS).prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::sample::select(NO_UTF8).prop_map(<[u8]>::to_vec),
        1 => any::<String>().prop_map(String::into_bytes),
    ]
    .boxed()
}

/// A block of front matter whose values are fragments.
fn front_matter() -> BoxedStrategy<String> {
    let pair = (prop::sample::select(KEYS), prop::sample::select(FRAGMENTS));
    (prop::sample::select(vec!["---", "+++"]), prop::collection::vec(pair, 0..8))
        .prop_map(|(fence, pairs)| {
            let sign = if fence == "---" { ":" } else { " =" };
            let lines: String =
                pairs.iter().map(|(key, value)| format!("{key}{sign} {}\n", value.trim_end())).collect();
            format!("{fence}\n{lines}{fence}\n")
        })
        .boxed()
}

#[test]
fn write_ups() {
    let folder = prop::collection::vec(mutant(seeds(), fragment(), front_matter()), 1..24);
    super::fuzz("write-ups", folder, Vec::len, |folder| check(&folder));
}

/// Text at the end of each write-up that has to arrive on its page.
const END: &str = "zfuzzend";

fn check(folder: &[Text]) -> Result<(), TestCaseError> {
    let mut incidents = Vec::new();
    for (number, bytes) in folder.iter().enumerate() {
        let bytes = [bytes.0.as_slice(), b"\n\n", END.as_bytes(), b"\n"].concat();
        let path = format!("f{}/{number:02}.md", number % 3);
        let found = FoundFile::named(&path, path.as_str());
        let (outcome, diagnostics) = library::read_bytes(&found, &bytes, &TAGGER);
        for diagnostic in &diagnostics {
            prop_assert!(diagnostic.rule != "internal-error", "{}", diagnostic.message);
        }
        match outcome {
            Ok(of_file) => {
                of_file.iter().try_for_each(check_places)?;
                incidents.extend(of_file);
            }
            Err(skipped) => prop_assert!(!skipped.reason.is_empty()),
        }
    }
    slugs::assign(&mut incidents);
    check_pages(&incidents)
}

/// Every place that a record names lies in its file.
fn check_places(incident: &Incident) -> Result<(), TestCaseError> {
    let record = &incident.record;
    let lines = incident.source.lines.line(incident.source.text.len());
    let named = record.provenance.values().filter_map(|provenance| provenance.line);
    let named = named.chain(record.timeline.iter().map(|entry| entry.line));
    let named = named.chain(record.actions.iter().map(|action| action.line));
    let named = named.chain(record.findings.iter().map(|finding| finding.line));
    let evidence = record.causes.iter().flat_map(|tag| &tag.evidence).map(|evidence| evidence.line);
    for line in named.chain(evidence) {
        prop_assert!((1..=lines).contains(&line), "line {line} of {lines}");
    }
    prop_assert!(record.causes.iter().all(|tag| !tag.evidence.is_empty()));
    Ok(())
}

/// Every page is made, at an address of its own, runs nothing, and holds the text to its end.
fn check_pages(incidents: &[Incident]) -> Result<(), TestCaseError> {
    let config = Config { base_url: Some("https://incidents.example/a/".to_owned()), ..Config::default() };
    let records: Vec<&Postmortem> = incidents.iter().map(|incident| &incident.record).collect();
    let related = related::related(&records, &TAXONOMY);
    let trends = Trends::of(&records, &TAXONOMY, Some(date(2026, 11, 30)));
    let renderer = Renderer::new(Input {
        config: &config,
        incidents,
        logs: &[],
        files: &[],
        repository: None,
        published: &|path: &str| Publication::As(format!("files/{path}")),
        glossary: &GLOSSARY,
        theme: &THEME,
        related: &related,
        trends: &trends,
        index: "0123456789abcdef",
        built: jiff::Timestamp::UNIX_EPOCH,
    })
    .unwrap();
    let mut paths = std::collections::BTreeSet::new();
    for key in renderer.pages() {
        let path = renderer.path(&key);
        prop_assert!(path.len() <= 240, "{path}");
        prop_assert!(paths.insert(path.to_lowercase()), "two pages at {path}");
        if matches!(key, PageKey::Static(_)) {
            continue;
        }
        let page = renderer.render(&key).unwrap();
        if !path.ends_with(".html") {
            continue;
        }
        let html = String::from_utf8(page.file.contents).unwrap();
        let faults = faults(&html);
        prop_assert!(faults.is_empty(), "{path}: {faults:?}");
        if let PageKey::Incident(index) = key {
            let text = &incidents[index as usize].source.text;
            // An open comment or script swallows what follows, in every browser; UTF-16 has no room for the mark.
            let is_shown = !text.contains('<') && text.trim_end().ends_with(END);
            prop_assert!(!is_shown || html.contains(END), "the end is lost");
        }
    }
    Ok(())
}
