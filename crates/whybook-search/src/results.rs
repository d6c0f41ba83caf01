//! What a search gives back.

use serde::Serialize;

use crate::document::CauseRef;
use crate::facets::Facets;
use crate::filters::Filter;
use crate::query::Note;
use crate::resolve::Reading;
use crate::snippet::Snippet;
use crate::stored::StoredHit;

/// The answer to a request.
#[derive(Debug, Clone, Serialize)]
pub struct SearchResults {
    /// Number of incidents that match, shown or not.
    pub total: usize,
    /// The part of them that was asked for, best first.
    pub hits: Vec<Hit>,
    /// Counts over all of them.
    pub facets: Facets,
    /// The filters that the query has, each with the query without it.
    pub filters: Vec<Filter>,
    /// How the query was read where that may surprise.
    pub notes: Vec<Note>,
    /// How the whole query was read.
    #[serde(skip)]
    pub reading: Reading,
}

/// An incident that matches.
#[derive(Debug, Clone, Serialize)]
pub struct Hit {
    /// Path of the write-up relative to the content folder.
    pub path: String,
    /// The last part of its page's address.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// How well it matches; 0 where the query only filters.
    pub score: f32,
    /// Day the incident began, as `2023-02-02`.
    pub date: Option<String>,
    /// Length in minutes.
    pub duration_minutes: Option<u64>,
    /// Services affected.
    pub services: Vec<String>,
    /// Root causes, primary first.
    pub causes: Vec<CauseRef>,
    /// What stopped it, in the author's words.
    pub mitigation: Option<String>,
    /// The place that matters, with the matches marked.
    pub snippet: Snippet,
    /// Why it is like the text that it was compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
}

/// Why an incident is like a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Why {
    /// Root causes that both have.
    pub causes: Vec<String>,
    /// Services that both name.
    pub services: Vec<String>,
    /// Words that both have and few others, the most telling first.
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
