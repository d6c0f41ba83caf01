//! What the words of an action state beside what is to be done: owner, date, state, ticket, kind.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use jiff::civil::Date;
use regex::Regex;

use crate::diagnostic::floor_boundary;
use crate::extract::fields::front_matter::words::{action_status, owner};
use crate::extract::mentions::date_resolver::DateResolver;
use crate::extract::mentions::dates;
use crate::extract::patterns::{alternatives, any_of, keyword_matcher, pattern, words};
use crate::language::{Compiled, Language};
use crate::postmortem::{ActionKind, ActionStatus};

static OWNER: Compiled<Regex> = Compiled::new(|languages| {
    let labels = any_of(languages, |language| &language.actions.labels.owner);
    pattern(&format!(
        r"(?x) [(\[,;–—-]?\s*(?i:\b(?:{labels})\b)\s*[:=]?\s*@?(?P<named>(?:[A-Z]\.\s)?[A-Z][\w-]*(?:\.[\w-]+)*(?:\s[A-Z][\w-]*(?:\.[\w-]+)*)?|[\w.-]+)
        | (?P<handle>@[A-Za-z][\w-]+) ",
    ))
});
/// A label that follows a name without a full stop: "Owner: Kofi Due: 2025-01-31".
static NEXT_LABEL: Compiled<Regex> = Compiled::new(|languages| {
    let due = any_of(languages, |language| &language.actions.labels.due);
    let other = any_of(languages, |language| &language.actions.labels.other);
    pattern(&format!(r"(?i)\s(?:{due}|{other})$"))
});
/// A dash between an action and what is stated of it.
pub(super) static DASH: LazyLock<Regex> = LazyLock::new(|| pattern(r"\s(?:\x{2014}|\x{2013}|--?)\s"));
static DUE: Compiled<Regex> = Compiled::new(|languages| {
    let due = any_of(languages, |language| &language.actions.labels.due);
    let of = any_of(languages, |language| &language.actions.labels.of_due);
    pattern(&format!(r"(?i)\b(?:{due})\b(?:\s+(?:{of}))?\s*[:=]?\s*$"))
});
pub(super) static PRIORITY: Compiled<Regex> = Compiled::new(|languages| {
    let words = any_of(languages, |language| &language.actions.labels.priority);
    pattern(&format!(r"\b(?:P[0-4]|(?i:{words}))\b"))
});
pub(super) static TICKET: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b[A-Z][A-Z0-9]{1,9}-\d{1,6}\b|(?:^|[\s(])#\d{1,6}\b"));
/// A state beside an action, in front of it, or as a sentence of its own.
static STATUS: Compiled<Regex> = Compiled::new(|languages| {
    let state = states(languages);
    let done = any_of(languages, |language| &language.actions.states.done);
    pattern(&format!(
        r"(?ix) [(\[\x{{2014}}\x{{2013}}:-]\s*(?P<mark>{state})\b[^)\]]*[)\]]?\s*\.?$
        | ^(?P<head>{state})\s*[:\x{{2013}}-]
        | [.!]\s+(?P<end>{state})\s*\.?$
        | \(\s*(?P<during>{done})\b ",
    ))
});
/// What is done, and what will not be.
static SETTLED: Compiled<[Vec<&'static str>; 2]> = Compiled::new(|languages| {
    [
        words(languages, |language| &language.actions.states.done),
        words(languages, |language| &language.actions.states.dropped),
    ]
});
static DUE_WORDS: Compiled<Vec<&'static str>> =
    Compiled::new(|languages| words(languages, |language| &language.actions.labels.due));

/// The alternatives of a pattern that fit any state.
fn states(languages: &[&'static Language]) -> String {
    let states = languages.iter().map(|language| &language.actions.states);
    alternatives(states.flat_map(|states| states.done.iter().chain(&states.dropped).chain(&states.open)))
}

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
                Some(date) if SETTLED[0].iter().any(|word| lower.starts_with(word)) => {
                    note.closed = Some(date);
                }
                Some(date) if DUE_WORDS.iter().any(|word| lower.starts_with(word)) => note.due = Some(date),
                _ => match action_status(part) {
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
        note.owner = others.iter().find(is_name).filter(|_| plans).and_then(|name| owner(name));
        note
    }
}

/// Words that follow "responsible" or "owned by" and are no names.
static NO_OWNERS: Compiled<Vec<&'static str>> =
    Compiled::new(|languages| words(languages, |language| &language.actions.labels.no_owner));

/// The owner that a label or a handle names.
pub(super) fn labelled(text: &str) -> Option<String> {
    OWNER.captures_iter(text).find_map(|captures| {
        if let Some(handle) = captures.name("handle") {
            // Part of an e-mail address, or a scope of packages.
            let is_part = text[..handle.start()].ends_with(|letter: char| letter.is_alphanumeric())
                || text[handle.end()..].starts_with('/');
            return if is_part { None } else { owner(handle.as_str()) };
        }
        let named = NEXT_LABEL.replace(captures.name("named")?.as_str(), "");
        owner(named.trim_end_matches(['.', ',', ')'])).filter(|owner| !NO_OWNERS.contains(&owner.as_str()))
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
    let word = ["mark", "head", "during", "end"].iter().find_map(|name| captures.name(name))?;
    let word = word.as_str().to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let [done, dropped] = &*SETTLED;
    Some(match word.as_str() {
        word if done.contains(&word) => ActionStatus::Done,
        word if dropped.contains(&word) => ActionStatus::Dropped,
        _ => ActionStatus::Open,
    })
}

/// Whether a text opens with a verb of what was done: "Restarted the relay".
pub(super) fn tells_past(text: &str) -> bool {
    static PAST: Compiled<[Vec<&'static str>; 2]> = Compiled::new(|languages| {
        [
            words(languages, |language| &language.actions.past_endings),
            words(languages, |language| &language.actions.past_verbs),
        ]
    });
    const SHORTEST: usize = 5;
    let bare = text.trim_start_matches(|c: char| !c.is_alphabetic());
    let first = bare.split(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or("").to_lowercase();
    let [endings, verbs] = &*PAST;
    first.len() >= SHORTEST && endings.iter().any(|ending| first.ends_with(ending))
        || verbs.contains(&first.as_str())
}

/// Marks of what is done.
pub(super) const DONE: [char; 3] = ['✅', '✔', '☑'];

/// What an action is for: the first kind of which it holds a word.
pub(super) fn kind(text: &str) -> Option<ActionKind> {
    use ActionKind::{Detect, Investigate, Mitigate, Prevent, Process};
    const KINDS: [ActionKind; 5] = [Detect, Process, Investigate, Mitigate, Prevent];
    static WORDS: Compiled<(AhoCorasick, Vec<usize>)> = Compiled::new(|languages| {
        let kinds = || {
            languages
                .iter()
                .flat_map(|language| KINDS.iter().map(|kind| language.actions.kinds.of(*kind)).enumerate())
        };
        let listed: Vec<&str> = kinds().flat_map(|(_, words)| words).map(String::as_str).collect();
        let ranks = kinds().flat_map(|(rank, words)| words.iter().map(move |_| rank));
        (keyword_matcher(&listed), ranks.collect())
    });
    let (words, ranks) = &*WORDS;
    let found = words.find_overlapping_iter(text).filter_map(|found| ranks.get(found.pattern().as_usize()));
    KINDS.get(*found.min()?).copied()
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
static LABELLED_END: Compiled<Regex> = Compiled::new(|languages| {
    let labels = any_of(languages, |language| &language.actions.labels.at_end);
    let due = any_of(languages, |language| &language.actions.labels.day_at_end);
    pattern(&format!(
        r"(?i)[\s,;(\[–—-]*\b(?:(?:{labels})\s*[:=]\s*[^.;,:()]{{1,40}}|(?:{due})\s+\d{{4}}-\d\d-\d\d)[)\]]?\.?$",
    ))
});
/// A state as a sentence of its own.
static STATE_END: Compiled<Regex> =
    Compiled::new(|languages| pattern(&format!(r"(?i)[.!](?P<state>\s+(?:{})\s*\.?)$", states(languages))));
