//! What stands at the head of an incident's page: summary and trigger, in the author's words.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::claim::Claim;
use crate::extract::fields::labels::Labelled;
use crate::extract::patterns::{listed, pattern};
use crate::extract::text::label_length;
use crate::extract::text::{Document, LineKind, SectionRole, Sentence};
use crate::language::Compiled;

/// Longest summary, in characters: it ends with the sentence that passes this.
const SUMMARY: usize = 500;

/// Fewest letters of an item of a list that may be part of a summary.
const FEWEST_LETTERS: usize = 16;

static TRIGGERED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix) \b (?: (?:was|were|been|is|got)? \s* (?:triggered|sparked|set\s+off|kicked\s+off|precipitated|prompted|provoked) \s+ by | (?:traced|linked|link|attributed) \s+ (?:back\s+)? to | (?:trigger|triggering\s+event)\s+was ) \s+ (?P<what>[^.;]{8,160})
        | \b(?:due\s+to|because\s+of|caused\s+by|as\s+a\s+result\s+of|following|during|after)\s+(?:the|a|an|our)\s+(?P<event>(?:[\w-]+\s+){0,3}(?:campaign|promotion|promo|sale|launch|announcement|event|release|deploy(?:ment)?|rollout|upgrade|migration|maintenance|posting|black\s+friday|flash\s+sale|newsletter)\b(?:\s+of\s+[^.,;]{3,60})?)
        | \b(?:due\s+to|because\s+of|caused\s+by|following|during|after|from|by)\s+(?:the|a|an|our)\s+(?P<demand>(?:[\w'’-]+\s+){0,3}(?:campaign|advert|advertisement|commercial|newsletter|mailing|broadcast|premiere|giveaway|raffle|holiday|festival|concert)s?\b(?:\s+(?:of|for|that)\s+[^.,;]{3,60})?)",
    )
});

/// A day on which many come at once, and what they bring: "Valentine's Day orders".
static SEASON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?P<what>(?:black\s+friday|cyber\s+monday|singles['’]?\s+day|valentine['’]?s?\s+day|mother['’]?s\s+day|father['’]?s\s+day|christmas|new\s+year(?:['’]?s)?|easter|thanksgiving|halloween|diwali|ramadan|eid)(?:\s+(?:day|eve|week|weekend|season|sales?|orders|greetings|messages|traffic|shopping|shoppers|rush|visitors|requests|peak|bookings|wishes))*)\b",
    )
});

/// Words that make a season the reason: more came than could be borne.
static CROWDED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:number|flood|rush|surge|spike|wave|peak|volume|amount)\s+(?:of|in)\b|\b(?:multipl|overwhelm|overload|flood)\w*|\b(?:because|due\s+to)\b",
    )
});

/// Sentences of prose in the sections with these parts: no headings, no labelled values, nothing is_retelling.
pub(super) fn prose<'a>(
    document: &'a Document,
    roles: &'a [SectionRole],
) -> impl Iterator<Item = Sentence<'a>> {
    document.sentences().filter(move |sentence| {
        let unit = &document.units[sentence.unit];
        let plain = matches!(unit.kind, LineKind::Paragraph | LineKind::ListItem { .. });
        let labelled = sentence.start == 0 && label_length(&unit.text).is_some_and(|length| length < 30);
        roles.contains(&sentence.role)
            && plain
            && !labelled
            && document.section_of(sentence.unit).is_some_and(|section| !section.is_retelling)
    })
}

/// The summary as written, up to the sentence that makes it long enough.
pub fn summary(document: &Document) -> Option<Claim<String>> {
    let roles = [&[SectionRole::Summary][..], &[SectionRole::Lead][..]];
    roles.iter().find_map(|roles| {
        // "Key events" over a list, and its "Resolved 2024-05-06 10:00", tell nothing by themselves.
        let tells = |sentence: &Sentence<'_>| {
            let is_item = matches!(document.units[sentence.unit].kind, LineKind::ListItem { .. });
            !is_item || sentence.text.chars().filter(|c| c.is_alphabetic()).count() >= FEWEST_LETTERS
        };
        let mut told = prose(document, roles).filter(tells);
        let mut claim = Claim::of(&told.next()?);
        for sentence in told {
            if claim.value.len() >= SUMMARY {
                break;
            }
            claim.value.push(' ');
            claim.value.push_str(sentence.text);
        }
        claim.text.clone_from(&claim.value);
        Some(claim)
    })
}

/// Words of which [`TRIGGERED`] and [`SEASON`] find one or another: most sentences hold none.
static OCCASION: LazyLock<AhoCorasick> = LazyLock::new(|| {
    crate::extract::patterns::keyword_matcher(&[
        "trigger", "sparked", "set", "kicked", "precipitated", "prompted", "provoked", "traced", "link",
        "attributed", "campaign", "promo", "sale", "launch", "announcement", "event", "release", "deploy",
        "rollout", "upgrade", "migration", "maintenance", "posting", "black", "newsletter", "advert",
        "commercial", "mailing", "broadcast", "premiere", "giveaway", "raffle", "holiday", "festival",
        "concert", "cyber", "singles", "valentine", "mother", "father", "christmas", "year", "easter",
        "thanksgiving", "halloween", "diwali", "ramadan", "eid",
    ])
});

/// The words of a sentence that say what set it off.
fn trigger_words(sentence: &str) -> Option<regex::Match<'_>> {
    if !OCCASION.is_match(sentence) {
        return None;
    }
    if let Some(captures) = TRIGGERED.captures(sentence) {
        return captures.name("what").or(captures.name("event")).or(captures.name("demand"));
    }
    SEASON.captures(sentence).filter(|_| CROWDED.is_match(sentence))?.name("what")
}

/// Words of sentences in which an alert or a pipeline was triggered.
static ALERT: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.alert));

/// What set it off.
pub fn trigger(document: &Document, labelled: &[Labelled<'_>]) -> Option<Claim<String>> {
    if let Some(label) = labelled.iter().find(|label| label.key == "trigger") {
        return Some(Claim::quote(label.value, label.unit, label.range.start));
    }
    use SectionRole::{Impact, Lead, Other, RootCause, RootCauseAndResolution, Summary, Timeline, Trigger};
    if let Some(sentence) = prose(document, &[Trigger]).next() {
        return Some(Claim::of(&sentence));
    }
    let roles: &'static [SectionRole] =
        &[RootCause, RootCauseAndResolution, Summary, Lead, Impact, Other, Timeline];
    let found =
        document.sentences().filter(|sentence| roles.contains(&sentence.role)).filter_map(|sentence| {
            let is_retelling = document.section_of(sentence.unit).is_none_or(|section| section.is_retelling);
            if is_retelling {
                return None;
            }
            let words = trigger_words(sentence.text).filter(|_| !ALERT.is_match(sentence.text))?;
            let text = words
                .as_str()
                .trim()
                .trim_start_matches("the ")
                .trim_start_matches("a ")
                .trim_start_matches("an ");
            let text = text.split(", which").next().unwrap_or(text).trim();
            let start = sentence.start + words.end() - words.as_str().len();
            Some(Claim::quote(text, sentence.unit, start))
        });
    // The fullest account says most.
    found.max_by_key(|quote| (quote.text.len(), std::cmp::Reverse(quote.unit)))
}
