//! The day of an incident, where neither a label nor its start states it.

use aho_corasick::AhoCorasick;
use jiff::civil::Date;

use super::{SECTION_PRIORITY, TimeClaimCollector};
use crate::diagnostic::floor_boundary;
use crate::extract::facts::statements::{self, DayHint, Point};
use crate::extract::facts::time_claims::TimeClaim;
use crate::extract::facts::timeline::Entry;
use crate::extract::mentions::dates;
use crate::extract::patterns::listed;
use crate::extract::text::{LineKind, SectionRole, Sentence};
use crate::language::Compiled;
use crate::postmortem::Postmortem;

impl TimeClaimCollector<'_> {
    /// The day, where neither a label nor the start says it: a dated sentence, the title, the timeline, the file's name.
    pub(super) fn date(&mut self, timeline: &[Entry], record: &Postmortem) {
        if self.claims.date.is_some() || self.claims.start.as_ref().is_some_and(|start| start.date.is_some())
        {
            return;
        }
        let document = self.context.mentions.document;
        // Front matter yields only to a day that the text states for this incident.
        let author = record.date;
        if author.is_some_and(|author| {
            self.believed(SECTION_PRIORITY[0]).next().is_some_and(|told| told.date == Some(author))
        }) {
            return;
        }
        let passing =
            |roles: &'static [SectionRole]| self.believed(roles).next().filter(|_| author.is_none());
        self.claims.date = self
            .dated_by_summary()
            .or_else(|| {
                let entry = timeline.iter().find(|entry| entry.date.is_some())?;
                let text = document.units[entry.unit].text.clone();
                let line = self.context.line(entry.unit, 0);
                Some(TimeClaim { date: entry.date, time: None, day: DayHint::None, line, text, dated: None })
            })
            .or_else(|| self.titled(record))
            .or_else(|| passing(SECTION_PRIORITY[0]))
            .or_else(|| passing(SECTION_PRIORITY[1]))
            .or_else(|| passing(SECTION_PRIORITY[2]));
        if self.claims.date.is_none() && author.is_none() {
            self.only_day();
        }
    }

    /// The days that sentences of these sections name, in order; under headings that say nothing of the incident only
    /// those of sentences that do.
    fn believed(&self, roles: &'static [SectionRole]) -> impl Iterator<Item = TimeClaim> {
        let document = self.context.mentions.document;
        let sentences = document.sentences().filter(move |sentence| {
            roles.contains(&sentence.role)
                && document.section_of(sentence.unit).is_some_and(|section| !section.is_retelling)
                && !is_document_date(sentence.text)
                && (roles != SECTION_PRIORITY[2] || statements::is_about_incident(sentence.text))
        });
        sentences.filter_map(|sentence| self.day_of(&sentence))
    }

    /// The first day that a sentence names and that is not said to be of something else.
    fn day_of(&self, sentence: &Sentence<'_>) -> Option<TimeClaim> {
        let points = statements::points(&self.context.mentions.sentence(sentence));
        let dated = points.into_iter().filter(|point| point.date.is_some());
        // Where the author or the file's name gives a day, that of a change is no better.
        let given = self.context.dates.published.is_some();
        let mut own = dated.filter(|point| {
            !(follows(&OTHER_DAY, sentence.text, point)
                || given && follows(&CHANGE_DAY, sentence.text, point))
        });
        let placed = self.context.place(own.next()?, sentence.unit, sentence.start);
        placed.date.is_some().then_some(placed)
    }

    /// A day that stands alone in the whole text is the incident's, whatever its sentence speaks of; with a clock time it
    /// is the start, where the cause is told.
    fn only_day(&mut self) {
        let Some(unit) = self.context.only_day() else { return };
        let document = self.context.mentions.document;
        let told = document.sentences().find(|sentence| {
            sentence.unit == unit
                && SECTION_PRIORITY[2].contains(&sentence.role)
                && !is_document_date(sentence.text)
                && !matches!(document.units[unit].kind, LineKind::ListItem { checked: Some(_), .. })
                && self.day_of(sentence).is_some()
        });
        let Some(sentence) = told else { return };
        let statement = statements::read(&self.context.mentions.sentence(&sentence));
        let begun = statement.start.or(statement.unlabelled_time).filter(|point| point.date.is_some());
        let caused = matches!(
            sentence.role,
            SectionRole::RootCause | SectionRole::RootCauseAndResolution | SectionRole::Trigger
        );
        let begun_at = begun.map(|point| self.context.place(point, sentence.unit, sentence.start));
        let placed = begun_at.or_else(|| self.day_of(&sentence));
        if caused && begun.is_some() && self.claims.start.is_none() {
            self.claims.start = placed.clone().filter(|placed| placed.time.is_some());
        }
        self.claims.date = placed;
    }

    /// The first date that the title or a sentence of the summary about the incident states.
    fn dated_by_summary(&self) -> Option<TimeClaim> {
        let document = self.context.mentions.document;
        let heading = |unit: usize| matches!(document.units[unit].kind, LineKind::Heading { .. });
        document
            .sentences()
            .filter(|sentence| {
                SECTION_PRIORITY[0].contains(&sentence.role) && !is_document_date(sentence.text)
            })
            .filter(|sentence| {
                document.section_of(sentence.unit).is_some_and(|section| !section.is_retelling)
            })
            .filter(|sentence| heading(sentence.unit) || statements::is_about_incident(sentence.text))
            .find_map(|sentence| self.day_of(&sentence))
    }

    /// The day of the incident, as far as its summary states it.
    pub(super) fn summary_day(&self) -> Option<Date> {
        let start = self.claims.start.as_ref().and_then(|start| start.date);
        start.or(self.claims.start_day)
    }

    /// The day of the incident that a label, its summary or its title states.
    pub(super) fn stated_day(&self, record: &Postmortem) -> Option<Date> {
        let label = self.claims.date.as_ref().and_then(|date| date.date);
        let told = || self.believed(SECTION_PRIORITY[0]).next().and_then(|told| told.date);
        label.or_else(told).or_else(|| self.titled(record)?.date)
    }

    /// The day that a title in front matter names.
    fn titled(&self, record: &Postmortem) -> Option<TimeClaim> {
        let date =
            dates::find(&record.title).into_iter().find_map(|date| self.context.dates.resolve(date.value))?;
        let line = record.provenance.get("title").and_then(|title| title.line)?;
        Some(TimeClaim {
            date: Some(date),
            time: None,
            day: DayHint::None,
            line,
            text: record.title.clone(),
            dated: None,
        })
    }
}

/// Words in front of a day that say that it is of something else than this incident: "issued on 3 May".
static OTHER_DAY: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.other_day));
/// Words in front of the day of a change, which may have begun the incident or not: "released on 3 May".
static CHANGE_DAY: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.change_day));

/// Whether one of the words stands close in front of a day.
fn follows(words: &AhoCorasick, sentence: &str, point: &Point) -> bool {
    const REACH: usize = 30;
    let start = point.dated.map_or(point.from, |(start, _)| start);
    words.is_match(&sentence[floor_boundary(sentence, start.saturating_sub(REACH))..start])
}

static DOCUMENT: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.document_date));

/// "Published on 3 May" dates the document.
fn is_document_date(sentence: &str) -> bool {
    DOCUMENT.is_match(sentence)
}

/// Whether the first entry with a clock time comes days after entries without one, most of them or on the `stated` day of
/// the incident: it began before.
pub(super) fn is_late(first: &Entry, timed: usize, timeline: &[Entry], stated: Option<Date>) -> bool {
    let earlier = timeline.iter().find(|entry| entry.time.is_none() && entry.date.is_some());
    let Some(earlier) = earlier.filter(|earlier| earlier.date < first.date && earlier.unit < first.unit)
    else {
        return false;
    };
    timed * 2 <= timeline.len() || stated == earlier.date
}
