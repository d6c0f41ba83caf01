//! Numbers as readers say them.

use crate::trends::Coverage;
use crate::trends::interval::{Interval, Share};

/// A length of time: `45 min`, `3 h 20 min`, `2.5 d`, `11 d`.
pub fn length(minutes: f64) -> String {
    let whole = minutes.round() as i64;
    match whole {
        ..1 => "under 1 min".to_owned(),
        1..60 => format!("{whole} min"),
        60..2880 if whole % 60 == 0 => format!("{} h", whole / 60),
        60..2880 => format!("{} h {} min", whole / 60, whole % 60),
        _ => {
            let days = format!("{:.1}", minutes / 1440.0);
            format!("{} d", days.strip_suffix(".0").unwrap_or(&days))
        }
    }
}

/// A share as a percentage: `28 %`.
pub fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// An interval of a share: `15–46 %`.
pub fn percents(interval: Interval) -> String {
    format!("{:.0}–{:.0} %", interval.low * 100.0, interval.high * 100.0)
}

/// A share with its interval: `7 of 25, 28 % (14–48 %)`.
pub fn share(share: &Share) -> String {
    format!("{} of {}, {} ({})", share.count, share.of, percent(share.value), percents(share.interval))
}

/// A count of something: `1 incident`, `3 incidents`.
pub fn count(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// `duration known for 12 of 15 incidents`.
pub fn coverage(what: &str, coverage: Coverage) -> String {
    format!("{what} known for {} of {}", coverage.known, count(coverage.of, "incident"))
}
