//! The words by which the rules judge how a write-up is written, of the language that it is read in.

use regex::Regex;

use crate::extract::patterns::alternatives;
use crate::language::{Compiled, Language};

/// The source of a pattern that fits any of the words of a list, as whole words.
fn any_of<'a>(languages: &[&'a Language], list: impl Fn(&'a Language) -> &'a Vec<String>) -> String {
    whole(languages.iter().flat_map(|language| list(language)))
}

fn whole<'a>(words: impl Iterator<Item = &'a String>) -> String {
    format!(r"\b(?:{})\b", alternatives(words))
}

/// Words of the language files always compile: a test reads them all.
#[allow(clippy::unwrap_used)]
fn pattern(source: &str) -> Regex {
    Regex::new(&format!("(?i){source}")).unwrap()
}

/// An action that asks for care and names no change.
pub(super) static VAGUE_ACTION: Compiled<Regex> = Compiled::new(|languages| {
    let openings = any_of(languages, |language| &language.writing.action_openings);
    let vague = any_of(languages, |language| &language.writing.vague_actions);
    pattern(&format!(r"^\W*(?:{openings}\W+)*{vague}"))
});

/// A figure, or a word for one.
pub(super) static AMOUNT: Compiled<Regex> = Compiled::new(|languages| {
    let amounts = any_of(languages, |language| &language.writing.amounts);
    let numbers = languages.iter().flat_map(|language| &language.numbers);
    // "a while" is no figure, and neither is "one of them".
    let numbers = whole(numbers.filter(|(_, number)| **number > 1.0).map(|(word, _)| word));
    pattern(&format!("[0-9]|{amounts}|{numbers}"))
});

/// A person's mistake, given as a cause.
pub(super) static BLAME: Compiled<Regex> = Compiled::new(|languages| {
    let blame = any_of(languages, |language| &language.writing.blame);
    let persons = any_of(languages, |language| &language.writing.persons);
    let failures = any_of(languages, |language| &language.writing.failures);
    pattern(&format!(r"{blame}|{persons}(?:\s+\w+){{0,2}}\s+{failures}"))
});

/// What takes blame back that follows it.
pub(super) static NO_BLAME: Compiled<Regex> =
    Compiled::new(|languages| pattern(&any_of(languages, |language| &language.writing.no_blame)));
