//! Words of a heading that name the document and not the incident: "Postmortem", "Incident report for".

use rustc_hash::FxHashSet;

use super::is_generic;
use crate::extract::text::normalise;
use crate::language::Compiled;

/// Most words that name a document.
const MOST_WORDS: usize = 4;

struct DocumentWords {
    names: FxHashSet<&'static str>,
    of: FxHashSet<&'static str>,
}

static DOCUMENTS: Compiled<DocumentWords> = Compiled::new(|languages| {
    let titles = || languages.iter().map(|language| &language.titles);
    DocumentWords {
        names: titles().flat_map(|titles| &titles.documents).map(String::as_str).collect(),
        of: titles().flat_map(|titles| &titles.document_of).map(String::as_str).collect(),
    }
});

/// Whether a text is a name of the document: "Post-Mortem", "Incident report".
pub(super) fn names_document(text: &str) -> bool {
    DOCUMENTS.names.contains(normalise(text).as_str())
}

/// "Postmortem of the checkout outage" and "Checkout slow: postmortem" without the words for the document, if a title is
/// left.
pub(super) fn without_document(title: &str) -> &str {
    let rest = without_opening(title);
    let ends: Vec<usize> = word_starts(rest).rev().take(MOST_WORDS).collect();
    let cut = ends.into_iter().rev().find(|&at| at > 0 && names_document(&rest[at..]));
    let shorter =
        cut.map_or(rest, |at| rest[..at].trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')'));
    if is_title(shorter) { shorter } else { rest }
}

/// "[Incident] Checkout slow" and "Incident report for the checkout" without what stands in front.
fn without_opening(title: &str) -> &str {
    if let Some((bracketed, rest)) = title.strip_prefix('[').and_then(|title| title.split_once("] "))
        && is_generic(bracketed)
        && is_title(rest)
    {
        return rest.trim_start();
    }
    let starts: Vec<usize> = word_starts(title).collect();
    let cut = starts.windows(2).take(MOST_WORDS + 1).find(|pair| {
        let of = title[pair[0]..pair[1]].trim().to_lowercase();
        DOCUMENTS.of.contains(of.as_str()) && names_document(&title[..pair[0]])
    });
    cut.map(|pair| &title[pair[1]..]).filter(|rest| is_title(rest)).unwrap_or(title)
}

fn word_starts(text: &str) -> impl DoubleEndedIterator<Item = usize> + '_ {
    text.split_whitespace().map(move |word| word.as_ptr().addr() - text.as_ptr().addr())
}

fn is_title(text: &str) -> bool {
    text.split_whitespace().count() >= 2 && !is_generic(text)
}
