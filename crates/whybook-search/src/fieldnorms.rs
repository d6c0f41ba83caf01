//! Field norms: the lengths of texts, by which BM25 lowers the score of a word in a long text.
//!
//! That is right for long texts, in which any word occurs somewhere, but a text is not better for being very short. So
//! texts shorter than the median are scored as if they had the median length.

use std::io::{self, Write};

use tantivy::directory::FileSlice;

/// Rewrites the field norms, one byte per text in tantivy's encoding, with the median as the lower bound.
pub(crate) fn write_bounded(old: &FileSlice, out: &mut dyn Write) -> io::Result<()> {
    let mut lengths = old.read_bytes()?.to_vec();
    let mut sorted = lengths.clone();
    let middle = sorted.len() / 2;
    if let Some(shortest) = (middle < sorted.len()).then(|| *sorted.select_nth_unstable(middle).1) {
        lengths.iter_mut().for_each(|length| *length = (*length).max(shortest));
    }
    out.write_all(&lengths)
}
