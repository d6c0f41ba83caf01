//! Inverted lists of what records may have in common, and the search in them.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{MOST, Related, Relation, distance};
use crate::postmortem::Postmortem;
use crate::trends::recurrence::TooWide;
use crate::trends::services_of;

/// How many neighbours in time are taken from one list, on either side.
const REACH: usize = 12;

/// Words of a trigger that are looked up, rarest first.
const WORDS: usize = 8;

/// Triggers are similar from so many words in common.
const FEWEST_SHARED_WORDS: usize = 2;

/// A cause counts more than a service that is equally rare.
const CAUSE_WEIGHT: f64 = 1.25;

/// A word of a trigger counts less than a tagged cause or a named service.
const WORD_WEIGHT: f64 = 0.5;

/// Words that triggers share without being similar.
const COMMON: &str = "about after again also because been before being between both caused causing could does during each \
    from have incident into more once only other over service some such than that their then there these \
    this triggered were when which with";

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum SharedTerm {
    Cause(String),
    Service(String),
    Word(String),
    /// A cause and a service together: found in a list of their own, weighed by themselves.
    Both(u32, u32),
}

/// The inverted lists. Records are numbered by their rank in time, so that neighbours in a list are neighbours in time.
pub(super) struct Lists {
    terms: Vec<SharedTerm>,
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
    /// Makes the lists of `records`.
    pub(super) fn of(records: &[&Postmortem], too_wide: &TooWide<'_>) -> Self {
        let mut order: Vec<(usize, &Postmortem)> = records.iter().copied().enumerate().collect();
        order.sort_by_key(|(_, record)| (record.date.is_none(), record.date, &record.slug));
        let mut ids: FxHashMap<SharedTerm, u32> = FxHashMap::default();
        let mut of_record: Vec<Vec<u32>> =
            order.iter().map(|(_, record)| terms_of(record, too_wide, &mut ids)).collect();
        let frequencies = frequencies(&of_record, ids.len());
        let mut terms: Vec<(u32, SharedTerm)> = ids.into_iter().map(|(term, id)| (id, term)).collect();
        terms.sort_unstable_by_key(|(id, _)| *id);
        let terms: Vec<SharedTerm> = terms.into_iter().map(|(_, term)| term).collect();
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
        let weight = |(term, list): (&SharedTerm, &Vec<usize>)| {
            let rarity = (1.0 + records.len() as f64 / list.len().max(1) as f64).ln();
            match term {
                SharedTerm::Cause(_) => rarity * CAUSE_WEIGHT,
                SharedTerm::Service(_) => rarity,
                SharedTerm::Word(_) => rarity * WORD_WEIGHT,
                SharedTerm::Both(..) => 0.0,
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
    pub(super) fn similar<'a>(
        &self,
        records: &[&'a Postmortem],
        place: usize,
        seen: &mut [usize],
    ) -> Vec<Related<'a>> {
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
            if let Some(SharedTerm::Word(_)) = self.terms.get(term as usize) {
                words += 1;
                word_score += weight;
            } else {
                score += weight;
            }
        }
        if words >= FEWEST_SHARED_WORDS { score + word_score } else { score }
    }

    /// What the record at `place` has in common with the one at `other`.
    pub(super) fn reasons<'a>(
        &self,
        records: &[&'a Postmortem],
        place: usize,
        other: usize,
    ) -> Vec<Relation<'a>> {
        let Some(&there) = records.get(other) else { return Vec::new() };
        let (mut causes, mut services, mut words) = (Vec::new(), Vec::new(), Vec::new());
        for term in shared(self.terms_at(self.rank(place)), self.terms_at(self.rank(other))) {
            match self.terms.get(term as usize) {
                Some(SharedTerm::Cause(cause)) => {
                    let written = there.causes.iter().find(|tag| tag.id == *cause);
                    causes.extend(written.map(|tag| Relation::Cause(&tag.id)));
                }
                Some(SharedTerm::Service(key)) => {
                    let written = services_of(there).into_iter().find(|(known, _)| known == key);
                    services.extend(written.map(|(_, service)| Relation::Service(service)));
                }
                Some(SharedTerm::Word(word)) => words.push(word.clone()),
                Some(SharedTerm::Both(..)) | None => {}
            }
        }
        words.sort_unstable();
        let trigger = (words.len() >= FEWEST_SHARED_WORDS).then_some(Relation::Trigger(words));
        causes.into_iter().chain(services).chain(trigger).collect()
    }
}

fn terms_of(record: &Postmortem, too_wide: &TooWide<'_>, ids: &mut FxHashMap<SharedTerm, u32>) -> Vec<u32> {
    let mut id = |term: SharedTerm| {
        let next = ids.len() as u32;
        *ids.entry(term).or_insert(next)
    };
    let specific = record.causes.iter().filter(|tag| too_wide.can_recur(&tag.id));
    let causes: Vec<u32> = specific.map(|tag| id(SharedTerm::Cause(tag.id.clone()))).collect();
    let services: Vec<u32> =
        services_of(record).into_iter().map(|(key, _)| id(SharedTerm::Service(key))).collect();
    let mut terms: Vec<u32> = Vec::new();
    for &cause in &causes {
        terms.extend(services.iter().map(|&service| id(SharedTerm::Both(cause, service))));
    }
    terms.extend(words(record.trigger.as_deref().unwrap_or("")).map(|word| id(SharedTerm::Word(word))));
    terms.extend(causes.into_iter().chain(services));
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// The significant words of a trigger: four letters and more, without the most common.
fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| word.chars().nth(3).is_some()).map(str::to_lowercase).filter(|word| {
        // A bare number is a count or a clock, which two incidents share by chance.
        !COMMON.split(' ').any(|common| common == word) && word.chars().any(char::is_alphabetic)
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
fn keep_rare(record_terms: &mut Vec<u32>, terms: &[SharedTerm], frequencies: &[usize]) {
    let frequency = |term: &u32| frequencies.get(*term as usize).copied().unwrap_or(0);
    record_terms.retain(|term| frequency(term) > 1);
    let is_word = |term: &u32| matches!(terms.get(*term as usize), Some(SharedTerm::Word(_)));
    let mut words: Vec<u32> = record_terms.iter().copied().filter(is_word).collect();
    words.sort_unstable_by_key(|term| (frequency(term), *term));
    let dropped: FxHashSet<u32> = words.split_off(words.len().min(WORDS)).into_iter().collect();
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
