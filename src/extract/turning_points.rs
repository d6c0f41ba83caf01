//! Which entries of a timeline begin an incident, notice it, and end it.

use super::timeline::Entry;

/// Words by which an entry says that somebody noticed.
pub(super) const DETECTED: &[&str] = &[
    "detected", "alert", "alarm", "noticed", "report", "paged", "complain", "discovered", "notified",
    "notice", "informed", "monitoring show", "picked up", "page received", "observed", "aware", "flagged",
    "ticket",
];
/// Words by which an entry says that it was over.
pub(super) const RESOLVED: &[&str] =
    &["resolved", "resolution", "fully restored", "back to normal", "fully recovered", "fully operational"];
/// Words by which an entry says that service came back.
const RESTORED: &[&str] = &[
    "restored", "resolved", "recovered", "recovers", "back to normal", "back online", "back up",
    "operational", "normal operation", "is normal", "fixed", "solved", "healthy", "up and running",
    "drop back to", "dropped to zero", "goes away", "all clear", "confirmed working", "service is back",
    "resumed", "returned to normal", "returns to normal", "incident over", "stable", "came back",
    "mitigated", "recovery", "normal again", "available again", "working again", "completed", "closed",
    "resolution",
];
/// Words by which an entry says that more came after, or that it did not help.
pub(super) const FOLLOW_UP: &[&str] = &[
    "permanent", "post-mortem", "postmortem", "post mortem", "root cause was found", "closed", "follow-up",
    "follow up", "attempt", "not resolved", "long-term", "review", "investigat", "temporar", "not fixed",
    "still", "unsuccess", "to be resolved", "partial", "% re", "clean up", "ticket",
];
/// Words by which an entry says that it began.
const BEGINS: &[&str] = &[
    "outage start", "outage begin", "outage began", "incident start", "incident begin", "incident began",
    "problem start", "problems start", "problem begin", "issue start", "issues start", "issue began",
    "impact start", "impact begin", "impact began", "first error", "start of incident", "start of outage",
    "errors start", "errors begin", "errors began", "service goes down", "service went down",
    "site went down", "goes offline",
];

/// Words by which an entry says in so many words that this was the end.
const ENDS: &[&str] = &[
    "end of outage", "end of the outage", "end of incident", "end of the incident", "outage end",
    "incident end", "impact end", "outage over", "incident over", "outage is over", "incident is over",
    "end of impact", "issue end",
];

/// Entries of which pairs are compared with a stated length.
const MOST_PAIRED: usize = 400;

/// Whether a text holds one of the words.
pub(super) fn says(text: &str, words: &[&str]) -> bool {
    let lower = text.to_lowercase();
    words.iter().any(|word| lower.contains(word))
}

/// The entries between which the incident lasted: a pair as far apart as the stated length, else from the first
/// entry (or the one that speaks of a beginning) to the last one that speaks of recovery.
pub(super) fn entry_window<'a>(
    timed: &[&'a Entry],
    stated: Option<i64>,
) -> (Option<&'a Entry>, Option<&'a Entry>) {
    let minutes = |entry: &Entry| entry.minutes().unwrap_or(0);
    let told = |words: &[&str]| timed.iter().find(|entry| says(&entry.text, words)).copied();
    let (began, ended) = (told(BEGINS), timed.iter().rfind(|entry| says(&entry.text, ENDS)).copied());
    if let (Some(began), Some(ended)) = (began, ended)
        && minutes(ended) > minutes(began)
    {
        return (Some(began), Some(ended));
    }
    // A timeline of thousands of entries is a log: its pairs say nothing.
    if let Some(stated) = stated.filter(|&stated| stated > 0 && timed.len() <= MOST_PAIRED) {
        let pairs = timed
            .iter()
            .enumerate()
            .flat_map(|(index, first)| timed[index + 1..].iter().map(move |last| (*first, *last)));
        let fits = pairs.filter(|(first, last)| (minutes(last) - minutes(first) - stated).abs() <= 1);
        let best = fits.max_by_key(|(first, last)| {
            let exact = minutes(last) - minutes(first) == stated;
            let restored = says(&last.text, RESTORED);
            let fit = u8::from(exact) * 4 + u8::from(restored) * 2 + u8::from(!says(&last.text, FOLLOW_UP));
            (fit, std::cmp::Reverse(minutes(first)))
        });
        if let Some((first, last)) = best {
            return (Some(first), Some(last));
        }
    }
    let start = began.or(timed.first().copied());
    let after = |entry: &&&Entry| start.is_none_or(|start| minutes(entry) > minutes(start));
    let end = ended
        .iter()
        .filter(after)
        .next()
        .or_else(|| {
            timed
                .iter()
                .filter(after)
                .rfind(|entry| says(&entry.text, RESTORED) && !says(&entry.text, FOLLOW_UP))
        })
        .or_else(|| timed.iter().filter(after).rfind(|entry| !says(&entry.text, DETECTED)))
        .or_else(|| timed.last().filter(after))
        .copied();
    (start, end)
}
