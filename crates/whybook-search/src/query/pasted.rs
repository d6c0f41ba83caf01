//! Whether a query was typed as one, or pasted from a log.

use super::ast::Field;

/// Words up to which a text may have been typed as a query.
const TYPED_WORDS: usize = 12;

/// Characters that logs, traces and code have, and queries have not.
const MARKS: [char; 8] = ['\n', '{', '}', '[', ']', ';', '|', '\\'];

/// Whether a text has such characters outside of quotes: then `AND`, `OR`, `NOT` and a minus are its own.
pub(super) fn is_log(text: &str) -> bool {
    text.split(['"', '“', '”']).step_by(2).any(|part| part.trim().contains(MARKS))
}

/// Whether a text looks like a piece of a log, a trace or a mail rather than a query: then nothing in it is a mistake.
pub(crate) fn is_pasted(text: &str) -> bool {
    text.contains(MARKS)
        || text.split_whitespace().nth(TYPED_WORDS).is_some()
        || text.split_whitespace().any(is_of_a_log)
}

/// Whether a word has a shape that queries have not: `kernel:`, `<p>`, `pid=7`.
fn is_of_a_log(word: &str) -> bool {
    let label = word.strip_suffix(':').filter(|label| !label.is_empty());
    let is_range = word.contains(":<") || word.contains(":>");
    label.is_some_and(|label| Field::named(label).is_none()) || (word.contains(['<', '=']) && !is_range)
}
