//! One build at a time: the output folder and the index folder are locked while a build uses them.
//!
//! The locks are advisory locks of the operating system, so that those of a killed build are free at once. The output's
//! lock file lies beside it, since the output itself is exchanged; that of an output that is a mount point, and that
//! of the index, lie inside. Both are removed at the end.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::{check_no_file_within, resolved, swap};

const NAME: &str = ".whybook-lock";

/// The right to build into an output folder and an index folder; given back when it is dropped.
#[derive(Debug)]
pub struct BuildLock {
    out: PathBuf,
    _held: Vec<Held>,
}

impl BuildLock {
    /// Locks both folders, in an order that is the same for every build, so that two never wait for each other. Waits
    /// for a build that holds one; `say` gets a line that names it.
    ///
    /// # Errors
    /// If one of the folders is a file, or the folder for a lock file cannot be written to.
    pub fn take(out: &Path, index: &Path, say: impl Fn(&str)) -> anyhow::Result<Self> {
        if let Some(parent) = out.parent() {
            check_no_file_within(parent, "--out")?;
        }
        check_no_file_within(index, "--index")?;
        let (real_out, real_index) = (resolved(out)?, resolved(index)?);
        let mut wanted =
            [(beside_or_inside(&real_out), out.display()), (real_index.join(NAME), index.display())];
        wanted.sort_by(|one, other| one.0.cmp(&other.0));
        let mut held: Vec<Held> = Vec::new();
        for (file, folder) in wanted {
            if held.iter().all(|held| held.path != file) {
                held.push(Held::take(file, &folder.to_string(), &say)?);
            }
        }
        Ok(Self { out: real_out, _held: held })
    }

    /// The locked output folder: an absolute path without links.
    pub fn out(&self) -> &Path {
        &self.out
    }
}

fn beside_or_inside(out: &Path) -> PathBuf {
    if swap::is_mount_point(out) {
        return out.join(NAME);
    }
    let name = out.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    out.with_file_name(format!("{NAME}-{name}"))
}

/// A lock file in its place, locked.
#[derive(Debug)]
struct Held {
    path: PathBuf,
    _file: File,
    /// Whether the folder that holds the file was made for it.
    made_folder: bool,
}

impl Held {
    fn take(path: PathBuf, folder: &str, say: &impl Fn(&str)) -> anyhow::Result<Self> {
        let mut named = None;
        loop {
            let (mut file, made_folder) = open(&path)
                .with_context(|| format!("cannot lock {folder}: {} has to be writable", path.display()))?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    let holder = holder(&path);
                    if named.as_ref() != Some(&holder) {
                        say(&format!("waiting for another build of {folder} ({holder})"));
                        named = Some(holder);
                    }
                    // An interrupted wait starts over.
                    if file.lock().is_err() {
                        continue;
                    }
                }
                Err(TryLockError::Error(error)) => say(&format!(
                    "warning: {folder} cannot be locked ({error}): do not run two builds of it at once"
                )),
            }
            // The build before may have removed the file between the two steps: a lock on that file excludes no build.
            if is_at(&file, &path) {
                // For the message of a build that waits; without it, that one names no process.
                let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
                return Ok(Self { path, _file: file, made_folder });
            }
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // Elsewhere there is no way to tell whether a file that was opened is still the one in its place.
        if cfg!(unix) {
            // Before the lock is given back, so that it is never the file of another build. One that stays is harmless.
            let _ = fs::remove_file(&self.path);
            if let Some(folder) = self.path.parent().filter(|_| self.made_folder) {
                let _ = fs::remove_dir(folder);
            }
        }
    }
}

/// Opens or creates a lock file, with its folder where that is missing; whether it was.
fn open(path: &Path) -> std::io::Result<(File, bool)> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // In a folder that others may write to, the name can be a link to any file, or a pipe.
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        options.custom_flags(flags.bits().cast_signed());
    }
    match options.open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            options.open(path).map(|file| (file, true))
        }
        // Left by a killed build of another user.
        Err(error) if error.kind() == ErrorKind::PermissionDenied && path.is_file() => {
            File::open(path).map(|file| (file, false))
        }
        opened => opened.map(|file| (file, false)),
    }
}

/// The process that wrote its number into a lock file.
fn holder(path: &Path) -> String {
    let process = fs::read_to_string(path).ok().and_then(|text| text.trim().parse::<u32>().ok());
    process.map_or_else(|| "process unknown".to_owned(), |process| format!("process {process}"))
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let place = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    file.metadata().ok().map(place) == fs::symlink_metadata(path).ok().map(place)
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}
