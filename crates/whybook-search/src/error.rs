//! Errors of the search and their messages.

use std::path::Path;

use tantivy::TantivyError;
use tantivy::directory::error::OpenReadError;

use crate::display::single_line;
use crate::query::QueryError;
use crate::schema::mark;

/// Why a search failed.
#[derive(Debug, Clone)]
pub enum SearchError {
    /// The query is invalid.
    Query(QueryError),
    /// The index was written by another version, which is given.
    Version(String),
    /// The index is missing or damaged; the text gives the details.
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
        let missing = |path: &Path| format!("there is no file {}", path.display());
        Self::Index(match &error {
            TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(path)) => missing(path),
            other => single_line(&other.to_string(), 300),
        })
    }
}

impl From<std::io::Error> for SearchError {
    fn from(error: std::io::Error) -> Self {
        TantivyError::from(error).into()
    }
}
