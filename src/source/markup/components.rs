//! What stands in angle brackets: comments, ERB, components of JSX.

use super::Dialect;
use super::scanner::{LONGEST, Scanner};

/// Elements of HTML that may be written with a capital; short names are all capitals then.
const HTML: [&str; 24] = [
    "script", "style", "table", "thead", "tbody", "div", "span", "details", "summary", "code", "pre",
    "blockquote", "strong", "font", "center", "iframe", "form", "input", "button", "img", "title", "head",
    "body", "html",
];

impl Scanner<'_> {
    pub(super) fn angle(&mut self) {
        let rest = &self.text[self.at..];
        let done = if rest.starts_with("<!--") {
            self.comment()
        } else if rest.starts_with("<%") {
            self.wipe("%>", usize::MAX)
        } else {
            self.component()
        };
        if !done {
            self.at += 1;
        }
    }

    /// `<!-- … -->`. One that is never closed is left to Markdown.
    fn comment(&mut self) -> bool {
        let inside = self.at + "<!--".len();
        let empty = [">", "->"].into_iter().find(|end| self.text[inside..].starts_with(end));
        let end = empty.map(|end| inside + end.len()).or_else(|| self.closing("-->", inside, usize::MAX));
        let Some(end) = end else { return false };
        self.take(self.at..end, "");
        true
    }

    /// A tag of JSX: its name begins with a capital and is none of HTML.
    fn component(&mut self) -> bool {
        let next = self.text.as_bytes().get(self.at + 1);
        if !next.is_some_and(|byte| byte.is_ascii_uppercase() || b"/>".contains(byte)) {
            return false;
        }
        let Some((name, end, is_written_so)) = self.tag_at(self.at) else { return false };
        let is_html = HTML.iter().any(|known| name.eq_ignore_ascii_case(known));
        let is_component = !is_html
            && name.starts_with(|c: char| c.is_ascii_uppercase())
            && (name.contains('.') || name.bytes().any(|byte| byte.is_ascii_lowercase()));
        let is_fragment = name.is_empty() && end - self.at <= "</>".len() && self.dialect == Dialect::Mdx;
        if !is_fragment && !(is_component && (self.dialect == Dialect::Mdx || is_written_so)) {
            return false;
        }
        self.take(self.at..end, "");
        true
    }

    /// Name and end of the tag at a byte, and whether it cannot be a placeholder such as `<Service name>`: it ends
    /// itself, has attributes with values, or is closed further on.
    pub(super) fn tag_at(&mut self, at: usize) -> Option<(String, usize, bool)> {
        let bytes = self.text.as_bytes();
        let closes = bytes.get(at + 1) == Some(&b'/');
        let from = at + 1 + usize::from(closes);
        let length = bytes[from..]
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(byte))
            .count();
        let name = &self.text[from..from + length];
        let end = self.tag_end(from + length)?;
        let inside = &self.text[from + length..end - 1];
        if !inside.is_empty() && !inside.starts_with([' ', '\t', '\n', '\r', '/']) {
            return None;
        }
        let is_written_so = closes
            || inside.ends_with('/')
            || inside.contains('=')
            || inside.trim().is_empty() && self.is_closed_later(name, end);
        Some((name.to_owned(), end, is_written_so))
    }

    fn is_closed_later(&mut self, name: &str, from: usize) -> bool {
        let rest = &self.text.as_bytes()[from..self.text.len().min(from + 16 * LONGEST)];
        let Some(fuel) = self.fuel.checked_sub(rest.len()) else { return false };
        self.fuel = fuel;
        memchr::memmem::find(rest, format!("</{name}>").as_bytes()).is_some()
    }

    /// Where a tag ends whose attributes begin at a byte; quotes and braces hide what is in them.
    fn tag_end(&mut self, from: usize) -> Option<usize> {
        let mut at = from;
        let mut quote = None;
        while let Some(&byte) = self.text.as_bytes().get(at).filter(|_| at < from + LONGEST) {
            self.fuel = self.fuel.checked_sub(1)?;
            match (byte, quote) {
                (b'"' | b'\'', None) => quote = Some(byte),
                (_, Some(open)) if byte == open => quote = None,
                (_, Some(_)) => {}
                (b'{', None) => {
                    at = self.braced(at)?;
                    continue;
                }
                (b'>', None) => return Some(at + 1),
                (b'<', None) => return None,
                _ => {}
            }
            at += 1;
        }
        None
    }
}
