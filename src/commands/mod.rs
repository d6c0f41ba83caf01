//! The commands, a file each: they read the clock and the environment, and call the stages.

pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod explain;
mod git;
pub(crate) mod init;
mod look;
pub(crate) mod man;
pub(crate) mod new;
mod replace;
pub(crate) mod schema;
pub(crate) mod search;
mod select_files;
pub(crate) mod serve;
pub(crate) mod similar;
pub(crate) mod tag;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Once;

use anstream::stream::RawStream;
use whybook::classify::Tagger;
use whybook::classify::taxonomy::Taxonomy;
use whybook::config::{Config, FILE_NAME, Glob, Publish};
use whybook::diagnostic::{Diagnostic, DiagnosticSeverity, draw};
use whybook::disclosure::Withheld;
use whybook::library::{self, Library};
use whybook::source::{OTHER_MARKUP, Skipped, conversion};
use whybook::terms;

use crate::cli::SiteArgs;

/// The configuration that a command works with: the named file, else whybook.toml in the current folder, else defaults.
///
/// # Errors
/// If the file cannot be read or is wrong.
pub(crate) fn config(named: Option<&Path>) -> anyhow::Result<Config> {
    match named {
        Some(path) => Config::load(path),
        None if Path::new(FILE_NAME).symlink_metadata().is_ok() => Config::load(Path::new(FILE_NAME)),
        None => {
            note_settings_above();
            Ok(Config::default())
        }
    }
}

/// The way from the current folder to the nearest one around it that holds whybook.toml: `../..`.
fn settings_above() -> Option<String> {
    let here = std::env::current_dir().ok()?;
    let depth = here.ancestors().skip(1).position(|folder| folder.join(FILE_NAME).is_file())?;
    Some(vec![".."; depth + 1].join("/"))
}

/// Says once that settings are not used, among them those of what is private.
fn note_settings_above() {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        if let Some(above) = settings_above() {
            eprintln!("note: {FILE_NAME} lies in {above}; its settings do not count here");
            eprintln!("  = help: run `whybook` there, or name the file: `--config {above}/{FILE_NAME}`");
        }
    });
}

/// Says which patterns of whybook.toml hold no file, since a mistake in one would go unnoticed.
fn warn_of_idle_patterns(config: &Config, library: &Library) {
    let of_rules = config.per_file_rules.keys().map(|glob| ("[per_file_rules]", glob));
    let of_kinds = config.kind.keys().map(|glob| ("[kind]", glob));
    let chosen = config.include.iter().map(|glob| ("include", glob));
    let chosen = chosen.chain(config.exclude.iter().map(|glob| ("exclude", glob)));
    let left_out = library.withheld.iter().map(|withheld| &withheld.path);
    let left_out = left_out.chain(library.skipped.iter().map(|skipped| &skipped.path));
    let is_idle = |glob: &Glob| !library.files.iter().chain(left_out.clone()).any(|path| glob.holds(path));
    for (setting, glob) in chosen.chain(of_rules).chain(of_kinds).filter(|(_, glob)| is_idle(glob)) {
        let (pattern, content) = (draw::printable(glob.as_str()), config.content.display());
        eprintln!("warning: {setting} in {FILE_NAME}: `{pattern}` matches no file of {content}");
        eprintln!(
            "  = help: paths are relative to the content folder; `*` and `?` stand for characters of a name, `**` for folders"
        );
    }
}

/// The configuration of a build, overridden by the command line. If the content is another folder than that of
/// whybook.toml, the file is for another site and the defaults apply.
fn site_config(args: &SiteArgs) -> anyhow::Result<Config> {
    let mut config = config(args.config.as_deref())?;
    if let Some(content) = &args.content {
        let same = std::fs::canonicalize(content).ok() == std::fs::canonicalize(&config.content).ok();
        if args.config.is_none() && !same {
            // What must not be shown does not depend on the folder.
            let Config { default_visibility, redact, .. } = config;
            config = Config { default_visibility, redact, ..Config::default() };
        }
        config.content = content.clone();
    }
    let replace = |setting: &mut PathBuf, said: &Option<PathBuf>| {
        if let Some(said) = said {
            setting.clone_from(said);
        }
    };
    replace(&mut config.out, &args.out);
    replace(&mut config.index, &args.index);
    config.base_url = args.base_url.clone().or(config.base_url);
    if args.include_private {
        config.publish = Publish::All;
    }
    config.check()?;
    Ok(config)
}

/// Refuses a content folder that is not there, and says what to do instead.
fn ensure_content(config: &Config) -> anyhow::Result<()> {
    let folder = config.content.display();
    let wrong = match std::fs::metadata(&config.content) {
        Ok(found) if found.is_dir() => return Ok(()),
        Ok(_) => format!("the content folder {folder} is not a folder"),
        Err(error) => format!("cannot read the content folder {folder}: {error}"),
    };
    anyhow::bail!("{wrong}\nhelp: {}", look::advice(config))
}

/// The causes of a site, and the mistakes in its own file, which are drawn on standard error.
///
/// # Errors
/// If the file cannot be read.
fn taxonomy(config: &Config) -> anyhow::Result<(Taxonomy, Vec<Diagnostic>)> {
    let (taxonomy, mistakes) = library::taxonomy(config)?;
    draw_mistakes(&mistakes, || config.taxonomy_text())?;
    Ok((taxonomy, mistakes))
}

/// What reads the write-ups of a site, and the mistakes in its own file of headings, which are drawn on standard error.
///
/// # Errors
/// If the file cannot be read.
fn tagger(config: &Config, taxonomy: &Taxonomy) -> anyhow::Result<(Tagger, Vec<Diagnostic>)> {
    let (tagger, mistakes) = undrawn_tagger(config, taxonomy)?;
    draw_mistakes(&mistakes, || config.language_text())?;
    Ok((tagger, mistakes))
}

/// The same for a command that shows the mistakes among its findings.
fn undrawn_tagger(config: &Config, taxonomy: &Taxonomy) -> anyhow::Result<(Tagger, Vec<Diagnostic>)> {
    let (language, mistakes) = library::language(config)?;
    let tagger = Tagger::new(taxonomy).with_budget(config.budget).with_language(language);
    Ok((tagger.with_services(config.services.clone()), mistakes))
}

/// Draws the mistakes in a file of the site's own, which is read again only where there are some.
fn draw_mistakes<P>(
    mistakes: &[Diagnostic],
    read: impl FnOnce() -> anyhow::Result<Option<(String, P)>>,
) -> anyhow::Result<()> {
    if mistakes.is_empty() {
        return Ok(());
    }
    let text = read()?.map(|(text, _)| text);
    for mistake in mistakes {
        eprintln!("{}", draw::human(mistake, text.as_deref(), colour(&io::stderr())));
    }
    Ok(())
}

/// Skipped and withheld files that are named; more are counted.
const MAX_NAMED: usize = 30;

/// Files with one reason that are named one by one; more are told of together.
const MAX_ALIKE: usize = 5;

/// Names the skipped files, which are not postmortems, with the reasons, on standard error; many with one reason are
/// told of together.
fn show_skipped(all: &[Skipped]) {
    let mut by_reason: BTreeMap<&str, Vec<&Skipped>> = BTreeMap::new();
    for skipped in all {
        by_reason.entry(skipped.reason).or_default().push(skipped);
    }
    let mut few = all.iter().filter(|skipped| by_reason[skipped.reason].len() <= MAX_ALIKE);
    few.by_ref().take(MAX_NAMED).for_each(show_one);
    let more = few.count();
    if more > 0 {
        eprintln!("note: skipped another {}; `build --verbose` names them", counted(more, "file"));
    }
    for (reason, alike) in by_reason.iter().filter(|(_, alike)| alike.len() > MAX_ALIKE) {
        let named: BTreeSet<&str> = if *reason == OTHER_MARKUP {
            alike.iter().map(|skipped| skipped.detail.as_str()).collect()
        } else {
            alike.iter().map(|skipped| skipped.path.as_str()).take(3).collect()
        };
        // Extensions stand for all files that have them.
        let more = if *reason == OTHER_MARKUP { 0 } else { alike.len() - named.len() };
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        let named = named.into_iter().collect::<Vec<_>>().join(", ");
        eprintln!("note: skipped {} files: {reason}: {}{rest}", alike.len(), draw::printable(&named));
    }
    show_conversions(all);
}

fn show_one(skipped: &Skipped) {
    eprintln!("note: skipped {}: {}", draw::printable(&skipped.path), draw::printable(&skipped.to_string()));
}

/// Says for each kind of other markup how a text in it becomes one that is read.
fn show_conversions(all: &[Skipped]) {
    let mut of_markup: Vec<&Skipped> = all.iter().filter(|skipped| skipped.reason == OTHER_MARKUP).collect();
    of_markup.sort_by(|a, b| a.detail.cmp(&b.detail));
    of_markup.dedup_by(|next, last| next.detail == last.detail);
    for skipped in of_markup {
        if let Some(command) = conversion(&skipped.path) {
            eprintln!("  = help: convert {}: {}", skipped.detail, draw::printable(&command));
        }
    }
}

/// Names every file with what it was taken for, and why, on standard error.
fn show_judgements(library: &Library) {
    for incident in &library.incidents {
        let judgement = &incident.source.judgement;
        let line = judgement.line.map_or(String::new(), |line| format!(" (line {line})"));
        let (path, kind) = (draw::printable(&incident.record.path), terms::kind(incident.record.kind));
        eprintln!("note: {path}: {kind}: {}{line}", draw::printable(&judgement.reason));
    }
    library.skipped.iter().for_each(show_one);
    show_conversions(&library.skipped);
}

/// Names the withheld files, with the reasons, on standard error.
fn show_withheld(all: &[Withheld]) {
    if all.is_empty() {
        return;
    }
    let named = all.iter().take(MAX_NAMED).map(|withheld| {
        let reason = withheld.reason.to_string();
        format!("{} ({})", draw::printable(&withheld.path), draw::printable(&reason))
    });
    let more = all.len().saturating_sub(MAX_NAMED);
    let more = (more > 0).then(|| format!("and {more} more"));
    let named: Vec<String> = named.chain(more).collect();
    let list =
        if let [one] = named.as_slice() { format!(" {one}") } else { format!("\n  {}", named.join("\n  ")) };
    eprintln!("note: withheld {}:{list}", counted(all.len(), "file"));
    eprintln!(
        "  = help: take out the mark to publish a file; --include-private builds a site with all of them"
    );
}

/// `false` on a broken pipe (`whybook search … | head`); any other error is passed on.
fn ignore_broken_pipe(written: io::Result<()>) -> io::Result<bool> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        written => written.map(|()| true),
    }
}

/// A number with its noun: "1 file", "2 files".
fn counted(count: usize, name: &str) -> String {
    format!("{count} {name}{}", if count == 1 { "" } else { "s" })
}

/// How many findings there are of each severity: `1 error, 0 warnings, 4 notes`.
fn severity_counts<'a>(found: impl Iterator<Item = &'a Diagnostic> + Clone) -> String {
    let levels = [DiagnosticSeverity::Error, DiagnosticSeverity::Warning, DiagnosticSeverity::Note];
    let count = |level| found.clone().filter(|diagnostic| diagnostic.severity == level).count();
    levels.map(|level| counted(count(level), level.name())).join(", ")
}

/// The path of a file or folder in the content folder, with forward slashes; empty for that folder itself.
fn path_within(path: &Path, content: &Path) -> Option<String> {
    let content = std::fs::canonicalize(content).ok()?;
    let path = if path.is_dir() {
        std::fs::canonicalize(path).ok()?
    } else {
        // A link is one of the folder that it lies in.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        std::fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?.join(path.file_name()?)
    };
    let parts: Vec<_> =
        path.strip_prefix(content).ok()?.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    Some(parts.join("/"))
}

/// Whether a path is a folder or lies in it, both with forward slashes; an empty path is the folder around all.
fn is_below(path: &str, folder: &str) -> bool {
    let rest = path.strip_prefix(folder);
    folder.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether to write colours to a stream, as `--color`, `NO_COLOR`, `CLICOLOR` and the terminal say.
fn colour(stream: &impl RawStream) -> bool {
    anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never
}

/// What `--color` says in a command line that clap did not read to its end.
pub(crate) fn colour_asked() -> Option<clap::ColorChoice> {
    let arguments = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned());
    let mut arguments = arguments.take_while(|argument| argument != "--");
    let flag = arguments.find(|argument| argument == "--color" || argument.starts_with("--color="))?;
    match flag.split_once('=') {
        Some((_, value)) => value.parse().ok(),
        None => arguments.next()?.parse().ok(),
    }
}

/// Today in UTC, as all days of the site.
fn today() -> jiff::civil::Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
}
