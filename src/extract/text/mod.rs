//! Stage 1: the Markdown of a file becomes logical lines, grouped into sections and cut into sentences. Knows no facts.

mod document;
mod headings;
mod html;
mod line;
mod lines;
pub mod markdown;
mod marks;
mod sections;
mod sentences;

pub use document::{Document, LONGEST_SENTENCE, Sentence, parse};
pub(super) use document::{parse_within, plain};
pub(super) use headings::normalise;
pub use headings::role_of_heading;
pub use line::{LineKind, LogicalLine, Section, SectionRole};
pub(super) use lines::label_length;
pub(super) use sentences::is_abbreviation;
pub use sentences::split_sentences;
