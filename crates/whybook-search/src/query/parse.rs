//! The parser of queries.
//!
//! Precedence from low to high: `OR`; `AND` and adjacency; `NOT` and the minus.

use std::ops::Range;

use super::ast::{Field, Node, Text};
use super::lex::{Kind, Token, lex, words};
use super::note::{Note, QueryError};
use super::pasted::is_pasted;
use super::suffix::Suffix;
use super::value::{Position, field_value};
use crate::field::TextField;

/// Maximum number of words of a text that is not parsed as a query.
const MAX_WORDS: usize = 400;

/// A parsed query.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The root of the tree.
    pub root: Node,
    /// Parts that may have been interpreted otherwise than intended.
    pub notes: Vec<Note>,
}

/// Reads a query. An empty one asks for every incident.
///
/// # Errors
/// If a known field has a value that it cannot have.
pub fn parse(text: &str) -> Result<Parsed, QueryError> {
    let (tokens, notes) = lex(text);
    let mut parser = Parser { text, tokens: &tokens, at: 0, notes, pasted: is_pasted(text) };
    let root = parser.any(None)?;
    let mut notes = parser.notes;
    let root = match root {
        Some(root) => root,
        None if text.trim().is_empty() => Node::All,
        None => {
            notes.push(Note::new(0..text.len(), "has no word to search for"));
            Node::Or(Vec::new())
        }
    };
    Ok(Parsed { root, notes })
}

/// Reads a text as words only, without query syntax.
pub(crate) fn parse_text(text: &str) -> Parsed {
    let words = words(text).take(MAX_WORDS).flat_map(|word| name_and_value(text, word));
    let word =
        |span: Range<usize>| Node::Word(Text { text: text[span.clone()].to_owned(), field: None, span });
    Parsed { root: Node::Sequence(words.map(word).collect()), notes: Vec::new() }
}

/// Splits a word that looks like a field and its value.
fn name_and_value(text: &str, word: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let name = text.get(word.clone()).and_then(|inner| inner.split_once(':')).map(|(name, _)| name);
    let colon = name.filter(|name| Field::named(name).is_some()).map(|name| word.start + name.len());
    let first = word.start..colon.unwrap_or(word.end);
    [Some(first), colon.map(|colon| colon + 1..word.end)].into_iter().flatten()
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    notes: Vec<Note>,
    pasted: bool,
}

/// The field whose value follows, and the start of its name: `None` within a group.
type Within = Option<(Field, Option<usize>)>;

impl Parser<'_> {
    fn peek(&self) -> Option<Kind> {
        self.tokens.get(self.at).map(|token| token.kind)
    }

    fn take(&mut self, kind: Kind) -> bool {
        let taken = self.peek() == Some(kind);
        self.at += usize::from(taken);
        taken
    }

    /// Parts separated by `OR`. `field` is set in a group such as `cause:(dns OR cache)`.
    fn any(&mut self, field: Within) -> Result<Option<Node>, QueryError> {
        let mut parts = Vec::new();
        loop {
            parts.extend(self.all(field)?);
            if !self.take(Kind::Or) {
                break;
            }
        }
        Ok(if parts.len() > 1 { Some(Node::Or(parts)) } else { parts.pop() })
    }

    /// Adjacent parts, or parts separated by `AND`.
    fn all(&mut self, field: Within) -> Result<Option<Node>, QueryError> {
        let mut parts = Vec::new();
        let mut explicit = false;
        while let Some(kind) = self.peek() {
            match kind {
                Kind::Or | Kind::Close => break,
                Kind::And => {
                    explicit = true;
                    self.at += 1;
                }
                _ => parts.extend(self.one(field)?),
            }
        }
        Ok(match parts.len() {
            0 | 1 => parts.pop(),
            _ if explicit => Some(Node::And(parts)),
            _ => Some(Node::Sequence(parts)),
        })
    }

    /// A part with its `NOT`s.
    fn one(&mut self, field: Within) -> Result<Option<Node>, QueryError> {
        let mut negated = false;
        while self.take(Kind::Not) {
            negated = !negated;
        }
        let node = self.primary(field)?;
        Ok(if negated { node.map(|node| Node::Not(Box::new(node))) } else { node })
    }

    fn primary(&mut self, field: Within) -> Result<Option<Node>, QueryError> {
        let Some(token) = self.tokens.get(self.at) else { return Ok(None) };
        // Tokens that cannot start a part are consumed by the caller.
        if matches!(token.kind, Kind::And | Kind::Or | Kind::Not | Kind::Close) {
            return Ok(None);
        }
        self.at += 1;
        match token.kind {
            Kind::Open => {
                let node = self.any(field.map(|(field, _)| (field, None)))?;
                let suffix = self.tokens.get(self.at).map_or(Suffix::default(), |close| close.suffix);
                self.take(Kind::Close);
                Ok(boosted(node, suffix))
            }
            Kind::Field(own) => self.primary(Some((own, Some(token.span.start)))),
            _ => Ok(boosted(self.leaf(token, field)?, token.suffix)),
        }
    }

    fn leaf(&mut self, token: &Token, field: Within) -> Result<Option<Node>, QueryError> {
        let text = &self.text[token.span.clone()];
        let quoted = token.kind == Kind::Quoted;
        match field {
            None => Ok(text_node(token, text, None, token.span.clone())),
            Some((Field::Text(field), _)) if quoted => {
                Ok(text_node(token, text, Some(field), token.span.clone()))
            }
            Some((Field::Text(field), _)) => {
                let words = words(text).filter_map(|word| {
                    let span = token.span.start + word.start..token.span.start + word.end;
                    text_node(token, &text[word], Some(field), span)
                });
                let mut words: Vec<Node> = words.take(64).collect();
                Ok(if words.len() > 1 { Some(Node::And(words)) } else { words.pop() })
            }
            Some((field, start)) => {
                let span =
                    if quoted { token.span.clone() } else { self.with_signs(field, token.span.clone()) };
                let quote = self.text[span.end..].chars().next().map_or(0, char::len_utf8);
                let beginning = token.suffix.beginning;
                let end = span.end + if quoted { quote } else { usize::from(beginning) };
                let whole = start.map_or(span.end..span.end, |start| start..end);
                let text = &self.text[span.clone()];
                let position = Position { span, whole, beginning, pasted: self.pasted };
                Ok(Some(field_value(field, text, position, &mut self.notes)?))
            }
        }
    }

    /// The span of a number in a group including the signs of its bounds, which are not part of a word: `date:(<2020 OR
    /// >2023)`.
    fn with_signs(&self, field: Field, span: Range<usize>) -> Range<usize> {
        let is_sign = |c: char| matches!(c, '<' | '>' | '=' | '.');
        let (before, after) = (&self.text[..span.start], &self.text[span.end..]);
        match field {
            Field::Range(_) => {
                before.trim_end_matches(is_sign).len()..self.text.len() - after.trim_start_matches('.').len()
            }
            _ => span,
        }
    }
}

fn boosted(node: Option<Node>, suffix: Suffix) -> Option<Node> {
    match (node, suffix.boost) {
        (Some(node), Some(boost)) => Some(Node::Boost(Box::new(node), boost)),
        (node, _) => node,
    }
}

/// A text node; `None` if the text has no letters or digits.
fn text_node(token: &Token, text: &str, field: Option<TextField>, span: Range<usize>) -> Option<Node> {
    if !text.chars().any(char::is_alphanumeric) {
        return None;
    }
    let text = Text { text: text.to_owned(), field, span };
    Some(match (token.kind == Kind::Quoted, token.suffix.near) {
        (true, near) => Node::Phrase(text, near.unwrap_or(0)),
        (false, Some(near)) => Node::Fuzzy(text, near as usize),
        (false, None) if token.suffix.beginning => Node::Prefix(text),
        (false, None) => Node::Word(text),
    })
}
