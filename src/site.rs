//! A library becomes a site: index → trends → render → write.

use std::collections::BTreeSet;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rayon::prelude::*;

use crate::classify::taxonomy::Taxonomy;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity, sort};
use crate::disclosure::Policy;
use crate::index;
use crate::library::Library;
use crate::output::{self, Staging};
use crate::postmortem::Postmortem;
use crate::render::{Asset, CategoryEntry, CauseEntry, Glossary, Input, OutputFile, PageKey, Renderer};
use crate::theme::Theme;
use crate::trends::{Trends, related};

/// What a build wrote.
#[derive(Debug)]
pub struct Built {
    /// Files of the site.
    pub files: usize,
    /// Folder of the search index that goes with it.
    pub index: PathBuf,
    /// What came up while pages were made: links of embedded HTML that lead nowhere, files that could not be copied.
    pub diagnostics: Vec<Diagnostic>,
}

/// Builds the search index and the site of a library, and puts both in place of the old ones.
///
/// # Errors
/// If the theme is wrong, or the output or index folder cannot be written.
pub fn build(
    config: &Config,
    taxonomy: &Taxonomy,
    library: &mut Library,
    built: Timestamp,
) -> anyhow::Result<Built> {
    let theme = Theme::load(config)?;
    output::check_no_file_within(&config.index, "--index")?;
    let staging = Staging::begin(&config.out, &[&config.content, &config.themes, &config.index])?;
    set_addresses(config, library);
    let vocabulary = index::vocabulary(taxonomy, config.synonyms.as_deref())?;
    let draft = index::Draft::new(index::take_documents(&mut library.incidents), &vocabulary)?;
    let index_name = draft.name.clone();
    let library = &*library;
    let glossary = glossary(taxonomy);
    let today = built.to_zoned(TimeZone::UTC).date();
    let records: Vec<&Postmortem> = library.incidents.iter().map(|incident| &incident.record).collect();
    // The index and the pages need nothing of each other.
    let (generation, files) = rayon::join(
        || {
            let (generation, files) = draft.write(&config.index)?;
            let write = |path, contents| staging.write(&OutputFile { path, contents });
            let parts = index::write_for_web(&files, &generation.name, write)?;
            anyhow::Ok((generation, parts))
        },
        || {
            let (trends, related) =
                rayon::join(|| Trends::of(&records, Some(today)), || related::related(&records));
            let renderer = Renderer::new(Input {
                config,
                incidents: &library.incidents,
                files: &library.files,
                glossary: &glossary,
                theme: &theme,
                related: &related,
                trends: &trends,
                index: &index_name,
                built,
            })?;
            write_pages(&renderer, &staging, &config.content, &library.policy)
        },
    );
    let ((generation, parts), (files, mut diagnostics)) = (generation?, files?);
    // Links in Markdown are findings already.
    diagnostics.retain(|diagnostic| !library.diagnostics.iter().any(|known| is_same(known, diagnostic)));
    staging.commit()?;
    generation.publish()?;
    Ok(Built { files: files + parts, index: generation.path(), diagnostics })
}

fn is_same(one: &Diagnostic, other: &Diagnostic) -> bool {
    let line = |diagnostic: &Diagnostic| diagnostic.span.as_ref().map(|span| span.line);
    one.path == other.path && one.rule == other.rule && line(one) == line(other)
}

fn set_addresses(config: &Config, library: &mut Library) {
    let base = config.base_address().unwrap_or_default();
    for incident in &mut library.incidents {
        incident.record.url = Some(format!("{base}incidents/{}/", incident.record.slug));
    }
}

/// Renders and writes page by page, so that no site has to fit into memory; the number of files, and what came up.
fn write_pages(
    renderer: &Renderer<'_>,
    staging: &Staging,
    content: &Path,
    policy: &Policy,
) -> anyhow::Result<(usize, Vec<Diagnostic>)> {
    let assets: Mutex<BTreeSet<Asset>> = Mutex::default();
    let found: Mutex<Vec<Diagnostic>> = Mutex::default();
    let pages = renderer.pages();
    pages.par_iter().try_for_each(|key| {
        if *key == PageKey::Json {
            return staging.write_with(&renderer.path(key), |file| {
                let mut out = BufWriter::with_capacity(1 << 18, file);
                renderer.write_json(&mut out)?;
                Ok(out.flush()?)
            });
        }
        let page = renderer.render(key)?;
        staging.write(&page.file)?;
        if !page.assets.is_empty()
            && let Ok(mut assets) = assets.lock()
        {
            assets.extend(page.assets);
        }
        if !page.diagnostics.is_empty()
            && let Ok(mut found) = found.lock()
        {
            found.extend(page.diagnostics);
        }
        anyhow::Ok(())
    })?;
    let assets = assets.into_inner().unwrap_or_default();
    let mut found = found.into_inner().unwrap_or_default();
    for asset in &assets {
        // One unreadable picture costs no page.
        if let Err(error) = copy(staging, &content.join(&asset.from), &asset.to, policy) {
            let message = format!("this file cannot be published: {error:#}");
            let diagnostic = Diagnostic::new("unreadable-file", Severity::Warning, &asset.from, message);
            found.push(diagnostic.help("make it readable, or give it a plain name"));
        }
    }
    sort(&mut found);
    // GitHub Pages would hand the site to Jekyll, which leaves files out.
    staging.write(&OutputFile { path: ".nojekyll".to_owned(), contents: Vec::new() })?;
    Ok((pages.len() + assets.len() + 1, found))
}

/// Copies a file; a text is screened first.
fn copy(staging: &Staging, from: &Path, to: &str, policy: &Policy) -> anyhow::Result<()> {
    /// Bytes in which a file that is no text shows a NUL.
    const HEAD: usize = 8192;
    let bytes = std::fs::read(from)?;
    if bytes.iter().take(HEAD).all(|&byte| byte != 0) {
        let text = String::from_utf8_lossy(&bytes);
        let screened = policy.screen_text(&text);
        if screened != text {
            return staging.write(&OutputFile { path: to.to_owned(), contents: screened.into_bytes() });
        }
    }
    staging.copy(from, to)
}

/// Labels and definitions of a taxonomy as pages show them.
pub fn glossary(taxonomy: &Taxonomy) -> Glossary {
    let categories = taxonomy.categories.iter().map(|category| CategoryEntry {
        id: category.id.clone(),
        label: category.label.clone(),
        definition: category.definition.clone(),
    });
    let causes = taxonomy.causes.iter().map(|cause| CauseEntry {
        id: cause.id.clone(),
        category: cause.category.clone(),
        label: cause.label.clone(),
        definition: cause.definition.clone(),
        rival: cause.rival.clone(),
        question: cause.question.clone(),
        synonyms: cause.synonyms.clone(),
    });
    Glossary::new(categories.collect(), causes.collect())
}
