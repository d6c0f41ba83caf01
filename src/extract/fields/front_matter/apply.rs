//! The record takes what the front matter states. A value that says nothing is never lost: it stands under other facts.

use super::filler::{Filler, is_shown};
use super::{FrontMatter, MOST_LISTED, StatedField, actions, collect, keys, words};
use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::disclosure;
use crate::postmortem::fields::{self, FieldKind};
use crate::postmortem::{Postmortem, Provenance, Source, Status};
use crate::source::{self, Format, Located, SourceFile, Value};

/// Fills the record. Causes, tags, categories and keywords are left to the taxonomy: [`FrontMatter::causes`], [`FrontMatter::tags`].
pub fn apply(stated: &FrontMatter, source: &SourceFile, record: &mut Postmortem) -> Vec<Diagnostic> {
    let mut filler = Filler { source, record, diagnostics: Vec::new(), zone: None };
    // A clock time alone needs the zone and the day before it; the start's day goes before a day of publication.
    const FIRST: [&str; 3] = ["timezone", "date", "start"];
    let rank =
        |field: &&StatedField| FIRST.iter().position(|key| field.key == Some(key)).unwrap_or(FIRST.len());
    let mut fields: Vec<&StatedField> = stated.fields.iter().collect();
    fields.sort_by_key(rank);
    let mut seen: Vec<&str> = Vec::new();
    for field in fields {
        let Some(known) = field.key.and_then(fields::get) else {
            filler.unknown(field);
            continue;
        };
        let key = known.key.as_str();
        // "resolved: true" says that it is over, not when.
        let is_state = |value: &Value| matches!(value, Value::Scalar(text) if matches!(text.trim(), "true" | "false" | "yes" | "no"));
        if known.kind == FieldKind::Moment && is_state(&field.value.value) {
            continue;
        }
        if known.kind == FieldKind::Foreign {
            // Who may read the file is no fact of the incident.
            if !disclosure::is_key(&field.written) {
                filler.keep(field);
            }
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
        filler.fill(known, field);
    }
    // A start that is stated, if only by its day, goes before the clock time of a day of publication.
    let date =
        stated.field("date").filter(|_| filler.record.start.is_none() && stated.field("start").is_none());
    if let Some(date) = date.filter(|date| stated.date_is_start(date)) {
        filler.start(date);
    }
    filler.settle(stated);
    filler.diagnostics
}

impl Filler<'_> {
    fn fill(&mut self, known: &'static fields::Field, field: &StatedField) {
        let key = known.key.as_str();
        match known.kind {
            FieldKind::Text => self.text_field(key, field),
            FieldKind::List | FieldKind::Names => self.list_field(known, field),
            FieldKind::Word => self.word_field(key, field),
            FieldKind::Date => self.date_field(key, field),
            FieldKind::Moment if key == "start" => self.start(field),
            FieldKind::Moment => self.moment_field(key, field),
            FieldKind::Length => self.duration(field),
            FieldKind::Windows => self.windows(field),
            FieldKind::Impact => self.impact(field),
            FieldKind::Percent => self.percent(field, &field.value),
            FieldKind::Actions => actions::fill(self, field),
            FieldKind::Zone => self.timezone(field),
            FieldKind::Causes => {
                let mut listed = Vec::new();
                collect(&field.value, true, &mut listed);
                self.check_length(field, listed.len());
            }
            // Neither is filled: a derived field is never stated, and a foreign one was kept before.
            FieldKind::Derived | FieldKind::Foreign => {}
        }
    }

    fn text_field(&mut self, key: &'static str, field: &StatedField) {
        let Some(text) = self.text(field) else { return };
        match key {
            "title" => self.record.title = text,
            "slug" => self.record.slug = text,
            _ => {
                if let Some(slot) = self.record.text_mut(key) {
                    *slot = Some(text);
                }
            }
        }
        self.state(key, field);
        self.check_cut(field);
    }

    /// Says so where YAML takes the rest of a text for a comment: `title: Shop #2 down`.
    fn check_cut(&mut self, field: &StatedField) {
        let is_yaml = self.source.front_matter.as_ref().is_some_and(|block| block.format == Format::Yaml);
        let end = field.value.range.end;
        let rest = self.source.text.get(end..).unwrap_or_default();
        let rest = rest.lines().next().unwrap_or_default();
        let comment = rest.trim_start();
        let is_cut =
            comment.strip_prefix('#').is_some_and(|next| next.starts_with(|c: char| c.is_alphanumeric()));
        if !is_yaml || !is_cut || comment.len() == rest.len() {
            return;
        }
        let at = end + rest.len() - comment.len();
        let message = format!(
            "YAML takes the rest of the line for a comment, so that the value ends at `{}`",
            field.value.value
        );
        self.report_at(
            &(at..at + comment.trim_end().len()),
            "cut-value",
            DiagnosticSeverity::Note,
            &message,
            "put the value in quotes",
        );
    }

    /// Says so where a list is longer than what is used of it.
    fn check_length(&mut self, field: &StatedField, length: usize) {
        if length > MOST_LISTED {
            let message = format!(
                "`{}` lists {length} values, and the budget is {MOST_LISTED}: the rest is left out",
                field.written
            );
            self.report(
                field,
                "over-budget",
                DiagnosticSeverity::Warning,
                &message,
                "name only those that matter",
            );
        }
    }

    fn list_field(&mut self, known: &'static fields::Field, field: &StatedField) {
        let mut found = Vec::new();
        collect(&field.value, known.kind == FieldKind::Names, &mut found);
        self.check_length(field, found.len());
        let Some(list) = self.record.list_mut(known.record()) else { return };
        for (text, _) in found.into_iter().take(MOST_LISTED) {
            if !list.contains(&text) {
                list.push(text);
            }
        }
        if !list.is_empty() {
            self.state(known.record(), field);
        }
    }

    fn word_field(&mut self, key: &'static str, field: &StatedField) {
        let Some(text) = self.text(field) else { return };
        let known = match key {
            "severity" => {
                let severity = words::severity(&text);
                if severity.level.is_none() {
                    let message = format!("unknown severity `{text}`: it cannot be ranked");
                    self.report(
                        field,
                        "unknown-value",
                        DiagnosticSeverity::Note,
                        &message,
                        "rank it, as in `SEV-1` to `SEV-5`",
                    );
                }
                self.record.severity = Some(severity);
                true
            }
            "status" => {
                let block = self.source.front_matter.as_ref();
                block.is_some_and(|block| disclosure::states_the_incident(block, &text))
                    || words::status(&text).map(|status| self.record.status = Some(status)).is_some()
            }
            "draft" => {
                if matches!(text.to_ascii_lowercase().as_str(), "true" | "yes" | "on" | "1") {
                    self.record.status = Some(Status::Draft);
                    self.state("status", field);
                }
                return;
            }
            "kind" => source::kind_named(&text).is_some(),
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
            "kind" => "incident, near-miss, false-alarm, vulnerability or maintenance",
            "detected_by" => "monitoring, customer, engineer or third-party",
            _ => "public or internal",
        };
        self.reject(field, "unknown-value", &format!("unknown {key} `{text}`"), &format!("use {choice}"));
    }

    fn impact(&mut self, field: &StatedField) {
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

    fn percent(&mut self, field: &StatedField, value: &Located) {
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
                let located = StatedField { value: value.clone(), ..field.clone() };
                self.reject(&located, "wrong-type", &message, "state the share of users or requests: `70%`");
            }
        }
    }

    fn unknown(&mut self, field: &StatedField) {
        // Who may read the file is no fact of the incident.
        if disclosure::is_key(&field.written) {
            return;
        }
        self.unknown_key(&field.written, &field.key_range, keys::nearest(&field.written));
        self.keep(field);
    }
}

/// A number from 0 to 100 at the start of a text, and what follows its percent sign.
fn leading_percent(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let percent: f64 = text[..end].parse().ok()?;
    let rest = text[end..].trim_start();
    (0.0..=100.0).contains(&percent).then(|| (percent, rest.strip_prefix('%').unwrap_or(rest)))
}
