//! The record being filled from front matter, with what is reported on the way. A value that is not used stays visible
//! under other facts.

use std::ops::Range;

use super::StatedField;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::disclosure::secrets::is_credential_key;
use crate::extract::mentions::zones::Zone;
use crate::postmortem::{Postmortem, Provenance, Source};
use crate::source::{Located, SourceFile, Value};

pub(super) struct Filler<'a> {
    pub source: &'a SourceFile,
    pub record: &'a mut Postmortem,
    pub diagnostics: Vec<Diagnostic>,
    pub zone: Option<Zone>,
}

impl Filler<'_> {
    /// The text of a field that holds one; a list of one text is one.
    pub(super) fn text(&mut self, field: &StatedField) -> Option<String> {
        match &field.value.value {
            Value::Scalar(text) if text.trim().is_empty() => None,
            Value::Scalar(text) => Some(text.trim().to_owned()),
            Value::List(items) => match items.as_slice() {
                [Located { value: Value::Scalar(text), .. }] => Some(text.trim().to_owned()),
                _ => {
                    self.reject(
                        field,
                        "wrong-type",
                        &format!("`{}` takes one value, not a list", field.written),
                        "keep one",
                    );
                    None
                }
            },
            Value::Map(_) => {
                let message = format!("`{}` takes one value, not a mapping", field.written);
                self.reject(field, "wrong-type", &message, "write the value behind the key");
                None
            }
            Value::Null => None,
        }
    }

    /// Where the fact came from.
    pub(super) fn state(&mut self, key: &'static str, field: &StatedField) {
        let line = self.source.lines.line(field.key_range.start);
        let text = field.value.value.to_string();
        self.record.provenance.insert(key, Provenance::stated(Source::FrontMatter, line, text.trim()));
    }

    /// The value stays visible.
    pub(super) fn keep(&mut self, field: &StatedField) {
        if is_shown(&field.written, &field.value.value) {
            self.record.other_facts.insert(field.written.clone(), field.value.value.to_string());
        }
    }

    /// The value is not used, and stays visible.
    pub(super) fn reject(&mut self, field: &StatedField, rule: &'static str, message: &str, help: &str) {
        let severity = if rule == "unknown-value" || rule == "stated-twice" {
            DiagnosticSeverity::Warning
        } else {
            DiagnosticSeverity::Error
        };
        self.report(field, rule, severity, message, help);
        self.keep(field);
    }

    pub(super) fn report(
        &mut self,
        field: &StatedField,
        rule: &'static str,
        severity: DiagnosticSeverity,
        message: &str,
        help: &str,
    ) {
        self.report_at(&field.value.range, rule, severity, message, help);
    }

    pub(super) fn report_at(
        &mut self,
        range: &Range<usize>,
        rule: &'static str,
        severity: DiagnosticSeverity,
        message: &str,
        help: &str,
    ) {
        let diagnostic = self.finding(range, rule, severity, message);
        self.diagnostics.push(if help.is_empty() { diagnostic } else { diagnostic.help(help) });
    }

    fn finding(
        &self,
        range: &Range<usize>,
        rule: &'static str,
        severity: DiagnosticSeverity,
        message: &str,
    ) -> Diagnostic {
        let span = self.source.lines.span(&self.source.text, range.clone());
        Diagnostic::new(rule, severity, &self.source.relative, message).at(span)
    }

    pub(super) fn unknown_key(&mut self, written: &str, range: &Range<usize>, nearest: Option<&str>) {
        let message = if is_credential_key(written) {
            format!("`{written}` is no field of a postmortem; it may hold a credential and is not shown")
        } else {
            format!("`{written}` is no field of a postmortem; it is shown under other facts")
        };
        let finding = self.finding(range, "unknown-key", DiagnosticSeverity::Note, &message);
        self.diagnostics.push(match nearest {
            None => finding,
            Some(nearest) => finding
                .help(format!("did you mean `{nearest}`?"))
                .replacing(&self.source.text, written, nearest),
        });
    }
}

/// Whether a value may be shown under other facts: neither its key nor one within it names a credential.
pub(super) fn is_shown(key: &str, value: &Value) -> bool {
    let is_value_shown = match value {
        Value::List(items) => items.iter().all(|item| is_shown("", &item.value)),
        Value::Map(entries) => entries.iter().all(|entry| is_shown(&entry.key, &entry.value.value)),
        Value::Scalar(_) | Value::Null => true,
    };
    is_value_shown && !is_credential_key(key)
}
