//! Search over Whybook incidents: one schema, one set of tokenisers, one query language and one ranking for
//! the command line, the development server and the browser.
//!
//! An [`IncidentDocument`] goes in through [`index::build`], which returns the files of a tantivy index; a
//! [`Searcher`] opens them from any [`tantivy::Directory`] and answers a [`Request`] with [`SearchResults`].
//!
//! 1. [`schema`] says which fields an incident has in the index,
//! 2. [`tokenize`] cuts text into terms,
//! 3. [`index`] writes, with the [`vocabulary`] and the words of the index beside tantivy's files, and `intact` finds
//!    out whether they still are as they were written,
//! 4. [`query`] reads what somebody typed or pasted, with spans,
//! 5. `meaning` says what that stands for in this index: synonyms, near spellings, the values of names; `compile`
//!    makes the tantivy query of it,
//! 6. [`facets`] counts over the whole result, [`filters`] says how to narrow it and widen it again, [`hits`] and
//!    [`snippet`] show its best part,
//! 7. [`similar`] finds past incidents like a text,
//! 8. [`web`] packs an index for browsers, where the same [`Searcher`] answers from those parts of it that are there.
//!    What it asks for of every search stands together: `dictionary`, `pinned`.

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
