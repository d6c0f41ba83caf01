//! 6: counts, durations, recurrence and related incidents over all records: pure functions.
//!
//! Everything here counts published postmortems, not all incidents. Denominators are incidents: records of kind
//! `incident` that are no drafts. Near misses, false alarms and vulnerabilities are excluded from the counts.
//! No mean of durations is taken anywhere: they are heavy-tailed, and one incident would be the mean.

pub mod actions;
pub mod breakdown;
pub mod counts;
pub mod detection;
pub mod durations;
#[cfg(test)]
mod examples;
pub mod interval;
mod names;
pub mod recurrence;
pub mod related;
pub mod shares;
pub mod survival;

use jiff::civil::Date;
use rustc_hash::FxHashSet;
use serde::Serialize;

use crate::classify::taxonomy::Taxonomy;
use crate::postmortem::Postmortem;

/// Days before today whose counts are provisional: postmortems are published later than incidents happen.
pub const PROVISIONAL_DAYS: i64 = 60;

/// Below this many incidents a page lists them and draws no chart.
pub const FEWEST_FOR_A_CHART: usize = 5;

/// All that is counted over one site's records.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trends<'a> {
    /// Incidents over time.
    pub counts: counts::IncidentCounts,
    /// Causes and categories.
    pub causes: shares::Causes<'a>,
    /// Start to end.
    pub duration: durations::Durations<'a>,
    /// Start to detection.
    pub time_to_detect: durations::Durations<'a>,
    /// Detection to mitigation.
    pub time_to_mitigate: durations::Durations<'a>,
    /// Detection to resolution.
    pub time_to_resolve: durations::Durations<'a>,
    /// What detected the incidents.
    pub detection: detection::Detection,
    /// Recurring incidents.
    pub recurrence: recurrence::Recurrences<'a>,
    /// The register of action items.
    pub actions: actions::Register<'a>,
    /// Records by service, severity and year.
    pub breakdown: breakdown::Breakdown,
}

impl<'a> Trends<'a> {
    /// Counts `records`, whose causes are those of `taxonomy`. Without `today` nothing is overdue or provisional, and what is open has no age.
    pub fn of(records: &[&'a Postmortem], taxonomy: &Taxonomy, today: Option<Date>) -> Self {
        use durations::{Durations, Measure};
        Self {
            counts: counts::IncidentCounts::of(records, today),
            causes: shares::Causes::of(records),
            duration: Durations::of(records, Measure::Duration),
            time_to_detect: Durations::of(records, Measure::TimeToDetect),
            time_to_mitigate: Durations::of(records, Measure::TimeToMitigate),
            time_to_resolve: Durations::of(records, Measure::TimeToResolve),
            detection: detection::Detection::of(records),
            recurrence: recurrence::Recurrences::of(records, taxonomy, today),
            actions: actions::Register::of(records, today),
            breakdown: breakdown::Breakdown::of(records),
        }
    }
}

/// Names one record of the slice that was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct IncidentRef<'a> {
    /// Place in the slice given.
    pub index: usize,
    /// Last part of its page's address.
    pub slug: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Day it began, where known.
    pub date: Option<Date>,
}

impl<'a> IncidentRef<'a> {
    fn of(index: usize, record: &'a Postmortem) -> Self {
        Self { index, slug: &record.slug, title: &record.title, date: record.date }
    }
}

/// For how many something is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Number for which it is known.
    pub known: usize,
    /// Number there are.
    pub of: usize,
}

/// The records in the denominators, with their places in `records`.
fn incidents<'a>(records: &[&'a Postmortem]) -> impl Iterator<Item = (usize, &'a Postmortem)> {
    records.iter().copied().enumerate().filter(|(_, record)| record.counts_in_trends())
}

/// What makes two spellings of a service the same one: letter case and the space around do not count.
pub fn service_key(service: &str) -> String {
    service.trim().to_lowercase()
}

/// The services of a record by their keys, each once, with the spelling of its first mention.
fn services_of(record: &Postmortem) -> Vec<(String, &str)> {
    let mut services: Vec<(String, &str)> = Vec::with_capacity(record.services.len());
    let mut known = FxHashSet::default();
    for service in &record.services {
        let key = service_key(service);
        if !key.is_empty() && known.insert(key.clone()) {
            services.push((key, service.trim()));
        }
    }
    services
}

/// Whole days from one day to another.
fn days_between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}
