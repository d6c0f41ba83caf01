//! Clock times: 12 and 24 hours, with dots, without minutes, in words.

mod halves;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Time;
use regex::{Captures, Regex};

use super::{Spanned, zones};
use crate::extract::patterns::{alternatives, pattern, words};
use crate::language::{Compiled, Language, is_english};

/// A clock time as written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Clock {
    /// The time.
    pub time: Time,
    /// Whether morning or afternoon is said, or follows from the figures; `09:00` alone may be either in a 12-hour text.
    pub has_meridiem: bool,
}

static CLOCK: Compiled<Regex> = Compiled::new(|languages| {
    let any = |list: fn(&'static Language) -> &'static Vec<String>| {
        alternatives(languages.iter().flat_map(|language| list(language)))
    };
    let (marks, o_clock, alone) =
        (any(|l| &l.clock.marks), any(|l| &l.clock.o_clock), any(|l| &l.clock.hour_alone));
    let (morning, afternoon, night) =
        (any(|l| &l.clock.morning), any(|l| &l.clock.afternoon), any(|l| &l.clock.night));
    let (noon, midnight) = (any(|l| &l.clock.noon), any(|l| &l.clock.midnight));
    let led = if languages.iter().all(|l| l.clock.hour_led_by.is_empty()) { r"[^\s\S]" } else { "h" };
    pattern(&format!(
        r"(?xi) (?: (?P<h>[0-2]?\d) (?P<sep>[:.h]|\x{{2236}}) (?P<m>[0-5]\d) (?: [:.](?P<s>[0-5]\d)(?:[.,]\d+)? )?
           (?: \s* (?P<half>[ap]\.?\s?m\b\.?) | (?P<letter>[ap])\b | \s*(?P<hrs>(?:{marks})\b) | \s+(?P<am>{morning}) | \s+(?P<pm>{afternoon}) | \s+(?P<night>{night}) )?
         | (?P<hs>1[0-2]|0?[1-9]):\x20(?P<ms>[0-5]\d)\s*(?P<halfs>[ap]\.?m\b)
         | (?P<h12>1[0-2]|0?[1-9]) \s* (?P<half12>[ap]\.?\s?m\b\.?)
         | (?P<mil>[0-2]\d[0-5]\d) \s* (?P<milmark>hrs?\b|hours\b|h\b|utc\b|gmt\b|z\b)
         | (?P<hp>1[0-2]|[1-9]) (?:\s*(?:{o_clock}))? \s+(?:(?P<am2>{morning})|(?P<pm2>{afternoon}))\b
         | (?P<alone>2[0-4]|[01]?\d) \s* (?:{alone})\b
         | (?P<led>2[0-4]|[01]?\d) (?:{led})\b
         | \b(?:(?P<noon>{noon})|(?P<midnight>{midnight}))\b )",
    ))
});

static MILITARY_PAIR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:between|from)\s+(?:the\s+)?(?:hours\s+)?(?:of\s+)?(?P<mil>[0-2]\d[0-5]\d)\s*(?:and|to|until|-|–)\s*(?P<mil2>[0-2]\d[0-5]\d)\b(?P<mark>\s*(?:hrs?|hours|h|utc|gmt|z|[a-z]{3,4}t)\b)?",
    )
});

/// All clock times of a text, in order.
pub(crate) fn find(text: &str) -> Vec<Spanned<Clock>> {
    if !has_clock_shape(text.as_bytes()) && !may_name_a_time(text) && !may_be_other_language(text) {
        return Vec::new();
    }
    let mut found: Vec<Spanned<Clock>> = Vec::new();
    for captures in CLOCK.captures_iter(text) {
        // An offset such as `-07:00` looks like another clock time.
        let next = read(text, &captures);
        found.extend(next.filter(|next| found.last().is_none_or(|last| last.end <= next.start)));
    }
    add_military_pair(text, &mut found);
    halves::infer_bare_hours(text, &mut found);
    halves::infer_meridiem(text, &mut found);
    found
}

/// "Between 1900 and 2100 UTC", "from 0412 to 0421": what stands behind the second, or a zero in front, makes the figures
/// clock times.
fn add_military_pair(text: &str, found: &mut Vec<Spanned<Clock>>) {
    let Some(pair) = MILITARY_PAIR.captures(text) else { return };
    let marked = pair.name("mark").is_some();
    let figures: Vec<_> = ["mil", "mil2"].into_iter().filter_map(|name| pair.name(name)).collect();
    if !marked && !figures.iter().any(|figures| figures.as_str().starts_with('0')) {
        return;
    }
    for figures in figures {
        if found.iter().all(|clock| clock.start != figures.start())
            && let Some(time) = military(figures.as_str())
        {
            let value = Clock { time, has_meridiem: true };
            found.push(Spanned { start: figures.start(), end: figures.end(), value });
        }
    }
    found.sort_by_key(|clock| clock.start);
}

/// Whether figures stand as those of a clock do: `9:05`, `14.05`, `17h30`, `8 PM`, `1900 UTC`, `9 in the evening`.
fn has_clock_shape(bytes: &[u8]) -> bool {
    bytes.iter().enumerate().filter(|(_, byte)| byte.is_ascii_digit()).any(|(at, _)| {
        let rest = bytes.get(at + 1..).unwrap_or_default();
        match rest {
            [b':' | b'.' | b'h' | b'H', b'0'..=b'5', minute, ..] if minute.is_ascii_digit() => true,
            [b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', rest @ ..] => may_be_military(rest) || is_marked(rest),
            _ => is_marked(rest),
        }
    })
}

/// Whether a half of the day, "o'clock" or "in the evening" follows figures; a mark beyond ASCII may be anything.
fn is_marked(rest: &[u8]) -> bool {
    let spaces = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    match &rest[spaces..] {
        [b'a' | b'A' | b'p' | b'P', rest @ ..] => {
            let dotted = usize::from(rest.first() == Some(&b'.'));
            let spaced = usize::from(rest.get(dotted).is_some_and(u8::is_ascii_whitespace));
            rest.get(dotted + spaced).is_some_and(|byte| matches!(byte, b'm' | b'M' | 0x80..))
        }
        [b'o' | b'O', next, ..] => matches!(next, b'c' | b'C' | b'\'' | 0x80..),
        [b'i' | b'I', b'n' | b'N', next, ..] => next.is_ascii_whitespace() || *next >= 0x80,
        [next, ..] => *next >= 0x80,
        [] => false,
    }
}

/// Whether what follows four figures can make them a time of day: hours, a zone, or the other end of a stretch.
fn may_be_military(rest: &[u8]) -> bool {
    let spaces = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    rest.get(spaces).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80)
}

/// Whether "noon", "midnight" or "midday" may stand in a text, in small letters or capitals.
fn may_name_a_time(text: &str) -> bool {
    /// The words without their first letter, which may be a capital.
    static TAILS: Compiled<Vec<String>> = Compiled::new(|languages| {
        let names =
            languages.iter().flat_map(|language| language.clock.noon.iter().chain(&language.clock.midnight));
        let tails = names.map(|name| name.chars().skip(1).collect::<String>());
        tails.flat_map(|tail| [tail.to_uppercase(), tail]).collect()
    });
    TAILS.iter().any(|tail| text.contains(tail.as_str()))
}

/// Whether a letter follows a figure, as in "9 Uhr", in a file that is not in English: its marks may be any word.
fn may_be_other_language(text: &str) -> bool {
    let is_marked = |(at, _): (usize, &u8)| {
        let rest = text.as_bytes()[at + 1..].iter().find(|byte| !byte.is_ascii_whitespace());
        rest.is_some_and(u8::is_ascii_alphabetic)
    };
    !is_english()
        && text.bytes().enumerate().any(|(at, byte)| byte.is_ascii_digit() && is_marked((at, &byte)))
}

fn read(text: &str, captures: &Captures<'_>) -> Option<Spanned<Clock>> {
    let whole = captures.get(0)?;
    let before = text[..whole.start()].chars().next_back();
    let after = text[whole.end()..].chars().next();
    let glued = |c: char| c.is_alphanumeric() || matches!(c, '/' | '_' | '$' | '%' | '@' | '#');
    // The date in front of an ISO time may be left out: "T09:05:12+0100".
    let after_date = before == Some('T')
        && text.as_bytes()[..whole.start()]
            .iter()
            .rev()
            .nth(1)
            .is_none_or(|byte| !byte.is_ascii_alphabetic());
    if before.is_some_and(|c| glued(c) || matches!(c, ':' | '.')) && !after_date
        || is_elapsed(&text[..whole.start()])
    {
        return None;
    }
    let glued_zone = after == Some('Z') || zones::starts(&text[whole.end()..]);
    if after.is_some_and(|c| c.is_alphanumeric() || matches!(c, '%' | '/'))
        && !glued_zone
        && after != Some('/')
    {
        return None;
    }
    // "10.0.0.1" and "1:30:00:00" are no clock times.
    let rest = &text[whole.end()..];
    if rest.starts_with([':', '.']) && rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    // "10.09:20 AM": the number of an item stands glued to its clock time.
    if let Some(numbered) = behind_number(text, captures) {
        return Some(numbered);
    }
    // "The Midnight Meltdown" names no time.
    let is_name = whole.as_str().starts_with(char::is_alphabetic)
        && captures.name("noon").or(captures.name("midnight")).is_some()
        && is_behind_article(&text[..whole.start()]);
    let value = clock(text, captures, whole.start(), whole.end()).filter(|_| !is_name)?;
    Some(Spanned { start: whole.start(), end: whole.end() + glued_offset(rest, after_date), value })
}

/// Whether a text ends with an article and a space, in any case. Only its end is looked at: a text may name many times.
fn is_behind_article(before: &str) -> bool {
    static ARTICLES: Compiled<Vec<String>> =
        Compiled::new(|languages| languages.iter().flat_map(|l| l.clock.articles.iter().cloned()).collect());
    let Some(before) = before.strip_suffix(' ') else { return false };
    ARTICLES.iter().any(|article| {
        let end = before.len().checked_sub(article.len()).and_then(|start| before.get(start..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(article))
    })
}

/// Whether figures behind this text are counted from some moment: "T+0:15".
fn is_elapsed(before: &str) -> bool {
    let count = before.strip_suffix(['+', '-', '−']).and_then(|count| count.strip_suffix(['T', 't']));
    count.is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric()))
}

/// The clock time behind the number of an item that a dot parts from it, at the start of a line.
fn behind_number(text: &str, captures: &Captures<'_>) -> Option<Spanned<Clock>> {
    let minute = captures.name("s")?;
    let (whole, hour) = (captures.get(0)?, captures.name("m")?);
    let opens = text[..whole.start()].trim_start().is_empty() && captures.name("sep")?.as_str() == ".";
    if !opens || text.as_bytes().get(hour.end()) != Some(&b':') {
        return None;
    }
    let (hours, minutes) = (hour.as_str().parse().ok()?, minute.as_str().parse().ok()?);
    let half = captures.name("half").map(|half| half.as_str());
    let value = match half {
        Some(half) => from_12_hour(hours, minutes, 0, half)?,
        None => Clock { time: Time::new(hours, minutes, 0, 0).ok()?, has_meridiem: hours > 12 },
    };
    Some(Spanned { start: hour.start(), end: whole.end(), value })
}

/// Bytes of the offset that is glued to a clock time: `Z`, and behind an ISO date `+02:00`, which is no other time.
fn glued_offset(rest: &str, after_date: bool) -> usize {
    let digit = |at: usize| rest.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    match rest.as_bytes() {
        [b'Z', ..] => 1,
        [b'+' | b'-', ..] if after_date && digit(1) && digit(2) => match rest.as_bytes().get(3) {
            Some(b':') if digit(4) && digit(5) => 6,
            _ if digit(3) && digit(4) => 5,
            _ => 0,
        },
        _ => 0,
    }
}

fn clock(text: &str, captures: &Captures<'_>, start: usize, end: usize) -> Option<Clock> {
    // Nearly every clock time is of this kind, and each look at another group takes time.
    if let Some(hour) = captures.name("h") {
        return hour_and_minute(text, captures, hour.as_str(), start..end);
    }
    let group = |name: &str| captures.name(name).map(|group| group.as_str());
    let whole = |hour: i8| Some(Clock { time: Time::new(hour, 0, 0, 0).ok()?, has_meridiem: true });
    if group("noon").is_some() {
        return whole(12);
    }
    if group("midnight").is_some() {
        return whole(0);
    }
    if let Some(military_time) = group("mil") {
        return Some(Clock { time: military(military_time)?, has_meridiem: true });
    }
    if let Some(hour) = group("hp") {
        let half = if group("am2").is_some() { "am" } else { "pm" };
        return from_12_hour(hour.parse().ok()?, 0, 0, half);
    }
    if let Some(hour) = group("alone") {
        return whole(hour.parse::<i8>().ok()? % 24);
    }
    if let Some(hour) = group("led") {
        return is_led(&text[..start]).then(|| whole(hour.parse::<i8>().ok()? % 24)).flatten();
    }
    if let Some(hour) = group("hs") {
        return from_12_hour(hour.parse().ok()?, group("ms")?.parse().ok()?, 0, group("halfs")?);
    }
    from_12_hour(group("h12")?.parse().ok()?, 0, 0, group("half12")?)
}

/// Reads `9:05`, `14.05`, `21:30:15 PM`; `place` is the whole of it in the text.
fn hour_and_minute(text: &str, captures: &Captures<'_>, hour: &str, place: Range<usize>) -> Option<Clock> {
    let group = |name: &str| captures.name(name).map(|group| group.as_str());
    let leading_zero = hour.starts_with('0');
    let (hour, minute): (i8, i8) = (hour.parse().ok()?, group("m")?.parse().ok()?);
    let second = group("s").and_then(|second| second.parse().ok()).unwrap_or(0);
    let separator = group("sep").unwrap_or_default();
    if separator == "."
        && group("half").is_none()
        && group("hrs").is_none()
        && !dot_is_a_clock(text, place.start, place.end)
    {
        return None;
    }
    if separator.eq_ignore_ascii_case("h") && hour > 23 {
        return None;
    }
    let half = group("half").or(group("letter")).or(group("am").map(|_| "am")).or(group("pm").map(|_| "pm"));
    let half = half.or(group("night").filter(|_| hour >= 6).map(|_| "pm"));
    match half {
        Some(half) => from_12_hour(hour, minute, second, half),
        None if hour == 24 && minute == 0 => Some(Clock { time: Time::midnight(), has_meridiem: true }),
        None => Some(Clock {
            time: Time::new(hour, minute, second, 0).ok()?,
            has_meridiem: hour > 12 || hour == 0 || leading_zero || group("hrs").is_some(),
        }),
    }
}

/// A time with its half of the day; `13:00PM` contradicts itself and keeps its figures.
fn from_12_hour(hour: i8, minute: i8, second: i8, half: &str) -> Option<Clock> {
    let afternoon = half.starts_with(['p', 'P']);
    let hour = match (hour, afternoon) {
        (12, false) => 0,
        (1..=11, true) => hour + 12,
        _ => hour,
    };
    Some(Clock { time: Time::new(hour, minute, second, 0).ok()?, has_meridiem: true })
}

fn military(figures: &str) -> Option<Time> {
    Time::new(figures.get(..2)?.parse().ok()?, figures.get(2..4)?.parse().ok()?, 0, 0).ok()
}

/// Bytes on either side of a figure in which its neighbours are looked for.
const NEIGHBOURS: usize = 64;

/// `14.05` is a clock time only where its neighbours say so; else it is a decimal or a version.
fn dot_is_a_clock(text: &str, start: usize, end: usize) -> bool {
    // The words that are looked for are short: what stands further away does not matter, however long it is.
    let near = crate::diagnostic::floor_boundary(text, start.saturating_sub(NEIGHBOURS));
    let before = text[near..start].trim_end().to_ascii_lowercase();
    let introduced = is_introduced(&before);
    let rest = text[end..crate::diagnostic::floor_boundary(text, end + NEIGHBOURS)].trim_start();
    let ranged = rest
        .strip_prefix(['-', '–'])
        .is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()));
    let lower = rest.to_ascii_lowercase();
    let unit = ["%", "gb", "mb", "kb", "ms", "s ", "hours", "minutes", "million", "x"]
        .iter()
        .any(|unit| lower.starts_with(unit));
    let two_digits = text[start..end].find('.') == Some(2);
    let opens = text[..start].chars().all(|c| matches!(c, '~' | '≈' | '*' | ' '));
    ((introduced && two_digits) || zones::starts(rest) || (opens && (ranged || two_digits))) && !unit
}

/// Whether a text in small letters ends with a word that a clock time follows.
fn is_introduced(before: &str) -> bool {
    static WORDS: Compiled<Vec<&'static str>> =
        Compiled::new(|languages| words(languages, |language| &language.clock.introduces));
    // "at" and "from" may end another word.
    before.ends_with("at") || before.ends_with("from") || ends_with_word(before, &WORDS)
}

/// Whether a text ends with a word that makes an hour of what follows it: "às 14h", and not "durou 3h".
fn is_led(before: &str) -> bool {
    static WORDS: Compiled<Vec<&'static str>> =
        Compiled::new(|languages| words(languages, |language| &language.clock.hour_led_by));
    let near = crate::diagnostic::floor_boundary(before, before.len().saturating_sub(NEIGHBOURS));
    ends_with_word(before[near..].trim_end().to_lowercase().as_str(), &WORDS)
}

/// Whether a text ends with one of the words.
fn ends_with_word(text: &str, words: &[&str]) -> bool {
    words
        .iter()
        .any(|word| text.strip_suffix(word).is_some_and(|rest| rest.is_empty() || rest.ends_with(' ')))
}
