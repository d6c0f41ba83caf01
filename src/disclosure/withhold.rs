//! Which files a public site does not hold, and why.

use super::markers::{self, Audience, AudienceStatement};
use super::passages::{self, Passages};
use super::{Policy, finding, front_matter, labels};
use crate::config::DefaultVisibility;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::source::{self, SourceFile};

/// A folder whose files Jekyll never publishes.
const DRAFTS: &str = "_drafts";

/// A file that is not published.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Withheld {
    /// Path relative to the content folder, with forward slashes.
    pub path: String,
    /// Why.
    pub reason: WithholdingReason,
}

/// What withholds a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WithholdingReason {
    /// The words of the file, such as `visibility: internal`.
    pub words: String,
    /// Line of the file, from 1; `None` where its path says it.
    pub line: Option<u32>,
}

impl std::fmt::Display for WithholdingReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words)?;
        self.line.map_or(Ok(()), |line| write!(f, ", line {line}"))
    }
}

impl Policy {
    /// Why a public site does not hold a file at this path, relative to the content folder.
    pub fn reason_by_path(&self, path: &str) -> Option<WithholdingReason> {
        let is_draft = path.split('/').any(|part| part.eq_ignore_ascii_case(DRAFTS));
        (self.is_public() && is_draft)
            .then(|| WithholdingReason { words: format!("in a folder {DRAFTS}"), line: None })
    }

    /// Why a public site does not hold this write-up, and the values that were not understood.
    pub fn reason(&self, file: &SourceFile) -> (Option<WithholdingReason>, Vec<Diagnostic>) {
        if !self.is_public() {
            return (None, Vec::new());
        }
        if let Some(reason) = self.reason_by_path(&file.relative) {
            return (Some(reason), Vec::new());
        }
        let mut said = front_matter::statements(file, self.now);
        said.extend(labels::statements(file, self.now));
        let (reason, diagnostics) = judge(file, &mut said);
        let unmarked = || {
            let marked = said.iter().any(|statement| statement.said == Audience::Public);
            let unmarked = self.default_visibility == DefaultVisibility::Internal && !marked;
            unmarked.then(|| WithholdingReason {
                words: "not marked `visibility: public`".to_owned(),
                line: None,
            })
        };
        (reason.or_else(unmarked), diagnostics)
    }

    /// Why a public site does not hold a text that write-ups link to. What looks like a label in a log or in data may
    /// be about anything, so that only plain marks count outside of front matter.
    pub fn reason_of_attachment(&self, file: &SourceFile) -> (Option<WithholdingReason>, Vec<Diagnostic>) {
        let is_mark = |said: &AudienceStatement| {
            said.asks == markers::Asks::Visibility && said.said == Audience::Withheld
        };
        let mut said = front_matter::statements(file, self.now);
        if file.front_matter.is_none() {
            said.retain(is_mark);
        }
        said.extend(labels::statements(file, self.now).into_iter().filter(is_mark));
        judge(file, &mut said)
    }

    /// Why a text is withheld of which only the beginning was judged before.
    pub(super) fn reason_beyond(&self, path: &str, text: &str) -> Option<WithholdingReason> {
        let file = SourceFile { relative: path.to_owned(), ..SourceFile::default() };
        self.reason_of_attachment(&source::recut(file, text.to_owned()).0).0
    }
}

/// The first statement that withholds a file, and what is unsure of the others.
fn judge(
    file: &SourceFile,
    said: &mut Vec<AudienceStatement>,
) -> (Option<WithholdingReason>, Vec<Diagnostic>) {
    let Passages { ranges, stray: strays, .. } = passages::find(&file.text);
    let line = |at: usize| file.lines.line(at);
    let is_passage_mark = |statement: &AudienceStatement| {
        let on = line(statement.range.start);
        ranges.iter().any(|range| on == line(range.start) || on == line(range.end.saturating_sub(1)))
    };
    said.retain(|statement| !(labels::is_tag(&statement.words) && is_passage_mark(statement)));
    said.sort_by_key(|statement| statement.range.start);
    let mut diagnostics: Vec<Diagnostic> =
        said.iter().filter_map(|statement| unsure(file, statement)).collect();
    diagnostics.extend(strays.iter().map(|range| {
        let message = "this ends an internal passage that never begins, so that the whole file is withheld";
        finding(file, "internal-passage", message, range.clone())
            .help("write `<!-- internal -->` where the passage begins, or remove this mark")
    }));
    let reason = |words: &str, at: usize| WithholdingReason {
        words: words.to_owned(),
        line: Some(file.lines.line(at)),
    };
    let withheld =
        said.iter().find(|statement| matches!(statement.said, Audience::Withheld | Audience::Unknown));
    let reason = withheld.map(|statement| reason(&statement.words, statement.range.start)).or_else(|| {
        strays.first().map(|range| reason("an internal passage ends that never begins", range.start))
    });
    (reason, diagnostics)
}

fn unsure(file: &SourceFile, statement: &AudienceStatement) -> Option<Diagnostic> {
    let range = statement.range.clone();
    match statement.said {
        Audience::Unknown => {
            let message =
                format!("`{}` says nothing that is known, so that the file is withheld", statement.words);
            Some(finding(file, "unknown-visibility", message, range).help(statement.asks.known()))
        }
        Audience::Community => {
            let message = format!("`{}` is published: it is meant for a community", statement.words);
            let mut note = finding(file, "community-label", message, range);
            note.severity = DiagnosticSeverity::Note;
            Some(note.help("write TLP:AMBER or `visibility: internal` to withhold the file"))
        }
        _ => None,
    }
}
