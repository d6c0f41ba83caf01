//! A tree becomes a tantivy query, and the patterns that mark its matches in a snippet.

use std::collections::BTreeSet;
use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur, PhraseQuery,
    Query, RangeQuery, TermQuery,
};
use tantivy::schema::IndexRecordOption;

use super::Note;
use super::ast::{Bounds, Node, RangeField, Text};
use super::excluded::Excluded;
use crate::schema::{Fields, KeyField, TextField, column};
use crate::snippet::Pattern;
use crate::tokenize::{Piece, terms};

/// Up to this many words side by side must all occur; of more, only a part.
const ALL_WORDS: usize = 6;
/// However long the text, no more words than this must occur.
const MOST_REQUIRED: usize = 8;
/// Different words searched of a long text.
const MOST_WORDS: usize = 64;
/// Words beside which addresses, times and ids need not occur.
const STABLE_WORDS: usize = 3;
/// Parts of an identifier, or words of a phrase, that are looked for.
const MOST_PARTS: usize = 32;
/// Words too common to choose by: looked for only in phrases, in fields and where there are no others.
const COMMON_WORDS: [&str; 36] = [
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "for", "from", "had", "has", "have",
    "in", "into", "is", "it", "its", "of", "on", "or", "our", "that", "the", "their", "then", "this", "to",
    "was", "we", "were", "which", "while", "with",
];
/// Share of the weaker fields' scores that is added to the best field's.
const TIE_BREAKER: f32 = 0.2;
/// An identifier as a whole counts more than its parts side by side.
const WHOLE_WEIGHT: f32 = 1.5;

/// A query ready to run.
pub(crate) struct Compiled {
    pub(crate) query: Box<dyn Query>,
    pub(crate) patterns: Vec<Pattern>,
    pub(crate) notes: Vec<Note>,
}

/// Compiles a query for an index with these fields.
pub(crate) fn compile(root: &Node, fields: &Fields) -> tantivy::Result<Compiled> {
    let mut compiler = Compiler { fields, patterns: Vec::new(), notes: Vec::new(), clause: 0, hidden: 0 };
    let query = compiler.node(root)?;
    Ok(Compiled { query, patterns: compiler.patterns, notes: compiler.notes })
}

struct Compiler<'a> {
    fields: &'a Fields,
    patterns: Vec<Pattern>,
    notes: Vec<Note>,
    clause: usize,
    /// How many `NOT`s stand around: what is excluded is not marked.
    hidden: usize,
}

type Clause = (Occur, Box<dyn Query>);

impl Compiler<'_> {
    fn node(&mut self, node: &Node) -> tantivy::Result<Box<dyn Query>> {
        match node {
            Node::All => Ok(filter(Box::new(AllQuery))),
            Node::Word(text) => self.text(text, false),
            Node::Phrase(text) => self.text(text, true),
            Node::Key { field, value, .. } => self.key(*field, value),
            Node::Range { field, bounds, .. } => self.range(*field, *bounds),
            Node::Sequence(parts) => self.sequence(parts),
            Node::And(parts) => {
                let clauses = parts.iter().map(|part| self.required(part)).collect::<tantivy::Result<_>>()?;
                Ok(conjunction(clauses))
            }
            Node::Or(parts) => {
                let parts = parts.iter().map(|part| self.node(part)).collect::<tantivy::Result<Vec<_>>>()?;
                Ok(if parts.is_empty() { Box::new(EmptyQuery) } else { Box::new(BooleanQuery::union(parts)) })
            }
            Node::Not(_) => Ok(conjunction(vec![self.required(node)?])),
        }
    }

    /// A part that must hold, or must not.
    fn required(&mut self, node: &Node) -> tantivy::Result<Clause> {
        if let Node::Not(inner) = node {
            self.hidden += 1;
            let query = self.node(inner);
            self.hidden -= 1;
            return Ok((Occur::MustNot, Box::new(Excluded { query: query? })));
        }
        Ok((Occur::Must, self.node(node)?))
    }

    /// Parts side by side: filters and groups hold, and so do all words of a short text and half of a long one.
    fn sequence(&mut self, parts: &[Node]) -> tantivy::Result<Box<dyn Query>> {
        let mut clauses = Vec::new();
        let mut stable = Vec::new();
        let mut passing = Vec::new();
        let mut common = Vec::new();
        let mut seen = BTreeSet::new();
        for part in flat(parts) {
            let (text, quoted) = match part {
                Node::Word(text) if text.field.is_none() => (text, false),
                Node::Phrase(text) if text.field.is_none() => (text, true),
                _ => {
                    clauses.push(self.required(part)?);
                    continue;
                }
            };
            if seen.len() >= MOST_WORDS || !seen.insert((text.text.to_lowercase(), quoted)) {
                continue;
            }
            let list = match text.text.to_lowercase() {
                _ if quoted => &mut stable,
                word if COMMON_WORDS.contains(&word.as_str()) => &mut common,
                word if passes(&word) => &mut passing,
                _ => &mut stable,
            };
            list.push((text, quoted));
        }
        if stable.is_empty() && passing.is_empty() {
            stable.append(&mut common);
        }
        if stable.len() < STABLE_WORDS {
            stable.append(&mut passing);
        }
        if let (Some((first, _)), Some((last, _))) = (passing.first(), passing.last()) {
            let span = first.span.start..last.span.end;
            self.notes.push(Note::new(span, "addresses, times and ids need not occur"));
        }
        let required = required(stable.len());
        if let (true, Some(first), Some(last)) = (required < stable.len(), stable.first(), stable.last()) {
            let message = format!("{required} of these {} words are enough", stable.len());
            self.notes.push(Note::new(first.0.span.start..last.0.span.end, message));
        }
        let all = required == stable.len();
        let mut some = Vec::new();
        for (text, quoted) in stable {
            let query = self.text(text, quoted)?;
            if all {
                clauses.push((Occur::Must, query));
            } else {
                some.push(query);
            }
        }
        if !some.is_empty() {
            let some = BooleanQuery::union_with_minimum_required_clauses(some, required);
            clauses.push((Occur::Must, Box::new(some)));
        }
        for (text, quoted) in passing {
            clauses.push((Occur::Should, self.text(text, quoted)?));
        }
        Ok(conjunction(clauses))
    }

    /// A word or a phrase, in its field or in all of them.
    fn text(&mut self, text: &Text, quoted: bool) -> tantivy::Result<Box<dyn Query>> {
        let readings = readings(&text.text, quoted);
        let own = text.field.map(|field| [field]);
        let fields: &[TextField] = own.as_ref().map_or(&TextField::ALL, |field| field);
        let mut options: Vec<Box<dyn Query>> = Vec::new();
        for &field in fields {
            for (words, weight) in &readings {
                if let Some(query) = self.words(field, words)? {
                    options.push(Box::new(BoostQuery::new(query, field.weight() * weight)));
                }
            }
        }
        self.clause += 1;
        if self.hidden == 0 {
            let pattern = |(terms, _)| Pattern { field: text.field, clause: self.clause, terms };
            self.patterns.extend(readings.into_iter().map(pattern));
        }
        Ok(match options.len() {
            0 => Box::new(EmptyQuery),
            1 => options.swap_remove(0),
            _ => Box::new(DisjunctionMaxQuery::with_tie_breaker(options, TIE_BREAKER)),
        })
    }

    /// Terms one after the other in one field.
    fn words(&self, field: TextField, words: &[String]) -> tantivy::Result<Option<Box<dyn Query>>> {
        let field = self.fields.text(field)?;
        let mut terms: Vec<Term> = words.iter().map(|word| Term::from_field_text(field, word)).collect();
        Ok(match terms.len() {
            0 => None,
            1 => terms.pop().map(|term| -> Box<dyn Query> {
                Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
            }),
            _ => Some(Box::new(PhraseQuery::new(terms))),
        })
    }

    fn key(&self, field: KeyField, value: &str) -> tantivy::Result<Box<dyn Query>> {
        let term = Term::from_field_text(self.fields.key(field)?, value);
        Ok(filter(Box::new(TermQuery::new(term, IndexRecordOption::Basic))))
    }

    fn range(&self, field: RangeField, bounds: Bounds) -> tantivy::Result<Box<dyn Query>> {
        let field = self.fields.column(match field {
            RangeField::Date => column::DATE,
            RangeField::Duration => column::DURATION,
        })?;
        if let (Some(from), Some(to)) = (bounds.from, bounds.to)
            && from > to
        {
            return Ok(Box::new(EmptyQuery));
        }
        // Both ends are named, so that incidents without the fact never match.
        let bound = |number: u64| Bound::Included(Term::from_field_u64(field, number));
        let range = RangeQuery::new(bound(bounds.from.unwrap_or(0)), bound(bounds.to.unwrap_or(u64::MAX)));
        Ok(filter(Box::new(range)))
    }
}

/// The parts of a sequence and of those in it: parentheses around mere words mean nothing.
fn flat(parts: &[Node]) -> Vec<&Node> {
    let mut out = Vec::new();
    for part in parts {
        match part {
            Node::Sequence(inner) => out.extend(flat(inner)),
            _ => out.push(part),
        }
    }
    out
}

/// How many of `words` must occur.
fn required(words: usize) -> usize {
    if words <= ALL_WORDS { words } else { words.div_ceil(2).min(MOST_REQUIRED) }
}

/// What a text may stand as in the index, with its weight: an identifier as a whole, and its parts in order.
fn readings(text: &str, quoted: bool) -> Vec<(Vec<String>, f32)> {
    let terms = terms(text);
    let (wholes, parts): (Vec<_>, Vec<_>) = terms.into_iter().partition(|term| term.piece == Piece::Whole);
    let parts: Vec<String> = parts.into_iter().take(MOST_PARTS).map(|term| term.text).collect();
    let mut readings = vec![(parts, 1.0)];
    if !quoted {
        readings.extend(wholes.into_iter().take(4).map(|term| (vec![term.text], WHOLE_WEIGHT)));
    }
    readings
}

/// Whether a word is an address, a time or an id: nothing that the same failure would say the next time.
fn passes(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let joins = word.chars().filter(|c| !c.is_alphanumeric()).count();
    let plain = word.strip_prefix("0x").unwrap_or(word);
    let hexadecimal = plain.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    (joins >= 2 && digits > 2 * letters)
        || (hexadecimal && digits > 0 && (digits + letters >= 8 || plain != word))
}

/// A part that chooses incidents without saying which are better.
fn filter(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

/// All clauses; where each of them excludes, everything else.
fn conjunction(mut clauses: Vec<Clause>) -> Box<dyn Query> {
    if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        clauses.push((Occur::Must, filter(Box::new(AllQuery))));
    }
    Box::new(BooleanQuery::new(clauses))
}
