//! A directory that records which bytes of which file are read, to find out what the web engine needs first.

use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::HasLen;
use tantivy::directory::error::OpenReadError;
use tantivy::directory::{FileHandle, OwnedBytes};

use crate::index::IndexFiles;
use crate::read_only::Files;

/// Parts of files that were read, in the order of reading.
pub(super) type Reads = Vec<(String, Range<usize>)>;

/// The files of an index and a record of all reads.
#[derive(Debug, Clone)]
pub(super) struct Recorded {
    files: Arc<Vec<(String, OwnedBytes)>>,
    reads: Arc<Mutex<Reads>>,
}

impl Recorded {
    pub(super) fn new(files: &IndexFiles) -> Self {
        let files = files.files.iter().map(|(name, bytes)| (name.clone(), OwnedBytes::new(bytes.clone())));
        Self { files: Arc::new(files.collect()), reads: Arc::default() }
    }

    /// The reads since the last call.
    pub(super) fn take(&self) -> Reads {
        std::mem::take(&mut *self.reads.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Files for Recorded {
    fn open(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let found = self.files.iter().find(|(name, _)| Path::new(name) == path);
        let (name, bytes) = found.ok_or_else(|| OpenReadError::FileDoesNotExist(path.to_owned()))?;
        let (name, bytes) = (name.clone(), bytes.clone());
        Ok(Arc::new(RecordedFile { name, bytes, reads: Arc::clone(&self.reads) }))
    }
}

#[derive(Debug)]
struct RecordedFile {
    name: String,
    bytes: OwnedBytes,
    reads: Arc<Mutex<Reads>>,
}

impl HasLen for RecordedFile {
    fn len(&self) -> usize {
        self.bytes.len()
    }
}

impl FileHandle for RecordedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.start > range.end || range.end > self.bytes.len() {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        let mut reads = self.reads.lock().unwrap_or_else(PoisonError::into_inner);
        reads.push((self.name.clone(), range.clone()));
        Ok(self.bytes.slice(range))
    }
}
