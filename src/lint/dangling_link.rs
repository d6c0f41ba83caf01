//! `dangling-link`: a link or picture leads to a file that is not there; `unsafe-link`: it would run something.
//!
//! **Why**: a reader who follows it finds nothing. A link that would run something is left out of the page.
//! **Example**: `[graph](img/cpu.png)` without a file `img/cpu.png` beside the postmortem.
//! **Instead**: add the file to the content folder, or correct the path.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::diagnostic::{Diagnostic, Limited, Severity};
use crate::extract::Incident;
use crate::source::links::{self, Link, Places};

pub(super) fn check(incident: &Incident, places: &Places) -> Vec<Diagnostic> {
    let source = &incident.source;
    let body = source.body();
    // Most write-ups have no links, and plain text none that is shown as one: their text is not parsed again.
    if incident.document.plain
        || memchr::memmem::find(body.as_bytes(), b"](").is_none()
            && memchr::memmem::find(body.as_bytes(), b"]:").is_none()
    {
        return Vec::new();
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut seen = BTreeSet::new();
    let mut found = Limited::default();
    for (event, range) in Parser::new_ext(body, options).into_offset_iter() {
        let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event else { continue };
        let (rule, message, help) = match links::resolve(&dest_url, &source.relative, places) {
            Link::Dangling(path) => {
                let help = "add the file to the content folder or correct the path";
                ("dangling-link", format!("`{dest_url}` leads to `{path}`, which is not there"), help)
            }
            Link::Unsafe => (
                "unsafe-link",
                format!("`{dest_url}` is no address of a page or file"),
                "the link is left out",
            ),
            _ => continue,
        };
        if seen.insert(dest_url.to_string()) {
            found.push(rule, || {
                let start = source.body_start + range.start;
                let span = source.lines.span(&source.text, start..source.body_start + range.end);
                super::finding(incident, rule, Severity::Warning, message).at(span).help(help)
            });
        }
    }
    found.finish()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{incident, shown};
    use super::*;

    #[test]
    fn links_to_nothing_are_found_once_and_at_their_place() {
        let text = "See ![cpu](img/cpu.png), [it](b.md), [again](img/cpu.png).\n\n[x](javascript:alert)\n[ok](https://example.org/)\n";
        let places = Places { postmortems: ["b.md".to_owned()].into(), files: BTreeSet::new() };
        let incident = incident("a.md", text, Default::default());
        assert_eq!(
            shown(check(&incident, &places)),
            [
                "1:5 Warning dangling-link: `img/cpu.png` leads to `img/cpu.png`, which is not there",
                "3:1 Warning unsafe-link: `javascript:alert` is no address of a page or file",
            ]
        );
    }
}
