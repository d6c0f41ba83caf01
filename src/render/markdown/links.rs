//! Where a link of a write-up leads on the site.

use super::Surroundings;
use super::escape::{address_into, escape_into};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::SourceFile;

/// What a relative link in a write-up means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    /// Another postmortem, by its slug.
    Incident(String),
    /// A local file, by its path in the site; the caller copies it there.
    File(String),
    /// Nothing that is there.
    Missing,
}

/// Finds what relative links mean.
pub trait LinkResolver: Sync {
    /// The target of `destination` (without its fragment) as written in `from`.
    fn resolve(&self, from: &SourceFile, destination: &str) -> LinkTarget;
}

/// A resolver for a text without a folder around it: every relative link is missing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoLinks;

impl LinkResolver for NoLinks {
    fn resolve(&self, _: &SourceFile, _: &str) -> LinkTarget {
        LinkTarget::Missing
    }
}

/// An address as the site may use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Address {
    /// Within the site or the page: a relative address.
    Here(String),
    /// Another host, to be followed by a click and never loaded.
    Elsewhere(String),
    /// A scheme that runs something or reads the reader's disk (`javascript:`, `data:`, `file:`).
    Forbidden,
    /// A relative link whose target is not there.
    Missing,
}

/// Schemes that a click may follow.
const SCHEMES: [&str; 6] = ["http", "https", "mailto", "tel", "irc", "slack"];

/// The scheme of an address, as browsers read it: they pass over control characters and spaces.
fn scheme(address: &str) -> Option<String> {
    let heard: String = address.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let (name, _) = heard.split_once(':')?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_name.then(|| name.to_ascii_lowercase())
}

/// Host of an address on another host, for the note beside a picture that is not loaded.
pub(super) fn host(address: &str) -> &str {
    let rest = address.split_once("//").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.rsplit('@').next().unwrap_or(host)
}

/// Decides what an address as written may become; notes files to copy and what is missing.
pub(super) fn look_up(at: &Surroundings<'_>, address: &str, files: &mut Vec<String>) -> Address {
    let address = address.trim();
    if address.starts_with('#') {
        return Address::Here(address.to_owned());
    }
    if address.starts_with("//") || address.starts_with("\\\\") {
        return Address::Elsewhere(format!("https:{}", address.replace('\\', "/")));
    }
    if let Some(scheme) = scheme(address) {
        return match SCHEMES.contains(&scheme.as_str()) {
            true => Address::Elsewhere(address.to_owned()),
            false => Address::Forbidden,
        };
    }
    let cut = address.find(['#', '?']).unwrap_or(address.len());
    let (path, rest) = address.split_at(cut);
    if path.is_empty() {
        return Address::Missing;
    }
    match at.resolver.resolve(at.source, path) {
        LinkTarget::Incident(slug) => {
            let fragment = rest.find('#').map_or("", |start| &rest[start..]);
            Address::Here(format!("{}incidents/{slug}/{fragment}", at.root))
        }
        LinkTarget::File(path) => {
            let shown = format!("{}{path}{rest}", at.root);
            files.push(path);
            Address::Here(shown)
        }
        LinkTarget::Missing => Address::Missing,
    }
}

/// Appends the start of a link; returns what ends it.
pub(super) fn open_link(out: &mut String, address: &Address, title: &str) -> &'static str {
    let (href, class) = match address {
        Address::Here(href) => (href, ""),
        Address::Elsewhere(href) => (href, " class=\"elsewhere\""),
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
        Address::Here(src) => {
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
        Address::Elsewhere(there) => {
            let end = if inside_link { "" } else { open_link(out, address, "") };
            escape_into(out, name);
            out.push_str(end);
            out.push_str("<span class=\"note\"> (picture on ");
            escape_into(out, host(there));
            out.push_str(", not loaded)</span>");
        }
        Address::Missing | Address::Forbidden => {
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
