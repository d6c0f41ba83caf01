//! Single words in the notation of phrases, each with what is known of it.

use super::words::{Vocabulary, spelled};

/// Looks words up: `word`, `word~` with its English endings, `word*` for any word with this beginning.
#[derive(Debug)]
pub(crate) struct Lexicon<T> {
    vocabulary: Vocabulary,
    /// By the class of a word in the vocabulary.
    known: Vec<T>,
}

impl<T> Lexicon<T> {
    /// Of words in small letters, each with the number of a list that it stands in. `make` is given the numbers of all
    /// lists that a word stands in, in ascending order.
    pub(crate) fn new<'a>(
        words: impl IntoIterator<Item = (&'a str, u32)>,
        make: impl FnMut(&[u32]) -> T,
    ) -> Self {
        let (mut forms, mut beginnings) = (Vec::new(), Vec::new());
        for (word, list) in words {
            spelled(word, list, &mut forms, &mut beginnings);
        }
        let vocabulary = Vocabulary::new(forms, beginnings);
        let known = vocabulary.slots.iter().map(Vec::as_slice).map(make).collect();
        Self { vocabulary, known }
    }

    /// What is known of a word in small letters; nothing, where no list has it.
    pub(crate) fn get(&self, word: &str) -> Option<&T> {
        let class = self.vocabulary.class(word);
        if class == 0 { None } else { self.known.get(class as usize) }
    }
}

#[cfg(test)]
mod tests {
    use super::Lexicon;

    #[test]
    fn a_word_is_known_by_all_lists_that_it_stands_in() {
        let words = [("report", 1), ("report*", 4), ("reported", 2), ("page~", 3), ("misinterpretation", 5)];
        let lexicon = Lexicon::new(words, <[u32]>::to_vec);
        let lists = |word: &str| lexicon.get(word).cloned().unwrap_or_default();
        assert_eq!(lists("report"), [1, 4]);
        assert_eq!(lists("reported"), [2, 4]);
        assert_eq!(lists("reporting"), [4]);
        assert_eq!(lists("paging"), [3]);
        assert_eq!(lists("misinterpretation"), [5]);
        assert!(lists("rep").is_empty());
    }
}
