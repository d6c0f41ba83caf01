//! Describes a resolved query in words.

use serde::Serialize;

use super::{Clause, Form, Origin, ResolvedQuery, TextQuery};
use crate::query::ast::{Bounds, RangeField};

/// Forms of a word that are listed; further ones are only counted.
const SHOWN: usize = 8;

/// The description of a part of a query, with its subparts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// What is searched.
    pub says: String,
    /// Its subparts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Reading>,
}

impl Reading {
    pub(crate) fn of(query: &ResolvedQuery) -> Self {
        let leaf = |says: String| Self { says, parts: Vec::new() };
        let node = |says: &str, parts: &[ResolvedQuery]| Self {
            says: says.to_owned(),
            parts: parts.iter().map(Self::of).collect(),
        };
        match query {
            ResolvedQuery::Everything => leaf("every incident".to_owned()),
            ResolvedQuery::Nothing => leaf("nothing: no incident can match".to_owned()),
            ResolvedQuery::Text(text) => Self::of_text(text),
            ResolvedQuery::Names { field, values } => {
                leaf(format!("{} is {}", field.name(), values.join(" or ")))
            }
            ResolvedQuery::Within { field, bounds } => leaf(within(*field, *bounds)),
            ResolvedQuery::Overdue { today } => leaf(format!("an open action was due before {today}")),
            ResolvedQuery::All(parts) => node("all of", parts),
            ResolvedQuery::Any(parts) => node("any of", parts),
            ResolvedQuery::Best(parts) => node("the best of", parts),
            ResolvedQuery::AtLeast { of, also, .. } if of.len() == 1 && also.is_empty() => {
                of.first().map_or_else(|| leaf(String::new()), Self::of)
            }
            ResolvedQuery::AtLeast { of, required, also, .. } => {
                let says = if *required == of.len() {
                    "all of".to_owned()
                } else {
                    format!("{required} or more of")
                };
                let mut reading = node(&says, of);
                if !also.is_empty() {
                    reading.parts.push(node("and, where it occurs, higher for", also));
                }
                reading
            }
            ResolvedQuery::Not(inner) => node("not", std::slice::from_ref(inner)),
            ResolvedQuery::Boosted(inner, boost) => {
                node(&format!("counting {boost} times"), std::slice::from_ref(inner))
            }
        }
    }

    fn of_text(text: &TextQuery) -> Self {
        let place = text.field.map_or(String::new(), |field| format!(" in {}", field.name()));
        let mut says = format!("`{}`{place}", text.written);
        if text.forms.is_empty() {
            says.push_str(": occurs nowhere");
        }
        let written = |form: &&Form| matches!(form.origin, Origin::Written | Origin::Identifier);
        let mut others: Vec<String> = text.forms.iter().filter(|form| !written(form)).map(describe).collect();
        others.dedup();
        let more = others.len().saturating_sub(SHOWN);
        others.truncate(SHOWN);
        others.extend(Some(format!("or {more} more")).filter(|_| more > 0));
        let parts = others.into_iter().map(|says| Self { says, parts: Vec::new() }).collect();
        Self { says, parts }
    }

    /// Appends the description as indented lines.
    pub fn lines(&self, depth: usize, out: &mut String) {
        out.push_str(&"  ".repeat(depth));
        out.push_str(&self.says);
        out.push('\n');
        self.parts.iter().for_each(|part| part.lines(depth + 1, out));
    }
}

fn describe(form: &Form) -> String {
    let terms = match &form.clause {
        Clause::Terms { terms, .. } => {
            terms.iter().map(|(_, term)| term.as_str()).collect::<Vec<_>>().join(" ")
        }
        Clause::Cause(id) => return format!("or tagged {id}, at {}", form.weight),
        Clause::Day(_) => return format!("or on the day of the incident, at {}", form.weight),
    };
    let weight = form.weight;
    match &form.origin {
        Origin::Written | Origin::Identifier | Origin::Day => terms,
        Origin::Synonym(word) => format!("or its synonym `{word}`, at {weight}"),
        Origin::Spelling(word) => format!("or the near spelling `{word}`, at {weight}"),
        Origin::Beginning => format!("or `{terms}`"),
        Origin::StatusClass => format!("or `{terms}`, at {weight}"),
    }
}

/// Bounds in words.
fn within(field: RangeField, Bounds { from, to }: Bounds) -> String {
    let (name, shown): (_, fn(u64) -> String) = match field {
        RangeField::Date => ("date", day),
        RangeField::Duration => ("duration", |minutes| format!("{minutes} min")),
    };
    let is_day = |&number: &u64| field == RangeField::Duration || is_date(number);
    match (from, to) {
        (Some(from), Some(to)) if from > to => format!("{name} is within bounds that nothing lies between"),
        (Some(from), Some(to)) if from == to => format!("{name} is {}", shown(from)),
        (Some(from), Some(to)) => format!("{name} is from {} to {}", shown(from), shown(to)),
        // A bound may not be a valid date: `>2024` starts at the 32nd of December.
        (Some(from), None) if !is_day(&from) => format!("{name} is after {}", shown(from.saturating_sub(1))),
        (None, Some(to)) if !is_day(&to) => format!("{name} is before {}", shown(to.saturating_add(1))),
        (Some(from), None) => format!("{name} is {} or more", shown(from)),
        (None, Some(to)) => format!("{name} is {} or less", shown(to)),
        (None, None) => format!("{name} is known"),
    }
}

fn is_date(number: u64) -> bool {
    let part = |number: u64| i8::try_from(number % 100).ok();
    let year = i16::try_from(number / 10_000).ok();
    let date = year.zip(part(number / 100)).zip(part(number));
    date.is_some_and(|((year, month), day)| jiff::civil::Date::new(year, month, day).is_ok())
}

/// A day number as a date.
fn day(number: u64) -> String {
    format!("{:04}-{:02}-{:02}", number / 10_000, number / 100 % 100, number % 100)
}
