//! Whether the files that a site is built from have changed.
//!
//! The system reports reads as well as writes, and a build reads everything: a report only prompts a look at the
//! files' sizes and times, and those decide.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, SystemTime};

use anyhow::Context;
use notify_debouncer_mini::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_mini::{DebounceEventResult, Debouncer, new_debouncer};
use walkdir::{DirEntry, WalkDir};

/// How long files have to be quiet: editors write one in several steps.
const QUIET: Duration = Duration::from_millis(150);

/// Size in bytes and time of the last change of each file.
type Snapshot = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

/// Watches files and folders.
pub(super) struct Watch {
    paths: Vec<PathBuf>,
    snapshot: Snapshot,
    reports: Receiver<DebounceEventResult>,
    debouncer: Debouncer<RecommendedWatcher>,
    watched: BTreeSet<(PathBuf, bool)>,
}

impl Watch {
    pub(super) fn new(paths: &[PathBuf]) -> anyhow::Result<Self> {
        let (sender, reports) = channel();
        let debouncer = new_debouncer(QUIET, move |report| {
            // Nobody listens any more when the server ends.
            let _ = sender.send(report);
        })
        .context("cannot watch for changes")?;
        let (paths, watched) = (paths.to_vec(), BTreeSet::new());
        let mut watch = Self { snapshot: snapshot(&paths), paths, reports, debouncer, watched };
        watch.follow()?;
        Ok(watch)
    }

    /// Watches folders that are new.
    fn follow(&mut self) -> anyhow::Result<()> {
        for (path, deep) in folders(&self.paths) {
            if self.watched.insert((path.clone(), deep)) {
                let mode = if deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
                let watching = self.debouncer.watcher().watch(&path, mode);
                watching.with_context(|| format!("cannot watch {} for changes", path.display()))?;
            }
        }
        Ok(())
    }

    /// Watches these from now on, since the configuration names others. A change in one that is new counts from now, in the
    /// others from when it was last looked at.
    pub(super) fn replace(&mut self, paths: &[PathBuf]) -> anyhow::Result<()> {
        if self.paths != paths {
            self.paths = paths.to_vec();
            let before = std::mem::take(&mut self.snapshot);
            self.snapshot = snapshot(paths);
            for (path, state) in &mut self.snapshot {
                if let Some(known) = before.get(path) {
                    *state = *known;
                }
            }
            self.follow()?;
        }
        Ok(())
    }

    /// Waits for a change, and returns the files that came, went or differ; nothing where no change can come any more.
    pub(super) fn changed(&mut self) -> anyhow::Result<Option<Vec<PathBuf>>> {
        loop {
            if self.reports.recv().is_err() {
                return Ok(None);
            }
            while self.reports.try_recv().is_ok() {}
            self.follow()?;
            let now = snapshot(&self.paths);
            let differs = |path: &&PathBuf| now.get(*path) != self.snapshot.get(*path);
            let names: BTreeSet<&PathBuf> = now.keys().chain(self.snapshot.keys()).collect();
            let changed: Vec<PathBuf> = names.into_iter().filter(differs).cloned().collect();
            if !changed.is_empty() {
                self.snapshot = now;
                return Ok(Some(changed));
            }
        }
    }
}

/// Folders to watch, and whether with all in them: those given, and those around files and what does not exist yet,
/// since editors put a new file in an old one's place.
fn folders(paths: &[PathBuf]) -> BTreeSet<(PathBuf, bool)> {
    let mut found = BTreeSet::new();
    for path in paths {
        if path.is_dir() {
            found.insert((path.clone(), true));
            continue;
        }
        let around = path.ancestors().skip(1).find(|folder| folder.as_os_str().is_empty() || folder.is_dir());
        let around = around.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        found.insert((around.to_owned(), false));
    }
    found
}

fn snapshot(paths: &[PathBuf]) -> Snapshot {
    let mut files = Snapshot::new();
    let walk = |path| WalkDir::new(path).follow_links(true).into_iter().filter_entry(is_watched);
    for entry in paths.iter().flat_map(walk) {
        let Ok(entry) = entry else { continue };
        let Ok(metadata) = entry.metadata() else { continue };
        if metadata.is_file() {
            files.insert(entry.into_path(), (metadata.len(), metadata.modified().ok()));
        }
    }
    files
}

/// Whether a build may read it: hidden folders hold what others write, such as git, or the site itself where the content
/// folder is all of the repository.
fn is_watched(entry: &DirEntry) -> bool {
    let name = entry.file_name().as_encoded_bytes();
    entry.depth() == 0 || !name.starts_with(b".") || name == b".attachments"
}
