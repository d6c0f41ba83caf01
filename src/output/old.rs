//! What becomes of a site that a new one replaced, and of folders that a build left behind when it was killed.

use std::fs::{self, DirEntry};
use std::io;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use super::MARKER;
use super::carry::{is_ours, is_same};
use super::marker::{FolderState, Marker};

/// The folder that holds the folders a build of `out` makes: around it, or itself where it cannot be renamed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Workplace<'a> {
    pub(super) folder: &'a Path,
    pub(super) out: &'a Path,
}

impl Workplace<'_> {
    /// A name for a folder of this process.
    pub(super) fn name(&self, role: &str, attempt: u32) -> PathBuf {
        let process = std::process::id();
        self.folder.join(format!("{}{process}-{attempt}", self.prefix(role)))
    }

    fn prefix(&self, role: &str) -> String {
        let name = self.out.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        format!(".whybook-{role}-{name}-")
    }

    /// Brings back a site that a killed build had moved aside, and removes the folders of builds that are gone: no other
    /// build runs while the output is locked. Names what of others is left in them.
    pub(super) fn recover(&self) -> Vec<String> {
        // Failures here leave a folder behind, and the build that follows says what is wrong with the disk.
        let (old, staging) = (self.leftovers("old"), self.leftovers("staging"));
        // A build that cannot exchange folders at once has moved the old site here, or else it has a new one ready.
        for folder in old.iter().chain(&staging) {
            if !self.out.exists() && matches!(FolderState::of(folder), FolderState::Site(_)) {
                let _ = fs::rename(folder, self.out);
            }
        }
        let mut left = Vec::new();
        for folder in old.iter().chain(&staging) {
            match FolderState::of(folder) {
                FolderState::Site(files) => left.extend(clear(folder, self.out, &files).unwrap_or_default()),
                FolderState::Unfinished => drop(fs::remove_dir_all(folder)),
                FolderState::Foreign => remove_empty(folder),
            }
        }
        left
    }

    fn leftovers(&self, role: &str) -> Vec<PathBuf> {
        let prefix = self.prefix(role);
        let is_left = |entry: &DirEntry| {
            let name = entry.file_name();
            let rest = name.to_str().and_then(|name| name.strip_prefix(&prefix));
            rest.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'))
                && entry.file_type().is_ok_and(|kind| kind.is_dir())
        };
        let entries = fs::read_dir(self.folder).into_iter().flatten().flatten();
        let mut found: Vec<PathBuf> = entries.filter(is_left).map(|entry| entry.path()).collect();
        found.sort();
        found
    }
}

/// Removes a folder that a build had just made when it was killed.
fn remove_empty(folder: &Path) {
    let marker = folder.join(MARKER);
    let is_alone = fs::read_dir(folder).is_ok_and(|entries| entries.count() == 1);
    if is_alone && marker.symlink_metadata().is_ok_and(|metadata| metadata.is_file() && metadata.len() == 0) {
        let _ = fs::remove_file(marker);
    }
    let _ = fs::remove_dir(folder);
}

/// Deletes the files of a replaced site that its list names, and what of others the new site has as well. What came to
/// it since moves to the new site. Names what cannot, since the new site has another file in its place: that stays.
pub(super) fn clear(retired: &Path, out: &Path, files: &Marker) -> io::Result<Vec<String>> {
    let mut clearing = Clearing { retired, out, files, left: Vec::new() };
    if clearing.folder(Path::new(""))? {
        // The list goes last, so that a deletion cut short is taken up again.
        match fs::remove_file(retired.join(MARKER)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => fs::remove_dir(retired)?,
        }
    }
    Ok(clearing.left)
}

struct Clearing<'a> {
    retired: &'a Path,
    out: &'a Path,
    files: &'a Marker,
    left: Vec<String>,
}

impl Clearing<'_> {
    /// Clears a folder; whether nothing is left in it.
    fn folder(&mut self, relative: &Path) -> io::Result<bool> {
        let mut empty = true;
        for entry in fs::read_dir(self.retired.join(relative))? {
            let entry = entry?;
            let (path, kind) = (relative.join(entry.file_name()), entry.file_type()?);
            if path == Path::new(MARKER) {
                continue;
            }
            // The list has no path that is not Unicode.
            let listed = path.to_str().map(|path| path.replace(MAIN_SEPARATOR, "/")).unwrap_or_default();
            if is_ours(&listed, kind, self.files) {
                fs::remove_file(entry.path())?;
            } else if kind.is_dir() && (self.files.has_below(&listed) || is_folder(&self.out.join(&path))) {
                empty &= self.folder(&path)? && fs::remove_dir(entry.path()).is_ok();
            } else {
                empty &= self.foreign(&entry, relative)?;
            }
        }
        Ok(empty)
    }

    /// Deletes what the new site has as well, moves what it lacks; whether that worked.
    fn foreign(&mut self, entry: &DirEntry, relative: &Path) -> io::Result<bool> {
        let folder = self.out.join(relative);
        let target = folder.join(entry.file_name());
        if target.symlink_metadata().is_err() {
            fs::create_dir_all(&folder)?;
            fs::rename(entry.path(), target)?;
        } else if is_same(&entry.path(), &target) {
            fs::remove_file(entry.path())?;
        } else {
            self.left.push(format!(
                "{} was not written by Whybook and is not in the new site, which has another {}; \
                 move it where it belongs",
                entry.path().display(),
                target.display()
            ));
            return Ok(false);
        }
        Ok(true)
    }
}

fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir())
}
