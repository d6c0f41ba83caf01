//! Resolves a parsed query against an index: the intermediate step between the syntax tree and the tantivy query.
//!
//! Words are expanded to terms and synonyms, names are matched to the values in the index, and for a sequence of words
//! the number that must occur is decided. The resolved query is compiled, described to the user and used to mark
//! matches in snippets.

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

/// Maximum number of prefixes and fuzzy words that are expanded in one query, since each scans many words of the index.
const MOST_LOOKED_UP: usize = 32;

/// A query in the terms of an index.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ResolvedQuery {
    /// Every incident.
    Everything,
    /// No incident.
    Nothing,
    /// Text, in any of several forms.
    Text(TextQuery),
    /// A key field with any of these values.
    Names { field: KeyField, values: Vec<String> },
    /// A numeric field within bounds.
    Within { field: RangeField, bounds: Bounds },
    /// An open action that was due before this day.
    Overdue { today: Date },
    /// All of them.
    All(Vec<ResolvedQuery>),
    /// At least one of them.
    Any(Vec<ResolvedQuery>),
    /// At least one of them; the best match determines the score.
    Best(Vec<ResolvedQuery>),
    /// At least `required` of the parts, weighted by rarity; `also` only raises the score.
    AtLeast { of: Vec<ResolvedQuery>, rarity: Vec<f32>, required: usize, also: Vec<ResolvedQuery> },
    /// Not this one.
    Not(Box<ResolvedQuery>),
    /// This one with its score multiplied.
    Boosted(Box<ResolvedQuery>, f32),
}

/// Text to search for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TextQuery {
    /// As written in the query.
    pub(crate) written: String,
    /// The field to search; `None` for all.
    pub(crate) field: Option<TextField>,
    /// The forms in which it may occur.
    pub(crate) forms: Vec<Form>,
}

/// A form of a text: as written, or an expansion such as a synonym.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Form {
    pub(crate) clause: Clause,
    /// Weight relative to the text as written.
    pub(crate) weight: f32,
    pub(crate) origin: Origin,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Clause {
    /// Terms with their distance from the first, and the slop of the phrase.
    Terms { terms: Vec<(usize, String)>, slop: u32 },
    /// A tag of this cause.
    Cause(String),
    /// The date of the incident within these bounds.
    Day(Bounds),
}

/// Where a form comes from.
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

/// How far a query is relaxed if it finds too few incidents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Relaxation {
    /// All words of a short query are required.
    #[default]
    Exact,
    /// Words that do not occur are corrected.
    Corrected,
    /// Half of the words are enough, too.
    MostWords,
    /// One word is enough.
    AnyWord,
}

/// A resolved query.
pub(crate) struct Resolution {
    pub(crate) query: ResolvedQuery,
    pub(crate) notes: Vec<Note>,
    /// Whether a word in it does not occur and has a correction.
    pub(crate) correctable: bool,
    /// Longest sequence of optional words; relaxation applies to it.
    pub(crate) words: usize,
}

/// Resolves a syntax tree against an index.
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
    /// Number of prefixes and fuzzy words expanded so far.
    looked_up: usize,
    /// Whether words are not expanded: excluding a word does not exclude its synonyms.
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

    /// Counts a prefix or fuzzy word; true if there are too many of them.
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

    /// Adds a note on a word that does not occur, with its correction.
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

    /// Whether words that do not occur are replaced by their corrections.
    fn corrects(&self) -> bool {
        self.relaxation != Relaxation::Exact
    }
}

impl ResolvedQuery {
    /// At least `required` of the parts, not weighted by rarity.
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
