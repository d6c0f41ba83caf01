//! Which files a site has, and at which paths.

use super::groups::FacetKind;
use super::{Renderer, catalog, exports, lists};

/// Names one file of the site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PageKey {
    /// `incidents.json`.
    Json,
    /// `incidents.schema.json`, which describes it.
    JsonSchema,
    /// `incidents.csv`.
    Csv,
    /// The first page.
    Home,
    /// An incident, by its index.
    Incident(u32),
    /// The page of a file that tells of several incidents, by its place among the logs of the input.
    Log(u32),
    /// A page at a former address of an incident, by the incident's index and the alias's place.
    Alias(u32, u32),
    /// A page of the list of all incidents, from 1.
    Incidents(u32),
    /// The index of one kind of group.
    Index(FacetKind),
    /// A group by its place among its kind, and the page of its list, from 1.
    Group(FacetKind, u32, u32),
    /// The search page.
    Search,
    /// The page of trends.
    Trends,
    /// A page of the register of actions, from 1.
    Actions(u32),
    /// The Atom feed.
    Feed,
    /// The sitemap.
    Sitemap,
    /// `404.html`.
    NotFound,
    /// A static file of the theme, by its name there.
    Static(String),
}

impl Renderer<'_> {
    /// Every file of the site; those that take longest come first.
    pub fn pages(&self) -> Vec<PageKey> {
        let mut keys = vec![PageKey::Json, PageKey::Csv, PageKey::Home, PageKey::Trends];
        keys.extend([PageKey::Search, PageKey::NotFound, PageKey::JsonSchema]);
        if self.base.is_some() {
            keys.extend([PageKey::Feed, PageKey::Sitemap]);
        }
        keys.extend((1..=lists::pages(self.catalog.order.len())).map(PageKey::Incidents));
        keys.extend((1..=lists::pages(self.trends.actions.items.len())).map(PageKey::Actions));
        for kind in FacetKind::ALL {
            keys.push(PageKey::Index(kind));
            for (place, facet) in self.catalog.facets(kind).iter().enumerate() {
                let pages = 1..=lists::pages(facet.members.len());
                keys.extend(pages.map(|page| PageKey::Group(kind, place as u32, page)));
            }
        }
        keys.extend((0..self.catalog.incidents.len() as u32).map(PageKey::Incident));
        keys.extend((0..self.logs.all.len() as u32).map(PageKey::Log));
        keys.extend(self.catalog.aliases().into_iter().map(|(index, place)| PageKey::Alias(index, place)));
        keys.extend(self.files.keys().cloned().map(PageKey::Static));
        keys
    }

    /// Path of a file relative to the site's root.
    pub fn path(&self, key: &PageKey) -> String {
        let folder = match key {
            PageKey::Json => return "incidents.json".to_owned(),
            PageKey::JsonSchema => return exports::SCHEMA.to_owned(),
            PageKey::Csv => return "incidents.csv".to_owned(),
            PageKey::Feed => return "feed.xml".to_owned(),
            PageKey::Sitemap => return "sitemap.xml".to_owned(),
            PageKey::NotFound => return "404.html".to_owned(),
            PageKey::Static(name) => return self.statics.get(name).cloned().unwrap_or_default(),
            PageKey::Home => String::new(),
            PageKey::Incident(index) => self.catalog.record(*index).map(catalog::address).unwrap_or_default(),
            PageKey::Log(at) => {
                let log = self.logs.all.get(*at as usize);
                log.map(|log| catalog::address(&log.record)).unwrap_or_default()
            }
            PageKey::Alias(index, place) => self.catalog.alias(*index, *place).unwrap_or_default(),
            PageKey::Incidents(page) => lists::folder("incidents/", *page),
            PageKey::Search => "search/".to_owned(),
            PageKey::Trends => "trends/".to_owned(),
            PageKey::Actions(page) => lists::folder("actions/", *page),
            PageKey::Index(kind) => format!("{}/", kind.folder()),
            PageKey::Group(kind, place, page) => {
                let facet = self.catalog.facets(*kind).get(*place as usize);
                lists::folder(&facet.map(|facet| facet.address(*kind)).unwrap_or_default(), *page)
            }
        };
        format!("{folder}index.html")
    }
}
