//! A packed index as a tantivy directory.

use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use tantivy::HasLen;
use tantivy::directory::error::OpenReadError;
use tantivy::directory::{FileHandle, OwnedBytes};

use super::map::ChunkMap;
use super::store::{OPENING, Store, first_record};
use crate::read_only::Files;

/// An index of which only the parts are here that were handed to it.
#[derive(Debug, Clone)]
pub struct Packed {
    store: Arc<Store>,
}

impl Packed {
    /// An index with what [`pack()`](crate::pack::pack) calls its opening; `None` if it is none.
    pub fn new(opening: &[u8]) -> Option<Self> {
        let (map, first) = ChunkMap::read(opening)?;
        (map.chunks.first() == Some(&first.len()))
            .then(|| Self { store: Arc::new(Store::new(map, OwnedBytes::new(first.to_vec()))) })
    }

    /// Takes in a chunk or a group of records by its name. False if it is not what was packed.
    pub fn supply(&self, name: &str, bytes: Vec<u8>) -> bool {
        self.store.supply(name, bytes)
    }

    /// Names of the parts that reading asked for in vain since this was last called.
    pub fn take_missing(&self) -> Vec<String> {
        self.store.take_missing()
    }

    /// Bytes, before compression, that counting facets asks for beside the opening, fetched already or not.
    pub fn facet_bytes(&self) -> usize {
        let map = &self.store.map;
        if map.facets == OPENING { 0 } else { map.chunks.get(map.facets as usize).copied().unwrap_or(0) }
    }

    /// What is stored of an incident to be shown.
    pub(crate) fn record(&self, doc: u32) -> io::Result<Vec<u8>> {
        let group = self.store.map.group.max(1);
        let bytes = self.store.group(doc / group)?;
        let mut rest = bytes.as_slice();
        for at in 0..=doc % group {
            let Some((record, after)) = first_record(rest) else { break };
            if at == doc % group {
                return Ok(record.to_vec());
            }
            rest = after;
        }
        Err(io::Error::from(io::ErrorKind::UnexpectedEof))
    }
}

/// A file of a packed index.
#[derive(Debug)]
struct PackedFile {
    store: Arc<Store>,
    name: String,
}

impl HasLen for PackedFile {
    fn len(&self) -> usize {
        self.store.map.files.get(&self.name).map_or(0, |file| file.length)
    }
}

impl FileHandle for PackedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        match self.store.map.files.get(&self.name) {
            Some(file) => self.store.read(file, range),
            None => Err(io::Error::from(io::ErrorKind::NotFound)),
        }
    }
}

impl Files for Packed {
    fn open(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let name = path.to_string_lossy().into_owned();
        if !self.store.map.files.contains_key(&name) {
            return Err(OpenReadError::FileDoesNotExist(path.to_owned()));
        }
        Ok(Arc::new(PackedFile { store: Arc::clone(&self.store), name }))
    }
}
