//! Judged queries, and how well a search answers them; the same for the example and for the tests.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;
use whybook::classify::Tagger;
use whybook::classify::taxonomy::Taxonomy;
use whybook::disclosure::Policy;
use whybook::index;
use whybook::library::Library;
use whybook::source::Selection;
use whybook_search::{Request, Searcher, Sort};

/// Hits among which what is wanted must be.
const FIRST: usize = 3;
/// Hits looked through for the reciprocal rank.
const DEPTH: usize = 50;

/// A query with the incidents that must come.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Judged {
    /// As typed or pasted.
    pub query: String,
    /// `pasted`, `symptom`, `cause`, `mitigation`, `misspelling`, `identifier`, `number` or `question`.
    pub kind: String,
    /// Paths of the incidents.
    pub want: Vec<String>,
}

/// Reads judged queries, one JSON object a line.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<Judged>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            serde_json::from_str(line).with_context(|| format!("{}, line {}", path.display(), number + 1))
        })
        .collect()
}

/// Indexes a folder of postmortems in memory, as `whybook build` does on the disk.
pub(crate) fn open(content: &Path) -> anyhow::Result<Searcher> {
    let taxonomy = Taxonomy::embedded();
    let library = Library::read(
        content,
        &Selection::default(),
        &Policy::everything(),
        &Tagger::new(&taxonomy),
        |_| (),
    )?;
    let vocabulary = index::vocabulary(&taxonomy, None)?;
    let documents = index::build_documents(&library.incidents);
    let files = whybook_search::index::build(&documents, &vocabulary)?;
    Ok(Searcher::open(files.in_memory()?)?)
}

/// How well queries were answered.
pub(crate) struct Report {
    answers: Vec<Answer>,
}

struct Answer {
    query: String,
    kind: String,
    /// Of each wanted incident its path and its place, the first being 1.
    places: Vec<(String, Option<usize>)>,
    first: Vec<String>,
    total: usize,
}

impl Answer {
    /// Whether every wanted incident is among the first.
    fn succeeds(&self) -> bool {
        self.places.iter().all(|(_, place)| place.is_some_and(|place| place <= FIRST))
    }

    /// One over the place of the first wanted incident.
    fn reciprocal(&self) -> f64 {
        let best = self.places.iter().filter_map(|(_, place)| *place).min();
        best.map_or(0.0, |place| 1.0 / place as f64)
    }
}

impl Report {
    /// Asks every query.
    pub(crate) fn of(judged: &[Judged], searcher: &Searcher) -> Self {
        Self { answers: judged.iter().map(|judged| ask(judged, searcher)).collect() }
    }

    /// Share of the queries of which all that is wanted is among the first three.
    pub(crate) fn success(&self) -> f64 {
        share(self.answers.iter().filter(|answer| answer.succeeds()).count(), self.answers.len())
    }

    /// Mean of one over the place of the first wanted incident.
    pub(crate) fn reciprocal_rank(&self) -> f64 {
        self.answers.iter().map(Answer::reciprocal).sum::<f64>() / self.answers.len().max(1) as f64
    }

    /// Number of queries.
    pub(crate) fn len(&self) -> usize {
        self.answers.len()
    }

    /// The figures, by kind and over all, and what was missed.
    pub(crate) fn table(&self, verbose: bool) -> String {
        let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for answer in &self.answers {
            let (right, all) = kinds.entry(&answer.kind).or_default();
            *right += usize::from(answer.succeeds());
            *all += 1;
        }
        let mut out = String::new();
        for (kind, (right, all)) in kinds {
            let _ = writeln!(out, "{kind:<12} {right} of {all}");
        }
        let right = self.answers.iter().filter(|answer| answer.succeeds()).count();
        let _ = writeln!(
            out,
            "{:<12} {right} of {}: success@3 {:.3}, mean reciprocal rank {:.3}",
            "all",
            self.len(),
            self.success(),
            self.reciprocal_rank()
        );
        for answer in self.answers.iter().filter(|answer| verbose && !answer.succeeds()) {
            let _ = writeln!(out, "\n{}: {:?} ({} found)", answer.kind, answer.query, answer.total);
            for (path, place) in &answer.places {
                let _ = writeln!(
                    out,
                    "  wanted {path}: {}",
                    place.map_or("not found".to_owned(), |place| format!("place {place}"))
                );
            }
            let _ = writeln!(out, "  first: {}", answer.first.join(", "));
        }
        out
    }
}

fn ask(judged: &Judged, searcher: &Searcher) -> Answer {
    let request = Request {
        query: &judged.query,
        sort: Sort::Relevance,
        limit: DEPTH,
        offset: 0,
        today: None,
        facets: true,
    };
    let (hits, total): (Vec<String>, usize) = match searcher.search(&request) {
        Ok(results) => (results.hits.into_iter().map(|hit| hit.path).collect(), results.total),
        Err(_) => (Vec::new(), 0),
    };
    let place = |path: &String| (path.clone(), hits.iter().position(|hit| hit == path).map(|at| at + 1));
    Answer {
        query: judged.query.clone(),
        kind: judged.kind.clone(),
        places: judged.want.iter().map(place).collect(),
        first: hits.iter().take(FIRST).cloned().collect(),
        total,
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
