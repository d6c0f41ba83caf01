//! How many users and requests were hurt, and how much money was lost, as written.

use std::ops::Range;

use regex::Regex;

use super::{HURT, any, told};
use crate::diagnostic::floor_boundary;
use crate::extract::facts::DocumentMentions;
use crate::extract::facts::claim::Claim;
use crate::extract::mentions::line::{Excerpt, LineMentions};
use crate::extract::patterns::{pattern, words};
use crate::extract::text::{SectionRole, Sentence};
use crate::language::Compiled;
use crate::postmortem::Impact;

/// Counts of an incident's impact as written, each with its place.
pub(crate) struct ImpactCounts {
    /// Users affected.
    pub users: Option<Claim<String>>,
    /// Requests affected.
    pub requests: Option<Claim<String>>,
    /// Money lost.
    pub money: Option<Claim<String>>,
}

impl ImpactCounts {
    /// All counts as one claim, which stands where the first of them does.
    pub(crate) fn claim(self) -> Option<Claim<Impact>> {
        let found: Vec<&Claim<String>> =
            [&self.users, &self.requests, &self.money].into_iter().flatten().collect();
        let texts: Vec<&str> = found.iter().map(|count| count.text.as_str()).collect();
        let first = (*found.first()?).clone();
        let text = texts.join(", ");
        let value = |count: Option<Claim<String>>| count.map(|count| count.value);
        let impact = Impact {
            users: value(self.users),
            requests: value(self.requests),
            money: value(self.money),
            ..Impact::default()
        };
        Some(Claim { text, ..first.with(impact) })
    }
}

/// Behind a count: what it counts.
static COUNTED: Compiled<Regex> = Compiled::new(|languages| {
    let kinds = any(languages, |words| &words.counted_kinds);
    let users = any(languages, |words| &words.users);
    let requests = any(languages, |words| &words.requests);
    pattern(&format!(r"(?i)^\s+(?:(?:{kinds})\s+){{0,3}}(?:(?P<users>{users})|(?P<requests>{requests}))\b"))
});
/// In front of a count: "Users affected: about".
static LABEL: Compiled<Regex> = Compiled::new(|languages| {
    let labels = any(languages, |words| &words.labels);
    pattern(&format!(r"(?i)\b(?:{labels})\s*[:|=]\s*(?:[a-z~≈]+\s+){{0,2}}$"))
});
/// Words of which one stands beside money that was lost.
static LOST: Compiled<Regex> =
    Compiled::new(|languages| pattern(&format!(r"(?i)\b(?:{})\b", any(languages, |words| &words.lost))));

/// Counts of users and requests that were hurt, and money that was lost, as the summary and the impact tell them.
pub(crate) fn counts(mentions: &DocumentMentions<'_>) -> ImpactCounts {
    use SectionRole::{Impact, Lead, Summary};
    let mut counts = ImpactCounts { users: None, requests: None, money: None };
    for roles in [&[Impact][..], &[Summary, Lead][..]] {
        for sentence in told(mentions, roles) {
            count(&mentions.sentence(&sentence), &sentence, &mut counts);
        }
    }
    // A row of two cells is a label and its value.
    let rows = mentions.document.units.iter().enumerate().filter(|(_, unit)| unit.cells.len() == 2);
    for (unit, row) in rows {
        let text = format!("{}: {}", row.cell(0).trim_end_matches(':'), row.cell(1));
        let line = LineMentions::new(&text);
        let places = line.part(0..text.len()).counts();
        if let Some(count) = places.iter().find(|count| is_labelled(&text, count.range())) {
            let start = row.cells.get(1).map_or(0, |cell| cell.start);
            counts.users.get_or_insert(Claim::quote(&text[count.range()], unit, start));
        }
    }
    counts
}

/// Whether a count stands behind a label, and nothing is joined to it.
fn is_labelled(text: &str, count: Range<usize>) -> bool {
    let behind = text[count.end..].trim_start_matches(['.', ',']);
    (behind.is_empty() || behind.starts_with(char::is_whitespace))
        && LABEL.is_match(near(text, count.start, 80))
}

/// The text in front of a byte, as far as it is near.
fn near(text: &str, end: usize, bytes: usize) -> &str {
    &text[floor_boundary(text, end.saturating_sub(bytes))..end]
}

fn count(excerpt: &Excerpt<'_>, sentence: &Sentence<'_>, counts: &mut ImpactCounts) {
    static RATES: Compiled<Vec<&'static str>> =
        Compiled::new(|languages| words(languages, |language| &language.impact.rates));
    let text = excerpt.text();
    let claim =
        |range: Range<usize>, at: usize| Claim::quote(text[range].trim(), sentence.unit, sentence.start + at);
    let around = |range: &Range<usize>| {
        let from = floor_boundary(text, range.start.saturating_sub(60));
        &text[from..floor_boundary(text, range.end + 80).max(range.end)]
    };
    let money = excerpt.money();
    for amount in money.iter().filter(|amount| LOST.is_match(around(&amount.range()))) {
        counts.money.get_or_insert_with(|| claim(amount.range(), amount.start));
    }
    let is_money = |start: usize| money.iter().any(|amount| amount.range().contains(&start));
    for figure in excerpt.counts().iter().filter(|figure| !is_money(figure.start)) {
        if is_labelled(text, figure.range()) {
            counts.users.get_or_insert_with(|| claim(figure.range(), figure.start));
            continue;
        }
        let Some(counted) = COUNTED.captures(&text[figure.end..]) else { continue };
        let whole = figure.start..figure.end + counted[0].len();
        let behind = &text[whole.end..];
        if !HURT.is_match(around(&whole)) || RATES.iter().any(|rate| behind.starts_with(rate)) {
            continue;
        }
        let slot = if counted.name("users").is_some() { &mut counts.users } else { &mut counts.requests };
        slot.get_or_insert_with(|| claim(whole.clone(), whole.start));
    }
}
