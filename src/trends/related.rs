//! Which incidents a reader of one should see next, and why.
//!
//! Candidates come from inverted lists of causes, services, both together and words of the trigger; of a long
//! list only the neighbours in time are looked at, so the work grows with the number of records. What is shared
//! counts the more the rarer it is; what an author states comes first.

mod lists;

use jiff::civil::Date;
use rayon::prelude::*;
use serde::Serialize;

use super::days_between;
use super::names::RecordNames;
use super::recurrence::TooWide;
use crate::classify::taxonomy::Taxonomy;
use crate::postmortem::Postmortem;
use lists::Lists;

/// Related incidents shown for one.
pub const MOST: usize = 5;

/// An incident that has something in common with another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Related<'a> {
    /// Its place in the slice given.
    pub index: usize,
    /// What they have in common, the strongest first; never empty.
    pub reasons: Vec<Relation<'a>>,
}

/// What two incidents have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
pub enum Relation<'a> {
    /// The author states that this one repeats the other.
    Repeats,
    /// The other one's author states that it repeats this one.
    RepeatedBy,
    /// One of the authors names the other incident as related.
    Stated,
    /// The same specific cause.
    Cause(&'a str),
    /// The same service, as the other incident writes it.
    Service(&'a str),
    /// Words that both triggers have.
    Trigger(Vec<String>),
}

/// For each record, in order, up to [`MOST`] others. The order of the records has no influence on what is found. Causes
/// that do not recur by the taxonomy are nothing that two incidents have in common.
pub fn related<'a>(records: &[&'a Postmortem], taxonomy: &Taxonomy) -> Vec<Vec<Related<'a>>> {
    let lists = Lists::of(records, &TooWide::of(taxonomy));
    let stated = stated(records);
    let fresh = || vec![usize::MAX; records.len()];
    (0..records.len())
        .into_par_iter()
        .map_init(fresh, |seen, index| {
            let mut found = lists.similar(records, index, seen);
            let named = stated.get(index).map_or(&[][..], Vec::as_slice);
            for (other, reason) in named.iter().rev() {
                let at = found.iter().position(|related| related.index == *other);
                let mut related = match at {
                    Some(at) => found.remove(at),
                    None => Related { index: *other, reasons: lists.reasons(records, index, *other) },
                };
                related.reasons.insert(0, reason.clone());
                found.insert(0, related);
            }
            found.truncate(MOST);
            found
        })
        .collect()
}

/// Links that authors state, seen from both ends, each pair once.
fn stated(records: &[&Postmortem]) -> Vec<Vec<(usize, Relation<'static>)>> {
    let names = RecordNames::of(records);
    let mut links: Vec<Vec<(usize, Relation<'static>)>> = vec![Vec::new(); records.len()];
    let mut link = |from: usize, to: usize, reason: Relation<'static>| {
        if let Some(known) = links.get_mut(from)
            && from != to
            && known.iter().all(|(other, _)| *other != to)
        {
            known.push((to, reason));
        }
    };
    for (index, record) in records.iter().enumerate() {
        if let Some(earlier) = record.recurrence_of.as_deref().and_then(|name| names.find(name)) {
            link(index, earlier, Relation::Repeats);
            link(earlier, index, Relation::RepeatedBy);
        }
    }
    for (index, record) in records.iter().enumerate() {
        for other in record.related.iter().filter_map(|name| names.find(name)) {
            link(index, other, Relation::Stated);
            link(other, index, Relation::Stated);
        }
    }
    for (index, known) in links.iter_mut().enumerate() {
        let day = |index: usize| records.get(index).and_then(|record| record.date);
        let slug = |index: usize| records.get(index).map(|record| &record.slug);
        known.sort_by_key(|(other, reason)| {
            (*reason == Relation::Stated, distance(day(index), day(*other)), slug(*other))
        });
    }
    links
}

/// Days between two records; those without a day are farthest.
fn distance(here: Option<Date>, there: Option<Date>) -> i64 {
    here.zip(there).map_or(i64::MAX, |(here, there)| days_between(here, there).abs())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::trends::examples::{incident, tag};

    fn record(slug: &str, month: i8, cause: &str, service: &str) -> Postmortem {
        let mut record = incident(slug, Some(date(2024, month, 1)));
        record.causes = vec![tag(cause, "code")];
        record.services = vec![service.into()];
        record
    }

    fn slugs<'a>(records: &[&'a Postmortem], of: &str) -> Vec<(&'a str, Vec<Relation<'a>>)> {
        let all = related(records, &Taxonomy::embedded());
        let found = records.iter().zip(&all).find(|(record, _)| record.slug == of);
        let related = found.map_or(&[][..], |(_, related)| related);
        related
            .iter()
            .map(|related| (records[related.index].slug.as_str(), related.reasons.clone()))
            .collect()
    }

    #[test]
    fn a_shared_cause_and_service_go_before_either_and_each_says_why() {
        let records = [
            record("here", 6, "memory-leak", "checkout"),
            record("both", 1, "memory-leak", "Checkout"),
            record("cause", 5, "memory-leak", "search"),
            record("service", 7, "software-bug", "checkout"),
            record("defect", 6, "software-bug", "mail"),
            record("none", 6, "dns", "edge"),
        ];
        assert_eq!(
            slugs(&records.iter().collect::<Vec<_>>(), "here"),
            [
                ("both", vec![Relation::Cause("memory-leak"), Relation::Service("Checkout")]),
                ("cause", vec![Relation::Cause("memory-leak")]),
                ("service", vec![Relation::Service("checkout")]),
            ]
        );
        // A software defect is no cause in common.
        assert_eq!(slugs(&records.iter().collect::<Vec<_>>(), "defect"), []);
    }

    #[test]
    fn what_an_author_states_comes_first_and_is_seen_from_both_ends() {
        let mut later = record("later", 6, "memory-leak", "checkout");
        later.recurrence_of = Some("INC-1".into());
        later.related = vec!["side.md".into(), "no such incident".into(), "later".into()];
        let mut first = record("first", 1, "dns", "edge");
        first.id = Some("INC-1".into());
        let records =
            [record("alike", 5, "memory-leak", "checkout"), later, first, record("side", 2, "dns", "mail")];
        let records: Vec<&Postmortem> = records.iter().collect();
        let order: Vec<_> =
            slugs(&records, "later").into_iter().map(|(slug, mut why)| (slug, why.remove(0))).collect();
        assert_eq!(
            order,
            [
                ("first", Relation::Repeats),
                ("side", Relation::Stated),
                ("alike", Relation::Cause("memory-leak"))
            ]
        );
        assert_eq!(slugs(&records, "first")[0], ("later", vec![Relation::RepeatedBy]));
    }

    #[test]
    fn triggers_are_similar_from_two_telling_words_on() {
        let trigger =
            |slug: &str, text: &str| Postmortem { trigger: Some(text.into()), ..incident(slug, None) };
        let records = [
            trigger("a", "The nightly export of invoices ran twice"),
            trigger("b", "An export locked the table of invoices"),
            trigger("c", "An export was slow"),
            trigger("d", "Somebody triggered this after that"),
        ];
        let records: Vec<&Postmortem> = records.iter().collect();
        assert_eq!(
            slugs(&records, "a"),
            [("b", vec![Relation::Trigger(vec!["export".into(), "invoices".into()])])]
        );
        assert_eq!(slugs(&records, "d"), []);
    }

    #[test]
    fn the_order_of_the_files_does_not_matter() {
        let names = ["checkout", "search", "mail"];
        let records: Vec<Postmortem> = (0..300)
            .map(|at: usize| {
                let cause = ["memory-leak", "dns", "cache", "config-change"][at * 7 % 4];
                record(&format!("i{at:03}"), (at % 12) as i8 + 1, cause, names[at % 3])
            })
            .collect();
        let forwards: Vec<&Postmortem> = records.iter().collect();
        let backwards: Vec<&Postmortem> = records.iter().rev().collect();
        for slug in ["i000", "i150", "i299"] {
            let found = slugs(&forwards, slug);
            assert_eq!(found.len(), MOST);
            assert_eq!(found, slugs(&backwards, slug));
        }
    }
}
