//! docs/configuration.md has every key of whybook.toml with its default, and every example of the guide, of settings and of
//! front matter, is one that loads.

use std::collections::{BTreeMap, BTreeSet};

use whybook::classify::{Tagger, taxonomy::Taxonomy};
use whybook::config::Config;
use whybook::library;

use super::{blocks, pages};

/// A table of the page: the keys of its first column, with what the column of defaults says.
type Keys = BTreeMap<String, String>;

/// The keys of the page by the table that they stand in; those outside of any under an empty name.
fn documented(page: &str) -> BTreeMap<String, Keys> {
    let mut tables: BTreeMap<String, Keys> = BTreeMap::new();
    let mut table = String::new();
    for line in page.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            table = heading.trim_matches(|c| "`[]".contains(c)).replace("Top level", "");
        } else if line.starts_with("| `") {
            let cells: Vec<&str> = line.split('|').collect();
            let names = cells[1].split('`').skip(1).step_by(2);
            let mut defaults = cells[3].split('`').skip(1).step_by(2);
            for name in names {
                let default = defaults.next().unwrap_or_default().to_owned();
                tables.entry(table.clone()).or_default().insert(name.to_owned(), default);
            }
        }
    }
    tables
}

/// The keys that a table of whybook.toml takes, from the refusal of one that it does not take.
fn taken(table: &str) -> BTreeSet<String> {
    let text = if table.is_empty() { "nonsense = 1".to_owned() } else { format!("[{table}]\nnonsense = 1") };
    let refusal = toml::from_str::<Config>(&text).unwrap_err();
    let (_, known) = refusal.message().split_once(", expected ").expect("the keys that there are");
    known.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_key_of_the_configuration_is_documented_and_every_documented_one_exists() {
    let documented = documented(&pages()["docs/configuration.md"]);
    let tables = ["", "services.NAME", "language", "redact", "budget"];
    assert_eq!(documented.keys().map(String::as_str).collect::<BTreeSet<_>>(), BTreeSet::from(tables));
    // Other spellings of `default` and `who-noticed`.
    let aliases = ["lang", "who_noticed"].map(str::to_owned);
    for (table, keys) in &documented {
        let known: BTreeSet<String> = taken(table).into_iter().filter(|key| !aliases.contains(key)).collect();
        assert_eq!(keys.keys().cloned().collect::<BTreeSet<_>>(), known, "keys of [{table}]");
    }
}

#[test]
fn documented_defaults_are_those_of_the_program() {
    let mut text = String::new();
    for (table, keys) in documented(&pages()["docs/configuration.md"]) {
        if table == "services.NAME" {
            continue;
        }
        if !table.is_empty() {
            text.push_str(&format!("[{table}]\n"));
        }
        // Tables of their own follow below; services have no default.
        let own = ["services", "language", "redact", "budget"];
        let stated = keys.iter().filter(|(key, default)| !default.is_empty() && !own.contains(&key.as_str()));
        text.extend(stated.map(|(key, default)| format!("{key} = {default}\n")));
    }
    let stated: Config = toml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let (stated, default) = (format!("{stated:#?}"), format!("{:#?}", Config::default()));
    snapbox::assert_data_eq!(stated, snapbox::IntoData::raw(default));
}

#[test]
fn every_example_of_a_configuration_loads() {
    for (path, text) in pages() {
        for block in blocks(&text).iter().filter(|block| block.language == "toml") {
            let name = block.text.lines().next().and_then(|line| line.strip_prefix("# "));
            let refusal = match name.filter(|name| name.ends_with(".toml") && *name != "whybook.toml") {
                // A file that whybook.toml names.
                Some(_) => block.text.parse::<toml::Table>().err(),
                None => toml::from_str::<Config>(&block.text).err(),
            };
            assert!(refusal.is_none(), "{path}: {}\n{}", refusal.unwrap(), block.text);
        }
    }
}

#[test]
fn every_example_of_front_matter_is_understood() {
    let tagger = Tagger::new(&Taxonomy::embedded());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.md");
    let mut examples = 0;
    for (path, text) in pages() {
        let yaml = blocks(&text).into_iter().filter(|block| block.language == "yaml");
        for block in yaml.filter(|block| block.text.starts_with("---\n")) {
            std::fs::write(&file, &block.text).unwrap();
            let incident = library::read_file(&file, "a.md", &tagger).0.pop().unwrap();
            // What an example of front matter alone lacks.
            let lacks = ["no-text", "no-timeline", "untagged", "empty-file"];
            let findings = incident.record.findings.iter().map(|finding| finding.rule);
            let unlike: Vec<_> = findings.filter(|rule| !lacks.contains(rule)).collect();
            assert!(unlike.is_empty(), "{path}: {unlike:?}\n{}", block.text);
            examples += 1;
        }
    }
    assert!(examples >= 2, "{examples} examples");
}
