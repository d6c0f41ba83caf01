//! Durations in figures and words.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::Regex;
use rustc_hash::FxHashMap;

use super::{Spanned, number, zones};
use crate::extract::patterns::{alternatives, any_of, keyword_matcher, pattern, words};
use crate::language::{Compiled, Language};

static DURATION: Compiled<Regex> = Compiled::new(|languages| {
    let numbers = || languages.iter().flat_map(|language| &language.numbers);
    let single = alternatives(numbers().map(|(word, _)| word));
    // "A" and "an" stand for one, and join nothing.
    let ones = numbers().filter(|(word, value)| (1.0..10.0).contains(*value) && word.len() > 2);
    let ones = alternatives(ones.map(|(word, _)| word));
    let tens = |value: f64| value >= 20.0 && value % 10.0 == 0.0;
    let tens = alternatives(numbers().filter(|(_, value)| tens(**value)).map(|(word, _)| word));
    let units = alternatives(languages.iter().flat_map(|language| {
        language.units.each().into_iter().flat_map(|(unit, _)| unit.words.iter().chain(&unit.marks))
    }));
    let half = alternatives(languages.iter().flat_map(|language| &language.lengths.and_a_half));
    let fixed =
        alternatives(languages.iter().flat_map(|language| &language.lengths.fixed).map(|(words, _)| words));
    pattern(&format!(
        r"(?xi) \b(?P<fixed>{fixed})\b |
        \b(?:(?P<n>\d+(?:[.,]\d+)?)[\s-]*|(?P<w>(?:{tens})[\s-](?:{ones})|{single})(?P<half>\s+(?:{half}))?[\s-]+) (?P<unit>{units})\b (?P<half2>\s+(?:{half}))?
        | \b(?P<n3>\d+)(?P<u3>h)(?P<m3>\d{{1,2}})(?:m|min)?\b
        | \bP(?:(?P<pd>\d+)D)?T(?:(?P<ph>\d+)H)?(?:(?P<pm>\d+)M)?(?:\d+S)?\b
        | \b(?P<n4>\d+)h(?P<m4>\d+)m\b",
    ))
});

/// The minutes of each unit by its words and marks.
static UNITS: Compiled<FxHashMap<&'static str, f64>> = Compiled::new(|languages| {
    let units = languages.iter().flat_map(|language| language.units.each());
    let names = units.flat_map(|(unit, minutes)| {
        unit.words.iter().chain(&unit.marks).map(move |name| (name.as_str(), minutes))
    });
    names.collect()
});

/// Minutes of ten years: no incident is longer, and no date is moved out of the calendar.
pub(crate) const LONGEST: f64 = 5_256_000.0;

/// All durations of a text in minutes, in order; parts that belong together ("2 hours and 30 minutes") are added up.
pub(crate) fn find(text: &str) -> Vec<Spanned<f64>> {
    let mut all = written_as_clocks(text);
    if may_hold(text) {
        all.extend(in_words(text));
        all.sort_by_key(|duration| duration.start);
    }
    all
}

/// Durations with their units.
fn in_words(text: &str) -> impl Iterator<Item = Spanned<f64>> {
    let mut found: Vec<(Spanned<f64>, f64)> = Vec::new();
    for captures in DURATION.captures_iter(text) {
        let Some(whole) = captures.get(0) else { continue };
        let before = text[..whole.start()].chars().next_back();
        if before.is_some_and(|c| {
            matches!(c, '.' | ':' | '/' | '$' | '_' | '-') && !text[..whole.start()].ends_with(" -")
        }) && !continues_duration(text, &found, whole.start())
        {
            continue;
        }
        let read = read(&captures).filter(|(minutes, _)| *minutes <= LONGEST && !is_clock(whole.as_str()));
        let Some((minutes, unit)) = read else { continue };
        if let Some((last, last_unit)) = found.last_mut() {
            let between = text[last.end..whole.start()].trim();
            if joins(between) && unit < *last_unit {
                last.end = whole.end();
                last.value += minutes;
                *last_unit = unit;
                continue;
            }
        }
        found.push((Spanned { start: whole.start(), end: whole.end(), value: minutes }, unit));
    }
    found.into_iter().map(|(duration, _)| duration)
}

/// Whether what stands between two lengths makes them parts of one: "2 hours and 30 minutes".
fn joins(between: &str) -> bool {
    static AND: Compiled<Vec<&'static str>> =
        Compiled::new(|languages| words(languages, |language| &language.lengths.and));
    let word = between.strip_prefix(", ").unwrap_or(between);
    matches!(between, "" | ":" | "," | "&") || AND.contains(&word)
}

/// Durations that look like times of day, where the words in front of them say what they are: "lasted 1:30", "for 0:45 h".
pub(crate) fn written_as_clocks(text: &str) -> Vec<Spanned<f64>> {
    static INTRODUCED: Compiled<Regex> = Compiled::new(|languages| {
        let by = any_of(languages, |language| &language.lengths.introduced_by);
        let with_unit = any_of(languages, |language| &language.lengths.introduced_with_unit_by);
        let is = any_of(languages, |language| &language.lengths.is);
        let nearly = any_of(languages, |language| &language.lengths.nearly);
        pattern(&format!(
            r"(?xi) \b (?: (?P<needs_unit>{with_unit}) | (?:{by}) (?:\s+(?:{is}))? ) [\s:*~≈]+ (?: (?:{nearly}) \s+ ){{0,2}} (?P<first>\d)"
        ))
    });
    let bytes = text.as_bytes();
    let clock_like =
        memchr::memchr_iter(b':', bytes).any(|at| bytes.get(at + 1).is_some_and(u8::is_ascii_digit));
    if !clock_like {
        return Vec::new();
    }
    let lengths = INTRODUCED.captures_iter(text).filter_map(|captures| {
        let start = captures.name("first")?.start();
        let (minutes, length, has_unit) = clock_shaped(&text[start..])?;
        let rest = text[start + length..].trim_start();
        let is_time = ["am", "pm", "a.m", "p.m"].iter().any(|half| starts_with(rest, half))
            || zones::starts(rest)
            || (captures.name("needs_unit").is_some() && !has_unit);
        (!is_time).then_some(Spanned { start, end: start + length, value: minutes })
    });
    lengths.collect()
}

/// The length that a labelled value opens with, though it looks like a time of day: `00:45`, `0:45 h`, `2:15:00`.
pub(crate) fn as_clock(value: &str) -> Option<Spanned<f64>> {
    let (minutes, length, has_unit) = clock_shaped(value)?;
    let rest = value[length..].trim();
    let explained = rest.starts_with('(') && rest.ends_with(')') && !zones::starts(rest);
    let alone = has_unit || rest.is_empty() || rest.starts_with('.') || explained;
    alone.then_some(Spanned { start: 0, end: length, value: minutes })
}

/// Minutes of a length at the start of a text, its bytes, and whether it has a unit. What goes on to another time of day
/// is none.
fn clock_shaped(text: &str) -> Option<(f64, usize, bool)> {
    static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^(\d{1,3}):([0-5]\d)(?::([0-5]\d))?(?:\s*(h|hrs?|hours?|m|mins?|minutes?)\b\.?|\s*\(?(hh?:mm(?::ss)?)\b\)?)?",
        )
    });
    let captures = SHAPE.captures(text)?;
    let length = captures.get(0)?.len();
    let rest = text[length..].trim_start();
    let glued = text[length..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, ':' | '%' | '/'));
    static TO: Compiled<Vec<&'static str>> = Compiled::new(|languages| {
        let and = words(languages, |language| &language.around.and);
        [words(languages, |language| &language.around.to), and].concat()
    });
    let continues_duration = ["-", "–", "—"].iter().chain(&*TO).any(|word| {
        starts_with(rest, word) && rest[word.len()..].trim_start().starts_with(|c: char| c.is_ascii_digit())
    });
    let part = |index: usize| captures.get(index).and_then(|part| part.as_str().parse::<f64>().ok());
    let (first, second) = (part(1)?, part(2)?);
    let in_minutes = captures.get(4).is_some_and(|unit| unit.as_str().starts_with(['m', 'M']));
    let minutes = match part(3) {
        Some(seconds) => first * 60.0 + second + seconds / 60.0,
        None if in_minutes => first + second / 60.0,
        None => first * 60.0 + second,
    };
    let has_unit = captures.get(4).or(captures.get(5)).is_some();
    (!glued && !continues_duration).then_some((minutes, length, has_unit))
}

/// Whether a text starts with a word of ASCII in any case.
fn starts_with(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// "1hr:35mins": the colon joins the parts of one duration.
fn continues_duration(text: &str, found: &[(Spanned<f64>, f64)], start: usize) -> bool {
    found.last().is_some_and(|(last, _)| text.get(last.end..start) == Some(":"))
}

/// Whether a unit of time stands in a text, as a word or glued to figures.
fn may_hold(text: &str) -> bool {
    /// The words for units, and the first letters of all that stands for one.
    static NAMES: Compiled<(AhoCorasick, [bool; 256])> = Compiled::new(|languages| {
        let units = || languages.iter().flat_map(|language: &&'static Language| language.units.each());
        let mut first = [false; 256];
        for name in units().flat_map(|(unit, _)| unit.words.iter().chain(&unit.marks)) {
            let letter = name.as_bytes().first().copied().unwrap_or(b' ');
            first[usize::from(letter.to_ascii_lowercase())] = true;
            first[usize::from(letter.to_ascii_uppercase())] = true;
        }
        // The "T" of "P1DT2H".
        (first[usize::from(b't')], first[usize::from(b'T')]) = (true, true);
        let mut names: Vec<&str> =
            units().filter_map(|(unit, _)| unit.words.first()).map(String::as_str).collect();
        names.extend(
            languages.iter().flat_map(|language| &language.lengths.fixed).map(|(words, _)| words.as_str()),
        );
        names.retain(|name| !name.contains(' '));
        (keyword_matcher(&names), first)
    });
    let (words, first) = &*NAMES;
    let bytes = text.as_bytes();
    let figures = bytes.iter().enumerate().filter(|(_, byte)| byte.is_ascii_digit()).any(|(at, _)| {
        let rest = bytes.get(at + 1..).unwrap_or(&[]);
        let unit = rest.iter().find(|byte| !byte.is_ascii_whitespace() && **byte != b'-');
        unit.is_some_and(|unit| first[usize::from(*unit)])
    });
    figures || words.is_match(text)
}

/// `1900 hrs` is a time of day.
fn is_clock(words: &str) -> bool {
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    digits == 4 && words[digits..].trim_start().starts_with("hrs")
}

/// Reads a field that holds one duration, whatever stands around it; whole minutes.
pub(crate) fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    if let [hours, minutes, rest @ ..] = text.split(':').collect::<Vec<_>>().as_slice()
        && rest.len() <= 1
        && [hours, minutes]
            .iter()
            .all(|part| !part.is_empty() && part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return Some(hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?);
    }
    let first = as_clock(text).or_else(|| find(text).first().copied());
    first.map(|duration| duration.value.round() as i64)
}

/// Reads a bare figure behind a label that names its unit: "Duration (hours): 1.5"; whole minutes.
pub(crate) fn in_unit_of(label: &str, text: &str) -> Option<i64> {
    let figure = text.trim().replace(',', ".").parse::<f64>().ok().filter(|figure| *figure > 0.0)?;
    let unit = label.split(|c: char| !c.is_alphabetic()).rev().find_map(unit_minutes)?;
    let minutes = figure * unit;
    (minutes <= LONGEST).then_some(minutes.round() as i64)
}

/// Minutes, and the unit's own length in minutes.
fn read(captures: &regex::Captures<'_>) -> Option<(f64, f64)> {
    let group = |name: &str| captures.name(name).map(|group| group.as_str());
    if let Some(words) = group("fixed") {
        let minutes = fixed_length(words)?;
        return Some((minutes, 2.0 * minutes));
    }
    for (hours, minutes) in [("n3", "m3"), ("n4", "m4")] {
        if let (Some(hours), Some(minutes)) = (group(hours), group(minutes)) {
            return Some((hours.parse::<f64>().ok()? * 60.0 + minutes.parse::<f64>().ok()?, 1.0));
        }
    }
    if let Some(figure) = group("n").or_else(|| group("w")) {
        let unit = unit_minutes(group("unit")?)?;
        let half = if group("half").is_some() || group("half2").is_some() { 0.5 } else { 0.0 };
        let value = number(figure)?;
        return Some(((value + half) * unit, unit));
    }
    let part = |name: &str| group(name).and_then(|part| part.parse::<f64>().ok()).unwrap_or(0.0);
    let minutes = part("pd") * 1440.0 + part("ph") * 60.0 + part("pm");
    (minutes > 0.0).then_some((minutes, 1.0))
}

fn unit_minutes(unit: &str) -> Option<f64> {
    UNITS.get(unit.to_lowercase().as_str()).copied()
}

/// Minutes of a length that is no number and unit: "half an hour".
fn fixed_length(words: &str) -> Option<f64> {
    static FIXED: Compiled<FxHashMap<&'static str, f64>> = Compiled::new(|languages| {
        let fixed = languages.iter().flat_map(|language| &language.lengths.fixed);
        fixed.map(|(words, minutes)| (words.as_str(), *minutes)).collect()
    });
    let plain = words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    FIXED.get(plain.as_str()).copied()
}

#[cfg(test)]
mod tests {
    use super::{find, parse};

    #[test]
    fn durations_as_writers_put_them() {
        for (text, minutes) in [
            ("17min", 17),
            ("3 hours (from 09:00 AM)", 180),
            ("2 hours 30 minutes", 150),
            ("1h 10m", 70),
            ("2h15m", 135),
            ("3 hours  and 16 minutes", 196),
            ("1,5 hours", 90),
            ("two and a half hours", 150),
            ("an hour and a half", 90),
            ("half an hour", 30),
            ("~1hr", 60),
            ("PT3H", 180),
            ("279 minutes [^3]", 279),
            ("11 Days", 15_840),
            ("a 45-minute outage", 45),
            ("54 hours 10 minutes", 3_250),
            ("forty-five minutes", 45),
            ("02:30", 150),
            ("0:45 h", 45),
            ("1:30 hours (from 10:00)", 90),
            ("2:15:00", 135),
            ("12:30 min", 13),
            ("1 day, 2 hours and 5 minutes", 1_565),
        ] {
            assert_eq!(parse(text), Some(minutes), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration() {
        for text in ["", "?", "N/A", "version 1.2.3", "100 users", "5xx", "a memory leak"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(find("40 minutes on May 3 and 2 hours and 5 minutes on May 4").len(), 2);
        for text in ["for 10:00 UTC", "took 10:00 am", "Duration: 10:00 - 11:30", "It was down at 1:30 h"] {
            assert_eq!(find(text), [], "{text}");
        }
        assert_eq!(super::in_unit_of("Duration (hours)", "1.5"), Some(90));
        assert_eq!(super::in_unit_of("Duration", "90"), None);
        assert_eq!(parse("99999999999999999999h30"), None);
    }
}
