//! The words of titles and headings by which documents are told apart, of all languages: a title is too short to tell
//! which one it is in.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::language::{self, Documents};

/// The lists of all languages together.
pub(super) static WORDS: LazyLock<Documents> = LazyLock::new(|| {
    let mut all = Documents::default();
    for language in language::all() {
        all.extend(&language.documents);
    }
    all
});

/// A list that many lines are compared with.
pub(super) struct LineMatcher {
    whole: FxHashSet<&'static str>,
    starts: Vec<&'static str>,
}

/// Sections that only a write-up of an incident has.
pub(super) static SECTIONS: LazyLock<LineMatcher> = LazyLock::new(|| LineMatcher::of(&WORDS.sections));
/// Headings of guides.
pub(super) static GUIDE_SECTIONS: LazyLock<LineMatcher> =
    LazyLock::new(|| LineMatcher::of(&WORDS.guide_sections));

impl LineMatcher {
    fn of(list: &'static [String]) -> Self {
        let whole = list.iter().map(String::as_str).filter(|entry| !entry.ends_with('*')).collect();
        Self { whole, starts: list.iter().filter_map(|entry| entry.strip_suffix('*')).collect() }
    }

    /// Whether a text is one of the entries.
    pub(super) fn has(&self, text: &str) -> bool {
        self.whole.contains(text) || self.starts.iter().any(|start| text.starts_with(start))
    }
}

/// The first entry of a list that stands in a text; both in the form that [`language::normalise`] gives.
pub(super) fn found_in<'a>(list: &'a [String], text: &str) -> Option<&'a str> {
    let padded = format!(" {text} ");
    list.iter().map(String::as_str).find(|entry| stands_in(entry, &padded))
}

/// Whether this is the title of a list of incidents; in the form that [`language::normalise`] gives.
pub fn is_list(title: &str) -> bool {
    is_one_of(&WORDS.lists, title)
}

/// Whether a heading calls what it is about an incident; in the form that [`language::normalise`] gives.
pub fn names_an_incident(heading: &str) -> bool {
    heading.split(' ').any(|word| is_one_of(&WORDS.event, word))
}

/// Whether a heading announces an update on an incident that is told of above it; in the form that
/// [`language::normalise`] gives.
pub fn names_an_update(heading: &str) -> bool {
    found_in(&WORDS.updates, heading).is_some()
}

/// Whether a text tells of something that failed.
pub fn tells_of_failure(text: &str) -> bool {
    found_in(&WORDS.failure, &language::normalise(text)).is_some()
}

/// Whether a text is an entry of a list.
pub(super) fn is_one_of(list: &[String], text: &str) -> bool {
    list.iter().any(|entry| match entry.strip_suffix('*') {
        Some(start) => text.starts_with(start),
        None => entry == text,
    })
}

/// The first entry of a list that a text opens or ends with.
pub(super) fn at_an_end<'a>(list: &'a [String], text: &str) -> Option<&'a str> {
    let is_apart =
        |rest: &str, at_end: bool| rest.is_empty() || at_end && rest.ends_with(' ') || rest.starts_with(' ');
    list.iter().map(String::as_str).find(|entry| {
        text.strip_prefix(entry).is_some_and(|rest| is_apart(rest, false))
            || text.strip_suffix(entry).is_some_and(|rest| is_apart(rest, true))
    })
}

fn stands_in(entry: &str, padded: &str) -> bool {
    let (word, open) = entry.strip_suffix('*').map_or((entry, false), |start| (start, true));
    let mut from = 0;
    while let Some(at) = padded[from..].find(word).map(|at| from + at) {
        let end = at + word.len();
        if padded[..at].ends_with(' ') && (open || padded[end..].starts_with(' ')) {
            return true;
        }
        from = end;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_whole_words_and_a_star_is_any_ending() {
        let list = ["fail".to_owned(), "outage*".to_owned(), "step *".to_owned()];
        assert_eq!(found_in(&list, "two outages of the shop"), Some("outage*"));
        assert_eq!(found_in(&list, "failover of the database"), None);
        assert!(is_one_of(&list, "step 2 install it"));
        assert_eq!(at_an_end(&["runbook".to_owned()], "disk full runbook"), Some("runbook"));
        assert_eq!(at_an_end(&["how to".to_owned()], "how toys broke"), None);
    }
}
