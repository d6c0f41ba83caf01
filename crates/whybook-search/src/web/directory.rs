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

/// A packed index of which some chunks have been supplied.
#[derive(Debug, Clone)]
pub struct Packed {
    store: Arc<Store>,
}

impl Packed {
    /// An index with [`opening`](crate::pack::Pack::opening); `None` if it is damaged.
    pub fn new(opening: &[u8]) -> Option<Self> {
        let (map, first) = ChunkMap::read(opening)?;
        (map.chunks.first() == Some(&first.len()))
            .then(|| Self { store: Arc::new(Store::new(map, OwnedBytes::new(first.to_vec()))) })
    }

    /// Adds a chunk or a group of records by its name. False if it is damaged.
    pub fn supply(&self, name: &str, bytes: Vec<u8>) -> bool {
        self.store.supply(name, bytes)
    }

    /// The names of the chunks and groups that reads have missed since the last call.
    pub fn take_missing(&self) -> Vec<String> {
        self.store.take_missing()
    }

    /// Uncompressed size of the chunk for counting facets; 0 if it is part of the opening.
    pub fn facet_bytes(&self) -> usize {
        let map = &self.store.map;
        if map.facets == OPENING { 0 } else { map.chunks.get(map.facets as usize).copied().unwrap_or(0) }
    }

    /// The stored record of an incident.
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
