//! What a public site may show: between read and extract, files that say that they are private are withheld whole,
//! marked passages are cut out of the others, and secrets and values that `[redact]` names are replaced.
//!
//! Everything here fails closed: a value of a known key that is not understood withholds the file, a passage without
//! an end reaches to the end of its file. Pure: the clock is passed in by [`Policy::of`].

mod findings;
mod front_matter;
mod labels;
mod links;
mod markers;
mod names;
mod passages;
mod personal;
mod plain;
mod redact;
mod replace;
pub mod secrets;
mod withhold;

use std::borrow::Cow;

use aho_corasick::{AhoCorasick, MatchKind};
use jiff::Timestamp;
use regex::Regex;

use crate::config::{Config, DefaultVisibility, Publish};
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, LineIndex};
use crate::source::links::Repository;
use crate::source::{self, SourceFile};
use passages::Passages;
use plain::Plain;

pub use front_matter::states_the_incident;
pub use links::{Moved, detach};
pub use markers::{is_draft, is_key};
pub use names::WithheldNames;
pub use redact::{People, redacted_path};
use secrets::Secret;
pub use withhold::{Withheld, WithholdingReason};

/// Rules that describe a block of front matter: judged again once the text has changed.
const OF_FRONT_MATTER: [&str; 5] =
    ["unclosed-front-matter", "no-mapping", "front-matter-syntax", "yaml-alias", "misplaced-front-matter"];

/// Rules of this stage. No page of a public site shows their findings, and of a file that is withheld only they are
/// reported.
pub const RULES: [&str; 6] =
    ["unknown-visibility", "community-label", "internal-passage", "secret", "email-address", "ip-address"];

/// What may be published.
#[derive(Debug, Clone)]
pub struct Policy {
    publish: Publish,
    default_visibility: DefaultVisibility,
    redact: redact::Redaction,
    people: People,
    /// Where links lead that leave the content folder.
    repository: Option<Repository>,
    now: Timestamp,
}

impl Policy {
    /// The policy of a site's configuration; `now` decides which days of publication have come.
    pub fn of(config: &Config, now: Timestamp) -> Self {
        let redact = redact::Redaction::of(&config.redact);
        let (publish, default_visibility) = (config.publish, config.default_visibility);
        let (people, repository) = (People::default(), Repository::of(config));
        Self { publish, default_visibility, redact, people, repository, now }
    }

    /// Shows every file as it is: for commands that only their author sees the output of.
    pub fn everything() -> Self {
        Self {
            publish: Publish::All,
            default_visibility: DefaultVisibility::Public,
            redact: redact::Redaction::default(),
            people: People::default(),
            repository: None,
            now: Timestamp::MIN,
        }
    }

    /// Whether the site is one for everybody.
    pub fn is_public(&self) -> bool {
        self.publish == Publish::Public
    }

    /// Where the repository shows its files, for links that leave the content folder.
    pub fn repository(&self) -> Option<&Repository> {
        self.repository.as_ref()
    }

    /// The same policy that also replaces the full names of these people.
    #[must_use]
    pub fn without(mut self, people: People) -> Self {
        self.people = people;
        self
    }

    /// Whether names of responders are replaced.
    pub fn redacts_people(&self) -> bool {
        self.redact.responders
    }

    /// The text of a file that is copied beside the pages, as it may be published, and what was found in it; empty where
    /// it ends a passage that never begins.
    pub fn screen_attachment(&self, path: &str, text: &str) -> (String, Vec<Diagnostic>) {
        let known = text.len() <= source::MAX_BYTES || !self.is_public();
        if let Some(reason) = (!known).then(|| self.reason_beyond(path, text)).flatten() {
            let message = format!("this file is private ({reason}); an empty one is published in its place");
            let finding = Diagnostic::new("unpublished-file", DiagnosticSeverity::Warning, path, message);
            return (
                String::new(),
                vec![finding.help("take out the link to it, or move the mark to its beginning")],
            );
        }
        let secrets = secrets_of(text);
        let found = findings::findings(path, text, &LineIndex::new(text), &secrets);
        (self.screened(text, &secrets).unwrap_or_else(|| text.to_owned()), found)
    }

    /// The text as it may be published, given its `secrets`; `None` where nothing changes.
    fn screened(&self, text: &str, secrets: &[Secret]) -> Option<String> {
        let cut = if self.is_public() { passages::find(text) } else { Passages::default() };
        if !cut.stray.is_empty() {
            return Some(String::new());
        }
        let cut = (!cut.ranges.is_empty()).then(|| replace::blank(text, &cut.ranges));
        let shown = cut.as_deref().unwrap_or(text);
        let mut found = self.redact.find(shown);
        if let Some(plain) = Some(shown).filter(|_| !self.redact.is_empty()).and_then(Plain::of) {
            let as_written = |hidden: replace::SensitiveValue| replace::SensitiveValue {
                range: plain.origin(&hidden.range),
                ..hidden
            };
            found.extend(self.redact.find(&plain.text).into_iter().map(as_written));
        }
        match &cut {
            // Cutting has moved them.
            Some(shown) => found.extend(secret_values(shown, &secrets_of(shown))),
            None => found.extend(secret_values(shown, secrets)),
        }
        found.extend(self.people.find(shown, &[], false));
        if found.is_empty() {
            return cut;
        }
        Some(replace::with_placeholders(shown, found))
    }
}

/// Screens one file by itself. What was found about a file that is withheld stays out of every page; what was found
/// about one that changed has its places in the text as it is now.
pub fn screen(
    file: SourceFile,
    found: Vec<Diagnostic>,
    policy: &Policy,
) -> (SourceFile, Option<WithholdingReason>, Vec<Diagnostic>) {
    let (reason, mut unsure) = policy.reason(&file);
    let secrets = secrets_of(&file.text);
    if reason.is_some() {
        // It is not published; its repository may be.
        unsure.extend(findings::secrets(&file.relative, &file.text, &file.lines, &secrets));
        return (file, reason, unsure);
    }
    if policy.is_public() {
        unsure.extend(of_passages(&file));
    }
    unsure.extend(of_path(&file.relative));
    unsure.extend(findings::findings(&file.relative, &file.text, &file.lines, &secrets));
    match policy.screened(&file.text, &secrets) {
        None => {
            unsure.extend(found);
            (file, None, unsure)
        }
        Some(text) => {
            unsure.extend(found);
            let (file, diagnostics) = changed(file, text, unsure);
            (file, None, diagnostics)
        }
    }
}

/// What the marks of passages leave open.
fn of_passages(file: &SourceFile) -> Vec<Diagnostic> {
    let passages = passages::find(&file.text);
    let unclosed = passages.unclosed.into_iter().map(|range| {
        let message = "this internal passage has no end, so that the rest of the file is withheld";
        finding(file, "internal-passage", message, range)
            .help("write its end, such as `<!-- /internal -->`, where the public text goes on")
    });
    let remarks = passages.remarks.into_iter().map(|range| {
        let message = "this comment is left out, and what follows it is published";
        finding(file, "internal-passage", message, range).help(
            "if it begins a passage, write `<!-- internal -->` here and `<!-- /internal -->` at its end",
        )
    });
    unclosed.chain(remarks).collect()
}

/// The file with another text of the same lines: front matter is cut off again, findings move to their lines.
pub fn changed(file: SourceFile, text: String, found: Vec<Diagnostic>) -> (SourceFile, Vec<Diagnostic>) {
    let lines = LineIndex::new(&text).beginning_at(file.lines.first());
    let moved = |mut diagnostic: Diagnostic| {
        if let Some(span) = &mut diagnostic.span {
            lines.relocate(&text, span);
        }
        diagnostic
    };
    let kept = found.into_iter().filter(|diagnostic| !OF_FRONT_MATTER.contains(&diagnostic.rule));
    let mut diagnostics: Vec<Diagnostic> = kept.map(moved).collect();
    let (file, again) = source::recut(file, text);
    diagnostics.extend(again);
    (file, diagnostics)
}

/// The secrets of a text, those in spellings that do not show included; in order, none overlapping another.
fn secrets_of(text: &str) -> Vec<Secret> {
    let mut found = secrets::find(text);
    if let Some(plain) = Plain::of(text) {
        let hidden = secrets::find(&plain.text).into_iter();
        found.extend(hidden.map(|secret| Secret { range: plain.origin(&secret.range), ..secret }));
        found.sort_by_key(|secret| (secret.range.start, std::cmp::Reverse(secret.range.end)));
        found.dedup_by(|next, last| next.range.start < last.range.end);
    }
    found
}

/// A text with placeholders for its secrets, its lines kept: for what is printed.
pub fn without_secrets(text: &str) -> Cow<'_, str> {
    let secrets = secrets_of(text);
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(replace::with_placeholders(text, secret_values(text, &secrets)))
}

/// The findings for secrets in the path of a file, which name it without them.
fn of_path(path: &str) -> Vec<Diagnostic> {
    let secrets = secrets::find(path);
    let shown = replace::with_placeholders(path, secret_values(path, &secrets));
    let finding = |secret: &Secret| {
        let message = format!("a secret in the name of the file: {}", secret.label);
        Diagnostic::new("secret", DiagnosticSeverity::Error, &shown, message)
            .help("a placeholder replaces it in the site; rename the file, and revoke the secret")
    };
    secrets.iter().map(finding).collect()
}

fn secret_values(text: &str, secrets: &[Secret]) -> Vec<replace::SensitiveValue> {
    let value = |secret: &Secret| replace::SensitiveValue {
        range: secret.range.clone(),
        kind: secret.rule.to_owned(),
        value: text[secret.range.clone()].to_owned(),
    };
    secrets.iter().map(value).collect()
}

fn finding(
    file: &SourceFile,
    rule: &'static str,
    message: impl Into<String>,
    range: std::ops::Range<usize>,
) -> Diagnostic {
    let span = file.lines.span(&file.text, range);
    Diagnostic::new(rule, DiagnosticSeverity::Warning, &file.relative, message).at(span)
}

/// Looks for any of the needles; `None` where there is none. A build must not go on without what it looks for: it can
/// only fail on gigabytes of needles, which no folder has.
#[expect(clippy::expect_used, reason = "a failure stops the build rather than publishing what is private")]
fn finder<P: AsRef<[u8]>>(
    kind: MatchKind,
    any_case: bool,
    needles: impl ExactSizeIterator<Item = P>,
) -> Option<AhoCorasick> {
    if needles.len() == 0 {
        return None;
    }
    let mut builder = AhoCorasick::builder();
    builder.ascii_case_insensitive(any_case).match_kind(kind);
    Some(builder.build(needles).expect("the names of one folder fit into a finder"))
}

/// A pattern of this stage.
#[expect(clippy::unwrap_used, reason = "the patterns are literals, and every one is compiled by the tests")]
fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap()
}

#[cfg(test)]
mod tests;
