//! A library becomes a site: index → trends → render → write.

use std::collections::BTreeSet;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use anyhow::Context as _;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rayon::prelude::*;

use crate::assets::{Assets, Contents};
use crate::classify::taxonomy::Taxonomy;
use crate::config::Config;
use crate::contained::Root;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, sort};
use crate::index;
use crate::library::Library;
use crate::output::{BuildLock, Staging};
use crate::postmortem::Postmortem;
use crate::render::{Asset, CategoryEntry, CauseEntry, Glossary, Input, OutputFile, PageKey, Renderer};
use crate::theme::Theme;
use crate::trends::{Trends, related};

/// What a build wrote.
#[derive(Debug)]
pub struct Built {
    /// Files of the site.
    pub files: usize,
    /// Files that were copied from the content folder, in the order of their paths.
    pub copied: Vec<Asset>,
    /// Folder of the search index that goes with it.
    pub index: PathBuf,
    /// What came up while pages were made: links of embedded HTML that lead nowhere, files that are not published.
    pub diagnostics: Vec<Diagnostic>,
    /// Files of others that could not be taken along into the new site, and where they are.
    pub left: Vec<String>,
}

/// Builds the search index and the site of a library, and puts both in place of the old ones. The library was read
/// after `lock` was taken, so that of two builds the one that read last also writes last.
///
/// # Errors
/// If the theme is wrong, or the output or index folder cannot be written.
pub fn build(
    config: &Config,
    taxonomy: &Taxonomy,
    library: &mut Library,
    built: Timestamp,
    lock: &BuildLock,
) -> anyhow::Result<Built> {
    let theme = Theme::load(config)?;
    let staging = Staging::begin(lock.out(), &[&config.content, &config.themes, &config.index])?;
    set_urls(config, library);
    let vocabulary = index::vocabulary(taxonomy, config.synonyms_text()?.as_ref())?;
    let draft = index::Draft::new(index::build_documents(&library.incidents), &vocabulary)?;
    index::drop_body_lines(&mut library.incidents);
    let index_name = draft.name.clone();
    let library = &*library;
    let root = Root::open(&config.content)
        .with_context(|| format!("cannot open the content folder {}", config.content.display()))?;
    let screened: Mutex<Vec<Diagnostic>> = Mutex::default();
    let screen = |path: &str, text: String| {
        let (text, found) = library.policy.screen_attachment(path, &text);
        screened.lock().unwrap_or_else(PoisonError::into_inner).extend(found);
        text
    };
    let assets = Assets::new(&root, &library.files, &screen);
    let published = |path: &str| assets.publication(path);
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
            let (trends, related) = rayon::join(
                || Trends::of(&records, taxonomy, Some(today)),
                || related::related(&records, taxonomy),
            );
            let renderer = Renderer::new(Input {
                config,
                incidents: &library.incidents,
                logs: &library.logs,
                files: &library.files,
                repository: library.policy.repository(),
                published: &published,
                glossary: &glossary,
                theme: &theme,
                related: &related,
                trends: &trends,
                index: &index_name,
                built,
            })?;
            write_pages(&renderer, &staging, &assets)
        },
    );
    let ((generation, parts), (files, copied, mut diagnostics)) = (generation?, files?);
    diagnostics.extend(std::mem::take(&mut *screened.lock().unwrap_or_else(PoisonError::into_inner)));
    sort(&mut diagnostics);
    // A picture is screened before and after it is cleaned.
    diagnostics.dedup_by(|next, last| next.order() == last.order());
    generation.announce(&staging.target(&index::web_opening(&generation.name)))?;
    let left = staging.commit()?;
    generation.publish()?;
    Ok(Built { files: files + parts, copied, index: generation.path(), diagnostics, left })
}

fn set_urls(config: &Config, library: &mut Library) {
    let base = config.base_address().unwrap_or_default();
    for incident in &mut library.incidents {
        incident.record.url = Some(format!("{base}incidents/{}/", incident.record.slug));
    }
}

/// Renders and writes page by page, so that no site has to fit into memory; the number of files, those that were copied,
/// and what came up.
fn write_pages(
    renderer: &Renderer<'_>,
    staging: &Staging,
    files: &Assets<'_>,
) -> anyhow::Result<(usize, Vec<Asset>, Vec<Diagnostic>)> {
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
    let mut copied = Vec::with_capacity(assets.len());
    for asset in assets {
        match copy(&asset, staging, files) {
            Ok(()) => copied.push(asset),
            Err(finding) => found.push(*finding),
        }
    }
    sort(&mut found);
    // GitHub Pages would hand the site to Jekyll, which leaves files out.
    staging.write(&OutputFile { path: ".nojekyll".to_owned(), contents: Vec::new() })?;
    Ok((pages.len() + copied.len() + 1, copied, found))
}

/// Copies a file to the site. One that cannot be copied costs no page: it is a finding.
fn copy(asset: &Asset, staging: &Staging, files: &Assets<'_>) -> Result<(), Box<Diagnostic>> {
    let failed = |message: &str, help: &str| {
        let message = format!("this file cannot be published: {message}");
        Box::new(
            Diagnostic::new("unreadable-file", DiagnosticSeverity::Warning, &asset.from, message).help(help),
        )
    };
    let contents =
        files.contents(&asset.from, &asset.to).map_err(|reason| failed(&reason.message, reason.help))?;
    let written = staging.write_with(&asset.to, |file| match contents {
        Contents::File(mut source) => Ok(std::io::copy(&mut source, file).map(|_| ())?),
        Contents::Bytes(bytes) => Ok(file.write_all(&bytes)?),
    });
    written.map_err(|error| failed(&format!("{error:#}"), "make it readable, or give it a plain name"))
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
