//! 8: the only writer: stages a build beside the old one and swaps it in whole.
//!
//! A reader of the site sees the old one or the new one, never a half. Nothing is deleted that Whybook did not write:
//! each site carries a list of its files in [`MARKER`], and what else lies in its folder moves along.

mod old;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context, bail, ensure};

use crate::contained::resolved;
use crate::render::OutputFile;

/// File by which a site of ours is known; it lists what was written, a path a line.
pub const MARKER: &str = ".whybook";

const HEADER: &str = "Written by Whybook, which deletes the files listed here when it builds again.";

/// A site on its way to the disk. Dropped before [`Staging::commit`], it leaves the old site as it was.
#[derive(Debug)]
pub struct Staging {
    out: PathBuf,
    folder: PathBuf,
    /// Locked as long as this build lives, so that another one can tell it from a leftover.
    marker: File,
    written: Mutex<BTreeSet<String>>,
    committed: bool,
}

impl Staging {
    /// Makes a folder beside `out` to write a site to.
    ///
    /// # Errors
    /// If `out` is a file, holds something that Whybook did not write, overlaps one of the `sources` (content, themes),
    /// or if the folder around it cannot be written to.
    pub fn begin(out: &Path, sources: &[&Path]) -> anyhow::Result<Self> {
        if let Some(parent) = out.parent() {
            check_no_file_within(parent, "--out")?;
        }
        let out = resolved(out)?;
        for source in sources {
            let source = resolved(source)?;
            ensure!(
                !out.starts_with(&source) && !source.starts_with(&out),
                "the output folder {} and the source folder {} lie within each other; choose another --out",
                out.display(),
                source.display()
            );
        }
        let parent = out.parent().with_context(|| format!("{} cannot be an output folder", out.display()))?;
        fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
        old::recover(&out);
        check_replaceable(&out)?;
        let (folder, marker) = stage(&out)?;
        Ok(Self { out, folder, marker, written: Mutex::default(), committed: false })
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

    /// Puts the new site in the place of the old one, then deletes the old one.
    ///
    /// # Errors
    /// If the folders cannot be renamed; the old site is in its place then.
    pub fn commit(mut self) -> anyhow::Result<()> {
        self.write_marker()
            .with_context(|| format!("cannot write {}", self.folder.join(MARKER).display()))?;
        let retired = old::retire(&self.out)?;
        if let Err(error) = fs::rename(&self.folder, &self.out) {
            if let Some(retired) = &retired {
                // Nothing more can be done if this fails as well: the next build finds it.
                let _ = fs::rename(retired, &self.out);
            }
            return Err(error).with_context(|| format!("cannot move the new site to {}", self.out.display()));
        }
        self.committed = true;
        match retired {
            Some(retired) => old::clear(&retired, &self.out).with_context(|| {
                format!("the new site is in place, but cannot delete {}", retired.display())
            }),
            None => Ok(()),
        }
    }

    fn write_marker(&mut self) -> std::io::Result<()> {
        let written = self.written.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut list = format!("{HEADER}\n");
        for path in written.iter().filter(|path| !path.contains(['\n', '\r'])) {
            list.push_str(path);
            list.push('\n');
        }
        self.marker.write_all(list.as_bytes())
    }

    /// Where a file of the site is after [`Staging::commit`]: what messages name.
    fn final_path(&self, relative: &str) -> PathBuf {
        self.out.join(relative)
    }

    /// Where a file of the site goes.
    fn place(&self, relative: &str) -> anyhow::Result<PathBuf> {
        let is_inside = !relative.is_empty()
            && relative != MARKER
            && !relative.contains(['\\', '\0'])
            && Path::new(relative).components().all(|part| matches!(part, Component::Normal(_)));
        if !is_inside {
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
    let mut entries = fs::read_dir(out).with_context(|| format!("cannot read {}", out.display()))?;
    ensure!(
        entries.next().is_none() || out.join(MARKER).is_file(),
        "the output folder {} holds files that Whybook did not write; empty it or choose another --out",
        out.display()
    );
    Ok(())
}

/// A new folder beside `out`, with its marker locked.
fn stage(out: &Path) -> anyhow::Result<(PathBuf, File)> {
    for attempt in 0.. {
        let folder = old::sibling(out, "staging", attempt);
        match fs::create_dir(&folder) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists && attempt < 100 => continue,
            Err(error) => {
                let help = "the folder around the output folder has to be writable";
                return Err(error).with_context(|| format!("cannot create {}: {help}", folder.display()));
            }
        }
        let path = folder.join(MARKER);
        let marker = File::create(&path).with_context(|| format!("cannot create {}", path.display()))?;
        // Where the file system has no locks, a second build at the same time may remove this one's folder.
        let _ = marker.try_lock();
        return Ok((folder, marker));
    }
    bail!("cannot find a free name beside {}", out.display())
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
