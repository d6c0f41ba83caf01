//! How long incidents lasted: every one of them, with the median and its interval. No mean: see the module above.

use serde::Serialize;

use super::interval::{median_ranks, quantile};
use super::{Coverage, IncidentRef, incidents};
use crate::postmortem::Postmortem;

/// The ninth decile of fewer incidents than this would be the word of one or two of them.
pub const FEWEST_FOR_P90: usize = 30;

/// Which duration of an incident is measured. They are never mixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Start to end: how long there was harm.
    Duration,
    /// Start to detection.
    TimeToDetect,
    /// Detection to mitigation.
    TimeToMitigate,
    /// Detection to resolution.
    TimeToResolve,
}

impl Measure {
    /// The record's field.
    pub fn key(self) -> &'static str {
        match self {
            Self::Duration => "duration_minutes",
            Self::TimeToDetect => "time_to_detect_minutes",
            Self::TimeToMitigate => "time_to_mitigate_minutes",
            Self::TimeToResolve => "time_to_resolve_minutes",
        }
    }

    fn minutes(self, record: &Postmortem) -> Option<i64> {
        match self {
            Self::Duration => record.duration_minutes,
            Self::TimeToDetect => record.time_to_detect_minutes,
            Self::TimeToMitigate => record.time_to_mitigate_minutes,
            Self::TimeToResolve => record.time_to_resolve_minutes,
        }
    }
}

/// One incident's length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct IncidentDuration<'a> {
    /// The incident.
    pub incident: IncidentRef<'a>,
    /// Its length in minutes.
    pub minutes: i64,
}

/// The lengths of all incidents for which one is known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Durations<'a> {
    /// What is measured.
    pub measure: Measure,
    /// Shortest first, equals by slug. Negative lengths are contradictions of the text and are left out.
    pub lengths: Vec<IncidentDuration<'a>>,
    /// For how many incidents it is known.
    pub coverage: Coverage,
    /// Half of them were longer, in minutes.
    pub median: Option<f64>,
    /// Where the median lies, from one ordered value to another, in minutes; needs six incidents.
    pub median_interval: Option<(i64, i64)>,
    /// A quarter of them were shorter than the first, a quarter longer than the second; needs five incidents.
    pub quartiles: Option<(f64, f64)>,
    /// One in ten was longer; needs 30 incidents.
    pub p90: Option<f64>,
}

impl<'a> Durations<'a> {
    /// Collects what `measure` is for each of `records`.
    pub fn of(records: &[&'a Postmortem], measure: Measure) -> Self {
        let mut lengths = Vec::new();
        let mut total = 0;
        for (index, record) in incidents(records) {
            total += 1;
            if let Some(minutes) = measure.minutes(record).filter(|&minutes| minutes >= 0) {
                lengths.push(IncidentDuration { incident: IncidentRef::of(index, record), minutes });
            }
        }
        lengths.sort_unstable_by_key(|length| (length.minutes, length.incident.slug));
        let minutes: Vec<i64> = lengths.iter().map(|length| length.minutes).collect();
        let n = minutes.len();
        let at_rank = |rank: usize| minutes.get(rank - 1).copied();
        Self {
            measure,
            coverage: Coverage { known: n, of: total },
            median: quantile(&minutes, 0.5),
            median_interval: median_ranks(n).and_then(|(low, high)| at_rank(low).zip(at_rank(high))),
            quartiles: quantile(&minutes, 0.25).zip(quantile(&minutes, 0.75)).filter(|_| n >= 5),
            p90: quantile(&minutes, 0.9).filter(|_| n >= FEWEST_FOR_P90),
            lengths,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trends::examples::incident;

    fn lasting(minutes: &[Option<i64>]) -> Vec<Postmortem> {
        let lasting = |(at, &minutes): (usize, &Option<i64>)| Postmortem {
            duration_minutes: minutes,
            ..incident(&format!("i{at:02}"), None)
        };
        minutes.iter().enumerate().map(lasting).collect()
    }

    #[test]
    fn the_median_comes_with_ordered_values_around_it_and_the_unknown_stay_in_the_coverage() {
        let known = [5, 40, 10, 20, 30, 50, 100_000, 60, 80, 70];
        let minutes: Vec<Option<i64>> = known.into_iter().map(Some).chain([None, Some(-3)]).collect();
        let records = lasting(&minutes);
        let durations = Durations::of(&records.iter().collect::<Vec<_>>(), Measure::Duration);
        assert_eq!(durations.coverage, Coverage { known: 10, of: 12 });
        assert_eq!(durations.lengths[0].incident.slug, "i00");
        assert_eq!(durations.median, Some(45.0));
        assert_eq!(durations.median_interval, Some((10, 80)));
        assert_eq!(durations.quartiles, Some((22.5, 67.5)));
        assert_eq!(durations.p90, None);
    }

    #[test]
    fn the_ninth_decile_needs_thirty_incidents() {
        let of = |n: i64| {
            let records = lasting(&(0..n).map(Some).collect::<Vec<_>>());
            Durations::of(&records.iter().collect::<Vec<_>>(), Measure::Duration).p90
        };
        assert_eq!((of(29), of(30)), (None, Some(26.1)));
    }
}
