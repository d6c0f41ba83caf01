//! When it began, was noticed and was over: labels first, then sentences, then the timeline, then the file's name.

mod day;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use jiff::civil::{Date, Time};
use rustc_hash::FxHashSet;

use super::calendar::Clockwork;
use super::detection::Noticed;
use super::document::{SectionRole, Sentence, UnitKind};
use super::labels::{Key, Labelled};
use super::settle;
use super::statements::{self, DayHint, Point};
use super::timeline::Entry;
use super::times::durations;
use super::turning_points::{DETECTED, EntryWindow, FOLLOW_UP, RESOLVED, begins, entry_window, says};
use crate::diagnostic::floor_boundary;
use crate::postmortem::Postmortem;

/// A point of time and the words that state it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    pub(super) date: Option<Date>,
    pub(super) time: Option<Time>,
    pub(super) day: DayHint,
    pub(super) line: u32,
    pub(super) text: String,
    /// Where the day is said: line and words, if not with the rest.
    pub(super) dated: Option<(u32, String)>,
}

/// What is known so far, strongest statement first.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) start: Option<Placed>,
    pub(super) end: Option<Placed>,
    pub(super) detected: Option<Placed>,
    pub(super) acknowledged: Option<Placed>,
    pub(super) mitigated: Option<Placed>,
    pub(super) resolved: Option<Placed>,
    pub(super) duration: Option<(i64, u32, String)>,
    pub(super) time_to_detect: Option<(i64, u32, String)>,
    pub(super) detected_after: Option<(i64, bool)>,
    pub(super) windows: Vec<(Placed, Placed)>,
    pub(super) date: Option<Placed>,
    /// A clock time of the summary that nothing says more of: the start, where nothing else is.
    pub(super) vague: Option<Placed>,
    /// The day on which it is said to have begun, where no clock time is said with it.
    pub(super) start_day: Option<Date>,
    /// Whether nothing is told of what came before it was noticed.
    pub(super) onset_unknown: bool,
    /// Whether a label gives the length as from when to when.
    pub(super) bounded: bool,
    /// The unit that states the first stretch.
    pub(super) window_unit: Option<usize>,
}

/// What is planned is no incident.
static PLANNED: LazyLock<AhoCorasick> =
    LazyLock::new(|| super::words(&["maintenance", "planned", "scheduled"]));
/// What is foretold need not have come.
static FORECAST: LazyLock<AhoCorasick> = LazyLock::new(|| {
    super::words(&["current estimate", "estimated time of", "new estimate", "the estimate", "eta is", "eta:"])
});
/// Words that open a stretch of days.
static OPENS: LazyLock<AhoCorasick> = LazyLock::new(|| super::words(&["from ", "since ", "start", "began"]));
static ACKNOWLEDGED: LazyLock<AhoCorasick> = LazyLock::new(|| super::words(&["acknowledg"]));
static MITIGATED: LazyLock<AhoCorasick> = LazyLock::new(|| super::words(&["mitigated", "mitigation"]));

/// Fills the record's times where front matter does not state them.
pub fn fill(
    clockwork: &Clockwork<'_>,
    labelled: &[Labelled<'_>],
    timeline: &[Entry],
    noticed: Option<&Noticed>,
    record: &mut Postmortem,
) {
    let mut reader = Reader { clockwork, known: Known::default() };
    reader.labels(labelled);
    reader.ends_resolved(record);
    reader.sentences(timeline, labelled);
    reader.timeline(timeline, noticed);
    reader.date(timeline, record);
    settle::write(clockwork, reader.known, record);
}

struct Reader<'a> {
    clockwork: &'a Clockwork<'a>,
    known: Known,
}

/// Sections in the order in which their sentences are believed; what is not named states nothing of the times.
const BELIEVED: [&[SectionRole]; 3] = [
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

impl Reader<'_> {
    fn labels(&mut self, labelled: &[Labelled<'_>]) {
        for value in labelled {
            // A length that looks like a time of day is none.
            let lasted = value.clock_length().map_or(0, |length| length.end);
            let statement = statements::read(&value.value[lasted..]);
            let first = statements::points(&value.value[lasted..]).first().copied();
            let place = |point: Option<Point>| {
                point
                    .map(|point| self.clockwork.place(point, value.unit, value.range.start + lasted))
                    .map(Placed::from)
            };
            let line = self.clockwork.line(value.unit, value.range.start);
            let known = &mut self.known;
            match value.key {
                Key::Date | Key::Start | Key::Duration
                    if statement.end.is_some() && first.is_some_and(|point| point.clock.is_some()) =>
                {
                    let timed = |placed: &Placed| placed.time.is_some();
                    known.start = known.start.take().filter(timed).or_else(|| place(statement.start));
                    known.end = known.end.take().filter(timed).or_else(|| place(statement.end));
                    known.bounded |= value.key == Key::Duration;
                }
                Key::Date
                    if statement.start.is_some_and(|start| start.date.is_some())
                        && statement.end.is_some() =>
                {
                    known.date = known.date.take().or_else(|| place(statement.start));
                    known.end = known.end.take().or_else(|| place(statement.end));
                }
                Key::Date => known.date = known.date.take().or_else(|| place(first)),
                Key::Start => known.start = known.start.take().or_else(|| place(first)),
                Key::End => known.end = known.end.take().or_else(|| place(first)),
                Key::Detected => known.detected = known.detected.take().or_else(|| place(first)),
                Key::Acknowledged => known.acknowledged = known.acknowledged.take().or_else(|| place(first)),
                Key::Mitigated => known.mitigated = known.mitigated.take().or_else(|| place(first)),
                Key::Resolved => known.resolved = known.resolved.take().or_else(|| place(first)),
                _ => {}
            }
            if matches!(value.key, Key::Date)
                && known.start.is_none()
                && first.is_some_and(|point| point.clock.is_some())
            {
                known.start = place(first);
            }
            let length = || {
                let minutes =
                    durations::parse(value.value).or_else(|| durations::in_unit_of(value.label, value.value));
                minutes.map(|minutes| (minutes, line, value.value.to_owned()))
            };
            match value.key {
                Key::Duration
                    if first.is_none()
                        || lasted > 0
                        || statement.end.is_none()
                        || !durations::find(value.value).is_empty() =>
                {
                    known.duration = known.duration.take().or_else(length);
                }
                Key::TimeToRecover => known.duration = known.duration.take().or_else(length),
                Key::TimeToDetect => known.time_to_detect = known.time_to_detect.take().or_else(length),
                _ => {}
            }
        }
    }

    /// Where no label says when it ended, one that says when it was resolved does.
    fn ends_resolved(&mut self, record: &Postmortem) {
        let stated = record.resolved.is_some() && record.end.is_none();
        if self.known.end.is_none() && stated {
            let line = record.provenance.get("resolved").and_then(|resolved| resolved.line).unwrap_or(1);
            self.known.end = record.resolved.map(|resolved| Placed {
                date: Some(resolved.local.date()),
                time: Some(resolved.local.time()),
                day: DayHint::None,
                line,
                text: resolved.to_string(),
                dated: None,
            });
        }
        let resolved = || self.known.resolved.clone().filter(|resolved| resolved.time.is_some());
        self.known.end = self.known.end.take().or_else(resolved);
    }

    fn sentences(&mut self, timeline: &[Entry], labelled: &[Labelled<'_>]) {
        let document = self.clockwork.document;
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
        let told: Vec<Sentence<'_>> = document
            .sentences()
            .filter(|sentence| statements::may_state(sentence.text))
            .filter(|sentence| document.section_of(sentence.unit).is_some_and(|section| !section.retold))
            .filter(|sentence| !is_log(sentence.text) && !is_length(sentence))
            .collect();
        for roles in BELIEVED {
            // A list of stretches looks like a timeline, and is none.
            let prose = |sentence: &&Sentence<'_>| {
                roles.contains(&sentence.role)
                    && (!entries.contains(&sentence.unit)
                        || !matches!(document.units[sentence.unit].kind, UnitKind::Heading { .. })
                            && statements::opens_with_range(sentence.text))
            };
            for sentence in told.iter().filter(prose) {
                self.sentence(sentence);
            }
        }
        // Detection is told wherever it fits.
        for sentence in told.iter().filter(|sentence| sentence.role == SectionRole::Timeline) {
            let statement = statements::read_lengths(sentence.text);
            if let Some((minutes, from_end)) = statement.detected_after {
                self.known.detected_after.get_or_insert((minutes.round() as i64, from_end));
            }
            // A sentence of the timeline that is no entry may say how long it all took.
            let aside = || {
                matches!(document.units[sentence.unit].kind, UnitKind::Paragraph)
                    && statements::points(sentence.text).is_empty()
                    && statements::is_about_incident(sentence.text)
            };
            if let Some(minutes) = statement.duration.filter(|_| !self.known.bounded && aside()) {
                let line = self.clockwork.line(sentence.unit, sentence.start);
                self.known
                    .duration
                    .get_or_insert_with(|| (minutes.round() as i64, line, sentence.text.to_owned()));
            }
        }
    }

    fn sentence(&mut self, sentence: &Sentence<'_>) {
        let Sentence { text, unit, start, role } = *sentence;
        let statement = statements::read(text);
        let is_range = matches!(role, SectionRole::Summary | SectionRole::Lead) && statement.end.is_some();
        let listed =
            |unit: usize| matches!(self.clockwork.document.units[unit].kind, UnitKind::ListItem { .. });
        // A list of stretches counts under whatever heading.
        let is_listed_range = listed(unit) && statement.opens_with_range();
        let about = statements::is_about_incident(text);
        if !is_range && !is_listed_range && !about || !about && says(text, &PLANNED) || says(text, &FORECAST)
        {
            return;
        }
        let place = |point: Option<Point>| {
            point.map(|point| self.clockwork.place(point, unit, start)).map(Placed::from)
        };
        let line = self.clockwork.line(unit, start);
        let known = &mut self.known;
        let whole = statement.start.is_some() && statement.end.is_some();
        if known.start.is_none()
            || (whole
                && known.end.is_none()
                && known.start.as_ref().is_some_and(|start| start.time.is_none()))
        {
            let timed = |point: &Option<Point>| point.is_some_and(|point| point.clock.is_some() || whole);
            if timed(&statement.start) {
                known.start = place(statement.start);
                known.end = known.end.take().or_else(|| place(statement.end));
            }
        }
        // "From early 20 March on": the word stands right in front of the day.
        let opens = |point: Point| {
            let before = &text[..point.from];
            let near = &before[floor_boundary(before, before.len().saturating_sub(30))..];
            point.clock.is_none() && says(near, &OPENS)
        };
        if about && known.start_day.is_none() && statement.start.is_some_and(opens) {
            known.start_day = place(statement.start).and_then(|start| start.date);
        }
        if known.end.is_none() && statement.end.is_some_and(|point| point.clock.is_some()) {
            known.end = place(statement.end);
        }
        if known.detected.is_none() && statement.detected.is_some_and(|point| point.clock.is_some()) {
            known.detected = place(statement.detected);
        }
        let another =
            whole && known.window_unit.is_some_and(|first| first != unit && listed(first) && listed(unit));
        if another {
            known.windows.extend(place(statement.start).zip(place(statement.end)));
        }
        if whole && known.window_unit.is_none() {
            known.window_unit = Some(unit);
        }
        if known.windows.is_empty() {
            for (from, to) in &statement.windows {
                known.windows.extend(place(Some(*from)).zip(place(Some(*to))));
            }
        }
        let summed_up = matches!(role, SectionRole::Summary | SectionRole::Lead);
        if summed_up && known.vague.is_none() && !says(text, &PLANNED) {
            known.vague = place(statement.vague);
        }
        if known.duration.is_none() && !known.bounded {
            known.duration =
                statement.duration.map(|minutes| (minutes.round() as i64, line, text.to_owned()));
        }
        if known.detected_after.is_none() {
            known.detected_after =
                statement.detected_after.map(|(minutes, from_end)| (minutes.round() as i64, from_end));
        }
    }

    /// What the sentences leave open, the entries may tell.
    fn timeline(&mut self, timeline: &[Entry], noticed: Option<&Noticed>) {
        let mut timed: Vec<&Entry> = timeline.iter().filter(|entry| entry.time.is_some()).collect();
        if timed.first().is_some_and(|first| day::is_late(first, timed.len(), timeline)) {
            timed.clear();
        }
        // Where the summary dates the incident, what the entries tell of the days before led up to it.
        if let Some(day) = self.told_day()
            && timed.iter().any(|entry| entry.date == Some(day))
        {
            let led_up = timed.iter().take_while(|entry| entry.date.is_some_and(|date| date < day)).count();
            timed.drain(..led_up);
        }
        let place = |entry: &Entry| Placed {
            date: entry.date,
            time: entry.time,
            day: DayHint::None,
            line: self.clockwork.line(entry.unit, 0),
            text: self.clockwork.document.units[entry.unit].text.clone(),
            dated: None,
        };
        let EntryWindow { start, end, certain } =
            entry_window(&timed, self.known.duration.as_ref().map(|duration| duration.0));
        let known = &mut self.known;
        let told = known.vague.as_ref().and_then(|vague| vague.time);
        let open_ended = known.start.is_none();
        let untimed = known.start.as_ref().is_none_or(|start| start.time.is_none());
        if untimed {
            known.start = start.map(place).or_else(|| known.vague.take()).or(known.start.take());
        }
        // A start and a length stated together need no entry to end them.
        if known.end.as_ref().is_none_or(|end| end.time.is_none())
            && (open_ended || known.duration.is_none() || certain)
        {
            known.end = end.map(place).or(known.end.take());
        }
        let began = known.start.as_ref().and_then(|start| start.time);
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
        known.detected = known.detected.take().or_else(|| {
            let noticed = noticed.and_then(|noticed| later.iter().find(|entry| entry.unit == noticed.unit));
            let entry = noticed.or_else(|| later.iter().find(|entry| says(&entry.text, &DETECTED)));
            known.onset_unknown = entry.is_some_and(|entry| Some(entry.unit) == opens);
            entry.map(|entry| place(entry))
        });
        known.acknowledged = known.acknowledged.take().or_else(|| first(&ACKNOWLEDGED));
        known.mitigated = known.mitigated.take().or_else(|| first(&MITIGATED));
        known.resolved = known.resolved.take().or_else(|| {
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

impl From<super::calendar::Place> for Placed {
    fn from(place: super::calendar::Place) -> Self {
        let super::calendar::Place { date, time, day, line, text, dated } = place;
        Self { date, time, day, line, text, dated }
    }
}
