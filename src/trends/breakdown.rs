//! The records by service, severity and year: what the index pages list.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::services_of;
use crate::postmortem::Postmortem;

/// The records by service, severity and year. Drafts are listed, and not counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Breakdown {
    /// Services, those with the most incidents first.
    pub services: Grouping,
    /// Severities, gravest first, those that cannot be ranked last.
    pub severities: Grouping,
    /// Years, newest first.
    pub years: Grouping,
}

/// The records by one of their properties.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Grouping {
    /// Its values.
    pub values: Vec<ValueGroup>,
    /// Records that state none, newest first.
    pub unstated: Vec<usize>,
}

/// The records with one value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ValueGroup {
    /// The same for all spellings of the value.
    pub key: String,
    /// The value as it is shown: its commonest spelling.
    pub label: String,
    /// Incidents with it; drafts, near misses, false alarms and weaknesses are not among them.
    pub incidents: usize,
    /// Places of all records with it in the slice given, newest first, undated ones last.
    pub records: Vec<usize>,
    /// Day of the first record, where one is dated.
    pub first: Option<Date>,
    /// Day of the last record, where one is dated.
    pub last: Option<Date>,
}

#[derive(Default)]
struct Gathered<'a> {
    spellings: BTreeMap<&'a str, usize>,
    incidents: usize,
    records: Vec<usize>,
}

impl Breakdown {
    /// Groups `records`.
    pub fn of(records: &[&Postmortem]) -> Self {
        // Groups are filled in this order, so that each has its newest record first.
        let mut newest_first: Vec<usize> = (0..records.len()).collect();
        newest_first.sort_by_key(|&index| records.get(index).map(|r| (std::cmp::Reverse(r.date), &r.slug)));
        let facet = |values: &dyn for<'r> Fn(&'r Postmortem) -> Vec<(String, &'r str)>| {
            gather(records, &newest_first, values)
        };
        let mut services = facet(&services_of);
        services.values.sort_by_key(|group| std::cmp::Reverse(group.incidents));
        let mut years = facet(&|record| match record.date {
            Some(day) => vec![(format!("{:04}", day.year()), "")],
            None => Vec::new(),
        });
        years.values.reverse();
        Self { services, severities: facet(&severity), years }
    }
}

/// Levels get keys that sort before any words.
fn severity(record: &Postmortem) -> Vec<(String, &str)> {
    match &record.severity {
        Some(severity) => match severity.level {
            Some(level) => vec![(format!("{level}"), severity.raw.trim())],
            None => vec![(severity.raw.trim().to_lowercase(), severity.raw.trim())],
        },
        None => Vec::new(),
    }
}

fn gather<'a>(
    records: &[&'a Postmortem],
    newest_first: &[usize],
    values: &dyn Fn(&'a Postmortem) -> Vec<(String, &'a str)>,
) -> Grouping {
    let mut groups: BTreeMap<String, Gathered<'a>> = BTreeMap::new();
    let mut unstated = Vec::new();
    for (&index, &record) in newest_first.iter().filter_map(|index| Some((index, records.get(*index)?))) {
        let stated = values(record);
        if stated.is_empty() {
            unstated.push(index);
        }
        for (key, spelling) in stated {
            let group = groups.entry(key).or_default();
            *group.spellings.entry(spelling).or_default() += 1;
            group.incidents += usize::from(record.counts_in_trends());
            group.records.push(index);
        }
    }
    let values = groups.into_iter().map(|(key, gathered)| group(records, key, gathered)).collect();
    Grouping { values, unstated }
}

fn group(records: &[&Postmortem], key: String, gathered: Gathered<'_>) -> ValueGroup {
    let Gathered { spellings, incidents, records: places } = gathered;
    let days = || places.iter().filter_map(|&index| records.get(index)?.date);
    let (first, last) = (days().min(), days().max());
    // Of equally common spellings, the first of the alphabet.
    let commonest = spellings.iter().max_by_key(|&(word, count)| (*count, std::cmp::Reverse(word)));
    let label = commonest.map(|(word, _)| (*word).to_owned()).filter(|label| !label.is_empty());
    ValueGroup { label: label.unwrap_or_else(|| key.clone()), key, incidents, records: places, first, last }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::postmortem::{Severity, Status};
    use crate::trends::examples::incident;

    #[test]
    fn spellings_of_a_service_are_one_group_and_drafts_are_listed_uncounted() {
        let mut old = incident("old", Some(date(2023, 5, 1)));
        old.services = vec!["Checkout".into(), "checkout ".into(), "search".into()];
        let mut new = incident("new", Some(date(2024, 5, 1)));
        new.services = vec!["checkout".into()];
        let mut draft = incident("draft", Some(date(2024, 6, 1)));
        draft.services = vec!["checkout".into()];
        draft.status = Some(Status::Draft);
        let bare = incident("bare", None);
        let breakdown = Breakdown::of(&[&old, &new, &draft, &bare]);
        let services: Vec<_> = breakdown
            .services
            .values
            .iter()
            .map(|group| (&*group.label, group.incidents, group.records.clone()))
            .collect();
        assert_eq!(services, [("checkout", 2, vec![2, 1, 0]), ("search", 1, vec![0])]);
        assert_eq!(breakdown.services.unstated, [3]);
        let years: Vec<_> =
            breakdown.years.values.iter().map(|year| (&*year.label, year.incidents)).collect();
        assert_eq!(years, [("2024", 1), ("2023", 1)]);
    }

    #[test]
    fn severities_of_one_level_are_one_group_and_unranked_ones_come_last() {
        let severe = |slug: &str, raw: &str, level| {
            let mut record = incident(slug, None);
            record.severity = Some(Severity { raw: raw.into(), level });
            record
        };
        let records = [severe("a", "amber", None), severe("b", "P1", Some(1)), severe("c", "SEV-1", Some(1))];
        let breakdown = Breakdown::of(&records.iter().collect::<Vec<_>>());
        let severities: Vec<_> =
            breakdown.severities.values.iter().map(|group| (&*group.label, group.incidents)).collect();
        assert_eq!(severities, [("P1", 2), ("amber", 1)]);
    }
}
