//! The lexer of queries. It never fails: whatever is not valid syntax is read as words.

use std::ops::Range;

use super::ast::Field;
use super::note::Note;
use super::pasted::{is_log, is_pasted};
use super::suffix::Suffix;
use crate::tokenize;

/// Maximum number of tokens; the rest of a longer query is ignored.
const MAX_TOKENS: usize = 400;
/// Maximum nesting of parentheses.
const MAX_DEPTH: usize = 40;
/// Minimum length of a word that a minus excludes: `-rf` and `-n` are options of a pasted command.
const SHORTEST_EXCLUDED: usize = 3;
/// In a query all in capitals with at least this many words, operators are words.
const SHOUTED_WORDS: usize = 3;
/// Maximum bytes of a word; what is longer is data, not a name.
const LONGEST_WORD: usize = 1000;

/// A token with its span.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
    /// The suffix of a word, a phrase or a group.
    pub(super) suffix: Suffix,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// The span does not include the quotes.
    Quoted,
    /// Followed by its value: a [`Kind::Value`], [`Kind::Quoted`] or [`Kind::Open`].
    Field(Field),
    Value,
    Open,
    Close,
    And,
    Or,
    Not,
}

/// Splits a query into tokens. Their parentheses are balanced, and operators have their operands.
pub(super) fn lex(text: &str) -> (Vec<Token>, Vec<Note>) {
    let last_quote = text.rfind(['"', '”']);
    let (tokens, notes) = (Vec::new(), Vec::new());
    let mut lexer = Lexer { text, at: 0, tokens, notes, is_log: is_log(text), last_quote, is_open: false };
    lexer.run();
    let Lexer { mut tokens, mut notes, .. } = lexer;
    balance(&mut tokens, &mut notes);
    whisper(text, &mut tokens, &mut notes);
    operands(&mut tokens, &mut notes);
    if is_pasted(text) {
        notes.iter_mut().for_each(|note| (note.hint, note.instead) = (None, None));
    }
    (tokens, notes)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    notes: Vec<Note>,
    /// Whether the query is a log, in which operators are words.
    is_log: bool,
    /// Position of the last quote that may close another.
    last_quote: Option<usize>,
    /// Whether an unclosed quote has been found.
    is_open: bool,
}

impl Lexer<'_> {
    fn run(&mut self) {
        while let Some(c) = self.peek(self.at) {
            if self.tokens.len() >= MAX_TOKENS {
                let rest = self.at..self.text.len();
                self.notes.push(Note::new(rest, format!("only the first {MAX_TOKENS} words are searched")));
                self.tokens.truncate(MAX_TOKENS);
                return;
            }
            match c {
                c if is_space(c) => self.at += c.len_utf8(),
                '"' | '“' | '”' => self.quoted(c),
                '(' => self.single(Kind::Open),
                ')' => {
                    self.single(Kind::Close);
                    self.suffix(true);
                }
                '-' if !self.is_log && self.excludes() => self.single(Kind::Not),
                _ => self.chunk(),
            }
        }
    }

    fn peek(&self, at: usize) -> Option<char> {
        self.text.get(at..).and_then(|rest| rest.chars().next())
    }

    fn push(&mut self, kind: Kind, span: Range<usize>) {
        self.tokens.push(Token { kind, span, suffix: Suffix::default() });
    }

    /// Reads the suffix of the last token.
    fn suffix(&mut self, quoted: bool) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if let (Some((suffix, length)), Some(last)) = (Suffix::read(rest, quoted), self.tokens.last_mut()) {
            last.suffix = suffix;
            self.at += length;
        }
    }

    fn single(&mut self, kind: Kind) {
        self.push(kind, self.at..self.at + 1);
        self.at += 1;
    }

    /// Whether the minus here excludes what follows, rather than being part of an option or a list.
    fn excludes(&self) -> bool {
        let rest = &self.text[self.at + 1..];
        let word = rest.find(|c: char| is_space(c) || c == ')').map_or(rest, |end| &rest[..end]);
        match word.chars().next() {
            Some('"' | '(') => true,
            // A number with a minus is a number: `errno -104`.
            Some(c) if c.is_ascii_digit() && word.bytes().all(|byte| byte.is_ascii_digit()) => false,
            Some(c) => c.is_alphanumeric() && word.chars().count() >= SHORTEST_EXCLUDED,
            None => false,
        }
    }

    /// Reads a quoted text; an unclosed quote is skipped.
    fn quoted(&mut self, open: char) {
        let start = self.at + open.len_utf8();
        let length = if self.closes(start) { self.text[start..].find(['"', '”']) } else { None };
        match length {
            Some(length) => {
                let end = start + length;
                self.push(Kind::Quoted, start..end);
                self.at = end + self.peek(end).map_or(0, char::len_utf8);
                self.suffix(true);
            }
            None => {
                let note = Note::new(self.at..start, "a quote without its partner is read as text");
                if !std::mem::replace(&mut self.is_open, true) {
                    self.notes.push(note.hinting("write a second \" where the phrase ends"));
                }
                self.at = start;
            }
        }
    }

    /// Whether there is a closing quote from here on.
    fn closes(&self, from: usize) -> bool {
        self.last_quote.is_some_and(|last| from <= last)
    }

    /// Reads up to the next space: an operator, a field with its value, or words.
    fn chunk(&mut self) {
        let end = self.chunk_end(self.at);
        let chunk = self.at..end;
        let kind = match &self.text[chunk.clone()] {
            "AND" => Some(Kind::And),
            "OR" => Some(Kind::Or),
            "NOT" => Some(Kind::Not),
            _ => None,
        };
        if let Some(kind) = kind.filter(|_| !self.is_log) {
            self.push(kind, chunk);
        } else if kind.is_some() {
            self.notes.push(Note::new(chunk.clone(), "is a word in a pasted text"));
            self.push(Kind::Word, chunk);
        } else if !self.field(chunk.clone()) {
            self.words(chunk);
        }
        self.at = self.at.max(end);
    }

    /// The end of the chunk that starts at `start`. A parenthesis after a letter is part of the text, as in `main()`.
    fn chunk_end(&self, start: usize) -> usize {
        let mut inner = 0_usize;
        let mut before = ' ';
        for (offset, c) in self.text[start..].char_indices() {
            let ends = match c {
                c if is_space(c) => true,
                '"' | '“' => !before.is_alphanumeric() && offset > 0,
                '(' => {
                    inner += 1;
                    !before.is_alphanumeric() && offset > 0
                }
                ')' if inner == 0 => true,
                ')' => {
                    inner -= 1;
                    false
                }
                _ => false,
            };
            if ends {
                return start + offset;
            }
            before = c;
        }
        self.text.len()
    }

    /// Reads `name:value`, if the chunk starts with the name of a field.
    fn field(&mut self, chunk: Range<usize>) -> bool {
        let inner = &self.text[chunk.clone()];
        let Some(colon) = inner.find(':') else { return false };
        let name = &inner[..colon];
        let value = chunk.start + colon + 1;
        let follows = self.peek(value).filter(|&c| !is_space(c) && !matches!(c, ':' | ')' | '/' | '\\'));
        let Some(field) = Field::named(name) else {
            let plain = name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            if plain && follows.is_some() {
                self.note_unknown(name, chunk.start..value - 1);
            }
            return false;
        };
        let Some(first) = follows else {
            let span = chunk.start..value;
            let note = Note::new(span, "a field without a value is read as text");
            self.notes.push(
                note.hinting(&format!("write the value right after the colon, as in {}", field.example())),
            );
            return false;
        };
        self.push(Kind::Field(field), chunk.start..value);
        self.at = value;
        match first {
            '(' => self.single(Kind::Open),
            '"' | '“' if self.closes(value + first.len_utf8()) => self.quoted(first),
            _ => {
                let end = self.chunk_end(value).max(value + first.len_utf8());
                let bare = self.text[value..end].trim_end_matches([',', ';']);
                let (bare, suffix) = if matches!(field, Field::Range(_)) {
                    (bare, Suffix::default())
                } else {
                    Suffix::cut(bare)
                };
                self.push(Kind::Value, value..value + bare.len());
                self.mark(suffix);
                self.at = end;
            }
        }
        true
    }

    /// Notes that a name before a colon is not a field, with the closest field name.
    fn note_unknown(&mut self, name: &str, span: Range<usize>) {
        let mut note = Note::new(span.clone(), "is no field and is read as text");
        if let Some(near) = Field::nearest(name) {
            note.message.push_str(&format!("; did you mean `{near}:`?"));
            note.instead = Some(format!("{}{near}{}", &self.text[..span.start], &self.text[span.end..]));
        }
        self.notes.push(note);
    }

    fn mark(&mut self, suffix: Suffix) {
        if let Some(last) = self.tokens.last_mut() {
            last.suffix = suffix;
        }
    }

    fn words(&mut self, chunk: Range<usize>) {
        let (inner, suffix) = Suffix::cut(&self.text[chunk.clone()]);
        for word in words(inner).take(MAX_TOKENS) {
            self.push(Kind::Word, chunk.start + word.start..chunk.start + word.end);
            // The suffix belongs to the last word, if nothing is between them.
            if word.end == inner.len() {
                self.mark(suffix);
            }
        }
    }
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// Drops unbalanced parentheses and those nested too deep.
fn balance(tokens: &mut Vec<Token>, notes: &mut Vec<Note>) {
    let mut open: Vec<usize> = Vec::new();
    let mut drop = vec![false; tokens.len()];
    let mut stray = None;
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Open => open.push(index),
            Kind::Close => match open.pop() {
                Some(partner) => {
                    drop[index] = open.len() >= MAX_DEPTH;
                    drop[partner] = drop[index];
                }
                None => drop[index] = true,
            },
            _ => continue,
        }
        if drop[index] {
            stray = stray.or(Some(token.span.clone()));
        }
    }
    for index in open {
        drop[index] = true;
        stray = stray.or_else(|| tokens.get(index).map(|token| token.span.clone()));
    }
    // A field whose parenthesis was dropped has no value left.
    for index in 1..tokens.len() {
        if drop[index] && matches!(tokens[index - 1].kind, Kind::Field(_)) {
            drop[index - 1] = true;
        }
    }
    if let Some(span) = stray {
        let note = Note::new(span, "a parenthesis without its partner is read as text");
        notes.push(note.hinting("write both ( and ), or neither"));
    }
    let mut kept = drop.into_iter();
    tokens.retain(|_| !kept.next().unwrap_or(false));
}

/// Reads the operators of a text all in capitals as words: `COULD NOT CONNECT TO HOST`. Filters added to it do not
/// change that.
fn whisper(text: &str, tokens: &mut [Token], notes: &mut Vec<Note>) {
    let is = |index: usize, kinds: fn(Kind) -> bool| tokens.get(index).is_some_and(|token| kinds(token.kind));
    let is_field = |index: usize| is(index, |kind| matches!(kind, Kind::Field(_)));
    let is_operator = |index: usize| is(index, |kind| matches!(kind, Kind::And | Kind::Or | Kind::Not));
    let is_value =
        |index: usize| index.checked_sub(1).is_some_and(is_field) && !is(index, |kind| kind == Kind::Open);
    let is_plain = |index| {
        is(index, |kind| kind == Kind::Word) || is_operator(index) || is_field(index) || is_value(index)
    };
    let words: Vec<&str> = tokens
        .iter()
        .filter(|token| token.kind == Kind::Word)
        .map(|token| &text[token.span.clone()])
        .filter(|word| word.chars().any(char::is_alphabetic))
        .collect();
    let shouted = words.iter().all(|word| !word.chars().any(char::is_lowercase));
    if !(0..tokens.len()).all(is_plain) || !shouted || words.len() < SHOUTED_WORDS {
        return;
    }
    let beside_filter = |index: usize| is_field(index + 1) || index.checked_sub(1).is_some_and(is_value);
    let taken: Vec<usize> =
        (0..tokens.len()).filter(|&index| is_operator(index) && !beside_filter(index)).collect();
    for index in taken {
        tokens[index].kind = Kind::Word;
        notes.push(Note::new(tokens[index].span.clone(), "in a text all in capitals this is a word"));
    }
}

/// Reads operators that lack an operand as words.
fn operands(tokens: &mut [Token], notes: &mut Vec<Note>) {
    for index in 0..tokens.len() {
        let kind = tokens[index].kind;
        let after = tokens.get(index + 1).map(|token| token.kind);
        let before = index.checked_sub(1).map(|index| tokens[index].kind);
        let starts =
            matches!(after, Some(Kind::Word | Kind::Quoted | Kind::Field(_) | Kind::Open | Kind::Not));
        let ended = matches!(before, Some(Kind::Word | Kind::Quoted | Kind::Value | Kind::Close));
        let stands = match kind {
            Kind::And | Kind::Or => starts && ended,
            Kind::Not => starts,
            _ => true,
        };
        if !stands {
            tokens[index].kind = Kind::Word;
            let note =
                Note::new(tokens[index].span.clone(), "an operator with nothing to work on is read as text");
            notes
                .push(note.hinting("write it between two parts, as in `dns AND timeout`, or NOT before one"));
        }
    }
}

/// The ranges of the words of a text, truncated to [`LONGEST_WORD`].
pub(super) fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    tokenize::words(text).map(|word| {
        let most = text.floor_char_boundary(word.start.saturating_add(LONGEST_WORD));
        word.start..word.end.min(most)
    })
}
