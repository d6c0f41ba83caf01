//! What a line opens with: the date and the clock time of an entry, and where its text begins.

use aho_corasick::AhoCorasick;

use super::clocks::{self, Clock};
use super::dates::{self, PartialDate};
use super::{Spanned, weekdays, zones};
use crate::diagnostic::floor_boundary;
use crate::extract::patterns::{listed, words};
use crate::language::Compiled;

/// A line's opening: what it says of the time, and where its text begins.
pub(in crate::extract) struct Opening {
    /// The day.
    pub(in crate::extract) date: Option<PartialDate>,
    /// The clock time.
    pub(in crate::extract) clock: Option<Clock>,
    /// First byte of what happened.
    pub(in crate::extract) text_from: usize,
}

/// Reads the dates and clock times that a line opens with; `None` where it opens with neither.
pub(in crate::extract) fn opening(text: &str) -> Option<Opening> {
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

/// A clock time of four figures in front of a colon, a dash or a bracket: `~1738: Belts stop`.
pub(in crate::extract) fn military(text: &str) -> Option<Opening> {
    let bare = text.trim_start_matches(['~', '(', '[', '*', '≈', ' ']);
    let figures = bare.get(..4).filter(|figures| figures.bytes().all(|byte| byte.is_ascii_digit()))?;
    let rest = bare.get(4..)?.trim_start_matches(['h', 'H', 'z', 'Z']);
    let told = rest.trim_start_matches([' ', ')', ']', '*']).strip_prefix([':', '-', '–', '—'])?;
    let time = jiff::civil::Time::new(figures[..2].parse().ok()?, figures[2..].parse().ok()?, 0, 0).ok()?;
    let told = told.trim_start().starts_with(|c: char| !c.is_ascii_digit()).then(|| told.trim_start())?;
    let clock = Some(Clock { time, has_meridiem: true });
    Some(Opening { date: None, clock, text_from: text.len() - told.len() })
}

/// A clock time with a dot and a single figure for its hour: `8.48 Belts stop`.
pub(in crate::extract) fn dotted(text: &str) -> Option<Opening> {
    let [hour, b'.', tens @ b'0'..=b'5', ones, b' ', told, ..] = text.as_bytes() else { return None };
    if !hour.is_ascii_digit() || !ones.is_ascii_digit() || !told.is_ascii_alphabetic() {
        return None;
    }
    let figure = |byte: &u8| (byte - b'0') as i8;
    let time = jiff::civil::Time::new(figure(hour), figure(tens) * 10 + figure(ones), 0, 0).ok()?;
    Some(Opening { date: None, clock: Some(Clock { time, has_meridiem: false }), text_from: 5 })
}

/// A time counted from some moment, with or without its day: `T+0:15 - Belts stop`, `Day 2 - T+25m: Belts run`.
pub(in crate::extract) fn elapsed(text: &str) -> Option<Opening> {
    let marks = |c: char| matches!(c, '*' | '[' | '(' | '~' | '`' | ' ' | ':' | '-' | '–' | '—' | ',');
    let bare = text.trim_start_matches(marks);
    let day = bare.strip_prefix("Day ").map(|day| day.trim_start_matches(|c: char| c.is_ascii_digit()));
    let count = day.map_or(bare, |day| day.trim_start_matches(marks)).strip_prefix(['T', 't'])?;
    let figures = count.strip_prefix(['+', '-', '−'])?.trim_start_matches(' ');
    let told = figures
        .starts_with(|c: char| c.is_ascii_digit())
        .then(|| figures.trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, ':' | '.')))?
        .trim_start_matches(|c: char| marks(c) || matches!(c, ')' | ']' | '|' | '→'));
    Some(Opening { date: None, clock: None, text_from: text.len() - told.len() })
}

/// Whether at least three lines open with a clock time that has a dot.
pub(in crate::extract) fn is_dotted<'a>(lines: impl Iterator<Item = &'a str>) -> bool {
    lines.filter(|line| dotted(line).is_some()).nth(2).is_some()
}

/// Whether at least three lines open with four figures as a clock time, one of which can be no year.
pub(in crate::extract) fn is_military<'a>(lines: impl Iterator<Item = &'a str>) -> bool {
    let opened: Vec<Clock> = lines.filter_map(|line| military(line)?.clock).collect();
    opened.len() >= 3 && opened.iter().any(|clock| !matches!(clock.time.hour(), 19 | 20))
}

/// What may stand in front of a time at the start of a line.
fn is_filler(text: &str, may_be_words: bool) -> bool {
    let text = text
        .trim_matches(|c: char| c.is_whitespace() || c > '\u{2190}' && !c.is_alphanumeric())
        .trim_matches([
            '*', '~', '[', ']', '(', ')', '-', '–', ':', ',', '@', '`', '|', '_', '>', '≈', '.', '"',
        ])
        .trim();
    static FILLERS: Compiled<Vec<&'static str>> =
        Compiled::new(|languages| words(languages, |language| &language.around.fillers));
    let is_word = || FILLERS.iter().any(|filler| text.eq_ignore_ascii_case(filler));
    text.is_empty()
        || (may_be_words && is_word())
        || weekdays::named(text).is_some()
        || zones::starts(text) && text.len() <= 5
        || may_be_words && text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit())
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
    let next: Option<Spanned<_>> = zones::find(&text[from..end]).into_iter().next();
    match next {
        Some(zone) if text[from..from + zone.start].trim_matches([' ', '(', '[', ',']).is_empty() => {
            from + zone.end
        }
        _ => from,
    }
}

/// "All times in CET." says how to read entries and is none.
pub(in crate::extract) fn is_zone_note(text: &str) -> bool {
    static NOTES: Compiled<AhoCorasick> =
        Compiled::new(|languages| listed(languages, |language| &language.cues.zone_note));
    text.len() < 120 && NOTES.is_match(text) && clocks::find(text).is_empty()
}

/// Whether a text is what a template leaves to be filled in: "Brief description of the event", "[what happened]", "...".
pub(in crate::extract) fn is_placeholder(text: &str) -> bool {
    static WORDS: Compiled<Vec<&'static str>> =
        Compiled::new(|languages| words(languages, |language| &language.around.placeholders));
    let bare = text.trim();
    let bracketed = bare.len() > 1
        && matches!(
            (bare.as_bytes()[0], bare.as_bytes()[bare.len() - 1]),
            (b'<', b'>') | (b'[', b']') | (b'{', b'}')
        );
    let mut words = bare.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    bracketed || words.all(|word| WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

/// Whether a heading is a day or opens with a time: "July 22", "10:05 First alert".
pub(crate) fn is_time(heading: &str) -> bool {
    opening(heading).is_some_and(|opening| opening.clock.is_some() || heading.len() - opening.text_from < 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, told: &str) {
        let opening = opening(line).map(|opening| &line[opening.text_from..]);
        assert_eq!(opening, Some(told), "{line}");
    }

    #[test]
    fn a_line_opens_with_a_weekday_and_no_longer_word() {
        check("Mon, 10:05: the alarm fires", "the alarm fires");
        check("Tuesday 10:05 - the alarm fires", "the alarm fires");
        check("19:30 UTC Mar 3: the alarm fires", "the alarm fires");
        check("10.09:20 AM UTC: the alarm fires", "the alarm fires");
        assert!(opening("復旧日時 2025-02-11 21:15").is_none());
        assert!(opening("Monitor 10:05 fires for checkout").is_none());
        assert!(opening("Sunset 10:05 fires for checkout").is_none());
    }

    #[test]
    fn a_count_from_some_moment_is_no_clock_time() {
        for line in ["T+0:15 - the belt stops", "T-5m: the belt stops", "Day 2 - T+25:10 the belt stops"] {
            let told = elapsed(line).map(|opening| &line[opening.text_from..]);
            assert_eq!(told, Some("the belt stops"), "{line}");
            assert!(opening(line).is_none(), "{line}");
        }
        assert!(elapsed("The belt stops").is_none());
    }
}
