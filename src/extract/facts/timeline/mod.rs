//! What happened when: entries from lists, tables, headings and paragraphs.

mod blocks;
mod day;
mod elsewhere;
mod short_days;
#[cfg(test)]
mod tests;

use jiff::civil::{Date, Time};

use crate::extract::facts::DocumentMentions;
use crate::extract::mentions::clocks::Clock;
use crate::extract::mentions::date_resolver::DateResolver;
use crate::extract::mentions::dates::{Order, PartialDate};
use crate::extract::mentions::opening::{self, Opening, is_zone_note, opening};
use crate::extract::text::split_sentences;
use crate::extract::text::{Document, LineKind, LogicalLine, SectionRole, role_of_heading};
use day::StatedEntry;

/// One entry, with its place in the document.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
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
    pub(super) fn minutes(&self) -> Option<i64> {
        let time = self.time?;
        Some(self.day * 1_440 + i64::from(time.hour()) * 60 + i64::from(time.minute()))
    }
}

/// Reads the timeline of a document; where no section is one, the lines that open with a clock time.
pub(super) fn read(mentions: &DocumentMentions<'_>, calendar: DateResolver) -> Vec<Entry> {
    let document = mentions.document;
    let mut parser = TimelineParser {
        mentions,
        document,
        calendar,
        stated: Vec::new(),
        day: None,
        time_column: None,
        day_column: None,
        short_days: None,
        military: false,
        dotted: false,
        paragraphs: 0,
        dated: 0,
        open: None,
        relative: false,
        untimed: false,
        searched: None,
    };
    for (index, section) in document.sections.iter().enumerate() {
        if section.role == SectionRole::Timeline && !section.is_retelling && !parser.is_aside(index) {
            parser.section(index);
        }
    }
    if parser.stated.is_empty() {
        parser.sentences();
    }
    if parser.stated.is_empty() {
        parser.headings();
    }
    if parser.stated.is_empty() {
        parser.stray_lines();
    }
    let relative = parser.relative;
    let mut entries = day::place(parser.stated);
    if relative {
        entries.iter_mut().for_each(|entry| entry.date = None);
    }
    entries
}

struct TimelineParser<'a> {
    mentions: &'a DocumentMentions<'a>,
    document: &'a Document,
    calendar: DateResolver,
    stated: Vec<StatedEntry>,
    /// The day that a heading or a line of its own announces.
    day: Option<Date>,
    time_column: Option<usize>,
    /// The column of a table that holds the day.
    day_column: Option<usize>,
    /// The order of days of two figures in front of the clock times of the section: `10-02 07:01`.
    short_days: Option<Order>,
    /// Whether the section writes its clock times as four figures: `1738: Belts stop`.
    military: bool,
    /// Whether it writes them with a dot: `8.48 Belts stop`.
    dotted: bool,
    /// Paragraphs of the section that open with a clock time.
    paragraphs: usize,
    /// Those that open with a day.
    dated: usize,
    /// Line behind which the text of the last entry goes on, where a time stands alone on its line.
    open: Option<usize>,
    /// Whether the days of entries are those of some year, since the text names none.
    relative: bool,
    /// Whether an entry has no clock time.
    untimed: bool,
    /// The unit of an entry, and the first unit behind it that has not been found to be no prose.
    searched: Option<(usize, usize)>,
}

impl TimelineParser<'_> {
    fn section(&mut self, index: usize) {
        let section = &self.document.sections[index];
        let units = &self.document.units[section.units.clone()];
        let lines = || units.iter().map(|unit| unit.text.as_str());
        self.short_days = self.calendar.day.and_then(|day| short_days::order(lines(), day));
        self.military = opening::is_military(lines());
        self.dotted = opening::is_dotted(lines());
        self.paragraphs = units
            .iter()
            .filter(|unit| matches!(unit.kind, LineKind::Paragraph) && self.is_timed(&unit.text))
            .count();
        self.dated = units
            .iter()
            .filter(|unit| matches!(unit.kind, LineKind::Paragraph) && is_dated(&unit.text))
            .count();
        let before = self.stated.len();
        if let Some(heading) = section.heading {
            self.heading(heading, section.units.is_empty());
        }
        for unit in section.units.clone() {
            match self.document.units[unit].kind {
                LineKind::TableRow { header } => self.row(unit, header),
                LineKind::ListItem { depth, .. } => self.item(unit, depth),
                LineKind::Paragraph => self.paragraph(unit),
                LineKind::Heading { .. } | LineKind::Code => {}
            }
        }
        if self.stated.len() == before {
            section.units.clone().for_each(|unit| self.block(unit));
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
                    self.stated.pop();
                }
            }
            Some(Opening { date: Some(date), .. }) => {
                self.set_current_day(Some(date));
                if self.tells_of_a_day(unit) {
                    self.push(Some(date), None, String::new(), unit);
                }
            }
            _ => {
                if let Some(date) = self.mentions.line(unit).dates().first() {
                    self.set_current_day(Some(date.value));
                }
            }
        }
    }

    /// Whether a section under the timeline's heading tells of something else: no line of it opens with a time, and all
    /// entries so far have one.
    fn is_aside(&self, index: usize) -> bool {
        let section = &self.document.sections[index];
        let heading = section.heading.map_or("", |heading| self.document.units[heading].text.as_str());
        let units = &self.document.units[section.units.clone()];
        self.stated.len() > 2
            && !self.untimed
            && role_of_heading(heading).is_none()
            && opening(heading).is_none()
            && !units.is_empty()
            && units.iter().all(|unit| self.opening(&unit.text).is_none())
    }

    /// Whether a line opens with a clock time.
    fn is_timed(&self, text: &str) -> bool {
        self.opening(text).is_some_and(|opening| opening.clock.is_some())
    }

    /// Whether an item without a time goes into the details of an entry: where paragraphs are the entries, lists are not.
    fn is_detail(&self) -> bool {
        const FEWEST: usize = 3;
        let timed = self.stated.last().is_some_and(|last| last.clock.is_some());
        self.paragraphs >= FEWEST && timed
    }

    /// Whether a short item without a time is the heading of the timed lines right below it.
    fn heads_entries(&self, unit: usize) -> bool {
        const MOST_WORDS: usize = 4;
        let (item, next) = (&self.document.units[unit], self.document.units.get(unit + 1));
        let before = unit.checked_sub(1).and_then(|before| self.document.units.get(before));
        if before.is_some_and(|before| matches!(before.kind, LineKind::ListItem { .. })) {
            return false;
        }
        item.text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count() <= MOST_WORDS
            && next.is_some_and(|next| next.section == item.section && self.is_timed(&next.text))
            && self.paragraphs > 0
    }

    /// Whether prose without clock times, and no further heading, stands under a heading that is a date.
    fn tells_of_a_day(&self, heading: usize) -> bool {
        let Some(section) = self.document.sections.iter().find(|section| section.heading == Some(heading))
        else {
            return false;
        };
        let units = &self.document.units[section.units.clone()];
        let prose = |unit: &crate::extract::text::LogicalLine| {
            let timed = self.opening(&unit.text).is_some();
            !timed && matches!(unit.kind, LineKind::Paragraph | LineKind::Code)
        };
        !units.is_empty() && units.iter().all(prose)
    }

    fn item(&mut self, unit: usize, depth: u8) {
        let text = self.document.units[unit].text.as_str();
        match self.opening(text) {
            Some(opening) if opening.text_from >= text.len() && opening.clock.is_none() => {
                self.set_current_day(opening.date);
            }
            Some(opening) => self.opens(opening, unit),
            None if self.heads_entries(unit) => {}
            None if (depth > 0 || self.continues(unit) || self.is_detail()) && !self.stated.is_empty() => {
                self.append(text);
            }
            None if is_zone_note(text) || is_conflict_mark(text) || self.is_unrelated_list(unit) => {}
            None => {
                let line = self.mentions.line(unit);
                let clock = line.clocks().first().map(|clock| clock.value);
                let date = line.dates().first().map(|date| date.value);
                self.push(date, clock, text.to_owned(), unit);
            }
        }
    }

    fn opening(&self, text: &str) -> Option<Opening> {
        let military = || opening::military(text).filter(|_| self.military);
        let dotted = || opening::dotted(text).filter(|_| self.dotted);
        let short = || short_days::open(text, self.short_days?);
        short().or_else(military).or_else(dotted).or_else(|| opening(text)).or_else(|| opening::elapsed(text))
    }

    /// Whether untimed items stand behind prose that followed a list of timed entries: a list of something else.
    fn is_unrelated_list(&mut self, unit: usize) -> bool {
        let Some(last) = self.stated.last() else { return false };
        let same = self.document.units[last.unit].section == self.document.units[unit].section;
        if !same || self.untimed {
            return false;
        }
        // What was looked through for the item before is not looked through again.
        let from = self.searched.filter(|(entry, _)| *entry == last.unit).map_or(last.unit + 1, |(_, to)| to);
        let between = self.document.units.get(from..unit).unwrap_or_default();
        let prose =
            |unit: &LogicalLine| matches!(unit.kind, LineKind::Paragraph) && opening(&unit.text).is_none();
        let found = between.iter().position(prose);
        self.searched = Some((last.unit, found.map_or(unit.max(from), |at| from + at)));
        found.is_some()
    }

    fn paragraph(&mut self, unit: usize) {
        let text = self.document.units[unit].text.as_str();
        match self.opening(text) {
            Some(opening) if opening.text_from >= text.len() && opening.clock.is_none() => {
                self.set_current_day(opening.date);
            }
            Some(opening)
                if opening.clock.is_some()
                    || opening.date.is_none()
                    || is_parted(text, &opening)
                    || self.dated > 2 =>
            {
                self.opens(opening, unit)
            }
            _ if is_zone_note(text) => {}
            _ => {
                if self.continues(unit) {
                    self.append(text);
                }
            }
        }
    }

    /// A line that opens with a time is an entry; a paragraph that goes on with other times is several.
    fn opens(&mut self, first: Opening, unit: usize) {
        let text = self.document.units[unit].text.as_str();
        self.open = (first.text_from >= text.len()).then_some(unit);
        let starts: Vec<(usize, Opening)> = match self.document.units[unit].kind {
            LineKind::Paragraph => split_sentences(text)
                .skip(1)
                .filter_map(|range| {
                    let opening = opening(&text[range.clone()]).filter(|opening| opening.clock.is_some())?;
                    Some((range.start, opening))
                })
                .collect(),
            _ => run_on(text).collect(),
        };
        let end = starts.first().map_or(text.len(), |(start, _)| *start);
        self.push(
            first.date,
            first.clock,
            text[first.text_from.min(end)..end].trim_end_matches([' ', '-']).to_owned(),
            unit,
        );
        for (index, (start, opening)) in starts.iter().enumerate() {
            let end = starts.get(index + 1).map_or(text.len(), |(start, _)| *start);
            let from = (start + opening.text_from).min(end);
            self.push(
                opening.date,
                opening.clock,
                text[from..end].trim_end_matches([' ', '-']).to_owned(),
                unit,
            );
        }
    }

    /// Whether a line goes on with the last entry: under its heading, or behind a time that stands alone.
    fn continues(&self, unit: usize) -> bool {
        self.continues_heading(unit)
            || self.open.is_some_and(|open| {
                self.document.units[open].section == self.document.units[unit].section
                    && self.stated.last().is_some_and(|last| last.unit == open)
            })
    }

    /// Whether a line stands under the heading that opened the last entry.
    fn continues_heading(&self, unit: usize) -> bool {
        let heading = self.document.section_of(unit).and_then(|section| section.heading);
        self.stated.last().is_some_and(|entry| Some(entry.unit) == heading)
    }

    fn set_current_day(&mut self, date: Option<PartialDate>) {
        self.day = date.and_then(|date| self.resolve(date)).or(self.day);
    }

    fn resolve(&self, date: PartialDate) -> Option<Date> {
        self.calendar.resolve(date)
    }

    fn push(&mut self, date: Option<PartialDate>, clock: Option<Clock>, text: String, unit: usize) {
        // Days without a year are still days apart.
        let in_some_year = |date: PartialDate| {
            const LEAP_YEAR: i16 = 2000;
            let partial = matches!(date, PartialDate::WithoutYear { .. }) && self.calendar.year.is_none();
            partial.then(|| date.resolve(None, Some(LEAP_YEAR))).flatten()
        };
        let known = date.and_then(|date| self.resolve(date));
        let relative = date.filter(|_| known.is_none()).and_then(in_some_year);
        self.relative |= relative.is_some();
        let date = known.or(relative);
        self.untimed |= clock.is_none();
        self.stated.push(StatedEntry { date, announced: self.day, clock, text, unit });
    }

    fn append(&mut self, text: &str) {
        if let Some(entry) = self.stated.last_mut() {
            if !entry.text.is_empty() {
                entry.text.push(' ');
            }
            entry.text.push_str(text);
        }
    }
}

/// Whether a line opens with a day and goes on.
fn is_dated(text: &str) -> bool {
    opening(text).is_some_and(|opening| opening.date.is_some() && opening.text_from < text.len())
}

/// Whether a mark parts the day that a line opens with from what happened: "Oct 31: the fix is out".
fn is_parted(text: &str, opening: &Opening) -> bool {
    let head = text[..opening.text_from].trim_end();
    opening.text_from < text.len() && head.ends_with([':', '-', '–', '—', '|'])
}

/// Further entries of a line that a dash parts: "9:50 I call the team. - 10:00: Requests go elsewhere."
fn run_on(text: &str) -> impl Iterator<Item = (usize, Opening)> + '_ {
    text.match_indices(" - ").filter_map(|(at, dash)| {
        let start = at + dash.len();
        let rest = &text[start..];
        // "9:45 - 10:00" is a stretch, and needs no sentence before it.
        let ended = text[..at].trim_end().ends_with(['.', '!', '?']);
        let opening = ended.then(|| opening(rest)).flatten().filter(|opening| opening.clock.is_some())?;
        rest[..opening.text_from].contains(':').then_some((start, opening))
    })
}

/// Git leaves these lines where two versions of a text were not merged.
fn is_conflict_mark(text: &str) -> bool {
    ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| text.starts_with(mark))
}
