//! Mutations of a text. They are values, so that a failing case shrinks to the few that matter.

use proptest::prelude::*;
use proptest::sample::Index;

/// A text that need not be UTF-8, printed as a string literal.
#[derive(Clone)]
pub(crate) struct Text(pub Vec<u8>);

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

/// One change of a text.
#[derive(Debug, Clone)]
pub(crate) enum Mutation {
    /// Flips bits of one byte.
    Flip(Index, u8),
    /// Cuts a piece out.
    Cut(Index, u16),
    /// Repeats a piece.
    Repeat(Index, u8, u16),
    /// Moves a piece elsewhere.
    Move(Index, u8, Index),
    /// Inserts a fragment.
    Insert(Index, Vec<u8>),
    /// Inserts a fragment many times.
    Run(Index, Vec<u8>, u16),
    /// Puts a block of front matter on top.
    Top(String),
    /// Replaces every line end.
    LineEnds(&'static str),
    /// Puts a mark in front of each line from a place on, for so many lines.
    Prefix(Index, &'static str, u8),
    /// Writes the text as UTF-16 with a byte-order mark.
    Utf16,
}

/// Longest text that mutations make, in bytes.
const LONGEST: usize = 40_000;

impl Mutation {
    /// The text after this change.
    pub(crate) fn apply(&self, mut text: Vec<u8>) -> Vec<u8> {
        let at = |index: &Index| index.index(text.len() + 1);
        let piece = |index: &Index, length: usize| {
            let start = at(index);
            start..(start + length).min(text.len())
        };
        match self {
            Self::Flip(index, bits) => {
                let start = at(index);
                if let Some(byte) = text.get_mut(start) {
                    *byte ^= bits;
                }
            }
            Self::Cut(index, length) => drop(text.drain(piece(index, usize::from(*length)))),
            Self::Repeat(index, length, times) => {
                let piece = piece(index, usize::from(*length));
                let repeated = text[piece.clone()].repeat(usize::from(*times));
                text.splice(piece.end..piece.end, repeated);
            }
            Self::Move(index, length, to) => {
                let moved: Vec<u8> = text.drain(piece(index, usize::from(*length))).collect();
                let to = to.index(text.len() + 1);
                text.splice(to..to, moved);
            }
            Self::Insert(index, fragment) => {
                let start = at(index);
                text.splice(start..start, fragment.iter().copied());
            }
            Self::Run(index, fragment, times) => {
                let start = at(index);
                text.splice(start..start, fragment.repeat(usize::from(*times)));
            }
            Self::Top(block) => drop(text.splice(0..0, block.bytes())),
            Self::LineEnds(end) => text = replaced(&text, end.as_bytes()),
            Self::Prefix(index, mark, lines) => {
                let start = at(index);
                let (head, tail) = text.split_at(start);
                let mut changed = head.to_vec();
                for (number, line) in tail.split_inclusive(|&byte| byte == b'\n').enumerate() {
                    if number < usize::from(*lines) {
                        changed.extend(mark.bytes());
                    }
                    changed.extend(line);
                }
                text = changed;
            }
            Self::Utf16 => {
                let units = String::from_utf8_lossy(&text).into_owned();
                text =
                    [0xFF, 0xFE].into_iter().chain(units.encode_utf16().flat_map(u16::to_le_bytes)).collect();
            }
        }
        text.truncate(LONGEST);
        text
    }
}

fn replaced(text: &[u8], end: &[u8]) -> Vec<u8> {
    let lines: Vec<&[u8]> = text.split(|&byte| byte == b'\n').collect();
    lines.join(end)
}

/// A text with up to eight changes.
pub(crate) fn mutant(
    seeds: Vec<String>,
    fragment: BoxedStrategy<Vec<u8>>,
    top: BoxedStrategy<String>,
) -> impl Strategy<Value = Text> {
    let seed = prop::sample::select(seeds);
    (seed, prop::collection::vec(mutation(fragment, top), 0..8)).prop_map(|(seed, mutations)| {
        Text(mutations.iter().fold(seed.into_bytes(), |text, mutation| mutation.apply(text)))
    })
}

fn mutation(fragment: BoxedStrategy<Vec<u8>>, top: BoxedStrategy<String>) -> impl Strategy<Value = Mutation> {
    let place = any::<Index>;
    prop_oneof![
        2 => (place(), 1_u8..).prop_map(|(at, bits)| Mutation::Flip(at, bits)),
        2 => (place(), 1_u16..2_000).prop_map(|(at, length)| Mutation::Cut(at, length)),
        2 => (place(), 1_u8..80, 1_u16..400).prop_map(|(at, length, times)| Mutation::Repeat(at, length, times)),
        2 => (place(), 1_u8.., place()).prop_map(|(at, length, to)| Mutation::Move(at, length, to)),
        8 => (place(), fragment.clone()).prop_map(|(at, fragment)| Mutation::Insert(at, fragment)),
        2 => (place(), fragment, 2_u16..1_000).prop_map(|(at, fragment, times)| Mutation::Run(at, fragment, times)),
        3 => top.prop_map(Mutation::Top),
        1 => prop::sample::select(vec!["\r\n", "\r", "\u{2028}", "\n\n", " "]).prop_map(Mutation::LineEnds),
        1 => (place(), prop::sample::select(vec!["> ", "- ", "    ", "|", "# ", "\t", "1. ", "  "]), any::<u8>())
            .prop_map(|(at, mark, lines)| Mutation::Prefix(at, mark, lines)),
        1 => Just(Mutation::Utf16),
    ]
}
