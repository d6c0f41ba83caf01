//! The record of what the engine in the theme was built from: `built.toml`. The tests include this file as well, so that
//! who writes the record and who checks it agree.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The record, relative to the repository.
pub(crate) const RECORD: &str = "crates/whybook-search-wasm/built.toml";
/// The folder that has what was built.
pub(crate) const STATIC: &str = "themes/default/static";
/// What was built.
pub(crate) const OUTPUTS: [&str; 2] = ["search-engine.bin", "search-engine.js"];
/// Files and folders that go into it, whole.
const SOURCES: [&str; 7] = [
    "crates/whybook-search/Cargo.toml",
    "crates/whybook-search/src",
    "crates/whybook-search-wasm/Cargo.toml",
    "crates/whybook-search-wasm/build",
    "crates/whybook-search-wasm/src",
    "crates/whybook-search-wasm/tools/Cargo.lock",
    "crates/whybook-search-wasm/tools/src/main.rs",
];
/// Sections of the workspace's manifest that go into it.
const SECTIONS: [&str; 2] = ["[workspace.dependencies]", "[profile.wasm"];
/// The engine's name in `Cargo.lock`.
const ENGINE: &str = "whybook-search-wasm";
/// Packages that the lock file names beside those of the engine, since tests of `whybook-search` use them.
const TESTS_ONLY: [&str; 1] = ["proptest"];

/// Entries by the name of what was hashed, or versions by the name of the tool.
pub(crate) type Entries = BTreeMap<String, String>;

/// The hashes of all that goes into the engine.
pub(crate) fn sources(repository: &Path) -> io::Result<Entries> {
    let mut hashes = Entries::new();
    for source in SOURCES {
        for path in files(&repository.join(source))? {
            let name = path.strip_prefix(repository).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            hashes.insert(name, hash(&fs::read(&path)?));
        }
    }
    let manifest = fs::read_to_string(repository.join("Cargo.toml"))?;
    hashes.insert(format!("Cargo.toml: {}", SECTIONS.join(", ")), hash(sections(&manifest).as_bytes()));
    let lock = fs::read_to_string(repository.join("Cargo.lock"))?;
    hashes.insert(format!("Cargo.lock: packages of {ENGINE}"), hash(locked(&lock).as_bytes()));
    Ok(hashes)
}

/// The hashes of what was built, where it lies in `folder`.
pub(crate) fn outputs(folder: &Path) -> io::Result<Entries> {
    OUTPUTS.iter().map(|name| Ok(((*name).to_owned(), hash(&fs::read(folder.join(name))?)))).collect()
}

/// The lines of one table of the record.
pub(crate) fn table(record: &str, name: &str) -> Entries {
    let heading = format!("[{name}]");
    let lines =
        record.lines().skip_while(|line| *line != heading).skip(1).take_while(|line| !line.starts_with('['));
    let unquoted = |text: &str| text.trim_matches('"').to_owned();
    lines
        .filter_map(|line| line.split_once(" = "))
        .map(|(key, value)| (unquoted(key), unquoted(value)))
        .collect()
}

fn hash(content: &[u8]) -> String {
    blake3::hash(content).to_hex().to_string()
}

/// A file itself, or the files under a folder.
fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(path)? {
        found.extend(files(&entry?.path())?);
    }
    Ok(found)
}

/// The part of a manifest that concerns the engine.
fn sections(manifest: &str) -> String {
    let mut within = false;
    let mut kept = String::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            within = SECTIONS.iter().any(|section| line.starts_with(section));
        }
        if within {
            kept.push_str(line.trim_end());
            kept.push('\n');
        }
    }
    kept
}

/// The entries of a lock file that the engine depends on, on whatever platform: another package's new version demands
/// no new engine.
fn locked(lock: &str) -> String {
    let entries: Vec<&str> =
        lock.split("\n\n").map(str::trim).filter(|entry| entry.starts_with("[[package]]")).collect();
    let mut kept = BTreeMap::new();
    let mut asked = vec![ENGINE.to_owned()];
    while let Some(dependency) = asked.pop() {
        // `name`, or `name version` where the name alone would be two packages.
        let (name, version) = dependency.split_once(' ').unwrap_or((&dependency, ""));
        let is_meant = |entry: &&str| {
            value(entry, "name") == Some(name)
                && (version.is_empty() || value(entry, "version") == Some(version))
        };
        let Some(entry) = entries.iter().copied().find(is_meant) else { continue };
        if !TESTS_ONLY.contains(&name) && kept.insert(dependency, entry).is_none() {
            let listed = entry.lines().filter(|line| line.starts_with(" \""));
            asked.extend(listed.map(|line| line.trim_matches([' ', '"', ',']).to_owned()));
        }
    }
    kept.into_values().collect::<Vec<_>>().join("\n\n")
}

fn value<'a>(entry: &'a str, key: &str) -> Option<&'a str> {
    let line = entry.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "))?;
    Some(line.trim_matches('"'))
}
