//! What no page of a site may hold, whatever its write-up says.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, StartTag, Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// Elements that run, load or send something.
const ACTIVE: [&str; 10] =
    ["iframe", "object", "embed", "style", "base", "applet", "frame", "frameset", "audio", "video"];

/// Attributes that a browser follows.
const ADDRESSES: [&str; 6] = ["href", "src", "action", "formaction", "xlink:href", "srcset"];

struct Faults(RefCell<Vec<String>>);

impl TokenSink for Faults {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token
            && tag.kind == StartTag
        {
            self.0.borrow_mut().extend(fault(&tag));
        }
        TokenSinkResult::Continue
    }
}

fn fault(tag: &Tag) -> Option<String> {
    let attribute = |name: &str| tag.attrs.iter().find(|attribute| &*attribute.name.local == name);
    let mut found = ACTIVE.contains(&&*tag.name);
    // The theme's own scripts and its search form.
    found |= &*tag.name == "script" && !attribute("src").is_some_and(|src| src.value.contains("assets/"));
    found |=
        &*tag.name == "form" && !attribute("action").is_some_and(|action| action.value.ends_with("search/"));
    for attribute in &tag.attrs {
        let (name, value) = (&*attribute.name.local, attribute.value.trim().to_lowercase());
        let loads = matches!(name, "src" | "srcset" | "action")
            && (value.contains("//") || value.starts_with("data:"));
        let runs =
            ["javascript:", "vbscript:", "data:", "file:"].iter().any(|scheme| value.starts_with(scheme));
        found |= name.starts_with("on") || name == "style" && &*tag.name != "svg" || loads;
        found |= ADDRESSES.contains(&name) && runs;
    }
    found.then(|| format!("<{} {:?}>", tag.name, tag.attrs))
}

/// Start tags of a page that would run or load something.
pub(crate) fn faults(html: &str) -> Vec<String> {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(Faults(RefCell::default()), TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}
