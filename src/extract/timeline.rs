//! What happened when: entries from lists, tables, headings and paragraphs.

use jiff::civil::{Date, Time};

use super::document::{Document, SectionRole, UnitKind};
use super::times::clocks::{self, Clock};
use super::times::dates::{self, Order, WrittenDate};
use super::times::{Found, zones};
use crate::diagnostic::floor_boundary;

/// One entry, with its place in the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Clock time; entries without one count too.
    pub time: Option<Time>,
    /// Day, where it is known.
    pub date: Option<Date>,
    /// Days since the first entry, where its day is not known.
    pub day: i64,
    /// What happened.
    pub text: String,
    /// Index of its unit.
    pub unit: usize,
}

impl Entry {
    /// Minutes on a clock that all entries of a timeline share; `None` without a clock time.
    pub fn minutes(&self) -> Option<i64> {
        let time = self.time?;
        Some(self.day * 1_440 + i64::from(time.hour()) * 60 + i64::from(time.minute()))
    }
}

/// How the dates of a file are to be read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Calendar {
    /// The order of numeric dates.
    pub order: Option<Order>,
    /// The year of dates that have none.
    pub year: Option<i16>,
}

/// Reads the timeline of a document; where no section is one, the lines that open with a clock time.
pub fn read(document: &Document, calendar: Calendar) -> Vec<Entry> {
    let mut reader =
        Reader { document, calendar, entries: Vec::new(), day: Day::default(), time_column: None };
    for (index, section) in document.sections.iter().enumerate() {
        if section.role == SectionRole::Timeline && !section.retold {
            reader.section(index);
        }
    }
    if reader.entries.is_empty() {
        reader.sentences();
    }
    if reader.entries.is_empty() {
        reader.stray_lines();
    }
    reader.entries
}

struct Reader<'a> {
    document: &'a Document,
    calendar: Calendar,
    entries: Vec<Entry>,
    day: Day,
    time_column: Option<usize>,
}

/// The day that entries without a date belong to.
#[derive(Default, Clone, Copy)]
struct Day {
    date: Option<Date>,
    first: Option<Date>,
    number: i64,
    last: Option<(Time, bool)>,
}

/// A line's opening: what it says of the time, and where its text begins.
struct Opening {
    date: Option<WrittenDate>,
    clock: Option<Clock>,
    text_from: usize,
}

impl Reader<'_> {
    fn section(&mut self, index: usize) {
        let section = &self.document.sections[index];
        if let Some(heading) = section.heading {
            self.heading(heading, section.units.is_empty());
        }
        for unit in section.units.clone() {
            match self.document.units[unit].kind {
                UnitKind::TableRow { header } => self.row(unit, header),
                UnitKind::ListItem { depth, .. } => self.item(unit, depth),
                UnitKind::Paragraph => self.paragraph(unit),
                UnitKind::Heading { .. } | UnitKind::Code => {}
            }
        }
    }

    /// `### 2018-01-18 4:19` opens an entry whose text follows; `### 2018-01-18` only says the day.
    fn heading(&mut self, unit: usize, alone: bool) {
        let text = &self.document.units[unit].text;
        let opening = opening(text);
        match opening {
            Some(opening) if opening.clock.is_some() => {
                let rest = text[opening.text_from..].to_owned();
                let empty = rest.is_empty() && alone;
                self.push(opening.date, opening.clock, rest, unit);
                if empty {
                    self.entries.pop();
                }
            }
            Some(Opening { date: Some(date), .. }) => {
                self.day.set(date.resolve(self.calendar.order, self.calendar.year));
                if self.tells_of_a_day(unit) {
                    self.push(Some(date), None, String::new(), unit);
                }
            }
            _ => {
                if let Some(date) = dates::find(text).first() {
                    self.day.set(date.value.resolve(self.calendar.order, self.calendar.year));
                }
            }
        }
    }

    /// Whether prose without clock times, and no further heading, stands under a heading that is a date.
    fn tells_of_a_day(&self, heading: usize) -> bool {
        let Some(section) = self.document.sections.iter().find(|section| section.heading == Some(heading))
        else {
            return false;
        };
        let units = &self.document.units[section.units.clone()];
        let prose = |unit: &super::document::Unit| {
            opening(&unit.text).is_none() && matches!(unit.kind, UnitKind::Paragraph | UnitKind::Code)
        };
        !units.is_empty() && units.iter().all(prose)
    }

    fn item(&mut self, unit: usize, depth: u8) {
        let text = self.document.units[unit].text.as_str();
        match opening(text) {
            Some(opening) if opening.text_from >= text.len() && opening.clock.is_none() => {
                self.day
                    .set(opening.date.and_then(|date| date.resolve(self.calendar.order, self.calendar.year)));
            }
            Some(opening) => {
                self.push(opening.date, opening.clock, text[opening.text_from..].to_owned(), unit)
            }
            None if (depth > 0 || self.continues_heading(unit)) && !self.entries.is_empty() => {
                self.append(text)
            }
            None if is_zone_note(text) => {}
            None => {
                let clock = clocks::find(text).first().map(|clock| clock.value);
                let date = dates::find(text).first().map(|date| date.value);
                self.push(date, clock, text.to_owned(), unit);
            }
        }
    }

    fn paragraph(&mut self, unit: usize) {
        let text = self.document.units[unit].text.as_str();
        match opening(text) {
            Some(opening) if opening.text_from >= text.len() && opening.clock.is_none() => {
                self.day
                    .set(opening.date.and_then(|date| date.resolve(self.calendar.order, self.calendar.year)));
            }
            Some(opening) if opening.clock.is_some() => {
                self.push(opening.date, opening.clock, text[opening.text_from..].to_owned(), unit);
            }
            _ if is_zone_note(text) => {}
            _ => {
                if self.continues_heading(unit) {
                    self.append(text);
                }
            }
        }
    }

    /// Whether a line stands under the heading that opened the last entry.
    fn continues_heading(&self, unit: usize) -> bool {
        let heading = self.document.section_of(unit).and_then(|section| section.heading);
        self.entries.last().is_some_and(|entry| Some(entry.unit) == heading)
    }

    fn row(&mut self, unit: usize, header: bool) {
        let row = &self.document.units[unit];
        if header {
            let named = |cell: usize| {
                let name = row.cell(cell).to_lowercase();
                ["time", "when", "clock"].iter().any(|word| name.contains(word))
            };
            self.time_column = (0..row.cells.len()).find(|&cell| named(cell));
            let data = clocks::find(row.cell(0)).is_empty();
            if data {
                return;
            }
        }
        let timed = |cell: usize| !clocks::find(row.cell(cell)).is_empty();
        let column = self.time_column.or_else(|| (0..row.cells.len()).find(|&cell| timed(cell))).unwrap_or(0);
        let when = row.cell(column);
        let date_of = |text: &str| dates::find(text).first().map(|date| date.value);
        let date = date_of(when).or_else(|| {
            (0..row.cells.len())
                .filter(|&cell| cell != column)
                .take(1)
                .find_map(|cell| date_of(row.cell(cell)).filter(|_| row.cell(cell).len() < 24))
        });
        let text: Vec<&str> = (0..row.cells.len())
            .filter(|&cell| {
                cell != column && !(row.cell(cell).len() < 24 && date_of(row.cell(cell)).is_some())
            })
            .map(|cell| row.cell(cell))
            .filter(|cell| !cell.is_empty())
            .collect();
        let clock = clocks::find(when).first().map(|clock| clock.value);
        let text = text.join(" – ");
        let undated =
            date.is_none() && ["HH", "hh:mm", "YYYY", "yyyy"].iter().any(|mark| when.contains(mark));
        // The row of a template, or an attribute list that Jekyll hangs on to a table.
        let placeholder =
            undated || text.to_lowercase().contains("short event description") || row.text.starts_with("{:");
        if !placeholder && (!text.is_empty() || clock.is_some()) {
            self.push(date, clock, text, unit);
        }
    }

    /// A timeline told in prose: each sentence with a clock time is an entry.
    fn sentences(&mut self) {
        let sentences: Vec<_> = self
            .document
            .sentences()
            .filter(|sentence| {
                sentence.role == SectionRole::Timeline
                    && self.document.section_of(sentence.unit).is_some_and(|section| !section.retold)
            })
            .collect();
        for sentence in sentences {
            if let Some(clock) = clocks::find(sentence.text).first()
                && !is_zone_note(sentence.text)
            {
                let date = dates::find(sentence.text).first().map(|date| date.value);
                self.push(date, Some(clock.value), sentence.text.to_owned(), sentence.unit);
            }
        }
    }

    /// At least three lines that open with a clock time are a timeline, whatever section they stand in.
    fn stray_lines(&mut self) {
        let document = self.document;
        for (index, unit) in document.units.iter().enumerate() {
            let plain = matches!(
                unit.kind,
                UnitKind::Paragraph | UnitKind::ListItem { .. } | UnitKind::TableRow { header: false }
            );
            if !plain || document.section_of(index).is_none_or(|section| section.retold) {
                continue;
            }
            match opening(&unit.text) {
                Some(opening) if opening.clock.is_some() && opening.text_from < unit.text.len() => {
                    self.push(opening.date, opening.clock, unit.text[opening.text_from..].to_owned(), index);
                }
                _ => {}
            }
        }
        if self.entries.len() < 3 {
            self.entries.clear();
        }
    }

    fn push(&mut self, date: Option<WrittenDate>, clock: Option<Clock>, text: String, unit: usize) {
        if let Some(date) = date.and_then(|date| date.resolve(self.calendar.order, self.calendar.year)) {
            self.day.set(Some(date));
        } else if let Some(days) = says_next_day(&text) {
            self.day.advance(days);
        }
        let time = clock.map(|clock| self.day.place(clock));
        self.entries.push(Entry { time, date: self.day.date, day: self.day.number, text, unit });
    }

    fn append(&mut self, text: &str) {
        if let Some(entry) = self.entries.last_mut() {
            if !entry.text.is_empty() {
                entry.text.push(' ');
            }
            entry.text.push_str(text);
        }
    }
}

impl Day {
    fn set(&mut self, date: Option<Date>) {
        let Some(date) = date else { return };
        if self.date != Some(date) {
            self.last = None;
        }
        let first = *self.first.get_or_insert(date);
        self.number = first.until(date).map_or(self.number, |span| i64::from(span.get_days()));
        self.date = Some(date);
    }

    fn advance(&mut self, days: i64) {
        self.number += days;
        self.date = self.date.and_then(|date| date.checked_add(jiff::Span::new().days(days)).ok());
        self.last = None;
    }

    /// Places a clock time after the one before: past noon on a 12-hour clock, or on the next day.
    fn place(&mut self, clock: Clock) -> Time {
        let mut time = clock.time;
        if let Some((last, last_has_half)) = self.last
            && time < last
        {
            let back = last.duration_since(time).as_secs() / 60;
            let later = time.saturating_add(jiff::SignedDuration::from_hours(12));
            if !clock.has_half && !last_has_half && back >= 180 && time.hour() < 12 && later >= last {
                time = later;
            } else if back >= 360 {
                self.advance(1);
            }
        }
        self.last = Some((time, clock.has_half));
        time
    }
}

fn says_next_day(text: &str) -> Option<i64> {
    let start: String = text.chars().take(40).collect::<String>().to_lowercase();
    ["next day", "following day", "next morning", "following morning"]
        .iter()
        .any(|words| start.contains(words))
        .then_some(1)
}

/// "All times in CET." says how to read entries and is none.
fn is_zone_note(text: &str) -> bool {
    let text = text.to_lowercase();
    text.len() < 90
        && text.contains("time")
        && (text.contains("all ") || text.contains("zone") || text.starts_with("times "))
}

/// Reads the dates and clock times that a line opens with; `None` where it opens with neither.
fn opening(text: &str) -> Option<Opening> {
    // A line opens within its first words, however long it is.
    let head = &text[..floor_boundary(text, 120)];
    let dates = dates::find(head);
    let clocks = clocks::find(head);
    let mut opening = Opening { date: None, clock: None, text_from: 0 };
    loop {
        let at = opening.text_from;
        let next_date = dates.iter().find(|date| date.start >= at && is_filler(&text[at..date.start], true));
        let next_clock = clocks
            .iter()
            .find(|clock| clock.start >= at && is_filler(&text[at..clock.start], opening.clock.is_none()));
        match (next_date, next_clock) {
            (Some(date), _) if opening.date.is_none() => {
                opening.date = Some(date.value);
                opening.text_from = date.end;
            }
            (_, Some(clock)) if opening.clock.is_none() || is_range(&text[at..clock.start]) => {
                opening.clock = opening.clock.or(Some(clock.value));
                opening.text_from = clock.end;
            }
            _ => break,
        }
    }
    if opening.date.is_none() && opening.clock.is_none() {
        return None;
    }
    opening.text_from = skip_zone(text, opening.text_from);
    let rest = &text[opening.text_from..];
    let trimmed = rest.trim_start_matches([
        ' ', '\t', ':', '-', '–', '—', '|', ',', ')', ']', '*', '>', '.', '→', '=', '~', '?',
    ]);
    opening.text_from = text.len() - trimmed.len();
    Some(opening)
}

/// What may stand in front of a time at the start of a line.
fn is_filler(text: &str, may_be_words: bool) -> bool {
    let text = text
        .trim()
        .trim_matches([
            '*', '~', '[', ']', '(', ')', '-', '–', ':', ',', '@', '`', '|', '_', '>', '≈', '.', '"',
        ])
        .trim();
    let word = text.to_ascii_lowercase();
    text.is_empty()
        || (may_be_words
            && matches!(
                word.as_str(),
                "at" | "on"
                    | "around"
                    | "about"
                    | "approx"
                    | "approximately"
                    | "by"
                    | "from"
                    | "ca"
                    | "circa"
                    | "date"
                    | "time"
                    | "t"
            ))
        || is_weekday(&word)
        || zones::starts(text) && text.len() <= 5
}

fn is_weekday(word: &str) -> bool {
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().any(|day| word.starts_with(day))
        && word.len() <= 10
        && !word.contains(' ')
}

fn is_range(between: &str) -> bool {
    matches!(
        between.trim().trim_matches(['(', ')']).to_ascii_lowercase().as_str(),
        "-" | "–" | "—" | "to" | "until" | "→"
    )
}

/// Passes over a zone behind the time, in brackets or not.
fn skip_zone(text: &str, from: usize) -> usize {
    let end = floor_boundary(text, from + 40);
    let next: Option<Found<_>> = zones::find(&text[from..end]).into_iter().next();
    match next {
        Some(zone) if text[from..from + zone.start].trim_matches([' ', '(', '[', ',']).is_empty() => {
            from + zone.end
        }
        _ => from,
    }
}
