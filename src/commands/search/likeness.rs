//! What a text or a file is compared by: its words, and the causes and services that Whybook reads in it.

use std::path::Path;

use anyhow::Context;
use whybook::classify::Tagger;
use whybook::config::Config;
use whybook::library;
use whybook::source::FoundFile;
use whybook_search::Likeness;

use crate::cli::IndexArgs;
use crate::commands;

/// Name that a text has where files have their path.
const UNNAMED: &str = "text.md";

/// Reads a write-up, or a log, that past incidents are to be like; `-` is the standard input.
///
/// # Errors
/// If the file cannot be read.
pub(super) fn of_file(path: &Path, args: &IndexArgs) -> anyhow::Result<Likeness> {
    let bytes = if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::stdin(), &mut bytes)
            .context("cannot read the standard input")?;
        bytes
    } else {
        std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?
    };
    let config = commands::config(args.config.as_deref())?;
    let mut likeness = read(&bytes, &config)?;
    // The write-up itself is in the index of its own site.
    let content = config.content;
    let full = |path: &Path| std::fs::canonicalize(path).ok();
    let relative = full(path).zip(full(&content));
    let relative = relative.and_then(|(path, content)| path.strip_prefix(content).ok().map(Path::to_owned));
    likeness.path = relative.map(|path| path.to_string_lossy().replace('\\', "/"));
    Ok(likeness)
}

/// Reads a text that past incidents are to be like.
///
/// # Errors
/// If the site's configuration or taxonomy cannot be read.
pub(crate) fn of_text(text: &str, args: &IndexArgs) -> anyhow::Result<Likeness> {
    read(text.as_bytes(), &commands::config(args.config.as_deref())?)
}

fn read(bytes: &[u8], config: &Config) -> anyhow::Result<Likeness> {
    let (taxonomy, _) = commands::taxonomy(config)?;
    let found = FoundFile::named(UNNAMED, UNNAMED).kept_whole();
    let (incident, _) = library::read_single(&found, bytes, &Tagger::new(&taxonomy));
    let Ok(incident) = incident else {
        return Ok(Likeness { text: String::from_utf8_lossy(bytes).into_owned(), ..Likeness::default() });
    };
    let record = &incident.record;
    // A text without a title has the name of its file for one.
    let title = Some(record.title.as_str()).filter(|title| incident.source.text.contains(title));
    Ok(Likeness {
        text: format!("{}\n{}", title.unwrap_or_default(), incident.source.body()),
        causes: record.causes.iter().map(|tag| tag.id.clone()).collect(),
        services: record.services.clone(),
        path: None,
    })
}
