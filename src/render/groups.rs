//! Groups of incidents: by cause, category, service, severity and year.

use std::collections::BTreeMap;

use super::glossary::Glossary;
use crate::extract::Incident;
use crate::postmortem::{Postmortem, Severity};
use crate::slugs;

/// What incidents are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FacetKind {
    /// Leaf causes of the taxonomy.
    Causes,
    /// Their categories.
    Categories,
    /// Services named as affected.
    Services,
    /// Severity levels, and severities as written that have none.
    Severities,
    /// Years in which they began.
    Years,
}

impl FacetKind {
    /// All kinds, in the order of their numbers.
    pub const ALL: [Self; 5] =
        [Self::Causes, Self::Categories, Self::Services, Self::Severities, Self::Years];

    /// Folder of the pages.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Causes => "causes",
            Self::Categories => "categories",
            Self::Services => "services",
            Self::Severities => "severities",
            Self::Years => "years",
        }
    }

    /// Heading of the index page.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Causes => "Causes",
            Self::Categories => "Categories of causes",
            Self::Services => "Services",
            Self::Severities => "Severities",
            Self::Years => "Years",
        }
    }

    /// What one group is called.
    pub(super) fn singular(self) -> &'static str {
        match self {
            Self::Causes => "Cause",
            Self::Categories => "Category",
            Self::Services => "Service",
            Self::Severities => "Severity",
            Self::Years => "Year",
        }
    }

    /// Groups the incidents; members keep the order of `order`.
    pub(super) fn group(self, incidents: &[Incident], order: &[u32], glossary: &Glossary) -> Vec<FacetGroup> {
        let mut groups: BTreeMap<GroupKey, FacetGroup> = BTreeMap::new();
        for group in self.known(glossary) {
            groups.entry(group.place.clone()).or_insert_with(|| FacetGroup::new(&group));
        }
        for &index in order {
            let Some(incident) = incidents.get(index as usize) else { continue };
            for group in self.groups_of(&incident.record, glossary) {
                let facet = groups.entry(group.place.clone()).or_insert_with(|| FacetGroup::new(&group));
                facet.add(index, &incident.record, self);
            }
        }
        let mut facets: Vec<FacetGroup> = groups.into_values().collect();
        if self == Self::Services {
            facets.sort_by(|a, b| (a.unknown, b.counted, &a.label).cmp(&(b.unknown, a.counted, &b.label)));
        }
        set_addresses(&mut facets);
        facets
    }

    /// Groups that have a page even where no incident falls into them.
    fn known(self, glossary: &Glossary) -> Vec<GroupHead<'_>> {
        match self {
            Self::Causes => glossary.causes.iter().map(|entry| cause(&entry.id, glossary)).collect(),
            Self::Categories => {
                glossary.categories.iter().map(|entry| category(&entry.id, glossary)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The groups that an incident falls into.
    fn groups_of<'a>(self, record: &'a Postmortem, glossary: &'a Glossary) -> Vec<GroupHead<'a>> {
        let groups: Vec<GroupHead<'_>> = match self {
            Self::Causes => record.causes.iter().map(|tag| cause(&tag.id, glossary)).collect(),
            Self::Categories => record.causes.iter().map(|tag| category(&tag.category, glossary)).collect(),
            Self::Services => {
                let stated = record.services.iter().map(|name| name.trim()).filter(|name| !name.is_empty());
                stated.map(|name| GroupHead::new(0, name.to_lowercase(), name)).collect()
            }
            Self::Severities => record.severity.iter().map(severity).collect(),
            Self::Years => record.date.iter().map(|date| year(date.year())).collect(),
        };
        if groups.is_empty() { vec![self.unknown()] } else { groups }
    }

    /// The group of incidents of which nothing is known here.
    fn unknown(self) -> GroupHead<'static> {
        let (name, label) = match self {
            Self::Causes | Self::Categories => ("untagged", "No cause found in the text"),
            Self::Services => ("unstated", "No service stated"),
            Self::Severities => ("unstated", "No severity stated"),
            Self::Years => ("undated", "No date stated"),
        };
        GroupHead { unknown: true, ..GroupHead::new(i64::MAX, name.to_owned(), label) }
    }
}

/// The order of a group in its index, and its name, which is unique among its kind.
type GroupKey = (i64, String);

/// A group before it has members.
struct GroupHead<'a> {
    place: GroupKey,
    label: std::borrow::Cow<'a, str>,
    category: &'a str,
    unknown: bool,
}

impl<'a> GroupHead<'a> {
    fn new(order: i64, name: String, label: impl Into<std::borrow::Cow<'a, str>>) -> Self {
        Self { place: (order, name), label: label.into(), category: "", unknown: false }
    }
}

fn cause<'a>(id: &'a str, glossary: &'a Glossary) -> GroupHead<'a> {
    let place = glossary.causes.iter().position(|entry| entry.id == id).unwrap_or(usize::MAX >> 1);
    let category = glossary.cause(id).map_or("", |entry| &entry.category);
    GroupHead { category, ..GroupHead::new(place as i64, id.to_owned(), glossary.cause_label(id)) }
}

fn category<'a>(id: &'a str, glossary: &'a Glossary) -> GroupHead<'a> {
    let place = glossary.categories.iter().position(|entry| entry.id == id).unwrap_or(usize::MAX >> 1);
    GroupHead { category: id, ..GroupHead::new(place as i64, id.to_owned(), glossary.category_label(id)) }
}

fn severity(severity: &Severity) -> GroupHead<'_> {
    match severity.level {
        Some(level) => GroupHead::new(i64::from(level), level.to_string(), format!("Severity {level}")),
        None => GroupHead::new(100, severity.raw.trim().to_lowercase(), severity.raw.trim()),
    }
}

fn year(year: i16) -> GroupHead<'static> {
    GroupHead::new(-i64::from(year), year.to_string(), year.to_string())
}

/// A group of incidents.
#[derive(Debug, Clone)]
pub(super) struct FacetGroup {
    /// Last part of its page's address; unique among its kind.
    pub(super) slug: String,
    /// What the incidents have in common, as ids, levels and spellings are compared.
    pub(super) name: String,
    /// Its name.
    pub(super) label: String,
    /// Category of the cause, for its colour; empty where the kind has none.
    pub(super) category: String,
    /// Whether it holds the incidents of which nothing is known here.
    pub(super) unknown: bool,
    /// All members, newest first.
    pub(super) members: Vec<u32>,
    /// Members that count: incidents that are no drafts.
    pub(super) counted: usize,
    /// Of these, how many fall here by their author's statement.
    pub(super) declared: usize,
    /// Day of the newest member.
    pub(super) newest: Option<jiff::civil::Date>,
}

impl FacetGroup {
    fn new(group: &GroupHead<'_>) -> Self {
        Self {
            slug: String::new(),
            name: group.place.1.clone(),
            label: group.label.clone().into_owned(),
            category: group.category.to_owned(),
            unknown: group.unknown,
            members: Vec::new(),
            counted: 0,
            declared: 0,
            newest: None,
        }
    }

    /// Adds a member once.
    fn add(&mut self, index: u32, record: &Postmortem, kind: FacetKind) {
        if self.members.last() == Some(&index) {
            return;
        }
        self.members.push(index);
        self.newest = self.newest.max(record.date);
        if !record.counts_in_trends() {
            return;
        }
        self.counted += 1;
        let declared = match kind {
            _ if self.unknown => true,
            FacetKind::Causes => record.causes.iter().any(|tag| tag.declared && tag.id == self.name),
            FacetKind::Categories => {
                record.causes.iter().any(|tag| tag.declared && tag.category == self.name)
            }
            _ => true,
        };
        self.declared += usize::from(declared);
    }

    /// Address of its page from the site's root.
    pub(super) fn address(&self, kind: FacetKind) -> String {
        format!("{}/{}/", kind.folder(), self.slug)
    }
}

/// Gives each group an address of its own. That of the unknown is its name, which no other group can get.
fn set_addresses(facets: &mut [FacetGroup]) {
    let known: Vec<&str> =
        facets.iter().filter(|facet| !facet.unknown).map(|facet| facet.name.as_str()).collect();
    let mut slugs = slugs::distinct(&known).into_iter();
    for facet in facets {
        let slug = if facet.unknown { None } else { slugs.next() };
        facet.slug = slug.unwrap_or_else(|| facet.name.clone());
    }
}
