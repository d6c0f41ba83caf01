//! A text with embedded HTML, made harmless: unknown elements, styles, scripts and handlers go, addresses are
//! looked up, and pictures on other hosts become links.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::Builder;
use rustc_hash::FxHashSet;

use super::links::{self, Address};
use super::{LinkContext, Rendered};
use crate::anchors::Anchors;
use crate::diagnostic::{Limited, direction};
use crate::source::links::SCHEMES;

/// What survives: ammonia's own list of harmless elements, and the classes and ids that the writer gives.
static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .add_generic_attributes(["id", "role", "aria-label", "tabindex", "dir"])
        .add_tag_attributes("th", ["scope", "class"])
        .add_tag_attributes("td", ["class"])
        .add_tag_attributes("div", ["class"])
        .add_tag_attributes("span", ["class"])
        .add_tag_attributes("a", ["name"])
        .add_tag_attributes("code", ["class"])
        .add_tags(["section"])
        .rm_tag_attributes("img", ["align", "width", "height"])
        .url_schemes(["http", "https"].into_iter().chain(SCHEMES).collect::<HashSet<_>>())
        .link_rel(None)
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            (_, "class") => own_class(value).then(|| value.into()),
            (_, "tabindex") => (value == "0").then(|| value.into()),
            (_, "dir") => matches!(value, "auto" | "ltr" | "rtl").then(|| value.into()),
            (_, "role") => matches!(value, "region" | "img").then(|| value.into()),
            (_, "align" | "bgcolor" | "char" | "charoff" | "valign") => None,
            _ => Some(value.into()),
        });
    builder
});

/// Classes that the writer gives; an author's own mean nothing here and could imitate the page around.
fn own_class(value: &str) -> bool {
    matches!(value, "scroll" | "footnote" | "task" | "to-centre" | "to-right")
        || value.strip_prefix("language-").is_some_and(|name| !name.contains(char::is_whitespace))
}

/// The ids of a page whose text holds HTML.
pub(super) struct Ids {
    /// What stands before each id that the writer gives, until the text is cleaned: a hash of the text, which the text
    /// itself cannot hold.
    pub(super) mark: String,
    /// Ids that are given already.
    pub(super) taken: FxHashSet<String>,
}

impl Ids {
    /// What marks the ids that the writer gives to parts of this text.
    pub(super) fn mark(text: &str) -> String {
        format!("{}-", blake3::hash(text.as_bytes()).to_hex())
    }

    /// Appends a tag as ammonia writes it. The writer's ids lose their mark; an author's id goes where the page has
    /// the same one, so that a link to a line or a section always leads to the page's own.
    fn tag_into(&mut self, out: &mut String, tag: &str) {
        let mut tag = Cow::Borrowed(tag);
        // Values hold no double quote, so this is where an attribute starts.
        for attribute in [" id=\"", " name=\""] {
            let Some(start) = tag.find(attribute) else { continue };
            let value_start = start + attribute.len();
            let Some(end) = tag[value_start..].find('"').map(|length| value_start + length) else { continue };
            let value = &tag[value_start..end];
            let replaced = match value.strip_prefix(self.mark.as_str()) {
                Some(id) => format!("{}{id}{}", &tag[..value_start], &tag[end..]),
                None if is_of_the_page(value) || !self.taken.insert(value.to_owned()) => {
                    format!("{}{}", &tag[..start], &tag[end + 1..])
                }
                None => continue,
            };
            tag = Cow::Owned(replaced);
        }
        out.push_str(&tag);
    }
}

/// Ids of the theme begin with `wb-`, those of lines are `L` and a number.
fn is_of_the_page(id: &str) -> bool {
    let number = id.strip_prefix('L').unwrap_or_default();
    id.starts_with("wb-") || (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Cleans the HTML of a text and looks up its addresses.
///
/// `markdown` holds the addresses of links in Markdown: those that lead nowhere are findings of the lint rule already.
pub(super) fn clean(
    at: &LinkContext<'_>,
    own: &Anchors,
    rendered: &mut Rendered,
    mut ids: Ids,
    markdown: &FxHashSet<&str>,
) {
    let html = CLEANER.clean(&rendered.html).to_string();
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = html.as_str();
    let mut ends: Vec<&'static str> = Vec::new();
    let mut missing = BrokenLinks {
        markdown,
        known: FxHashSet::default(),
        found: Limited::default(),
        from: 0,
        searches: 0,
    };
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        let (tag, after) = split_tag(&rest[start..]);
        rest = after;
        match tag_name(tag) {
            "a" if attribute(tag, "href").is_some() => {
                let (found, title) = look_up((at, own), rendered, &mut missing, tag, "href");
                ends.push(links::open_link(&mut out, &found, &title));
            }
            "a" => {
                ids.tag_into(&mut out, tag);
                ends.push("</a>");
            }
            "/a" => out.push_str(ends.pop().unwrap_or("</a>")),
            "img" => {
                let (found, title) = look_up((at, own), rendered, &mut missing, tag, "src");
                let alt = attribute(tag, "alt").unwrap_or_default();
                links::image(&mut out, &found, &alt, &title, !ends.is_empty());
            }
            // The page has its title and sections above; the writer's own headings start at the third level.
            "h1" | "h2" => out.push_str("<h3>"),
            "/h1" | "/h2" => out.push_str("</h3>"),
            _ => ids.tag_into(&mut out, tag),
        }
    }
    out.push_str(rest);
    rendered.html = direction::marked(&out).into_owned();
    rendered.diagnostics.extend(missing.found.finish());
}

/// Addresses that lead nowhere, each reported once.
struct BrokenLinks<'m> {
    markdown: &'m FxHashSet<&'m str>,
    known: FxHashSet<String>,
    found: Limited,
    /// Byte of the file from which the next one is looked for: most links come in the order of the text.
    from: usize,
    /// How many were looked for in the whole file.
    searches: usize,
}

/// Bytes in which the next address is looked for first.
const AHEAD: usize = 4_096;
/// Addresses that are looked for in the whole file, because they are not found there; for further ones the finding
/// names no line.
const MOST_SEARCHES: usize = 100;

impl BrokenLinks<'_> {
    fn find(&mut self, text: &str, address: &str) -> Option<usize> {
        let text = text.as_bytes();
        let ahead = text.get(self.from..text.len().min(self.from + AHEAD)).unwrap_or_default();
        if let Some(at) = memchr::memmem::find(ahead, address.as_bytes()) {
            self.from += at;
            return Some(self.from);
        }
        self.searches += 1;
        if self.searches > MOST_SEARCHES {
            return None;
        }
        memchr::memmem::find(text, address.as_bytes())
    }
}

fn look_up(
    (at, own): (&LinkContext<'_>, &Anchors),
    rendered: &mut Rendered,
    missing: &mut BrokenLinks<'_>,
    tag: &str,
    name: &str,
) -> (Address, String) {
    let address = attribute(tag, name).unwrap_or_default();
    let found = if address.is_empty() {
        Address::Forbidden
    } else {
        links::look_up(at, own, &address, &mut rendered.files)
    };
    let is_finding = match &found {
        Address::Missing => !missing.markdown.contains(address.as_str()),
        Address::NoAnchor(page) => !page.is_empty() || !missing.markdown.contains(address.as_str()),
        Address::Unpublished(_) => true,
        Address::Here(_) | Address::Elsewhere { .. } | Address::Forbidden => false,
    };
    if is_finding && missing.known.insert(address.clone()) {
        let offset = missing.find(&at.source.text, &address);
        match &found {
            Address::Unpublished(reason) => {
                missing.found.push(links::UNPUBLISHED, || links::unpublished(at, &address, reason, offset));
            }
            Address::NoAnchor(_) => {
                missing.found.push(links::DEAD_ANCHOR, || links::dead_anchor(at, &address, offset));
            }
            _ => missing.found.push(links::DANGLING, || links::dangling(at, &address, offset)),
        }
    }
    (found, attribute(tag, "title").unwrap_or_default())
}

/// Cuts a text that starts with `<` after that tag; a `>` within a quoted value does not end it.
fn split_tag(html: &str) -> (&str, &str) {
    let mut quoted = false;
    for (at, byte) in html.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return html.split_at(at + 1),
            _ => {}
        }
    }
    (html, "")
}

fn tag_name(tag: &str) -> &str {
    let inside = tag.trim_start_matches('<').trim_end_matches('>');
    inside.split([' ', '\n', '\t']).next().unwrap_or_default()
}

/// Value of an attribute in a tag as ammonia writes it: always in double quotes.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag.split_once(' ')?.1;
    while let Some((key, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"')?;
        if key.trim() == name {
            let plain = value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
            return Some(plain.replace("&nbsp;", "\u{a0}").replace("&amp;", "&"));
        }
        rest = after;
    }
    None
}
