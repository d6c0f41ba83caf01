//! Dates in every common order, with or without a year.

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use jiff::civil::Date;
use regex::{Captures, Regex};

use super::Spanned;
use crate::extract::patterns::{alternatives, keyword_matcher, pattern, words};
use crate::language::{Compiled, NumericOrder};

/// A date as written: perhaps without its year, perhaps in an order that the text does not settle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartialDate {
    /// Day, month and year are known.
    Full(Date),
    /// Month and day; the year stands elsewhere, or nowhere.
    WithoutYear {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
    },
    /// Two figures that may be day and month either way: `03/04/2024`.
    Numeric {
        /// The first figure.
        first: i8,
        /// The second figure.
        second: i8,
        /// The year.
        year: i16,
    },
    /// A day of the week or of the month that no calendar has: `2023-02-30`.
    Impossible,
}

/// In which order a file writes its numeric dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// 31/12/2024.
    DayFirst,
    /// 12/31/2024.
    MonthFirst,
}

impl PartialDate {
    /// The date, given the order of numeric dates and the year of those that have none.
    pub fn resolve(self, order: Option<Order>, year: Option<i16>) -> Option<Date> {
        match self {
            PartialDate::Full(date) => Some(date),
            PartialDate::WithoutYear { month, day } => Date::new(year?, month, day).ok(),
            // A part over 12 is the day, whatever the rest of the file does.
            PartialDate::Numeric { first, second, year } if first > 12 => Date::new(year, second, first).ok(),
            PartialDate::Numeric { first, second, year } if second > 12 => {
                Date::new(year, first, second).ok()
            }
            PartialDate::Numeric { first, second, year } => match order? {
                Order::DayFirst => Date::new(year, second, first).ok(),
                Order::MonthFirst => Date::new(year, first, second).ok(),
            },
            PartialDate::Impossible => None,
        }
    }
}

/// The names of the months, in small letters.
static MONTHS: Compiled<Months> = Compiled::new(|languages| {
    let months = languages.iter().flat_map(|language| (1..).zip(&language.dates.months));
    let mut names: Vec<(&str, i8)> =
        months.flat_map(|(month, names)| names.iter().map(move |name| (name.as_str(), month))).collect();
    names.sort_by_key(|(name, month)| (name.len(), *month));
    // "jan" finds "january", too.
    let is_beginning = |at: usize| !names[..at].iter().any(|(short, _)| names[at].0.starts_with(short));
    let beginnings: Vec<&str> =
        (0..names.len()).filter(|&at| is_beginning(at)).map(|at| names[at].0).collect();
    Months {
        beginnings: keyword_matcher(&beginnings),
        other_words: words(languages, |language| &language.dates.other_words),
        other_words_before_figures: words(languages, |language| &language.dates.other_words_before_figures),
        names,
    }
});

/// Whether a word in small letters names a month.
pub fn is_month(word: &str) -> bool {
    MONTHS.names.iter().any(|(name, _)| *name == word)
}

/// The names of the months.
struct Months {
    /// Each name with its month, from 1; the shortest first.
    names: Vec<(&'static str, i8)>,
    /// What they begin with.
    beginnings: AhoCorasick,
    /// Those that in small letters are other words.
    other_words: Vec<&'static str>,
    /// Those that are so in front of figures.
    other_words_before_figures: Vec<&'static str>,
}

impl Months {
    /// Whether a text begins with the name of a month and no longer word: "dec", not "decided".
    fn begin(&self, text: &str) -> bool {
        let length = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
        let mut names = self.names.iter().filter(|(name, _)| name.len() == length);
        names.any(|(name, _)| text.get(..length).is_some_and(|word| word.eq_ignore_ascii_case(name)))
    }

    /// The month that a word means which is no month's name, but for a slip or two of the pen.
    fn nearly(&self, name: &str) -> Option<i8> {
        let name = name.to_lowercase();
        let slips = |known: &str| strsim::osa_distance(known, &name);
        let long = self.names.iter().filter(|(known, _)| known.len() >= 5);
        let near = long.filter(|(known, _)| slips(known) <= if known.len() >= 7 { 2 } else { 1 });
        near.min_by_key(|(known, _)| slips(known)).map(|&(_, month)| month)
    }

    /// The month with this name, from 1.
    fn named(&self, name: &str) -> Option<i8> {
        let name = name.to_lowercase();
        self.names.iter().find(|(known, _)| *known == name).map(|&(_, month)| month)
    }
}

static DATE: Compiled<Regex> = Compiled::new(|languages| {
    let month = alternatives(languages.iter().flat_map(|language| language.dates.months.iter().flatten()));
    let nth = alternatives(languages.iter().flat_map(|language| &language.dates.ordinals));
    let of = alternatives(languages.iter().flat_map(|language| &language.dates.of));
    // "June 7th (UTC), 2022": a zone may stand in between.
    let year =
        format!(r"(?:,|\s|-|/|\b(?:{of})\b|\.|\([a-z]{{3,4}}\))*\s*(?P<YEAR>(?:19|20)\d\d|['’‘]\d\d)\b");
    let year_of = |name: &str| format!("(?:{})?", year.replace("YEAR", name));
    pattern(&format!(
        r"(?xi) \b(?P<y>(?:19|20)\d\d)(?P<isep>[-/.\x{{2011}}\x{{2013}}])(?P<mo>\d\d?)[-/.\x{{2011}}\x{{2013}}](?P<d>\d\d?)(?:\b|T|_)
        | \b(?P<month1>{month})\b\.?,?[\s-]*(?P<day1>\d\d?)\s?(?:{nth})?\b(?:\s?[-\x{{2013}}]\s?\d\d?(?:{nth})?\b)?{y1}
        | \b(?P<day2>\d\d?)\s?(?:{nth})?(?:\s?[-\x{{2013}}]\s?\d\d?\s?(?:{nth})?)?(?:\s+day)?(?:\s+(?:{of}))?\.?[\s/-]*(?P<month2>{month})\b\.?{y2}
        | \b(?P<a>\d\d?)(?P<sep>[/.-]|,\x20?)(?P<b>\d\d?)(?P<sep2>[/.-]|,\x20?)(?P<year3>(?:19|20)\d\d|\d\d)\b
        | \b(?P<y4>(?:19|20)\d\d)\s+(?P<month4>{month})\.?\s+(?P<day4>\d\d?)\b
        | \b(?P<day5>\d\d?)(?P<month5>{month})(?P<year5>(?:19|20)\d\d|\d\d)\b",
        y1 = year_of("year1"),
        y2 = year_of("year2"),
    ))
});

/// All dates of a text, in order. Words such as "today" are no dates.
pub fn find(text: &str) -> Vec<Spanned<PartialDate>> {
    let found = if may_hold(text) { well_spelt(text) } else { Vec::new() };
    if found.is_empty() { misspelt(text) } else { found }
}

fn well_spelt(text: &str) -> Vec<Spanned<PartialDate>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(captures) = DATE.captures_at(text, from) {
        let Some(whole) = captures.get(0) else { break };
        from = whole.end();
        let before = text[..whole.start()].chars().next_back();
        let after = text[whole.end()..].chars().next();
        // "13:52:04 - 25th May": the seconds of a clock time open no range of days.
        if before == Some(':') {
            from = whole.start() + whole.as_str().bytes().take_while(u8::is_ascii_digit).count().max(1);
            continue;
        }
        if before.is_some_and(|c| matches!(c, '.' | '/' | '=' | '@')) || after.is_some_and(|c| c == '%') {
            continue;
        }
        found.extend(read(&captures, text, whole.end()).map(|value| Spanned {
            start: whole.start(),
            end: whole.end(),
            value,
        }));
    }
    found
}

/// Dates whose month is misspelt, with their year: "Novemeber 8th, 2023".
fn misspelt(text: &str) -> Vec<Spanned<PartialDate>> {
    static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"\b(?:(?P<name>\p{Lu}\p{Ll}{4,10})\.?\s+(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<year>20\d\d)",
            r"|(?P<day2>\d\d?)(?:st|nd|rd|th|\.)?\s+(?P<name2>\p{Lu}\p{Ll}{4,10}),?\s+(?P<year2>20\d\d))\b",
        ))
    });
    if memchr::memmem::find(text.as_bytes(), b" 20").is_none() {
        return Vec::new();
    }
    let dates = SHAPE.captures_iter(text).filter_map(|captures| {
        let whole = captures.get(0)?;
        let group =
            |one: &str, other: &str| captures.name(one).or(captures.name(other)).map(|group| group.as_str());
        let month = MONTHS.nearly(group("name", "name2")?)?;
        let (day, year) = (group("day", "day2")?.parse().ok()?, group("year", "year2")?.parse().ok()?);
        Some(Spanned { start: whole.start(), end: whole.end(), value: full(year, month, day) })
    });
    dates.filter(|date| date.value != PartialDate::Impossible).collect()
}

/// The months that a text names with their years and without a day: "in March 2016".
pub fn months(text: &str) -> Vec<(i8, i16)> {
    static SHAPE: Compiled<Regex> = Compiled::new(|languages| {
        let month =
            alternatives(languages.iter().flat_map(|language| language.dates.months.iter().flatten()));
        let of = alternatives(languages.iter().flat_map(|language| &language.dates.of));
        pattern(&format!(
            r"(?i)(?P<before>\d\s*)?\b(?P<month>{month})\.?,?\s+(?:(?:{of})\s+)?(?P<year>20\d\d)\b"
        ))
    });
    if memchr::memmem::find(text.as_bytes(), b" 20").is_none() {
        return Vec::new();
    }
    let found = SHAPE.captures_iter(text).filter(|captures| captures.name("before").is_none());
    found
        .filter_map(|captures| Some((MONTHS.named(&captures["month"])?, captures["year"].parse().ok()?)))
        .collect()
}

/// Whether a date can stand in a text: figures joined by a mark, or a month's name beside figures. Most texts hold
/// neither, and the pattern is dear.
fn may_hold(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(first) = bytes.iter().position(u8::is_ascii_digit) else { return false };
    let months = &*MONTHS;
    (first..bytes.len()).any(|at| bytes[at].is_ascii_digit() && joins(&bytes[at + 1..]))
        || months.beginnings.find_iter(text).any(|name| months.begin(&text[name.start()..]))
}

/// Whether two marks of a date follow a figure, each with a figure behind it; a mark beyond ASCII may be anything.
fn joins(rest: &[u8]) -> bool {
    let mark = |byte: &u8| b"-/.,".contains(byte);
    match rest {
        [mark, ..] if *mark >= 0x80 => true,
        [b',', b' ', figure, rest @ ..] if figure.is_ascii_digit() => {
            let rest = if rest.first().is_some_and(u8::is_ascii_digit) { &rest[1..] } else { rest };
            rest.first() == Some(&b',')
        }
        [first, figure, rest @ ..] if mark(first) && figure.is_ascii_digit() => {
            let rest = if rest.first().is_some_and(u8::is_ascii_digit) { &rest[1..] } else { rest };
            rest.first().is_some_and(|second| mark(second) || *second >= 0x80)
        }
        _ => false,
    }
}

/// Reads a field that holds one date.
pub fn parse(text: &str, order: Option<Order>) -> Option<Date> {
    find(text).first().and_then(|date| date.value.resolve(order, None))
}

/// The first year of this century that a text names by itself, for dates that have none: `PM2020-001`, `2024/launch.md`.
pub fn year_in(text: &str) -> Option<i16> {
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4);
    numbers.filter_map(|digits| digits.parse().ok()).find(|year| (2000..2100).contains(year))
}

/// The order in which the language of the file writes day and month in figures; English has none.
pub fn order_of_language() -> Option<Order> {
    static ORDER: Compiled<Option<Order>> = Compiled::new(|languages| {
        languages.last()?.dates.order.map(|order| match order {
            NumericOrder::DayFirst => Order::DayFirst,
            NumericOrder::MonthFirst => Order::MonthFirst,
        })
    });
    *ORDER
}

/// The order that a file's unambiguous numeric dates share.
pub fn order(dates: impl Iterator<Item = PartialDate>) -> Option<Order> {
    let (mut day_first, mut month_first) = (false, false);
    for date in dates {
        if let PartialDate::Numeric { first, second, .. } = date {
            day_first |= first > 12;
            month_first |= second > 12;
        }
    }
    match (day_first, month_first) {
        (true, false) => Some(Order::DayFirst),
        (false, true) => Some(Order::MonthFirst),
        _ => None,
    }
}

fn read(captures: &Captures<'_>, text: &str, end: usize) -> Option<PartialDate> {
    let group = |name: &str| captures.name(name).map(|group| group.as_str());
    let figure = |name: &str| group(name).and_then(|figure| figure.parse::<i8>().ok());
    if let Some(year) = group("y") {
        return Some(full(year.parse().ok()?, figure("mo")?, figure("d")?));
    }
    if let Some(year) = group("y4") {
        return Some(full(year.parse().ok()?, MONTHS.named(group("month4")?)?, figure("day4")?));
    }
    if let Some(name) = group("month1") {
        // "May 10:00" is a clock time, "may 5 users" is no date.
        let is_other_word =
            MONTHS.other_words.contains(&name) || MONTHS.other_words_before_figures.contains(&name);
        if is_other_word || (group("year1").is_none() && opens_a_clock(&text[end..])) {
            return None;
        }
        return named(MONTHS.named(name)?, figure("day1")?, group("year1"));
    }
    if let Some(name) = group("month2") {
        if MONTHS.other_words.contains(&name) && group("year2").is_none() {
            return None;
        }
        return named(MONTHS.named(name)?, figure("day2")?, group("year2"));
    }
    if let Some(name) = group("month5") {
        return named(MONTHS.named(name)?, figure("day5")?, group("year5"));
    }
    if group("sep") != group("sep2") {
        return None;
    }
    let (first, second) = (figure("a")?, figure("b")?);
    let raw_year = group("year3")?;
    let dotted = group("sep").is_some_and(|sep| sep.starts_with(['.', ',']));
    if (dotted && raw_year.len() == 2)
        || text[end..].starts_with('.') && text[end + 1..].starts_with(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    let year = full_year(raw_year)?;
    match (first, second) {
        (1..=12, 1..=12) if first == second => Some(full(year, first, second)),
        (1..=12, 1..=12) | (13..=31, 1..=12) | (1..=12, 13..=31) => {
            Some(PartialDate::Numeric { first, second, year })
        }
        // "9.0.2068" is the number of a version.
        _ => (raw_year.len() == 4 && !dotted).then_some(PartialDate::Impossible),
    }
}

/// Whether what follows the number behind a month's name makes it the hour of a clock time or a share: "May 10:00".
fn opens_a_clock(behind: &str) -> bool {
    behind.starts_with('%')
        || behind.strip_prefix(':').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn named(month: i8, day: i8, year: Option<&str>) -> Option<PartialDate> {
    match year {
        Some(year) => Some(full(full_year(year)?, month, day)),
        None if (1..=31).contains(&day) => Some(PartialDate::WithoutYear { month, day }),
        None => None,
    }
}

fn full(year: i16, month: i8, day: i8) -> PartialDate {
    Date::new(year, month, day).map_or(PartialDate::Impossible, PartialDate::Full)
}

/// A two-digit year is one of this century: postmortems of the last one are not in Markdown.
fn full_year(year: &str) -> Option<i16> {
    let figures = year.trim_start_matches(|c: char| !c.is_ascii_digit());
    let value: i16 = figures.parse().ok()?;
    Some(if figures.len() == 2 { value + 2000 } else { value })
}
