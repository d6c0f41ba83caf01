//! 8: the only writer: stages a build beside the old one and swaps it in whole.
//!
//! A reader of the site sees the old one or the new one, never a half. Nothing is deleted that Whybook did not write:
//! each site carries a list of its files in [`MARKER`], and what else lies in its folder is in the new one before it
//! takes the place of the old one.

mod carry;
mod lock;
mod marker;
mod old;
mod swap;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context, bail, ensure};

use crate::contained::{overlaps, resolved};
use crate::render::OutputFile;
pub use lock::BuildLock;
use marker::{FolderState, Marker};
use old::Workplace;

/// File by which a site of ours is known; it lists what was written, a path a line.
pub const MARKER: &str = ".whybook";

/// A site on its way to the disk. Dropped before [`Staging::commit`], it leaves the old site as it was.
#[derive(Debug)]
pub struct Staging {
    out: PathBuf,
    folder: PathBuf,
    /// Whether the output folder itself stays and what is in it is exchanged: a mount point cannot be renamed.
    within: bool,
    written: Mutex<BTreeSet<String>>,
    left: Vec<String>,
    committed: bool,
}

impl Staging {
    /// Makes a folder beside `out` to write a site to; in it, if it is a mount point. The caller holds the
    /// [`BuildLock`] of `out`: what another build has left there is removed.
    ///
    /// # Errors
    /// If `out` is a file, holds something that Whybook did not write, overlaps one of the `sources` (content, themes),
    /// or if the folder around it cannot be written to.
    pub fn begin(out: &Path, sources: &[&Path]) -> anyhow::Result<Self> {
        let out = resolved(out)?;
        for source in sources {
            let source = resolved(source)?;
            ensure!(
                !overlaps(&out, &source),
                "the output folder {} and the source folder {} lie within each other; choose another --out",
                out.display(),
                source.display()
            );
        }
        let parent = out.parent().with_context(|| format!("{} cannot be an output folder", out.display()))?;
        fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
        let within = swap::is_mount_point(&out);
        let workplace = Workplace { folder: if within { &out } else { parent }, out: &out };
        let left = workplace.recover();
        check_replaceable(&out)?;
        let folder = stage(workplace)?;
        Ok(Self { out, folder, within, written: Mutex::default(), left, committed: false })
    }

    /// Where a file of the site is after [`Staging::commit`].
    pub fn target(&self, relative: &str) -> PathBuf {
        self.out.join(relative)
    }

    /// The folder that the site is written to; gone after [`Staging::commit`].
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes a file; may be called from several threads.
    ///
    /// # Errors
    /// If its path leads out of the site, or the disk refuses it.
    pub fn write(&self, file: &OutputFile) -> anyhow::Result<()> {
        self.write_with(&file.path, |target| Ok(target.write_all(&file.contents)?))
    }

    /// Writes a file that is too large to be held in memory first, piece by piece; may be called from several threads.
    ///
    /// # Errors
    /// If `to` leads out of the site, the disk refuses it, or `fill` fails.
    pub fn write_with(
        &self,
        to: &str,
        fill: impl FnOnce(&mut File) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let path = self.place(to)?;
        let mut target =
            create(&path).with_context(|| format!("cannot create {}", self.final_path(to).display()))?;
        fill(&mut target).with_context(|| format!("cannot write {}", self.final_path(to).display()))
    }

    /// Puts the new site in the place of the old one, with the files of others that the old one holds, then deletes the
    /// old one. Names files of others that could not be taken along, since they changed at that moment.
    ///
    /// # Errors
    /// If a file of others is in the way or the folders cannot be renamed; the old site is in its place then.
    pub fn commit(mut self) -> anyhow::Result<Vec<String>> {
        let written = self.written.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
        let new_files = Marker { files: std::mem::take(written) };
        let old_files = match FolderState::of(&self.out) {
            FolderState::Site(files) => files,
            FolderState::Unfinished | FolderState::Foreign => Marker::default(),
        };
        let has_old = self.out.exists();
        if has_old {
            carry::carry(&self.out, &self.folder, &old_files, self.within)?;
        }
        new_files
            .write(&self.folder, &self.folder)
            .with_context(|| format!("cannot write {}", self.folder.join(MARKER).display()))?;
        let retired_files = if self.within {
            // From here on the folder may hold the old site.
            self.committed = true;
            swap::exchange_within(&self.folder, &self.out, &old_files, &new_files)?
        } else {
            self.replace(has_old)
                .with_context(|| format!("cannot move the new site to {}", self.out.display()))?;
            old_files
        };
        self.committed = true;
        self.out.parent().into_iter().chain([&*self.out]).for_each(swap::sync_names);
        let mut left = std::mem::take(&mut self.left);
        if has_old {
            left.extend(old::clear(&self.folder, &self.out, &retired_files).with_context(|| {
                format!("the new site is in place, but cannot delete {}", self.folder.display())
            })?);
        }
        Ok(left)
    }

    fn replace(&self, has_old: bool) -> std::io::Result<()> {
        if !has_old {
            return fs::rename(&self.folder, &self.out);
        }
        fs::set_permissions(&self.folder, fs::metadata(&self.out)?.permissions())?;
        swap::exchange(&self.folder, &self.out, &self.workplace().name("old", 0))
    }

    fn workplace(&self) -> Workplace<'_> {
        let parent = self.out.parent().unwrap_or(&self.out);
        Workplace { folder: if self.within { &self.out } else { parent }, out: &self.out }
    }

    /// Where a file of the site is after [`Staging::commit`]: what messages name.
    fn final_path(&self, relative: &str) -> PathBuf {
        self.out.join(relative)
    }

    /// Where a file of the site goes.
    fn place(&self, relative: &str) -> anyhow::Result<PathBuf> {
        if !marker::is_within_site(relative) {
            bail!("`{relative}` is no path within a site");
        }
        let mut written = self.written.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        written.insert(relative.to_owned());
        Ok(self.folder.join(relative))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.committed {
            // A leftover is harmless: the next build removes it.
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Refuses a path that leads through a file; `option` is what chooses another.
///
/// # Errors
/// If the path or a folder above it is a file.
pub fn check_no_file_within(path: &Path, option: &str) -> anyhow::Result<()> {
    match path.ancestors().find(|above| above.is_file()) {
        Some(file) => bail!("{} is a file, no folder; remove it or choose another {option}", file.display()),
        None => Ok(()),
    }
}

/// An output folder may be missing, empty, or ours.
fn check_replaceable(out: &Path) -> anyhow::Result<()> {
    match fs::metadata(out) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", out.display())),
        Ok(metadata) => ensure!(
            metadata.is_dir(),
            "the output folder {} is a file; remove it or choose another --out",
            out.display()
        ),
    }
    let entries = fs::read_dir(out).with_context(|| format!("cannot read {}", out.display()))?;
    let is_empty = entries.flatten().all(|entry| is_of_a_build(&entry.file_name().to_string_lossy()));
    ensure!(
        is_empty || matches!(FolderState::of(out), FolderState::Site(_)),
        "the output folder {} holds files that Whybook did not write; empty it or choose another --out",
        out.display()
    );
    Ok(())
}

/// What an output folder that is a mount point holds before there is a site in it.
fn is_of_a_build(name: &str) -> bool {
    name.starts_with(".whybook-") || name == "lost+found"
}

/// A new folder for a site, marked as unfinished; with the mode and owner of the old site, so that it is as
/// closed to other users as that one.
fn stage(workplace: Workplace<'_>) -> anyhow::Result<PathBuf> {
    for attempt in 0.. {
        let folder = workplace.name("staging", attempt);
        match create_like(&folder, workplace.out).and_then(|()| marker::begin(&folder)) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == ErrorKind::AlreadyExists && attempt < 100 => {}
            Err(error) => {
                let help = "the folder around the output folder has to be writable";
                return Err(error).with_context(|| format!("cannot create {}: {help}", folder.display()));
            }
        }
    }
    bail!("cannot find a free name beside {}", workplace.out.display())
}

#[cfg(unix)]
fn create_like(folder: &Path, like: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
    let Ok(old) = fs::metadata(like) else { return fs::create_dir(folder) };
    fs::DirBuilder::new().mode(0o700).create(folder)?;
    let new = fs::metadata(folder)?;
    if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
        // Only root may do that for every owner.
        let _ = std::os::unix::fs::chown(folder, Some(old.uid()), Some(old.gid()));
    }
    // This build has to write here, whatever the mode; the rest of it is set when the site is whole.
    fs::set_permissions(folder, fs::Permissions::from_mode(old.mode() | 0o700))
}

#[cfg(not(unix))]
fn create_like(folder: &Path, _: &Path) -> std::io::Result<()> {
    fs::create_dir(folder)
}

/// Creates a file and, where they are missing, the folders that hold it.
fn create(path: &Path) -> std::io::Result<File> {
    match File::create(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            File::create(path)
        }
        result => result,
    }
}

#[cfg(test)]
mod tests;
