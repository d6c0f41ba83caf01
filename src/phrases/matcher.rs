//! Finds the phrases of the taxonomy and the cues of the language in a sentence.
//!
//! Each phrase hangs on its rarest word. A sentence is looked up word by word in one table; only where such a word
//! stands, and the phrase's second rarest word stands somewhere in the sentence too, are the words around it compared.
//! The time this takes hardly grows with the number of phrases.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::tables::{ClassTable, Fillers, Trial};
use super::words::{Break, Token, Vocabulary, spelled};

/// A place in a phrase: which words fill it, and how many may stand before it.
#[derive(Debug, Clone, Copy)]
struct Element {
    slot: u32,
    gap: Gap,
}

/// What may stand between a place of a phrase and the one before it.
#[derive(Debug, Clone, Copy)]
struct Gap {
    words: u8,
    /// The break between words that it does not reach over.
    barrier: Break,
}

impl Gap {
    /// Words that follow one another.
    const NONE: Self = Self { words: 0, barrier: Break::Comma };

    /// Reads `~3`, or `~3,` for words of one clause.
    fn read(place: &str) -> Option<Self> {
        let count = place.strip_prefix('~')?;
        let within_clause = count.strip_suffix(',');
        let words = within_clause.unwrap_or(count).parse().ok()?;
        let barrier = if words == 0 || within_clause.is_some() { Break::Comma } else { Break::Strong };
        Some(Self { words, barrier })
    }
}

#[derive(Debug)]
struct Phrase {
    elements: Vec<Element>,
    anchor: usize,
    tag: u32,
}

/// What a set of phrases is found for: the second layer is only read where the first has found something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layer {
    /// What phrases name.
    Names = 0,
    /// What is said of it.
    Cues = 1,
}

/// A phrase found in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    /// What the phrase was added under.
    pub(crate) tag: u32,
    /// The words it covers.
    pub(crate) words: Range<usize>,
}

/// A sentence as [`Matcher::find`] understands it; its room is used again for the next one.
#[derive(Debug, Default)]
pub(crate) struct TokenizedSentence {
    /// Its words in order.
    pub(crate) words: Vec<Token>,
    /// The slots, of those that phrases need, that one or another of its words fills: a bit each.
    filled: Vec<u64>,
}

/// All phrases, compiled.
#[derive(Debug, Default)]
pub(crate) struct Matcher {
    vocabulary: Vocabulary,
    phrases: Vec<Phrase>,
    layers: [ClassTable; 2],
    fillers: Fillers,
    /// Classes of words that deny: no gap reaches over one, since "disk was not full" is no full disk.
    denies: Vec<bool>,
}

/// Words that deny what follows them, in English.
const DENIALS: &str = "not|no|none|never|nor|neither|without|nothing|nowhere|hardly|scarcely";

/// Words too common in any text to hang a phrase on.
pub(crate) const COMMON: &[&str] = &[
    "a", "after", "all", "an", "and", "any", "are", "as", "at", "back", "be", "been", "before", "being",
    "but", "by", "can", "could", "did", "do", "does", "down", "for", "from", "had", "has", "have", "if",
    "in", "into", "is", "it", "its", "new", "no", "not", "of", "on", "one", "only", "or", "our", "out",
    "over", "that", "the", "their", "them", "they", "this", "time", "to", "too", "up", "us", "was", "we",
    "were", "when", "which", "will", "with",
];

/// Words common in write-ups of incidents, second worst.
const FREQUENT: &[&str] = &[
    "alert", "alerts", "api", "cause", "caused", "change", "changes", "cluster", "code", "configuration",
    "connection", "database", "detected", "down", "due", "error", "errors", "fail", "failed", "failure",
    "found", "impact", "incident", "issue", "issues", "limit", "load", "log", "logs", "memory", "minutes",
    "missing", "monitoring", "network", "node", "nodes", "outage", "pod", "pods", "problem", "process",
    "production", "request", "requests", "root", "run", "running", "server", "servers", "service",
    "services", "set", "started", "system", "team", "test", "traffic", "update", "used", "user", "users",
    "version",
];

/// Collects phrases before they are compiled.
#[derive(Debug, Default)]
pub(crate) struct MatcherBuilder {
    slots: FxHashMap<String, u32>,
    uses: Vec<u32>,
    forms: Vec<(String, u32)>,
    beginnings: Vec<(String, u32)>,
    phrases: Vec<(Vec<Element>, u32, Layer)>,
    names: Vec<String>,
}

impl MatcherBuilder {
    /// Adds a phrase in the taxonomy's notation; an empty one is passed over.
    pub(crate) fn add(&mut self, phrase: &str, tag: u32, layer: Layer) {
        for variant in variants(phrase) {
            let mut elements = Vec::new();
            let mut gap = Gap::NONE;
            for place in variant.split_whitespace() {
                if let Some(read) = Gap::read(place) {
                    gap = read;
                } else {
                    elements.push(Element { slot: self.slot(place), gap });
                    gap = Gap::NONE;
                }
            }
            if !elements.is_empty() {
                self.phrases.push((elements, tag, layer));
            }
        }
    }

    fn slot(&mut self, place: &str) -> u32 {
        if let Some(&slot) = self.slots.get(place) {
            self.uses[slot as usize] += 1;
            return slot;
        }
        let slot = self.uses.len() as u32;
        for word in place.split('|').filter(|word| !word.is_empty()) {
            spelled(word, slot, &mut self.forms, &mut self.beginnings);
        }
        self.slots.insert(place.to_owned(), slot);
        self.names.push(place.to_owned());
        self.uses.push(1);
        slot
    }

    /// Compiles what was added.
    pub(crate) fn build(mut self) -> Matcher {
        let others = crate::language::all().iter().flat_map(|language| &language.denials);
        let denials = others.fold(DENIALS.to_owned(), |all, word| format!("{all}|{word}"));
        let denial = self.slot(&denials);
        let cost = |element: &Element| {
            let name = &self.names[element.slot as usize];
            let among = |list: &[&str]| name.split('|').filter(|word| list.contains(word)).count();
            among(COMMON) * 1000
                + among(FREQUENT) * 100
                + self.uses[element.slot as usize] as usize * 4
                + name.matches('|').count() * 2
        };
        let mut phrases = Vec::with_capacity(self.phrases.len());
        let mut hanging: [FxHashMap<u32, Vec<Trial>>; 2] = Default::default();
        for (index, (elements, tag, layer)) in self.phrases.iter().enumerate() {
            let rarest = |but: Option<usize>| {
                let others = (0..elements.len()).filter(|&at| Some(at) != but);
                others.min_by_key(|&at| cost(&elements[at]))
            };
            let anchor = rarest(None).unwrap_or(0);
            let needs = elements[rarest(Some(anchor)).unwrap_or(anchor)].slot;
            let trial = Trial { phrase: index as u32, needs };
            hanging[*layer as usize].entry(elements[anchor].slot).or_default().push(trial);
            phrases.push(Phrase { elements: elements.clone(), anchor, tag: *tag });
        }
        let slots = self.uses.len();
        let vocabulary = Vocabulary::new(self.forms, self.beginnings);
        let layers = hanging.map(|hanging| ClassTable::new(&hanging, &vocabulary.slots));
        let fillers = Fillers::new(&vocabulary.slots, slots);
        let denies = vocabulary.slots.iter().map(|slots| slots.contains(&denial)).collect();
        Matcher { vocabulary, phrases, layers, fillers, denies }
    }
}

/// How many words may stand between the sides of a phrase written with `&`.
const ANY_ORDER_GAP: &str = "~6,";

/// A phrase with its spelling made plain: one phrase for each alternative that is more than one word, and for each order
/// of the two sides of an `&`.
fn variants(phrase: &str) -> Vec<String> {
    if let Some((left, right)) = phrase.split_once(" & ") {
        let orders = [format!("{left} {ANY_ORDER_GAP} {right}"), format!("{right} {ANY_ORDER_GAP} {left}")];
        return orders.iter().flat_map(|order| variants(order)).collect();
    }
    let mut all = vec![String::new()];
    for place in phrase.split_whitespace() {
        let choices = choices(place);
        all = all.iter().flat_map(|head| choices.iter().map(move |tail| format!("{head} {tail}"))).collect();
    }
    all
}

/// How many phrases [`variants`] makes of one; `usize::MAX` where there are more.
pub(crate) fn count_variants(phrase: &str) -> usize {
    let orders = if phrase.contains(" & ") { 2 } else { 1 };
    phrase.split_whitespace().map(|place| choices(place).len()).fold(orders, usize::saturating_mul)
}

/// What may stand in a place of a phrase: the single words together, each alternative of several words by itself.
fn choices(place: &str) -> Vec<String> {
    let words = place.split('|').map(|word| plain(word).trim().to_owned());
    let (single, mut choices): (Vec<String>, Vec<String>) = words.partition(|word| !word.contains(' '));
    if !single.is_empty() {
        choices.push(single.join("|"));
    }
    choices
}

/// Words of a phrase as sentences are read: in small letters, with spaces between them.
pub(crate) fn plain(text: &str) -> String {
    let text = text.to_lowercase();
    // Nearly every word of a phrase is plain already.
    if !text.contains(['\u{2019}', '\'', '-', '_', '/', '.']) && !text.contains("cannot") {
        return text;
    }
    let text = text.replace('\u{2019}', "'");
    let text = text.replace("can't", "can not").replace("won't", "will not").replace("n't", " not");
    let text = text.replace("cannot", "can not").replace("'s", "");
    text.replace(['-', '_', '\'', '/', '.'], " ")
}

impl Matcher {
    /// Cuts a sentence into words that [`Matcher::find`] understands.
    pub(crate) fn read(&self, text: &str, sentence: &mut TokenizedSentence) {
        self.vocabulary.read(text, &mut sentence.words);
    }

    /// Finds every phrase of a layer, in the order of the words they hang on.
    pub(crate) fn find(&self, sentence: &mut TokenizedSentence, layer: Layer, hits: &mut Vec<Hit>) {
        hits.clear();
        let table = &self.layers[layer as usize];
        self.look_over(sentence, table);
        let words = sentence.words.as_slice();
        let is_there = |slot: u32| {
            sentence.filled.get(slot as usize / 64).is_some_and(|bits| bits >> (slot % 64) & 1 == 1)
        };
        for (at, word) in words.iter().enumerate().filter(|(_, word)| word.class != 0) {
            for trial in table.trials(word.class).iter().filter(|trial| is_there(trial.needs)) {
                let Some(phrase) = self.phrases.get(trial.phrase as usize) else { continue };
                let (left, right) = phrase.elements.split_at(phrase.anchor);
                let Some(end) = self.rightwards(words, &right[1..], at + 1) else { continue };
                let before = right[0].gap;
                let Some(start) = self.leftwards(words, left, before, at) else { continue };
                hits.push(Hit { tag: phrase.tag, words: start..end });
            }
        }
    }

    /// Notes which of the slots that a layer's phrases need are filled in a sentence.
    fn look_over(&self, sentence: &mut TokenizedSentence, table: &ClassTable) {
        sentence.filled.clear();
        sentence.filled.resize(self.fillers.width(), 0);
        for word in sentence.words.iter().filter(|word| word.class != 0) {
            for &slot in table.needed(word.class) {
                if let Some(bits) = sentence.filled.get_mut(slot as usize / 64) {
                    *bits |= 1 << (slot % 64);
                }
            }
        }
    }

    fn fills(&self, word: &Token, slot: u32) -> bool {
        self.fillers.fills(word.class, slot)
    }

    /// Whether a word denies what follows it.
    pub(crate) fn denies(&self, word: &Token) -> bool {
        self.denies.get(word.class as usize).is_some_and(|&denies| denies)
    }

    /// End of the match of `elements` from the word at `at` on.
    fn rightwards(&self, words: &[Token], elements: &[Element], at: usize) -> Option<usize> {
        let Some((element, rest)) = elements.split_first() else { return Some(at) };
        for next in at..=at + usize::from(element.gap.words) {
            let word = words.get(next).filter(|word| word.gap < element.gap.barrier)?;
            if self.fills(word, element.slot)
                && let Some(end) = self.rightwards(words, rest, next + 1)
            {
                return Some(end);
            }
            if self.denies(word) {
                return None;
            }
        }
        None
    }

    /// Start of the match of `elements` that ends up to `gap` words before the word at `at`.
    fn leftwards(&self, words: &[Token], elements: &[Element], gap: Gap, at: usize) -> Option<usize> {
        let Some((element, rest)) = elements.split_last() else { return Some(at) };
        let mut next = at;
        for _ in 0..=gap.words {
            words.get(next).filter(|word| word.gap < gap.barrier)?;
            next = next.checked_sub(1)?;
            let word = words.get(next)?;
            if self.fills(word, element.slot)
                && let Some(start) = self.leftwards(words, rest, element.gap, next)
            {
                return Some(start);
            }
            if self.denies(word) {
                return None;
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(phrase: &str, text: &str) -> bool {
        let mut builder = MatcherBuilder::default();
        builder.add(phrase, 7, Layer::Names);
        let matcher = builder.build();
        let (mut sentence, mut hits) = (TokenizedSentence::default(), Vec::new());
        matcher.read(text, &mut sentence);
        matcher.find(&mut sentence, Layer::Names, &mut hits);
        !hits.is_empty()
    }

    #[test]
    fn phrases_find_what_their_notation_says() {
        let yes = [
            ("memory leak~", "Memory-leaks in a worker"),
            ("leak~", "it was leaking"),
            ("expire~", "had been expiring"),
            ("retry~", "clients retried"),
            ("stop~", "it stopped"),
            ("surge|spike of ~1 traffic|requests", "a spike of web requests"),
            ("saturat*", "the link was Saturated."),
            ("time-out|timeout was hit", "the time out was hit"),
            ("wasn't renewed", "the certificate wasn\u{2019}t renewed"),
            ("disk full", "the server's disk\u{2011} full"),
            ("misconfiguration", "MISCONFIGURATION of the edge"),
            ("misconfigurations", "two Misconfigurations"),
            ("cannot connect", "it cannot connect"),
            ("connection ~2 exhausted", "connection pool was exhausted"),
            ("certificate|cert & expire~", "the certificate of the login host had expired"),
            ("certificate|cert & expire~", "an expired wildcard certificate"),
        ];
        for (phrase, text) in yes {
            assert!(found(phrase, text), "{phrase:?} should be in {text:?}");
        }
        let no = [
            ("disk full", "the disk, full of dust"),
            ("leak~", "a bleak day"),
            ("connection ~1 exhausted", "connection pool was quite exhausted"),
            ("connection ~3 exhausted", "connection pool; was exhausted"),
            ("disk ~2 full", "the disk wasn't full"),
            ("certificate & expire~", "the certificate had not expired"),
            ("disk|disks & failing", "we looked at the disks, and requests went on failing"),
            ("deploy failed", "see https://example.org/deploy-failed"),
        ];
        for (phrase, text) in no {
            assert!(!found(phrase, text), "{phrase:?} should not be in {text:?}");
        }
    }
}
