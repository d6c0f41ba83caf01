//! The list by which a site of ours is known: `.whybook`, a header and the path of every file, a line each.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Component, Path};

use super::MARKER;

const HEADER: &str = "Written by Whybook, which deletes the files listed here when it builds again.";

/// What a folder says that a build has not finished; everything in it can be deleted.
const UNFINISHED: &str =
    "Whybook is writing a site to this folder. Left by a build that was stopped, the next one deletes it.";

/// Name under which a list is written before it takes its place.
const NEW: &str = ".whybook-marker";

/// The files that Whybook wrote to a folder, by their paths in it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Marker {
    pub(super) files: BTreeSet<String>,
}

/// What a folder is to Whybook.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum FolderState {
    /// A whole site.
    Site(Marker),
    /// What a build was writing.
    Unfinished,
    /// None of ours.
    Foreign,
}

impl FolderState {
    /// Reads what a folder says of itself. A list that is not a file, or names a path that no site has, is not ours.
    pub(super) fn of(folder: &Path) -> Self {
        let path = folder.join(MARKER);
        if !fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file()) {
            return Self::Foreign;
        }
        let Ok(text) = fs::read_to_string(&path) else { return Self::Foreign };
        let mut lines = text.lines();
        match lines.next() {
            Some(HEADER) => {
                let files: BTreeSet<String> = lines.map(str::to_owned).collect();
                let all_inside = files.iter().all(|path| is_within_site(path));
                if all_inside { Self::Site(Marker { files }) } else { Self::Foreign }
            }
            Some(UNFINISHED) => Self::Unfinished,
            _ => Self::Foreign,
        }
    }
}

impl Marker {
    /// Whether a file below this folder is listed.
    pub(super) fn has_below(&self, folder: &str) -> bool {
        let prefix = format!("{folder}/");
        self.files.range(prefix.clone()..).next().is_some_and(|path| path.starts_with(&prefix))
    }

    /// All files of both.
    pub(super) fn with(&self, other: &Self) -> Self {
        Self { files: self.files.union(&other.files).cloned().collect() }
    }

    /// Writes the list to `place` in one step, by way of `folder`, which is on the same disk. It is on the disk before
    /// it is in its place: without it, the next build would take the site for another's.
    pub(super) fn write(&self, folder: &Path, place: &Path) -> std::io::Result<()> {
        let mut list = format!("{HEADER}\n");
        for path in &self.files {
            list.push_str(path);
            list.push('\n');
        }
        let new = folder.join(NEW);
        let mut file = File::create(&new)?;
        file.write_all(list.as_bytes())?;
        file.sync_all()?;
        fs::rename(new, place.join(MARKER))
    }
}

/// Marks a new folder as one that a build writes to.
pub(super) fn begin(folder: &Path) -> std::io::Result<()> {
    fs::write(folder.join(MARKER), format!("{UNFINISHED}\n"))
}

/// Whether a path is one that a site's file can have: relative, without a drive or a step upwards, and a line of a list.
/// The same on every system, since a site may be built on one and built over on another.
pub(super) fn is_within_site(path: &str) -> bool {
    let has_drive = matches!(path.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    !path.is_empty()
        && path != MARKER
        && !has_drive
        && !path.contains(['\\', '\0', '\n', '\r'])
        && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_list_names_a_path_out_of_its_site_on_any_system() {
        for inside in ["index.html", "files/2024/a b.png", "files/12:30.log", "...", "c/:"] {
            assert!(is_within_site(inside), "{inside}");
        }
        for outside in [
            "", "/etc/passwd", "../a", "a/../../b", "C:/Windows/a.txt", "c:a.txt", "\\\\host\\share\\a",
            "a\\..\\..\\b", "a\nb", "//host/share", MARKER,
        ] {
            assert!(!is_within_site(outside), "{outside}");
        }
    }
}
