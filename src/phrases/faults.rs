//! What is wrong with a phrase: what cannot be read, what can match nothing, and what matches everything.

use std::borrow::Cow;

use super::matcher::{self, COMMON};
use super::words;

/// Letters that a beginning has at least: beginnings are looked up by three bytes, and shorter ones fit too much.
const SHORTEST_BEGINNING: usize = 3;
/// Most words of a gap: over more, two words of a sentence have nothing to do with each other.
const LONGEST_GAP: u8 = 20;

/// Most plain phrases that one phrase with alternatives of several words may stand for: each takes memory and time.
const MOST_VARIANTS: usize = 4_096;
/// Most ways in which words may be spread over the gaps of a phrase: each is tried where the others do not fit.
const MOST_WAYS: usize = 10_000;
/// Most words of a phrase, hyphenated ones counted by their parts.
const LONGEST_PHRASE: usize = 40;

/// Most words of all phrases of a file, alternatives included: more than the shipped taxonomy has.
pub(crate) const MOST_WORDS: usize = 40_000;

/// What a phrase counts for: its words, or the plain phrases that it stands for where those are more.
pub(crate) fn size(phrase: &str) -> usize {
    let words = phrase.split_whitespace().map(|place| place.split('|').count()).sum();
    matcher::count_variants(phrase).max(words)
}

/// What is wrong with a phrase, if anything.
pub(crate) fn fault(phrase: &str) -> Option<Cow<'static, str>> {
    let places: Vec<&str> = phrase.split_whitespace().collect();
    if let Some(fault) = size_fault(phrase, &places) {
        return Some(fault);
    }
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

/// What is wrong with the length of a phrase, or with the number of those that it stands for.
fn size_fault(phrase: &str, places: &[&str]) -> Option<Cow<'static, str>> {
    let words = |place: &&str| {
        let alternatives = place.split('|').map(|words| matcher::plain(words).split_whitespace().count());
        alternatives.max().unwrap_or(0)
    };
    // A place is one word at least, so that a long phrase is not looked at word by word.
    if places.len() > 2 * LONGEST_PHRASE || places.iter().map(words).sum::<usize>() > LONGEST_PHRASE {
        return Some(format!("a phrase has {LONGEST_PHRASE} words at most").into());
    }
    let gaps = places
        .iter()
        .filter_map(|place| place.strip_prefix('~')?.trim_end_matches(',').parse::<usize>().ok());
    let ways = gaps.fold(1, |ways: usize, gap| ways.saturating_mul(gap.saturating_add(1)));
    if ways > MOST_WAYS {
        return Some(
            format!("the gaps of this phrase can be filled in more than {MOST_WAYS} ways; shorten them")
                .into(),
        );
    }
    let count = matcher::count_variants(phrase);
    (count > MOST_VARIANTS).then(|| {
        let count = if count == usize::MAX { "too many to count".to_owned() } else { count.to_string() };
        format!(
            "the alternatives of this phrase stand for {count} phrases, of which there may be {MOST_VARIANTS}; \
             split it, or name fewer alternatives of several words"
        )
        .into()
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
