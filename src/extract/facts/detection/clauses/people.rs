//! Whom the words around a verb name: who did it, and who is told by name alone.

use super::super::words::{Role, Who, Word};
use super::Clause;
use crate::extract::text::SectionRole;
use crate::language::NoticingRole as Is;
use crate::postmortem::DetectedBy;

impl Clause<'_> {
    /// "Reported by Ada": whoever is known only by name reports from outside; our own people are said to be so.
    pub(super) fn is_by_name(&self, at: usize) -> bool {
        let reported = self.is(at, Is::RaisedBy);
        let by = self.following(at, 3).find(|&by| self.is(by, Is::ByWhom));
        let name = by.and_then(|by| self.words.get(by + 1));
        reported && name.is_some_and(|name| name.capital && name.role.is_none() && !name.breaks)
    }

    /// Who did what a passive verb tells: "by", and somebody soon after.
    pub(super) fn doer(&self, at: usize) -> Option<Who> {
        let by = self
            .following(at, 6)
            .find(|&by| matches!(self.role(by), Some(Role::Does(Is::By) | Role::Does(Is::With))))?;
        // "noticed errors from the provider": they come from there.
        let seen = matches!(self.role(at), Some(Role::Does(Is::Sees) | Role::Does(Is::Reports)));
        let with = self.role(by) == Some(Role::Does(Is::With));
        let from = self.role(at) == Some(Role::Does(Is::Reports)) && self.is(by, Is::FromWhom);
        let by_whom = from || self.is(by, Is::ByWhom);
        let when = self.is(by, Is::When);
        self.following(by, 6).find_map(|who| match self.role(who) {
            // "Detection when Discord went silent": a place, not somebody.
            Some(Role::Who(_)) if when && self.is(who, Is::Places) => None,
            // "noticed when the expected alerts did not come": somebody missed them.
            Some(Role::Who(Who::Machine))
                if when && self.after(who, 4, |role| role == Role::Does(Is::Not)) =>
            {
                Some(Who::Insider)
            }
            Some(Role::Who(Who::ThirdParty)) if seen && !by_whom => None,
            Some(Role::Who(named)) if with && !matches!(named, Who::Machine | Who::Screen) => None,
            // "when an engineer received an alert".
            Some(Role::Who(Who::Insider | Who::Ambiguous)) if self.is_alerted(who) => Some(Who::Machine),
            // "by Ada, an engineer at Hillside", "via staff complaint".
            Some(Role::Who(Who::Insider)) if self.is_elsewhere(who) => Some(Who::ThirdParty),
            Some(Role::Who(Who::Insider)) if self.role(who + 1) == Some(Role::Does(Is::Reports)) => {
                Some(Who::Outsider)
            }
            Some(Role::Who(who)) => Some(who),
            Some(Role::Does(Is::Reports)) => Some(Who::Outsider),
            _ => None,
        })
    }

    /// "an engineer at Hillside": whoever needs to be introduced is none of ours.
    fn is_elsewhere(&self, who: usize) -> bool {
        let place = self.words.get(who + 2);
        self.is(who + 1, Is::At)
            && place.is_some_and(|place| place.capital && place.role.is_none() && !place.breaks)
    }

    /// Whether a verb is in the passive.
    pub(super) fn is_passive(&self, at: usize) -> bool {
        self.role(at.wrapping_sub(1)) == Some(Role::Does(Is::Be)) && !self.words[at].is_gerund()
    }

    /// "noticed while debugging", "caught by comparing", "discovered in a review": whoever was at it is one of us.
    pub(super) fn is_in_passing(&self, at: usize) -> bool {
        // "after receiving a mail": told, not at work.
        let goes = |at: usize| {
            self.words.get(at).is_some_and(|word| {
                let told = word.role == Some(Role::Does(Is::Receives)) && !word.is(Is::Looks);
                !word.breaks && word.is_gerund() && !told
            })
        };
        self.following(at, 8).any(|link| {
            self.is(link, Is::While)
                && (self.is(link, Is::WhileDoing)
                    && (goes(link + 1) && !matches!(self.role(link + 1), Some(Role::Who(_)))
                        || self.is(link, Is::ByWhom) && goes(link + 2))
                    || self.after(link, 5, |role| role == Role::Does(Is::Work)))
        })
    }

    /// "Noticed that orders were missing": an entry whose writer noticed, and says so without a word for himself.
    pub(super) fn is_unsaid(&self, at: usize) -> bool {
        let nobody = !self.before(at, at, |role| matches!(role, Role::Who(_) | Role::Does(Is::Be | Is::Not)));
        let that = self.is(at + 1, Is::That);
        let opens = !self.words[at].is_third_person() && (at == 0 || that && at <= 8);
        self.is_told() && opens && nobody && !self.after(at, 6, |role| role == Role::Does(Is::By))
    }

    /// Whether an entry of a timeline opens with one or two names in front of a verb.
    pub(super) fn opens_with_name(&self, at: usize) -> bool {
        let name = |word: &Word<'_>| word.capital && word.role.is_none() && word.text.len() > 1;
        let short = self.words[0].text.len() <= 3 || self.words[0].handle || at == 2;
        self.section == SectionRole::Timeline
            && short
            && (1..=2).contains(&at)
            && self.words[..at].iter().all(name)
    }

    /// Whether somebody is said to receive what a machine sends.
    pub(super) fn is_alerted(&self, who: usize) -> bool {
        let receives = self.following(who, 3).find(|&next| self.role(next) == Some(Role::Does(Is::Receives)));
        receives.is_some_and(|next| self.after(next, 5, |role| role == Role::Who(Who::Machine)))
    }

    /// Who does what an active verb tells: the nearest name in front of it.
    pub(super) fn subject(&self, at: usize) -> Option<(Who, usize)> {
        let passive = self.role(at.wrapping_sub(1)) == Some(Role::Does(Is::Be))
            && !self.words[at].is_gerund()
            && !matches!(self.role(at), Some(Role::Does(Is::Fires)));
        if passive {
            return None;
        }
        // "A user who came back after weeks noticed": whoever sees may stand far in front.
        self.named_before(at, if self.role(at) == Some(Role::Does(Is::Sees)) { 12 } else { 7 })
            .or_else(|| self.named_before(at, 16).filter(|&(_, who)| self.is_described(who)))
    }

    /// "Our monitoring system, which never sleeps, alerted us": a clause may part a name from its verb.
    fn is_described(&self, who: usize) -> bool {
        self.following(who, 2).any(|next| self.is(next, Is::Relative))
    }

    pub(super) fn named_before(&self, at: usize, most: usize) -> Option<(Who, usize)> {
        self.preceding(at, most).find_map(|who| match self.role(who) {
            Some(Role::Who(named)) => Some((named, who)),
            // "@ada looked at it and realised".
            _ if self.words[who].handle => Some((Who::Insider, who)),
            // "one of us".
            Some(Role::Does(Is::Us)) if who > 1 && self.is(who - 1, Is::OneOf) => Some((Who::Insider, who)),
            _ => None,
        })
    }

    /// "Ada notices": an entry of a timeline that opens with the name of somebody on the team.
    pub(super) fn is_named(&self, at: usize) -> bool {
        let name = |word: &Word<'_>| word.capital && word.role.is_none() && word.text.len() > 1;
        let told_by = self.after(at, 4, |role| matches!(role, Role::Does(Is::By)));
        self.is_told()
            && self.is(at, Is::Notices)
            && !told_by
            && (1..=2).contains(&at)
            && self.words[..at].iter().all(name)
    }

    /// Whoever sees something where nobody notices anything.
    pub(super) fn glimpse(&self, at: usize) -> Option<DetectedBy> {
        if self.role(at) == Some(Role::Does(Is::Sees)) && !self.is_denied(at) && self.is_unsaid(at) {
            return (!self.after(at, 5, |role| role == Role::Does(Is::Causes)))
                .then_some(DetectedBy::Engineer);
        }
        if self.role(at) != Some(Role::Does(Is::Glimpses))
            || self.is_denied(at)
            || self.after(at, 2, |role| role == Role::Does(Is::Not))
            || self.after(at, 5, |role| role == Role::Does(Is::Causes))
        {
            return None;
        }
        if self.is(at, Is::Aware) {
            return self.doer(at).map(Who::by);
        }
        let suffers = self.is(at, Is::Suffers);
        if self.is_passive(at) && (self.is_in_passing(at) || self.doer(at).is_some()) {
            return self.doer(at).map_or(Some(DetectedBy::Engineer), |who| Some(who.by()));
        }
        let (who, subject) = self.named_before(at, 14)?;
        match who {
            // What users met with is how it was seen, where it opens the story.
            Who::Outsider if suffers && self.section == SectionRole::Timeline && subject <= 1 => {
                Some(DetectedBy::Customer)
            }
            _ if suffers => None,
            Who::Finder => Some(DetectedBy::ThirdParty),
            _ if self.is(at, Is::Identifies) => None,
            // What we see may be anything.
            Who::Insider | Who::Ambiguous
                if !self.is(subject, Is::Writers) || self.section == SectionRole::Detection =>
            {
                Some(DetectedBy::Engineer)
            }
            // What misses it, does not see it.
            Who::Machine if !self.is(at, Is::Misses) => Some(DetectedBy::Monitoring),
            _ => None,
        }
    }
}
