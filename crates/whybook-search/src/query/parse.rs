//! Tokens become a tree.
//!
//! `OR` binds loosest, then `AND` and words side by side, then `NOT` and the minus.

use std::ops::Range;

use super::ast::{Field, Node, Text};
use super::lex::{Kind, Token, lex};
use super::value::field_value;
use super::{Note, QueryError};

/// A query that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// What it asks for.
    pub root: Node,
    /// Where it may have been read otherwise than meant.
    pub notes: Vec<Note>,
}

/// Reads a query. An empty one asks for every incident.
///
/// # Errors
/// If a known field has a value that it cannot have.
pub fn parse(text: &str) -> Result<Parsed, QueryError> {
    let (tokens, notes) = lex(text);
    let mut parser = Parser { text, tokens: &tokens, at: 0, notes };
    let root = parser.any(None)?;
    let mut notes = parser.notes;
    let root = match root {
        Some(root) => root,
        None if text.trim().is_empty() => Node::All,
        None => {
            notes.push(Note::new(0..text.len(), "there is no word to search for"));
            Node::Or(Vec::new())
        }
    };
    Ok(Parsed { root, notes })
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    notes: Vec<Note>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<Kind> {
        self.tokens.get(self.at).map(|token| token.kind)
    }

    fn take(&mut self, kind: Kind) -> bool {
        let taken = self.peek() == Some(kind);
        self.at += usize::from(taken);
        taken
    }

    /// Parts with `OR` between them. `field` is that of a group such as `cause:(dns OR cache)`.
    fn any(&mut self, field: Option<Field>) -> Result<Option<Node>, QueryError> {
        let mut parts = Vec::new();
        loop {
            parts.extend(self.all(field)?);
            if !self.take(Kind::Or) {
                break;
            }
        }
        Ok(if parts.len() > 1 { Some(Node::Or(parts)) } else { parts.pop() })
    }

    /// Parts side by side, or with `AND` between them.
    fn all(&mut self, field: Option<Field>) -> Result<Option<Node>, QueryError> {
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
    fn one(&mut self, field: Option<Field>) -> Result<Option<Node>, QueryError> {
        let mut negated = false;
        while self.take(Kind::Not) {
            negated = !negated;
        }
        let node = self.primary(field)?;
        Ok(if negated { node.map(|node| Node::Not(Box::new(node))) } else { node })
    }

    fn primary(&mut self, field: Option<Field>) -> Result<Option<Node>, QueryError> {
        let Some(token) = self.tokens.get(self.at) else { return Ok(None) };
        // What cannot start a part is left to the caller, which always takes it.
        if matches!(token.kind, Kind::And | Kind::Or | Kind::Not | Kind::Close) {
            return Ok(None);
        }
        self.at += 1;
        match token.kind {
            Kind::Open => {
                let node = self.any(field)?;
                self.take(Kind::Close);
                Ok(node)
            }
            Kind::Field(own) => self.primary(Some(own)),
            _ => self.leaf(token, field),
        }
    }

    fn leaf(&mut self, token: &Token, field: Option<Field>) -> Result<Option<Node>, QueryError> {
        let text = &self.text[token.span.clone()];
        let quoted = token.kind == Kind::Quoted;
        match field {
            None => Ok(text_node(text, quoted, None, token.span.clone())),
            Some(Field::Text(field)) if quoted => Ok(text_node(text, true, Some(field), token.span.clone())),
            Some(Field::Text(field)) => {
                let words = crate::tokenize::words(text).filter_map(|word| {
                    let span = token.span.start + word.start..token.span.start + word.end;
                    text_node(&text[word], false, Some(field), span)
                });
                let mut words: Vec<Node> = words.take(64).collect();
                Ok(if words.len() > 1 { Some(Node::And(words)) } else { words.pop() })
            }
            Some(field) => field_value(field, text, token.span.clone(), &mut self.notes).map(Some),
        }
    }
}

/// Text to look for; `None` if there is no letter or digit in it.
fn text_node(
    text: &str,
    quoted: bool,
    field: Option<crate::schema::TextField>,
    span: Range<usize>,
) -> Option<Node> {
    if !text.chars().any(char::is_alphanumeric) {
        return None;
    }
    let text = Text { text: text.to_owned(), field, span };
    Some(if quoted { Node::Phrase(text) } else { Node::Word(text) })
}
