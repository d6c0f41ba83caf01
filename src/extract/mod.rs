//! Facts of one file, each with its provenance.
//!
//! The way of a file, each stage a module:
//!
//! 1. `text`: Markdown becomes logical lines, grouped into sections, cut into sentences.
//! 2. `mentions`: dates, clock times, zones, lengths of time, percentages, counts and money, as writers put them.
//! 3. `fields`: what the author states under a name: front matter, and labels in the text.
//! 4. `facts`: what the text claims of its incident, each claim with its place, one file a fact.
//! 5. `settle`: writes those claims into the record where front matter left a gap, then derives what follows from them.

mod budget;
mod facts;
pub mod fields;
mod mentions;
pub(crate) mod patterns;
mod settle;
#[cfg(test)]
mod tests;
pub mod text;

use crate::config::{Budget, KnownServices};
use crate::diagnostic::Diagnostic;
use crate::language::SiteLanguage;
use crate::postmortem::Postmortem;
use crate::source::markup::Markup;
use crate::source::{SourceFile, Value};
use facts::DocumentMentions;
use fields::front_matter::{self, FrontMatter};
pub use mentions::dates;
pub use settle::recurring_services;
use text::Document;

/// One postmortem on its way through the stages.
#[derive(Debug, Clone)]
pub struct Incident {
    /// What is known of it.
    pub record: Postmortem,
    /// Its text as read.
    pub source: SourceFile,
    /// Its text as logical lines and sections.
    pub document: Document,
    /// Place of its language in [`crate::language::all`].
    pub language: usize,
}

/// What a site says of how its write-ups are read.
#[derive(Clone, Copy)]
pub struct SiteReading<'a> {
    /// How much of one write-up is read.
    pub budget: &'a Budget,
    /// Its languages and headings.
    pub language: &'a SiteLanguage,
    /// Its services.
    pub services: &'a KnownServices,
}

/// Takes the facts from a file, read with the words of its language. Causes are left to the next stage. Of a file that
/// exceeds the budget the front matter alone is read.
pub fn extract(
    mut source: SourceFile,
    stated: &FrontMatter,
    site: SiteReading<'_>,
) -> (Incident, Vec<Diagnostic>) {
    source.markup = Markup::of(&source);
    let of_file = site.language.of_file(stated_language(&source), source.body());
    site.language.reading(of_file, || extract_facts(source, stated, site, of_file))
}

/// The code of the language that front matter states.
fn stated_language(source: &SourceFile) -> Option<&str> {
    let entries = &source.front_matter.as_ref()?.entries;
    let entry = entries.iter().find(|entry| matches!(entry.key.as_str(), "lang" | "language"))?;
    match &entry.value.value {
        Value::Scalar(code) => Some(code),
        _ => None,
    }
}

/// Takes the facts from a file with the words of the language that is read.
fn extract_facts(
    source: SourceFile,
    stated: &FrontMatter,
    site: SiteReading<'_>,
    language: usize,
) -> (Incident, Vec<Diagnostic>) {
    let mut record = Postmortem { path: source.address(), ..Postmortem::default() };
    let mut diagnostics = front_matter::apply(stated, &source, &mut record);
    settle::kind_of_file(&source, &mut record);
    let read = text::parse_within(&source, site.budget).and_then(|document| {
        let mut record = record.clone();
        let found = {
            let mentions = DocumentMentions::of(&document);
            let claims = facts::read(&source, &mentions, stated, &record, site)?;
            settle::write(claims, stated, &mut record)
        };
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
            settle::title_of_plain_text(&source, &mut record);
            text::plain(&source)
        }
    };
    settle::name_as_known(&mut record, site.services);
    diagnostics.extend(settle::active_links::leave_out(&mut record, &source));
    (Incident { record, source, document, language }, diagnostics)
}
