//! The share of users or requests that an incident hurt.

use std::sync::LazyLock;

use regex::Regex;

use super::document::{Document, SectionRole, Sentence};
use super::times::pattern;

/// A share, with its place.
pub struct Share {
    /// In percent.
    pub percent: f64,
    /// Index of the unit.
    pub unit: usize,
    /// First byte in the unit.
    pub start: usize,
    /// The words.
    pub text: String,
}

const WHOM: &str = r"(?:users?|customers?|clients?|visitors?|subscribers?|requests?|traffic|log-?ins?|sign-?ins?|orders?|sessions?|accounts?|calls?|transactions?|payments?|merchants?|players?|people|devices?|tenants?|queries|messages|deliveries|emails?|connections|page\s?views|downloads|jobs|builds|consumers?|uploads?|writes|reads|operations|responses|user\s?base|readers?|shops?|drivers?|checkouts?)";

static SHARE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?ix) (?P<n>\d{{1,3}}(?:[.,]\d+)?) \s? (?:%|percent\b|per\s+cent\b) (?P<of> \s+ (?:of\s+)? (?:(?:all|the|our|its|their|total|incoming|active|website|web|registered|api|http|user|mobile|premium|paying|external|internal|[\w-]+)\s+){{0,5}} {WHOM} \b )?
        | (?P<fraction> \b(?:one|a|two|three)[\s-]+(?:thirds?|quarters?|fourths?|fifths?|halves) | \bhalf | \b(?:a\s+)?majority ) \s+ (?:of\s+)? (?:(?:all|the|our|its|their|total|incoming|active|registered)\s+){{0,3}} {WHOM}\b
        | \b(?P<all>all|every|each)\s+(?:of\s+)?(?:(?:the|our|its|single|active|registered|external|website|web)\s+){{0,3}}(?:users?|customers?|clients?|visitors?|subscribers?|players?|tenants?)\b"
    ))
});

static HURT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)affect\w*|impact\w*|experienc\w*|fail\w*|error\w*|unable|unavailab\w*|could\s?n[o'’]t|cannot|can['’]?t|down\b|timed?\s?out|degrad\w*|lost|drop\w*|reject\w*|slow\w*|not\s+able|difficult\w*|inaccessib\w*|denied|locked|refused|without|saw\b|seeing|received?",
    )
});

/// Words around a percentage that make it something else.
static OTHER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)recover|engagement|memory|\bram\b|\bcpu|disk|cache|utili[sz]ation|usage|capacity|uptime|\bavailab|increase|threshold|bandwidth|confiden|rollout|rolled\s+out|canary|battery|discount|slower|faster|grew|growth|more\s+than\s+usual|nodes?\b|servers?\b|packet|sampl|restored\s+for|back\s+for",
    )
});

/// The first share of users or requests that a document states for this incident.
pub fn share(document: &Document) -> Option<Share> {
    use SectionRole::{Impact, Lead, Other, RootCause, Summary, Timeline};
    [&[Impact][..], &[Summary, Lead][..], &[Other, RootCause, Timeline][..]].iter().find_map(|roles| {
        let told = |sentence: &Sentence<'_>| {
            roles.contains(&sentence.role)
                && document.section_of(sentence.unit).is_some_and(|section| !section.retold)
        };
        document.sentences().filter(told).find_map(read)
    })
}

fn read(sentence: Sentence<'_>) -> Option<Share> {
    let text = sentence.text;
    SHARE.captures_iter(text).find_map(|captures| {
        let whole = captures.get(0)?;
        let percent = match (captures.name("n"), captures.name("fraction")) {
            (Some(figure), _) => {
                captures.name("of")?;
                figure.as_str().replace(',', ".").parse::<f64>().ok()?
            }
            (_, Some(fraction)) => fraction_percent(fraction.as_str())?,
            _ => 100.0,
        };
        let around = &text[crate::diagnostic::floor_boundary(text, whole.start().saturating_sub(30))..];
        let around = &around[..crate::diagnostic::floor_boundary(around, whole.len() + 70)];
        let worded = captures.name("n").is_none();
        let plain = matches!(sentence.role, SectionRole::Impact | SectionRole::Summary | SectionRole::Lead);
        let hurt = if worded { HURT.is_match(around) } else { plain || HURT.is_match(text) };
        let fits = percent <= 100.0 && hurt && !OTHER.is_match(around);
        fits.then(|| Share {
            percent,
            unit: sentence.unit,
            start: sentence.start + whole.start(),
            text: whole.as_str().to_owned(),
        })
    })
}

fn fraction_percent(words: &str) -> Option<f64> {
    let words = words.to_lowercase();
    let parts = match () {
        () if words.contains("majority") => return None,
        () if words.contains("third") => 3.0,
        () if words.contains("quarter") || words.contains("fourth") => 4.0,
        () if words.contains("fifth") => 5.0,
        () => 2.0,
    };
    let count = match () {
        () if words.starts_with("two") => 2.0,
        () if words.starts_with("three") => 3.0,
        () => 1.0,
    };
    Some((count / parts * 1_000.0_f64).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::document::SectionRole;

    fn check(text: &str, expected: Option<f64>) {
        let sentence = Sentence { text, unit: 0, start: 0, role: SectionRole::Impact };
        assert_eq!(read(sentence).map(|share| share.percent), expected, "{text}");
    }

    #[test]
    fn shares_of_users_and_nothing_else() {
        check("About 65% of the users had that trouble.", Some(65.0));
        check("4 percent of requests failed.", Some(4.0));
        check("One third of our customers could not sign in.", Some(33.3));
        check("The page was unavailable for one third of our users.", Some(33.3));
        check("Pages were available to one third of our users, others failed.", None);
        check("All users were affected.", Some(100.0));
        check("Memory was at 95% and requests failed.", None);
        check("Cache hits fell to 8%, errors rose.", None);
        check("About 50 % of traffic had recovered by noon.", None);
    }
}
