//! A logical line and the section it stands in: what the other parts of this stage build, and what is read for facts.

use std::ops::Range;

/// What a logical line is in the Markdown around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// A heading, real or a bold line or a `Label:` line that acts as one.
    Heading {
        /// 1 to 6.
        level: u8,
    },
    /// A logical line of a paragraph.
    Paragraph,
    /// An item of a list, real or marked by a bullet that Markdown does not know (`§`, `$`, `•`, …).
    ListItem {
        /// 0 for the outermost list.
        depth: u8,
        /// State of a task list's box.
        checked: Option<bool>,
    },
    /// A row of a table.
    TableRow {
        /// Whether it is the header row.
        header: bool,
    },
    /// A block of code or a log excerpt: searched, never read for facts.
    Code,
}

/// One logical line: its text without markup, and where each part of it stands in the file.
#[derive(Debug, Clone)]
pub struct LogicalLine {
    /// What it is.
    pub kind: LineKind,
    /// Its text without markup; bullets and task boxes left out.
    pub text: String,
    /// Cells of a table row, as ranges of `text`.
    pub cells: Vec<Range<usize>>,
    /// Destinations of the links in it.
    pub links: Vec<String>,
    /// What its author's marks take back, as ranges of `text` in order: struck-through text, text beside an empty box.
    pub withdrawn: Vec<Range<usize>>,
    /// Index of its section in [`super::Document::sections`].
    pub section: usize,
    /// Starts of runs: byte of `text`, byte of the file. Sorted, the first at 0.
    pub(crate) runs: Vec<(u32, u32)>,
}

impl LogicalLine {
    /// Byte of the file at which byte `at` of `text` stands.
    pub fn file_offset(&self, at: usize) -> usize {
        let index = self.runs.partition_point(|&(text, _)| text as usize <= at).saturating_sub(1);
        self.runs.get(index).map_or(0, |&(text, file)| file as usize + (at - text as usize))
    }

    /// Bytes of the file from the first to the last character of a range of `text`.
    pub fn file_range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.file_offset(range.start);
        let end = self.file_offset(range.end.saturating_sub(1).max(range.start)) + 1;
        start..end.max(start)
    }

    /// The cells of a table row, or the whole text, cut where what is withdrawn begins and ends: what no sentence reaches
    /// beyond.
    pub fn parts(&self) -> Vec<Range<usize>> {
        let whole = || std::iter::once(0..self.text.len()).collect();
        let parts: Vec<Range<usize>> = if self.cells.is_empty() { whole() } else { self.cells.clone() };
        if self.withdrawn.is_empty() {
            return parts;
        }
        let cut = |part: Range<usize>| {
            let ends = self.withdrawn.iter().flat_map(|range| [range.start, range.end]);
            let within = ends.filter(|at| part.start < *at && *at < part.end);
            let mut from = part.start;
            let pieces = within.chain([part.end]).map(|at| std::mem::replace(&mut from, at)..at);
            pieces.collect::<Vec<_>>()
        };
        parts.into_iter().flat_map(cut).collect()
    }

    /// Whether the author's marks take back all that stands in a range of `text`.
    pub fn is_withdrawn(&self, range: &Range<usize>) -> bool {
        self.withdrawn.iter().any(|withdrawn| withdrawn.start <= range.start && range.end <= withdrawn.end)
    }

    /// The cell with this index, trimmed; empty where there is none.
    pub fn cell(&self, index: usize) -> &str {
        self.cells.get(index).map_or("", |range| self.text[range.clone()].trim())
    }
}

/// The part a section plays in the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SectionRole {
    /// What happened, in short.
    Summary,
    /// Whom it hurt.
    Impact,
    /// What happened when.
    Timeline,
    /// Why it happened.
    RootCause,
    /// "Root cause and resolution": to be told apart by sentence.
    RootCauseAndResolution,
    /// What set it off.
    Trigger,
    /// How it was noticed.
    Detection,
    /// What stopped it.
    Resolution,
    /// What is to be done.
    Actions,
    /// What was learned.
    Lessons,
    /// How things were before.
    Background,
    /// Who took part.
    People,
    /// Statistics, references, glossary.
    Supporting,
    /// Text before any heading or under the title.
    Lead,
    /// Under a heading that says nothing of its part.
    Other,
}

impl SectionRole {
    /// Whether the section is about root causes.
    pub fn is_about_causes(self) -> bool {
        matches!(self, Self::RootCause | Self::RootCauseAndResolution)
    }

    /// Whether a heading or a label states the part.
    pub fn is_stated(self) -> bool {
        !matches!(self, Self::Lead | Self::Other)
    }
}

/// A heading and the lines under it, up to the next heading of any level.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its part in the story; a heading without one of its own takes that of the heading it stands under.
    pub role: SectionRole,
    /// Index of the heading's unit; `None` for the text before the first heading.
    pub heading: Option<usize>,
    /// Units under the heading, the heading not included.
    pub units: Range<usize>,
    /// Whether it tells the story again (a humorous second version): shown, not read for facts.
    pub is_retelling: bool,
}
