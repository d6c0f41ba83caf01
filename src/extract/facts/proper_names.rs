//! Names of systems that only their capitals tell from other words: "Payments API", "Kestrel".
//!
//! Titles write most words with a capital and sentences their first, so that a capital there says nothing. A name is one
//! where the prose of the write-up writes it with capitals in the middle of its sentences, and not in small letters.

use super::service_context::{
    ContextWord, has_capital_nouns, is_general, is_no_name, is_service_noun, words,
};
use super::system_names::{form, is_never};
use crate::extract::mentions::{dates, weekdays};
use crate::extract::text::{Document, LineKind};

/// Most words of a name.
const LONGEST: usize = 4;
/// How often prose must write a name without a word for what it is: one that a title alone has may be any word.
const FEWEST_USES: usize = 2;

/// Words that may be a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ProperName {
    /// Its first word.
    pub first: usize,
    /// Its last word.
    pub last: usize,
    /// Whether a word of it says what it is: "Payments API".
    pub has_noun: bool,
}

/// The words of a sentence that may be names by their capitals, longer ones first where they overlap.
pub(super) fn candidates(words: &[ContextWord<'_>]) -> Vec<ProperName> {
    let mut found = Vec::new();
    if has_capital_nouns() {
        return found;
    }
    let mut at = 0;
    while at < words.len() {
        let run = words[at..].iter().take(LONGEST).take_while(|word| is_capital(word)).count();
        // Punctuation parts names.
        let parted = words[at..at + run].iter().position(|word| word.ends);
        let length = parted.map_or(run, |last| last + 1);
        if length > 0 {
            push(words, at, length, &mut found);
        }
        at += length.max(1);
    }
    found
}

fn push(words: &[ContextWord<'_>], first: usize, length: usize, found: &mut Vec<ProperName>) {
    let run = &words[first..first + length];
    let lower = |word: &ContextWord<'_>| word.text.to_lowercase();
    match run.iter().rposition(|word| is_service_noun(word.text)) {
        // "Checkout API Latency" is the latency of the Checkout API.
        Some(noun) if noun > 0 && !run[..=noun].iter().all(|word| is_general(&lower(word))) => {
            found.push(ProperName { first, last: first + noun, has_noun: true });
        }
        Some(_) => {}
        None => {
            found.push(ProperName { first, last: first + length - 1, has_noun: false });
            if length > 1 {
                found.push(ProperName { first, last: first, has_noun: false });
            }
        }
    }
}

/// Whether a word may be one of a name.
fn is_capital(word: &ContextWord<'_>) -> bool {
    let text = word.text;
    let lower = text.to_lowercase();
    text.len() > 1
        && text.starts_with(char::is_uppercase)
        && text.chars().all(|c| c.is_alphanumeric() || c == '-')
        && form(text).is_none()
        && !is_never(&lower)
        && !is_no_name(&lower)
        && weekdays::named(text).is_none()
        && !dates::is_month(&lower)
}

/// Whether the prose of a write-up shows that words are a name.
pub(super) fn is_proper(document: &Document, name: &str, has_noun: bool) -> bool {
    let small = name.to_lowercase();
    let (mut named, mut plain) = (0, 0);
    for sentence in document.sentences() {
        if matches!(document.units[sentence.unit].kind, LineKind::Heading { .. } | LineKind::Code) {
            continue;
        }
        if is_in_sentence_case(sentence.text) {
            let uses = whole(sentence.text, name).filter(|&at| has_noun || is_within(&sentence.text[..at]));
            named += uses.count();
        }
        plain += whole(sentence.text, &small).count();
    }
    if has_noun { named > 0 && plain == 0 } else { named >= FEWEST_USES && named > 2 * plain }
}

/// A name with the word that prose adds to it where it is first written: "Kestrel" in full is "Kestrel Maps".
pub(super) fn in_full<'d>(document: &'d Document, name: &str) -> Option<&'d str> {
    let mut told = document.sentences().filter(|sentence| {
        let kind = document.units[sentence.unit].kind;
        !matches!(kind, LineKind::Heading { .. } | LineKind::Code) && is_in_sentence_case(sentence.text)
    });
    let (text, at) = told.find_map(|sentence| Some((sentence.text, whole(sentence.text, name).next()?)))?;
    let (_, rest) = text[at..].split_at(name.len());
    let next = words(rest.strip_prefix(' ')?).into_iter().next().filter(is_capital)?;
    rest[1..].starts_with(next.text).then(|| &text[at..at + name.len() + 1 + next.text.len()])
}

/// Where a text has words by themselves, and not as a part of an identifier or a path.
fn whole<'t>(text: &'t str, words: &'t str) -> impl Iterator<Item = usize> + 't {
    let is_part = |c: char| c.is_alphanumeric() || "-_/.@#`".contains(c);
    text.match_indices(words).map(|(at, _)| at).filter(move |&at| {
        let before = text[..at].chars().next_back().is_some_and(is_part);
        let mut behind = text[at + words.len()..].chars();
        let next = behind.next();
        // A full stop ends a sentence, or a part of an address.
        let after = next
            .is_some_and(|c| is_part(c) && (c != '.' || behind.next().is_some_and(char::is_alphanumeric)));
        !before && !after
    })
}

/// Whether a text has words in small letters beside those with capitals.
fn is_in_sentence_case(text: &str) -> bool {
    const SHORTEST: usize = 3;
    text.split_whitespace()
        .filter(|word| word.len() >= SHORTEST && word.starts_with(char::is_lowercase))
        .nth(1)
        .is_some()
}

/// Whether words in front of a name go on to it, so that its capital is its own.
fn is_within(before: &str) -> bool {
    before.trim_end().ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '’' | '\''))
}
