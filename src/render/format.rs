//! How figures, days and moments are written on pages.

use jiff::civil::{Date, Time};

use crate::postmortem::{Moment, Severity};
use crate::terms;
use crate::trends::Coverage;
use crate::trends::interval::{Interval, Share};

/// A day with its weekday: `Thu 2 Feb 2023`.
pub(super) fn day(date: Date) -> String {
    date.strftime("%a %-d %b %Y").to_string()
}

/// A day in a list: `2023-02-02`.
pub(super) fn iso(date: Date) -> String {
    date.to_string()
}

/// A clock time: `07:05`.
pub(super) fn clock(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

/// A stated offset: `UTC+3`, `UTC−5:30`.
pub(super) fn zone(minutes: i32) -> String {
    if minutes == 0 {
        return "UTC".to_owned();
    }
    let sign = if minutes < 0 { '−' } else { '+' };
    match (minutes.abs() / 60, minutes.abs() % 60) {
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, rest) => format!("UTC{sign}{hours}:{rest:02}"),
    }
}

/// A moment for `<time datetime>`.
pub(super) fn machine(moment: &Moment) -> String {
    let mut text = moment.local.strftime("%Y-%m-%dT%H:%M").to_string();
    if let Some(offset) = moment.utc_offset_minutes {
        let sign = if offset < 0 { '-' } else { '+' };
        text.push_str(&format!("{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60));
    }
    text
}

/// A severity as written, with its level where the words leave that open.
pub(super) fn severity(severity: &Severity) -> String {
    match severity.level {
        Some(level) if !severity.raw.contains(|c: char| c.is_ascii_digit()) => {
            format!("{} (level {level})", severity.raw)
        }
        _ => severity.raw.clone(),
    }
}

/// A number with its noun: `1 near miss`, `2 near misses`.
pub(super) fn plural(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A number with a noun of regular plural: `1 incident`, `3 incidents`.
pub(super) fn count(number: usize, noun: &str) -> String {
    plural(number, noun, &format!("{noun}s"))
}

/// A duration that was computed, to the minute.
pub(super) fn duration(minutes: f64) -> String {
    terms::duration(minutes.round() as i64)
}

/// A percentage without needless decimals.
pub(super) fn percent(share: f64) -> String {
    if (share - share.round()).abs() < 0.05 { format!("{share:.0} %") } else { format!("{share:.1} %") }
}

/// The first `limit` characters, cut at a word, with an ellipsis where something is left out.
pub(super) fn shorten(text: &str, limit: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(limit) else { return text.to_owned() };
    let cut = text[..end].rfind(char::is_whitespace).filter(|&at| at > end / 2).unwrap_or(end);
    format!("{}…", text[..cut].trim_end_matches([' ', ',', ';', ':', '.']))
}

/// A share between 0 and 1 as a percentage: `28 %`.
pub(super) fn share_percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// An interval of a share: `15–46 %`.
pub(super) fn interval_percent(interval: Interval) -> String {
    format!("{:.0}–{:.0} %", interval.low * 100.0, interval.high * 100.0)
}

/// A share with its interval: `7 of 25, 28 % (14–48 %)`.
pub(super) fn share(share: &Share) -> String {
    let (percent, interval) = (share_percent(share.value), interval_percent(share.interval));
    format!("{} of {}, {percent} ({interval})", share.count, share.of)
}

/// `duration known for 12 of 15 incidents`.
pub(super) fn coverage(what: &str, coverage: Coverage) -> String {
    format!("{what} known for {} of {}", coverage.known, count(coverage.of, "incident"))
}
