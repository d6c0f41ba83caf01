//! What is to be done: items, tables and paragraphs of the sections that plan it.

mod owners;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use jiff::civil::Date;
use owners::{Beside, Names};
use regex::Regex;

use crate::diagnostic::floor_boundary;
use crate::extract::fields::front_matter::words;
use crate::extract::mentions::date_resolver::DateResolver;
use crate::extract::mentions::dates;
use crate::extract::patterns::{listed, pattern};
use crate::extract::text::{Document, LineKind, LogicalLine, SectionRole};
use crate::language::Compiled;
use crate::postmortem::{Action, ActionKind, ActionStatus};

static OWNER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x) [(\[,;–—-]?\s*(?i:\b(?:owner|owned\s+by|assignee|assigned\s+to|responsible)\b)\s*[:=]?\s*@?(?P<named>(?:[A-Z]\.\s)?[A-Z][\w-]*(?:\.[\w-]+)*(?:\s[A-Z][\w-]*(?:\.[\w-]+)*)?|[\w.-]+)
        | (?P<handle>@[A-Za-z][\w-]+) ",
    )
});
/// A label that follows a name without a full stop: "Owner: Kofi Due: 2025-01-31".
static NEXT_LABEL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\s(?:due|by|until|deadline|eta|status|priority|ticket)$"));
static DUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:due|by|until|deadline|eta|before|target)\b(?:\s+(?:date|on|by))?\s*[:=]?\s*$")
});
static PRIORITY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:P[0-4]|(?i:high|medium|low)\s+(?i:priority))\b"));
static TICKET: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b[A-Z][A-Z0-9]{1,9}-\d{1,6}\b|(?:^|[\s(])#\d{1,6}\b"));
static STATUS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix) [(\[\x{2014}\x{2013}:-]\s*(?P<mark>done|completed?|fixed|closed|open|todo|to\s+do|in[\s-]progress|ongoing|pending|wont\s?do|won['’]t\s+(?:do|fix)|dropped|cancell?ed|not\s+started|planned)\b[^)\]]*[)\]]?\s*\.?$
        | ^(?P<head>done|completed|todo|open|in[\s-]progress|pending)\s*[:\x{2013}-]
        | \(\s*(?P<during>done|completed|fixed)\b ",
    )
});

/// What the columns of a table of actions hold.
#[derive(Default)]
struct Columns {
    text: Option<usize>,
    owner: Option<usize>,
    due: Option<usize>,
    status: Option<usize>,
    priority: Option<usize>,
    link: Option<usize>,
    kind: Option<usize>,
}

/// Reads the actions of a document; paragraphs count only where no list or table plans anything.
pub fn read(document: &Document, calendar: DateResolver, line: impl Fn(usize) -> u32) -> Vec<Action> {
    let names = Names::new(document);
    let mut parser = ActionParser {
        calendar,
        line,
        names,
        columns: Columns::default(),
        listed: Vec::new(),
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
    if parser.listed.is_empty() { parser.told } else { parser.listed }
}

/// Words by which a sentence announces a list of what is to be done.
static ANNOUNCES: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.announces_actions));

struct ActionParser<'d, F> {
    calendar: DateResolver,
    line: F,
    names: Names<'d>,
    columns: Columns,
    listed: Vec<Action>,
    told: Vec<Action>,
}

impl<F: Fn(usize) -> u32> ActionParser<'_, F> {
    fn unit(&mut self, document: &Document, index: usize, unit: &LogicalLine) {
        match unit.kind {
            LineKind::ListItem { depth, checked } => {
                let heads_list = unit.text.trim_end().ends_with(':') && is_deeper(document, index, depth);
                // An item under an item explains it, unless the one above only announces it.
                let explains = depth > 0
                    && parent(document, index, depth)
                        .is_some_and(|above| !above.text.trim_end().ends_with(':'));
                if !heads_list && !explains {
                    let action = self.action(unit, index, checked);
                    self.listed.push(action);
                }
            }
            LineKind::TableRow { header: true } => self.columns = columns(unit),
            LineKind::TableRow { header: false } => self.row(unit, index),
            LineKind::Paragraph if is_plan(&unit.text) => {
                let action = self.action(unit, index, None);
                self.told.push(action);
            }
            _ => {}
        }
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
        let Beside { owner: beside, due: due_beside } = self.names.beside(text, self.calendar);
        let due = dates::find(text).into_iter().find(|date| is_announced_due(&text[..date.start]));
        let note = Note::read(text, self.calendar);
        let ticket = TICKET.find(text).map(|found| found.as_str().trim_matches([' ', '(']).to_owned());
        Action {
            text: text.to_owned(),
            owner: labelled(text).or(note.owner).or(beside),
            due: due
                .and_then(|date| date.value.resolve(self.calendar.order, self.calendar.year))
                .or(note.due)
                .or(due_beside),
            status: boxed
                .or(note.status)
                .or_else(|| status(text))
                .or(note.closed.map(|_| ActionStatus::Done)),
            closed: note.closed,
            kind: kind(text),
            priority: PRIORITY.find(text).map(|found| found.as_str().to_owned()),
            link: unit.links.first().cloned().or(ticket),
            line: (self.line)(index),
        }
    }

    fn row(&mut self, unit: &LogicalLine, index: usize) {
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
        self.listed.push(Action {
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
        });
    }
}

/// Bytes before a date in which the words are looked for that make it a due date.
const BEFORE_DUE: usize = 64;

/// Whether the words before a date say that something is due on it.
fn is_announced_due(before: &str) -> bool {
    let near = &before[floor_boundary(before, before.len().saturating_sub(BEFORE_DUE))..];
    DUE.is_match(near.trim_end_matches([' ', ':', '(']))
}

/// What stands in brackets at the end: "(Kofi, done 2024-09-12)", "(Maren, due 30 November)".
#[derive(Default)]
struct Note {
    owner: Option<String>,
    due: Option<Date>,
    closed: Option<Date>,
    /// Where a part of the note is nothing but a status.
    status: Option<ActionStatus>,
}

impl Note {
    fn read(text: &str, calendar: DateResolver) -> Self {
        let inside =
            text.trim_end_matches(['.', ' ']).strip_suffix(')').and_then(|text| text.rsplit_once('('));
        let Some((_, inside)) = inside else { return Self::default() };
        let mut note = Self::default();
        let mut others = Vec::new();
        for part in inside.split([',', ';']).map(str::trim) {
            let lower = part.to_lowercase();
            let date =
                dates::find(part).first().and_then(|date| date.value.resolve(calendar.order, calendar.year));
            match date {
                Some(date)
                    if ["done", "closed", "completed", "fixed"]
                        .iter()
                        .any(|word| lower.starts_with(word)) =>
                {
                    note.closed = Some(date);
                }
                Some(date) if ["due", "by", "until", "before"].iter().any(|word| lower.starts_with(word)) => {
                    note.due = Some(date)
                }
                _ => match words::action_status(part) {
                    Some(status) => note.status = Some(status),
                    None => others.push(part),
                },
            }
        }
        let plans = note.due.is_some() || note.closed.is_some() || note.status.is_some();
        let is_name = |part: &&&str| part.starts_with(char::is_uppercase) && part.split(' ').count() <= 3;
        note.owner = others.iter().find(is_name).filter(|_| plans).and_then(|name| words::owner(name));
        note
    }
}

/// Words that follow "responsible" or "owned by" and are no names.
const NO_OWNERS: &[&str] = &[
    "a", "an", "and", "by", "for", "in", "is", "of", "on", "or", "our", "that", "the", "this", "to", "with",
];

/// The owner that a label or a handle names.
fn labelled(text: &str) -> Option<String> {
    OWNER.captures_iter(text).find_map(|captures| {
        if let Some(handle) = captures.name("handle") {
            // Part of an e-mail address, or a scope of packages.
            let is_part = text[..handle.start()].ends_with(|letter: char| letter.is_alphanumeric())
                || text[handle.end()..].starts_with('/');
            return if is_part { None } else { words::owner(handle.as_str()) };
        }
        let owner = NEXT_LABEL.replace(captures.name("named")?.as_str(), "");
        words::owner(owner.trim_end_matches(['.', ',', ')']))
            .filter(|owner| !NO_OWNERS.contains(&owner.as_str()))
    })
}

fn columns(header: &LogicalLine) -> Columns {
    let mut columns = Columns::default();
    for index in 0..header.cells.len() {
        let name = header.cell(index).to_lowercase();
        let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
        let has = |known: &[&str]| {
            known
                .iter()
                .any(|known| words.iter().any(|word| word == known || word.strip_suffix('s') == Some(known)))
        };
        let slot = match () {
            () if has(&["owner", "assignee", "who", "responsible", "lead"]) => &mut columns.owner,
            () if has(&["due", "deadline", "when", "date", "eta", "target"]) => &mut columns.due,
            () if has(&["status", "state", "done", "progress"]) => &mut columns.status,
            () if has(&["priority", "prio"]) => &mut columns.priority,
            () if has(&["ticket", "issue", "link", "bug", "jira", "tracking", "pr"]) => &mut columns.link,
            () if has(&["type", "kind", "category"]) => &mut columns.kind,
            () if has(&[
                "action", "item", "task", "what", "description", "todo", "measure", "follow", "improvement",
            ]) =>
            {
                &mut columns.text
            }
            () => continue,
        };
        slot.get_or_insert(index);
    }
    columns
}

fn is_deeper(document: &Document, index: usize, depth: u8) -> bool {
    document
        .units
        .get(index + 1)
        .is_some_and(|next| matches!(next.kind, LineKind::ListItem { depth: below, .. } if below > depth))
}

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
    let introduces = lower.ends_with(':') || lower.len() < 12;
    let concludes = [
        "in conclusion", "to conclude", "overall", "thank", "we apolog", "we are sorry", "none", "n/a",
        "tbd", "no ", "nothing", "not applicable",
    ];
    !introduces && !concludes.iter().any(|word| lower.starts_with(word))
}

fn status(text: &str) -> Option<ActionStatus> {
    if text.starts_with("~~") {
        return Some(ActionStatus::Dropped);
    }
    if text.trim_end().ends_with(['✅', '✔']) {
        return Some(ActionStatus::Done);
    }
    let captures = STATUS.captures(text)?;
    let word =
        captures.name("mark").or(captures.name("head")).or(captures.name("during"))?.as_str().to_lowercase();
    Some(match word.get(..4).unwrap_or(&word) {
        "done" | "comp" | "fixe" | "clos" => ActionStatus::Done,
        "wont" | "won'" | "drop" | "canc" => ActionStatus::Dropped,
        _ if word.starts_with("won") => ActionStatus::Dropped,
        _ => ActionStatus::Open,
    })
}

/// What an action is for, by its words: the first kind of which it holds one.
const KINDS: &[(ActionKind, &[&str])] = &[
    (
        ActionKind::Detect,
        &[
            "alert", "monitor", "alarm", "dashboard", "metric", "observab", "page when", "pages before",
            "detect",
        ],
    ),
    (
        ActionKind::Process,
        &[
            "runbook", "document", "training", "wiki", "process", "checklist", "on-call", "playbook",
            "communicat", "drill", "review the",
        ],
    ),
    (
        ActionKind::Investigate,
        &[
            "investigate", "look into", "find out", "analyse", "analyze", "understand", "evaluate",
            "consider", "explore",
        ],
    ),
    (
        ActionKind::Mitigate,
        &[
            "fallback", "failover", "rollback", "roll back", "graceful", "circuit breaker", "backup",
            "restore", "degrade", "mitigat",
        ],
    ),
    (
        ActionKind::Prevent,
        &[
            "prevent", "avoid", "test", "validat", "limit", "upgrade", "redundan", "replica", "harden",
            "enforce", "migrat", "automat", "lint", "quota", "rotate", "renew", "disable", "patch", "fix",
            "remove", "replace", "increase", "raise the", "make sure", "never ", "check for", "guard",
            "require", "block ", "refuse", "retry", "retries", "timeout", "pin ", "scale", "capacity",
            "canary", "staging",
        ],
    ),
];

/// What an action is for.
fn kind(text: &str) -> Option<ActionKind> {
    static WORDS: LazyLock<(AhoCorasick, Vec<usize>)> = LazyLock::new(|| {
        let listed: Vec<&str> = KINDS.iter().flat_map(|(_, words)| words.iter().copied()).collect();
        let ranks = KINDS.iter().enumerate().flat_map(|(rank, (_, words))| words.iter().map(move |_| rank));
        (crate::extract::patterns::keyword_matcher(&listed), ranks.collect())
    });
    let (words, ranks) = &*WORDS;
    let found = words.find_overlapping_iter(text).filter_map(|found| ranks.get(found.pattern().as_usize()));
    found.min().and_then(|&rank| KINDS.get(rank)).map(|&(kind, _)| kind)
}
