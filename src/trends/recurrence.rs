//! Recurring incidents: the same specific cause on the same service again, or `recurrence_of` stated by the author.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rustc_hash::FxHashSet;
use serde::Serialize;

use super::names::RecordNames;
use super::survival::{Curve, Observation};
use super::{Coverage, FEWEST_FOR_A_CHART, IncidentRef, days_between, incidents, services_of};
use crate::classify::taxonomy::Taxonomy;
use crate::postmortem::{Action, ActionStatus, Postmortem};

/// Causes too wide to recur (`recurs = false` in the taxonomy): two defects in one service are two defects.
pub struct TooWide<'t>(FxHashSet<&'t str>);

impl<'t> TooWide<'t> {
    /// Asks the taxonomy, a site's own entries included.
    pub fn of(taxonomy: &'t Taxonomy) -> Self {
        let wide = taxonomy.causes.iter().filter(|cause| !cause.recurs);
        Self(wide.map(|cause| cause.id.as_str()).collect())
    }

    /// Whether a second incident with this cause on the same service is a recurrence.
    pub fn can_recur(&self, cause: &str) -> bool {
        !self.0.contains(cause)
    }
}

/// All recurrences of a site.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recurrences<'a> {
    /// Each recurrence, latest first.
    pub recurrences: Vec<Recurrence<'a>>,
    /// Each cause of a service that recurred, those with the most incidents first.
    pub chains: Vec<Chain<'a>>,
    /// Pairs of a specific cause and a service that occur at all: what could recur.
    pub pairs: usize,
    /// For how many incidents day, service and a specific cause are known, so that a recurrence could be seen.
    pub coverage: Coverage,
    /// Share of occurrences of a cause on a service that have not recurred, by days; from five occurrences on.
    /// Occurrences of one chain are not independent, so its interval is too narrow.
    pub time_to_recurrence: Option<Curve>,
}

/// A specific cause of a service, and all incidents that had it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chain<'a> {
    /// The cause and the service.
    pub key: RecurrenceKey<'a>,
    /// The incidents, oldest first; two at least.
    pub incidents: Vec<IncidentRef<'a>>,
}

/// What two incidents have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RecurrenceKey<'a> {
    /// Leaf of the taxonomy.
    pub cause: &'a str,
    /// The service as first written.
    pub service: &'a str,
}

/// A recurrence of an earlier incident; in a chain, each is paired with the one before it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recurrence<'a> {
    /// The earlier incident.
    pub earlier: IncidentRef<'a>,
    /// The later incident.
    pub later: IncidentRef<'a>,
    /// What they have in common; may be empty where the author states the recurrence.
    pub keys: Vec<RecurrenceKey<'a>>,
    /// Whether the later incident's author states it.
    pub stated: bool,
    /// Days from one to the other.
    pub gap_days: Option<i64>,
    /// Actions of the earlier incident that were open when it recurred.
    pub open: Vec<&'a Action>,
    /// Actions of the earlier incident for which the completion date is unknown.
    pub not_known: Vec<&'a Action>,
}

/// Places in the slice of two incidents, the later one first, so that the latest return is the last key.
type Pair = (usize, usize);

struct Occurrences<'a> {
    service: &'a str,
    /// Oldest first.
    places: Vec<usize>,
}

impl<'a> Recurrences<'a> {
    /// Finds the recurrences among `records`, whose causes are those of `taxonomy`.
    pub fn of(records: &[&'a Postmortem], taxonomy: &Taxonomy, today: Option<Date>) -> Self {
        let mut dated: Vec<(usize, &'a Postmortem)> =
            incidents(records).filter(|(_, record)| record.date.is_some()).collect();
        dated.sort_by_key(|(_, record)| (record.date, record.start_time, &record.slug));
        let (occurrences, seen) = occurrences(&dated, &TooWide::of(taxonomy));
        let mut found: BTreeMap<Pair, Recurrence<'a>> = BTreeMap::new();
        let mut observations = Vec::new();
        for ((cause, _), occurrences) in &occurrences {
            let key = RecurrenceKey { cause, service: occurrences.service };
            for pair in occurrences.places.windows(2) {
                let &[earlier, later] = pair else { continue };
                if let Some(recurrence) = entry(&mut found, records, earlier, later) {
                    recurrence.keys.push(key);
                    observations
                        .extend(recurrence.gap_days.map(|days| Observation { days, event_observed: true }));
                }
            }
            let last = occurrences.places.last().and_then(|&last| records.get(last)?.date);
            let days_since = last.zip(today).map(|(last, today)| days_between(last, today));
            let censored = |days| Observation { days, event_observed: false };
            observations.extend(days_since.filter(|&days| days >= 0).map(censored));
        }
        add_stated(&mut found, records);
        let mut recurrences: Vec<Recurrence<'a>> = found.into_values().collect();
        recurrences.sort_by_key(|recurrence| {
            let newest_first = std::cmp::Reverse((recurrence.later.date, recurrence.earlier.date));
            (newest_first, recurrence.later.slug, recurrence.earlier.slug)
        });
        Self {
            recurrences,
            chains: chains(records, &occurrences),
            pairs: occurrences.len(),
            coverage: Coverage { known: seen, of: incidents(records).count() },
            time_to_recurrence: (today.is_some() && observations.len() >= FEWEST_FOR_A_CHART)
                .then(|| Curve::of(&observations)),
        }
    }
}

/// The incidents by cause and service, and how many incidents have both.
fn occurrences<'a>(
    dated: &[(usize, &'a Postmortem)],
    too_wide: &TooWide<'_>,
) -> (BTreeMap<(&'a str, String), Occurrences<'a>>, usize) {
    let mut found: BTreeMap<(&'a str, String), Occurrences<'a>> = BTreeMap::new();
    let mut seen = 0;
    for &(index, record) in dated {
        let services = services_of(record);
        let ids = || record.causes.iter().map(|tag| tag.id.as_str());
        let causes = || ids().filter(|cause| too_wide.can_recur(cause));
        seen += usize::from(!services.is_empty() && causes().next().is_some());
        for cause in causes() {
            for (key, service) in &services {
                let new = || Occurrences { service, places: Vec::new() };
                let places = &mut found.entry((cause, key.clone())).or_insert_with(new).places;
                // A cause tagged twice is one occurrence.
                if places.last() != Some(&index) {
                    places.push(index);
                }
            }
        }
    }
    (found, seen)
}

fn chains<'a>(
    records: &[&'a Postmortem],
    occurrences: &BTreeMap<(&'a str, String), Occurrences<'a>>,
) -> Vec<Chain<'a>> {
    let mut chains: Vec<Chain<'a>> = Vec::new();
    for ((cause, _), found) in occurrences.iter().filter(|(_, found)| found.places.len() > 1) {
        let incident = |&index: &usize| Some(IncidentRef::of(index, records.get(index).copied()?));
        let incidents = found.places.iter().filter_map(incident).collect();
        chains.push(Chain { key: RecurrenceKey { cause, service: found.service }, incidents });
    }
    chains.sort_by_key(|chain| std::cmp::Reverse(chain.incidents.len()));
    chains
}

/// What authors state of any record that is no draft, even where no date or cause is known.
fn add_stated<'a>(recurrences: &mut BTreeMap<Pair, Recurrence<'a>>, records: &[&'a Postmortem]) {
    let names = RecordNames::of(records);
    for (later, record) in records.iter().enumerate().filter(|(_, record)| record.is_counted()) {
        let Some(earlier) = record.recurrence_of.as_deref().and_then(|name| names.find(name)) else {
            continue;
        };
        let is_listed = earlier != later && records.get(earlier).is_some_and(|record| record.is_counted());
        if is_listed && let Some(recurrence) = entry(recurrences, records, earlier, later) {
            recurrence.stated = true;
        }
    }
}

fn entry<'a, 'm>(
    recurrences: &'m mut BTreeMap<Pair, Recurrence<'a>>,
    records: &[&'a Postmortem],
    earlier: usize,
    later: usize,
) -> Option<&'m mut Recurrence<'a>> {
    let (first, second) = (records.get(earlier).copied()?, records.get(later).copied()?);
    Some(recurrences.entry((later, earlier)).or_insert_with(|| Recurrence {
        earlier: IncidentRef::of(earlier, first),
        later: IncidentRef::of(later, second),
        keys: Vec::new(),
        stated: false,
        gap_days: first.date.zip(second.date).map(|(from, to)| days_between(from, to)),
        open: actions(first, second.date, Some(true)),
        not_known: actions(first, second.date, None),
    }))
}

fn actions(earlier: &Postmortem, recurred: Option<Date>, open: Option<bool>) -> Vec<&Action> {
    earlier.actions.iter().filter(|action| was_open(action, recurred) == open).collect()
}

/// Whether an action was open on the day of the recurrence; `None` where that is not stated.
fn was_open(action: &Action, recurred: Option<Date>) -> Option<bool> {
    match (action.status, action.closed.zip(recurred)) {
        (Some(ActionStatus::Open), _) => Some(true),
        (_, Some((closed, recurred))) => Some(closed > recurred),
        (Some(ActionStatus::Done | ActionStatus::Dropped), None) => Some(false),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::trends::examples::{action, incident, tag};

    fn leak(slug: &str, day: Date) -> Postmortem {
        let mut record = incident(slug, Some(day));
        record.causes = vec![tag("memory-leak", "code")];
        record.services = vec!["checkout".into()];
        record
    }

    fn pairs<'a>(recurrence: &Recurrences<'a>) -> Vec<(&'a str, &'a str, Option<i64>)> {
        let pair = |recurrence: &Recurrence<'a>| {
            (recurrence.earlier.slug, recurrence.later.slug, recurrence.gap_days)
        };
        recurrence.recurrences.iter().map(pair).collect()
    }

    #[test]
    fn each_recurrence_is_set_beside_the_one_before_it() {
        let mut second = leak("second", date(2024, 2, 1));
        second.services = vec!["Checkout".into()];
        let mut elsewhere = leak("elsewhere", date(2024, 2, 10));
        elsewhere.services = vec!["search".into()];
        let records = [leak("third", date(2024, 4, 1)), leak("first", date(2024, 1, 1)), second, elsewhere];
        let recurrence = of(&records.iter().collect::<Vec<_>>(), Some(date(2024, 6, 1)));
        assert_eq!(pairs(&recurrence), [("second", "third", Some(60)), ("first", "second", Some(31))]);
        assert_eq!(
            recurrence.recurrences[0].keys,
            [RecurrenceKey { cause: "memory-leak", service: "checkout" }]
        );
        assert_eq!((recurrence.chains.len(), recurrence.chains[0].incidents.len()), (1, 3));
        assert_eq!((recurrence.pairs, recurrence.time_to_recurrence), (2, None));
    }

    fn of<'a>(records: &[&'a Postmortem], today: Option<Date>) -> Recurrences<'a> {
        Recurrences::of(records, &Taxonomy::embedded(), today)
    }

    #[test]
    fn a_site_decides_which_causes_recur() {
        let site = "[[cause]]\nid = \"memory-leak\"\nrecurs = false\n\n[[cause]]\nid = \"software-bug\"\nrecurs = true\n";
        let (taxonomy, mistakes) = Taxonomy::with_site(site, "causes.toml");
        assert_eq!(mistakes, []);
        let (first, second) = (leak("a", date(2024, 1, 1)), leak("b", date(2024, 2, 1)));
        let leaks = [&first, &second];
        assert_eq!(pairs(&of(&leaks, None)), [("a", "b", Some(31))]);
        assert_eq!(pairs(&Recurrences::of(&leaks, &taxonomy, None)), []);
        let mut defects = [leak("a", date(2024, 1, 1)), leak("b", date(2024, 2, 1))];
        defects.iter_mut().for_each(|record| record.causes = vec![tag("software-bug", "code")]);
        let defects = [&defects[0], &defects[1]];
        assert_eq!(pairs(&Recurrences::of(&defects, &taxonomy, None)), [("a", "b", Some(31))]);
    }

    #[test]
    fn a_defect_a_gap_in_a_process_and_an_unknown_cause_do_not_recur() {
        for cause in ["software-bug", "process-gap", "unknown"] {
            let record = |slug, day| {
                let mut record = leak(slug, day);
                record.causes = vec![tag(cause, "code")];
                record
            };
            let (first, second) = (record("a", date(2024, 1, 1)), record("b", date(2024, 2, 1)));
            assert_eq!(of(&[&first, &second], None).recurrences, [], "{cause}");
        }
    }

    #[test]
    fn the_author_may_state_a_recurrence_by_identifier_without_cause_or_date() {
        let mut first = incident("2024-leak", None);
        first.id = Some("INC-007".into());
        let mut second = incident("again", Some(date(2024, 3, 1)));
        second.recurrence_of = Some("inc-007".into());
        let recurrence = of(&[&first, &second], None);
        assert_eq!(pairs(&recurrence), [("2024-leak", "again", None)]);
        assert!(recurrence.recurrences[0].stated);
        assert_eq!(recurrence.coverage, Coverage { known: 0, of: 2 });
    }

    #[test]
    fn actions_open_at_the_recurrence_are_told_from_those_without_a_status() {
        let mut first = leak("a", date(2024, 1, 1));
        let closed = |day| Action { closed: Some(day), ..action(Some(ActionStatus::Done)) };
        first.actions = vec![
            Action { line: 1, ..action(Some(ActionStatus::Open)) },
            Action { line: 2, ..closed(date(2024, 1, 20)) },
            Action { line: 3, ..closed(date(2024, 2, 2)) },
            Action { line: 4, ..action(Some(ActionStatus::Done)) },
            Action { line: 5, ..action(Some(ActionStatus::Dropped)) },
            Action { line: 6, ..action(None) },
        ];
        let second = leak("b", date(2024, 2, 1));
        let recurrence = of(&[&first, &second], None);
        let lines = |actions: &[&Action]| actions.iter().map(|action| action.line).collect::<Vec<_>>();
        assert_eq!(lines(&recurrence.recurrences[0].open), [1, 3]);
        assert_eq!(lines(&recurrence.recurrences[0].not_known), [6]);
    }
}
