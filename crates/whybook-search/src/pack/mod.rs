//! Cuts an index into chunks for a static web host. [`crate::web`] reads them.

mod record;

use std::collections::BTreeMap;
use std::ops::Range;

use tantivy::directory::CompositeFile;
use tantivy::index::SegmentComponent;
use tantivy::{DocAddress, HasLen, Index};

use crate::checksums::DIGESTS;
use crate::error::SearchError;
use crate::index::{IndexFiles, WORDS, build};
use crate::read_only::ReadOnly;
use crate::request::{Request, Sort};
use crate::schema::Fields;
use crate::searcher::Searcher;
use crate::vocabulary::Vocabulary;
use crate::web::{ChunkMap, OPENING, chunk_name, group_name};
use record::{Reads, Recorded};

/// Incidents whose records are fetched together. Ten hits are hardly ever neighbours, so a larger group is mostly
/// fetched in vain; groups of one would be as many files as incidents.
const GROUP: u32 = 2;
/// The columns for counting facets are part of the opening chunk up to this size.
const FACETS_AT_ONCE: usize = 200_000;
/// Minimum size of a chunk.
const LEAST_CHUNK: usize = 3_000;
/// Positions up to this size are in the chunk of their postings; larger ones are fetched only for phrases.
const POSITIONS_AT_ONCE: usize = 2_500;

/// An index in chunks, uncompressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// The map of all chunks and the first chunk, with which the engine is opened.
    pub opening: Vec<u8>,
    /// The other chunks and the groups of records by name.
    pub chunks: Vec<(String, Vec<u8>)>,
}

/// Packs an index.
///
/// # Errors
/// If it cannot be read.
pub fn pack(files: &IndexFiles) -> Result<Pack, SearchError> {
    let records = records(&Searcher::open_unchecked(ReadOnly(Recorded::new(files)))?)?;
    let files = &without_store(files)?;
    let recorded = Recorded::new(files);
    let mut packing = Packing { files, cuts: BTreeMap::new(), next: OPENING + 1 };
    let facets = packing.cut_as_read(&recorded)?;
    packing.cut_words(&recorded)?;
    let words = packing.fresh();
    packing.assign(WORDS, 0..packing.file(WORDS).map_or(0, |(_, words)| words.len()), words);
    packing.cut_rest();
    let (map, chunks) = packing.finish(facets);
    let mut opening = written(&map);
    let mut chunks = chunks.into_iter();
    opening.extend(chunks.next().unwrap_or_default());
    let numbered = chunks.enumerate().map(|(at, chunk)| (chunk_name(at as u32 + 1), chunk));
    Ok(Pack { opening, chunks: numbered.chain(records).collect() })
}

/// Which part of which file goes to which chunk.
struct Packing<'a> {
    files: &'a IndexFiles,
    /// For each file, by start: the end and the chunk.
    cuts: BTreeMap<&'a str, BTreeMap<usize, (usize, u32)>>,
    next: u32,
}

impl<'a> Packing<'a> {
    fn fresh(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }

    fn file(&self, name: &str) -> Option<(&'a str, &'a [u8])> {
        self.files
            .files
            .iter()
            .find(|(own, _)| own == name)
            .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }

    /// Assigns the bytes of a range that are not assigned yet to a chunk.
    fn assign(&mut self, name: &str, range: Range<usize>, chunk: u32) {
        let Some((name, _)) = self.file(name) else { return };
        let cuts = self.cuts.entry(name).or_default();
        let mut from =
            cuts.range(..=range.start).next_back().map_or(0, |(_, &(end, _))| end).max(range.start);
        while from < range.end {
            let next = cuts.range(from..).next().map(|(&start, &(end, _))| (start, end));
            let to = next.map_or(range.end, |(start, _)| start.min(range.end));
            if from < to {
                cuts.insert(from, (to, chunk));
            }
            from = next.map_or(range.end, |(_, end)| end.max(to));
        }
    }

    fn assign_all(&mut self, reads: Reads, chunk: u32) {
        reads.into_iter().for_each(|(name, range)| self.assign(&name, range, chunk));
    }

    /// Records what opening the index and counting facets reads, and assigns it. Returns the chunk of the facets.
    fn cut_as_read(&mut self, recorded: &Recorded) -> Result<u32, SearchError> {
        let searcher = Searcher::open_unchecked(ReadOnly(recorded.clone()))?;
        let mut request =
            Request { query: "", sort: Sort::Relevance, limit: 0, offset: 0, today: None, facets: false };
        searcher.search(&request)?;
        searcher.prefetch()?;
        // The word list is needed only to correct a misspelt word.
        let opening = recorded.take().into_iter().filter(|(name, _)| name != WORDS);
        self.assign_all(opening.collect(), OPENING);
        request.facets = true;
        searcher.search(&request)?;
        let counted = recorded.take();
        let bytes: usize = counted.iter().map(|(_, range)| range.len()).sum();
        let facets = if bytes <= FACETS_AT_ONCE { OPENING } else { self.fresh() };
        self.assign_all(counted, facets);
        request.sort = Sort::Duration;
        searcher.search(&request)?;
        let sorting = self.fresh();
        self.assign_all(recorded.take(), sorting);
        Ok(facets)
    }

    /// Groups the postings of words that are neighbours in the dictionary, with their positions; frequent words have
    /// chunks of their own. The postings of a word are never split.
    fn cut_words(&mut self, recorded: &Recorded) -> Result<(), SearchError> {
        let index = Index::open(ReadOnly(recorded.clone()))?;
        let fields = Fields::new(index.schema());
        let Some(segment) = index.searchable_segments()?.into_iter().next() else { return Ok(()) };
        let reader = index.reader()?.searcher();
        let inverted = reader.segment_reader(0).inverted_index(fields.text()?)?;
        let start_of = |component: SegmentComponent| -> tantivy::Result<(String, usize)> {
            let composite = CompositeFile::open(&segment.open_read(component)?)?;
            recorded.take();
            let first = composite.open_read(fields.text()?).filter(|file| !file.is_empty());
            first.map(|file| file.slice(0..1).read_bytes()).transpose()?;
            Ok(recorded.take().pop().map_or_else(Default::default, |(name, range)| (name, range.start)))
        };
        let (postings, postings_start) = start_of(SegmentComponent::Postings)?;
        let (positions, positions_start) = start_of(SegmentComponent::Positions)?;
        let size = self.chunk_size(&[&postings, &positions]);
        // The postings of a field start with the total number of its tokens.
        let (at, of) = (postings_start + TOTAL_TOKENS, positions_start);
        let mut slice = Slice::default();
        let mut words = Vec::new();
        let mut stream = inverted.terms().stream()?;
        while stream.advance() {
            let word = stream.key().split_last().map(|(_, word)| word.to_vec()).unwrap_or_default();
            let info = stream.value();
            let own = Slice {
                postings: at + info.postings_range.start..at + info.postings_range.end,
                positions: of + info.positions_range.start..of + info.positions_range.end,
            };
            match words.last_mut() {
                Some((last, slice)) if *last == word => Slice::extend(slice, &own),
                _ => words.push((word, own)),
            }
        }
        recorded.take();
        for (_, own) in words {
            if slice.len() > 0 && slice.len() + own.len() > size {
                self.assign_slice(&slice, &postings, &positions);
                slice = own;
            } else {
                slice.extend(&own);
            }
        }
        self.assign_slice(&slice, &postings, &positions);
        Ok(())
    }

    fn assign_slice(&mut self, slice: &Slice, postings: &str, positions: &str) {
        let chunk = self.fresh();
        self.assign(postings, slice.postings.clone(), chunk);
        let apart = slice.positions.len() > POSITIONS_AT_ONCE;
        let chunk = if apart { self.fresh() } else { chunk };
        self.assign(positions, slice.positions.clone(), chunk);
    }

    /// Cuts what is not assigned yet.
    fn cut_rest(&mut self) {
        let files = self.files;
        for (name, bytes) in &files.files {
            let blocks = if name.ends_with(".term") { 4 } else { 1 };
            let size = self.chunk_size(&[name]) * blocks;
            let mut from = 0;
            while from < bytes.len() {
                let chunk = self.fresh();
                let to = (from + size).min(bytes.len());
                self.assign(name, from..to, chunk);
                from = to;
            }
        }
    }

    /// The size of chunks. Larger ones fetch more bytes in vain, smaller ones enlarge the map. With five bytes per
    /// chunk in the map and four chunks per search, the total is minimal at this size.
    fn chunk_size(&self, names: &[&str]) -> usize {
        let bytes: usize = names.iter().filter_map(|name| self.file(name)).map(|(_, file)| file.len()).sum();
        ((bytes as f64 * 5.0 / 4.0).sqrt() as usize).max(LEAST_CHUNK)
    }

    /// The map and the bytes of each chunk, without empty chunks.
    fn finish(self, facets: u32) -> (ChunkMap, Vec<Vec<u8>>) {
        let mut names = BTreeMap::from([(OPENING, OPENING)]);
        let mut cuts_of = BTreeMap::new();
        for (name, cuts) in &self.cuts {
            let mut merged: Vec<(usize, u32)> = Vec::new();
            for (&start, &(end, chunk)) in cuts {
                let next = names.len() as u32;
                let chunk = *names.entry(chunk).or_insert(next);
                match merged.last_mut() {
                    Some((length, last)) if *last == chunk => *length += end - start,
                    _ => merged.push((end - start, chunk)),
                }
            }
            cuts_of.insert(*name, merged);
        }
        let facets = names.get(&facets).copied().unwrap_or(OPENING);
        let mut map = ChunkMap { group: GROUP, facets, ..ChunkMap::default() };
        let mut chunks = vec![Vec::new(); names.len()];
        for (name, cuts) in &cuts_of {
            // Cannot overflow, since all these bytes are in memory.
            let _ = map.add(name, cuts);
            let mut rest = self.file(name).map_or(&[][..], |(_, bytes)| bytes);
            for &(length, chunk) in cuts {
                let (piece, after) = rest.split_at(length.min(rest.len()));
                rest = after;
                if let Some(chunk) = chunks.get_mut(chunk as usize) {
                    chunk.extend_from_slice(piece);
                }
            }
        }
        (map, chunks)
    }
}

/// Extension of the file of stored documents.
const STORE: &str = ".store";
/// Bytes before the first postings of a field: the total number of its tokens.
const TOTAL_TOKENS: usize = 8;

/// Postings and positions of consecutive words.
#[derive(Debug, Clone, Default)]
struct Slice {
    postings: Range<usize>,
    positions: Range<usize>,
}

impl Slice {
    fn len(&self) -> usize {
        self.postings.len() + self.positions.len()
    }

    fn extend(&mut self, other: &Self) {
        if self.len() == 0 {
            *self = other.clone();
        } else {
            self.postings.end = other.postings.end;
            self.positions.end = other.positions.end;
        }
    }
}

/// The files that are served: without the checksums, for which all files would have to be fetched, and with an empty
/// document store, since the records are served in groups.
fn without_store(files: &IndexFiles) -> Result<IndexFiles, SearchError> {
    let mut files =
        IndexFiles { files: files.files.iter().filter(|(name, _)| name != DIGESTS).cloned().collect() };
    let nothing = build(&[], &Vocabulary::default())?.files;
    let nothing = nothing.into_iter().find(|(name, _)| name.ends_with(STORE)).map(|(_, store)| store);
    let store = files.files.iter_mut().find(|(name, _)| name.ends_with(STORE));
    if let (Some((_, store)), Some(nothing)) = (store, nothing) {
        *store = nothing;
    }
    Ok(files)
}

/// The stored records of all incidents, in groups.
fn records(searcher: &Searcher) -> Result<Vec<(String, Vec<u8>)>, SearchError> {
    let count = u32::try_from(searcher.len()).unwrap_or(u32::MAX);
    let mut groups = Vec::new();
    for first in (0..count).step_by(GROUP as usize) {
        let mut group = Vec::new();
        for doc in first..count.min(first + GROUP) {
            let record = searcher.stored(DocAddress::new(0, doc))?;
            group.extend((record.len() as u32).to_le_bytes());
            group.extend(record);
        }
        groups.push((group_name(first / GROUP), group));
    }
    Ok(groups)
}

/// A map in the format that [`ChunkMap::read`] reads.
fn written(map: &ChunkMap) -> Vec<u8> {
    let mut out = Vec::new();
    for number in [map.group, map.facets, map.files.len() as u32] {
        put(&mut out, number as usize);
    }
    for (name, file) in &map.files {
        put(&mut out, name.len());
        out.extend_from_slice(name.as_bytes());
        put(&mut out, file.extents.len());
        let ends = file.extents.iter().skip(1).map(|extent| extent.start).chain([file.length]);
        let mut before = 0;
        for (extent, end) in file.extents.iter().zip(ends) {
            put(&mut out, end - extent.start);
            let distance = i64::from(extent.chunk) - before;
            put(&mut out, ((distance << 1) ^ (distance >> 63)) as usize);
            before = i64::from(extent.chunk);
        }
    }
    out
}

fn put(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}
