//! Reads an author's file, and replaces its bytes atomically, and only if it was not changed meanwhile.

use std::io::{ErrorKind, Read as _, Write as _};

use anyhow::Context;
use cap_std::fs::{Dir, File, Metadata, OpenOptions};
use whybook::contained::{ContainedFile, OpenError};
use whybook::source::{FoundFile, MAX_BYTES};

/// What became of a file that was to be replaced.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Replaced {
    /// It has the new bytes.
    Done,
    /// It is as it was, for a reason that can follow its path.
    LeftAlone(&'static str),
}

/// The bytes of a file; no more of them than show that it has too many.
pub(crate) fn read(file: &FoundFile) -> Result<Vec<u8>, OpenError> {
    let mut bytes = Vec::new();
    file.open()?.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Puts `change` of a file's bytes in their place: through a file beside it and a rename, so that a reader sees the old
/// bytes or the new. A link is followed within the folder that the file was found in. Everything is done in the folder
/// that is opened first, so that nothing leads elsewhere meanwhile. `read` is the hash of the bytes that the change was
/// made for.
///
/// # Errors
/// If the disk refuses; the file is as it was then.
pub(crate) fn replace(
    file: &FoundFile,
    read: blake3::Hash,
    change: impl Fn(&[u8]) -> Vec<u8>,
) -> anyhow::Result<Replaced> {
    let place = match file.place() {
        Ok(place) => place,
        Err(OpenError::Io(error)) if error.kind() == ErrorKind::NotFound => {
            return Ok(Replaced::LeftAlone("it is gone"));
        }
        Err(OpenError::Outside | OpenError::Hidden) => {
            return Ok(Replaced::LeftAlone("it is a link now that leads out of its folder"));
        }
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", file.path.display())),
    };
    let path = place.path().display();
    let (bytes, metadata) = contents(&place).with_context(|| format!("cannot read {path}"))?;
    if blake3::hash(&bytes) != read {
        return Ok(Replaced::LeftAlone("it changed while Whybook read it; run the command again"));
    }
    // A rename would replace a read-only file, too.
    if metadata.permissions().readonly() || place.is_denied() {
        return Ok(Replaced::LeftAlone("it is not writable; fix its permissions"));
    }
    let beside = TempFile::new(place.folder(), &change(&bytes), &metadata)
        .with_context(|| format!("cannot write a file beside {path}"))?;
    if contents(&place).ok().is_none_or(|(now, _)| now != bytes) {
        return Ok(Replaced::LeftAlone("it changed while Whybook wrote it; run the command again"));
    }
    beside.move_to(&place).with_context(|| format!("cannot replace {path}"))?;
    // Not every system lets a folder be synchronised; the file itself has been.
    let _ = place.folder().open(".").and_then(|folder| folder.sync_all());
    Ok(Replaced::Done)
}

/// Bytes and metadata of a file, both of the file as opened.
fn contents(place: &ContainedFile) -> Result<(Vec<u8>, Metadata), OpenError> {
    let mut file = place.open()?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok((bytes, File::from_std(file).metadata()?))
}

/// A file beside the one to be replaced; gone with its value unless moved. Its name is hidden, so no build reads it.
struct TempFile<'a> {
    folder: &'a Dir,
    name: String,
    moved: bool,
}

impl<'a> TempFile<'a> {
    fn new(folder: &'a Dir, bytes: &[u8], like: &Metadata) -> std::io::Result<Self> {
        let (mut file, name) = create(folder)?;
        let beside = Self { folder, name, moved: false };
        file.write_all(bytes)?;
        keep_owner(&file, like);
        file.set_permissions(like.permissions())?;
        file.sync_all()?;
        Ok(beside)
    }

    fn move_to(mut self, place: &ContainedFile) -> std::io::Result<()> {
        self.folder.rename(&self.name, place.folder(), place.name())?;
        self.moved = true;
        Ok(())
    }
}

impl Drop for TempFile<'_> {
    fn drop(&mut self) {
        if !self.moved {
            let _ = self.folder.remove_file(&self.name);
        }
    }
}

fn create(folder: &Dir) -> std::io::Result<(File, String)> {
    let mut attempt = 0;
    loop {
        let name = format!(".whybook-replace-{}-{attempt}", std::process::id());
        match folder.open_with(&name, &new_file()) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists && attempt < 100 => attempt += 1,
            file => return Ok((file?, name)),
        }
    }
}

/// A new file that nobody else may read until it has the permissions of the one that it replaces.
fn new_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    cap_std::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Only a privileged user may give a file away; for the others it is theirs, as with any editor.
#[cfg(unix)]
fn keep_owner(file: &File, like: &Metadata) {
    use std::os::unix::fs::fchown;

    use cap_std::fs::MetadataExt as _;
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

    use std::fs;
    use std::path::Path;

    use super::*;

    fn named(path: &Path) -> FoundFile {
        FoundFile::named(path, "a.md")
    }

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
        assert_eq!(replace(&named(&path), blake3::hash(read.as_bytes()), doubled).unwrap(), expected);
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
        let meddled = replace(&named(&path), blake3::hash(b"old"), |bytes| {
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
        assert_eq!(replace(&named(&path), blake3::hash(b"old"), doubled).unwrap(), Replaced::Done);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        let refused = replace(&named(&path), blake3::hash(b"oldold"), doubled).unwrap();
        assert_eq!(refused, Replaced::LeftAlone("it is not writable; fix its permissions"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "oldold");
    }
}
