//! The input of a search.

use jiff::civil::Date;
use serde::Deserialize;

/// Order of the hits; ties are ordered by date, newest first, then by slug.
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

/// A search request.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The query as typed or pasted.
    pub query: &'a str,
    /// Order of the hits.
    pub sort: Sort,
    /// Maximum number of hits to return.
    pub limit: usize,
    /// Number of hits to skip.
    pub offset: usize,
    /// Today's date: actions that were due before it are overdue.
    pub today: Option<Date>,
    /// Whether to count facets.
    pub facets: bool,
}
