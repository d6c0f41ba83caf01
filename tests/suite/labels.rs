//! `tests/writeups`: short write-ups with what a reader takes from each. Floors a little under what is reached, so that a
//! slip is seen and an honest trade is possible; `docs/evaluation.md` tells how to see every difference.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use regex::Regex;
use whybook::classify::{Tagger, taxonomy::Taxonomy};
use whybook::disclosure::Policy;
use whybook::library::{self, Library};
use whybook::source::Selection;

use super::scoring::report::{Fact, Report};
use super::scoring::{self, Evaluation, Label};

/// Fact, least number right of those stated, greatest number invented.
const FLOORS: [(&str, usize, usize); 15] = [
    ("date", 78, 0),
    ("end_date", 69, 0),
    ("start_time", 75, 0),
    ("end_time", 73, 0),
    ("utc_offset_minutes", 64, 0),
    ("duration_minutes", 78, 0),
    ("time_to_detect_minutes", 55, 0),
    ("impact_percent", 13, 1),
    ("detected_by", 74, 0),
    ("timeline_entries", 63, 0),
    ("actions", 69, 0),
    ("severity", 9, 0),
    ("services", 13, 0),
    ("trigger", 5, 0),
    ("kind", 2, 0),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/writeups")
}

fn labels() -> Vec<Label> {
    scoring::labels(&std::fs::read_to_string(folder().join("labels.jsonl")).unwrap()).unwrap()
}

fn evaluated() -> (Report, String) {
    let tagger = Tagger::new(&Taxonomy::embedded());
    let mut evaluation = Evaluation::default();
    for label in labels() {
        let (incidents, _) = library::read_file(&folder().join(&label.path), &label.path, &tagger);
        let incident = incidents.into_iter().next().unwrap_or_else(|| panic!("{} is not read", label.path));
        evaluation.add(&label, &serde_json::to_value(&incident.record).unwrap());
    }
    let differences = evaluation.differences.iter().map(|(path, what)| format!("{path}: {what}\n"));
    let report = Report::of(&evaluation);
    let told = format!("{report}\n{}", differences.collect::<String>());
    (report, told)
}

#[test]
fn facts_agree_with_the_labels() {
    let (report, told) = evaluated();
    let facts: BTreeMap<&str, Fact> = report.facts.into_iter().collect();
    let under = |(field, least, most): &&(&str, usize, usize)| {
        let Fact { right, invented, .. } = facts[field];
        right.count < *least || invented.count > *most
    };
    let broken: Vec<&str> = FLOORS.iter().filter(under).map(|(field, ..)| *field).collect();
    assert!(broken.is_empty(), "{told}\nunder their floors: {broken:?}");
    let floored: BTreeSet<&str> = FLOORS.iter().map(|(field, ..)| *field).collect();
    assert!(facts.keys().all(|field| floored.contains(field)), "{facts:?}");
}

#[test]
fn causes_agree_with_the_labels() {
    let (report, told) = evaluated();
    let micro = report.micro;
    assert!(micro.precision.value >= 0.96 && micro.recall.value >= 0.92, "{told}");
    assert!(micro.f1 >= 0.94 && report.macro_f1 >= 0.91, "{told}");
    assert!(report.primary.value >= 0.94, "{told}");
    assert!(report.ruled_out_taken.value <= 0.01, "{told}");
    let (_, surest) = report.calibration.last().unwrap();
    let (_, sure) = report.calibration[report.calibration.len() - 2];
    assert!(sure.of >= 20 && sure.value >= 0.9 && surest.value >= 0.9, "{told}");
}

#[test]
fn every_cause_is_labelled_and_every_write_up_is_read() {
    let written = std::fs::read_to_string(folder().join("labels.jsonl")).unwrap();
    let labels: Vec<serde_json::Value> =
        written.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let named = |field: &str| -> Vec<String> {
        let lists = labels.iter().map(|label| label[field].as_array().unwrap());
        lists.flatten().map(|id| id.as_str().unwrap().to_owned()).collect()
    };
    let shipped: BTreeSet<String> = Taxonomy::embedded().causes.into_iter().map(|cause| cause.id).collect();
    let (causes, ruled_out) = (named("causes"), named("not_causes"));
    let all: BTreeSet<String> =
        [&causes, &ruled_out, &named("also_accepted")].into_iter().flatten().cloned().collect();
    assert_eq!(all.difference(&shipped).collect::<Vec<_>>(), Vec::<&String>::new(), "no such cause");
    let labelled: BTreeSet<String> = causes.into_iter().collect();
    assert_eq!(shipped.difference(&labelled).collect::<Vec<_>>(), Vec::<&String>::new(), "in no label");
    assert!(ruled_out.len() >= 150, "{} causes are ruled out", ruled_out.len());

    let library = Library::read(
        &folder(),
        &Selection::default(),
        &Policy::everything(),
        &Tagger::new(&Taxonomy::embedded()),
        |_| {},
    )
    .unwrap();
    let read: Vec<&str> = library.incidents.iter().map(|incident| incident.record.path.as_str()).collect();
    let labelled: Vec<&str> = labels.iter().map(|label| label["path"].as_str().unwrap()).collect();
    assert_eq!(read, labelled);
}

/// A spelling found in real postmortems, and what some write-up has of it.
const SPELLINGS: [(&str, &str); 62] = [
    ("24 hours", r"\b1[3-9]:[0-5]\d\b"),
    ("12 hours", r"\b\d{1,2}:\d\d [AP]M\b"),
    ("a.m.", r"\d [ap]\.m\."),
    ("no space before pm", r"\b\d{1,2}:\d\d[ap]m\b"),
    ("seconds", r"\b\d\d:\d\d:\d\d\b"),
    ("dot", r"\b1\d\.[0-5]\d\b"),
    ("hrs", r"\b\d{4} ?hrs\b"),
    ("military", r"\b1900\b"),
    ("whole hours", r"\b\d{1,2} [AP]M\b"),
    ("noon", r"\bnoon\b"),
    ("midnight", r"\bmidnight\b"),
    ("part of the day", r"\d in the (morning|evening|afternoon)"),
    ("contradictory meridiem", r"\b13:\d\d ?PM"),
    ("placeholder of a clock", r"HH:mm"),
    ("dashes for a clock", r"--:--"),
    ("placeholder of a day", r"\d{4}-\d\d-\?\?"),
    ("placeholder of a year", r"\b20xx\b"),
    ("range", r"\d\d:\d\d ?[–-] ?\d\d:\d\d"),
    ("approximate range", r"~\d\d:\d\d-\d\d:\d\d"),
    ("UTC", r"\bUTC\b"),
    ("GMT", r"\bGMT\b"),
    ("GMT with an offset", r"GMT \+ ?\d"),
    ("UTC with an offset", r"UTC\+\d"),
    ("offset in parentheses", r"\(UTC-\d"),
    ("numeric offset", r"[+-]\d\d:\d\d"),
    ("American abbreviation", r"\b(PST|PDT|CST|EST|EDT)\b"),
    ("African abbreviation", r"\b(EAT|WAT|CAT)\b"),
    ("European abbreviation", r"\b(CET|CEST|BST)\b"),
    ("Asian abbreviation", r"\b(JST|IST)\b"),
    ("name of a zone", r"East Africa[n]? Time"),
    ("region's name", r"\d [ap]m Pacific\b"),
    ("city", r"\b(Berlin|Nairobi) time\b"),
    ("country and zone", r"US/Pacific"),
    ("IANA name", r"\bAmerica/[A-Z]"),
    ("zone for all times", r"All times (are )?in"),
    ("ISO date", r"\b20\d\d-\d\d-\d\d\b"),
    ("day, month, year", r"\b\d{1,2} (January|March|April|May|June|July|August|November) 20\d\d"),
    ("month, day, year", r"(February|August|October) \d{1,2}, 20\d\d"),
    ("ordinal", r"\b\d{1,2}(st|nd|rd|th)\b"),
    ("ordinal after a space", r"\b\d{1,2} (st|nd|rd|th)\b"),
    ("two-digit year", r"’\d\d\b"),
    ("slashes", r"\b\d{1,2}/\d{1,2}/\d{4}"),
    ("dots", r"\b\d{1,2}\.\d{1,2}\.\d{4}"),
    ("dashes", r"\b\d{1,2}-\d{1,2}-\d{4}"),
    ("commas", r"\b\d{1,2},\d{1,2},\d{4}"),
    ("today", r"\b[Tt]oday\b"),
    ("yesterday", r"\b[Yy]esterday\b"),
    ("the next day", r"\bnext day\b"),
    ("minutes, joined", r"\b\d+min\b"),
    ("hours and where from", r"\d+ hours \(from"),
    ("hours and minutes", r"\d hours? \d+ minutes"),
    ("hours and minutes, short", r"\d+h ?\d+m"),
    ("two spaces", r"hours {2,}and \d+ min"),
    ("decimal point", r"\d\.\d hours"),
    ("decimal comma", r"\d,\d hours"),
    ("words", r"two and a half hours"),
    ("about an hour", r"~1hr"),
    ("roughly", r"roughly \d+ hours"),
    ("time to recovery", r"Time to recovery"),
    ("hundreds of hours", r"\b\d{3} hours"),
    ("days", r"\b\d+ [Dd]ays"),
    ("overnight", r"[Oo]vernight"),
];

#[test]
fn every_spelling_of_times_seen_in_the_wild_is_written_in_one_of_them() {
    let texts: Vec<String> =
        labels().iter().map(|label| std::fs::read_to_string(folder().join(&label.path)).unwrap()).collect();
    let missing = SPELLINGS.iter().filter(|(_, pattern)| {
        let pattern = Regex::new(pattern).unwrap();
        !texts.iter().any(|text| pattern.is_match(text))
    });
    let missing: Vec<&str> = missing.map(|(name, _)| *name).collect();
    assert!(missing.is_empty(), "no write-up has {missing:?}");
}
