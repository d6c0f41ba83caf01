//! The map from bytes of files to chunks.

use std::collections::BTreeMap;
use std::ops::Range;

/// A range of a file that is in one chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Offset in the file.
    pub(crate) start: usize,
    /// Its chunk.
    pub(crate) chunk: u32,
    /// Offset in the chunk.
    pub(crate) at: usize,
}

/// A file that is divided into extents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ChunkedFile {
    pub(crate) length: usize,
    /// In the order of the file.
    pub(crate) extents: Vec<Extent>,
}

/// The files of an index and the chunks that hold them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ChunkMap {
    pub(crate) files: BTreeMap<String, ChunkedFile>,
    /// Size of each chunk.
    pub(crate) chunks: Vec<usize>,
    /// Number of incidents in a group of records.
    pub(crate) group: u32,
    /// The chunk with the columns for counting facets; 0 if they are in the first.
    pub(crate) facets: u32,
}

impl ChunkMap {
    /// Adds a file by the sizes and chunks of its extents, in order. Files have to be added in the order of their
    /// names, since chunks hold their extents in that order. `None` if a size overflows.
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

    /// Reads a map: numbers of variable length, chunks relative to the one before. Returns the bytes after it. `None`
    /// if the map is damaged.
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

/// Upper bound of the number of chunks, so that a damaged number does not allocate too much memory.
const MOST_CHUNKS: u32 = 1 << 22;

impl ChunkedFile {
    /// The chunks that hold a range of the file, each with the range in the chunk.
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
