//! What detected incidents: monitoring, customers, engineers.

use serde::Serialize;

use super::interval::Share;
use super::{Coverage, incidents};
use crate::postmortem::{DetectedBy, Postmortem};

/// Incidents by what detected them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Detection {
    /// Every value, also those without incidents, `unknown` last; shares are of all incidents.
    pub shares: Vec<DetectionShare>,
    /// For how many incidents it is known.
    pub coverage: Coverage,
}

/// How many incidents have one value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DetectionShare {
    /// The value.
    pub by: DetectedBy,
    /// How many.
    pub share: Share,
}

/// Every value, in the order in which they are shown.
const VALUES: [DetectedBy; 5] = [
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
        let shares: Vec<DetectionShare> =
            VALUES.into_iter().map(|by| DetectionShare { by, share: Share::new(count(by), total) }).collect();
        Self { shares, coverage: Coverage { known: total - count(DetectedBy::Unknown), of: total } }
    }
}
