//! Indexes on the disk: `search-index/HASH/` for each, and `CURRENT`, which names the one in use.
//!
//! While a build puts a site in place, `NEXT` names the index of the new site and a file that only the new site has: the
//! index is in use from the moment in which that file is there. So site and index change together, also where the build
//! is killed before it writes `CURRENT`.
//!
//! Nothing is changed in place. Only folders that carry our `generation.json`, and only the files in them that
//! we write, are ever deleted.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, anyhow};
use serde::{Deserialize, Serialize};
use whybook_search::index::IndexFiles;

/// Characters of a generation's name.
pub(super) const NAME_LENGTH: usize = 32;

const CURRENT: &str = "CURRENT";
const NEXT: &str = "NEXT";
const MARK_FILE: &str = "generation.json";
const MADE_BY: &str = "whybook";
const STAGING: &str = ".staging-";

/// An index on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    /// The folder of all generations.
    pub folder: PathBuf,
    /// Hash of what it was made from; the name of its own folder.
    pub name: String,
    /// Number of incidents in it.
    pub documents: usize,
    /// Size of its files.
    pub bytes: u64,
    /// Whether it was there before.
    pub reused: bool,
}

/// What a generation's folder says of itself.
#[derive(Serialize, Deserialize)]
struct Manifest {
    made_by: String,
    documents: usize,
    files: BTreeMap<String, u64>,
}

impl Generation {
    /// The folder of this generation.
    pub fn path(&self) -> PathBuf {
        self.folder.join(&self.name)
    }

    /// Whether a folder is itself that of a generation.
    pub(super) fn is_in(folder: &Path) -> bool {
        folder.join(MARK_FILE).is_file()
    }

    /// The generation of this name, if it is there and whole.
    pub(super) fn existing(folder: &Path, name: &str) -> Option<Self> {
        let path = folder.join(name);
        let mark = read_mark(&path)?;
        let whole = mark.files.iter().all(|(file, size)| {
            fs::symlink_metadata(path.join(file)).is_ok_and(|found| found.is_file() && found.len() == *size)
        });
        let bytes = mark.files.values().sum();
        let (folder, name) = (folder.to_owned(), name.to_owned());
        whole.then_some(Self { folder, name, documents: mark.documents, bytes, reused: true })
    }

    /// Its files.
    pub(super) fn read(&self) -> anyhow::Result<IndexFiles> {
        let path = self.path();
        let names = read_mark(&path).map(|mark| mark.files).unwrap_or_default();
        let read = |name: String| {
            let file = path.join(&name);
            let content = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            Ok((name, content))
        };
        let files = names.into_keys().map(read).collect::<anyhow::Result<_>>()?;
        Ok(IndexFiles { files })
    }

    /// Writes a generation beside the others; it appears under its name only when it is whole.
    pub(super) fn stage(
        folder: &Path,
        name: &str,
        documents: usize,
        files: &[(String, Vec<u8>)],
    ) -> anyhow::Result<Self> {
        let staging = folder.join(format!("{STAGING}{name}"));
        delete_generation(&staging);
        fs::create_dir_all(&staging).with_context(|| format!("cannot create {}", staging.display()))?;
        let sizes = files.iter().map(|(file, content)| (file.clone(), content.len() as u64)).collect();
        let mark = Manifest { made_by: MADE_BY.to_owned(), documents, files: sizes };
        let mark_text = serde_json::to_vec_pretty(&mark)?;
        let mark_file = [(MARK_FILE.to_owned(), mark_text)];
        for (file, content) in mark_file.iter().chain(files) {
            let path = staging.join(file);
            fs::write(&path, content).with_context(|| format!("cannot write {}", path.display()))?;
        }
        let target = folder.join(name);
        // Only a damaged one can be in the way: a whole one was found before.
        delete_generation(&target);
        place(&staging, &target, &mark)
            .with_context(|| format!("cannot put {} in place", target.display()))?;
        let bytes = mark.files.values().sum();
        Ok(Self { folder: folder.to_owned(), name: name.to_owned(), documents, bytes, reused: false })
    }

    /// Lets this generation be in use as soon as a file exists that only the site has that goes with it; to be called
    /// before that site takes its place.
    ///
    /// # Errors
    /// If the folder cannot be written to.
    pub fn announce(&self, witness: &Path) -> anyhow::Result<()> {
        // What a build before this one left unsaid, since it was killed.
        if let Some(name) = in_effect(&self.folder) {
            write_current(&self.folder, &name)?;
        }
        // JSON has no words for a path that is not Unicode; then the index is in use a moment after its site.
        if current(&self.folder).is_ok_and(|path| path == self.path()) || witness.to_str().is_none() {
            return Ok(());
        }
        let next = Next { generation: self.name.clone(), witness: witness.to_owned() };
        replace(&self.folder, NEXT, &serde_json::to_vec(&next)?)
    }

    /// Puts this generation in use and deletes the others. What cannot be deleted now, as on a system that
    /// keeps open files, goes with the next build.
    ///
    /// # Errors
    /// If `CURRENT` cannot be written; the index in use is then still the old one, or the announced one.
    pub fn publish(&self) -> anyhow::Result<()> {
        write_current(&self.folder, &self.name)?;
        for name in [NEXT.to_owned(), new_name(NEXT), new_name(CURRENT)] {
            let _gone = fs::remove_file(self.folder.join(name));
        }
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let file_name = entry.file_name();
            let name = file_name.to_string_lossy();
            let base = name.strip_prefix(STAGING).unwrap_or(&name);
            if name != self.name && is_name(base) {
                delete_generation(&entry.path());
            }
        }
        Ok(())
    }
}

/// An index that is in use from the moment in which a file exists.
#[derive(Serialize, Deserialize)]
struct Next {
    generation: String,
    witness: PathBuf,
}

/// The name of the announced generation, if its moment has come.
fn in_effect(folder: &Path) -> Option<String> {
    let next: Next = serde_json::from_slice(&fs::read(folder.join(NEXT)).ok()?).ok()?;
    (is_name(&next.generation) && next.witness.is_file()).then_some(next.generation)
}

/// Written by each build, also where it says what it said: its time is that of the last build.
fn write_current(folder: &Path, name: &str) -> anyhow::Result<()> {
    replace(folder, CURRENT, format!("{name}\n").as_bytes())
}

/// When the index in `folder` was last built, where the system knows.
pub fn last_built(folder: &Path) -> Option<SystemTime> {
    fs::metadata(folder.join(CURRENT)).ok()?.modified().ok()
}

fn new_name(name: &str) -> String {
    format!("{name}.new")
}

/// Writes a file in one step. It is on the disk when this returns, so that what it replaces can be deleted.
fn replace(folder: &Path, name: &str, content: &[u8]) -> anyhow::Result<()> {
    let (path, new) = (folder.join(name), folder.join(new_name(name)));
    let write = || {
        let mut file = fs::File::create(&new)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&new, &path)
    };
    write().with_context(|| format!("cannot write {}", path.display()))?;
    if cfg!(unix) {
        // Where a folder cannot be synced, the system writes its names by itself, a little later.
        let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
    }
    Ok(())
}

/// Moves a staged generation to its name. Where somebody's own file kept the old folder there, the files move
/// in beside it, the mark last.
fn place(staging: &Path, target: &Path, mark: &Manifest) -> std::io::Result<()> {
    if !target.is_dir() {
        return fs::rename(staging, target);
    }
    for file in mark.files.keys().map(String::as_str).chain([MARK_FILE]) {
        fs::rename(staging.join(file), target.join(file))?;
    }
    fs::remove_dir(staging)
}

/// The folder of the generation in use.
pub(super) fn current(folder: &Path) -> anyhow::Result<PathBuf> {
    if let Some(name) = in_effect(folder) {
        return Ok(folder.join(name));
    }
    let path = folder.join(CURRENT);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error)
            if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) =>
        {
            let place = folder.display();
            return Err(anyhow!(
                "there is no search index in {place}; run `whybook build`, or name its folder with --index"
            ));
        }
        Err(error) => return Err(anyhow!("cannot read {}: {error}", path.display())),
    };
    let name = text.trim();
    if !is_name(name) {
        let path = path.display();
        return Err(anyhow!("{path} does not name a search index; run `whybook build` to make it anew"));
    }
    Ok(folder.join(name))
}

fn is_name(name: &str) -> bool {
    name.len() == NAME_LENGTH && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn read_mark(path: &Path) -> Option<Manifest> {
    // A link may lead anywhere: it is none of ours.
    if !fs::symlink_metadata(path).ok()?.is_dir() {
        return None;
    }
    let mark: Manifest = serde_json::from_slice(&fs::read(path.join(MARK_FILE)).ok()?).ok()?;
    let inside = |file: &String| !file.contains(['/', '\\']) && file != "..";
    (mark.made_by == MADE_BY && mark.files.keys().all(inside)).then_some(mark)
}

/// Deletes the files of a generation that we wrote, and its folder if nothing else is in it.
fn delete_generation(path: &Path) {
    let Some(mark) = read_mark(path) else { return delete_begun(path) };
    for file in mark.files.keys() {
        let _gone = fs::remove_file(path.join(file));
    }
    // The mark goes last, and only with the rest, so that a deletion cut short is taken up again.
    let left = fs::read_dir(path).into_iter().flatten().count();
    if left > 1 {
        return;
    }
    // Under a name that says by itself that it can go, in case that this is cut short.
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let doomed = path.with_file_name(format!("{STAGING}{}", name.trim_start_matches(STAGING)));
    let path = if fs::rename(path, &doomed).is_ok() { &doomed } else { path };
    let _gone = fs::remove_file(path.join(MARK_FILE));
    let _gone = fs::remove_dir(path);
}

/// Deletes the folder of a generation that has nothing but an empty mark: a build was killed there.
fn delete_begun(path: &Path) {
    let is_staging = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(STAGING));
    let is_folder = fs::symlink_metadata(path).is_ok_and(|found| found.is_dir());
    if !is_staging || !is_folder {
        return;
    }
    let mark = path.join(MARK_FILE);
    if fs::symlink_metadata(&mark).is_ok_and(|found| found.is_file() && found.len() == 0) {
        let _gone = fs::remove_file(mark);
    }
    let _gone = fs::remove_dir(path);
}
