//! The book that mdBook makes of the guide: every link of its pages leads to a page and a place of it.
//!
//! Needs mdBook, as `tests/run` installs it into target/; says that it is skipped where there is none.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, StartTag, Token, TokenSink, TokenSinkResult, Tokenizer};
use percent_encoding::percent_decode_str;

use super::root;
use crate::site::files_under;

/// Addresses and ids of a page.
#[derive(Default)]
struct HtmlPage {
    addresses: RefCell<Vec<String>>,
    ids: RefCell<BTreeSet<String>>,
}

impl TokenSink for HtmlPage {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token
            && tag.kind == StartTag
        {
            for attribute in tag.attrs {
                match &*attribute.name.local {
                    "href" | "src" => self.addresses.borrow_mut().push(attribute.value.to_string()),
                    "id" => drop(self.ids.borrow_mut().insert(attribute.value.to_string())),
                    _ => {}
                }
            }
        }
        TokenSinkResult::Continue
    }
}

impl HtmlPage {
    fn read(html: &[u8]) -> Self {
        let input = BufferQueue::default();
        input.push_back(StrTendril::from(String::from_utf8_lossy(html).as_ref()));
        let tokenizer = Tokenizer::new(Self::default(), Default::default());
        let _ = tokenizer.feed(&input);
        tokenizer.end();
        tokenizer.sink
    }
}

#[test]
#[cfg(unix)]
fn every_link_of_the_book_leads_somewhere() {
    let folder = tempfile::tempdir().unwrap();
    let built = Command::new(root().join("tools/book")).arg(folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&built.stderr);
    if said.contains("mdBook is not installed") {
        println!("skipped: mdBook is not installed");
        return;
    }
    assert!(built.status.success() && !said.contains("WARN"), "{said}");
    let files = files_under(&folder.path().join("html"));
    // Shown at any address; its links start at the top of the host.
    let html = files.iter().filter(|(path, _)| path.ends_with(".html") && *path != "404.html");
    let pages: BTreeMap<&str, HtmlPage> =
        html.map(|(path, bytes)| (path.as_str(), HtmlPage::read(bytes))).collect();
    assert!(pages.len() > 80, "only {} pages", pages.len());
    let mut faults = BTreeSet::new();
    for (path, page) in &pages {
        for address in page.addresses.borrow().iter().filter(|address| !address.contains("://")) {
            let (to, fragment) = address.split_once('#').unwrap_or((address, ""));
            let to = percent_decode_str(to).decode_utf8_lossy();
            let target = if to.is_empty() { (*path).to_owned() } else { super::links::resolved(path, &to) };
            let target = if target.is_empty() { "index.html".to_owned() } else { target };
            if !files.contains_key(&target) {
                faults.insert(format!("{path}: {address} leads nowhere"));
            } else if let Some(page) = pages.get(target.as_str())
                && !fragment.is_empty()
                && !page.ids.borrow().contains(&*percent_decode_str(fragment).decode_utf8_lossy())
            {
                faults.insert(format!("{path}: {address}: no such place"));
            }
        }
    }
    let faults: Vec<String> = faults.into_iter().collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
