//! Entries of tables, and of timelines that are set as code.

use super::{TimelineParser, short_days};
use crate::extract::mentions::opening::{Opening, is_placeholder, opening};
use crate::extract::mentions::{clocks, dates};
use crate::extract::patterns::words;
use crate::extract::text::{LineKind, LogicalLine};
use crate::language::Compiled;

/// Lines with a clock time of which a timeline set as code has at least so many.
const LEAST_LINES: usize = 3;
/// A block of more lines is a log.
const MOST_LINES: usize = 200;

static TIME_COLUMNS: Compiled<Vec<&'static str>> =
    Compiled::new(|languages| words(languages, |language| &language.around.time_columns));
static DAY_COLUMNS: Compiled<Vec<&'static str>> =
    Compiled::new(|languages| words(languages, |language| &language.around.day_columns));

impl TimelineParser<'_> {
    /// A block of code that is all there is of a timeline, line by line.
    pub(super) fn block(&mut self, unit: usize) {
        let LogicalLine { kind: LineKind::Code, text, .. } = &self.document.units[unit] else { return };
        let timed =
            |line: &str| opening(line).filter(|opening| opening.clock.is_some() && !is_log_line(line));
        let opened: Vec<(&str, Opening)> =
            text.lines().filter_map(|line| Some((line, timed(line)?))).take(MOST_LINES).collect();
        if opened.len() < LEAST_LINES {
            return;
        }
        for (line, opening) in opened {
            self.push(opening.date, opening.clock, line[opening.text_from..].trim_end().to_owned(), unit);
        }
    }

    pub(super) fn row(&mut self, unit: usize, header: bool) {
        let row = &self.document.units[unit];
        if header {
            let names: Vec<String> = (0..row.cells.len()).map(|cell| row.cell(cell).to_lowercase()).collect();
            let time = |name: &String| TIME_COLUMNS.iter().any(|part| name.contains(part));
            let day = |name: &str| DAY_COLUMNS.iter().any(|start| name.starts_with(start));
            self.time_column = names.iter().position(time);
            self.day_column =
                (0..names.len()).find(|&cell| Some(cell) != self.time_column && day(&names[cell]));
            let data = clocks::find(row.cell(0)).is_empty();
            if data {
                return;
            }
        }
        let timed = |cell: usize| !clocks::find(row.cell(cell)).is_empty();
        let column = self.time_column.or_else(|| (0..row.cells.len()).find(|&cell| timed(cell))).unwrap_or(0);
        let when = row.cell(column);
        let date_of = |text: &str| dates::find(text).first().map(|date| date.value);
        let of_day = || self.day_column.and_then(|cell| date_of(row.cell(cell)));
        let short = self.short_days.and_then(|order| short_days::open(when, order)?.date);
        let date = short.or_else(|| date_of(when)).or_else(of_day).or_else(|| {
            (0..row.cells.len())
                .filter(|&cell| cell != column)
                .take(1)
                .find_map(|cell| date_of(row.cell(cell)).filter(|_| row.cell(cell).len() < 24))
        });
        let text: Vec<&str> = (0..row.cells.len())
            .filter(|&cell| {
                cell != column
                    && Some(cell) != self.day_column
                    && !(row.cell(cell).len() < 24 && date_of(row.cell(cell)).is_some())
            })
            .map(|cell| row.cell(cell))
            .filter(|cell| !cell.is_empty())
            .collect();
        let clock = clocks::find(when).first().map(|clock| clock.value);
        let text = text.join(" – ");
        // The row of a template, or an attribute list that Jekyll hangs on to a table.
        let placeholder =
            (date.is_none() && clock.is_none() && is_placeholder(&text)) || row.text.starts_with("{:");
        if !placeholder && (!text.is_empty() || clock.is_some()) {
            self.push(date, clock, text, unit);
        }
    }
}

/// Whether a line of a block is one of a log: what a machine wrote at that time.
fn is_log_line(line: &str) -> bool {
    ["level=", "]: ", "ERROR", "WARN", "INFO ", "DEBUG", "time=\""].iter().any(|mark| line.contains(mark))
}
