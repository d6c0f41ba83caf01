//! Links of the pages lead to files of the repository and to headings that they have, on a forge and in the book.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{events, pages, root};

/// Pages outside of docs/ that the book holds; `tools/book` copies them.
const OTHERS: [&str; 8] = [
    "SECURITY.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "benches/README.md",
    "tests/suite/README.md", "tests/writeups/README.md", "content/README.md",
];

/// Ids of the headings of a page, as forges make them.
fn ids(text: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let mut heading: Option<String> = None;
    for event in events(text) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::Text(words) | Event::Code(words) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&words);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let kept = |c: &char| c.is_alphanumeric() || [' ', '-', '_'].contains(c);
                let words: String = heading.take().unwrap_or_default().chars().filter(kept).collect();
                let id = words.to_lowercase().replace(' ', "-");
                let next = (1..).map(|number| format!("{id}-{number}"));
                let new = std::iter::once(id.clone()).chain(next).find(|id| !ids.contains(id));
                ids.extend(new);
            }
            _ => {}
        }
    }
    ids
}

/// Addresses of links and pictures of a page.
fn addresses(text: &str) -> Vec<String> {
    let address = |event| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
            Some(dest_url.into_string())
        }
        _ => None,
    };
    events(text).filter_map(address).collect()
}

/// The path in the repository that an address means on a page.
pub(super) fn resolved(page: &str, address: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in address.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn all() -> BTreeMap<String, String> {
    let mut all = pages();
    all.extend(OTHERS.map(|path| (path.to_owned(), std::fs::read_to_string(root().join(path)).unwrap())));
    all
}

#[test]
fn every_link_of_the_pages_leads_somewhere() {
    let all = all();
    let mut faults = Vec::new();
    for (page, text) in &all {
        let own = addresses(text).into_iter().filter(|address| !address.contains("://"));
        for address in own.filter(|address| !address.starts_with("mailto:")) {
            let (path, fragment) = address.split_once('#').unwrap_or((&address, ""));
            let target = if path.is_empty() { page.clone() } else { resolved(page, path) };
            if !root().join(&target).exists() {
                faults.push(format!("{page}: `{address}` leads nowhere"));
            } else if !fragment.is_empty()
                && !all.get(&target).is_some_and(|text| ids(text).contains(fragment))
            {
                faults.push(format!("{page}: `{address}`: {target} has no such heading"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_book_has_every_page_of_docs_and_every_page_that_they_link_to() {
    let all = all();
    let summary = "docs/SUMMARY.md";
    let listed: Vec<String> =
        addresses(&all[summary]).iter().map(|address| resolved(summary, address)).collect();
    let chapters: BTreeSet<&str> = listed.iter().map(String::as_str).collect();
    assert_eq!(chapters.len(), listed.len(), "a page is in docs/SUMMARY.md twice");
    let missing: Vec<&String> = all
        .keys()
        .filter(|page| page.starts_with("docs/") && *page != summary && !chapters.contains(page.as_str()))
        .collect();
    assert!(missing.is_empty(), "not in docs/SUMMARY.md: {missing:?}");
    for page in &chapters {
        for address in addresses(&all[*page]).iter().filter(|address| !address.contains("://")) {
            let path = address.split('#').next().unwrap_or_default();
            let target = resolved(page, path);
            if path.ends_with(".md") {
                assert!(
                    chapters.contains(target.as_str()),
                    "{page} links to {target}, which the book has not"
                );
            }
        }
    }
}
