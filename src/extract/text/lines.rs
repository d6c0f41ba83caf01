//! Blocks become logical lines: what an author meant as one item, one label or one sentence's paragraph,
//! whether or not Markdown knows the bullet that was used.

use std::ops::Range;

use super::headings::role_of_label;
use super::line::{LineKind, LogicalLine};
use super::markdown::{Block, BlockKind, Text};
use crate::extract::mentions::opening::opening;

/// A logical line with what its typography says of it.
#[derive(Debug, Clone)]
pub(super) struct StyledLine {
    /// The line; its section is not known yet.
    pub unit: LogicalLine,
    /// Whether it is a heading, or acts as one where it stands.
    pub heading: Option<HeadingKind>,
    /// Number of the block it came from.
    pub block: usize,
}

/// How a line came to be a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeadingKind {
    /// Marked as one.
    Real,
    /// A bold line, a `Label:` line or a section's name alone on a line.
    Acting,
    /// The label in front of a text on the same line: it reaches as far as its block.
    Label,
}

/// Shorter lines than this, followed by a capital, are items of a list without bullets.
const LIST_LINE: usize = 60;
/// A longer bold line is emphasis, no heading.
const BOLD_HEADING: usize = 80;

/// Cuts blocks into logical lines, in order.
pub(super) fn lines(blocks: Vec<Block>) -> Vec<StyledLine> {
    let mut lines = Vec::new();
    for (number, block) in blocks.into_iter().enumerate() {
        let first = lines.len();
        cut_block(&block, &mut lines);
        for line in &mut lines[first..] {
            line.block = number;
        }
    }
    lines
}

fn cut_block(block: &Block, lines: &mut Vec<StyledLine>) {
    let text = &block.text;
    let whole = 0..text.text.len();
    match block.kind {
        BlockKind::Code => lines.push(line(text, whole, LineKind::Code, None)),
        BlockKind::Row { header } => {
            let mut row = line(text, whole, LineKind::TableRow { header }, None);
            row.unit.cells = text.cells.clone();
            lines.push(row);
        }
        BlockKind::Heading(level) => {
            lines.push(line(text, trim(text, whole), LineKind::Heading { level }, Some(HeadingKind::Real)));
        }
        BlockKind::Item { depth, checked } => {
            for (index, range) in logical_ranges(text).into_iter().enumerate() {
                let goes_on = index > 0 && goes_on(&text.text[range.clone()]);
                let (range, checked) = strip_task_box(text, range, checked.filter(|_| index == 0));
                let depth = depth.saturating_add(u8::from(goes_on));
                push_line(text, range, LineKind::ListItem { depth, checked }, lines);
            }
        }
        BlockKind::Paragraph => {
            for range in logical_ranges(text) {
                match bullet_length(&text.text[range.clone()]) {
                    0 => push_line(text, range, LineKind::Paragraph, lines),
                    length => {
                        let (range, checked) = strip_task_box(text, range.start + length..range.end, None);
                        push_line(text, range, LineKind::ListItem { depth: 0, checked }, lines);
                    }
                }
            }
        }
    }
}

/// Whether a further line of an item is part of what it says, and no item without a bullet of its own.
fn goes_on(line: &str) -> bool {
    let line = line.trim_start();
    bullet_length(line) == 0 && !starts_with_time(line) && label_length(line).is_none()
}

/// Adds a logical line; labels that name sections are cut off as headings of their own.
fn push_line(text: &Text, range: Range<usize>, kind: LineKind, lines: &mut Vec<StyledLine>) {
    let mut range = trim(text, range);
    while !range.is_empty() {
        let content = &text.text[range.clone()];
        if acts_as_heading(text, &range, kind) {
            lines.push(line(text, range, LineKind::Heading { level: 6 }, Some(HeadingKind::Acting)));
            return;
        }
        let label = label_length(content).filter(|&length| role_of_label(&content[..length]).is_some());
        let Some(length) = label else {
            lines.push(line(text, range, kind, None));
            return;
        };
        let heading = trim(text, range.start..range.start + length);
        lines.push(line(text, heading, LineKind::Heading { level: 6 }, Some(HeadingKind::Label)));
        let rest = content[length..].trim_start_matches([':', ' ', '\t', '-', '–', '—', '*']);
        range = trim(text, range.end - rest.len()..range.end);
    }
}

/// A bold line or a known section's name, alone on its line, acts as a heading.
fn acts_as_heading(text: &Text, range: &Range<usize>, kind: LineKind) -> bool {
    let content = text.text[range.clone()].trim_end_matches([':', ' ', '-']);
    let named = role_of_label(content).is_some();
    let without_marks = content.trim_start_matches('#');
    if without_marks.len() < content.len() && role_of_label(without_marks).is_some() {
        return true;
    }
    if named && (kind == LineKind::Paragraph || text.text[range.clone()].ends_with(':')) {
        return true;
    }
    // What is bold is in order, and none of it overlaps.
    let opened = text.bold.partition_point(|bold| bold.start <= range.start).checked_sub(1);
    let bold =
        opened.and_then(|at| text.bold.get(at)).is_some_and(|bold| bold.end >= range.start + content.len());
    let is_clock = content.starts_with(|c: char| c.is_ascii_digit()) && content.contains(':');
    let sentence = content.ends_with(['.', '!', ',']);
    kind == LineKind::Paragraph
        && bold
        && content.len() <= BOLD_HEADING
        && !is_clock
        && !sentence
        && !has_short_label(content)
}

/// "Duration: 3 hours" set in bold is a value, "Checkout refused payments: a timeout of 3 ms" a title.
fn has_short_label(content: &str) -> bool {
    content.split_once(": ").is_some_and(|(label, _)| label.split_whitespace().count() <= 2)
}

/// Bytes of the label in front of a colon at the start of a line; `None` where there is no label.
pub(crate) fn label_length(content: &str) -> Option<usize> {
    // Sixty characters are at most four times as many bytes.
    let head = content.as_bytes().get(..240).unwrap_or(content.as_bytes());
    let at = memchr::memchr2(b':', b'\n', head)?;
    if at >= 60 && content[..at].chars().count() >= 60 {
        return None;
    }
    let colon = (at, content.as_bytes()[at]);
    let label = content[..colon.0].trim_matches(['*', ' ', '_']);
    let is_label = colon.1 == b':'
        && label.starts_with(|c: char| c.is_alphabetic() || c == '(')
        && label.split_whitespace().count() <= 6
        && !label.contains(['.', '?'])
        && content[colon.0 + 1..].chars().next().is_none_or(|next| next.is_whitespace() || next == '*');
    is_label.then_some(colon.0)
}

fn line(text: &Text, range: Range<usize>, kind: LineKind, heading: Option<HeadingKind>) -> StyledLine {
    let content = match kind {
        LineKind::Code => text.text[range.clone()].to_owned(),
        _ => text.text[range.clone()].replace('\n', " "),
    };
    let first = text.runs.partition_point(|&(at, _)| at as usize <= range.start).saturating_sub(1);
    let runs = text.runs[first..]
        .iter()
        .take_while(|&&(at, _)| (at as usize) < range.end.max(range.start + 1))
        .map(|&(at, file)| match (at as usize).checked_sub(range.start) {
            Some(within) => (within as u32, file),
            None => (0, file + (range.start as u32 - at)),
        })
        .collect();
    let from = text.links.partition_point(|(at, _)| *at < range.start);
    let within = text.links[from..].iter().take_while(|(at, _)| *at < range.end);
    let links = within.map(|(_, target)| target.clone()).collect();
    let struck = text.struck.iter().filter(|struck| struck.start < range.end && range.start < struck.end);
    let within = |at: usize| at.clamp(range.start, range.end) - range.start;
    let withdrawn = struck.map(|struck| within(struck.start)..within(struck.end)).collect();
    StyledLine {
        unit: LogicalLine { kind, text: content, cells: Vec::new(), links, withdrawn, section: 0, runs },
        heading,
        block: 0,
    }
}

/// Joins the physical lines of a block that belong together: wrapped prose becomes one line again.
fn logical_ranges(text: &Text) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', text.text.as_bytes()).chain([text.text.len()]) {
        let hard = start > 0 && text.hard_breaks.binary_search(&(start - 1)).is_ok();
        match ranges.last_mut() {
            Some(previous) if !hard && continues(text, previous.clone(), start..end) => previous.end = end,
            _ => ranges.push(start..end),
        }
        start = end + 1;
    }
    ranges.retain(|range| !text.text[range.clone()].trim().is_empty());
    ranges
}

/// Whether a physical line goes on with the sentence of the lines before it.
fn continues(text: &Text, previous: Range<usize>, next: Range<usize>) -> bool {
    let (before, after) = (text.text[previous].trim_end(), text.text[next.clone()].trim_start());
    if after.is_empty() || before.is_empty() {
        return false;
    }
    let bold = text.bold.get(text.bold.partition_point(|bold| bold.start < next.start));
    let starts_bold = bold.is_some_and(|bold| bold.start <= next.end - after.len());
    let starts_anew = starts_bold
        || bullet_length(after) > 0
        || starts_with_time(after)
        || label_length(after).is_some() && !is_wrapped(before, after)
        || after.starts_with('#')
        || is_conflict_mark(after)
        || is_conflict_mark(before)
        || role_of_label(after.trim_end_matches(':')).is_some();
    let capital = after.starts_with(|c: char| c.is_uppercase());
    let last_line = before.rsplit('\n').next().unwrap_or(before);
    let ended = before.ends_with(['.', '!', '?', ':', ';']) || role_of_label(last_line).is_some();
    let listed = last_line.chars().count() < LIST_LINE && !before.ends_with([',', '-', '(']);
    !starts_anew && !(capital && (ended || listed))
}

/// Whether a label in front of a colon only looks like one, since the line goes on with a long one that has no end:
/// "submits the\nscreening form: all of it".
fn is_wrapped(before: &str, after: &str) -> bool {
    let last = before.rsplit('\n').next().unwrap_or(before);
    let open = last.len() >= LIST_LINE && !last.ends_with(['.', '!', '?', ':', ';']);
    after.starts_with('(') || open && after.starts_with(char::is_lowercase)
}

fn is_conflict_mark(line: &str) -> bool {
    ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| line.starts_with(mark))
}

/// Whether a line opens with a clock time or a numeric date, as timeline entries do.
fn starts_with_time(line: &str) -> bool {
    let line = line.trim_start_matches(['*', '~', '[', '(', '`']);
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let mark = line.as_bytes().get(digits).copied();
    match digits {
        1 | 2 => {
            let rest = line[digits..].trim_start().to_ascii_lowercase();
            let minutes = line.as_bytes().get(digits + 1).is_some_and(u8::is_ascii_digit);
            (matches!(mark, Some(b':' | b'.' | b'h' | b'/')) && minutes)
                || mark == Some(b'-')
                    && line.as_bytes().iter().take(6).filter(|byte| **byte == b'-').count() == 2
                || rest.starts_with("am")
                || rest.starts_with("pm")
        }
        4 => mark == Some(b'-') || line[4..].trim_start().starts_with("hrs"),
        _ => starts_with_month(line),
    }
}

/// "March 4, 6:15 AM: the alarm fires", "July-12-2022 20:10 the alarm fires".
fn starts_with_month(line: &str) -> bool {
    let head = &line.as_bytes()[..line.len().min(24)];
    line.starts_with(|c: char| c.is_uppercase())
        && head.iter().any(u8::is_ascii_digit)
        && opening(line).is_some_and(|opening| opening.date.is_some() && opening.clock.is_some())
}

/// Bytes of a bullet that Markdown does not know, with the space after it.
fn bullet_length(line: &str) -> usize {
    let trimmed = line.trim_start();
    let indent = line.len() - trimmed.len();
    let mut chars = trimmed.chars();
    let Some(mark) = chars.next() else { return 0 };
    let rest = chars.as_str();
    let spaced = rest.starts_with([' ', '\t']);
    let is_bullet = match mark {
        '§' | '•' | '●' | '▪' | '◦' | '‣' | '➢' | '➤' | '►' | '·' | '⁃' | '■' | '□' | '✓' | '✔' => {
            true
        }
        // Pictures, but for those that say whether a task is done.
        '\u{2190}'..='\u{2bff}' | '\u{1f300}'..='\u{1faff}' => {
            spaced && !matches!(mark, '☐' | '☑' | '✅' | '❌' | '→')
        }
        ':' => return indent + shortcode_length(trimmed),
        '$' | 'o' | '=' | '–' | '—' | '>' => spaced,
        '+' | '-' | '*' => {
            spaced || (mark != '*' && rest.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()))
        }
        _ => false,
    };
    let numbered = trimmed.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = match &trimmed.as_bytes()[numbered..] {
        [b'.' | b')', b' ' | b'\t', ..] if (1..=2).contains(&numbered) => numbered + 1,
        _ => 0,
    };
    let length = if is_bullet { mark.len_utf8() } else { numbered };
    if length == 0 {
        return 0;
    }
    let after = &trimmed[length..];
    indent + length + (after.len() - after.trim_start().len())
}

/// Bytes of a picture's name with the space after it: `:small_orange_diamond:`.
fn shortcode_length(text: &str) -> usize {
    let name =
        text.bytes().skip(1).take_while(|byte| byte.is_ascii_alphanumeric() || b"_+-".contains(byte)).count();
    let closed = name > 1 && text.as_bytes().get(name + 1) == Some(&b':');
    let letters = text.bytes().skip(1).take(name).any(|byte| byte.is_ascii_alphabetic());
    if !closed || !letters {
        return 0;
    }
    let after = &text[name + 2..];
    name + 2 + (after.len() - after.trim_start().len())
}

/// Cuts off a task box that stands in the text; the state of a box that Markdown knew is kept.
fn strip_task_box(text: &Text, range: Range<usize>, known: Option<bool>) -> (Range<usize>, Option<bool>) {
    let range = trim(text, range);
    for (mark, state) in
        [("[ ]", false), ("[x]", true), ("[X]", true), ("☐", false), ("☑", true), ("✅", true)]
    {
        if text.text[range.clone()].starts_with(mark) {
            return (range.start + mark.len()..range.end, Some(state));
        }
    }
    (range, known)
}

fn trim(text: &Text, range: Range<usize>) -> Range<usize> {
    let part = &text.text[range.clone()];
    let start = range.start + part.len() - part.trim_start().len();
    start..start + part.trim().len()
}
