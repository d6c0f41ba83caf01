//! Compiles a resolved query to a tantivy query and to the patterns that mark its matches in a snippet.

mod added;
mod excluded;

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur, PhraseQuery,
    Query, RangeQuery, TermQuery,
};
use tantivy::schema::IndexRecordOption;

use crate::field::{KeyField, TextField, column, day_number};
use crate::query::ast::{Bounds, RangeField};
use crate::resolve::{Clause, ResolvedQuery, TextQuery};
use crate::schema::Fields;
use crate::snippet::Pattern;
use crate::term_lookup::fields_to_search;
use added::Added;
use excluded::Excluded;

/// Share of the weaker fields' scores that is added to the best field's.
const TIE_BREAKER: f32 = 0.25;
/// Score for containing the rarest word of a sequence at all, so that an incident with one more of the words ranks
/// before one that repeats the others. More frequent words add less.
const PRESENCE: f32 = 12.0;
/// Score for having happened on the day that the query names.
const DAY: f32 = 6.0;
/// Weight of a tag relative to a word of the body.
const TAG: f32 = 2.0;

/// A query ready to run.
pub(crate) struct Compiled {
    pub(crate) query: Box<dyn Query>,
    pub(crate) patterns: Vec<Pattern>,
}

/// Compiles a query for an index with these fields.
pub(crate) fn compile(
    resolved: &ResolvedQuery,
    fields: &Fields,
    index: &tantivy::Searcher,
) -> tantivy::Result<Compiled> {
    let mut compiler = Compiler { fields, index, patterns: Vec::new(), clause: 0, hidden: 0 };
    let query = compiler.query(resolved)?;
    Ok(Compiled { query, patterns: compiler.patterns })
}

struct Compiler<'a> {
    fields: &'a Fields,
    index: &'a tantivy::Searcher,
    patterns: Vec<Pattern>,
    clause: usize,
    /// Depth of enclosing `Not`s: excluded text is not marked in snippets.
    hidden: usize,
}

type Subquery = (Occur, Box<dyn Query>);

impl Compiler<'_> {
    fn query(&mut self, resolved: &ResolvedQuery) -> tantivy::Result<Box<dyn Query>> {
        match resolved {
            ResolvedQuery::Everything => Ok(filter(Box::new(AllQuery))),
            ResolvedQuery::Nothing => Ok(Box::new(EmptyQuery)),
            ResolvedQuery::Text(text) => self.text(text),
            ResolvedQuery::Names { field, values } => self.names(*field, values),
            ResolvedQuery::Within { field, bounds } => {
                let column = match field {
                    RangeField::Date => column::DATE,
                    RangeField::Duration => column::DURATION,
                };
                self.range(column, *bounds)
            }
            ResolvedQuery::Overdue { today } => {
                let to = day_number(*today).checked_sub(1);
                self.range(column::OPEN_DUE, Bounds { from: None, to })
            }
            ResolvedQuery::All(parts) => {
                let clauses = parts.iter().map(|part| self.required(part)).collect::<tantivy::Result<_>>()?;
                Ok(conjunction(clauses))
            }
            ResolvedQuery::Any(parts) => {
                union(self.queries(parts)?, |queries| Box::new(BooleanQuery::union(queries)))
            }
            ResolvedQuery::Best(parts) => union(self.queries(parts)?, |queries| {
                Box::new(DisjunctionMaxQuery::with_tie_breaker(queries, TIE_BREAKER))
            }),
            ResolvedQuery::AtLeast { of, rarity, required, also } => self.most(of, rarity, *required, also),
            ResolvedQuery::Not(_) => Ok(conjunction(vec![self.required(resolved)?])),
            ResolvedQuery::Boosted(inner, boost) => Ok(Box::new(BoostQuery::new(self.query(inner)?, *boost))),
        }
    }

    fn queries(&mut self, parts: &[ResolvedQuery]) -> tantivy::Result<Vec<Box<dyn Query>>> {
        parts.iter().map(|part| self.query(part)).collect()
    }

    /// A required or excluded part.
    fn required(&mut self, resolved: &ResolvedQuery) -> tantivy::Result<Subquery> {
        if let ResolvedQuery::Not(inner) = resolved {
            self.hidden += 1;
            let query = self.query(inner);
            self.hidden -= 1;
            return Ok((Occur::MustNot, Box::new(Excluded { query: query? })));
        }
        Ok((Occur::Must, self.query(resolved)?))
    }

    fn most(
        &mut self,
        of: &[ResolvedQuery],
        rarity: &[f32],
        required: usize,
        also: &[ResolvedQuery],
    ) -> tantivy::Result<Box<dyn Query>> {
        let some =
            self.queries(of)?.into_iter().zip(rarity).map(|(query, rarity)| -> Box<dyn Query> {
                Box::new(Added { query, score: PRESENCE * rarity })
            });
        let some: Vec<Box<dyn Query>> = some.collect();
        let mut clauses: Vec<Subquery> = Vec::new();
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
    fn text(&mut self, text: &TextQuery) -> tantivy::Result<Box<dyn Query>> {
        let mut options: Vec<Box<dyn Query>> = Vec::new();
        self.clause += 1;
        for form in &text.forms {
            match &form.clause {
                Clause::Cause(id) => {
                    let term = Term::from_field_text(self.fields.key(KeyField::Cause)?, id);
                    let tag = TermQuery::new(term, IndexRecordOption::Basic);
                    options.push(Box::new(BoostQuery::new(Box::new(tag), TAG * form.weight)));
                }
                Clause::Day(bounds) => {
                    let day = self.range(column::DATE, *bounds)?;
                    options.push(Box::new(Added { query: day, score: DAY * form.weight }));
                }
                Clause::Terms { terms, slop } => {
                    for &field in fields_to_search(&text.field) {
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

    /// Consecutive terms in one field.
    fn terms(
        &self,
        field: TextField,
        terms: &[(usize, String)],
        slop: u32,
    ) -> tantivy::Result<Option<Box<dyn Query>>> {
        let terms = terms.iter().map(|(at, term)| Ok((*at, self.fields.term(field, term)?)));
        let mut terms: Vec<(usize, Term)> = terms.collect::<tantivy::Result<_>>()?;
        // Skipped where a term does not occur in a zone, so that nothing needs to be read for it.
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
        // Both ends are bounded, so that incidents without a value never match.
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

/// A part that restricts the result without contributing to the score.
fn filter(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

/// The conjunction of all clauses; if all of them exclude, everything but their matches.
fn conjunction(mut clauses: Vec<Subquery>) -> Box<dyn Query> {
    if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        clauses.push((Occur::Must, filter(Box::new(AllQuery))));
    }
    Box::new(BooleanQuery::new(clauses))
}
