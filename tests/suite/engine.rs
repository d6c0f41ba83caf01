//! The search engine for the browser lies built in the theme: that it is what its sources say, without building it.

use std::path::Path;

use crate::record::{Entries, OUTPUTS, RECORD, STATIC, outputs, sources, table};

const COMMAND: &str = "crates/whybook-search-wasm/build";

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn recorded(name: &str) -> Entries {
    table(&std::fs::read_to_string(repository().join(RECORD)).unwrap(), name)
}

#[test]
fn the_engine_in_the_theme_was_built_from_these_sources() {
    let (recorded, now) = (recorded("sources"), sources(repository()).unwrap());
    let differs = |name: &&String| recorded.get(*name) != now.get(*name);
    let mut changed: Vec<&String> = now.keys().chain(recorded.keys()).filter(differs).collect();
    changed.sort();
    changed.dedup();
    assert!(
        changed.is_empty(),
        "built before these changed: {changed:#?}\nhelp: run {COMMAND} and commit what it writes"
    );
}

#[test]
fn the_engine_in_the_theme_is_the_one_that_is_recorded() {
    let now = outputs(&repository().join(STATIC)).unwrap();
    assert_eq!(now, recorded("outputs"), "help: run {COMMAND} and commit what it writes");
}

/// What a browser fetches before the first search; the figure is a promise to visitors.
#[test]
fn the_engine_is_small() {
    let sizes = OUTPUTS.map(|name| std::fs::metadata(repository().join(STATIC).join(name)).unwrap().len());
    assert!(sizes[0] <= 560_000, "{} bytes", sizes[0]);
}
