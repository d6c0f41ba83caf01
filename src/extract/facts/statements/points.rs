//! Points of time in a sentence: a day, a clock time, or both as one phrase.

use aho_corasick::AhoCorasick;

use crate::diagnostic::floor_boundary;
use crate::extract::mentions::clocks::Clock;
use crate::extract::mentions::dates::PartialDate;
use crate::extract::mentions::line::Excerpt;
use crate::extract::mentions::{Spanned, durations, weekdays, zones};
use crate::extract::patterns::{listed, words};
use crate::language::Compiled;

/// A date, a clock time, or both, as one phrase of a sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    /// First byte in the sentence.
    pub from: usize,
    /// Byte after the last.
    pub to: usize,
    /// The day, if said.
    pub date: Option<PartialDate>,
    /// Bytes of the sentence that say the day; they may stand apart from the clock time.
    pub dated: Option<(usize, usize)>,
    /// The clock time, if said.
    pub clock: Option<Clock>,
    /// What is said of the day in its place.
    pub day: DayHint,
}

impl Point {
    /// This point; where it says no day, on that of another.
    pub(crate) fn with_day_of(self, other: Option<Point>) -> Self {
        let other = other.filter(|other| self.date.is_none() && other.date.is_some());
        other.map_or(self, |other| Point { date: other.date, dated: other.dated, ..self })
    }
}

/// A day that is said relative to the start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum DayHint {
    /// Nothing is said.
    #[default]
    None,
    /// "the next day".
    Next,
    /// "on Monday".
    Weekday(jiff::civil::Weekday),
}

/// The points of time of a sentence in order: a date and the clock time beside it are one.
pub(crate) fn points(excerpt: &Excerpt<'_>) -> Vec<Point> {
    let sentence = excerpt.text();
    let mut points: Vec<Point> = Vec::new();
    let dates = excerpt.dates().into_iter().map(|date| Point {
        from: date.start,
        to: date.end,
        date: Some(date.value),
        dated: Some((date.start, date.end)),
        clock: None,
        day: DayHint::None,
    });
    let lengths = durations::written_as_clocks(sentence);
    let is_length = |clock: &Spanned<Clock>| {
        lengths.iter().any(|length| length.start < clock.end && clock.start < length.end)
    };
    let clocks = excerpt.clocks().into_iter().filter(|clock| !is_length(clock)).map(|clock| Point {
        from: clock.start,
        to: clock.end,
        date: None,
        dated: None,
        clock: Some(clock.value),
        day: DayHint::None,
    });
    let mut parts: Vec<Point> = dates.chain(clocks).collect();
    parts.sort_by_key(|part| part.from);
    for part in parts {
        if let Some(last) = points.last_mut()
            && part.from >= last.to
            && (last.date.is_none() || part.date.is_none())
            && (last.clock.is_none() || part.clock.is_none())
            && is_connective(&without_zones(&sentence[last.to..part.from]))
        {
            last.to = part.to;
            *last = last.with_day_of(Some(part));
            last.clock = last.clock.or(part.clock);
            continue;
        }
        let again = points.last().is_some_and(|last| is_same_again(sentence, last, &part));
        if points.last().is_none_or(|last| part.from >= last.to) && !again {
            points.push(part);
        }
    }
    for index in 0..points.len() {
        let from = if index == 0 { 0 } else { points[index - 1].to };
        let to = points.get(index + 1).map_or(sentence.len(), |next| next.from);
        points[index].day = day_hint(sentence, from, &points[index], to);
    }
    points
}

/// "10:00 CST (02:00 UTC)": the same time on another clock.
fn is_same_again(sentence: &str, first: &Point, second: &Point) -> bool {
    if first.clock.is_none() || second.clock.is_none() || second.from < first.to {
        return false;
    }
    let between = &sentence[first.to..second.from];
    let opened = between.ends_with(['(', '[', '/']) || between.ends_with("/ ");
    let behind = &sentence[second.to..floor_boundary(sentence, second.to + 12)];
    opened
        && between.len() < 24
        && without_zones(between).trim_matches('/').trim().is_empty()
        && !zones::find(behind).is_empty()
}

/// What is said of a point's day where its date is not: the weekday in front of it, "the next day" on either side.
fn day_hint(sentence: &str, from: usize, point: &Point, to: usize) -> DayHint {
    if point.date.is_some() || point.clock.is_none() {
        return DayHint::None;
    }
    static NEXT: Compiled<AhoCorasick> =
        Compiled::new(|languages| listed(languages, |language| &language.cues.next_day));
    let before = &sentence[from..point.from];
    let before = &before[floor_boundary(before, before.len().saturating_sub(40))..];
    let after = &sentence[point.to..to];
    let after = &after[..floor_boundary(after, 40)];
    if NEXT.is_match(before) || NEXT.is_match(after) {
        return DayHint::Next;
    }
    let near = before.trim_end_matches([' ', ',']);
    let near = near.strip_suffix(" at").unwrap_or(near).trim_end_matches([' ', ',']);
    let behind = after.trim_start_matches([' ', ',']);
    let behind = behind.strip_prefix("on ").unwrap_or(behind);
    weekdays::at_end(near).or_else(|| weekdays::at_start(behind)).map_or(DayHint::None, DayHint::Weekday)
}

/// A text in small letters without the zones that it names.
pub(super) fn without_zones(text: &str) -> String {
    let mut rest = text.to_ascii_lowercase();
    for zone in zones::find(text).iter().rev() {
        if rest.is_char_boundary(zone.start) && rest.is_char_boundary(zone.end) && zone.end <= rest.len() {
            rest.replace_range(zone.range(), "");
        }
    }
    rest.trim_matches([' ', ',', '(', ')', '[', ']', '*', '~', '\t', '`', '≈']).to_owned()
}

fn is_connective(between: &str) -> bool {
    static WORDS: Compiled<Vec<&'static str>> =
        Compiled::new(|languages| words(languages, |language| &language.around.connectives));
    let is_word = |word: &str| word.is_empty() || WORDS.contains(&word);
    between.split_whitespace().all(|word| is_word(word.trim_matches(','))) || is_weekday(between)
}

fn is_weekday(between: &str) -> bool {
    let mut words = between.split_whitespace().filter(|word| !matches!(*word, "on" | "at" | ","));
    let is_day = |word: &str| weekdays::named_in_full(word).is_some();
    words.next().is_some_and(|word| is_day(word.trim_matches(','))) && words.next().is_none()
}
