//! A write-up's Markdown becomes HTML that asks no other host for anything and whose lines can be linked to.
//!
//! The HTML is written here and not by pulldown-cmark's own writer: blocks carry the line of the file they start
//! at (`id="L12"`), tables are aligned by classes since the page's policy allows no style attribute, and links and
//! images are looked up. A text that holds raw HTML goes through [`clean`] afterwards as a whole, because an
//! element may start in one fragment and end in another.

mod autolinks;
mod clean;
mod escape;
mod links;
mod nesting;
mod writer;

use pulldown_cmark::{Event, HeadingLevel, Options, Tag, TagEnd};
use rustc_hash::FxHashSet;

use super::Asset;
use crate::anchors::{self, Anchors, spoken};
use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::source::{SourceFile, markup};

pub(super) use escape::escape_into;
pub use links::PublicationLookup;
pub(super) use links::{Neighbours, file_address};

/// A write-up as a page shows it.
#[derive(Debug, Default)]
pub(super) struct Rendered {
    /// The text as HTML.
    pub(super) html: String,
    /// Its headings.
    pub(super) headings: Vec<PageHeading>,
    /// Lines of the file that have an anchor, ascending.
    pub(super) anchors: Vec<u32>,
    /// Files it shows or links to.
    pub(super) files: Vec<Asset>,
    /// Links of embedded HTML that lead nowhere, and links to files that are not published.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Rendered {
    /// The anchor of the block that a line stands in: the last one at or before it.
    pub(super) fn anchor(&self, line: u32) -> Option<u32> {
        let after = self.anchors.partition_point(|&anchor| anchor <= line);
        after.checked_sub(1).and_then(|index| self.anchors.get(index)).copied()
    }
}

/// A heading of the text.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(super) struct PageHeading {
    /// Its level on the page, from 3.
    pub(super) level: u8,
    /// Its text.
    pub(super) text: String,
    /// Its id, unique on the page.
    pub(super) id: String,
}

/// What the surroundings of a write-up decide about its HTML.
pub(super) struct LinkContext<'a> {
    /// The file.
    pub(super) source: &'a SourceFile,
    /// The page's title; a first heading that repeats it is left out.
    pub(super) title: &'a str,
    /// From the page to the site's root, such as `../../`.
    pub(super) root: &'a str,
    /// What relative links can lead to.
    pub(super) neighbours: &'a Neighbours<'a>,
}

/// Renders the Markdown of a write-up.
pub(super) fn render(at: &LinkContext<'_>) -> Rendered {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    let events: Vec<_> = autolinks::link(markup::events(at.source, options).collect(), at.source.body());
    let mut collector = anchors::Collector::new(at.source, at.title);
    events.iter().for_each(|(event, range)| collector.event(event, range));
    let own = collector.finish();
    if !events.iter().any(|(event, _)| matches!(event, Event::Html(_) | Event::InlineHtml(_))) {
        return write((at, &own), &events, Embedded::Absent, "");
    }
    let mark = clean::Ids::mark(&at.source.text);
    let mut rendered = write((at, &own), &events, Embedded::Kept, &mark);
    if nesting::is_bounded(&rendered.html) {
        let taken = own.headings.iter().cloned().collect();
        clean::clean(at, &own, &mut rendered, clean::Ids { mark, taken }, &link_targets(&events));
        return rendered;
    }
    let mut rendered = write((at, &own), &events, Embedded::AsText, "");
    rendered.diagnostics.push(too_deep(at));
    rendered
}

/// The addresses of links and pictures in Markdown: the lint rule `dangling-link` has reported those that lead nowhere.
fn link_targets<'e>(events: &'e [(Event<'_>, std::ops::Range<usize>)]) -> FxHashSet<&'e str> {
    let target = |(event, _): &'e (Event<'_>, _)| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => Some(dest_url.as_ref()),
        _ => None,
    };
    events.iter().filter_map(target).collect()
}

/// Renders a postmortem that is too large to be parsed as Markdown: as plain text.
pub(super) fn render_plain(at: &LinkContext<'_>) -> Rendered {
    let body = at.source.body();
    let mut html = String::with_capacity(body.len() + body.len() / 8);
    html.push_str("<pre tabindex=\"0\">");
    escape_into(&mut html, body);
    html.push_str("</pre>\n");
    Rendered { html, ..Rendered::default() }
}

/// What becomes of the HTML that a text embeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Embedded {
    /// The text has no HTML.
    Absent,
    /// It is written unchanged, to be cleaned.
    Kept,
    /// Its source is shown.
    AsText,
}

/// The HTML of a text; the ids that are given in it stand behind `mark`.
fn write(
    (at, own): (&LinkContext<'_>, &Anchors),
    events: &[(Event<'_>, std::ops::Range<usize>)],
    embedded: Embedded,
    mark: &str,
) -> Rendered {
    let (skip, shift) = headings(events, at.title);
    let mut writer = writer::HtmlWriter::new((at, own), embedded, mark, shift);
    for (index, (event, range)) in events.iter().enumerate() {
        if !skip.contains(&index) {
            writer.event(event, range, events.get(index + 1).map(|(event, _)| event));
        }
    }
    writer.finish()
}

/// The finding for HTML that is not parsed.
fn too_deep(at: &LinkContext<'_>) -> Diagnostic {
    let message = format!(
        "the HTML in this file leaves too many elements open (at most {} at once), so its source is shown",
        nesting::MOST_OPEN
    );
    Diagnostic::new("over-budget", DiagnosticSeverity::Warning, &at.source.relative, message)
        .help("close the elements, or write the text in Markdown")
}

/// Events of the first heading where it repeats the title, and how far the other headings move down so that the
/// highest of them stands under the page's own second level.
fn headings(events: &[(Event<'_>, std::ops::Range<usize>)], title: &str) -> (std::ops::Range<usize>, i8) {
    let mut repeated = 0..0;
    let mut highest = HeadingLevel::H6;
    let mut first = true;
    for (index, (event, _)) in events.iter().enumerate() {
        let Event::Start(Tag::Heading { level, .. }) = event else { continue };
        let rest = events.get(index + 1..).unwrap_or_default();
        let length =
            rest.iter().take_while(|(event, _)| !matches!(event, Event::End(TagEnd::Heading(_)))).count();
        let mut pictures = 0i32;
        let outside_pictures = |(event, _): &&(Event<'_>, std::ops::Range<usize>)| {
            pictures += i32::from(matches!(event, Event::Start(Tag::Image { .. })));
            pictures -= i32::from(matches!(event, Event::End(TagEnd::Image)));
            pictures == 0
        };
        let words = rest.iter().take(length).filter(outside_pictures);
        let text: String = words.filter_map(|(event, _)| spoken(event)).collect();
        if std::mem::take(&mut first) && text.trim() == title.trim() {
            repeated = index..index + length + 2;
        } else {
            highest = highest.min(*level);
        }
    }
    (repeated, 3 - highest as i8)
}

#[cfg(test)]
mod tests;
