//! How findings are shown: drawn with their source line for a person, one a line, or as JSON.

use std::borrow::Cow;

use annotate_snippets::renderer::Renderer;
use annotate_snippets::{AnnotationKind, Level, Origin, Snippet};
use serde::Serialize;

use super::{Diagnostic, DiagnosticSeverity, Span, direction, floor_boundary};

/// Characters of a line that are drawn before and after the start of the place: more fits no terminal, and the
/// renderer's time grows with what it is given.
const BEFORE: usize = 60;
const AFTER: usize = 140;

/// A finding with the line it concerns, a mark under the place, and advice. `text` is the file's text, where at hand.
/// The result ends in a line end.
pub fn human(diagnostic: &Diagnostic, text: Option<&str>, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let level = match diagnostic.severity {
        DiagnosticSeverity::Error => Level::ERROR,
        DiagnosticSeverity::Warning => Level::WARNING,
        DiagnosticSeverity::Note => Level::NOTE,
    };
    let (message, path) = (printable(&diagnostic.message), printable(&diagnostic.path));
    let title = level.primary_title(message).id(diagnostic.rule);
    let mut columns = None;
    let mut group = match (&diagnostic.span, text) {
        (Some(span), Some(text)) => {
            let window = LineExcerpt::new(text, span);
            columns = Some((span, window.before.chars().count() + 1));
            let mark =
                AnnotationKind::Primary.span(window.before.len()..window.before.len() + window.marked.len());
            let line = format!("{}{}{}", window.before, window.marked, window.after);
            let snippet = Snippet::source(line).line_start(span.line as usize).path(path.as_ref());
            title.element(snippet.annotation(mark))
        }
        (Some(span), None) => {
            let origin = Origin::path(path.as_ref()).line(span.line as usize);
            title.element(origin.char_column(span.column as usize))
        }
        (None, _) => title.element(Origin::path(path.as_ref())),
    };
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(printable(help)));
    }
    let mut drawn = renderer.render(&[group]);
    if let Some((Span { line, column, .. }, drawn_column)) = columns {
        // The renderer counts columns in the window that it was given.
        drawn =
            drawn.replacen(&format!("{path}:{line}:{drawn_column}"), &format!("{path}:{line}:{column}"), 1);
    }
    drawn.push('\n');
    drawn
}

/// A finding in one line, its end included: `path:line:column: severity[rule]: message`.
pub fn concise(diagnostic: &Diagnostic) -> String {
    let Diagnostic { rule, severity, path, message, .. } = diagnostic;
    let severity = severity.name();
    let (path, message) = (printable(path), printable(message));
    match &diagnostic.span {
        Some(Span { line, column, .. }) => format!("{path}:{line}:{column}: {severity}[{rule}]: {message}\n"),
        None => format!("{path}: {severity}[{rule}]: {message}\n"),
    }
}

/// A finding as a JSON object in one line, its end included.
pub fn json(diagnostic: &Diagnostic) -> String {
    #[derive(Serialize)]
    struct Shown<'a> {
        path: &'a str,
        line: Option<u32>,
        column: Option<u32>,
        rule: &'a str,
        severity: DiagnosticSeverity,
        message: &'a str,
        help: Option<&'a str>,
        fixable: bool,
    }
    let Diagnostic { rule, severity, path, span, message, help, fix } = diagnostic;
    let (line, column) = (span.as_ref().map(|span| span.line), span.as_ref().map(|span| span.column));
    let shown = Shown {
        path,
        line,
        column,
        rule,
        severity: *severity,
        message,
        help: help.as_deref(),
        fixable: fix.is_some(),
    };
    // Texts and numbers always have a JSON form.
    serde_json::to_string(&shown).unwrap_or_default() + "\n"
}

/// A text from outside as a terminal may show it: characters that steer it, or turn the direction of its lines, are
/// replaced by pictures of themselves.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    let picture = |c: char| match c {
        '\t' | '\n' | '\r' => ' ',
        '\x00'..='\x1f' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{FFFD}'),
        '\x7f' => '\u{2421}',
        c if steers(c) => '\u{FFFD}',
        c => c,
    };
    Cow::Owned(text.chars().map(picture).collect())
}

fn steers(c: char) -> bool {
    c.is_control() || direction::is_bidi_control(c) || matches!(c, '\u{2028}' | '\u{2029}')
}

/// The part of a line that is drawn, ready to be shown.
struct LineExcerpt {
    before: String,
    marked: String,
    after: String,
}

impl LineExcerpt {
    fn new(text: &str, span: &Span) -> Self {
        let start = floor_boundary(text, span.range.start);
        let line_start = memchr::memrchr2(b'\n', b'\r', &text.as_bytes()[..start]).map_or(0, |at| at + 1);
        let first = text[line_start..start].char_indices().rev().nth(BEFORE).map(|(at, _)| line_start + at);
        let rest = text[start..].split(['\n', '\r']).next().unwrap_or("");
        let shown = &rest[..rest.char_indices().nth(AFTER).map_or(rest.len(), |(at, _)| at)];
        let length = floor_boundary(shown, span.range.end.saturating_sub(start));
        let dots = |cut: bool| if cut { "…" } else { "" };
        Self {
            before: dots(first.is_some()).to_owned() + &printable(&text[first.unwrap_or(line_start)..start]),
            marked: printable(&shown[..length]).into_owned(),
            after: printable(&shown[length..]).into_owned() + dots(shown.len() < rest.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::LineIndex;

    fn finding(text: &str, part: &str) -> Diagnostic {
        let at = text.find(part).unwrap_or(text.len());
        let span = LineIndex::new(text).span(text, at..at + part.len());
        Diagnostic::new("impossible-date", DiagnosticSeverity::Error, "2023/a.md", "no calendar has it")
            .at(span)
    }

    #[track_caller]
    fn check(text: &str, part: &str, expected: &str) {
        let diagnostic = finding(text, part).help("correct it");
        assert_eq!(human(&diagnostic, Some(text), false), expected);
    }

    #[test]
    fn a_finding_is_drawn_under_its_line() {
        check(
            "---\r\ndate: 2023-02-30\r\n---\r\n",
            "2023-02-30",
            "error[impossible-date]: no calendar has it
 --> 2023/a.md:2:7
  |
2 | date: 2023-02-30
  |       ^^^^^^^^^^
  |
  = help: correct it
",
        );
    }

    #[test]
    fn wide_characters_keep_the_mark_in_its_place_and_spans_never_cut_them() {
        let text = "größe: ü\n";
        let mut diagnostic = finding(text, "ü");
        if let Some(span) = &mut diagnostic.span {
            span.range.end -= 1;
        }
        assert!(human(&diagnostic, Some(text), false).contains("1 | größe: ü\n  |        ^"));
    }

    #[test]
    fn a_line_of_megabytes_is_clipped() {
        let text = format!("{}HERE{}", "x".repeat(5_000_000), "y".repeat(5_000_000));
        let drawn = human(&finding(&text, "HERE"), Some(&text), false);
        assert!(drawn.len() < 1000 && drawn.contains("xHEREy"), "{drawn}");
        assert!(drawn.contains("--> 2023/a.md:1:100001\n"), "{drawn}");
    }

    #[test]
    fn control_characters_never_reach_the_terminal() {
        let text = "title: \x1b[2Jgone\u{202E}\n";
        let mut diagnostic = finding(text, "gone");
        diagnostic.message = format!("bad {text}");
        for shown in [human(&diagnostic, Some(text), false), concise(&diagnostic), json(&diagnostic)] {
            assert!(!shown.contains('\x1b'), "{shown:?}");
        }
        assert!(human(&diagnostic, Some(text), false).contains("title: ␛[2Jgone"));
    }

    #[test]
    fn a_finding_fits_in_one_line() {
        let diagnostic = finding("---\ndate: 2023-02-30\n", "2023-02-30");
        assert_eq!(concise(&diagnostic), "2023/a.md:2:7: error[impossible-date]: no calendar has it\n");
        assert_eq!(
            json(&diagnostic),
            "{\"path\":\"2023/a.md\",\"line\":2,\"column\":7,\"rule\":\"impossible-date\",\"severity\":\"error\",\"message\":\"no calendar has it\",\"help\":null,\"fixable\":false}\n"
        );
        let whole = Diagnostic::new("empty-file", DiagnosticSeverity::Warning, "a.md", "the file is empty");
        assert_eq!(concise(&whole), "a.md: warning[empty-file]: the file is empty\n");
        assert_eq!(human(&whole, Some(""), false), "warning[empty-file]: the file is empty\n--> a.md\n");
    }
}
