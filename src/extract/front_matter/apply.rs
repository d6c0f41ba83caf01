//! The record takes what the front matter states. A value that says nothing is never lost: it stands under other facts.

use std::ops::Range;

use super::{Field, MOST_LISTED, Stated, actions, collect, keys, words};
use crate::diagnostic::{Diagnostic, Severity};
use crate::disclosure;
use crate::disclosure::secrets::is_credential_key;
use crate::extract::times::zones::Zone;
use crate::postmortem::{Postmortem, Provenance, Source, Status};
use crate::source::{Located, SourceFile, Value};

/// Fills the record. Causes, tags, categories and keywords are left to the taxonomy: [`Stated::causes`], [`Stated::tags`].
pub fn apply(stated: &Stated, source: &SourceFile, record: &mut Postmortem) -> Vec<Diagnostic> {
    let mut filler = Filler { source, record, diagnostics: Vec::new(), zone: None };
    // A clock time alone needs the zone and the day before it; the start's day goes before a day of publication.
    const FIRST: [&str; 3] = ["timezone", "date", "start"];
    let rank = |field: &&Field| FIRST.iter().position(|key| field.key == Some(key)).unwrap_or(FIRST.len());
    let mut fields: Vec<&Field> = stated.fields.iter().collect();
    fields.sort_by_key(rank);
    let mut seen: Vec<&'static str> = Vec::new();
    for field in fields {
        let Some(key) = field.key else {
            filler.unknown(field);
            continue;
        };
        // "resolved: true" says that it is over, not when.
        let is_state = |value: &Value| matches!(value, Value::Scalar(text) if matches!(text.trim(), "true" | "false" | "yes" | "no"));
        if key == "resolved" && is_state(&field.value.value) {
            continue;
        }
        if seen.contains(&key) && !["links", "services", "tags", "categories", "keywords"].contains(&key) {
            filler.reject(
                field,
                "stated-twice",
                &format!("`{}` states the {key} a second time", field.written),
                "keep one",
            );
            continue;
        }
        seen.push(key);
        filler.fill(key, field);
    }
    if let Some(date) =
        stated.field("date").filter(|date| filler.record.start.is_none() && stated.date_is_start(date))
    {
        filler.start(date);
    }
    filler.settle(stated);
    filler.diagnostics
}

pub(super) struct Filler<'a> {
    pub source: &'a SourceFile,
    pub record: &'a mut Postmortem,
    pub diagnostics: Vec<Diagnostic>,
    pub zone: Option<Zone>,
}

impl Filler<'_> {
    fn fill(&mut self, key: &'static str, field: &Field) {
        match key {
            "title" | "id" | "slug" | "team" | "mitigation" | "runbook" | "organisation" | "trigger"
            | "owner" | "recurrence_of" | "summary" => self.text_field(key, field),
            "services" | "symptoms" | "authors" | "responders" | "reviewed_by" | "related" | "aliases"
            | "links" | "url" | "archive_url" => self.list_field(key, field),
            "severity" | "status" | "kind" | "detected_by" | "visibility" | "draft" => {
                self.word_field(key, field)
            }
            "date" | "reviewed_on" => self.date_field(key, field),
            "start" => self.start(field),
            "detected" | "acknowledged" | "mitigated" | "resolved" | "end" => self.moment_field(key, field),
            "duration" => self.duration(field),
            "windows" => self.windows(field),
            "impact" => self.impact(field),
            "impact_percent" => self.percent(field, &field.value),
            "actions" => actions::fill(self, field),
            "timezone" => self.timezone(field),
            "causes" | "tags" | "categories" | "keywords" => {
                let mut listed = Vec::new();
                collect(&field.value, true, &mut listed);
                self.check_length(field, listed.len());
            }
            _ => self.keep(field),
        }
    }

    fn text_field(&mut self, key: &'static str, field: &Field) {
        let Some(text) = self.text(field) else { return };
        let record = &mut *self.record;
        let place = match key {
            "title" => {
                record.title = text;
                return self.state("title", field);
            }
            "slug" => {
                record.slug = text;
                return self.state("slug", field);
            }
            "id" => &mut record.id,
            "team" => &mut record.team,
            "mitigation" => &mut record.mitigation,
            "runbook" => &mut record.runbook,
            "organisation" => &mut record.organisation,
            "trigger" => &mut record.trigger,
            "owner" => &mut record.owner,
            "recurrence_of" => &mut record.recurrence_of,
            _ => &mut record.summary,
        };
        *place = Some(text);
        self.state(key, field);
    }

    /// Says so where a list is longer than what is used of it.
    fn check_length(&mut self, field: &Field, length: usize) {
        if length > MOST_LISTED {
            let message = format!(
                "`{}` lists {length} values, and the budget is {MOST_LISTED}: the rest is left out",
                field.written
            );
            self.report(field, "over-budget", Severity::Warning, &message, "name only those that matter");
        }
    }

    fn list_field(&mut self, key: &'static str, field: &Field) {
        let mut found = Vec::new();
        collect(
            &field.value,
            matches!(key, "services" | "authors" | "responders" | "reviewed_by"),
            &mut found,
        );
        self.check_length(field, found.len());
        let record = &mut *self.record;
        let (name, place) = match key {
            "services" => (key, &mut record.services),
            "symptoms" => (key, &mut record.symptoms),
            "authors" => (key, &mut record.authors),
            "responders" => (key, &mut record.responders),
            "reviewed_by" => (key, &mut record.reviewed_by),
            "related" => (key, &mut record.related),
            "aliases" => (key, &mut record.aliases),
            _ => ("links", &mut record.links),
        };
        for (text, _) in found.into_iter().take(MOST_LISTED) {
            if !place.contains(&text) {
                place.push(text);
            }
        }
        if !place.is_empty() {
            self.state(name, field);
        }
    }

    fn word_field(&mut self, key: &'static str, field: &Field) {
        let Some(text) = self.text(field) else { return };
        let known = match key {
            "severity" => {
                let severity = words::severity(&text);
                if severity.level.is_none() {
                    let message = format!("unknown severity `{text}`: it cannot be ranked");
                    self.report(
                        field,
                        "unknown-value",
                        Severity::Note,
                        &message,
                        "rank it, as in `SEV-1` to `SEV-5`",
                    );
                }
                self.record.severity = Some(severity);
                true
            }
            "status" => words::status(&text).map(|status| self.record.status = Some(status)).is_some(),
            "draft" => {
                if matches!(text.to_ascii_lowercase().as_str(), "true" | "yes" | "on" | "1") {
                    self.record.status = Some(Status::Draft);
                    self.state("status", field);
                }
                return;
            }
            "kind" => words::kind(&text).map(|kind| self.record.kind = kind).is_some(),
            "detected_by" => words::detected_by(&text).map(|by| self.record.detected_by = by).is_some(),
            _ => {
                words::visibility(&text).map(|visibility| self.record.visibility = Some(visibility)).is_some()
            }
        };
        if known {
            return self.state(key, field);
        }
        let choice = match key {
            "status" => "draft, in-review, reviewed or closed",
            "kind" => "incident, near-miss, false-alarm or vulnerability",
            "detected_by" => "monitoring, customer, engineer or third-party",
            _ => "public or internal",
        };
        self.reject(field, "unknown-value", &format!("unknown {key} `{text}`"), &format!("use {choice}"));
    }

    fn impact(&mut self, field: &Field) {
        let Value::Map(entries) = &field.value.value else {
            let Some(text) = self.text(field) else { return };
            if leading_percent(&text).is_some_and(|(_, rest)| rest.is_empty()) {
                return self.percent(field, &field.value);
            }
            self.record.impact.text = Some(text);
            return self.state("impact", field);
        };
        for entry in entries {
            let text = entry.value.value.to_string();
            let impact = &mut self.record.impact;
            match keys::plain(&entry.key).as_str() {
                "percent" | "percentage" => self.percent(field, &entry.value),
                "users" | "customers" => impact.users = Some(text),
                "requests" => impact.requests = Some(text),
                "money" | "cost" | "revenue" => impact.money = Some(text),
                "dataloss" => impact.data_loss = Some(text),
                "text" | "description" | "summary" => impact.text = Some(text),
                _ => {
                    let written = format!("impact.{}", entry.key);
                    self.unknown_key(&written, &entry.key_range, None);
                    if is_shown(&entry.key, &entry.value.value) {
                        self.record.other_facts.insert(written, text);
                    }
                }
            }
        }
        self.state("impact", field);
    }

    fn percent(&mut self, field: &Field, value: &Located) {
        let text = value.value.to_string();
        match leading_percent(&text) {
            Some((percent, "")) => {
                self.record.impact_percent = Some(percent);
                let line = self.source.lines.line(value.range.start);
                let provenance = Provenance::stated(Source::FrontMatter, line, text);
                self.record.provenance.insert("impact_percent", provenance);
            }
            _ => {
                let message = format!("`{text}` is no percentage between 0 and 100");
                let located = Field { value: value.clone(), ..field.clone() };
                self.reject(&located, "wrong-type", &message, "state the share of users or requests: `70%`");
            }
        }
    }

    /// The text of a field that holds one; a list of one text is one.
    pub(super) fn text(&mut self, field: &Field) -> Option<String> {
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
    pub(super) fn state(&mut self, key: &'static str, field: &Field) {
        let line = self.source.lines.line(field.key_range.start);
        let text = field.value.value.to_string();
        self.record.provenance.insert(key, Provenance::stated(Source::FrontMatter, line, text.trim()));
    }

    /// The value stays visible.
    pub(super) fn keep(&mut self, field: &Field) {
        if is_shown(&field.written, &field.value.value) {
            self.record.other_facts.insert(field.written.clone(), field.value.value.to_string());
        }
    }

    /// The value is not used, and stays visible.
    pub(super) fn reject(&mut self, field: &Field, rule: &'static str, message: &str, help: &str) {
        let severity = if rule == "unknown-value" || rule == "stated-twice" {
            Severity::Warning
        } else {
            Severity::Error
        };
        self.report(field, rule, severity, message, help);
        self.keep(field);
    }

    pub(super) fn report(
        &mut self,
        field: &Field,
        rule: &'static str,
        severity: Severity,
        message: &str,
        help: &str,
    ) {
        self.report_at(&field.value.range, rule, severity, message, help);
    }

    pub(super) fn report_at(
        &mut self,
        range: &Range<usize>,
        rule: &'static str,
        severity: Severity,
        message: &str,
        help: &str,
    ) {
        let span = self.source.lines.span(&self.source.text, range.clone());
        let diagnostic = Diagnostic::new(rule, severity, &self.source.relative, message).at(span);
        self.diagnostics.push(if help.is_empty() { diagnostic } else { diagnostic.help(help) });
    }

    fn unknown(&mut self, field: &Field) {
        // Who may read the file is no fact of the incident.
        if disclosure::is_key(&field.written) {
            return;
        }
        self.unknown_key(&field.written, &field.key_range, keys::nearest(&field.written));
        self.keep(field);
    }

    pub(super) fn unknown_key(&mut self, written: &str, range: &Range<usize>, nearest: Option<&str>) {
        let message = if is_credential_key(written) {
            format!("`{written}` is no field of a postmortem; it may hold a credential and is not shown")
        } else {
            format!("`{written}` is no field of a postmortem; it is shown under other facts")
        };
        let help = nearest.map_or_else(String::new, |nearest| format!("did you mean `{nearest}`?"));
        self.report_at(range, "unknown-key", Severity::Note, &message, &help);
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

/// A number from 0 to 100 at the start of a text, and what follows its percent sign.
fn leading_percent(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let percent: f64 = text[..end].parse().ok()?;
    let rest = text[end..].trim_start();
    (0.0..=100.0).contains(&percent).then(|| (percent, rest.strip_prefix('%').unwrap_or(rest)))
}
