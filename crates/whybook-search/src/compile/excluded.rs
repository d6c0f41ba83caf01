//! Excluded queries, wrapped to avoid a defect of tantivy.
//!
//! tantivy 0.27 seeks backwards in an excluded set, which phrase scorers do not allow (they panic in a debug build).
//! This wrapper answers such seeks itself.

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, Term};

/// A query whose matches are excluded.
#[derive(Debug)]
pub(super) struct Excluded {
    pub(super) query: Box<dyn Query>,
}

impl Clone for Excluded {
    fn clone(&self) -> Self {
        Self { query: self.query.box_clone() }
    }
}

impl Query for Excluded {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        // Excluded documents need no score.
        let scoring = EnableScoring::disabled_from_schema(scoring.schema());
        Ok(Box::new(ExcludedWeight { weight: self.query.weight(scoring)? }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.query.query_terms(visitor);
    }
}

struct ExcludedWeight {
    weight: Box<dyn Weight>,
}

impl Weight for ExcludedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(ExcludedSet { inner: self.weight.scorer(reader, boost)? }))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.weight.explain(reader, doc)
    }
}

/// Does not override `seek_danger`: its default implementation never seeks backwards.
struct ExcludedSet {
    inner: Box<dyn Scorer>,
}

impl DocSet for ExcludedSet {
    fn advance(&mut self) -> DocId {
        self.inner.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.inner.doc() >= target { self.inner.doc() } else { self.inner.seek(target) }
    }

    fn doc(&self) -> DocId {
        self.inner.doc()
    }

    fn size_hint(&self) -> u32 {
        self.inner.size_hint()
    }
}

impl Scorer for ExcludedSet {
    fn score(&mut self) -> Score {
        0.0
    }
}
