//! Takes markup out of a text whose lines keep their places.

use std::ops::Range;

/// A piece of markup and what stands for it, which is no longer than it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Removal {
    pub(super) range: Range<usize>,
    pub(super) with: String,
    /// Whether the line ends with a break that is to be seen.
    pub(super) breaks: bool,
}

/// The text with the edits, which are in order and do not overlap. What is left of a line moves together, since a gap
/// at its start would make it code; the rest of the line is filled up behind it.
pub(super) fn apply(text: &str, edits: &[Removal]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    let mut pieces = edits.iter().flat_map(|edit| pieces(text, edit)).peekable();
    while let Some((first, _, _)) = pieces.peek() {
        let start = text[..first.start].rfind('\n').map_or(0, |at| at + 1).max(done);
        let end =
            memchr::memchr(b'\n', &text.as_bytes()[first.start..]).map_or(text.len(), |at| first.start + at);
        let end = start + text[start..end].trim_end_matches('\r').len();
        out.push_str(&text[done..start]);
        let line_start = out.len();
        let (mut at, mut breaks) = (start, false);
        while let Some((range, with, breaks_line)) =
            pieces.next_if(|(range, _, _)| range.start < end.max(start + 1))
        {
            out.push_str(&text[at..range.start.max(at)]);
            // What would not fit is left out.
            if out.len() - line_start + with.len() <= range.end - start {
                out.push_str(with);
            }
            at = range.end.max(at);
            let joins = out[line_start..].is_empty() || out.ends_with([' ', '\t']);
            let is_indentation = text[range].trim().is_empty();
            if joins && with.is_empty() && !is_indentation {
                at += text[at..end].len() - text[at..end].trim_start_matches([' ', '\t']).len();
            }
            breaks |= breaks_line;
        }
        out.push_str(&text[at.min(end)..end]);
        fill(&mut out, line_start, end - start, breaks);
        done = end;
    }
    out.push_str(&text[done..]);
    out
}

/// Fills a line up to its length. Two spaces at its end would be a break, tabs are none.
fn fill(out: &mut String, line_start: usize, length: usize, breaks: bool) {
    let line = &out[line_start..];
    let missing = length.saturating_sub(line.len());
    let ends_anyway = line.trim().is_empty() || line.trim_start().starts_with(['#', '`', '~']);
    let filler = if breaks || ends_anyway { ' ' } else { '\t' };
    out.extend(std::iter::repeat_n(filler, missing));
}

/// The parts of an edit by line: the replacement stands in the first.
fn pieces<'a>(text: &'a str, edit: &'a Removal) -> impl Iterator<Item = (Range<usize>, &'a str, bool)> {
    let mut start = edit.range.start;
    let mut with = edit.with.as_str();
    std::iter::from_fn(move || {
        if start >= edit.range.end {
            return None;
        }
        let rest = &text[start..edit.range.end];
        let end = start + rest.find('\n').unwrap_or(rest.len());
        let content = start + text[start..end].trim_end_matches('\r').len();
        let piece = (start..content, std::mem::take(&mut with), edit.breaks);
        start = end + 1;
        Some(piece)
    })
    .filter(|(range, _, _)| !range.is_empty())
}
