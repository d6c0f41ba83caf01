//! Putting a new site in the place of the old one.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use anyhow::Context;

use super::MARKER;
use super::marker::Marker;

/// Makes `new` and `old` change places, in one step where the system can do that. Elsewhere `aside` holds the old one
/// for a moment in which `old` is missing.
pub(super) fn exchange(new: &Path, old: &Path, aside: &Path) -> io::Result<()> {
    match exchange_at_once(new, old) {
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => {}
        done => return done,
    }
    exchange_in_steps(new, old, aside)
}

fn exchange_in_steps(new: &Path, old: &Path, aside: &Path) -> io::Result<()> {
    fs::rename(old, aside)?;
    if let Err(error) = fs::rename(new, old) {
        // Nothing more can be done if this fails as well: the next build finds it.
        let _ = fs::rename(aside, old);
        return Err(error);
    }
    fs::rename(aside, new)
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange_at_once(new: &Path, old: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange_at_once(_: &Path, _: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Puts the site in `new` into `out`, which cannot be moved itself, one name after the other; `new` holds the old site
/// then. Until all is done both carry a list of the files of both, so that what a killed build leaves is known as ours.
pub(super) fn exchange_within(
    new: &Path,
    out: &Path,
    old_files: &Marker,
    new_files: &Marker,
) -> anyhow::Result<Marker> {
    let both = old_files.with(new_files);
    let failed = || format!("cannot put the new site into {}", out.display());
    both.write(new, new).and_then(|()| both.write(new, out)).with_context(failed)?;
    let names = names_in(new).with_context(failed)?;
    for name in &names {
        put(&new.join(name), &out.join(name), &new.join(".whybook-aside")).with_context(failed)?;
    }
    for name in names_in(out).with_context(failed)?.difference(&names) {
        let is_old =
            name.to_str().is_some_and(|name| old_files.files.contains(name) || old_files.has_below(name));
        if is_old {
            fs::rename(out.join(name), new.join(name)).with_context(failed)?;
        }
    }
    new_files.write(new, out).with_context(failed)?;
    Ok(both)
}

fn put(new: &Path, old: &Path, aside: &Path) -> io::Result<()> {
    match fs::symlink_metadata(old) {
        Ok(_) => exchange(new, old, aside),
        Err(error) if error.kind() == ErrorKind::NotFound => fs::rename(new, old),
        Err(error) => Err(error),
    }
}

/// Names in a folder, without its list.
fn names_in(folder: &Path) -> io::Result<BTreeSet<OsString>> {
    let names = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.file_name()));
    names.filter(|name| name.as_ref().map_or(true, |name| name != MARKER)).collect()
}

/// Whether a folder is the root of a mount, which the system does not rename.
pub(super) fn is_mount_point(folder: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
        let found = statx(CWD, folder, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::empty());
        if let Ok(found) = found
            && found.stx_attributes_mask.contains(StatxAttributes::MOUNT_ROOT)
        {
            return found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT);
        }
    }
    is_on_another_device(folder)
}

#[cfg(unix)]
fn is_on_another_device(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let device = |path: &Path| fs::symlink_metadata(path).map(|metadata| metadata.dev()).ok();
    let parent = folder.parent().and_then(device);
    parent.is_some() && device(folder).is_some_and(|device| Some(device) != parent)
}

#[cfg(not(unix))]
fn is_on_another_device(_: &Path) -> bool {
    false
}

/// Has the names in a folder written to the disk: what was renamed there stays so after a power cut. Where a folder
/// cannot be opened, the system does that by itself.
pub(super) fn sync_names(folder: &Path) {
    if cfg!(unix) {
        let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
    }
}

#[cfg(test)]
mod tests;
