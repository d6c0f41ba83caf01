//! Files of others in a site's folder (`CNAME`, `.git`, …): they are in the new site before it replaces the old one.

use std::fs::{self, File, FileType, Metadata};
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use anyhow::{Context, bail, ensure};

use super::MARKER;
use super::marker::Marker;
use super::swap::is_mount_point;

/// Puts what is not listed in `ours` under the same names into a new site, by hard links where the file system has
/// them, so that nothing is moved away from the old one. `stays`: what lies right under `from` without a file of ours
/// stays there, since `from` itself stays.
///
/// # Errors
/// If the new site has a file of that name itself, or something cannot be linked nor copied.
pub(super) fn carry(from: &Path, to: &Path, ours: &Marker, stays: bool) -> anyhow::Result<()> {
    Carry { from, to, ours, stays }.folder("")
}

struct Carry<'a> {
    from: &'a Path,
    to: &'a Path,
    ours: &'a Marker,
    stays: bool,
}

impl Carry<'_> {
    fn folder(&self, relative: &str) -> anyhow::Result<()> {
        let folder = self.from.join(relative);
        let failed = || format!("cannot read {}", folder.display());
        for entry in fs::read_dir(&folder).with_context(failed)? {
            let entry = entry.with_context(failed)?;
            let (name, kind) = (entry.file_name(), entry.file_type().with_context(failed)?);
            let path = name.to_str().map(|name| below(relative, name));
            let is_marker = relative.is_empty() && name == MARKER;
            if is_marker || path.as_ref().is_some_and(|path| is_ours(path, kind, self.ours)) {
                continue;
            }
            let target = self.to.join(relative).join(&name);
            match path {
                Some(path) if kind.is_dir() && self.ours.has_below(&path) => {
                    refuse_mount(&entry.path())?;
                    self.folder(&path)?;
                }
                _ if self.stays && relative.is_empty() => refuse_present(&entry.path(), &target)?,
                _ => {
                    self.make_folder(relative)?;
                    carry_entry(&entry.path(), &target, kind)?;
                }
            }
        }
        Ok(())
    }

    /// Makes a folder that the new site lacks, with the mode that it had.
    fn make_folder(&self, relative: &str) -> anyhow::Result<()> {
        let mut path = String::new();
        for part in relative.split('/').filter(|part| !part.is_empty()) {
            path = below(&path, part);
            make_folder_like(&self.from.join(&path), &self.to.join(&path))?;
        }
        Ok(())
    }
}

/// The path of a name in a folder of the site.
fn below(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// Whether an entry is one that we wrote: listed, and a file as all that we write. A link in its place is not.
pub(super) fn is_ours(path: &str, kind: FileType, ours: &Marker) -> bool {
    kind.is_file() && ours.files.contains(path)
}

fn carry_entry(from: &Path, to: &Path, kind: FileType) -> anyhow::Result<()> {
    if !kind.is_dir() {
        refuse_present(from, to)?;
        return if to.symlink_metadata().is_ok() { Ok(()) } else { link_or_copy(from, to, kind) };
    }
    refuse_mount(from)?;
    make_folder_like(from, to)?;
    let failed = || format!("cannot read {}", from.display());
    for entry in fs::read_dir(from).with_context(failed)? {
        let entry = entry.with_context(failed)?;
        carry_entry(&entry.path(), &to.join(entry.file_name()), entry.file_type().with_context(failed)?)?;
    }
    Ok(())
}

fn make_folder_like(from: &Path, to: &Path) -> anyhow::Result<()> {
    match fs::create_dir(to) {
        Ok(()) => {
            let permissions = fs::metadata(from).map(|metadata| metadata.permissions());
            permissions
                .and_then(|permissions| fs::set_permissions(to, permissions))
                .with_context(|| format!("cannot create {}", to.display()))
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists && to.is_dir() => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => bail!(taken(from)),
        Err(error) => Err(error).with_context(|| format!("cannot create {}", to.display())),
    }
}

/// A name that the new site has as well is fine only with the same content.
fn refuse_present(from: &Path, to: &Path) -> anyhow::Result<()> {
    ensure!(to.symlink_metadata().is_err() || is_same(from, to), taken(from));
    Ok(())
}

fn taken(path: &Path) -> String {
    format!(
        "{} was not written by Whybook, but the new site has a file or folder of that name; move it away or delete it, \
         then build again",
        path.display()
    )
}

fn refuse_mount(folder: &Path) -> anyhow::Result<()> {
    ensure!(
        !is_mount_point(folder),
        "{} is a mount point within the output folder, which cannot be replaced with it; unmount it, or mount the \
         output folder itself",
        folder.display()
    );
    Ok(())
}

fn link_or_copy(from: &Path, to: &Path, kind: FileType) -> anyhow::Result<()> {
    // Links share the file, whatever it is, with its mode, owner and times.
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    let copied = if kind.is_symlink() {
        copy_link(from, to)
    } else if kind.is_file() {
        copy_file(from, to)
    } else {
        Err(std::io::Error::new(ErrorKind::Unsupported, "it is no file, folder or link"))
    };
    copied.with_context(|| {
        format!(
            "{} was not written by Whybook and cannot be taken into the new site; move it away",
            from.display()
        )
    })
}

fn copy_file(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::copy(from, to)?;
    let times = fs::metadata(from)?;
    let times = fs::FileTimes::new().set_modified(times.modified()?).set_accessed(times.accessed()?);
    // A file that may not be written to keeps the time of its copy.
    let _ = File::options().write(true).open(to).and_then(|file| file.set_times(times));
    Ok(())
}

#[cfg(unix)]
fn copy_link(from: &Path, to: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

#[cfg(not(unix))]
fn copy_link(_: &Path, _: &Path) -> std::io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Whether two entries, no folders, are one or say the same.
pub(super) fn is_same(one: &Path, other: &Path) -> bool {
    let (Ok(first), Ok(second)) = (one.symlink_metadata(), other.symlink_metadata()) else { return false };
    is_one(&first, &second)
        || (first.is_file() && second.is_file() && first.len() == second.len() && has_same_bytes(one, other))
        || (first.is_symlink() && second.is_symlink() && fs::read_link(one).ok() == fs::read_link(other).ok())
}

#[cfg(unix)]
fn is_one(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    !one.is_dir() && (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_one(_: &Metadata, _: &Metadata) -> bool {
    false
}

fn has_same_bytes(one: &Path, other: &Path) -> bool {
    let (Ok(mut one), Ok(mut other)) = (File::open(one), File::open(other)) else { return false };
    let (mut first, mut second) = ([0; 1 << 14], [0; 1 << 14]);
    loop {
        let Ok(read) = one.read(&mut first) else { return false };
        if other.read_exact(&mut second[..read]).is_err() || first[..read] != second[..read] {
            return false;
        }
        if read == 0 {
            return true;
        }
    }
}
