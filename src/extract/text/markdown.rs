//! Markdown becomes blocks of plain text whose every byte knows its place in the file.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Options, Tag, TagEnd};

use super::headings::role_of_heading;
use super::html;
use crate::config::Budget;
use crate::extract::budget::{self, Count, Exceeded};
use crate::extract::mentions::opening;
use crate::extract::text::SectionRole;
use crate::source::{SourceFile, markup};

/// Extensions that postmortems use; the renderer reads with the same ones.
pub const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_FOOTNOTES);

/// Where a block of text stands in the Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// A real heading.
    Heading(u8),
    /// A paragraph, quoted ones included.
    Paragraph,
    /// The text of a list item, up to a list within it.
    Item {
        /// 0 for the outermost list.
        depth: u8,
        /// State of a task list's box.
        checked: Option<bool>,
    },
    /// A table row.
    Row {
        /// Whether it is the header row.
        header: bool,
    },
    /// A fenced or indented block of code.
    Code,
}

/// A block's text without markup. Line breaks of the source are `\n`.
#[derive(Debug, Clone, Default)]
pub struct Text {
    /// The text.
    pub text: String,
    /// Starts of runs: byte of `text`, byte of the file.
    pub runs: Vec<(u32, u32)>,
    /// What is set in bold.
    pub bold: Vec<Range<usize>>,
    /// What is struck through and kept all the same.
    pub struck: Vec<Range<usize>>,
    /// Line breaks that the author asked for, as offsets of their `\n`.
    pub hard_breaks: Vec<usize>,
    /// Destinations of links, each with the byte of `text` where it starts.
    pub links: Vec<(usize, String)>,
    /// Cells, in a table row.
    pub cells: Vec<Range<usize>>,
}

impl Text {
    /// Adds `part`, which stands at byte `offset` of the file.
    pub fn push(&mut self, part: &str, offset: usize) {
        if !part.is_empty() {
            self.runs.push((self.text.len() as u32, offset as u32));
            self.text.push_str(part);
        }
    }

    /// Drops what was added from byte `at` of `text` on.
    fn truncate(&mut self, at: usize) {
        self.text.truncate(at);
        self.runs.retain(|&(text, _)| (text as usize) < at);
        self.bold.retain(|bold| bold.end <= at);
        self.hard_breaks.retain(|&offset| offset < at);
        self.links.retain(|&(offset, _)| offset < at);
    }
}

/// One block in the order of the file.
#[derive(Debug, Clone)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// What it says.
    pub text: Text,
}

/// Reads the Markdown of a file; a text that exceeds the budget only as far as to count what
/// it has too much of.
pub(super) fn blocks(file: &SourceFile, budget: &Budget) -> Result<Vec<Block>, Exceeded> {
    budget::check_marks(file.body(), budget)?;
    let body_start = file.body_start;
    let mut builder = BlockBuilder {
        source: file.markdown(),
        body_start,
        blocks: Vec::new(),
        text: Text::default(),
        state: OpenContainers::default(),
    };
    let mut count = Count::default();
    let mut events = markup::events(file, OPTIONS);
    while let Some((event, range)) = events.next() {
        add(&mut count, &event);
        if count.check(budget).is_err() {
            drop(builder);
            events.for_each(|(event, _)| add(&mut count, &event));
            count.check(budget)?;
            return Ok(Vec::new());
        }
        builder.event(event, range.start + body_start..range.end + body_start);
    }
    builder.flush();
    Ok(builder.blocks)
}

fn add(count: &mut Count, event: &Event<'_>) {
    match event {
        Event::Start(Tag::Link { .. } | Tag::Image { .. }) => {
            count.link();
            count.element();
            count.open();
        }
        Event::Start(_) => {
            count.element();
            count.open();
        }
        Event::End(_) => count.close(),
        Event::Html(html) | Event::InlineHtml(html) => count.html(html),
        _ => count.element(),
    }
}

struct BlockBuilder<'a> {
    source: &'a str,
    body_start: usize,
    blocks: Vec<Block>,
    text: Text,
    state: OpenContainers,
}

/// The containers that the builder is inside of.
#[derive(Default)]
struct OpenContainers {
    heading: Option<u8>,
    /// Whether the last heading names a timeline.
    timeline: bool,
    lists: u8,
    checked: Option<bool>,
    in_item: bool,
    row: Option<bool>,
    code: bool,
    /// Whether the code is so by its indentation alone.
    indented: bool,
    images: u8,
    /// A script, style or comment that is open.
    hidden: Option<html::Hidden>,
    bold_from: Option<usize>,
    struck_from: Option<usize>,
    cell_from: usize,
}

impl BlockBuilder<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            // The text of an image says nothing that the prose does not.
            Event::Text(_) | Event::Code(_) if self.state.images > 0 || self.state.hidden.is_some() => {}
            Event::Text(part) => {
                let offset = self.place(&part, range);
                self.text.push(&part, offset);
            }
            Event::Code(part) => {
                let ticks = self.source[range.clone()].bytes().take_while(|&byte| byte == b'`').count();
                self.text.push(&part, range.start + ticks);
            }
            Event::SoftBreak => self.text.push(self.line_break(), range.start),
            Event::HardBreak => self.hard_break(range.start),
            Event::Html(part) => self.html(&part, range.start),
            Event::InlineHtml(part) => {
                if html::is_line_break(&part) {
                    self.hard_break(range.start);
                }
                match html::strikes(&part) {
                    Some(true) => self.state.struck_from = Some(self.text.text.len()),
                    Some(false) => self.strike(),
                    None => {}
                }
                html::pieces(&part, &mut self.state.hidden);
            }
            Event::TaskListMarker(checked) => self.state.checked = Some(checked),
            Event::FootnoteReference(_) | Event::Rule | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.flush();
                self.state.heading = Some(level_number(*level));
            }
            Tag::List(_) => {
                self.flush();
                self.state.lists = self.state.lists.saturating_add(1);
            }
            Tag::Item => {
                self.flush();
                self.state.in_item = true;
                self.state.checked = None;
            }
            Tag::CodeBlock(kind) => {
                self.flush();
                self.state.code = true;
                self.state.indented = matches!(kind, CodeBlockKind::Indented);
            }
            Tag::Paragraph | Tag::BlockQuote(_) | Tag::HtmlBlock | Tag::FootnoteDefinition(_) => self.flush(),
            Tag::TableHead => self.state.row = Some(true),
            Tag::TableRow => self.state.row = Some(false),
            Tag::TableCell => {
                if !self.text.text.is_empty() {
                    let offset = self.last_offset();
                    self.text.push(" | ", offset);
                }
                self.state.cell_from = self.text.text.len();
            }
            Tag::Image { .. } => self.state.images = self.state.images.saturating_add(1),
            Tag::Strong => self.state.bold_from = Some(self.text.text.len()),
            Tag::Strikethrough => self.state.struck_from = Some(self.text.text.len()),
            // The name of a page is no address.
            Tag::Link { link_type, .. } if markup::is_wiki(*link_type) => {}
            Tag::Link { link_type, dest_url, .. } => {
                let mail = if *link_type == LinkType::Email { "mailto:" } else { "" };
                self.text.links.push((self.text.text.len(), format!("{mail}{dest_url}")));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.flush();
                self.state.heading = None;
            }
            TagEnd::List(_) => {
                self.flush();
                self.state.lists = self.state.lists.saturating_sub(1);
                self.state.in_item = self.state.lists > 0;
            }
            TagEnd::CodeBlock => {
                self.flush();
                self.state.code = false;
                self.state.indented = false;
            }
            // What is never closed hides no more than its block.
            TagEnd::Item
            | TagEnd::Paragraph
            | TagEnd::BlockQuote(_)
            | TagEnd::FootnoteDefinition
            | TagEnd::HtmlBlock => {
                self.flush();
                self.state.hidden = None;
            }
            TagEnd::TableCell => self.text.cells.push(self.state.cell_from..self.text.text.len()),
            TagEnd::TableHead | TagEnd::TableRow => {
                self.flush();
                self.state.row = None;
            }
            TagEnd::Image => self.state.images = self.state.images.saturating_sub(1),
            TagEnd::Strong => {
                if let Some(from) = self.state.bold_from.take() {
                    self.text.bold.push(from..self.text.text.len());
                }
            }
            TagEnd::Strikethrough => self.strike(),
            _ => {}
        }
    }

    /// Drops the text that was struck through: its author took it back. An item, a cell or a heading that begins with it
    /// keeps it, marked: a struck action is a done one.
    fn strike(&mut self) {
        let Some(from) = self.state.struck_from.take() else { return };
        let text = &self.text.text;
        let before = &text[self.state.cell_from.min(from)..from];
        let begins = before.trim_end_matches(' ').ends_with('\n') || before.trim().is_empty();
        let is_listed = self.state.in_item || self.state.row.is_some() || self.state.heading.is_some();
        // A struck time is one that was corrected.
        let is_figure = text[from..].starts_with(|first: char| first.is_ascii_digit());
        if begins && is_listed && !is_figure {
            self.text.struck.push(from..text.len());
        } else {
            self.text.truncate(from);
        }
    }

    /// Ends the block under way, if it says anything.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        (self.state.bold_from, self.state.struck_from, self.state.cell_from) = (None, None, 0);
        if text.text.trim().is_empty() {
            return;
        }
        let kind = match &self.state {
            OpenContainers { indented: true, .. } if self.is_entry(&text.text) => BlockKind::Paragraph,
            OpenContainers { code: true, .. } => BlockKind::Code,
            OpenContainers { heading: Some(level), .. } => BlockKind::Heading(*level),
            OpenContainers { row: Some(header), .. } => BlockKind::Row { header: *header },
            OpenContainers { in_item: true, lists, checked, .. } => {
                BlockKind::Item { depth: lists.saturating_sub(1), checked: *checked }
            }
            _ => BlockKind::Paragraph,
        };
        if matches!(kind, BlockKind::Heading(_)) {
            self.state.timeline = role_of_heading(&text.text) == Some(SectionRole::Timeline);
        }
        self.blocks.push(Block { kind, text });
    }

    /// Whether indented text under a timeline's heading opens with a time: its author did not mean code.
    fn is_entry(&self, text: &str) -> bool {
        self.state.timeline && opening::is_time(text.trim_start())
    }

    fn hard_break(&mut self, offset: usize) {
        let mark = self.line_break();
        if mark == "\n" {
            self.text.hard_breaks.push(self.text.text.len());
        }
        self.text.push(mark, offset);
    }

    /// A break inside a table cell or heading is no new line.
    fn line_break(&self) -> &'static str {
        if self.state.row.is_some() || self.state.heading.is_some() { " " } else { "\n" }
    }

    fn html(&mut self, part: &str, offset: usize) {
        for piece in html::pieces(part, &mut self.state.hidden) {
            match piece {
                html::Piece::Text(range) => self.text.push(&part[range.clone()], offset + range.start),
                html::Piece::Entity(range, character) => {
                    self.text.push(character.encode_utf8(&mut [0; 4]), offset + range.start);
                }
                html::Piece::Break => self.hard_break(offset),
                html::Piece::Heading(level) => {
                    self.flush();
                    self.state.heading = level;
                }
                html::Piece::Item(inside) => {
                    self.flush();
                    self.state.in_item = inside;
                    self.state.lists = u8::from(inside).max(self.state.lists);
                }
                html::Piece::Block => self.flush(),
            }
        }
    }

    /// Where the text of an event stands: its own range, unless an escape or entity made it differ.
    fn place(&self, part: &str, range: Range<usize>) -> usize {
        let raw = &self.source[range.clone()];
        // Nearly always it is the range as it stands; making ready to search takes longer than looking.
        if raw.starts_with(part) {
            return range.start;
        }
        raw.find(part).map_or(range.start, |at| range.start + at)
    }

    fn last_offset(&self) -> usize {
        self.text.runs.last().map_or(self.body_start, |&(text, file)| {
            file as usize + (self.text.text.len() - text as usize).saturating_sub(1)
        })
    }
}

/// 1 to 6.
pub fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
