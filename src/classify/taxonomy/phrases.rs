//! What is wrong with a phrase: what cannot be read, what can match nothing, and what matches everything.

use std::borrow::Cow;

use crate::classify::matcher::{self, COMMON};
use crate::classify::words;

/// Letters that a beginning has at least: beginnings are looked up by three bytes, and shorter ones fit too much.
const SHORTEST_BEGINNING: usize = 3;
/// Most words of a gap: over more, two words of a sentence have nothing to do with each other.
const LONGEST_GAP: u8 = 20;

/// What is wrong with a phrase, if anything.
pub(super) fn fault(phrase: &str) -> Option<Cow<'static, str>> {
    let places: Vec<&str> = phrase.split_whitespace().collect();
    let is_gap = |place: &&str| place.starts_with('~');
    if places.is_empty() {
        return Some("an empty phrase".into());
    }
    if places.first().is_some_and(is_gap) || places.last().is_some_and(is_gap) {
        return Some("a phrase neither begins nor ends with a gap".into());
    }
    let both = |side: &str| side.trim().is_empty() || side.contains('&');
    if phrase.split_once('&').is_some_and(|(left, right)| both(left) || both(right)) {
        return Some("one `&` stands between two phrases, which are found in any order".into());
    }
    let of_place = |place: &&str| match place.strip_prefix('~') {
        Some(count) => gap_fault(count),
        None if *place == "&" => None,
        None => place.split('|').find_map(alternative_fault),
    };
    places.iter().find_map(of_place).or_else(|| match places.as_slice() {
        [place] => place.split('|').find_map(common_fault),
        _ => None,
    })
}

fn gap_fault(count: &str) -> Option<Cow<'static, str>> {
    match count.parse::<u8>() {
        Err(_) => Some("a gap is written ~3: up to three words".into()),
        Ok(count) if count > LONGEST_GAP => Some(format!("a gap has {LONGEST_GAP} words at most").into()),
        Ok(_) => None,
    }
}

/// What is wrong with one of the words that may stand in a place.
fn alternative_fault(alternative: &str) -> Option<Cow<'static, str>> {
    if !alternative.contains(char::is_alphanumeric) {
        return Some("an alternative without a word in it".into());
    }
    let plain = matcher::plain(alternative);
    plain.split_whitespace().find_map(|word| {
        let stem = word.strip_suffix(['*', '~']).unwrap_or(word);
        if let Some(letter) = stem.chars().find(|letter| !letter.is_alphanumeric()) {
            return Some(
                format!("`{letter}` is no part of a word: `{alternative}` would match nothing").into(),
            );
        }
        let is_short = word.ends_with('*') && stem.chars().count() < SHORTEST_BEGINNING;
        is_short.then(|| format!("a beginning has three letters or more: `{word}` has too few").into())
    })
}

/// What is wrong with a word that stands alone in its phrase.
fn common_fault(alternative: &str) -> Option<Cow<'static, str>> {
    let plain = matcher::plain(alternative);
    let word = plain.trim();
    let is_common = match (word.strip_suffix('*'), word.strip_suffix('~')) {
        (Some(start), _) => COMMON.iter().any(|common| common.starts_with(start)),
        (_, Some(stem)) => words::forms(stem).iter().any(|form| COMMON.contains(&form.as_str())),
        _ => COMMON.contains(&word),
    };
    is_common.then(|| format!("`{word}` alone stands in any text").into())
}
