//! Where a link of a write-up leads on the site.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use rustc_hash::FxHashMap;

use super::Surroundings;
use super::escape::{address_into, escape_into};
use crate::diagnostic::{Diagnostic, Severity};
use crate::extract::Incident;
use crate::source::links::{Link, Places, resolve};

/// Folder of the site that holds local pictures and files.
pub(in crate::render) const FILES: &str = "files/";

/// Characters of a file's name that mean something else in an address.
const IN_PATH: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'\\').add(b'#').add(b'?').add(b'%');

/// Address from the site's root of a file that is copied from the content folder.
pub(in crate::render) fn file_address(path: &str) -> String {
    format!("{FILES}{}", utf8_percent_encode(path, IN_PATH))
}

/// What the links of write-ups can lead to.
#[derive(Debug, Default)]
pub(in crate::render) struct Neighbours {
    places: Places,
    slugs: FxHashMap<String, String>,
}

impl Neighbours {
    /// The pages of `incidents` and the files of the content folder.
    pub(in crate::render) fn new(incidents: &[Incident], files: &[String]) -> Self {
        let paths = incidents.iter().map(|incident| incident.source.relative.clone());
        let slug = |incident: &Incident| (incident.source.relative.clone(), incident.record.slug.clone());
        let places =
            Places { postmortems: paths.collect(), files: files.iter().cloned().collect::<BTreeSet<_>>() };
        Self { places, slugs: incidents.iter().map(slug).collect() }
    }
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
    /// Something that runs or carries data (`javascript:`, `data:`, `file:`).
    Forbidden,
    /// A relative link whose target is not there.
    Missing,
}

/// Decides what an address as written may become; notes files to copy.
pub(super) fn look_up(at: &Surroundings<'_>, address: &str, files: &mut Vec<String>) -> Address {
    let address = address.trim();
    match resolve(address, &at.source.relative, &at.neighbours.places) {
        Link::Fragment => Address::Here(address.to_owned()),
        Link::Postmortem { path, suffix } => match at.neighbours.slugs.get(&path) {
            Some(slug) => Address::Here(format!("{}incidents/{slug}/{suffix}", at.root)),
            None => Address::Missing,
        },
        Link::Asset { path, suffix } => {
            let shown = format!("{}{}{suffix}", at.root, file_address(&path));
            files.push(path);
            Address::Here(shown)
        }
        Link::External { host } if address.starts_with(['/', '\\']) => {
            Address::Elsewhere { address: format!("https:{}", address.replace('\\', "/")), host }
        }
        Link::External { host } => Address::Elsewhere { address: address.to_owned(), host },
        Link::Dangling(_) => Address::Missing,
        Link::Unsafe => Address::Forbidden,
    }
}

/// Appends the start of a link; returns what ends it.
pub(super) fn open_link(out: &mut String, address: &Address, title: &str) -> &'static str {
    let (href, class) = match address {
        Address::Here(href) => (href, ""),
        Address::Elsewhere { address: href, .. } => (href, " class=\"elsewhere\""),
        Address::Missing => {
            out.push_str("<span class=\"dangling\">");
            return "<span class=\"note\"> (link leads nowhere)</span></span>";
        }
        Address::Forbidden => {
            out.push_str("<span class=\"dangling\">");
            return "<span class=\"note\"> (link removed)</span></span>";
        }
    };
    out.push_str("<a href=\"");
    address_into(out, href);
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
        Address::Here(_) | Address::Missing | Address::Forbidden => {
            out.push_str("<span class=\"dangling\">");
            escape_into(out, name);
            out.push_str("<span class=\"note\"> (picture is not there)</span></span>");
        }
    }
}

/// The finding for a link that leads nowhere; `offset` is where it stands in the file.
pub(super) fn dangling(at: &Surroundings<'_>, address: &str, offset: Option<usize>) -> Diagnostic {
    let message = format!("`{address}` leads to no file");
    let finding = Diagnostic::new("dangling-link", Severity::Warning, &at.source.relative, message)
        .help("links are relative to the file they stand in");
    match offset {
        Some(start) => finding.at(at.source.lines.span(&at.source.text, start..start + 1)),
        None => finding,
    }
}
