//! The table of dependencies says of every direct dependency what it is for.

use std::collections::BTreeSet;
use std::path::Path;

const MANIFESTS: [&str; 4] = [
    "Cargo.toml",
    "crates/whybook-search/Cargo.toml",
    "crates/whybook-search-wasm/Cargo.toml",
    "crates/whybook-search-wasm/tools/Cargo.toml",
];

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Names of the packages in the dependency tables of a manifest, those for single platforms included.
fn collect(table: &toml::Table, names: &mut BTreeSet<String>) {
    for (key, value) in table {
        let Some(inner) = value.as_table() else { continue };
        if !key.ends_with("dependencies") {
            // The profiles and lints name packages that they do not ask for.
            let holds_more = ["target", "workspace"].contains(&key.as_str()) || key.starts_with("cfg(");
            if holds_more {
                collect(inner, names);
            }
            continue;
        }
        for (name, wanted) in inner.iter().filter(|(_, wanted)| wanted.get("path").is_none()) {
            let package = wanted.get("package").and_then(toml::Value::as_str);
            names.insert(package.unwrap_or(name).to_owned());
        }
    }
}

#[test]
fn every_direct_dependency_has_a_row_that_says_what_it_is_for_and_why_this_one() {
    let mut wanted = BTreeSet::new();
    for manifest in MANIFESTS {
        collect(&read(manifest).parse().unwrap(), &mut wanted);
    }
    let page = read("docs/dependencies.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
    let cells: Vec<Vec<&str>> =
        rows.map(|row| row.trim_end_matches('|').split('|').map(str::trim).collect()).collect();
    let listed: Vec<String> = cells.iter().map(|row| row[0].trim_end_matches('`').to_owned()).collect();
    assert_eq!(listed, wanted.into_iter().collect::<Vec<_>>());
    for row in cells {
        assert!(row.len() == 3 && row.iter().all(|cell| !cell.is_empty()), "{row:?}");
    }
}
