//! Touches beforehand what an answer will read, so that all of it is missed at once and fetched together.
//!
//! Nothing here can fail: what is not here is noted by the store, and whatever else is wrong shows when the answer is
//! made.

use tantivy::postings::TermInfo;
use tantivy::query::Query;
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, Term};

use crate::field::TextField;
use crate::schema::Fields;
use crate::tokenize;

/// Terms of a query that are looked ahead for; a pasted log has more, of which most are never asked for.
const MOST_TERMS: usize = 48;

/// What the words of a query need as they are written.
pub(crate) fn prefetch_words(index: &Searcher, fields: &Fields, query: &str) {
    for term in tokenize::terms(query).into_iter().take(MOST_TERMS) {
        for zone in TextField::ALL {
            if let Ok(term) = fields.term(zone, &term.text) {
                touch(index, &term, false);
            }
        }
    }
}

/// What a query needs to run.
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
                // Those of a term without postings: missing postings would hide that positions are missing too.
                let info = TermInfo { doc_freq: 0, postings_range: 0..0, ..info };
                let _ = inverted.read_postings_from_terminfo(&info, IndexRecordOption::WithFreqsAndPositions);
            }
        }
    }
}
