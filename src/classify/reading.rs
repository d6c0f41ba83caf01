//! What a sentence says of a thing it names: its cause, its effect, or something that was denied, supposed, planned.

use std::ops::Range;

use super::announcements::Announced;
use super::cues::Cue;
use crate::phrases::{Break, Token};
use crate::postmortem::Role;

/// The part that a sentence gives to what it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CausalRole {
    /// Said to be the cause, in so many words.
    Stated,
    /// The cause of something.
    Cause,
    /// Found, without a word of what it caused.
    Observed,
    /// The effect of one thing and the cause of another.
    Intermediate,
    /// Only named.
    Neutral,
    /// The effect of something.
    Effect,
}

/// What is to be thought of one phrase in its sentence.
#[derive(Debug, Clone, Copy)]
pub(super) struct PhraseVerdict {
    pub(super) side: CausalRole,
    /// 1 where the sentence means what it says, 0 where it denies it.
    pub(super) factor: f64,
    /// Why the factor is less than 1.
    pub(super) doubt: Option<Doubt>,
    /// Where the sentence says that it made things bigger or longer.
    pub(super) part: Option<Role>,
}

impl PhraseVerdict {
    /// Counts the phrase for what a doubt leaves of it.
    pub(super) fn take_back(&mut self, doubt: Doubt) {
        (self.factor, self.doubt) = (doubt.factor(), Some(doubt));
    }
}

/// Why a phrase counts for less than it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// "was not", "no evidence of".
    Denied,
    /// "a red herring", "was fine".
    RuledOut,
    /// "we first thought".
    Mistaken,
    /// "we suspect".
    Suspected,
    /// "we checked".
    Checked,
    /// "users saw".
    Symptom,
    /// "could have".
    Hedged,
    /// "was fixed by".
    Remedy,
    /// "we will".
    Planned,
    /// "such as".
    General,
    /// "in case of".
    Conditional,
}

impl Doubt {
    fn factor(self) -> f64 {
        match self {
            Doubt::Denied | Doubt::RuledOut | Doubt::Remedy | Doubt::Planned => 0.0,
            Doubt::Mistaken => 0.02,
            Doubt::Checked => 0.1,
            Doubt::General | Doubt::Symptom => 0.15,
            Doubt::Conditional => 0.25,
            Doubt::Suspected => 0.5,
            Doubt::Hedged => 0.6,
        }
    }

    /// Whether the author says that it was not so, and not merely nothing of it.
    pub(super) fn rules_out(self) -> bool {
        matches!(self, Doubt::Denied | Doubt::RuledOut | Doubt::Mistaken)
    }
}

/// Words from which on a cue is no part of a label at the start of its line, where a time may stand before it.
const LONGEST_LABEL: usize = 8;

/// A cue found in a sentence.
#[derive(Debug, Clone)]
pub(super) struct CueMatch {
    pub(super) cue: Cue,
    pub(super) words: Range<usize>,
}

/// A sentence's words and the cues in them, in order, none overlapping another.
pub(super) struct CuedSentence<'a> {
    words: &'a [Token],
    cues: Vec<CueMatch>,
    /// For each word, how many words before it are cut off by a comma or more, and by a semicolon.
    breaks: Vec<(u32, u32)>,
    /// For each cue, how many cues before it turn the sentence, and how many explain.
    kinds: Vec<(u32, u32)>,
}

impl<'a> CuedSentence<'a> {
    /// Of overlapping cues the longer one stays. `orders` says that a verb at the start may be an order: "Limit …" is
    /// one in a list of measures, but not in a timeline.
    pub(super) fn new(words: &'a [Token], mut found: Vec<CueMatch>, orders: bool) -> Self {
        found.retain(|cue| match cue.cue {
            Cue::Imperative => orders && cue.words.start == 0,
            Cue::Opening => cue.words.start == 0,
            _ => true,
        });
        found.sort_by_key(|cue| (std::cmp::Reverse(cue.words.len()), cue.words.start));
        let mut cues: Vec<CueMatch> = Vec::with_capacity(found.len());
        for cue in found {
            if cues.iter().all(|kept| apart(&kept.words, &cue.words)) {
                cues.push(cue);
            }
        }
        cues.sort_by_key(|cue| cue.words.start);
        let breaks = running(words.iter().map(|word| (word.gap >= Break::Comma, word.gap >= Break::Strong)));
        let kinds = running(cues.iter().map(|cue| (cue.cue == Cue::Contrast, explains(cue.cue))));
        Self { words, cues, breaks, kinds }
    }

    /// The strongest break between two words, the second's own included.
    fn gap(&self, from: usize, to: usize) -> Break {
        let (Some(first), Some(last)) = (self.breaks.get(from), self.breaks.get(to + 1)) else {
            return Break::None;
        };
        match (last.0 > first.0, last.1 > first.1) {
            (_, true) => Break::Strong,
            (true, _) => Break::Comma,
            _ => Break::None,
        }
    }

    fn comma_after(&self, word: usize) -> bool {
        self.words.len() > word + 1 && self.gap(word + 1, self.words.len() - 1) >= Break::Comma
    }

    /// What the sentence says of the list that follows it, where it ends in a colon.
    pub(super) fn announces(&self) -> Option<Announced> {
        if self.cues.iter().any(|cue| cue.cue == Cue::WrongLead) {
            return Some(Announced::WrongLeads);
        }
        if self.cues.iter().any(|cue| matches!(cue.cue, Cue::Plan | Cue::Remedy | Cue::Imperative)) {
            return Some(Announced::Plans);
        }
        let causes = |cue: &CueMatch| matches!(cue.cue, Cue::Root | Cue::CausedBy | Cue::Found);
        self.cues.iter().any(causes).then_some(Announced::Causes)
    }

    /// Whether a cue that rules out begins at a word or the one after it.
    pub(super) fn rules_out_at(&self, word: usize) -> bool {
        let begins = |cue: &CueMatch| (word..=word + 1).contains(&cue.words.start);
        self.cues.iter().any(|cue| matches!(cue.cue, Cue::RuledOut | Cue::WrongLead) && begins(cue))
    }

    /// Whether anything is said between two words, beyond naming things.
    pub(super) fn says_something_between(&self, from: usize, to: usize) -> bool {
        let between = self.cues.get(self.between(from, to)).unwrap_or_default();
        between.iter().any(|cue| cue.cue != Cue::Ignored)
    }

    /// The cues between two words, which are in order and apart.
    fn between(&self, from: usize, to: usize) -> Range<usize> {
        let first = self.cues.partition_point(|cue| cue.words.start < from);
        first..self.cues.partition_point(|cue| cue.words.end <= to).max(first)
    }

    /// Whether a cue between two words turns the sentence, and whether one explains.
    fn kinds_between(&self, from: usize, to: usize) -> (bool, bool) {
        let range = self.between(from, to);
        let (Some(first), Some(last)) = (self.kinds.get(range.start), self.kinds.get(range.end)) else {
            return (false, false);
        };
        (last.0 > first.0, last.1 > first.1)
    }

    /// What the sentence says of the phrase that these words make.
    pub(super) fn judge(&self, phrase: &Range<usize>) -> PhraseVerdict {
        let side = self.side(phrase);
        let doubt = self.doubts(phrase).min_by(|a, b| a.factor().total_cmp(&b.factor()));
        let factor = doubt.map_or(1.0, Doubt::factor);
        PhraseVerdict { side, factor, doubt, part: self.part(phrase) }
    }

    fn side(&self, phrase: &Range<usize>) -> CausalRole {
        let before = self.cues.iter().rev().filter(|cue| cue.words.end <= phrase.start);
        let mut before = before.take_while(|cue| {
            cue.cue != Cue::Contrast && self.gap(cue.words.end, phrase.start) < Break::Strong
        });
        let left = before.find_map(|cue| self.role_from_preceding_cue(cue, phrase.start));
        let after = self.cues.iter().filter(|cue| cue.words.start >= phrase.end);
        let mut after = after.take_while(|cue| {
            cue.cue != Cue::Contrast && self.gap(phrase.end, cue.words.start) < Break::Strong
        });
        let right = after.find_map(|cue| role_from_following_cue(cue.cue));
        match (left, right) {
            (Some(CausalRole::Stated), Some(CausalRole::Effect)) => CausalRole::Intermediate,
            (Some(CausalRole::Stated), _) | (_, Some(CausalRole::Stated)) => CausalRole::Stated,
            (Some(CausalRole::Cause), Some(CausalRole::Effect))
            | (Some(CausalRole::Effect), Some(CausalRole::Cause)) => CausalRole::Intermediate,
            (Some(CausalRole::Cause), _) | (_, Some(CausalRole::Cause)) => CausalRole::Cause,
            // "We found X, caused by Y": X caused what was looked into.
            (Some(CausalRole::Observed), Some(CausalRole::Effect)) => CausalRole::Intermediate,
            (_, Some(CausalRole::Effect)) | (Some(CausalRole::Effect), _) => CausalRole::Effect,
            (Some(CausalRole::Observed), _) => CausalRole::Observed,
            _ => CausalRole::Neutral,
        }
    }

    /// What a cue before the phrase makes of it.
    fn role_from_preceding_cue(&self, cue: &CueMatch, phrase: usize) -> Option<CausalRole> {
        let apart = phrase - cue.words.end;
        match cue.cue {
            // "Due to X, Y": what follows the comma is the effect.
            Cue::CausedBy if cue.words.start == 0 && self.gap(cue.words.end, phrase) >= Break::Comma => {
                Some(CausalRole::Effect)
            }
            Cue::Opening if self.gap(cue.words.end, phrase) >= Break::Comma => None,
            Cue::Opening if self.comma_after(phrase) => Some(CausalRole::Cause),
            Cue::CausedBy | Cue::TriggeredBy => Some(CausalRole::Cause),
            Cue::Root => Some(CausalRole::Stated),
            Cue::Identity if apart == 0 && cue.words.start == 0 => Some(CausalRole::Stated),
            Cue::Found => Some(CausalRole::Observed),
            Cue::Causes | Cue::IsRoot | Cue::Consequence if apart <= 14 => Some(CausalRole::Effect),
            Cue::Causes | Cue::IsRoot | Cue::Consequence => Some(CausalRole::Neutral),
            _ => None,
        }
    }

    fn doubts(&self, phrase: &Range<usize>) -> impl Iterator<Item = Doubt> {
        self.cues.iter().filter_map(|cue| {
            if apart(&cue.words, phrase) {
                return self.doubt(cue, phrase);
            }
            // "Ruled X out", "had X happened, we would have": the phrase stands in a gap of the cue, or the cue in one
            // of the phrase.
            let within = |inner: &Range<usize>, outer: &Range<usize>| {
                outer.start < inner.start && inner.end <= outer.end
            };
            match cue.cue {
                Cue::RuledOut | Cue::WrongLead if within(phrase, &cue.words) => Some(Doubt::RuledOut),
                // "The initial database diagnosis".
                Cue::Mistaken if within(phrase, &cue.words) || within(&cue.words, phrase) => {
                    Some(Doubt::Mistaken)
                }
                _ => None,
            }
        })
    }

    fn doubt(&self, cue: &CueMatch, phrase: &Range<usize>) -> Option<Doubt> {
        let right = cue.words.end <= phrase.start;
        let (from, to) = if right { (cue.words.end, phrase.start) } else { (phrase.end, cue.words.start) };
        // "Misleading path: the team looked at X, then at Y".
        if cue.cue == Cue::WrongLead && right && cue.words.start < LONGEST_LABEL {
            return Some(Doubt::Mistaken);
        }
        let gap = self.gap(from, to);
        let (turned, explained) = self.kinds_between(from, to);
        if turned || gap == Break::Strong {
            return None;
        }
        let near = to - from;
        let same_clause = gap < Break::Comma;
        match cue.cue {
            Cue::Denied if right && same_clause && near <= reach_of_denial(cue.words.len()) => {
                (!explained).then_some(Doubt::Denied)
            }
            Cue::RuledOut | Cue::WrongLead if same_clause && !explained => Some(Doubt::RuledOut),
            Cue::Mistaken if right || same_clause => Some(Doubt::Mistaken),
            Cue::Suspected if right || same_clause => Some(Doubt::Suspected),
            Cue::Checked if right && !explained => Some(Doubt::Checked),
            Cue::Symptom if right && !explained => Some(Doubt::Symptom),
            Cue::Hedge if same_clause => Some(Doubt::Hedged),
            // "To save memory, X was changed": the comma ends the purpose.
            Cue::Remedy if right && cue.words.start == 0 && !same_clause => None,
            Cue::Remedy if right && !explained => Some(Doubt::Remedy),
            Cue::Plan if (right || same_clause) && !explained => Some(Doubt::Planned),
            Cue::Imperative if !explained => Some(Doubt::Planned),
            Cue::General if right => Some(Doubt::General),
            Cue::Conditional if right && same_clause => Some(Doubt::Conditional),
            _ => None,
        }
    }

    fn part(&self, phrase: &Range<usize>) -> Option<Role> {
        // "X delayed us", "delayed by X", but not "delayed detection: nobody saw X".
        let near = |cue: &&CueMatch| {
            phrase.end <= cue.words.start
                || cue.words.end <= phrase.start && phrase.start - cue.words.end <= 3
        };
        self.cues.iter().filter(near).find_map(|cue| match cue.cue {
            Cue::Worse => Some(Role::Amplifier),
            Cue::Longer => Some(Role::Prolonged),
            _ => None,
        })
    }
}

/// Running counts of two properties: before each of `all`, and at last over all of them.
fn running(all: impl ExactSizeIterator<Item = (bool, bool)>) -> Vec<(u32, u32)> {
    let mut counts = Vec::with_capacity(all.len() + 1);
    let mut count = (0, 0);
    counts.push(count);
    for (one, other) in all {
        count = (count.0 + u32::from(one), count.1 + u32::from(other));
        counts.push(count);
    }
    counts
}

/// How many words after it a denial of so many words still denies: "no X", "there was no Y in X", "was not caused by …".
fn reach_of_denial(words: usize) -> usize {
    match words {
        0 | 1 => 3,
        2 => 7,
        _ => 10,
    }
}

/// What a cue after the phrase makes of it.
fn role_from_following_cue(cue: Cue) -> Option<CausalRole> {
    match cue {
        Cue::Causes | Cue::Consequence => Some(CausalRole::Cause),
        Cue::IsRoot => Some(CausalRole::Stated),
        Cue::CausedBy => Some(CausalRole::Effect),
        Cue::Root | Cue::Found => Some(CausalRole::Neutral),
        _ => None,
    }
}

/// A cue after which the sentence speaks of what happened again, no more of a repair or a check.
fn explains(cue: Cue) -> bool {
    matches!(cue, Cue::CausedBy | Cue::TriggeredBy | Cue::Root | Cue::Found | Cue::IsRoot | Cue::Causes)
}

fn apart(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.end <= b.start || b.end <= a.start
}
