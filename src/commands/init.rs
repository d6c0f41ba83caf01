//! `whybook init`: makes a folder a knowledge base. Looks first, shows what it would write, and writes over nothing.

mod content;
mod existing;
mod proposal;
mod repository;
mod write;

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use whybook::config::{Config, FILE_NAME};
use whybook::diagnostic::draw;

use super::schema;
use crate::cli::InitArgs;
use content::Content;
use existing::Existing;
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
    let schemas = schemas(config.as_ref())?;
    let content = Content::of(folder, config.as_ref(), args.content.as_deref())?;
    let existing = if content.exists { Some(Existing::read(folder, &content, config)?) } else { None };
    let proposal = Proposal::new(folder, &content, &repository, schemas)?;
    let mut told = existing.as_ref().map_or(String::new(), |existing| existing.told(folder, &content));
    told.push_str(&proposal.told());
    let unwritten = match () {
        () if proposal.is_empty() => Some("Nothing to write: all of it is there."),
        () if args.dry_run => Some("Nothing was written, since this is a dry run."),
        () => None,
    };
    say(&format!("{told}{}", unwritten.map_or(String::new(), |why| format!("{why}\n"))))?;
    if unwritten.is_some() {
        return Ok(ExitCode::SUCCESS);
    }
    if !args.yes && !agreed()? {
        say("Nothing was written.\n")?;
        return Ok(ExitCode::SUCCESS);
    }
    proposal.write()?;
    repository.notes().iter().for_each(|note| eprintln!("note: {note}"));
    say(&format!("\nNext: {}\n", proposal.next_steps(folder)))?;
    Ok(ExitCode::SUCCESS)
}

/// The schemas of front matter, with the causes and services of the site, and of whybook.toml.
fn schemas(config: Option<&Config>) -> anyhow::Result<[String; 2]> {
    let default = Config::default();
    let config = config.unwrap_or(&default);
    let (taxonomy, _) = whybook::library::taxonomy(config)?;
    Ok([schema::front_matter(config, &taxonomy), schema::of_config()])
}

/// Writes to standard output, where nobody has to be reading.
fn say(text: &str) -> anyhow::Result<()> {
    super::ignore_broken_pipe(io::stdout().write_all(text.as_bytes()))?;
    Ok(())
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
