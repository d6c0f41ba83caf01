//! What a whole file says of its calendar: the order of its dates, the year, the zone, and the day in its name.

use jiff::civil::Date;
use rustc_hash::FxHashSet;

use super::document_mentions::DocumentMentions;
use super::statements::Point;
use super::time_claims::TimeClaim;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Limited};
use crate::extract::facts::zone::{ZoneClaim, file_zone};
use crate::extract::fields::labels::Labelled;
use crate::extract::mentions::Spanned;
use crate::extract::mentions::date_resolver::DateResolver;
use crate::extract::mentions::dates::{self, Order, PartialDate};
use crate::extract::mentions::zones::Zone;
use crate::extract::text::{Document, LineKind};
use crate::source::{Portion, SourceFile};

/// How the clock and the calendar of one file are to be read.
pub(crate) struct TimeContext<'a> {
    /// The file.
    pub source: &'a SourceFile,
    /// Its text with what is mentioned.
    pub mentions: &'a DocumentMentions<'a>,
    /// The order of numeric dates and the year of those without.
    pub dates: DateResolver,
    /// The zone that its times are in.
    pub zone: Option<ZoneClaim>,
    /// The day in its name.
    pub file_date: Option<(Date, String)>,
    /// Whether a front matter `date` yields to the prose.
    pub yields: bool,
    /// The dates of its text, each with its unit.
    found: Vec<(usize, Spanned<PartialDate>)>,
}

impl<'a> TimeContext<'a> {
    /// Reads a file's calendar. `stated` is the day that front matter states.
    pub(crate) fn new(
        source: &'a SourceFile,
        mentions: &'a DocumentMentions<'a>,
        labelled: &[Labelled<'_>],
        stated: Option<Date>,
        yields: bool,
        title: &str,
    ) -> Self {
        let found: Vec<(usize, Spanned<PartialDate>)> = mentions
            .document
            .read_units()
            .flat_map(|unit| mentions.line(unit).dates().iter().map(move |date| (unit, *date)))
            .collect();
        let titled = dates::find(title).into_iter().map(|date| date.value);
        let written: Vec<PartialDate> = found.iter().map(|(_, date)| date.value).chain(titled).collect();
        let file_name = match &source.portion {
            Portion::Incident { day, .. } => day.clone(),
            Portion::Whole | Portion::Remainder => file_date(&source.relative),
        };
        let known = file_name.as_ref().map(|(date, _)| *date).or(stated);
        let zone = file_zone(mentions, labelled, &found);
        let order = dates::order(written.iter().copied())
            .or_else(|| order_by(&written, known))
            .or_else(|| order_of_zone(zone.as_ref()?, mentions.document))
            .or_else(dates::order_of_language);
        let full = written.iter().find_map(|date| date.resolve(order, None)).map(Date::year);
        let year = file_name
            .as_ref()
            .map(|(date, _)| date.year())
            .or(stated.map(Date::year))
            .or(full)
            .or_else(|| dates::year_in(&source.relative));
        let year = full.filter(|_| file_name.is_none() && stated.is_none()).or(year);
        let published = stated.filter(|_| yields).or(file_name.as_ref().map(|(date, _)| *date));
        let years = years_of_months(mentions.document, &written);
        let year = year.or_else(|| year_in_heading(mentions.document));
        let day = known.or_else(|| written.iter().find_map(|date| date.resolve(order, None)));
        let dates = DateResolver { order, year, years, day, published };
        Self { source, mentions, dates, zone, file_date: file_name, yields, found }
    }

    /// A point of a sentence that starts at byte `from` of a unit.
    pub(crate) fn place(&self, point: Point, unit: usize, from: usize) -> TimeClaim {
        let text = &self.mentions.document.units[unit].text;
        let dated = point.dated.and_then(|(start, end)| {
            Some((self.line(unit, from + start), text.get(from + start..from + end)?.to_owned()))
        });
        TimeClaim {
            dated,
            date: point.date.and_then(|date| self.dates.resolve(date)),
            time: point.clock.map(|clock| clock.time),
            day: point.day,
            line: self.line(unit, from + point.from),
            text: text.get(from + point.from..from + point.to).unwrap_or(text).to_owned(),
        }
    }

    /// The unit that names first the one day that the text names; `None` where it names several.
    pub(crate) fn only_day(&self) -> Option<usize> {
        let mut days = self.found.iter().map(|(unit, date)| (*unit, self.dates.resolve(date.value)));
        let (unit, first) = days.next()?;
        days.all(|(_, day)| day == first).then_some(())?;
        first.map(|_| unit)
    }

    /// Line of the file of a byte of a unit.
    pub(crate) fn line(&self, unit: usize, at: usize) -> u32 {
        self.source.lines.line(self.mentions.document.units[unit].file_offset(at))
    }

    /// A zone that may be another one, dates that no calendar has, and numeric ones that may be read either way.
    pub(crate) fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut diagnostics = Limited::default();
        for finding in self.zone.iter().filter_map(|zone| self.shared_zone(zone)) {
            diagnostics.push(finding.rule, || finding);
        }
        for (unit, date) in &self.found {
            let (rule, severity, message, help) = match date.value {
                date if is_impossible(date) => (
                    "impossible-date",
                    DiagnosticSeverity::Warning,
                    "no calendar has this day",
                    "correct the date",
                ),
                numeric @ PartialDate::Numeric { .. }
                    if numeric.resolve(self.dates.order, None).is_none() =>
                {
                    (
                        "ambiguous-date",
                        DiagnosticSeverity::Note,
                        "day and month may be read either way, so the date is left unknown",
                        "write it as 2024-12-31",
                    )
                }
                _ => continue,
            };
            diagnostics.push(rule, || {
                let range = self.mentions.document.units[*unit].file_range(date.range());
                let span = self.source.lines.span(&self.source.text, range);
                Diagnostic::new(rule, severity, &self.source.relative, message).at(span).help(help)
            });
        }
        diagnostics.finish()
    }
}

impl TimeContext<'_> {
    /// Says so where an abbreviation means several zones and nothing in the text decides.
    fn shared_zone(&self, found: &ZoneClaim) -> Option<Diagnostic> {
        let Zone::Ambiguous(shared) = &found.zone else { return None };
        let signed = |minutes: &i32| {
            let sign = if *minutes < 0 { '-' } else { '+' };
            match minutes.abs() % 60 {
                0 => format!("UTC{sign}{}", minutes.abs() / 60),
                rest => format!("UTC{sign}{}:{rest:02}", minutes.abs() / 60),
            }
        };
        let zones: Vec<String> = shared.offsets.iter().map(signed).collect();
        let (likeliest, others) = zones.split_first().filter(|_| !shared.settled)?;
        let message = format!(
            "`{}` may be {likeliest} or {}, and is read as {likeliest}",
            shared.name,
            others.join(" or ")
        );
        let range = self.mentions.document.units[found.unit].file_range(found.range.clone());
        let span = self.source.lines.span(&self.source.text, range);
        let diagnostic =
            Diagnostic::new("ambiguous-zone", DiagnosticSeverity::Note, &self.source.relative, message);
        Some(diagnostic.at(span).help(format!("write the offset, such as `{likeliest}`")))
    }
}

/// Whether no calendar has a day, in whichever order its day and month are read.
fn is_impossible(date: PartialDate) -> bool {
    let orders = [Order::DayFirst, Order::MonthFirst];
    match date {
        PartialDate::Impossible => true,
        PartialDate::Numeric { .. } => orders.iter().all(|order| date.resolve(Some(*order), None).is_none()),
        _ => false,
    }
}

/// The order in which a numeric date is a day that is known from elsewhere: from the file's name, from front matter, or
/// because the text writes it out in another place.
fn order_by(written: &[PartialDate], known: Option<Date>) -> Option<Order> {
    let full = written.iter().filter_map(|date| match date {
        PartialDate::Full(date) => Some(*date),
        _ => None,
    });
    let known: FxHashSet<Date> = known.into_iter().chain(full).collect();
    let fits = |order| {
        let numeric = written.iter().filter(|date| matches!(date, PartialDate::Numeric { .. }));
        numeric.filter_map(|date| date.resolve(Some(order), None)).any(|date| known.contains(&date))
    };
    match (fits(Order::DayFirst), fits(Order::MonthFirst)) {
        (true, false) => Some(Order::DayFirst),
        (false, true) => Some(Order::MonthFirst),
        _ => None,
    }
}

/// Zones of the United States, where the month comes first.
fn order_of_zone(zone: &ZoneClaim, document: &Document) -> Option<Order> {
    const NAMES: [&str; 5] =
        ["America/Los_Angeles", "America/New_York", "America/Chicago", "America/Denver", "US/Pacific"];
    const OFFSETS: [i32; 5] = [-480, -420, -360, -300, -240];
    let is_american = match &zone.zone {
        Zone::Place(place) => place.iana_name().is_some_and(|name| NAMES.contains(&name)),
        Zone::Offset(offset) => zone.is_named(document) && OFFSETS.contains(offset),
        Zone::Ambiguous(shared) => shared.settled && OFFSETS.contains(shared.offsets.first()?),
    };
    is_american.then_some(Order::MonthFirst)
}

/// The year that the text names with each month: "In March 2016 … on 4th March". Only where a date lacks its year.
fn years_of_months(document: &Document, written: &[PartialDate]) -> [Option<i16>; 12] {
    let mut years = [None; 12];
    if !written.iter().any(|date| matches!(date, PartialDate::WithoutYear { .. })) {
        return years;
    }
    for unit in document.read_units() {
        for (month, year) in dates::months(&document.units[unit].text) {
            let place = usize::try_from(month - 1).ok().and_then(|at| years.get_mut(at));
            place.into_iter().for_each(|place| *place = place.or(Some(year)));
        }
    }
    years
}

/// A year in brackets in a heading or the head of a table: "Date (2022)".
fn year_in_heading(document: &Document) -> Option<i16> {
    document.read_units().find_map(|unit| {
        let line = &document.units[unit];
        let heads = matches!(line.kind, LineKind::Heading { .. } | LineKind::TableRow { header: true });
        let inside = heads.then(|| line.text.split_once('('))??.1.split_once(')')?.0.trim();
        let year = inside.parse().ok()?;
        (2000..2100).contains(&year).then_some(year)
    })
}

/// The day that the folders of a file make: `2024/05/06/mail.md`.
fn folder_date(relative: &str) -> Option<(Date, String)> {
    let mut folders = relative.rsplit('/').skip(1);
    let (day, month, year) = (folders.next()?, folders.next()?, folders.next()?);
    if (day.len(), month.len(), year.len()) != (2, 2, 4) {
        return None;
    }
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    (2000..2100).contains(&date.year()).then(|| (date, format!("{year}/{month}/{day}")))
}

/// The day in a file's name or its folders: `2023-02-02-web-01.md`, `20230202 outage.md`.
fn file_date(relative: &str) -> Option<(Date, String)> {
    day_in_name(relative).or_else(|| folder_date(relative))
}

/// The day in a file's name or its folder's.
fn day_in_name(relative: &str) -> Option<(Date, String)> {
    let name = relative.rsplit('/').next().unwrap_or(relative);
    let folder = relative.rsplit('/').nth(1).unwrap_or("");
    [name, folder].into_iter().find_map(|name| {
        let spaced = name.replace('_', "-");
        let found = dates::find(&spaced).into_iter().find_map(|date| match date.value {
            PartialDate::Full(day) => Some((day, spaced[date.range()].trim_end_matches('-').to_owned())),
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
