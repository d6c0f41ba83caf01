//! `whybook check`: the findings about write-ups, for their authors and for pull requests.

mod baseline;
mod fix;
mod report;
mod select;
mod since;
mod summary;

use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use whybook::classify::Tagger;
use whybook::config::Config;
use whybook::diagnostic::{Diagnostic, DiagnosticSeverity};
use whybook::disclosure::Policy;
use whybook::extract::Incident;
use whybook::library::{self, Library};
use whybook::source::Selection;

use crate::cli::{CheckArgs, CheckFormat};
use crate::commands::select_files::select_files;
use baseline::Baseline;
use fix::Mended;
use select::Chosen;
use summary::Summary;

/// A finding with its path as the user would write it, and the text that it is about.
struct CheckedFinding<'a> {
    diagnostic: Diagnostic,
    text: Option<&'a str>,
    /// Whether it is about the site's own taxonomy or language file.
    is_of_site: bool,
}

/// What was read to be checked.
struct Reading {
    /// The content folder, where something in it is checked.
    site: Option<Library>,
    /// Folders elsewhere, as they were named.
    folders: Vec<(String, Library)>,
    /// Files elsewhere.
    files: Vec<(Vec<Incident>, Vec<Diagnostic>)>,
    /// Mistakes in the site's own taxonomy and language file.
    of_site: Vec<Diagnostic>,
}

/// Checks; exit code 1 where there are warnings or errors.
///
/// # Errors
/// If a path does not exist, a folder cannot be read, git cannot say what has changed, or the answer cannot be written.
pub(crate) fn run(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let config = super::config(args.config.as_deref())?;
    if args.paths.is_empty() {
        super::ensure_content(&config)?;
    }
    let chosen = Chosen::of(&args.paths, &config.content)?;
    let changed =
        args.since.as_deref().map(|reference| since::changed(reference, &config.content)).transpose()?;
    let is_changed =
        |path: &str| changed.as_ref().is_none_or(|changed| since::has_changed(changed, Path::new(path)));
    let (taxonomy, mut of_site) = library::taxonomy(&config)?;
    let (tagger, of_language) = super::undrawn_tagger(&config, &taxonomy)?;
    of_site.extend(of_language);
    let read_all = || Reading::of(&config, &chosen, &tagger, of_site.clone());
    let mut reading = read_all()?;
    if let Some(site) = &reading.site {
        super::warn_of_idle_patterns(&config, site);
    }
    if args.fix {
        let files = select_files(&args.paths, &config.content, &Selection::of(&config))?.candidates;
        let mut mended = Mended::default();
        loop {
            let found = reading.findings(&config, &chosen);
            let found = found.iter().map(|found| &found.diagnostic).filter(|found| is_changed(&found.path));
            if !mended.mend(found, &files, &tagger)? {
                break;
            }
            // Each round leaves fewer findings, so that there is a last one.
            reading = read_all()?;
        }
        mended.show();
    }
    let mut found = reading.findings(&config, &chosen);
    let mut checked = reading.checked(&config, &chosen);
    let read = checked.len();
    found.retain(|found| is_changed(&found.diagnostic.path));
    checked.retain(|path| is_changed(path));
    let known = args.baseline.as_deref().map(Baseline::read).transpose()?;
    if let Some(file) = &args.write_baseline {
        let count = Baseline::of(&found).write(file)?;
        println!("Wrote {} to {}.", super::counted(count, "finding"), file.display());
        return Ok(ExitCode::SUCCESS);
    }
    checked.extend(found.iter().filter(|found| !found.is_of_site).map(|found| found.diagnostic.path.clone()));
    let dropped = known.map_or(0, |known| known.drop_known(&mut found));
    if let Some(file) = &args.summary {
        let write_ups = reading.write_ups(&config).filter(|(path, _)| checked.contains(path)).collect();
        let since = args.since.as_deref();
        Summary { read, skipped: reading.skipped(), since, write_ups, found: &found, dropped }
            .append(file)?;
    }
    if matches!(args.format, CheckFormat::Github | CheckFormat::Sarif)
        && let Some(prefix) = since::folder_in_repository()
    {
        // Their readers take paths from the root of the repository.
        found.iter_mut().for_each(|found| found.diagnostic.path.insert_str(0, &prefix));
    }
    let out = report::report(&found, args.format, checked.len(), dropped);
    super::ignore_broken_pipe(io::stdout().write_all(out.as_bytes()))?;
    let fails = found.iter().any(|found| found.diagnostic.severity >= DiagnosticSeverity::Warning);
    Ok(ExitCode::from(u8::from(fails)))
}

impl Reading {
    /// Of the content folder everything is read: whether a link leads anywhere depends on all files.
    fn of(
        config: &Config,
        chosen: &Chosen,
        tagger: &Tagger,
        mut of_site: Vec<Diagnostic>,
    ) -> anyhow::Result<Self> {
        let read = |folder: &Path, selection: &Selection| {
            Library::read(folder, selection, &Policy::everything(), tagger, |_| {})
        };
        let site = match chosen.within.is_empty() {
            true => None,
            false => Some(read(&config.content, &Selection::of(config))?),
        };
        // What the site says of its own files goes for no others, but its levels do.
        let elsewhere = Selection::of(config).elsewhere();
        elsewhere.levels.apply(&mut of_site);
        let mut folders = Vec::new();
        let mut files = Vec::new();
        for path in &chosen.outside {
            let name = path.to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push((name, read(path, &elsewhere)?));
            } else {
                let (incidents, mut diagnostics) = library::read_file(path, &name, tagger);
                elsewhere.levels.apply(&mut diagnostics);
                files.push((incidents, diagnostics));
            }
        }
        Ok(Self { site, folders, files, of_site })
    }

    /// The findings about what was chosen, in the order of paths and places.
    fn findings(&self, config: &Config, chosen: &Chosen) -> Vec<CheckedFinding<'_>> {
        let mut found = Vec::new();
        if chosen.is_whole_site() {
            found.extend(self.of_site.iter().map(|finding| CheckedFinding {
                diagnostic: finding.clone(),
                text: None,
                is_of_site: true,
            }));
        }
        if let Some(site) = &self.site {
            let content = config.content.to_string_lossy();
            found.extend(of_library(site, &content, |path| chosen.has(path)));
        }
        for (folder, library) in &self.folders {
            found.extend(of_library(library, folder, |_| true));
        }
        for (incidents, diagnostics) in &self.files {
            let text = incidents.first().map(|incident| incident.source.text.as_str());
            found.extend(diagnostics.iter().map(|finding| CheckedFinding {
                diagnostic: finding.clone(),
                text,
                is_of_site: false,
            }));
        }
        found.sort_by(|a, b| a.diagnostic.order().cmp(&b.diagnostic.order()));
        found
    }

    /// Every incident that was read, with the path of its file as the user would write it.
    fn write_ups(&self, config: &Config) -> impl Iterator<Item = (String, &Incident)> {
        let content = config.content.to_string_lossy();
        let of_site = self.site.iter().flat_map(move |site| incidents(site, &content));
        let of_folders = self.folders.iter().flat_map(|(folder, library)| incidents(library, folder));
        let alone = self.files.iter().flat_map(|(incidents, _)| incidents);
        let alone = alone.map(|incident| (incident.source.relative.clone(), incident));
        of_site.chain(of_folders).chain(alone)
    }

    /// How many files were passed over.
    fn skipped(&self) -> usize {
        let folders = self.folders.iter().map(|(_, library)| library);
        self.site.iter().chain(folders).map(|library| library.skipped.len()).sum()
    }

    /// The files that were checked, as the user would write their paths.
    fn checked(&self, config: &Config, chosen: &Chosen) -> BTreeSet<String> {
        let content = config.content.to_string_lossy();
        let of_site = self.site.iter().flat_map(|site| paths(site, &content, |path| chosen.has(path)));
        let of_folders = self.folders.iter().flat_map(|(folder, library)| paths(library, folder, |_| true));
        let alone = self.files.iter().filter_map(|(incidents, _)| incidents.first());
        let alone = alone.map(|incident| incident.source.relative.clone());
        of_site.chain(of_folders).chain(alone).collect()
    }
}

/// The incidents of a folder, with its name before their paths.
fn incidents<'a>(library: &'a Library, folder: &str) -> Vec<(String, &'a Incident)> {
    library.incidents.iter().map(|incident| (joined(folder, &incident.source.relative), incident)).collect()
}

/// The files of the write-ups of a folder, with its name before their paths.
fn paths(library: &Library, folder: &str, is_chosen: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let all = library.incidents.iter().chain(&library.logs).map(|incident| incident.source.relative.as_str());
    all.filter(|path| is_chosen(path)).map(|path| joined(folder, path)).collect()
}

fn joined(folder: &str, path: &str) -> String {
    // Paths of findings have forward slashes on every system.
    let folder = folder.replace(std::path::MAIN_SEPARATOR, "/");
    match folder.trim_start_matches("./").trim_end_matches('/') {
        "" | "." => path.to_owned(),
        folder => format!("{folder}/{path}"),
    }
}

/// Those of a folder, with its name before their paths.
fn of_library<'a>(
    library: &'a Library,
    folder: &str,
    is_chosen: impl Fn(&str) -> bool,
) -> impl Iterator<Item = CheckedFinding<'a>> {
    let folder = folder.to_owned();
    library.diagnostics.iter().filter(move |finding| is_chosen(&finding.path)).map(move |finding| {
        let path = joined(&folder, &finding.path);
        CheckedFinding {
            diagnostic: Diagnostic { path, ..finding.clone() },
            text: library.text(finding),
            is_of_site: false,
        }
    })
}
