//! The few things that an HTML block says about its text: headings, items, breaks and entities.

use std::ops::Range;

/// A part of an HTML block.
pub(super) enum Piece {
    /// Text, as a range of the block.
    Text(Range<usize>),
    /// An entity, and the character it stands for.
    Entity(Range<usize>, char),
    /// A line break.
    Break,
    /// A heading begins, or ends (`None`).
    Heading(Option<u8>),
    /// A list item begins or ends.
    Item(bool),
    /// Another block begins or ends.
    Block,
}

/// What is open across lines and whose text is for nobody to read: a comment, a script, a style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hidden {
    /// `<!--`.
    Comment,
    /// `<script>`.
    Script,
    /// `<style>`.
    Style,
}

impl Hidden {
    /// What ends it.
    pub(super) fn closing(self) -> &'static str {
        match self {
            Self::Comment => "-->",
            Self::Script => "</script",
            Self::Style => "</style",
        }
    }

    fn opened_by(tag: &str) -> Option<Self> {
        match name(tag).to_ascii_lowercase().as_str() {
            "script" => Some(Self::Script),
            "style" => Some(Self::Style),
            _ => None,
        }
    }
}

/// Where `closing` stands in a text, in whatever case.
fn find_closing(text: &str, closing: &str) -> Option<usize> {
    text.as_bytes().windows(closing.len()).position(|window| window.eq_ignore_ascii_case(closing.as_bytes()))
}

/// Whether an inline tag breaks the line.
pub(super) fn is_line_break(tag: &str) -> bool {
    name(tag.trim_start_matches('<').trim_start_matches('/')).eq_ignore_ascii_case("br")
}

/// Whether an inline tag begins (`true`) or ends text that is struck through.
pub(super) fn strikes(tag: &str) -> Option<bool> {
    let inner = tag.strip_prefix('<')?;
    let (begins, inner) = inner.strip_prefix('/').map_or((true, inner), |inner| (false, inner));
    ["s", "del", "strike"].iter().any(|struck| name(inner).eq_ignore_ascii_case(struck)).then_some(begins)
}

/// Cuts HTML into its texts and the tags that matter; comments, scripts and styles are passed over. `hidden` says which
/// of them is open, from one line of a block to the next.
pub(super) fn pieces(html: &str, hidden: &mut Option<Hidden>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < html.len() {
        let rest = &html[at..];
        if let Some(open) = *hidden {
            let Some(end) = find_closing(rest, open.closing()) else { break };
            at += end + open.closing().len();
            if open != Hidden::Comment {
                at += html[at..].find('>').map_or(0, |end| end + 1);
            }
            *hidden = None;
        } else if rest.starts_with("<!--") {
            at += "<!--".len();
            *hidden = Some(Hidden::Comment);
        } else if rest.starts_with('<')
            && rest[1..].starts_with(|c: char| c == '/' || c == '!' || c.is_ascii_alphabetic())
        {
            let end = rest.find('>').map_or(rest.len(), |end| end + 1);
            pieces.extend(tag(&rest[1..end]));
            *hidden = Hidden::opened_by(&rest[1..end]);
            at += end;
        } else if let Some((length, character)) = entity(rest) {
            pieces.push(Piece::Entity(at..at + length, character));
            at += length;
        } else {
            let first = rest.chars().next().map_or(1, char::len_utf8);
            let end = rest[first..].find(['<', '&']).map_or(rest.len(), |end| end + first);
            pieces.push(Piece::Text(at..at + end));
            at += end;
        }
    }
    pieces
}

fn tag(tag: &str) -> Option<Piece> {
    let (closing, tag) = match tag.strip_prefix('/') {
        Some(tag) => (true, tag),
        None => (false, tag),
    };
    match name(tag).to_ascii_lowercase().as_str() {
        heading @ ("h1" | "h2" | "h3" | "h4" | "h5" | "h6") => {
            Some(Piece::Heading(if closing { None } else { heading[1..].parse().ok() }))
        }
        "li" => Some(Piece::Item(!closing)),
        "br" => Some(Piece::Break),
        "p" | "div" | "tr" | "ul" | "ol" | "table" | "section" | "details" | "summary" | "dt" | "dd" => {
            Some(Piece::Block)
        }
        _ => None,
    }
}

fn name(tag: &str) -> &str {
    tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("")
}

fn entity(text: &str) -> Option<(usize, char)> {
    let known = [
        ("&amp;", '&'),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&#39;", '\''),
        ("&nbsp;", ' '),
        ("&emsp;", ' '),
        ("&ensp;", ' '),
        ("&thinsp;", ' '),
        ("&mdash;", '—'),
        ("&ndash;", '–'),
    ];
    known.iter().find(|(name, _)| text.starts_with(name)).map(|&(name, character)| (name.len(), character))
}
