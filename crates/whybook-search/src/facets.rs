//! Facet counts, and the collector that computes them and the ranking in one pass over the matches.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::Serialize;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::field::column;
use crate::filters::Filters;
use crate::prior::Prior;
use crate::request::Sort;
use crate::tokenize::keyword;
use crate::vocabulary::Vocabulary;

/// Numbers of matching incidents for each value that can be filtered on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Facets {
    /// By category of root cause, and by cause within each; an incident with several causes counts for each.
    pub cause: Vec<CategoryCount>,
    /// By service affected.
    pub service: Vec<FacetCount>,
    /// By severity level, or by the severity as written where it has no level.
    pub severity: Vec<FacetCount>,
    /// By year, newest first.
    pub year: Vec<FacetCount>,
    /// By detection source.
    pub detected_by: Vec<FacetCount>,
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetCount {
    /// The value as a query takes it after the field's name.
    pub value: String,
    /// The value as written.
    pub label: String,
    /// Number of incidents.
    pub count: u64,
    /// Whether the query filters on it.
    pub chosen: bool,
    /// The query with this filter added, or removed if it is chosen.
    pub query: String,
}

/// A category of causes with the causes in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CategoryCount {
    /// The category itself.
    #[serde(flatten)]
    pub category: FacetCount,
    /// Its causes, most frequent first.
    pub causes: Vec<FacetCount>,
}

/// Key of the counts of categories.
const CATEGORY: &str = "category";
/// Valid years of a day number; a damaged column may have others.
const YEARS: RangeInclusive<u64> = 0..=9999;

/// Collector of ranked matches and facet counts.
pub(crate) struct Gather {
    pub(crate) sort: Sort,
    /// Whether facets are counted.
    pub(crate) facets: bool,
}

/// The result of [`Gather`].
#[derive(Default)]
pub(crate) struct Gathered {
    /// All matches, unordered.
    pub(crate) matches: Vec<Match>,
    counts: BTreeMap<(&'static str, String), u64>,
}

/// A matching incident. The index is ordered by date, newest first, then by slug, so addresses break ties.
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
        let names = [column::CAUSE, column::SERVICE, column::SEVERITY, column::DETECTED_BY];
        let mut strings = Vec::new();
        for name in names.into_iter().filter(|_| self.facets) {
            if let Some(values) = columns.str(name)? {
                let counts = vec![0; values.num_terms()];
                strings.push(StringCounts { name, values, counts });
            }
        }
        let duration = match self.sort {
            Sort::Duration => Some(columns.u64(column::DURATION)?),
            Sort::Relevance | Sort::Date => None,
        };
        Ok(SegmentGather {
            ordinal,
            sort: self.sort,
            categories: Categories::of(strings.first().filter(|first| first.name == column::CAUSE))?,
            strings,
            date: columns.u64(column::DATE)?,
            duration,
            facets: self.facets,
            prior: Prior::new(columns.u64(column::DATE)?, columns.u64(column::LEVEL)?),
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

/// Counts of categories: an incident counts once for each, however many causes of the category it has.
#[derive(Default)]
struct Categories {
    all: Vec<Category>,
    /// The category of each cause in the column.
    of_cause: Vec<usize>,
}

struct Category {
    name: String,
    count: u64,
    counted_last: Option<DocId>,
}

impl Categories {
    fn of(causes: Option<&StringCounts>) -> tantivy::Result<Self> {
        let mut categories = Self::default();
        let Some(causes) = causes else { return Ok(categories) };
        for ordinal in 0..causes.counts.len() as u64 {
            let mut cause = String::new();
            causes.values.ord_to_str(ordinal, &mut cause)?;
            let name = cause.split_once('/').map_or("", |(category, _)| category);
            let known = categories.all.iter().position(|category| category.name == name);
            categories.of_cause.push(known.unwrap_or(categories.all.len()));
            if known.is_none() {
                categories.all.push(Category { name: name.to_owned(), count: 0, counted_last: None });
            }
        }
        Ok(categories)
    }

    fn count(&mut self, cause: u64, doc: DocId) {
        let category = self.of_cause.get(cause as usize).and_then(|&category| self.all.get_mut(category));
        if let Some(category) = category.filter(|category| category.counted_last != Some(doc)) {
            category.count += 1;
            category.counted_last = Some(doc);
        }
    }
}

/// Collects within one segment.
pub(crate) struct SegmentGather {
    ordinal: SegmentOrdinal,
    sort: Sort,
    strings: Vec<StringCounts>,
    categories: Categories,
    date: Column<u64>,
    /// `Some` only if hits are sorted by it.
    duration: Option<Column<u64>>,
    facets: bool,
    prior: Prior,
    years: BTreeMap<u64, u64>,
    matches: Vec<Match>,
}

impl SegmentCollector for SegmentGather {
    type Fruit = tantivy::Result<Gathered>;

    fn collect(&mut self, doc: DocId, score: Score) {
        // Nested boosts may overflow.
        let score = if score.is_nan() { 0.0 } else { score.clamp(0.0, Score::MAX) };
        for string in &mut self.strings {
            for ordinal in string.values.term_ords(doc) {
                if let Some(count) = string.counts.get_mut(ordinal as usize) {
                    *count += 1;
                }
                if string.name == column::CAUSE {
                    self.categories.count(ordinal, doc);
                }
            }
        }
        if let Some(year) = self.date.first(doc).map(|day| day / 10_000).filter(|year| YEARS.contains(year)) {
            *self.years.entry(year).or_default() += 1;
        }
        let rank = match self.sort {
            // Floating-point sums in different order may differ in the last bits, which must not break a tie.
            Sort::Relevance => (f64::from(score * self.prior.of(doc)) * 1024.0).round() as u64,
            Sort::Date => 0,
            Sort::Duration => {
                let minutes = self.duration.as_ref().and_then(|duration| duration.first(doc));
                minutes.map_or(0, |minutes| minutes.saturating_add(1))
            }
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
        for category in self.categories.all.into_iter().filter(|category| category.count > 0) {
            counts.insert((CATEGORY, category.name), category.count);
        }
        for (year, count) in self.years.into_iter().filter(|_| self.facets) {
            counts.insert((column::DATE, format!("{year:04}")), count);
        }
        Ok(Gathered { matches: self.matches, counts })
    }
}

impl Gathered {
    /// The counts, most frequent value first.
    pub(crate) fn facets(&self, vocabulary: &Vocabulary, filters: &Filters<'_>) -> Facets {
        let list = |name: &str, field: &str| {
            let own = self.counts.iter().filter(|((of, _), _)| *of == name);
            let mut list = Vec::new();
            own.for_each(|((_, label), &count)| add(&mut list, field, label, label, count, filters));
            list.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
            list
        };
        let mut facets = Facets {
            cause: self.causes(vocabulary, filters),
            service: list(column::SERVICE, "service"),
            severity: list(column::SEVERITY, "severity"),
            year: list(column::DATE, "date"),
            detected_by: list(column::DETECTED_BY, "detected_by"),
        };
        facets.year.sort_by(|a, b| b.value.cmp(&a.value));
        facets
    }

    fn causes(&self, vocabulary: &Vocabulary, filters: &Filters<'_>) -> Vec<CategoryCount> {
        let mut categories: Vec<FacetCount> = Vec::new();
        let mut causes: BTreeMap<String, Vec<FacetCount>> = BTreeMap::new();
        for ((name, text), &count) in &self.counts {
            if *name == CATEGORY {
                let label = vocabulary.category_label(text);
                add(&mut categories, "category", text, label, count, filters);
            } else if *name == column::CAUSE {
                let (category, id) = text.split_once('/').unwrap_or(("", text));
                let list = causes.entry(keyword(category)).or_default();
                add(list, "cause", id, vocabulary.cause_label(id), count, filters);
            }
        }
        let order =
            |a: &FacetCount, b: &FacetCount| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value));
        categories.sort_by(order);
        let with_causes = |category: FacetCount| {
            let mut causes = causes.remove(&category.value).unwrap_or_default();
            causes.sort_by(order);
            CategoryCount { category, causes }
        };
        categories.into_iter().map(with_causes).collect()
    }
}

/// Adds a value. Spellings of the same name are merged, labelled with the most frequent one.
fn add(list: &mut Vec<FacetCount>, field: &str, text: &str, label: &str, count: u64, filters: &Filters<'_>) {
    let value = keyword(text);
    match list.iter_mut().find(|known| known.value == value) {
        Some(known) => {
            if count > known.count {
                known.label = label.to_owned();
            }
            known.count += count;
        }
        None => {
            let (query, chosen) = filters.toggled(field, &value);
            list.push(FacetCount { value, label: label.to_owned(), count, chosen, query });
        }
    }
}
