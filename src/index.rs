//! 5: records become documents of the search index, and the index becomes files.
//!
//! [`Draft::write`] writes an index to a folder of its own, `search-index/HASH/`, beside the one in use;
//! [`Generation::announce`] puts it in use once the site that goes with it is in place, and [`Generation::publish`] names
//! it in `CURRENT` and deletes the others. The hash covers everything the index is made from, so unchanged content keeps
//! its folder. [`write_for_web`] packs the same index for browsers.

mod document;
mod generations;
mod vocabulary;
mod web;

use std::path::Path;

use anyhow::{Context, bail};
use rayon::prelude::*;
use whybook_search::index::IndexFiles;
use whybook_search::{IncidentDocument, SearchError, Searcher, Vocabulary};

use crate::extract::Incident;
use crate::extract::text::Document;
pub use document::document;
pub use generations::{Generation, last_built};
pub use vocabulary::vocabulary;
pub use web::{opening as web_opening, write as write_for_web};

/// The documents that the index is made from, in the order of the incidents.
pub fn build_documents(incidents: &[Incident]) -> Vec<IncidentDocument> {
    incidents.par_iter().map(document).collect()
}

/// Drops the lines of each text but its headings. They take more memory than the file, and [`build_documents`] is the
/// last that reads them: pages are made from the file's own text and the headings.
pub fn drop_body_lines(incidents: &mut [Incident]) {
    incidents.par_iter_mut().for_each(|incident| keep_headings(&mut incident.document));
}

fn keep_headings(document: &mut Document) {
    let mut units = std::mem::take(&mut document.units).into_iter().enumerate();
    for section in &mut document.sections {
        section.units = 0..0;
        let heading = section.heading.take();
        let unit = heading.and_then(|heading| units.by_ref().find(|(at, _)| *at == heading));
        if let Some((_, unit)) = unit {
            section.heading = Some(document.units.len());
            document.units.push(unit);
        }
    }
}

/// What an index is made from.
pub struct Draft<'a> {
    documents: Vec<IncidentDocument>,
    vocabulary: &'a Vocabulary,
    /// Hash of all of it, by which the index is called.
    pub name: String,
}

impl<'a> Draft<'a> {
    /// The index of `documents`, to be searched with `vocabulary`.
    ///
    /// # Errors
    /// If the vocabulary cannot be written down.
    pub fn new(mut documents: Vec<IncidentDocument>, vocabulary: &'a Vocabulary) -> anyhow::Result<Self> {
        documents.sort_by(|a, b| a.path.cmp(&b.path));
        let name = content_hash(&documents, vocabulary)?;
        Ok(Self { documents, vocabulary, name })
    }

    /// Makes the index and writes it under `folder`, unless it is there already. It is in use only after
    /// [`Generation::publish`].
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn write(self, folder: &Path) -> anyhow::Result<(Generation, IndexFiles)> {
        if let Some(there) = Generation::existing(folder, &self.name) {
            let files = there.read()?;
            // A damaged index is rebuilt.
            if files.are_intact() {
                return Ok((there, files));
            }
        }
        let index = whybook_search::index::build(&self.documents, self.vocabulary)
            .context("cannot make the search index")?;
        let generation = Generation::stage(folder, &self.name, self.documents.len(), &index.files)?;
        Ok((generation, index))
    }
}

/// Opens the index that `folder` has in use.
///
/// # Errors
/// If there is none, it is damaged, or another version of Whybook wrote it; the message says what to run.
pub fn open(folder: &Path) -> anyhow::Result<Searcher> {
    // The folder of one index serves as well as that of all: a build names it.
    let locate = || match Generation::is_in(folder) {
        true => Ok(folder.to_owned()),
        false => generations::current(folder),
    };
    let mut current = locate()?;
    loop {
        let error = match Searcher::open_folder(&current) {
            Ok(searcher) => return Ok(searcher),
            Err(error) => error,
        };
        // A build may have put another index in its place between the two steps.
        let now = locate()?;
        if now == current {
            let again = "run `whybook build` to rebuild it";
            match error {
                SearchError::Version(found) => bail!(
                    "the search index in {} is written as {found}, this program reads {}; {again}, with the version \
                     of Whybook that is to search it",
                    folder.display(),
                    whybook_search::schema::mark()
                ),
                error => bail!("cannot use the search index in {}: {error}; {again}", folder.display()),
            }
        }
        current = now;
    }
}

/// Hash of what the index is made from: its version, its vocabulary and every document, in the order of their paths.
fn content_hash(documents: &[IncidentDocument], vocabulary: &Vocabulary) -> anyhow::Result<String> {
    let hashes: Vec<blake3::Hash> = documents
        .par_iter()
        .map(|document| {
            let mut hasher = blake3::Hasher::new();
            document.hash_into(&mut |bytes| {
                hasher.update(bytes);
            });
            hasher.finalize()
        })
        .collect();
    let mut hasher = blake3::Hasher::new();
    hasher.update(whybook_search::schema::mark().as_bytes());
    hasher.update(&whybook_search::web::FORMAT.to_le_bytes());
    hasher.update(&serde_json::to_vec(vocabulary)?);
    hashes.iter().for_each(|hash| {
        hasher.update(hash.as_bytes());
    });
    Ok(hasher.finalize().to_hex().chars().take(generations::NAME_LENGTH).collect())
}

#[cfg(test)]
mod tests;
