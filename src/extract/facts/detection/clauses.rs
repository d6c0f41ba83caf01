//! Reads one sentence word by word: who noticed, and whether that is said plainly.

mod alarms;
mod people;
mod telling;

use super::words::{Role, Who, Word, cut};
use crate::diagnostic::floor_boundary;
use crate::extract::text::SectionRole;
use crate::language::NoticingRole as Is;
use crate::postmortem::DetectedBy;

/// Who noticed, as one sentence tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DetectionCue {
    /// Who.
    pub(super) by: DetectedBy,
    /// How plainly it is said.
    pub(super) weight: Weight,
}

/// How plainly a sentence says who noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// It says that they were first.
    First,
    /// It says so.
    Plain,
    /// A section on detection names them.
    Named,
    /// Somebody saw something: perhaps the cause of what was known.
    Weak,
}

/// Bytes of a sentence that are read: who noticed stands at the beginning of a story.
const READ: usize = 600;

/// Reads who noticed from a sentence in a section with this part.
pub(super) fn read(sentence: &str, section: SectionRole) -> Option<DetectionCue> {
    let sentence = &sentence[..floor_boundary(sentence, READ)];
    let lower = sentence.to_lowercase();
    let clause = Clause { words: cut(sentence, &lower), section };
    // "Report when the team noticed": a template's question.
    if clause.is_question() {
        return None;
    }
    let plain = (0..clause.words.len()).find_map(|at| clause.notice(at));
    plain.map(|(at, by)| clause.weigh(at, by)).or_else(|| {
        let weak = (0..clause.words.len()).find_map(|at| clause.glimpse(at));
        weak.map(|by| DetectionCue { by, weight: Weight::Weak })
    })
}

/// Whom a text names, whatever they do; nobody where it denies anything. Prose names places and companies that have
/// nothing to do with it, the value of a field does not.
pub(super) fn mention(text: &str, in_prose: bool) -> Option<DetectedBy> {
    let text = &text[..floor_boundary(text, READ)];
    let lower = text.to_lowercase();
    let words = cut(text, &lower);
    // What is seen by who looks may be that something is not there.
    if in_prose && looks_into_it(&words) {
        return Some(DetectedBy::Engineer);
    }
    if words.iter().any(|word| matches!(word.role, Some(Role::Does(Is::Not) | Role::Does(Is::May)))) {
        return None;
    }
    let named = words.iter().find_map(|word| match word.role {
        Some(Role::Who(_)) if in_prose && (word.is(Is::Places) || word.is(Is::Companies)) => None,
        Some(Role::Who(who)) if !word.is(Is::Writers) => Some(who.by()),
        Some(Role::Does(Is::Reports)) => Some(DetectedBy::Customer),
        Some(Role::Does(Is::Pages)) => Some(DetectedBy::Monitoring),
        Some(Role::Does(Is::Inside)) => Some(DetectedBy::Engineer),
        _ => None,
    });
    // "During a routine test", as the answer to how it was detected.
    let is_work = |word: &Word<'_>| word.role == Some(Role::Does(Is::Work));
    let in_passing = words.first().is_some_and(|word| word.is(Is::While));
    named.or_else(|| (in_passing && words.iter().any(is_work)).then_some(DetectedBy::Engineer))
}

/// "Checked the trays", "Forensic review of the ledgers", "Found by hand: compared both ledgers": somebody at work, as the
/// opening of a clause. "We" may stand in front. Whoever looks into an alert or a complaint was told of it.
fn looks_into_it(words: &[Word<'_>]) -> bool {
    let told = |word: &Word<'_>| {
        word.is(Is::Alarms) || matches!(word.role, Some(Role::Does(Is::Reports) | Role::Who(Who::Outsider)))
    };
    !words.iter().any(told)
        && words.iter().enumerate().any(|(at, word)| {
            let opens = |at: usize| at == 0 || words[at].breaks;
            let us = |word: &Word<'_>| word.is(Is::Writers) || word.is(Is::Inside);
            let after_us = at > 0 && opens(at - 1) && us(&words[at - 1]);
            word.is(Is::Looks) && (opens(at) || after_us)
        })
}

struct Clause<'a> {
    words: Vec<Word<'a>>,
    section: SectionRole,
}

impl Clause<'_> {
    fn role(&self, at: usize) -> Option<Role> {
        self.words.get(at).and_then(|word| word.role)
    }

    /// Whether one of the words in front of a place, in the same clause, plays a role.
    fn before(&self, at: usize, most: usize, is: impl Fn(Role) -> bool) -> bool {
        self.preceding(at, most).any(|before| self.role(before).is_some_and(&is))
    }

    fn after(&self, at: usize, most: usize, is: impl Fn(Role) -> bool) -> bool {
        self.following(at, most).any(|after| self.role(after).is_some_and(&is))
    }

    /// Places in front of one, nearest first, up to the clause's beginning.
    fn preceding(&self, at: usize, most: usize) -> impl Iterator<Item = usize> + '_ {
        let mut open = true;
        (0..at).rev().take(most).take_while(move |&before| {
            let goes_on = open && !self.words[before + 1].breaks;
            open = goes_on;
            goes_on
        })
    }

    /// Places behind one, up to the clause's end.
    fn following(&self, at: usize, most: usize) -> impl Iterator<Item = usize> + '_ {
        (at + 1..self.words.len()).take(most).take_while(move |&after| !self.words[after].breaks)
    }

    /// "Report when the team noticed", "Which team was it escalated to": a template's question.
    fn is_question(&self) -> bool {
        let goes_on = |word: &Word<'_>| word.is(Is::Asking) || word.is(Is::AskingOn);
        let mut words = self.words.iter();
        let Some(first) = words.next() else { return false };
        first.is(Is::Questions) || first.is(Is::Asking) && words.next().is_some_and(goes_on)
    }

    /// Whether the word at a place stands in a list of the language.
    fn is(&self, at: usize, mark: Is) -> bool {
        self.words.get(at).is_some_and(|word| word.is(mark))
    }

    /// Whether the section tells what happened, rather than what it was about.
    fn is_told(&self) -> bool {
        matches!(self.section, SectionRole::Timeline | SectionRole::Detection)
    }

    /// Who is said to have noticed by the verb or noun at a place.
    fn notice(&self, at: usize) -> Option<(usize, DetectedBy)> {
        let role = self.role(at)?;
        if self.is_denied(at) {
            return None;
        }
        let by = match role {
            Role::Does(Is::Sees) => self.sees(at),
            Role::Does(Is::Tells) => self.tells(at),
            Role::Does(Is::Informs) => self.informs(at),
            Role::Does(Is::Fires) => self.fires(at),
            Role::Does(Is::Pages) => self.pages(at),
            Role::Does(Is::Reports) => self.reports(at),
            Role::Does(Is::Receives) => self.receives(at),
            // "found by a user": in a section on detection it is no cause.
            Role::Does(Is::Glimpses) if self.section == SectionRole::Detection && self.is_passive(at) => {
                self.doer(at).map(Who::by)
            }
            Role::Who(Who::Machine) => self.rings(at),
            _ => None,
        }?;
        Some((at, by))
    }

    /// Whether the words in front of a verb say that it did not happen, or not yet.
    fn is_denied(&self, at: usize) -> bool {
        self.before(at, 7, |role| role == Role::Does(Is::Not))
            || self.before(at, 9, |role| role == Role::Does(Is::May))
            || self.preceding(at, 1).any(|before| self.is(before, Is::To) && !self.starts_to(before))
    }

    /// Whether what stands behind a verb is that something is wrong.
    fn is_wrong(&self, at: usize) -> bool {
        let text: Vec<&str> = self.following(at, 14).map(|word| self.words[word].text).collect();
        crate::extract::facts::statements::is_about_incident(&text.join(" "))
    }

    /// "began to", "started to".
    fn starts_to(&self, at: usize) -> bool {
        self.preceding(at, 1).any(|before| self.is(before, Is::Begins))
    }

    /// Whether what is told is that all is well.
    fn is_good_news(&self, at: usize) -> bool {
        let well = self.following(at, 10).find(|&after| self.is(after, Is::Well));
        well.is_some_and(|well| !self.before(well, 3, |role| role == Role::Does(Is::Not)))
    }

    /// "noticed by a user", "an engineer spotted": who saw it, unless it is the cause that they saw.
    fn sees(&self, at: usize) -> Option<DetectedBy> {
        let more = self.following(at, 3).any(|more| self.is(more, Is::More));
        if more || self.after(at, 5, |role| role == Role::Does(Is::Causes)) {
            return None;
        }
        if let Some(who) = self.doer(at).filter(|who| *who != Who::Log) {
            // Whoever looks at a graph is a human.
            let looked = who == Who::Screen && self.is(at, Is::ByEye);
            return Some(if looked { DetectedBy::Engineer } else { who.by() });
        }
        if self.after(at, 3, |role| role == Role::Does(Is::Inside)) {
            return Some(DetectedBy::Engineer);
        }
        if self.is_named(at) {
            return Some(DetectedBy::Engineer);
        }
        let Some((who, subject)) = self.subject(at) else {
            let unsaid = self.is(at, Is::Notices) && self.is_unsaid(at);
            let seen = self.is(at, Is::WeForms) || self.is_in_passing(at) || unsaid;
            return seen.then_some(DetectedBy::Engineer);
        };
        let ours = self.is(subject, Is::Writers);
        match who {
            // What users observe is the impact.
            Who::Outsider if self.is(at, Is::Measures) => None,
            // What we discover may be a command; what we discover to be wrong is the incident.
            Who::Insider if ours && self.is(at, Is::Discovers) && !self.is_wrong(at) => None,
            Who::ThirdParty | Who::Screen | Who::Log => None,
            who => Some(who.by()),
        }
    }

    /// Whether the words around a place say that nobody noticed before.
    fn weigh(&self, at: usize, by: DetectedBy) -> DetectionCue {
        let first = self.before(at, 4, |role| role == Role::Does(Is::First))
            || self.after(at, 2, |role| role == Role::Does(Is::First));
        DetectionCue { by, weight: if first { Weight::First } else { Weight::Plain } }
    }
}
