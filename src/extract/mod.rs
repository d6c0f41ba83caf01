//! 2: facts, each with its provenance.

pub mod document;
pub mod front_matter;
mod html;
pub mod labels;
mod lines;
pub mod markdown;
pub mod sections;
pub mod sentences;
pub mod statements;
pub mod timeline;
pub mod times;

use crate::postmortem::Postmortem;
use crate::source::SourceFile;
use document::Document;

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
