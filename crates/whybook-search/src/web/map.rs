//! Which chunk holds which bytes of which file.

use std::collections::BTreeMap;
use std::ops::Range;

/// Extent of a file in a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Where it begins in its file.
    pub(crate) start: usize,
    /// Its chunk.
    pub(crate) chunk: u32,
    /// Where it begins in the chunk.
    pub(crate) at: usize,
}

/// A file in extents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ChunkedFile {
    pub(crate) length: usize,
    /// In order, the first at 0.
    pub(crate) extents: Vec<Extent>,
}

/// The files of an index in chunks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ChunkMap {
    pub(crate) files: BTreeMap<String, ChunkedFile>,
    /// Bytes of each chunk.
    pub(crate) chunks: Vec<usize>,
    /// Incidents whose records stand together.
    pub(crate) group: u32,
    /// The chunk that facets are counted from, where it is not the first.
    pub(crate) facets: u32,
}

impl ChunkMap {
    /// Adds a file that is cut into these extents: how many bytes go to which chunk, in order. Files are to be added in
    /// the order of their names, since chunks hold their extents in that order.
    /// `None` if there is more than memory can hold.
    pub(crate) fn add(&mut self, name: &str, cuts: &[(usize, u32)]) -> Option<()> {
        let mut file = ChunkedFile::default();
        for &(length, chunk) in cuts.iter().filter(|(length, _)| *length > 0) {
            let index = chunk as usize;
            if self.chunks.len() <= index {
                self.chunks.resize(index + 1, 0);
            }
            let Some(size) = self.chunks.get_mut(index) else { continue };
            file.extents.push(Extent { start: file.length, chunk, at: *size });
            *size = size.checked_add(length)?;
            file.length = file.length.checked_add(length)?;
        }
        self.files.insert(name.to_owned(), file);
        Some(())
    }

    /// Reads a map: numbers of variable length, the chunk of a extent as its distance from the one before. Returns what follows
    /// it. `None` if it is none.
    pub(crate) fn read(mut bytes: &[u8]) -> Option<(Self, &[u8])> {
        let mut map = Self { group: take(&mut bytes)? as u32, ..Self::default() };
        map.facets = take(&mut bytes)? as u32;
        for _ in 0..take(&mut bytes)? {
            let length = take(&mut bytes)?;
            let name = std::str::from_utf8(bytes.get(..length)?).ok()?.to_owned();
            bytes = bytes.get(length..)?;
            let mut cuts = Vec::new();
            let mut chunk = 0_i64;
            for _ in 0..take(&mut bytes)? {
                let length = take(&mut bytes)?;
                let distance = take(&mut bytes)? as i64;
                chunk += (distance >> 1) ^ -(distance & 1);
                cuts.push((length, u32::try_from(chunk).ok().filter(|chunk| *chunk < MOST_CHUNKS)?));
            }
            map.add(&name, &cuts)?;
        }
        Some((map, bytes))
    }
}

/// No index has as many chunks: a damaged number must not ask for memory.
const MOST_CHUNKS: u32 = 1 << 22;

impl ChunkedFile {
    /// The extents that hold a range of the file, each with the part of its chunk.
    pub(crate) fn within(&self, range: &Range<usize>) -> impl Iterator<Item = (u32, Range<usize>)> + '_ {
        let (from, to) = (range.start, range.end.min(self.length));
        let first = self.extents.partition_point(|extent| extent.start <= from).saturating_sub(1);
        (first..self.extents.len()).map_while(move |index| {
            let extent = self.extents.get(index).filter(|extent| extent.start < to)?;
            let end = self.extents.get(index + 1).map_or(self.length, |next| next.start);
            let (start, end) = (from.max(extent.start), to.min(end));
            Some((extent.chunk, extent.at + start - extent.start..extent.at + end - extent.start))
        })
    }
}

fn take(bytes: &mut &[u8]) -> Option<usize> {
    let mut number = 0_u64;
    for shift in (0..u64::BITS).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return usize::try_from(number).ok();
        }
    }
    None
}
