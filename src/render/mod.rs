//! 7: page models → Tera → files to write. Pure: nothing here reads a file or a clock.

pub mod charts;

/// A file of the site, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// Path relative to the site's root, with forward slashes.
    pub path: String,
    /// Its bytes.
    pub contents: Vec<u8>,
}
