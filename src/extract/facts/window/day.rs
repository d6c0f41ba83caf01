//! The day of an incident, where neither a label nor its start states it.

use aho_corasick::AhoCorasick;
use jiff::civil::Date;

use super::{SECTION_PRIORITY, TimeClaimCollector};
use crate::extract::facts::statements::{self, DayHint};
use crate::extract::facts::time_claims::TimeMention;
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
        let dated = |sentence: Sentence<'_>| {
            let point = statements::points(&self.context.mentions.sentence(&sentence))
                .into_iter()
                .find(|point| point.date.is_some())?;
            let placed = self.context.place(point, sentence.unit, sentence.start);
            placed.date.is_some().then_some(placed)
        };
        let believed = |roles: &'static [SectionRole]| {
            document.sentences().filter(move |sentence| {
                roles.contains(&sentence.role)
                    && document.section_of(sentence.unit).is_some_and(|section| !section.is_retelling)
                    && !is_document_date(sentence.text)
            })
        };
        self.claims.date = self
            .dated_by_summary()
            .or_else(|| {
                let entry = timeline.iter().find(|entry| entry.date.is_some())?;
                let text = document.units[entry.unit].text.clone();
                let line = self.context.line(entry.unit, 0);
                Some(TimeMention {
                    date: entry.date,
                    time: None,
                    day: DayHint::None,
                    line,
                    text,
                    dated: None,
                })
            })
            .or_else(|| self.titled(record))
            .or_else(|| believed(SECTION_PRIORITY[0]).find_map(dated))
            .or_else(|| believed(SECTION_PRIORITY[1]).find_map(dated))
            .or_else(|| {
                believed(SECTION_PRIORITY[2])
                    .filter(|sentence| statements::is_about_incident(sentence.text))
                    .find_map(dated)
            });
        if self.claims.date.is_none() {
            self.only_day();
        }
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
                && statements::points(&self.context.mentions.sentence(sentence))
                    .iter()
                    .any(|point| point.date.is_some())
        });
        let Some(sentence) = told else { return };
        let statement = statements::read(&self.context.mentions.sentence(&sentence));
        let begun = statement.start.or(statement.unlabelled_time).filter(|point| point.date.is_some());
        let caused = matches!(
            sentence.role,
            SectionRole::RootCause | SectionRole::RootCauseAndResolution | SectionRole::Trigger
        );
        let point = begun.or_else(|| {
            statements::points(&self.context.mentions.sentence(&sentence))
                .into_iter()
                .find(|point| point.date.is_some())
        });
        let placed = point.map(|point| self.context.place(point, sentence.unit, sentence.start));
        if caused && begun.is_some() && self.claims.start.is_none() {
            self.claims.start = placed.clone().filter(|placed| placed.time.is_some());
        }
        self.claims.date = placed;
    }

    /// The first date that the title or a sentence of the summary about the incident states.
    fn dated_by_summary(&self) -> Option<TimeMention> {
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
            .find_map(|sentence| {
                let point = statements::points(&self.context.mentions.sentence(&sentence))
                    .into_iter()
                    .find(|point| point.date.is_some())?;
                let placed = self.context.place(point, sentence.unit, sentence.start);
                placed.date.is_some().then_some(placed)
            })
    }

    /// The day of the incident, as far as its summary states it.
    pub(super) fn summary_day(&self) -> Option<Date> {
        let start = self.claims.start.as_ref().and_then(|start| start.date);
        start.or(self.claims.start_day)
    }

    /// The day that a title in front matter names.
    fn titled(&self, record: &Postmortem) -> Option<TimeMention> {
        let date =
            dates::find(&record.title).into_iter().find_map(|date| self.context.dates.resolve(date.value))?;
        let line = record.provenance.get("title").and_then(|title| title.line)?;
        Some(TimeMention {
            date: Some(date),
            time: None,
            day: DayHint::None,
            line,
            text: record.title.clone(),
            dated: None,
        })
    }
}

static DOCUMENT: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.document_date));

/// "Published on 3 May" dates the document.
fn is_document_date(sentence: &str) -> bool {
    DOCUMENT.is_match(sentence)
}

/// Whether the first entry with a clock time comes days after entries without one, most of them: it began before.
pub(super) fn is_late(first: &Entry, timed: usize, timeline: &[Entry]) -> bool {
    let earlier = timeline.iter().find(|entry| entry.time.is_none() && entry.date.is_some());
    let before = earlier.is_some_and(|earlier| earlier.date < first.date && earlier.unit < first.unit);
    before && timed * 2 <= timeline.len()
}
