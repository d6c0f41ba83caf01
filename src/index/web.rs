//! The index as the browser reads it: packed, compressed, in small files.

use std::io::Write as _;

use anyhow::Context;
use flate2::Compression;
use flate2::write::GzEncoder;
use rayon::prelude::*;
use whybook_search::index::IndexFiles;
use whybook_search::pack::pack;

/// Folder of the site that holds the index by its name.
const FOLDER: &str = "search";
/// Name of the file that the engine is opened with.
const OPENING: &str = "opening";

/// Packs an index and hands its files to `write`, each with its path in the site; how many there are. They are
/// compressed already, since not every host compresses what it does not know, and end in `.bin`, since some
/// announce `.gz` as an encoding of their own. Those of an index called otherwise lie elsewhere: what a
/// browser keeps of them is never out of date.
///
/// # Errors
/// If the index cannot be read, or `write` fails.
pub fn write(
    files: &IndexFiles,
    name: &str,
    write: impl Fn(String, Vec<u8>) -> anyhow::Result<()> + Sync,
) -> anyhow::Result<usize> {
    let pack = pack(files).context("cannot pack the search index for browsers")?;
    let mut parts = pack.chunks;
    parts.push((OPENING.to_owned(), pack.opening));
    parts.par_iter().try_for_each(|(part, content)| write(path(name, part), compressed(content)?))?;
    Ok(parts.len())
}

/// A file of the site that the index of this name has, and no other index.
pub fn opening(name: &str) -> String {
    path(name, OPENING)
}

fn path(name: &str, part: &str) -> String {
    format!("{FOLDER}/{name}/{part}.bin")
}

fn compressed(content: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}
