//! Which file of the built site an address names, and how that file is opened.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use percent_encoding::percent_decode_str;

/// How long a request waits for the moment in which a build swaps the folders.
const SWAP: Duration = Duration::from_millis(200);

/// A built site and the path it is served under.
#[derive(Debug)]
pub(super) struct ServedSite {
    root: PathBuf,
    base_path: String,
}

/// What an address names.
#[derive(Debug)]
pub(super) enum Resolution {
    File(Opened),
    Redirect(String),
    Nothing,
}

/// A regular file of the site. It is sent from this handle alone, so a build that replaces the site while a response is
/// under way does not change what the client gets.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) file: File,
    /// Path below the site's folder, with symlinks resolved.
    pub(super) path: PathBuf,
    /// Size in bytes when it was opened.
    pub(super) length: u64,
    /// When it was last changed, where the system says so.
    pub(super) modified: Option<SystemTime>,
}

enum OpenedPath {
    Folder,
    File(Opened),
}

impl ServedSite {
    pub(super) fn new(root: &Path, base_path: &str) -> Self {
        Self { root: root.to_owned(), base_path: base_path.to_owned() }
    }

    /// Path under which it is served, with a slash at both ends.
    pub(super) fn base_path(&self) -> &str {
        &self.base_path
    }

    /// Finds what a path with its query asks for. Nothing outside the site, and no hidden file in it, is ever found.
    pub(super) fn find(&self, url: &str) -> Resolution {
        let (path, query) = url.split_at(url.find(['?', '#']).unwrap_or(url.len()));
        if path == "/" && self.base_path != "/" || format!("{path}/") == self.base_path {
            return Resolution::Redirect(format!("{}{query}", self.base_path));
        }
        let Some(relative) = path.strip_prefix(&self.base_path) else { return Resolution::Nothing };
        let Ok(decoded) = percent_decode_str(relative).decode_utf8() else { return Resolution::Nothing };
        let is_folder = decoded.is_empty() || decoded.ends_with('/');
        let parts = decoded.strip_suffix('/').unwrap_or(&decoded);
        let is_plain =
            |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', '\0', ':']);
        if !parts.is_empty() && !parts.split('/').all(is_plain) {
            return Resolution::Nothing;
        }
        match (self.entry(parts), is_folder) {
            (Some(OpenedPath::Folder), true) => match self.entry(&format!("{decoded}index.html")) {
                Some(OpenedPath::File(opened)) => Resolution::File(opened),
                Some(OpenedPath::Folder) | None => Resolution::Nothing,
            },
            (Some(OpenedPath::Folder), false) => Resolution::Redirect(format!("{path}/{query}")),
            (Some(OpenedPath::File(opened)), false) => Resolution::File(opened),
            (Some(OpenedPath::File(_)), true) | (None, _) => Resolution::Nothing,
        }
    }

    /// The page for addresses that name nothing.
    pub(super) fn not_found_page(&self) -> Option<Opened> {
        match self.entry("404.html")? {
            OpenedPath::File(opened) => Some(opened),
            OpenedPath::Folder => None,
        }
    }

    /// The file or folder at a path of the site. What is not found is looked for a second time: a build may have been
    /// swapping the site meanwhile, and is waited for where the whole site is away.
    fn entry(&self, parts: &str) -> Option<OpenedPath> {
        entry(&self.root, parts).ok().flatten().or_else(|| {
            if !self.root.exists() {
                std::thread::sleep(SWAP);
            }
            entry(&self.root, parts).ok().flatten()
        })
    }
}

/// Opens what is at a path below a folder. Symlinks are followed where they stay inside the folder; what is hidden, and
/// what is neither a folder nor a regular file (FIFO, device, socket), counts as absent and is not opened.
fn entry(root: &Path, parts: &str) -> io::Result<Option<OpenedPath>> {
    let root = root.canonicalize()?;
    let target = root.join(parts).canonicalize()?;
    let Ok(relative) = target.strip_prefix(&root) else { return Ok(None) };
    if relative.iter().any(is_hidden) {
        return Ok(None);
    }
    let metadata = target.symlink_metadata()?;
    if metadata.is_dir() {
        return Ok(Some(OpenedPath::Folder));
    }
    if !metadata.is_file() {
        return Ok(None);
    }
    let file = open_below(&root, relative)?;
    // The path may have got another meaning since; what counts is what was opened.
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Ok(None);
    }
    let (length, modified) = (metadata.len(), metadata.modified().ok());
    Ok(Some(OpenedPath::File(Opened { file, path: relative.to_owned(), length, modified })))
}

fn is_hidden(part: &OsStr) -> bool {
    part.as_encoded_bytes().starts_with(b".")
}

/// Opens a file part by part from the folder down, following no symlink, so that a link which is put in place after the
/// path was resolved cannot lead elsewhere. Without blocking, since opening a FIFO would wait for a writer.
#[cfg(unix)]
fn open_below(root: &Path, relative: &Path) -> io::Result<File> {
    use rustix::fs::{CWD, Mode, OFlags, openat};
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let mut open = openat(CWD, root, flags, Mode::empty())?;
    for part in relative {
        open = openat(&open, part, flags, Mode::empty())?;
    }
    Ok(File::from(open))
}

/// Opens a file of the resolved path.
#[cfg(not(unix))]
fn open_below(root: &Path, relative: &Path) -> io::Result<File> {
    File::open(root.join(relative))
}
