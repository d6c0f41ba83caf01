//! `dangling-link`: a link or picture leads to a file that is not there; `dead-anchor`: to no heading of its page;
//! `unsafe-link`: it would run something.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, LinkType, Tag};

use crate::anchors::{self, Anchors};
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Limited};
use crate::extract::Incident;
use crate::extract::text::markdown::OPTIONS;
use crate::source::links::{self, Link, LinkTargets};
use crate::source::markup;

pub(super) fn check(incident: &Incident, targets: &LinkTargets) -> Vec<Diagnostic> {
    let source = &incident.source;
    let body = source.body();
    // Most write-ups have no links, and plain text none that is shown as one: their text is not parsed again.
    if incident.document.plain
        || memchr::memmem::find(body.as_bytes(), b"](").is_none()
            && memchr::memmem::find(body.as_bytes(), b"]:").is_none()
            && memchr::memmem::find(body.as_bytes(), b"![").is_none()
    {
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    let mut found = Limited::default();
    let mut own: Option<Anchors> = None;
    for (event, range) in markup::events(source, OPTIONS) {
        let (is_picture, link_type, dest_url) = match event {
            Event::Start(Tag::Link { link_type, dest_url, .. }) => (false, link_type, dest_url),
            Event::Start(Tag::Image { link_type, dest_url, .. }) => (true, link_type, dest_url),
            _ => continue,
        };
        let is_wiki = markup::is_wiki(link_type);
        // A name of a wiki may be one of a page still to be written, an address of mail is no file.
        if is_wiki && !is_picture || link_type == LinkType::Email {
            continue;
        }
        let resolve = if is_wiki { links::resolve_wiki } else { links::resolve };
        let (rule, message, help) = match resolve(&dest_url, &source.relative, targets) {
            Link::Dangling(path) => {
                let help = "add the file to the content folder or correct the path";
                ("dangling-link", format!("`{dest_url}` leads to `{path}`, which is not there"), help)
            }
            Link::Outside(_) => {
                let help = "state the address of the repository as `repository` in whybook.toml, or copy the file into the content folder";
                ("dangling-link", format!("`{dest_url}` leads out of the content folder"), help)
            }
            Link::Fragment => {
                let own = own.get_or_insert_with(|| anchors::of_file(source, &incident.record.title));
                if own.find(dest_url.trim().trim_start_matches('#')).is_some() {
                    continue;
                }
                let help = "correct the fragment: a heading has the id that GitHub makes of its words";
                ("dead-anchor", format!("`{dest_url}` leads to no heading of this file"), help)
            }
            Link::Unsafe => (
                "unsafe-link",
                format!("`{dest_url}` is no address of a page or file"),
                "the link is left out; addresses of the web, of mail and of chats stay",
            ),
            _ => continue,
        };
        if seen.insert(dest_url.to_string()) {
            found.push(rule, || {
                let start = source.body_start + range.start;
                let span = source.lines.span(&source.text, start..source.body_start + range.end);
                super::finding(incident, rule, DiagnosticSeverity::Warning, message).at(span).help(help)
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
    fn fragments_without_a_heading_are_found_and_mail_is_no_file() {
        let text = "[a](#impact) [b](#gone) <ops@example.org> [c](../../x.md)\n\n# Impact\n";
        let incident = incident("2024/a.md", text, Default::default());
        assert_eq!(
            shown(check(&incident, &LinkTargets::default())),
            [
                "1:14 Warning dead-anchor: `#gone` leads to no heading of this file",
                "1:43 Warning dangling-link: `../../x.md` leads out of the content folder",
            ]
        );
    }

    #[test]
    fn links_to_nothing_are_found_once_and_at_their_place() {
        let text = "See ![cpu](img/cpu.png), [it](b.md), [again](img/cpu.png).\n\n[x](javascript:alert)\n[ok](https://example.org/)\n";
        let targets = LinkTargets::new([("b.md".to_owned(), Vec::new())], [], None);
        let incident = incident("a.md", text, Default::default());
        assert_eq!(
            shown(check(&incident, &targets)),
            [
                "1:5 Warning dangling-link: `img/cpu.png` leads to `img/cpu.png`, which is not there",
                "3:1 Warning unsafe-link: `javascript:alert` is no address of a page or file",
            ]
        );
    }
}
