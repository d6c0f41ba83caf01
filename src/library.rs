//! A content folder on its way from files to records: read → disclosure → extract → classify → lint, each file by itself.

mod findings;
mod screening;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::classify::taxonomy::Taxonomy;
use crate::classify::{Candidate, Declared, Tagger};
use crate::config::{KnownServices, Levels};
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, rules};
use crate::disclosure::{self, Policy, Withheld};
use crate::extract::fields::front_matter::FrontMatter;
use crate::extract::{self, Incident, SiteReading};
use crate::language::{SiteLanguage, SiteWords};
use crate::lint::LintContext;
use crate::postmortem::Provenance;
use crate::source::links::LinkTargets;
use crate::source::{
    self, FoundFile, Listing, OTHER_MARKUP, Outcome, Portion, Selection, Skipped, SourceFile,
};
use crate::split::{self, SplitFile};
use crate::{lint, slugs};
use screening::{Folder, Read, ScreenedIncident};

pub use screening::unpublished;

/// How far reading has come.
#[derive(Debug, Clone, Copy)]
pub enum FileProgress<'a> {
    /// The file at this path is being read.
    Begun(&'a str),
    /// It has been.
    Done {
        /// Its path.
        path: &'a str,
        /// How many files there are.
        total: usize,
    },
}

/// A content folder, read.
#[derive(Debug)]
pub struct Library {
    /// The incidents in the order of their paths, each with a slug of its own.
    pub incidents: Vec<Incident>,
    /// The files that tell of several of them, in the order of their paths: what they say beside.
    pub logs: Vec<Incident>,
    /// Every file of the folder that a link may point at.
    pub files: Vec<String>,
    /// What was passed over, and why.
    pub skipped: Vec<Skipped>,
    /// What is not published because it is private, and why; not part of any page.
    pub withheld: Vec<Withheld>,
    /// How texts that are copied beside the pages are screened.
    pub policy: Policy,
    /// What was found, in the order of paths and lines.
    pub diagnostics: Vec<Diagnostic>,
}

impl Library {
    /// Reads the files of a folder that `selection` has and withholds what `policy` does not publish. `on_file` is told of
    /// each file twice, from the thread that reads it.
    ///
    /// # Errors
    /// If the folder cannot be opened; what is wrong with a file in it is a diagnostic.
    pub fn read(
        folder: &Path,
        selection: &Selection,
        policy: &Policy,
        tagger: &Tagger,
        on_file: impl Fn(FileProgress<'_>) + Sync,
    ) -> anyhow::Result<Self> {
        let Listing { candidates, files, skipped, diagnostics } = source::find(folder, selection)?;
        let total = candidates.len();
        let read: Vec<(Read, Vec<Diagnostic>)> = candidates
            .par_iter()
            .map(|found| {
                on_file(FileProgress::Begun(&found.relative));
                // A fault of ours in one file must not cost the others.
                let read = std::panic::catch_unwind(|| read_found(found, policy, tagger))
                    .unwrap_or_else(|_| failed(found));
                on_file(FileProgress::Done { path: &found.relative, total });
                read
            })
            .collect();
        let mut library = Self {
            incidents: Vec::with_capacity(read.len()),
            logs: Vec::new(),
            files,
            skipped,
            withheld: Vec::new(),
            policy: policy.clone(),
            diagnostics,
        };
        let mut published: Vec<ScreenedIncident> = Vec::with_capacity(read.len());
        let mut records = Vec::new();
        for (read, diagnostics) in read {
            library.diagnostics.extend(diagnostics);
            match read {
                Read::Published(texts) => published.extend(texts),
                Read::Withheld(withheld, of_file) => {
                    library.withheld.push(withheld);
                    records.extend(of_file);
                }
                Read::Skipped(skipped) => library.skipped.push(skipped),
            }
        }
        library.screen(folder, &mut published, &records, tagger);
        for one in published {
            library.diagnostics.extend(one.read.into_iter().chain(one.told));
            library.incidents.push(one.incident);
        }
        library.incidents.sort_by(|a, b| a.record.path.cmp(&b.record.path));
        library.skipped.sort();
        slugs::assign(&mut library.incidents);
        let is_log = |incident: &mut Incident| incident.source.portion == Portion::Remainder;
        library.logs = library.incidents.extract_if(.., is_log).collect();
        extract::recurring_services(&mut library.incidents);
        library.leave_attachments();
        library.lint(&selection.levels, tagger.services());
        Ok(library)
    }

    /// Takes what is withheld out of the lists and texts of what is not.
    fn screen(
        &mut self,
        folder: &Path,
        published: &mut [ScreenedIncident],
        records: &[crate::postmortem::Postmortem],
        tagger: &Tagger,
    ) {
        let incidents: BTreeSet<&str> = published
            .iter()
            .map(|one| one.incident.record.path.as_str())
            .chain(records.iter().map(|record| record.path.as_str()))
            .collect();
        let others: Vec<String> =
            self.files.iter().filter(|path| !incidents.contains(path.as_str())).cloned().collect();
        let (attachments, diagnostics) = screening::attachments(folder, &others, &self.policy);
        self.diagnostics.extend(diagnostics);
        let paths: Vec<String> = attachments.iter().map(|withheld| withheld.path.clone()).collect();
        self.skipped.retain(|skipped| !paths.contains(&skipped.path));
        self.withheld.extend(attachments);
        self.withheld.sort();
        let cleared = Folder {
            policy: &self.policy,
            tagger,
            withheld: records,
            attachments: paths,
            files: &self.files,
        }
        .clear(published);
        self.files = cleared.0;
        self.policy = self.policy.clone().without(cleared.1);
    }

    /// Takes texts in other markup that an incident names, such as logs, out of what was passed over: they are attachments.
    fn leave_attachments(&mut self) {
        let others = self.skipped.iter().filter(|skipped| skipped.reason == OTHER_MARKUP);
        let paths: Vec<&str> = others.map(|skipped| skipped.path.as_str()).collect();
        if paths.is_empty() {
            return;
        }
        let names = paths.iter().map(|path| path.rsplit('/').next().unwrap_or(path));
        let spellings = names.flat_map(|name| [name.to_owned(), name.replace(' ', "%20")]);
        let Ok(matcher) = aho_corasick::AhoCorasick::new(spellings) else { return };
        let named: BTreeSet<String> = self
            .incidents
            .par_iter()
            .flat_map_iter(|incident| matcher.find_overlapping_iter(incident.source.body()))
            .map(|found| paths[found.pattern().as_usize() / 2].to_owned())
            .collect();
        self.skipped.retain(|skipped| !named.contains(&skipped.path));
    }

    /// Whether no day is known of some incident that has a file of its own.
    pub fn lacks_a_day(&self) -> bool {
        self.incidents.iter().any(is_undated)
    }

    /// Gives incidents of unknown day the day on which their file came into being. A file of several incidents grows with
    /// them, so that its own day is none of theirs.
    pub fn set_reported(&mut self, day: impl Fn(&str) -> Option<Date>) {
        for incident in self.incidents.iter_mut().filter(|incident| is_undated(incident)) {
            incident.record.reported = day(&incident.source.relative);
            if incident.record.reported.is_some() {
                incident.record.provenance.insert("reported", Provenance::git());
            }
        }
    }

    /// How many files its incidents stand in.
    pub fn read_files(&self) -> usize {
        let alone = |incident: &&Incident| incident.source.portion == Portion::Whole;
        self.incidents.iter().filter(alone).count() + self.logs.len()
    }

    /// The text that a finding is about, for drawing it there.
    pub fn text(&self, diagnostic: &Diagnostic) -> Option<&str> {
        [&self.incidents, &self.logs].into_iter().find_map(|all| {
            let from = all.partition_point(|incident| incident.record.path < diagnostic.path);
            let of_file = |incident: &&Incident| incident.source.relative == diagnostic.path;
            let mut texts = all.get(from..)?.iter().take_while(of_file);
            texts.find_map(|incident| {
                let source = &incident.source;
                source.concerns(diagnostic).then_some(source.text.as_str())
            })
        })
    }

    /// The findings, of which those that most files have in the same words are said once.
    pub fn folded(&self) -> Vec<Diagnostic> {
        let mut diagnostics = self.diagnostics.clone();
        findings::fold(&mut diagnostics, self.incidents.len());
        diagnostics
    }

    fn lint(&mut self, levels: &Levels, services: &KnownServices) {
        let pages = self.incidents.iter().chain(&self.logs);
        let pages = pages.map(|incident| (incident.record.path.clone(), slugs::names(incident)));
        let targets = LinkTargets::new(pages, self.files.iter().cloned(), self.policy.repository().cloned());
        let site = LintContext { targets: Some(&targets), services };
        let of_files: Vec<Diagnostic> =
            self.incidents.par_iter().flat_map_iter(|incident| lint::check(incident, &site)).collect();
        self.diagnostics.extend(of_files);
        self.diagnostics.extend(lint::check_all(&self.incidents));
        crate::diagnostic::sort(&mut self.diagnostics);
        levels.apply(&mut self.diagnostics);
        let (diagnostics, is_public) = (&self.folded(), self.policy.is_public());
        self.incidents.par_iter_mut().for_each(|incident| {
            let source = &incident.source;
            let from = diagnostics.partition_point(|diagnostic| diagnostic.path < source.relative);
            let of_file =
                diagnostics[from..].iter().take_while(|diagnostic| diagnostic.path == source.relative);
            let own = of_file.filter(|diagnostic| source.concerns(diagnostic));
            let shown = own.filter(|diagnostic| !is_public || !disclosure::RULES.contains(&diagnostic.rule));
            let shown = shown.filter(|diagnostic| rules::is_shown_on_pages(diagnostic.rule));
            incident.record.findings = shown.map(Diagnostic::finding).collect();
        });
    }
}

fn is_undated(incident: &Incident) -> bool {
    incident.record.date.is_none() && incident.source.portion == Portion::Whole
}

/// What becomes of a file that Whybook itself fails on.
fn failed(found: &FoundFile) -> (Read, Vec<Diagnostic>) {
    let skipped = Skipped::new(&found.relative, "Whybook failed on it");
    let message = "Whybook failed on this file; the others are published";
    let diagnostic = Diagnostic::new("internal-error", DiagnosticSeverity::Error, &found.relative, message);
    (
        Read::Skipped(skipped),
        vec![diagnostic.help("please report it with the file, or the part of it that does this")],
    )
}

/// Reads one file that was asked for by name: its incidents, none where it holds no text.
pub fn read_file(path: &Path, relative: &str, tagger: &Tagger) -> (Vec<Incident>, Vec<Diagnostic>) {
    let (source, diagnostics) = source::load(path, relative);
    let Some(source) = source else { return (Vec::new(), diagnostics) };
    // Only its secrets are replaced: what is printed may end in the log of a build.
    let (source, _, mut diagnostics) = disclosure::screen(*source, diagnostics, &Policy::everything());
    let incidents = analyze_alone(source, &FoundFile::named(path, relative), tagger, &mut diagnostics);
    (incidents, diagnostics)
}

/// Reads one file of a folder whose bytes are at hand, as [`Library::read`] would, but by itself.
pub fn read_bytes(
    found: &FoundFile,
    bytes: &[u8],
    tagger: &Tagger,
) -> (Result<Vec<Incident>, Skipped>, Vec<Diagnostic>) {
    match source::read_bytes(found, bytes) {
        (Outcome::Read(source), mut diagnostics) => {
            let incidents = analyze_alone(*source, found, tagger, &mut diagnostics);
            (Ok(incidents), diagnostics)
        }
        (Outcome::Skipped(skipped), diagnostics) => (Err(skipped), diagnostics),
    }
}

/// Reads one file whose bytes are at hand as the write-up of one incident; one of several is skipped.
pub fn read_single(
    found: &FoundFile,
    bytes: &[u8],
    tagger: &Tagger,
) -> (Result<Incident, Skipped>, Vec<Diagnostic>) {
    let (read, diagnostics) = read_bytes(found, bytes, tagger);
    let single = read.and_then(|incidents| {
        let several = |_| Skipped::new(&found.relative, "several incidents in one file");
        <[Incident; 1]>::try_from(incidents).map(|[incident]| incident).map_err(several)
    });
    (single, diagnostics)
}

/// The incidents of a file, with the findings that need no other file.
fn analyze_alone(
    source: SourceFile,
    found: &FoundFile,
    tagger: &Tagger,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Incident> {
    let SplitFile { file, incidents } = split::split(source, found, tagger.language(), diagnostics);
    let texts = if incidents.is_empty() { vec![file] } else { incidents };
    let mut incidents = Vec::with_capacity(texts.len());
    for source in texts {
        let (incident, told) = analyze(source, tagger);
        diagnostics.extend(told);
        incidents.push(incident);
    }
    slugs::assign(&mut incidents);
    for incident in &mut incidents {
        // Links are not judged: the folder around the file was not read.
        diagnostics
            .extend(lint::check(incident, &LintContext { targets: None, services: tagger.services() }));
    }
    crate::diagnostic::sort(diagnostics);
    for incident in &mut incidents {
        let own = diagnostics.iter().filter(|diagnostic| incident.source.concerns(diagnostic));
        let own = own.filter(|diagnostic| rules::is_shown_on_pages(diagnostic.rule));
        incident.record.findings = own.map(Diagnostic::finding).collect();
    }
    incidents
}

fn read_found(found: &FoundFile, policy: &Policy, tagger: &Tagger) -> (Read, Vec<Diagnostic>) {
    let (source, diagnostics) = match source::read(found) {
        (Outcome::Read(source), diagnostics) => (source, diagnostics),
        (Outcome::Skipped(skipped), diagnostics) => return (Read::Skipped(skipped), diagnostics),
    };
    let whole = (source.cut && policy.is_public()).then(|| source::whole(found)).flatten();
    let beyond = whole.and_then(|whole| policy.reason(&whole).0);
    let (source, reason, mut read) = disclosure::screen(*source, diagnostics, policy);
    let reason = reason.or(beyond);
    let SplitFile { file, incidents } = match reason {
        None => split::split(source, found, tagger.language(), &mut read),
        Some(_) => SplitFile { file: source, incidents: Vec::new() },
    };
    let mut texts: Vec<ScreenedIncident> = std::iter::once(file)
        .chain(incidents)
        .map(|source| {
            let (incident, told) = analyze(source, tagger);
            ScreenedIncident { incident, read: Vec::new(), told }
        })
        .collect();
    let unpublished = || texts.iter().find_map(|text| unpublished(&text.incident.record));
    let Some(reason) = reason.or_else(|| unpublished().filter(|_| policy.is_public())) else {
        share(read, &mut texts);
        return (Read::Published(texts), Vec::new());
    };
    let records = texts.into_iter().map(|mut text| {
        slugs::assign(std::slice::from_mut(&mut text.incident));
        text.incident.record
    });
    let withheld = Withheld { path: found.relative.clone(), reason };
    let read = read.into_iter().filter(|diagnostic| disclosure::RULES.contains(&diagnostic.rule));
    (Read::Withheld(withheld, records.collect()), read.collect())
}

/// Gives each finding about a file to the text that it is about; those about none of its incidents to the first.
fn share(read: Vec<Diagnostic>, texts: &mut [ScreenedIncident]) {
    for diagnostic in read {
        let is_about = |text: &ScreenedIncident| {
            let source = &text.incident.source;
            matches!(source.portion, Portion::Incident { .. }) && source.concerns(&diagnostic)
        };
        let at = texts.iter().position(is_about).unwrap_or(0);
        if let Some(text) = texts.get_mut(at) {
            text.read.push(diagnostic);
        }
    }
}

/// Extracts and classifies: everything that a file says by itself.
fn analyze(source: SourceFile, tagger: &Tagger) -> (Incident, Vec<Diagnostic>) {
    let stated = FrontMatter::read(&source);
    let declared = declared(&stated, &source);
    let site =
        SiteReading { budget: tagger.budget(), language: tagger.language(), services: tagger.services() };
    let (mut incident, mut diagnostics) = extract::extract(source, &stated, site);
    diagnostics.extend(tagger.classify(&mut incident, &declared));
    diagnostics.iter_mut().for_each(|diagnostic| incident.source.locate(diagnostic));
    (incident, diagnostics)
}

/// The causes that an incident was tagged from, and those that it was not tagged with: see [`Tagger::candidates`].
///
/// The front matter is parsed and the sentences are weighed a second time, so that a build, which never asks for them,
/// keeps no candidates. Both times from the same source and document, so they agree with the record's tags:
/// `tests/suite/why.rs` checks it.
pub fn candidates(incident: &Incident, tagger: &Tagger) -> Vec<Candidate> {
    let source = &incident.source;
    tagger.candidates(incident, &declared(&FrontMatter::read(source), source))
}

/// What the front matter says of causes, each with its place in the file.
pub fn declared(stated: &FrontMatter, source: &SourceFile) -> Declared {
    let spanned = |names: Vec<(String, std::ops::Range<usize>)>| {
        names.into_iter().map(|(name, range)| (name, source.lines.span(&source.text, range))).collect()
    };
    Declared { causes: spanned(stated.causes()), roles: stated.roles(), tags: spanned(stated.tags()) }
}

/// The shipped taxonomy with a site's own file laid over it.
///
/// # Errors
/// If the file cannot be read.
pub fn taxonomy(config: &crate::config::Config) -> anyhow::Result<(Taxonomy, Vec<Diagnostic>)> {
    match config.taxonomy_text()? {
        Some((text, path)) => Ok(Taxonomy::with_site(&text, &path)),
        None => Ok((Taxonomy::embedded(), Vec::new())),
    }
}

/// What a site says of the languages of its write-ups, and what is wrong with its own file of words.
///
/// # Errors
/// If the file cannot be read.
pub fn language(config: &crate::config::Config) -> anyhow::Result<(SiteLanguage, Vec<Diagnostic>)> {
    let mut words = SiteWords::default();
    for (role, names) in &config.language.headings {
        names.iter().for_each(|name| words.add_heading(*role, name));
    }
    for (field, labels) in &config.language.labels {
        labels.iter().for_each(|label| words.add_label(*field, label));
    }
    for (noticer, names) in &config.language.who_noticed {
        names.iter().for_each(|name| words.add_noticer(*noticer, name));
    }
    let file = config.language_text()?;
    let mistakes = file.map(|(text, path)| words.add_file(&text, &path)).unwrap_or_default();
    Ok((SiteLanguage { default: config.language.default, words: Arc::new(words) }, mistakes))
}
