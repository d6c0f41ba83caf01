//! How the findings are shown: to a person, a line each, or to a program.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;

use whybook::diagnostic::{Diagnostic, DiagnosticSeverity, draw, github, rules, sarif};

use super::CheckedFinding;
use crate::cli::CheckFormat;
use crate::commands::{colour, counted, severity_counts};

/// Findings that are drawn; a terminal's memory ends not far beyond.
const DRAWN: usize = 200;

/// A rule that fewer files break is shown file by file.
const FEW: usize = 5;

/// All findings in a format; `files` is how many were checked, `dropped` how many findings a baseline knows.
pub(super) fn report(
    found: &[CheckedFinding<'_>],
    format: CheckFormat,
    files: usize,
    dropped: usize,
) -> String {
    let all: Vec<&Diagnostic> = found.iter().map(|found| &found.diagnostic).collect();
    match format {
        CheckFormat::Json => all.into_iter().map(draw::json).collect(),
        CheckFormat::Sarif => format!("{:#}\n", sarif::log(&all)),
        CheckFormat::Github => all.into_iter().map(github::annotation).collect(),
        CheckFormat::Concise => {
            let mut out: String = all.iter().map(|diagnostic| draw::concise(diagnostic)).collect();
            summarise(&mut out, &all, files, dropped);
            out
        }
        CheckFormat::Human => {
            let folded = Folded::of(&all, files);
            let mut out = String::new();
            let shown: Vec<&CheckedFinding<'_>> =
                found.iter().filter(|found| !folded.rules.contains_key(found.diagnostic.rule)).collect();
            for one in shown.iter().take(DRAWN) {
                out += &draw::human(&one.diagnostic, one.text, colour(&io::stdout()));
                out.push('\n');
            }
            if shown.len() > DRAWN {
                let _ = writeln!(
                    out,
                    "{} more: `whybook check --format concise` lists all.\n",
                    shown.len() - DRAWN
                );
            }
            folded.write(&mut out);
            summarise(&mut out, &all, files, dropped);
            out
        }
    }
}

/// Rules that nearly every file breaks: what holds for all says nothing about one.
struct Folded<'a> {
    /// The gravest finding of each, the files that have one, and how many there are.
    rules: BTreeMap<&'a str, (DiagnosticSeverity, usize, usize)>,
    files: usize,
}

impl<'a> Folded<'a> {
    fn of(all: &[&'a Diagnostic], files: usize) -> Self {
        let mut of_rule: BTreeMap<&str, (DiagnosticSeverity, BTreeSet<&str>, usize)> = BTreeMap::new();
        for diagnostic in all {
            let (severity, paths, count) =
                of_rule.entry(diagnostic.rule).or_insert((diagnostic.severity, BTreeSet::new(), 0));
            *severity = diagnostic.severity.max(*severity);
            paths.insert(&diagnostic.path);
            *count += 1;
        }
        // Errors are shown each: a fact is lost.
        of_rule.retain(|_, (severity, paths, _)| {
            *severity < DiagnosticSeverity::Error && paths.len() >= FEW && paths.len() * 10 >= files * 9
        });
        let rules = of_rule
            .into_iter()
            .map(|(rule, (severity, paths, count))| (rule, (severity, paths.len(), count)));
        Self { rules: rules.collect(), files }
    }

    fn write(&self, out: &mut String) {
        for (rule, (severity, paths, count)) in &self.rules {
            let severity = severity.name();
            let what = rules::find(rule).map_or("", |(_, rule)| rule.what.as_str());
            let of_all = match *paths == self.files {
                true => format!("all {paths} files"),
                false => format!("{paths} of {} files", self.files),
            };
            let _ = writeln!(
                out,
                "{severity}[{rule}]: in {of_all}, {}: {what}\n  = help: `{rule} = \"off\"` in [rules] of whybook.toml silences it",
                counted(*count, "finding")
            );
        }
    }
}

fn summarise(out: &mut String, all: &[&Diagnostic], files: usize, dropped: usize) {
    let known = if dropped > 0 {
        format!(" {} in the baseline.", counted(dropped, "finding"))
    } else {
        String::new()
    };
    let fixable = match all.iter().filter(|diagnostic| diagnostic.fix.is_some()).count() {
        0 => String::new(),
        count => format!(" `whybook check --fix` may mend {count} of them."),
    };
    let _ = writeln!(
        out,
        "Checked {}: {}.{known}{fixable}",
        counted(files, "file"),
        severity_counts(all.iter().copied()),
    );
}
