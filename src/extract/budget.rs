//! Holds a write-up against its [`Budget`].

use crate::config::Budget;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity};

/// What a write-up has too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exceeded {
    /// Name of the setting.
    setting: &'static str,
    /// How many there are; of nested elements as many as were read.
    found: usize,
    /// How many there may be.
    most: usize,
}

impl Exceeded {
    /// What to call the things that are counted.
    fn things(self) -> &'static str {
        match self.setting {
            "marks" => "marks of Markdown",
            "elements" => "elements of Markdown and HTML",
            "depth" => "elements within each other",
            "timeline" => "entries in its timeline",
            other => other,
        }
    }

    /// The finding about a file.
    pub(super) fn diagnostic(self, path: &str) -> Diagnostic {
        let message = format!(
            "the file has {} {}, and the budget is {}: it is published as plain text",
            self.found,
            self.things(),
            self.most
        );
        Diagnostic::new("over-budget", DiagnosticSeverity::Warning, path, message).help(format!(
            "move logs and data into files of their own, or raise `{}` under [budget] in whybook.toml",
            self.setting
        ))
    }
}

/// Refuses what there is too much of.
pub(super) fn within(setting: &'static str, found: usize, most: usize) -> Result<(), Exceeded> {
    if found > most { Err(Exceeded { setting, found, most }) } else { Ok(()) }
}

/// Refuses a text that has more marks than its parser should hold: it keeps a node for nearly each of them.
pub(super) fn check_marks(text: &str, budget: &Budget) -> Result<(), Exceeded> {
    let is_mark = |byte: u8| {
        matches!(
            byte,
            b'\n'
                | b'\r'
                | b'['
                | b']'
                | b'*'
                | b'_'
                | b'`'
                | b'~'
                | b'|'
                | b'<'
                | b'>'
                | b'&'
                | b'\\'
                | b'!'
                | b'#'
        )
    };
    within("marks", text.bytes().filter(|&byte| is_mark(byte)).count(), budget.marks)
}

/// Counts of what stands in a Markdown text.
#[derive(Debug, Default)]
pub(super) struct Count {
    elements: usize,
    open: usize,
    deepest: usize,
    links: usize,
}

impl Count {
    /// Counts an element.
    pub(super) fn element(&mut self) {
        self.elements += 1;
    }

    /// Counts the tags of a piece of HTML.
    pub(super) fn html(&mut self, html: &str) {
        self.elements += memchr::memchr_iter(b'<', html.as_bytes()).count();
    }

    /// Counts an element that holds others, up to [`Count::close`].
    pub(super) fn open(&mut self) {
        self.open += 1;
        self.deepest = self.deepest.max(self.open);
    }

    /// The end of an element.
    pub(super) fn close(&mut self) {
        self.open = self.open.saturating_sub(1);
    }

    /// Counts a link or a picture.
    pub(super) fn link(&mut self) {
        self.links += 1;
    }

    /// Refuses a text that has too much of something so far.
    pub(super) fn check(&self, budget: &Budget) -> Result<(), Exceeded> {
        within("elements", self.elements, budget.elements)?;
        within("depth", self.deepest, budget.depth)?;
        within("links", self.links, budget.links)
    }
}
