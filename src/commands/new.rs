//! `whybook new`: starts a write-up from a template.

mod template;

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::Context as _;
use whybook::classify::taxonomy::Taxonomy;
use whybook::config::Config;
use whybook::diagnostic::{Diagnostic, DiagnosticSeverity, draw};
use whybook::disclosure::Policy;
use whybook::library;
use whybook::scaffold::{self, FRONT_MATTER_SCHEMA, PlaceholderValue};
use whybook::slugs;
use whybook::source::FoundFile;

use crate::cli::NewArgs;
use template::Template;

/// Writes the file and prints its path.
///
/// # Errors
/// If there is no content folder, no such template or no name for the file, if the file exists, or what the template
/// gives cannot be read.
pub(crate) fn run(args: &NewArgs) -> anyhow::Result<ExitCode> {
    let config = super::config(args.config.as_deref())?;
    super::ensure_content(&config)?;
    let editor = if args.edit { Some(editor()?) } else { None };
    let title = args.title.split_whitespace().collect::<Vec<_>>().join(" ");
    let date = args.date.unwrap_or_else(super::today);
    let content = config.content.strip_prefix(".").unwrap_or(&config.content);
    let path = content.join(file_name(&title, date)?);
    let template = Template::choose(&config, args.template.as_deref())?;
    let (taxonomy, _) = super::taxonomy(&config)?;
    let values = [
        ("title", PlaceholderValue::Text(title)),
        ("date", PlaceholderValue::Text(date.to_string())),
        ("severity", PlaceholderValue::Text(args.severity.trim().to_owned())),
        ("services", PlaceholderValue::List(args.service.clone())),
        ("causes", PlaceholderValue::Lines(causes(&taxonomy))),
        ("schema", PlaceholderValue::Lines(schema(&config).into_iter().collect())),
    ];
    let filled = scaffold::fill(&template.text, &template.path, &values);
    let text = filled.map_err(|unknown| {
        draw_all(&unknown, &template.text);
        let count = super::counted(unknown.len(), "unknown placeholder");
        anyhow::anyhow!("nothing was written: {} has {count}", template.path)
    })?;
    let note = read_back(&config, &taxonomy, &path, &text)
        .with_context(|| format!("nothing was written: {} cannot be filled in", template.path))?;
    template.tell_of_unused(&values);
    write(&path, &text)?;
    super::ignore_broken_pipe(writeln!(io::stdout(), "{}", path.display()))?;
    if let Some(note) = note {
        eprintln!("{note}");
    }
    editor.map_or(Ok(ExitCode::SUCCESS), |editor| edit(&editor, &path))
}

/// The day and the title as a file's name.
fn file_name(title: &str, date: jiff::civil::Date) -> anyhow::Result<String> {
    anyhow::ensure!(
        !slugs::words(title).is_empty(),
        "no file name can be made of the title `{}`: it has no letter and no digit\nhelp: say in a few words what \
         happened",
        draw::printable(title)
    );
    Ok(format!("{}.md", slugs::slug(&format!("{date} {title}"))))
}

/// The causes of the site, a line for each category.
fn causes(taxonomy: &Taxonomy) -> Vec<String> {
    let line = |category: &whybook::classify::taxonomy::Category| {
        let own = taxonomy.causes.iter().filter(|cause| cause.category == category.id);
        let ids: Vec<&str> = own.map(|cause| cause.id.as_str()).collect();
        if ids.as_slice() == [category.id.as_str()] {
            category.id.clone()
        } else {
            format!("{}: {}", category.id, ids.join(", "))
        }
    };
    taxonomy.categories.iter().map(line).collect()
}

/// The comment by which an editor finds the schema of front matter, where the site has one. It holds for files of the
/// content folder itself, which new ones are.
fn schema(config: &Config) -> Option<String> {
    config.folder.join(FRONT_MATTER_SCHEMA).is_file().then_some(())?;
    let within = super::path_within(&config.content, &config.folder.join("."))?;
    let up = if within.is_empty() { "./".to_owned() } else { "../".repeat(within.split('/').count()) };
    Some(format!("# yaml-language-server: $schema={up}{FRONT_MATTER_SCHEMA}"))
}

/// What a build makes of the new file: warnings are drawn, and what it would leave out is said.
fn read_back(
    config: &Config,
    taxonomy: &Taxonomy,
    path: &Path,
    text: &str,
) -> anyhow::Result<Option<String>> {
    let (tagger, _) = super::tagger(config, taxonomy)?;
    let relative = path.file_name().unwrap_or_default().to_string_lossy();
    let found = FoundFile::named(path, relative.clone());
    let (read, found) = library::read_bytes(&found, text.as_bytes(), &tagger);
    let graver: Vec<Diagnostic> =
        found.into_iter().filter(|diagnostic| diagnostic.severity >= DiagnosticSeverity::Warning).collect();
    draw_all(&graver, text);
    let errors = graver.iter().filter(|diagnostic| diagnostic.severity == DiagnosticSeverity::Error).count();
    anyhow::ensure!(errors == 0, "a build could not read it");
    let incidents = match read {
        Ok(incidents) => incidents,
        Err(skipped) => return Ok(Some(format!("note: builds skip it until it is filled in: {skipped}"))),
    };
    let policy = Policy::of(config, jiff::Timestamp::now());
    let reason = incidents.first().and_then(|incident| {
        policy.reason(&incident.source).0.or_else(|| library::unpublished(&incident.record))
    });
    let told = reason.filter(|_| policy.is_public()).map(|reason| {
        format!(
            "note: public builds leave it out ({reason}); `whybook serve --include-private` shows it\n  = help: change \
             that line when it may be published"
        )
    });
    Ok(told)
}

fn draw_all(found: &[Diagnostic], text: &str) {
    for diagnostic in found {
        eprintln!("{}", draw::human(diagnostic, Some(text), super::colour(&io::stderr())));
    }
}

/// Writes a file where none is.
fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let opened = OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = match opened {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => anyhow::bail!(
            "{} exists already; nothing was written\nhelp: edit that file, or choose another title or --date",
            path.display()
        ),
        opened => opened.with_context(|| format!("cannot write {}", path.display()))?,
    };
    file.write_all(text.as_bytes()).with_context(|| format!("cannot write {}", path.display()))
}

/// The editor that the environment names.
fn editor() -> anyhow::Result<String> {
    let named = ["VISUAL", "EDITOR"].into_iter().filter_map(|name| std::env::var(name).ok());
    let editor = named.into_iter().find(|editor| !editor.trim().is_empty());
    editor.context("nothing was written: --edit needs an editor\nhelp: set VISUAL or EDITOR, as in EDITOR=vi")
}

/// Opens a file in an editor and waits for its end; the editor's name may have arguments behind it.
fn edit(editor: &str, path: &PathBuf) -> anyhow::Result<ExitCode> {
    let mut words = editor.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    let ended = command.args(words).arg(path).status();
    let ended =
        ended.with_context(|| format!("{} is written, but cannot start `{editor}`", path.display()))?;
    anyhow::ensure!(ended.success(), "{} is written, but `{editor}` ended with {ended}", path.display());
    Ok(ExitCode::SUCCESS)
}
