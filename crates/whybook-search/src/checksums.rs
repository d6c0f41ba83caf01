//! Whether the files of an index are as they were written.
//!
//! A reader of a damaged index trusts lengths that are no longer true: it would end in a panic, or ask for more memory
//! than there is. So each file has its digest beside it, and none is read before all of them were compared.

use std::path::Path;

use tantivy::Directory;
use tantivy::directory::error::OpenReadError;

/// Name of the file with the digests of the others.
pub(crate) const DIGESTS: &str = "digests.txt";
/// Words of eight bytes read side by side.
const LANES: usize = 4;
/// Odd, with as many ones as zeros: multiplication by it loses nothing.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// The file with the digests of `files`: a digest and a name a line, its own digest last.
pub(crate) fn digests(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let lines = files.iter().map(|(name, content)| format!("{:016x} {name}\n", digest(content)));
    let lines: String = lines.collect();
    format!("{lines}{:016x}\n", digest(lines.as_bytes())).into_bytes()
}

/// Compares every file of an index with its digest; an error says what is wrong.
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

/// A number that any change of a few bytes changes: each step can be undone, so that nothing is lost on the way.
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
