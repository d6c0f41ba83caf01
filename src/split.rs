//! Between disclosure and extract: a file that tells of several incidents, such as a year's log, becomes a text for each.
//!
//! Incidents of one file are headings of one level that name different days. So are the days of a long timeline and the
//! updates of a status page, which tell of one: `evidence` has to say that these are built alike, each with parts of its
//! own, or that they stand in a list of incidents.

mod evidence;
mod heading_tree;

use std::ops::Range;

use jiff::civil::Date;

use crate::anchors;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, LineIndex};
use crate::language::SiteLanguage;
use crate::source::markup::Markup;
use crate::source::{self, FoundFile, Portion, SourceFile, Value};
use heading_tree::{HeadingNode, HeadingTree};

/// Most incidents that one file is read as: each gets pages of its own.
const MOST: usize = 1000;

/// A file, cut where it tells of several incidents.
pub struct SplitFile {
    /// The file as it is, or what is left of it without its incidents.
    pub file: SourceFile,
    /// Its incidents in their order; empty where it is one write-up.
    pub incidents: Vec<SourceFile>,
}

/// One of several incidents of a file.
struct DatedPart {
    /// Place of its heading in the tree.
    heading: usize,
    /// Its bytes of the file.
    range: Range<usize>,
    /// The day that its heading names, with its words.
    day: Option<(Date, String)>,
}

/// Cuts a file into the incidents that it tells of. What was found in it moves to where it stands, and a finding says
/// what was done.
pub fn split(
    file: SourceFile,
    found: &FoundFile,
    language: &SiteLanguage,
    diagnostics: &mut Vec<Diagnostic>,
) -> SplitFile {
    if found.keeps_whole || !may_hold_several(file.body()) || keeps_whole(&file) {
        return SplitFile { file, incidents: Vec::new() };
    }
    let mut marked = file.clone();
    marked.markup = Markup::of(&file);
    let of_file = language.of_file(None, marked.body());
    let parts = language.reading(of_file, || parts(&marked, &HeadingTree::of(&marked)));
    let Some(first) = parts.first() else { return SplitFile { file, incidents: Vec::new() } };
    let line = |range: &Range<usize>| {
        let line = file.lines.line_range(&file.text, file.lines.line(range.start));
        file.lines.span(&file.text, line)
    };
    if parts.len() > MOST {
        let message = format!("{} incidents in one file are too many; it was read as one", parts.len());
        let finding =
            Diagnostic::new("several-incidents", DiagnosticSeverity::Warning, &file.relative, message);
        diagnostics.push(finding.at(line(&first.range)).help("keep a file for each year"));
        return SplitFile { file, incidents: Vec::new() };
    }
    let message = format!("{} incidents in one file; each has a page of its own", parts.len());
    let finding = Diagnostic::new("several-incidents", DiagnosticSeverity::Note, &file.relative, message);
    diagnostics.push(finding.at(line(&first.range)).help(
        "to read it as one write-up, state `split: false` in its front matter, or `split = false` in whybook.toml",
    ));
    let ids = anchors::of_file(&marked, "").headings;
    let id = |part: &DatedPart| ids.get(part.heading).cloned().unwrap_or_default();
    let incidents: Vec<SourceFile> =
        parts.iter().map(|part| incident(&file, part, id(part), found)).collect();
    let text = without(&file.text, &parts);
    let file = SourceFile {
        lines: LineIndex::new(&text),
        text,
        portion: Portion::Remainder,
        judgement: source::Judgement::of_several(parts.len()),
        ..file
    };
    for diagnostic in diagnostics {
        if let Some(span) = &mut diagnostic.span {
            let of = incidents.iter().find(|one| one.lines.holds(&one.text, span.line)).unwrap_or(&file);
            of.lines.relocate(&of.text, span);
        }
    }
    SplitFile { file, incidents }
}

/// Whether two headings have a figure: most write-ups are done with here.
fn may_hold_several(body: &str) -> bool {
    let opens = |at: usize| body[at..].lines().next().unwrap_or_default();
    let first = body.starts_with('#').then_some(0);
    let others = memchr::memmem::find_iter(body.as_bytes(), "\n#").map(|at| at + 1);
    first
        .into_iter()
        .chain(others)
        .filter(|&at| opens(at).bytes().any(|byte| byte.is_ascii_digit()))
        .nth(1)
        .is_some()
}

/// Whether the author says that it is one, or states facts of one in its front matter.
fn keeps_whole(file: &SourceFile) -> bool {
    let says_so = |block: &source::FrontMatterBlock| {
        block.entries.iter().any(|entry| {
            let value = matches!(&entry.value.value, Value::Scalar(word) if word == "false");
            entry.key.eq_ignore_ascii_case("split") && value
        })
    };
    source::states_a_fact(file) || file.front_matter.as_ref().is_some_and(says_so)
}

/// The incidents of a file, by the headings of the highest level that has several; empty where it tells of one.
fn parts(file: &SourceFile, tree: &HeadingTree) -> Vec<DatedPart> {
    (1..=4)
        .map(|level| at_level(file, tree, level))
        .find(|parts| evidence::are_incidents(file, tree, parts))
        .unwrap_or_default()
}

/// The headings of a level that name a day, each with what stands below it.
fn at_level(file: &SourceFile, tree: &HeadingTree, level: u8) -> Vec<DatedPart> {
    let of_level = |(_, heading): &(usize, &HeadingNode)| heading.level == level && !heading.is_nested;
    let dated = tree.headings.iter().enumerate().filter(of_level).filter_map(|(at, heading)| {
        let day = tree.day(at);
        // A heading without its day is an incident among others where it is called one.
        let is_named = || evidence::is_called_incident(&heading.text) && !tree.stands_in_story(at);
        (day.is_some() || is_named()).then(|| DatedPart {
            heading: at,
            range: heading.start..tree.end(at).unwrap_or(file.text.len()),
            day,
        })
    });
    dated.collect()
}

/// The text of one incident.
fn incident(file: &SourceFile, part: &DatedPart, id: String, found: &FoundFile) -> SourceFile {
    let text = file.text.get(part.range.clone()).unwrap_or_default().to_owned();
    let lines = LineIndex::new(&text).beginning_at(file.lines.line(part.range.start));
    let portion = Portion::Incident { id, day: part.day.clone() };
    let is_last = part.range.end == file.text.len();
    let incident = SourceFile {
        path: file.path.clone(),
        relative: file.relative.clone(),
        text,
        lines,
        cut: file.cut && is_last,
        portion,
        ..SourceFile::default()
    };
    source::judge_portion(incident, found)
}

/// The text with empty lines in place of its incidents.
fn without(text: &str, parts: &[DatedPart]) -> String {
    let mut rest = String::with_capacity(text.len());
    let mut from = 0;
    for part in parts {
        rest.push_str(&text[from..part.range.start]);
        rest.extend(text[part.range.clone()].chars().filter(|c| matches!(c, '\n' | '\r')));
        from = part.range.end;
    }
    rest.push_str(&text[from..]);
    rest
}

#[cfg(test)]
mod tests;
