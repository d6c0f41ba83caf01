//! Judged queries: what a person on call would type or paste, and the write-ups that must come among the first three.
//!
//! Written from the write-ups by readers who had not seen the search; `tests/searches/` has a file for each folder of
//! write-ups. Those of the shared corpus are asked where it is at hand.

use std::path::Path;

use crate::acceptance::shared;
use crate::judging::{Report, open, read};

/// Asks the queries of a set in its folder.
fn ask(set: &str, content: &Path) -> Report {
    let queries = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/searches").join(set);
    let report = Report::of(&read(&queries).unwrap(), &open(content).unwrap());
    println!("{set}\n{}", report.table(true));
    report
}

#[test]
fn the_sample_site_answers_every_query_within_three_hits() {
    let report = ask("content.jsonl", &Path::new(env!("CARGO_MANIFEST_DIR")).join("content"));
    assert_eq!((report.len(), report.success()), (30, 1.0));
    assert!(report.reciprocal_rank() >= 0.96, "{}", report.reciprocal_rank());
}

#[test]
fn real_write_ups_are_found_within_three_hits() {
    let (Some(dfds), Some(labelled)) = (shared("dfds"), shared("labelled/texts")) else { return };
    let (dfds, labelled) = (ask("dfds.jsonl", &dfds), ask("labelled.jsonl", &labelled));
    assert_eq!((dfds.len(), labelled.len()), (35, 35));
    let mean = |one: f64, other: f64| f64::midpoint(one, other);
    assert!(mean(dfds.success(), labelled.success()) >= 0.95);
    assert!(mean(dfds.reciprocal_rank(), labelled.reciprocal_rank()) >= 0.93);
}
