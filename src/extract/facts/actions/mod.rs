//! What is to be done: items, tables and paragraphs of the sections that plan it.

mod columns;
mod owners;
mod stated;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use aho_corasick::AhoCorasick;
use columns::{Columns, columns};
use owners::{Assignment, NameRecognizer};
use rustc_hash::FxHashSet;
use stated::{Note, PRIORITY, TICKET, is_announced_due, kind, labelled, status};

use crate::extract::fields::front_matter::words;
use crate::extract::mentions::date_resolver::DateResolver;
use crate::extract::mentions::dates;
use crate::extract::patterns::{self, listed};
use crate::extract::text::{Document, LineKind, LogicalLine, SectionRole, label_length, role_of_heading};
use crate::language::Compiled;
use crate::postmortem::{Action, ActionKind, ActionStatus};

/// Reads the actions of a document, whose file holds `source`; paragraphs count only where no list or table plans
/// anything.
pub(super) fn read(
    document: &Document,
    source: &str,
    calendar: DateResolver,
    line: impl Fn(usize) -> u32,
) -> Vec<Action> {
    let names = NameRecognizer::new(document);
    let mut parser = ActionParser {
        source,
        calendar,
        line,
        names,
        columns: Columns::default(),
        owner: None,
        kind: None,
        listed: Vec::new(),
        headed: Vec::new(),
        told: Vec::new(),
    };
    for (index, unit) in document.units.iter().enumerate() {
        let planned = document
            .section_of(index)
            .is_some_and(|section| section.role == SectionRole::Actions && !section.is_retelling);
        if planned {
            parser.unit(document, index, unit);
        }
    }
    if parser.listed.is_empty() && parser.told.is_empty() {
        parser.announced(document);
    }
    parser.finish()
}

/// Words by which a sentence announces a list of what is to be done.
static ANNOUNCES: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.announces_actions));

/// Words for the document in which a checklist stands.
static OF_DOCUMENT: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.of_document));

/// An action of a list or table.
struct Listed {
    action: Action,
    /// Whether an item has a box to tick; `None` for a row.
    boxed: Option<bool>,
    /// The first line of its section, and whether the heading says that it is a plan.
    section: (usize, bool),
}

/// The section in which a line stands: its first line, and whether its own heading says that it is a plan.
fn section(document: &Document, index: usize) -> (usize, bool) {
    document.section_of(index).map_or((0, false), |section| {
        let heading = section.heading.and_then(|heading| document.units.get(heading));
        let named = heading.and_then(|heading| role_of_heading(&heading.text));
        (section.units.start, named == Some(SectionRole::Actions))
    })
}

struct ActionParser<'d, F> {
    source: &'d str,
    calendar: DateResolver,
    line: F,
    names: NameRecognizer<'d>,
    columns: Columns,
    /// Whose list it is: a name in bold above it.
    owner: Option<String>,
    /// What the list is for, as a heading below that of the plan says.
    kind: Option<ActionKind>,
    /// Items and rows.
    listed: Vec<Listed>,
    /// Numbered headings.
    headed: Vec<Action>,
    told: Vec<Action>,
}

impl<F: Fn(usize) -> u32> ActionParser<'_, F> {
    fn unit(&mut self, document: &Document, index: usize, unit: &LogicalLine) {
        self.heading(unit);
        match unit.kind {
            LineKind::ListItem { depth, checked } => {
                let heads_list = heads_list(document, index, depth);
                // An item under an item explains it, unless the one above only announces it.
                let explains =
                    depth > 0 && parent(document, index, depth).is_some_and(|above| !announces(&above.text));
                let is_signature = !heads_list && self.names.is_signature(&unit.text);
                if !heads_list && !explains && !is_signature && !self.goes_on(document, index) {
                    let action = self.action(unit, index, checked);
                    let boxed = Some(checked.is_some());
                    self.listed.push(Listed { action, boxed, section: section(document, index) });
                }
            }
            LineKind::Heading { .. } if is_numbered(&unit.text) => {
                let text = unit.text.trim_start_matches(|c: char| !c.is_alphabetic()).to_owned();
                let action = self.action(&LogicalLine { text, ..unit.clone() }, index, None);
                self.headed.push(action);
            }
            LineKind::TableRow { header: true } => self.columns = columns(unit),
            LineKind::TableRow { header: false } => self.row(unit, index, section(document, index)),
            LineKind::Paragraph if is_plan(&unit.text) => {
                let action = self.action(unit, index, None);
                self.told.push(action);
            }
            _ => {}
        }
    }

    /// Takes the owner or the kind of the actions below from a heading, or from an item that heads a list.
    fn heading(&mut self, unit: &LogicalLine) {
        let is_heading = matches!(unit.kind, LineKind::Heading { .. });
        let name = unit.text.trim().trim_end_matches([':', ' ']);
        let heads = unit.text.trim_end().ends_with(':') && name.len() <= LONGEST_HEAD;
        if !is_heading && !heads {
            return;
        }
        let handle = name.strip_prefix('@').filter(|handle| !handle.contains(' '));
        // "Improvements" is shaped like a name.
        let is_person = self.names.is_person(name) && (name.contains(' ') || !name.ends_with('s'));
        self.owner = handle.or(is_person.then_some(name)).and_then(words::owner);
        // "Preventive measures" heads the whole plan.
        let mut kinds = name.split(' ').filter_map(words::action_kind);
        let heads_part = role_of_heading(name) != Some(SectionRole::Actions) && name.split(' ').count() <= 3;
        self.kind = kinds.next().filter(|_| heads_part && kinds.next().is_none());
    }

    /// A list plans more than headings, and these more than paragraphs.
    fn finish(mut self) -> Vec<Action> {
        if !self.listed.is_empty() {
            self.keep_plans();
            return self.listed.into_iter().map(|listed| listed.action).collect();
        }
        if self.headed.len() > 1 { self.headed } else { self.told }
    }

    /// Drops what is to be done with the document itself, beside other plans; beside boxes to tick, what has none
    /// explains, unless all boxes are ticked and it stands under a plan's heading of its own.
    fn keep_plans(&mut self) {
        let of_document = |listed: &&Listed| {
            listed.boxed == Some(true) && OF_DOCUMENT.is_match(&listed.action.text.to_lowercase())
        };
        let checklists: FxHashSet<usize> =
            self.listed.iter().filter(of_document).map(|listed| listed.section.0).collect();
        if self.listed.iter().any(|listed| !checklists.contains(&listed.section.0)) {
            self.listed.retain(|listed| !checklists.contains(&listed.section.0));
        }
        self.drop_steps_taken();
        let boxed: Vec<usize> = self
            .listed
            .iter()
            .filter(|listed| listed.boxed == Some(true))
            .map(|listed| listed.section.0)
            .collect();
        if boxed.len() > 1 {
            let is_open = |listed: &Listed| listed.action.status != Some(ActionStatus::Done);
            // Where every box is ticked, what is still to be done may stand without one.
            let all_ticked = !self.listed.iter().any(|listed| listed.boxed == Some(true) && is_open(listed));
            self.listed.retain(|Listed { boxed: is_boxed, section: (section, is_plan), .. }| {
                *is_boxed != Some(false) || all_ticked && *is_plan && !boxed.contains(section)
            });
        }
    }

    /// Drops the lists of steps that were taken to end the incident, where another list plans: "Remediation" in front of
    /// "Follow-up". Items with a box or an owner are a plan, whatever their tense.
    fn drop_steps_taken(&mut self) {
        let mut sections: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for Listed { action, boxed, section } in &self.listed {
            let counts = sections.entry(section.0).or_default();
            let is_step = *boxed == Some(false)
                && action.owner.is_none()
                && action.due.is_none()
                && stated::tells_past(&action.text);
            counts.0 += usize::from(is_step);
            counts.1 += 1;
        }
        let is_taken =
            |section: usize| sections.get(&section).is_some_and(|&(steps, all)| all > 1 && steps * 2 > all);
        if !sections.keys().all(|&section| is_taken(section)) {
            self.listed.retain(|listed| !is_taken(listed.section.0));
        }
    }

    /// Whether an item is a further line of the one above: no bullet stands in front of it.
    fn goes_on(&self, document: &Document, index: usize) -> bool {
        let above = index.checked_sub(1).and_then(|above| document.units.get(above));
        let listed = above.is_some_and(|above| matches!(above.kind, LineKind::ListItem { .. }));
        let start = document.units[index].file_offset(0);
        let before = self.source.get(..start).map_or("", |before| before.rsplit('\n').next().unwrap_or(""));
        listed
            && matches!(before.trim_start(), "" | "**" | "__" | "`" | "(" | "[")
            && before.starts_with([' ', '\t'])
    }

    /// Where no section plans anything: the lists that a sentence such as "Going forward, we will do the following:"
    /// announces.
    fn announced(&mut self, document: &Document) {
        let mut open = false;
        for (index, unit) in document.units.iter().enumerate() {
            let story = document.section_of(index).is_some_and(|section| {
                !section.is_retelling && !matches!(section.role, SectionRole::Timeline | SectionRole::Impact)
            });
            match unit.kind {
                LineKind::Paragraph => {
                    open = story && unit.text.trim_end().ends_with(':') && ANNOUNCES.is_match(&unit.text)
                }
                LineKind::ListItem { depth: 0, .. } if open => self.unit(document, index, unit),
                LineKind::ListItem { .. } => {}
                _ => open = false,
            }
        }
    }

    fn action(&self, unit: &LogicalLine, index: usize, checked: Option<bool>) -> Action {
        let text = unit.text.trim();
        let boxed = checked.map(|done| if done { ActionStatus::Done } else { ActionStatus::Open });
        let Assignment { owner: beside, due: due_beside } = self.names.beside(text, self.calendar);
        let due = dates::find(text).into_iter().find(|date| is_announced_due(&text[..date.start]));
        let note = Note::read(text, self.calendar);
        let is_owner = |part: &str| note.owner.as_deref() == Some(part);
        let shown = stated::shown(text, |part| is_owner(part) || self.names.is_known(part, self.calendar));
        let ticket = TICKET.find(text).map(|found| found.as_str().trim_matches([' ', '(']).to_owned());
        Action {
            text: self.names.without_owner(&shown).to_owned(),
            owner: labelled(text).or(note.owner).or(beside).or_else(|| self.owner.clone()),
            due: due
                .and_then(|date| date.value.resolve(self.calendar.order, self.calendar.year))
                .or(note.due)
                .or(due_beside),
            status: boxed
                .or(note.status)
                .or_else(|| status(text))
                .or(note.closed.map(|_| ActionStatus::Done)),
            closed: note.closed,
            kind: self.kind.or_else(|| kind(text)),
            priority: PRIORITY.find(text).map(|found| found.as_str().to_owned()),
            link: unit.links.first().cloned().or(ticket),
            line: (self.line)(index),
        }
    }

    fn row(&mut self, unit: &LogicalLine, index: usize, section: (usize, bool)) {
        let columns = &self.columns;
        let cell = |column: Option<usize>| {
            column
                .map(|column| unit.cell(column))
                .filter(|cell| !cell.is_empty() && *cell != "-" && *cell != "–")
        };
        let longest = || (0..unit.cells.len()).max_by_key(|&column| unit.cell(column).len());
        let Some(text) = cell(columns.text.or_else(longest)) else { return };
        let whole = self.action(&LogicalLine { text: text.to_owned(), ..unit.clone() }, index, None);
        let date = |text: &str| {
            dates::find(text)
                .first()
                .and_then(|date| date.value.resolve(self.calendar.order, self.calendar.year))
        };
        let stated = cell(columns.status).or_else(|| cell(columns.due));
        let status = cell(columns.status)
            .and_then(|status| words::action_status(status).or_else(|| self::status(&format!("({status})"))));
        let closed = stated.filter(|_| status == Some(ActionStatus::Done)).and_then(date);
        let action = Action {
            owner: cell(columns.owner).and_then(words::owner).or(whole.owner.clone()),
            due: cell(columns.due).and_then(date).or(whole.due),
            status: status.or(whole.status),
            closed: if columns.status.is_some() { cell(columns.status).and(closed) } else { None },
            kind: cell(columns.kind).and_then(words::action_kind).or(whole.kind),
            priority: cell(columns.priority).map(str::to_owned).or(whole.priority.clone()),
            link: cell(columns.link)
                .map(|link| unit.links.first().cloned().unwrap_or_else(|| link.to_owned()))
                .or(whole.link.clone()),
            ..whole
        };
        self.listed.push(Listed { action, boxed: None, section });
    }
}

/// Whether an item only announces the items below it, or beside it where its list is written flat.
fn heads_list(document: &Document, index: usize, depth: u8) -> bool {
    let text = document.units[index].text.trim_end();
    let next = document.units.get(index + 1);
    let flat = next.is_some_and(|next| matches!(next.kind, LineKind::ListItem { .. } | LineKind::Paragraph));
    announces(text) && (is_deeper(document, index, depth) || flat && text.len() <= LONGEST_HEAD)
}

/// Whether a line only announces what stands below it. One with a label and more text is a plan with its details:
/// "Stricter scripts: add these options:".
fn announces(text: &str) -> bool {
    let text = text.trim_end();
    text.ends_with(':') && label_length(text).is_none_or(|length| length + 1 == text.len())
}

/// "1) Add an alert", "2. Clean the drum".
fn is_numbered(heading: &str) -> bool {
    let digits = heading.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits) && heading[digits..].starts_with([')', '.', ':'])
}

fn is_deeper(document: &Document, index: usize, depth: u8) -> bool {
    document
        .units
        .get(index + 1)
        .is_some_and(|next| matches!(next.kind, LineKind::ListItem { depth: below, .. } if below > depth))
}

/// Bytes of the longest item that announces those beside it.
const LONGEST_HEAD: usize = 60;

/// Lines that are looked back for the item above one: longer lists of details have none worth finding.
const FURTHEST_PARENT: usize = 200;

fn parent(document: &Document, index: usize, depth: u8) -> Option<&LogicalLine> {
    document.units[..index]
        .iter()
        .rev()
        .take(FURTHEST_PARENT)
        .find(|unit| !matches!(unit.kind, LineKind::ListItem { depth: above, .. } if above >= depth))
}

/// A paragraph that plans something, and does not only introduce or conclude.
fn is_plan(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    static CONCLUDES: Compiled<Vec<&'static str>> =
        Compiled::new(|languages| patterns::words(languages, |language| &language.cues.concludes_actions));
    let introduces = lower.ends_with(':') || lower.len() < 12;
    !introduces && !CONCLUDES.iter().any(|word| lower.starts_with(word))
}
