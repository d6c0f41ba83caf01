//! Which incidents a reader of one should see next, and why.
//!
//! Candidates come from inverted lists of causes, services, both together and words of the trigger; of a long
//! list only the neighbours in time are looked at, so the work grows with the number of records. What is shared
//! counts the more the rarer it is; what an author states comes first.

use std::cmp::Reverse;

use jiff::civil::Date;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::recurrence::is_specific;
use super::{days_between, services_of};
use crate::postmortem::Postmortem;

/// Related incidents shown for one.
pub const MOST: usize = 5;

/// How many neighbours in time are taken from one list, on either side.
const REACH: usize = 12;

/// Words of a trigger that are looked up, rarest first.
const WORDS: usize = 8;

/// Triggers are similar from so many words in common.
const FEWEST_SHARED_WORDS: usize = 2;

/// Of a cause and a service that are equally rare, the cause says more about why.
const CAUSE_WEIGHT: f64 = 1.25;

/// A word of a trigger says less than a tagged cause or a named service.
const WORD_WEIGHT: f64 = 0.5;

/// Words that triggers share without being similar.
const COMMON: [&str; 40] = [
    "about",
    "after",
    "again",
    "also",
    "because",
    "been",
    "before",
    "being",
    "between",
    "both",
    "caused",
    "causing",
    "could",
    "does",
    "during",
    "each",
    "from",
    "have",
    "incident",
    "into",
    "more",
    "once",
    "only",
    "other",
    "over",
    "service",
    "some",
    "such",
    "than",
    "that",
    "their",
    "then",
    "there",
    "these",
    "this",
    "triggered",
    "were",
    "when",
    "which",
    "with",
];

/// An incident that has something in common with another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Related<'a> {
    /// Its place in the slice given.
    pub index: usize,
    /// What they have in common, the strongest first; never empty.
    pub reasons: Vec<Reason<'a>>,
}

/// What two incidents have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
pub enum Reason<'a> {
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

/// For each record, in order, up to [`MOST`] others. The order of the records has no influence on what is found.
pub fn related<'a>(records: &[&'a Postmortem]) -> Vec<Vec<Related<'a>>> {
    let lists = Lists::of(records);
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
fn stated(records: &[&Postmortem]) -> Vec<Vec<(usize, Reason<'static>)>> {
    let names = Names::of(records);
    let mut links: Vec<Vec<(usize, Reason<'static>)>> = vec![Vec::new(); records.len()];
    let mut link = |from: usize, to: usize, reason: Reason<'static>| {
        if let Some(known) = links.get_mut(from)
            && from != to
            && known.iter().all(|(other, _)| *other != to)
        {
            known.push((to, reason));
        }
    };
    for (index, record) in records.iter().enumerate() {
        if let Some(earlier) = record.recurrence_of.as_deref().and_then(|name| names.find(name)) {
            link(index, earlier, Reason::Repeats);
            link(earlier, index, Reason::RepeatedBy);
        }
    }
    for (index, record) in records.iter().enumerate() {
        for other in record.related.iter().filter_map(|name| names.find(name)) {
            link(index, other, Reason::Stated);
            link(other, index, Reason::Stated);
        }
    }
    for (index, known) in links.iter_mut().enumerate() {
        let day = |index: usize| records.get(index).and_then(|record| record.date);
        let slug = |index: usize| records.get(index).map(|record| &record.slug);
        known.sort_by_key(|(other, reason)| {
            (*reason == Reason::Stated, distance(day(index), day(*other)), slug(*other))
        });
    }
    links
}

/// What authors may call a record: its slug, identifier, former slugs, or path.
pub struct Names {
    places: FxHashMap<String, usize>,
}

impl Names {
    /// Collects the names of `records`. Where two claim a name, a slug goes before an identifier, that before a
    /// former slug, and the first record before others.
    pub fn of(records: &[&Postmortem]) -> Self {
        let mut places = FxHashMap::default();
        let mut add = |name: &str, index: usize| {
            if !name.trim().is_empty() {
                places.entry(name.trim().to_lowercase()).or_insert(index);
            }
        };
        for (index, record) in records.iter().enumerate() {
            add(&record.slug, index);
        }
        for (index, record) in records.iter().enumerate() {
            record.id.iter().for_each(|id| add(id, index));
        }
        for (index, record) in records.iter().enumerate() {
            record.aliases.iter().for_each(|alias| add(alias, index));
            add(&record.path, index);
        }
        Self { places }
    }

    /// The place of the record that `name` names, letter case aside.
    pub fn find(&self, name: &str) -> Option<usize> {
        let name = name.trim().trim_start_matches('#').to_lowercase();
        let file = name.rsplit('/').next().unwrap_or(&name);
        let stem = file.strip_suffix(".md").unwrap_or(file);
        [name.as_str(), file, stem].into_iter().find_map(|name| self.places.get(name).copied())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Term {
    Cause(String),
    Service(String),
    Word(String),
    /// A cause and a service together: found in a list of their own, weighed by themselves.
    Both(u32, u32),
}

/// The inverted lists. Records are numbered by their rank in time, so that neighbours in a list are neighbours in time.
struct Lists {
    terms: Vec<Term>,
    weights: Vec<f64>,
    /// By term, the ranks of the records that have it, ascending.
    postings: Vec<Vec<usize>>,
    /// By rank, the terms of the record, ascending.
    of_record: Vec<Vec<u32>>,
    /// By rank, the record's place in the slice.
    places: Vec<usize>,
    /// By place in the slice, the record's rank.
    ranks: Vec<usize>,
}

impl Lists {
    fn of(records: &[&Postmortem]) -> Self {
        let mut order: Vec<(usize, &Postmortem)> = records.iter().copied().enumerate().collect();
        order.sort_by_key(|(_, record)| (record.date.is_none(), record.date, &record.slug));
        let mut ids: FxHashMap<Term, u32> = FxHashMap::default();
        let mut of_record: Vec<Vec<u32>> =
            order.iter().map(|(_, record)| terms_of(record, &mut ids)).collect();
        let frequencies = frequencies(&of_record, ids.len());
        let mut terms: Vec<(u32, Term)> = ids.into_iter().map(|(term, id)| (id, term)).collect();
        terms.sort_unstable_by_key(|(id, _)| *id);
        let terms: Vec<Term> = terms.into_iter().map(|(_, term)| term).collect();
        for record_terms in &mut of_record {
            keep_rare(record_terms, &terms, &frequencies);
        }
        let mut postings: Vec<Vec<usize>> = vec![Vec::new(); terms.len()];
        for (rank, record_terms) in of_record.iter().enumerate() {
            for &term in record_terms {
                if let Some(list) = postings.get_mut(term as usize) {
                    list.push(rank);
                }
            }
        }
        let weight = |(term, list): (&Term, &Vec<usize>)| {
            let rarity = (1.0 + records.len() as f64 / list.len().max(1) as f64).ln();
            match term {
                Term::Cause(_) => rarity * CAUSE_WEIGHT,
                Term::Service(_) => rarity,
                Term::Word(_) => rarity * WORD_WEIGHT,
                Term::Both(..) => 0.0,
            }
        };
        let weights = terms.iter().zip(&postings).map(weight).collect();
        let places: Vec<usize> = order.iter().map(|(place, _)| *place).collect();
        let mut ranks: Vec<(usize, usize)> =
            places.iter().enumerate().map(|(rank, &place)| (place, rank)).collect();
        ranks.sort_unstable();
        let ranks = ranks.into_iter().map(|(_, rank)| rank).collect();
        Self { terms, weights, postings, of_record, places, ranks }
    }

    /// The records most like the one at `place`. `seen` is scratch space, a slot for every record.
    fn similar<'a>(&self, records: &[&'a Postmortem], place: usize, seen: &mut [usize]) -> Vec<Related<'a>> {
        let rank = self.rank(place);
        let mut best: Vec<(Reverse<u64>, i64, &str, usize)> = Vec::new();
        for &term in self.terms_at(rank) {
            for &other in self.neighbours(term, rank) {
                match seen.get_mut(other) {
                    Some(mark) if *mark != place && other != rank => *mark = place,
                    _ => continue,
                }
                let score = self.score(rank, other);
                let there = self.places.get(other).copied().unwrap_or(other);
                if let (Some(here), Some(record)) = (records.get(place), records.get(there))
                    && score > 0.0
                {
                    // Thousandths are precise enough, and compare the same everywhere.
                    let score = (score * 1e3).round() as u64;
                    best.push((Reverse(score), distance(here.date, record.date), &record.slug, there));
                }
            }
        }
        if best.len() > MOST {
            best.select_nth_unstable(MOST);
            best.truncate(MOST);
        }
        best.sort_unstable();
        let related =
            |&(.., index): &(_, _, _, usize)| Related { index, reasons: self.reasons(records, place, index) };
        best.iter().map(related).collect()
    }

    fn rank(&self, place: usize) -> usize {
        self.ranks.get(place).copied().unwrap_or(usize::MAX)
    }

    fn terms_at(&self, rank: usize) -> &[u32] {
        self.of_record.get(rank).map_or(&[], Vec::as_slice)
    }

    fn neighbours(&self, term: u32, rank: usize) -> &[usize] {
        let list = self.postings.get(term as usize).map_or(&[][..], Vec::as_slice);
        let at = list.partition_point(|&other| other < rank);
        // Near the ends of a list the other side gives more, so that the last record has neighbours too.
        let from = at.saturating_sub(REACH).min(list.len().saturating_sub(2 * REACH + 1));
        list.get(from..list.len().min(from + 2 * REACH + 1)).unwrap_or(&[])
    }

    fn score(&self, rank: usize, other: usize) -> f64 {
        let (mut score, mut words, mut word_score) = (0.0, 0, 0.0);
        for term in shared(self.terms_at(rank), self.terms_at(other)) {
            let weight = self.weights.get(term as usize).copied().unwrap_or(0.0);
            if let Some(Term::Word(_)) = self.terms.get(term as usize) {
                words += 1;
                word_score += weight;
            } else {
                score += weight;
            }
        }
        if words >= FEWEST_SHARED_WORDS { score + word_score } else { score }
    }

    fn reasons<'a>(&self, records: &[&'a Postmortem], place: usize, other: usize) -> Vec<Reason<'a>> {
        let Some(&there) = records.get(other) else { return Vec::new() };
        let (mut causes, mut services, mut words) = (Vec::new(), Vec::new(), Vec::new());
        for term in shared(self.terms_at(self.rank(place)), self.terms_at(self.rank(other))) {
            match self.terms.get(term as usize) {
                Some(Term::Cause(cause)) => {
                    let written = there.causes.iter().find(|tag| tag.id == *cause);
                    causes.extend(written.map(|tag| Reason::Cause(&tag.id)));
                }
                Some(Term::Service(key)) => {
                    let written = services_of(there).into_iter().find(|(known, _)| known == key);
                    services.extend(written.map(|(_, service)| Reason::Service(service)));
                }
                Some(Term::Word(word)) => words.push(word.clone()),
                Some(Term::Both(..)) | None => {}
            }
        }
        words.sort_unstable();
        let trigger = (words.len() >= FEWEST_SHARED_WORDS).then_some(Reason::Trigger(words));
        causes.into_iter().chain(services).chain(trigger).collect()
    }
}

fn terms_of(record: &Postmortem, ids: &mut FxHashMap<Term, u32>) -> Vec<u32> {
    let mut id = |term: Term| {
        let next = ids.len() as u32;
        *ids.entry(term).or_insert(next)
    };
    let specific = record.causes.iter().filter(|tag| is_specific(&tag.id));
    let causes: Vec<u32> = specific.map(|tag| id(Term::Cause(tag.id.clone()))).collect();
    let services: Vec<u32> = services_of(record).into_iter().map(|(key, _)| id(Term::Service(key))).collect();
    let mut terms: Vec<u32> = Vec::new();
    for &cause in &causes {
        terms.extend(services.iter().map(|&service| id(Term::Both(cause, service))));
    }
    terms.extend(words(record.trigger.as_deref().unwrap_or("")).map(|word| id(Term::Word(word))));
    terms.extend(causes.into_iter().chain(services));
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// The words of a trigger that may tell something: four letters and more, without the commonest.
fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| word.chars().nth(3).is_some()).map(str::to_lowercase).filter(|word| {
        // A bare number is a count or a clock, which two incidents share by chance.
        !COMMON.contains(&word.as_str()) && word.chars().any(char::is_alphabetic)
    })
}

fn frequencies(of_record: &[Vec<u32>], terms: usize) -> Vec<usize> {
    let mut frequencies = vec![0; terms];
    for &term in of_record.iter().flatten() {
        if let Some(frequency) = frequencies.get_mut(term as usize) {
            *frequency += 1;
        }
    }
    frequencies
}

/// Drops what no other record has, and of the words all but the rarest.
fn keep_rare(record_terms: &mut Vec<u32>, terms: &[Term], frequencies: &[usize]) {
    let frequency = |term: &u32| frequencies.get(*term as usize).copied().unwrap_or(0);
    record_terms.retain(|term| frequency(term) > 1);
    let is_word = |term: &u32| matches!(terms.get(*term as usize), Some(Term::Word(_)));
    let mut words: Vec<u32> = record_terms.iter().copied().filter(is_word).collect();
    words.sort_unstable_by_key(|term| (frequency(term), *term));
    let dropped = words.split_off(words.len().min(WORDS));
    record_terms.retain(|term| !dropped.contains(term));
}

/// What two ascending lists share.
fn shared<'l>(left: &'l [u32], right: &'l [u32]) -> impl Iterator<Item = u32> + 'l {
    let (mut left, mut right) = (left.iter().copied().peekable(), right.iter().copied().peekable());
    std::iter::from_fn(move || {
        loop {
            match left.peek()?.cmp(right.peek()?) {
                std::cmp::Ordering::Less => left.next(),
                std::cmp::Ordering::Greater => right.next(),
                std::cmp::Ordering::Equal => {
                    right.next();
                    return left.next();
                }
            };
        }
    })
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

    fn slugs<'a>(records: &[&'a Postmortem], of: &str) -> Vec<(&'a str, Vec<Reason<'a>>)> {
        let all = related(records);
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
                ("both", vec![Reason::Cause("memory-leak"), Reason::Service("Checkout")]),
                ("cause", vec![Reason::Cause("memory-leak")]),
                ("service", vec![Reason::Service("checkout")]),
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
            [("first", Reason::Repeats), ("side", Reason::Stated), ("alike", Reason::Cause("memory-leak"))]
        );
        assert_eq!(slugs(&records, "first")[0], ("later", vec![Reason::RepeatedBy]));
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
            [("b", vec![Reason::Trigger(vec!["export".into(), "invoices".into()])])]
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
