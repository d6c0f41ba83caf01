//! The filters of a query, and the queries with one of them removed or another added.

use std::ops::Range;

use serde::Serialize;

use crate::field::KeyField;
use crate::query::ast::{Name, Node, RangeField};
use crate::query::{parse, quote_if_needed};
use crate::tokenize::keyword;
use crate::vocabulary::{Named, Vocabulary};

/// A filter of a query that can be removed.
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
    /// The query with its unbalanced parentheses replaced by spaces, so that offsets stay valid.
    plain: String,
    /// How a filter is added to the query, and the query to which it is added.
    frame: (Frame, String),
    /// Each filter with the facet value that it selects.
    filters: Vec<(Filter, Option<(&'static str, String)>)>,
}

impl<'a> Filters<'a> {
    /// The filters that apply to the whole query, not those within groups or alternatives.
    pub(crate) fn of(root: &Node, query: &'a str, vocabulary: &Vocabulary) -> Self {
        let plain = without_strays(query);
        let frame = framed(query, &plain);
        let mut filters = Self { query, plain, frame, filters: Vec::new() };
        match root {
            Node::Sequence(parts) | Node::And(parts) => {
                parts.iter().for_each(|part| filters.add(part, false, vocabulary))
            }
            part => filters.add(part, false, vocabulary),
        }
        filters
    }

    fn add(&mut self, node: &Node, excludes: bool, vocabulary: &Vocabulary) {
        let (field, whole, value) = match node {
            Node::Not(inner) => return self.add(inner, !excludes, vocabulary),
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
        let filter = Filter { field, text: text.to_owned(), excludes, without: self.without(whole) };
        self.filters.push((filter, value.map(|value| chosen(field, value, vocabulary))));
    }

    /// The query without the part at `whole`, without the parentheses around it and the operators that belong to it.
    fn without(&self, whole: &Range<usize>) -> String {
        let mut before = self.plain.get(..whole.start).unwrap_or_default().trim_end();
        let mut after = self.plain.get(whole.end..).unwrap_or_default().trim_start();
        loop {
            if let (Some(outer), Some(rest)) = (before.strip_suffix('('), after.strip_prefix(')')) {
                (before, after) = (outer.trim_end(), rest.trim_start());
            } else if let Some(outer) = before.strip_suffix('-').or_else(|| without_operator(before, "NOT")) {
                before = outer.trim_end();
            } else {
                break;
            }
        }
        before = without_operator(before, "AND").unwrap_or(before).trim_end();
        let after =
            if before.is_empty() { after.strip_prefix("AND ").unwrap_or(after).trim_start() } else { after };
        let asks = |part: &&&str| part.contains(char::is_alphanumeric);
        [before, after].iter().filter(asks).copied().collect::<Vec<_>>().join(" ")
    }

    /// The query with the filter for a facet value added or, if it is chosen already, removed; and whether it is
    /// chosen.
    pub(crate) fn toggled(&self, field: &str, value: &str) -> (String, bool) {
        let is = |own: &(&str, String)| own.0 == field && own.1 == value;
        let chosen = self.filters.iter().find(|(_, own)| own.as_ref().is_some_and(is));
        if let Some((filter, _)) = chosen {
            return (filter.without.clone(), true);
        }
        (self.frame.0.around(&self.frame.1, &format!("{field}:{}", quote_if_needed(value))), false)
    }

    pub(crate) fn into_list(self) -> Vec<Filter> {
        self.filters.into_iter().map(|(filter, _)| filter).collect()
    }
}

/// The facet value that a filter selects: `cause:oom` selects a cause, `cause:capacity` a category.
fn chosen(field: &'static str, value: String, vocabulary: &Vocabulary) -> (&'static str, String) {
    match vocabulary.named(&value).filter(|_| field == KeyField::Cause.name()) {
        Some(Named::Cause(id)) => (field, id),
        Some(Named::Category(id)) => (KeyField::Category.name(), id),
        None => (field, value),
    }
}

/// The query without its filters; `None` if it has no filters or nothing else.
pub(crate) fn words_of(root: &Node) -> Option<Node> {
    let words = match root {
        Node::Sequence(parts) => Node::Sequence(without_filters(parts)),
        Node::And(parts) => Node::And(without_filters(parts)),
        _ => return None,
    };
    let (Node::Sequence(parts) | Node::And(parts)) = &words else { return None };
    Some(&words).filter(|words| !parts.is_empty() && *words != root).cloned()
}

fn without_filters(parts: &[Node]) -> Vec<Node> {
    let is_filter = |node: &Node| match node {
        Node::Not(inner) => matches!(**inner, Node::Key(_) | Node::Range { .. }),
        node => matches!(node, Node::Key(_) | Node::Range { .. }),
    };
    let words = parts.iter().filter(|part| !is_filter(part));
    words.map(|part| words_of(part).unwrap_or_else(|| part.clone())).collect()
}

/// The text before an operator at its end.
fn without_operator<'a>(text: &'a str, operator: &str) -> Option<&'a str> {
    let before = text.strip_suffix(operator)?;
    before.chars().next_back().is_none_or(|c| c.is_whitespace() || c == '(').then_some(before)
}

/// How a filter is added to a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frame {
    /// `dns timeout cause:x`.
    Behind,
    /// `(dns OR timeout) cause:x`.
    BehindGroup,
    /// `cause:x say "hello`: an unclosed quote would be closed by a quote in the filter after it.
    Before,
    /// `cause:x (OR "hello)`.
    BeforeGroup,
}

impl Frame {
    fn around(self, query: &str, filter: &str) -> String {
        let query = query.trim();
        match self {
            _ if query.is_empty() => filter.to_owned(),
            Self::Behind => format!("{query} {filter}"),
            Self::BehindGroup => format!("({query}) {filter}"),
            Self::Before => format!("{filter} {query}"),
            Self::BeforeGroup => format!("{filter} ({query})"),
        }
    }

    fn keeps(self, query: &str) -> bool {
        let query = query.trim();
        let framed = self.around(query, PROBE);
        // Padded, so that spans are the same as in the framed query.
        let padding = framed.find(query).unwrap_or_default();
        let alone = parse(&format!("{}{query}", " ".repeat(padding)));
        let (Ok(alone), Ok(framed)) = (alone, parse(&framed)) else { return false };
        let (Node::Sequence(mut parts) | Node::And(mut parts)) = framed.root else { return query.is_empty() };
        let at = if matches!(self, Self::Before | Self::BeforeGroup) { 0 } else { parts.len() - 1 };
        let probe = parts.remove(at);
        let found = match &probe {
            Node::Key(name) => name.value == PROBE_VALUE,
            _ => false,
        };
        let same = match &alone.root {
            Node::Sequence(own) | Node::And(own) => own == &parts,
            _ => false,
        };
        found && (same || parts == [alone.root])
    }
}

/// The simplest frame that does not change how the query is parsed.
fn framed(query: &str, plain: &str) -> (Frame, String) {
    let all = [Frame::Behind, Frame::BehindGroup, Frame::Before, Frame::BeforeGroup];
    let fits = |query: &str| all.into_iter().find(|frame| frame.keeps(query));
    let framed = [query, plain].into_iter().find_map(|query| fits(query).map(|frame| (frame, query)));
    // The end of a query with too many words is not parsed, so a filter has to be in front.
    let (frame, query) = framed.unwrap_or((Frame::Before, query));
    (frame, query.to_owned())
}

/// The query with its unbalanced parentheses, which have no effect, replaced by spaces.
fn without_strays(query: &str) -> String {
    let mut open = Vec::new();
    let mut strays = Vec::new();
    for (at, c) in query.char_indices() {
        match c {
            '(' => open.push(at),
            ')' if open.pop().is_none() => strays.push(at),
            _ => {}
        }
    }
    strays.append(&mut open);
    strays.sort_unstable();
    let kept = |(at, c)| if strays.binary_search(&at).is_ok() { ' ' } else { c };
    query.char_indices().map(kept).collect()
}

/// A filter to try frames with. It is quoted, since real filters may be.
const PROBE: &str = "service:\"?\"";
/// The value of [`PROBE`].
const PROBE_VALUE: &str = "?";
