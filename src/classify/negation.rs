//! Denials that do not stand beside what they deny: over a list ("it was not A, B or C"), after a relative clause
//! ("A, which we saw, was unrelated"), as an answer ("A: no") and in a question ("Was it A?").

use super::Strength;
use super::reading::{CuedSentence, Doubt, PhraseVerdict};
use crate::phrases::Token;
use std::ops::Range;

/// Words that may stand between two items of a list: "or an", ", and the".
const BETWEEN: usize = 3;

/// What a sentence names, and what is to be thought of it.
#[derive(Debug)]
pub(super) struct NamedCause {
    /// Index of the cause in the taxonomy.
    pub(super) cause: usize,
    pub(super) strength: Strength,
    /// The words of the phrase.
    pub(super) words: Range<usize>,
    pub(super) verdict: PhraseVerdict,
}

/// Takes back what the sentence denies from afar.
pub(super) fn complete(text: &str, words: &[Token], reading: &CuedSentence, named: &mut [NamedCause]) {
    named.sort_by_key(|item| (item.words.start, item.words.end));
    let asks = is_question(text);
    for item in named.iter_mut().filter(|item| item.verdict.doubt.is_none_or(|doubt| !doubt.rules_out())) {
        let rest = after(text, words, &item.words);
        if answers_no(rest) || is_ruled_out_by_relative_clause(text, words, reading, &item.words) {
            item.verdict.take_back(Doubt::RuledOut);
        } else if asks {
            item.verdict.take_back(Doubt::General);
        }
    }
    for at in 1..named.len() {
        carry(text, words, reading, named, at - 1, at);
    }
    for at in (1..named.len()).rev() {
        carry(text, words, reading, named, at, at - 1);
    }
}

fn carry(
    text: &str,
    words: &[Token],
    reading: &CuedSentence,
    named: &mut [NamedCause],
    from: usize,
    to: usize,
) {
    let denial = named[from].verdict.doubt.filter(|doubt| doubt.rules_out());
    let taken_back = named[to].verdict.doubt.is_some_and(|doubt| doubt.rules_out());
    let (Some(denial), false) = (denial, taken_back) else { return };
    let (first, second) = (&named[from.min(to)].words, &named[from.max(to)].words);
    if is_list(text, words, reading, first, second) {
        named[to].verdict.take_back(denial);
    }
}

/// Whether two phrases are neighbours in a list: few words between them, none that says a thing, and a word such as
/// "or" between or after them.
fn is_list(
    text: &str,
    words: &[Token],
    reading: &CuedSentence,
    first: &Range<usize>,
    second: &Range<usize>,
) -> bool {
    if second.start < first.end {
        return true;
    }
    if second.start - first.end > BETWEEN {
        return false;
    }
    if reading.says_something_between(first.end, second.start) {
        return false;
    }
    let rest = after(text, words, second);
    let start = words.get(second.start).map_or(text.len(), |word| word.start as usize);
    let end = words.get(first.end - 1).map_or(text.len(), |word| word.end as usize);
    let link = text.get(end..start).unwrap_or_default();
    let joins = |part: &str| part.split_whitespace().any(|word| matches!(word, "or" | "nor" | "and"));
    let goes_on = rest.starts_with(',') || joins(rest.split_whitespace().next().unwrap_or_default());
    joins(link) || link.contains(',') && goes_on
}

/// What follows a phrase in its sentence.
fn after<'a>(text: &'a str, words: &[Token], phrase: &Range<usize>) -> &'a str {
    let end = words.get(phrase.end - 1).map_or(text.len(), |word| word.end as usize);
    text.get(end..).unwrap_or_default().trim_start()
}

/// Whether the sentence asks whether something was so. "Why did the disk fill up?" says that it did.
fn is_question(text: &str) -> bool {
    const ASKING: [&str; 10] = ["was", "were", "is", "are", "could", "can", "might", "may", "did", "does"];
    let first = text.split_whitespace().next().unwrap_or_default();
    text.trim_end().ends_with('?') && ASKING.iter().any(|word| first.eq_ignore_ascii_case(word))
}

/// "Memory leak: no."
fn answers_no(rest: &str) -> bool {
    let answer = rest.strip_prefix([':', '?', '\u{2013}', '\u{2014}']).map(str::trim_start);
    let word = answer.and_then(|answer| answer.split(|c: char| !c.is_alphanumeric()).next());
    word.is_some_and(|word| word.eq_ignore_ascii_case("no"))
}

/// "The expired certificate, which we noticed on the way, was unrelated"; "although the disk was full, that did not
/// cause it".
fn is_ruled_out_by_relative_clause(
    text: &str,
    words: &[Token],
    reading: &CuedSentence,
    phrase: &Range<usize>,
) -> bool {
    let rest = after(text, words, phrase);
    let Some(clause) = rest.strip_prefix(',').map(str::trim_start) else { return false };
    let starts_with = |names: &[&str]| names.iter().any(|name| clause.starts_with(name));
    let clause_end = clause.find(',').filter(|_| starts_with(&["which ", "who ", "that "]));
    let verdict = clause_end.or_else(|| starts_with(&["that ", "this ", "it "]).then_some(0));
    let Some(offset) = verdict else { return false };
    let from = text.len() - clause.len() + offset;
    let next = words.iter().position(|word| word.start as usize >= from);
    next.is_some_and(|next| reading.rules_out_at(next))
}
