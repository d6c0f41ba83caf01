//! 1: a folder of files becomes texts: which files are postmortems, and where their front matter ends.

use std::ops::Range;
use std::path::PathBuf;

use crate::diagnostic::LineIndex;

/// The text of one postmortem.
#[derive(Debug, Clone, Default)]
pub struct SourceFile {
    /// Where it lies on the disk.
    pub path: PathBuf,
    /// Path relative to the content folder, with forward slashes.
    pub relative: String,
    /// Its text, without a byte-order mark; bytes that are no UTF-8 are shown as U+FFFD.
    pub text: String,
    /// Lines of the text.
    pub lines: LineIndex,
    /// The front matter's block, if there is one.
    pub front_matter: Option<FrontMatterBlock>,
    /// Where the Markdown starts in `text`.
    pub body_start: usize,
}

impl SourceFile {
    /// The Markdown after the front matter.
    pub fn body(&self) -> &str {
        &self.text[self.body_start..]
    }
}

/// The language of a front matter block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Between lines of `---`.
    Yaml,
    /// Between lines of `+++`.
    Toml,
    /// A JSON object at the top of the file.
    Json,
}

/// Where a front matter block stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontMatterBlock {
    /// Its language.
    pub format: Format,
    /// Its bytes without the fences.
    pub range: Range<usize>,
}
