//! What one sentence states of an incident's times: "started at 8 PM and ended at 10 PM", "was down for 17min".

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::times::clocks::{self, Clock};
use super::times::dates::{self, WrittenDate};
use super::times::durations;
use super::times::pattern;
use super::times::zones;
use crate::diagnostic::floor_boundary;

/// A date, a clock time, or both, as one phrase of a sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// First byte in the sentence.
    pub from: usize,
    /// Byte after the last.
    pub to: usize,
    /// The day, if said.
    pub date: Option<WrittenDate>,
    /// The clock time, if said.
    pub clock: Option<Clock>,
    /// What is said of the day in its place.
    pub day: DayHint,
}

/// A day that is said relative to the start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DayHint {
    /// Nothing is said.
    #[default]
    None,
    /// "the next day".
    Next,
    /// "on Monday".
    Weekday(jiff::civil::Weekday),
}

/// What a sentence states; each part only where its words leave no doubt.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Statement {
    /// When it began.
    pub start: Option<Point>,
    /// When it was over.
    pub end: Option<Point>,
    /// When it was noticed.
    pub detected: Option<Point>,
    /// Further stretches, after the one from `start` to `end`.
    pub windows: Vec<(Point, Point)>,
    /// How long it lasted, in minutes.
    pub duration: Option<f64>,
    /// The first clock time, where nothing says what it is: perhaps the start.
    pub vague: Option<Point>,
    /// Minutes from start (`false`) or end (`true`) to detection.
    pub detected_after: Option<(f64, bool)>,
}

impl Statement {
    /// Whether it is a stretch between two clock times before it is anything else.
    pub fn opens_with_range(&self) -> bool {
        let opens = self.start.is_some_and(|start| start.clock.is_some() && start.from <= 2);
        opens && self.end.is_some_and(|end| end.clock.is_some())
    }
}

/// What a point of time is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cue {
    Start,
    End,
    Detected,
}

const CUES: &[(Cue, &[&str])] = &[
    (
        Cue::Start,
        &[
            "start", "began", "begin", "commenc", "since", "from", "went down", "go down", "going down",
            "occurr", "broke", "first seen", "experienc", "happened", "outage", "unavailable", "became",
            "stopped working", "downtime", "crashed", "went offline", "unresponsive", "suffered", "dropped",
            "failing", "took place", "lost its", "lost connect", "stopped", "was cut", "were cut", "hung",
            "unreachable", "expired", "cease", "ran out", "filled up", "froze", "stalled", "got slow",
            "not reachable", "knocked out", "went dark",
        ],
    ),
    (
        Cue::End,
        &[
            "ended", "resolved", "restored", "fixed", "recover", "until", "back online", "back up",
            "back to normal", "mitigated", "resumed", "solved", "was over", "ending", "operational again",
            "finished", "end at", "returned to", "up again", "it back", "was back", "were back", "came back",
            "normal again", "fully operational", "available again", "reachable again", "working again",
            "subsided", "stabilized", "stabilised", "over by", "was complete", "back to full",
        ],
    ),
    (
        Cue::Detected,
        &[
            "detected", "noticed", "alerted", "alarm", "alert", "reported", "discovered", "paged",
            "became aware", "were informed", "was informed", "told us", "called us", "learned",
        ],
    ),
];

static LASTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?xi) (?: last(?:ed|ing|s)? | persisted | went\s+on | continued | endured ) \s+ (?:for\s+)? (?:[\w~≈]+\s+){0,5} $ ",
        r" | \b(?: down | unavailable | inaccessible | offline | outages? | disruptions? | disrupted | degraded | degradation | unreachable | interrupt\w* | downtime | errors? | unable | fail\w* | unresponsive | slow\w* | affected | impact\w* | not\s+work\w* | incident | problems? | broken | blocked | not\s+available | out\s+of\s+service | lost | loss | without | stopped | away | gone | dark | dead | could\s+not | could\s*n[o'’]t | couldn['’]t | crash\w* ) \b [^.;]{0,80}? \b for \s+ (?:[\w~≈]+\s+){0,5} $ ",
        r" | \b(?: outage | downtime | disruption | duration | interruption | unavailability | window | incident | time\s+to\s+(?:mitigat\w+|recover\w*|resol\w+|restor\w+|repair) ) \s+ (?: time \s+ )? (?: of | was | is | totall?ing | : ) \s* (?:[\w~≈]+\s+){0,3} $ ",
        r" | \b(?: outage | downtime | disruption | interruption | degradation | incident ) \s* \( \s* (?:[\w~≈.]+\s+){0,2} $ ",
        r" | \b(?: fixed | resolved | restored | recovered | mitigated | solved | back\s+up | back\s+online ) \s+ (?:with)?in \s+ (?:[\w~≈]+\s+){0,3} $ ",
        r" | \b period \s+ of \s+ (?:\w+\s+){0,3} $ | total \s+ (?:downtime|outage|duration) [^.;]{0,20} $ | \b over \s+ (?:the\s+course\s+of\s+) (?:\w+\s+){0,2} $ ",
        r" | \b took \s+ (?:us\s+|about\s+|approximately\s+|around\s+)* $ | (?:took|taken) \s+ (?:\w+\s+){0,4} down \s+ for \s+ (?:\w+\s+){0,2} $ ",
    ))
});

static OF_OUTAGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^[\s-]*(?:(?:of|long|total|partial|full|complete|global|worth|service|production|major|site)[\s-]+){0,4}(?:outage|downtime|disruption|interruption|unavailability|incident|service disruption)\b",
    )
});

/// "a 25 minute window".
static OF_WINDOW: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^[\s-]*(?:long[\s-]+)?(?:window|period|stretch|interval|timeframe)\b"));

/// What is allowed, promised or kept is no length of this incident.
static PROMISED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bSL[AOI]s?\b|\berror\s+budget\b|\b(?:a|per|each|every)\s+(?:month|year|week|quarter)\b|\b(?:retention|maintenance\s+window|grace\s+period|rpo|rto)\b",
    )
});

static DETECTED_AFTER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^\s*(?:after|later\s+than|into)\s+(?P<what>[^.;,]{0,60})"));

/// Words of which one stands in a sentence that speaks of the incident.
const INCIDENT: &[&str] = &[
    "outage", "incident", "down", "unavailab", "error", "fail", "issue", "experienc", "disrupt", "degrad",
    "slow", "affected", "impact", "interrupt", "unable", "problem", "latenc", "crash", "timeout", "duration",
    "inaccessib", "offline", "unreachab", "not work", "lasted", "not available", "dropped", "refused",
    "could not", "couldn", "unresponsive", "lost", "nobody could", "no one could", "unusable",
    "stopped working", "went dark", "blackout", "cease", "filled up", "ran out", "froze", "stall",
    "got slow", "outages", "stuck", "reachable again",
];

/// "502s" and "HTTP 404" tell of an incident, "10:40" does not.
static STATUS_CODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b[45]0\d(?:s|\b)"));

/// Whether a sentence speaks of something going wrong.
pub fn is_about_incident(sentence: &str) -> bool {
    static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| super::words(INCIDENT));
    WORDS.is_match(sentence) || STATUS_CODE.is_match(sentence)
}

/// Whether a text opens with a stretch between two clock times: "8 April, 07:02 to 07:19 UTC".
pub fn opens_with_range(text: &str) -> bool {
    read(text).opens_with_range()
}

/// Whether a sentence can state a time or a length at all: most cannot, and need no closer look.
pub fn may_state(sentence: &str) -> bool {
    static WORDS: LazyLock<AhoCorasick> =
        LazyLock::new(|| super::words(&["hour", "minute", "noon", "midnight", "midday", "day", "week"]));
    sentence.bytes().any(|byte| byte.is_ascii_digit()) || WORDS.is_match(sentence)
}

/// Reads a sentence or a labelled value.
pub fn read(sentence: &str) -> Statement {
    if !may_state(sentence) {
        return Statement::default();
    }
    let points = points(sentence);
    let mut statement = Statement::default();
    // The cues are ASCII, and so the offsets stay those of the sentence.
    let lower = sentence.to_ascii_lowercase();
    let mut skip_to = 0;
    for (index, point) in points.iter().enumerate() {
        if index < skip_to {
            continue;
        }
        if let Some(next) = points.get(index + 1)
            && is_range(sentence, &lower, point, next)
        {
            if statement.start.is_none_or(|start| start.clock.is_none()) && statement.end.is_none() {
                // "On May 4 the site was down from 9:00 to 10:00": the day stands apart from the clock times.
                let date = point.date.or(statement.start.and_then(|start| start.date));
                (statement.start, statement.end) = (Some(Point { date, ..*point }), Some(*next));
            } else if point.clock.is_some() {
                statement.windows.push((*point, *next));
            }
            skip_to = index + 2;
            continue;
        }
        let before = if index == 0 { 0 } else { points[index - 1].to };
        let after = points.get(index + 1).map_or(lower.len(), |next| next.from);
        let slot = match cue(&lower[before..point.from], &lower[point.to..after], index == 0) {
            Some(Cue::Start) => &mut statement.start,
            Some(Cue::End) => &mut statement.end,
            Some(Cue::Detected) => &mut statement.detected,
            None => {
                if index == 0 && point.clock.is_some() && !is_bound(&lower[before..point.from]) {
                    statement.vague = Some(*point);
                }
                continue;
            }
        };
        if slot.is_none() {
            *slot = Some(*point);
        } else if let Some(said) = slot.as_mut().filter(|said| said.clock.is_none() && point.clock.is_some())
        {
            // "On May 4 we had an outage that began at 9:00": the day stands apart from the clock time.
            *said = Point { date: point.date.or(said.date), ..*point };
        } else if statement.end.is_none() && ends(&lower[point.to..after]) {
            // "At 8 PM the site went down, and at 10 PM it was up again."
            statement.end = Some(*point);
        }
    }
    read_durations(sentence, &lower, &mut statement);
    statement
}

/// Reads of a sentence only how long something took.
pub fn read_lengths(sentence: &str) -> Statement {
    let mut statement = Statement::default();
    if may_state(sentence) {
        read_durations(sentence, &sentence.to_ascii_lowercase(), &mut statement);
    }
    statement
}

/// The points of time of a sentence in order: a date and the clock time beside it are one.
pub fn points(sentence: &str) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    let dates = dates::find(sentence).into_iter().map(|date| Point {
        from: date.start,
        to: date.end,
        date: Some(date.value),
        clock: None,
        day: DayHint::None,
    });
    let clocks = clocks::find(sentence).into_iter().map(|clock| Point {
        from: clock.start,
        to: clock.end,
        date: None,
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
            && is_glue(&without_zones(&sentence[last.to..part.from]))
        {
            last.to = part.to;
            last.date = last.date.or(part.date);
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
    static NEXT: LazyLock<AhoCorasick> = LazyLock::new(|| {
        super::words(&["next day", "following day", "next morning", "following morning", "day after"])
    });
    let before = &sentence[from..point.from];
    let before = &before[floor_boundary(before, before.len().saturating_sub(40))..];
    let after = &sentence[point.to..to];
    let after = &after[..floor_boundary(after, 40)];
    if NEXT.is_match(before) || NEXT.is_match(after) {
        return DayHint::Next;
    }
    use jiff::civil::Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
    let days = [Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday];
    const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let near = before.trim_end_matches([' ', ',']);
    let near = near.strip_suffix(" at").unwrap_or(near).trim_end_matches([' ', ',']);
    let behind = after.trim_start_matches([' ', ',']);
    let behind = behind.strip_prefix("on ").unwrap_or(behind);
    let named = NAMES.iter().position(|name| near.ends_with(name) || behind.starts_with(name));
    named.and_then(|index| days.get(index)).map_or(DayHint::None, |day| DayHint::Weekday(*day))
}

/// "by 10:00", "until 10:00": what stands there was over by then.
fn is_bound(before: &str) -> bool {
    let before = before.trim_end();
    ["by", "until", "till", "before", "to"]
        .iter()
        .any(|word| before.strip_suffix(word).is_some_and(|rest| rest.is_empty() || rest.ends_with(' ')))
}

fn without_zones(text: &str) -> String {
    let mut rest = text.to_ascii_lowercase();
    for zone in zones::find(text).iter().rev() {
        if rest.is_char_boundary(zone.start) && rest.is_char_boundary(zone.end) && zone.end <= rest.len() {
            rest.replace_range(zone.range(), "");
        }
    }
    rest.trim_matches([' ', ',', '(', ')', '[', ']', '*', '~', '\t', '`', '≈']).to_owned()
}

fn is_glue(between: &str) -> bool {
    between.split_whitespace().all(|word| {
        matches!(
            word.trim_matches(','),
            "" | "at"
                | "from"
                | "between"
                | "around"
                | "about"
                | "on"
                | "approximately"
                | "@"
                | "|"
                | "t"
                | "the"
                | "of"
                | "starting"
                | "roughly"
                | "circa"
                | "approx"
                | "approx."
                | "hrs"
                | "exactly"
                | "hours"
                | "local"
                | "time"
        )
    }) || is_weekday(between)
}

fn is_weekday(between: &str) -> bool {
    let mut words = between.split_whitespace().filter(|word| !matches!(*word, "on" | "at" | ","));
    words.next().is_some_and(|word| word.trim_matches(',').ends_with("day")) && words.next().is_none()
}

/// Whether two points are the ends of a stretch: "from X to Y", "between X and Y", "X - Y".
fn is_range(sentence: &str, lower: &str, first: &Point, second: &Point) -> bool {
    let between = without_zones(&sentence[first.to..second.from]);
    let before = lower[..first.from].trim_end_matches([' ', '*', '~', '(']);
    let before = ["approximately", "around", "about", "roughly", "ca.", "approx.", "circa"]
        .iter()
        .find_map(|word| before.strip_suffix(word))
        .map_or(before, str::trim_end);
    let connector = between.trim_end_matches([' ', '~']).to_owned();
    let connector = connector
        .strip_suffix(" around")
        .or(connector.strip_suffix(" about"))
        .or(connector.strip_suffix(" approximately"))
        .or(connector.strip_suffix(" on"))
        .unwrap_or(&connector);
    let same_kind =
        first.clock.is_some() == second.clock.is_some() || first.date.is_some() && second.date.is_some();
    let dashed = matches!(
        connector,
        "-" | "–"
            | "—"
            | "to"
            | "until"
            | "till"
            | "til"
            | "through"
            | "up to"
            | "→"
            | "->"
            | "--"
            | "and ended at"
    );
    // "on May 4 between 9:00 and 10:00": the word stands inside the first point.
    let inside = lower[first.from..first.to].contains("between");
    let opened = ["between", "hours", "hours of", "from"].iter().any(|word| before.ends_with(word));
    let anded = connector == "and" && (opened || inside);
    same_kind && (dashed || anded)
}

/// The cues of a text, each with its first byte and the byte after its last.
fn cues(text: &str) -> impl Iterator<Item = (usize, usize, Cue)> + '_ {
    static WORDS: LazyLock<(AhoCorasick, Vec<Cue>)> = LazyLock::new(|| {
        let words: Vec<&str> = CUES.iter().flat_map(|(_, words)| words.iter().copied()).collect();
        let cues = CUES.iter().flat_map(|(cue, words)| words.iter().map(|_| *cue)).collect();
        (super::words(&words), cues)
    });
    let (words, cues) = &*WORDS;
    words
        .find_overlapping_iter(text)
        .filter_map(|found| Some((found.start(), found.end(), *cues.get(found.pattern().as_usize())?)))
}

/// What the words around a point say it is: the nearest before it, else the nearest behind it.
fn cue(before: &str, after: &str, first: bool) -> Option<Cue> {
    // A cue is at most 60 bytes away, and none is longer than 30.
    let near = &before[floor_boundary(before, before.len().saturating_sub(90))..];
    let nearest_before = cues(near)
        .max_by_key(|&(_, end, _)| end)
        .filter(|&(_, end, _)| near.len() - end <= 60)
        .filter(|&(start, end, _)| !is_false_end(&near[..start], &near[start..end]))
        .map(|(_, _, cue)| cue);
    let nearest_after = || {
        let near = &after[..floor_boundary(after, 140)];
        cues(near).min_by_key(|&(start, ..)| start).filter(|&(start, ..)| start <= 110).map(|(_, _, cue)| cue)
    };
    // Behind the first point of a sentence stands what happened then; behind a later one, what came of it.
    let ends_after = || nearest_after().filter(|&cue| cue == Cue::End);
    nearest_before.or_else(|| if first { nearest_after() } else { ends_after() })
}

/// "seemed to recover until 15:00", "it was not until 15:00": it was not over then.
fn is_false_end(before: &str, cue: &str) -> bool {
    let near = &before[floor_boundary(before, before.len().saturating_sub(40))..];
    cue == "until"
        && ["recover", "seem", "appear", "not ", "n't ", "stable", "fine", "well", "normal"]
            .iter()
            .any(|word| near.contains(word))
}

/// Whether the words behind a point say that it was over then.
fn ends(after: &str) -> bool {
    let near = &after[..floor_boundary(after, 70)];
    cues(near).any(|(start, _, cue)| cue == Cue::End && start <= 40)
}

fn read_durations(sentence: &str, lower: &str, statement: &mut Statement) {
    let durations = durations::find(sentence);
    let mut stated = Vec::new();
    for duration in &durations {
        let before = &lower[..duration.start];
        let before = &before[floor_boundary(before, before.len().saturating_sub(140))..];
        let after = &lower[duration.end..];
        if let Some(found) = DETECTED_AFTER.captures(after)
            && CUES[2].1.iter().any(|word| before.contains(word))
        {
            let from_end =
                ["end", "over", "resol", "fix", "recover"].iter().any(|word| found["what"].contains(word));
            statement.detected_after.get_or_insert((duration.value, from_end));
            continue;
        }
        // How long it took to find the cause is not how long it lasted.
        let searched = [
            "to find", "to detect", "to notice", "to identify", "to locate", "to diagnose", "to realise",
            "to realize",
        ];
        if searched.iter().any(|words| after.trim_start().starts_with(words)) {
            continue;
        }
        let relative = ["later", "after", "before", "ago", "earlier", "into", "every", "per", "apart", "old"]
            .iter()
            .any(|word| after.trim_start().starts_with(word));
        let habitual = [
            "every", "within", "timeout of", "past", "last", "next", "previous", "after", "than", "allows",
            "allow",
        ]
        .iter()
        .any(|word| before.trim_end().ends_with(word));
        // "Within the last 5 minutes" is said of a log.
        let recent = ["the last", "the past", "the next", "the previous"]
            .iter()
            .any(|words| before.trim_end().ends_with(words));
        let lasted = LASTED.is_match(before)
            || (before.trim_end() == "for" || before.starts_with("for ") && before.split(' ').count() < 7)
                && is_about_incident(sentence);
        // "After 10 minutes our servers were reachable again."
        let ended = before.trim_end() == "after"
            && !after.trim_start().starts_with("of ")
            && cues(&after[..floor_boundary(after, 90)]).any(|(_, _, cue)| cue == Cue::End);
        let lasted = lasted || ended;
        if recent {
            continue;
        }
        if (habitual || relative) && !lasted || PROMISED.is_match(sentence) {
            continue;
        }
        if lasted || OF_OUTAGE.is_match(after) || OF_WINDOW.is_match(after) && is_about_incident(sentence) {
            stated.push(duration);
        }
    }
    // "53 minutes on July 15 and 3 hours on July 16": several outages told in one breath.
    let dated = |end: usize| sentence[end..].trim_start().starts_with("on ");
    let several = durations.len() > 1
        && durations.iter().all(|duration| dated(duration.end))
        && is_about_incident(sentence);
    statement.duration = match stated.first() {
        _ if several => Some(durations.iter().map(|duration| duration.value).sum()),
        first => first.map(|duration| duration.value).filter(|&minutes| minutes >= 0.5),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(text: &str) -> (Option<String>, Option<String>, Option<String>, Option<f64>) {
        let statement = read(text);
        let show = |point: Option<Point>| {
            point.and_then(|point| point.clock).map(|clock| clock.time.strftime("%H:%M").to_string())
        };
        (show(statement.start), show(statement.end), show(statement.detected), statement.duration)
    }

    fn check(text: &str, start: &str, end: &str, detected: &str, duration: Option<f64>) {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        assert_eq!(times(text), (some(start), some(end), some(detected), duration), "{text}");
    }

    #[test]
    fn sentences_that_state_when_and_how_long() {
        check(
            "The shop went down at 7 PM (GMT + 2) and the trouble ended at 9 PM (GMT + 2).",
            "19:00",
            "21:00",
            "",
            None,
        );
        check("Between 1900 and 2100 UTC users could not log in.", "19:00", "21:00", "", None);
        check(
            "On May 4th 2024 at 9:12 AM the shop suffered a downtime that lasted for 26min.",
            "09:12",
            "",
            "",
            Some(26.0),
        );
        check("There was an outage from 10:00 to 15:30 UTC+2.", "10:00", "15:30", "", None);
        check("The issue was detected at 13:00 UTC+3", "", "", "13:00", None);
        check("Users saw errors for roughly 45 minutes.", "", "", "", Some(45.0));
        check("The outage lasted a bit less than 3 hours.", "", "", "", Some(180.0));
        check("The site was down for the better part of two hours.", "", "", "", Some(120.0));
        check("During a 25 minute window users could not order.", "", "", "", Some(25.0));
        check("For 2.5 hours nobody could check in.", "", "", "", Some(150.0));
        check("Our SLA allows 43 minutes of downtime a month.", "", "", "", None);
        check("A service disruption (approx. 50 min) followed.", "", "", "", Some(50.0));
        check("At 12:30 it got slow and seemed to recover until 15:00.", "12:30", "", "", None);
        check("At 10:00 CST (02:00 UTC) the site went down.", "10:00", "", "", None);
        check("After 10 minutes our servers were reachable again.", "", "", "", Some(10.0));
        check("The problem was fixed in about 40 minutes.", "", "", "", Some(40.0));
        check(
            "Between approximately 21:27 UTC and 07:27 UTC nobody could log in.",
            "21:27",
            "07:27",
            "",
            None,
        );
        check(
            "On May 4 we had an outage which began slowly around 9:00 and was over by 10:00.",
            "09:00",
            "10:00",
            "",
            None,
        );
        check("We saw errors within the last 5 minutes.", "", "", "", None);
        check("The total time to mitigation is around 28min.", "", "", "", Some(28.0));
        check("We had a 3-hour outage of the label printer.", "", "", "", Some(180.0));
        check("We raised the timeout to 30 seconds and check every 5 minutes.", "", "", "", None);
        check("Two hours later the disk was full.", "", "", "", None);
    }

    #[test]
    fn detection_may_come_long_after() {
        let statement = read("It was noticed two hours after the outage had ended");
        assert_eq!(statement.detected_after, Some((120.0, true)));
    }
}
