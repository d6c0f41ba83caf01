//! Writes what was read of the times into the record: days, zone, end, duration and the intervals between.

use aho_corasick::AhoCorasick;
use jiff::civil::{Date, DateTime, Time};

use crate::extract::facts::{DayHint, TimeClaim, TimeClaims, TimeContext};
use crate::extract::mentions::zones::Zone;
use crate::extract::patterns::listed;
use crate::language::Compiled;
use crate::postmortem::{Moment, OutageWindow, Postmortem, Provenance, Source};

/// Fills the times that front matter does not state.
pub(super) fn write(context: &TimeContext<'_>, claims: TimeClaims, record: &mut Postmortem) {
    TimeWriter { offset: record.utc_offset_minutes, place: None, record, claims }.write(context);
}

struct TimeWriter<'a> {
    record: &'a mut Postmortem,
    claims: TimeClaims,
    offset: Option<i32>,
    /// The zone of the text's times, where it is a place.
    place: Option<Zone>,
}

impl TimeWriter<'_> {
    fn write(mut self, context: &TimeContext<'_>) {
        let stated_start = self.record.start.is_some() || self.record.start_time.is_some();
        let date = self.start_date(context);
        self.zone(context, date);
        if !stated_start && let Some(start) = self.claims.start.clone() {
            self.record.start_time = start.time;
            if start.time.is_some() {
                self.provenance("start_time", &start);
            }
        }
        self.end();
        self.record.start =
            self.record.start.or_else(|| self.moment(self.record.date, self.record.start_time));
        self.record.end = self.record.end.or_else(|| self.moment(self.record.end_date, self.record.end_time));
        for (moment, known, from) in [
            ("start", self.record.start.is_some(), &["date", "start_time"]),
            ("end", self.record.end.is_some(), &["end_date", "end_time"]),
        ] {
            if known {
                self.record.provenance.entry(moment).or_insert_with(|| Provenance::derived(from));
            }
        }
        self.windows();
        self.duration();
        self.milestones();
        self.intervals();
    }

    /// The incident's day; a front matter `date` that is not the start's is often that of publication, and yields.
    fn start_date(&mut self, context: &TimeContext<'_>) -> Option<Date> {
        let stated = self.record.date;
        let told =
            self.claims.start.clone().filter(|start| start.date.is_some()).or(self.claims.date.clone());
        let fixed = self.record.start.is_some();
        match told {
            Some(told) if stated.is_none() || (!fixed && context.yields && told.date != stated) => {
                self.record.date = told.date;
                // A start takes its day from elsewhere in the text, where the day is to be seen.
                let day = self.claims.date.clone().filter(|day| day.date == told.date);
                let told = day.unwrap_or(told);
                let (line, text) = told.dated.unwrap_or((told.line, told.text));
                self.record.provenance.insert("date", Provenance::stated(Source::Text, line, text));
            }
            _ => {}
        }
        if self.record.date.is_none()
            && let Some((date, text)) = &context.file_date
        {
            self.record.date = Some(*date);
            self.record.provenance.insert("date", Provenance::file_name(text.clone()));
        }
        self.record.date
    }

    fn zone(&mut self, context: &TimeContext<'_>, date: Option<Date>) {
        // A zone without a clock time is that of a meeting, or of code.
        let timed = |claim: &Option<TimeClaim>| claim.as_ref().is_some_and(|claim| claim.time.is_some());
        let is_timed = self.record.start_time.is_some()
            || timed(&self.claims.start)
            || timed(&self.claims.end)
            || self.record.timeline.iter().any(|entry| entry.time.is_some());
        if self.record.utc_offset_minutes.is_none()
            && let Some(found) = context.zone.as_ref().filter(|_| is_timed)
        {
            let start = self.claims.start.as_ref().and_then(|start| start.time);
            let noon = date.map(|date| date.to_datetime(start.unwrap_or(Time::constant(12, 0, 0, 0))));
            self.record.utc_offset_minutes = found.zone.offset(noon);
            self.place = Some(found.zone.clone()).filter(|zone| matches!(zone, Zone::Place(_)));
            let line = context.line(found.unit, found.range.start);
            let text =
                context.mentions.document.units[found.unit].text.get(found.range.clone()).unwrap_or("");
            self.record.provenance.insert("utc_offset_minutes", Provenance::stated(Source::Text, line, text));
        }
        self.offset = self.record.utc_offset_minutes;
    }

    fn end(&mut self) {
        if self.record.end.is_some() {
            return;
        }
        let end = self.claims.end.clone().filter(|end| end.time.is_some());
        if let Some(end) = end {
            self.record.end_time = end.time;
            self.provenance("end_time", &end);
            let said = end.date.filter(|end| self.record.date.is_none_or(|start| *end >= start));
            // "23:59 - 01:40 between 30 June and 1 July": the end is not on the day of the start.
            let back = self.record.start_time.zip(end.time).is_some_and(|(start, end)| end < start);
            let said = said.filter(|said| !back || Some(*said) != self.record.date);
            if said.is_some() {
                self.provenance("end_date", &end);
            }
            self.record.end_date = said.or_else(|| self.hinted(end.day)).or(self.record.end_date);
        } else if let Some(ended) = self.claims.end.clone().filter(|end| end.date.is_some())
            && self.record.date.is_none_or(|start| ended.date >= Some(start))
        {
            // Only the day of the end is said.
            self.record.end_date = ended.date;
            self.provenance("end_date", &ended);
        } else if let (Some(start), Some(minutes)) = (self.record.start_time, self.stated_minutes())
            && !self.is_approximate()
        {
            // A start and a length say when it was over.
            let anchor = self.record.date.unwrap_or(Date::constant(2000, 1, 1)).to_datetime(start);
            if let Ok(end) = anchor.checked_add(jiff::SignedDuration::from_mins(minutes)) {
                self.record.end_time = Some(end.time());
                self.record.end_date = self.record.date.map(|_| end.date());
                self.record
                    .provenance
                    .insert("end_time", Provenance::derived(&["start_time", "duration_minutes"]));
            }
        }
        self.end_date();
    }

    /// The day that "the next day" or "Monday" says, counted from the start's.
    fn hinted(&self, hint: DayHint) -> Option<Date> {
        let date = self.record.date?;
        match hint {
            DayHint::None => None,
            DayHint::Next => date.tomorrow().ok(),
            DayHint::Weekday(day) if date.weekday() == day => Some(date),
            DayHint::Weekday(day) => date.nth_weekday(1, day).ok(),
        }
    }

    /// The day of an end that has only a clock time: the start's, or the next where the clock went back.
    fn end_date(&mut self) {
        let (Some(date), None, Some(end)) = (self.record.date, self.record.end_date, self.record.end_time)
        else {
            return;
        };
        let over_midnight = self.record.start_time.is_some_and(|start| end < start);
        let days = match self.stated_minutes() {
            Some(minutes) if minutes >= 1_440 => {
                let start = date.to_datetime(self.record.start_time.unwrap_or(end));
                let ended =
                    start.checked_add(jiff::SignedDuration::from_mins(minutes)).map_or(date, DateTime::date);
                date.until(ended).map_or(0, |span| span.get_days())
            }
            _ => i32::from(over_midnight),
        };
        self.record.end_date = date.checked_add(jiff::Span::new().days(days)).ok();
        self.record
            .provenance
            .entry("end_date")
            .or_insert_with(|| Provenance::derived(&["date", "end_time"]));
    }

    /// "~1hr" and "two days" say too little to say when it was over.
    fn is_approximate(&self) -> bool {
        let whole_days = self.stated_minutes().is_some_and(|minutes| minutes % 1_440 == 0);
        whole_days || self.claims.duration.as_ref().is_some_and(|(_, _, text)| text.starts_with(['~', '≈']))
    }

    fn stated_minutes(&self) -> Option<i64> {
        self.record.duration_minutes.or(self.claims.duration.as_ref().map(|duration| duration.0))
    }

    fn windows(&mut self) {
        if !self.record.windows.is_empty() || self.claims.windows.is_empty() {
            return;
        }
        let more = std::mem::take(&mut self.claims.windows);
        let told =
            more.first().map(|(start, _)| Provenance::stated(Source::Text, start.line, start.text.clone()));
        // Without a day they are no moments, but the last of them still ends it.
        if let (Some(_), None, Some((_, last))) = (self.claims.stretched, self.record.date, more.last()) {
            self.record.end_time = last.time.or(self.record.end_time);
        }
        let first = self.record.start.zip(self.record.end).map(|(start, end)| OutageWindow { start, end });
        let date = self.record.date;
        let more = more.into_iter().filter_map(|(start, end)| {
            let from = start.date.or(date)?;
            let start = self.moment(Some(from), start.time)?;
            let mut until = self.moment(Some(end.date.unwrap_or(from)), end.time)?;
            if until.minutes_since(&start) < 0 {
                until.local = until.local.checked_add(jiff::SignedDuration::from_hours(24)).ok()?;
            }
            Some(OutageWindow { start, end: until })
        });
        let windows: Vec<OutageWindow> = first.into_iter().chain(more).collect();
        if windows.len() > 1 {
            if let Some(last) = windows.last() {
                self.record.end = Some(last.end);
                self.record.end_time = Some(last.end.local.time());
                self.record.end_date = Some(last.end.local.date());
            }
            self.record.windows = windows;
            self.record.provenance.extend(told.map(|told| ("windows", told)));
        }
    }

    fn duration(&mut self) {
        if self.record.duration_minutes.is_some() {
            return;
        }
        // "For 17 minutes, for 12 and for 21": the length of one stretch is not that of all.
        let lengths: Vec<i64> =
            self.record.windows.iter().map(|window| window.end.minutes_since(&window.start)).collect();
        let of_all = |minutes: i64| lengths.len() < 2 || !lengths.contains(&minutes);
        // A start and an end that the author states go before a length in the prose.
        let authored = |field: &str| {
            self.record.provenance.get(field).is_some_and(|known| known.source == Source::FrontMatter)
        };
        let bounded = authored("start") && authored("end") && self.elapsed().is_some();
        let told = self.claims.duration.take().filter(|_| !bounded);
        let told = told.filter(|(minutes, _, text)| !self.is_rounded(*minutes, text));
        let stated = told.filter(|(minutes, ..)| of_all(*minutes));
        if let Some((minutes, line, text)) = stated {
            self.record.duration_minutes = Some(minutes);
            self.record.provenance.insert("duration_minutes", Provenance::stated(Source::Text, line, text));
            return;
        }
        // Without days the stretches are no windows, and last as long.
        let elapsed = || self.claims.stretched.or_else(|| self.elapsed());
        let minutes = if self.record.windows.is_empty() { elapsed() } else { Some(lengths.iter().sum()) };
        if let Some(minutes) = minutes.filter(|&minutes| minutes >= 0) {
            self.record.duration_minutes = Some(minutes);
            let from: &[&'static str] =
                if self.record.windows.is_empty() { &["start_time", "end_time"] } else { &["windows"] };
            self.record.provenance.insert("duration_minutes", Provenance::derived(from));
        }
    }

    /// "Just over six hours" beside a start and an end that say how much over.
    fn is_rounded(&self, minutes: i64, text: &str) -> bool {
        let apart = self.elapsed().map(|elapsed| (elapsed - minutes).abs());
        apart.is_some_and(|apart| apart * 10 <= minutes) && is_rounding(text)
    }

    /// Minutes from start to end, days included where they are known.
    fn elapsed(&self) -> Option<i64> {
        if let (Some(start), Some(end)) = (self.record.start, self.record.end) {
            return Some(end.minutes_since(&start));
        }
        let (start, end) = (self.record.start_time?, self.record.end_time?);
        if let Some((_, _, minutes)) =
            self.claims.apart.filter(|(first, last, _)| (*first, *last) == (start, end))
        {
            return Some(minutes);
        }
        Some(end.duration_since(start).as_secs().div_euclid(60).rem_euclid(1_440))
    }

    fn milestones(&mut self) {
        let start = self.record.start;
        for (name, placed) in [
            ("detected", self.claims.detected.clone()),
            ("acknowledged", self.claims.acknowledged.clone()),
            ("mitigated", self.claims.mitigated.clone()),
            ("resolved", self.claims.resolved.clone()),
        ] {
            let Some(placed) = placed else { continue };
            let date = placed.date.or_else(|| self.day_after_start(placed.time));
            let moment = self.moment(date, placed.time);
            if let Some(slot @ None) = self.record.milestone_mut(name)
                && moment.is_some()
            {
                *slot = moment;
                self.provenance(name, &placed);
            }
        }
        if let (None, Some(start), Some((minutes, from_end))) =
            (self.record.detected, start, self.claims.detected_after)
        {
            let base = if from_end { self.record.end.unwrap_or(start) } else { start };
            self.record.detected = later(base, minutes);
            self.record.provenance.insert(
                "detected",
                Provenance::derived(if from_end { &["end_time"] } else { &["start_time"] }),
            );
        }
    }

    /// The day of a clock time that follows the start.
    fn day_after_start(&self, time: Option<Time>) -> Option<Date> {
        let date = self.record.date?;
        let back = self
            .record
            .start_time
            .zip(time)
            .is_some_and(|(start, time)| start.duration_since(time).as_secs() > 6 * 3_600);
        if back { date.tomorrow().ok() } else { Some(date) }
    }

    fn intervals(&mut self) {
        let record = &mut *self.record;
        if record.time_to_detect_minutes.is_none() {
            record.time_to_detect_minutes = self.claims.time_to_detect.as_ref().map(|found| found.0);
            if let Some((_, line, text)) = self.claims.time_to_detect.take() {
                record
                    .provenance
                    .insert("time_to_detect_minutes", Provenance::stated(Source::Text, line, text));
            } else {
                record.time_to_detect_minutes = time_to_detect(record, &self.claims);
                if record.time_to_detect_minutes.is_some() {
                    record
                        .provenance
                        .insert("time_to_detect_minutes", Provenance::derived(&["start", "detected"]));
                }
            }
        }
        let since_detection = |moment: Option<Moment>| {
            moment
                .zip(record.detected)
                .map(|(moment, detected)| moment.minutes_since(&detected))
                .filter(|&minutes| minutes >= 0)
        };
        record.time_to_mitigate_minutes = since_detection(record.mitigated);
        record.time_to_resolve_minutes = since_detection(record.resolved);
        for (field, known, from) in [
            ("time_to_mitigate_minutes", record.time_to_mitigate_minutes, &["detected", "mitigated"]),
            ("time_to_resolve_minutes", record.time_to_resolve_minutes, &["detected", "resolved"]),
        ] {
            if known.is_some() {
                record.provenance.insert(field, Provenance::derived(from));
            }
        }
    }

    fn moment(&self, date: Option<Date>, time: Option<Time>) -> Option<Moment> {
        let local = date?.to_datetime(time?);
        // A place's clock may change between start and end.
        let placed = self.place.as_ref().and_then(|place| place.offset(Some(local)));
        Some(Moment { local, utc_offset_minutes: placed.or(self.offset) })
    }

    fn provenance(&mut self, field: &'static str, placed: &TimeClaim) {
        self.record
            .provenance
            .insert(field, Provenance::stated(Source::Text, placed.line, placed.text.clone()));
    }
}

/// Minutes from start to detection, by clock times alone where no day is known.
fn time_to_detect(record: &Postmortem, claims: &TimeClaims) -> Option<i64> {
    if claims.onset_unknown {
        return None;
    }
    if let (Some(start), Some(detected)) = (record.start, record.detected) {
        return Some(detected.minutes_since(&start)).filter(|&minutes| minutes >= 0);
    }
    let start = record.start_time?;
    if let Some((minutes, from_end)) = claims.detected_after {
        let base = if from_end { record.duration_minutes? } else { 0 };
        return Some(base + minutes);
    }
    let detected = claims.detected.as_ref()?.time?;
    let minutes = detected.duration_since(start).as_secs().div_euclid(60);
    Some(if minutes < -360 { minutes + 1_440 } else { minutes }).filter(|&minutes| minutes >= 0)
}

/// Whether a sentence says that its length is a little more or less than the figure.
fn is_rounding(text: &str) -> bool {
    static WORDS: Compiled<AhoCorasick> =
        Compiled::new(|languages| listed(languages, |language| &language.cues.rounded));
    WORDS.is_match(text)
}

fn later(moment: Moment, minutes: i64) -> Option<Moment> {
    let local = moment.local.checked_add(jiff::SignedDuration::from_mins(minutes)).ok()?;
    Some(Moment { local, ..moment })
}
