//! What the matcher looks up for each class of words, laid out so that a sentence is read in few steps.

use rustc_hash::{FxHashMap, FxHashSet};

/// A phrase to be looked for where the word stands that it hangs on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trial {
    /// Number of the phrase.
    pub(crate) phrase: u32,
    /// The place in it that is filled most seldom, the anchor apart: without it in the sentence there is no match.
    pub(crate) needs: u32,
}

/// What a layer has to do with each class of words.
#[derive(Debug, Default)]
pub(crate) struct ClassTable {
    /// Ends of each class's part of `trials` and of `needed`; those of the class before are its beginnings.
    ends: Vec<(u32, u32)>,
    trials: Vec<Trial>,
    needed: Vec<u32>,
}

impl ClassTable {
    /// Of phrases by the slot that they hang on, and the slots that each class fills.
    pub(crate) fn new(hanging: &FxHashMap<u32, Vec<Trial>>, slots_of_classes: &[Vec<u32>]) -> Self {
        let needs: FxHashSet<u32> = hanging.values().flatten().map(|trial| trial.needs).collect();
        let mut table = Self { ends: vec![(0, 0)], ..Self::default() };
        for slots in slots_of_classes {
            table.trials.extend(slots.iter().filter_map(|slot| hanging.get(slot)).flatten());
            table.needed.extend(slots.iter().filter(|slot| needs.contains(slot)));
            table.ends.push((table.trials.len() as u32, table.needed.len() as u32));
        }
        table
    }

    /// The phrases that hang on a class.
    pub(crate) fn trials(&self, class: u32) -> &[Trial] {
        let Some([from, to, ..]) = self.ends.get(class as usize..) else { return &[] };
        self.trials.get(from.0 as usize..to.0 as usize).unwrap_or_default()
    }

    /// Of the slots that a class fills, those that phrases need.
    pub(crate) fn needed(&self, class: u32) -> &[u32] {
        let Some([from, to, ..]) = self.ends.get(class as usize..) else { return &[] };
        self.needed.get(from.1 as usize..to.1 as usize).unwrap_or_default()
    }
}

/// Which class of words fills which slot, a bit each.
#[derive(Debug, Default)]
pub(crate) struct Fillers {
    bits: Vec<u64>,
    width: usize,
}

impl Fillers {
    /// Of the slots that each class fills, and how many slots there are.
    pub(crate) fn new(slots_of_classes: &[Vec<u32>], slots: usize) -> Self {
        let width = slots.div_ceil(64);
        let mut bits = vec![0; slots_of_classes.len() * width];
        for (row, slots) in bits.chunks_exact_mut(width.max(1)).zip(slots_of_classes) {
            slots.iter().for_each(|&slot| row[slot as usize / 64] |= 1 << (slot % 64));
        }
        Self { bits, width }
    }

    /// How many numbers of 64 bits hold a bit for each slot.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Whether words of a class fill a slot.
    pub(crate) fn fills(&self, class: u32, slot: u32) -> bool {
        let at = class as usize * self.width + slot as usize / 64;
        self.bits.get(at).is_some_and(|bits| bits >> (slot % 64) & 1 == 1)
    }
}
