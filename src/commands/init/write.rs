//! Writes files where none are, and nothing else.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;

use super::shown;

/// Refuses a folder that cannot be one: something else stands there, or a link that leads out of `root`.
///
/// # Errors
/// If that is so.
pub(super) fn check_folder(root: &Path, folder: &Path) -> anyhow::Result<()> {
    let Ok(found) = folder.symlink_metadata() else { return Ok(()) };
    if found.is_symlink() {
        let target = std::fs::canonicalize(folder).ok();
        let is_inside =
            target.zip(std::fs::canonicalize(root).ok()).is_some_and(|(to, root)| to.starts_with(root));
        anyhow::ensure!(
            is_inside,
            "nothing was written: {} is a symbolic link that leads out of {}\nhelp: put a folder in its place, or run \
             `whybook init` where it leads",
            shown(folder),
            shown(root)
        );
    }
    anyhow::ensure!(
        folder.is_dir(),
        "nothing was written: {} is a file where a folder has to be\nhelp: move it away, or run `whybook init` in another \
         folder",
        shown(folder)
    );
    Ok(())
}

/// Writes a new file, with the folders around it.
///
/// # Errors
/// If it exists or cannot be written.
pub(super) fn create(path: &Path, text: &str) -> anyhow::Result<()> {
    let around = path.parent().unwrap_or(Path::new(""));
    let made = std::fs::create_dir_all(around);
    made.and_then(|()| put(OpenOptions::new().write(true).create_new(true), path, text))
        .map_err(|error| failed(path, &error))
}

/// Adds lines to a file.
///
/// # Errors
/// If it cannot be written.
pub(super) fn append(path: &Path, text: &str) -> anyhow::Result<()> {
    put(OpenOptions::new().append(true), path, text).map_err(|error| failed(path, &error))
}

fn put(options: &OpenOptions, path: &Path, text: &str) -> io::Result<()> {
    options.open(path)?.write_all(text.as_bytes())
}

fn failed(path: &Path, error: &io::Error) -> anyhow::Error {
    anyhow::anyhow!(
        "cannot write {}: {error}\nhelp: mend that and run `whybook init` again; files listed before it are written and stay",
        shown(path)
    )
}
