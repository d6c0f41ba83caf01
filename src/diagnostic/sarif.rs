//! Findings as SARIF 2.1.0 (OASIS), which code scanning of GitHub and GitLab reads.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use super::fix::Fix;
use super::{Diagnostic, Span, rules};

/// What may not stand in the path of a URI reference (RFC 3986); `:` too, since a first part with one would be a scheme.
const IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b':');

/// A log with one run, in which `diagnostics` are the results and paths are relative to the root of the checkout.
pub fn log(diagnostics: &[&Diagnostic]) -> Value {
    let names: BTreeSet<&str> = diagnostics.iter().map(|diagnostic| diagnostic.rule).collect();
    let rules: Vec<Value> = names.iter().map(|name| rule(name)).collect();
    let index = |name: &str| names.iter().position(|known| *known == name);
    let results: Vec<Value> =
        diagnostics.iter().map(|diagnostic| result(diagnostic, index(diagnostic.rule))).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Whybook",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(name: &str) -> Value {
    let Some((name, rule)) = rules::find(name) else { return json!({ "id": name }) };
    let text = format!("{}\n\nFor example: {}\n\nInstead: {}", rule.why, rule.example, rule.instead);
    json!({
        "id": name,
        "shortDescription": { "text": rule.what },
        "fullDescription": { "text": rule.why },
        "help": { "text": text, "markdown": text },
    })
}

fn result(diagnostic: &Diagnostic, rule_index: Option<usize>) -> Value {
    let Diagnostic { rule, severity, path, span, message, help, fix } = diagnostic;
    let text = help.as_ref().map_or_else(|| message.clone(), |help| format!("{message}\n{help}"));
    let mut physical = json!({
        "artifactLocation": { "uri": utf8_percent_encode(path, IN_PATH).to_string() },
    });
    if let Some(Span { line, column, .. }) = span {
        physical["region"] = json!({ "startLine": line, "startColumn": column });
    }
    let mut result = json!({
        "ruleId": rule,
        "ruleIndex": rule_index,
        "level": severity.name(),
        "message": { "text": text },
        "locations": [{ "physicalLocation": physical }],
    });
    if let Some(Fix::Replace { line, column, written, with, .. }) = fix {
        let end = *column as usize + written.chars().count();
        result["fixes"] = json!([{
            "description": { "text": format!("Replace `{written}` with `{with}`") },
            "artifactChanges": [{
                "artifactLocation": physical["artifactLocation"],
                "replacements": [{
                    "deletedRegion": {
                        "startLine": line, "startColumn": column, "endLine": line, "endColumn": end,
                    },
                    "insertedContent": { "text": with },
                }],
            }],
        }]);
    }
    result
}
