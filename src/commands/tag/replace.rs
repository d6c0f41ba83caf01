//! A file of the author's gets other bytes: whole or not at all, and only if nobody else changed it meanwhile.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

/// What became of a file that was to be replaced.
#[derive(Debug, PartialEq, Eq)]
pub enum Replaced {
    /// It has the new bytes.
    Done,
    /// It is as it was, for a reason that can follow its path.
    LeftAlone(&'static str),
}

/// Puts `change` of a file's bytes in their place: through a file beside it and a rename, so that a reader sees the old
/// bytes or the new. `path` is no link; `read` is the hash of the bytes that the change was made for.
///
/// # Errors
/// If the disk refuses; the file is as it was then.
pub fn replace(
    path: &Path,
    read: blake3::Hash,
    change: impl Fn(&[u8]) -> Vec<u8>,
) -> anyhow::Result<Replaced> {
    let bytes = match fs::read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Replaced::LeftAlone("it is gone")),
        bytes => bytes.with_context(|| format!("cannot read {}", path.display()))?,
    };
    if blake3::hash(&bytes) != read {
        return Ok(Replaced::LeftAlone("it changed while Whybook read it; run the command again"));
    }
    let metadata = fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?;
    // A rename would replace a file that nobody may write, too.
    if metadata.permissions().readonly() || is_denied(path) {
        return Ok(Replaced::LeftAlone("it may not be written; mend its permissions"));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let beside = Beside::new(folder, &change(&bytes), &metadata)
        .with_context(|| format!("cannot write a file beside {}", path.display()))?;
    if fs::read(path).ok().is_none_or(|now| now != bytes) {
        return Ok(Replaced::LeftAlone("it changed while Whybook wrote it; run the command again"));
    }
    beside.move_to(path).with_context(|| format!("cannot replace {}", path.display()))?;
    // Not every system lets a folder be synchronised; the file itself has been.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(Replaced::Done)
}

fn is_denied(path: &Path) -> bool {
    OpenOptions::new().write(true).open(path).is_err_and(|error| error.kind() == ErrorKind::PermissionDenied)
}

/// A file beside the one to be replaced; gone with its value unless moved. Its name is hidden, so no build reads it.
struct Beside {
    path: PathBuf,
    moved: bool,
}

impl Beside {
    fn new(folder: &Path, bytes: &[u8], like: &Metadata) -> std::io::Result<Self> {
        let (mut file, path) = create(folder)?;
        let beside = Self { path, moved: false };
        file.write_all(bytes)?;
        keep_owner(&file, like);
        file.set_permissions(like.permissions())?;
        file.sync_all()?;
        Ok(beside)
    }

    fn move_to(mut self, path: &Path) -> std::io::Result<()> {
        fs::rename(&self.path, path)?;
        self.moved = true;
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if !self.moved {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn create(folder: &Path) -> std::io::Result<(File, PathBuf)> {
    let mut attempt = 0;
    loop {
        let path = folder.join(format!(".whybook-tag-{}-{attempt}", std::process::id()));
        match new_file().open(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists && attempt < 100 => attempt += 1,
            file => return Ok((file?, path)),
        }
    }
}

/// A new file that nobody else may read until it has the permissions of the one that it replaces.
fn new_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Only a privileged user may give a file away; for the others it is theirs, as with any editor.
#[cfg(unix)]
fn keep_owner(file: &File, like: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let Ok(own) = file.metadata() else { return };
    if own.gid() != like.gid() {
        let _ = fchown(file, None, Some(like.gid()));
    }
    if own.uid() != like.uid() {
        let _ = fchown(file, Some(like.uid()), None);
    }
}

#[cfg(not(unix))]
fn keep_owner(_file: &File, _like: &Metadata) {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn doubled(bytes: &[u8]) -> Vec<u8> {
        bytes.repeat(2)
    }

    /// What the folder holds after a file of `before` was to be doubled for one who had read `read`.
    fn check(before: Option<&str>, read: &str, expected: Replaced, after: Option<&str>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        if let Some(before) = before {
            fs::write(&path, before).unwrap();
        }
        assert_eq!(replace(&path, blake3::hash(read.as_bytes()), doubled).unwrap(), expected);
        assert_eq!(fs::read_to_string(&path).ok().as_deref(), after);
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(names, after.map(|_| path).into_iter().collect::<Vec<_>>(), "leftovers");
    }

    #[test]
    fn a_file_is_replaced_only_as_it_was_read() {
        check(Some("old"), "old", Replaced::Done, Some("oldold"));
        let changed = "it changed while Whybook read it; run the command again";
        check(Some("new"), "old", Replaced::LeftAlone(changed), Some("new"));
        check(None, "old", Replaced::LeftAlone("it is gone"), None);
    }

    #[test]
    fn a_file_that_changes_while_the_other_is_written_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        fs::write(&path, "old").unwrap();
        let meddled = replace(&path, blake3::hash(b"old"), |bytes| {
            fs::write(&path, "newer").unwrap();
            doubled(bytes)
        });
        let reason = "it changed while Whybook wrote it; run the command again";
        assert_eq!(meddled.unwrap(), Replaced::LeftAlone(reason));
        assert_eq!(fs::read_to_string(&path).unwrap(), "newer");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_stay_and_a_read_only_file_too() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(replace(&path, blake3::hash(b"old"), doubled).unwrap(), Replaced::Done);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        let refused = replace(&path, blake3::hash(b"oldold"), doubled).unwrap();
        assert_eq!(refused, Replaced::LeftAlone("it may not be written; mend its permissions"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "oldold");
    }
}
