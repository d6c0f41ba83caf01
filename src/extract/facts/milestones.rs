//! Which entries of a timeline begin an incident, notice it, and end it.

use aho_corasick::AhoCorasick;

use crate::extract::facts::timeline::Entry;
use crate::extract::patterns::listed;
use crate::extract::text::split_sentences;
use crate::language::Compiled;

/// Words by which an entry says that somebody noticed.
pub(super) static DETECTED: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.entry_detected));
/// Words by which an entry says that it was over.
pub(super) static RESOLVED: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.entry_resolved));
/// Words by which an entry says that service came back.
static RESTORED: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.entry_restored));
/// Words by which a sentence says that somebody hopes, tries or doubts it.
static HEDGED: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.entry_hedged));
/// Words by which an entry says that others were told: what it tells of happened before.
static TOLD: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.entry_told));
/// Words by which an entry says that more came after, or that it did not help.
pub(super) static FOLLOW_UP: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.entry_follow_up));
/// Words by which an entry says that it began.
static BEGINS: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.entry_begins));

/// Words by which an entry says in so many words that this was the end.
static ENDS: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.entry_ends));

/// Words by which a sentence says beyond doubt that service came back, whatever else the entry tells.
static PLAINLY: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.entry_plainly_restored));

/// Words that take it back.
static NOT_YET: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.entry_not_yet));

/// Whether a sentence of an entry says beyond doubt that service came back.
fn plainly_restores(entry: &Entry) -> bool {
    let plainly = |range: std::ops::Range<usize>| {
        let sentence = &entry.text[range];
        says(sentence, &PLAINLY) && !says(sentence, &NOT_YET) && !says(sentence, &HEDGED)
    };
    says(&entry.text, &PLAINLY) && split_sentences(&entry.text).any(plainly)
}

/// Whether a sentence of an entry says that service came back, whatever the others tell.
fn restores(entry: &Entry) -> bool {
    let surely = |range: std::ops::Range<usize>| {
        let sentence = &entry.text[range];
        says(sentence, &RESTORED) && !says(sentence, &HEDGED) && !says(sentence, &FOLLOW_UP)
    };
    says(&entry.text, &RESTORED) && split_sentences(&entry.text).any(surely) || plainly_restores(entry)
}

/// Whether an entry says that service came back, and not that more came after, nor that others were told.
pub(super) fn is_resolution(entry: &Entry) -> bool {
    let more = says(&entry.text, &FOLLOW_UP) && !plainly_restores(entry);
    restores(entry) && !more && !says(&entry.text, &TOLD)
}

/// Whether an entry says in so many words that it began.
pub(super) fn begins(entry: &Entry) -> bool {
    says(&entry.text, &BEGINS)
}

/// Entries of which pairs are compared with a stated length.
const MOST_PAIRED: usize = 400;

/// Whether a text holds one of the words.
pub(super) fn says(text: &str, words: &AhoCorasick) -> bool {
    words.is_match(text)
}

/// The entries between which an incident lasted.
#[derive(Default)]
pub(super) struct IncidentWindow<'a> {
    pub(super) start: Option<&'a Entry>,
    pub(super) end: Option<&'a Entry>,
    /// Whether the end is certain: the entry says so in so many words, or lies as far from the start as is stated.
    pub(super) certain: bool,
}

/// The entries between which the incident lasted: a pair as far apart as the stated length, else from the first
/// entry (or the one that speaks of a beginning) to the last one that speaks of recovery.
pub(super) fn incident_window<'a>(timed: &[&'a Entry], stated: Option<i64>) -> IncidentWindow<'a> {
    let minutes = |entry: &Entry| entry.minutes().unwrap_or(0);
    let began = timed.iter().find(|entry| says(&entry.text, &BEGINS)).copied();
    let ended = timed.iter().rfind(|entry| says(&entry.text, &ENDS)).copied();
    if let (Some(_), Some(_)) = (began, ended)
        && began.map(minutes) < ended.map(minutes)
    {
        return IncidentWindow { start: began, end: ended, certain: true };
    }
    if let Some((first, last)) = pair(timed, stated) {
        return IncidentWindow { start: Some(first), end: Some(last), certain: restores(last) };
    }
    let start = began.or(timed.first().copied());
    let after = |entry: &&&Entry| start.is_none_or(|start| minutes(entry) > minutes(start));
    let ended = ended.filter(|ended| after(&ended));
    let last = |is: &dyn Fn(&Entry) -> bool| timed.iter().filter(after).rfind(|entry| is(entry)).copied();
    let end = ended
        .or_else(|| last(&is_resolution))
        .or_else(|| last(&|entry| restores(entry) && !says(&entry.text, &TOLD)))
        .or_else(|| last(&restores))
        .or_else(|| last_step(timed).filter(|last| after(&last)));
    IncidentWindow { start, end, certain: ended.is_some() }
}

/// Words by which an entry tells of noticing, asking or failing, and so of nothing that may have ended it.
pub(super) static NO_STEP: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.entry_no_step));

/// The last entry that tells of something done, and so may have ended it.
fn last_step<'a>(timed: &[&'a Entry]) -> Option<&'a Entry> {
    let last = timed.iter().rfind(|entry| !says(&entry.text, &NO_STEP)).copied();
    last.filter(|entry| !says(&entry.text, &FOLLOW_UP))
}

/// Two entries as far apart as the stated length, the best of several.
fn pair<'a>(timed: &[&'a Entry], stated: Option<i64>) -> Option<(&'a Entry, &'a Entry)> {
    // A timeline of thousands of entries is a log: its pairs say nothing.
    let stated = stated.filter(|&stated| stated > 0 && timed.len() <= MOST_PAIRED)?;
    let minutes = |entry: &Entry| entry.minutes().unwrap_or(0);
    let pairs = timed
        .iter()
        .enumerate()
        .flat_map(|(index, first)| timed[index + 1..].iter().map(move |last| (*first, *last)));
    let fits = pairs.filter(|(first, last)| (minutes(last) - minutes(first) - stated).abs() <= 1);
    fits.max_by_key(|(first, last)| {
        let exact = minutes(last) - minutes(first) == stated;
        let restored = says(&last.text, &RESTORED);
        let fit = u8::from(exact) * 4 + u8::from(restored) * 2 + u8::from(!says(&last.text, &FOLLOW_UP));
        (fit, std::cmp::Reverse(minutes(first)))
    })
}
