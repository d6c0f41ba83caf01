//! What machines do: alarms that go off, somebody who is paged.

use super::super::words::{Role, Who};
use super::Clause;
use crate::language::NoticingRole as Is;
use crate::postmortem::DetectedBy;

impl Clause<'_> {
    /// "an alert fired", "a customer sent a picture".
    pub(super) fn fires(&self, at: usize) -> Option<DetectedBy> {
        match self.subject(at).map(|(who, _)| who) {
            Some(Who::Machine) => Some(DetectedBy::Monitoring),
            Some(Who::Outsider)
                if self.is(at, Is::Sends) && !self.before(at, 1, |role| role == Role::Does(Is::Be)) =>
            {
                Some(DetectedBy::Customer)
            }
            Some(Who::Insider | Who::Ambiguous) => None,
            _ => self.sets_off(at).then_some(DetectedBy::Monitoring),
        }
    }

    /// "It set off alerts": what was wrong did so.
    fn sets_off(&self, at: usize) -> bool {
        let alarm = self.following(at, 3).find(|&alarm| self.is(alarm, Is::Alarms));
        let by = |alarm| (at + 1..alarm).any(|by| self.role(by) == Some(Role::Does(Is::By)));
        self.is(at, Is::SetsOff)
            && alarm.is_some_and(|alarm| !by(alarm))
            && !self.words.iter().any(|word| word.is(Is::Handles))
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
        if !self.is_told() || self.words.iter().any(|word| word.is(Is::Handles) || word.is(Is::Sets)) {
            return None;
        }
        let nobody = !self.before(at, at, |role| matches!(role, Role::Who(Who::Insider | Who::Ambiguous)));
        let early = nobody && self.preceding(at, 5).count() <= 3;
        let automated = self.is(at, Is::Automated)
            && self
                .following(at, 2)
                .any(|next| self.is(next, Is::Messages) || self.role(next) == Some(Role::Who(Who::Machine)));
        let alarm = automated || self.is(at, Is::Alarms);
        // "It cried for help via an alert".
        let via = nobody && self.preceding(at, 3).any(|via| self.is(via, Is::Via));
        (alarm && (early || via) || self.is_watcher(at)).then_some(DetectedBy::Monitoring)
    }

    /// "Monitoring system rings a bell": an entry that opens with what watches, and says that it does something.
    fn is_watcher(&self, at: usize) -> bool {
        let does = self
            .following(at + 1, 1)
            .next()
            .is_some_and(|verb| self.role(verb) != Some(Role::Does(Is::Be)) && !self.is(verb, Is::Quiet));
        let named = self.is(at, Is::Watching) && self.is(at + 1, Is::Systems);
        at <= 1 && named && does && !self.is_good_news(at)
    }
}
