//! Days, moments and lengths as front matter states them: one value a field, ISO first.

use jiff::civil::{Date, DateTime, Time};

use crate::extract::mentions::{clocks, dates, durations, zones};
use crate::postmortem::Moment;

/// What a field for a point in time says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct StatedTime {
    /// Its day.
    pub date: Option<Date>,
    /// Its clock time.
    pub time: Option<Time>,
    /// Minutes east of UTC, if the field itself says so.
    pub offset: Option<i32>,
}

/// Why a field for a point in time says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotWhen {
    /// It looks like a date, and no calendar or clock has it.
    Impossible,
    /// It is something else.
    NoDate,
}

impl StatedTime {
    /// Day and time together; `None` where one is missing.
    pub(super) fn local(&self) -> Option<DateTime> {
        Some(self.date?.to_datetime(self.time?))
    }

    /// The moment, in the zone of the file where the field states none.
    pub(super) fn moment(&self, zone: Option<&zones::Zone>) -> Option<Moment> {
        let local = self.local()?;
        let utc_offset_minutes = self.offset.or_else(|| zone?.offset(Some(local)));
        Some(Moment { local, utc_offset_minutes })
    }
}

/// Reads a day, a clock time, or both, with or without a zone.
pub(super) fn parse(text: &str) -> Result<StatedTime, NotWhen> {
    let text = text.trim();
    let Some(found) = iso(text) else { return written_out(text) };
    let (date, rest) = found?;
    let rest = rest.trim_start_matches(['T', 't', ' ', ',']).trim();
    if rest.is_empty() {
        return Ok(StatedTime { date: Some(date), time: None, offset: None });
    }
    let (time, zone) = clock(rest).ok_or(NotWhen::Impossible)?;
    let offset = if zone.is_empty() {
        None
    } else {
        let local = date.to_datetime(time);
        Some(zones::parse(zone).and_then(|zone| zone.offset(Some(local))).ok_or(NotWhen::Impossible)?)
    };
    Ok(StatedTime { date: Some(date), time: Some(time), offset })
}

/// `2023-02-02` or `2023/2/2` at the start of a text, and what follows; `None` where something else stands there.
fn iso(text: &str) -> Option<Result<(Date, &str), NotWhen>> {
    let sign = text.as_bytes().get(4).filter(|byte| matches!(byte, b'-' | b'/'))?;
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    if digits(text) != 4 {
        return None;
    }
    let month = digits(&text[5..]);
    let day_at = 5 + month + 1;
    if !(1..=2).contains(&month) || text.as_bytes().get(5 + month) != Some(sign) {
        return None;
    }
    let day = digits(&text[day_at..]);
    if !(1..=2).contains(&day) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| text[range].parse::<i16>().ok();
    let end = day_at + day;
    let (year, month, day) = (number(0..4)?, number(5..5 + month)?, number(day_at..end)?);
    Some(
        Date::new(year, month as i8, day as i8)
            .map(|date| (date, &text[end..]))
            .map_err(|_| NotWhen::Impossible),
    )
}

/// `07:00`, `07:00:12.5`, and what follows.
fn clock(text: &str) -> Option<(Time, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(text.len());
    let parts: Vec<i8> = text[..end].split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (hour, minute, second) = match parts.as_slice() {
        [hour, minute] => (*hour, *minute, 0),
        [hour, minute, second] => (*hour, *minute, (*second).min(59)),
        _ => return None,
    };
    let rest = text[end..]
        .strip_prefix('.')
        .map_or(&text[end..], |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let half = rest.trim_start().to_ascii_lowercase();
    if half.starts_with("am") || half.starts_with("pm") {
        let time = clocks::find(text).first().map(|found| found.value.time)?;
        return Some((time, rest.trim_start()[2..].trim()));
    }
    Some((Time::new(hour, minute, second, 0).ok()?, rest.trim()))
}

/// Dates in words and clock times without a day.
fn written_out(text: &str) -> Result<StatedTime, NotWhen> {
    let date = dates::parse(text, None);
    let time = clocks::find(text).first().map(|found| found.value.time);
    if date.is_none() && time.is_none() {
        let is_impossible = dates::find(text).iter().any(|date| date.value == dates::PartialDate::Impossible);
        return Err(if is_impossible { NotWhen::Impossible } else { NotWhen::NoDate });
    }
    let local = date.and_then(|date| Some(date.to_datetime(time?)));
    let offset =
        time.and_then(|_| zones::find(text).into_iter().next()).and_then(|zone| zone.value.offset(local));
    Ok(StatedTime { date, time, offset })
}

/// Minutes of a length of time in any of the usual forms.
pub(super) fn minutes(text: &str) -> Option<i64> {
    let text = text.trim();
    if text.starts_with(['P', 'p']) && text.parse::<jiff::Span>().is_ok() {
        let span: jiff::Span = text.parse().ok()?;
        let days = jiff::SpanRelativeTo::days_are_24_hours();
        let minutes = span.total((jiff::Unit::Minute, days)).ok()?;
        return (minutes.abs() <= durations::LONGEST).then_some(minutes.round() as i64);
    }
    durations::parse(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, NotWhen>) {
        let shown = parse(text).map(|when| match when.moment(None) {
            Some(moment) => moment.to_string(),
            None => format!(
                "{} {}",
                when.date.map_or_else(String::new, |date| date.to_string()),
                when.time.map_or_else(String::new, |time| time.to_string())
            )
            .trim()
            .to_owned(),
        });
        assert_eq!(shown, expected.map(str::to_owned), "{text}");
    }

    #[test]
    fn points_in_time_are_read_in_the_forms_of_front_matter() {
        check("2023-02-02", Ok("2023-02-02"));
        check("2023-02-02T07:00:00+03:00", Ok("2023-02-02T07:00:00+03:00"));
        check("2023-03-23T20:10:01.466Z", Ok("2023-03-23T20:10:01+00:00"));
        check("2014-07-16 23:29 UTC", Ok("2014-07-16T23:29:00+00:00"));
        check("2014-07-16 09:29:00 -0500", Ok("2014-07-16T09:29:00-05:00"));
        check("2023/2/2 7:05", Ok("2023-02-02T07:05:00"));
        check("February 2nd, 2023", Ok("2023-02-02"));
        check("07:30", Ok("07:30:00"));
    }

    #[test]
    fn what_no_calendar_has_is_impossible_and_the_rest_no_date() {
        check("2023-02-30", Err(NotWhen::Impossible));
        check("2023-02-02 25:00", Err(NotWhen::Impossible));
        check("soon", Err(NotWhen::NoDate));
    }

    #[test]
    fn lengths_are_read_in_all_their_forms() {
        for (text, expected) in [
            ("3h", 180),
            ("17min", 17),
            ("1h 30m", 90),
            ("3h10m", 190),
            ("PT3H", 180),
            ("PT1H30M", 90),
            ("P1DT2H", 1560),
            ("279 minutes", 279),
            ("4 hours 42 minutes", 282),
            ("11 days", 15840),
        ] {
            assert_eq!(minutes(text), Some(expected), "{text}");
        }
        assert_eq!(minutes("a while"), None);
    }
}
