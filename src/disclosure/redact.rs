//! Values that `[redact]` names: patterns of the site, addresses of mail and of machines, names of responders.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;

use super::pattern;
use super::replace::{self, SensitiveValue};
use crate::config::Redact;

/// What is replaced in every text.
#[derive(Debug, Clone, Default)]
pub(super) struct Redaction {
    patterns: Vec<Regex>,
    emails: bool,
    ips: bool,
    /// Whether names of responders are replaced, which takes the records: [`People`].
    pub(super) responders: bool,
}

impl Redaction {
    pub(super) fn of(settings: &Redact) -> Self {
        Self {
            patterns: settings.patterns.iter().map(|pattern| pattern.regex().clone()).collect(),
            emails: settings.emails,
            ips: settings.ips,
            responders: settings.responders,
        }
    }

    /// Whether no text holds anything for it.
    pub(super) fn is_empty(&self) -> bool {
        self.patterns.is_empty() && !self.emails && !self.ips
    }

    /// The values in a text that are to be replaced, in no order.
    pub(super) fn find(&self, text: &str) -> Vec<SensitiveValue> {
        let mut found = Vec::new();
        for pattern in &self.patterns {
            add(&mut found, "text", pattern.find_iter(text).map(|found| found.range()), text);
        }
        if self.emails {
            add(&mut found, "email", EMAIL.find_iter(text).map(|found| found.range()), text);
        }
        if self.ips {
            add(
                &mut found,
                "ip",
                IP.find_iter(text).map(|found| found.range()).filter(|at| is_ip(text, at)),
                text,
            );
        }
        found
    }
}

type Bytes = std::ops::Range<usize>;

fn add(found: &mut Vec<SensitiveValue>, kind: &str, ranges: impl Iterator<Item = Bytes>, text: &str) {
    found.extend(ranges.filter(|range| !range.is_empty()).map(|range| {
        let value = text[range.clone()].to_owned();
        SensitiveValue { range, kind: kind.to_owned(), value }
    }));
}

/// An address of mail, its sign also as `%40` of web addresses.
static EMAIL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)[\p{L}\p{N}._%+'-]+(?:@|%40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+"));

/// What may be an address of a machine.
static IP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){1,6}:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}",
    )
});

/// Whether a text is an address of a machine and no part of something longer. `::` alone separates names in code.
fn is_ip(text: &str, range: &Bytes) -> bool {
    let value = &text[range.clone()];
    let glued = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let is_address =
        value.parse::<Ipv4Addr>().is_ok() || value.len() > 2 && value.parse::<Ipv6Addr>().is_ok();
    is_address && !glued(text[..range.start].chars().next_back()) && !glued(text[range.end..].chars().next())
}

/// What stands between the words of a name: in prose, at the end of a line, in addresses and file names.
const JOINTS: [&str; 14] =
    [" ", "-", "_", ".", "", "%20", "+", "  ", "\n", "\r\n", "\n  ", "\n    ", "\n> ", "\u{a0}"];

/// Words that name a group or a role, not a person.
const ROLES: [&str; 30] = [
    "team", "teams", "on-call", "oncall", "engineer", "engineers", "engineering", "sre", "support", "ops",
    "operations", "group", "squad", "platform", "security", "network", "database", "infrastructure", "lead",
    "manager", "commander", "incident", "developers", "devops", "service", "the", "all", "staff", "and",
    "various",
];

/// Names of the people who took part in any incident.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// Full names in every spelling that addresses and handles give them.
    spellings: Vec<(String, String)>,
    finder: Option<AhoCorasick>,
}

impl People {
    /// Collects names as `responders` states them.
    pub fn of<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut spellings: Vec<(String, String)> = Vec::new();
        for name in names {
            let words = words(name);
            if words.is_empty() || words.iter().all(|word| is_role(word)) {
                continue;
            }
            let name = words.join(" ");
            let mut add = |spelling: String| {
                // The finder folds the case of ASCII alone.
                if !spelling.is_ascii() {
                    spellings.push((spelling.to_lowercase(), name.clone()));
                    spellings.push((spelling.to_uppercase(), name.clone()));
                }
                spellings.push((spelling, name.clone()));
            };
            JOINTS.iter().for_each(|joint| add(words.join(joint)));
            if let [first @ .., last] = words.as_slice()
                && !first.is_empty()
            {
                add(format!("{last}, {}", first.join(" ")));
            }
        }
        spellings.sort();
        spellings.dedup();
        let needles = spellings.iter().map(|(spelling, _)| spelling);
        Self { finder: super::finder(MatchKind::LeftmostLongest, true, needles), spellings }
    }

    /// The text with all full names replaced, and first and last names of `own`, the responders of this file; `None`
    /// where it names none of them.
    pub fn redact(&self, text: &str, own: &[String]) -> Option<String> {
        let found = self.find(text, own, false);
        (!found.is_empty()).then(|| replace::with_placeholders(text, found))
    }

    pub(super) fn find(&self, text: &str, own: &[String], any_case: bool) -> Vec<SensitiveValue> {
        let mut found = Vec::new();
        let mut person = |range: Bytes, name: &str| {
            if stands_alone(text, &range) {
                found.push(SensitiveValue { range, kind: "name".to_owned(), value: name.to_owned() });
            }
        };
        for hit in self.finder.iter().flat_map(|finder| finder.find_iter(text)) {
            if let Some((_, name)) = self.spellings.get(hit.pattern().as_usize()) {
                person(hit.range(), name);
            }
        }
        let parts = parts(own);
        let finder = super::finder(MatchKind::LeftmostLongest, any_case, parts.iter().map(|(part, _)| part));
        for hit in finder.iter().flat_map(|finder| finder.find_iter(text)) {
            if let Some((_, name)) = parts.get(hit.pattern().as_usize()) {
                person(hit.range(), name);
            }
        }
        found
    }
}

/// The words of a name, without the sign of a handle and what stands in brackets.
fn words(name: &str) -> Vec<&str> {
    let name = name.split(['(', '<', '[', ',']).next().unwrap_or("");
    let plain = name.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let words: Vec<&str> = plain.filter(|word| !word.is_empty()).collect();
    let is_placeholder = words.iter().any(|word| word.starts_with("REDACTED-"));
    if is_placeholder || words.concat().chars().count() < 3 { Vec::new() } else { words }
}

fn is_role(word: &str) -> bool {
    ROLES.contains(&word.to_lowercase().as_str())
}

/// First and last names of three letters and more, each with the full name; a group has none.
fn parts(names: &[String]) -> Vec<(String, String)> {
    let mut parts: Vec<(String, String)> = Vec::new();
    for name in names {
        let words = words(name);
        let is_person = (2..=4).contains(&words.len()) && !words.iter().any(|word| is_role(word));
        for word in words.iter().filter(|word| is_person && word.chars().count() >= 3) {
            if word.starts_with(char::is_uppercase) && !parts.iter().any(|(part, _)| part == word) {
                parts.push(((*word).to_owned(), words.join(" ")));
            }
        }
    }
    parts
}

/// Whether a match is no part of a longer word.
fn stands_alone(text: &str, range: &Bytes) -> bool {
    let within = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !within(text[..range.start].chars().next_back()) && !within(text[range.end..].chars().next())
}

/// A path whose names are replaced as in the text; `None` where it holds nothing that is to be.
pub fn redacted_path(path: &str, policy: &super::Policy, people: &People, own: &[String]) -> Option<String> {
    let mut found = policy.redact.find(path);
    found.extend(super::secret_values(path, &super::secrets::find(path)));
    found.extend(people.find(path, own, true));
    (!found.is_empty()).then(|| replace::with_placeholders(path, found))
}
