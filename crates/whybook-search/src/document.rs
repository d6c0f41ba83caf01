//! The input of the index: one document per incident.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// An incident to be indexed. Empty texts and `None` mean that the write-up does not state the fact.
#[derive(Debug, Clone, Default)]
pub struct IncidentDocument {
    /// Path of the write-up relative to the content folder.
    pub path: String,
    /// The last part of its page's address.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Day the incident began.
    pub date: Option<Date>,
    /// Length in minutes.
    pub duration_minutes: Option<u64>,
    /// Services affected, as written.
    pub services: Vec<String>,
    /// Root causes, primary first.
    pub causes: Vec<CauseRef>,
    /// Severity as written.
    pub severity: Option<String>,
    /// Severity from 1 (most severe) to 5.
    pub severity_level: Option<u8>,
    /// Detection source: `monitoring`, `customer`, `engineer`, `third-party` or `unknown`.
    pub detected_by: String,
    /// Team that owns the write-up.
    pub team: Option<String>,
    /// `incident`, `near-miss`, `false-alarm`, `vulnerability` or `maintenance`.
    pub kind: String,
    /// `draft`, `in-review`, `reviewed` or `closed`.
    pub status: Option<String>,
    /// Status of each action that states one: `open`, `done` or `dropped`.
    pub actions: Vec<String>,
    /// Earliest due date of its open actions.
    pub open_due: Option<Date>,
    /// One sentence on the mitigation in the author's words, shown with a hit.
    pub mitigation_quote: Option<String>,
    /// Text of the summary section.
    pub summary: String,
    /// Text of the sections on the root cause.
    pub root_cause: String,
    /// Text of the sections on mitigation and resolution.
    pub mitigation_text: String,
    /// All other text: timeline, impact, actions, code, tables.
    pub body: String,
    /// Names that are searched as part of the body but never shown in a snippet: services, keywords, symptoms.
    pub names: String,
}

/// A root cause of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseRef {
    /// Id in the taxonomy, such as `memory-leak`.
    pub id: String,
    /// Id of its category, such as `code`.
    pub category: String,
    /// Whether it is the primary cause of the incident.
    pub primary: bool,
}

impl IncidentDocument {
    /// All searchable text.
    pub(crate) fn texts(&self) -> [&str; 6] {
        [&self.title, &self.root_cause, &self.mitigation_text, &self.summary, &self.names, &self.body]
    }

    /// Passes everything that the index depends on to `sink`, each part preceded by its length, so that two documents
    /// give the same bytes exactly if they are indexed the same.
    pub fn hash_into(&self, sink: &mut impl FnMut(&[u8])) {
        let mut put = |part: &str| {
            sink(&(part.len() as u64).to_le_bytes());
            sink(part.as_bytes());
        };
        let lists = [&self.services, &self.actions];
        lists.iter().for_each(|list| put(&list.join("\u{1f}")));
        for cause in &self.causes {
            put(&cause.id);
            put(&cause.category);
            put(if cause.primary { "primary" } else { "" });
        }
        let options = [&self.severity, &self.team, &self.status, &self.mitigation_quote];
        options.iter().for_each(|option| put(option.as_deref().unwrap_or("\u{0}")));
        let numbers =
            (self.date, self.open_due, self.duration_minutes, self.severity_level, self.causes.len());
        put(&format!("{numbers:?}"));
        for text in [&self.path, &self.slug, &self.title, &self.detected_by, &self.kind] {
            put(text);
        }
        for text in [&self.summary, &self.root_cause, &self.mitigation_text, &self.body, &self.names] {
            put(text);
        }
    }
}
