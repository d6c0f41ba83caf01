//! What is to be done about one file.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use whybook::classify::Tagger;
use whybook::classify::taxonomy::Taxonomy;
use whybook::diagnostic::{Diagnostic, DiagnosticSeverity};
use whybook::library;
use whybook::postmortem::Status;
use whybook::source::{FoundFile, Skipped};
use whybook::suggest::{self, DiffLine, Edit};

use crate::commands::replace;

/// One file, and what is to be done about it.
pub(super) struct Plan {
    /// Where it was found.
    pub path: PathBuf,
    /// What is to be done.
    pub step: PlannedStep,
}

/// What is to be done about a file.
pub(super) enum PlannedStep {
    /// Nothing: it is no postmortem.
    Skip(Skipped),
    /// Nothing: it is a draft.
    LeaveDraft,
    /// Nothing, for a reason that can follow its path.
    LeaveAlone(TagRefusal),
    /// What it lacks is to be added.
    Add(Box<Addition>),
}

/// Why a file is left alone.
pub(super) struct TagRefusal {
    /// The reason, in words that can follow its path.
    pub reason: String,
    /// The places in the file that it is about.
    pub places: Vec<Diagnostic>,
    /// Its text, for drawing them.
    pub text: String,
    /// Whether its front matter states causes all the same.
    pub is_tagged: bool,
}

/// What a postmortem lacks.
pub(super) struct Addition {
    /// How the file is found again.
    pub file: FoundFile,
    /// Of the bytes that were read.
    pub read: blake3::Hash,
    /// Keys to be added, with the diff that shows them.
    pub edit: Option<(Edit, Vec<DiffLine>)>,
    /// Whether its front matter states causes.
    pub is_tagged: bool,
    /// The causes that its text names.
    pub found: Vec<String>,
    /// The author's own key for causes.
    pub causes_key: Option<String>,
}

/// Files without those that are the same behind a link, or were named twice.
pub(super) fn once_each(files: Vec<FoundFile>) -> Vec<FoundFile> {
    let mut seen = HashSet::new();
    let mut is_new =
        |file: &FoundFile| std::fs::canonicalize(&file.path).map_or(true, |path| seen.insert(path));
    files.into_iter().filter(|file| is_new(file)).collect()
}

impl Plan {
    /// Reads a file and decides what to do with it.
    pub(super) fn of(file: &FoundFile, taxonomy: &Taxonomy, tagger: &Tagger) -> Self {
        // A fault of ours in one file must not cost the others.
        let step = catch_unwind(AssertUnwindSafe(|| step(file, taxonomy, tagger)));
        let failed =
            |_| PlannedStep::LeaveAlone(TagRefusal::because("Whybook failed on it; please report it"));
        Self { path: file.path.clone(), step: step.unwrap_or_else(failed) }
    }

    /// Whether the front matter of a postmortem states no causes.
    pub(super) fn lacks_tags(&self) -> bool {
        match &self.step {
            PlannedStep::Skip(_) | PlannedStep::LeaveDraft => false,
            PlannedStep::LeaveAlone(refusal) => !refusal.is_tagged,
            PlannedStep::Add(missing) => !missing.is_tagged,
        }
    }
}

impl TagRefusal {
    fn because(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), places: Vec::new(), text: String::new(), is_tagged: false }
    }
}

fn step(file: &FoundFile, taxonomy: &Taxonomy, tagger: &Tagger) -> PlannedStep {
    let bytes = match replace::read(file) {
        Ok(bytes) => bytes,
        Err(refusal) => {
            return PlannedStep::LeaveAlone(TagRefusal::because(format!("it cannot be read: {refusal}")));
        }
    };
    let (incident, diagnostics) = match library::read_single(file, &bytes, tagger) {
        (Ok(incident), diagnostics) => (incident, diagnostics),
        (Err(skipped), _) => return PlannedStep::Skip(skipped),
    };
    if incident.record.status == Some(Status::Draft) {
        return PlannedStep::LeaveDraft;
    }
    let is_tagged = incident.record.causes.iter().any(|tag| tag.declared);
    let reread = |bytes: &[u8]| Some(library::read_single(file, bytes, tagger).0.ok()?.record);
    match suggest::suggest(&incident, &bytes, taxonomy, reread) {
        Err(reason) => {
            let places =
                diagnostics.into_iter().filter(|found| found.severity == DiagnosticSeverity::Error).collect();
            let text = incident.source.text;
            PlannedStep::LeaveAlone(TagRefusal { reason: reason.to_owned(), places, text, is_tagged })
        }
        Ok(edit) => {
            let edit = edit.map(|edit| {
                let diff = edit.diff(&incident.source);
                (edit, diff)
            });
            let found = incident.record.causes.iter().map(|tag| tag.id.clone()).collect();
            let causes_key = suggest::key_of(&incident.source, "causes").map(str::to_owned);
            let read = blake3::hash(&bytes);
            let file = file.clone();
            PlannedStep::Add(Box::new(Addition { file, read, edit, is_tagged, found, causes_key }))
        }
    }
}
