//! TOML as written: its parser keeps spans and the spelling of numbers.

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

use super::{Problem, first_line};
use crate::source::{FrontMatterEntry, Located, Value};

/// Reads a block whose first byte is byte `offset` of the file.
pub(super) fn parse(block: &str, offset: usize) -> Result<Value, Problem> {
    let table = DeTable::parse(block).map_err(|error| {
        let range = error.span().unwrap_or(0..block.len());
        let message = format!("this is no TOML: {}", first_line(error.message()));
        Problem::syntax(range.start + offset..range.end + offset, message)
    })?;
    Ok(map(table.get_ref(), block, offset))
}

fn map(table: &DeTable<'_>, block: &str, offset: usize) -> Value {
    let mut entries: Vec<FrontMatterEntry> = table
        .iter()
        .map(|(key, value)| FrontMatterEntry {
            key: key.get_ref().to_string(),
            key_range: key.span().start + offset..key.span().end + offset,
            value: located(value, block, offset),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_range.start);
    Value::Map(entries)
}

fn located(value: &Spanned<DeValue<'_>>, block: &str, offset: usize) -> Located {
    let span = value.span();
    let range = span.start + offset..span.end + offset;
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Scalar(text.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(|item| located(item, block, offset)).collect()),
        DeValue::Table(table) => map(table, block, offset),
        _ => Value::Scalar(block.get(span).unwrap_or("").to_owned()),
    };
    Located { value, range }
}
