//! The index as files that any static host can serve, and the reading side of it, which never waits.
//!
//! [`pack()`](crate::pack::pack) cuts the files of an index into *chunks*: what opening reads stands together in the first one, the
//! postings and positions of words that are neighbours in the dictionary in others, what hits show in *groups* of a few
//! incidents. A [`Packed`] index has the chunks that were handed to it. A read that needs others fails and is noted;
//! whoever asked fetches all that was noted at once ([`Packed::take_missing`]), hands it over and asks again. So the
//! engine needs no thread, no lock and no network of its own, and answers as it does on a file system.

/// Version of all this: an index that is packed otherwise must not be taken for one that a browser has kept.
pub const FORMAT: u32 = 1;

mod directory;
mod map;
mod prefetch;
mod store;

pub use directory::Packed;
#[cfg(feature = "native")]
pub(crate) use map::ChunkMap;
pub(crate) use prefetch::{prefetch_query, prefetch_words};
#[cfg(feature = "native")]
pub(crate) use store::{OPENING, chunk_name, group_name};
