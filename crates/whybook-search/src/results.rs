//! The output of a search.

use serde::Serialize;

use crate::document::CauseRef;
use crate::facets::Facets;
use crate::filters::Filter;
use crate::query::Note;
use crate::resolve::Reading;
use crate::snippet::Snippet;
use crate::stored::StoredHit;

/// The result of a search.
#[derive(Debug, Clone, Serialize)]
pub struct SearchResults {
    /// Number of all matching incidents.
    pub total: usize,
    /// The requested page of them, in the requested order.
    pub hits: Vec<Hit>,
    /// Facet counts over all matches.
    pub facets: Facets,
    /// The filters of the query, each with the query without it.
    pub filters: Vec<Filter>,
    /// How the query was interpreted, where that may be unexpected.
    pub notes: Vec<Note>,
    /// A description of the whole query as interpreted.
    #[serde(skip)]
    pub reading: Reading,
}

/// A matching incident.
#[derive(Debug, Clone, Serialize)]
pub struct Hit {
    /// Path of the write-up relative to the content folder.
    pub path: String,
    /// The last part of its page's address.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Score; 0 if the query has only filters.
    pub score: f32,
    /// Day the incident began, as `2023-02-02`.
    pub date: Option<String>,
    /// Length in minutes.
    pub duration_minutes: Option<u64>,
    /// Services affected.
    pub services: Vec<String>,
    /// Root causes, primary first.
    pub causes: Vec<CauseRef>,
    /// One sentence on the mitigation in the author's words.
    pub mitigation: Option<String>,
    /// The best matching part of its text, with the matches marked.
    pub snippet: Snippet,
    /// Why it is similar; only in results of a similarity search.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
}

/// Why an incident is similar to a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Why {
    /// Shared root causes.
    pub causes: Vec<String>,
    /// Shared services.
    pub services: Vec<String>,
    /// Shared words that are rare, the most significant first.
    pub words: Vec<String>,
}

impl Hit {
    pub(crate) fn new(stored: StoredHit, score: f32, snippet: Snippet) -> Self {
        Self {
            path: stored.path,
            slug: stored.slug,
            title: stored.title,
            score,
            date: stored.date,
            duration_minutes: stored.minutes,
            services: stored.services,
            causes: stored.causes,
            mitigation: stored.mitigation_quote,
            snippet,
            why: None,
        }
    }
}
