//! Looks through a folder for write-ups: which of its folders hold them, and how many.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};
use whybook::config::{Config, FILE_NAME};
use whybook::diagnostic::draw;
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
pub(super) struct WriteUpFolder {
    /// Its path, relative to the folder that was looked through, with forward slashes; `.` for that folder itself.
    pub folder: String,
    /// How many files of it a build would read.
    pub write_ups: usize,
}

/// What a folder holds, with those in it.
#[derive(Debug, Clone, Copy, Default)]
struct Judged {
    /// Markdown files.
    markdown: usize,
    /// Files that a build would read.
    write_ups: usize,
    /// Those of them in which something speaks for an incident.
    evident: usize,
}

/// The folders below `folder` that hold write-ups, the one with the most first.
pub(super) fn look(folder: &Path) -> Vec<WriteUpFolder> {
    let files = markdown_files(folder);
    let judged: Vec<(&str, Judged)> =
        files.par_iter().map(|(path, relative)| (relative.as_str(), count(path, relative))).collect();
    let mut counts: BTreeMap<&str, Judged> = BTreeMap::new();
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
    if config.folder.as_os_str().is_empty()
        && !Path::new(FILE_NAME).exists()
        && let Some(above) = super::settings_above()
    {
        return format!("`cd {above}` first, where {FILE_NAME} is");
    }
    let here = if config.folder.as_os_str().is_empty() { Path::new(".") } else { &config.folder };
    let content = std::fs::canonicalize(&config.content).ok().filter(|content| content.is_dir());
    let path = |found: &WriteUpFolder| here.strip_prefix(".").unwrap_or(here).join(&found.folder);
    let all = look(here);
    let beside =
        all.iter().find(|found| content.is_none() || std::fs::canonicalize(path(found)).ok() != content);
    if let Some(found) = beside {
        let (path, count) = (path(found), super::counted(found.write_ups, "write-up"));
        let path = draw::printable(&path.to_string_lossy()).into_owned();
        let inside = draw::printable(&found.folder);
        let way = if here.join(FILE_NAME).exists() {
            format!("`content = \"{inside}\"` in {FILE_NAME}")
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
fn choose<'a>(folder: &'a str, counts: &BTreeMap<&'a str, Judged>, found: &mut Vec<WriteUpFolder>) {
    let Some(count) = counts.get(folder).filter(|count| count.evident > 0) else { return };
    let is_within = |path: &str| {
        let rest = if folder.is_empty() { Some(path) } else { path.strip_prefix(folder) };
        rest.is_some_and(|rest| !rest.is_empty() && !rest.trim_start_matches('/').contains('/'))
            && (folder.is_empty() || path.as_bytes().get(folder.len()) == Some(&b'/'))
    };
    let holds_write_ups = |path: &&str| is_within(path) && counts[*path].evident > 0;
    let inner: Vec<&str> = counts.keys().copied().filter(holds_write_ups).collect();
    let of_inner: usize = inner.iter().map(|path| counts[path].evident).sum();
    let has_own = of_inner < count.evident;
    if !is_named(folder)
        && !has_own
        && let [only] = inner.as_slice()
        && !is_numbered(only)
    {
        return choose(only, counts, found);
    }
    let below = |path: &str| super::is_below(path, folder) && counts[path].evident > 0;
    let is_divided = !has_own && counts.keys().any(|path| below(path) && is_named(path));
    let is_all_of_it = !is_divided && count.evident >= 2 && 2 * count.evident >= count.markdown;
    if is_named(folder) || is_all_of_it {
        let folder = if folder.is_empty() { "." } else { folder }.to_owned();
        found.push(WriteUpFolder { folder, write_ups: count.write_ups });
    } else {
        inner.iter().for_each(|path| choose(path, counts, found));
    }
}

fn name(folder: &str) -> &str {
    folder.rsplit('/').next().unwrap_or(folder)
}

/// Whether a folder's name says that it holds write-ups: `incidents`, `past-postmortems`, but not `db-outage`.
fn is_named(folder: &str) -> bool {
    let name = normalise(name(folder));
    let names_event = |word: &str| source::names_an_incident(word.strip_suffix('s').unwrap_or(word));
    let (first, last) = (name.split(' ').next().unwrap_or(""), name.rsplit(' ').next().unwrap_or(""));
    let is_of_several = first == last || last.ends_with('s');
    is_of_several && names_event(last)
        || source::is_list(&name) && names_event(first)
        || matches!(name.as_str(), "post mortem" | "post mortems")
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

fn count(path: &Path, relative: &str) -> Judged {
    match source::read(&FoundFile::named(path, relative)).0 {
        Outcome::Read(file) => {
            let is_evident = file.judgement != Judgement::default();
            Judged { markdown: 1, write_ups: 1, evident: usize::from(is_evident) }
        }
        // Programs have files without an extension, too.
        Outcome::Skipped(_) if Path::new(relative).extension().is_none() => Judged::default(),
        Outcome::Skipped(_) => Judged { markdown: 1, write_ups: 0, evident: 0 },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// What is found in a folder with these write-ups and documents.
    fn found(write_ups: &[&str], documents: &[&str]) -> Vec<(String, usize)> {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        for path in write_ups {
            write(path, "# Shop down\n\n## Impact\n\nNobody could pay from 10:00 to 11:00.\n");
        }
        for path in documents {
            write(path, "# Guide to deployments\n\nHow to deploy to the servers.\n");
        }
        look(folder.path()).into_iter().map(|found| (found.folder, found.write_ups)).collect()
    }

    fn folder(name: &str, write_ups: usize) -> (String, usize) {
        (name.to_owned(), write_ups)
    }

    #[test]
    fn write_ups_are_found_where_teams_keep_them() {
        assert_eq!(found(&["docs/incidents/a.md"], &["docs/b.md", "c.md"]), [folder("docs/incidents", 1)]);
        assert_eq!(
            found(&["postmortems/2023/a.md", "postmortems/2024/b.md"], &[]),
            [folder("postmortems", 2)]
        );
        assert_eq!(found(&["content/2024/a.md", "content/2024/b.md"], &[]), [folder("content", 2)]);
        assert_eq!(found(&["_posts/2024-05-06-a.md", "_posts/b.md"], &["index.md"]), [folder("_posts", 2)]);
        assert_eq!(found(&["a.md", "b.md", "incidents/c.md"], &["README.md"]), [folder(".", 3)]);
        assert_eq!(found(&["kb/pay/a.md", "kb/shop-outage/b.md"], &[]), [folder("kb", 2)]);
        assert_eq!(
            found(&["docs/2023/a.md", "docs/2024/b.md", "docs-old/incidents/c.md"], &[]),
            [folder("docs", 2), folder("docs-old/incidents", 1)]
        );
        assert_eq!(
            found(&["a/incidents/a.md", "b/post-mortems/b.md", "b/post-mortems/c.md"], &[]),
            [folder("b/post-mortems", 2), folder("a/incidents", 1)]
        );
    }

    #[test]
    fn what_is_among_other_documents_or_of_programs_is_not_proposed() {
        let documents = ["docs/a.md", "docs/b.md", "docs/c.md", "docs/d.md"];
        assert_eq!(found(&["docs/e.md", "docs/f.md"], &documents), []);
        assert_eq!(
            found(&["node_modules/incidents/a.md", ".git/incidents/a.md", "target/incidents/a.md"], &[]),
            []
        );
        assert_eq!(found(&["a.md"], &documents), []);
    }
}
