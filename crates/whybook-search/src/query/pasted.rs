//! Tells typed queries from pasted text.

use super::ast::Field;

/// A text with more words is pasted.
const TYPED_WORDS: usize = 12;

/// Characters of logs, stack traces and code that queries do not have.
const MARKS: [char; 8] = ['\n', '{', '}', '[', ']', ';', '|', '\\'];

/// Whether a text has such characters outside quotes; then `AND`, `OR`, `NOT` and minus signs are not operators.
pub(super) fn is_log(text: &str) -> bool {
    without_filters(text).split(['"', '“', '”']).step_by(2).any(|part| part.trim().contains(MARKS))
}

/// Whether a text looks like part of a log, a stack trace or a mail rather than a query; then it has no mistakes to
/// report.
pub(crate) fn is_pasted(text: &str) -> bool {
    let text = without_filters(text);
    text.contains(MARKS)
        || text.split_whitespace().nth(TYPED_WORDS).is_some()
        || text.split_whitespace().any(is_of_a_log)
}

/// The text before the filters at its end, so that adding a filter does not change how the text is interpreted.
fn without_filters(text: &str) -> &str {
    let mut text = text.trim_end();
    while let Some(before) = without_filter(text) {
        text = before;
    }
    text
}

/// The text before the filter at its end: `service:checkout`, `service:"Checkout (EU)"`.
fn without_filter(text: &str) -> Option<&str> {
    let quoted = text.strip_suffix('"').and_then(|inner| inner.rsplit_once('"')).map(|(before, _)| before);
    let (before, name) = match quoted {
        Some(before) => {
            let start = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
            (before.get(..start)?, before.get(start..)?.strip_suffix(':')?)
        }
        None => {
            let start = text.rfind(char::is_whitespace).map_or(0, |at| at + 1);
            let (name, value) = text.get(start..)?.split_once(':')?;
            (text.get(..start)?, Some(name).filter(|_| !value.is_empty())?)
        }
    };
    Field::named(name).map(|_| before.trim_end())
}

/// Whether a word has a form that does not occur in queries: `kernel:`, `<p>`, `pid=7`.
fn is_of_a_log(word: &str) -> bool {
    let label = word.strip_suffix(':').filter(|label| !label.is_empty());
    let is_range = word.contains(":<") || word.contains(":>");
    label.is_some_and(|label| Field::named(label).is_none()) || (word.contains(['<', '=']) && !is_range)
}
