//! Reads an index from a static web host without ever blocking.
//!
//! [`pack()`](crate::pack::pack) cuts the files of an index into *chunks*: the first has what opening reads, others the
//! postings and positions of words that are neighbours in the dictionary; *groups* have the records of a few incidents.
//! A [`Packed`] index has the chunks that were supplied. A read of other ones fails, and their names are recorded; the
//! caller fetches all of them at once ([`Packed::take_missing`]), supplies them and searches again. So the engine needs
//! no threads, locks or network access, and finds the same as on a file system.

/// Version of this format. It is part of the fingerprint of an index, so that a browser does not use cached chunks of
/// another format.
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
