//! What somebody says: who reports, who informs whom, and what comes in.

use super::super::words::{Role, Who};
use super::Clause;
use crate::extract::text::SectionRole;
use crate::language::NoticingRole as Is;
use crate::postmortem::DetectedBy;

impl Clause<'_> {
    /// "users report", "reported by a customer".
    pub(super) fn tells(&self, at: usize) -> Option<DetectedBy> {
        let active = self.words[at].is_third_person() || self.is(at, Is::Shows);
        if let Some(who) = self.doer(at).filter(|_| !active) {
            return Some(match who {
                Who::Ambiguous => DetectedBy::Customer,
                who => who.by(),
            });
        }
        let mut behind = self.following(at, 2);
        let asks = self.is(at, Is::Asks)
            && behind.next().is_some_and(|us| self.role(us) == Some(Role::Does(Is::Us)))
            && behind.next().is_some_and(|to| self.is(to, Is::To));
        if asks || self.is_good_news(at) {
            return None;
        }
        if self.is_by_name(at) {
            return Some(DetectedBy::Customer);
        }
        if self.is(at, Is::Surfaces)
            && (self.is_in_passing(at) || self.before(at, 4, |role| role == Role::Does(Is::Work)))
        {
            return Some(DetectedBy::Engineer);
        }
        if self.after(at, 3, |role| role == Role::Does(Is::Inside)) {
            return Some(DetectedBy::Engineer);
        }
        let place = self.following(at, 4).find(|&place| self.role(place) == Some(Role::Does(Is::On)));
        if place.is_some_and(|place| self.after(place, 3, |role| role == Role::Who(Who::Outsider))) {
            return Some(DetectedBy::Customer);
        }
        let noun_too = self.is(at, Is::NounsToo);
        if noun_too && self.preceding(at, 1).any(|before| self.is(before, Is::BeforeNouns)) {
            return None;
        }
        if noun_too && self.preceding(at, 1).any(|before| self.is(before, Is::Incoming)) {
            return Some(DetectedBy::Customer);
        }
        let Some((who, subject)) = self.subject(at) else {
            // Nobody but users complains; whoever opens an entry with no more than a name speaks up.
            let speaks = self.is(at, Is::Complains) || self.is(at, Is::Reported) && self.opens_with_name(at);
            return speaks.then_some(DetectedBy::Customer);
        };
        // A verb that is a noun as well stands beside its subject.
        if noun_too && at > subject + 2 {
            return None;
        }
        self.told_by(who, subject, at)
    }

    /// Who is taken to have noticed where somebody tells it.
    fn told_by(&self, who: Who, subject: usize, at: usize) -> Option<DetectedBy> {
        let raises = self.is(at, Is::Raises);
        match who {
            Who::Log => None,
            Who::Screen if !self.is_told() => None,
            Who::Finder if raises || self.is(at, Is::Discloses) => Some(DetectedBy::ThirdParty),
            Who::Outsider if !self.is(at, Is::Shows) => Some(DetectedBy::Customer),
            Who::Ambiguous if raises || self.is(at, Is::Says) => {
                let ours = self.preceding(subject, 2).any(|word| self.is(word, Is::OfTheHouse));
                Some(if ours { DetectedBy::Engineer } else { DetectedBy::Customer })
            }
            Who::Insider if raises => Some(DetectedBy::Engineer),
            // Machines tell, but neither ask nor write.
            Who::Machine | Who::Screen if !self.is(at, Is::Speaks) => Some(DetectedBy::Monitoring),
            Who::ThirdParty if self.after(at, 4, |role| role == Role::Does(Is::Us)) => {
                Some(DetectedBy::ThirdParty)
            }
            _ => None,
        }
    }

    /// "we were alerted by", "the provider informed us".
    pub(super) fn informs(&self, at: usize) -> Option<DetectedBy> {
        if let Some(who) = self.doer(at) {
            let outside = self.before(at, 5, |role| role == Role::Who(Who::Outsider));
            return (!outside).then(|| who.by());
        }
        let passive =
            at == 0 || !self.words[at].is_gerund() && self.before(at, 2, |role| role == Role::Does(Is::Be));
        if passive {
            let ours = self.before(at, 6, |role| matches!(role, Role::Who(Who::Insider | Who::Ambiguous)));
            return (self.is(at, Is::Alerted) && (ours || at <= 1)).then_some(DetectedBy::Monitoring);
        }
        let us = self.after(at, 4, |role| {
            matches!(role, Role::Does(Is::Us) | Role::Who(Who::Insider | Who::Ambiguous))
        });
        let Some((who, _)) = self.subject(at) else {
            // "Viewers told us": whoever they are, they are none of us.
            let several = self.preceding(at, 1).any(|who| self.words[who].is_plural());
            return (us && several && self.is(at, Is::TellsUs)).then_some(DetectedBy::Customer);
        };
        match who {
            _ if self.is_good_news(at) => None,
            Who::Ambiguous if us => Some(DetectedBy::Customer),
            Who::Outsider if !self.is(at, Is::Calls) || us || self.section == SectionRole::Timeline => {
                Some(DetectedBy::Customer)
            }
            Who::ThirdParty if us => Some(DetectedBy::ThirdParty),
            Who::Finder => Some(DetectedBy::ThirdParty),
            // What alerts do every day says nothing of this one.
            Who::Machine if !us && !self.words[at].is_past() && !self.is_told() => None,
            Who::Machine if us || self.is(at, Is::Alerts) => Some(DetectedBy::Monitoring),
            _ => None,
        }
    }

    /// "reports from users", "several reports of", "user complaints".
    pub(super) fn reports(&self, at: usize) -> Option<DetectedBy> {
        if let Some(who) = self.doer(at) {
            return Some(match who {
                Who::Ambiguous | Who::Screen => DetectedBy::Customer,
                who => who.by(),
            });
        }
        match self.preceding(at, 1).next().and_then(|before| self.role(before)) {
            Some(Role::Who(Who::Machine)) => return Some(DetectedBy::Monitoring),
            // A "support ticket" may be one of ours with somebody else.
            Some(Role::Who(Who::Outsider | Who::Ambiguous)) if !self.is(at, Is::AnyReports) => {
                return Some(DetectedBy::Customer);
            }
            // Whoever complains is a user, on the staff or not.
            Some(Role::Who(Who::Insider)) if self.is(at, Is::Complains) => {
                return Some(DetectedBy::Customer);
            }
            Some(Role::Who(Who::Insider)) => return Some(DetectedBy::Engineer),
            _ => {}
        }
        let next = self.words.get(at + 1).filter(|next| !next.breaks && !next.after_figures);
        let goes_on = next.is_some_and(|next| next.is(Is::ReportsOf));
        let got = self.before(at, 4, |role| matches!(role, Role::Does(Is::Receives) | Role::Does(Is::First)));
        let opens = at <= 1 || self.before(at, 2, |role| role == Role::Does(Is::Some));
        let news = if self.is(at, Is::PlainReports) { got || goes_on && opens } else { got && goes_on };
        news.then_some(DetectedBy::Customer)
    }

    /// "we received an alert", "we got a call from a customer".
    pub(super) fn receives(&self, at: usize) -> Option<DetectedBy> {
        if self.before(at, 3, |role| matches!(role, Role::Who(Who::Outsider))) {
            // "Users started seeing".
            let starts = self.starts_to(at) && self.is(at, Is::MeetsWith);
            return starts.then_some(DetectedBy::Customer);
        }
        let what = self.following(at, 6).find_map(|what| match self.role(what) {
            Some(Role::Who(Who::Machine)) => Some(DetectedBy::Monitoring),
            Some(Role::Does(Is::By)) => Some(match self.doer(what - 1)? {
                Who::Ambiguous => DetectedBy::Customer,
                Who::Insider => return None,
                who => who.by(),
            }),
            // "We got a report that it failed".
            Some(_) | None
                if self.is(what, Is::Report) && self.role(what - 1) == Some(Role::Does(Is::Some)) =>
            {
                let next = self.words.get(what + 1).filter(|next| !next.breaks)?;
                next.is(Is::About).then_some(DetectedBy::Customer)
            }
            _ => None,
        });
        // "came back", "got slow" are no news.
        let ours = at == 0
            || self.before(at, 4, |role| {
                matches!(
                    role,
                    Role::Who(Who::Insider | Who::Ambiguous) | Role::Does(Is::Some) | Role::Does(Is::First)
                )
            });
        let news = self.is(at, Is::IsTold) || ours;
        what.filter(|_| news)
    }
}
