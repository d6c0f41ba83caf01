//! Who is to do it, where no label says so: "Priya: add an alert", "Add an alert (Priya)", "Add an alert — Priya — done".
//!
//! Lists of actions begin with topics ("Monitoring: add an alert") as often as with people, so that a word is taken for
//! a name only where nothing speaks against it; else the owner stays unknown.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::stated::{DASH, PRIORITY, TICKET, in_brackets};
use crate::extract::fields::front_matter::words::action_status;
use crate::extract::mentions::date_resolver::DateResolver;
use crate::extract::mentions::dates;
use crate::extract::patterns::{pattern, words};
use crate::extract::text::Document;
use crate::language::Compiled;

/// What is done to things in a plan: "Priya to add an alert".
static VERBS: Compiled<HashSet<&'static str>> =
    Compiled::new(|languages| words(languages, |language| &language.actions.verbs).into_iter().collect());
static NO_NAMES: Compiled<HashSet<&'static str>> = Compiled::new(|languages| {
    let topics = words(languages, |language| &language.actions.topics);
    topics.into_iter().chain(words(languages, |language| &language.actions.verbs)).collect()
});
static NOUN_ENDINGS: Compiled<Vec<&'static str>> =
    Compiled::new(|languages| words(languages, |language| &language.actions.noun_endings));
/// Words in front of an owner, a date or a state.
static LEADS: Compiled<Vec<&'static str>> = Compiled::new(|languages| {
    let owner = words(languages, |language| &language.actions.labels.owner);
    let due = words(languages, |language| &language.actions.labels.due);
    let done = words(languages, |language| &language.actions.states.done);
    [owner, due, done].concat()
});
static TO_DO: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?P<name>\S+(?:\s\S+)?)\s+to\s+(?P<verb>[a-z]+)\b"));

/// What stands beside an action.
#[derive(Debug, Default)]
pub(super) struct Assignment {
    pub(super) owner: Option<String>,
    pub(super) due: Option<Date>,
}

/// Tells names from other words of a document.
pub(super) struct NameRecognizer<'d> {
    document: &'d Document,
    /// Words that the document writes in small letters, which no name is; read when first asked for.
    small: OnceCell<HashSet<&'d str>>,
}

impl<'d> NameRecognizer<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        Self { document, small: OnceCell::new() }
    }

    /// The owner and the date that stand before or after what is to be done.
    pub(super) fn beside(&self, text: &str, calendar: DateResolver) -> Assignment {
        let after = self.after(text, calendar);
        let owner = after.owner.or_else(|| self.before(text).map(str::to_owned));
        Assignment { owner, due: after.due }
    }

    /// "Priya: add …", "[Priya] Add …", "Priya to add …".
    fn before<'t>(&self, text: &'t str) -> Option<&'t str> {
        let labelled = text.split_once(':').filter(|(_, rest)| rest.starts_with(' '));
        let bracketed = || text.strip_prefix('[')?.split_once(']').filter(|(_, rest)| rest.starts_with(' '));
        let told = || {
            let captures = TO_DO.captures(text)?;
            let is_verb = VERBS.contains(&captures["verb"]);
            captures.name("name").filter(|_| is_verb).map(|name| name.as_str())
        };
        let named = labelled.or_else(bracketed).map(|(name, _)| name).filter(|name| self.is_person(name));
        named.or_else(|| told().filter(|name| self.is_person(name)))
    }

    /// "… (Priya, 2024-07-01)", "… — Priya — done".
    fn after(&self, text: &str, calendar: DateResolver) -> Assignment {
        let text = text.trim_end_matches(['.', ' ']);
        if let Some((_, inside)) = in_brackets(text) {
            let mut parts = inside.split([',', ';']).map(str::trim);
            let mut beside = Assignment::default();
            let all_known = parts.all(|part| self.note(part, calendar, &mut beside));
            return if all_known && beside.owner.is_some() { beside } else { Assignment::default() };
        }
        let mut beside = Assignment::default();
        let parts: Vec<&str> = DASH.split(text).collect();
        for part in parts.iter().skip(1).rev() {
            if !self.note(part.trim(), calendar, &mut beside) {
                break;
            }
        }
        beside
    }

    /// Whether a part is an owner, a date, a state, a ticket or a priority, alone or behind "due" and the like.
    pub(super) fn is_known(&self, part: &str, calendar: DateResolver) -> bool {
        let bare = part
            .split_once(' ')
            .filter(|(lead, _)| LEADS.contains(&lead.trim_end_matches(':').to_lowercase().as_str()));
        let part = bare.map_or(part, |(_, rest)| rest.trim());
        !part.is_empty() && self.note(part, calendar, &mut Assignment::default())
    }

    /// The text without "Priya:" or "[Priya]" in front of it.
    pub(super) fn without_owner<'t>(&self, text: &'t str) -> &'t str {
        let labelled = text.split_once(':').filter(|(_, rest)| rest.starts_with(' '));
        let bracketed = || text.strip_prefix('[')?.split_once(']').filter(|(_, rest)| rest.starts_with(' '));
        let named = labelled.or_else(bracketed).filter(|(name, _)| self.is_person(name));
        named.map_or(text, |(_, rest)| rest.trim_start())
    }

    /// Notes an owner or a date; whether the part is one of them, or a state, a ticket or a priority.
    fn note(&self, part: &str, calendar: DateResolver, beside: &mut Assignment) -> bool {
        let is_whole = |found: Option<(usize, usize)>| found == Some((0, part.len()));
        let handle =
            part.strip_prefix('@').filter(|name| !name.is_empty() && !name.contains(char::is_whitespace));
        if let Some(date) = dates::find(part).first().filter(|date| is_whole(Some((date.start, date.end)))) {
            beside.due = beside.due.or(date.value.resolve(calendar.order, calendar.year));
            return true;
        }
        if action_status(part).is_some()
            || is_whole(TICKET.find(part).map(|found| (found.start(), found.end())))
            || is_whole(PRIORITY.find(part).map(|found| (found.start(), found.end())))
        {
            return true;
        }
        if beside.owner.is_some() || !(handle.is_some() || self.is_person(part)) {
            return false;
        }
        beside.owner = Some(handle.unwrap_or(part).to_owned());
        true
    }

    /// Whether a line is nothing but somebody's name.
    pub(super) fn is_signature(&self, text: &str) -> bool {
        let text = text.trim();
        text.contains(' ') && text.len() <= 40 && self.is_person(text)
    }

    /// Whether these are one or two words that can only be a name.
    pub(super) fn is_person(&self, text: &str) -> bool {
        let mut parts = text.split(' ');
        let (first, second) = (parts.next().unwrap_or_default(), parts.next());
        let is_initial = |word: &str| {
            let mut letters = word.chars();
            letters.next().is_some_and(char::is_uppercase) && letters.as_str() == "."
        };
        let last = second.unwrap_or(first);
        parts.next().is_none()
            && self.is_name(last)
            && (second.is_none() || is_initial(first) || self.is_name(first))
    }

    fn is_name(&self, word: &str) -> bool {
        let mut parts = word.split(['-', '\'', '\u{2019}']);
        let is_shaped = parts.all(|part| {
            let part = part.strip_prefix("Mc").unwrap_or(part);
            let mut letters = part.chars();
            letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
        });
        let length = word.chars().count();
        if !is_shaped || !(2..=20).contains(&length) {
            return false;
        }
        let small = word.to_lowercase();
        let is_noun = length > 5 && NOUN_ENDINGS.iter().any(|ending| small.ends_with(ending));
        let parts_are_words = || small.split('-').any(|part| NO_NAMES.contains(part));
        !is_noun
            && !NO_NAMES.contains(small.as_str())
            && !parts_are_words()
            && !self.small_words().contains(small.as_str())
    }

    fn small_words(&self) -> &HashSet<&'d str> {
        self.small.get_or_init(|| {
            let tokens = self.document.units.iter().flat_map(|unit| unit.text.split_whitespace());
            // A handle is a name, whatever its letters.
            let plain = tokens.filter(|token| !token.contains('@'));
            plain
                .flat_map(|token| token.split(|letter: char| !letter.is_alphabetic()))
                .filter(|word| word.starts_with(char::is_lowercase))
                .collect()
        })
    }
}
