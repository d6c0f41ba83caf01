//! How long it takes until something happens, where for some it has not happened yet.
//!
//! The estimator is the product limit of E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete
//! observations", Journal of the American Statistical Association 53 (1958), pages 457–481; its interval is
//! Greenwood's (1926) on the scale of log(−log), after J. Kalbfleisch and R. Prentice (1980), which stays
//! between 0 and 1.

use serde::Serialize;

use super::interval::{Interval, Z};

/// One thing that was waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// How long, in days.
    pub days: i64,
    /// Whether it happened then; else it had not happened by then.
    pub happened: bool,
}

/// What share is still waiting, day by day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Curve {
    /// How many were waited for.
    pub n: usize,
    /// How many of them happened.
    pub happened: usize,
    /// The days on which something happened, in order.
    pub steps: Vec<Step>,
    /// The first day by which it had happened to half of them, if it has.
    pub median_days: Option<i64>,
    /// The longest wait on record: the curve says nothing beyond it.
    pub longest_days: i64,
}

/// A day on which something happened.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Step {
    /// Days since the beginning.
    pub days: i64,
    /// How many were still waiting just before.
    pub at_risk: usize,
    /// To how many it happened.
    pub happened: usize,
    /// Share still waiting after it.
    pub waiting: f64,
    /// Interval of that share; `None` once nothing waits.
    pub interval: Option<Interval>,
}

impl Curve {
    /// Estimates the curve. What was cut short on a day counts as waiting through that day's events.
    pub fn of(waits: &[Wait]) -> Self {
        let mut waits = waits.to_vec();
        waits.sort_unstable_by_key(|wait| (wait.days, !wait.happened));
        let mut steps: Vec<Step> = Vec::new();
        let (mut at_risk, mut waiting, mut greenwood) = (waits.len(), 1.0, 0.0);
        for day in waits.chunk_by(|left, right| left.days == right.days) {
            let happened = day.iter().filter(|wait| wait.happened).count();
            if happened > 0 {
                let (risk, events) = (at_risk as f64, happened as f64);
                waiting *= 1.0 - events / risk;
                greenwood += events / (risk * (risk - events));
                let interval = (happened < at_risk).then(|| interval(waiting, greenwood));
                let days = day.first().map_or(0, |wait| wait.days);
                steps.push(Step { days, at_risk, happened, waiting, interval });
            }
            at_risk -= day.len();
        }
        Self {
            n: waits.len(),
            happened: steps.iter().map(|step| step.happened).sum(),
            median_days: steps.iter().find(|step| step.waiting <= 0.5 + 1e-12).map(|step| step.days),
            longest_days: waits.last().map_or(0, |wait| wait.days),
            steps,
        }
    }

    /// The last step at or before a day; `None` before the first step and beyond the longest wait.
    pub fn at(&self, days: i64) -> Option<&Step> {
        let behind = self.steps.partition_point(|step| step.days <= days);
        self.steps.get(behind.checked_sub(1)?).filter(|_| days <= self.longest_days)
    }
}

fn interval(waiting: f64, greenwood: f64) -> Interval {
    let spread = Z * greenwood.sqrt() / waiting.ln().abs();
    Interval { low: waiting.powf(spread.exp()), high: waiting.powf((-spread).exp()) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// The 6-MP arm of E. Freireich and others, "The effect of 6-mercaptopurine on the duration of
    /// steroid-induced remissions in acute leukemia", Blood 21 (1963): the example of most textbooks.
    #[test]
    fn the_textbook_remissions_come_out_as_printed() {
        let remissions = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|days| Wait { days, happened: true });
        let cut = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|days| Wait { days, happened: false });
        let curve = Curve::of(&[&remissions[..], &cut[..]].concat());
        let printed: Vec<(i64, usize, f64)> = curve
            .steps
            .iter()
            .map(|step| (step.days, step.at_risk, (step.waiting * 1e4).round() / 1e4))
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
        assert_eq!((curve.n, curve.happened, curve.median_days, curve.longest_days), (21, 9, Some(23), 35));
        // R: survfit(Surv(t, e) ~ 1, conf.type = "log-log") at 6 weeks.
        let first = curve.steps[0].interval.unwrap();
        assert_eq!(((first.low * 1e3).round() / 1e3, (first.high * 1e3).round() / 1e3), (0.62, 0.952));
        assert_eq!(curve.at(5), None);
        assert_eq!(curve.at(12).unwrap().days, 10);
        assert_eq!(curve.at(36), None);
    }

    #[test]
    fn where_nothing_waits_any_more_there_is_no_interval() {
        let curve = Curve::of(&[Wait { days: 3, happened: true }]);
        assert_eq!(
            (curve.steps[0].waiting, curve.steps[0].interval, curve.median_days),
            (0.0, None, Some(3))
        );
    }
}
