//! Titles of files whose text is no source of one.

use crate::postmortem::{Postmortem, Provenance, Source};
use crate::source::{Portion, SourceFile};

/// Bytes of a heading that may name a text which is not read.
const MAX_PLAIN_TITLE_BYTES: usize = 200;

/// Names a text that is not read for facts: by its first line, if that is a heading, or by its file.
pub(crate) fn of_plain_text(source: &SourceFile, record: &mut Postmortem) {
    if !record.title.is_empty() {
        return;
    }
    let body = source.body();
    let first = body.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let heading = first.strip_prefix("# ").map(str::trim).filter(|title| !title.is_empty());
    match heading.filter(|title| title.len() <= MAX_PLAIN_TITLE_BYTES) {
        Some(title) => {
            let line = source.lines.line(source.body_start + body.find(title).unwrap_or(0));
            record.provenance.insert("title", Provenance::stated(Source::Text, line, title));
            record.title = title.to_owned();
        }
        None => of_file_name(source, record),
    }
}

/// Names a write-up by its file.
pub(super) fn of_file_name(source: &SourceFile, record: &mut Postmortem) {
    let name = match &source.portion {
        Portion::Incident { id, .. } => id.replace('-', " "),
        Portion::Whole | Portion::Remainder => file_title(&source.relative),
    };
    record.provenance.insert("title", Provenance::file_name(name.clone()));
    record.title = name;
}

/// A file's name as a title; `README.md` and `index.md` go by their folder.
fn file_title(relative: &str) -> String {
    let mut parts = relative.rsplit('/');
    let name = parts.next().unwrap_or(relative);
    let stem = crate::source::stem(name);
    let generic = stem.eq_ignore_ascii_case("readme") || stem.eq_ignore_ascii_case("index");
    let stem = if generic { parts.next().unwrap_or(stem) } else { stem };
    let words: Vec<&str> = stem.split(['_', ' ']).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { relative.to_owned() } else { words.join(" ") }
}
