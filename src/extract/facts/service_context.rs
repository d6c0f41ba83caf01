//! What the words around a name say of it: that it failed, that it is a service.

use rustc_hash::FxHashSet;

use super::system_names::{NameForm, form};
use crate::language::{Compiled, Language};

/// Most words between a name and what is said of it.
const MOST_BETWEEN: usize = 5;

/// A word of a sentence.
#[derive(Debug, Clone, Copy)]
pub(super) struct ContextWord<'a> {
    /// The word, without punctuation.
    pub text: &'a str,
    /// Its first byte in the sentence.
    pub start: usize,
    /// Whether punctuation parts it from the next word.
    pub ends: bool,
    /// Whether it is a part of a path, an address or a call.
    is_part: bool,
}

impl ContextWord<'_> {
    /// What its form says it names.
    pub(super) fn form(&self) -> Option<NameForm> {
        if self.is_part { None } else { form(self.text) }
    }
}

/// The words of a sentence.
pub(super) fn words(sentence: &str) -> Vec<ContextWord<'_>> {
    let is_gap = |c: char| c.is_whitespace() || "()[]{}\"“”`<>|".contains(c);
    let mut words = Vec::new();
    let mut start = 0;
    for piece in sentence.split(is_gap) {
        let from = start;
        start += piece.len() + sentence[start + piece.len()..].chars().next().map_or(0, char::len_utf8);
        let opened = piece.trim_start_matches(['*', '\'', '‘', '#', '~', '-', '–', '—']);
        let text = opened.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', '*', '…']);
        let text = text.strip_suffix("'s").or_else(|| text.strip_suffix("’s")).unwrap_or(text);
        let ends = opened.len() > text.len() && opened[text.len()..].contains([',', ';', ':', '.', '!', '?']);
        if text.is_empty() {
            if let Some(last) = words.last_mut() {
                // A dash or a bracket of its own parts what stands around it.
                let last: &mut ContextWord<'_> = last;
                last.ends |= !piece.is_empty();
            }
            continue;
        }
        let rest = &sentence[from + piece.len()..];
        let is_part = text.contains(['/', '@', '=', ':', '#', '$', '\\', '+', ',']) || rest.starts_with("()");
        words.push(ContextWord { text, start: from + (piece.len() - opened.len()), ends, is_part });
    }
    words
}

/// What stands around a name.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct NameContext {
    /// In front of it: a failure of it, something that goes to it.
    pub before: bool,
    /// Behind it: that it failed.
    pub behind: bool,
    /// Behind it: that it failed, in a word that says nothing else: "down", and not "running".
    pub failed: bool,
    /// Behind it: a word for a failure.
    pub outage: bool,
    /// Right behind it, or behind what it is: the same.
    pub own_outage: bool,
    /// Beside it: what a service is.
    pub noun: bool,
}

/// The words of the languages that a file is read in.
struct ServiceCues {
    nouns: FxHashSet<&'static str>,
    between: FxHashSet<&'static str>,
    of: FxHashSet<&'static str>,
    articles: FxHashSet<&'static str>,
    definite: FxHashSet<&'static str>,
    and: FxHashSet<&'static str>,
    general: FxHashSet<&'static str>,
    quantities: FxHashSet<&'static str>,
    no_names: FxHashSet<&'static str>,
    capital_nouns: bool,
    not: FxHashSet<&'static str>,
    failing: Beginnings,
    busy: Beginnings,
    failures: Beginnings,
    reaching: Beginnings,
    affecting: Beginnings,
}

/// Beginnings of words.
struct Beginnings(Vec<&'static str>);

impl Beginnings {
    fn fit(&self, word: &str) -> bool {
        self.0.iter().any(|beginning| word.starts_with(beginning))
    }
}

static CUES: Compiled<ServiceCues> = Compiled::new(|languages| {
    let all = |list: fn(&Language) -> &Vec<String>| {
        languages.iter().flat_map(move |language| list(language)).map(String::as_str)
    };
    ServiceCues {
        nouns: all(|language| &language.services.nouns).collect(),
        between: all(|language| &language.services.between).collect(),
        of: all(|language| &language.services.of).collect(),
        articles: all(|language| &language.services.articles).collect(),
        definite: all(|language| &language.services.definite).collect(),
        and: all(|language| &language.services.and).collect(),
        general: all(|language| &language.services.general).collect(),
        quantities: all(|language| &language.services.quantities).collect(),
        no_names: all(|language| &language.services.no_names).collect(),
        capital_nouns: languages.iter().any(|language| language.services.capital_nouns),
        failing: Beginnings(all(|language| &language.services.failing).collect()),
        not: all(|language| &language.services.not).collect(),
        busy: Beginnings(all(|language| &language.services.busy).collect()),
        failures: Beginnings(all(|language| &language.services.failures).collect()),
        reaching: Beginnings(all(|language| &language.services.reaching).collect()),
        affecting: Beginnings(all(|language| &language.services.affecting).collect()),
    }
});

impl ServiceCues {
    fn is_noun(&self, word: &str) -> bool {
        self.nouns.contains(word) || word.strip_suffix('s').is_some_and(|one| self.nouns.contains(one))
    }
}

/// Whether a word in small letters is general where services are listed.
pub(super) fn is_general(word: &str) -> bool {
    CUES.general.contains(word)
}

/// Whether a word is one for what a service is.
pub(super) fn is_service_noun(word: &str) -> bool {
    CUES.is_noun(&word.to_lowercase())
}

/// Whether a word introduces a certain thing: "the", "our".
pub(super) fn is_definite(word: &str) -> bool {
    CUES.definite.contains(word.to_lowercase().as_str())
}

/// Whether a word in small letters says how many services there are, and not which.
pub(super) fn is_quantity(word: &str) -> bool {
    CUES.quantities.contains(word)
}

/// Whether a sentence tells of trouble.
pub(super) fn is_troubled(words: &[ContextWord<'_>]) -> bool {
    words.iter().any(|word| {
        let word = word.text.to_lowercase();
        CUES.failures.fit(&word) || CUES.failing.fit(&word) || CUES.affecting.fit(&word)
    })
}

/// Whether the words from one name to the next make a list of them: "nginx, redis and kafka".
pub(super) fn joins(words: &[ContextWord<'_>]) -> bool {
    let [first, between @ .., _] = words else { return false };
    let and = between.iter().all(|word| CUES.and.contains(word.text.to_lowercase().as_str()));
    and && (first.ends || !between.is_empty()) && between.len() <= 2
}

/// What the words around the one at `at` say of it.
pub(super) fn around(words: &[ContextWord<'_>], at: usize) -> NameContext {
    around_phrase(words, at, at)
}

/// What the words around those from `first` to `last` say of them.
pub(super) fn around_phrase(words: &[ContextWord<'_>], first: usize, last: usize) -> NameContext {
    let mut around = NameContext::default();
    look_behind(words, last, &mut around);
    look_before(words, first, &mut around);
    around
}

/// Whether a word in small letters says in a title that something failed, or is no part of a name for another reason.
pub(super) fn is_no_name(word: &str) -> bool {
    CUES.failures.fit(word)
        || CUES.failing.fit(word)
        || CUES.affecting.fit(word)
        || CUES.articles.contains(word)
        || CUES.quantities.contains(word)
        || CUES.of.contains(word)
        || CUES.between.contains(word)
        || CUES.and.contains(word)
        || CUES.no_names.contains(word)
}

/// Whether the language that is read writes every noun with a capital, so that a capital tells no name.
pub(super) fn has_capital_nouns() -> bool {
    CUES.capital_nouns
}

fn look_behind(words: &[ContextWord<'_>], at: usize, around: &mut NameContext) {
    if words[at].ends {
        return;
    }
    let behind = words.iter().skip(at + 1);
    let (mut denied, mut is_noun) = (false, true);
    for (distance, word) in behind.enumerate().take(MOST_BETWEEN + 1) {
        let lower = word.text.to_lowercase();
        around.noun |= distance == 0 && CUES.is_noun(&lower);
        around.outage |= distance <= 1 && CUES.failures.fit(&lower);
        around.own_outage |= is_noun && CUES.failures.fit(&lower);
        is_noun &= CUES.is_noun(&lower);
        if CUES.failing.fit(&lower) {
            // "The ledger was not affected", but "was not responding".
            around.behind |= !(denied && CUES.affecting.fit(&lower));
            around.failed |= around.behind && !CUES.busy.fit(&lower);
            return;
        }
        denied |= CUES.not.contains(lower.as_str());
        let goes_on = CUES.between.contains(lower.as_str()) || CUES.is_noun(&lower);
        if !goes_on && distance > 0 || word.ends {
            return;
        }
        if !goes_on {
            // "nginx memory exhaustion": one more word may stand in front of the failure.
            let next = words.get(at + 2).map(|word| word.text.to_lowercase());
            around.outage |= next.is_some_and(|next| CUES.failures.fit(&next));
            return;
        }
    }
}

fn look_before(words: &[ContextWord<'_>], at: usize, around: &mut NameContext) {
    let mut before = words[..at].iter().rev().peekable();
    let Some(last) = before.peek() else { return };
    around.noun |= CUES.is_noun(&last.text.to_lowercase());
    while before.next_if(|word| CUES.articles.contains(word.text.to_lowercase().as_str())).is_some() {}
    let Some(word) = before.next().filter(|word| !word.ends) else { return };
    let lower = word.text.to_lowercase();
    if CUES.affecting.fit(&lower) {
        around.before = true;
    } else if CUES.of.contains(lower.as_str())
        && let Some(what) = before.next().filter(|word| !word.ends)
    {
        let what = what.text.to_lowercase();
        around.before |= CUES.failures.fit(&what) || CUES.reaching.fit(&what);
    }
}
