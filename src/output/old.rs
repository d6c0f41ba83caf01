//! What becomes of a site that a new one replaces, and of folders that a build left behind when it was killed.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::MARKER;

/// A name beside `out` for a folder of this process.
pub(super) fn sibling(out: &Path, role: &str, attempt: u32) -> PathBuf {
    let process = std::process::id();
    out.with_file_name(format!("{}{process}-{attempt}", prefix(out, role)))
}

fn prefix(out: &Path, role: &str) -> String {
    let name = out.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    format!(".whybook-{role}-{name}-")
}

/// Moves the old site aside; `None` where there is none.
pub(super) fn retire(out: &Path) -> anyhow::Result<Option<PathBuf>> {
    if !out.exists() {
        return Ok(None);
    }
    // An empty folder needs no place to wait in.
    if fs::remove_dir(out).is_ok() {
        return Ok(None);
    }
    let retired = (0..100)
        .map(|attempt| sibling(out, "old", attempt))
        .find(|path| !path.exists())
        .with_context(|| format!("too many old sites beside {}", out.display()))?;
    fs::rename(out, &retired).with_context(|| format!("cannot move the old site {} aside", out.display()))?;
    Ok(Some(retired))
}

/// Deletes the files of a retired site that its marker lists; what else lies in it moves to the new site.
pub(super) fn clear(retired: &Path, out: &Path) -> std::io::Result<()> {
    let list = fs::read_to_string(retired.join(MARKER))?;
    let ours: BTreeSet<&str> = list.lines().skip(1).chain([MARKER]).collect();
    clear_folder(retired, out, "", &ours)
}

fn clear_folder(retired: &Path, out: &Path, relative: &str, ours: &BTreeSet<&str>) -> std::io::Result<()> {
    let folder = retired.join(relative);
    let mut kept = false;
    for entry in fs::read_dir(&folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let path = name
            .to_str()
            .map(|name| if relative.is_empty() { name.to_owned() } else { format!("{relative}/{name}") });
        match path {
            Some(path) if entry.file_type()?.is_dir() && out.join(&path).is_dir() => {
                clear_folder(retired, out, &path, ours)?;
            }
            Some(path) if entry.file_type()?.is_dir() && holds_ours(&path, ours) => {
                clear_folder(retired, out, &path, ours)?;
            }
            Some(path) if ours.contains(path.as_str()) => fs::remove_file(entry.path())?,
            _ => kept |= !move_along(&entry.path(), &out.join(relative), &name)?,
        }
    }
    if !kept {
        // Fails where a folder within was kept, which is as it should be.
        let _ = fs::remove_dir(&folder);
    }
    Ok(())
}

fn holds_ours(folder: &str, ours: &BTreeSet<&str>) -> bool {
    let prefix = format!("{folder}/");
    ours.range(prefix.as_str()..).next().is_some_and(|path| path.starts_with(&prefix))
}

/// Moves what is not ours into the new site; `false` where the new site has that name itself.
fn move_along(from: &Path, folder: &Path, name: &std::ffi::OsStr) -> std::io::Result<bool> {
    let target = folder.join(name);
    if target.symlink_metadata().is_ok() {
        return Ok(false);
    }
    fs::create_dir_all(folder)?;
    fs::rename(from, target)?;
    Ok(true)
}

/// Brings back a site that a killed build had moved aside, and removes the folders of builds that are gone.
pub(super) fn recover(out: &Path) {
    let Some(entries) = out.parent().and_then(|parent| fs::read_dir(parent).ok()) else { return };
    let (staging, old) = (prefix(out, "staging"), prefix(out, "old"));
    // Failures here leave a folder behind, and the build that follows says what is wrong with the disk.
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let rest = name.strip_prefix(&staging).or_else(|| name.strip_prefix(&old));
        let is_ours = rest.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'));
        if !is_ours || is_alive(&entry.path()) {
            continue;
        }
        if name.starts_with(&old) {
            if out.exists() {
                let _ = clear(&entry.path(), out);
            } else {
                let _ = fs::rename(entry.path(), out);
            }
        } else if entry.path().join(MARKER).is_file() {
            let _ = fs::remove_dir_all(entry.path());
        } else {
            let _ = fs::remove_dir(entry.path());
        }
    }
}

/// Whether the build that made this folder still runs: it holds the lock of its marker.
fn is_alive(folder: &Path) -> bool {
    File::open(folder.join(MARKER))
        .is_ok_and(|marker| matches!(marker.try_lock(), Err(std::fs::TryLockError::WouldBlock)))
}
