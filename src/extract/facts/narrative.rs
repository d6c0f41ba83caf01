//! What stands at the head of an incident's page: title, summary and trigger, in the author's words.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::claim::Claim;
use super::document_mentions::DocumentMentions;
use super::statements;
use crate::diagnostic::floor_boundary;
use crate::extract::fields::labels::Labelled;
use crate::extract::mentions::line::Excerpt;
use crate::extract::patterns::{listed, pattern};
use crate::extract::text::label_length;
use crate::extract::text::{Document, LineKind, SectionRole, Sentence};
use crate::extract::text::{normalise, role_of_heading};
use crate::language::Compiled;

/// Longest title taken from a sentence, in characters.
const TITLE: usize = 90;
/// Longest summary, in characters: it ends with the sentence that passes this.
const SUMMARY: usize = 500;

/// Words of which a heading that says nothing of its incident consists.
const GENERIC: &[&str] = &[
    "post", "mortem", "postmortem", "incident", "report", "outage", "issue", "summary", "the", "a", "an",
    "of", "review", "rca", "root", "cause", "analysis", "retrospective", "document", "public", "and", "for",
    "my", "documentation", "overview", "details", "incidents", "blameless", "final", "template",
];

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

/// The title: the first heading that says something of the incident, else the first clause of its summary. What stands
/// before byte `from` of the file is a refused front matter, whose last line Markdown takes for a heading.
pub fn title(
    mentions: &DocumentMentions<'_>,
    labelled: &[Labelled<'_>],
    from: usize,
) -> Option<Claim<String>> {
    let document = mentions.document;
    let heading = document.units.iter().enumerate().find(|(index, unit)| {
        let first_part = document.section_of(*index).is_some_and(|section| !section.is_retelling);
        matches!(unit.kind, LineKind::Heading { level } if level < 6 || *index == 0)
            && first_part
            && unit.file_offset(0) >= from
            && !is_generic(&unit.text)
    });
    if let Some((unit, heading)) = heading.filter(|(index, _)| opens(document, *index, from)) {
        let text = without_number(without_label(&heading.text)).to_owned();
        return Some(Claim::quote(&text, unit, 0));
    }
    let label = labelled.iter().find(|label| label.key == "title" && !is_generic(label.value));
    if let Some(label) = label {
        return Some(Claim::quote(label.value, label.unit, label.range.start));
    }
    first_clause(mentions, from)
}

/// A heading is the document's title only if nothing but generic headings and prefaces stand before it.
fn opens(document: &Document, index: usize, from: usize) -> bool {
    document.units[..index].iter().enumerate().all(|(before, unit)| {
        !matches!(unit.kind, LineKind::Heading { .. })
            || unit.file_offset(0) < from
            || (is_generic(&unit.text) && document.role(before) == SectionRole::Lead)
    })
}

fn without_label(heading: &str) -> &str {
    let cut = label_length(heading)
        .filter(|&length| is_generic(&heading[..length]) && !heading[length + 1..].trim().is_empty());
    cut.map_or(heading, |length| heading[length + 1..].trim())
}

/// "1. Checkout slow" is the first part of a document, "500 errors" a title.
fn without_number(heading: &str) -> &str {
    let digits = heading.bytes().take_while(u8::is_ascii_digit).count();
    let rest = heading[digits..]
        .strip_prefix(['.', ')'])
        .filter(|rest| (1..=2).contains(&digits) && rest.starts_with(' '));
    rest.map_or(heading, str::trim_start)
}

fn is_generic(heading: &str) -> bool {
    let name = normalise(heading);
    name.split(' ').all(|word| GENERIC.contains(&word))
        || role_of_heading(heading).is_some_and(|_| name.split(' ').count() <= 4)
}

fn first_clause(mentions: &DocumentMentions<'_>, from: usize) -> Option<Claim<String>> {
    let document = mentions.document;
    use SectionRole::{Impact, Lead, Other, RootCause, RootCauseAndResolution, Summary};
    [&[Summary][..], &[Lead][..], &[Impact, RootCause, RootCauseAndResolution, Other][..]].iter().find_map(
        |roles| {
            let told: Vec<Sentence<'_>> = prose(document, roles)
                .filter(|sentence| sentence.text.split_whitespace().count() >= 4)
                .filter(|sentence| document.units[sentence.unit].file_offset(sentence.start) >= from)
                .take(6)
                .collect();
            // A sentence that only says from when to when is no title, unless there is no other.
            let says_more = |sentence: &&Sentence<'_>| {
                let statement = statements::read(&mentions.sentence(sentence));
                statement.start.is_none() || statement.end.is_none()
            };
            let sentence = told.iter().find(says_more).or(told.first())?;
            let text = capitalised(clause(without_lead(&mentions.sentence(sentence))));
            Some(Claim::quote(&text, sentence.unit, sentence.start))
        },
    )
}

/// The sentence after "On May 4th at 11:37," and "it was reported that".
fn without_lead<'l>(excerpt: &Excerpt<'l>) -> &'l str {
    static LEAD: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^(?:(?:on|at|in|during|around|between|from|since|yesterday|today|for)\b[^,]{0,50},(?:\s*20\d\d,)?\s+)?(?:it\s+was\s+(?:reported|found|noticed|discovered|observed)\s+that\s+)?",
        )
    });
    let sentence = without_time(excerpt);
    let rest = LEAD.find(sentence).map_or(sentence, |lead| &sentence[lead.end()..]);
    if rest.split_whitespace().count() >= 4 { rest } else { sentence }
}

/// The sentence after "On 10 September between 14:05 and 14:52 CEST".
fn without_time<'l>(excerpt: &Excerpt<'l>) -> &'l str {
    let sentence = excerpt.text();
    static OPENS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^(?:on|at|between|from|in)\s"));
    if !OPENS.is_match(sentence) {
        return sentence;
    }
    let mut end = 0;
    for point in statements::points(excerpt) {
        let between = sentence[end..point.from].split_whitespace().count();
        if between > 3 || (end == 0 && point.from > 24) {
            break;
        }
        end = point.to;
    }
    let rest = &sentence[end..];
    let zone = excerpt
        .from(end)
        .zones()
        .into_iter()
        .next()
        .filter(|zone| rest[..zone.start].trim_matches([' ', '(']).is_empty());
    let rest = zone.map_or(rest, |zone| &rest[zone.end..]).trim_start_matches([' ', ',', ')', ':']);
    if end > 0 && rest.split_whitespace().count() >= 4 { rest } else { sentence }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// The first clause of a sentence, short enough for a title.
fn clause(sentence: &str) -> &str {
    // A title is cut from the sentence's beginning, however long the rest is.
    let sentence = &sentence[..floor_boundary(sentence, 600)];
    let end = sentence
        .match_indices([',', ';', '('])
        .map(|(at, _)| at)
        // "server(web-01)" is one word.
        .filter(|&at| at == 0 || !sentence[at..].starts_with('(') || sentence[..at].ends_with(' '))
        .chain(
            [" which ", " causing ", " resulting ", " that lasted ", " and was "]
                .iter()
                .filter_map(|words| sentence.find(words)),
        )
        .filter(|&at| sentence[..at].split_whitespace().count() >= 5)
        .min()
        .unwrap_or(sentence.len());
    let clause = sentence[..end].trim_end_matches(['.', ' ', ':', '-']);
    if clause.chars().count() <= TITLE {
        return clause;
    }
    let limit = clause.char_indices().nth(TITLE).map_or(clause.len(), |(at, _)| at);
    clause[..limit].rfind(' ').map_or(&clause[..limit], |at| &clause[..at])
}

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
        let mut told = prose(document, roles);
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
