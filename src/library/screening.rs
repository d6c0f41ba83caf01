//! What a public site may not show leaves the folder before anything is made of it: withheld files, and links to them
//! and names of people in the files that stay.

use std::collections::BTreeSet;
use std::path::Path;

use rayon::prelude::*;

use super::analyze;
use crate::classify::Tagger;
use crate::diagnostic::Diagnostic;
use crate::disclosure::{self, Moved, People, Policy, Withheld, WithheldNames, WithholdingReason};
use crate::extract::Incident;
use crate::postmortem::{Postmortem, Source, Status, Visibility};
use crate::slugs;
use crate::source::links::LinkTargets;
use crate::source::{self, Skipped};

/// A file of the folder, read by itself.
pub(super) enum Read {
    /// It may be published: its text, or what is left of it and its incidents.
    Published(Vec<ScreenedIncident>),
    /// It may not; what it and its incidents are called is kept, so that links to them are known.
    Withheld(Withheld, Vec<Postmortem>),
    Skipped(Skipped),
}

/// An incident with what was found in it before and after its facts were taken.
pub(super) struct ScreenedIncident {
    pub(super) incident: Incident,
    pub(super) read: Vec<Diagnostic>,
    pub(super) told: Vec<Diagnostic>,
}

/// Why a record may not be published by what the text says of it, where no label was met by itself.
pub fn unpublished(record: &Postmortem) -> Option<WithholdingReason> {
    let because = |key: &str, words: &str| {
        let provenance = record.provenance.get(key);
        let stated = provenance.filter(|provenance| provenance.source != Source::Derived);
        let said = stated.and_then(|provenance| provenance.text.as_deref()).unwrap_or(words);
        let words = format!("{key}: {}", said.lines().next().unwrap_or(words));
        WithholdingReason { words, line: provenance.and_then(|provenance| provenance.line) }
    };
    if record.visibility == Some(Visibility::Internal) {
        return Some(because("visibility", "internal"));
    }
    (record.status == Some(Status::Draft)).then(|| because("status", "draft"))
}

/// Attachments that are withheld: those in a folder that is, and texts that say so of themselves.
pub(super) fn attachments(
    folder: &Path,
    files: &[String],
    policy: &Policy,
) -> (Vec<Withheld>, Vec<Diagnostic>) {
    if !policy.is_public() {
        return Default::default();
    }
    let screened = files.par_iter().filter_map(|path| {
        let screen = || {
            if let Some(reason) = policy.reason_by_path(path) {
                return (Some(reason), Vec::new());
            }
            let file = (!is_media(path)).then(|| source::load(&folder.join(path), path).0).flatten();
            file.map_or_else(Default::default, |file| policy.reason_of_attachment(&file))
        };
        // A file that cannot be judged is not shown.
        let (reason, diagnostics) = std::panic::catch_unwind(screen).unwrap_or_else(|_| {
            (Some(WithholdingReason { words: "Whybook failed on it".to_owned(), line: None }), Vec::new())
        });
        reason.map(|reason| (Withheld { path: path.clone(), reason }, diagnostics))
    });
    let (withheld, diagnostics): (Vec<Withheld>, Vec<Vec<Diagnostic>>) = screened.unzip();
    (withheld, diagnostics.concat())
}

/// Whether a file is no text by its name.
fn is_media(path: &str) -> bool {
    const MEDIA: [&str; 24] = [
        "png", "jpg", "jpeg", "gif", "webp", "avif", "bmp", "ico", "tif", "tiff", "mp3", "mp4", "m4a", "mov",
        "webm", "ogg", "wav", "zip", "gz", "tgz", "bz2", "xz", "zst", "7z",
    ];
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    MEDIA.iter().any(|media| extension.eq_ignore_ascii_case(media))
}

/// What the files that stay have to know of the others.
pub(super) struct Folder<'a> {
    pub(super) policy: &'a Policy,
    pub(super) tagger: &'a Tagger,
    /// Records that are withheld.
    pub(super) withheld: &'a [Postmortem],
    /// Attachments that are withheld.
    pub(super) attachments: Vec<String>,
    /// All files of the folder, withheld ones too.
    pub(super) files: &'a [String],
}

impl Folder<'_> {
    /// Takes links to withheld files and names of people out of the files that stay; the files that may still be linked
    /// to, and the people whose names are replaced.
    pub(super) fn clear(mut self, published: &mut [ScreenedIncident]) -> (Vec<String>, People) {
        let responders = |record: &'_ Postmortem| record.responders.clone();
        let all = published.iter().map(|one| &one.incident.record).chain(self.withheld);
        let named: Vec<String> =
            if self.policy.redacts_people() { all.flat_map(responders).collect() } else { Vec::new() };
        let people = People::of(named.iter().map(String::as_str));
        let moved = self.moved(published, &people);
        let renamed = |path: &&String| disclosure::redacted_path(path, self.policy, &people, &[]).is_some();
        let records: BTreeSet<&str> = published.iter().map(|one| one.incident.record.path.as_str()).collect();
        let files = self.files.iter().filter(|path| !records.contains(path.as_str()));
        let unnamed: Vec<String> = files.filter(renamed).cloned().collect();
        self.attachments.extend(unnamed);
        let gone: BTreeSet<&str> = self.attachments.iter().map(String::as_str).collect();
        let withheld: BTreeSet<&str> = self.withheld.iter().map(|record| record.path.as_str()).collect();
        let kept = self
            .files
            .iter()
            .filter(|path| !gone.contains(path.as_str()) && !withheld.contains(path.as_str()));
        let kept: Vec<String> = kept.map(|path| moved.get(path).unwrap_or(path).clone()).collect();
        let public: Vec<&Postmortem> = published.iter().map(|one| &one.incident.record).collect();
        let names = WithheldNames::of(self.withheld, &self.attachments, &public, &kept);
        if !names.is_empty() || !moved.is_empty() || !named.is_empty() {
            let of_record = |record: &Postmortem| (record.path.clone(), record.aliases.clone());
            let hidden = self.withheld.iter().map(of_record);
            let pages =
                published.iter().map(|one| (one.incident.record.path.clone(), slugs::names(&one.incident)));
            let repository = self.policy.repository().cloned();
            let places = LinkTargets::new(pages.chain(hidden), self.files.iter().cloned(), repository);
            published.par_iter_mut().for_each(|one| self.clear_one(one, (&names, &places, &moved), &people));
        }
        (kept, people)
    }

    fn clear_one(
        &self,
        one: &mut ScreenedIncident,
        others: (&WithheldNames, &LinkTargets, &Moved),
        people: &People,
    ) {
        let own = if self.policy.redacts_people() { one.incident.record.responders.as_slice() } else { &[] };
        let source = &one.incident.source;
        let moved = others.2.get(&source.address()).cloned();
        let changed = disclosure::detach(source, &one.read, others, |text| people.redact(text, own));
        let (mut source, read) = match changed {
            Some(changed) => changed,
            None if moved.is_some() => (source.clone(), one.read.clone()),
            None => return,
        };
        one.read = read;
        if let Some(address) = moved {
            source.move_to(&address);
            one.read.iter_mut().for_each(|diagnostic| diagnostic.path.clone_from(&source.relative));
        }
        let (incident, told) = analyze(source, self.tagger);
        (one.incident, one.told) = (incident, told);
    }

    /// The paths under which files are published whose own holds a value that is redacted; no two alike.
    fn moved(&self, published: &[ScreenedIncident], people: &People) -> Moved {
        let mut taken: BTreeSet<String> = self.files.iter().cloned().collect();
        let mut moved = Moved::default();
        for one in published {
            let record = &one.incident.record;
            let own = if self.policy.redacts_people() { record.responders.as_slice() } else { &[] };
            let Some(path) = disclosure::redacted_path(&record.path, self.policy, people, own) else {
                continue;
            };
            let (stem, extension) = path.rsplit_once('.').unwrap_or((&path, "md"));
            let numbered = (2..).map(|count| format!("{stem}-{count}.{extension}"));
            let free = std::iter::once(path.clone()).chain(numbered).find(|path| taken.insert(path.clone()));
            moved.extend(free.map(|path| (record.path.clone(), path)));
        }
        moved
    }
}
