//! Stage 5: writes the claims of the text into the record wherever front matter (`front_matter::apply`) left a gap, each
//! with its provenance, then derives what follows from them.

pub(super) mod active_links;
mod services;
mod times;
mod title;

pub(super) use services::name_as_known;
pub use services::recurring_services;
pub(super) use title::of_plain_text as title_of_plain_text;

use super::facts::{Claim, Claims, Labels, TimeContext};
use super::fields::front_matter::FrontMatter;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::postmortem::{DetectedBy, Impact, Kind, Postmortem, Provenance, Source};
use crate::source::{SourceFile, Verdict};

/// What the file tells of, as it was judged; front matter that says so itself was read before.
pub(super) fn kind_of_file(source: &SourceFile, record: &mut Postmortem) {
    let Verdict::WriteUp(kind) = source.judgement.verdict else { return };
    record.kind = kind;
    if kind != Kind::Incident && !record.provenance.contains_key("kind") {
        let judgement = &source.judgement;
        let text = Some(judgement.reason.clone());
        let provenance = Provenance { source: Source::Text, line: judgement.line, text, from: Vec::new() };
        record.provenance.insert("kind", provenance);
    }
}

/// Writes the claims of a text to the record that front matter has filled.
pub(super) fn write(
    mut claims: Claims<'_>,
    stated: &FrontMatter,
    record: &mut Postmortem,
) -> Vec<Diagnostic> {
    let dated = record.date;
    record.timeline = std::mem::take(&mut claims.timeline);
    times::write(&claims.context, std::mem::take(&mut claims.times), record);
    if record.actions.is_empty() {
        record.actions = std::mem::take(&mut claims.actions);
    }
    let mut diagnostics = claims.context.diagnostics();
    diagnostics.extend(assumed_year(&claims.context, record));
    diagnostics.extend(date_differs(claims.context.source, stated, dated, record));
    RecordWriter { claims: &claims, record }.write();
    diagnostics
}

struct RecordWriter<'a> {
    claims: &'a Claims<'a>,
    record: &'a mut Postmortem,
}

impl RecordWriter<'_> {
    fn write(mut self) {
        self.narrative();
        self.affected();
        self.labels(&self.claims.labels);
        self.detection_and_impact();
    }

    fn narrative(&mut self) {
        let claims = self.claims;
        if self.record.title.is_empty() {
            match &claims.title {
                Some(title) => {
                    self.record.title.clone_from(&title.value);
                    self.state("title", title);
                }
                None => title::of_file_name(claims.context.source, self.record),
            }
        }
        for (field, claim) in
            [("summary", &claims.summary), ("mitigation", &claims.mitigation), ("trigger", &claims.trigger)]
        {
            if self.fill(field, claim.as_ref())
                && let Some(claim) = claim
            {
                self.state(field, claim);
            }
        }
    }

    /// Fills a fact that is one text where it has none; whether it did.
    fn fill(&mut self, field: &'static str, claim: Option<&Claim<String>>) -> bool {
        match (self.record.text_mut(field), claim) {
            (Some(slot @ None), Some(claim)) => {
                *slot = Some(claim.value.clone());
                true
            }
            _ => false,
        }
    }

    fn affected(&mut self) {
        let claims = self.claims;
        let values = |claims: &[Claim<String>]| claims.iter().map(|claim| claim.value.clone()).collect();
        if self.record.services.is_empty() {
            self.record.services = values(&claims.services.affected);
            self.state_all("services", &claims.services.affected);
            let line = |claim: &Claim<String>| claims.context.line(claim.unit, claim.start);
            let possible = claims.services.possible.iter();
            let placed = possible.map(|claim| {
                (claim.value.clone(), Provenance::stated(Source::Text, line(claim), &claim.text))
            });
            self.record.possible_services = placed.collect();
        }
        if let (None, Some(severity)) = (&self.record.severity, &claims.severity) {
            self.record.severity = Some(severity.value.clone());
            self.state("severity", severity);
        }
        if self.record.symptoms.is_empty() {
            self.record.symptoms = values(&claims.symptoms);
            self.state_all("symptoms", &claims.symptoms);
        }
    }

    fn labels(&mut self, labels: &Labels) {
        for (field, claim) in [
            ("id", &labels.id),
            ("team", &labels.team),
            ("organisation", &labels.organisation),
            ("owner", &labels.owner),
        ] {
            if self.fill(field, claim.as_ref())
                && let Some(claim) = claim
            {
                self.state_once(field, claim);
            }
        }
        if let (None, Some(status)) = (self.record.status, &labels.status) {
            self.record.status = Some(status.value);
            self.state_once("status", status);
        }
        self.people("authors", &labels.authors);
        self.people("responders", &labels.responders);
    }

    fn people(&mut self, field: &'static str, claims: &[Claim<Vec<String>>]) {
        let known = self.record.provenance.get(field);
        if known.is_some_and(|known| known.source == Source::FrontMatter) {
            return;
        }
        let people = if field == "authors" { &mut self.record.authors } else { &mut self.record.responders };
        people.extend(claims.iter().flat_map(|claim| claim.value.iter().cloned()));
        if let Some(first) = claims.first() {
            self.state_once(field, first);
        }
    }

    fn detection_and_impact(&mut self) {
        let claims = self.claims;
        if let (DetectedBy::Unknown, Some(detected_by)) = (self.record.detected_by, &claims.detected_by) {
            self.record.detected_by = detected_by.value;
            self.state("detected_by", detected_by);
        }
        if let (None, Some(share)) = (self.record.impact_percent, &claims.impact_percent) {
            self.record.impact_percent = Some(share.value);
            self.state("impact_percent", share);
        }
        if self.record.impact == Impact::default()
            && let Some(impact) = &claims.impact
        {
            self.record.impact = impact.value.clone();
            self.state("impact", impact);
        }
    }

    fn state<T>(&mut self, field: &'static str, claim: &Claim<T>) {
        let line = self.claims.context.line(claim.unit, claim.start);
        self.record.provenance.insert(field, Provenance::stated(Source::Text, line, &claim.text));
    }

    /// For a fact whose provenance another claim may have given.
    fn state_once<T>(&mut self, field: &'static str, claim: &Claim<T>) {
        if !self.record.provenance.contains_key(field) {
            self.state(field, claim);
        }
    }

    /// A list stands where its first value does.
    fn state_all(&mut self, field: &'static str, claims: &[Claim<String>]) {
        if let Some(first) = claims.first() {
            let values: Vec<&str> = claims.iter().map(|claim| claim.value.as_str()).collect();
            self.state(field, &Claim { text: values.join(", "), ..first.clone() });
        }
    }
}

/// Says so where the text dates the incident otherwise than the front matter dates the document.
/// Says so where the year of the incident is that of the file's name or of its publication, though the day lies long before
/// it: nobody wrote that year.
fn assumed_year(context: &TimeContext<'_>, record: &Postmortem) -> Option<Diagnostic> {
    const NEAR_DAYS: i32 = 60;
    let provenance = record.provenance.get("date").filter(|known| known.source == Source::Text)?;
    let (date, published) = (record.date?, context.dates.published?);
    let apart = date.until(published).ok()?.get_days();
    let words = provenance.text.as_deref()?;
    if apart <= NEAR_DAYS || !context.dates.assumes_year(words) {
        return None;
    }
    let message = format!("the text gives no year for its day, which is read as {date}");
    let diagnostic =
        Diagnostic::new("assumed-year", DiagnosticSeverity::Warning, &context.source.relative, message);
    let line = context.source.lines.line_range(&context.source.text, provenance.line?);
    let span = context.source.lines.span(&context.source.text, line);
    Some(diagnostic.at(span).help("write the year, as in 2024-12-31"))
}

fn date_differs(
    source: &SourceFile,
    stated: &FrontMatter,
    dated: Option<jiff::civil::Date>,
    record: &Postmortem,
) -> Option<Diagnostic> {
    let (dated, told) = (dated?, record.date?);
    let field = stated.field("date").filter(|_| dated != told)?;
    let span = source.lines.span(&source.text, field.value.range.clone());
    let message = format!("the front matter says {dated}, the text dates the incident {told}");
    let diagnostic =
        Diagnostic::new("date-differs", DiagnosticSeverity::Note, &source.relative, message).at(span);
    Some(diagnostic.help("the text's date is used; state `start` if the front matter is right"))
}
