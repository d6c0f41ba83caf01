//! Marks by which authors deny what stands beside them: an empty box, "No" in a row of a table.

use std::ops::Range;

use super::line::{LineKind, LogicalLine, Section, SectionRole};
use crate::language::{Compiled, normalise};

/// A box in a text: its place, and whether it is ticked.
type Tick = (Range<usize>, bool);

/// Words of a table's cells.
struct Answers {
    no: Vec<&'static str>,
    /// Parts of headers of columns in which "No" denies something else: that it is fixed, that it was noticed.
    of_state: Vec<&'static str>,
}

static ANSWERS: Compiled<Answers> = Compiled::new(|languages| {
    let marks = || languages.iter().map(|language| &language.marks);
    let of_state = marks().flat_map(|marks| &marks.of_state).map(String::as_str).collect();
    Answers { no: marks().flat_map(|marks| &marks.no).map(String::as_str).collect(), of_state }
});

/// Marks what the boxes and answers beside it take back. In a list of actions an empty box says that something is yet to
/// be done, and takes back nothing.
pub(super) fn read(units: &mut [LogicalLine], sections: &[Section]) {
    let mut header: Vec<String> = Vec::new();
    for unit in units {
        let role = sections.get(unit.section).map_or(SectionRole::Other, |section| section.role);
        let whole = 0..unit.text.len();
        match unit.kind {
            LineKind::TableRow { header: true } => {
                header = (0..unit.cells.len()).map(|cell| normalise(unit.cell(cell))).collect();
            }
            _ if role == SectionRole::Actions => {}
            LineKind::TableRow { .. } if denies(unit, &header) => unit.withdrawn = vec![whole],
            LineKind::ListItem { checked, .. } => withdraw(unit, checked),
            LineKind::Paragraph => withdraw(unit, None),
            _ => {}
        }
    }
}

/// Whether a row answers its first cell with "No".
fn denies(row: &LogicalLine, header: &[String]) -> bool {
    let is_of_state = |cell: usize| {
        header.get(cell).is_some_and(|header| ANSWERS.of_state.iter().any(|word| header.contains(word)))
    };
    (1..row.cells.len()).any(|cell| is_no(row.cell(cell)) && !is_of_state(cell))
}

fn is_no(cell: &str) -> bool {
    let cell = cell.trim_end_matches(['.', '!', '\u{fe0f}']);
    matches!(cell, "\u{274c}" | "\u{2717}" | "\u{2718}" | "\u{2610}" | "[ ]")
        || cell.len() <= 8 && ANSWERS.no.iter().any(|no| cell.to_lowercase() == *no)
}

/// Withdraws what stands beside empty boxes; `first` is the state of the box that the line began with.
fn withdraw(unit: &mut LogicalLine, first: Option<bool>) {
    let text = &unit.text;
    let may_have_boxes = memchr::memchr2(b'[', 0xe2, text.as_bytes()).is_some();
    let boxes = if may_have_boxes { boxes(text) } else { Vec::new() };
    let all_ticked = first != Some(false) && boxes.iter().all(|(_, ticked)| *ticked);
    if all_ticked {
        return;
    }
    let last_end = boxes.last().map_or(0, |(place, _)| place.end);
    let begins =
        first.is_some() || boxes.first().is_some_and(|(place, _)| text[..place.start].trim().is_empty());
    let stands_behind = !begins && text[last_end..].trim().is_empty();
    // A single box within a sentence is spoken of.
    if boxes.len() == 1 && !begins && !stands_behind {
        return;
    }
    let mut withdrawn = Vec::new();
    if first == Some(false) {
        withdrawn.push(0..boxes.first().map_or(text.len(), |(place, _)| place.start));
    }
    for (at, (place, _)) in boxes.iter().enumerate().filter(|(_, (_, ticked))| !ticked) {
        withdrawn.push(if stands_behind {
            at.checked_sub(1).and_then(|at| boxes.get(at)).map_or(0, |(before, _)| before.end)..place.end
        } else {
            place.start..boxes.get(at + 1).map_or(text.len(), |(next, _)| next.start)
        });
    }
    unit.withdrawn.extend(withdrawn);
    unit.withdrawn.sort_by_key(|range| range.start);
}

/// The boxes in a text, in order. A crossed box is a ticked one, unless ticks stand beside it.
fn boxes(text: &str) -> Vec<Tick> {
    const BOXES: [(&str, bool); 6] = [
        ("\u{2610}", false),
        ("[ ]", false),
        ("\u{2611}", true),
        ("[x]", true),
        ("[X]", true),
        ("\u{2705}", true),
    ];
    let crossed = ("\u{2612}", !text.contains(['\u{2611}', '\u{2705}']));
    let known = BOXES.into_iter().chain([crossed]);
    let mut found: Vec<Tick> = known
        .flat_map(|(mark, ticked)| {
            text.match_indices(mark).map(move |(at, mark)| (at..at + mark.len(), ticked))
        })
        .collect();
    found.sort_by_key(|(place, _)| place.start);
    found
}
