//! Findings as workflow commands of GitHub Actions, which become annotations of a pull request.

use super::{Diagnostic, DiagnosticSeverity};

/// A finding as one line, its end included.
pub fn annotation(diagnostic: &Diagnostic) -> String {
    let Diagnostic { rule, severity, path, span, message, help, .. } = diagnostic;
    let command = match severity {
        DiagnosticSeverity::Error => "error",
        DiagnosticSeverity::Warning => "warning",
        DiagnosticSeverity::Note => "notice",
    };
    let place =
        span.as_ref().map_or_else(String::new, |span| format!(",line={},col={}", span.line, span.column));
    let help = help.as_ref().map_or_else(String::new, |help| format!("\n{help}"));
    let text = escaped(&format!("{message}{help}"));
    format!("::{command} file={}{place},title={}::{text}\n", property(path), property(rule))
}

/// What may not stand in a command's text.
fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What may not stand in a value before the text.
fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::LineIndex;

    #[test]
    fn nothing_in_a_finding_ends_its_command() {
        let text = "date: 2023-02-30\n";
        let span = LineIndex::new(text).span(text, 6..16);
        let finding = Diagnostic::new(
            "impossible-date",
            DiagnosticSeverity::Error,
            "a, b:c/100%.md",
            "none\n::error::x",
        );
        assert_eq!(
            annotation(&finding.at(span).help("correct it")),
            "::error file=a%2C b%3Ac/100%25.md,line=1,col=7,title=impossible-date::none%0A::error::x%0Acorrect it\n"
        );
        let whole = Diagnostic::new("empty-file", DiagnosticSeverity::Note, "a.md", "the file is empty");
        assert_eq!(annotation(&whole), "::notice file=a.md,title=empty-file::the file is empty\n");
    }
}
