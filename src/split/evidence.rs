//! Whether parts of a file are incidents of their own.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::DatedPart;
use super::heading_tree::{HeadingNode, HeadingTree};
use crate::extract::text::{SectionRole, role_of_heading};
use crate::language::normalise;
use crate::source::{self, SourceFile};

/// Longest label that is compared, in bytes.
const LONGEST_LABEL: usize = 40;
/// Fewest words below a heading that tell of something.
const FEWEST_WORDS: usize = 3;
/// Longest word before a year that says nothing by itself, in bytes.
const LONGEST_PREPOSITION: usize = 3;
/// Days within which several dates may be those of one incident.
const ONE_STORY: i32 = 14;

/// Whether these parts are incidents of their own.
pub(super) fn are_incidents(file: &SourceFile, tree: &HeadingTree, parts: &[DatedPart]) -> bool {
    let dated = parts.iter().filter(|part| part.day.is_some()).count();
    let is_update = |part: &&DatedPart| source::names_an_update(&normalise(tree.text(part.heading)));
    let updates = parts.iter().filter(is_update).count();
    if dated < 2
        || dated * 2 < parts.len()
        || updates * 3 > parts.len()
        || !are_days_apart(parts)
        || has_cause_outside(tree, parts)
    {
        return false;
    }
    let texts: Vec<&str> =
        parts.iter().map(|part| file.markdown().get(part.range.clone()).unwrap_or_default()).collect();
    are_alike(&texts) || are_listed(file, tree, parts, &texts)
}

/// Whether a heading is one of an incident by its words: "Incident on 2 March".
pub(super) fn is_called_incident(heading: &str) -> bool {
    source::names_an_incident(&normalise(heading))
}

/// Whether most of the days differ: two tellings of one incident name the same.
fn are_days_apart(parts: &[DatedPart]) -> bool {
    let mut days: Vec<Date> = parts.iter().filter_map(|part| Some(part.day.as_ref()?.0)).collect();
    let all = days.len();
    days.sort_unstable();
    days.dedup();
    days.len() >= 2 && days.len() * 3 >= all * 2
}

/// Whether the file tells a cause outside of these parts, so that they belong to one story.
fn has_cause_outside(tree: &HeadingTree, parts: &[DatedPart]) -> bool {
    let is_within = |start: usize| {
        let after = parts.partition_point(|part| part.range.start <= start);
        after.checked_sub(1).and_then(|at| parts.get(at)).is_some_and(|part| part.range.contains(&start))
    };
    let is_about_causes = |heading: &HeadingNode| heading.role.is_some_and(SectionRole::is_about_causes);
    tree.headings.iter().any(|heading| is_about_causes(heading) && !is_within(heading.start))
}

/// What a heading or a label within a part announces.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum PartLabel {
    /// A part of the story, whatever it is called.
    Role(SectionRole),
    /// Something else by its name.
    Name(String),
}

/// Whether the parts have sections or labels of a write-up in common.
fn are_alike(texts: &[&str]) -> bool {
    let mut counts: BTreeMap<PartLabel, usize> = BTreeMap::new();
    for text in texts {
        let announced: BTreeSet<PartLabel> = text.lines().skip(1).filter_map(announced_on).collect();
        announced.into_iter().for_each(|announced| *counts.entry(announced).or_default() += 1);
    }
    let fewest = texts.len().div_ceil(2).max(2);
    counts.retain(|_, count| *count >= fewest);
    let roles = || {
        counts.keys().filter_map(|announced| match announced {
            PartLabel::Role(role) => Some(*role),
            PartLabel::Name(_) => None,
        })
    };
    roles().any(SectionRole::is_about_causes) || roles().next().is_some() && counts.len() >= 2
}

/// What a line announces: a heading, a label, a line in bold.
fn announced_on(line: &str) -> Option<PartLabel> {
    let bare = line.trim_start_matches([' ', '\t', '-', '*', '+', '>', '_']);
    let heading = bare.trim_start_matches('#');
    let name = if heading.len() < bare.len() {
        heading
    } else if let Some((label, _)) = bare.split_once(':') {
        label
    } else if line.trim_start().starts_with("**") {
        bare
    } else {
        return None;
    };
    let name = normalise(name.trim_end_matches(['*', '_', ' ', ':']));
    if name.is_empty() || name.len() > LONGEST_LABEL || name.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let role = role_of_heading(&name).filter(|role| role.is_stated());
    Some(role.map_or(PartLabel::Name(name), PartLabel::Role))
}

/// Whether the parts are entries of a list of incidents: the title says so, or they are called so, and each tells of a
/// failure of its own.
fn are_listed(file: &SourceFile, tree: &HeadingTree, parts: &[DatedPart], texts: &[&str]) -> bool {
    let most = |count: usize| count * 3 >= parts.len() * 2;
    let called = parts.iter().filter(|part| is_called_incident(tree.text(part.heading))).count();
    let told = texts.iter().filter(|text| tells(text)).count();
    let days = || parts.iter().filter_map(|part| Some(part.day.as_ref()?.0));
    let apart = days()
        .max()
        .zip(days().min())
        .is_some_and(|(last, first)| last.since(first).is_ok_and(|span| span.get_days() > ONE_STORY));
    most(told) && (most(called) || apart && parts.len() >= 3 && is_titled_list(file, tree, parts))
}

/// Whether a part has words of its own that tell of a failure.
fn tells(text: &str) -> bool {
    let below = text.split_once('\n').map_or("", |(_, below)| below);
    below.split_whitespace().nth(FEWEST_WORDS - 1).is_some() && source::tells_of_failure(text)
}

/// Whether the title of a file, or its name, is that of a list; figures in it are those of a year or a quarter.
fn is_titled_list(file: &SourceFile, tree: &HeadingTree, parts: &[DatedPart]) -> bool {
    let before = |heading: &&HeadingNode| parts.first().is_some_and(|part| heading.start < part.range.start);
    let first = tree.headings.iter().find(before).map(|heading| heading.text.as_str());
    let name = file.relative.rsplit('/').next().unwrap_or_default();
    let stem = source::stem(name);
    [source::stated_title(file), first, Some(stem)].into_iter().flatten().any(|title| {
        let title = normalise(title);
        let has_figure = |word: &&str| word.bytes().any(|byte| byte.is_ascii_digit());
        let mut words: Vec<&str> = title.split(' ').filter(|word| !has_figure(word)).collect();
        // "Outages in 2023"
        while words.len() > 1 && words.last().is_some_and(|word| word.len() <= LONGEST_PREPOSITION) {
            words.pop();
        }
        source::is_list(&words.join(" "))
    })
}
