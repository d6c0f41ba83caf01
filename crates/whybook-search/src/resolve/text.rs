//! Words, identifiers and phrases: the forms in which they may stand in the index.

use std::ops::Range;

use super::{Clause, Form, Origin, ResolvedQuery, Resolver, TextQuery};
use crate::query::ast::Text;
use crate::query::days;
use crate::tokenize::{self, Piece, Term};
use crate::vocabulary::{Synonym, SynonymTarget, sequence};

/// An identifier as a whole counts more than its parts side by side.
const WHOLE_WEIGHT: f32 = 1.5;
/// The parts of an identifier anywhere in the text count less than the identifier.
const SCATTERED_WEIGHT: f32 = 0.4;
/// What a near spelling counts beside the word.
const SPELLING_WEIGHT: f32 = 0.7;
/// What a status counts that a class stands for, and the other way round.
const CLASS_WEIGHT: f32 = 0.5;
/// What the day of an incident counts beside the same day in its text, which may be that of anything.
const DAY_WEIGHT: f32 = 0.8;
/// Parts of an identifier, or words of a phrase, that are looked for.
const MOST_PARTS: usize = 32;
/// Whole names within an identifier that are looked for.
const MOST_WHOLES: usize = 4;
/// Terms that a beginning or a near spelling stands for at most.
const MOST_TERMS: usize = 50;

/// A word as it was read, and whether anything that it stands for occurs in the index.
pub(super) struct Read {
    pub(super) query: ResolvedQuery,
    pub(super) occurs: bool,
}

impl Resolver<'_> {
    /// A word outside of a row of words, with its near spelling where it occurs nowhere.
    pub(super) fn word(&mut self, text: &Text) -> tantivy::Result<ResolvedQuery> {
        let read = self.read_word(text)?;
        if read.occurs {
            return Ok(read.query);
        }
        Ok(self.corrected(text)?.unwrap_or(read.query))
    }

    /// A word in all its forms.
    pub(super) fn read_word(&mut self, text: &Text) -> tantivy::Result<Read> {
        let terms = tokenize::terms(&text.text);
        let mut query = TextQuery::new(text);
        let wholes: Vec<&Term> = terms.iter().filter(|term| term.piece == Piece::Whole).collect();
        let mut whole_occurs = false;
        for (index, whole) in wholes.iter().take(MOST_WHOLES).enumerate() {
            if self.lookup.contains(text.field, &whole.text)? {
                whole_occurs |= index == 0;
                query.add(one(&whole.text), WHOLE_WEIGHT, Origin::Identifier);
            }
        }
        let parts = self.row(text, &terms)?;
        let parts_occur = parts.is_some();
        if let Some(parts) = parts {
            query.add(parts, 1.0, Origin::Written);
        }
        self.add_status(&mut query)?;
        self.add_version(&mut query)?;
        if let Some(bounds) = days(&text.text).filter(|_| text.field.is_none() && !self.literal) {
            query.add(Clause::Day(bounds), DAY_WEIGHT, Origin::Day);
        }
        let own = sequence(&text.text);
        let synonyms = self.lookup.thesaurus.longest(&own).filter(|(length, _)| *length == own.len());
        self.add_synonyms(&mut query, synonyms.map_or(&[], |(_, synonyms)| synonyms))?;
        if wholes.is_empty() || whole_occurs || self.literal {
            let occurs = !query.forms.is_empty();
            return Ok(Read {
                query: if occurs { ResolvedQuery::Text(query) } else { ResolvedQuery::Nothing },
                occurs,
            });
        }
        self.scattered(text, query, parts_occur)
    }

    /// An identifier that the index has not as a whole: its parts as well, wherever they stand.
    fn scattered(&mut self, text: &Text, mut query: TextQuery, all: bool) -> tantivy::Result<Read> {
        if !all {
            self.add_near_name(text, &mut query)?;
        }
        let mut found = Vec::new();
        let mut segments = 0;
        for range in segments_of(&text.text).into_iter().take(MOST_PARTS) {
            let segment = Text {
                text: text.text[range.clone()].to_owned(),
                field: text.field,
                span: text.span.start + range.start..text.span.start + range.end,
            };
            segments += 1;
            let read = self.read_word(&segment)?;
            if read.occurs {
                found.push(read.query);
            }
        }
        let occurs = !query.forms.is_empty() || !found.is_empty();
        let mut best: Vec<ResolvedQuery> =
            Some(ResolvedQuery::Text(query)).filter(|_| occurs).into_iter().collect();
        if segments > 1 && !found.is_empty() {
            let required = if all { found.len() } else { found.len().div_ceil(2) };
            let some = ResolvedQuery::so_many(found, required);
            best.push(ResolvedQuery::Boosted(Box::new(some), SCATTERED_WEIGHT));
        }
        let query = if best.len() > 1 {
            ResolvedQuery::Best(best)
        } else {
            best.pop().unwrap_or(ResolvedQuery::Nothing)
        };
        Ok(Read { query, occurs })
    }

    /// Adds the name that a mistyped one most likely means, where the index has it as a whole.
    fn add_near_name(&mut self, text: &Text, query: &mut TextQuery) -> tantivy::Result<()> {
        let Some(correction) = self.correction(text)? else { return Ok(()) };
        let whole = tokenize::terms(&correction).into_iter().find(|term| term.piece == Piece::Whole);
        if let Some(whole) = whole
            && self.lookup.contains(text.field, &whole.text)?
        {
            query.add(one(&whole.text), SPELLING_WEIGHT, Origin::Spelling(correction.clone()));
            let message = format!("occurs in no incident; `{correction}` is searched instead");
            self.note_correction(&text.span, message, Some(&correction));
        }
        Ok(())
    }

    /// The parts of a word one after the other, if each of them occurs.
    fn row(&self, text: &Text, terms: &[Term]) -> tantivy::Result<Option<Clause>> {
        let parts = terms.iter().filter(|term| term.piece == Piece::Part).take(MOST_PARTS);
        let parts: Vec<&Term> = parts.collect();
        for part in &parts {
            if !self.lookup.contains(text.field, &part.text)? {
                return Ok(None);
            }
        }
        Ok(row(&parts, 0))
    }

    /// Adds what else means the same, as far as it occurs.
    pub(super) fn add_synonyms(&self, query: &mut TextQuery, synonyms: &[Synonym]) -> tantivy::Result<()> {
        for synonym in synonyms.iter().filter(|_| !self.literal) {
            match &synonym.target {
                SynonymTarget::Cause(id) if query.field.is_none() => {
                    query.add(Clause::Cause(id.clone()), synonym.weight, Origin::Synonym(id.clone()));
                }
                SynonymTarget::Cause(_) => {}
                SynonymTarget::Text(text) => {
                    let other = Text { text: text.clone(), field: query.field, span: Range::default() };
                    let origin = Origin::Synonym(text.clone());
                    let terms = tokenize::terms(text);
                    if let Some(clause) = self.row(&other, &terms)? {
                        query.add(clause, synonym.weight, origin.clone());
                    }
                    let whole = terms.first().filter(|term| term.piece == Piece::Whole);
                    if let Some(whole) = whole
                        && self.lookup.contains(query.field, &whole.text)?
                    {
                        query.add(one(&whole.text), synonym.weight, origin);
                    }
                }
            }
        }
        Ok(())
    }

    /// `5xx` stands for 500 to 599, and each of them for it.
    fn add_status(&self, query: &mut TextQuery) -> tantivy::Result<()> {
        let written = tokenize::keyword(&query.written);
        let Some(class) = written.chars().next().filter(|class| ('1'..='5').contains(class)) else {
            return Ok(());
        };
        let is_class = written.get(1..) == Some("xx");
        let is_status = written.len() == 3 && written.bytes().all(|byte| byte.is_ascii_digit());
        if is_class {
            let terms = self.lookup.beginning(query.field, &class.to_string(), usize::MAX)?;
            let is_status =
                |term: &&String| term.len() == 3 && term.bytes().all(|byte| byte.is_ascii_digit());
            for term in terms.iter().filter(is_status) {
                query.add(one(term), CLASS_WEIGHT, Origin::StatusClass);
            }
        } else if is_status && ('4'..='5').contains(&class) {
            let class = format!("{class}xx");
            if self.lookup.contains(query.field, &class)? {
                query.add(one(&class), CLASS_WEIGHT, Origin::StatusClass);
            }
        }
        Ok(())
    }

    /// `v1.2.3` stands for 1.2.3, and the other way round.
    fn add_version(&self, query: &mut TextQuery) -> tantivy::Result<()> {
        let plain = query.written.strip_prefix(['v', 'V']).unwrap_or(&query.written);
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !plain.contains('.') || !plain.split('.').all(digits) {
            return Ok(());
        }
        for other in [plain.to_owned(), format!("v{plain}")] {
            if self.lookup.contains(query.field, &other)? {
                query.add(one(&other), WHOLE_WEIGHT, Origin::Identifier);
            }
        }
        Ok(())
    }

    /// Words one after the other.
    pub(super) fn phrase(&mut self, text: &Text, slop: u32) -> tantivy::Result<ResolvedQuery> {
        let read = self.read_phrase(text, slop)?;
        if read.occurs {
            return Ok(read.query);
        }
        Ok(self.corrected(text)?.unwrap_or(read.query))
    }

    pub(super) fn read_phrase(&mut self, text: &Text, slop: u32) -> tantivy::Result<Read> {
        // A quoted identifier is one as well.
        if text.text.contains(tokenize::is_joiner) && !text.text.contains(char::is_whitespace) {
            return self.read_word(text);
        }
        let terms = tokenize::terms(&text.text);
        let parts: Vec<&Term> =
            terms.iter().filter(|term| term.piece == Piece::Part).take(MOST_PARTS).collect();
        let mut query = TextQuery::new(text);
        let occurs = match row(&parts, slop) {
            Some(clause) => {
                query.add(clause, 1.0, Origin::Written);
                self.row(text, &terms)?.is_some()
            }
            None => false,
        };
        Ok(Read { query: ResolvedQuery::Text(query), occurs })
    }

    /// A word by its beginning.
    pub(super) fn beginning(&mut self, text: &Text) -> tantivy::Result<ResolvedQuery> {
        let terms = tokenize::terms(&text.text);
        let plain = tokenize::joined(&text.text);
        let mut query = TextQuery::new(text);
        let found = self.lookup.beginning(text.field, &plain, MOST_TERMS + 1)?;
        for term in found.iter().take(MOST_TERMS) {
            query.add(one(term), 1.0, Origin::Beginning);
        }
        if found.len() > MOST_TERMS {
            let message = format!("the {MOST_TERMS} most frequent words that begin so are searched");
            self.note(&text.span, message);
        }
        // The index has stems: `leaking*` is to find `leak` as `leaking` does.
        if let [Term { text: stem, .. }] = terms.as_slice()
            && self.lookup.contains(text.field, stem)?
        {
            query.add(one(stem), 1.0, Origin::Beginning);
        }
        if query.forms.is_empty() {
            self.note(&text.span, "is the beginning of no word");
        }
        Ok(ResolvedQuery::Text(query))
    }

    /// A word and those spelt nearly so.
    pub(super) fn fuzzy(&mut self, text: &Text, max_edits: usize) -> tantivy::Result<ResolvedQuery> {
        let mut query = match self.read_word(text)?.query {
            ResolvedQuery::Text(query) => query,
            _ => TextQuery::new(text),
        };
        let near: Vec<String> = self
            .lookup
            .within_edits(&text.text, max_edits)?
            .into_iter()
            .take(MOST_TERMS)
            .map(str::to_owned)
            .collect();
        for word in near {
            for term in sequence(&word).into_iter().take(1) {
                query.add(one(&term), SPELLING_WEIGHT, Origin::Spelling(word.clone()));
            }
        }
        if text.text.chars().any(|c| c.is_ascii_digit()) {
            self.note(&text.span, "slips are allowed in letters, never in digits");
        }
        Ok(ResolvedQuery::Text(query))
    }

    /// What was likely meant by a text of which something occurs nowhere; nothing else is read while the query is
    /// read to the letter.
    pub(super) fn corrected(&mut self, text: &Text) -> tantivy::Result<Option<ResolvedQuery>> {
        let Some(correction) = self.correction(text)? else {
            self.note(&text.span, "occurs in no incident");
            return Ok(None);
        };
        self.correctable = true;
        let is_phrase = text.text.contains(char::is_whitespace);
        let is_two = correction.contains(' ') && !is_phrase;
        self.asks_for(correction.split(' ').filter(|_| is_two).count());
        if !self.corrects() {
            let message = format!("occurs in no incident; did you mean `{correction}`?");
            self.note_correction(&text.span, message, Some(&correction));
            return Ok(None);
        }
        let message = format!("occurs in no incident; `{correction}` is searched instead");
        self.note_correction(&text.span, message, Some(&correction));
        let other = |word: &str| Text { text: word.to_owned(), ..text.clone() };
        if is_two {
            let both = correction.split(' ').map(|word| self.read_word(&other(word)).map(|read| read.query));
            let of = both.collect::<tantivy::Result<Vec<_>>>()?;
            let required = self.required(of.len());
            return Ok(Some(ResolvedQuery::so_many(of, required)));
        }
        let read = if is_phrase {
            self.read_phrase(&other(&correction), 0)?
        } else {
            self.read_word(&other(&correction))?
        };
        Ok(Some(spelt(read.query, &correction)))
    }

    /// A text with near spellings in place of the words that occur nowhere.
    pub(super) fn correction(&self, text: &Text) -> tantivy::Result<Option<String>> {
        let mut out = String::new();
        let mut from = 0;
        let terms = tokenize::terms(&text.text);
        let parts = terms.into_iter().filter(|term| term.piece == Piece::Part).take(MOST_PARTS);
        for Term { text: term, range, .. } in parts {
            let word = &text.text[range.clone()];
            if !self.lookup.contains(None, &term)? {
                let Some(correction) = self.lookup.correction(word)? else { return Ok(None) };
                out.push_str(&text.text[from..range.start]);
                out.push_str(&correction);
                from = range.end;
            }
        }
        out.push_str(&text.text[from..]);
        Ok((from > 0).then_some(out))
    }
}

/// A text found by another spelling than its own.
fn spelt(mut query: ResolvedQuery, spelling: &str) -> ResolvedQuery {
    if let ResolvedQuery::Text(text) = &mut query {
        let written = |form: &&mut Form| matches!(form.origin, Origin::Written | Origin::Identifier);
        let forms = text.forms.iter_mut().filter(written);
        forms.for_each(|form| form.origin = Origin::Spelling(spelling.to_owned()));
    }
    query
}

fn one(term: &str) -> Clause {
    Clause::Terms { terms: vec![(0, term.to_owned())], slop: 0 }
}

/// Terms at their distances from the first.
pub(super) fn row(parts: &[&Term], slop: u32) -> Option<Clause> {
    let first = parts.first()?.position;
    let terms = parts.iter().map(|part| (part.position - first, part.text.clone())).collect();
    Some(Clause::Terms { terms, slop })
}

/// The segments of an identifier that name something: those between joiners, or the words of a camelCase name,
/// without mere numbers.
fn segments_of(word: &str) -> Vec<Range<usize>> {
    if !word.contains(tokenize::is_joiner) {
        let parts = tokenize::terms(word).into_iter().filter(|term| term.piece == Piece::Part);
        return parts.map(|part| part.range).collect();
    }
    let mut segments = Vec::new();
    let mut start = 0;
    for piece in word.split_inclusive(tokenize::is_joiner) {
        let name = piece.trim_end_matches(tokenize::is_joiner);
        if name.chars().any(char::is_alphabetic) {
            segments.push(start..start + name.len());
        }
        start += piece.len();
    }
    segments
}
