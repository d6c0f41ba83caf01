//! Votes become scores, scores become tags: what passes the threshold, what yields to a closer leaf, what is primary.

use rustc_hash::FxHashSet;

use super::reading::{CausalRole, Doubt};
use super::votes::{Ballot, Vote};
use super::{Strength, Tagger};
use crate::extract::text::SectionRole;
use crate::postmortem::Role;

/// Score from which a candidate is a tag.
pub const THRESHOLD: f64 = 0.43;

/// Score from which a candidate is a tag where only words speak for it that need a cue beside them: such words are met in
/// passing, and some repeat in a text about anything.
pub(super) const THRESHOLD_OF_WEAK: f64 = 0.5;

/// Score from which the strongest candidate is a tag where no other is: a write-up hardly ever gives no cause at all.
const THRESHOLD_ALONE: f64 = 0.35;

/// Score from which a candidate under the threshold is shown as a suggestion.
pub const SUGGESTION: f64 = 0.25;

/// Of several sentences for a cause, each counts this much less than the stronger one before it.
const REPEAT: f64 = 0.65;

/// Score from which repairs and plans say something for a cause.
const SUPPORTED_FROM: f64 = 0.25;

/// What one sentence of a repair or a plan leaves of the doubt in a cause.
const SUPPORT: f64 = 0.88;

/// Of what the sentences together give above a half, what is left of it.
const CONFIDENCE_DAMPING: f64 = 0.9;

/// Weight from which a single sentence names a cause firmly.
const FIRM: f64 = 0.4;

/// Which rule decided about a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It passes the threshold.
    Tagged,
    /// It is the strongest, and nothing else passes the threshold.
    TaggedAlone,
    /// There is evidence, but too little.
    UnderThreshold,
    /// The same, and no phrase names it by itself.
    OnlyWeakPhrases,
    /// A closer leaf says the same better.
    SupersededBy(String),
    /// The text rules it out.
    RuledOut,
    /// It is named only as the effect of something.
    OnlyEffect,
    /// It is named only among plans, repairs, checks or in passing.
    OnlyMentioned,
    /// The author gives no cause, but another sentence does.
    CauseIsGiven,
}

impl Decision {
    /// Whether it makes the candidate a tag.
    pub fn is_tag(&self) -> bool {
        matches!(self, Decision::Tagged | Decision::TaggedAlone)
    }
}

impl std::fmt::Display for Decision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Decision::Tagged => write!(f, "passes the threshold of {THRESHOLD}"),
            Decision::TaggedAlone => {
                write!(f, "is the strongest where none passes the threshold of {THRESHOLD}")
            }
            Decision::UnderThreshold => write!(f, "stays under the threshold of {THRESHOLD}"),
            Decision::OnlyWeakPhrases => {
                write!(f, "stays under {THRESHOLD_OF_WEAK}, since no phrase names it by itself")
            }
            Decision::SupersededBy(id) => write!(f, "yields to {id}, which says the same more closely"),
            Decision::RuledOut => write!(f, "is ruled out by the text"),
            Decision::OnlyEffect => write!(f, "is named only as the effect of something"),
            Decision::OnlyMentioned => write!(f, "is named only in plans, repairs, checks or in passing"),
            Decision::CauseIsGiven => write!(f, "gives way, since another sentence gives a cause"),
        }
    }
}

/// What the votes make of one cause.
#[derive(Debug, Clone)]
pub(super) struct CauseVerdict {
    pub(super) cause: usize,
    pub(super) score: f64,
    pub(super) role: Role,
    pub(super) primary: bool,
    pub(super) decision: Decision,
}

/// Confidence that the votes give together: each counts, the weaker ones less and less.
fn confidence(weights: &mut [f64]) -> f64 {
    weights.sort_by(|a, b| b.total_cmp(a));
    let mut share = 1.0;
    let mut doubt = 1.0;
    for weight in weights {
        doubt *= 1.0 - *weight * share;
        share *= REPEAT;
    }
    1.0 - doubt
}

/// How much the votes weigh in all; unlike the confidence it tells strong causes from very strong ones.
fn discounted_sum<'a>(votes: impl Iterator<Item = &'a Vote>) -> f64 {
    let mut weights: Vec<f64> = votes.map(|vote| vote.weight).collect();
    weights.sort_by(|a, b| b.total_cmp(a));
    weights.iter().zip(0..).map(|(weight, rank)| weight * REPEAT.powi(rank)).sum()
}

/// Whether a part of the story tells of what came after: "there are no such defects any more" denies nothing that was.
fn tells_of_the_aftermath(section: SectionRole) -> bool {
    matches!(section, SectionRole::Actions | SectionRole::Lessons | SectionRole::Resolution)
}

impl Ballot {
    fn of_cause(&self, cause: usize) -> impl Iterator<Item = &Vote> {
        self.votes.iter().filter(move |vote| vote.cause == cause)
    }

    fn score(&self, cause: usize) -> f64 {
        let mut weights: Vec<f64> = self.of_cause(cause).map(|vote| vote.weight).collect();
        let score = confidence(&mut weights);
        let negation = self
            .of_cause(cause)
            .filter(|vote| {
                vote.strength > Strength::Weak
                    && !tells_of_the_aftermath(vote.section)
                    && vote.doubt.is_some_and(|doubt| doubt.rules_out())
            })
            .count();
        let blamed =
            |vote: &Vote| matches!(vote.side, CausalRole::Stated | CausalRole::Cause) && vote.weight > 0.5;
        let score = if self.of_cause(cause).any(blamed) {
            score
        } else {
            score * 0.7_f64.powi(negation.min(3) as i32)
        };
        let score = if score < SUPPORTED_FROM { score } else { 1.0 - (1.0 - score) * self.support(cause) };
        // Many sentences of one author repeat one reading, right or wrong: doubt stays however many there are.
        if score > 0.5 { 0.5 + (score - 0.5) * CONFIDENCE_DAMPING } else { score }
    }

    /// What repairs and plans leave of the doubt in a cause that the story names as well: nobody plans to watch the disk
    /// for no reason, but a plan alone proves nothing.
    fn support(&self, cause: usize) -> f64 {
        let plans = self.of_cause(cause).filter(|vote| {
            vote.strength > Strength::Weak
                && (vote.section == SectionRole::Actions && vote.doubt.is_none()
                    || matches!(vote.doubt, Some(Doubt::Remedy | Doubt::Planned)))
        });
        SUPPORT.powi(plans.count().min(3) as i32)
    }

    /// Score of a cause from the sentences alone in which none of the closer leaves has a say.
    fn score_without(&self, cause: usize, closer: &[usize]) -> f64 {
        let speaking = self.votes.iter().filter(|vote| vote.weight > 0.0 && closer.contains(&vote.cause));
        let shared: FxHashSet<usize> = speaking.map(|vote| vote.sentence).collect();
        let mut weights: Vec<f64> = self
            .of_cause(cause)
            .filter(|vote| !shared.contains(&vote.sentence))
            .map(|vote| if vote.side == CausalRole::Neutral { vote.weight * 0.6 } else { vote.weight })
            .collect();
        confidence(&mut weights)
    }

    fn role(&self, cause: usize, default: Role) -> Role {
        let all = discounted_sum(self.of_cause(cause));
        for part in [Role::Amplifier, Role::Prolonged] {
            if discounted_sum(self.of_cause(cause).filter(|vote| vote.part == Some(part))) > all * 0.6 {
                return part;
            }
        }
        let stated = self.of_cause(cause).any(|vote| vote.side == CausalRole::Stated && vote.weight > 0.5);
        let root = |vote: &Vote| vote.section == SectionRole::RootCause && vote.side == CausalRole::Stated;
        if default == Role::Amplifier && stated && self.of_cause(cause).any(root) {
            Role::Cause
        } else {
            default
        }
    }

    fn decision(&self, cause: usize, score: f64) -> Decision {
        let any = |test: &dyn Fn(&Vote) -> bool| self.of_cause(cause).any(test);
        let named = any(&|vote| vote.strength > Strength::Weak && vote.weight > 0.0);
        if score >= if named { THRESHOLD } else { THRESHOLD_OF_WEAK } {
            Decision::Tagged
        } else if any(&|vote| vote.doubt.is_some_and(|doubt| doubt.rules_out())) {
            Decision::RuledOut
        } else if score >= THRESHOLD {
            Decision::OnlyWeakPhrases
        } else if score >= SUGGESTION {
            Decision::UnderThreshold
        } else if any(&|vote| matches!(vote.side, CausalRole::Effect | CausalRole::Intermediate)) {
            Decision::OnlyEffect
        } else {
            Decision::OnlyMentioned
        }
    }
}

/// Scores every cause that the ballot names; tags first, primary before all, then by score.
pub(super) fn decide(tagger: &Tagger, ballot: &Ballot) -> Vec<CauseVerdict> {
    let mut causes: Vec<usize> = ballot.votes.iter().map(|vote| vote.cause).collect();
    causes.sort_unstable();
    causes.dedup();
    let verdict = |&cause: &usize| {
        let score = ballot.score(cause);
        let role = ballot.role(cause, tagger.cause(cause).role);
        CauseVerdict { cause, score, role, primary: false, decision: ballot.decision(cause, score) }
    };
    let mut verdicts: Vec<CauseVerdict> = causes.iter().map(verdict).collect();
    prefer_more_specific(tagger, ballot, &mut verdicts);
    take_strongest_if_alone(&mut verdicts);
    drop_unknown_if_tagged(tagger, &mut verdicts);
    choose_primary(tagger, ballot, &mut verdicts);
    let rank = |verdict: &CauseVerdict| (!verdict.decision.is_tag(), !verdict.primary);
    verdicts.sort_by(|a, b| {
        rank(a).cmp(&rank(b)).then_with(|| b.score.total_cmp(&a.score)).then_with(|| a.cause.cmp(&b.cause))
    });
    verdicts
}

fn prefer_more_specific(tagger: &Tagger, ballot: &Ballot, verdicts: &mut [CauseVerdict]) {
    for at in 0..verdicts.len() {
        let CauseVerdict { cause, ref decision, .. } = verdicts[at];
        if !decision.is_tag() || tagger.cause(cause).closer.is_empty() {
            continue;
        }
        let tagged = verdicts.iter().filter(|other| other.decision.is_tag());
        let closer: Vec<usize> =
            tagged.map(|other| other.cause).filter(|&other| tagger.is_closer(other, cause)).collect();
        let Some(&nearest) = closer.first() else { continue };
        let own = ballot.score_without(cause, &closer);
        if own < THRESHOLD {
            verdicts[at].score = own;
            verdicts[at].decision = Decision::SupersededBy(tagger.id(nearest).to_owned());
        }
    }
}

fn take_strongest_if_alone(verdicts: &mut [CauseVerdict]) {
    if verdicts.iter().any(|verdict| verdict.decision.is_tag()) {
        return;
    }
    let near = |verdict: &&mut CauseVerdict| {
        matches!(verdict.decision, Decision::UnderThreshold | Decision::OnlyWeakPhrases)
            && verdict.score >= THRESHOLD_ALONE
    };
    let strongest = verdicts.iter_mut().filter(near).max_by(|a, b| a.score.total_cmp(&b.score));
    if let Some(verdict) = strongest {
        verdict.decision = Decision::TaggedAlone;
    }
}

/// "The cause was not found" is a tag only where nothing else is one.
fn drop_unknown_if_tagged(tagger: &Tagger, verdicts: &mut [CauseVerdict]) {
    let given = verdicts.iter().any(|verdict| {
        verdict.decision.is_tag() && verdict.role == Role::Cause && tagger.id(verdict.cause) != "unknown"
    });
    if let Some(unknown) = verdicts.iter_mut().find(|verdict| tagger.id(verdict.cause) == "unknown")
        && given
    {
        unknown.decision = Decision::CauseIsGiven;
        unknown.score = unknown.score.min(SUGGESTION / 2.0);
    }
}

fn choose_primary(tagger: &Tagger, ballot: &Ballot, verdicts: &mut [CauseVerdict]) {
    let tagged: Vec<usize> = verdicts.iter().filter(|v| v.decision.is_tag()).map(|v| v.cause).collect();
    // Authors name the main cause first.
    let first = ballot
        .votes
        .iter()
        .filter(|vote| vote.weight >= FIRM && tagged.contains(&vote.cause))
        .min_by(|a, b| a.sentence.cmp(&b.sentence).then_with(|| b.weight.total_cmp(&a.weight)))
        .map(|vote| vote.cause);
    let strength = |verdict: &CauseVerdict| {
        let cause = verdict.cause;
        let stated = ballot.of_cause(cause).any(|vote| vote.side == CausalRole::Stated && vote.weight > 0.5);
        let led_to_by = |&other: &usize| {
            other != cause
                && ballot.chains.contains(&(other, cause))
                && !ballot.chains.contains(&(cause, other))
        };
        let follows = tagged.iter().any(led_to_by);
        let mut strength = discounted_sum(ballot.of_cause(cause));
        if stated {
            strength *= 1.4;
        }
        if follows {
            strength *= 0.6;
        }
        if first == Some(cause) {
            strength *= 1.3;
        }
        if tagger.cause(cause).wished {
            strength *= 0.5;
        }
        if tagged.iter().any(|&other| tagger.is_closer(other, cause)) {
            strength *= 0.8;
        }
        strength
    };
    // Where nothing else is named, what usually only adds to an incident was its mechanism.
    let is_tag = |verdict: &CauseVerdict| verdict.decision.is_tag();
    if !verdicts.iter().any(|verdict| is_tag(verdict) && verdict.role == Role::Cause) {
        for verdict in verdicts.iter_mut().filter(|verdict| is_tag(verdict)) {
            verdict.role = Role::Cause;
        }
    }
    let main = verdicts
        .iter()
        .enumerate()
        .filter(|(_, verdict)| verdict.decision.is_tag() && verdict.role == Role::Cause)
        // Of equals the one named first.
        .map(|(at, verdict)| {
            (at, strength(verdict), ballot.of_cause(verdict.cause).map(|vote| vote.sentence).min())
        })
        .max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| b.2.cmp(&a.2)));
    if let Some((at, ..)) = main {
        verdicts[at].primary = true;
    }
}
