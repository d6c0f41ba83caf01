//! Percentages, counts and amounts of money.

use regex::Regex;

use super::Spanned;
use crate::extract::patterns::{any_of, pattern};
use crate::language::Compiled;

/// The percentages of a text, in order: "12.5 %", "4 percent".
pub(crate) fn percents(text: &str) -> Vec<Spanned<f64>> {
    static PERCENT: Compiled<Regex> = Compiled::new(|languages| {
        let words = any_of(languages, |language| &language.amounts.percent);
        pattern(&format!(r"(?i)(?P<n>\d{{1,3}}(?:[.,]\d+)?)\s?(?:%|(?:{words})\b)"))
    });
    if !has_figures(text) {
        return Vec::new();
    }
    let found = PERCENT.captures_iter(text).filter_map(|captures| {
        let whole = captures.get(0)?;
        let value = captures["n"].replace(',', ".").parse().ok()?;
        Some(Spanned { start: whole.start(), end: whole.end(), value })
    });
    found.collect()
}

/// The counts of a text, in order, as written: "1,200", "3.5 million". Any figure is one.
pub(crate) fn counts(text: &str) -> Vec<Spanned<()>> {
    static COUNT: Compiled<Regex> = Compiled::new(|languages| {
        let thousands = any_of(languages, |language| &language.amounts.thousands);
        pattern(&format!(
            r"(?i)\b(?:\d{{1,3}}(?:[,.\x20]\d{{3}})+\b|\d+(?:[.,]\d+)?)(?:\s?(?:{thousands})\b)?"
        ))
    });
    places(&COUNT, text)
}

/// The amounts of money in a text, in order, as written: "$12,000", "3 million euros".
pub(crate) fn money(text: &str) -> Vec<Spanned<()>> {
    static MONEY: Compiled<Regex> = Compiled::new(|languages| {
        let thousands = any_of(languages, |language| &language.amounts.thousands);
        let currencies = any_of(languages, |language| &language.amounts.currencies);
        let codes = any_of(languages, |language| &language.amounts.currency_codes);
        pattern(&format!(
            r"(?ix) (?:US\$|[$€£]|\b(?:{codes})\s?) \s? \d[\d.,]* (?:\s?(?:{thousands})\b)?
            | \b\d[\d.,]* (?:\s?(?:{thousands}))? \s? (?:{currencies}|{codes}|[€£])"
        ))
    });
    places(&MONEY, text)
}

fn places(pattern: &Regex, text: &str) -> Vec<Spanned<()>> {
    if !has_figures(text) {
        return Vec::new();
    }
    let found = pattern.find_iter(text);
    found.map(|found| Spanned { start: found.start(), end: found.end(), value: () }).collect()
}

fn has_figures(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}
