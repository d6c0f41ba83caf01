//! All incidents in the order of lists, what a list shows of each, and the groups they fall into.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use tera::Value;

use super::format;
use super::glossary::Glossary;
use super::groups::{FacetGroup, FacetKind};
use crate::extract::Incident;
use crate::postmortem::{CauseTag, Kind, Postmortem, Role, Status};
use crate::slugs::slug;
use crate::terms;

/// What lists and single pages share.
pub(super) struct Catalog<'a> {
    /// The incidents as given.
    pub(super) incidents: &'a [Incident],
    /// Their indices, newest first; those without a date last; ties by slug.
    pub(super) order: Vec<u32>,
    /// Place of each incident in `order`.
    pub(super) rank: Vec<u32>,
    /// What a list shows of each incident, as templates take it.
    pub(super) rows: Vec<Value>,
    facets: [Vec<FacetGroup>; 5],
    by_name: FxHashMap<&'a str, u32>,
    services: FxHashMap<String, String>,
}

impl<'a> Catalog<'a> {
    /// Sorts and groups the incidents once.
    pub(super) fn new(incidents: &'a [Incident], glossary: &Glossary) -> anyhow::Result<Self> {
        let mut order: Vec<u32> = (0..incidents.len() as u32).collect();
        let record = |index: &u32| incidents.get(*index as usize).map(|incident| &incident.record);
        order.sort_by(|a, b| {
            let (a, b) = (record(a), record(b));
            let key = |record: Option<&'a Postmortem>| record.map(|record| (record.date, record.start_time));
            key(b).cmp(&key(a)).then_with(|| a.map(|r| &r.slug).cmp(&b.map(|r| &r.slug)))
        });
        let mut rank = vec![0; incidents.len()];
        for (place, &index) in order.iter().enumerate() {
            if let Some(rank) = rank.get_mut(index as usize) {
                *rank = place as u32;
            }
        }
        let rows = incidents
            .par_iter()
            .map(|incident| Value::try_from_serializable(&CatalogRow::of(&incident.record, glossary)))
            .collect::<Result<_, _>>()?;
        let mut by_name = FxHashMap::default();
        for (index, incident) in incidents.iter().enumerate() {
            let record = &incident.record;
            for name in record.id.iter().chain(&record.aliases).chain([&record.slug]) {
                by_name.insert(name.as_str(), index as u32);
            }
        }
        let facets = FacetKind::ALL.map(|kind| kind.group(incidents, &order, glossary));
        let services = facets.get(FacetKind::Services as usize).map_or(&[][..], Vec::as_slice);
        let stated = services.iter().filter(|facet| !facet.unknown);
        let services = stated.map(|facet| (facet.name.clone(), facet.address(FacetKind::Services))).collect();
        Ok(Self { incidents, order, rank, rows, facets, by_name, services })
    }

    /// The record with this index.
    pub(super) fn record(&self, index: u32) -> Option<&'a Postmortem> {
        self.incidents.get(index as usize).map(|incident| &incident.record)
    }

    /// The groups of one kind, in the order of their index page.
    pub(super) fn facets(&self, kind: FacetKind) -> &[FacetGroup] {
        self.facets.get(kind as usize).map_or(&[], Vec::as_slice)
    }

    /// The incident that an author means by an id, a slug or a former slug.
    pub(super) fn named(&self, name: &str) -> Option<&'a Postmortem> {
        self.by_name.get(name.trim()).and_then(|&index| self.record(index))
    }

    /// Folder at a former address of an incident.
    pub(super) fn alias(&self, index: u32, place: u32) -> Option<String> {
        let alias = self.record(index)?.aliases.get(place as usize)?;
        Some(format!("incidents/{}/", slug(alias)))
    }

    /// Former addresses that no incident has now, each once: the incident's index and the alias's place. Of incidents
    /// that name the same one, the first by path gets it.
    pub(super) fn aliases(&self) -> Vec<(u32, u32)> {
        let mut taken: FxHashSet<String> =
            self.incidents.iter().map(|incident| address(&incident.record)).collect();
        let mut free = Vec::new();
        for index in 0..self.incidents.len() as u32 {
            for place in 0..self.record(index).map_or(0, |record| record.aliases.len() as u32) {
                if self.alias(index, place).is_some_and(|folder| taken.insert(folder)) {
                    free.push((index, place));
                }
            }
        }
        free
    }

    /// Address of a service's page.
    pub(super) fn service(&self, name: &str) -> Option<String> {
        self.services.get(&name.trim().to_lowercase()).cloned()
    }

    /// Number of incidents in the denominators.
    pub(super) fn counted(&self) -> usize {
        self.incidents.iter().filter(|incident| incident.record.counts_in_trends()).count()
    }

    /// What a list shows of these incidents.
    pub(super) fn rows_of(&self, members: &[u32]) -> Vec<Value> {
        members.iter().filter_map(|&index| self.rows.get(index as usize)).cloned().collect()
    }
}

/// What a list shows of an incident.
#[derive(Serialize)]
struct CatalogRow<'a> {
    url: String,
    title: &'a str,
    date: Option<String>,
    duration: Option<String>,
    severity: Option<String>,
    causes: Vec<Chip<'a>>,
    services: &'a [String],
    badges: Vec<&'static str>,
}

impl<'a> CatalogRow<'a> {
    fn of(record: &'a Postmortem, glossary: &'a Glossary) -> Self {
        Self {
            url: address(record),
            title: &record.title,
            date: record.date.map(format::iso),
            duration: record.duration_minutes.map(terms::duration),
            severity: record.severity.as_ref().map(format::severity),
            causes: record.causes.iter().map(|tag| Chip::of(tag, glossary)).collect(),
            services: record.services.get(..3).unwrap_or(&record.services),
            badges: badges(record),
        }
    }
}

/// Address of an incident's page from the site's root.
pub(super) fn address(record: &Postmortem) -> String {
    format!("incidents/{}/", record.slug)
}

/// What tells a postmortem from a finished one of an incident.
pub(super) fn badges(record: &Postmortem) -> Vec<&'static str> {
    let status = record.status.filter(|status| matches!(status, Status::Draft | Status::InReview));
    let kind = (record.kind != Kind::Incident).then(|| terms::kind(record.kind));
    status.map(terms::status).into_iter().chain(kind).collect()
}

/// A cause as a small mark with its name.
#[derive(Debug, Serialize)]
pub(super) struct Chip<'a> {
    pub(super) label: &'a str,
    pub(super) url: String,
    pub(super) category: &'a str,
    pub(super) declared: bool,
    pub(super) role: Option<&'static str>,
}

impl<'a> Chip<'a> {
    pub(super) fn of(tag: &'a CauseTag, glossary: &'a Glossary) -> Self {
        Self {
            label: glossary.cause_label(&tag.id),
            url: format!("causes/{}/", slug(&tag.id)),
            category: &tag.category,
            declared: tag.declared,
            role: (tag.role != Role::Cause).then(|| terms::role(tag.role)),
        }
    }
}
