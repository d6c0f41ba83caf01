//! Who noticed first.

use serde::Serialize;

use super::interval::Share;
use super::{Coverage, incidents};
use crate::postmortem::{DetectedBy, Postmortem};

/// Who noticed incidents first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Detection {
    /// Every answer, also those that nobody gave, `unknown` last; shares are of all incidents.
    pub shares: Vec<Noticed>,
    /// For how many incidents it is known.
    pub coverage: Coverage,
}

/// How many incidents somebody noticed first.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Noticed {
    /// Who.
    pub by: DetectedBy,
    /// How many.
    pub share: Share,
}

/// Every answer, in the order in which they are shown.
const ANSWERS: [DetectedBy; 5] = [
    DetectedBy::Monitoring,
    DetectedBy::Engineer,
    DetectedBy::Customer,
    DetectedBy::ThirdParty,
    DetectedBy::Unknown,
];

impl Detection {
    /// Counts `records`.
    pub fn of(records: &[&Postmortem]) -> Self {
        let total = incidents(records).count();
        let count = |by| incidents(records).filter(|(_, record)| record.detected_by == by).count();
        let shares: Vec<Noticed> =
            ANSWERS.into_iter().map(|by| Noticed { by, share: Share::new(count(by), total) }).collect();
        Self { shares, coverage: Coverage { known: total - count(DetectedBy::Unknown), of: total } }
    }
}
