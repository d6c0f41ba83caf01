//! Where new keys go: after the author's last one, within the top-level table.

use super::facts::SuggestedFact;
use super::serialize;
use crate::source::{Format, FrontMatterBlock, FrontMatterEntry, SourceFile, Value};

/// A text that is put into another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Insertion {
    /// Byte of the text where it goes.
    pub at: usize,
    /// What is put there.
    pub text: String,
}

/// The insertion that gives a file these keys; a block of its own where it has none.
///
/// # Errors
/// Why the author's block cannot be added to.
pub(super) fn insertion(source: &SourceFile, facts: &[SuggestedFact]) -> Result<Insertion, &'static str> {
    let text = source.text.as_str();
    let Some(block) = &source.front_matter else {
        let end = line_end(text);
        let keys = lines(Format::Yaml, facts, "", end);
        return Ok(Insertion { at: 0, text: format!("---{end}{keys}---{end}") });
    };
    let end = line_end_before(text, block);
    match block.format {
        Format::Yaml => {
            let indent = yaml_indent(&text[block.range.clone()])?;
            Ok(Insertion { at: block.range.end, text: lines(Format::Yaml, facts, indent, end) })
        }
        Format::Toml => {
            let at = toml_place(text, block);
            Ok(Insertion { at, text: lines(Format::Toml, facts, "", end) })
        }
        Format::Json => Ok(json(text, block, facts, end)),
    }
}

fn lines(format: Format, facts: &[SuggestedFact], indent: &str, end: &str) -> String {
    facts.iter().map(|fact| format!("{indent}{}{end}", serialize::line(format, fact))).collect()
}

/// The line end that a text uses first; a lone carriage return only where it uses no other.
fn line_end(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        None if text.contains('\r') => "\r",
        _ => "\n",
    }
}

/// The end of the line before a block, which is that of its opening fence; JSON has none.
fn line_end_before(text: &str, block: &FrontMatterBlock) -> &'static str {
    let before = &text[..block.range.start];
    match before {
        _ if before.ends_with("\r\n") => "\r\n",
        _ if before.ends_with('\n') => "\n",
        _ if before.ends_with('\r') => "\r",
        _ => line_end(text),
    }
}

/// The spaces before the keys of a block.
fn yaml_indent(block: &str) -> Result<&str, &'static str> {
    let says = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let first = block.split(['\n', '\r']).find(says).unwrap_or("");
    let key = first.trim_start();
    if key.starts_with('{') {
        return Err("its front matter stands in braces; keys are added by hand there");
    }
    Ok(&first[..first.len() - key.len()])
}

/// After the line of the last top-level key; a key after a `[table]` would belong to the table.
fn toml_place(text: &str, block: &FrontMatterBlock) -> usize {
    let opens_table = |entry: &&FrontMatterEntry| {
        let line = text[..entry.key_range.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        text[line..entry.key_range.start].trim_start().starts_with('[')
    };
    let Some(table) = block.entries.iter().find(opens_table) else { return block.range.end };
    let own = block.entries.iter().filter(|entry| entry.key_range.start < table.key_range.start);
    let Some(last) = own.map(|entry| last_byte(&entry.value.value).max(entry.value.range.end)).max() else {
        return block.range.start;
    };
    let line = text[last..].find(['\n', '\r']).map_or(text.len(), |at| last + at);
    let end = if text[line..].starts_with("\r\n") { 2 } else { 1 };
    (line + end).min(block.range.end)
}

/// Where the last value within a value ends: that of a dotted key has no place of its own.
fn last_byte(value: &Value) -> usize {
    let last = match value {
        Value::List(items) => items.iter().map(|item| item.range.end.max(last_byte(&item.value))).max(),
        Value::Map(entries) => {
            entries.iter().map(|entry| entry.value.range.end.max(last_byte(&entry.value.value))).max()
        }
        Value::Scalar(_) | Value::Null => None,
    };
    last.unwrap_or(0)
}

/// Behind the last value of the object, on lines of their own where the author's keys are.
fn json(text: &str, block: &FrontMatterBlock, facts: &[SuggestedFact], end: &str) -> Insertion {
    let inside = &text[block.range.start..block.range.end.saturating_sub(1)];
    let at = block.range.start + inside.trim_end().len();
    let first = inside.find('"').unwrap_or(inside.len());
    let line = inside[..first].rfind(['\n', '\r']);
    let indent = line.map(|line| &inside[line + 1..first]).filter(|indent| indent.trim().is_empty());
    let before = match indent {
        Some(indent) => format!("{end}{indent}"),
        None if inside.contains(['\n', '\r']) => format!("{end}  "),
        None => " ".to_owned(),
    };
    let is_empty = inside.trim_end() == "{";
    let mut added = String::new();
    for (index, fact) in facts.iter().enumerate() {
        let is_first = index == 0 && is_empty;
        added.push_str(if is_first { "" } else { "," });
        added.push_str(if is_first && before == " " { "" } else { &before });
        added.push_str(&serialize::line(Format::Json, fact));
    }
    Insertion { at, text: added }
}
