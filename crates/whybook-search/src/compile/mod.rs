//! A meaning becomes a tantivy query, and the patterns that mark its matches in a snippet.

mod added;
mod excluded;

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur, PhraseQuery,
    Query, RangeQuery, TermQuery,
};
use tantivy::schema::IndexRecordOption;

use crate::lexicon::of;
use crate::meaning::{Meaning, Sought, TextMeaning};
use crate::query::ast::{Bounds, RangeField};
use crate::schema::{Fields, KeyField, TextField, column, day_number};
use crate::snippet::Pattern;
use added::Added;
use excluded::Excluded;

/// Share of the weaker fields' scores that is added to the best field's.
const TIE_BREAKER: f32 = 0.25;
/// What the rarest word of a row adds for being there at all, so that an incident with one word more goes before one
/// that repeats the others; a word that more incidents have adds less.
const PRESENCE: f32 = 12.0;
/// What the day of the incident counts, where the query names one.
const DAY: f32 = 6.0;
/// What a tag counts beside a word of the body.
const TAG: f32 = 2.0;

/// A query ready to run.
pub(crate) struct Compiled {
    pub(crate) query: Box<dyn Query>,
    pub(crate) patterns: Vec<Pattern>,
}

/// Compiles a meaning for an index with these fields.
pub(crate) fn compile(
    meaning: &Meaning,
    fields: &Fields,
    index: &tantivy::Searcher,
) -> tantivy::Result<Compiled> {
    let mut compiler = Compiler { fields, index, patterns: Vec::new(), clause: 0, hidden: 0 };
    let query = compiler.query(meaning)?;
    Ok(Compiled { query, patterns: compiler.patterns })
}

struct Compiler<'a> {
    fields: &'a Fields,
    index: &'a tantivy::Searcher,
    patterns: Vec<Pattern>,
    clause: usize,
    /// How many `Not`s stand around: what is excluded is not marked.
    hidden: usize,
}

type Clause = (Occur, Box<dyn Query>);

impl Compiler<'_> {
    fn query(&mut self, meaning: &Meaning) -> tantivy::Result<Box<dyn Query>> {
        match meaning {
            Meaning::Everything => Ok(filter(Box::new(AllQuery))),
            Meaning::Nothing => Ok(Box::new(EmptyQuery)),
            Meaning::Text(text) => self.text(text),
            Meaning::Names { field, values } => self.names(*field, values),
            Meaning::Within { field, bounds } => {
                let column = match field {
                    RangeField::Date => column::DATE,
                    RangeField::Duration => column::DURATION,
                };
                self.range(column, *bounds)
            }
            Meaning::Overdue { today } => {
                let to = day_number(*today).checked_sub(1);
                self.range(column::OPEN_DUE, Bounds { from: None, to })
            }
            Meaning::All(parts) => {
                let clauses = parts.iter().map(|part| self.required(part)).collect::<tantivy::Result<_>>()?;
                Ok(conjunction(clauses))
            }
            Meaning::Any(parts) => {
                union(self.queries(parts)?, |queries| Box::new(BooleanQuery::union(queries)))
            }
            Meaning::Best(parts) => union(self.queries(parts)?, |queries| {
                Box::new(DisjunctionMaxQuery::with_tie_breaker(queries, TIE_BREAKER))
            }),
            Meaning::Most { of, rarity, required, also } => self.most(of, rarity, *required, also),
            Meaning::Not(_) => Ok(conjunction(vec![self.required(meaning)?])),
            Meaning::Boosted(inner, boost) => Ok(Box::new(BoostQuery::new(self.query(inner)?, *boost))),
        }
    }

    fn queries(&mut self, parts: &[Meaning]) -> tantivy::Result<Vec<Box<dyn Query>>> {
        parts.iter().map(|part| self.query(part)).collect()
    }

    /// A part that must hold, or must not.
    fn required(&mut self, meaning: &Meaning) -> tantivy::Result<Clause> {
        if let Meaning::Not(inner) = meaning {
            self.hidden += 1;
            let query = self.query(inner);
            self.hidden -= 1;
            return Ok((Occur::MustNot, Box::new(Excluded { query: query? })));
        }
        Ok((Occur::Must, self.query(meaning)?))
    }

    fn most(
        &mut self,
        of: &[Meaning],
        rarity: &[f32],
        required: usize,
        also: &[Meaning],
    ) -> tantivy::Result<Box<dyn Query>> {
        let some =
            self.queries(of)?.into_iter().zip(rarity).map(|(query, rarity)| -> Box<dyn Query> {
                Box::new(Added { query, score: PRESENCE * rarity })
            });
        let some: Vec<Box<dyn Query>> = some.collect();
        let mut clauses: Vec<Clause> = Vec::new();
        if required >= some.len() {
            clauses.extend(some.into_iter().map(|query| (Occur::Must, query)));
        } else {
            let some = BooleanQuery::union_with_minimum_required_clauses(some, required);
            clauses.push((Occur::Must, Box::new(some)));
        }
        for part in also {
            clauses.push((Occur::Should, self.query(part)?));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// A text in its field or in all of them.
    fn text(&mut self, text: &TextMeaning) -> tantivy::Result<Box<dyn Query>> {
        let mut options: Vec<Box<dyn Query>> = Vec::new();
        self.clause += 1;
        for form in &text.forms {
            match &form.sought {
                Sought::Cause(id) => {
                    let term = Term::from_field_text(self.fields.key(KeyField::Cause)?, id);
                    let tag = TermQuery::new(term, IndexRecordOption::Basic);
                    options.push(Box::new(BoostQuery::new(Box::new(tag), TAG * form.weight)));
                }
                Sought::Day(bounds) => {
                    let day = self.range(column::DATE, *bounds)?;
                    options.push(Box::new(Added { query: day, score: DAY * form.weight }));
                }
                Sought::Terms { terms, slop } => {
                    for &field in of(&text.field) {
                        if let Some(query) = self.terms(field, terms, *slop)? {
                            options.push(Box::new(BoostQuery::new(query, field.weight() * form.weight)));
                        }
                    }
                    if self.hidden == 0 {
                        let (field, clause) = (text.field, self.clause);
                        self.patterns.push(Pattern { field, clause, terms: terms.clone(), slop: *slop });
                    }
                }
            }
        }
        union(options, |options| Box::new(DisjunctionMaxQuery::with_tie_breaker(options, TIE_BREAKER)))
    }

    /// Terms one after the other in one field.
    fn terms(
        &self,
        field: TextField,
        terms: &[(usize, String)],
        slop: u32,
    ) -> tantivy::Result<Option<Box<dyn Query>>> {
        let terms = terms.iter().map(|(at, term)| Ok((*at, self.fields.term(field, term)?)));
        let mut terms: Vec<(usize, Term)> = terms.collect::<tantivy::Result<_>>()?;
        // What does not occur in a zone finds nothing there, and nothing needs to be read for it.
        for (_, term) in &terms {
            if self.index.doc_freq(term)? == 0 {
                return Ok(None);
            }
        }
        Ok(match terms.len() {
            0 => None,
            1 => terms.pop().map(|(_, term)| -> Box<dyn Query> {
                Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
            }),
            _ => Some(Box::new(PhraseQuery::new_with_offset_and_slop(terms, slop))),
        })
    }

    fn names(&self, field: KeyField, values: &[String]) -> tantivy::Result<Box<dyn Query>> {
        let key = self.fields.key(field)?;
        let queries = values.iter().map(|value| -> Box<dyn Query> {
            Box::new(TermQuery::new(Term::from_field_text(key, value), IndexRecordOption::Basic))
        });
        Ok(filter(union(queries.collect(), |queries| Box::new(BooleanQuery::union(queries)))?))
    }

    fn range(&self, column: &str, bounds: Bounds) -> tantivy::Result<Box<dyn Query>> {
        let field = self.fields.column(column)?;
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

/// Any of several queries, or the only one of them.
fn union(
    mut queries: Vec<Box<dyn Query>>,
    several: impl FnOnce(Vec<Box<dyn Query>>) -> Box<dyn Query>,
) -> tantivy::Result<Box<dyn Query>> {
    Ok(match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.swap_remove(0),
        _ => several(queries),
    })
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
