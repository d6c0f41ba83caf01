//! Counts over the whole result, and the one pass over the matching incidents that gives them.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::Serialize;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::schema::column;
use crate::searcher::Sort;
use crate::tokenize::keyword;

/// Counts of the incidents that match, by what can be filtered on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Facets {
    /// By root cause; an incident with several counts under each.
    pub cause: Vec<FacetCount>,
    /// By category of root cause.
    pub category: Vec<FacetCount>,
    /// By service affected.
    pub service: Vec<FacetCount>,
    /// By level of severity, or by the words where they cannot be ranked.
    pub severity: Vec<FacetCount>,
    /// By year, newest first.
    pub year: Vec<FacetCount>,
    /// By who noticed first.
    pub detected_by: Vec<FacetCount>,
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetCount {
    /// What a query takes after the field's name.
    pub value: String,
    /// The value as written.
    pub label: String,
    /// Number of incidents.
    pub count: u64,
    /// Category of a cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
}

/// Years that a day number may have; damaged columns give no others.
const YEARS: RangeInclusive<u64> = 0..=9999;

/// Collects ranks and counts.
pub(crate) struct Gather {
    pub(crate) sort: Sort,
}

/// What was collected.
#[derive(Default)]
pub(crate) struct Gathered {
    /// Rank, place and score of every match.
    pub(crate) matches: Vec<Match>,
    counts: BTreeMap<(&'static str, String), u64>,
}

/// An incident that matches. The index holds incidents newest first, then by slug: places break ties.
#[derive(Clone, Copy)]
pub(crate) struct Match {
    /// Higher comes first.
    pub(crate) rank: u64,
    pub(crate) address: DocAddress,
    pub(crate) score: Score,
}

impl Collector for Gather {
    type Fruit = Gathered;
    type Child = SegmentGather;

    fn for_segment(
        &self,
        ordinal: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<SegmentGather> {
        let columns = segment.fast_fields();
        let names = [column::CAUSE, column::CATEGORY, column::SERVICE, column::SEVERITY, column::DETECTED_BY];
        let mut strings = Vec::new();
        for name in names {
            if let Some(values) = columns.str(name)? {
                let counts = vec![0; values.num_terms()];
                strings.push(StringCounts { name, values, counts });
            }
        }
        Ok(SegmentGather {
            ordinal,
            sort: self.sort,
            strings,
            date: columns.u64(column::DATE)?,
            duration: columns.u64(column::DURATION)?,
            years: BTreeMap::new(),
            matches: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<Gathered>>) -> tantivy::Result<Gathered> {
        let mut all = Gathered::default();
        for segment in segments {
            let segment = segment?;
            all.matches.extend(segment.matches);
            for (value, count) in segment.counts {
                *all.counts.entry(value).or_default() += count;
            }
        }
        Ok(all)
    }
}

struct StringCounts {
    name: &'static str,
    values: StrColumn,
    counts: Vec<u64>,
}

/// Collects within one segment.
pub(crate) struct SegmentGather {
    ordinal: SegmentOrdinal,
    sort: Sort,
    strings: Vec<StringCounts>,
    date: Column<u64>,
    duration: Column<u64>,
    years: BTreeMap<u64, u64>,
    matches: Vec<Match>,
}

impl SegmentCollector for SegmentGather {
    type Fruit = tantivy::Result<Gathered>;

    fn collect(&mut self, doc: DocId, score: Score) {
        for string in &mut self.strings {
            for ordinal in string.values.term_ords(doc) {
                if let Some(count) = string.counts.get_mut(ordinal as usize) {
                    *count += 1;
                }
            }
        }
        if let Some(year) = self.date.first(doc).map(|day| day / 10_000).filter(|year| YEARS.contains(year)) {
            *self.years.entry(year).or_default() += 1;
        }
        let rank = match self.sort {
            // Sums of the same numbers may differ in their last bits; such a difference is a tie.
            Sort::Relevance => (f64::from(score.max(0.0)) * 1024.0).round() as u64,
            Sort::Date => 0,
            Sort::Duration => self.duration.first(doc).map_or(0, |minutes| minutes.saturating_add(1)),
        };
        self.matches.push(Match { rank, address: DocAddress::new(self.ordinal, doc), score });
    }

    fn harvest(self) -> tantivy::Result<Gathered> {
        let mut counts = BTreeMap::new();
        for string in self.strings {
            for (ordinal, &count) in string.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                let mut value = String::new();
                string.values.ord_to_str(ordinal as u64, &mut value)?;
                *counts.entry((string.name, value)).or_default() += count;
            }
        }
        for (year, count) in self.years {
            counts.insert((column::DATE, year.to_string()), count);
        }
        Ok(Gathered { matches: self.matches, counts })
    }
}

impl Gathered {
    /// The counts, most frequent value first.
    pub(crate) fn facets(&self) -> Facets {
        let mut facets = Facets::default();
        for ((name, label), &count) in &self.counts {
            let (list, category, label) = match *name {
                column::CAUSE => {
                    let (category, id) = label.split_once('/').unwrap_or(("", label));
                    (&mut facets.cause, Some(category.to_owned()), id)
                }
                column::CATEGORY => (&mut facets.category, None, label.as_str()),
                column::SERVICE => (&mut facets.service, None, label.as_str()),
                column::SEVERITY => (&mut facets.severity, None, label.as_str()),
                column::DETECTED_BY => (&mut facets.detected_by, None, label.as_str()),
                _ => (&mut facets.year, None, label.as_str()),
            };
            add(list, FacetCount { value: keyword(label), label: label.to_owned(), count, category });
        }
        for list in [
            &mut facets.cause, &mut facets.category, &mut facets.service, &mut facets.severity,
            &mut facets.detected_by,
        ] {
            list.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        }
        facets.year.sort_by(|a, b| b.value.cmp(&a.value));
        facets
    }
}

/// Adds a value; two spellings of one name are one value under the more frequent spelling.
fn add(list: &mut Vec<FacetCount>, new: FacetCount) {
    match list.iter_mut().find(|known| known.value == new.value) {
        Some(known) => {
            if new.count > known.count {
                known.label = new.label;
            }
            known.count += new.count;
        }
        None => list.push(new),
    }
}
