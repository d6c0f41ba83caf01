//! What labels state of the times.

use super::TimeClaimCollector;
use crate::extract::facts::statements::{self, DayHint, Point};
use crate::extract::facts::time_claims::TimeClaim;
use crate::extract::fields::labels::Labelled;
use crate::extract::mentions::durations;
use crate::postmortem::Postmortem;

impl TimeClaimCollector<'_> {
    pub(super) fn labels(&mut self, labelled: &[Labelled<'_>]) {
        for value in labelled {
            // A length that looks like a time of day is none.
            let lasted = value.clock_length().map_or(0, |length| length.end);
            let range = value.range.start + lasted..value.range.end;
            let excerpt = self.context.mentions.line(value.unit).part(range);
            let statement = statements::read(&excerpt);
            let first = statements::points(&excerpt).first().copied();
            let place = |point: Option<Point>| {
                point.map(|point| self.context.place(point, value.unit, value.range.start + lasted))
            };
            let line = self.context.line(value.unit, value.range.start);
            let claims = &mut self.claims;
            match value.key {
                "date" | "start" | "duration"
                    if statement.end.is_some() && first.is_some_and(|point| point.clock.is_some()) =>
                {
                    let timed = |placed: &TimeClaim| placed.time.is_some();
                    claims.start = claims.start.take().filter(timed).or_else(|| place(statement.start));
                    claims.end = claims.end.take().filter(timed).or_else(|| place(statement.end));
                    claims.bounded |= value.key == "duration";
                }
                "date"
                    if statement.start.is_some_and(|start| start.date.is_some())
                        && statement.end.is_some() =>
                {
                    claims.date = claims.date.take().or_else(|| place(statement.start));
                    claims.end = claims.end.take().or_else(|| place(statement.end));
                }
                "date" => claims.date = claims.date.take().or_else(|| place(first)),
                "start" => claims.start = claims.start.take().or_else(|| place(first)),
                "end" => claims.end = claims.end.take().or_else(|| place(first)),
                "detected" => claims.detected = claims.detected.take().or_else(|| place(first)),
                "acknowledged" => claims.acknowledged = claims.acknowledged.take().or_else(|| place(first)),
                "mitigated" => claims.mitigated = claims.mitigated.take().or_else(|| place(first)),
                "resolved" => claims.resolved = claims.resolved.take().or_else(|| place(first)),
                _ => {}
            }
            if matches!(value.key, "date")
                && claims.start.is_none()
                && first.is_some_and(|point| point.clock.is_some())
            {
                claims.start = place(first);
            }
            let length = || {
                let minutes =
                    durations::parse(value.value).or_else(|| durations::in_unit_of(value.label, value.value));
                minutes.map(|minutes| (minutes, line, value.value.to_owned()))
            };
            match value.key {
                "duration"
                    if first.is_none()
                        || lasted > 0
                        || statement.end.is_none()
                        || !durations::find(value.value).is_empty() =>
                {
                    claims.duration = claims.duration.take().or_else(length);
                }
                // What is repaired is resolved later.
                "time_to_recover" if claims.duration.is_none() || claims.recovery => {
                    claims.recovery = true;
                    let both = claims.duration.take().into_iter().chain(length());
                    claims.duration = both.max_by_key(|(minutes, ..)| *minutes);
                }
                // "Resolution time: 2 hours".
                "resolved" if first.is_none() => claims.duration = claims.duration.take().or_else(length),
                "time_to_detect" => claims.time_to_detect = claims.time_to_detect.take().or_else(length),
                _ => {}
            }
        }
    }

    /// Where no label says when it ended, one that says when it was resolved does.
    pub(super) fn ends_resolved(&mut self, record: &Postmortem) {
        let stated = record.resolved.is_some() && record.end.is_none();
        if self.claims.end.is_none() && stated {
            let line = record.provenance.get("resolved").and_then(|resolved| resolved.line).unwrap_or(1);
            self.claims.end = record.resolved.map(|resolved| TimeClaim {
                date: Some(resolved.local.date()),
                time: Some(resolved.local.time()),
                day: DayHint::None,
                line,
                text: resolved.to_string(),
                dated: None,
            });
        }
        let resolved = || self.claims.resolved.clone().filter(|resolved| resolved.time.is_some());
        self.claims.end = self.claims.end.take().or_else(resolved);
        // Labels that say when it was noticed and over, and not when it began, count from the first notice.
        if self.claims.start.is_none() && self.claims.end.as_ref().is_some_and(|end| end.time.is_some()) {
            self.claims.noticed_first =
                self.claims.detected.clone().filter(|detected| detected.time.is_some());
        }
    }
}
