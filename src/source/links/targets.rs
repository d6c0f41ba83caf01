//! What the links of a content folder can lead to, by path, by name and by the addresses that site generators give.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use percent_encoding::percent_decode_str;
use rustc_hash::FxHashMap;

use super::repository::{InRepository, Repository};
use super::{Link, join};
use crate::source::extensions::stem;

/// What links of a content folder can lead to; relative paths with forward slashes.
#[derive(Debug, Clone, Default)]
pub struct LinkTargets {
    /// Files that are published as incidents.
    pub(super) postmortems: BTreeSet<String>,
    /// All files, [`crate::source::Listing::files`].
    pub(super) files: BTreeSet<String>,
    /// Other names and addresses of incidents, each with the path of its file.
    names: Vec<(String, String)>,
    repository: Option<Repository>,
    /// Made when the first link is no path.
    index: OnceLock<Index>,
}

#[derive(Debug, Clone, Default)]
struct Index {
    /// Pages by their paths without extension, those of `README`, `index` and `_index` by their folders too.
    stems: FxHashMap<String, String>,
    /// Pages by former and stated addresses, without slashes at their ends.
    addresses: FxHashMap<String, String>,
    /// Pages by their folded names.
    names: FxHashMap<String, Vec<String>>,
    /// Files by their names in small letters.
    files: FxHashMap<String, Vec<String>>,
}

impl LinkTargets {
    /// `pages` are the paths of the incidents, each with its other names and addresses.
    pub fn new(
        pages: impl IntoIterator<Item = (String, Vec<String>)>,
        files: impl IntoIterator<Item = String>,
        repository: Option<Repository>,
    ) -> Self {
        let mut places = Self { files: files.into_iter().collect(), repository, ..Self::default() };
        for (path, names) in pages {
            places.names.extend(names.into_iter().map(|name| (name, path.clone())));
            places.postmortems.insert(path);
        }
        places
    }

    /// Whether these are incidents of the folder.
    pub fn holds(&self, path: &str) -> bool {
        self.postmortems.contains(path)
    }

    /// The incident that a fragment means among those of a file.
    pub(super) fn incident_in(&self, path: &str, suffix: &str) -> Option<Link> {
        let fragment = suffix.split_once('#')?.1;
        let id = percent_decode_str(fragment).decode_utf8_lossy().to_lowercase();
        let path = format!("{path}#{id}");
        self.postmortems.contains(&path).then_some(Link::Postmortem { path, suffix: String::new() })
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let mut index = Index::default();
            for path in &self.postmortems {
                index.add_page(path);
            }
            for (name, path) in &self.names {
                index.add_name(name, path);
            }
            for path in &self.files {
                let name = file_name(path).to_lowercase();
                index.files.entry(name).or_default().push(path.clone());
            }
            index
        })
    }

    /// The page whose path without extension this is, or that stands for this folder.
    pub(super) fn page_at(&self, path: &str) -> Option<String> {
        self.index().stems.get(path.trim_end_matches('/')).cloned()
    }

    /// The page or file at an address as site generators make them.
    pub(super) fn generated(&self, path: &str, suffix: &str, from: &str) -> Option<Link> {
        let bare = without_extension(path.trim_end_matches('/'));
        let page = |path: String| Link::Postmortem { path, suffix: suffix.to_owned() };
        if let Some(path) = path.strip_prefix('/') {
            let segments: Vec<&str> = bare.split('/').filter(|part| !part.is_empty()).collect();
            return self.stated(&segments).or_else(|| self.under_a_mount(&segments)).map(page).or_else(
                || self.asset_under_a_mount(path, suffix).or_else(|| self.dated(&segments, suffix, from)),
            );
        }
        let beside = join(bare, from).and_then(|path| self.page_at(&path));
        // Generators give each page a folder of its own, so that `../other/` is the page beside it.
        let in_own_folder =
            || join(bare, &format!("{}/page", stem(from))).and_then(|path| self.page_at(&path));
        beside.or_else(in_own_folder).map(page)
    }

    fn stated(&self, segments: &[&str]) -> Option<String> {
        self.index().addresses.get(&segments.join("/").to_lowercase()).cloned()
    }

    /// The content folder may be served below some path: its first parts are left out one after the other.
    fn under_a_mount(&self, segments: &[&str]) -> Option<String> {
        (1..segments.len()).find_map(|from| self.page_at(&segments[from..].join("/")))
    }

    /// A file below the path that a generator serves it at, or in the folder from which it does (`static/images/…`).
    fn asset_under_a_mount(&self, path: &str, suffix: &str) -> Option<Link> {
        let asset = |path: &str| Link::Asset { path: path.to_owned(), suffix: suffix.to_owned() };
        let mut rest = path;
        while let Some((_, shorter)) = rest.split_once('/') {
            rest = shorter;
            if self.files.contains(rest) {
                return Some(asset(rest));
            }
        }
        let candidates = self.index().files.get(&file_name(path).to_lowercase())?;
        candidates
            .iter()
            .find(|found| found.strip_suffix(path).is_some_and(|head| head.ends_with('/')))
            .map(|found| asset(found))
    }

    /// A post by the last part of its address; a date in the address is that of the file's name.
    fn dated(&self, segments: &[&str], suffix: &str, from: &str) -> Option<Link> {
        let (name, before) = segments.split_last()?;
        let is_number = |part: &&&str| part.bytes().all(|byte| byte.is_ascii_digit());
        let date: Vec<&str> = before.iter().filter(is_number).copied().collect();
        let fits = |path: &&String| file_name(path).starts_with(&date.join("-"));
        let candidates = self.index().names.get(&fold(name))?;
        let found: Vec<&String> = candidates.iter().filter(fits).collect();
        nearest(&found, from).map(|path| Link::Postmortem { path, suffix: suffix.to_owned() })
    }

    /// The page with this name in any folder; folders before the name have to be those of its path.
    pub(super) fn named(&self, name: &str, suffix: &str, from: &str) -> Option<Link> {
        let (folders, last) = name.rsplit_once('/').map_or(("", name), |(folders, last)| (folders, last));
        let candidates = self.index().names.get(&fold(without_extension(last)))?;
        let folders = format!("/{}", folders.trim_matches('/')).to_lowercase();
        let fits = |path: &&String| {
            let own = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            folders == "/" || format!("/{own}").to_lowercase().ends_with(&folders)
        };
        let found: Vec<&String> = candidates.iter().filter(fits).collect();
        nearest(&found, from).map(|path| Link::Postmortem { path, suffix: suffix.to_owned() })
    }

    /// The file with this name in any folder.
    pub(super) fn file_named(&self, name: &str, suffix: &str, from: &str) -> Option<Link> {
        let found: Vec<&String> = self.index().files.get(&file_name(name).to_lowercase())?.iter().collect();
        nearest(&found, from).map(|path| Link::Asset { path, suffix: suffix.to_owned() })
    }

    /// Where a path leads within the repository around the content folder.
    pub(super) fn in_repository(&self, path: &str, from: &str) -> Option<InRepository> {
        self.repository.as_ref()?.look_up(path, from)
    }
}

impl Index {
    fn add_page(&mut self, path: &str) {
        let stem = stem(path);
        let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
        let stands_for_folder =
            ["readme", "index", "_index"].iter().any(|known| name.eq_ignore_ascii_case(known));
        self.stems.entry(stem.to_owned()).or_insert_with(|| path.to_owned());
        if stands_for_folder {
            self.stems.entry(folder.to_owned()).or_insert_with(|| path.to_owned());
        }
        let name = if stands_for_folder { file_name(folder) } else { name };
        self.push_name(name, path);
        if let Some(undated) = without_date(name) {
            self.push_name(undated, path);
        }
    }

    fn add_name(&mut self, name: &str, path: &str) {
        if name.contains('/') {
            let address = without_extension(name.trim_matches('/')).to_lowercase();
            self.addresses.entry(address).or_insert_with(|| path.to_owned());
        } else {
            self.push_name(name, path);
        }
    }

    fn push_name(&mut self, name: &str, path: &str) {
        let folded = fold(name);
        let paths = self.names.entry(folded).or_default();
        if !paths.iter().any(|known| known == path) {
            paths.push(path.to_owned());
        }
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A path without the extension of a page; others are part of the name.
fn without_extension(path: &str) -> &str {
    match path.rsplit_once('.') {
        Some((bare, "html" | "htm")) => bare,
        Some((bare, extension)) if crate::source::extensions::MARKDOWN.contains(&extension) => bare,
        _ => path,
    }
}

/// A name without the day in front that blogs give their posts.
fn without_date(name: &str) -> Option<&str> {
    let (day, rest) = name.split_at_checked(11)?;
    let is_day = day.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        10 => matches!(byte, b'-' | b'_' | b' '),
        _ => byte.is_ascii_digit(),
    });
    (is_day && !rest.is_empty()).then_some(rest)
}

/// Names that wikis take for the same: in small letters, spaces, hyphens and underscores alike.
fn fold(name: &str) -> String {
    let joined: Vec<&str> = name.split([' ', '-', '_']).filter(|word| !word.is_empty()).collect();
    joined.join("-").to_lowercase()
}

/// Of several files the one in the folder of `from`, else the first; none where there are none.
fn nearest(found: &[&String], from: &str) -> Option<String> {
    let folder = |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    let beside = found.iter().find(|path| folder(path) == folder(from));
    beside.or_else(|| found.iter().min_by_key(|path| path.matches('/').count())).map(|path| (*path).clone())
}
