//! How long a sentence says that it lasted, or how long after the start it was noticed.

use std::ops::Range;

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::{PointRole, TimeStatement, cues, is_about_incident};
use crate::diagnostic::floor_boundary;
use crate::extract::mentions::line::Excerpt;
use crate::extract::patterns::{any_of, listed, pattern, words};
use crate::language::{Compiled, LastingWords};

/// In front of a length: so long it lasted.
static LASTED: Compiled<Regex> = Compiled::new(|languages| {
    let list = |of: fn(&LastingWords) -> &Vec<String>| any_of(languages, |language| of(&language.lasting));
    let [verbs, failing, for_] =
        [list(|words| &words.verbs), list(|words| &words.failing), list(|words| &words.for_)];
    let [nouns, amounts_to] = [list(|words| &words.nouns), list(|words| &words.amounts_to)];
    let in_brackets = list(|words| &words.in_brackets);
    let [restored, within] = [list(|words| &words.restored), list(|words| &words.within)];
    let [leads, totals] = [list(|words| &words.leads), list(|words| &words.totals)];
    let [took, about] = [list(|words| &words.took), list(|words| &words.about)];
    pattern(&format!(
        r"(?xi) (?:{verbs}) \s+ (?:(?:{for_})\s+)? (?:[\w~≈]+\s+){{0,5}} $
        | \b(?:{failing}) \b [^.;]{{0,80}}? \b (?:{for_}) \s+ (?:[\w~≈]+\s+){{0,5}} $
        | \b(?:{nouns}) \s+ (?:{amounts_to}) \s* (?:[\w~≈]+\s+){{0,3}} $
        | \b(?:{in_brackets}) \s* \( \s* (?:[\w~≈.]+\s+){{0,2}} $
        | \b(?:{restored}) \s+ (?:{within}) \s+ (?:[\w~≈]+\s+){{0,3}} $
        | \b(?:{leads}) \s+ (?:\w+\s+){{0,3}} $ | (?:{totals}) [^.;]{{0,20}} $
        | \b(?:{took}) \s+ (?:(?:{about})\s+)* $ "
    ))
});

/// Behind a length: "17 minutes of total outage".
static OF_OUTAGE: Compiled<Regex> = Compiled::new(|languages| {
    let list = |of: fn(&LastingWords) -> &Vec<String>| any_of(languages, |language| of(&language.lasting));
    let [kinds, outages, failures] =
        [list(|words| &words.kinds), list(|words| &words.outages), list(|words| &words.failures)];
    pattern(&format!(
        r"(?i)^[\s-]*(?:(?:{kinds})[\s-]+){{0,4}}(?:(?:{outages})|(?:[a-z-]+\s+)?(?:{failures}))\b",
    ))
});

/// Words that are compared with what stands right before or behind a length.
struct LengthCues {
    windows: Regex,
    promised: Regex,
    detected_after: Regex,
    of_end: Vec<&'static str>,
    detected_within: Vec<&'static str>,
    detected: Vec<&'static str>,
    found_out: Vec<&'static str>,
    searching: Vec<&'static str>,
    relative: Vec<&'static str>,
    habitual: Vec<&'static str>,
    recent: Vec<&'static str>,
    for_: Vec<&'static str>,
    ended_after: Vec<&'static str>,
    of: Vec<&'static str>,
    on: Vec<&'static str>,
}

static BESIDE: Compiled<LengthCues> = Compiled::new(|languages| {
    let any = |of: fn(&LastingWords) -> &Vec<String>| any_of(languages, |language| of(&language.lasting));
    let list = |of: fn(&LastingWords) -> &Vec<String>| words(languages, |language| of(&language.lasting));
    LengthCues {
        windows: pattern(&format!(r"(?i)^[\s-]*(?:long[\s-]+)?(?:{})\b", any(|words| &words.windows))),
        promised: pattern(&format!(r"(?i)\b(?:{})\b", any(|words| &words.promised))),
        detected_after: pattern(&format!(
            r"(?i)^\s*(?:{})\s+(?P<what>[^.;,]{{0,60}})",
            any(|words| &words.detected_after)
        )),
        of_end: list(|words| &words.of_end),
        detected_within: list(|words| &words.detected_within),
        detected: list(|words| &words.detected),
        found_out: list(|words| &words.found_out),
        searching: list(|words| &words.searching),
        relative: list(|words| &words.relative),
        habitual: list(|words| &words.habitual),
        recent: list(|words| &words.recent),
        for_: list(|words| &words.for_),
        ended_after: list(|words| &words.ended_after),
        of: list(|words| &words.of),
        on: list(|words| &words.on),
    }
});

/// Words by which a sentence says that somebody noticed.
static NOTICED: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.noticed));

/// What one length of time in a sentence is.
enum Meaning {
    /// So long it lasted.
    Duration,
    /// So long it went unseen, from the start or from the end.
    Undetected { from_end: bool },
    /// Something else.
    Other,
}

/// Adds to a statement what the lengths of time in its sentence mean.
pub(super) fn read_durations(excerpt: &Excerpt<'_>, lower: &str, statement: &mut TimeStatement) {
    let (sentence, durations) = (excerpt.text(), excerpt.lengths());
    let mut stated = None;
    for duration in &durations {
        match meaning(sentence, lower, duration.range()) {
            Meaning::Duration => stated = stated.or(Some(duration.value)),
            Meaning::Undetected { from_end } => {
                statement.detected_after.get_or_insert((duration.value, from_end));
            }
            Meaning::Other => {}
        }
    }
    // "20 minutes on 2 May and an hour on 3 May": several outages told in one breath.
    let dated = |end: usize| follows(&sentence[end..], &BESIDE.on);
    let several = durations.len() > 1
        && durations.iter().all(|duration| dated(duration.end))
        && is_about_incident(sentence);
    let whole = several.then(|| durations.iter().map(|duration| duration.value).sum());
    statement.duration = whole.or_else(|| stated.filter(|&minutes| minutes >= 0.5));
}

/// What the words around a length of time say it is.
fn meaning(sentence: &str, lower: &str, length: Range<usize>) -> Meaning {
    let beside = &*BESIDE;
    let before = &lower[..length.start];
    let before = &before[floor_boundary(before, before.len().saturating_sub(140))..];
    let after = &lower[length.end..];
    let (ahead, behind) = (before.trim_end(), after.trim_start());
    if let Some(found) = beside.detected_after.captures(after)
        && NOTICED.is_match(before)
    {
        let from_end = beside.of_end.iter().any(|word| found["what"].contains(word));
        return Meaning::Undetected { from_end };
    }
    // "Was noticed within an hour" is how long it went unseen.
    let soon = beside.detected_within.iter().find_map(|word| ahead.strip_suffix(word)).map(str::trim_end);
    if let Some(soon) = soon.filter(|soon| ends_with_any(soon, &beside.detected)) {
        let of_cause = ends_with_any(soon, &beside.found_out);
        return if of_cause { Meaning::Other } else { Meaning::Undetected { from_end: false } };
    }
    // How long it took to find the cause is not how long it lasted, nor what is said of a log or a rule.
    if starts_with_any(behind, &beside.searching) || ends_with_any(ahead, &beside.recent) {
        return Meaning::Other;
    }
    let opens = beside.for_.iter().any(|word| {
        ahead
            .strip_prefix(word)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' ') && before.split(' ').count() < 7)
    });
    // "After 10 minutes our servers were reachable again."
    let ended = beside.ended_after.contains(&ahead)
        && !follows(after, &beside.of)
        && cues(&after[..floor_boundary(after, 90)]).any(|(_, _, cue)| cue == PointRole::End);
    let lasted = LASTED.is_match(before)
        || ended
        || (opens || lasted_in_language(before, after)) && is_about_incident(sentence);
    let elsewhere = starts_with_any(behind, &beside.relative) || ends_with_any(ahead, &beside.habitual);
    if elsewhere && !lasted || beside.promised.is_match(sentence) {
        return Meaning::Other;
    }
    let is_duration =
        lasted || OF_OUTAGE.is_match(after) || beside.windows.is_match(after) && is_about_incident(sentence);
    if is_duration { Meaning::Duration } else { Meaning::Other }
}

fn starts_with_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.starts_with(word))
}

fn ends_with_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.ends_with(word))
}

/// Whether a text goes on with one of the words and more.
fn follows(text: &str, words: &[&str]) -> bool {
    let text = text.trim_start();
    words.iter().any(|word| text.strip_prefix(word).is_some_and(|rest| rest.starts_with(' ')))
}

/// Whether a word in front of a length of time or behind it says that it lasted so long, in a language other than
/// English, whose words stand in [`LASTED`].
fn lasted_in_language(before: &str, after: &str) -> bool {
    static WORDS: Compiled<[Vec<&'static str>; 2]> = Compiled::new(|languages| {
        [
            words(languages, |language| &language.around.lasted),
            words(languages, |language| &language.around.lasted_behind),
        ]
    });
    let [lasted, behind] = &*WORDS;
    let before = before.trim_end();
    // "dauerte insgesamt etwa": up to two words stand between.
    let cuts = before.char_indices().rev().filter(|(_, c)| *c == ' ').map(|(at, _)| at).take(2);
    let mut ends = std::iter::once(before.len()).chain(cuts).map(|at| before[..at].trim_end());
    let is_word = |text: &str, word: &str| {
        text.strip_suffix(word).is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
    };
    ends.any(|end| lasted.iter().any(|word| is_word(end, word)))
        || behind.iter().any(|word| after.trim_start().starts_with(word))
}
