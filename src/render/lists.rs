//! Lists of incidents, a hundred a page.

use serde::Serialize;
use tera::Value;

use super::catalog::Catalog;
use super::format;
use super::glossary::Glossary;
use super::groups::{FacetGroup, FacetKind};
use crate::config::{KnownServices, WebAddress};
use crate::slugs::slug;

/// Incidents on one page of a list.
pub(super) const PAGE_LENGTH: usize = 100;

/// Number of pages that so many entries fill; an empty list has one, too.
pub(super) fn pages(entries: usize) -> u32 {
    entries.div_ceil(PAGE_LENGTH).max(1) as u32
}

/// Folder of a page of a list: the list's own for the first, `page/2/` under it for the second.
pub(super) fn folder(list: &str, page: u32) -> String {
    if page <= 1 { list.to_owned() } else { format!("{list}page/{page}/") }
}

/// The entries of one page.
pub(super) fn part<T>(entries: &[T], page: u32) -> &[T] {
    let start = (page.max(1) as usize - 1) * PAGE_LENGTH;
    let end = (start + PAGE_LENGTH).min(entries.len());
    entries.get(start..end).unwrap_or_default()
}

/// The position of a page in its list.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Paging {
    number: u32,
    last: u32,
    /// Places of the first and last entry in the whole list, from 1.
    from: usize,
    to: usize,
    of: usize,
    newer: Option<String>,
    older: Option<String>,
    /// First, neighbouring and last pages; `None` where some are left out.
    around: Vec<Option<PageLink>>,
}

/// A link to a page of the list.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct PageLink {
    number: u32,
    url: String,
    here: bool,
}

impl Paging {
    /// Page `number` of a list of `of` entries whose first page is the folder `list`.
    pub(super) fn new(list: &str, number: u32, of: usize) -> Self {
        let last = pages(of);
        let mut around = Vec::new();
        let mut before = 0;
        for page in (1..=last).filter(|&page| page == 1 || page == last || page.abs_diff(number) <= 2) {
            if page != before + 1 {
                around.push(None);
            }
            around.push(Some(PageLink { number: page, url: folder(list, page), here: page == number }));
            before = page;
        }
        let start = (number.max(1) as usize - 1) * PAGE_LENGTH;
        Self {
            number,
            last,
            from: (start + 1).min(of),
            to: (start + PAGE_LENGTH).min(of),
            of,
            newer: (number > 1).then(|| folder(list, number - 1)),
            older: (number < last).then(|| folder(list, number + 1)),
            around,
        }
    }
}

/// The list of all incidents.
#[derive(Serialize)]
pub(super) struct ListPage {
    rows: Vec<Value>,
    paging: Paging,
    years: Vec<IndexEntry>,
    severities: Vec<IndexEntry>,
}

impl ListPage {
    pub(super) fn new(catalog: &Catalog<'_>, page: u32) -> Self {
        Self {
            rows: catalog.rows_of(part(&catalog.order, page)),
            paging: Paging::new("incidents/", page, catalog.order.len()),
            years: entries(catalog.facets(FacetKind::Years), FacetKind::Years),
            severities: entries(catalog.facets(FacetKind::Severities), FacetKind::Severities),
        }
    }
}

/// One group in an index.
#[derive(Debug, Clone, Serialize)]
pub(super) struct IndexEntry {
    pub(super) label: String,
    pub(super) url: String,
    pub(super) category: String,
    pub(super) definition: String,
    pub(super) unknown: bool,
    pub(super) counted: usize,
    pub(super) declared: usize,
    /// Members that are drafts or no incidents.
    pub(super) apart: usize,
    pub(super) newest: Option<String>,
    /// Share of the largest group of the index, in thousandths: the length of its bar.
    pub(super) bar: usize,
    /// The declared part of that.
    pub(super) bar_declared: usize,
}

/// Groups as their index shows them.
pub(super) fn entries(facets: &[FacetGroup], kind: FacetKind) -> Vec<IndexEntry> {
    let most = facets.iter().map(|facet| facet.counted).max().unwrap_or(0).max(1);
    facets
        .iter()
        .map(|facet| IndexEntry {
            label: facet.label.clone(),
            url: facet.address(kind),
            category: facet.category.clone(),
            definition: String::new(),
            unknown: facet.unknown,
            counted: facet.counted,
            declared: facet.declared,
            apart: facet.members.len() - facet.counted,
            newest: facet.newest.map(format::iso),
            bar: facet.counted * 1000 / most,
            bar_declared: facet.declared * 1000 / most,
        })
        .collect()
}

/// The index of one kind of group.
#[derive(Serialize)]
pub(super) struct IndexPage {
    title: &'static str,
    one: &'static str,
    folder: &'static str,
    /// For causes: a section a category; else one section without a heading.
    sections: Vec<IndexSection>,
    /// Incidents that count, the denominator.
    incidents: usize,
    hatched: bool,
}

/// Part of an index.
#[derive(Debug, Default, Clone, Serialize)]
pub(super) struct IndexSection {
    pub(super) label: String,
    pub(super) url: String,
    pub(super) category: String,
    pub(super) counted: usize,
    pub(super) bar: usize,
    pub(super) bar_declared: usize,
    pub(super) entries: Vec<IndexEntry>,
    /// Groups of the taxonomy that no incident here falls into.
    pub(super) empty: Vec<IndexEntry>,
}

impl IndexPage {
    pub(super) fn new(catalog: &Catalog<'_>, glossary: &Glossary, kind: FacetKind) -> Self {
        let mut all = entries(catalog.facets(kind), kind);
        for (entry, facet) in all.iter_mut().zip(catalog.facets(kind)) {
            entry.definition = definition(glossary, kind, &facet.name);
        }
        let sections = match kind {
            FacetKind::Causes => by_category(all, catalog),
            _ => vec![IndexSection { entries: all, ..IndexSection::default() }],
        };
        Self {
            title: kind.title(),
            one: kind.singular(),
            folder: kind.folder(),
            sections,
            incidents: catalog.counted(),
            hatched: matches!(kind, FacetKind::Causes | FacetKind::Categories),
        }
    }
}

fn definition(glossary: &Glossary, kind: FacetKind, name: &str) -> String {
    match kind {
        FacetKind::Causes => glossary.cause(name).map(|entry| entry.definition.clone()),
        FacetKind::Categories => glossary.category(name).map(|entry| entry.definition.clone()),
        _ => None,
    }
    .unwrap_or_default()
}

/// Causes under their categories, and those of no known category last.
fn by_category(all: Vec<IndexEntry>, catalog: &Catalog<'_>) -> Vec<IndexSection> {
    let mut sections: Vec<IndexSection> = catalog
        .facets(FacetKind::Categories)
        .iter()
        .map(|facet| IndexSection {
            label: if facet.unknown { String::new() } else { facet.label.clone() },
            url: facet.address(FacetKind::Categories),
            category: facet.category.clone(),
            counted: facet.counted,
            ..IndexSection::default()
        })
        .collect();
    for entry in all {
        let own = |section: &&mut IndexSection| section.category == entry.category;
        let at = match sections.iter_mut().find(own) {
            Some(section) => section,
            None => {
                sections.push(IndexSection { category: entry.category.clone(), ..IndexSection::default() });
                let Some(section) = sections.last_mut() else { continue };
                section
            }
        };
        if entry.counted + entry.apart == 0 { at.empty.push(entry) } else { at.entries.push(entry) }
    }
    sections.retain(|section| !section.entries.is_empty() || !section.empty.is_empty());
    sections
}

/// The page of one group.
#[derive(Serialize)]
pub(super) struct FacetPage {
    title: String,
    one: &'static str,
    index: &'static str,
    index_url: String,
    unknown: bool,
    category: String,
    category_label: String,
    category_url: Option<String>,
    definition: String,
    rival: Option<Rival>,
    synonyms: Vec<String>,
    /// Names under which a severity's level was written.
    spellings: Vec<String>,
    entry: IndexEntry,
    /// The team that runs a service, and its runbook.
    team: Option<String>,
    runbook: Option<WebAddress>,
    /// Causes of a category.
    parts: Vec<IndexEntry>,
    rows: Vec<Value>,
    paging: Paging,
}

/// The cause that one is most easily taken for.
#[derive(Serialize)]
struct Rival {
    label: String,
    url: String,
    question: Option<String>,
}

impl FacetPage {
    /// The page `page` of a group; `None` where there is none with this index.
    pub(super) fn new(
        catalog: &Catalog<'_>,
        glossary: &Glossary,
        services: &KnownServices,
        (kind, index, page): (FacetKind, u32, u32),
    ) -> Option<Self> {
        let facet = catalog.facets(kind).get(index as usize)?;
        let entry = entries(std::slice::from_ref(facet), kind).pop()?;
        let cause = (kind == FacetKind::Causes).then(|| glossary.cause(&facet.name)).flatten();
        let service = (kind == FacetKind::Services).then(|| services.named(&facet.name)).flatten();
        let rival = cause.and_then(|entry| entry.rival.as_deref()).map(|id| Rival {
            label: glossary.cause_label(id).to_owned(),
            url: format!("causes/{}/", slug(id)),
            question: cause.and_then(|entry| entry.question.clone()),
        });
        let parts = match kind {
            FacetKind::Categories => {
                let mut causes = entries(catalog.facets(FacetKind::Causes), FacetKind::Causes);
                causes.retain(|cause| !cause.unknown && cause.category == facet.category);
                causes
            }
            _ => Vec::new(),
        };
        Some(Self {
            title: facet.label.clone(),
            one: kind.singular(),
            index: kind.title(),
            index_url: format!("{}/", kind.folder()),
            unknown: facet.unknown,
            category: facet.category.clone(),
            category_label: glossary.category_label(&facet.category).to_owned(),
            category_url: cause.map(|entry| format!("categories/{}/", slug(&entry.category))),
            definition: definition(glossary, kind, &facet.name),
            rival,
            synonyms: cause
                .map(|entry| &entry.synonyms)
                .or(service.map(|service| &service.aliases))
                .cloned()
                .unwrap_or_default(),
            spellings: spellings(catalog, facet, kind),
            team: service.and_then(|service| service.team.clone()),
            runbook: service.and_then(|service| service.runbook.clone()),
            entry,
            parts,
            rows: catalog.rows_of(part(&facet.members, page)),
            paging: Paging::new(&facet.address(kind), page, facet.members.len()),
        })
    }

    /// Name of the group.
    pub(super) fn title(&self) -> &str {
        &self.title
    }
}

/// The words that the members' authors used where the group's name is not theirs.
fn spellings(catalog: &Catalog<'_>, facet: &FacetGroup, kind: FacetKind) -> Vec<String> {
    if kind != FacetKind::Severities || facet.unknown {
        return Vec::new();
    }
    let raws = facet.members.iter().filter_map(|&index| catalog.record(index)?.severity.as_ref());
    let mut seen: Vec<String> = raws.map(|severity| severity.raw.trim().to_owned()).collect();
    seen.sort();
    seen.dedup();
    seen.truncate(12);
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_over_a_hundred_are_paged() {
        assert_eq!([0, 1, 100, 101, 250].map(pages), [1, 1, 1, 2, 3]);
        let entries: Vec<u32> = (0..250).collect();
        assert_eq!(part(&entries, 3), &entries[200..]);
        let second = Paging::new("incidents/", 2, 250);
        assert_eq!((second.from, second.to, second.of), (101, 200, 250));
        assert_eq!(second.newer.as_deref(), Some("incidents/"));
        assert_eq!(second.older.as_deref(), Some("incidents/page/3/"));
        let far = Paging::new("incidents/", 10, 2000);
        let shown: Vec<_> =
            far.around.iter().map(|step| step.as_ref().map_or(0, |step| step.number)).collect();
        assert_eq!(shown, [1, 0, 8, 9, 10, 11, 12, 0, 20]);
    }
}
