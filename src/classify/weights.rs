//! How much a sentence counts, by its place in the story and by how it names a cause.

use super::Strength;
use super::reading::CausalRole;
use crate::extract::text::SectionRole;

/// How much a sentence counts for what it names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weights {
    /// A phrase that names the cause by itself, only named.
    bare: f64,
    /// The same, said to be a cause.
    cued: f64,
    /// Share of `bare` that is left to a phrase which needs a cue, without one.
    weak: f64,
}

const fn weights(bare: f64, cued: f64, weak: f64) -> Weights {
    Weights { bare, cued, weak }
}

/// A title names a thing more firmly than a sentence.
pub(super) const TITLE: Weights = weights(0.5, 0.8, 0.3);

/// Where a section is about causes, what a title merely names may be what was hurt: "Checkout database outage".
pub(super) const TITLE_BESIDE_CAUSES: Weights = weights(0.4, 0.8, 0.3);

/// The first sentence about causes names the cause more firmly than those that explain it.
pub(super) const OPENING: Weights = weights(0.72, 0.87, 0.47);

/// Share of the weight that is left to a pair of words with no cue beside it.
const PAIRED: f64 = 0.65;

impl Weights {
    /// Weights in a part of the story. Where no section is about causes, the other parts have to tell them.
    pub(super) fn of(role: SectionRole, causes_have_a_section: bool) -> Self {
        match role {
            SectionRole::Summary if !causes_have_a_section => weights(0.55, 0.85, 0.3),
            SectionRole::Lead if !causes_have_a_section => weights(0.53, 0.82, 0.3),
            SectionRole::Other if !causes_have_a_section => weights(0.46, 0.8, 0.3),
            SectionRole::Timeline if !causes_have_a_section => weights(0.27, 0.7, 0.3),
            SectionRole::Impact if !causes_have_a_section => weights(0.2, 0.65, 0.3),
            SectionRole::RootCause => weights(0.65, 0.85, 0.46),
            SectionRole::RootCauseAndResolution => weights(0.58, 0.84, 0.45),
            SectionRole::Trigger => weights(0.6, 0.8, 0.6),
            SectionRole::Summary => weights(0.5, 0.82, 0.3),
            SectionRole::Lead => weights(0.42, 0.78, 0.3),
            SectionRole::Impact => weights(0.14, 0.62, 0.2),
            SectionRole::Detection => weights(0.2, 0.65, 0.2),
            SectionRole::Other => weights(0.42, 0.76, 0.24),
            SectionRole::Timeline => weights(0.24, 0.62, 0.3),
            SectionRole::Resolution => weights(0.2, 0.65, 0.2),
            SectionRole::Lessons => weights(0.34, 0.58, 0.12),
            SectionRole::Background => weights(0.16, 0.6, 0.2),
            SectionRole::Supporting | SectionRole::People => weights(0.0, 0.1, 0.0),
            SectionRole::Actions => weights(0.0, 0.0, 0.0),
        }
    }

    /// The same where a story draws to its close.
    pub(super) fn faded(self) -> Self {
        Self { bare: self.bare * 0.6, cued: self.cued * 0.8, weak: self.weak }
    }

    pub(super) fn weigh(self, strength: Strength, side: CausalRole) -> f64 {
        use Strength::{Paired, Strong, Weak};
        let Self { bare, cued, weak } = self;
        match (side, strength) {
            (CausalRole::Stated, Weak) => cued * 0.5,
            (CausalRole::Stated, _) => (cued + 0.1).min(0.92),
            (CausalRole::Cause, Weak) => cued * 0.5,
            (CausalRole::Cause, _) => cued,
            (CausalRole::Observed, Strong) => bare * 0.3 + cued * 0.7,
            (CausalRole::Observed, Paired) => bare,
            (CausalRole::Observed, Weak) => (bare + cued) / 5.0,
            (CausalRole::Intermediate, Weak) => cued * 0.25,
            (CausalRole::Intermediate, _) => cued * 0.58,
            (CausalRole::Neutral, Strong) => bare,
            (CausalRole::Neutral, Paired) => bare * PAIRED,
            (CausalRole::Neutral, Weak) => bare * weak,
            (CausalRole::Effect, Strong) => bare * 0.4,
            (CausalRole::Effect, Paired) => bare * 0.2,
            (CausalRole::Effect, Weak) => 0.0,
        }
    }
}
