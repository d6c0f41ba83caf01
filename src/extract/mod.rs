//! 2: facts, each with its provenance: what the author states in front matter, then what labels, tables and prose say.

mod actions;
mod active_links;
mod budget;
mod calendar;
mod detection;
pub mod document;
pub mod front_matter;
mod headline;
mod html;
mod impact;
pub mod labels;
mod lines;
pub mod markdown;
pub mod sections;
pub mod sentences;
mod settle;
pub mod statements;
mod subjects;
#[cfg(test)]
mod tests;
pub mod timeline;
pub mod times;
mod turning_points;
mod window;
mod zone;

use crate::config::Budget;
use crate::diagnostic::{Diagnostic, Severity};
use crate::postmortem::{DetectedBy, Impact, Postmortem, Provenance, Source, TimelineEntry};
use crate::source::SourceFile;
use budget::Exceeded;
use calendar::Clockwork;
use document::Document;
use front_matter::Stated;
use labels::{Key, Labelled};

/// One postmortem on its way through the stages.
#[derive(Debug, Clone)]
pub struct Incident {
    /// What is known of it.
    pub record: Postmortem,
    /// Its text as read.
    pub source: SourceFile,
    /// Its text as logical lines and sections.
    pub document: Document,
}

/// Takes the facts from a file. Causes are left to the next stage. Of a file that exceeds the budget the front matter
/// alone is read.
pub fn extract(source: SourceFile, stated: &Stated, budget: &Budget) -> (Incident, Vec<Diagnostic>) {
    let mut record = Postmortem { path: source.relative.clone(), ..Postmortem::default() };
    let mut diagnostics = front_matter::apply(stated, &source, &mut record);
    let read = document::parse_within(&source, budget).and_then(|document| {
        let mut record = record.clone();
        let reader = Reader { source: &source, document: &document, record: &mut record };
        let found = reader.read(stated, budget)?;
        Ok((document, record, found))
    });
    let document = match read {
        Ok((document, complete, found)) => {
            record = complete;
            diagnostics.extend(found);
            document
        }
        Err(exceeded) => {
            diagnostics.push(exceeded.diagnostic(&source.relative));
            let document = document::plain(&source);
            Reader { source: &source, document: &document, record: &mut record }.title_of_plain_text();
            document
        }
    };
    diagnostics.extend(active_links::leave_out(&mut record, &source));
    (Incident { record, source, document }, diagnostics)
}

/// Bytes of a heading that may name a text which is not read.
const LONGEST_PLAIN_TITLE: usize = 200;

struct Reader<'a> {
    source: &'a SourceFile,
    document: &'a Document,
    record: &'a mut Postmortem,
}

impl Reader<'_> {
    fn read(mut self, stated: &Stated, budget: &Budget) -> Result<Vec<Diagnostic>, Exceeded> {
        let labelled = labels::find(self.document);
        let dated = self.record.date;
        let yields = !stated.dates_the_incident();
        let clockwork =
            Clockwork::new(self.source, self.document, &labelled, dated, yields, &self.record.title);
        let entries = timeline::read(self.document, clockwork.calendar);
        budget::within("timeline", entries.len(), budget.timeline)?;
        self.record.timeline = entries
            .iter()
            .map(|entry| TimelineEntry {
                time: entry.time,
                date: entry.date,
                text: entry.text.clone(),
                line: self.line(entry.unit, 0),
            })
            .collect();
        let noticed = detection::read(self.document, &labelled, &entries);
        window::fill(&clockwork, &labelled, &entries, noticed.as_ref(), self.record);
        if self.record.actions.is_empty() {
            self.record.actions = actions::read(self.document, clockwork.calendar, |unit| self.line(unit, 0));
            budget::within("actions", self.record.actions.len(), budget.actions)?;
        }
        self.headline(&labelled);
        self.subjects(&labelled);
        self.people(&labelled);
        self.who_and_how_many(noticed);
        let mut diagnostics = clockwork.diagnostics();
        diagnostics.extend(self.date_differs(stated, dated));
        Ok(diagnostics)
    }

    /// Names a text that is not read: by its first line, if that is a heading, or by its file.
    fn title_of_plain_text(mut self) {
        if !self.record.title.is_empty() {
            return;
        }
        let first = self.source.body().lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let heading = first.strip_prefix("# ").map(str::trim).filter(|title| !title.is_empty());
        match heading.filter(|title| title.len() <= LONGEST_PLAIN_TITLE) {
            Some(title) => {
                let at = self.source.body().find(title).unwrap_or(0);
                self.record.title = title.to_owned();
                self.state("title", 0, at, title);
            }
            None => self.title_from_file(),
        }
    }

    fn title_from_file(&mut self) {
        let name = file_title(&self.source.relative);
        self.record.provenance.insert("title", Provenance::file_name(name.clone()));
        self.record.title = name;
    }

    fn headline(&mut self, labelled: &[Labelled<'_>]) {
        if self.record.title.is_empty() {
            match headline::title(self.document, labelled, self.source.refused_to) {
                Some(title) => {
                    self.state("title", title.unit, title.start, &title.text);
                    self.record.title = title.text;
                }
                None => self.title_from_file(),
            }
        }
        let quotes = [
            ("summary", headline::summary(self.document)),
            ("mitigation", headline::mitigation(self.document)),
            ("trigger", headline::trigger(self.document, labelled)),
        ];
        for (field, quote) in quotes {
            let slot = match field {
                "summary" => &mut self.record.summary,
                "mitigation" => &mut self.record.mitigation,
                _ => &mut self.record.trigger,
            };
            if let (None, Some(quote)) = (&slot, quote) {
                *slot = Some(quote.text.clone());
                self.state(field, quote.unit, quote.start, &quote.text);
            }
        }
    }

    fn subjects(&mut self, labelled: &[Labelled<'_>]) {
        if self.record.services.is_empty() {
            let services = subjects::services(self.document, labelled);
            if let Some((_, unit, start)) = services.first() {
                let names: Vec<&str> = services.iter().map(|(name, ..)| name.as_str()).collect();
                self.state("services", *unit, *start, &names.join(", "));
            }
            self.record.services = services.into_iter().map(|(name, ..)| name).collect();
        }
        if self.record.severity.is_none()
            && let Some((severity, unit, start)) = subjects::severity(self.document, labelled)
        {
            self.state("severity", unit, start, &severity.raw);
            self.record.severity = Some(severity);
        }
        if self.record.symptoms.is_empty() {
            let symptoms = subjects::symptoms(self.document);
            if let Some((_, unit, start)) = symptoms.first() {
                let seen: Vec<&str> = symptoms.iter().map(|(text, ..)| text.as_str()).collect();
                self.state("symptoms", *unit, *start, &seen.join(", "));
            }
            self.record.symptoms = symptoms.into_iter().map(|(text, ..)| text).collect();
        }
    }

    /// What a label alone states: identifier, team, people, status.
    fn people(&mut self, labelled: &[Labelled<'_>]) {
        for label in labelled {
            let text = label.value.trim_matches(['*', '`', '_', ' ']).to_owned();
            let record = &mut *self.record;
            let field = match label.key {
                Key::Id if record.id.is_none() && text.len() <= 40 => {
                    record.id = Some(text.clone());
                    "id"
                }
                Key::Team if record.team.is_none() => {
                    record.team = Some(text.clone());
                    "team"
                }
                Key::Organisation if record.organisation.is_none() => {
                    record.organisation = Some(text.clone());
                    "organisation"
                }
                Key::Owner if record.owner.is_none() => {
                    record.owner = Some(text.clone());
                    "owner"
                }
                Key::Status if record.status.is_none() => match front_matter::words::status(&text) {
                    Some(status) => {
                        record.status = Some(status);
                        "status"
                    }
                    None => continue,
                },
                Key::Authors | Key::Responders if text.len() <= 200 => {
                    let (field, people) = if label.key == Key::Authors {
                        ("authors", &mut record.authors)
                    } else {
                        ("responders", &mut record.responders)
                    };
                    if record.provenance.get(field).is_some_and(|known| known.source == Source::FrontMatter) {
                        continue;
                    }
                    let names = text
                        .split([',', ';', '/'])
                        .flat_map(|name| name.split(" and "))
                        .map(str::trim)
                        .filter(|name| !name.is_empty());
                    people.extend(names.map(str::to_owned));
                    field
                }
                _ => continue,
            };
            if !self.record.provenance.contains_key(field) {
                self.state(field, label.unit, label.range.start, &text);
            }
        }
    }

    fn who_and_how_many(&mut self, noticed: Option<detection::Noticed>) {
        if self.record.detected_by == DetectedBy::Unknown
            && let Some(noticed) = noticed
        {
            self.record.detected_by = noticed.by;
            self.state("detected_by", noticed.unit, noticed.start, &noticed.text);
        }
        if self.record.impact_percent.is_none()
            && let Some(share) = impact::share(self.document)
        {
            self.record.impact_percent = Some(share.percent);
            self.state("impact_percent", share.unit, share.start, &share.text);
        }
        if self.record.impact == Impact::default() {
            self.counts();
        }
    }

    /// Counts of users and requests and sums of money, where front matter states no impact.
    fn counts(&mut self) {
        let counts = impact::counts(self.document);
        let found: Vec<&impact::Share> =
            [&counts.users, &counts.requests, &counts.money].into_iter().flatten().collect();
        if let Some(first) = found.first() {
            let texts: Vec<&str> = found.iter().map(|count| count.text.as_str()).collect();
            self.state("impact", first.unit, first.start, &texts.join(", "));
        }
        let text = |count: Option<impact::Share>| count.map(|count| count.text);
        self.record.impact.users = text(counts.users);
        self.record.impact.requests = text(counts.requests);
        self.record.impact.money = text(counts.money);
    }

    /// Says so where the prose dates the incident otherwise than the front matter dates the document.
    fn date_differs(&self, stated: &Stated, dated: Option<jiff::civil::Date>) -> Option<Diagnostic> {
        let (dated, told) = (dated?, self.record.date?);
        let field = stated.field("date").filter(|_| dated != told)?;
        let span = self.source.lines.span(&self.source.text, field.value.range.clone());
        let message = format!("the front matter says {dated}, the text dates the incident {told}");
        let diagnostic =
            Diagnostic::new("date-differs", Severity::Note, &self.source.relative, message).at(span);
        Some(diagnostic.help("the text's date is used; state `start` if the front matter is right"))
    }

    fn line(&self, unit: usize, at: usize) -> u32 {
        self.source.lines.line(self.document.units[unit].file_offset(at))
    }

    fn state(&mut self, field: &'static str, unit: usize, at: usize, text: &str) {
        let line = self.line(unit, at);
        self.record.provenance.insert(field, Provenance::stated(Source::Text, line, text));
    }
}

/// Compiles words to be looked for wherever they stand, in any case.
#[expect(clippy::unwrap_used, reason = "the words are literals, and every list is compiled by the tests")]
fn words(words: &[&str]) -> aho_corasick::AhoCorasick {
    aho_corasick::AhoCorasick::builder().ascii_case_insensitive(true).build(words).unwrap()
}

/// A file's name as a title; `README.md` and `index.md` go by their folder.
fn file_title(relative: &str) -> String {
    let mut parts = relative.rsplit('/');
    let name = parts.next().unwrap_or(relative);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let generic = stem.eq_ignore_ascii_case("readme") || stem.eq_ignore_ascii_case("index");
    let stem = if generic { parts.next().unwrap_or(stem) } else { stem };
    let words: Vec<&str> = stem.split(['_', ' ']).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { relative.to_owned() } else { words.join(" ") }
}
