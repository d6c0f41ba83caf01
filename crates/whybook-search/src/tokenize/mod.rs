//! The tokeniser: text to terms.
//!
//! A *word* is a run of letters and digits, or several joined by `-`, `_`, `.`, `/` or `:` as in identifiers. It is
//! indexed as a whole and in its parts, which include those of camelCase: `checkout-api` gives `checkoutapi` and
//! `checkout` at one position and `api` at the next, so that `checkout_api`, `CheckoutAPI` and `"checkout api"` find
//! it. A version is indexed without its suffix as well: `v1.2.3` of `v1.2.3-rc.1`. An elided article or pronoun (`l'`)
//! is a word of its own. In scripts without spaces between words each letter is a part. Terms are lower-cased, and
//! accents and width are folded; terms of letters only are stemmed as English. Stop words are left out, but count as
//! positions, so that phrases with them match.

mod stems;

use std::ops::Range;

use crate::field::TextField;
use stems::Stems;
use tantivy::tokenizer::{AsciiFoldingFilter, RawTokenizer, Token, TokenFilter, TokenStream, Tokenizer};

/// Maximum length of a term in bytes; longer ones are truncated in the index and in queries.
const MAX_TERM_BYTES: usize = 255;
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

/// Which piece of its word a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// The whole identifier, or a whole camelCase name within one.
    Whole,
    /// One part, or a plain word. A position has exactly one, or none for a stop word.
    Part,
}

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

/// The ranges of the words of a text; an identifier is one word.
pub fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let word = next_word(text, at)?;
        at = word.end;
        Some(word)
    })
}

/// A word folded like a term but not stemmed, for prefixes.
pub(crate) fn joined(word: &str) -> String {
    let mut out = String::new();
    normalize(word, &mut out);
    join(&mut out);
    out
}

/// The parts of the words of a text, as written.
pub(crate) fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut pieces = Vec::new();
    words(text).flat_map(move |word| {
        pieces.clear();
        cut(text, word, 0, &mut pieces);
        let parts = pieces.iter().filter(|(piece, ..)| *piece == Piece::Part);
        parts.filter_map(|(_, range, _)| text.get(range.clone())).collect::<Vec<_>>()
    })
}

/// All terms of a text, in order.
pub fn terms(text: &str) -> Vec<Term> {
    IncidentTokenizer::small().terms(text)
}

/// The normal form of a key: lower case, accents folded, spaces and underscores as hyphens. Quotes separate words as
/// spaces do, so that every key can be quoted in a query.
pub fn keyword(text: &str) -> String {
    let parts = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '-' | '_' | '"' | '“' | '”');
    let mut key = String::with_capacity(text.len());
    for part in fold(text).split(parts) {
        if !part.is_empty() {
            if !key.is_empty() {
                key.push('-');
            }
            key.push_str(part);
        }
    }
    key.truncate(key.floor_char_boundary(MAX_TERM_BYTES));
    key
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

/// Removes the joiners from an identifier, so that its form does not matter. Between digits they are kept: 1.23 is not
/// 12.3, and `v1.23` is not `v1.2.3`.
fn join(whole: &mut String) {
    let digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
    if !whole.contains(char::is_alphabetic) || !whole.contains(is_joiner) {
        return;
    }
    let chars: Vec<char> = whole.chars().collect();
    let kept = chars.iter().enumerate().filter(|&(at, &c)| {
        let between = digit(at.checked_sub(1).and_then(|at| chars.get(at))) && digit(chars.get(at + 1));
        !is_joiner(c) || between
    });
    *whole = kept.map(|(_, c)| *c).collect();
}

pub(crate) fn is_joiner(c: char) -> bool {
    matches!(c, '-' | '_' | '.' | '/' | ':' | '\u{2010}' | '\u{2011}')
}

/// Combining marks and invisible formatting characters: part of a word, but removed from its term.
fn is_silent(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}')
}

/// Articles, pronouns and conjunctions that French and Italian elide before a vowel.
const ELIDED: [&str; 13] = ["l", "d", "j", "m", "t", "s", "c", "n", "qu", "dell", "dall", "nell", "sull"];

/// Whether a word before an apostrophe is one of them: "l'incident", "qu'une".
fn is_elided(word: &str) -> bool {
    ELIDED.iter().any(|elided| word.eq_ignore_ascii_case(elided))
}

/// The length of the version at the start of a word that goes on behind it: 6 of `v1.2.3-rc.1`.
fn version_length(word: &str) -> Option<usize> {
    let digits = word.strip_prefix(['v', 'V'])?;
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let parts = digits[..end].split('.');
    let is_version = parts.clone().count() > 1 && parts.clone().all(|part| !part.is_empty());
    (is_version && digits[end..].starts_with(['-', '_'])).then_some(end + 1)
}

/// The first word at or after byte `from`.
fn next_word(text: &str, from: usize) -> Option<Range<usize>> {
    let start = from + text.get(from..)?.find(char::is_alphanumeric)?;
    let mut end = start;
    let mut gap = 0;
    for (at, c) in text[start..].char_indices() {
        if c.is_alphanumeric() || (gap == 0 && is_silent(c)) {
            end = start + at + c.len_utf8();
            gap = 0;
        } else if is_apostrophe(c) && is_elided(&text[start..start + at]) {
            break;
        } else if (is_joiner(c) && gap < 3) || (is_apostrophe(c) && gap == 0) {
            // An apostrophe joins letters only, and is never next to another joiner.
            gap += if is_apostrophe(c) { 3 } else { 1 };
        } else {
            break;
        }
    }
    Some(start..end)
}

/// Adds the pieces of a word, the first part at `position`; returns the next position.
fn cut(
    text: &str,
    word: Range<usize>,
    mut position: usize,
    pieces: &mut Vec<(Piece, Range<usize>, usize)>,
) -> usize {
    let inner = &text[word.clone()];
    // Fast path: most words have one part.
    let mut bytes = inner.bytes();
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if bytes.next().is_some_and(|byte| byte.is_ascii_alphanumeric()) && bytes.all(plain) {
        pieces.push((Piece::Part, word, position));
        return position + 1;
    }
    if inner.contains(is_joiner) {
        pieces.push((Piece::Whole, word.clone(), position));
        if let Some(length) = version_length(inner) {
            pieces.push((Piece::Whole, word.start..word.start + length, position));
        }
    }
    let mut from = word.start;
    for segment in inner.split(is_joiner) {
        let range = from..from + segment.len();
        from = range.end + text[range.end..].chars().next().map_or(0, char::len_utf8);
        if segment.is_empty() {
            continue;
        }
        let whole = pieces.len();
        let mut start = range.start;
        for end in camel_ends(segment) {
            let part = start..range.start + end;
            start = part.end;
            pieces.push((Piece::Part, part, position));
            position += 1;
        }
        if pieces.len() > whole + 1 {
            pieces.insert(whole, (Piece::Whole, range, position - (pieces.len() - whole)));
        }
    }
    position
}

/// Ends of the parts of a camelCase name: `checkoutAPIServer2` gives `checkout`, `API`, `Server2`.
fn camel_ends(segment: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    if segment.bytes().any(|byte| byte.is_ascii_uppercase() || byte >= 0x80) {
        let chars: Vec<(usize, char)> = segment.char_indices().collect();
        for pair in 1..chars.len() {
            let (before, (at, here)) = (chars[pair - 1].1, chars[pair]);
            let after = chars.get(pair + 1).map(|&(_, c)| c);
            // `APIs` is the plural of an acronym, not `AP` and `Is`.
            let plural = after == Some('s') && pair + 2 >= chars.len();
            let starts_name = before.is_uppercase() && after.is_some_and(char::is_lowercase) && !plural;
            let name = here.is_uppercase() && (before.is_lowercase() || before.is_numeric() || starts_name);
            let sign = !is_silent(here) && (is_sign(before) || is_sign(here));
            if name || sign {
                ends.push(at);
            }
        }
    }
    ends.push(segment.len());
    ends
}

/// Whether a letter belongs to a script without spaces between words: each letter is a part.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
        || matches!(c, '\u{3005}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
        || matches!(c, '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{323af}')
}

/// Writes the folded form of a piece to `out`.
fn normalize(piece: &str, out: &mut String) {
    out.clear();
    if piece.bytes().all(|byte| byte.is_ascii() && byte != b'\'') {
        out.push_str(piece);
        out.make_ascii_lowercase();
    } else {
        let spoken: String = piece.chars().filter(|&c| !is_silent(c)).collect();
        let spoken =
            spoken.strip_suffix("'s").or_else(|| spoken.strip_suffix("\u{2019}s")).unwrap_or(&spoken);
        out.extend(fold(spoken).chars().filter(|&c| !is_apostrophe(c)));
    }
    out.truncate(out.floor_char_boundary(MAX_TERM_BYTES));
}

/// Lower case, with accents and width folded: to ASCII where possible, else to the plain letter.
fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let plain: String = text.to_lowercase().chars().filter(|&c| !is_mark(c)).map(plain_letter).collect();
    let mut filter = AsciiFoldingFilter.transform(RawTokenizer::default());
    let mut stream = filter.token_stream(&plain);
    if stream.advance() { stream.token().text.to_lowercase() } else { plain.clone() }
}

/// Accents that follow their letter, as in the small form of the Turkish capital İ.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// A small letter without the accent that its script leaves out in capitals or in haste, beyond what ASCII has.
fn plain_letter(c: char) -> char {
    match c {
        '\u{2010}' | '\u{2011}' => '-',
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' | 'ϊ' | 'ΐ' => 'ι',
        'ό' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' => 'υ',
        'ώ' => 'ω',
        'ς' => 'σ',
        'ё' => 'е',
        _ => c,
    }
}
