//! What stopped an incident, in the author's words.

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::claim::Claim;
use super::document_mentions::DocumentMentions;
use super::milestones::{NO_STEP, is_resolution};
use super::narrative::prose;
use super::statements;
use super::timeline::Entry;
use crate::extract::patterns::{any_of, listed, pattern};
use crate::extract::text::{Document, SectionRole, Sentence, label_length, role_of_heading, split_sentences};
use crate::language::Compiled;

/// Entries in front of the one that ends an incident among which the step that did it is looked for.
const FURTHEST_STEP: usize = 4;

static STOPPED: Compiled<Regex> = Compiled::new(|languages| {
    pattern(&format!(r"(?i)\b(?:{})\b", any_of(languages, |language| &language.mitigation.steps)))
});
static STOPPED_BY: Compiled<Regex> = Compiled::new(|languages| {
    let stopped = any_of(languages, |language| &language.mitigation.stopped);
    let by = any_of(languages, |language| &language.mitigation.by);
    let by_step = any_of(languages, |language| &language.mitigation.by_step);
    pattern(&format!(r"(?i)\b(?:{stopped})\b[^.;]{{0,60}}\b(?:{by})\b|\b(?:{by_step})"))
});
/// Words of entries that tell of a step which may have stopped it.
static STEPS: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.entry_step));
/// Words of sentences that tell of the cause.
static CAUSE: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.tells_cause));
/// Words of sentences that tell of looking for a cause, of trying, or of what came later.
static PRELIMINARY: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.preliminary));

/// What stopped it: the sentence that says so most plainly.
pub(super) fn read(mentions: &DocumentMentions<'_>, timeline: &[Entry]) -> Option<Claim<String>> {
    let document = mentions.document;
    use SectionRole::{
        Actions, Impact, Lead, Lessons, Other, Resolution, RootCause, RootCauseAndResolution, Summary,
    };
    let quote = |sentence: Sentence<'_>| Claim::of(&sentence);
    let by = |roles: &'static [SectionRole]| {
        prose(document, roles)
            .find(|sentence| STOPPED_BY.is_match(sentence.text) && !is_future(sentence.text))
            .map(quote)
    };
    let acts = || {
        prose(document, &[Resolution])
            .find(|sentence| STOPPED.is_match(sentence.text) && !is_future(sentence.text))
            .map(quote)
    };
    by(&[Resolution])
        .or_else(acts)
        .or_else(|| {
            prose(document, &[Resolution])
                .find(|sentence| {
                    // From when to when says nothing of what was done.
                    let mut words = sentence.text.split_whitespace();
                    words.clone().count() > 3
                        && words.any(|word| word.len() > 3 && word.chars().all(char::is_alphabetic))
                        && !PRELIMINARY.is_match(sentence.text)
                        && !statements::opens_with_range(&mentions.sentence(sentence))
                })
                .map(quote)
        })
        .or_else(|| by(&[RootCauseAndResolution, RootCause]))
        .or_else(|| by(&[Summary, Lead]))
        .or_else(|| {
            prose(document, &[RootCauseAndResolution])
                .find(|sentence| {
                    STOPPED.is_match(sentence.text)
                        && !is_future(sentence.text)
                        && !CAUSE.is_match(sentence.text)
                })
                .map(quote)
        })
        .or_else(|| by(&[Other, Impact]))
        .or_else(|| {
            let was = |sentence: &Sentence<'_>| STOPPED_BY.is_match(sentence.text) && is_past(sentence.text);
            prose(document, &[Actions, Lessons]).find(was).map(quote)
        })
        .or_else(|| entry(document, timeline))
}

/// The entry of a timeline that ended it: one that is labelled so, the last that says what solved it, or the last step
/// before service came back.
fn entry(document: &Document, timeline: &[Entry]) -> Option<Claim<String>> {
    let told = |entry: &&Entry| !is_future(&entry.text) && !PRELIMINARY.is_match(&entry.text);
    let labelled = timeline.iter().rfind(|entry| {
        let label = label_length(&entry.text).map(|length| role_of_heading(&entry.text[..length]));
        label == Some(Some(SectionRole::Resolution)) && told(entry)
    });
    let solves = || timeline.iter().rfind(|entry| told(entry) && STOPPED_BY.is_match(&entry.text));
    let step = || {
        let end = timeline.iter().rposition(is_resolution)?;
        // The entry that opens a story tells how it began.
        timeline
            .get(end.saturating_sub(FURTHEST_STEP).max(1)..=end)?
            .iter()
            .rfind(|entry| is_step(&entry.text))
    };
    let last = || timeline.iter().skip(1).rfind(|entry| is_step(&entry.text));
    let entry = labelled.or_else(solves).or_else(step).or_else(last)?;
    let start = document.units[entry.unit].text.find(&entry.text).unwrap_or(0);
    Some(Claim::quote(&entry.text, entry.unit, start))
}

/// Whether one of the sentences of an entry tells of a step that was taken.
fn is_step(entry: &str) -> bool {
    STEPS.is_match(entry)
        && split_sentences(entry).map(|range| &entry[range]).any(|sentence| {
            STEPS.is_match(sentence)
                && !PRELIMINARY.is_match(sentence)
                && !NO_STEP.is_match(sentence)
                && !is_future(sentence)
        })
}

/// "was resolved by" tells, "can be resolved by" plans.
fn is_past(sentence: &str) -> bool {
    static WORDS: Compiled<AhoCorasick> =
        Compiled::new(|languages| listed(languages, |language| &language.cues.past));
    WORDS.is_match(sentence)
}

/// What is planned stopped nothing, nor what did not work.
fn is_future(sentence: &str) -> bool {
    static WORDS: Compiled<AhoCorasick> =
        Compiled::new(|languages| listed(languages, |language| &language.cues.future));
    WORDS.is_match(sentence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::facts::timeline;
    use crate::source::SourceFile;

    #[track_caller]
    fn check(text: &str, stopped: Option<&str>) {
        let source = SourceFile { text: text.to_owned(), ..SourceFile::default() };
        let document = crate::extract::text::parse(&source);
        let mentions = DocumentMentions::of(&document);
        let entries = timeline::read(&mentions, Default::default());
        let found = read(&mentions, &entries).map(|claim| claim.value);
        assert_eq!(found.as_deref(), stopped, "{text}");
    }

    #[test]
    fn the_section_on_the_resolution_says_what_stopped_it() {
        check(
            "## Resolution\n\nThe jam was fixed by oiling the drum.\n",
            Some("The jam was fixed by oiling the drum."),
        );
        check("## Resolution\n\nInvestigations into the drum continued all night.\n", None);
    }

    #[test]
    fn the_entry_that_ends_the_incident_says_what_stopped_it() {
        check(
            "## Timeline\n\n- 09:02 The drum jams\n- 09:10 The root cause was found\n- 09:20 Replaced the drum\n\
             - 09:30 Printing is back to normal\n- 10:00 Investigation continues\n",
            Some("Replaced the drum"),
        );
        check(
            "## Timeline\n\n| Time | Event |\n|---|---|\n| 09:02 | The drum jams |\n| 09:20 | Recovery: a spare drum takes over |\n",
            Some("Recovery: a spare drum takes over"),
        );
        check("## Timeline\n\n- 09:02 The drum jams\n- 09:10 Investigations continue\n", None);
        check("## Timeline\n\n- 09:02 The print job was killed\n- 09:10 The drum turns\n", None);
    }
}
