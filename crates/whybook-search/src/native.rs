//! Opens an index from a folder, without ever writing to it.

use std::path::Path;
use std::sync::Arc;

use tantivy::Directory;
use tantivy::directory::error::OpenReadError;
use tantivy::directory::{FileHandle, MmapDirectory};

use crate::error::SearchError;
use crate::read_only::{Files, ReadOnly};
use crate::searcher::Searcher;

impl Searcher {
    /// Opens the index in a folder. Its files are memory-mapped, and none is written.
    ///
    /// # Errors
    /// If there is no index, it is damaged, or another version wrote it.
    pub fn open_folder(folder: &Path) -> Result<Self, SearchError> {
        let files = MmapDirectory::open(folder).map_err(|error| SearchError::Index(error.to_string()))?;
        Self::open(ReadOnly(files))
    }
}

impl Files for MmapDirectory {
    fn open(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.get_file_handle(path)
    }
}
