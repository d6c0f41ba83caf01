//! Search over Whybook incidents: one schema, one set of tokenisers, one query language and one ranking for
//! the command line, the development server and the browser.
//!
//! [`index::build`] writes the files of a tantivy index from [`IncidentDocument`]s; a [`Searcher`] opens them from any
//! [`tantivy::Directory`] and answers a [`Request`] with [`SearchResults`]. From the bottom up:
//!
//! 1. `field` lists what can be searched, [`tokenize`] splits text into terms, [`schema`] maps an incident to the fields
//!    of tantivy, `stored` to the record that a hit shows,
//! 2. [`index`] writes, with the [`vocabulary`], the words for spelling correction and `checksums`; `dictionary`,
//!    `hot_terms` and `fieldnorms` rewrite what tantivy wrote,
//! 3. [`query`] parses a typed or pasted query, with spans,
//! 4. `resolve` expands it for this index by `term_lookup`: synonyms, corrections, values of keys; `compile` makes the
//!    tantivy query of that,
//! 5. [`facets`] ranks and counts the matches, [`filters`] narrows and widens the query, [`snippet`] and [`results`] make
//!    the hits,
//! 6. [`similar`] finds incidents that are similar to a text,
//! 7. `pack` cuts an index into chunks for a static web host, [`web`] reads those that have been fetched.

mod checksums;
mod compile;
mod dictionary;
pub mod display;
pub mod document;
mod error;
pub mod facets;
mod field;
mod fieldnorms;
pub mod filters;
mod hot_terms;
pub mod index;
#[cfg(feature = "native")]
mod native;
#[cfg(feature = "native")]
pub mod pack;
mod prior;
pub mod query;
mod read_only;
mod request;
mod resolve;
pub mod results;
mod rewrite;
pub mod schema;
mod searcher;
pub mod similar;
pub mod snippet;
mod spelling;
mod stored;
mod term_lookup;
pub mod tokenize;
pub mod vocabulary;
pub mod web;

pub use document::{CauseRef, IncidentDocument};
pub use error::SearchError;
pub use facets::{CategoryCount, FacetCount, Facets};
pub use field::{KeyField, TextField};
pub use filters::Filter;
pub use query::{Note, QueryError};
pub use request::{Request, Sort};
pub use resolve::Reading;
pub use results::{Hit, SearchResults, Why};
pub use searcher::Searcher;
pub use similar::Likeness;
pub use snippet::Snippet;
pub use vocabulary::Vocabulary;
