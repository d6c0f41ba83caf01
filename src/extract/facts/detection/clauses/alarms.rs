//! What machines do: alarms that go off, somebody who is paged.

use super::super::words::{Role, Who, Word};
use super::Clause;
use crate::language::NoticingRole as Is;
use crate::postmortem::DetectedBy;

impl Clause<'_> {
    /// "an alert fired", "a customer sent a picture".
    pub(super) fn fires(&self, at: usize) -> Option<DetectedBy> {
        let sent = matches!(self.words[at].text, "sent" | "sends");
        match self.subject(at).map(|(who, _)| who) {
            Some(Who::Machine) => Some(DetectedBy::Monitoring),
            Some(Who::Outsider) if sent && !self.before(at, 1, |role| role == Role::Does(Is::Be)) => {
                Some(DetectedBy::Customer)
            }
            Some(Who::Insider | Who::Ambiguous) => None,
            _ => self.sets_off(at).then_some(DetectedBy::Monitoring),
        }
    }

    /// "It set off alerts": what was wrong did so.
    fn sets_off(&self, at: usize) -> bool {
        let sets = matches!(self.words[at].text, "off" | "triggered" | "tripped");
        let alarm = self.following(at, 3).find(|&alarm| self.is_beside(alarm, Is::Alarms));
        let by = |alarm| (at + 1..alarm).any(|by| self.role(by) == Some(Role::Does(Is::By)));
        sets && alarm.is_some_and(|alarm| !by(alarm))
            && self.words.iter().all(|word| word.text == "set" || !is_handled(word))
    }

    /// "we were paged", unless it is said by whom.
    pub(super) fn pages(&self, at: usize) -> Option<DetectedBy> {
        let doer = self.doer(at).filter(|who| matches!(who, Who::Outsider | Who::ThirdParty));
        let paged = |role| {
            matches!(role, Role::Does(Is::Us) | Role::Who(Who::Insider | Who::Ambiguous | Who::Machine))
        };
        let somebody = self.before(at, 6, paged) || self.after(at, 5, paged) || at <= 2;
        doer.map(Who::by).or_else(|| somebody.then_some(DetectedBy::Monitoring))
    }

    /// In a timeline, an entry that opens with an alert says that it rang, unless somebody deals with it.
    pub(super) fn rings(&self, at: usize) -> Option<DetectedBy> {
        if !self.is_told() || self.words.iter().any(is_handled) {
            return None;
        }
        let nobody = !self.before(at, at, |role| matches!(role, Role::Who(Who::Insider | Who::Ambiguous)));
        let early = nobody && self.preceding(at, 5).count() <= 3;
        let automated = self.words[at].text == "automated"
            && self.following(at, 2).any(|next| {
                matches!(self.words[next].text, "message" | "warning" | "mail" | "email" | "notification")
                    || self.role(next) == Some(Role::Who(Who::Machine))
            });
        let alarm = automated || self.is_beside(at, Is::Alarms);
        // "It cried for help via an alert".
        let via =
            nobody && self.preceding(at, 3).any(|via| matches!(self.words[via].text, "via" | "through"));
        (alarm && (early || via) || self.is_watcher(at)).then_some(DetectedBy::Monitoring)
    }

    /// "Monitoring system rings a bell": an entry that opens with what watches, and says that it does something.
    fn is_watcher(&self, at: usize) -> bool {
        const WATCHERS: &[&str] = &["system", "systems", "tool", "tools", "stack", "software"];
        let next = self.words.get(at + 1).is_some_and(|next| WATCHERS.contains(&next.text));
        let quiet = ["confirm", "verif", "continu", "implement", "updat", "improv", "install", "deploy"];
        let does = self.following(at + 1, 1).next().is_some_and(|verb| {
            let text = self.words[verb].text;
            self.role(verb) != Some(Role::Does(Is::Be)) && !quiet.iter().any(|stem| text.starts_with(stem))
        });
        at <= 1 && self.words[at].text == "monitoring" && next && does && !self.is_good_news(at)
    }
}

/// Whether a word says that somebody deals with an alert, or makes one.
fn is_handled(word: &Word<'_>) -> bool {
    const HANDLED: &[&str] = &[
        "silenced", "resolved", "cleared", "recovered", "closed", "acknowledge", "acknowledged", "adjusted",
        "add", "added", "create", "created", "set", "new", "all", "disable",
    ];
    HANDLED.contains(&word.text)
}
