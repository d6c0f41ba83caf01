//! What a check found as a page of Markdown, for the summary of a job on GitHub.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use anyhow::Context;
use whybook::diagnostic::DiagnosticSeverity;
use whybook::diagnostic::draw::printable;
use whybook::extract::Incident;
use whybook::postmortem::CauseTag;

use super::CheckedFinding;
use crate::commands::{counted, severity_counts};

/// Rows of a table: GitHub takes one megabyte for a summary.
const MOST_ROWS: usize = 50;

/// Characters of a text in a cell.
const MOST_CHARACTERS: usize = 120;

/// What was checked, and what came of it.
pub(super) struct Summary<'a> {
    /// How many files of write-ups were read.
    pub read: usize,
    /// How many other files were passed over.
    pub skipped: usize,
    /// The commit since which the checked files have changed, where only those are checked.
    pub since: Option<&'a str>,
    /// The incidents of the checked files, with their paths.
    pub write_ups: Vec<(String, &'a Incident)>,
    pub found: &'a [CheckedFinding<'a>],
    /// How many findings a baseline knows.
    pub dropped: usize,
}

impl Summary<'_> {
    /// Adds it to the end of a file.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(super) fn append(&self, file: &Path) -> anyhow::Result<()> {
        let opened = OpenOptions::new().create(true).append(true).open(file);
        opened
            .and_then(|mut opened| opened.write_all(self.markdown().as_bytes()))
            .with_context(|| format!("cannot write the summary {}", file.display()))
    }

    fn markdown(&self) -> String {
        let files: BTreeSet<&str> = self.write_ups.iter().map(|(path, _)| path.as_str()).collect();
        let mut out = String::from("## Postmortems\n\n| | Files |\n|---|---:|\n");
        let _ = writeln!(out, "| Write-ups read | {} |", self.read);
        if let Some(since) = self.since {
            let _ = writeln!(out, "| New or changed since {} | {} |", inline(since), files.len());
        }
        let _ = writeln!(out, "| Other files, skipped | {} |\n", self.skipped);
        if self.since.is_some() {
            self.write_files(&mut out);
        } else {
            self.write_causes(&mut out);
        }
        self.write_findings(&mut out);
        out
    }

    /// The checked files with what was read from each.
    fn write_files(&self, out: &mut String) {
        let mut files: BTreeMap<&str, Vec<&Incident>> = BTreeMap::new();
        for (path, incident) in &self.write_ups {
            files.entry(path).or_default().push(incident);
        }
        let rows = files.iter().map(|(path, incidents)| {
            let causes = incidents.iter().flat_map(|incident| &incident.record.causes);
            let suggested = incidents.iter().flat_map(|incident| &incident.record.suggestions);
            let causes = match (names(causes), names(suggested)) {
                (causes, _) if !causes.is_empty() => causes,
                (_, suggested) if !suggested.is_empty() => format!("none; suggested: {suggested}"),
                _ => "none".to_owned(),
            };
            let findings = self.found.iter().filter(|found| found.diagnostic.path == **path).count();
            format!("| {} | {} | {causes} | {findings} |", inline(path), titles(incidents))
        });
        table(
            out,
            "New or changed",
            "| File | Incident | Root causes | Findings |\n|---|---|---|---:|",
            rows,
        );
    }

    /// How often each cause is the primary one, the commonest first.
    fn write_causes(&self, out: &mut String) {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, incident) in &self.write_ups {
            let primary = incident.record.primary_cause().map_or("none found", |tag| tag.id.as_str());
            *counts.entry(primary).or_default() += 1;
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| Reverse(*count));
        let rows = counts.iter().map(|(cause, count)| format!("| {} | {count} |", inline(cause)));
        table(out, "Root causes", "| Primary cause | Incidents |\n|---|---:|", rows);
    }

    /// How often each rule was broken, the gravest first.
    fn write_findings(&self, out: &mut String) {
        let mut of_rule: BTreeMap<(&str, DiagnosticSeverity), Vec<&str>> = BTreeMap::new();
        for CheckedFinding { diagnostic, .. } in self.found {
            of_rule.entry((diagnostic.rule, diagnostic.severity)).or_default().push(&diagnostic.path);
        }
        let mut of_rule: Vec<_> = of_rule.into_iter().collect();
        of_rule.sort_by_key(|((_, level), _)| Reverse(*level));
        let rows = of_rule.iter().map(|((rule, level), paths)| {
            let files: BTreeSet<&str> = paths.iter().copied().collect();
            format!("| {} | {} | {} | {} |", inline(rule), level.name(), paths.len(), files.len())
        });
        table(out, "Findings", "| Rule | Level | Findings | Files |\n|---|---|---:|---:|", rows);
        let counts = severity_counts(self.found.iter().map(|found| &found.diagnostic));
        let known = match self.dropped {
            0 => String::new(),
            dropped => format!("; {} in the baseline", counted(dropped, "finding")),
        };
        let _ = writeln!(out, "{counts}{known}.");
    }
}

/// A heading and a table; nothing where it has no rows.
fn table(out: &mut String, heading: &str, head: &str, rows: impl ExactSizeIterator<Item = String>) {
    let count = rows.len();
    if count == 0 {
        return;
    }
    let _ = writeln!(out, "### {heading}\n\n{head}");
    for row in rows.take(MOST_ROWS) {
        let _ = writeln!(out, "{row}");
    }
    out.push('\n');
    if count > MOST_ROWS {
        let _ = writeln!(out, "and {} more\n", count - MOST_ROWS);
    }
}

/// Title and day of the incident of a file, or how many there are.
fn titles(incidents: &[&Incident]) -> String {
    match incidents {
        [incident] => {
            let date = incident.record.date.map_or_else(String::new, |date| format!(" ({date})"));
            inline(&incident.record.title) + &date
        }
        incidents => counted(incidents.len(), "incident"),
    }
}

fn names<'a>(tags: impl Iterator<Item = &'a CauseTag>) -> String {
    let mut names: Vec<&str> = Vec::new();
    for tag in tags {
        if !names.contains(&tag.id.as_str()) {
            names.push(&tag.id);
        }
    }
    inline(&names.join(", "))
}

/// A text from a write-up as a cell of a table: neither markup, nor HTML, nor a mention of somebody, nor the end of the cell.
fn inline(text: &str) -> String {
    let text = printable(text);
    let mut out = String::new();
    for c in text.chars().take(MOST_CHARACTERS) {
        if c.is_ascii_punctuation() && !matches!(c, '-' | '/' | '.' | ',' | '\'' | '"' | '%' | ';' | '=') {
            out.push('\\');
        }
        out.push(c);
        if c == '@' {
            // Otherwise GitHub and GitLab would notify who has that name.
            out.push('\u{2060}');
        }
    }
    if text.chars().nth(MOST_CHARACTERS).is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    #[test]
    fn nothing_that_an_author_wrote_is_markup() {
        for text in [
            "a | b || c",
            "<script>alert(1)</script>",
            "[x](javascript:y) ![p](https://a.example/p.png)",
            "`code` *b* _i_ ~~s~~",
            "&lt; &#124;",
            "back\\slash \\| end\\",
            "https://evil.example www.evil.example",
            "# no heading #12",
            "- [ ] 1. x",
        ] {
            let table = format!("| a | b |\n|---|---|\n| {} | next |\n", inline(text));
            let mut cells: Vec<String> = Vec::new();
            for event in Parser::new_ext(&table, Options::all()) {
                match event {
                    Event::Text(text) => {
                        cells.iter_mut().next_back().into_iter().for_each(|cell| cell.push_str(&text))
                    }
                    Event::Start(Tag::TableCell) => cells.push(String::new()),
                    Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow) | Event::End(_) => {}
                    other => cells.push(format!("{other:?}")),
                }
            }
            assert_eq!(cells, ["a", "b", text, "next"]);
        }
        assert_eq!(inline("two\nlines\u{202E} @ada"), "two lines\u{FFFD} \\@\u{2060}ada");
        assert_eq!(inline(&"x".repeat(200)), format!("{}…", "x".repeat(120)));
    }
}
