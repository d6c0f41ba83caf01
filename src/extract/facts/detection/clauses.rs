//! Reads one sentence word by word: who noticed, and whether that is said plainly.

mod alarms;
mod people;

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
        Some(Role::Who(_)) if in_prose && matches!(word.beside, Some(Is::Places | Is::Companies)) => None,
        Some(Role::Who(who)) if !matches!(word.text, "we" | "i") => Some(who.by()),
        Some(Role::Does(Is::Reports)) => Some(DetectedBy::Customer),
        Some(Role::Does(Is::Pages)) => Some(DetectedBy::Monitoring),
        Some(Role::Does(Is::Inside)) => Some(DetectedBy::Engineer),
        _ => None,
    });
    // "During a routine test", as the answer to how it was detected.
    let is_work = |word: &Word<'_>| word.role == Some(Role::Does(Is::Work));
    let in_passing = words.first().is_some_and(|word| word.beside == Some(Is::While));
    named.or_else(|| (in_passing && words.iter().any(is_work)).then_some(DetectedBy::Engineer))
}

/// "Checked the trays", "Forensic review of the ledgers", "Found by hand: compared both ledgers": somebody at work, as the
/// opening of a clause. "We" may stand in front. Whoever looks into an alert or a complaint was told of it.
fn looks_into_it(words: &[Word<'_>]) -> bool {
    let told = |word: &Word<'_>| {
        word.beside == Some(Is::Alarms)
            || matches!(word.role, Some(Role::Does(Is::Reports) | Role::Who(Who::Outsider)))
    };
    !words.iter().any(told)
        && words.iter().enumerate().any(|(at, word)| {
            let opens = |at: usize| at == 0 || words[at].breaks;
            let after_us = at > 0 && opens(at - 1) && matches!(words[at - 1].text, "we" | "i" | "manually");
            word.beside == Some(Is::Looks) && (opens(at) || after_us)
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
        let asks = |word: &Word<'_>| {
            matches!(word.text, "report" | "describe" | "explain" | "list" | "how" | "when")
        };
        let mut words = self.words.iter();
        let Some(first) = words.next() else { return false };
        let goes_on = |word: &Word<'_>| asks(word) || matches!(word.text, "what" | "did" | "who" | "was");
        first.text == "which" || asks(first) && words.next().is_some_and(goes_on)
    }

    fn is_beside(&self, at: usize, role: Is) -> bool {
        self.words.get(at).is_some_and(|word| word.beside == Some(role))
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
            || self.preceding(at, 1).any(|before| self.words[before].text == "to" && !self.starts_to(before))
    }

    /// Whether what stands behind a verb is that something is wrong.
    fn is_wrong(&self, at: usize) -> bool {
        let text: Vec<&str> = self.following(at, 14).map(|word| self.words[word].text).collect();
        crate::extract::facts::statements::is_about_incident(&text.join(" "))
    }

    /// "began to", "started to".
    fn starts_to(&self, at: usize) -> bool {
        self.preceding(at, 1).any(|before| {
            let text = self.words[before].text;
            text.starts_with("start") || text.starts_with("beg")
        })
    }

    /// Whether what is told is that all is well.
    fn is_good_news(&self, at: usize) -> bool {
        const WELL: &[&str] = &[
            "healthy", "fine", "ok", "okay", "normal", "works", "working", "back", "resolved", "fixed",
            "restored",
        ];
        let well = self.following(at, 10).find(|&after| {
            WELL.contains(&self.words[after].text) || self.words[after].text.starts_with("recover")
        });
        well.is_some_and(|well| !self.before(well, 3, |role| role == Role::Does(Is::Not)))
    }

    /// "noticed by a user", "an engineer spotted": who saw it, unless it is the cause that they saw.
    fn sees(&self, at: usize) -> Option<DetectedBy> {
        let more = self.following(at, 3).any(|more| matches!(self.words[more].text, "also" | "another"));
        if more || self.after(at, 5, |role| role == Role::Does(Is::Causes)) {
            return None;
        }
        if let Some(who) = self.doer(at).filter(|who| *who != Who::Log) {
            // Whoever looks at a graph is a human.
            let looked = matches!(self.words[at].text, "noticed" | "spotted" | "observed" | "discovered");
            return Some(if who == Who::Screen && looked { DetectedBy::Engineer } else { who.by() });
        }
        if self.after(at, 3, |role| role == Role::Does(Is::Inside)) {
            return Some(DetectedBy::Engineer);
        }
        if self.is_named(at) {
            return Some(DetectedBy::Engineer);
        }
        let Some((who, subject)) = self.subject(at) else {
            let noticed = ["notice", "spot", "realis", "realiz"];
            let plainly = noticed.iter().any(|stem| self.words[at].text.starts_with(stem));
            let seen = self.is_in_passing(at) || plainly && self.is_unsaid(at);
            return seen.then_some(DetectedBy::Engineer);
        };
        let measures = matches!(self.words[at].text.get(..6), Some("observ" | "detect"));
        let ours = matches!(self.words[subject].text, "we" | "i");
        match who {
            // What users observe is the impact.
            Who::Outsider if measures => None,
            // What we discover may be a command; what we discover to be wrong is the incident.
            Who::Insider if ours && self.words[at].text.starts_with("discover") && !self.is_wrong(at) => None,
            Who::ThirdParty | Who::Screen | Who::Log => None,
            who => Some(who.by()),
        }
    }

    /// "users report", "reported by a customer".
    fn tells(&self, at: usize) -> Option<DetectedBy> {
        let active = self.words[at].text.ends_with('s') || self.words[at].text.starts_with("show");
        if let Some(who) = self.doer(at).filter(|_| !active) {
            return Some(match who {
                Who::Ambiguous => DetectedBy::Customer,
                who => who.by(),
            });
        }
        let mut behind = self.following(at, 2).map(|behind| self.words[behind].text);
        let asks = self.words[at].text.starts_with("ask")
            && (behind.next(), behind.next()) == (Some("us"), Some("to"));
        if asks || self.is_good_news(at) {
            return None;
        }
        if self.is_by_name(at) {
            return Some(DetectedBy::Customer);
        }
        let comes_up = self.words[at].text.starts_with("surfac");
        if comes_up && (self.is_in_passing(at) || self.before(at, 4, |role| role == Role::Does(Is::Work))) {
            return Some(DetectedBy::Engineer);
        }
        if self.after(at, 3, |role| role == Role::Does(Is::Inside)) {
            return Some(DetectedBy::Engineer);
        }
        let place = self.following(at, 4).find(|&place| self.role(place) == Some(Role::Does(Is::On)));
        if place.is_some_and(|place| self.after(place, 3, |role| role == Role::Who(Who::Outsider))) {
            return Some(DetectedBy::Customer);
        }
        let text = self.words[at].text;
        let speaks_of_it =
            ["report", "rais", "flag", "complain", "escalat"].iter().any(|stem| text.starts_with(stem));
        let noun = self.preceding(at, 1).any(|before| {
            matches!(self.words[before].text, "the" | "a" | "this" | "of" | "incident" | "bug")
        });
        if text == "report" && noun {
            return None;
        }
        if text == "report" && self.preceding(at, 1).any(|before| self.words[before].text == "incoming") {
            return Some(DetectedBy::Customer);
        }
        // Machines tell, but neither ask nor write.
        let speaks =
            ["ask", "said", "say", "wr", "open", "submit", "explain", "mention", "point", "mail", "post"];
        let shows = !speaks.iter().any(|stem| text.starts_with(stem));
        let Some((who, subject)) = self.subject(at) else {
            // Nobody but users complains; whoever opens an entry with no more than a name speaks up.
            let speaks = text.starts_with("complain")
                || matches!(text, "reported" | "reports") && self.opens_with_name(at);
            return speaks.then_some(DetectedBy::Customer);
        };
        // A verb that is a noun as well stands beside its subject.
        if text == "report" && at > subject + 2 {
            return None;
        }
        match who {
            Who::Log => None,
            Who::Screen if !self.is_told() => None,
            Who::Finder if speaks_of_it || text.starts_with("disclos") => Some(DetectedBy::ThirdParty),
            Who::Outsider if !text.starts_with("show") => Some(DetectedBy::Customer),
            Who::Ambiguous if speaks_of_it || matches!(text, "asks" | "asked" | "explains" | "says") => {
                let ours =
                    self.preceding(subject, 2).any(|word| matches!(self.words[word].text, "our" | "the"));
                Some(if ours { DetectedBy::Engineer } else { DetectedBy::Customer })
            }
            Who::Insider if speaks_of_it => Some(DetectedBy::Engineer),
            Who::Machine | Who::Screen if shows => Some(DetectedBy::Monitoring),
            Who::ThirdParty if self.after(at, 4, |role| role == Role::Does(Is::Us)) => {
                Some(DetectedBy::ThirdParty)
            }
            _ => None,
        }
    }

    /// "we were alerted by", "the provider informed us".
    fn informs(&self, at: usize) -> Option<DetectedBy> {
        let text = self.words[at].text;
        if let Some(who) = self.doer(at) {
            let outside = self.before(at, 5, |role| role == Role::Who(Who::Outsider));
            return (!outside).then(|| who.by());
        }
        let passive =
            at == 0 || !text.ends_with("ing") && self.before(at, 2, |role| role == Role::Does(Is::Be));
        if passive {
            let ours = self.before(at, 6, |role| matches!(role, Role::Who(Who::Insider | Who::Ambiguous)));
            return (text == "alerted" && (ours || at <= 1)).then_some(DetectedBy::Monitoring);
        }
        let us = self.after(at, 4, |role| {
            matches!(role, Role::Does(Is::Us) | Role::Who(Who::Insider | Who::Ambiguous))
        });
        let Some((who, _)) = self.subject(at) else {
            // "Viewers told us": whoever they are, they are none of us.
            let plural = self.preceding(at, 1).any(|who| {
                let who = self.words[who].text;
                who.len() > 3 && who.ends_with('s') || who == "people"
            });
            let told = us
                && plural
                && matches!(text, "told" | "tell" | "telling" | "called" | "informed" | "contacted");
            return told.then_some(DetectedBy::Customer);
        };
        match who {
            _ if self.is_good_news(at) => None,
            Who::Ambiguous if us => Some(DetectedBy::Customer),
            Who::Outsider if !text.starts_with("call") || us || self.section == SectionRole::Timeline => {
                Some(DetectedBy::Customer)
            }
            Who::ThirdParty if us => Some(DetectedBy::ThirdParty),
            Who::Finder => Some(DetectedBy::ThirdParty),
            // What alerts do every day says nothing of this one.
            Who::Machine if !us && !text.ends_with("ed") && !self.is_told() => None,
            Who::Machine if us || text.starts_with("alert") || text.starts_with("notif") => {
                Some(DetectedBy::Monitoring)
            }
            _ => None,
        }
    }

    /// "reports from users", "several reports of", "user complaints".
    fn reports(&self, at: usize) -> Option<DetectedBy> {
        if let Some(who) = self.doer(at) {
            return Some(match who {
                Who::Ambiguous | Who::Screen => DetectedBy::Customer,
                who => who.by(),
            });
        }
        match self.preceding(at, 1).next().and_then(|before| self.role(before)) {
            Some(Role::Who(Who::Machine)) => return Some(DetectedBy::Monitoring),
            // A "support ticket" may be one of ours with somebody else.
            Some(Role::Who(Who::Outsider | Who::Ambiguous))
                if !matches!(self.words[at].text, "ticket" | "feedback") =>
            {
                return Some(DetectedBy::Customer);
            }
            // Whoever complains is a user, on the staff or not.
            Some(Role::Who(Who::Insider)) if self.words[at].text.starts_with("complain") => {
                return Some(DetectedBy::Customer);
            }
            Some(Role::Who(Who::Insider)) => return Some(DetectedBy::Engineer),
            _ => {}
        }
        let told = matches!(self.words[at].text, "reports" | "complaints" | "complaint");
        let next = self.words.get(at + 1).filter(|next| !next.breaks && !next.after_figures);
        let goes_on = matches!(
            next.map(|next| next.text),
            Some("of" | "that" | "about" | "started" | "began" | "come" | "came" | "coming" | "saying")
        );
        let got = self.before(at, 4, |role| matches!(role, Role::Does(Is::Receives) | Role::Does(Is::First)));
        let opens = at <= 1 || self.before(at, 2, |role| role == Role::Does(Is::Some));
        let news = if told { got || goes_on && opens } else { got && goes_on };
        news.then_some(DetectedBy::Customer)
    }

    /// "we received an alert", "we got a call from a customer".
    fn receives(&self, at: usize) -> Option<DetectedBy> {
        if self.before(at, 3, |role| matches!(role, Role::Who(Who::Outsider))) {
            // "Users started seeing".
            let starts = ["start", "beg"]
                .iter()
                .any(|stem| self.preceding(at, 1).any(|before| self.words[before].text.starts_with(stem)));
            let goes_on = matches!(self.words[at].text, "seeing" | "getting" | "receiving");
            return (starts && goes_on).then_some(DetectedBy::Customer);
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
                if self.is_beside(what, Is::Report) && self.role(what - 1) == Some(Role::Does(Is::Some)) =>
            {
                let next = self.words.get(what + 1).filter(|next| !next.breaks)?;
                matches!(next.text, "that" | "of" | "about").then_some(DetectedBy::Customer)
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
        let news = self.words[at].text.starts_with("receiv") || ours;
        what.filter(|_| news)
    }

    /// Whether the words around a place say that nobody noticed before.
    fn weigh(&self, at: usize, by: DetectedBy) -> DetectionCue {
        let first = self.before(at, 4, |role| role == Role::Does(Is::First))
            || self.after(at, 2, |role| role == Role::Does(Is::First));
        DetectionCue { by, weight: if first { Weight::First } else { Weight::Plain } }
    }
}
