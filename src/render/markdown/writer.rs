//! Markdown events become HTML, one at a time.

use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, LinkType, Tag, TagEnd};
use rustc_hash::{FxHashMap, FxHashSet};

use super::escape::{address_into, escape_into};
use super::links::{self, Address};
use super::{Embedded, LinkContext, PageHeading, Rendered, spoken};
use crate::anchors::Anchors;
use crate::diagnostic::Limited;
use crate::source::markup;

/// A picture whose alternative text is being read.
struct Picture {
    address: String,
    title: String,
    alt: String,
    offset: usize,
}

/// Writes HTML.
pub(super) struct HtmlWriter<'a> {
    at: &'a LinkContext<'a>,
    own: &'a Anchors,
    /// Where HTML is kept, addresses are left as written: the pass that cleans the whole text looks them up.
    embedded: Embedded,
    /// What stands before each id.
    mark: &'a str,
    shift: i8,
    done: Rendered,
    /// Ids of the headings still to come.
    ids: std::slice::Iter<'a, String>,
    /// What tells browsers to find the direction of a block from its words; empty where all run from left to right.
    direction: &'static str,
    /// What ends the links that are open.
    links: Vec<&'static str>,
    picture: Option<Picture>,
    /// Start of the open heading's text in the output, and its words so far.
    heading: Option<(usize, u8, String)>,
    alignments: Vec<Alignment>,
    cell: usize,
    head: bool,
    notes: FxHashMap<String, usize>,
    /// Addresses that are findings, each reported once.
    reported: FxHashSet<String>,
    findings: Limited,
}

impl<'a> HtmlWriter<'a> {
    /// `mark` is what stands before each id until the text is cleaned.
    pub(super) fn new(
        (at, own): (&'a LinkContext<'a>, &'a Anchors),
        embedded: Embedded,
        mark: &'a str,
        shift: i8,
    ) -> Self {
        let body = at.source.body();
        let html = String::with_capacity(body.len() * 3 / 2);
        Self {
            at,
            own,
            embedded,
            mark,
            shift,
            done: Rendered { html, ..Rendered::default() },
            ids: own.headings.iter(),
            direction: if runs_from_right(body) { " dir=\"auto\"" } else { "" },
            links: Vec::new(),
            picture: None,
            heading: None,
            alignments: Vec::new(),
            cell: 0,
            head: false,
            notes: FxHashMap::default(),
            reported: FxHashSet::default(),
            findings: Limited::default(),
        }
    }

    /// The HTML.
    pub(super) fn finish(mut self) -> Rendered {
        self.done.diagnostics.extend(self.findings.finish());
        self.done
    }

    /// Writes one event; `next` is the one after it.
    pub(super) fn event(&mut self, event: &Event<'_>, range: &Range<usize>, next: Option<&Event<'_>>) {
        if let Some(picture) = &mut self.picture {
            match event {
                Event::End(TagEnd::Image) => self.end_picture(),
                event => picture.alt.push_str(spoken(event).unwrap_or_default()),
            }
            return;
        }
        if let (Some((_, _, words)), Some(text)) = (&mut self.heading, spoken(event)) {
            words.push_str(text);
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) => escape_into(&mut self.done.html, text),
            Event::Code(text) => {
                self.put("<code>");
                escape_into(&mut self.done.html, text);
                self.put("</code>");
            }
            Event::Html(html) | Event::InlineHtml(html) => match self.embedded {
                Embedded::AsText => escape_into(&mut self.done.html, html),
                Embedded::Absent | Embedded::Kept => self.put(html),
            },
            Event::SoftBreak => self.put(if starts_an_entry(next) { "<br>\n" } else { "\n" }),
            Event::HardBreak => self.put("<br>\n"),
            Event::Rule => self.put("<hr>\n"),
            Event::FootnoteReference(name) => self.footnote_reference(name),
            Event::TaskListMarker(true) => {
                self.put("<span class=\"task\" role=\"img\" aria-label=\"done\">☑</span> ")
            }
            Event::TaskListMarker(false) => {
                self.put("<span class=\"task\" role=\"img\" aria-label=\"open\">☐</span> ")
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => escape_into(&mut self.done.html, text),
        }
    }

    fn put(&mut self, html: &str) {
        self.done.html.push_str(html);
    }

    /// Appends the opening tag of a block that holds others, which lacks its end. Browsers would not find its direction,
    /// since the blocks in it have one of their own.
    fn open(&mut self, tag: &str, range: &Range<usize>) {
        self.put(tag);
        let text = self.at.source.body().get(range.clone()).unwrap_or_default();
        let first = || text.chars().find(|c| c.is_alphabetic());
        if !self.direction.is_empty() && first().is_some_and(is_written_from_right) {
            self.put(" dir=\"rtl\"");
        }
        self.put(">\n");
    }

    /// Appends an opening tag that can be linked to by its line, the first of each line only.
    fn block(&mut self, tag: &str, offset: usize) {
        let line = self.at.source.lines.line(self.at.source.body_start + offset);
        self.put("<");
        self.put(tag);
        if self.done.anchors.last().is_none_or(|&last| last < line) {
            self.done.anchors.push(line);
            self.put(&format!(" id=\"{}L{line}\"", self.mark));
        }
        if matches!(tag, "p" | "li") {
            self.put(self.direction);
        }
        self.put(">");
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        let offset = range.start;
        match tag {
            Tag::Paragraph => self.block("p", offset),
            Tag::Heading { level, .. } => {
                let level = (*level as i8 + self.shift).clamp(3, 6) as u8;
                self.heading = Some((self.done.html.len(), level, String::new()));
            }
            Tag::BlockQuote(_) => self.open("<blockquote", range),
            Tag::CodeBlock(kind) => self.code_block(kind, offset),
            Tag::List(Some(1)) => self.open("<ol", range),
            Tag::List(Some(start)) => self.open(&format!("<ol start=\"{start}\""), range),
            Tag::List(None) => self.open("<ul", range),
            Tag::Item => self.block("li", offset),
            Tag::FootnoteDefinition(name) => {
                let number = self.note_number(name);
                let mark = self.mark;
                self.put(&format!(
                    "<div class=\"footnote\" id=\"{mark}wb-note-{number}\"><sup>{number}</sup> "
                ));
            }
            Tag::Table(alignments) => {
                self.alignments.clone_from(alignments);
                self.put("<div class=\"scroll\" role=\"region\" aria-label=\"Table\" tabindex=\"0\">");
                self.open("<table", range);
            }
            Tag::TableHead => {
                (self.head, self.cell) = (true, 0);
                self.put("<thead><tr>");
            }
            Tag::TableRow => {
                (self.head, self.cell) = (false, 0);
                self.block("tr", offset);
            }
            Tag::TableCell => self.table_cell(),
            Tag::Emphasis => self.put("<em>"),
            Tag::Strong => self.put("<strong>"),
            Tag::Strikethrough => self.put("<del>"),
            Tag::Link { link_type, dest_url, .. } if markup::is_wiki(*link_type) => {
                match links::wiki_address(self.at, dest_url) {
                    Some(address) => self.start_link(&address, "", offset),
                    // A page that is still to be written.
                    None => self.links.push(""),
                }
            }
            Tag::Link { link_type, dest_url, title, .. } => {
                let mail = if *link_type == LinkType::Email { "mailto:" } else { "" };
                self.start_link(&format!("{mail}{dest_url}"), title, offset);
            }
            Tag::Image { link_type, dest_url, title, .. } => {
                let wiki = || links::wiki_address(self.at, dest_url).unwrap_or_else(|| dest_url.to_string());
                let address = if markup::is_wiki(*link_type) { wiki() } else { dest_url.to_string() };
                let title = title.to_string();
                self.picture = Some(Picture { address, title, alt: String::new(), offset });
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.put("</p>\n"),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(_) => self.put("</blockquote>\n"),
            TagEnd::CodeBlock => self.put("</code></pre>\n"),
            TagEnd::List(true) => self.put("</ol>\n"),
            TagEnd::List(false) => self.put("</ul>\n"),
            TagEnd::Item => self.put("</li>\n"),
            TagEnd::FootnoteDefinition => self.put("</div>\n"),
            TagEnd::Table => self.put("</tbody></table></div>\n"),
            TagEnd::TableHead => self.put("</tr></thead>\n<tbody>\n"),
            TagEnd::TableRow => self.put("</tr>\n"),
            TagEnd::TableCell => self.put(if self.head { "</th>" } else { "</td>" }),
            TagEnd::Emphasis => self.put("</em>"),
            TagEnd::Strong => self.put("</strong>"),
            TagEnd::Strikethrough => self.put("</del>"),
            TagEnd::Link => {
                let end = self.links.pop().unwrap_or_default();
                self.put(end);
            }
            _ => {}
        }
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'_>, offset: usize) {
        self.block("pre tabindex=\"0\"", offset);
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split([' ', ',']).next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        self.put("<code");
        if !language.is_empty() {
            self.put(" class=\"language-");
            escape_into(&mut self.done.html, language);
            self.put("\"");
        }
        self.put(">");
    }

    fn end_heading(&mut self) {
        let Some((start, level, text)) = self.heading.take() else { return };
        let inner = self.done.html.split_off(start);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let id = self.ids.next().cloned().unwrap_or_default();
        let (mark, direction) = (self.mark, self.direction);
        self.put(&format!("<h{level} id=\"{mark}{id}\"{direction}>{inner}</h{level}>\n"));
        if !text.is_empty() {
            self.done.headings.push(PageHeading { level, text, id });
        }
    }

    fn table_cell(&mut self) {
        self.put(if self.head { "<th scope=\"col\"" } else { "<td" });
        match self.alignments.get(self.cell) {
            Some(Alignment::Center) => self.put(" class=\"to-centre\""),
            Some(Alignment::Right) => self.put(" class=\"to-right\""),
            _ => {}
        }
        self.put(self.direction);
        self.put(">");
        self.cell += 1;
    }

    fn note_number(&mut self, name: &str) -> usize {
        let next = self.notes.len() + 1;
        *self.notes.entry(name.to_owned()).or_insert(next)
    }

    fn footnote_reference(&mut self, name: &str) {
        let number = self.note_number(name);
        self.put(&format!(
            "<sup><a href=\"#wb-note-{number}\" aria-label=\"Footnote {number}\">{number}</a></sup>"
        ));
    }

    fn look_up(&mut self, address: &str, offset: usize) -> Address {
        let found = links::look_up(self.at, self.own, address, &mut self.done.files);
        let at = Some(self.at.source.body_start + offset);
        // What leads nowhere, and to no place of this page, are findings of the lint rule `dangling-link` already.
        match &found {
            Address::Unpublished(reason) if self.reported.insert(address.to_owned()) => {
                self.findings.push(links::UNPUBLISHED, || links::unpublished(self.at, address, reason, at));
            }
            Address::NoAnchor(page) if !page.is_empty() && self.reported.insert(address.to_owned()) => {
                self.findings.push(links::DEAD_ANCHOR, || links::dead_anchor(self.at, address, at));
            }
            _ => {}
        }
        found
    }

    fn start_link(&mut self, address: &str, title: &str, offset: usize) {
        if self.embedded == Embedded::Kept {
            self.put("<a href=\"");
            address_into(&mut self.done.html, address);
            self.put("\" title=\"");
            escape_into(&mut self.done.html, title);
            self.put("\">");
            self.links.push("</a>");
            return;
        }
        let found = self.look_up(address, offset);
        self.links.push(links::open_link(&mut self.done.html, &found, title));
    }

    fn end_picture(&mut self) {
        let Some(picture) = self.picture.take() else { return };
        if self.embedded == Embedded::Kept {
            self.put("<img src=\"");
            address_into(&mut self.done.html, &picture.address);
            self.put("\" alt=\"");
            escape_into(&mut self.done.html, &picture.alt);
            self.put("\" title=\"");
            escape_into(&mut self.done.html, &picture.title);
            self.put("\">");
            return;
        }
        let found = self.look_up(&picture.address, picture.offset);
        let inside_link = !self.links.is_empty();
        links::image(&mut self.done.html, &found, &picture.alt, &picture.title, inside_link);
    }
}

/// Whether a text has letters of a script that is written from right to left.
fn runs_from_right(text: &str) -> bool {
    // The first bytes of Hebrew, Arabic, Syriac, Thaana and N'Ko.
    text.bytes().any(|byte| (0xD6..=0xDF).contains(&byte))
}

/// Whether a letter is one of those scripts.
fn is_written_from_right(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{7FF}')
}

/// Whether a line of a paragraph is an entry of its own in a text that marks entries in ways Markdown does not
/// know: bullets such as `§` and `$`, a clock time, a bold label or `Label:`.
fn starts_an_entry(next: Option<&Event<'_>>) -> bool {
    let text = match next {
        Some(Event::Start(Tag::Strong)) => return true,
        Some(Event::Text(text)) => text.trim_start(),
        _ => return false,
    };
    let mut characters = text.chars();
    let (first, second) = (characters.next(), characters.next());
    if first.is_some_and(|c| "§•$=o–".contains(c)) && second.is_none_or(char::is_whitespace) {
        return true;
    }
    let head: String = text.chars().take(30).collect();
    let clock = head.split([' ', '-', '–']).next().unwrap_or_default();
    let is_clock = clock.len() >= 4
        && clock.contains([':', '.'])
        && clock.chars().all(|c| c.is_ascii_digit() || ":.apmAPM".contains(c));
    let is_label = head.split_once(':').is_some_and(|(label, _)| {
        label.chars().all(|c| c.is_alphanumeric() || c == ' ')
            && label.starts_with(char::is_uppercase)
            && label.split(' ').count() <= 4
    });
    is_clock || is_label
}
