//! `whybook init`: makes a folder a knowledge base. Looks first, shows what it would write, and writes over nothing.

mod content;
mod proposal;
mod repository;
mod write;

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use whybook::config::{Config, FILE_NAME};
use whybook::diagnostic::{Severity, draw};
use whybook::disclosure::Policy;
use whybook::library::Library;
use whybook::source::Selection;

use crate::cli::InitArgs;
use content::Content;
use proposal::Proposal;
use repository::GitRepository;

/// Shows the plan, asks where somebody can answer, and writes.
///
/// # Errors
/// If something stands in the way of a file, or a file cannot be written.
pub(crate) fn run(args: &InitArgs) -> anyhow::Result<ExitCode> {
    let folder = &args.folder;
    anyhow::ensure!(
        folder.is_dir() || folder.symlink_metadata().is_err(),
        "{} is no folder\nhelp: move it away, or name another folder",
        folder.display()
    );
    let is_site = folder.join(FILE_NAME).symlink_metadata().is_ok();
    let config = if is_site { Some(Config::load(&folder.join(FILE_NAME))?) } else { None };
    let repository = GitRepository::around(folder);
    let content = Content::of(folder, config.as_ref(), args.content.as_deref())?;
    let existing = if content.exists { Some(Existing::read(folder, &content, config)?) } else { None };
    let is_strict = existing.as_ref().is_none_or(|existing| existing.is_clean);
    let proposal = Proposal::new(folder, &content, is_strict, &repository)?;
    if let Some(existing) = &existing {
        existing.show(folder, &content);
    }
    proposal.show();
    if proposal.is_empty() {
        println!("Nothing to write: all of it is there.");
        return Ok(ExitCode::SUCCESS);
    }
    if args.dry_run {
        println!("Nothing was written, since this is a dry run.");
        return Ok(ExitCode::SUCCESS);
    }
    if !args.yes && !agreed()? {
        println!("Nothing was written.");
        return Ok(ExitCode::SUCCESS);
    }
    proposal.write()?;
    repository.notes().iter().for_each(|note| eprintln!("note: {note}"));
    println!("\nNext: {}", proposal.next_steps(folder));
    Ok(ExitCode::SUCCESS)
}

/// What a build would make of the write-ups that are there.
struct Existing {
    incidents: usize,
    skipped: usize,
    withheld: usize,
    /// Whether `build --strict` would pass.
    is_clean: bool,
    /// Forms to be filled in that lie among them.
    templates: Vec<String>,
}

impl Existing {
    fn read(folder: &Path, content: &Content, config: Option<Config>) -> anyhow::Result<Self> {
        let config =
            config.unwrap_or_else(|| Config { content: place(folder, content), ..Config::default() });
        let (taxonomy, _) = super::taxonomy(&config)?;
        let (tagger, _) = super::tagger(&config, &taxonomy)?;
        let policy = Policy::of(&config, jiff::Timestamp::now());
        let library = Library::read(&config.content, &Selection::of(&config), &policy, &tagger, |_| {})?;
        let is_template = |reason: &str| reason.contains("a template");
        let templates = library.skipped.iter().filter(|skipped| is_template(skipped.reason));
        Ok(Self {
            incidents: library.incidents.len(),
            skipped: library.skipped.len(),
            withheld: library.withheld.len(),
            is_clean: library.diagnostics.iter().all(|diagnostic| diagnostic.severity < Severity::Warning),
            templates: templates.map(|skipped| skipped.path.clone()).collect(),
        })
    }

    /// Says what lies in the folder.
    fn show(&self, folder: &Path, content: &Content) {
        let withheld = match self.withheld {
            0 => String::new(),
            withheld => format!(", {withheld} withheld"),
        };
        let place = place(folder, content);
        let (name, count) = (shown(&place), super::counted(self.incidents, "incident"));
        println!("Write-ups in {name}: {count} to be published, {} skipped{withheld}.", self.skipped);
        if let [first, ..] = content.others.as_slice() {
            let names: Vec<String> = content
                .others
                .iter()
                .map(|other| format!("{} ({})", other.folder, other.write_ups))
                .collect();
            println!("Others lie in {}: `--content {}` takes those instead.", names.join(", "), first.folder);
        }
        let real = |path: &Path| std::fs::canonicalize(path).ok();
        if let (Some(target), Some(around)) = (real(&place), real(folder))
            && !target.starts_with(&around)
        {
            eprintln!("note: {name} leads to {}, which a clone of this folder does not hold", shown(&target));
        }
        if let Some(template) = self.templates.first() {
            let template = draw::printable(template);
            println!("{template} is a template: as templates/postmortem.md, `whybook new` starts from it.");
        }
    }
}

/// Where the write-ups lie.
fn place(folder: &Path, content: &Content) -> PathBuf {
    if content.path == "." { folder.to_owned() } else { folder.join(&content.path) }
}

/// A path as messages have it.
fn shown(path: &Path) -> String {
    let path = path.strip_prefix(".").unwrap_or(path);
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    draw::printable(&path.display().to_string()).into_owned()
}

/// Whether the files may be written: asked where a terminal is on both ends, and yes elsewhere.
fn agreed() -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Ok(true);
    }
    print!("Write them? [Y/n] ");
    io::stdout().flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(!answer.is_empty() && matches!(answer.trim().to_lowercase().as_str(), "" | "y" | "yes"))
}
