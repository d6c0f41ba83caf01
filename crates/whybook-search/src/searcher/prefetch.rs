//! Reads what every query touches, so that packing can put it into the chunk that is fetched first.

use tantivy::DocAddress;

use super::{SearchError, Searcher};
use crate::field::{KeyField, TextField};
use crate::hot_terms::hot_terms;

impl Searcher {
    /// Reads what every query touches: the dictionaries of key fields, the field norms and the hot terms.
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
