//! Points in time, lengths and windows that front matter states.

use jiff::civil::Date;

use super::filler::Filler;
use super::when::{self, NotWhen, StatedTime};
use super::{FrontMatter, StatedField, keys};
use crate::diagnostic::DiagnosticSeverity;
use crate::extract::mentions::zones;
use crate::postmortem::{Moment, OutageWindow, Provenance};
use crate::source::{FrontMatterEntry, Located, Value};

impl Filler<'_> {
    pub(super) fn date_field(&mut self, key: &'static str, field: &StatedField) {
        let Some(when) = self.when(field) else { return };
        let Some(date) = when.date else { return self.no_date(field) };
        if key == "reviewed_on" {
            self.record.reviewed_on = Some(date);
        } else {
            self.record.date = Some(date);
        }
        self.state(key, field);
    }

    pub(super) fn start(&mut self, field: &StatedField) {
        let Some(when) = self.when(field) else { return };
        if let Some(date) = when.date {
            self.record.date = Some(date);
            self.state("date", field);
        }
        let Some(time) = when.time else { return };
        self.record.start_time = Some(time);
        self.state("start_time", field);
        if let Some(start) = self.moment(when) {
            self.record.start = Some(start);
            self.record.utc_offset_minutes = start.utc_offset_minutes;
            self.state("start", field);
            if start.utc_offset_minutes.is_some() {
                self.state("utc_offset_minutes", field);
            }
        }
    }

    pub(super) fn moment_field(&mut self, key: &'static str, field: &StatedField) {
        let Some(when) = self.when(field) else { return };
        if key == "end" {
            if let Some(date) = when.date {
                self.record.end_date = Some(date);
                self.state("end_date", field);
            }
            if let Some(time) = when.time {
                self.record.end_time = Some(time);
                self.state("end_time", field);
            }
        }
        let Some(moment) = self.moment(when) else {
            if key != "end" {
                let help = "state the day and the clock time: `2023-02-02T07:20:00+03:00`";
                self.reject(
                    field,
                    "wrong-type",
                    &format!("`{}` is no point in time", field.value.value),
                    help,
                );
            }
            return;
        };
        let record = &mut *self.record;
        let place = match key {
            "detected" => &mut record.detected,
            "acknowledged" => &mut record.acknowledged,
            "mitigated" => &mut record.mitigated,
            "resolved" => &mut record.resolved,
            _ => &mut record.end,
        };
        *place = Some(moment);
        self.state(key, field);
    }

    /// A moment; a clock time alone is one of the day that the record has already.
    fn moment(&self, when: StatedTime) -> Option<Moment> {
        StatedTime { date: when.date.or(self.record.date), ..when }.moment(self.zone.as_ref())
    }

    pub(super) fn duration(&mut self, field: &StatedField) {
        let Some(text) = self.text(field) else { return };
        match when::minutes(&text) {
            Some(minutes) if minutes >= 0 => {
                self.record.duration_minutes = Some(minutes);
                self.state("duration_minutes", field);
            }
            _ => {
                let help = "state it with its units: `3h`, `1h 30m`, `PT3H`, `11 days`";
                self.reject(field, "wrong-type", &format!("`{text}` is no duration"), help);
            }
        }
    }

    pub(super) fn timezone(&mut self, field: &StatedField) {
        let Some(text) = self.text(field) else { return };
        self.zone = zones::parse(&text);
        if self.zone.is_none() {
            let help = "use an IANA name, an abbreviation or an offset: `Europe/Oslo`, `CET`, `+01:00`";
            self.reject(field, "unknown-value", &format!("`{text}` is no time zone"), help);
        }
    }

    pub(super) fn windows(&mut self, field: &StatedField) {
        let Value::List(items) = &field.value.value else {
            let help = "write one `{start: …, end: …}` for each stretch";
            return self.reject(field, "wrong-type", "`windows` takes a list of starts and ends", help);
        };
        let windows: Option<Vec<OutageWindow>> = items.iter().map(|item| self.window(item)).collect();
        match windows {
            Some(windows) => {
                self.record.windows = windows;
                self.state("windows", field);
            }
            None => {
                let help = "each has a `start` and a later `end`, both with day and clock time";
                self.reject(field, "wrong-type", "not every window has a start and a later end", help);
            }
        }
    }

    /// The stretches say when the incident began and was over, and how long it hurt, where nothing else does.
    fn span_of_windows(&mut self) {
        let record = &mut *self.record;
        let (Some(first), Some(last)) = (record.windows.first(), record.windows.last()) else { return };
        let (start, end) = (first.start, last.end);
        let minutes = record.windows.iter().map(|window| window.end.minutes_since(&window.start)).sum();
        let mut derived = Vec::new();
        if record.start.is_none() && record.start_time.is_none() {
            record.start = Some(start);
            record.start_time = Some(start.local.time());
            record.utc_offset_minutes = record.utc_offset_minutes.or(start.utc_offset_minutes);
            derived.extend(["start", "start_time"]);
            if record.date.is_none() {
                record.date = Some(start.local.date());
                derived.push("date");
            }
        }
        if record.end.is_none() && record.end_time.is_none() {
            record.end = Some(end);
            record.end_time = Some(end.local.time());
            record.end_date = Some(end.local.date());
            derived.extend(["end", "end_time", "end_date"]);
        }
        if record.duration_minutes.is_none() {
            record.duration_minutes = Some(minutes);
            derived.push("duration_minutes");
        }
        for field in derived {
            record.provenance.insert(field, Provenance::derived(&["windows"]));
        }
    }

    fn window(&self, item: &Located) -> Option<OutageWindow> {
        let texts: Vec<String> = match &item.value {
            Value::Map(entries) => {
                let value = |name: &str| {
                    let entry = entries.iter().find(|entry| keys::canonical(&entry.key) == Some(name))?;
                    Some(entry.value.value.to_string())
                };
                vec![value("start")?, value("end")?]
            }
            Value::List(pair) => pair.iter().map(|located| located.value.to_string()).collect(),
            Value::Scalar(text) => {
                let separators = ["/", " - ", " – ", " to "];
                let (start, end) = separators.iter().find_map(|separator| text.split_once(separator))?;
                vec![start.to_owned(), end.to_owned()]
            }
            Value::Null => return None,
        };
        let [start, end] = texts.as_slice() else { return None };
        let start = self.moment(when::parse(start).ok()?)?;
        let end = when::parse(end).ok()?;
        let end =
            StatedTime { date: end.date.or(Some(start.local.date())), ..end }.moment(self.zone.as_ref())?;
        (end.minutes_since(&start) >= 0).then_some(OutageWindow { start, end })
    }

    /// What can be said once all fields are read.
    pub(super) fn settle(&mut self, stated: &FrontMatter) {
        self.span_of_windows();
        let start = self.record.start;
        for key in ["end", "resolved"] {
            let moment = if key == "end" { &mut self.record.end } else { &mut self.record.resolved };
            let is_before =
                start.zip(*moment).is_some_and(|(start, moment)| moment.minutes_since(&start) < 0);
            let is_default = start.zip(*moment).is_some_and(|(start, moment)| is_filled_in(&start, &moment));
            if !is_before && !is_default {
                continue;
            }
            *moment = None;
            self.record.provenance.remove(key);
            if key == "end" {
                (self.record.end_date, self.record.end_time) = (None, None);
                self.record.provenance.retain(|name, _| !matches!(*name, "end_date" | "end_time"));
            }
            if let Some(field) = stated.field(key).filter(|_| is_before) {
                let message = format!("`{}` is earlier than the start of the incident", field.written);
                self.report(
                    field,
                    "end-before-start",
                    DiagnosticSeverity::Error,
                    &message,
                    "correct one of the two; it is not used",
                );
                self.keep(field);
            }
        }
        if self.record.utc_offset_minutes.is_none()
            && let Some((zone, field)) = self.zone.as_ref().zip(stated.field("timezone"))
        {
            let day =
                self.record.date.map(|date| date.to_datetime(self.record.start_time.unwrap_or_default()));
            self.record.utc_offset_minutes = zone.offset(day);
            self.state("utc_offset_minutes", field);
        }
    }

    fn when(&mut self, field: &StatedField) -> Option<StatedTime> {
        let text = self.text(field)?;
        match when::parse(&text) {
            Ok(when) => Some(when),
            Err(NotWhen::Impossible) => {
                let message = format!("no calendar or clock has `{text}`");
                self.reject(field, "impossible-date", &message, "correct it; it is not used");
                None
            }
            Err(NotWhen::NoDate) => {
                self.no_date(field);
                None
            }
        }
    }

    fn no_date(&mut self, field: &StatedField) {
        let message = format!("`{}` is no date", field.value.value);
        self.reject(field, "wrong-type", &message, "write it as `2023-02-02` or `2023-02-02T07:20:00+03:00`");
    }

    /// A day that an entry of a list states.
    pub(super) fn day(&mut self, entry: &FrontMatterEntry) -> Option<Date> {
        let text = entry.value.value.to_string();
        let day = when::parse(&text).ok().and_then(|when| when.date);
        if day.is_none() && !text.trim().is_empty() {
            let message = format!("`{text}` is no date");
            self.report_at(
                &entry.value.range,
                "wrong-type",
                DiagnosticSeverity::Error,
                &message,
                "write it as `2023-02-02`",
            );
        }
        day
    }
}

/// Whether a form filled in the end together with the start, to the second, and nobody has stated one since.
fn is_filled_in(start: &Moment, end: &Moment) -> bool {
    let second = start.local.second();
    second > 0 && second == end.local.second() && end.minutes_since(start) == 0
}
