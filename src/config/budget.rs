//! How much of one write-up is read as Markdown.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Most things of each kind that one write-up may hold. One that holds more is published as plain text, with the facts of
/// its front matter: it is a log or a mistake, and reading it would take time and memory out of all proportion. The
/// numbers are counts, not seconds, so that the same file gives the same page on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Budget {
    /// Bytes that may be marks of Markdown: ends of lines, brackets, asterisks, underscores, backticks, pipes and the like.
    pub marks: usize,
    /// Elements: paragraphs, items, cells, marks such as bold and code, HTML tags.
    pub elements: usize,
    /// Elements within each other, such as lists in quotes in lists.
    pub depth: usize,
    /// Headings, and lines that act as one.
    pub headings: usize,
    /// Links and pictures.
    pub links: usize,
    /// Entries of the timeline.
    pub timeline: usize,
    /// Actions.
    pub actions: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            marks: 1_000_000,
            elements: 200_000,
            depth: 100,
            headings: 10_000,
            links: 20_000,
            timeline: 5_000,
            actions: 5_000,
        }
    }
}

impl Budget {
    /// A budget that nothing exceeds.
    pub const UNLIMITED: Self = Self {
        marks: usize::MAX,
        elements: usize::MAX,
        depth: usize::MAX,
        headings: usize::MAX,
        links: usize::MAX,
        timeline: usize::MAX,
        actions: usize::MAX,
    };
}
