//! Expands words, identifiers and phrases to the forms in which they occur in the index.

use std::ops::Range;

use super::{Clause, Form, Origin, ResolvedQuery, Resolver, TextQuery};
use crate::query::ast::Text;
use crate::query::days;
use crate::tokenize::{self, Piece, Term};
use crate::vocabulary::{Synonym, SynonymTarget, sequence};

/// Weight of an identifier as a whole, relative to its parts as a phrase.
const WHOLE_WEIGHT: f32 = 1.5;
/// Weight of the parts of an identifier anywhere in the text.
const SCATTERED_WEIGHT: f32 = 0.4;
/// Weight of another spelling.
const SPELLING_WEIGHT: f32 = 0.7;
/// Weight of a status code for its class, and the reverse.
const CLASS_WEIGHT: f32 = 0.5;
/// Weight of the date of the incident, relative to the same date in its text, where it may refer to anything.
const DAY_WEIGHT: f32 = 0.8;
/// Maximum number of parts of an identifier or words of a phrase.
const MOST_PARTS: usize = 32;
/// Maximum number of whole names within an identifier.
const MOST_WHOLES: usize = 4;
/// Maximum number of terms for a prefix or a fuzzy word.
const MOST_TERMS: usize = 50;

/// A resolved word, and whether any of its forms occurs in the index.
pub(super) struct Read {
    pub(super) query: ResolvedQuery,
    pub(super) occurs: bool,
}

impl Resolver<'_> {
    /// Resolves a word outside a sequence; one that does not occur is corrected.
    pub(super) fn word(&mut self, text: &Text) -> tantivy::Result<ResolvedQuery> {
        let read = self.read_word(text)?;
        if read.occurs {
            return Ok(read.query);
        }
        Ok(self.corrected(text)?.unwrap_or(read.query))
    }

    /// Resolves a word to all its forms.
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

    /// Resolves an identifier that does not occur as a whole to its parts anywhere in the text.
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

    /// Adds the correction of a mistyped identifier, if it occurs as a whole.
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

    /// The parts of a word as a phrase, if each of them occurs.
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

    /// Adds the synonyms that occur.
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

    /// `5xx` matches 500 to 599, and each of these matches `5xx`.
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

    /// `v1.2.3` matches 1.2.3, and the reverse.
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

    /// Resolves a phrase.
    pub(super) fn phrase(&mut self, text: &Text, slop: u32) -> tantivy::Result<ResolvedQuery> {
        let read = self.read_phrase(text, slop)?;
        if read.occurs {
            return Ok(read.query);
        }
        Ok(self.corrected(text)?.unwrap_or(read.query))
    }

    pub(super) fn read_phrase(&mut self, text: &Text, slop: u32) -> tantivy::Result<Read> {
        // A quoted identifier is still an identifier.
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

    /// Resolves a prefix.
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
        // The index has stems: `leaking*` should find `leak` as `leaking` does.
        if let [Term { text: stem, .. }] = terms.as_slice()
            && self.lookup.contains(text.field, stem)?
        {
            query.add(one(stem), 1.0, Origin::Beginning);
        }
        if query.forms.is_empty() {
            self.note(&text.span, "starts no indexed word");
        }
        Ok(ResolvedQuery::Text(query))
    }

    /// Resolves a fuzzy word to itself and the words within some edits.
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
            self.note(&text.span, "fuzzy matching does not change digits");
        }
        Ok(ResolvedQuery::Text(query))
    }

    /// Resolves a text with a word that does not occur to its correction. In an exact query it only suggests it.
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

    /// A text with corrections in place of the words that do not occur.
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

/// A query marked as found by another spelling.
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

/// Parts as a phrase.
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
