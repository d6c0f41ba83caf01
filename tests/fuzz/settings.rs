//! Mutated taxonomies and configurations: each is read, or refused with a message.

use std::path::Path;

use proptest::prelude::*;
use whybook::classify::Tagger;
use whybook::classify::taxonomy::Taxonomy;
use whybook::config::Config;

use super::mutate::mutant;

const FRAGMENTS: &[&str] = &[
    "[[cause]]\n",
    "[[category]]\n",
    "[cause]\n",
    "id = \"dns\"\n",
    "id = \"\"\n",
    "id = \"../x\"\n",
    "id = 1\n",
    "label = \"<b>\"\n",
    "category = \"nope\"\n",
    "strong = [\"a|b c ... d\", \"*\", \"\", \"|\", \"(\", \"a..b\"]\n",
    "medium = [[\"a\"]]\n",
    "retire = [\"dns\", \"nope\"]\n",
    "title = \"\"\n",
    "base_url = \"ftp://x\"\n",
    "base_url = \"https://[::1\"\n",
    "content = \"..\"\n",
    "out = \"\"\n",
    "theme = \"../../x\"\n",
    "nosuch = true\n",
    "\"",
    "'",
    "\"\"\"",
    "[",
    "]",
    "=",
    "#",
    "\n",
    "\\u0000",
    "\u{202e}",
    "é",
    "💥",
    "a|b|c|d ",
    "... ",
    "\t",
    "99999999999999999999",
    "1e999",
    "2024-02-30",
];

fn settings(seeds: &[&str]) -> impl Strategy<Value = String> + use<> {
    let fragment = prop_oneof![
        8 => prop::sample::select(FRAGMENTS).prop_map(|text| text.as_bytes().to_vec()),
        1 => any::<String>().prop_map(String::into_bytes),
    ]
    .boxed();
    let top = prop::sample::select(FRAGMENTS).prop_map(str::to_owned).boxed();
    let seeds = seeds.iter().map(|&seed| seed.to_owned()).collect();
    mutant(seeds, fragment, top).prop_map(|text| String::from_utf8_lossy(&text.0).into_owned())
}

#[test]
fn taxonomies() {
    let own = "[[cause]]\nid = \"queue-backlog\"\ncategory = \"capacity\"\nlabel = \"Queue backlog\"\n\
               definition = \"A queue grew.\"\nstrong = [\"queue backlog\", \"backlog of ... messages\"]\n";
    let shipped = include_str!("../../src/classify/taxonomy.toml");
    super::fuzz(
        "taxonomies",
        settings(&["", own, &shipped[..4_000]]),
        |_| 1,
        |text| {
            let lines = text.matches(['\n', '\r']).count() as u32 + 1;
            let (taxonomy, mistakes) = Taxonomy::with_site(&text, "taxonomy.toml");
            for mistake in &mistakes {
                prop_assert!(!mistake.message.is_empty());
                prop_assert!(
                    mistake.span.as_ref().is_none_or(|span| (1..=lines).contains(&span.line)),
                    "{mistake:?}"
                );
            }
            Tagger::new(&taxonomy);
            Ok(())
        },
    );
}

#[test]
fn configurations() {
    let whole = "title = \"Incidents\"\nbase_url = \"https://org.github.io/repo/\"\ncontent = \"docs\"\nout = \"public\"\n";
    super::fuzz(
        "configurations",
        settings(&["", whole]),
        |_| 1,
        |text| {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("whybook.toml");
            std::fs::write(&path, &text).unwrap();
            let named = |error: &anyhow::Error| !format!("{error:#}").is_empty();
            match Config::load(Path::new(&path)) {
                Ok(config) => prop_assert!(config.check().as_ref().map_or_else(named, |()| true)),
                Err(error) => prop_assert!(format!("{error:#}").contains("whybook.toml"), "{error:#}"),
            }
            Ok(())
        },
    );
}
