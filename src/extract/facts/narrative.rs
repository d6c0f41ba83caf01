//! What stands at the head of an incident's page: summary and trigger, in the author's words.

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::claim::Claim;
use crate::extract::fields::labels::Labelled;
use crate::extract::patterns::{any_of, keyword_matcher, listed, pattern, words as words_of};
use crate::extract::text::label_length;
use crate::extract::text::{Document, LineKind, SectionRole, Sentence};
use crate::language::{Compiled, TriggerWords};

/// Longest summary, in characters: it ends with the sentence that passes this.
const SUMMARY: usize = 500;

/// Fewest letters of an item of a list that may be part of a summary.
const FEWEST_LETTERS: usize = 16;

static TRIGGERED: Compiled<Regex> = Compiled::new(|languages| {
    let list = |of: fn(&TriggerWords) -> &Vec<String>| any_of(languages, |language| of(&language.triggers));
    let [introduces, articles] = [list(|words| &words.introduces), list(|words| &words.articles)];
    let [because, events, of] =
        [list(|words| &words.because), list(|words| &words.events), list(|words| &words.of)];
    let because_of_demand = list(|words| &words.because_of_demand);
    let [demand, of_demand] = [list(|words| &words.demand), list(|words| &words.of_demand)];
    pattern(&format!(
        r"(?ix) \b (?:{introduces}) \s+ (?P<what>[^.;]{{8,160}})
        | \b(?:{because})\s+(?:{articles})\s+(?P<event>(?:[\w-]+\s+){{0,3}}(?:{events})\b(?:\s+(?:{of})\s+[^.,;]{{3,60}})?)
        | \b(?:{because_of_demand})\s+(?:{articles})\s+(?P<demand>(?:[\w'’-]+\s+){{0,3}}(?:{demand})\b(?:\s+(?:{of_demand})\s+[^.,;]{{3,60}})?)",
    ))
});

/// A day on which many come at once, and what they bring: "Valentine's Day orders".
static SEASON: Compiled<Regex> = Compiled::new(|languages| {
    let seasons = any_of(languages, |language| &language.triggers.seasons);
    let brings = any_of(languages, |language| &language.triggers.season_brings);
    pattern(&format!(r"(?i)\b(?P<what>(?:{seasons})(?:\s+(?:{brings}))*)\b"))
});

/// Words that make a season the reason: more came than could be borne.
static CROWDED: Compiled<Regex> = Compiled::new(|languages| {
    pattern(&format!(r"(?i)\b(?:{})\b", any_of(languages, |language| &language.triggers.crowded)))
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
pub(super) fn summary(document: &Document) -> Option<Claim<String>> {
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

/// The first words of what [`TRIGGERED`] and [`SEASON`] find: most sentences hold none.
static OCCASION: Compiled<AhoCorasick> = Compiled::new(|languages| {
    let lists: [fn(&TriggerWords) -> &Vec<String>; 4] =
        [|words| &words.introduces, |words| &words.events, |words| &words.demand, |words| &words.seasons];
    let all = lists.iter().flat_map(|list| words_of(languages, |language| list(&language.triggers)));
    let mut first: Vec<&str> = all.filter_map(|words| words.split(' ').next()).collect();
    first.sort_unstable();
    first.dedup();
    keyword_matcher(&first)
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
pub(super) fn trigger(document: &Document, labelled: &[Labelled<'_>]) -> Option<Claim<String>> {
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
            let start = sentence.start + words.end() - words.as_str().len();
            Some(Claim::quote(event(words.as_str()), sentence.unit, start))
        });
    // The fullest account says most.
    found.max_by_key(|quote| (quote.text.len(), std::cmp::Reverse(quote.unit)))
}

/// What set it off, without an article in front of it and what is told of it behind.
fn event(words: &str) -> &str {
    static AROUND: Compiled<[Vec<&'static str>; 2]> = Compiled::new(|languages| {
        [
            words_of(languages, |language| &language.triggers.articles),
            words_of(languages, |language| &language.triggers.relative),
        ]
    });
    let [articles, relative] = &*AROUND;
    let words = words.trim();
    let article = articles.iter().find_map(|article| words.strip_prefix(article)?.strip_prefix(' '));
    let words = article.unwrap_or(words);
    let end = relative.iter().filter_map(|relative| words.find(relative)).min();
    words[..end.unwrap_or(words.len())].trim()
}
