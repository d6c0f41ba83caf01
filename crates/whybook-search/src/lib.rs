//! Search over Whybook incidents: one schema, one set of tokenisers, one query language and one ranking for
//! the command line, the development server and the browser.
//!
//! An [`IncidentDocument`] goes in through [`index::build`], which returns the files of a tantivy index; a
//! [`Searcher`] opens them from any [`tantivy::Directory`] and answers a [`Request`] with [`SearchResults`].
//!
//! 1. [`schema`] says which fields an incident has in the index,
//! 2. [`tokenize`] cuts text into terms,
//! 3. [`index`] writes,
//! 4. [`query`] reads what somebody typed or pasted, with spans, and compiles it,
//! 5. [`facets`] counts over the whole result, [`hits`] and [`snippet`] show its best part.

pub mod document;
pub mod facets;
pub mod hits;
pub mod index;
#[cfg(feature = "native")]
mod native;
pub mod query;
pub mod schema;
mod searcher;
pub mod snippet;
pub mod tokenize;

pub use document::{CauseRef, IncidentDocument};
pub use facets::{FacetCount, Facets};
pub use hits::{Hit, SearchResults};
pub use query::{Note, QueryError};
pub use searcher::{Request, SearchError, Searcher, Sort};
pub use snippet::Snippet;
