//! The markup of site generators and wikis within Markdown: comments, JSX, ERB, Liquid, shortcodes, fences of blocks,
//! attributes and wiki links.
//!
//! None of it is text. [`Markup::of`] makes a second text of the same length from which it is gone, each line at the
//! place where it was, so that places in one hold in the other; stages after disclosure read and show that one. Wiki
//! links become references (`[words][name]`) that [`events`] resolves.

mod blocks;
mod components;
mod edits;
mod liquid;
mod scanner;
mod wiki;

use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser};
use rustc_hash::FxHashSet;

use super::SourceFile;
use edits::Removal;
pub use wiki::without_brackets;

/// What a file's Markdown says where it differs from its text.
#[derive(Debug, Clone, Default)]
pub struct Markup {
    /// The text without what is no text; `None` where nothing is gone.
    pub(super) text: Option<String>,
    /// Ids that authors gave to headings, by their lines, from 1.
    ids: Vec<(u32, String)>,
    /// Names that wiki links lead to.
    wiki: FxHashSet<String>,
}

impl Markup {
    /// Reads the markup of a file.
    pub fn of(file: &SourceFile) -> Self {
        let body = file.text.get(file.body_start..).unwrap_or_default();
        if let Some(fences) = fences_around(body) {
            let edit = |fence: Range<usize>| Removal {
                range: file.body_start + fence.start..file.body_start + fence.end,
                with: String::new(),
                breaks: false,
            };
            let text = Some(edits::apply(&file.text, &fences.map(edit)));
            return Self { text, ..Self::default() };
        }
        if !may_have_markup(body) {
            return Self::default();
        }
        let found = scanner::Scanner::new(&file.text, file.body_start, Dialect::of(&file.relative)).scan();
        let ids = found.ids.into_iter().map(|(at, id)| (file.lines.line(at), id)).collect();
        let text = (!found.edits.is_empty()).then(|| edits::apply(&file.text, &found.edits));
        Self { text, ids, wiki: found.wiki }
    }

    /// The id that the author gave to a heading that stands on one of these lines.
    pub fn heading_id(&self, lines: Range<u32>) -> Option<&str> {
        let from = self.ids.partition_point(|(line, _)| *line < lines.start);
        self.ids.get(from).filter(|(line, _)| *line < lines.end).map(|(_, id)| id.as_str())
    }
}

/// The two fences around a write-up that stands in a block of code as a whole, as programs that write Markdown give it out:
/// "```markdown".
fn fences_around(body: &str) -> Option<[Range<usize>; 2]> {
    let opened = ["\n```markdown\n", "\n```md\n"]
        .iter()
        .find_map(|fence| body.find(fence).map(|at| at + 1..at + fence.len() - 1))?;
    let inside = opened.end + 1;
    let rest = &body[inside..];
    let end = rest.rfind("\n```").map_or(rest.len(), |end| end + 1);
    let closed = inside + end..inside + end + rest[end..].lines().next().map_or(0, str::len);
    // An example of Markdown is no write-up: most of the text stands inside.
    let is_whole = rest.starts_with("# ") && end * 2 > body.len();
    is_whole.then_some([opened, closed])
}

/// The events of a file's Markdown with their places in its body. Links of type [`is_wiki`] are wiki links.
pub fn events(file: &SourceFile, options: Options) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    let names = &file.markup.wiki;
    let known = move |link: BrokenLink<'_>| {
        names.get(link.reference.as_ref()).map(|name| (CowStr::from(name.clone()), CowStr::from("")))
    };
    Parser::new_with_broken_link_callback(file.body(), options, Some(known)).into_offset_iter()
}

/// Whether this is the type of wiki links among the [`events`].
pub fn is_wiki(link_type: LinkType) -> bool {
    matches!(link_type, LinkType::ReferenceUnknown | LinkType::CollapsedUnknown | LinkType::ShortcutUnknown)
}

/// What may stand in a file beside Markdown, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Markdown,
    /// Braces are expressions, and nothing is code by its indentation.
    Mdx,
    /// A template that a program fills in: `{{ … }}` is an expression.
    Template,
}

impl Dialect {
    fn of(path: &str) -> Self {
        let extension = super::extensions::split_name(path).1.unwrap_or_default().to_ascii_lowercase();
        match extension.as_str() {
            "mdx" => Self::Mdx,
            "erb" | "liquid" | "j2" | "jinja" => Self::Template,
            _ => Self::Markdown,
        }
    }
}

/// Whether a text holds a character of any of this markup: most write-ups have none.
fn may_have_markup(body: &str) -> bool {
    const SIGNS: [&str; 11] =
        ["{", "[[", "<!--", "<%", ":::", "%%", "[!", "[TOC]", "!!! ", "??? ", "import "];
    let has = |sign: &str| memchr::memmem::find(body.as_bytes(), sign.as_bytes()).is_some();
    let bytes = body.as_bytes();
    let component =
        |at: usize| bytes.get(at + 1).is_some_and(|next| next.is_ascii_uppercase() || *next == b'/');
    SIGNS.into_iter().any(has) || has("export ") || memchr::memchr_iter(b'<', bytes).any(component)
}

#[cfg(test)]
mod tests;
