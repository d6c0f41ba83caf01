//! Rewrites the part of the running text in files that tantivy wrote, in tantivy's formats.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tantivy::directory::{CompositeFile, CompositeWrite, FileSlice};
use tantivy::{Directory, Index};

use crate::schema::Fields;

/// A copy of a file of all fields of an index, in which `write` rewrites the part of the running text.
pub(crate) fn rewritten(
    index: &Index,
    path: &Path,
    write: impl FnOnce(&FileSlice, &mut dyn Write) -> io::Result<()>,
) -> tantivy::Result<Vec<u8>> {
    let text = Fields::new(index.schema()).text()?;
    let old = CompositeFile::open(&index.directory().open_read(path)?)?;
    let made: PathBuf = path.with_added_extension("rewritten");
    let mut new = CompositeWrite::wrap(index.directory().open_write(&made)?);
    let mut write = Some(write);
    for (field, _) in index.schema().fields() {
        let Some(part) = old.open_read(field) else { continue };
        match write.take_if(|_| field == text) {
            Some(write) => write(&part, new.for_field(field))?,
            None => new.for_field(field).write_all(part.read_bytes()?.as_slice())?,
        }
    }
    new.close()?;
    Ok(index.directory().atomic_read(&made)?)
}
