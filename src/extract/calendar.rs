//! What a whole file says of its calendar: the order of its dates, the year, the zone, and the day in its name.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use jiff::civil::{Date, Time};

use super::document::{Document, SectionRole, UnitKind};
use super::labels::{Key, Labelled};
use super::statements::Point;
use super::timeline::Calendar;
use super::times::dates::{self, Order, WrittenDate};
use super::times::zones::{self, Zone};
use super::times::{Found, clocks};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::SourceFile;

/// How the clock and the calendar of one file are to be read.
pub struct Clockwork<'a> {
    /// The file.
    pub source: &'a SourceFile,
    /// Its text.
    pub document: &'a Document,
    /// The order of numeric dates and the year of those without.
    pub calendar: Calendar,
    /// The zone that its times are in, with line and words.
    pub zone: Option<(Zone, u32, String)>,
    /// The day in its name.
    pub file_date: Option<(Date, String)>,
    /// Whether a front matter `date` yields to the prose.
    pub yields: bool,
    /// The dates of its text, each with its unit.
    found: Vec<(usize, Found<WrittenDate>)>,
}

/// A point of time with its place in the file.
pub struct Place {
    /// The day, if said.
    pub date: Option<Date>,
    /// The clock time, if said.
    pub time: Option<Time>,
    /// Line of the file, from 1.
    pub line: u32,
    /// The words.
    pub text: String,
}

impl<'a> Clockwork<'a> {
    /// Reads a file's calendar. `stated` is the day that front matter states.
    pub fn new(
        source: &'a SourceFile,
        document: &'a Document,
        labelled: &[Labelled<'_>],
        stated: Option<Date>,
        yields: bool,
    ) -> Self {
        let found: Vec<(usize, Found<WrittenDate>)> = read_units(document)
            .flat_map(|unit| {
                dates::find(&document.units[unit].text).into_iter().map(move |date| (unit, date))
            })
            .collect();
        let written: Vec<WrittenDate> = found.iter().map(|(_, date)| date.value).collect();
        let file_name = file_date(&source.relative);
        let order = dates::order(written.iter().copied())
            .or_else(|| order_by(&written, file_name.as_ref().map(|(date, _)| *date).or(stated)));
        let full = written.iter().find_map(|date| date.resolve(order, None)).map(Date::year);
        let year = file_name
            .as_ref()
            .map(|(date, _)| date.year())
            .or(stated.map(Date::year))
            .or(full)
            .or_else(|| year_in_name(&source.relative));
        let year = full.filter(|_| file_name.is_none() && stated.is_none()).or(year);
        let zone = zone(source, document, labelled);
        let calendar = Calendar { order, year };
        Self { source, document, calendar, zone, file_date: file_name, yields, found }
    }

    /// A point of a sentence that starts at byte `from` of a unit.
    pub fn place(&self, point: Point, unit: usize, from: usize) -> Place {
        let text = &self.document.units[unit].text;
        Place {
            date: point.date.and_then(|date| date.resolve(self.calendar.order, self.calendar.year)),
            time: point.clock.map(|clock| clock.time),
            line: self.line(unit, from + point.from),
            text: text.get(from + point.from..from + point.to).unwrap_or(text).to_owned(),
        }
    }

    /// Line of the file of a byte of a unit.
    pub fn line(&self, unit: usize, at: usize) -> u32 {
        self.source.lines.line(self.document.units[unit].file_offset(at))
    }

    /// Dates that no calendar has, and numeric ones that may be read either way.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        for (unit, date) in &self.found {
            let (rule, severity, message, help) = match date.value {
                WrittenDate::Impossible => {
                    ("impossible-date", Severity::Warning, "no calendar has this day", "correct the date")
                }
                numeric @ WrittenDate::Numeric { .. }
                    if numeric.resolve(self.calendar.order, None).is_none() =>
                {
                    (
                        "ambiguous-date",
                        Severity::Note,
                        "day and month may be read either way, so the date is left unknown",
                        "write it as 2024-12-31",
                    )
                }
                _ => continue,
            };
            let range = self.document.units[*unit].file_range(date.range());
            let span = self.source.lines.span(&self.source.text, range);
            diagnostics
                .push(Diagnostic::new(rule, severity, &self.source.relative, message).at(span).help(help));
        }
        diagnostics
    }
}

/// Units that tell of this incident: no code, nothing retold.
fn read_units(document: &Document) -> impl Iterator<Item = usize> + '_ {
    (0..document.units.len()).filter(|&unit| {
        document.units[unit].kind != UnitKind::Code
            && document.section_of(unit).is_some_and(|section| !section.retold)
    })
}

/// The order in which a numeric date is the day that is known from elsewhere.
fn order_by(written: &[WrittenDate], known: Option<Date>) -> Option<Order> {
    let known = known?;
    written.iter().find_map(|date| {
        let orders = [Order::DayFirst, Order::MonthFirst];
        let numeric = matches!(date, WrittenDate::Numeric { .. });
        orders.into_iter().find(|&order| numeric && date.resolve(Some(order), None) == Some(known))
    })
}

/// The day in a file's name or its folder's: `2023-02-02-web-01.md`, `20230202 outage.md`.
fn file_date(relative: &str) -> Option<(Date, String)> {
    let name = relative.rsplit('/').next().unwrap_or(relative);
    let folder = relative.rsplit('/').nth(1).unwrap_or("");
    [name, folder].into_iter().find_map(|name| {
        let spaced = name.replace('_', "-");
        let found = dates::find(&spaced).into_iter().find_map(|date| match date.value {
            WrittenDate::Full(day) => Some((day, spaced[date.range()].trim_end_matches('-').to_owned())),
            _ => None,
        });
        found.or_else(|| {
            let digits = name.get(..8).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
            let part =
                |range: std::ops::Range<usize>| digits.get(range).and_then(|part| part.parse::<i8>().ok());
            let date = Date::new(digits.get(..4)?.parse().ok()?, part(4..6)?, part(6..8)?).ok()?;
            (2000..2100).contains(&date.year()).then(|| (date, digits.to_owned()))
        })
    })
}

/// A year in the path, for dates that have none: `PM2020-001`, `2024/launch.md`.
fn year_in_name(relative: &str) -> Option<i16> {
    let bytes = relative.as_bytes();
    (0..bytes.len().saturating_sub(3)).find_map(|at| {
        let digits = relative.get(at..at + 4)?;
        let digit_before = at > 0 && bytes[at - 1].is_ascii_digit();
        let alone = !digit_before && !bytes.get(at + 4).is_some_and(u8::is_ascii_digit);
        let year: i16 = digits.parse().ok()?;
        (alone && (2000..2100).contains(&year)).then_some(year)
    })
}

/// The zone that a file's times are in: stated for all of them, else the first beside a clock time.
fn zone(source: &SourceFile, document: &Document, labelled: &[Labelled<'_>]) -> Option<(Zone, u32, String)> {
    let line = |unit: usize, at: usize| source.lines.line(document.units[unit].file_offset(at));
    let labels = labelled.iter().filter(|label| label.key == Key::Timezone);
    let stated = labels.into_iter().find_map(|label| {
        zones::parse(label.value)
            .map(|zone| (zone, line(label.unit, label.range.start), label.value.to_owned()))
    });
    let for_all = || {
        read_units(document).filter(|&unit| speaks_of_all_times(document, unit)).find_map(|unit| {
            let text = &document.units[unit].text;
            let found = zones::find(text);
            // "PST (UTC-7)": the offset says it best.
            let spelt = found.iter().find(|zone| text[zone.range()].contains(|c: char| c.is_ascii_digit()));
            let zone = spelt.or(found.first())?;
            Some((zone.value.clone(), line(unit, zone.start), text[zone.range()].to_owned()))
        })
    };
    let beside = || {
        read_units(document).find_map(|unit| {
            let text = &document.units[unit].text;
            let clocks = clocks::find(text);
            let found = if clocks.is_empty() { Vec::new() } else { zones::find(text) };
            let zone =
                found.into_iter().find(|zone| clocks.iter().any(|clock| is_beside(text, clock, zone)))?;
            Some((zone.value.clone(), line(unit, zone.start), text[zone.range()].to_owned()))
        })
    };
    let beside_date = || {
        labelled.iter().filter(|label| label.key == Key::Date).find_map(|label| {
            let zone = zones::find(label.value).into_iter().next()?;
            let text = label.value[zone.range()].to_owned();
            Some((zone.value, line(label.unit, label.range.start + zone.start), text))
        })
    };
    let (zone, line, text) = stated.or_else(for_all).or_else(beside).or_else(beside_date)?;
    Some((settle(zone, document), line, text))
}

/// "All times in CET", "Time (UTC)" at the head of a table, "Timeline (PST)".
fn speaks_of_all_times(document: &Document, unit: usize) -> bool {
    static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
        super::words(&[
            "all times", "times are", "times in", "timezone", "time zone", "times given", "all timestamps",
            "timestamps are", "all dates", "(times",
        ])
    });
    let text = document.units[unit].text.as_str();
    match document.units[unit].kind {
        UnitKind::TableRow { header: true } => true,
        UnitKind::Heading { .. } => {
            document.role(unit) == SectionRole::Timeline && clocks::find(text).is_empty()
        }
        _ => WORDS.is_match(text),
    }
}

fn is_beside<T>(text: &str, clock: &Found<clocks::Clock>, zone: &Found<T>) -> bool {
    // "2100 UTC": the zone is what makes the figures a time.
    if zone.start < clock.end && clock.start < zone.end {
        return true;
    }
    let between = if zone.start >= clock.end {
        text.get(clock.end..zone.start)
    } else {
        text.get(zone.end..clock.start)
    };
    between.is_some_and(|between| {
        let words = between.trim_matches([' ', '(', ')', '[', ']', ',', ':', '*', '\t', '-', '–']);
        words.is_empty() || (between.len() <= 14 && matches!(words, "in" | "on" | "local" | "hrs" | "hours"))
    })
}

/// An abbreviation that several zones share means the one whose places the text names.
fn settle(zone: Zone, document: &Document) -> Zone {
    let Zone::Ambiguous(offsets) = zone else { return zone };
    const PLACES: &[(i32, &[&str])] = &[
        (480, &["china", "beijing", "shanghai", "shenzhen", "hangzhou"]),
        (60, &["ireland", "dublin"]),
        (120, &["israel", "tel aviv"]),
        (360, &["bangladesh", "dhaka"]),
        (180, &["saudi", "riyadh", "arabia"]),
    ];
    let named = |names: &[&str]| {
        document.units.iter().any(|unit| {
            let text = unit.text.to_lowercase();
            names.iter().any(|name| text.contains(name))
        })
    };
    let place = PLACES.iter().find(|(offset, names)| offsets.contains(offset) && named(names));
    place.map_or(zone, |&(offset, _)| Zone::Offset(offset))
}
