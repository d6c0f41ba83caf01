//! Whether a text's HTML may be parsed into a tree.
//!
//! An HTML parser looks through all open elements at many tags, and reopens unclosed formatting elements (`<b>`,
//! `<font>`) in every block after them, so that tags without end cost the square of their number. This module reads
//! the tags alone and estimates both from above. Syntax and terms are those of the HTML standard, sections 13.2.5
//! (tokenization) and 13.2.6 (tree construction).

/// Elements that may be open at once.
pub(super) const MOST_OPEN: usize = 100;

/// Elements that a parser may create, those included that it creates by reopening formatting elements.
const MOST_ELEMENTS: usize = 500_000;

/// Attributes that one tag may have: a parser compares each with those before it.
const MOST_ATTRIBUTES: usize = 200;

/// A text with fewer tags than this is always cheap to parse.
const FEW: usize = 1_000;

/// Elements without an end tag.
const VOID: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img", "input",
    "link", "meta", "param", "source", "track", "wbr",
];

/// Elements that are reopened where a block closes over them.
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements whose content is text up to their own end tag.
const RAW_TEXT: &[&str] =
    &["iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title", "xmp"];

/// Tags that leave an inline SVG or formula, or are HTML within it.
const LEAVE_FOREIGN: &[&str] = &[
    "annotation-xml", "b", "big", "blockquote", "body", "br", "center", "code", "dd", "desc", "div", "dl",
    "dt", "em", "embed", "font", "foreignobject", "h1", "h2", "h3", "h4", "h5", "h6", "head", "hr", "i",
    "img", "li", "listing", "menu", "meta", "mi", "mn", "mo", "ms", "mtext", "nobr", "ol", "p", "pre",
    "ruby", "s", "small", "span", "strike", "strong", "sub", "sup", "table", "title", "tt", "u", "ul", "var",
];

/// Whether a parser's work on this text is in proportion to its length.
pub(super) fn is_bounded(html: &str) -> bool {
    if memchr::memchr_iter(b'<', html.as_bytes()).take(FEW).count() < FEW {
        return !Tags::new(html).any(|tag| tag.attributes > MOST_ATTRIBUTES);
    }
    let mut estimate = Estimate::default();
    let mut tags = Tags::new(html);
    while let Some(tag) = tags.next() {
        if tag.attributes > MOST_ATTRIBUTES || !estimate.add(&tag) {
            return false;
        }
        let name = tag.name.as_str();
        if !tag.closing && name == "plaintext" && !estimate.in_foreign() {
            return true;
        }
        if !tag.closing && RAW_TEXT.contains(&name) {
            // Whether this is text or markup depends on what is open.
            if estimate.in_foreign() || estimate.open.iter().any(|open| open == "select") {
                return false;
            }
            tags.skip_raw_text(name);
        }
    }
    !(tags.cdata && estimate.foreign_seen)
}

/// What a parser would hold, from above: an element counts as open until its own end tag follows right on it.
#[derive(Default)]
struct Estimate {
    open: Vec<String>,
    formatting: usize,
    foreign: usize,
    foreign_seen: bool,
    created: usize,
}

impl Estimate {
    fn in_foreign(&self) -> bool {
        self.foreign > 0
    }

    /// Takes a tag into account; false where a limit is passed or what the tag does cannot be said.
    fn add(&mut self, tag: &HtmlTag) -> bool {
        let name = tag.name.as_str();
        self.created += 1 + self.formatting;
        if self.created > MOST_ELEMENTS || self.in_foreign() && LEAVE_FOREIGN.contains(&name) {
            return false;
        }
        if tag.closing {
            // A raw element's start tag was not kept open.
            if self.open.last().is_some_and(|open| open == name) {
                self.pop();
            }
            return true;
        }
        if VOID.contains(&name) || RAW_TEXT.contains(&name) || tag.self_closing && self.in_foreign() {
            return true;
        }
        let closes = implied_ends(name);
        while self.open.last().is_some_and(|open| closes.contains(&open.as_str())) {
            self.pop();
        }
        self.formatting += usize::from(FORMATTING.contains(&name));
        let foreign = matches!(name, "svg" | "math");
        self.foreign += usize::from(foreign);
        self.foreign_seen |= foreign;
        self.open.push(tag.name.clone());
        self.open.len() <= MOST_OPEN
    }

    fn pop(&mut self) {
        let Some(name) = self.open.pop() else { return };
        self.formatting -= usize::from(FORMATTING.contains(&name.as_str()));
        self.foreign -= usize::from(matches!(name.as_str(), "svg" | "math"));
    }
}

/// Elements that a start tag ends where they are the innermost ones: authors leave their end tags out.
fn implied_ends(name: &str) -> &'static [&'static str] {
    match name {
        "p" => &["p"],
        "li" => &["p", "li"],
        "dt" | "dd" => &["p", "dt", "dd"],
        "td" | "th" => &["p", "td", "th"],
        "tr" => &["p", "td", "th", "tr"],
        "tbody" | "thead" | "tfoot" => &["p", "td", "th", "tr", "tbody", "thead", "tfoot"],
        "option" => &["option"],
        _ => &[],
    }
}

/// A tag of a text.
#[derive(Debug, PartialEq, Eq)]
struct HtmlTag {
    /// In small letters.
    name: String,
    closing: bool,
    self_closing: bool,
    attributes: usize,
}

/// The tags of a text in their order; comments and declarations are passed over.
struct Tags<'a> {
    html: &'a [u8],
    at: usize,
    /// Whether a CDATA section was passed over, which is a comment but in foreign content.
    cdata: bool,
}

impl Iterator for Tags<'_> {
    type Item = HtmlTag;

    fn next(&mut self) -> Option<HtmlTag> {
        loop {
            self.at += memchr::memchr(b'<', self.rest())? + 1;
            match self.rest() {
                [b'!', ..] => self.skip_declaration()?,
                [b'?', ..] => self.skip_past(b'>')?,
                [b'/', b'>', ..] => self.at += 2,
                [b'/', letter, ..] if letter.is_ascii_alphabetic() => {
                    self.at += 1;
                    return self.tag(true);
                }
                [b'/', _, ..] => self.skip_past(b'>')?,
                [letter, ..] if letter.is_ascii_alphabetic() => return self.tag(false),
                _ => {}
            }
        }
    }
}

impl<'a> Tags<'a> {
    fn new(html: &'a str) -> Self {
        Self { html: html.as_bytes(), at: 0, cdata: false }
    }

    fn rest(&self) -> &'a [u8] {
        self.html.get(self.at..).unwrap_or_default()
    }

    fn skip_past(&mut self, byte: u8) -> Option<()> {
        self.at += memchr::memchr(byte, self.rest())? + 1;
        Some(())
    }

    fn skip_while(&mut self, test: impl Fn(u8) -> bool) {
        self.at += self.rest().iter().take_while(|&&byte| test(byte)).count();
    }

    /// Passes over `!…`: a comment, or anything else up to the next `>`.
    fn skip_declaration(&mut self) -> Option<()> {
        let Some(comment) = self.rest().strip_prefix(b"!--") else {
            self.cdata |= self.rest().starts_with(b"![CDATA[");
            return self.skip_past(b'>');
        };
        self.at += 3;
        let length = match comment {
            [b'>', ..] => 1,
            [b'-', b'>', ..] => 2,
            _ => {
                let mut ends = memchr::memmem::find_iter(comment, b"--");
                ends.find_map(|end| match comment.get(end + 2..)? {
                    [b'>', ..] => Some(end + 3),
                    [b'!', b'>', ..] => Some(end + 4),
                    // Three hyphens: the last two may be those of the end.
                    [b'-', b'>', ..] => Some(end + 4),
                    [b'-', b'!', b'>', ..] => Some(end + 5),
                    _ => None,
                })?
            }
        };
        self.at += length;
        Some(())
    }

    /// Passes over text up to the end tag of the raw element that holds it.
    fn skip_raw_text(&mut self, name: &str) {
        while self.skip_past(b'<').is_some() {
            let after = self.rest().strip_prefix(b"/").and_then(|end| end.split_at_checked(name.len()));
            let ends = after.is_some_and(|(end, rest)| {
                end.eq_ignore_ascii_case(name.as_bytes())
                    && rest.first().is_some_and(|byte| is_space(*byte) || b"/>".contains(byte))
            });
            if ends {
                self.at -= 1;
                return;
            }
        }
        self.at = self.html.len();
    }

    /// Reads a tag whose name begins here; `None` where it never ends.
    fn tag(&mut self, closing: bool) -> Option<HtmlTag> {
        let from = self.at;
        self.skip_while(|byte| !is_space(byte) && !b"/>".contains(&byte));
        let name = String::from_utf8_lossy(self.html.get(from..self.at)?).to_ascii_lowercase();
        let mut tag = HtmlTag { name, closing, self_closing: false, attributes: 0 };
        loop {
            self.skip_while(is_space);
            match self.rest() {
                [] => return None,
                [b'>', ..] => {
                    self.at += 1;
                    return Some(tag);
                }
                [b'/', b'>', ..] => {
                    self.at += 2;
                    tag.self_closing = true;
                    return Some(tag);
                }
                [b'/', ..] => self.at += 1,
                _ => {
                    tag.attributes += 1;
                    self.attribute()?;
                }
            }
        }
    }

    /// Passes over an attribute and its value.
    fn attribute(&mut self) -> Option<()> {
        // An equals sign that begins a name is a part of it.
        self.at += 1;
        self.skip_while(|byte| !is_space(byte) && !b"/>=".contains(&byte));
        let end = self.at;
        self.skip_while(is_space);
        if self.rest().first() != Some(&b'=') {
            self.at = end;
            return Some(());
        }
        self.at += 1;
        self.skip_while(is_space);
        match self.rest() {
            [quote @ (b'"' | b'\''), ..] => {
                self.at += 1;
                self.skip_past(*quote)
            }
            _ => {
                self.skip_while(|byte| !is_space(byte) && byte != b'>');
                Some(())
            }
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0C)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use html5ever::tendril::StrTendril;
    use html5ever::tokenizer::{
        BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
    };
    use proptest::prelude::*;

    use super::*;

    struct Reference(RefCell<Vec<HtmlTag>>);

    impl TokenSink for Reference {
        type Handle = ();

        fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
            if let Token::TagToken(tag) = token {
                self.0.borrow_mut().push(HtmlTag {
                    name: tag.name.to_string(),
                    closing: tag.kind == TagKind::EndTag,
                    self_closing: tag.self_closing,
                    attributes: tag.attrs.len(),
                });
            }
            TokenSinkResult::Continue
        }
    }

    /// The tags that the parser's own tokeniser finds, where no element's content is raw text.
    fn reference(html: &str) -> Vec<HtmlTag> {
        let queue = BufferQueue::default();
        queue.push_back(StrTendril::from(html));
        let tokenizer = Tokenizer::new(Reference(RefCell::default()), TokenizerOpts::default());
        let _ = tokenizer.feed(&queue);
        tokenizer.end();
        tokenizer.sink.0.into_inner()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn tags_are_those_of_the_parser(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "<", ">", "/", "!", "-", "--", "?", "=", "\"", "'", " ", "\n", "a", "b", "div", "x", "<!--", "-->",
                    "<a ", "</", "<b>", "</b>", "<i/>", "y=\"", "z='", "<![CDATA[", "]]>", "!>", "<!", "=>", "é",
                ]),
                0..40,
            )
        ) {
            let html = parts.concat();
            // Repeated names are dropped by the parser, so that it finds fewer attributes.
            let (found, expected): (Vec<HtmlTag>, Vec<HtmlTag>) = (Tags::new(&html).collect(), reference(&html));
            let shape = |tag: &HtmlTag| (tag.name.clone(), tag.closing, tag.self_closing);
            prop_assert_eq!(
                found.iter().map(shape).collect::<Vec<_>>(),
                expected.iter().map(shape).collect::<Vec<_>>(),
                "{}", html
            );
            prop_assert!(found.iter().zip(&expected).all(|(tag, other)| tag.attributes >= other.attributes));
        }
    }

    #[test]
    fn html_as_authors_write_it_is_bounded_and_tags_without_end_are_not() {
        for html in [
            "<p>one<p>two".repeat(9_000),
            format!("<ul>{}</ul>", "<li>a<li>b".repeat(9_000)),
            format!("<table>{}</table>", "<tr><td>a<td><b>b</b><br>".repeat(9_000)),
            "<details><summary>x</summary><p>y</p></details><!-- <div> -->".repeat(2_000),
            format!("<svg>{}</svg>", "<path d=\"m 1 1\"/>".repeat(2_000)),
            "<style>a > b { } <div> </style>".repeat(2_000),
            "<div>".repeat(99),
        ] {
            assert!(is_bounded(&html), "{:.60}", html);
        }
        for html in [
            "<ul><li>".repeat(2_000),
            "<div><table><td></div>".repeat(2_000),
            "<b><div></b>".repeat(2_000),
            (0..90).map(|number| format!("<font size={number}>")).collect::<String>() + &"<p>x".repeat(9_000),
            "<div><!-- </div> -->".repeat(2_000),
            "<div x=\"</div>\">".repeat(2_000),
            "<style><!--</style><div>-->".repeat(2_000),
            "<svg><![CDATA[></svg>]]>".repeat(2_000),
            format!("<a {}>", (0..300).map(|number| format!("x{number} ")).collect::<String>()),
        ] {
            assert!(!is_bounded(&html), "{:.60}", html);
        }
    }
}
