//! 5: records become documents of the search index.
