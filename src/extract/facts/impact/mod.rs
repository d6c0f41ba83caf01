//! Whom an incident hurt: the share of users or requests, how many they were, and what it cost.

mod counts;
mod shares;
#[cfg(test)]
mod tests;

use regex::Regex;

pub(super) use counts::counts;
pub(super) use shares::share;

use super::DocumentMentions;
use crate::extract::patterns::{any_of, pattern};
use crate::extract::text::{SectionRole, Sentence};
use crate::language::{Compiled, ImpactWords};

/// Words that say that somebody was hurt.
static HURT: Compiled<Regex> = Compiled::new(|languages| {
    pattern(&format!(r"(?i)(?:{})\b", any_of(languages, |language| &language.impact.hurt)))
});

/// The sentences of the sections with these parts that tell of the incident.
fn told<'a>(
    mentions: &'a DocumentMentions<'_>,
    roles: &'a [SectionRole],
) -> impl Iterator<Item = Sentence<'a>> {
    let document = mentions.document;
    document.sentences().filter(move |sentence| {
        roles.contains(&sentence.role)
            && document.section_of(sentence.unit).is_some_and(|section| !section.is_retelling)
    })
}

/// The alternatives of a pattern for a list of words.
fn any(languages: &[&'static crate::language::Language], list: fn(&ImpactWords) -> &Vec<String>) -> String {
    any_of(languages, |language| list(&language.impact))
}
