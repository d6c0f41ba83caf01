//! Sequences of words: which of them are required, and which only raise the score.

use std::collections::BTreeSet;
use std::ops::Range;

use super::text::{Read, row};
use super::{Clause, Origin, Relaxation, ResolvedQuery, Resolver, TextQuery};
use crate::query::ast::{Node, Text};
use crate::query::is_pasted;
use crate::tokenize::{self, Piece, Term, is_common};
use crate::vocabulary::sequence;

/// All words of a sequence up to this length are required; of a longer one only some.
const ALL_WORDS: usize = 6;
/// Maximum number of required words, however long the text.
const MOST_REQUIRED: usize = 8;
/// Maximum number of distinct words read from a long text.
const MOST_WORDS: usize = 64;
/// Maximum number of these that are searched: the rarest.
const MOST_SEARCHED: usize = 14;
/// From this number of other words on, addresses, times and ids are optional.
const STABLE_WORDS: usize = 3;
/// Weight of a run of words that has a synonym as a phrase, relative to its separate words.
const RUN_WEIGHT: f32 = 1.2;
/// In sequences up to this length, adjacent words raise the score.
const ADJACENT_WORDS: usize = 4;
/// Weight of two adjacent words.
const ADJACENT_WEIGHT: f32 = 0.6;
/// Weight of an optional word.
const HELPING_WEIGHT: f32 = 0.5;
/// Words of questions and log levels, sorted; optional if the query has other words.
const ASKING: [&str; 116] = [
    "about", "after", "again", "against", "all", "also", "any", "anything", "because", "been", "before",
    "between", "can", "cannot", "could", "critical", "debug", "did", "do", "does", "done", "down", "due",
    "during", "each", "err", "error", "errors", "every", "everything", "fatal", "fix", "fixed", "fixes",
    "get", "gets", "getting", "go", "goes", "going", "got", "happen", "happened", "happens", "he", "help",
    "helped", "here", "how", "i", "if", "incident", "incidents", "info", "issue", "issues", "just", "keeps",
    "kept", "last", "me", "more", "most", "my", "no", "not", "notice", "once", "one", "only", "other", "out",
    "outage", "problem", "problems", "seem", "seems", "severe", "should", "so", "solve", "solved", "some",
    "something", "still", "stop", "stopped", "stops", "such", "than", "there", "they", "time", "too",
    "trace", "up", "us", "very", "warn", "warning", "went", "what", "when", "where", "while", "who", "why",
    "within", "without", "work", "worked", "working", "works", "would", "you", "your",
];

/// The role of a word in a sequence.
enum Part {
    /// Required, unless the sequence is long.
    Counts,
    /// Optional: a word of a question, an address, a time.
    Helps,
    /// Does not occur in the index.
    Missing(Text),
}

/// A word, or several words that together have a synonym.
struct Unit {
    query: ResolvedQuery,
    part: Part,
    span: Range<usize>,
}

impl Resolver<'_> {
    /// Resolves a sequence: filters and groups are required, and so are all words of a short text and half of a long
    /// one.
    pub(super) fn sequence(&mut self, parts: &[Node]) -> tantivy::Result<ResolvedQuery> {
        let mut held = Vec::new();
        let mut words: Vec<&Text> = Vec::new();
        let mut units = Vec::new();
        let mut beginnings = BTreeSet::new();
        for part in flat(parts) {
            match part {
                Node::Prefix(text) if !beginnings.insert((&text.text, text.field)) => continue,
                Node::Word(text) if text.field.is_none() => {
                    words.push(text);
                    continue;
                }
                // In a log, quoted text is like any other.
                Node::Phrase(text, slop) if text.field.is_none() && is_pasted(self.query) => {
                    let read = self.read_phrase(text, *slop)?;
                    units.push(unit(read, text));
                }
                part => held.push(self.node(part)?),
            }
            // A part between two words ends a run.
            self.add_words(&std::mem::take(&mut words), &mut units)?;
        }
        self.add_words(&words, &mut units)?;
        let needed = !held.is_empty();
        if let (true, false, Some(Node::Word(first)), Some(Node::Word(last))) =
            (units.is_empty(), needed, parts.first(), parts.last())
        {
            self.note(&(first.span.start..last.span.end), "is too common to be searched");
        }
        if let Some(some) = self.rows(units, needed)? {
            held.push(some);
        }
        Ok(match held.len() {
            0 => ResolvedQuery::Nothing,
            1 => held.swap_remove(0),
            _ => ResolvedQuery::All(held),
        })
    }

    /// Adds words, grouping the longest runs that have synonyms.
    fn add_words(&mut self, words: &[&Text], units: &mut Vec<Unit>) -> tantivy::Result<()> {
        let words = distinct(words);
        let terms: Vec<Vec<String>> = words.iter().map(|word| sequence(&word.text)).collect();
        let mut at = 0;
        while let Some(&word) = words.get(at) {
            let run = self.run(&terms, at);
            if run > 1 {
                units.push(self.run_unit(&words[at..at + run])?);
                at += run;
                continue;
            }
            at += 1;
            if is_common(&word.text.to_lowercase()) {
                continue;
            }
            let read = self.read_word(word)?;
            units.push(unit(read, word));
        }
        Ok(())
    }

    /// Number of words from `at` on that together have a synonym, or 1.
    fn run(&self, terms: &[Vec<String>], at: usize) -> usize {
        let flat: Vec<String> = terms.iter().skip(at).take(12).flatten().cloned().collect();
        let Some((length, _)) = self.lookup.thesaurus.longest(&flat) else { return 1 };
        let mut ends = 0;
        for (count, own) in terms.iter().skip(at).enumerate() {
            ends += own.len();
            if ends >= length {
                return if ends == length { count + 1 } else { 1 };
            }
        }
        1
    }

    /// A run of words that has a synonym: as a phrase, as separate words, or the synonym.
    fn run_unit(&mut self, words: &[&Text]) -> tantivy::Result<Unit> {
        let span =
            words.first().map_or(0, |word| word.span.start)..words.last().map_or(0, |word| word.span.end);
        let text =
            Text { text: self.query.get(span.clone()).unwrap_or_default().to_owned(), field: None, span };
        let terms = tokenize::terms(&text.text);
        let parts: Vec<&Term> = terms.iter().filter(|term| term.piece == Piece::Part).collect();
        let mut together = TextQuery::new(&text);
        if let Some(clause) = row(&parts, 0) {
            together.add(clause, RUN_WEIGHT, Origin::Written);
        }
        let own: Vec<String> = parts.iter().map(|part| part.text.clone()).collect();
        let synonyms = self.lookup.thesaurus.longest(&own).map_or(&[][..], |(_, synonyms)| synonyms);
        self.add_synonyms(&mut together, synonyms)?;
        let mut best = vec![ResolvedQuery::Text(together)];
        best.extend(self.apart(words)?);
        Ok(Unit { query: ResolvedQuery::Best(best), part: Part::Counts, span: text.span })
    }

    /// The separate words of a run: all of them, or as many as are required.
    fn apart(&mut self, words: &[&Text]) -> tantivy::Result<Option<ResolvedQuery>> {
        let mut apart = Vec::new();
        let mut count = 0;
        for word in words.iter().filter(|word| !is_common(&word.text.to_lowercase())) {
            let read = self.read_word(word)?;
            count += 1;
            apart.extend(Some(read.query).filter(|_| read.occurs));
        }
        self.asks_for(count);
        if self.relaxation < Relaxation::MostWords {
            return Ok((apart.len() == count).then_some(ResolvedQuery::All(apart)));
        }
        let required = self.required(count).min(apart.len());
        Ok((required > 0).then(|| ResolvedQuery::so_many(apart, required)))
    }

    /// Decides how many of the units are required. `None` if there are none, or if the filters are enough.
    fn rows(&mut self, units: Vec<Unit>, filtered: bool) -> tantivy::Result<Option<ResolvedQuery>> {
        let mut counting = Vec::new();
        let mut helping = Vec::new();
        let mut missing = Vec::new();
        for unit in units {
            match unit.part {
                Part::Counts => counting.push(unit),
                Part::Helps if unit.query == ResolvedQuery::Nothing && filtered => {}
                Part::Helps => helping.push(unit),
                Part::Missing(text) => missing.push(text),
            }
        }
        if counting.len() < STABLE_WORDS {
            let few = counting.is_empty();
            for unit in helping.iter().filter(|unit| few && unit.query == ResolvedQuery::Nothing) {
                self.note(&unit.span, "is too common to be searched, and occurs in no incident");
            }
            let (addresses, asking): (Vec<_>, Vec<_>) =
                helping.into_iter().partition(|unit| few || !self.is_asking(&unit.span));
            counting.extend(addresses);
            helping = asking;
        }
        let long = counting.len() + missing.len() > ALL_WORDS;
        let absent = self.missing(missing, long, &mut counting)?;
        if counting.is_empty() && helping.is_empty() {
            return Ok(if absent || !filtered { Some(ResolvedQuery::Nothing) } else { None });
        }
        let mut ranked = Vec::new();
        for unit in counting {
            ranked.push((self.rarity(&unit.query)?, unit));
        }
        let (rarity, counting): (Vec<f32>, Vec<Unit>) = rarest(ranked).unzip();
        let required = self.required(counting.len());
        let long = required < counting.len() && self.relaxation < Relaxation::MostWords;
        if let (true, Some(first), Some(last)) = (long, counting.first(), counting.last()) {
            let message = format!("{required} of these {} words are enough", counting.len());
            let span = first.span.start..last.span.end.max(first.span.end);
            self.note(&span, message);
        }
        let spans: Vec<Range<usize>> = counting.iter().map(|unit| unit.span.clone()).collect();
        let of: Vec<ResolvedQuery> = counting.into_iter().map(|unit| unit.query).collect();
        let helping =
            helping.into_iter().map(|unit| ResolvedQuery::Boosted(Box::new(unit.query), HELPING_WEIGHT));
        let mut also: Vec<ResolvedQuery> = helping.collect();
        also.extend(self.adjacent(&spans)?);
        self.asks_for(of.len());
        Ok(Some(if absent {
            ResolvedQuery::Nothing
        } else {
            ResolvedQuery::AtLeast { of, rarity, required, also }
        }))
    }

    /// Handles words that do not occur: corrects or skips them. True if a short query finds nothing because of them.
    fn missing(&mut self, missing: Vec<Text>, long: bool, counting: &mut Vec<Unit>) -> tantivy::Result<bool> {
        let beside_others = !counting.is_empty();
        let mut absent = false;
        for text in missing {
            let passed = beside_others && !self.literal;
            let has_digits = text.text.chars().any(|c| c.is_ascii_digit());
            if passed && (long || has_digits && self.correction(&text)?.is_none()) {
                self.note(&text.span, "occurs in no incident and is passed over");
            } else if let Some(query) = self.corrected(&text)? {
                counting.push(Unit { query, part: Part::Counts, span: text.span });
            } else {
                absent = true;
            }
            self.asks_for(counting.len() + 1);
        }
        counting.sort_by_key(|unit| unit.span.start);
        // In a relaxed query, the other words are enough.
        Ok(absent && (counting.is_empty() || !self.corrects()))
    }

    /// Records the length of a sequence; two or more words can be relaxed.
    pub(super) fn asks_for(&mut self, words: usize) {
        if words > 1 && !self.literal {
            self.words = self.words.max(words);
        }
    }

    /// How many of `words` are required.
    pub(super) fn required(&self, words: usize) -> usize {
        let half = words.div_ceil(2).min(MOST_REQUIRED);
        match self.relaxation {
            // Excluding several words excludes only incidents that have all of them.
            _ if self.literal => words,
            Relaxation::AnyWord => 1.min(words),
            Relaxation::MostWords => half,
            _ if words <= ALL_WORDS => words,
            _ => half,
        }
    }

    /// Adjacent words of a short sequence, so that incidents with the words in the same order rank higher. Long texts
    /// have enough words to rank by.
    fn adjacent(&mut self, spans: &[Range<usize>]) -> tantivy::Result<Vec<ResolvedQuery>> {
        let mut pairs = Vec::new();
        if spans.len() > ADJACENT_WORDS {
            return Ok(pairs);
        }
        for pair in spans.windows(2) {
            let span = pair.first().map_or(0, |one| one.start)..pair.last().map_or(0, |other| other.end);
            let text = self.query.get(span.clone()).unwrap_or_default().to_owned();
            if self.is_in_many(&text)? {
                continue;
            }
            let read = self.read_phrase(&Text { text, field: None, span }, 0)?;
            if read.occurs {
                pairs.push(ResolvedQuery::Boosted(Box::new(read.query), ADJACENT_WEIGHT));
            }
        }
        Ok(pairs)
    }

    /// Whether a word of a text occurs in so many incidents that reading its positions would dominate the time of the
    /// search.
    fn is_in_many(&self, text: &str) -> tantivy::Result<bool> {
        for term in sequence(text) {
            if self.lookup.frequency(None, &term)? > MOST_SIDE_BY_SIDE {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The rarity of a unit: that of its rarest word.
    fn rarity(&self, query: &ResolvedQuery) -> tantivy::Result<f32> {
        let text = match query {
            ResolvedQuery::Text(text) => text,
            ResolvedQuery::Best(parts) | ResolvedQuery::All(parts) => {
                return parts.first().map_or(Ok(0.0), |part| self.rarity(part));
            }
            _ => return Ok(0.0),
        };
        let written = text.forms.iter().find(|form| form.origin != Origin::StatusClass);
        let Some(Clause::Terms { terms, .. }) = written.map(|form| &form.clause) else { return Ok(0.0) };
        let mut rarest: f32 = 0.0;
        for (_, term) in terms {
            rarest = rarest.max(self.lookup.rarity(text.field, term)?.unwrap_or_default());
        }
        Ok(rarest)
    }

    fn is_asking(&self, span: &Range<usize>) -> bool {
        self.query.get(span.clone()).is_some_and(|word| is_asking(&word.to_lowercase()))
    }
}

/// The rarest of many words, in their original order.
fn rarest(ranked: Vec<(f32, Unit)>) -> impl Iterator<Item = (f32, Unit)> {
    let mut ranked: Vec<(usize, (f32, Unit))> = ranked.into_iter().enumerate().collect();
    ranked.sort_by(|(_, (one, _)), (_, (other, _))| other.total_cmp(one));
    ranked.truncate(MOST_SEARCHED);
    ranked.sort_unstable_by_key(|(at, _)| *at);
    ranked.into_iter().map(|(_, unit)| unit)
}

/// Adjacency of words in more incidents than this is searched only if they are quoted: for frequent words it says
/// little, and their positions are most of the index.
const MOST_SIDE_BY_SIDE: u64 = 2_000;

/// Decides the role of a word by its form and whether it occurs.
fn unit(read: Read, text: &Text) -> Unit {
    let word = text.text.to_lowercase();
    let part = match read.occurs {
        _ if is_asking(&word) => Part::Helps,
        true if passes(&word) => Part::Helps,
        true => Part::Counts,
        false => Part::Missing(text.clone()),
    };
    Unit { query: read.query, part, span: text.span.clone() }
}

/// Whether a word, in lower case, belongs to the phrasing of a question rather than to its subject.
pub(crate) fn is_asking(word: &str) -> bool {
    ASKING.binary_search(&word).is_ok()
}

/// Whether a word is an address, a time or an id, which differs each time a failure occurs.
fn passes(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let joins = word.chars().filter(|c| !c.is_alphanumeric()).count();
    let plain = word.strip_prefix("0x").unwrap_or(word);
    let hexadecimal = plain.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    (joins >= 2 && digits > 2 * letters)
        || (hexadecimal && digits > 0 && (digits + letters >= 8 || plain != word))
}

/// The distinct words, up to [`MOST_WORDS`].
fn distinct<'a>(words: &[&'a Text]) -> Vec<&'a Text> {
    let mut seen = BTreeSet::new();
    words.iter().filter(|word| seen.insert(word.text.to_lowercase())).take(MOST_WORDS).copied().collect()
}

/// The parts of a sequence, with nested sequences flattened.
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
