//! Intervals, each with its source. All are two-sided at 95 %.
//!
//! They cover sampling alone: neither wrong tags, nor incidents without a postmortem, nor the clustering of
//! incidents that recur, which makes them too narrow.

use serde::Serialize;
use statrs::distribution::{Beta, Binomial, ContinuousCDF, DiscreteCDF, Gamma};

/// What lies outside a two-sided interval of 95 % at either end.
const TAIL: f64 = 0.025;

/// The 97.5 % quantile of the normal distribution.
pub(crate) const Z: f64 = 1.959_963_984_540_054;

/// A range that covers what was estimated in 95 of 100 samples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// A share of incidents with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    /// Incidents that have it.
    pub count: usize,
    /// Incidents there are.
    pub of: usize,
    /// `count / of`, between 0 and 1; 0 where there are none.
    pub value: f64,
    /// Wilson's interval, between 0 and 1.
    pub interval: Interval,
}

impl Share {
    /// `count` of `of` incidents.
    pub fn new(count: usize, of: usize) -> Self {
        let value = if of == 0 { 0.0 } else { count as f64 / of as f64 };
        Self { count, of, value, interval: wilson(count, of) }
    }
}

/// The exact interval of a Poisson count, in counts: F. Garwood, "Fiducial limits for the Poisson
/// distribution", Biometrika 28 (1936), pages 437–442.
///
/// The ends are quantiles of gamma distributions (half those of chi-square with twice the degrees of freedom),
/// found by `statrs` with Newton steps inside a bisected bracket.
pub fn garwood(count: usize) -> Interval {
    let low = if count == 0 { 0.0 } else { gamma_quantile(count as f64, TAIL) };
    Interval { low, high: gamma_quantile(count as f64 + 1.0, 1.0 - TAIL) }
}

fn gamma_quantile(shape: f64, p: f64) -> f64 {
    Gamma::new(shape, 1.0).map_or(shape, |gamma| gamma.inverse_cdf(p))
}

/// The score interval of a share: E. B. Wilson, "Probable inference, the law of succession, and statistical
/// inference", Journal of the American Statistical Association 22 (1927), pages 209–212.
pub fn wilson(count: usize, of: usize) -> Interval {
    if of == 0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    let (n, share) = (of as f64, count as f64 / of as f64);
    let scale = 1.0 + Z * Z / n;
    let centre = share + Z * Z / (2.0 * n);
    let spread = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    // At the ends rounding would leave 1e-17 in place of nothing.
    let low = if count == 0 { 0.0 } else { (centre - spread) / scale };
    let high = if count == of { 1.0 } else { (centre + spread) / scale };
    Interval { low, high }
}

/// Ranks, from 1, of the ordered values between which the median lies: W. J. Conover, "Practical
/// Nonparametric Statistics", 3rd edition (1999), section 3.2. `None` below six values, which are too few.
pub fn median_ranks(n: usize) -> Option<(usize, usize)> {
    let binomial = Binomial::new(0.5, n as u64).ok()?;
    // The number of values under the median is binomial: find how many ranks its lower tail spares.
    let (mut spared, mut beyond) = (0, n / 2);
    while spared < beyond {
        let rank = (spared + beyond).div_ceil(2);
        if binomial.cdf(rank as u64 - 1) <= TAIL { spared = rank } else { beyond = rank - 1 }
    }
    (spared > 0).then(|| (spared, n + 1 - spared))
}

/// The quantile of ordered values by linear interpolation between them: definition 7 of R. J. Hyndman and
/// Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996), pages 361–365.
pub fn quantile(ordered: &[i64], p: f64) -> Option<f64> {
    let place = ordered.len().checked_sub(1)? as f64 * p;
    let below = *ordered.get(place.floor() as usize)? as f64;
    let above = *ordered.get(place.ceil() as usize)? as f64;
    Some(below + (above - below) * place.fract())
}

/// How many times as many `later` is as `earlier`, both Poisson counts over equal time: given their sum, one of
/// them is binomial (J. Przyborowski and H. Wilenski, Biometrika 31 (1940), pages 313–323), whose exact limits
/// are those of C. J. Clopper and E. S. Pearson, Biometrika 26 (1934), pages 404–413. `None` at zero `earlier`.
pub fn rate_ratio(earlier: usize, later: usize) -> Option<(f64, Interval)> {
    if earlier == 0 {
        return None;
    }
    let (before, after) = (earlier as f64, later as f64);
    let odds = |share: f64| share / (1.0 - share);
    let low = match later {
        0 => 0.0,
        _ => odds(Beta::new(after, before + 1.0).ok()?.inverse_cdf(TAIL)),
    };
    let high = odds(Beta::new(after + 1.0, before).ok()?.inverse_cdf(1.0 - TAIL));
    Some((after / before, Interval { low, high }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn three(interval: Interval) -> (f64, f64) {
        ((interval.low * 1e3).round() / 1e3, (interval.high * 1e3).round() / 1e3)
    }

    /// Limits as printed in tables of the Poisson distribution (Garwood's own, and Pearson and Hartley's table 40).
    #[test]
    fn a_poisson_count_has_the_tabled_limits() {
        assert_eq!(three(garwood(0)), (0.0, 3.689));
        assert_eq!(three(garwood(1)), (0.025, 5.572));
        assert_eq!(three(garwood(5)), (1.623, 11.668));
        assert_eq!(three(garwood(10)), (4.795, 18.39));
        assert_eq!(three(garwood(50)), (37.111, 65.919));
        let many = garwood(10_000);
        assert!(
            many.low > 9804.0 && many.low < 9805.5 && many.high > 10_197.5 && many.high < 10_198.5,
            "{many:?}"
        );
    }

    #[test]
    fn a_share_has_wilsons_limits() {
        let round = |share: f64| (share * 1e4).round() / 1e4;
        let half = wilson(5, 10);
        assert_eq!((round(half.low), round(half.high)), (0.2366, 0.7634));
        assert_eq!((wilson(0, 10).low, round(wilson(0, 10).high)), (0.0, 0.2775));
        assert_eq!((round(wilson(10, 10).low), wilson(10, 10).high), (0.7225, 1.0));
        assert_eq!(wilson(0, 0), Interval { low: 0.0, high: 1.0 });
    }

    #[test]
    fn the_median_lies_between_tabled_ranks() {
        assert_eq!(median_ranks(0), None);
        assert_eq!(median_ranks(5), None);
        assert_eq!(median_ranks(6), Some((1, 6)));
        assert_eq!(median_ranks(10), Some((2, 9)));
        assert_eq!(median_ranks(20), Some((6, 15)));
        assert_eq!(median_ranks(100), Some((40, 61)));
        assert_eq!(median_ranks(10_000), Some((4902, 5099)));
    }

    #[test]
    fn a_ratio_of_rates_includes_one_unless_the_counts_differ_clearly() {
        let (ratio, interval) = rate_ratio(10, 20).unwrap();
        assert_eq!(ratio, 2.0);
        // Clopper and Pearson's limits of 20 of 30 are 0.4719 and 0.8271; these are their odds.
        assert_eq!(three(interval), (0.894, 4.785));
        assert_eq!(rate_ratio(0, 3), None);
        assert_eq!(rate_ratio(3, 0).unwrap().1.low, 0.0);
    }
}
