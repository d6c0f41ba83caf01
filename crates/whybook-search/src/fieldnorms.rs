//! Lengths of write-ups: a word counts the less the longer the text that it stands in.
//!
//! That holds for long ones, in which every word occurs somewhere. A short one is no better for being short: half of
//! all write-ups, the shorter ones, count as equally long.

use std::io::{self, Write};

use tantivy::directory::FileSlice;

/// Writes the lengths of texts anew, a byte each as tantivy rounds them, none under the median.
pub(crate) fn write_bounded(old: &FileSlice, out: &mut dyn Write) -> io::Result<()> {
    let mut lengths = old.read_bytes()?.to_vec();
    let mut sorted = lengths.clone();
    let middle = sorted.len() / 2;
    if let Some(shortest) = (middle < sorted.len()).then(|| *sorted.select_nth_unstable(middle).1) {
        lengths.iter_mut().for_each(|length| *length = (*length).max(shortest));
    }
    out.write_all(&lengths)
}
