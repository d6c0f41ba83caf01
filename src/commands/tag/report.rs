//! Output of `whybook tag`: diffs and lists on standard output, everything else on standard error.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write as _};
use std::path::{Component, Path};
use std::process::ExitCode;

use whybook::diagnostic::{Diagnostic, draw};
use whybook::source::Skipped;
use whybook::suggest::{DiffLine, LineChange};

use crate::commands::replace::{Replaced, replace};
use crate::commands::{counted, ignore_broken_pipe, show_skipped};

use super::plan::{Addition, Plan, PlannedStep, TagRefusal};

/// Notes of a kind that are shown; more are counted.
const SHOWN: usize = 30;

/// Draws a finding on standard error.
pub(super) fn draw(diagnostic: &Diagnostic, text: Option<&str>) {
    eprintln!("{}", draw::human(diagnostic, text, crate::commands::colour(&io::stderr())));
}

/// The report over all files.
pub(super) struct TagReport<'a> {
    plans: &'a [Plan],
    postmortems: usize,
    drafts: usize,
}

impl<'a> TagReport<'a> {
    /// Names the skipped files.
    pub(super) fn new(plans: &'a [Plan], by_name: &[Skipped]) -> Self {
        let by_text = plans.iter().filter_map(|plan| match &plan.step {
            PlannedStep::Skip(skipped) => Some(skipped),
            _ => None,
        });
        let skipped: Vec<Skipped> = by_name.iter().chain(by_text).cloned().collect();
        show_skipped(&skipped);
        let drafts = plans.iter().filter(|plan| matches!(plan.step, PlannedStep::LeaveDraft)).count();
        let others =
            plans.iter().filter(|plan| matches!(plan.step, PlannedStep::LeaveAlone(_) | PlannedStep::Add(_)));
        let postmortems = others.count();
        if postmortems + drafts == 0 {
            eprintln!("warning: no postmortems found");
        }
        Self { plans, postmortems, drafts }
    }

    /// Prints a diff for each file that lacks something.
    pub(super) fn show(&self) -> anyhow::Result<ExitCode> {
        let on_terminal = io::stdout().is_terminal();
        let style = DiffStyle { colour: crate::commands::colour(&io::stdout()), on_terminal };
        let mut lacking = 0;
        let mut out = io::BufWriter::new(io::stdout().lock());
        for (plan, missing) in self.missing() {
            let Some((_, diff)) = &missing.edit else { continue };
            lacking += 1;
            if !ignore_broken_pipe(out.write_all(style.diff(&plan.path, diff).as_bytes()))? {
                return Ok(ExitCode::SUCCESS);
            }
        }
        ignore_broken_pipe(out.flush())?;
        let alone = self.report_refusals();
        self.report_untagged();
        let all = counted(self.postmortems, "postmortem");
        match lacking {
            0 => eprintln!("Nothing to add to {all}{}.", self.rest(alone)),
            _ => eprintln!(
                "{lacking} of {all} can be completed{}; `whybook tag --write` does it.",
                self.rest(alone)
            ),
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Writes what is missing, and lists what was written.
    pub(super) fn write(&self) -> anyhow::Result<ExitCode> {
        let (mut written, mut unchanged, mut failed) = (0, 0, false);
        let mut alone = self.report_refusals();
        for (plan, missing) in self.missing() {
            let Some((edit, _)) = &missing.edit else {
                unchanged += 1;
                continue;
            };
            match replace(&missing.file, missing.read, |bytes| edit.apply(bytes)) {
                Ok(Replaced::Done) => {
                    written += 1;
                    say(&format!("{}: wrote {}", shown(&plan.path), edit.keys.join(", ")));
                }
                Ok(Replaced::LeftAlone(reason)) => {
                    alone += 1;
                    eprintln!("warning: cannot edit {}: {reason}", shown(&plan.path));
                }
                Err(error) => {
                    (alone, failed) = (alone + 1, true);
                    eprintln!("error: {error:#}");
                }
            }
        }
        self.report_untagged();
        let drafts = if self.drafts > 0 {
            format!(", {} skipped", counted(self.drafts, "draft"))
        } else {
            String::new()
        };
        let alone =
            if alone > 0 { format!(", {alone} could not be edited (see warnings)") } else { String::new() };
        say(&format!("{written} written, {unchanged} unchanged{alone}{drafts}."));
        Ok(ExitCode::from(if failed { 2 } else { 0 }))
    }

    /// Lists the files that lack tags.
    pub(super) fn check(&self) -> anyhow::Result<ExitCode> {
        let mut lacking = 0;
        for plan in self.plans.iter().filter(|plan| plan.lacks_tags()) {
            lacking += 1;
            let why = match &plan.step {
                PlannedStep::LeaveAlone(refusal) => format!("states no causes; {}", refusal.reason),
                PlannedStep::Add(missing) if !missing.found.is_empty() => {
                    format!("states no causes; its text names {}", missing.found.join(", "))
                }
                _ => "states no causes; none was found in its text".to_owned(),
            };
            say(&format!("{}: {why}", shown(&plan.path)));
        }
        let verb = if lacking == 1 { "lacks" } else { "lack" };
        eprintln!("{lacking} of {} {verb} tags.", counted(self.postmortems, "postmortem"));
        Ok(ExitCode::from(u8::from(lacking > 0)))
    }

    fn missing(&self) -> impl Iterator<Item = (&'a Plan, &'a Addition)> {
        self.plans.iter().filter_map(|plan| match &plan.step {
            PlannedStep::Add(missing) => Some((plan, missing.as_ref())),
            _ => None,
        })
    }

    /// Names the files that cannot be edited, with the reasons; returns their number.
    fn report_refusals(&self) -> usize {
        let refused = self.plans.iter().filter_map(|plan| match &plan.step {
            PlannedStep::LeaveAlone(refusal) => Some((plan, refusal)),
            _ => None,
        });
        refused
            .map(|(plan, TagRefusal { reason, places, text, .. })| {
                eprintln!("warning: cannot edit {}: {reason}", shown(&plan.path));
                places.iter().for_each(|place| draw(place, Some(text)));
            })
            .count()
    }

    /// Names the files that would still lack tags.
    fn report_untagged(&self) {
        let adds =
            |missing: &Addition| missing.edit.as_ref().is_some_and(|(edit, _)| edit.keys.contains(&"causes"));
        let untagged: Vec<_> =
            self.missing().filter(|(_, missing)| !missing.is_tagged && !adds(missing)).collect();
        for (plan, missing) in untagged.iter().take(SHOWN) {
            eprintln!("note: {}", why_untagged(&shown(&plan.path), missing));
        }
        if untagged.len() > SHOWN {
            let more = untagged.len() - SHOWN;
            eprintln!(
                "note: {more} more lack causes that can be added; `whybook tag --check` lists them all"
            );
        }
    }

    /// Further counts of the summary line.
    fn rest(&self, alone: usize) -> String {
        let mut rest = String::new();
        if alone > 0 {
            let _ = write!(rest, ", {alone} could not be edited (see warnings)");
        }
        if self.drafts > 0 {
            let _ = write!(rest, ", {} skipped", counted(self.drafts, "draft"));
        }
        rest
    }
}

/// Why no causes can be added to a file that states none.
fn why_untagged(path: &str, missing: &Addition) -> String {
    let found = missing.found.join(", ");
    let in_text = if found.is_empty() { String::new() } else { format!("; its text names {found}") };
    match &missing.causes_key {
        Some(key) => {
            let key = draw::printable(key);
            format!("`{key}` of {path} names no cause of the taxonomy, and stays as it is{in_text}")
        }
        None if found.is_empty() => {
            format!("no cause was found in {path}; state it, or `causes: [unknown]` if it is not known")
        }
        None => format!(
            "`causes` cannot be added to {path} without a change to what else is known of it{in_text}"
        ),
    }
}

/// Prints a line on standard output; a closed pipe does not stop the writing of files.
fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

fn shown(path: &Path) -> String {
    let path = path.strip_prefix(".").unwrap_or(path);
    draw::printable(&path.display().to_string()).into_owned()
}

/// How diffs are drawn.
struct DiffStyle {
    colour: bool,
    on_terminal: bool,
}

impl DiffStyle {
    /// A diff as `patch -p1` and `git apply` take it, unless a placeholder stands for a secret in it.
    fn diff(&self, path: &Path, lines: &[DiffLine]) -> String {
        let mut out = String::new();
        let is_below = path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        let name = shown(path);
        // A name with spaces ends at a tab.
        let end = if name.contains(' ') { "\t" } else { "" };
        for (sign, side) in [("---", "a/"), ("+++", "b/")] {
            let side = if is_below { side } else { "" };
            let _ = writeln!(out, "{}", self.coloured("1", &format!("{sign} {side}{name}{end}")));
        }
        let text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
        let text = whybook::disclosure::without_secrets(&text);
        for (line, text) in lines.iter().zip(text.split('\n')) {
            let (sign, colour) = match line.change {
                LineChange::Place => ("", "36"),
                LineChange::Kept => (" ", ""),
                LineChange::Removed => ("-", "31"),
                LineChange::Added => ("+", "32"),
            };
            let parts: Vec<_> = text.split('\t').map(draw::printable).collect();
            out.push_str(&self.coloured(colour, &format!("{sign}{}", parts.join("\t"))));
            match line.end.as_str() {
                "" => out.push_str("\n\\ No newline at end of file\n"),
                _ if self.on_terminal => out.push('\n'),
                end => out.push_str(end),
            }
        }
        out
    }

    fn coloured(&self, colour: &str, text: &str) -> String {
        if self.colour && !colour.is_empty() {
            format!("\x1b[{colour}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}
