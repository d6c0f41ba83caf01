//! The first page: figures, the newest incidents, and root causes.

use serde::Serialize;
use tera::Value;

use super::catalog::Catalog;
use super::groups::FacetKind;
use super::lists::{IndexEntry, IndexSection, entries};
use crate::postmortem::Status;
use crate::trends::Trends;

/// Incidents shown on the first page.
const NEWEST: usize = 12;

/// Causes named beside each category.
const CAUSES: usize = 4;

/// What the first page shows.
#[derive(Serialize)]
pub(super) struct HomePage {
    incidents: usize,
    /// Drafts, near misses, false alarms and vulnerabilities.
    apart: usize,
    first_year: Option<i16>,
    last_year: Option<i16>,
    cause_known: usize,
    duration_known: usize,
    date_known: usize,
    newest: Vec<Value>,
    categories: Vec<IndexSection>,
    untagged: Option<IndexEntry>,
    services: Vec<IndexEntry>,
    more_services: usize,
    years: Vec<IndexEntry>,
    severities: Vec<IndexEntry>,
    open_actions: usize,
    overdue_actions: usize,
    unstated_actions: usize,
    returns: usize,
    /// For how many incidents a recurrence could have been seen.
    returns_known: usize,
    built: String,
}

impl HomePage {
    pub(super) fn new(catalog: &Catalog<'_>, trends: &Trends<'_>, built: jiff::Timestamp) -> Self {
        let records = || {
            catalog
                .incidents
                .iter()
                .map(|incident| &incident.record)
                .filter(|record| record.counts_in_trends())
        };
        let years = || records().filter_map(|record| record.date).map(|date| date.year());
        let mut services = entries(catalog.facets(FacetKind::Services), FacetKind::Services);
        services.retain(|service| !service.unknown && service.counted > 0);
        let more_services = services.len().saturating_sub(8);
        services.truncate(8);
        Self {
            incidents: records().count(),
            apart: catalog.incidents.len() - records().count(),
            first_year: years().min(),
            last_year: years().max(),
            cause_known: trends.causes.coverage.known,
            duration_known: records().filter(|record| record.duration_minutes.is_some()).count(),
            date_known: years().count(),
            newest: catalog.rows_of(&newest(catalog)),
            categories: categories(catalog),
            untagged: entries(catalog.facets(FacetKind::Causes), FacetKind::Causes)
                .into_iter()
                .find(|entry| entry.unknown && entry.counted > 0),
            services,
            more_services,
            years: entries(catalog.facets(FacetKind::Years), FacetKind::Years),
            severities: entries(catalog.facets(FacetKind::Severities), FacetKind::Severities),
            open_actions: trends.actions.open,
            overdue_actions: trends.actions.overdue,
            unstated_actions: trends.actions.unstated,
            returns: trends.recurrence.recurrences.len(),
            returns_known: trends.recurrence.coverage.known,
            built: built.strftime("%-d %b %Y").to_string(),
        }
    }
}

/// The newest incidents that are no drafts: what is unfinished is found in the list of all.
fn newest(catalog: &Catalog<'_>) -> Vec<u32> {
    let is_draft = |index: u32| {
        let incident = catalog.incidents.get(index as usize);
        incident.is_some_and(|incident| incident.record.status == Some(Status::Draft))
    };
    catalog.order.iter().copied().filter(|&index| !is_draft(index)).take(NEWEST).collect()
}

/// Categories with incidents, the most frequent first, each with its most frequent causes.
fn categories(catalog: &Catalog<'_>) -> Vec<IndexSection> {
    let causes = entries(catalog.facets(FacetKind::Causes), FacetKind::Causes);
    let mut sections: Vec<IndexSection> = Vec::new();
    for entry in entries(catalog.facets(FacetKind::Categories), FacetKind::Categories) {
        if entry.unknown || entry.counted == 0 {
            continue;
        }
        let own =
            |cause: &&IndexEntry| cause.category == entry.category && cause.counted > 0 && !cause.unknown;
        let mut leaves: Vec<IndexEntry> = causes.iter().filter(own).cloned().collect();
        leaves.sort_by_key(|cause| std::cmp::Reverse(cause.counted));
        leaves.truncate(CAUSES);
        sections.push(IndexSection {
            label: entry.label.clone(),
            url: entry.url.clone(),
            category: entry.category.clone(),
            counted: entry.counted,
            bar: entry.bar,
            bar_declared: entry.bar_declared,
            entries: leaves,
            empty: Vec::new(),
        });
    }
    sections.sort_by_key(|section| std::cmp::Reverse(section.counted));
    sections
}
