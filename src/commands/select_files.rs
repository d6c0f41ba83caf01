//! Selects the files that a command line names. A file of the site goes by its path in the content folder, since folder
//! and file names may state a date.

use std::path::Path;

use crate::commands::{is_below, path_within};
use whybook::source::{self, FoundFile, Listing, Selection, Skipped};

/// The files that `paths` name, in their order; those of the content folder where there are none.
///
/// # Errors
/// If a path does not exist or is neither file nor folder, or a folder cannot be opened.
pub(crate) fn select_files<P: AsRef<Path>>(
    paths: &[P],
    content: &Path,
    selection: &Selection,
) -> anyhow::Result<Listing> {
    let paths: Vec<&Path> = paths.iter().map(AsRef::as_ref).collect();
    if paths.is_empty() {
        return source::find(content, selection);
    }
    for path in &paths {
        anyhow::ensure!(path.exists(), "cannot read {}: no such file or folder", path.display());
        anyhow::ensure!(path.is_file() || path.is_dir(), "{} is neither file nor folder", path.display());
    }
    let within: Vec<Option<String>> = paths.iter().map(|path| path_within(path, content)).collect();
    let site = if within.iter().any(Option::is_some) {
        source::find(content, selection)?
    } else {
        Listing::default()
    };
    let mut chosen = Listing::default();
    for (path, within) in paths.into_iter().zip(within) {
        match within {
            Some(within) if path.is_dir() || site.holds(&within) => chosen.take_from(&site, &within),
            _ if path.is_dir() => chosen.extend(source::find(path, &selection.elsewhere())?),
            _ => chosen.add(path),
        }
    }
    chosen.skipped.sort();
    chosen.skipped.dedup();
    Ok(chosen)
}

/// What a listing does for a choice.
trait Choice {
    fn holds(&self, relative: &str) -> bool;
    fn take_from(&mut self, site: &Listing, within: &str);
    fn extend(&mut self, other: Listing);
    fn add(&mut self, path: &Path);
}

impl Choice for Listing {
    fn holds(&self, relative: &str) -> bool {
        self.candidates.iter().any(|found| found.relative == relative)
            || self.skipped.iter().any(|skipped| skipped.path == relative)
            // A link that is not followed is not followed under its own name either: `content/*.md` names it, too.
            || self.diagnostics.iter().any(|finding| finding.path == relative)
    }

    /// The part of a listing that lies within a folder, or is the file.
    fn take_from(&mut self, site: &Listing, within: &str) {
        let chosen = |path: &str| is_below(path, within);
        self.candidates.extend(site.candidates.iter().filter(|found| chosen(&found.relative)).cloned());
        self.skipped.extend(site.skipped.iter().filter(|passed| chosen(&passed.path)).cloned());
        self.diagnostics.extend(site.diagnostics.iter().filter(|found| chosen(&found.path)).cloned());
    }

    fn extend(&mut self, other: Listing) {
        self.candidates.extend(other.candidates);
        self.skipped.extend(other.skipped);
        self.diagnostics.extend(other.diagnostics);
    }

    /// A file outside the content folder; it is skipped only because of its name.
    fn add(&mut self, path: &Path) {
        let relative = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        match source::reason_by_name(&relative) {
            Some(reason) => self.skipped.push(Skipped::new(relative, reason)),
            None => self.candidates.push(FoundFile::named(path, relative)),
        }
    }
}
