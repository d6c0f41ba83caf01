//! How long a sentence says that it lasted, or how long after the start it was noticed.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::{Cue, Statement, cues, is_about_incident};
use crate::diagnostic::floor_boundary;
use crate::extract::mentions::line::Excerpt;
use crate::extract::patterns::{listed, pattern, words};
use crate::language::Compiled;

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
        r"(?i)^[\s-]*(?:(?:of|long|total|partial|full|complete|global|worth|service|production|major|site)[\s-]+){0,4}(?:outage|downtime|disruption|interruption|unavailability|incident|service disruption|(?:[a-z-]+\s+)?failure)\b",
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

/// Words by which a sentence says that somebody noticed.
static NOTICED: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.noticed));

static DETECTED_AFTER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^\s*(?:after|later\s+than|into)\s+(?P<what>[^.;,]{0,60})"));

/// Adds to a statement what the lengths of time in its sentence mean.
pub(super) fn read_durations(excerpt: &Excerpt<'_>, lower: &str, statement: &mut Statement) {
    let (sentence, durations) = (excerpt.text(), excerpt.lengths());
    let mut stated = Vec::new();
    for duration in &durations {
        let before = &lower[..duration.start];
        let before = &before[floor_boundary(before, before.len().saturating_sub(140))..];
        let after = &lower[duration.end..];
        if let Some(found) = DETECTED_AFTER.captures(after)
            && NOTICED.is_match(before)
        {
            let from_end =
                ["end", "over", "resol", "fix", "recover"].iter().any(|word| found["what"].contains(word));
            statement.detected_after.get_or_insert((duration.value, from_end));
            continue;
        }
        // "Was noticed within an hour" is how long it went unseen.
        let soon = before.trim_end().strip_suffix("within").map(str::trim_end);
        let seen = ["detected", "noticed", "identified", "discovered", "reported", "spotted"];
        if soon.is_some_and(|soon| seen.iter().any(|word| soon.ends_with(word))) {
            if !soon.is_some_and(|soon| soon.ends_with("identified")) {
                statement.detected_after.get_or_insert((duration.value, false));
            }
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
        // "Within the last 5 minutes" is said of a log, "up to three days" of a rule.
        let recent = ["the last", "the past", "the next", "the previous", "up to"]
            .iter()
            .any(|words| before.trim_end().ends_with(words));
        let lasted = LASTED.is_match(before)
            || (before.trim_end() == "for" || before.starts_with("for ") && before.split(' ').count() < 7)
                && is_about_incident(sentence);
        // "After 10 minutes our servers were reachable again."
        let ended = before.trim_end() == "after"
            && !after.trim_start().starts_with("of ")
            && cues(&after[..floor_boundary(after, 90)]).any(|(_, _, cue)| cue == Cue::End);
        let lasted = lasted || ended || lasted_in_language(before, after) && is_about_incident(sentence);
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
    // "20 minutes on 2 May and an hour on 3 May": several outages told in one breath.
    let dated = |end: usize| sentence[end..].trim_start().starts_with("on ");
    let several = durations.len() > 1
        && durations.iter().all(|duration| dated(duration.end))
        && is_about_incident(sentence);
    statement.duration = match stated.first() {
        _ if several => Some(durations.iter().map(|duration| duration.value).sum()),
        first => first.map(|duration| duration.value).filter(|&minutes| minutes >= 0.5),
    };
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
