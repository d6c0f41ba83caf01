//! What the words of an action state beside what is to be done: owner, date, state, ticket, kind.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use jiff::civil::Date;
use regex::Regex;

use crate::diagnostic::floor_boundary;
use crate::extract::fields::front_matter::words;
use crate::extract::mentions::date_resolver::DateResolver;
use crate::extract::mentions::dates;
use crate::extract::patterns::pattern;
use crate::postmortem::{ActionKind, ActionStatus};

static OWNER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x) [(\[,;–—-]?\s*(?i:\b(?:owner|owned\s+by|assignee|assigned\s+to|responsible)\b)\s*[:=]?\s*@?(?P<named>(?:[A-Z]\.\s)?[A-Z][\w-]*(?:\.[\w-]+)*(?:\s[A-Z][\w-]*(?:\.[\w-]+)*)?|[\w.-]+)
        | (?P<handle>@[A-Za-z][\w-]+) ",
    )
});
/// A label that follows a name without a full stop: "Owner: Kofi Due: 2025-01-31".
static NEXT_LABEL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\s(?:due|by|until|deadline|eta|status|priority|ticket)$"));
/// A dash between an action and what is stated of it.
pub(super) static DASH: LazyLock<Regex> = LazyLock::new(|| pattern(r"\s(?:\x{2014}|\x{2013}|--?)\s"));
static DUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:due|by|until|deadline|eta|before|target)\b(?:\s+(?:date|on|by))?\s*[:=]?\s*$")
});
pub(super) static PRIORITY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:P[0-4]|(?i:high|medium|low)\s+(?i:priority))\b"));
pub(super) static TICKET: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b[A-Z][A-Z0-9]{1,9}-\d{1,6}\b|(?:^|[\s(])#\d{1,6}\b"));
static STATUS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix) [(\[\x{2014}\x{2013}:-]\s*(?P<mark>done|completed?|fixed|closed|open|todo|to\s+do|in[\s-]progress|ongoing|pending|wont\s?do|won['’]t\s+(?:do|fix)|dropped|cancell?ed|not\s+started|planned)\b[^)\]]*[)\]]?\s*\.?$
        | ^(?P<head>done|completed|todo|open|in[\s-]progress|pending)\s*[:\x{2013}-]
        | [.!]\s+(?P<end>done|closed|completed|fixed|open|todo|to\s+do|in[\s-]progress|dropped)\s*\.?$
        | \(\s*(?P<during>done|completed|fixed)\b ",
    )
});

/// Bytes before a date in which the words are looked for that make it a due date.
const BEFORE_DUE: usize = 64;

/// Whether the words before a date say that something is due on it.
pub(super) fn is_announced_due(before: &str) -> bool {
    let near = &before[floor_boundary(before, before.len().saturating_sub(BEFORE_DUE))..];
    DUE.is_match(near.trim_end_matches([' ', ':', '(']))
}

/// The text in front of the brackets at the end of an action, and what they hold.
pub(super) fn in_brackets(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_end_matches(['.', ' ']);
    let (end, opening) =
        text.strip_suffix(')').map(|end| (end, '(')).or(text.strip_suffix(']').map(|end| (end, '[')))?;
    end.rsplit_once(opening)
}

/// Whether a text is nothing but the number of a ticket.
fn is_ticket(part: &str) -> bool {
    TICKET.find(part).is_some_and(|found| found.as_str().trim() == part)
}

/// What stands in brackets at the end: "(Kofi, done 2024-09-12)", "(Maren, due 30 November)".
#[derive(Default)]
pub(super) struct Note {
    pub(super) owner: Option<String>,
    pub(super) due: Option<Date>,
    pub(super) closed: Option<Date>,
    /// Where a part of the note is nothing but a status.
    pub(super) status: Option<ActionStatus>,
}

impl Note {
    pub(super) fn read(text: &str, calendar: DateResolver) -> Self {
        let Some((_, inside)) = in_brackets(text) else { return Self::default() };
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
        let tickets = others.len();
        others.retain(|part| !is_ticket(part));
        let has_ticket = others.len() < tickets;
        let plans = note.due.is_some() || note.closed.is_some() || note.status.is_some() || has_ticket;
        // Whoever stands beside a ticket alone is its owner, a team in small letters too.
        let is_small = has_ticket && others.len() == 1;
        let is_name = |part: &&&str| {
            (part.starts_with(char::is_uppercase) || is_small && !part.contains(|c: char| c.is_ascii_digit()))
                && part.split(' ').count() <= 3
        };
        note.owner = others.iter().find(is_name).filter(|_| plans).and_then(|name| words::owner(name));
        note
    }
}

/// Words that follow "responsible" or "owned by" and are no names.
const NO_OWNERS: &[&str] = &[
    "a", "an", "and", "by", "for", "in", "is", "of", "on", "or", "our", "that", "the", "this", "to", "with",
];

/// The owner that a label or a handle names.
pub(super) fn labelled(text: &str) -> Option<String> {
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

pub(super) fn status(text: &str) -> Option<ActionStatus> {
    if text.starts_with("~~") {
        return Some(ActionStatus::Dropped);
    }
    let text = text.trim_matches([' ', '\u{fe0f}']);
    if text.ends_with(DONE) || text.starts_with(DONE) {
        return Some(ActionStatus::Done);
    }
    let captures = STATUS.captures(text)?;
    let word = ["mark", "head", "during", "end"]
        .iter()
        .find_map(|name| captures.name(name))?
        .as_str()
        .to_lowercase();
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

/// Marks of what is done.
pub(super) const DONE: [char; 3] = ['✅', '✔', '☑'];

/// What an action is for.
pub(super) fn kind(text: &str) -> Option<ActionKind> {
    static WORDS: LazyLock<(AhoCorasick, Vec<usize>)> = LazyLock::new(|| {
        let listed: Vec<&str> = KINDS.iter().flat_map(|(_, words)| words.iter().copied()).collect();
        let ranks = KINDS.iter().enumerate().flat_map(|(rank, (_, words))| words.iter().map(move |_| rank));
        (crate::extract::patterns::keyword_matcher(&listed), ranks.collect())
    });
    let (words, ranks) = &*WORDS;
    let found = words.find_overlapping_iter(text).filter_map(|found| ranks.get(found.pattern().as_usize()));
    found.min().and_then(|&rank| KINDS.get(rank)).map(|&(kind, _)| kind)
}

/// The text of an action without what became its owner, its date, its state and its ticket; the whole where no more
/// would be left of it.
pub(super) fn shown(text: &str, is_known: impl Fn(&str) -> bool) -> String {
    let mut rest = text.trim();
    // Each turn takes one part off: brackets, a dash and what follows it, a label, a state.
    for _ in 0..6 {
        let marked = rest.trim_matches(|c: char| DONE.contains(&c) || c == '\u{fe0f}' || c == ' ');
        let bare = marked.strip_prefix("~~").map_or(marked, |bare| bare.trim_end_matches("~~"));
        let bracket = || {
            let (before, inside) = in_brackets(bare)?;
            inside.split([',', ';']).all(|part| is_known(part.trim())).then_some(before)
        };
        let dash = || {
            let last = DASH.find_iter(bare).last()?;
            is_known(bare[last.end()..].trim_end_matches('.').trim()).then(|| &bare[..last.start()])
        };
        let label = || LABELLED_END.find(bare).map(|found| &bare[..found.start()]);
        let state = || STATE_END.captures(bare)?.name("state").map(|state| &bare[..state.start()]);
        let next = bracket().or_else(dash).or_else(label).or_else(state).unwrap_or(bare).trim_end();
        if next == rest {
            break;
        }
        if next.split_whitespace().count() < 2 {
            return rest.to_owned();
        }
        rest = next;
    }
    rest.to_owned()
}

/// "Owner: Kofi", "due 2025-01-31" at the end of an action.
static LABELLED_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)[\s,;(\[–—-]*\b(?:(?:owner|assignee|assigned\s+to|due(?:\s+date)?|deadline|eta|status)\s*[:=]\s*[^.;,:()]{1,40}|due\s+(?:on\s+|by\s+)?\d{4}-\d\d-\d\d)[)\]]?\.?$",
    )
});
/// A state as a sentence of its own.
static STATE_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)[.!](?P<state>\s+(?:done|closed|completed|fixed|open|todo|to\s+do|in[\s-]progress|dropped)\s*\.?)$",
    )
});
