//! `whybook build`: reads the postmortems, writes the site and the search index, and prints a summary.

mod first_commits;
mod progress;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use whybook::config::{Config, Publish};
use whybook::diagnostic::draw;
use whybook::diagnostic::{Diagnostic, DiagnosticSeverity};
use whybook::disclosure::Policy;
use whybook::extract::Incident;
use whybook::library::Library;
use whybook::output::BuildLock;
use whybook::render::Asset;
use whybook::site;
use whybook::source::Selection;

use crate::cli::BuildArgs;
pub(crate) use first_commits::FirstCommits;
use progress::Progress;

/// Findings shown; more are counted.
const SHOWN: usize = 30;

/// Builds; with `--strict`, findings from warning up are a failure.
///
/// # Errors
/// If the content cannot be opened, or the site or the index cannot be written.
pub(crate) fn run(args: &BuildArgs) -> anyhow::Result<ExitCode> {
    let config = super::site_config(&args.site)?;
    let detail = match (args.quiet, args.verbose) {
        (true, _) => Detail::Quiet,
        (false, true) => Detail::Verbose,
        (false, false) => Detail::Normal,
    };
    let report = build(&config, detail, &mut FirstCommits::default())?;
    let failed = args.strict && report.worst.is_some_and(|worst| worst >= DiagnosticSeverity::Warning);
    Ok(ExitCode::from(u8::from(failed)))
}

/// How much a build prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Warnings and errors.
    Quiet,
    /// What was left out, too, and what came of it.
    Normal,
    /// Of every file what it is, and which took longest.
    Verbose,
}

/// What a build made and found.
#[derive(Debug)]
pub(crate) struct Report {
    /// Severity of the gravest finding.
    worst: Option<DiagnosticSeverity>,
    /// How many errors there are.
    pub(crate) error_count: usize,
    /// The first of them as they are drawn, without colour.
    pub(crate) errors: Vec<String>,
    /// The page of the write-up in each file, below the site's base path.
    pub(crate) pages: BTreeMap<PathBuf, String>,
}

/// Builds the site and reports to the user. `first_commits` is kept for the next build, where there is one.
pub(crate) fn build(
    config: &Config,
    detail: Detail,
    first_commits: &mut FirstCommits,
) -> anyhow::Result<Report> {
    let begun = Instant::now();
    let (taxonomy, mut mistakes) = super::taxonomy(config)?;
    let (tagger, of_language) = super::tagger(config, &taxonomy)?;
    mistakes.extend(of_language);
    super::ensure_content(config)?;
    let lock = BuildLock::take(&config.out, &config.index, |line| eprintln!("{line}"))?;
    let progress = Progress::begin(detail);
    let now = jiff::Timestamp::now();
    let policy = Policy::of(config, now);
    let selection = Selection::of(config);
    selection.levels.apply(&mut mistakes);
    let mut library =
        Library::read(&config.content, &selection, &policy, &tagger, |file| progress.note(file))?;
    let slowest = progress.end();
    super::warn_of_idle_patterns(config, &library);
    set_reported(config, &mut library, detail, first_commits);
    library.diagnostics = library.folded();
    show_files(&library, detail, &slowest);
    show_findings(&library);
    let empty = library.incidents.is_empty();
    if empty {
        eprintln!("warning: no postmortem in {}; the site will be empty", config.content.display());
        // What was withheld has its own advice.
        if library.withheld.is_empty() {
            eprintln!("  = help: {}", super::look::advice(config));
        }
    }
    let mut built = site::build(config, &taxonomy, &mut library, now, &lock)?;
    selection.levels.apply(&mut built.diagnostics);
    for left in &built.left {
        eprintln!("warning: {left}");
    }
    for diagnostic in built.diagnostics.iter().take(SHOWN) {
        eprintln!("{}", draw::human(diagnostic, library.text(diagnostic), super::colour(&io::stderr())));
    }
    if detail != Detail::Quiet {
        show_copied(&built.copied);
        let summary = summarise(config, &mistakes, &library, &built, begun.elapsed());
        super::ignore_broken_pipe(io::stdout().write_all(summary.as_bytes()))?;
    }
    let all = library.diagnostics.iter().chain(&mistakes);
    let all = || all.clone().chain(&built.diagnostics);
    let worst =
        all().map(|diagnostic| diagnostic.severity).max().max(empty.then_some(DiagnosticSeverity::Warning));
    let errors = || all().filter(|diagnostic| diagnostic.severity == DiagnosticSeverity::Error);
    let error_count = errors().count();
    let errors = errors().take(SHOWN);
    let errors = errors.map(|diagnostic| draw::human(diagnostic, library.text(diagnostic), false)).collect();
    Ok(Report { worst, error_count, errors, pages: pages(config, &library) })
}

/// Of a log of several incidents, the page of the first.
fn pages(config: &Config, library: &Library) -> BTreeMap<PathBuf, String> {
    let page = |incident: &Incident| {
        let file = config.content.join(&incident.source.relative);
        (file, format!("incidents/{}/", incident.record.slug))
    };
    library.incidents.iter().rev().map(page).collect()
}

/// Gives incidents of unknown day that of their file's first commit, where git knows it.
fn set_reported(config: &Config, library: &mut Library, detail: Detail, first_commits: &mut FirstCommits) {
    if !library.lacks_a_day() {
        return;
    }
    let files = library.incidents.iter().map(|incident| incident.source.relative.as_str()).collect();
    match first_commits.days(&config.content, &files) {
        Ok(days) => library.set_reported(|path| days.get(path).copied()),
        Err(why) if detail == Detail::Verbose => {
            eprintln!(
                "note: the days of reports are not taken from git: {}",
                draw::printable(&why.to_string())
            );
        }
        Err(_) => {}
    }
}

/// Says what became of the files, as far as that is asked for.
fn show_files(library: &Library, detail: Detail, slowest: &[(Duration, String)]) {
    match detail {
        Detail::Quiet => return,
        Detail::Normal => super::show_skipped(&library.skipped),
        Detail::Verbose => super::show_judgements(library),
    }
    show_others(library, detail == Detail::Verbose);
    super::show_withheld(&library.withheld);
    for (took, path) in slowest {
        eprintln!("note: {} took {:.1} ms to read", draw::printable(path), took.as_secs_f64() * 1000.0);
    }
}

/// Names the files that go out with the pages.
fn show_copied(copied: &[Asset]) {
    if copied.is_empty() {
        return;
    }
    let name = |asset: &Asset| {
        let (from, to) = (draw::printable(&asset.from), asset.to.strip_prefix("files/").unwrap_or(&asset.to));
        if asset.from == to { from.into_owned() } else { format!("{from} as {}", draw::printable(to)) }
    };
    let names: Vec<String> = copied.iter().take(SHOWN).map(name).collect();
    let more = copied.len().saturating_sub(SHOWN);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    eprintln!("note: copied files: {}{rest}", names.join(", "));
}

/// Says what else the folder holds where nothing was read, or every file is asked for.
fn show_others(library: &Library, verbose: bool) {
    let mut extensions: BTreeMap<String, usize> = BTreeMap::new();
    let read = |path: &str| {
        library.incidents.iter().any(|incident| incident.source.relative == path)
            || library.skipped.iter().any(|skipped| skipped.path == path)
            || library.withheld.iter().any(|withheld| withheld.path == path)
    };
    if !verbose && !library.incidents.is_empty() {
        return;
    }
    for path in library.files.iter().filter(|path| !read(path)) {
        let name = path.rsplit('/').next().unwrap_or(path);
        let extension = name.rsplit_once('.').map_or("no extension", |(_, extension)| extension);
        *extensions.entry(extension.to_lowercase()).or_default() += 1;
    }
    if extensions.is_empty() {
        return;
    }
    let number: usize = extensions.values().sum();
    let kinds: Vec<String> = extensions
        .iter()
        .take(SHOWN)
        .map(|(extension, count)| format!("{count} {}", draw::printable(extension)))
        .collect();
    eprintln!(
        "note: {} no text of a write-up, and published where an incident links to it: {}",
        if number == 1 { "1 other file is".to_owned() } else { format!("{number} other files are") },
        kinds.join(", ")
    );
}

/// Draws warnings and errors; notes are only counted.
fn show_findings(library: &Library) {
    let colour = super::colour(&io::stderr());
    let graver =
        || library.diagnostics.iter().filter(|diagnostic| diagnostic.severity >= DiagnosticSeverity::Warning);
    for diagnostic in graver().take(SHOWN) {
        eprintln!("{}", draw::human(diagnostic, library.text(diagnostic), colour));
    }
    let more = graver().count().saturating_sub(SHOWN);
    if more > 0 {
        eprintln!("{more} more warnings and errors: `whybook check` shows them all");
    }
}

fn summarise(
    config: &Config,
    mistakes: &[Diagnostic],
    library: &Library,
    built: &site::Built,
    took: Duration,
) -> String {
    let mut out = String::new();
    let mut with_findings: Vec<&str> =
        library.diagnostics.iter().map(|diagnostic| diagnostic.path.as_str()).collect();
    with_findings.dedup();
    let (incidents, skipped) = (library.incidents.len(), library.skipped.len());
    let withheld = match library.withheld.len() {
        0 => String::new(),
        withheld => format!(", {withheld} withheld"),
    };
    let _ = writeln!(
        out,
        "Read {}: {} published, {skipped} skipped{withheld}.",
        super::counted(library.read_files() + skipped + library.withheld.len(), "file"),
        super::counted(incidents, "incident"),
    );
    if config.publish == Publish::All {
        out.push_str("Internal site: contains incidents and passages that are not public.\n");
    }
    if let Some(Diagnostic { path, .. }) = mistakes.first() {
        let errors = super::counted(mistakes.len(), "error");
        let _ = writeln!(out, "Findings in {path}: {errors}; tags may be missing or wrong.");
    }
    if with_findings.is_empty() {
        out.push_str(if mistakes.is_empty() { "Findings: none.\n" } else { "" });
    } else {
        let _ = writeln!(
            out,
            "Findings in {}: {}. `whybook check {}` shows them.",
            super::counted(with_findings.len(), "file"),
            super::severity_counts(library.diagnostics.iter()),
            config.content.display(),
        );
    }
    let _ = writeln!(
        out,
        "Site: {}{} in {}; search index: {}.",
        super::counted(built.files, "file"),
        if built.copied.is_empty() { String::new() } else { format!(", {} copied,", built.copied.len()) },
        config.out.display(),
        built.index.display()
    );
    let _ = writeln!(out, "Done in {:.2} s.", took.as_secs_f64());
    out
}
