//! The record of an incident in the index.

use serde::{Deserialize, Serialize};

use crate::display::single_line;
use crate::document::{CauseRef, IncidentDocument};

/// Maximum length of each text for snippets, in characters.
const PREFERRED_TEXT: usize = 360;
/// Maximum length of the excerpt of the body.
const BODY_TEXT: usize = 800;
/// Maximum length of one line of the excerpt.
const LONGEST_LINE: usize = 300;
/// Maximum length of the sentence on the mitigation.
const MITIGATION_QUOTE: usize = 240;

/// What the index stores of an incident: only what a hit shows.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct StoredHit {
    pub(crate) path: String,
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(crate) date: Option<String>,
    pub(crate) minutes: Option<u64>,
    pub(crate) services: Vec<String>,
    pub(crate) causes: Vec<CauseRef>,
    // This and `mitigation` are part of the index format: renaming them requires another `VERSION` of the schema.
    #[serde(rename = "stopped_by")]
    pub(crate) mitigation_quote: Option<String>,
    pub(crate) root_cause: String,
    #[serde(rename = "mitigation")]
    pub(crate) mitigation_text: String,
    pub(crate) summary: String,
    pub(crate) body: String,
}

impl StoredHit {
    pub(crate) fn of(incident: &IncidentDocument) -> Self {
        Self {
            path: incident.path.clone(),
            slug: incident.slug.clone(),
            title: single_line(&incident.title, PREFERRED_TEXT),
            date: incident.date.map(|date| date.to_string()),
            minutes: incident.duration_minutes,
            services: incident.services.iter().map(|service| single_line(service, PREFERRED_TEXT)).collect(),
            causes: incident.causes.clone(),
            mitigation_quote: incident
                .mitigation_quote
                .as_deref()
                .map(|text| single_line(text, MITIGATION_QUOTE)),
            root_cause: single_line(&incident.root_cause, PREFERRED_TEXT),
            mitigation_text: single_line(&incident.mitigation_text, PREFERRED_TEXT),
            summary: single_line(&incident.summary, PREFERRED_TEXT),
            body: excerpt(&incident.body, BODY_TEXT),
        }
    }
}

/// An excerpt of about `limit` characters on one line: the lines of logs, which users paste into the search, then as
/// many of the other lines as fit, in their order. `…` marks omitted lines.
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
            out.push_str(&single_line(line, LONGEST_LINE));
            out.push(' ');
        }
        skipped = !kept;
    }
    out.truncate(out.trim_end().len());
    if out.is_empty() { single_line(text, limit) } else { out }
}

/// Whether a line looks like part of a log, a stack trace or a configuration: it has more punctuation and digits than
/// prose.
fn is_logged(line: &str) -> bool {
    let marks = line.chars().filter(|c| c.is_ascii_digit() || ":=/_[](){}\"\\|<>".contains(*c)).count();
    marks * 8 > line.chars().count() && line.chars().filter(|c| c.is_alphabetic()).count() > 8
}
