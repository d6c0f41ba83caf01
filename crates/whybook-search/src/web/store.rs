//! The store of supplied chunks, which records the names of missing ones.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tantivy::directory::OwnedBytes;

use super::map::{ChunkMap, ChunkedFile};

/// The first chunk: what opening the index reads.
pub(crate) const OPENING: u32 = 0;
/// Prefix of the names of groups of records.
const GROUP_MARK: char = 'h';

/// Chunks by their names.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) map: ChunkMap,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    here: HashMap<String, OwnedBytes>,
    missing: BTreeSet<String>,
}

/// Name of a chunk.
pub(crate) fn chunk_name(chunk: u32) -> String {
    chunk.to_string()
}

/// Name of a group of records.
pub(crate) fn group_name(group: u32) -> String {
    format!("{GROUP_MARK}{group}")
}

impl Store {
    /// A store that has the first chunk.
    pub(super) fn new(map: ChunkMap, opening: OwnedBytes) -> Self {
        let here = HashMap::from([(chunk_name(OPENING), opening)]);
        Self { map, state: Mutex::new(State { here, missing: BTreeSet::new() }) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a chunk or a group of records. False if its size or structure is wrong.
    pub(super) fn supply(&self, name: &str, bytes: Vec<u8>) -> bool {
        let is_whole = match name.strip_prefix(GROUP_MARK) {
            Some(_) => are_records(&bytes, self.map.group),
            None => {
                name.parse().ok().and_then(|chunk: usize| self.map.chunks.get(chunk)) == Some(&bytes.len())
            }
        };
        if is_whole {
            self.state().here.insert(name.to_owned(), OwnedBytes::new(bytes));
        }
        is_whole
    }

    /// The names that reads have missed since the last call.
    pub(super) fn take_missing(&self) -> Vec<String> {
        std::mem::take(&mut self.state().missing).into_iter().collect()
    }

    /// Reads a range of a file; records missing chunks.
    pub(super) fn read(&self, file: &ChunkedFile, range: Range<usize>) -> io::Result<OwnedBytes> {
        let parts: Vec<_> = file.within(&range).collect();
        let mut found = Vec::with_capacity(parts.len());
        let mut state = self.state();
        for (chunk, part) in parts {
            let name = chunk_name(chunk);
            match state.here.get(&name) {
                Some(bytes) if part.end <= bytes.len() => found.push(bytes.slice(part)),
                Some(_) => return Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
                None => {
                    state.missing.insert(name);
                }
            }
        }
        drop(state);
        if found.iter().map(|part| part.len()).sum::<usize>() < range.len() {
            return Err(not_here());
        }
        Ok(match found.len() {
            1 => found.swap_remove(0),
            _ => OwnedBytes::new(found.iter().flat_map(|part| part.iter().copied()).collect::<Vec<u8>>()),
        })
    }

    /// A group of records.
    pub(super) fn group(&self, group: u32) -> io::Result<OwnedBytes> {
        let name = group_name(group);
        let mut state = self.state();
        if let Some(bytes) = state.here.get(&name) {
            return Ok(bytes.clone());
        }
        state.missing.insert(name);
        Err(not_here())
    }
}

/// Whether the bytes are at most `most` records, each preceded by its length.
fn are_records(mut bytes: &[u8], most: u32) -> bool {
    let mut count = 0;
    while let Some((_, rest)) = first_record(bytes) {
        bytes = rest;
        count += 1;
    }
    bytes.is_empty() && (1..=most).contains(&count)
}

/// The first record and the bytes after it.
pub(super) fn first_record(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(u32::from_le_bytes(*length) as usize)
}

fn not_here() -> io::Error {
    io::Error::new(io::ErrorKind::WouldBlock, "this part of the index is not here yet")
}
