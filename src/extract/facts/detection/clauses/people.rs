//! Whom the words around a verb name: who did it, and who is told by name alone.

use super::super::words::{Role, Who, Word};
use super::Clause;
use crate::extract::text::SectionRole;
use crate::postmortem::DetectedBy;

impl Clause<'_> {
    /// "Reported by Ada": whoever is known only by name reports from outside; our own people are said to be so.
    pub(super) fn is_by_name(&self, at: usize) -> bool {
        let reported = matches!(self.words[at].text, "reported" | "raised" | "flagged");
        let by = self.following(at, 3).find(|&by| self.words[by].text == "by");
        let name = by.and_then(|by| self.words.get(by + 1));
        reported && name.is_some_and(|name| name.capital && name.role.is_none() && !name.breaks)
    }

    /// Who did what a passive verb tells: "by", and somebody soon after.
    pub(super) fn doer(&self, at: usize) -> Option<Who> {
        let by = self.following(at, 6).find(|&by| matches!(self.role(by), Some(Role::By | Role::With)))?;
        // "noticed errors from the provider": they come from there.
        let seen = matches!(self.role(at), Some(Role::See | Role::Report));
        let with = self.role(by) == Some(Role::With);
        let by_whom = |text: &str| text == "by" || text == "from" && self.role(at) == Some(Role::Report);
        // "Detection when Discord went silent": a place, not somebody.
        let place = |text: &str| matches!(text, "discord" | "twitter" | "reddit" | "gitter" | "support");
        let when = matches!(self.words[by].text, "when" | "after");
        self.following(by, 6).find_map(|who| match self.role(who) {
            Some(Role::Who(_)) if when && place(self.words[who].text) => None,
            Some(Role::Who(Who::ThirdParty)) if seen && !by_whom(self.words[by].text) => None,
            Some(Role::Who(named)) if with && !matches!(named, Who::Machine | Who::Screen) => None,
            // "when an engineer received an alert".
            Some(Role::Who(Who::Insider | Who::Ambiguous)) if self.is_alerted(who) => Some(Who::Machine),
            Some(Role::Who(who)) => Some(who),
            Some(Role::Report) => Some(Who::Outsider),
            _ => None,
        })
    }

    /// Whether somebody is said to receive what a machine sends.
    pub(super) fn is_alerted(&self, who: usize) -> bool {
        let receives = self.following(who, 3).find(|&next| self.role(next) == Some(Role::Receive));
        receives.is_some_and(|next| self.after(next, 5, |role| role == Role::Who(Who::Machine)))
    }

    /// Who does what an active verb tells: the nearest name in front of it.
    pub(super) fn subject(&self, at: usize) -> Option<(Who, usize)> {
        let passive = self.role(at.wrapping_sub(1)) == Some(Role::Be)
            && !self.words[at].text.ends_with("ing")
            && !matches!(self.role(at), Some(Role::Fire));
        if passive {
            return None;
        }
        // "A user who came back after weeks noticed": whoever sees may stand far in front.
        self.named_before(at, if self.role(at) == Some(Role::See) { 12 } else { 7 })
    }

    pub(super) fn named_before(&self, at: usize, most: usize) -> Option<(Who, usize)> {
        self.preceding(at, most).find_map(|who| match self.role(who) {
            Some(Role::Who(named)) => Some((named, who)),
            // "one of us".
            Some(Role::Us) if who > 1 && self.words[who - 1].text == "of" => Some((Who::Insider, who)),
            _ => None,
        })
    }

    /// "Ada notices": an entry of a timeline that opens with the name of somebody on the team.
    pub(super) fn is_named(&self, at: usize) -> bool {
        let told = matches!(self.section, SectionRole::Timeline | SectionRole::Detection);
        let sees = ["notice", "spot"].iter().any(|stem| self.words[at].text.starts_with(stem));
        let name = |word: &Word<'_>| word.capital && word.role.is_none() && word.text.len() > 1;
        let told_by = self.after(at, 4, |role| matches!(role, Role::Report | Role::Who(_)));
        told && sees && !told_by && (1..=2).contains(&at) && self.words[..at].iter().all(name)
    }

    /// Whoever sees something where nobody notices anything.
    pub(super) fn glimpse(&self, at: usize) -> Option<DetectedBy> {
        if self.role(at) != Some(Role::Glimpse)
            || self.is_denied(at)
            || self.after(at, 2, |role| role == Role::Not)
            || self.after(at, 5, |role| role == Role::Cause)
        {
            return None;
        }
        if self.words[at].text == "aware" {
            return self.doer(at).map(Who::by);
        }
        let (who, subject) = self.named_before(at, 14)?;
        match who {
            // What we see may be anything.
            Who::Insider | Who::Ambiguous
                if !matches!(self.words[subject].text, "we" | "i")
                    || self.section == SectionRole::Detection =>
            {
                Some(DetectedBy::Engineer)
            }
            Who::Machine => Some(DetectedBy::Monitoring),
            _ => None,
        }
    }
}
