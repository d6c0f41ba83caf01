//! The text of a write-up as the later stages see it: logical lines with their place in the file,
//! grouped into sections whose part in the story is known.

use std::ops::Range;

use super::line::{LineKind, LogicalLine, Section, SectionRole};
use super::{lines, markdown, marks, sections, split_sentences};
use crate::config::Budget;
use crate::diagnostic::floor_boundary;
use crate::extract::budget::{self, Exceeded};
use crate::source::SourceFile;

/// A write-up cut into logical lines and sections.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Logical lines in the order of the file.
    pub units: Vec<LogicalLine>,
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
pub(in crate::extract) fn parse_within(source: &SourceFile, budget: &Budget) -> Result<Document, Exceeded> {
    let blocks = markdown::blocks(source, budget)?;
    let (mut units, sections) = sections::group(lines::lines(blocks));
    marks::read(&mut units, &sections);
    let headings = sections.iter().filter(|section| section.heading.is_some()).count();
    budget::within("headings", headings, budget.headings)?;
    let spans = spans(&units);
    Ok(Document { units, sections, plain: false, spans })
}

/// The text of a file as one piece of code: the search finds its words, and nothing reads facts from it.
pub(in crate::extract) fn plain(source: &SourceFile) -> Document {
    let text = source.body().to_owned();
    let runs = vec![(0, source.body_start as u32)];
    let (cells, links, withdrawn) = Default::default();
    let unit = LogicalLine { kind: LineKind::Code, text, cells, links, withdrawn, section: 0, runs };
    let section = Section { role: SectionRole::Other, heading: None, units: 0..1, is_retelling: false };
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

/// The sentences of all units but code, without what their authors take back.
fn spans(units: &[LogicalLine]) -> Vec<(u32, Range<u32>)> {
    let mut spans = Vec::new();
    for (index, unit) in units.iter().enumerate().filter(|(_, unit)| unit.kind != LineKind::Code) {
        for part in unit.parts().into_iter().filter(|part| !unit.is_withdrawn(part)) {
            let from = part.start;
            for range in split_sentences(&unit.text[part]) {
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

    /// Logical lines that tell of this incident: no code, nothing taken back, no second telling of the story.
    pub(in crate::extract) fn read_units(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.units.len()).filter(|&unit| {
            let line = &self.units[unit];
            line.kind != LineKind::Code
                && !line.is_withdrawn(&(0..line.text.len()))
                && self.section_of(unit).is_some_and(|section| !section.is_retelling)
        })
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
