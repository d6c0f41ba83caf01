//! Rewrites a term dictionary so that the hot terms are in blocks of their own.
//!
//! tantivy fills blocks in the order of the terms. Looking up a word reads one block, which on the web is one of
//! thousands that have to be fetched first. Most searches need only a few percent of the dictionary, which can be
//! fetched up front if they are in separate blocks. The format is tantivy's: a sorted string table, read by blocks.

use std::collections::BTreeSet;
use std::io::{self, Write};

use tantivy::HasLen;
use tantivy::directory::FileSlice;
use tantivy::postings::TermInfo;
use tantivy::termdict::TermDictionary;
use tantivy_sstable::Writer;
use tantivy_sstable::value::ValueWriter;

use crate::field::TextField;

/// The number that tantivy appends to a dictionary of this kind.
const SORTED_STRING_TABLE: u32 = 2;
/// Minimum and maximum bytes of keys in a block; their values take about as much again.
const BLOCK: (f64, f64) = (1_000.0, 4_000.0);

/// Rewrites a dictionary with separate blocks for `hot_terms`.
pub(crate) fn write_dictionary(
    old: &FileSlice,
    out: &mut dyn Write,
    hot_terms: &BTreeSet<String>,
) -> io::Result<()> {
    let block = (old.len() as f64).sqrt().clamp(BLOCK.0, BLOCK.1) as usize;
    let old = TermDictionary::open(old.clone())?;
    let in_zones = |term: &String| TextField::ALL.map(|zone| format!("{term}{}", zone.mark()));
    let mut keys: Vec<String> = hot_terms.iter().flat_map(in_zones).collect();
    keys.sort_unstable();
    let mut keys = keys.into_iter().peekable();
    let mut writer: Writer<&mut dyn Write, TermInfos> = Writer::new(out);
    let mut stream = old.stream()?;
    let mut before = false;
    while stream.advance() {
        // A lookup of a hot term that does not occur reads the block of the term that follows it.
        let mut is_pinned = false;
        while keys.next_if(|key| key.as_bytes() <= stream.key()).is_some() {
            is_pinned = true;
        }
        if is_pinned != before {
            writer.set_block_len(0);
            writer.flush_block_if_required()?;
            writer.set_block_len(block);
            before = is_pinned;
        }
        writer.insert(stream.key(), stream.value())?;
    }
    writer.finish()?.write_all(&SORTED_STRING_TABLE.to_le_bytes())
}

/// Values of a block in tantivy's format: their number, the offsets of the first, and for each the document frequency
/// and the lengths of its postings and positions.
#[derive(Default)]
struct TermInfos(Vec<TermInfo>);

impl ValueWriter for TermInfos {
    type Value = TermInfo;

    fn write(&mut self, info: &TermInfo) {
        self.0.push(info.clone());
    }

    fn serialize_block(&self, out: &mut Vec<u8>) {
        put(out, self.0.len());
        let Some(first) = self.0.first() else { return };
        put(out, first.postings_range.start);
        put(out, first.positions_range.start);
        for info in &self.0 {
            put(out, info.doc_freq as usize);
            put(out, info.postings_range.len());
            put(out, info.positions_range.len());
        }
    }

    fn clear(&mut self) {
        self.0.clear();
    }
}

/// A number in tantivy's variable-length format: seven bits per byte, the high bit set in the last byte.
fn put(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8);
        number >>= 7;
    }
    out.push(number as u8 | 0x80);
}
