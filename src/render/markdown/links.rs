//! Where a link of a write-up leads on the site.

use std::sync::OnceLock;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use rustc_hash::FxHashMap;

use super::LinkContext;
use super::escape::{address_into, escape_into};
use crate::anchors::{self, Anchors};
use crate::assets::{Publication, UnpublishedReason};
use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::extract::Incident;
use crate::render::Asset;
use crate::slugs;
use crate::source::links::{Link, LinkTargets, Repository, resolve, resolve_wiki};

/// Characters of a file's name that mean something else in an address.
const IN_PATH: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'\\').add(b'#').add(b'?').add(b'%');

/// Address from the site's root of a file that is copied to the site.
pub(in crate::render) fn file_address(asset: &Asset) -> String {
    utf8_percent_encode(&asset.to, IN_PATH).to_string()
}

/// Says what becomes of a file of the content folder.
pub type PublicationLookup<'a> = &'a (dyn Fn(&str) -> Publication + Sync);

/// What the links of write-ups can lead to.
pub(in crate::render) struct Neighbours<'a> {
    places: LinkTargets,
    /// The pages that are made of texts.
    pages: Vec<&'a Incident>,
    /// Places in `pages` by path.
    by_path: FxHashMap<&'a str, usize>,
    /// The anchors of each, found when the first link names one.
    anchors: Vec<OnceLock<Anchors>>,
    published: PublicationLookup<'a>,
}

impl<'a> Neighbours<'a> {
    /// The pages of incidents and of the files that hold several of them, and the files of the content folder.
    pub(in crate::render) fn new(
        pages: Vec<&'a Incident>,
        files: &[String],
        repository: Option<Repository>,
        published: PublicationLookup<'a>,
    ) -> Self {
        let names = pages.iter().map(|page| (page.record.path.clone(), slugs::names(page)));
        let places = LinkTargets::new(names, files.iter().cloned(), repository);
        let by_path = pages.iter().enumerate().map(|(at, page)| (page.record.path.as_str(), at)).collect();
        let anchors = pages.iter().map(|_| OnceLock::new()).collect();
        Self { places, pages, by_path, anchors, published }
    }

    /// Where a link to a page leads, from the root of the site.
    fn page(&self, path: &str, suffix: &str) -> Option<(String, Anchored)> {
        let index = *self.by_path.get(path)?;
        let incident = self.pages.get(index)?;
        let page = format!("incidents/{}/", incident.record.slug);
        let (query, fragment) = suffix.split_once('#').unwrap_or((suffix, ""));
        if fragment.is_empty() || incident.document.plain {
            return Some((format!("{page}{suffix}"), Anchored::Yes));
        }
        let anchors = self.anchors.get(index)?;
        let anchors = anchors.get_or_init(|| anchors::of_file(&incident.source, &incident.record.title));
        Some(match anchors.find(fragment) {
            Some(id) => (format!("{page}{query}#{id}"), Anchored::Yes),
            None => (format!("{page}{query}"), Anchored::No),
        })
    }

    /// The file as it is copied to the site.
    ///
    /// # Errors
    /// If it is not published: the reason.
    pub(in crate::render) fn asset(&self, path: &str) -> Result<Asset, UnpublishedReason> {
        match (self.published)(path) {
            Publication::As(to) => Ok(Asset { from: path.to_owned(), to }),
            Publication::Refused(reason) => Err(reason),
        }
    }
}

/// Whether a page has the place that a fragment names.
enum Anchored {
    Yes,
    No,
}

/// An address as the site may use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Address {
    /// Within the site or the page: a relative address.
    Here(String),
    /// Another host, to be followed by a click and never loaded.
    Elsewhere {
        /// The address.
        address: String,
        /// Name of the host; empty for mail and the like.
        host: String,
    },
    /// A page without the place that the fragment names; the address of the page, empty for this one.
    NoAnchor(String),
    /// Something that runs or carries data (`javascript:`, `data:`, `file:`).
    Forbidden,
    /// A relative link whose target is not there.
    Missing,
    /// A file that is there and is not published.
    Unpublished(UnpublishedReason),
}

/// Decides what an address as written may become; notes files to copy.
pub(super) fn look_up(at: &LinkContext<'_>, own: &Anchors, address: &str, files: &mut Vec<Asset>) -> Address {
    let address = address.trim();
    match resolve(address, &at.source.relative, &at.neighbours.places) {
        Link::Fragment => match own.find(address.trim_start_matches('#')) {
            Some(id) => Address::Here(format!("#{id}")),
            None => Address::NoAnchor(String::new()),
        },
        Link::Postmortem { path, suffix } => match at.neighbours.page(&path, &suffix) {
            Some((page, Anchored::Yes)) => Address::Here(format!("{}{page}", at.root)),
            Some((page, Anchored::No)) => Address::NoAnchor(format!("{}{page}", at.root)),
            None => Address::Missing,
        },
        Link::Asset { path, suffix } => match at.neighbours.asset(&path) {
            Ok(asset) => {
                let shown = format!("{}{}{suffix}", at.root, file_address(&asset));
                files.push(asset);
                Address::Here(shown)
            }
            Err(reason) => Address::Unpublished(reason),
        },
        Link::External { host } if address.starts_with(['/', '\\']) => {
            Address::Elsewhere { address: format!("https:{}", address.replace('\\', "/")), host }
        }
        Link::External { host } => Address::Elsewhere { address: address.to_owned(), host },
        Link::Repository(address) => Address::Elsewhere { address, host: "the repository".to_owned() },
        Link::Dangling(_) | Link::Outside(_) => Address::Missing,
        Link::Unsafe => Address::Forbidden,
    }
}

/// The address of what a wiki link names, as a link of Markdown would give it; `None` where nothing has this name.
pub(super) fn wiki_address(at: &LinkContext<'_>, name: &str) -> Option<String> {
    let place = |path: &str, suffix: &str| format!("/{}{suffix}", utf8_percent_encode(path, IN_PATH));
    match resolve_wiki(name, &at.source.relative, &at.neighbours.places) {
        Link::Postmortem { path, suffix } | Link::Asset { path, suffix } => Some(place(&path, &suffix)),
        Link::Fragment => Some(name.trim().to_owned()),
        _ => None,
    }
}

/// Appends the start of a link; returns what ends it.
pub(super) fn open_link(out: &mut String, address: &Address, title: &str) -> &'static str {
    let (href, class) = match address {
        Address::Here(href) => (href, ""),
        Address::NoAnchor(page) if !page.is_empty() => (page, ""),
        Address::Elsewhere { address: href, .. } => (href, " class=\"elsewhere\""),
        Address::Missing | Address::NoAnchor(_) => {
            out.push_str("<span class=\"dangling\">");
            return "<span class=\"note\"> (link leads nowhere)</span></span>";
        }
        Address::Forbidden => {
            out.push_str("<span class=\"dangling\">");
            return "<span class=\"note\"> (link removed)</span></span>";
        }
        Address::Unpublished(_) => {
            out.push_str("<span class=\"dangling\">");
            return "<span class=\"note\"> (file not published)</span></span>";
        }
    };
    out.push_str("<a href=\"");
    match href.strip_prefix('#') {
        // As the id that it names is written.
        Some(id) => escape_into(out, &format!("#{id}")),
        None => address_into(out, href),
    }
    out.push('"');
    out.push_str(class);
    if !title.is_empty() {
        out.push_str(" title=\"");
        escape_into(out, title);
        out.push('"');
    }
    out.push('>');
    "</a>"
}

/// Appends a picture: one of the site itself as such, one elsewhere as a link that names the host.
pub(super) fn image(out: &mut String, address: &Address, alt: &str, title: &str, inside_link: bool) {
    let name = if alt.trim().is_empty() { "picture" } else { alt.trim() };
    match address {
        Address::Here(src) if !src.is_empty() && !src.starts_with('#') => {
            out.push_str("<img src=\"");
            address_into(out, src);
            out.push_str("\" alt=\"");
            escape_into(out, alt);
            if !title.is_empty() {
                out.push_str("\" title=\"");
                escape_into(out, title);
            }
            out.push_str("\" loading=\"lazy\">");
        }
        Address::Elsewhere { host, .. } => {
            let end = if inside_link { "" } else { open_link(out, address, "") };
            escape_into(out, name);
            out.push_str(end);
            out.push_str("<span class=\"note\"> (picture on ");
            escape_into(out, host);
            out.push_str(", not loaded)</span>");
        }
        Address::Here(_)
        | Address::Missing
        | Address::NoAnchor(_)
        | Address::Forbidden
        | Address::Unpublished(_) => {
            let is_there = matches!(address, Address::Unpublished(_));
            out.push_str("<span class=\"dangling\">");
            escape_into(out, name);
            out.push_str("<span class=\"note\"> (");
            out.push_str(if is_there { "file not published" } else { "picture is not there" });
            out.push_str(")</span></span>");
        }
    }
}

/// Rule for a link that leads nowhere, and for one to a file that is not published.
pub(super) const DANGLING: &str = "dangling-link";
pub(super) const UNPUBLISHED: &str = "unpublished-file";
/// Rule for a fragment that names no place of its page.
pub(super) const DEAD_ANCHOR: &str = "dead-anchor";

/// The finding for a fragment that names no place of its page.
pub(super) fn dead_anchor(at: &LinkContext<'_>, address: &str, offset: Option<usize>) -> Diagnostic {
    let message = format!("`{address}` leads to no heading of its page");
    let help = "correct the fragment: a heading has the id that GitHub makes of its words";
    finding(at, (DEAD_ANCHOR, message), help, offset)
}

/// The finding for a link that leads nowhere; `offset` is its position in the file.
pub(super) fn dangling(at: &LinkContext<'_>, address: &str, offset: Option<usize>) -> Diagnostic {
    let message = format!("`{address}` leads to no file");
    finding(at, (DANGLING, message), "links are relative to the file that contains them", offset)
}

/// The finding for a link to a file that is not published.
pub(super) fn unpublished(
    at: &LinkContext<'_>,
    address: &str,
    reason: &UnpublishedReason,
    offset: Option<usize>,
) -> Diagnostic {
    let message = format!("`{address}` is not published: {}", reason.message);
    finding(at, (UNPUBLISHED, message), reason.help, offset)
}

fn finding(
    at: &LinkContext<'_>,
    (rule, message): (&'static str, String),
    help: &'static str,
    offset: Option<usize>,
) -> Diagnostic {
    let finding = Diagnostic::new(rule, DiagnosticSeverity::Warning, &at.source.relative, message).help(help);
    match offset {
        Some(start) => finding.at(at.source.lines.span(&at.source.text, start..start + 1)),
        None => finding,
    }
}
