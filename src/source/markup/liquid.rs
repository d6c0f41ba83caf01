//! What stands in braces: Liquid, shortcodes, comments, attributes, expressions.

use super::Dialect;
use super::scanner::{LONGEST, Scanner};

impl Scanner<'_> {
    pub(super) fn brace(&mut self) {
        let rest = &self.text[self.at..];
        let done = match rest.as_bytes() {
            [b'{', b'{', b'<' | b'%', ..] => self.shortcode(),
            [b'{', b'{', b'/', b'*', ..] => self.wipe("*/}}", usize::MAX),
            [b'{', b'{', b'!', b'-', b'-', ..] => self.wipe("--}}", usize::MAX),
            [b'{', b'{', ..] => self.output(),
            [b'{', b'%', ..] => self.tag(),
            [b'{', b'/', b'*', ..] => self.heading_id() || self.wipe("*/}", usize::MAX),
            [b'{', b':', b':', ..] if rest.starts_with("{::comment}") => self.wipe("{:/comment}", usize::MAX),
            [b'{', b':', ..] => is_attribute_list(&rest[2..]) && self.wipe_in_line("}"),
            _ => self.heading_id() || self.attributes() || self.template_comment() || self.expression(),
        };
        if !done {
            self.at += if rest.starts_with("{{") { 2 } else { 1 };
        }
    }

    /// Takes out what ends in `closing`.
    pub(super) fn wipe(&mut self, closing: &'static str, within: usize) -> bool {
        let Some(end) = self.closing(closing, self.at + 2, within) else { return false };
        self.take(self.at..end, "");
        true
    }

    /// Takes out what ends in `closing` on the same line.
    fn wipe_in_line(&mut self, closing: &'static str) -> bool {
        let line_end = self.line_range().end;
        self.closing(closing, self.at, LONGEST).is_some_and(|end| end <= line_end)
            && self.wipe(closing, LONGEST)
    }

    /// `{{< … >}}` and `{{% … %}}`. What leads to a page or shows a picture stays as an address or picture.
    fn shortcode(&mut self) -> bool {
        let is_plain = self.text[self.at..].starts_with("{{<");
        let Some(end) = self.closing(if is_plain { ">}}" } else { "%}}" }, self.at + 3, LONGEST) else {
            return false;
        };
        let inside = self.text[self.at + 3..end - 3].trim().trim_end_matches('/').trim();
        let (name, rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        if name == "comment"
            && self.wipe_block(if is_plain { "{{< /comment >}}" } else { "{{% /comment %}}" })
        {
            return true;
        }
        let with = match name {
            "ref" | "relref" => quoted(rest).map(page_address),
            "figure" | "img" => picture(rest),
            "highlight" | "/highlight" if self.is_alone(end) => Some("```".to_owned()),
            _ => None,
        };
        self.take(self.at..end, with.unwrap_or_default());
        true
    }

    /// `{% … %}`.
    fn tag(&mut self) -> bool {
        let Some(end) = self.closing("%}", self.at + 2, LONGEST) else { return false };
        let inside = self.text[self.at + 2..end - 2].trim_matches('-').trim();
        let (name, rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        match name {
            "comment" if self.wipe_block("{% endcomment %}") => return true,
            "raw" => {
                // Braces within are text.
                let until = self.closing("{% endraw %}", end, usize::MAX);
                self.take(self.at..end, "");
                self.at = until.map_or(end, |until| until - "{% endraw %}".len());
                return true;
            }
            _ => {}
        }
        let with = match name {
            "post_url" | "link" => rest.split_whitespace().next().map(page_address),
            "highlight" | "endhighlight" if self.is_alone(end) => Some("```".to_owned()),
            _ => None,
        };
        self.take(self.at..end, with.unwrap_or_default());
        true
    }

    /// `{{ … }}` where it is Liquid: an expression of the site, not a name of a template that the text is about.
    fn output(&mut self) -> bool {
        let line_end = self.line_range().end;
        let Some(end) = self.closing("}}", self.at + 2, LONGEST).filter(|&end| end <= line_end) else {
            return false;
        };
        let inside = self.text[self.at + 2..end - 2].trim_matches('-').trim();
        const OBJECTS: [&str; 14] = [
            "site.", "page.", "include.", "layout.", "post.", "content", "paginator.", ".Site", ".Page",
            ".Params", "config.", "relative_url", "url_for", "frontmatter.",
        ];
        let is_string = inside.starts_with(['"', '\'']);
        let is_liquid = is_string
            || self.dialect == Dialect::Template
            || inside.contains('|')
            || OBJECTS.iter().any(|object| inside.starts_with(object));
        if !is_liquid {
            let filled_in = is_filled_in(inside).then(|| inside.to_owned());
            return filled_in.map(|inside| self.take(self.at..end, inside)).is_some();
        }
        self.take(self.at..end, quoted(inside).filter(|_| is_string).unwrap_or_default());
        true
    }

    /// `{#id .class}` at the end of a heading, also within a comment of MDX.
    fn heading_id(&mut self) -> bool {
        let line_end = self.line_range().end;
        let Some(end) = self.closing("}", self.at, LONGEST).filter(|&end| end <= line_end) else {
            return false;
        };
        let line = self.line_range();
        let head = self.text.as_bytes()[line].iter().take(80).copied();
        let opens_heading = head.clone().find(|byte| !b" >".contains(byte)) == Some(b'#');
        let is_last = self.text.as_bytes()[end..line_end].iter().all(|byte| b" \t#".contains(byte));
        let inside = self.text[self.at + 1..end - 1].trim_matches(['/', '*']).trim();
        let is_attribute = |word: &str| word.starts_with(['#', '.']) || word.contains('=') || word == "-";
        if !is_last
            || !(opens_heading || self.is_underlined(line_end))
            || !inside.split_whitespace().all(is_attribute)
        {
            return false;
        }
        let id =
            inside.split_whitespace().find_map(|word| word.strip_prefix('#')).filter(|id| !id.is_empty());
        self.found.ids.extend(id.map(|id| (self.at, id.to_owned())));
        self.take(self.at..end, "");
        true
    }

    /// Whether the line after the one that ends here makes a heading of it.
    fn is_underlined(&self, line_end: usize) -> bool {
        let next = self.text[line_end..].lines().nth(1).unwrap_or("").trim_end();
        !next.is_empty() && (next.bytes().all(|byte| byte == b'=') || next.bytes().all(|byte| byte == b'-'))
    }

    /// Attributes that follow on a link, a picture, a span or code: `{width=50%}`, `{.class}`.
    fn attributes(&mut self) -> bool {
        let follows = self.text[..self.at].ends_with([')', ']', '`']);
        follows && is_attribute_list(&self.text[self.at + 1..]) && self.wipe_in_line("}")
    }

    /// `{# … #}`.
    fn template_comment(&mut self) -> bool {
        self.text[self.at..].starts_with("{# ") && self.wipe("#}", LONGEST)
    }

    /// `{ … }` in MDX; braces within it are its own.
    fn expression(&mut self) -> bool {
        if self.dialect != Dialect::Mdx {
            return false;
        }
        match self.braced(self.at) {
            Some(end) => {
                self.take(self.at..end, "");
                true
            }
            None => false,
        }
    }

    /// Where the braces end that open at byte `at`.
    pub(super) fn braced(&mut self, at: usize) -> Option<usize> {
        let mut depth = 0usize;
        for (offset, byte) in self.text.as_bytes()[at..].iter().enumerate().take(16 * LONGEST) {
            self.fuel = self.fuel.checked_sub(1)?;
            match byte {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Some(at + offset + 1);
            }
        }
        None
    }

    /// Takes out everything up to the end of a block.
    fn wipe_block(&mut self, closing: &'static str) -> bool {
        self.wipe(closing, usize::MAX)
    }

    /// Whether the markup from the cursor to `end` stands alone on its line.
    fn is_alone(&mut self, end: usize) -> bool {
        let line = self.line_range();
        let is_blank = |part: &[u8]| part.iter().all(u8::is_ascii_whitespace);
        let bytes = self.text.as_bytes();
        is_blank(&bytes[line.start..self.at]) && bytes.get(end..line.end).is_some_and(is_blank)
    }
}

/// Whether braces with this in them hold attributes, and no tuple of a program.
fn is_attribute_list(inside: &str) -> bool {
    let inside = inside.trim_start_matches(' ');
    let key = inside.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    inside.starts_with(['.', '#']) || inside.starts_with("toc") || key > 0 && inside[key..].starts_with('=')
}

/// The first text in quotes.
fn quoted(text: &str) -> Option<String> {
    let at = text.find(['"', '\'', '`'])?;
    let quote = text[at..].chars().next()?;
    let inside = &text[at + 1..];
    Some(inside[..inside.find(quote)?].to_owned())
}

/// The page that a generator names by a path, or by its file's name alone: then in whatever folder.
fn page_address(name: impl AsRef<str>) -> String {
    let name = name.as_ref().trim_matches(['"', '\'']);
    if name.contains('/') || name.starts_with('#') { name.to_owned() } else { format!("/{name}") }
}

/// A picture that a shortcode shows, as one of Markdown.
fn picture(attributes: &str) -> Option<String> {
    let value = |key: &str| quoted(attributes.split_once(&format!("{key}="))?.1);
    let src = value("src").or_else(|| quoted(attributes).filter(|_| !attributes.contains('=')))?;
    let caption = value("caption").or_else(|| value("alt")).or_else(|| value("title")).unwrap_or_default();
    let plain = !src.contains(['(', ')', ' ', '<']) && !caption.contains(['[', ']', '\n']);
    plain.then(|| format!("![{caption}]({src})"))
}

/// Whether the braces of a form were filled in: "{{ 06:10 }}", "{{ Hubs were down }}"; "{{ summary }}" and
/// "{{ TITLE HERE }}" are still to be.
fn is_filled_in(inside: &str) -> bool {
    let is_time = inside.contains(':') && inside.starts_with(|first: char| first.is_ascii_digit());
    let is_text = inside.contains(' ')
        && inside.contains(char::is_lowercase)
        && inside.contains(|c: char| c.is_uppercase() || c.is_ascii_digit());
    (is_time || is_text) && !inside.contains(['=', '<', '>', '{', '$'])
}
