//! Timelines that no section of their own holds: told in sentences, by headings, or by stray lines.

use super::TimelineParser;
use crate::extract::mentions::opening::{self, is_zone_note, opening};
use crate::extract::text::{LineKind, SectionRole};

impl TimelineParser<'_> {
    /// A timeline told in prose: each sentence with a clock time is an entry.
    pub(super) fn sentences(&mut self) {
        let sentences: Vec<_> = self
            .document
            .sentences()
            .filter(|sentence| {
                sentence.role == SectionRole::Timeline
                    && self.document.section_of(sentence.unit).is_some_and(|section| !section.is_retelling)
            })
            .collect();
        for sentence in sentences {
            let excerpt = self.mentions.sentence(&sentence);
            if let Some(clock) = excerpt.clocks().first()
                && !is_zone_note(sentence.text)
            {
                let date = excerpt.dates().first().map(|date| date.value);
                self.push(date, Some(clock.value), sentence.text.to_owned(), sentence.unit);
            }
        }
    }

    /// At least two headings with clock times are a timeline: `### 13:30-13:45`, `## Resolved 2024-05-02 16:00`.
    pub(super) fn headings(&mut self) {
        let document = self.document;
        for section in document.sections.iter().filter(|section| !section.is_retelling) {
            let Some(heading) = section.heading else { continue };
            let text = document.units[heading].text.as_str();
            let real = matches!(document.units[heading].kind, LineKind::Heading { .. });
            let Some(clock) = self.mentions.line(heading).clocks().first().copied().filter(|_| real) else {
                continue;
            };
            let date = self.mentions.line(heading).dates().first().copied();
            let opened = opening(text).filter(|opening| opening.clock.is_some());
            let closes = date.is_some() && text.len() < clock.end + 8;
            let told = match &opened {
                Some(opening) => &text[opening.text_from..],
                None if closes => text[..date.map_or(0, |date| date.start.min(clock.start))].trim_end(),
                None => continue,
            };
            self.push(date.map(|date| date.value), Some(clock.value), told.to_owned(), heading);
            let told = &document.units[section.units.clone()];
            told.iter().filter(|unit| unit.kind != LineKind::Code).for_each(|unit| self.append(&unit.text));
        }
        if self.stated.len() < 2 {
            self.stated.clear();
        }
    }

    /// At least three lines that open with a clock time are a timeline, whatever section they stand in.
    pub(super) fn stray_lines(&mut self) {
        let document = self.document;
        self.military = opening::is_military(document.units.iter().map(|unit| unit.text.as_str()));
        for (index, unit) in document.units.iter().enumerate() {
            let plain = matches!(
                unit.kind,
                LineKind::Paragraph | LineKind::ListItem { .. } | LineKind::TableRow { header: false }
            );
            if !plain || document.section_of(index).is_none_or(|section| section.is_retelling) {
                continue;
            }
            match self.opening(&unit.text) {
                Some(opening) if opening.clock.is_some() && opening.text_from < unit.text.len() => {
                    self.push(opening.date, opening.clock, unit.text[opening.text_from..].to_owned(), index);
                }
                _ => {}
            }
        }
        if self.stated.len() < 3 {
            self.stated.clear();
        }
    }
}
