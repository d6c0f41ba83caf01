//! Writes an index: documents in, files out, no file system in between.

use std::collections::BTreeSet;
use std::path::Path;

use tantivy::directory::RamDirectory;
use tantivy::indexer::{SingleSegmentIndexWriter, merge_indices};
use tantivy::{Directory, Index, IndexSettings};

use crate::checksums::{self, DIGESTS, digests};
use crate::dictionary::write_dictionary;
use crate::document::IncidentDocument;
use crate::fieldnorms::write_bounded;
use crate::hot_terms::hot_terms;
use crate::rewrite::rewritten;
use crate::schema::{Fields, mark, schema, tokenizers};
use crate::spelling::Words;
use crate::vocabulary::Vocabulary;

/// Fewer documents than this are indexed by one thread.
const SHARD: usize = 256;
/// Initial memory of a writer; it grows as needed.
const WRITER_BYTES: usize = 50_000_000;
/// Name of the only segment. tantivy chooses a random one; with a fixed one the output is reproducible.
const SEGMENT: &str = "00000000000000000000000000000001";
/// The same as it is written in `meta.json`.
const SEGMENT_UUID: &str = "00000000-0000-0000-0000-000000000001";

/// Name of the file with the vocabulary.
pub(crate) const VOCABULARY: &str = "vocabulary.json";
/// Name of the file with the words of the index.
pub(crate) const WORDS: &str = "words.txt";

/// The files of an index.
#[derive(Debug, Clone, Default)]
pub struct IndexFiles {
    /// Names and contents, sorted by name.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Builds the index of `documents`, to be searched with `vocabulary`. It has one segment, ordered by date, newest
/// first, then by slug, which is how ties in ranking are broken. The output is the same for any order of `documents`.
///
/// # Errors
/// If tantivy refuses a document, which it does only where memory or its limits of 4 GB a segment end.
pub fn build(documents: &[IncidentDocument], vocabulary: &Vocabulary) -> tantivy::Result<IndexFiles> {
    let mut order: Vec<&IncidentDocument> = documents.iter().collect();
    order.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| (&a.slug, &a.path).cmp(&(&b.slug, &b.path))));
    let index = if order.len() < SHARD { shard(&order)? } else { halves(&order)? };
    let words = Words::of(&order);
    let mut files = files(&index, &hot_terms(vocabulary, &words))?;
    files.push((VOCABULARY.to_owned(), serde_json::to_vec(vocabulary)?));
    files.push((WORDS.to_owned(), words.file()));
    files.sort();
    files.push((DIGESTS.to_owned(), digests(&files)));
    files.sort();
    Ok(IndexFiles { files })
}

/// Indexes both halves in parallel and appends the second to the first.
fn halves(order: &[&IncidentDocument]) -> tantivy::Result<Index> {
    let (newer, older) = order.split_at(order.len() / 2);
    let (newer, older) = std::thread::scope(|scope| {
        let other = scope.spawn(|| shard(older));
        let newer = shard(newer);
        let older = other.join().unwrap_or_else(|_| {
            Err(tantivy::TantivyError::SystemError("a thread that indexed incidents stopped".to_owned()))
        });
        (newer, older)
    });
    let mut indexes = [newer?, older?];
    indexes.iter_mut().for_each(|index| index.set_tokenizers(tokenizers()));
    merge_indices(&indexes, RamDirectory::create())
}

/// Indexes documents in the order given.
fn shard(order: &[&IncidentDocument]) -> tantivy::Result<Index> {
    let schema = schema();
    let fields = Fields::new(schema.clone());
    let settings = IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
    let builder = Index::builder().schema(schema).settings(settings).tokenizers(tokenizers());
    let mut writer: SingleSegmentIndexWriter =
        builder.single_segment_index_writer(RamDirectory::create(), WRITER_BYTES)?;
    for incident in order {
        writer.add_document(fields.document(incident)?)?;
    }
    writer.finalize()
}

/// The files of an index in memory, with reproducible names.
fn files(index: &Index, hot_terms: &BTreeSet<String>) -> tantivy::Result<Vec<(String, Vec<u8>)>> {
    let meta = index.load_metas()?;
    let mut files = Vec::new();
    for path in meta.list_segment_files() {
        if !index.directory().exists(&path)? {
            continue;
        }
        // Includes tantivy's footer, which `open_read` would cut off.
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        let content = match extension.as_ref() {
            "term" => rewritten(index, &path, |old, out| write_dictionary(old, out, hot_terms))?,
            "fieldnorm" => rewritten(index, &path, write_bounded)?,
            _ => index.directory().atomic_read(&path)?,
        };
        files.push((format!("{SEGMENT}.{extension}"), content));
    }
    let mut meta = serde_json::to_value(&meta)?;
    meta["payload"] = mark().into();
    if let Some(segments) = meta["segments"].as_array_mut() {
        segments.iter_mut().for_each(|segment| segment["segment_id"] = SEGMENT_UUID.into());
    }
    files.push(("meta.json".to_owned(), serde_json::to_vec_pretty(&meta)?));
    Ok(files)
}

impl IndexFiles {
    /// Whether all files match their checksums.
    pub fn are_intact(&self) -> bool {
        self.in_memory().is_ok_and(|directory| checksums::check(&directory).is_ok())
    }

    /// The index as a directory in memory.
    ///
    /// # Errors
    /// If memory ends.
    pub fn in_memory(&self) -> tantivy::Result<RamDirectory> {
        let directory = RamDirectory::create();
        for (name, content) in &self.files {
            directory.atomic_write(Path::new(name), content)?;
        }
        Ok(directory)
    }
}
