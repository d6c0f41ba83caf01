//! Files are opened within a folder and nowhere else, and judged as opened.
//!
//! A path within a [`Root`] is walked part by part, each relative to the open folder before it and without following a
//! symbolic link (`openat` with `O_NOFOLLOW`). Only where that fails are links resolved, and the file they lead to is
//! opened in the same way if it lies within the root. So a file that is exchanged for a link between a check and its use
//! is refused and never read. Pipes, devices and sockets are never waited for: files are opened without blocking, and
//! what turns out to be no regular file is closed again.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use cap_fs_ext::{DirExt as _, FollowSymlinks, OpenOptionsFollowExt as _, OpenOptionsSyncExt as _};
use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions};

/// Hidden folder in which wikis keep the pictures of their pages: the one hidden name that is published.
pub const ATTACHMENTS: &str = ".attachments";

/// Folder of files that are not to be published, as Jekyll names it.
const DRAFTS: &[u8] = b"_drafts";

/// Bytes of the largest file that [`read_text`] reads: configuration, taxonomy and synonyms need some thousand.
const LARGEST_TEXT: u64 = 16 << 20;

/// Why a file is not opened.
#[derive(Debug)]
pub enum OpenError {
    /// It lies outside the folder, or a symbolic link leads there.
    Outside,
    /// A symbolic link leads to a file whose name starts with a dot, or to one in such a folder or in `_drafts`.
    Hidden,
    /// It is a folder, a pipe, a socket or a device.
    Special,
    /// The system refuses it.
    Io(io::Error),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outside => f.write_str("a symbolic link leads out of the folder"),
            Self::Hidden => f.write_str("a symbolic link leads to a hidden or withheld file"),
            Self::Special => f.write_str("it is no regular file"),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for OpenError {}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// An open folder that files are read from. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Root {
    folder: Arc<Dir>,
    /// Its path without links.
    path: PathBuf,
}

impl Root {
    /// Opens a folder; links in `path` itself are followed.
    ///
    /// # Errors
    /// If it does not exist, is no folder, or may not be opened.
    pub fn open(path: &Path) -> io::Result<Self> {
        let path = std::fs::canonicalize(if path.as_os_str().is_empty() { Path::new(".") } else { path })?;
        Ok(Self { folder: Arc::new(Dir::open_ambient_dir(&path, ambient_authority())?), path })
    }

    /// Its path without links.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a folder within this one as a root of its own.
    ///
    /// # Errors
    /// If a link leads out of this folder or to something hidden, or it is no folder that may be opened.
    pub fn folder(&self, inside: &Path) -> Result<Self, OpenError> {
        let target = self.resolve(inside)?;
        Ok(Self { folder: self.descend(&target)?, path: self.path.join(target) })
    }

    /// Opens a regular file for reading.
    ///
    /// # Errors
    /// If `inside` or a link in it leads out of the folder or to something hidden, or it is no regular file.
    pub fn file(&self, inside: &Path) -> Result<File, OpenError> {
        let Ok((folder, name)) = self.parent(inside) else { return self.place(inside)?.open() };
        match open_in(&folder, &name) {
            Err(OpenError::Io(_)) => self.place(inside)?.open(),
            opened => opened,
        }
    }

    /// The place of a file behind all links.
    ///
    /// # Errors
    /// If a link leads out of the folder or to something hidden, or there is no such file.
    pub fn place(&self, inside: &Path) -> Result<ContainedFile, OpenError> {
        let target = self.resolve(inside)?;
        let (folder, name) = self.parent(&target)?;
        Ok(ContainedFile { folder, name, path: self.path.join(target) })
    }

    /// The path within the folder that `inside` leads to once every link in it is followed.
    ///
    /// # Errors
    /// If that lies outside or is hidden, or a part of it does not exist.
    pub fn resolve(&self, inside: &Path) -> Result<PathBuf, OpenError> {
        let target = std::fs::canonicalize(self.path.join(inside))?;
        let target = target.strip_prefix(&self.path).map_err(|_| OpenError::Outside)?;
        if target != inside && target.iter().any(is_hidden) {
            return Err(OpenError::Hidden);
        }
        Ok(target.to_owned())
    }

    /// The open folder of a path without links, and the last part of that path.
    fn parent(&self, inside: &Path) -> io::Result<(Arc<Dir>, OsString)> {
        let name = inside.file_name().ok_or(io::ErrorKind::IsADirectory)?;
        Ok((self.descend(inside.parent().unwrap_or(Path::new("")))?, name.to_owned()))
    }

    /// Opens a folder within this one, part by part; a link is refused.
    fn descend(&self, inside: &Path) -> io::Result<Arc<Dir>> {
        let mut folder = Arc::clone(&self.folder);
        for part in inside.components() {
            match part {
                Component::Normal(part) => folder = Arc::new(folder.open_dir_nofollow(part)?),
                Component::CurDir => {}
                _ => return Err(io::ErrorKind::PermissionDenied.into()),
            }
        }
        Ok(folder)
    }
}

/// A file in its open folder, for those who read it and then put another in its place.
#[derive(Debug, Clone)]
pub struct ContainedFile {
    folder: Arc<Dir>,
    name: OsString,
    path: PathBuf,
}

impl ContainedFile {
    /// The place of a file that its user named, wherever links lead.
    ///
    /// # Errors
    /// If it does not exist or its folder may not be opened.
    pub fn named(path: &Path) -> io::Result<Self> {
        let path = std::fs::canonicalize(path)?;
        let name = path.file_name().ok_or(io::ErrorKind::IsADirectory)?.to_owned();
        let folder = Dir::open_ambient_dir(path.parent().unwrap_or(Path::new(".")), ambient_authority())?;
        Ok(Self { folder: Arc::new(folder), name, path })
    }

    /// The folder that it lies in.
    pub fn folder(&self) -> &Dir {
        &self.folder
    }

    /// Its name in that folder.
    pub fn name(&self) -> &OsStr {
        &self.name
    }

    /// Its path without links, for messages.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens it for reading.
    ///
    /// # Errors
    /// If it is a link by now, no regular file, or may not be read.
    pub fn open(&self) -> Result<File, OpenError> {
        open_in(&self.folder, &self.name)
    }

    /// Whether its permissions forbid to write it.
    pub fn is_denied(&self) -> bool {
        let mut options = OpenOptions::new();
        options.write(true).nonblock(true).follow(FollowSymlinks::No);
        let opened = self.folder.open_with(&self.name, &options);
        opened.is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
    }
}

/// Whether a part of a path is hidden, or a folder of drafts, which are withheld by where they lie. Names that start with two dots are not: volumes of Kubernetes keep their files
/// in `..data` and link to them.
fn is_hidden(part: &OsStr) -> bool {
    let name = part.as_encoded_bytes();
    let has_dot = name.starts_with(b".") && !name.starts_with(b"..") && name != ATTACHMENTS.as_bytes();
    has_dot || name.eq_ignore_ascii_case(DRAFTS)
}

fn without_waiting() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).nonblock(true);
    options
}

/// Opens a regular file of an open folder; `name` is one part of a path and no link.
fn open_in(folder: &Dir, name: &OsStr) -> Result<File, OpenError> {
    match folder.open_with(name, without_waiting().follow(FollowSymlinks::No)) {
        Ok(file) => regular(file),
        Err(error) => Err(match folder.symlink_metadata(name) {
            Ok(found) if !found.is_file() && !found.is_symlink() => OpenError::Special,
            _ => OpenError::Io(error),
        }),
    }
}

fn regular(file: cap_std::fs::File) -> Result<File, OpenError> {
    if file.metadata()?.is_file() { Ok(file.into_std()) } else { Err(OpenError::Special) }
}

/// Opens a regular file that a user or the configuration named, wherever links lead.
///
/// # Errors
/// If it does not exist, may not be read, or is no regular file.
pub fn open_named(path: &Path) -> Result<File, OpenError> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(OpenError::Special);
    }
    regular(cap_std::fs::File::open_ambient_with(path, &without_waiting(), ambient_authority())?)
}

/// Reads a file as UTF-8 text of at most 16 MiB.
///
/// # Errors
/// If it is larger, no UTF-8, or cannot be read.
pub fn read_text(file: File) -> Result<String, OpenError> {
    let mut text = String::new();
    file.take(LARGEST_TEXT + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LARGEST_TEXT {
        return Err(OpenError::Io(io::Error::other("it is larger than 16 MiB")));
    }
    Ok(text)
}

/// Whether a folder lies around another that is read, or in it where it would be read with it: hidden folders are not.
/// Both are paths without links.
pub fn overlaps(folder: &Path, read: &Path) -> bool {
    let is_hidden = |part: &OsStr| part.as_encoded_bytes().starts_with(b".") && part != ATTACHMENTS;
    read.starts_with(folder) || folder.strip_prefix(read).is_ok_and(|inside| !inside.iter().any(is_hidden))
}

/// An absolute path without links, of a folder that need not exist yet.
///
/// # Errors
/// If a part of it cannot be read.
pub fn resolved(path: &Path) -> anyhow::Result<PathBuf> {
    let absolute = std::path::absolute(path).with_context(|| format!("`{}` is no path", path.display()))?;
    let mut missing = Vec::new();
    let mut existing = absolute.as_path();
    loop {
        match std::fs::canonicalize(existing) {
            Ok(found) => {
                return Ok(missing.iter().rev().fold(found, |path: PathBuf, part| match part {
                    Component::ParentDir => path.parent().map_or(path.clone(), Path::to_owned),
                    part => path.join(part),
                }));
            }
            // Under a file there is no folder either; whoever writes there says so.
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", existing.display())),
        }
        let (Some(parent), Some(last)) = (existing.parent(), existing.components().next_back()) else {
            return Ok(absolute);
        };
        missing.push(last);
        existing = parent;
    }
}
