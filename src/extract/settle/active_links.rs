//! Links that would run a program or carry data where a person or a program follows them: they are left out of the record.

use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::postmortem::{Postmortem, Source};
use crate::source::SourceFile;
use crate::source::links::active_scheme;

/// Takes such links out of the fields that hold links. Returns a finding for each.
pub(in crate::extract) fn leave_out(record: &mut Postmortem, source: &SourceFile) -> Vec<Diagnostic> {
    let line_of = |record: &Postmortem, field: &str| {
        record
            .provenance
            .get(field)
            .filter(|origin| origin.source == Source::FrontMatter)
            .and_then(|origin| origin.line)
    };
    let mut found: Vec<(String, &'static str, Option<u32>)> = Vec::new();
    if let Some(scheme) = record.runbook.as_deref().and_then(active_scheme) {
        found.push((scheme, "runbook", line_of(record, "runbook")));
        record.runbook = None;
        record.provenance.remove("runbook");
    }
    let line = line_of(record, "links");
    record.links.retain(|link| {
        let scheme = active_scheme(link);
        found.extend(scheme.iter().map(|scheme| (scheme.clone(), "links", line)));
        scheme.is_none()
    });
    if record.links.is_empty() {
        record.provenance.remove("links");
    }
    for action in &mut record.actions {
        if let Some(scheme) = action.link.as_deref().and_then(active_scheme) {
            found.push((scheme, "the link of an action", Some(action.line)));
            action.link = None;
        }
    }
    found.into_iter().map(|(scheme, field, line)| finding(source, &scheme, field, line)).collect()
}

fn finding(source: &SourceFile, scheme: &str, field: &str, line: Option<u32>) -> Diagnostic {
    let message = format!("a `{scheme}:` link in {field} is left out: following it could run a program");
    let finding = Diagnostic::new("unsafe-link", DiagnosticSeverity::Warning, &source.relative, message)
        .help("link to a page: https://…");
    match line {
        Some(line) => {
            finding.at(source.lines.span(&source.text, source.lines.line_range(&source.text, line)))
        }
        None => finding,
    }
}
