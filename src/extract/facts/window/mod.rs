//! When it began, was noticed and was over: labels first, then sentences, then the timeline, then the file's name.

mod day;
mod labels;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashSet;

use crate::diagnostic::floor_boundary;
use crate::extract::facts::claim::Claim;
use crate::extract::facts::milestones::{
    DETECTED, FOLLOW_UP, IncidentWindow, RESOLVED, begins, incident_window, length_of, says, stretches,
};
use crate::extract::facts::statements::{self, DayHint, Point};
use crate::extract::facts::time_claims::{TimeClaim, TimeClaims};
use crate::extract::facts::time_context::TimeContext;
use crate::extract::facts::timeline::Entry;
use crate::extract::fields::labels::Labelled;
use crate::extract::patterns::listed;
use crate::extract::text::{LineKind, SectionRole, Sentence};
use crate::language::Compiled;
use crate::postmortem::{DetectedBy, Postmortem};

/// What is planned is no incident.
static PLANNED: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.planned));
static PLANNED_WORK: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.entry_planned_work));
/// What is foretold need not have come.
static FORECAST: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.forecast));
/// Words that open a stretch of days.
static OPENS: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.opens_days));
static ACKNOWLEDGED: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.acknowledged));
/// Nobody knows when it began.
static ONSET_UNKNOWN: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.onset_unknown));
/// What was done at the time that a summary names, and so may have begun it.
static CHANGED: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.changed));
static MITIGATED: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.mitigated));

/// Collects what is claimed of the times. `record` holds what front matter states.
pub(super) fn claims(
    context: &TimeContext<'_>,
    labelled: &[Labelled<'_>],
    timeline: &[Entry],
    noticed: Option<&Claim<DetectedBy>>,
    record: &Postmortem,
) -> TimeClaims {
    let mut collector = TimeClaimCollector { context, claims: TimeClaims::default() };
    collector.labels(labelled);
    collector.ends_resolved(record);
    collector.sentences(timeline, labelled);
    collector.timeline(timeline, noticed, record);
    collector.date(timeline, record);
    collector.claims
}

struct TimeClaimCollector<'a> {
    context: &'a TimeContext<'a>,
    claims: TimeClaims,
}

/// Sections in the order in which their sentences are believed; what is not named states nothing of the times.
const SECTION_PRIORITY: [&[SectionRole]; 3] = [
    &[SectionRole::Summary, SectionRole::Lead],
    &[SectionRole::Impact, SectionRole::Detection],
    &[
        SectionRole::Other,
        SectionRole::RootCause,
        SectionRole::RootCauseAndResolution,
        SectionRole::Trigger,
        SectionRole::Resolution,
    ],
];

impl TimeClaimCollector<'_> {
    fn sentences(&mut self, timeline: &[Entry], labelled: &[Labelled<'_>]) {
        let mentions = self.context.mentions;
        let document = mentions.document;
        let lengths: BTreeSet<(usize, usize)> = labelled
            .iter()
            .filter(|label| label.clock_length().is_some())
            .map(|label| (label.unit, label.range.start))
            .collect();
        let is_length = |sentence: &Sentence<'_>| {
            let Sentence { unit, start, text, .. } = *sentence;
            lengths.range((unit, start)..(unit, start + text.len())).next().is_some()
        };
        // What is an entry of a timeline is read as one.
        let entries: FxHashSet<usize> =
            timeline.iter().filter(|entry| entry.time.is_some()).map(|entry| entry.unit).collect();
        self.claims.onset_untold = document.sentences().any(|sentence| {
            SECTION_PRIORITY[0].contains(&sentence.role) && says(sentence.text, &ONSET_UNKNOWN)
        });
        let told: Vec<Sentence<'_>> = document
            .sentences()
            .filter(|sentence| statements::may_state(sentence.text))
            .filter(|sentence| {
                document.section_of(sentence.unit).is_some_and(|section| !section.is_retelling)
            })
            .filter(|sentence| !is_log(sentence.text) && !is_length(sentence))
            .collect();
        for roles in SECTION_PRIORITY {
            // A list of stretches looks like a timeline, and is none.
            let prose = |sentence: &&Sentence<'_>| {
                roles.contains(&sentence.role)
                    && (!entries.contains(&sentence.unit)
                        || !matches!(document.units[sentence.unit].kind, LineKind::Heading { .. })
                            && statements::opens_with_range(&mentions.sentence(sentence)))
            };
            for sentence in told.iter().filter(prose) {
                self.sentence(sentence);
            }
        }
        // Detection is told wherever it fits.
        for sentence in told.iter().filter(|sentence| sentence.role == SectionRole::Timeline) {
            let statement = statements::read_lengths(&self.context.mentions.sentence(sentence));
            if let Some((minutes, from_end)) = statement.detected_after {
                self.claims.detected_after.get_or_insert((minutes.round() as i64, from_end));
            }
            // A sentence of the timeline that is no entry may say how long it all took.
            let aside = || {
                matches!(document.units[sentence.unit].kind, LineKind::Paragraph)
                    && statements::points(&self.context.mentions.sentence(sentence)).is_empty()
                    && statements::is_about_incident(sentence.text)
            };
            if let Some(minutes) = statement.duration.filter(|_| !self.claims.bounded && aside()) {
                let line = self.context.line(sentence.unit, sentence.start);
                self.claims
                    .duration
                    .get_or_insert_with(|| (minutes.round() as i64, line, sentence.text.to_owned()));
            }
        }
    }

    fn sentence(&mut self, sentence: &Sentence<'_>) {
        let Sentence { text, unit, start, role } = *sentence;
        let statement = statements::read(&self.context.mentions.sentence(sentence));
        let summed_up = matches!(role, SectionRole::Summary | SectionRole::Lead);
        let is_range = summed_up && statement.end.is_some();
        let listed = |unit: usize| {
            matches!(self.context.mentions.document.units[unit].kind, LineKind::ListItem { .. })
        };
        // A list of stretches counts under whatever heading.
        let is_listed_range = listed(unit) && statement.opens_with_range();
        let about = statements::is_about_incident(text);
        if summed_up && !about && says(text, &CHANGED) && self.claims.unlabelled_time.is_none() {
            self.claims.unlabelled_time =
                statement.unlabelled_time.map(|point| self.context.place(point, unit, start));
            self.claims.changed |= self.claims.unlabelled_time.is_some();
        }
        // "The change was merged between 2:00 and 2:30" gives the hours of the change, not those of the incident.
        let is_work = !about && (says(text, &PLANNED) || says(text, &CHANGED));
        if !is_range && !is_listed_range && !about || is_work || says(text, &FORECAST) {
            return;
        }
        let place = |point: Option<Point>| point.map(|point| self.context.place(point, unit, start));
        let line = self.context.line(unit, start);
        let claims = &mut self.claims;
        let whole = statement.start.is_some() && statement.end.is_some();
        if claims.start.is_none()
            || (whole
                && claims.end.is_none()
                && claims.start.as_ref().is_some_and(|start| start.time.is_none()))
        {
            let timed = |point: &Option<Point>| point.is_some_and(|point| point.clock.is_some() || whole);
            if timed(&statement.start) {
                claims.start = place(statement.start);
                claims.end = claims.end.take().or_else(|| place(statement.end));
            }
        }
        // "From early 20 March on": the word stands right in front of the day.
        let opens = |point: Point| {
            let before = &text[..point.from];
            let near = &before[floor_boundary(before, before.len().saturating_sub(30))..];
            point.clock.is_none() && says(near, &OPENS)
        };
        if about && claims.start_day.is_none() && statement.start.is_some_and(opens) {
            claims.start_day = place(statement.start).and_then(|start| start.date);
        }
        if claims.end.is_none() && statement.end.is_some_and(|point| point.clock.is_some()) {
            claims.end = place(statement.end);
        }
        if claims.detected.is_none() && statement.detected.is_some_and(|point| point.clock.is_some()) {
            claims.detected = place(statement.detected);
        }
        let another =
            whole && claims.window_unit.is_some_and(|first| first != unit && listed(first) && listed(unit));
        if another {
            claims.windows.extend(place(statement.start).zip(place(statement.end)));
        }
        if whole && claims.window_unit.is_none() {
            claims.window_unit = Some(unit);
        }
        if claims.windows.is_empty() {
            for (from, to) in &statement.windows {
                claims.windows.extend(place(Some(*from)).zip(place(Some(*to))));
            }
        }
        if summed_up && claims.unlabelled_time.is_none() && !says(text, &PLANNED) {
            claims.unlabelled_time = place(statement.unlabelled_time);
        }
        if claims.duration.is_none() && !claims.bounded {
            claims.duration =
                statement.duration.map(|minutes| (minutes.round() as i64, line, text.to_owned()));
        }
        if claims.detected_after.is_none() {
            claims.detected_after =
                statement.detected_after.map(|(minutes, from_end)| (minutes.round() as i64, from_end));
        }
    }

    /// Where the text dates the incident, what the entries tell of the days before led up to it: of any day before the one
    /// on which the summary says that it began, else of those before the eve of the incident's day.
    fn leave_out_the_eve(&self, timed: &mut Vec<&Entry>, record: &Postmortem) {
        let began = self.summary_day();
        let Some(day) = began.or_else(|| self.stated_day(record)).or(record.date) else { return };
        if !timed.iter().any(|entry| entry.date == Some(day)) {
            return;
        }
        let first = if began.is_some() { Some(day) } else { day.yesterday().ok() };
        let before = |entry: &&&Entry| entry.date.is_some_and(|date| Some(date) < first);
        let led_up = timed.iter().take_while(before).count();
        // A day that most entries lie before is that of the report, unless the author and the file's name give it, too.
        let named = self.context.file_date.as_ref().is_some_and(|(named, _)| *named == day);
        let agreed = named && record.date == Some(day);
        if began.is_none() && led_up * 2 >= timed.len() && !agreed {
            return;
        }
        let fails = |entry: &&Entry| {
            let near =
                entry.date.and_then(|date| date.until(day).ok()).is_some_and(|span| span.get_days() < 14);
            began.is_none() && near && (begins(entry) || statements::is_about_incident(&entry.text))
        };
        let led_up = timed[..led_up].iter().position(fails).unwrap_or(led_up);
        timed.drain(..led_up);
    }

    /// Where an entry tells of a failure, the planned work in front of it is not when the incident began.
    fn leave_out_planned_work(timed: &mut Vec<&Entry>) {
        let is_work = |entry: &&&Entry| {
            says(&entry.text, &PLANNED_WORK) && !begins(entry) && !statements::is_about_incident(&entry.text)
        };
        let work = timed.iter().take_while(is_work).count();
        if timed[work..].iter().any(|entry| begins(entry) || statements::is_about_incident(&entry.text)) {
            timed.drain(..work);
        }
    }

    /// What the sentences leave open, the entries may tell.
    fn timeline(&mut self, timeline: &[Entry], noticed: Option<&Claim<DetectedBy>>, record: &Postmortem) {
        let mut timed: Vec<&Entry> = timeline.iter().filter(|entry| entry.time.is_some()).collect();
        let labelled = self.claims.date.as_ref().and_then(|date| date.date);
        if timed.first().is_some_and(|first| day::is_late(first, timed.len(), timeline, labelled)) {
            timed.clear();
        }
        self.leave_out_the_eve(&mut timed, record);
        Self::leave_out_planned_work(&mut timed);
        let place = |entry: &Entry| TimeClaim {
            date: entry.date,
            time: entry.time,
            day: DayHint::None,
            line: self.context.line(entry.unit, 0),
            text: self.context.mentions.document.units[entry.unit].text.clone(),
            dated: None,
        };
        let IncidentWindow { start, end, certain } = incident_window(
            &timed,
            self.claims.duration.as_ref().map(|duration| duration.0),
            record.duration_minutes,
        );
        let claims = &mut self.claims;
        claims.apart = start
            .zip(end)
            .and_then(|(start, end)| Some((start.time?, end.time?, end.minutes()? - start.minutes()?)));
        let told = claims.unlabelled_time.as_ref().and_then(|unlabelled_time| unlabelled_time.time);
        let open_ended = claims.start.is_none();
        let start = start.filter(|_| !claims.onset_untold);
        // What the summary says was done shortly before the first entry began it.
        let changed =
            claims.unlabelled_time.as_ref().filter(|_| claims.changed).and_then(|changed| changed.time);
        let start = start.filter(|start| {
            !changed.zip(start.time).is_some_and(|(changed, first)| {
                let minutes = first.duration_since(changed).as_mins();
                (0..360).contains(&minutes) && !begins(start)
            })
        });
        let untimed = claims.start.as_ref().is_none_or(|start| start.time.is_none());
        if untimed {
            claims.start = start
                .map(place)
                .or_else(|| claims.noticed_first.take().filter(|_| !claims.onset_untold))
                .or_else(|| claims.unlabelled_time.take())
                .or(claims.start.take());
        }
        // A start and a length stated together need no entry to end them.
        if claims.end.as_ref().is_none_or(|end| end.time.is_none())
            && (open_ended || claims.duration.is_none() || certain)
        {
            claims.end = end.map(place).or(claims.end.take());
        }
        if claims.windows.is_empty() && claims.duration.is_none() && open_ended {
            let stretches = stretches(&timed);
            if stretches.len() > 1 {
                let place = |(first, last): &(&Entry, &Entry)| (place(first), place(last));
                (claims.start, claims.end) = (None, None);
                if let Some((first, rest)) = stretches.split_first() {
                    let (start, end) = place(first);
                    (claims.start, claims.end) = (Some(start), Some(end));
                    claims.windows = rest.iter().map(place).collect();
                    claims.stretched = length_of(&stretches);
                }
            }
        }
        let began = claims.start.as_ref().and_then(|start| start.time);
        let began = timed.iter().find(|entry| entry.time == began).and_then(|entry| entry.minutes());
        // What comes before the start notices something else, or the eve of it.
        let later: Vec<&Entry> = timed
            .iter()
            .filter(|entry| began.is_none_or(|began| entry.minutes() >= Some(began)))
            .copied()
            .collect();
        let first = |words: &AhoCorasick| {
            later.iter().find(|entry| says(&entry.text, words)).map(|entry| place(entry))
        };
        // An entry that only notices says when it was noticed, not how long after the start.
        let opens =
            start.filter(|start| untimed && !begins(start) && told != start.time).map(|start| start.unit);
        claims.detected = claims.detected.take().or_else(|| {
            let noticed = noticed.and_then(|noticed| later.iter().find(|entry| entry.unit == noticed.unit));
            let entry = noticed.or_else(|| later.iter().find(|entry| says(&entry.text, &DETECTED)));
            claims.onset_unknown = entry.is_some_and(|entry| Some(entry.unit) == opens);
            entry.map(|entry| place(entry))
        });
        claims.acknowledged = claims.acknowledged.take().or_else(|| first(&ACKNOWLEDGED));
        claims.mitigated = claims.mitigated.take().or_else(|| first(&MITIGATED));
        claims.resolved = claims.resolved.take().or_else(|| {
            later
                .iter()
                .rev()
                .find(|entry| says(&entry.text, &RESOLVED) && !says(&entry.text, &FOLLOW_UP))
                .map(|entry| place(entry))
        });
    }
}

/// Whether a text is a line of a log or of JSON: its times are those of a machine.
fn is_log(text: &str) -> bool {
    text.starts_with('{') || text.contains("\":") || text.contains("\",\"")
}
