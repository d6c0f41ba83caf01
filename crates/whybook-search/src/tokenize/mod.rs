//! The tokeniser: text to terms.
//!
//! A *word* is a run of letters and digits, or several joined by `-`, `_`, `.`, `/` or `:` as in identifiers. It is
//! indexed as a whole and in its parts, which include those of camelCase: `checkout-api` gives `checkoutapi` and
//! `checkout` at one position and `api` at the next, so that `checkout_api`, `CheckoutAPI` and `"checkout api"` find
//! it. A version is indexed without its suffix as well: `v1.2.3` of `v1.2.3-rc.1`. An elided article or pronoun (`l'`)
//! is a word of its own. In scripts without spaces between words each letter is a part. Terms are lower-cased, and
//! accents and width are folded; terms of letters only are stemmed as English. Stop words are left out, but count as
//! positions, so that phrases with them match.

mod fold;
mod pieces;
mod stems;

use std::ops::Range;

use crate::field::TextField;
use fold::{join, normalize};
use pieces::{cut, next_word};
use stems::Stems;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

pub(crate) use fold::joined;
pub use fold::keyword;
pub use pieces::{Piece, words};
pub(crate) use pieces::{is_joiner, parts};

/// Slots of the cache of stems while indexing: incidents share most of their words.
const STEM_SLOTS: usize = 1 << 14;
/// The same for the few texts of one search.
const FEW_STEM_SLOTS: usize = 1 << 8;

/// Stop words, sorted. They are neither indexed nor searched.
const COMMON: [&str; 36] = [
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "for", "from", "had", "has", "have",
    "in", "into", "is", "it", "its", "of", "on", "or", "our", "that", "the", "their", "then", "this", "to",
    "was", "we", "were", "which", "while", "with",
];

/// A term of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The text of the term in the index.
    pub text: String,
    /// Which piece of its word it is.
    pub piece: Piece,
    /// Position of its first part in the text.
    pub position: usize,
    /// Its span in the text.
    pub range: Range<usize>,
}

/// All terms of a text, in order.
pub fn terms(text: &str) -> Vec<Term> {
    IncidentTokenizer::small().terms(text)
}

/// The tokeniser of all text fields.
#[derive(Clone)]
pub struct IncidentTokenizer {
    stems: Stems,
}

impl Default for IncidentTokenizer {
    /// For indexing many texts.
    fn default() -> Self {
        Self { stems: Stems::new(STEM_SLOTS) }
    }
}

impl IncidentTokenizer {
    /// For the few texts of one search.
    pub(crate) fn small() -> Self {
        Self { stems: Stems::new(FEW_STEM_SLOTS) }
    }

    /// All terms of a text, in order.
    pub(crate) fn terms(&mut self, text: &str) -> Vec<Term> {
        self.terms_like(text, &|_| true)
    }

    /// The terms of a text whose first letter is wanted, in order. Skipping the others saves stemming, which is
    /// expensive.
    pub(crate) fn terms_like<'a>(&'a mut self, text: &'a str, wanted: &'a dyn Fn(char) -> bool) -> Vec<Term> {
        let mut stream = self.stream(text);
        stream.wanted = Some(wanted);
        let mut terms = Vec::new();
        while stream.advance() {
            let token = stream.token();
            let range = token.offset_from..token.offset_to;
            terms.push(Term {
                text: token.text.clone(),
                piece: stream.piece,
                position: token.position,
                range,
            });
        }
        terms
    }

    fn stream<'a>(&'a mut self, text: &'a str) -> IncidentStream<'a> {
        let stemmer = frostem::Stemmer::new(frostem::Algorithm::English);
        IncidentStream {
            text,
            at: 0,
            position: 0,
            pieces: Vec::new(),
            next: 0,
            piece: Piece::Part,
            token: Token::default(),
            stems: &mut self.stems,
            stemmer,
            wanted: None,
            zone: None,
        }
    }
}

impl Tokenizer for IncidentTokenizer {
    type TokenStream<'a> = IncidentStream<'a>;

    /// The terms of a text to be indexed, which starts with the marker of its zone.
    fn token_stream<'a>(&'a mut self, text: &'a str) -> IncidentStream<'a> {
        let zone = text.chars().next().and_then(TextField::of_mark);
        let mut stream = self.stream(text.get(usize::from(zone.is_some())..).unwrap_or_default());
        stream.zone = zone;
        stream
    }
}

/// The terms of one text, word by word.
pub struct IncidentStream<'a> {
    text: &'a str,
    at: usize,
    position: usize,
    pieces: Vec<(Piece, Range<usize>, usize)>,
    next: usize,
    piece: Piece,
    token: Token,
    stems: &'a mut Stems,
    stemmer: frostem::Stemmer,
    /// Which terms to return, by their first letter; `None` for all.
    wanted: Option<&'a dyn Fn(char) -> bool>,
    /// The zone whose marker is appended to each term.
    zone: Option<TextField>,
}

impl IncidentStream<'_> {
    /// Splits the next word into pieces; false at the end of the text.
    fn next_pieces(&mut self) -> bool {
        let Some(word) = next_word(self.text, self.at) else { return false };
        self.at = word.end;
        self.pieces.clear();
        self.next = 0;
        self.position = cut(self.text, word, self.position, &mut self.pieces);
        true
    }

    fn is_wanted(&self, range: &Range<usize>) -> bool {
        let first = self.text.get(range.clone()).and_then(|piece| piece.chars().next());
        // Folding may change a letter that is not ASCII.
        let plain = first.filter(char::is_ascii).map(|c| c.to_ascii_lowercase());
        self.wanted.is_none_or(|wanted| plain.is_none_or(wanted))
    }

    /// Stems the token if it has only letters.
    fn stem(&mut self) {
        let word = &mut self.token.text;
        if word.len() < 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return;
        }
        self.stems.apply(word, &self.stemmer);
    }
}

impl TokenStream for IncidentStream<'_> {
    fn advance(&mut self) -> bool {
        loop {
            let Some((piece, range, position)) = self.pieces.get(self.next).cloned() else {
                if self.next_pieces() {
                    continue;
                }
                return false;
            };
            self.next += 1;
            if !self.is_wanted(&range) {
                continue;
            }
            normalize(&self.text[range.clone()], &mut self.token.text);
            match piece {
                Piece::Whole => join(&mut self.token.text),
                Piece::Part if is_common(&self.token.text) => continue,
                Piece::Part => {}
            }
            self.stem();
            self.token.text.extend(self.zone.map(TextField::mark));
            self.piece = piece;
            self.token.position = position;
            (self.token.offset_from, self.token.offset_to) = (range.start, range.end);
            return true;
        }
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// Whether a word, in lower case, is a stop word.
pub(crate) fn is_common(word: &str) -> bool {
    word.len() <= 5 && COMMON.binary_search(&word).is_ok()
}
