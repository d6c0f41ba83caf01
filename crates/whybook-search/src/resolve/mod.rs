//! What a query means in this index: between the tree that was written and the tantivy query that runs.
//!
//! Words become the terms that stand for them, with their synonyms; names become the values that the index has;
//! words side by side become a number of them that must occur. The same tree is compiled, explained to the reader
//! and marked in snippets.

mod describe;
mod names;
mod sequence;
mod text;

use std::ops::Range;

use jiff::civil::Date;

use crate::field::{KeyField, TextField};
use crate::query::ast::{Bounds, Node, RangeField, Text};
use crate::query::{Note, quote_if_needed};
use crate::term_lookup::TermLookup;

pub use describe::Reading;
pub(crate) use sequence::is_asking;

/// Beginnings and words with slips that are looked up for one query: each goes through many words of the index.
const MOST_LOOKED_UP: usize = 32;

/// What a query asks for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ResolvedQuery {
    /// Every incident.
    Everything,
    /// None.
    Nothing,
    /// A text, in one of several forms.
    Text(TextQuery),
    /// A name that the incident has; any of several.
    Names { field: KeyField, values: Vec<String> },
    /// A number within bounds.
    Within { field: RangeField, bounds: Bounds },
    /// An action that was to be done before this day and is still open.
    Overdue { today: Date },
    /// All of them.
    All(Vec<ResolvedQuery>),
    /// At least one of them.
    Any(Vec<ResolvedQuery>),
    /// At least one, and the best one counts.
    Best(Vec<ResolvedQuery>),
    /// So many of some, the rarer ones worth more; others raise the incident without being needed.
    AtLeast { of: Vec<ResolvedQuery>, rarity: Vec<f32>, required: usize, also: Vec<ResolvedQuery> },
    /// Not this.
    Not(Box<ResolvedQuery>),
    /// This, counting so many times.
    Boosted(Box<ResolvedQuery>, f32),
}

/// A text to look for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TextQuery {
    /// As the query has it.
    pub(crate) written: String,
    /// The only field to look in; `None` for all.
    pub(crate) field: Option<TextField>,
    /// The forms it may have.
    pub(crate) forms: Vec<Form>,
}

/// A form of a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Form {
    pub(crate) clause: Clause,
    /// How much it counts beside the text as written.
    pub(crate) weight: f32,
    pub(crate) origin: Origin,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Clause {
    /// Terms with their distance from the first; up to `slop` moves apart.
    Terms { terms: Vec<(usize, String)>, slop: u32 },
    /// A tag of this cause.
    Cause(String),
    /// A day of the incident within these bounds.
    Day(Bounds),
}

/// Why a form is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    Written,
    Identifier,
    Synonym(String),
    Spelling(String),
    Beginning,
    StatusClass,
    Day,
}

/// How far from the letter a query is read, where the letter finds too little.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Relaxation {
    /// All words of a short query.
    #[default]
    Exact,
    /// Near spellings for what occurs nowhere.
    Corrected,
    /// Half of the words as well.
    MostWords,
    /// One word is enough.
    AnyWord,
}

/// A query as it was understood.
pub(crate) struct Resolution {
    pub(crate) query: ResolvedQuery,
    pub(crate) notes: Vec<Note>,
    /// Whether something in it occurs nowhere and has a near spelling.
    pub(crate) correctable: bool,
    /// Most words in a row of which fewer could be asked for.
    pub(crate) words: usize,
}

/// Reads a tree in an index.
pub(crate) fn resolve<'a>(
    root: &Node,
    query: &'a str,
    lookup: TermLookup<'a>,
    today: Option<Date>,
    relaxation: Relaxation,
) -> tantivy::Result<Resolution> {
    let mut resolver = Resolver {
        lookup,
        query,
        today,
        relaxation,
        notes: Vec::new(),
        correctable: false,
        words: 0,
        looked_up: 0,
        literal: false,
    };
    let query = resolver.node(root)?;
    let Resolver { notes, correctable, words, .. } = resolver;
    Ok(Resolution { query, notes, correctable, words })
}

pub(crate) struct Resolver<'a> {
    lookup: TermLookup<'a>,
    query: &'a str,
    today: Option<Date>,
    relaxation: Relaxation,
    notes: Vec<Note>,
    correctable: bool,
    words: usize,
    /// Beginnings and words with slips that were looked up.
    looked_up: usize,
    /// Whether words stand for themselves alone: who excludes a word does not mean its synonyms.
    literal: bool,
}

impl Resolver<'_> {
    fn node(&mut self, node: &Node) -> tantivy::Result<ResolvedQuery> {
        Ok(match node {
            Node::All => ResolvedQuery::Everything,
            Node::Word(text) if text.field.is_none() => self.sequence(std::slice::from_ref(node))?,
            Node::Word(text) => self.word(text)?,
            Node::Phrase(text, slop) => self.phrase(text, *slop)?,
            Node::Prefix(text) | Node::Fuzzy(text, _) if self.looks_up_too_much(text) => self.word(text)?,
            Node::Prefix(text) => self.beginning(text)?,
            Node::Fuzzy(text, max_edits) => self.fuzzy(text, *max_edits)?,
            Node::Key(name) => self.name(name)?,
            Node::Range { field, bounds, whole } => {
                if let (Some(from), Some(to)) = (bounds.from, bounds.to)
                    && from > to
                {
                    self.note(whole, "nothing lies within these bounds");
                }
                ResolvedQuery::Within { field: *field, bounds: *bounds }
            }
            Node::Sequence(parts) => self.sequence(parts)?,
            Node::And(parts) => ResolvedQuery::All(self.nodes(parts)?),
            Node::Or(parts) => ResolvedQuery::Any(self.nodes(parts)?),
            Node::Not(inner) => {
                let literal = std::mem::replace(&mut self.literal, true);
                let inner = self.node(inner);
                self.literal = literal;
                ResolvedQuery::Not(Box::new(inner?))
            }
            Node::Boost(inner, boost) => ResolvedQuery::Boosted(Box::new(self.node(inner)?), *boost),
        })
    }

    fn nodes(&mut self, nodes: &[Node]) -> tantivy::Result<Vec<ResolvedQuery>> {
        nodes.iter().map(|node| self.node(node)).collect()
    }

    /// Counts the words of which all that are like them are looked up; true if there are too many.
    fn looks_up_too_much(&mut self, text: &Text) -> bool {
        self.looked_up += 1;
        let too_much = self.looked_up > MOST_LOOKED_UP;
        if too_much {
            self.note(
                &text.span,
                format!("only the first {MOST_LOOKED_UP} words with * or ~ stand for more than themselves"),
            );
        }
        too_much
    }

    fn note(&mut self, span: &Range<usize>, message: impl Into<String>) {
        let note = Note::new(span.clone(), message);
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Says that something occurs nowhere, and what was likely meant.
    fn note_correction(&mut self, span: &Range<usize>, message: String, correction: Option<&str>) {
        self.note(span, message);
        let place = self.query.get(..span.start).zip(self.query.get(span.end..));
        if let (Some(correction), Some(note), Some((before, after))) =
            (correction, self.notes.last_mut(), place)
        {
            let correction =
                if before.ends_with(':') { quote_if_needed(correction) } else { correction.to_owned() };
            note.instead = Some(format!("{before}{correction}{after}"));
        }
    }

    /// Whether what occurs nowhere is taken for its near spelling.
    fn corrects(&self) -> bool {
        self.relaxation != Relaxation::Exact
    }
}

impl ResolvedQuery {
    /// So many of some, none of them worth more for being rare.
    fn so_many(of: Vec<ResolvedQuery>, required: usize) -> Self {
        Self::AtLeast { rarity: vec![0.0; of.len()], of, required, also: Vec::new() }
    }
}

impl TextQuery {
    pub(crate) fn new(text: &Text) -> Self {
        Self { written: text.text.clone(), field: text.field, forms: Vec::new() }
    }

    pub(crate) fn add(&mut self, clause: Clause, weight: f32, origin: Origin) {
        if !self.forms.iter().any(|form| form.clause == clause) {
            self.forms.push(Form { clause, weight, origin });
        }
    }
}
