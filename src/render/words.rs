//! How facts are put into words: durations, days, moments, levels.

use jiff::civil::{Date, Time};

use crate::postmortem::{DetectedBy, Kind, Moment, Role, Severity, Status};

/// Minutes in words of at most two units: `20 min`, `1 h 5 min`, `2 d 3 h`.
pub(super) fn duration(minutes: i64) -> String {
    let (sign, minutes) = if minutes < 0 { ("−", -minutes) } else { ("", minutes) };
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let words = match (days, hours, rest) {
        (0, 0, _) => format!("{rest} min"),
        (0, _, 0) => format!("{hours} h"),
        (0, _, _) => format!("{hours} h {rest} min"),
        (_, 0, _) => format!("{days} d"),
        _ => format!("{days} d {hours} h"),
    };
    format!("{sign}{words}")
}

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

/// Who noticed first.
pub(super) fn noticed_by(by: DetectedBy) -> &'static str {
    match by {
        DetectedBy::Monitoring => "monitoring",
        DetectedBy::Customer => "a customer",
        DetectedBy::Engineer => "an engineer",
        DetectedBy::ThirdParty => "a third party",
        DetectedBy::Unknown => "not stated",
    }
}

/// What part a cause played; nothing for the mechanism itself.
pub(super) fn role(role: Role) -> &'static str {
    match role {
        Role::Cause => "cause",
        Role::Amplifier => "made it bigger",
        Role::Prolonged => "made it last",
    }
}

/// What a badge says of the write-up's state; nothing where the state is as usual.
pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Draft => "draft",
        Status::InReview => "in review",
        Status::Reviewed => "reviewed",
        Status::Closed => "closed",
    }
}

/// What a badge says of an event that is no incident.
pub(super) fn kind(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Incident => None,
        Kind::NearMiss => Some("near miss"),
        Kind::FalseAlarm => Some("false alarm"),
        Kind::Vulnerability => Some("vulnerability"),
    }
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

/// `1 incident`, `2 incidents`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_like_speech() {
        let read: Vec<_> = [0, 20, 60, 65, 1440, 1680, -5].map(duration).into();
        assert_eq!(read, ["0 min", "20 min", "1 h", "1 h 5 min", "1 d", "1 d 4 h", "−5 min"]);
    }
}
