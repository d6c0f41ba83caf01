//! A query that adds a constant to the score of each match.

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, Term};

/// A query and the constant that is added to the score of each match.
#[derive(Debug)]
pub(super) struct Added {
    pub(super) query: Box<dyn Query>,
    pub(super) score: Score,
}

impl Clone for Added {
    fn clone(&self) -> Self {
        Self { query: self.query.box_clone(), score: self.score }
    }
}

impl Query for Added {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(AddedWeight { weight: self.query.weight(scoring)?, score: self.score }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.query.query_terms(visitor);
    }
}

struct AddedWeight {
    weight: Box<dyn Weight>,
    score: Score,
}

impl Weight for AddedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(AddedSet { inner: self.weight.scorer(reader, boost)?, score: self.score * boost }))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.weight.explain(reader, doc)
    }
}

struct AddedSet {
    inner: Box<dyn Scorer>,
    score: Score,
}

impl DocSet for AddedSet {
    fn advance(&mut self) -> DocId {
        self.inner.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.inner.seek(target)
    }

    fn doc(&self) -> DocId {
        self.inner.doc()
    }

    fn size_hint(&self) -> u32 {
        self.inner.size_hint()
    }
}

impl Scorer for AddedSet {
    fn score(&mut self) -> Score {
        self.inner.score() + self.score
    }
}
