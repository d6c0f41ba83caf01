//! Which files are checked.

use std::path::{Path, PathBuf};

use crate::commands::{is_below, path_within};

/// The files and folders that the command line names.
pub(super) struct Chosen {
    /// Those in the content folder, by their path there; the folder itself is an empty path.
    pub within: Vec<String>,
    /// The others.
    pub outside: Vec<PathBuf>,
}

impl Chosen {
    /// The whole content folder where no path is named.
    ///
    /// # Errors
    /// If a path does not exist.
    pub(super) fn of(paths: &[PathBuf], content: &Path) -> anyhow::Result<Self> {
        if paths.is_empty() {
            return Ok(Self { within: vec![String::new()], outside: Vec::new() });
        }
        let mut chosen = Self { within: Vec::new(), outside: Vec::new() };
        for path in paths {
            anyhow::ensure!(path.exists(), "cannot read {}: no such file or folder", path.display());
            match path_within(path, content) {
                Some(within) => chosen.within.push(within),
                None => chosen.outside.push(path.clone()),
            }
        }
        Ok(chosen)
    }

    pub(super) fn is_whole_site(&self) -> bool {
        self.within.iter().any(String::is_empty)
    }

    /// Whether a file of the content folder is one of them.
    pub(super) fn has(&self, path: &str) -> bool {
        self.within.iter().any(|within| is_below(path, within))
    }
}
