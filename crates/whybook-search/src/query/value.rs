//! The values of fields: keys, dates and durations.

use std::ops::Range;

use jiff::civil::Date;

use super::ast::{Bounds, Field, Name, Node, RangeField, Text};
use super::note::{Note, QueryError};
use crate::display::single_line;
use crate::field::{KeyField, day_number};
use crate::tokenize::keyword;

const DATE_HINT: &str =
    "write date:2023, date:2023-03, date:2023-03-14, date:2023-01-01..2023-06-30 or date:>2023";
const DURATION_HINT: &str = "write duration:>1h, duration:<30m, duration:1h30m or duration:10m..2h";

/// The position of a value in the query.
#[derive(Debug, Clone)]
pub(super) struct Position {
    /// Span of the value.
    pub(super) span: Range<usize>,
    /// Span of the value with its field.
    pub(super) whole: Range<usize>,
    /// Whether the value is a prefix.
    pub(super) beginning: bool,
    /// Whether the query looks pasted; then an invalid value is not an error.
    pub(super) pasted: bool,
}

/// Parses the value of a field.
///
/// A name that logs use too (`status:500`, `kind:Pod`, `date:Mon`) is text if the value is not valid for the field.
pub(super) fn field_value(
    field: Field,
    text: &str,
    position: Position,
    notes: &mut Vec<Note>,
) -> Result<Node, QueryError> {
    match field {
        Field::Text(field) => {
            Ok(Node::Word(Text { text: text.to_owned(), field: Some(field), span: position.span }))
        }
        Field::Key(field) => Ok(key(field, text, position, notes)),
        Field::Range(field) => {
            let (read, what, hint) = match field {
                RangeField::Date => (bounds(text, day_span), "no date", DATE_HINT),
                RangeField::Duration => (
                    bounds(text, |text| minutes(text).map(|at| (at, at))),
                    "no length of time",
                    DURATION_HINT,
                ),
            };
            let Position { span, whole, pasted, .. } = position;
            match read {
                Some(bounds) => Ok(Node::Range { field, bounds, whole }),
                None if pasted => {
                    notes.push(Note::new(span.clone(), format!("is {what}; this is read as text")));
                    Ok(as_text(Field::Range(field).name(), text, span, whole))
                }
                None => {
                    let message = format!("`{}` is {what}", single_line(text, 40));
                    Err(QueryError { span, message, hint: hint.to_owned() })
                }
            }
        }
    }
}

/// A field and its value as plain words.
fn as_text(name: &str, value: &str, span: Range<usize>, whole: Range<usize>) -> Node {
    let word = |text: &str, span| Node::Word(Text { text: text.to_owned(), field: None, span });
    let value = word(value, span);
    // The field of a group is not part of any of its values.
    if whole.is_empty() {
        return value;
    }
    Node::Sequence(vec![word(name, whole.start..whole.start + name.len()), value])
}

fn key(field: KeyField, text: &str, position: Position, notes: &mut Vec<Note>) -> Node {
    let value = keyword(text);
    if let Some(meant) = field.value_of_alias(&value) {
        let Position { span, whole, .. } = position;
        return Node::Key(Name { field, value: meant.to_owned(), beginning: false, span, whole });
    }
    let known = field.values();
    let fits = |known: &&str| if position.beginning { known.starts_with(&value) } else { *known == value };
    if known.is_empty() || known.iter().any(fits) || !text.chars().any(char::is_alphanumeric) {
        let Position { span, whole, beginning, .. } = position;
        return Node::Key(Name { field, value: text.to_owned(), beginning, span, whole });
    }
    let name = field.name();
    let mut note = Note::new(
        position.span.clone(),
        format!("is no {name}, which takes {}; this is read as text", known.join(", ")),
    );
    let near = known.iter().map(|known| (strsim::osa_distance(&value, known), *known)).min();
    if let Some((_, near)) = near.filter(|(distance, known)| *distance <= 1 + known.len() / 7) {
        note.message.push_str(&format!("; did you mean `{near}`?"));
    }
    notes.push(note);
    as_text(name, text, position.span, position.whole)
}

/// Parses `A`, `A..B`, `A..`, `..B`, `>A`, `>=A`, `<A` or `<=A`, where a value may cover several numbers.
fn bounds(text: &str, read: impl Fn(&str) -> Option<(u64, u64)>) -> Option<Bounds> {
    let text = text.trim();
    let bounds = |from, to| Some(Bounds { from, to });
    if let Some((from, to)) = text.split_once("..") {
        let end = |text: &str| if text.is_empty() { Some(None) } else { read(text).map(Some) };
        let (from, to) = (end(from.trim())?, end(to.trim())?);
        return if from.is_none() && to.is_none() {
            None
        } else {
            bounds(from.map(|span| span.0), to.map(|span| span.1))
        };
    }
    if let Some(rest) = text.strip_prefix(">=") {
        bounds(Some(read(rest)?.0), None)
    } else if let Some(rest) = text.strip_prefix("<=") {
        bounds(None, Some(read(rest)?.1))
    } else if let Some(rest) = text.strip_prefix('>') {
        bounds(Some(read(rest)?.1.saturating_add(1)), None)
    } else if let Some(rest) = text.strip_prefix('<') {
        // No number is less than 0: bounds that nothing can match.
        match read(rest)?.0.checked_sub(1) {
            Some(to) => bounds(None, Some(to)),
            None => bounds(Some(1), Some(0)),
        }
    } else {
        let (from, to) = read(text)?;
        bounds(Some(from), Some(to))
    }
}

/// The days of a word that is a year, a month or a date of the 20th or 21st century.
pub(crate) fn days(text: &str) -> Option<Bounds> {
    let is_of_our_time = text.starts_with("19") || text.starts_with("20");
    let (from, to) = day_span(text).filter(|_| is_of_our_time)?;
    Some(Bounds { from: Some(from), to: Some(to) })
}

/// First and last day of a year, a month or a date.
fn day_span(text: &str) -> Option<(u64, u64)> {
    let parts: Vec<&str> = text.trim().split('-').collect();
    let number = |text: &str, digits: usize| -> Option<i16> {
        let plain =
            text.len() <= digits && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| text.parse().ok()).flatten()
    };
    let year = number(parts.first()?, 4).filter(|_| parts[0].len() == 4)?;
    let month = parts.get(1).map_or(Some(None), |text| number(text, 2).map(Some))?;
    let day = parts.get(2).map_or(Some(None), |text| number(text, 2).map(Some))?;
    let first = Date::new(year, month.unwrap_or(1) as i8, day.unwrap_or(1) as i8).ok()?;
    let last = match (month, day, parts.len()) {
        (None, _, 1) => first.last_of_year(),
        (Some(_), None, 2) => first.last_of_month(),
        (Some(_), Some(_), 3) => first,
        _ => return None,
    };
    Some((day_number(first), day_number(last)))
}

/// Parses a duration into minutes: `90`, `90m`, `1h`, `1h30m`, `2d`, `1.5h`.
fn minutes(text: &str) -> Option<u64> {
    let mut rest = text.trim();
    if rest.is_empty() {
        return None;
    }
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let number: f64 = rest[..digits].parse().ok()?;
        let unit_end = rest[digits..].find(|c: char| c.is_ascii_digit()).map_or(rest.len(), |at| digits + at);
        let scale = match rest[digits..unit_end].trim() {
            "" | "m" | "min" | "mins" | "minute" | "minutes" => 1.0,
            "h" | "hr" | "hrs" | "hour" | "hours" => 60.0,
            "d" | "day" | "days" => 1440.0,
            "w" | "week" | "weeks" => 10_080.0,
            _ => return None,
        };
        total += number * scale;
        rest = &rest[unit_end..];
    }
    (total < 1e12).then_some(total.round() as u64)
}
