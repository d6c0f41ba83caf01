//! Answers requests from an open index.

use serde::Deserialize;
use tantivy::directory::error::OpenReadError;
use tantivy::schema::Value;
use tantivy::{Directory, Index, IndexReader, ReloadPolicy, TantivyDocument, TantivyError};

use crate::facets::{Gather, Match};
use crate::hits::{SearchResults, StoredHit};
use crate::index::{MARK, mark};
use crate::query::compile::compile;
use crate::query::{QueryError, parse};
use crate::schema::{Fields, tokenizers};
use crate::snippet::snippet;
use crate::tokenize::IncidentTokenizer;

/// Order of the hits; ties go by date, newest first, then by slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// Best match first.
    #[default]
    Relevance,
    /// Newest first; incidents without a date last.
    Date,
    /// Longest first; incidents without a known length last.
    Duration,
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The query as typed or pasted.
    pub query: &'a str,
    /// Order of the hits.
    pub sort: Sort,
    /// Number of hits to give at most.
    pub limit: usize,
    /// Number of hits to pass over.
    pub offset: usize,
}

/// Why there is no answer.
#[derive(Debug, Clone)]
pub enum SearchError {
    /// The query cannot be read.
    Query(QueryError),
    /// The index is of another version; the text says which.
    Version(String),
    /// The index is missing or damaged; the text says how.
    Index(String),
}

impl std::fmt::Display for SearchError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Query(error) => error.fmt(f),
            Self::Version(found) => write!(f, "the index is {found}, this program reads {}", mark()),
            Self::Index(reason) => write!(f, "the index is missing or damaged: {reason}"),
        }
    }
}

impl std::error::Error for SearchError {}

impl From<TantivyError> for SearchError {
    fn from(error: TantivyError) -> Self {
        let missing = |path: &std::path::Path| format!("there is no file {}", path.display());
        Self::Index(match &error {
            TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(path)) => missing(path),
            other => crate::hits::plain(&other.to_string(), 300),
        })
    }
}

/// An open index.
pub struct Searcher {
    reader: IndexReader,
    fields: Fields,
}

impl std::fmt::Debug for Searcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Searcher").field("documents", &self.len()).finish_non_exhaustive()
    }
}

impl Searcher {
    /// Opens an index of ours.
    ///
    /// # Errors
    /// If there is none, it is damaged, or another version wrote it.
    pub fn open<D: Directory>(directory: D) -> Result<Self, SearchError> {
        check_version(&directory)?;
        let mut index = Index::open(directory)?;
        index.set_tokenizers(tokenizers());
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { reader, fields: Fields::new(index.schema()) })
    }

    /// Number of incidents in the index.
    pub fn len(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Answers a request.
    ///
    /// # Errors
    /// If the query has a value that its field cannot have, or the index cannot be read.
    pub fn search(&self, request: &Request<'_>) -> Result<SearchResults, SearchError> {
        let parsed = parse(request.query).map_err(SearchError::Query)?;
        let compiled = compile(&parsed.root, &self.fields)?;
        let searcher = self.reader.searcher();
        let mut gathered = searcher.search(&compiled.query, &Gather { sort: request.sort })?;
        let facets = gathered.facets();
        let total = gathered.matches.len();
        let mut hits = Vec::new();
        let mut tokenizer = IncidentTokenizer::small();
        for found in page(&mut gathered.matches, request.offset, request.limit) {
            let document: TantivyDocument = searcher.doc(found.address)?;
            let stored = document.get_first(self.fields.hit()?).and_then(|value| value.as_str());
            let stored: StoredHit = serde_json::from_str(stored.unwrap_or_default()).map_err(|error| {
                SearchError::Index(format!("a stored incident is no longer whole: {error}"))
            })?;
            let snippet = snippet(&stored, &compiled.patterns, &mut tokenizer);
            hits.push(stored.into_hit(found.score, snippet));
        }
        let mut notes = parsed.notes;
        notes.extend(compiled.notes);
        notes.sort_by_key(|note| (note.span.start, note.span.end));
        Ok(SearchResults { total, hits, facets, notes })
    }
}

/// The part of the matches that was asked for, in order.
fn page(matches: &mut [Match], offset: usize, limit: usize) -> &[Match] {
    let end = offset.saturating_add(limit).min(matches.len());
    let key = |found: &Match| (std::cmp::Reverse(found.rank), found.address);
    if end > 0 && end < matches.len() {
        matches.select_nth_unstable_by_key(end - 1, key);
    }
    let head = &mut matches[..end];
    head.sort_unstable_by_key(key);
    head.get(offset..).unwrap_or_default()
}

/// Refuses an index that another version wrote, before anything else of it is read.
fn check_version(directory: &dyn Directory) -> Result<(), SearchError> {
    let damaged = |reason: String| SearchError::Index(reason);
    let meta = directory.atomic_read(std::path::Path::new("meta.json")).map_err(|error| match error {
        OpenReadError::FileDoesNotExist(_) => damaged("there is no file meta.json".to_owned()),
        other => damaged(other.to_string()),
    })?;
    let meta: serde_json::Value = serde_json::from_slice(&meta)
        .map_err(|error| damaged(format!("meta.json cannot be read: {error}")))?;
    match meta.get("payload").and_then(serde_json::Value::as_str) {
        Some(found) if found == mark() => Ok(()),
        Some(found) if found.starts_with(MARK) => Err(SearchError::Version(crate::hits::plain(found, 60))),
        _ => Err(damaged("it was not written by Whybook".to_owned())),
    }
}
