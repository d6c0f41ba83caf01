//! What one sentence states of an incident's times: "started at 8 PM and ended at 10 PM", "was down for 17min".

mod lengths;
mod points;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::Regex;

use crate::diagnostic::floor_boundary;
use crate::extract::mentions::line::Excerpt;
use crate::extract::mentions::{weekdays, zones};
use crate::extract::patterns::{keyword_matcher, listed, pattern, words};
use crate::language::Compiled;
use lengths::read_durations;
pub(in crate::extract) use points::DayHint;
use points::without_zones;
pub(super) use points::{Point, points};

/// What a sentence states; each part only where its words leave no doubt.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct TimeStatement {
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
    pub unlabelled_time: Option<Point>,
    /// Minutes from start (`false`) or end (`true`) to detection.
    pub detected_after: Option<(f64, bool)>,
}

impl TimeStatement {
    /// Whether it is a stretch between two clock times before it is anything else.
    pub(super) fn opens_with_range(&self) -> bool {
        let opens = self.start.is_some_and(|start| start.clock.is_some() && start.from <= 2);
        opens && self.end.is_some_and(|end| end.clock.is_some())
    }
}

/// What a point of time is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PointRole {
    Start,
    End,
    Detected,
}

/// "502s" and "HTTP 404" tell of an incident, "10:40" does not.
static STATUS_CODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b[45]0\d(?:s|\b)"));

/// Whether a sentence speaks of something going wrong.
pub(super) fn is_about_incident(sentence: &str) -> bool {
    static WORDS: Compiled<AhoCorasick> =
        Compiled::new(|languages| listed(languages, |language| &language.cues.incident));
    WORDS.is_match(sentence) || STATUS_CODE.is_match(sentence)
}

/// Whether a text opens with a stretch between two clock times: "8 April, 07:02 to 07:19 UTC".
pub(super) fn opens_with_range(text: &Excerpt<'_>) -> bool {
    read(text).opens_with_range()
}

/// Whether a sentence can state a time or a length at all: most cannot, and need no closer look.
pub(super) fn may_state(sentence: &str) -> bool {
    static WORDS: Compiled<AhoCorasick> =
        Compiled::new(|languages| listed(languages, |language| &language.around.times));
    sentence.bytes().any(|byte| byte.is_ascii_digit()) || WORDS.is_match(sentence)
}

/// Reads a sentence or a labelled value.
pub(super) fn read(excerpt: &Excerpt<'_>) -> TimeStatement {
    let sentence = excerpt.text();
    if !may_state(sentence) {
        return TimeStatement::default();
    }
    let points = points(excerpt);
    let mut statement = TimeStatement::default();
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
            if is_habit(&lower, point.from, next.to) {
                skip_to = index + 2;
                continue;
            }
            if statement.start.is_none_or(|start| start.clock.is_none()) && statement.end.is_none() {
                // "On May 4 the site was down from 9:00 to 10:00": the day stands apart from the clock times.
                (statement.start, statement.end) = (Some(point.with_day_of(statement.start)), Some(*next));
            } else if point.clock.is_some() {
                statement.windows.push((*point, *next));
            }
            skip_to = index + 2;
            continue;
        }
        if is_habit(&lower, point.from, point.from) {
            continue;
        }
        let before = if index == 0 { 0 } else { points[index - 1].to };
        let after = points.get(index + 1).map_or(lower.len(), |next| next.from);
        // "On May 4 from 9:00 on": the word stands inside the point.
        let inside = &lower[point.from..point.to];
        let since = point.clock.is_some() && holds_word(inside, &AROUND.since);
        let behind = &lower[point.to..after];
        let around = || cue(&lower[before..point.from], behind, index == 0, after < lower.len());
        let slot = match if since { Some(PointRole::Start) } else { around() } {
            Some(PointRole::Start) => &mut statement.start,
            Some(PointRole::End) => &mut statement.end,
            Some(PointRole::Detected) => &mut statement.detected,
            None => {
                if index == 0 && point.clock.is_some() && !is_bound(&lower[before..point.from]) {
                    statement.unlabelled_time = Some(*point);
                }
                continue;
            }
        };
        if slot.is_none() {
            *slot = Some(*point);
        } else if let Some(said) = slot.as_mut().filter(|said| said.clock.is_none() && point.clock.is_some())
        {
            // "On May 4 we had an outage that began at 9:00": the day stands apart from the clock time.
            *said = point.with_day_of(Some(*said));
        } else if statement.end.is_none() && ends(&lower[point.to..after]) {
            // "At 8 PM the site went down, and at 10 PM it was up again."
            statement.end = Some(*point);
        }
    }
    read_durations(excerpt, &lower, &mut statement);
    statement
}

/// Reads of a sentence only how long something took.
pub(super) fn read_lengths(excerpt: &Excerpt<'_>) -> TimeStatement {
    let mut statement = TimeStatement::default();
    if may_state(excerpt.text()) {
        read_durations(excerpt, &excerpt.text().to_ascii_lowercase(), &mut statement);
    }
    statement
}

/// "quiet hours (22:00–06:00)", "every day at 3:00": the hours of a rule are those of no incident.
fn is_habit(lower: &str, from: usize, to: usize) -> bool {
    static WORDS: Compiled<AhoCorasick> =
        Compiled::new(|languages| listed(languages, |language| &language.cues.habit));
    const REACH: usize = 30;
    let before = &lower[floor_boundary(lower, from.saturating_sub(REACH))..from];
    let after = if from < to { &lower[to..floor_boundary(lower, to + REACH)] } else { "" };
    WORDS.is_match(before) || WORDS.is_match(after)
}

/// "by 10:00", "until 10:00": what stands there was over by then.
fn is_bound(before: &str) -> bool {
    let before = before.trim_end();
    AROUND
        .bounds
        .iter()
        .any(|word| before.strip_suffix(word).is_some_and(|rest| rest.is_empty() || rest.ends_with(' ')))
}

/// Whether one of the words stands between spaces.
fn holds_word(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        text.match_indices(word)
            .any(|(at, _)| text[..at].ends_with(' ') && text[at + word.len()..].starts_with(' '))
    })
}

/// The words around points of time.
struct AroundPoints {
    about: Vec<&'static str>,
    since: Vec<&'static str>,
    bounds: Vec<&'static str>,
    leads_on: Vec<&'static str>,
    until: Vec<&'static str>,
    not_until: Vec<&'static str>,
}

static AROUND: Compiled<AroundPoints> = Compiled::new(|languages| AroundPoints {
    about: words(languages, |language| &language.around.about),
    since: words(languages, |language| &language.around.since),
    bounds: words(languages, |language| &language.around.bounds),
    leads_on: words(languages, |language| &language.around.leads_on),
    until: words(languages, |language| &language.around.until),
    not_until: words(languages, |language| &language.around.not_until),
});

/// The words of a stretch of time.
struct Ranges {
    to: Vec<&'static str>,
    and: Vec<&'static str>,
    between: Vec<&'static str>,
}

static RANGES: Compiled<Ranges> = Compiled::new(|languages| Ranges {
    to: words(languages, |language| &language.around.to),
    and: words(languages, |language| &language.around.and),
    between: words(languages, |language| &language.around.between),
});

/// Whether two points are the ends of a stretch: "from X to Y", "between X and Y", "X - Y".
fn is_range(sentence: &str, lower: &str, first: &Point, second: &Point) -> bool {
    let between = without_zones(&without_remark(&sentence[first.to..second.from]));
    let before = lower[..first.from].trim_end_matches([' ', '*', '~', '(']);
    let before = AROUND.about.iter().find_map(|word| before.strip_suffix(word)).map_or(before, str::trim_end);
    let connector = between.trim_end_matches([' ', '~']);
    let filled = |word: &&str| connector.strip_suffix(*word)?.strip_suffix(' ');
    let is_known = RANGES.to.contains(&connector);
    let mut fillers = AROUND.about.iter().chain(&AROUND.leads_on).filter(|_| !is_known);
    let connector = fillers.find_map(filled).unwrap_or(connector);
    // "From Monday 22:00 to Tuesday 03:00".
    let without_day = |text: &str| {
        text.rsplit_once(' ')
            .filter(|(_, day)| weekdays::named_in_full(day).is_some())
            .map(|(rest, _)| rest.len())
    };
    let connector = &connector[..without_day(connector).unwrap_or(connector.len())];
    let before = &before[..without_day(before).unwrap_or(before.len())];
    let same_kind =
        first.clock.is_some() == second.clock.is_some() || first.date.is_some() && second.date.is_some();
    let dashed = matches!(connector, "-" | "–" | "—" | "→" | "->" | "--") || RANGES.to.contains(&connector);
    // "on May 4 between 9:00 and 10:00": the word stands inside the first point.
    let inside = &lower[first.from..first.to];
    let inside = RANGES.between.first().is_some_and(|word| inside.contains(word));
    let opened = RANGES.between.iter().any(|word| before.ends_with(word));
    let anded = RANGES.and.contains(&connector) && (opened || inside);
    same_kind && (dashed || anded)
}

/// What stands between two points without a remark in brackets: "09:00 (perhaps before) to 10:00".
fn without_remark(between: &str) -> Cow<'_, str> {
    match between.split_once('(').map(|(head, rest)| (head, rest.split_once(')'))) {
        Some((head, Some((remark, tail)))) if zones::find(remark).is_empty() => {
            Cow::Owned(format!("{} {}", head.trim_end(), tail.trim_start()))
        }
        _ => Cow::Borrowed(between),
    }
}

/// The cues of a text, each with its first byte and the byte after its last.
fn cues(text: &str) -> impl Iterator<Item = (usize, usize, PointRole)> + '_ {
    static WORDS: Compiled<(AhoCorasick, Vec<PointRole>)> = Compiled::new(|languages| {
        let lists = [
            (PointRole::Start, words(languages, |language| &language.cues.started)),
            (PointRole::End, words(languages, |language| &language.cues.ended)),
            (PointRole::Detected, words(languages, |language| &language.cues.noticed)),
        ];
        let all: Vec<&str> = lists.iter().flat_map(|(_, words)| words.iter().copied()).collect();
        let cues = lists.iter().flat_map(|(cue, words)| words.iter().map(|_| *cue)).collect();
        (keyword_matcher(&all), cues)
    });
    static RETURNS: Compiled<Vec<&'static str>> =
        Compiled::new(|languages| words(languages, |language| &language.around.returns));
    let (words, cues) = &*WORDS;
    // "Answers started to come back".
    let returns = |end: usize| {
        let behind = text[end..].trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim_start();
        RETURNS.iter().any(|word| behind.starts_with(word))
    };
    words
        .find_overlapping_iter(text)
        // "intended" is no end, and "restarted" no start.
        .filter(|found| !text[..found.start()].ends_with(|c: char| c.is_alphabetic()))
        .filter_map(|found| Some((found.start(), found.end(), *cues.get(found.pattern().as_usize())?)))
        .filter(move |&(_, end, cue)| cue != PointRole::Start || !returns(end))
}

/// What the words around a point say it is: the nearest before it, else the nearest behind it. `more` says that another
/// point stands behind them.
fn cue(before: &str, after: &str, first: bool, more: bool) -> Option<PointRole> {
    // A cue is at most 60 bytes away, and none is longer than 30.
    let near = &before[floor_boundary(before, before.len().saturating_sub(90))..];
    let nearest_before = cues(near)
        .max_by_key(|&(_, end, _)| end)
        .filter(|&(_, end, _)| near.len() - end <= 60)
        .filter(|&(start, end, _)| !is_false_end(&near[..start], &near[start..end]))
        .map(|(_, _, cue)| cue);
    let nearest_after = || {
        let near = &after[..floor_boundary(after, 140)];
        let near_cues = cues(near).filter(|&(_, end, cue)| {
            !(more && near.len() == after.len() && cue == PointRole::End && leads_on(&near[end..]))
        });
        near_cues.min_by_key(|&(start, ..)| start).filter(|&(start, ..)| start <= 110).map(|(_, _, cue)| cue)
    };
    // Behind the first point of a sentence stands what happened then; behind a later one, what came of it.
    let ends_after = || nearest_after().filter(|&cue| cue == PointRole::End);
    nearest_before.or_else(|| if first { nearest_after() } else { ends_after() })
}

/// Whether nothing stands between a cue and the next point: "… and was restored at" speaks of what comes.
fn leads_on(after: &str) -> bool {
    let mut words = after.trim_start_matches(|c: char| c.is_ascii_alphabetic()).split_whitespace();
    words.all(|word| {
        let word = word.trim_matches([',', '~', ':', '(']);
        word.is_empty() || AROUND.leads_on.contains(&word)
    })
}

/// "seemed to recover until 15:00", "it was not until 15:00": it was not over then.
fn is_false_end(before: &str, cue: &str) -> bool {
    let near = &before[floor_boundary(before, before.len().saturating_sub(40))..];
    AROUND.until.contains(&cue) && AROUND.not_until.iter().any(|word| near.contains(word))
}

/// Whether the words behind a point say that it was over then.
fn ends(after: &str) -> bool {
    let near = &after[..floor_boundary(after, 70)];
    cues(near).any(|(start, _, cue)| cue == PointRole::End && start <= 40)
}
