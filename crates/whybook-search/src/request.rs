//! What a search is asked.

use jiff::civil::Date;
use serde::Deserialize;

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
    /// The day it is: what is due before it is overdue.
    pub today: Option<Date>,
    /// Whether facets are counted; without, they are empty.
    pub facets: bool,
}
