//! Walks through a text and finds the markup in it; code is passed over.

use std::ops::Range;

use memchr::memmem;
use rustc_hash::{FxHashMap, FxHashSet};

use super::edits::Removal;
use super::{Dialect, wiki};

/// What was found.
#[derive(Debug, Default)]
pub(super) struct ScanResult {
    pub(super) edits: Vec<Removal>,
    /// Ids of headings, each with a byte of its line.
    pub(super) ids: Vec<(usize, String)>,
    pub(super) wiki: FxHashSet<String>,
}

/// Walks through a text.
pub(super) struct Scanner<'a> {
    pub(super) text: &'a str,
    pub(super) dialect: Dialect,
    pub(super) at: usize,
    pub(super) found: ScanResult,
    /// The line that was asked for last.
    current: Range<usize>,
    /// The fence of code that is open.
    pub(super) fence: Option<(u8, usize)>,
    /// Columns that the lines of open blocks are indented by, each with whether the indentation alone ends it.
    pub(super) indents: Vec<(usize, bool)>,
    pub(super) in_list: bool,
    pub(super) after_blank: bool,
    pub(super) after_module_code: bool,
    /// The closing fence of a block that is code.
    pub(super) code_block: bool,
    /// For each closing sign its next place, so that none is looked for twice.
    closings: FxHashMap<&'static str, usize>,
    /// Bytes that may still be looked at for tags and braces: a text that opens many and closes none is left as it is.
    pub(super) fuel: usize,
}

/// Bytes within which markup on its own ends.
pub(super) const LONGEST: usize = 4_096;

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str, from: usize, dialect: Dialect) -> Self {
        Self {
            text,
            dialect,
            at: from,
            found: ScanResult::default(),
            current: 0..0,
            fence: None,
            indents: Vec::new(),
            in_list: false,
            after_blank: true,
            after_module_code: false,
            code_block: false,
            closings: FxHashMap::default(),
            fuel: text.len().saturating_mul(64),
        }
    }

    pub(super) fn scan(mut self) -> ScanResult {
        let mut line_begins = true;
        while self.at < self.text.len() {
            if line_begins && self.line_start() {
                continue;
            }
            line_begins = false;
            let rest = &self.text.as_bytes()[self.at..];
            match rest[0] {
                b'\n' => {
                    self.at += 1;
                    line_begins = true;
                }
                b'`' => self.code_span(),
                b'\\' => self.at += 1 + self.text[self.at + 1..].chars().next().map_or(0, char::len_utf8),
                b'<' => self.angle(),
                b'{' => self.brace(),
                b'[' if rest.starts_with(b"[[") => self.wiki_link(),
                b'%' if rest.starts_with(b"%%") => self.wiki_comment(),
                _ => self.at += self.text[self.at..].chars().next().map_or(1, char::len_utf8),
            }
        }
        self.found
    }

    /// Takes out a piece of the text and goes on behind it.
    pub(super) fn take(&mut self, range: Range<usize>, with: impl Into<String>) {
        self.at = range.end;
        self.found.edits.push(Removal { range, with: with.into(), breaks: false });
    }

    /// The line at the cursor, without its end.
    pub(super) fn line(&self) -> &'a str {
        let rest = &self.text[self.at..];
        rest[..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())].trim_end_matches('\r')
    }

    /// Bytes of the line that the cursor stands in, without its end; lines can be long, so that it is looked for once.
    pub(super) fn line_range(&mut self) -> Range<usize> {
        if self.current.is_empty() || !(self.current.start..self.current.end).contains(&self.at) {
            let bytes = self.text.as_bytes();
            let start = memchr::memrchr(b'\n', &bytes[..self.at]).map_or(0, |end| end + 1);
            let end = memchr::memchr(b'\n', &bytes[self.at..]).map_or(bytes.len(), |end| self.at + end);
            self.current = start..start + self.text[start..end].trim_end_matches('\r').len();
        }
        self.current.clone()
    }

    /// Where `closing` ends that follows byte `from`, at most `within` bytes behind it.
    pub(super) fn closing(&mut self, closing: &'static str, from: usize, within: usize) -> Option<usize> {
        let known = self.closings.get(closing).copied().filter(|&at| at >= from);
        let at = known.unwrap_or_else(|| {
            let rest = self.text.as_bytes().get(from..).unwrap_or_default();
            memmem::find(rest, closing.as_bytes()).map_or(usize::MAX, |at| from + at)
        });
        self.closings.insert(closing, at);
        (at != usize::MAX && at - from <= within).then(|| at + closing.len())
    }

    /// Passes over a code span, or over backticks that open none.
    fn code_span(&mut self) {
        let bytes = self.text.as_bytes();
        let run = |from: usize| bytes[from..].iter().take_while(|&&byte| byte == b'`').count();
        let length = run(self.at);
        let from = self.at + length;
        let limit = bytes.len().min(from + LONGEST);
        let mut at = from;
        self.at = from;
        while let Some(next) = memchr::memchr2(b'`', b'\n', &bytes[at..limit]).map(|next| at + next) {
            if bytes[next] == b'\n' {
                let blank = self.text[next + 1..].lines().next().is_none_or(|line| line.trim().is_empty());
                if blank {
                    return;
                }
                at = next + 1;
                continue;
            }
            let closing = run(next);
            if closing == length {
                // Lines within the span are not looked at as such, which is what they are not.
                self.at = next + closing;
                return;
            }
            at = next + closing;
            if at >= limit {
                return;
            }
        }
    }

    fn wiki_link(&mut self) {
        let Some(link) = wiki::link_at(self.text, self.at) else {
            self.at += 2;
            return;
        };
        self.found.wiki.insert(link.name.to_owned());
        self.take(link.range.clone(), link.reference());
    }

    /// `%% … %%`, a comment of wikis.
    fn wiki_comment(&mut self) {
        let from = self.at + 2;
        let before = self.text[..self.at].chars().next_back();
        let opens = before.is_none_or(char::is_whitespace) && !self.text[from..].starts_with('%');
        match self.closing("%%", from, LONGEST).filter(|_| opens) {
            Some(end) => self.take(self.at..end, ""),
            None => self.at = from,
        }
    }
}
