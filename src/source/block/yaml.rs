//! YAML as written: the parser's events give each scalar's spelling and place, and aliases are seen before
//! anything expands them.

use std::cell::Cell;
use std::ops::Range;

use yaml_rust2::parser::{Event, Parser};
use yaml_rust2::scanner::{Marker, ScanError, TScalarStyle};

use super::{DEEPEST, Problem, repeated};
use crate::source::{FrontMatterEntry, Located, Value};

/// Reads a block whose first byte is byte `offset` of the file.
pub(super) fn parse(block: &str, offset: usize) -> Result<Value, Problem> {
    let places = ByteOffsets::new(block, offset);
    let mut open: Vec<OpenCollection> = Vec::new();
    let mut parser = Parser::new_from_str(block);
    loop {
        let (event, mark) = parser.next_token().map_err(|error| places.syntax(&error))?;
        let start = places.byte(mark);
        let done = match event {
            Event::StreamEnd => return Ok(Value::Null),
            Event::Alias(_) => return Err(aliased(start)),
            Event::SequenceStart(anchor, _)
            | Event::MappingStart(anchor, _)
            | Event::Scalar(_, _, anchor, _)
                if anchor > 0 =>
            {
                return Err(aliased(places.anchor_before(start)));
            }
            Event::SequenceStart(..) => {
                open.push(OpenCollection::List(start, Vec::new()));
                None
            }
            Event::MappingStart(..) => {
                open.push(OpenCollection::Map(start, Vec::new(), None));
                None
            }
            Event::SequenceEnd | Event::MappingEnd => open.pop().map(|open| open.close(start)),
            Event::Scalar(text, style, _, tag) => {
                let range = places.scalar(start, &text, style);
                let is_null = style == TScalarStyle::Plain
                    && tag.is_none()
                    && matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL");
                Some(Located { value: if is_null { Value::Null } else { Value::Scalar(text) }, range })
            }
            _ => None,
        };
        if open.len() > DEEPEST {
            return Err(Problem::too_deep(start..start + 1));
        }
        let Some(done) = done else { continue };
        match open.last_mut() {
            Some(parent) => parent.add(done)?,
            // One document is all there is: a second one cannot follow within the fences.
            None => return Ok(done.value),
        }
    }
}

fn aliased(at: usize) -> Problem {
    Problem {
        rule: "yaml-alias",
        range: at..at + 1,
        message: "anchors and aliases are not read in front matter".to_owned(),
        help: "write the value out, or quote it if it is meant to start with this sign; \
               none of the front matter is used and the block is shown as text",
    }
}

/// A list or mapping whose end is still to come.
enum OpenCollection {
    List(usize, Vec<Located>),
    Map(usize, Vec<FrontMatterEntry>, Option<Located>),
}

impl OpenCollection {
    fn add(&mut self, child: Located) -> Result<(), Problem> {
        match self {
            Self::List(_, items) => items.push(child),
            Self::Map(_, entries, key) => match key.take() {
                None => *key = Some(child),
                Some(key) => {
                    let name = match &key.value {
                        Value::Scalar(name) => name.clone(),
                        Value::Null => "null".to_owned(),
                        _ => return Err(Problem::syntax(key.range, "a key has to be a single text")),
                    };
                    repeated(entries, &name, &key.range)?;
                    entries.push(FrontMatterEntry { key: name, key_range: key.range, value: child });
                }
            },
        }
        Ok(())
    }

    fn close(self, end: usize) -> Located {
        let (value, start, last) = match self {
            Self::List(start, items) => {
                let last = items.last().map(|item| item.range.end);
                (Value::List(items), start, last)
            }
            Self::Map(start, entries, _) => {
                let last = entries.last().map(|entry| entry.value.range.end);
                (Value::Map(entries), start, last)
            }
        };
        Located { value, range: start..last.unwrap_or(end).max(start) }
    }
}

/// Turns the parser's lines and columns into bytes of the file. Its own index miscounts after block scalars.
struct ByteOffsets<'a> {
    block: &'a str,
    offset: usize,
    lines: crate::diagnostic::LineIndex,
    /// Line, column and byte within the line of the place asked for last: the next one is mostly behind it.
    last: Cell<(usize, usize, usize)>,
}

impl<'a> ByteOffsets<'a> {
    fn new(block: &'a str, offset: usize) -> Self {
        Self { block, offset, lines: crate::diagnostic::LineIndex::new(block), last: Cell::default() }
    }

    fn byte(&self, mark: Marker) -> usize {
        let line = self.lines.line_range(self.block, mark.line() as u32);
        let text = &self.block[line.clone()];
        let (last_line, last_column, last_byte) = self.last.get();
        let (column, from) = if mark.line() == last_line && mark.col() >= last_column {
            (last_column, last_byte)
        } else {
            (0, 0)
        };
        let rest = text.get(from..).unwrap_or_default();
        let byte = rest.char_indices().nth(mark.col() - column).map_or(text.len(), |(at, _)| from + at);
        self.last.set((mark.line(), mark.col(), byte));
        self.offset + line.start + byte
    }

    fn from(&self, start: usize) -> &'a str {
        self.block.get(start - self.offset..).unwrap_or("")
    }

    fn scalar(&self, start: usize, text: &str, style: TScalarStyle) -> Range<usize> {
        let rest = self.from(start);
        let line = || rest.split(['\n', '\r']).next().unwrap_or("").trim_end();
        let length = match style {
            TScalarStyle::SingleQuoted => closing_quote(rest, '\''),
            TScalarStyle::DoubleQuoted => closing_quote(rest, '"'),
            TScalarStyle::Plain if rest.starts_with(text) => text.len(),
            _ => line().len(),
        };
        start..start + length
    }

    /// The `&` of the anchor whose node starts at `start`.
    fn anchor_before(&self, start: usize) -> usize {
        let before = &self.block[..start - self.offset];
        before.rfind('&').map_or(start, |at| self.offset + at)
    }

    fn syntax(&self, error: &ScanError) -> Problem {
        let at = self.byte(*error.marker());
        // At the end of a line the sign before it says more than nothing.
        let range = if self.from(at).starts_with(['\n', '\r']) || self.from(at).is_empty() {
            at.saturating_sub(1).max(self.offset)..at.max(self.offset + 1)
        } else {
            at..at + 1
        };
        if error.info().contains("anchor") {
            return aliased(range.start);
        }
        Problem::syntax(range, format!("this is no YAML: {}", error.info()))
    }
}

/// Length of a quoted scalar that starts `rest`, quotes included.
fn closing_quote(rest: &str, quote: char) -> usize {
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\\' && quote == '"'
            || c == quote && chars.peek().is_some_and(|&(_, next)| next == quote && quote == '\'')
        {
            chars.next();
        } else if c == quote {
            return at + 1;
        }
    }
    rest.len()
}
