//! Whether the files that a site is built from have changed.
//!
//! The system reports reads as well as writes, and a build reads everything: a report only prompts a look at the
//! files' sizes and times, and those decide.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::Context;
use notify_debouncer_mini::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_mini::{DebounceEventResult, Debouncer, new_debouncer};
use walkdir::{DirEntry, WalkDir};

/// How long files have to be quiet: editors write one in several steps.
const QUIET: Duration = Duration::from_millis(150);

/// Watches files and folders.
pub(super) struct Watch {
    paths: Vec<PathBuf>,
    state: u64,
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
        let mut watch = Self { state: state(&paths), paths, reports, debouncer, watched };
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

    /// Waits for a change; `false` where none can come any more.
    pub(super) fn changed(&mut self) -> anyhow::Result<bool> {
        loop {
            if self.reports.recv().is_err() {
                return Ok(false);
            }
            while self.reports.try_recv().is_ok() {}
            self.follow()?;
            let state = state(&self.paths);
            if state != self.state {
                self.state = state;
                return Ok(true);
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

/// A figure that differs when a file comes, goes, or changes its size or time.
fn state(paths: &[PathBuf]) -> u64 {
    let mut hasher = DefaultHasher::new();
    let walk =
        |path| WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter().filter_entry(is_watched);
    for entry in paths.iter().flat_map(walk) {
        let Ok(entry) = entry else { continue };
        let Ok(metadata) = entry.metadata() else { continue };
        if metadata.is_file() {
            (entry.path(), metadata.len(), metadata.modified().ok()).hash(&mut hasher);
        }
    }
    hasher.finish()
}

/// Whether a build may read it: hidden folders hold what others write, such as git, or the site itself where the content
/// folder is all of the repository.
fn is_watched(entry: &DirEntry) -> bool {
    let name = entry.file_name().as_encoded_bytes();
    entry.depth() == 0 || !name.starts_with(b".") || name == b".attachments"
}
