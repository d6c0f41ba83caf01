//! Patterns and lists of words, compiled once for each language.

use std::cell::{Cell, RefCell};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::{Language, SiteWords, all};

/// Capacity of each [`Compiled`] in languages; a test compares it with the number that is shipped.
pub(super) const CAPACITY: usize = 24;

thread_local! {
    /// The language of the file that this thread reads.
    static CURRENT: Cell<usize> = const { Cell::new(0) };
    /// The words of the site that it belongs to.
    static SITE_WORDS: RefCell<Option<Arc<SiteWords>>> = const { RefCell::new(None) };
}

/// Reads with the words of a language, given by its place in [`all`], and with those of a site.
pub fn reading<T>(language: usize, words: Option<&Arc<SiteWords>>, read: impl FnOnce() -> T) -> T {
    /// Goes back to the words before, on a panic too.
    struct Back(usize, Option<Arc<SiteWords>>);
    impl Drop for Back {
        fn drop(&mut self) {
            CURRENT.set(self.0);
            SITE_WORDS.replace(self.1.take());
        }
    }
    let _back = Back(CURRENT.replace(language.min(CAPACITY - 1)), SITE_WORDS.replace(words.cloned()));
    read()
}

/// What the site's own words say of a heading or label.
pub fn in_site_words<T>(ask: impl FnOnce(&SiteWords) -> Option<T>) -> Option<T> {
    SITE_WORDS.with_borrow(|words| words.as_deref().and_then(ask))
}

/// The words of the site that the file belongs to, if it has any.
pub fn site_words() -> Option<Arc<SiteWords>> {
    SITE_WORDS.with_borrow(Clone::clone)
}

/// Whether English alone is read.
pub fn is_english() -> bool {
    CURRENT.get() == 0
}

/// The languages whose words are read where the one with this place in [`all`] is: English, and that.
fn languages_of(index: usize) -> Vec<&'static Language> {
    let all = all();
    let own = all.get(index).filter(|_| index > 0);
    all.first().into_iter().chain(own).collect()
}

/// What is made of the words of the languages that a file is read in; compiled when it is first used.
///
/// It stands for the value of the language of the file that this thread reads.
pub struct Compiled<T> {
    make: fn(&[&'static Language]) -> T,
    made: [OnceLock<T>; CAPACITY],
}

impl<T> Compiled<T> {
    /// `make` is called with English, and with the language beside it if there is one.
    pub const fn new(make: fn(&[&'static Language]) -> T) -> Self {
        Self { make, made: [const { OnceLock::new() }; CAPACITY] }
    }
}

impl<T> Deref for Compiled<T> {
    type Target = T;

    fn deref(&self) -> &T {
        let index = CURRENT.get();
        self.made[index].get_or_init(|| (self.make)(&languages_of(index)))
    }
}
