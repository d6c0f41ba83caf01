//! What narrows a query: its filters, each with the query without it, and the query with one more.

use std::ops::Range;

use serde::Serialize;

use crate::query::ast::{Name, Node, RangeField};
use crate::tokenize::keyword;

/// A filter of a query that can be taken away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Filter {
    /// The field.
    pub field: &'static str,
    /// The filter as written, such as `cause:dns`.
    pub text: String,
    /// Whether it excludes.
    pub excludes: bool,
    /// The query without it.
    pub without: String,
}

/// The filters of a query.
pub(crate) struct Filters<'a> {
    query: &'a str,
    /// Whether the parts of the query are alternatives, so that one more filter needs parentheses around them.
    alternatives: bool,
    filters: Vec<(Filter, Option<String>)>,
}

impl<'a> Filters<'a> {
    /// Those that hold for the whole query: not within groups, not between alternatives.
    pub(crate) fn of(root: &Node, query: &'a str) -> Self {
        let alternatives = matches!(root, Node::Or(_));
        let mut filters = Self { query, alternatives, filters: Vec::new() };
        match root {
            Node::Sequence(parts) | Node::And(parts) => {
                parts.iter().for_each(|part| filters.add(part, false))
            }
            part => filters.add(part, false),
        }
        filters
    }

    fn add(&mut self, node: &Node, excludes: bool) {
        let (field, whole, value) = match node {
            Node::Not(inner) => return self.add(inner, !excludes),
            Node::Key(Name { field, value, whole, beginning, .. }) => {
                (field.name(), whole, Some(keyword(value)).filter(|_| !beginning && !excludes))
            }
            Node::Range { field, whole, .. } => {
                let name = match field {
                    RangeField::Date => "date",
                    RangeField::Duration => "duration",
                };
                let value = self.query.get(whole.clone()).and_then(|text| text.split_once(':'));
                (name, whole, value.map(|(_, value)| value.to_owned()).filter(|_| !excludes))
            }
            _ => return,
        };
        let Some(text) = self.query.get(whole.clone()).filter(|text| !text.is_empty()) else { return };
        let filter =
            Filter { field, text: text.to_owned(), excludes, without: self.without(whole, excludes) };
        self.filters.push((filter, value));
    }

    /// The query without the part at `whole`, and without the operator before it that would be left over.
    fn without(&self, whole: &Range<usize>, excludes: bool) -> String {
        let before = self.query.get(..whole.start).unwrap_or_default().trim_end();
        let mut before = before;
        if excludes {
            let shorter = before.strip_suffix('-').or_else(|| before.strip_suffix("NOT"));
            before = shorter.unwrap_or(before).trim_end();
        }
        let after = self.query.get(whole.end..).unwrap_or_default().trim_start();
        let and = |text: &str| text == "AND" || text.ends_with(" AND");
        if and(before) {
            before = before.strip_suffix("AND").unwrap_or(before).trim_end();
        }
        let after = if before.is_empty() { after.strip_prefix("AND ").unwrap_or(after) } else { after };
        let asks = |part: &&&str| part.contains(char::is_alphanumeric);
        [before, after].iter().filter(asks).copied().collect::<Vec<_>>().join(" ")
    }

    /// The query that clicking a facet's value leads to, and whether the value is chosen already.
    pub(crate) fn toggled(&self, field: &str, value: &str) -> (String, bool) {
        let chosen =
            self.filters.iter().find(|(filter, own)| filter.field == field && own.as_deref() == Some(value));
        if let Some((filter, _)) = chosen {
            return (filter.without.clone(), true);
        }
        let query = self.query.trim();
        let query = if self.alternatives { format!("({query})") } else { query.to_owned() };
        (format!("{query} {field}:{value}").trim_start().to_owned(), false)
    }

    pub(crate) fn into_list(self) -> Vec<Filter> {
        self.filters.into_iter().map(|(filter, _)| filter).collect()
    }
}
