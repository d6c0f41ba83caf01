//! What is wrong with an author's content: collected, sorted, spanned, never fatal.

pub mod direction;
pub mod draw;
pub mod fix;
pub mod github;
pub mod rules;
pub mod sarif;

use std::ops::Range;

use schemars::JsonSchema;
use serde::Serialize;

use fix::Fix;

/// How much a finding matters. Notes never count towards an exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DiagnosticSeverity {
    /// Worth knowing.
    Note,
    /// Worth mending.
    Warning,
    /// A fact was lost or is wrong.
    Error,
}

impl DiagnosticSeverity {
    /// As people and programs are told it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Bytes of the file's text.
    pub range: Range<usize>,
    /// Line of the first byte, from 1.
    pub line: u32,
    /// Column of the first byte in characters, from 1.
    pub column: u32,
}

/// One finding, with the place it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Name of the rule, such as `timeline-out-of-order`.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: DiagnosticSeverity,
    /// Path relative to the content folder, with forward slashes.
    pub path: String,
    /// Place in the file; `None` where it concerns the file as a whole.
    pub span: Option<Span>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The change that mends it, where there is one that wants no decision.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A finding about the file as a whole.
    pub fn new(
        rule: &'static str,
        severity: DiagnosticSeverity,
        path: &str,
        message: impl Into<String>,
    ) -> Self {
        debug_assert!(rules::find(rule).is_some(), "`{rule}` is missing in rules.toml");
        let (path, message) = (path.to_owned(), message.into());
        Self { rule, severity, path, span: None, message, help: None, fix: None }
    }

    /// The same finding at a place.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// The same finding with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same finding with a change that mends it: `with` in the place of `written`, which stands at its place in `text`.
    /// Without one where it does not stand there, or twice.
    #[must_use]
    pub fn replacing(mut self, text: &str, written: &str, with: &str) -> Self {
        let Some(span) = &self.span else { return self };
        let there = text.get(span.range.clone()).unwrap_or_default();
        let mut places = there.match_indices(written).map(|(at, _)| at);
        if let (Some(at), None) = (places.next(), places.next())
            && !there.contains('\n')
        {
            let start = span.range.start + at;
            self.fix = Some(Fix::Replace {
                range: start..start + written.len(),
                line: span.line,
                column: span.column + there[..at].chars().count() as u32,
                written: written.to_owned(),
                with: with.to_owned(),
            });
        }
        self
    }

    /// What findings are sorted by: file, line and column, rule, message. Two that agree in it are the same finding.
    pub fn order(&self) -> (&str, Option<(u32, u32)>, &str, &str) {
        let place = self.span.as_ref().map(|span| (span.line, span.column));
        (&self.path, place, self.rule, &self.message)
    }

    /// What the record keeps of it.
    pub fn finding(&self) -> Finding {
        let (line, column) = self.span.as_ref().map_or((1, 1), |span| (span.line, span.column));
        let message = self.message.clone();
        Finding { rule: self.rule, severity: self.severity, line, column, message }
    }
}

/// Sorts findings by file, then by place, then by rule; those about a whole file come first.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| a.order().cmp(&b.order()));
}

/// Most findings of one rule that are listed for one file.
pub const MOST_ALIKE: usize = 100;

/// Findings about one file of which no more than [`MOST_ALIKE`] are alike: a file of megabytes can break one rule a
/// hundred thousand times, and each finding takes memory and the time to work out its place.
#[derive(Debug, Default)]
pub struct Limited {
    listed: Vec<Diagnostic>,
    counts: Vec<(&'static str, usize)>,
}

impl Limited {
    /// Adds a finding of a rule, which is made only where it is to be listed.
    pub fn push(&mut self, rule: &'static str, make: impl FnOnce() -> Diagnostic) {
        let at = self.counts.iter().position(|(known, _)| *known == rule).unwrap_or_else(|| {
            self.counts.push((rule, 0));
            self.counts.len() - 1
        });
        let Some((_, count)) = self.counts.get_mut(at) else { return };
        *count += 1;
        if *count <= MOST_ALIKE {
            self.listed.push(make());
        }
    }

    /// The findings in the order in which they came; the last listed one of a rule says how many more there are.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        for (rule, count) in self.counts.iter().filter(|(_, count)| *count > MOST_ALIKE) {
            if let Some(last) = self.listed.iter_mut().rfind(|finding| finding.rule == *rule) {
                last.message.push_str(&format!("; {} more such findings are not listed", count - MOST_ALIKE));
            }
        }
        self.listed
    }
}

/// A finding as the record carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// Name of the rule.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: DiagnosticSeverity,
    /// Line of the file, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong.
    pub message: String,
}

/// Turns byte offsets of one text into lines and columns of its file.
#[derive(Debug, Clone, Default)]
pub struct LineIndex {
    starts: Vec<usize>,
    /// Lines of the file before the text.
    before: u32,
}

impl LineIndex {
    /// Reads the line starts of `text`; a line ends at `\n`, `\r\n` or a lone `\r`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                starts.push(at + 1);
            }
        }
        Self { starts, before: 0 }
    }

    /// The same for a text that begins at this line of its file, from 1.
    #[must_use]
    pub fn beginning_at(self, line: u32) -> Self {
        Self { before: line.saturating_sub(1), ..self }
    }

    /// The line of the file that the text begins at, from 1.
    pub fn first(&self) -> u32 {
        self.before + 1
    }

    /// Whether a line of the file, from 1, is one of `text`.
    pub fn holds(&self, text: &str, line: u32) -> bool {
        // What follows the last line end is a line of the next text.
        let ends_whole = self.starts.last() == Some(&text.len());
        let count = (self.starts.len() - usize::from(ends_whole && self.starts.len() > 1)) as u32;
        (self.first()..self.first() + count).contains(&line)
    }

    /// Line of a byte offset, from 1.
    pub fn line(&self, offset: usize) -> u32 {
        self.before + self.starts.partition_point(|&start| start <= offset) as u32
    }

    /// Byte range of a line (from 1) of `text`, its line end not included.
    pub fn line_range(&self, text: &str, line: u32) -> Range<usize> {
        let line = line.saturating_sub(self.before);
        let index = (line.max(1) as usize - 1).min(self.starts.len().saturating_sub(1));
        let start = self.starts.get(index).copied().unwrap_or(0);
        let end = self.starts.get(index + 1).copied().unwrap_or(text.len());
        start..start + text[start..end].trim_end_matches(['\n', '\r']).len()
    }

    /// The same place, by line and column, as a span of `text`: one that was found in another text of these lines.
    pub fn relocate(&self, text: &str, span: &mut Span) {
        let line = self.line_range(text, span.line);
        let before =
            text[line.clone()].chars().take(span.column as usize - 1).map(char::len_utf8).sum::<usize>();
        let within = |at: usize| floor_boundary(text, line.end.min(at));
        let start = within(line.start + before);
        span.range = start..within(start + span.range.len()).max(start);
    }

    /// Span of a byte range of `text`, moved outwards to character boundaries.
    pub fn span(&self, text: &str, range: Range<usize>) -> Span {
        let start = floor_boundary(text, range.start);
        let end = (range.end.min(text.len())..=text.len()).find(|&at| text.is_char_boundary(at));
        let line = self.line(start);
        let line_start = self.starts.get((line - self.before) as usize - 1).copied().unwrap_or(0);
        // Counting stops early on lines of megabytes: nobody reads such a column.
        let column = text[line_start..start].chars().take(100_000).count() as u32 + 1;
        Span { range: start..end.unwrap_or(text.len()).max(start), line, column }
    }
}

/// The last character boundary of `text` at or before `offset`.
pub fn floor_boundary(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
