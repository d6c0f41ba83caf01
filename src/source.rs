//! 1: a folder of files becomes texts: which files are postmortems, and where their front matter ends.
//!
//! [`find`] decides by name and by `whybook.toml`, `judge` by content; whatever is passed over keeps its reason. [`load`] reads a file
//! that somebody asked for by name, whatever it holds.

mod block;
mod extensions;
mod fence;
mod find;
mod judge;
pub mod links;
pub mod markup;
mod read;
mod selection;

use std::ops::Range;
use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, LineIndex};

pub use extensions::{conversion, stem};
pub use find::{FoundFile, Listing, OTHER as OTHER_MARKUP, find, reason_by_name};
pub use judge::{
    Judgement, Verdict, is_list, kind_named, names_an_incident, names_an_update, stated_title, states_a_fact,
    tells_of_failure,
};
pub use read::{MAX_BYTES, Outcome, judge_portion, load, read, read_bytes, recut, whole};
pub use selection::Selection;

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
    /// Where a front matter block that was refused ends; 0 where none was. It is shown as text, but names nothing.
    pub refused_to: usize,
    /// Its Markdown where that differs from its text; see [`markup`].
    pub markup: markup::Markup,
    /// Whether `text` is only the first [`MAX_BYTES`] of the file: its page has to link to the whole.
    pub cut: bool,
    /// What the file is, and why.
    pub judgement: Judgement,
    /// What of the file the text is.
    pub portion: Portion,
}

/// What of its file a text is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Portion {
    /// All of it.
    #[default]
    Whole,
    /// One of several incidents that the file tells of.
    Incident {
        /// The id of its heading.
        id: String,
        /// The day that its heading names, with the words that do.
        day: Option<(jiff::civil::Date, String)>,
    },
    /// What is left of a file without its incidents.
    Remainder,
}

impl SourceFile {
    /// The Markdown after the front matter.
    pub fn body(&self) -> &str {
        self.markdown().get(self.body_start..).unwrap_or("")
    }

    /// What tells it from all other write-ups: its path, with the heading of an incident that shares its file.
    pub fn address(&self) -> String {
        match &self.portion {
            Portion::Incident { id, .. } => format!("{}#{id}", self.relative),
            Portion::Whole | Portion::Remainder => self.relative.clone(),
        }
    }

    /// Gives it another [`SourceFile::address`].
    pub fn move_to(&mut self, address: &str) {
        match &mut self.portion {
            Portion::Incident { id, .. } => {
                let (path, heading) = address.rsplit_once('#').unwrap_or((address, id));
                self.relative = path.to_owned();
                *id = heading.to_owned();
            }
            Portion::Whole | Portion::Remainder => self.relative = address.to_owned(),
        }
    }

    /// Whether a finding about its file is about this text.
    pub fn concerns(&self, diagnostic: &Diagnostic) -> bool {
        let holds = |line: u32| self.lines.holds(&self.text, line);
        diagnostic.path == self.relative
            && match self.portion {
                Portion::Incident { .. } => diagnostic.span.as_ref().is_some_and(|span| holds(span.line)),
                Portion::Whole | Portion::Remainder => true,
            }
    }

    /// Gives a finding about an incident that shares its file a place: its heading.
    pub fn locate(&self, diagnostic: &mut Diagnostic) {
        if diagnostic.span.is_none() && matches!(self.portion, Portion::Incident { .. }) {
            let heading = self.lines.line_range(&self.text, self.lines.first());
            diagnostic.span = Some(self.lines.span(&self.text, heading));
        }
    }

    /// The text without the markup of site generators: of the same length, each line at the same place.
    pub fn markdown(&self) -> &str {
        self.markup.text.as_deref().unwrap_or(&self.text)
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

/// A front matter block: where it stands in the text, and what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontMatterBlock {
    /// Its language.
    pub format: Format,
    /// Its bytes without the fences.
    pub range: Range<usize>,
    /// What it says, in the order of the file; keys without a value are left out.
    pub entries: Vec<FrontMatterEntry>,
    /// The keys without a value, as written.
    pub empty: Vec<String>,
}

/// A key of front matter and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontMatterEntry {
    /// The key as written.
    pub key: String,
    /// Bytes of the file's text where the key stands.
    pub key_range: Range<usize>,
    /// Its value.
    pub value: Located,
}

/// A value of front matter and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Located {
    /// The value.
    pub value: Value,
    /// Bytes of the file's text.
    pub range: Range<usize>,
}

/// A value as its author wrote it: `007` and `1.10` keep their digits.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A text, number, date or truth value; quotes and escapes are resolved.
    Scalar(String),
    /// A list.
    List(Vec<Located>),
    /// A mapping, in the order of the file.
    Map(Vec<FrontMatterEntry>),
    /// A key without a value.
    Null,
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Scalar(text) => f.write_str(text),
            Self::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    write!(f, "{}{}", if index == 0 { "" } else { ", " }, item.value)?;
                }
                Ok(())
            }
            Self::Map(entries) => {
                for (index, entry) in entries.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}{}: {}", entry.key, entry.value.value)?;
                }
                Ok(())
            }
            Self::Null => Ok(()),
        }
    }
}

/// A file that is no postmortem, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Path relative to the content folder, with forward slashes; a folder ends in one.
    pub path: String,
    /// Why, as words that can follow its path; files with the same reason are told of together.
    pub reason: &'static str,
    /// What there is to say of this one; may be empty.
    pub detail: String,
}

impl Skipped {
    /// A file that is passed over for a reason that says all.
    pub fn new(path: impl Into<String>, reason: &'static str) -> Self {
        Self { path: path.into(), reason, detail: String::new() }
    }
}

impl std::fmt::Display for Skipped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.reason)?;
        if self.detail.is_empty() { Ok(()) } else { write!(f, ": {}", self.detail) }
    }
}
