//! 7: page models → Tera → files to write. Pure: nothing here reads a file or a clock.
//!
//! A [`Renderer`] sorts and groups the incidents once; then each page is rendered by itself, from any thread, so
//! that the caller can write one while others are made and no site has to fit into memory. Links within the site
//! are relative, worked out from the page's depth; the site's address is needed only for canonical links, the
//! feed and the sitemap, which a site without one leaves out, and for 404.html, which is shown at any depth and
//! therefore links from the path part of the address (`/` where there is none).

mod actions_page;
mod catalog;
mod causes;
mod csv;
mod exports;
mod facts;
mod file_links;
mod format;
mod glossary;
mod groups;
mod home;
mod incident;
mod lists;
mod log_page;
mod markdown;
mod page_key;
mod search_page;
mod static_files;
mod templates;
mod trends_page;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::config::{Config, Publish};
use crate::diagnostic::Diagnostic;
use crate::extract::Incident;
use crate::postmortem::schema;
use crate::source::links::Repository;
use crate::theme::Theme;
use crate::trends::Trends;
use crate::trends::related::Related;
use actions_page::ActionsPage;
use catalog::Catalog;
use file_links::FileLinks;
pub use glossary::{CategoryEntry, CauseEntry, Glossary};
pub use groups::FacetKind;
use incident::{IncidentContext, IncidentPage};
use lists::{FacetPage, IndexPage, ListPage};
use log_page::Logs;
use markdown::Neighbours;
pub use markdown::PublicationLookup;
pub use page_key::PageKey;
use search_page::SearchPage;
use static_files::{static_files, static_path};
use templates::Engine;
use trends_page::TrendsPage;

pub mod charts;

/// A file of the site, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// Path relative to the site's root, with forward slashes.
    pub path: String,
    /// Its bytes.
    pub contents: Vec<u8>,
}

/// A local file that pages show or link to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Asset {
    /// Path relative to the content folder, with forward slashes.
    pub from: String,
    /// Path relative to the site's root.
    pub to: String,
}

/// A rendered page and what came up while it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedPage {
    /// The file to write.
    pub file: OutputFile,
    /// Files to copy for it; several pages may name the same.
    pub assets: Vec<Asset>,
    /// Links that lead nowhere, or to files that are not published.
    pub diagnostics: Vec<Diagnostic>,
}

/// What a site is made of.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The site's settings.
    pub config: &'a Config,
    /// All incidents; pages name them by their index.
    pub incidents: &'a [Incident],
    /// The files that tell of several incidents: what they say beside.
    pub logs: &'a [Incident],
    /// Every file of the content folder that a link may point at.
    pub files: &'a [String],
    /// Where links lead that leave the content folder.
    pub repository: Option<&'a Repository>,
    /// What becomes of each of them.
    pub published: PublicationLookup<'a>,
    /// Labels and definitions of causes.
    pub glossary: &'a Glossary,
    /// The theme in use.
    pub theme: &'a Theme,
    /// For each incident, others that have something in common with it.
    pub related: &'a [Vec<Related<'a>>],
    /// What is counted over the incidents, in the same order.
    pub trends: &'a Trends<'a>,
    /// Name of the search index that pages ask: its folder under `search/`.
    pub index: &'a str,
    /// When the site is built.
    pub built: jiff::Timestamp,
}

/// Renders the pages of one site.
pub struct Renderer<'a> {
    config: &'a Config,
    glossary: &'a Glossary,
    /// Static files by their names in the theme.
    files: BTreeMap<String, Cow<'a, [u8]>>,
    related: &'a [Vec<Related<'a>>],
    trends: &'a Trends<'a>,
    index: &'a str,
    built: jiff::Timestamp,
    catalog: Catalog<'a>,
    neighbours: Neighbours<'a>,
    repository: Option<&'a Repository>,
    logs: Logs<'a>,
    engine: Engine,
    /// Paths of the theme's static files in the site.
    statics: BTreeMap<String, String>,
    /// The site's address with a slash at the end.
    base: Option<String>,
}

/// What every template sees of the site.
#[derive(Serialize)]
struct SiteContext<'a> {
    title: &'a str,
    description: &'a str,
    /// Whether there is a feed.
    feed: bool,
    /// Whether it holds what is not public.
    internal: bool,
}

/// What every template sees of its page.
#[derive(Serialize)]
struct PageContext<'a, T> {
    /// From the page to the site's root: `./`, `../`, `../../`.
    root: &'a str,
    /// Part of the site that the page belongs to.
    here: &'static str,
    title: &'a str,
    description: &'a str,
    canonical: Option<String>,
    page: T,
}

impl<'a> Renderer<'a> {
    /// Sorts and groups the incidents and compiles the theme's templates.
    ///
    /// # Errors
    /// If a template is wrong; the message names its file, line and column.
    pub fn new(input: Input<'a>) -> anyhow::Result<Self> {
        let Input { config, incidents, repository, glossary, theme, related, trends, index, built, .. } =
            input;
        let files = static_files(theme);
        let statics: BTreeMap<String, String> =
            files.iter().map(|(name, bytes)| (name.clone(), static_path(name, bytes))).collect();
        let base = config.base_address();
        let mut globals = tera::Context::new();
        let (title, description) = (config.title.as_str(), config.description.as_str());
        globals.insert(
            "site",
            &SiteContext {
                title,
                description,
                feed: base.is_some(),
                internal: config.publish == Publish::All,
            },
        );
        let catalog = Catalog::new(incidents, glossary)?;
        let pages = incidents.iter().chain(input.logs).collect();
        Ok(Self {
            config,
            glossary,
            files,
            related,
            trends,
            index,
            built,
            logs: Logs::new(input.logs, &catalog),
            catalog,
            repository,
            neighbours: Neighbours::new(pages, input.files, repository.cloned(), input.published),
            engine: Engine::new(theme, statics.clone(), globals)?,
            statics,
            base,
        })
    }

    /// Renders one file. Pure: the same key gives the same bytes, on any thread.
    ///
    /// # Errors
    /// If the key names nothing of this site, or a template of the site's own theme fails.
    pub fn render(&self, key: &PageKey) -> anyhow::Result<RenderedPage> {
        let path = self.path(key);
        let mut page = RenderedPage {
            file: OutputFile { path, contents: Vec::new() },
            assets: Vec::new(),
            diagnostics: Vec::new(),
        };
        let nothing = || anyhow::anyhow!("the site has no page {key:?}");
        page.file.contents = match key {
            PageKey::Json => {
                let mut out = Vec::new();
                self.write_json(&mut out)?;
                out
            }
            PageKey::JsonSchema => format!("{:#}\n", schema::incidents()).into_bytes(),
            PageKey::Csv => csv::incidents(self)?,
            PageKey::Feed => exports::feed(self, self.base.as_deref().ok_or_else(nothing)?)?,
            PageKey::Sitemap => exports::sitemap(self, self.base.as_deref().ok_or_else(nothing)?),
            PageKey::Static(name) => self.files.get(name).ok_or_else(nothing)?.to_vec(),
            PageKey::Home => {
                let model = home::HomePage::new(&self.catalog, self.trends, self.built);
                self.fill(&page, "home.html", ("home", &self.config.title, &self.config.description), model)?
            }
            PageKey::Incidents(number) => {
                let model = ListPage::new(&self.catalog, *number);
                self.fill(&page, "incidents.html", ("incidents", "Incidents", ""), model)?
            }
            PageKey::Index(kind) => {
                let model = IndexPage::new(&self.catalog, self.glossary, *kind);
                self.fill(&page, "index.html", (kind.folder(), kind.title(), ""), model)?
            }
            PageKey::Group(kind, place, number) => {
                let at = (*kind, *place, *number);
                let services = &self.config.services;
                let model = FacetPage::new(&self.catalog, self.glossary, services, at).ok_or_else(nothing)?;
                let title = model.title().to_owned();
                self.fill(&page, "group.html", (kind.folder(), &title, ""), model)?
            }
            PageKey::Search => {
                let model = SearchPage::new(&self.catalog, self.index);
                self.fill(&page, "search.html", ("search", "Search", ""), model)?
            }
            PageKey::Trends => {
                let model =
                    TrendsPage::new(self.trends, self.glossary, &self.root(&page.file.path), self.built);
                self.fill(&page, "trends.html", ("trends", "Trends", ""), model)?
            }
            PageKey::Actions(number) => {
                let model = ActionsPage::new(&self.trends.actions, *number);
                self.fill(&page, "actions.html", ("actions", "Actions", ""), model)?
            }
            PageKey::NotFound => self.fill(&page, "404.html", ("", "Page not found", ""), ())?,
            PageKey::Incident(index) => self.incident(&mut page, *index)?,
            PageKey::Log(at) => {
                let root = self.root(&page.file.path);
                let log =
                    self.logs.page(*at as usize, self.repository, &self.catalog, &self.neighbours, &root);
                let (model, text) = log.ok_or_else(nothing)?;
                page.assets = text.files;
                page.diagnostics = text.diagnostics;
                let title = model.title;
                self.fill(&page, "log.html", ("incidents", title, ""), model)?
            }
            PageKey::Alias(index, _) => {
                let record = self.catalog.record(*index).ok_or_else(nothing)?;
                let to = catalog::address(record);
                self.fill(&page, "moved.html", ("incidents", &record.title, ""), to)?
            }
        };
        Ok(page)
    }

    /// Writes `incidents.json` piece by piece: it is as large as all write-ups together.
    ///
    /// # Errors
    /// If `out` takes no more.
    pub fn write_json(&self, out: &mut impl std::io::Write) -> anyhow::Result<()> {
        exports::json(self, out)
    }

    /// Renders an incident's page, and notes its files and findings.
    fn incident(&self, page: &mut RenderedPage, index: u32) -> anyhow::Result<Vec<u8>> {
        let incident = self.catalog.incidents.get(index as usize);
        let incident = incident.ok_or_else(|| anyhow::anyhow!("the site has no incident {index}"))?;
        let parts = IncidentContext {
            incident,
            index,
            related: self.related.get(index as usize).map_or(&[], Vec::as_slice),
            log: self.logs.link(incident),
            file: self.repository.and_then(|repository| FileLinks::of(repository, incident)),
            catalog: &self.catalog,
            glossary: self.glossary,
        };
        let (model, text) = IncidentPage::new(parts, &self.neighbours, &self.root(&page.file.path));
        page.assets = text.files;
        page.diagnostics = text.diagnostics;
        let description = incident.record.summary.as_deref().unwrap_or_default();
        let description = format::shorten(description, 200);
        self.fill(page, "incident.html", ("incidents", &incident.record.title, &description), model)
    }

    /// From a page to the site's root. 404.html is shown at any depth, so its links start at the host's root.
    fn root(&self, path: &str) -> String {
        if path == "404.html" {
            return self.config.base_path();
        }
        match path.matches('/').count() {
            0 => "./".to_owned(),
            depth => "../".repeat(depth),
        }
    }

    fn fill(
        &self,
        page: &RenderedPage,
        template: &str,
        (here, title, description): (&'static str, &str, &str),
        model: impl Serialize,
    ) -> anyhow::Result<Vec<u8>> {
        let path = &page.file.path;
        let canonical = match (&self.base, path.strip_suffix("index.html")) {
            (Some(base), Some(folder)) => Some(format!("{base}{folder}")),
            _ => None,
        };
        let frame = PageContext { root: &self.root(path), here, title, description, canonical, page: model };
        self.engine.render(template, &frame)
    }

    /// Address of a page for other programs: absolute where the site knows its own, else from the site's root.
    fn absolute_or_relative(&self, address: &str) -> String {
        format!("{}{address}", self.base.as_deref().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests;
