//! The rules of `secrets.toml`, and where they match.

use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind};
use regex::Regex;
use serde::Deserialize;

use super::value::{self, Judge, Placeholders};

/// The rules that are compiled in.
#[expect(
    clippy::expect_used,
    reason = "the text is compiled in and read by the tests; without it nothing is found"
)]
pub(super) static RULES: LazyLock<Rules> =
    LazyLock::new(|| Rules::read(TEXT).expect("the rules for secrets are well-formed"));

pub(super) const TEXT: &str = include_str!("../secrets.toml");

/// Bytes before a keyword that `before` of a rule may look at.
const BEFORE: usize = 64;

/// Bytes of the longest value that is taken for a secret, private keys excepted.
const LONGEST: usize = 8 * 1_024;

/// A match that was no secret is searched again from its next keyword on if it is shorter than this; a longer one is passed
/// over, so that the time stays linear in the length of the text.
const RETRIED: usize = 256;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    placeholders: Placeholders,
    rule: Vec<SecretRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SecretRule {
    id: String,
    label: String,
    keywords: Vec<String>,
    regex: String,
    before: Option<String>,
    #[serde(default)]
    inside: bool,
    #[serde(default)]
    entropy: f64,
    #[serde(default)]
    value: Judge,
    #[serde(default)]
    allow: Vec<String>,
    /// Compiled when a keyword of the rule is seen for the first time: most texts need few of them.
    #[serde(skip)]
    compiled: OnceLock<Option<Regex>>,
    #[serde(skip)]
    compiled_before: OnceLock<Option<Regex>>,
}

/// All rules, and one automaton for all their keywords.
#[derive(Default)]
pub(super) struct Rules {
    rules: Vec<SecretRule>,
    placeholders: Placeholders,
    keywords: Option<AhoCorasick>,
    /// The rule of each pattern of the automaton.
    of_keyword: Vec<usize>,
}

impl Rules {
    /// Reads the rules and the automaton of their keywords. A test reads the compiled-in ones and compiles each expression.
    pub(super) fn read(text: &str) -> anyhow::Result<Self> {
        let RuleFile { placeholders, rule: rules } = toml::from_str(text)?;
        let keywords = || {
            rules.iter().enumerate().flat_map(|(at, rule)| rule.keywords.iter().map(move |word| (at, word)))
        };
        // Every byte of every file goes through it: a table of all its states is five times as fast as the list of
        // transitions that so many words would get else.
        let automaton = AhoCorasickBuilder::new()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(keywords().map(|(_, word)| word))?;
        let of_keyword = keywords().map(|(at, _)| at).collect();
        Ok(Self { keywords: Some(automaton), of_keyword, placeholders, rules })
    }

    /// Identifier and label of the rule at `order`.
    pub(super) fn name(&self, order: usize) -> (&str, &str) {
        self.rules.get(order).map_or(("secret", "secret"), |rule| (rule.id.as_str(), rule.label.as_str()))
    }

    /// Ranges of secrets, each with the place of its rule in the file; they may overlap.
    pub(super) fn matches(&self, text: &str) -> Vec<(Range<usize>, usize)> {
        let mut found = Vec::new();
        // Where each rule goes on after a match.
        let mut next = vec![0; self.rules.len()];
        for hit in self.keywords.iter().flat_map(|keywords| keywords.find_overlapping_iter(text)) {
            let order = self.of_keyword[hit.pattern().as_usize()];
            let rule = &self.rules[order];
            if hit.start() < next[order] || !(rule.inside || begins_word(text.as_bytes(), hit.start())) {
                continue;
            }
            let Some((range, end)) = rule.matched(text, hit.start()) else { continue };
            if rule.is_secret(&text[range.clone()], &self.placeholders) {
                next[order] = range.end;
                found.push((range, order));
            } else if end - hit.start() >= RETRIED {
                next[order] = end;
            }
        }
        found
    }

    /// Compiles every expression; returns what is wrong with the rules.
    #[cfg(test)]
    pub(super) fn mistakes(&self) -> Vec<String> {
        let mut mistakes = Vec::new();
        for rule in &self.rules {
            let mut wrong = |what: &str| mistakes.push(format!("{}: {what}", rule.id));
            match rule.regex() {
                None => wrong("the expression cannot be compiled"),
                Some(regex) if regex.captures_len() < 2 => wrong("no group for the secret"),
                Some(_) => {}
            }
            if rule.before.is_some() && rule.before().is_none() {
                wrong("`before` cannot be compiled");
            }
            if rule.keywords.is_empty()
                || rule.keywords.iter().any(|word| word.len() < 2 || *word != word.to_lowercase())
            {
                wrong("keywords are in lower case and have two characters or more");
            }
            if !rule.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
                wrong("the id is not in lower case with hyphens");
            }
        }
        mistakes
    }
}

impl SecretRule {
    fn regex(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| Regex::new(&format!("^(?:{})", self.regex)).ok()).as_ref()
    }

    fn before(&self) -> Option<&Regex> {
        let before = self.before.as_ref()?;
        self.compiled_before.get_or_init(|| Regex::new(before).ok()).as_ref()
    }

    /// The range of what may be a secret after the keyword at `start`, and the end of the whole match.
    fn matched(&self, text: &str, start: usize) -> Option<(Range<usize>, usize)> {
        let captures = self.regex()?.captures(&text[start..])?;
        let group = captures.iter().skip(1).flatten().next()?;
        let mut range = start + group.start()..start + group.end();
        if self.before.is_some() {
            let window = crate::diagnostic::floor_boundary(text, start.saturating_sub(BEFORE));
            let preceding = self.before()?.captures(&text[window..start])?;
            if let Some(part) = preceding.get(1) {
                range.start = window + part.start();
            }
        }
        let trimmed = value::trimmed(&text[range.clone()]);
        Some((range.start..range.start + trimmed.len(), start + captures.get_match().end()))
    }

    fn is_secret(&self, value: &str, placeholders: &Placeholders) -> bool {
        (value.len() <= LONGEST || self.value == Judge::Any)
            && value::entropy(value) >= self.entropy
            && !self.allow.iter().any(|example| value.contains(example.as_str()))
            && self.value.allows(value, placeholders)
    }
}

/// Whether a word may begin at `start`: no letter or digit stands before it, or an escape such as `\n` or `%3D` does.
/// `deploy-ghp_…` holds a token as well.
fn begins_word(bytes: &[u8], start: usize) -> bool {
    match bytes[..start] {
        [.., b'\\', b'n' | b'r' | b't'] => true,
        [.., b'%', high, low] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => true,
        [.., last] => !last.is_ascii_alphanumeric(),
        [] => true,
    }
}
