//! Looks through a folder for write-ups: which of its folders hold them, and how many.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};
use whybook::config::{Config, FILE_NAME};
use whybook::language::normalise;
use whybook::source::{self, FoundFile, Judgement, Outcome};

/// How deep write-ups may lie: `content/en/blog/incidents/2024/outage/index.md`.
const DEEPEST: usize = 7;
/// Files and folders that are looked at, so that a look at a home folder ends.
const MOST_ENTRIES: usize = 20_000;
/// Texts that are read.
const MOST_READ: usize = 3_000;

/// Folders that hold what programs made or brought along, and templates.
const PASSED_OVER: [&str; 12] = [
    "node_modules", "target", "vendor", "public", "search-index", "dist", "build", "_site", "venv", "themes",
    "templates", "__pycache__",
];

/// A folder of write-ups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Its path, relative to the folder that was looked through, with forward slashes; `.` for that folder itself.
    pub folder: String,
    /// How many files of it a build would read.
    pub write_ups: usize,
}

/// What a folder holds, with those in it.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    /// Markdown files.
    markdown: usize,
    /// Files that a build would read.
    write_ups: usize,
    /// Those of them in which something speaks for an incident.
    evident: usize,
}

/// The folders below `folder` that hold write-ups, the one with the most first.
pub(super) fn look(folder: &Path) -> Vec<Found> {
    let files = markdown_files(folder);
    let judged: Vec<(&str, Count)> =
        files.par_iter().map(|(path, relative)| (relative.as_str(), count(path, relative))).collect();
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    for (relative, one) in judged {
        let around = relative.match_indices('/').map(|(at, _)| &relative[..at]);
        for folder in std::iter::once("").chain(around) {
            let sum = counts.entry(folder).or_default();
            sum.markdown += one.markdown;
            sum.write_ups += one.write_ups;
            sum.evident += one.evident;
        }
    }
    let mut found = Vec::new();
    choose("", &counts, &mut found);
    found.sort_by_key(|found| std::cmp::Reverse(found.write_ups));
    found
}

/// What to do where there is no content, from the write-ups that lie beside it.
pub(super) fn advice(config: &Config) -> String {
    let here = if config.folder.as_os_str().is_empty() { Path::new(".") } else { &config.folder };
    let content = std::fs::canonicalize(&config.content).ok();
    let path = |found: &Found| here.strip_prefix(".").unwrap_or(here).join(&found.folder);
    let all = look(here);
    let beside =
        all.iter().find(|found| content.is_none() || std::fs::canonicalize(path(found)).ok() != content);
    if let Some(found) = beside {
        let (path, count) = (path(found), super::counted(found.write_ups, "write-up"));
        let path = path.display();
        let way = if here.join(FILE_NAME).exists() {
            format!("`content = \"{path}\"` in {FILE_NAME}")
        } else {
            "`whybook init`".to_owned()
        };
        if found.folder == "." {
            return format!("this folder itself holds {count}: {way} makes a site of them");
        }
        return format!(
            "{path} holds {count}: {way} makes a site of them, `--content {path}` reads them once"
        );
    }
    match content {
        Some(_) => "`whybook new TITLE` starts a write-up",
        None => "`whybook init` lays out a new site, `--content DIR` names a folder of write-ups",
    }
    .to_owned()
}

/// Adds the folder that holds the write-ups below `folder`, or several where they lie among other documents.
fn choose<'a>(folder: &'a str, counts: &BTreeMap<&'a str, Count>, found: &mut Vec<Found>) {
    let Some(count) = counts.get(folder).filter(|count| count.evident > 0) else { return };
    let is_within = |path: &str| {
        let rest = if folder.is_empty() { Some(path) } else { path.strip_prefix(folder) };
        rest.is_some_and(|rest| !rest.is_empty() && !rest.trim_start_matches('/').contains('/'))
            && (folder.is_empty() || path.as_bytes().get(folder.len()) == Some(&b'/'))
    };
    let holds_write_ups = |path: &&str| is_within(path) && counts[*path].evident > 0;
    let inner: Vec<&str> = counts.keys().copied().filter(holds_write_ups).collect();
    let of_inner: usize = inner.iter().map(|path| counts[path].evident).sum();
    if !is_named(folder)
        && of_inner == count.evident
        && let [only] = inner.as_slice()
        && !is_numbered(only)
    {
        return choose(only, counts, found);
    }
    let is_all_of_it = count.evident >= 2 && 2 * count.evident >= count.markdown;
    if is_named(folder) || is_all_of_it {
        let folder = if folder.is_empty() { "." } else { folder }.to_owned();
        found.push(Found { folder, write_ups: count.write_ups });
    } else {
        inner.iter().for_each(|path| choose(path, counts, found));
    }
}

fn name(folder: &str) -> &str {
    folder.rsplit('/').next().unwrap_or(folder)
}

/// Whether a folder's name says that it is one of incidents.
fn is_named(folder: &str) -> bool {
    let name = normalise(name(folder));
    let one = name.strip_suffix('s').unwrap_or(&name);
    source::names_an_incident(one) || one == "post mortem"
}

/// Whether a folder is one of several alike, such as that of a year.
fn is_numbered(folder: &str) -> bool {
    name(folder).starts_with(|c: char| c.is_ascii_digit())
}

/// Markdown files with their paths relative to the folder, with forward slashes.
fn markdown_files(folder: &Path) -> Vec<(PathBuf, String)> {
    let walk = WalkDir::new(folder).max_depth(DEEPEST).sort_by_file_name().into_iter();
    let entries = walk.filter_entry(is_looked_at).take(MOST_ENTRIES).filter_map(Result::ok);
    let files = entries.filter(|entry| entry.file_type().is_file());
    let markdown =
        files.filter(|entry| source::reason_by_name(&entry.file_name().to_string_lossy()).is_none());
    let named = markdown.map(|entry| {
        let inside = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        let relative = parts.join("/");
        (entry.into_path(), relative)
    });
    named.take(MOST_READ).collect()
}

fn is_looked_at(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    entry.depth() == 0
        || !(name.starts_with('.') || entry.file_type().is_dir() && PASSED_OVER.contains(&name.as_ref()))
}

fn count(path: &Path, relative: &str) -> Count {
    match source::read(&FoundFile::named(path, relative)).0 {
        Outcome::Read(file) => {
            let is_evident = file.judgement != Judgement::default();
            Count { markdown: 1, write_ups: 1, evident: usize::from(is_evident) }
        }
        // Programs have files without an extension, too.
        Outcome::Skipped(_) if Path::new(relative).extension().is_none() => Count::default(),
        Outcome::Skipped(_) => Count { markdown: 1, write_ups: 0, evident: 0 },
    }
}
