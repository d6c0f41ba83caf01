//! Reads of an index what any query may ask for: so it is found out what the web needs at once.

use tantivy::DocAddress;

use super::{SearchError, Searcher};
use crate::field::{KeyField, TextField};
use crate::hot_terms::hot_terms;

impl Searcher {
    /// Reads what any query may ask for: the dictionaries of names, the lengths of texts, and pinned terms.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub(crate) fn prefetch(&self) -> Result<(), SearchError> {
        let searcher = self.reader.searcher();
        let words = || self.words();
        let lookup = self.lookup(&searcher, &words);
        for field in KeyField::ALL {
            lookup.values(field)?;
        }
        for segment in searcher.segment_readers() {
            segment.get_fieldnorms_reader(self.fields.text()?)?;
        }
        for term in hot_terms(&self.vocabulary, self.words()?) {
            for zone in TextField::ALL {
                lookup.contains(Some(zone), &term)?;
            }
        }
        Ok(())
    }

    /// What is stored of an incident to be shown.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub(crate) fn stored(&self, address: DocAddress) -> Result<Vec<u8>, SearchError> {
        Ok(self.record(&self.reader.searcher(), address)?)
    }
}
