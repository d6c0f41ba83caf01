//! JSON as written: `serde_json` checks the text, then its values are found in it.

use std::ops::Range;

use serde::de::IgnoredAny;

use super::{DEEPEST, Problem, first_line, repeated};
use crate::source::{FrontMatterEntry, Located, Value};

/// Reads a block whose first byte is byte `offset` of the file.
pub(super) fn parse(block: &str, offset: usize) -> Result<Value, Problem> {
    if let Err(error) = serde_json::from_str::<IgnoredAny>(block) {
        let lines = crate::diagnostic::LineIndex::new(block);
        let line = lines.line_range(block, error.line() as u32);
        let at = offset + (line.start + error.column().saturating_sub(1)).min(line.end.max(1) - 1);
        let message = error.to_string();
        let message = first_line(message.split(" at line ").next().unwrap_or(&message));
        return Err(Problem::syntax(at..at + 1, format!("this is no JSON: {message}")));
    }
    JsonReader { block, offset, at: 0 }.value(0).map(|located| located.value)
}

/// Walks a text that is known to be JSON.
struct JsonReader<'a> {
    block: &'a str,
    offset: usize,
    at: usize,
}

impl JsonReader<'_> {
    fn value(&mut self, depth: usize) -> Result<Located, Problem> {
        let start = self.next();
        if depth > DEEPEST {
            return Err(Problem::too_deep(self.place(start..start + 1)));
        }
        let value = match self.peek() {
            Some(b'{') => {
                let mut entries = Vec::new();
                while self.enter(b'}') {
                    let key_start = self.next();
                    let key = self.string();
                    let key_range = self.place(key_start..self.at);
                    repeated(&entries, &key, &key_range)?;
                    self.next();
                    self.at += 1;
                    let value = self.value(depth + 1)?;
                    entries.push(FrontMatterEntry { key, key_range, value });
                }
                Value::Map(entries)
            }
            Some(b'[') => {
                let mut items = Vec::new();
                while self.enter(b']') {
                    items.push(self.value(depth + 1)?);
                }
                Value::List(items)
            }
            Some(b'"') => Value::Scalar(self.string()),
            _ => {
                let length = self.block[start..].find([',', '}', ']', ' ', '\n', '\r', '\t']);
                self.at = length.map_or(self.block.len(), |length| start + length);
                match &self.block[start..self.at] {
                    "null" => Value::Null,
                    text => Value::Scalar(text.to_owned()),
                }
            }
        };
        Ok(Located { value, range: self.place(start..self.at) })
    }

    /// Steps over the bracket or comma; `false` where the closing bracket follows, which is stepped over too.
    fn enter(&mut self, closing: u8) -> bool {
        self.next();
        if self.peek() != Some(closing) {
            self.at += 1;
            self.next();
        }
        let goes_on = self.peek().is_some_and(|byte| byte != closing);
        if !goes_on {
            self.at += 1;
        }
        goes_on
    }

    fn string(&mut self) -> String {
        let start = self.next();
        let bytes = self.block.as_bytes();
        self.at += 1;
        while bytes.get(self.at).is_some_and(|&byte| byte != b'"') {
            self.at += if bytes[self.at] == b'\\' { 2 } else { 1 };
        }
        self.at = (self.at + 1).min(bytes.len());
        serde_json::from_str(&self.block[start..self.at]).unwrap_or_default()
    }

    fn next(&mut self) -> usize {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
        self.at
    }

    fn peek(&self) -> Option<u8> {
        self.block.as_bytes().get(self.at).copied()
    }

    fn place(&self, range: Range<usize>) -> Range<usize> {
        range.start + self.offset..range.end + self.offset
    }
}
