//! Checksums of the files of an index.
//!
//! tantivy trusts the lengths in its files, so a damaged index would make it panic or allocate far too much memory.
//! Therefore every file has a checksum, and all are verified before any file is read.

use std::path::Path;

use tantivy::Directory;
use tantivy::directory::error::OpenReadError;

/// Name of the file with the checksums of the others.
pub(crate) const DIGESTS: &str = "digests.txt";
/// Words of eight bytes hashed in parallel.
const LANES: usize = 4;
/// Odd, so that multiplication by it is invertible.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// The checksum file: a line with checksum and name for each of `files`, then the checksum of these lines.
pub(crate) fn digests(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let lines = files.iter().map(|(name, content)| format!("{:016x} {name}\n", digest(content)));
    let lines: String = lines.collect();
    format!("{lines}{:016x}\n", digest(lines.as_bytes())).into_bytes()
}

/// Verifies every file of an index; the error says which one is damaged and how.
pub(crate) fn check(directory: &dyn Directory) -> Result<(), String> {
    let damaged = |name: &str| format!("{name} is not as it was written");
    let list = String::from_utf8(whole(directory, DIGESTS)?).map_err(|_| damaged(DIGESTS))?;
    let (lines, own) = list
        .strip_suffix('\n')
        .and_then(|list| list.rsplit_once('\n'))
        .map(|(lines, own)| (format!("{lines}\n"), own))
        .ok_or_else(|| damaged(DIGESTS))?;
    if own != format!("{:016x}", digest(lines.as_bytes())) {
        return Err(damaged(DIGESTS));
    }
    for line in lines.lines() {
        let (expected, name) = line.split_once(' ').ok_or_else(|| damaged(DIGESTS))?;
        let file = directory.open_read(Path::new(name)).map_err(|error| unread(name, &error))?;
        let content = file.read_bytes().map_err(|error| format!("{name} cannot be read: {error}"))?;
        if expected != format!("{:016x}", digest(content.as_slice())) {
            return Err(damaged(name));
        }
    }
    Ok(())
}

fn whole(directory: &dyn Directory, name: &str) -> Result<Vec<u8>, String> {
    directory.atomic_read(Path::new(name)).map_err(|error| unread(name, &error))
}

/// Why a file of the index could not be read.
pub(crate) fn unread(name: &str, error: &OpenReadError) -> String {
    match error {
        OpenReadError::FileDoesNotExist(_) => format!("there is no file {name}"),
        other => format!("{name} cannot be read: {other}"),
    }
}

/// Not cryptographic. Each step is invertible, so that a change of a few bytes always changes the result.
fn digest(bytes: &[u8]) -> u64 {
    let mut lanes: [u64; LANES] = [1, 2, 3, bytes.len() as u64];
    let (words, rest) = bytes.as_chunks::<8>();
    for group in words.chunks(LANES) {
        for (lane, word) in lanes.iter_mut().zip(group) {
            *lane = mixed(*lane, u64::from_le_bytes(*word));
        }
    }
    let mut last = [0; 8];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    lanes.iter().fold(u64::from_le_bytes(last), |sum, lane| mixed(sum, *lane))
}

fn mixed(sum: u64, word: u64) -> u64 {
    let product = (sum ^ word).wrapping_mul(FACTOR);
    product ^ (product >> 32)
}
