//! Reads what a search will need in advance, so that all missing chunks are fetched together.
//!
//! Errors are ignored here: the store records missing chunks, and other errors occur again in the search itself.

use tantivy::postings::TermInfo;
use tantivy::query::Query;
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, Term};

use crate::field::TextField;
use crate::schema::Fields;
use crate::tokenize;

/// Maximum number of terms to prefetch; a pasted log has more, most of which are not searched.
const MOST_TERMS: usize = 48;

/// Prefetches the postings of the words of a query as written.
pub(crate) fn prefetch_words(index: &Searcher, fields: &Fields, query: &str) {
    for term in tokenize::terms(query).into_iter().take(MOST_TERMS) {
        for zone in TextField::ALL {
            if let Ok(term) = fields.term(zone, &term.text) {
                touch(index, &term, false);
            }
        }
    }
}

/// Prefetches the postings and positions that a compiled query needs.
pub(crate) fn prefetch_query(index: &Searcher, query: &dyn Query) {
    query.query_terms(&mut |term, positions| touch(index, term, positions));
}

fn touch(index: &Searcher, term: &Term, positions: bool) {
    for segment in index.segment_readers() {
        if let Ok(inverted) = segment.inverted_index(term.field())
            && let Ok(Some(info)) = inverted.get_term_info(term)
        {
            let _ = inverted.read_postings_from_terminfo(&info, IndexRecordOption::WithFreqs);
            if positions {
                // Without the postings, since a read of missing postings would fail before the positions are read.
                let info = TermInfo { doc_freq: 0, postings_range: 0..0, ..info };
                let _ = inverted.read_postings_from_terminfo(&info, IndexRecordOption::WithFreqsAndPositions);
            }
        }
    }
}
