//! Survival analysis: how long it takes until an event, where for some it has not happened yet.
//!
//! The estimator is the product limit of E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete
//! observations", Journal of the American Statistical Association 53 (1958), pages 457–481; its interval is
//! Greenwood's (1926) on the scale of log(−log), after J. Kalbfleisch and R. Prentice (1980), which stays
//! between 0 and 1.

use serde::Serialize;

use super::interval::{Interval, Z};

/// One time to event, observed or censored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observation {
    /// How long, in days.
    pub days: i64,
    /// Whether the event happened then; else the observation ended without it (censored).
    pub event_observed: bool,
}

/// The share without the event, day by day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Curve {
    /// Number of observations.
    pub n: usize,
    /// Number of events.
    pub events: usize,
    /// The days with events, in order.
    pub steps: Vec<SurvivalStep>,
    /// The first day by which half of them had the event, if there is one.
    pub median_days: Option<i64>,
    /// The longest observation: the curve ends there.
    pub longest_days: i64,
}

/// A day with events.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SurvivalStep {
    /// Days since the beginning.
    pub days: i64,
    /// How many were without the event just before.
    pub at_risk: usize,
    /// Number of events on it.
    pub events: usize,
    /// Share without the event after it.
    pub survival: f64,
    /// Interval of that share; `None` once every event has happened.
    pub interval: Option<Interval>,
}

impl Curve {
    /// Estimates the curve. What is censored on a day is at risk for that day's events.
    pub fn of(observations: &[Observation]) -> Self {
        let mut observations = observations.to_vec();
        observations.sort_unstable_by_key(|observation| (observation.days, !observation.event_observed));
        let mut steps: Vec<SurvivalStep> = Vec::new();
        let (mut at_risk, mut survival, mut greenwood) = (observations.len(), 1.0, 0.0);
        for day in observations.chunk_by(|left, right| left.days == right.days) {
            let events = day.iter().filter(|observation| observation.event_observed).count();
            if events > 0 {
                let (risk, died) = (at_risk as f64, events as f64);
                survival *= 1.0 - died / risk;
                greenwood += died / (risk * (risk - died));
                let interval = (events < at_risk).then(|| interval(survival, greenwood));
                let days = day.first().map_or(0, |observation| observation.days);
                steps.push(SurvivalStep { days, at_risk, events, survival, interval });
            }
            at_risk -= day.len();
        }
        Self {
            n: observations.len(),
            events: steps.iter().map(|step| step.events).sum(),
            median_days: steps.iter().find(|step| step.survival <= 0.5 + 1e-12).map(|step| step.days),
            longest_days: observations.last().map_or(0, |observation| observation.days),
            steps,
        }
    }

    /// The last step at or before a day; `None` before the first step and beyond the longest observation.
    pub fn at(&self, days: i64) -> Option<&SurvivalStep> {
        let behind = self.steps.partition_point(|step| step.days <= days);
        self.steps.get(behind.checked_sub(1)?).filter(|_| days <= self.longest_days)
    }
}

fn interval(survival: f64, greenwood: f64) -> Interval {
    let spread = Z * greenwood.sqrt() / survival.ln().abs();
    Interval { low: survival.powf(spread.exp()), high: survival.powf((-spread).exp()) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// The 6-MP arm of E. Freireich and others, "The effect of 6-mercaptopurine on the duration of
    /// steroid-induced remissions in acute leukemia", Blood 21 (1963): the example of most textbooks.
    #[test]
    fn the_textbook_remissions_come_out_as_printed() {
        let remissions =
            [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|days| Observation { days, event_observed: true });
        let cut = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
            .map(|days| Observation { days, event_observed: false });
        let curve = Curve::of(&[&remissions[..], &cut[..]].concat());
        let printed: Vec<(i64, usize, f64)> = curve
            .steps
            .iter()
            .map(|step| (step.days, step.at_risk, (step.survival * 1e4).round() / 1e4))
            .collect();
        assert_eq!(
            printed,
            [
                (6, 21, 0.8571),
                (7, 17, 0.8067),
                (10, 15, 0.7529),
                (13, 12, 0.6902),
                (16, 11, 0.6275),
                (22, 7, 0.5378),
                (23, 6, 0.4482)
            ]
        );
        assert_eq!((curve.n, curve.events, curve.median_days, curve.longest_days), (21, 9, Some(23), 35));
        // R: survfit(Surv(t, e) ~ 1, conf.type = "log-log") at 6 weeks.
        let first = curve.steps[0].interval.unwrap();
        assert_eq!(((first.low * 1e3).round() / 1e3, (first.high * 1e3).round() / 1e3), (0.62, 0.952));
        assert_eq!(curve.at(5), None);
        assert_eq!(curve.at(12).unwrap().days, 10);
        assert_eq!(curve.at(36), None);
    }

    #[test]
    fn without_survivors_there_is_no_interval() {
        let curve = Curve::of(&[Observation { days: 3, event_observed: true }]);
        assert_eq!(
            (curve.steps[0].survival, curve.steps[0].interval, curve.median_days),
            (0.0, None, Some(3))
        );
    }
}
