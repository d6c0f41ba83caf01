//! What a search gives back, and what the index stores for it.

use serde::{Deserialize, Serialize};

use crate::document::{CauseRef, IncidentDocument};
use crate::facets::Facets;
use crate::filters::Filter;
use crate::meaning::Reading;
use crate::query::Note;
use crate::similar::Why;
use crate::snippet::Snippet;

/// Characters kept of each text that a snippet may be cut from.
const PREFERRED_TEXT: usize = 360;
/// Characters kept of the body for the same end.
const BODY_TEXT: usize = 800;
/// Characters kept of one line of it.
const LONGEST_LINE: usize = 300;
/// Characters kept of what stopped it.
const STOPPED_BY_TEXT: usize = 240;

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

/// What the index stores of an incident: no more than a hit shows.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct StoredHit {
    pub(crate) path: String,
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(crate) date: Option<String>,
    pub(crate) minutes: Option<u64>,
    pub(crate) services: Vec<String>,
    pub(crate) causes: Vec<CauseRef>,
    pub(crate) stopped_by: Option<String>,
    pub(crate) root_cause: String,
    pub(crate) mitigation: String,
    pub(crate) summary: String,
    pub(crate) body: String,
}

impl StoredHit {
    pub(crate) fn of(incident: &IncidentDocument) -> Self {
        Self {
            path: incident.path.clone(),
            slug: incident.slug.clone(),
            title: plain(&incident.title, PREFERRED_TEXT),
            date: incident.date.map(|date| date.to_string()),
            minutes: incident.duration_minutes,
            services: incident.services.iter().map(|service| plain(service, PREFERRED_TEXT)).collect(),
            causes: incident.causes.clone(),
            stopped_by: incident.stopped_by.as_deref().map(|text| plain(text, STOPPED_BY_TEXT)),
            root_cause: plain(&incident.root_cause, PREFERRED_TEXT),
            mitigation: plain(&incident.mitigation, PREFERRED_TEXT),
            summary: plain(&incident.summary, PREFERRED_TEXT),
            body: excerpt(&incident.body, BODY_TEXT),
        }
    }

    pub(crate) fn into_hit(self, score: f32, snippet: Snippet) -> Hit {
        Hit {
            path: self.path,
            slug: self.slug,
            title: self.title,
            score,
            date: self.date,
            duration_minutes: self.minutes,
            services: self.services,
            causes: self.causes,
            mitigation: self.stopped_by,
            snippet,
            why: None,
        }
    }
}

/// About `limit` characters of a long text on one line: its lines of logs, which are what people paste, and as many of
/// the others as fit, in their order; `…` stands where some are left out.
fn excerpt(text: &str, limit: usize) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|&at| (!is_logged(lines[at]), at));
    let mut kept = vec![false; lines.len()];
    let mut left = limit;
    for at in order {
        let length = lines[at].len().min(LONGEST_LINE) + 1;
        kept[at] = length <= left;
        left -= if kept[at] { length } else { 0 };
    }
    let mut out = String::new();
    let mut skipped = false;
    for (line, kept) in lines.iter().zip(kept) {
        if kept {
            if skipped {
                out.push_str(" … ");
            }
            out.push_str(&plain(line, LONGEST_LINE));
            out.push(' ');
        }
        skipped = !kept;
    }
    out.truncate(out.trim_end().len());
    if out.is_empty() { plain(text, limit) } else { out }
}

/// Whether a line looks like one of a log, a trace or a configuration: more marks and digits than prose has.
fn is_logged(line: &str) -> bool {
    let marks = line.chars().filter(|c| c.is_ascii_digit() || ":=/_[](){}\"\\|<>".contains(*c)).count();
    marks * 8 > line.chars().count() && line.chars().filter(|c| c.is_alphabetic()).count() > 8
}

/// The first `limit` characters of a text on one line, cut between words, without characters that would
/// move a terminal's cursor or turn the direction of the line.
pub(crate) fn plain(text: &str, limit: usize) -> String {
    let mut out = String::new();
    let mut left = limit;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        let word: String = word.chars().filter(|&c| !turns_direction(c)).collect();
        let length = word.chars().count() + 1;
        if length > left {
            if out.is_empty() {
                out.extend(word.chars().take(limit));
            }
            out.push('…');
            break;
        }
        left -= length;
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&word);
    }
    out
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
