//! Cuts an index into the chunks that the web serves.

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

/// Incidents whose records are fetched together: of ten hits hardly two are neighbours, so that all but one of a group
/// are fetched in vain, and with one a file there would be as many files as incidents.
const GROUP: u32 = 2;
/// Facets are counted from columns of all incidents. Up to this size, they come with the opening.
const FACETS_AT_ONCE: usize = 200_000;
/// The slightest chunk that is worth a request.
const LEAST_CHUNK: usize = 3_000;
/// Positions of as many bytes come with the postings of their words; more are fetched only where word order matters.
const POSITIONS_AT_ONCE: usize = 2_500;

/// An index as the web serves it, nothing of it compressed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// What the engine is opened with.
    pub opening: Vec<u8>,
    /// Everything else by its name.
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
    /// By file and beginning: the end, and the chunk.
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

    /// Gives those bytes of a range to a chunk that no other has.
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

    /// Finds out what opening reads and what facets are counted from, by asking for it; the chunk of the latter.
    fn cut_as_read(&mut self, recorded: &Recorded) -> Result<u32, SearchError> {
        let searcher = Searcher::open_unchecked(ReadOnly(recorded.clone()))?;
        let mut request =
            Request { query: "", sort: Sort::Relevance, limit: 0, offset: 0, today: None, facets: false };
        searcher.search(&request)?;
        searcher.prefetch()?;
        // The words themselves are asked for only where one of them is misspelt.
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

    /// Puts the postings of words that are neighbours in the dictionary together, and beside them their positions;
    /// those of frequent words stand alone. No word is torn apart.
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
        // The postings of a field begin with the number of its tokens.
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

    /// Cuts what is left.
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

    /// How large a chunk should be: where it is larger, a search fetches more in vain; where it is smaller, the map of
    /// all chunks grows. For a map of five bytes a chunk, and four chunks a search, the sum is least here.
    fn chunk_size(&self, names: &[&str]) -> usize {
        let bytes: usize = names.iter().filter_map(|name| self.file(name)).map(|(_, file)| file.len()).sum();
        ((bytes as f64 * 5.0 / 4.0).sqrt() as usize).max(LEAST_CHUNK)
    }

    /// The map, and the bytes of each chunk. Chunks that got nothing are left out.
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
            // Of bytes that are in memory there are never more than it holds.
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

/// How the name of the file of stored documents ends.
const STORE: &str = ".store";
/// Bytes before the first postings of a field.
const TOTAL_TOKENS: usize = 8;

/// Postings and positions of words that follow each other.
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

/// The files that the web serves: not the digests, which would have to be compared with all of them, and in the place of
/// what is stored for hits, which stands in groups, as little as tantivy opens.
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

/// What is stored of the incidents, in groups.
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

/// A map as [`ChunkMap::read`] reads it.
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
