//! The text of a write-up as the later stages see it: logical lines with their place in the file,
//! grouped into sections whose part in the story is known.

use std::ops::Range;

use super::budget::{self, Exceeded};
use super::{lines, markdown, sections, sentences};
use crate::config::Budget;
use crate::diagnostic::floor_boundary;
use crate::source::SourceFile;

/// What a logical line is in the Markdown around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitKind {
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
pub struct Unit {
    /// What it is.
    pub kind: UnitKind,
    /// Its text without markup; bullets and task boxes left out.
    pub text: String,
    /// Cells of a table row, as ranges of `text`.
    pub cells: Vec<Range<usize>>,
    /// Destinations of the links in it.
    pub links: Vec<String>,
    /// Index of its section in [`Document::sections`].
    pub section: usize,
    /// Starts of runs: byte of `text`, byte of the file. Sorted, the first at 0.
    pub(crate) runs: Vec<(u32, u32)>,
}

impl Unit {
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

    /// The cells of a table row, or the whole text: what no sentence reaches beyond.
    pub fn parts(&self) -> Vec<Range<usize>> {
        if self.cells.is_empty() { std::iter::once(0..self.text.len()).collect() } else { self.cells.clone() }
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
    pub retold: bool,
}

/// A write-up cut into logical lines and sections.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Logical lines in the order of the file.
    pub units: Vec<Unit>,
    /// Sections in the order of the file; they cover all units.
    pub sections: Vec<Section>,
    /// Whether the file exceeds its budget: its text is one piece of code, and is shown as it stands.
    pub plain: bool,
    /// Where the sentences are: unit, and bytes of its text.
    spans: Vec<(u32, Range<u32>)>,
}

/// A sentence of a unit, or a whole heading, item or cell where there is no full stop.
#[derive(Debug, Clone, Copy)]
pub struct Sentence<'a> {
    /// Its text, trimmed.
    pub text: &'a str,
    /// Index of its unit.
    pub unit: usize,
    /// Byte of the unit's text where it starts.
    pub start: usize,
    /// The part of its section.
    pub role: SectionRole,
}

/// Cuts the Markdown of a file into logical lines and sections.
pub fn parse(source: &SourceFile) -> Document {
    parse_within(source, &Budget::UNLIMITED).unwrap_or_else(|_| plain(source))
}

/// Cuts the Markdown of a file that keeps to a budget into logical lines and sections.
pub(super) fn parse_within(source: &SourceFile, budget: &Budget) -> Result<Document, Exceeded> {
    let blocks = markdown::blocks(&source.text, source.body_start, budget)?;
    let (units, sections) = sections::group(lines::lines(blocks));
    let headings = sections.iter().filter(|section| section.heading.is_some()).count();
    budget::within("headings", headings, budget.headings)?;
    let spans = spans(&units);
    Ok(Document { units, sections, plain: false, spans })
}

/// The text of a file as one piece of code: the search finds its words, and nothing reads facts from it.
pub(super) fn plain(source: &SourceFile) -> Document {
    let text = source.body().to_owned();
    let runs = vec![(0, source.body_start as u32)];
    let unit = Unit { kind: UnitKind::Code, text, cells: Vec::new(), links: Vec::new(), section: 0, runs };
    let section = Section { role: SectionRole::Other, heading: None, units: 0..1, retold: false };
    Document { units: vec![unit], sections: vec![section], plain: true, spans: Vec::new() }
}

/// Bytes of the longest piece of text that is read as one sentence: what has no full stop for longer is no prose, and
/// reading it whole would take time out of all proportion.
pub const LONGEST_SENTENCE: usize = 2_000;

/// Cuts a sentence into pieces of bounded length.
fn bounded(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<u32>> + '_ {
    let mut start = range.start;
    std::iter::from_fn(move || {
        let end = if range.end - start > LONGEST_SENTENCE {
            let limit = floor_boundary(text, start + LONGEST_SENTENCE);
            text[start..limit].rfind(' ').map_or(limit, |space| start + space + 1)
        } else {
            range.end
        };
        let piece = (start < end).then_some(start as u32..end as u32);
        start = end;
        piece
    })
}

/// The sentences of all units but code.
fn spans(units: &[Unit]) -> Vec<(u32, Range<u32>)> {
    let mut spans = Vec::new();
    for (index, unit) in units.iter().enumerate().filter(|(_, unit)| unit.kind != UnitKind::Code) {
        for part in unit.parts() {
            let from = part.start;
            for range in sentences::split(&unit.text[part]) {
                let range = range.start + from..range.end + from;
                spans.extend(bounded(&unit.text, range).map(|range| (index as u32, range)));
            }
        }
    }
    spans
}

impl Document {
    /// Part in the story of a unit's section.
    pub fn role(&self, unit: usize) -> SectionRole {
        self.section_of(unit).map_or(SectionRole::Other, |section| section.role)
    }

    /// The section that a unit stands in.
    pub fn section_of(&self, unit: usize) -> Option<&Section> {
        self.units.get(unit).and_then(|unit| self.sections.get(unit.section))
    }

    /// Text of a section's heading; empty for the text before the first one.
    pub fn heading_text(&self, section: &Section) -> &str {
        section.heading.and_then(|at| self.units.get(at)).map_or("", |unit| unit.text.as_str())
    }

    /// All sentences in order, headings included; code is left out.
    pub fn sentences(&self) -> impl Iterator<Item = Sentence<'_>> {
        self.spans.iter().filter_map(|(unit, range)| {
            let (unit, start) = (*unit as usize, range.start as usize);
            let text = self.units.get(unit)?.text.get(start..range.end as usize)?;
            Some(Sentence { text, unit, start, role: self.role(unit) })
        })
    }
}
