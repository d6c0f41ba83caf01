//! What a whole line says: fences of blocks and of code, callouts, module code, lists of contents.

use super::Dialect;
use super::edits::Removal;
use super::scanner::Scanner;

impl Scanner<'_> {
    /// Looks at the line that begins at the cursor; true where the cursor has moved and a line begins there.
    pub(super) fn line_start(&mut self) -> bool {
        let line = self.line();
        let is_blank = line.trim().is_empty();
        if !is_blank {
            self.dedent(line);
        }
        let trimmed = line.trim_start();
        let indent = columns(&line[..line.len() - trimmed.len()]);
        let after_blank = std::mem::replace(&mut self.after_blank, is_blank);
        let after_module_code = self.after_module_code;
        self.after_module_code &= is_blank;
        if is_blank {
            return self.pass(line);
        }
        if self.is_code(trimmed, indent, after_blank) {
            // Code after a blank line goes on as long as it is indented.
            self.after_blank = after_blank && self.fence.is_none();
            return self.pass(line);
        }
        let is_item =
            trimmed.starts_with(['-', '*', '+']) || trimmed.starts_with(|c: char| c.is_ascii_digit());
        self.in_list = is_item || self.in_list && indent > 0;
        if indent == 0 && (after_blank || after_module_code) && self.module_code(line) {
            self.after_module_code = true;
            self.after_blank = true;
            return true;
        }
        self.block_fence(line, trimmed) || self.admonition(line, trimmed) || self.contents(line, trimmed) || {
            self.callout(line);
            self.opens_component(trimmed);
            false
        }
    }

    fn pass(&mut self, line: &str) -> bool {
        self.at += line.len();
        self.at += self.text[self.at..].find('\n').map_or(self.text.len() - self.at, |end| end + 1);
        true
    }

    fn wipe_line(&mut self, line: &str, with: String) -> bool {
        let start = self.found.edits.last().map_or(self.at, |edit| edit.range.end.max(self.at));
        let end = self.at + line.len();
        let breaks = !with.is_empty();
        self.found.edits.push(Removal { range: start..end, with, breaks });
        self.after_blank = true;
        self.pass(line)
    }

    /// Whether the line is code or its fence.
    fn is_code(&mut self, trimmed: &str, indent: usize, after_blank: bool) -> bool {
        let quoted = trimmed.trim_start_matches(['>', ' ']);
        let mark = quoted.as_bytes().first().copied().unwrap_or_default();
        let length = quoted.bytes().take_while(|&byte| byte == mark).count();
        let is_fence = matches!(mark, b'`' | b'~') && length >= 3;
        if let Some((open, least)) = self.fence {
            if open == b':' && trimmed.trim_end() == ":::" {
                self.fence = None;
                return false;
            }
            if is_fence && mark == open && length >= least && quoted[length..].trim().is_empty() {
                self.fence = None;
            }
            return true;
        }
        // Items of a list may open code as well.
        let item = quoted.trim_start_matches(['-', '*', '+', ' ']);
        if is_fence && !(mark == b'`' && quoted[length..].contains('`')) {
            self.fence = Some((mark, length));
            return true;
        }
        if item.len() < quoted.len() && item.starts_with("```") && !item[3..].contains('`') {
            self.fence = Some((b'`', item.bytes().take_while(|&byte| byte == b'`').count()));
            return true;
        }
        indent >= 4 && after_blank && !self.in_list && self.indents.is_empty() && self.dialect != Dialect::Mdx
    }

    /// Takes the indentation of open blocks off a line.
    fn dedent(&mut self, line: &str) {
        let trimmed = line.trim_start();
        let indent = columns(&line[..line.len() - trimmed.len()]);
        while self.indents.last().is_some_and(|&(least, ends)| ends && indent < least) {
            self.indents.pop();
        }
        let Some(&(columns, _)) = self.indents.last() else { return };
        let taken = line.bytes().take(columns).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let taken = if line.starts_with('\t') { taken.min(columns / 4) } else { taken };
        if taken > 0 {
            self.found.edits.push(Removal {
                range: self.at..self.at + taken,
                with: String::new(),
                breaks: false,
            });
        }
    }

    /// Imports and exports, up to a blank line outside of braces.
    fn module_code(&mut self, line: &str) -> bool {
        if !is_module_code(line, self.dialect) {
            return false;
        }
        let (mut depth, mut end) = (0i32, self.at);
        for line in self.text[self.at..].split_inclusive('\n').take(500) {
            if line.trim().is_empty() && depth <= 0 {
                break;
            }
            depth += line
                .bytes()
                .map(|byte| i32::from(b"{[(".contains(&byte)) - i32::from(b"}])".contains(&byte)))
                .sum::<i32>();
            end += line.len();
        }
        self.take(self.at..end, "");
        true
    }

    /// `:::note[Title]`, `::: {.callout-note title="Title"}`, `:::`.
    fn block_fence(&mut self, line: &str, trimmed: &str) -> bool {
        let Some(rest) = trimmed.strip_prefix(":::") else { return false };
        let rest = rest.trim_start_matches(':').trim();
        if rest == "mermaid" || self.code_block && rest.is_empty() {
            // Its lines are the source of a drawing.
            self.code_block = !rest.is_empty();
            self.fence = self.code_block.then_some((b':', 3));
            return self.wipe_line(line, "```".to_owned());
        }
        let (name, attributes) = split_at_attributes(rest);
        let stated = attributes.split_once("title=\"").and_then(|(_, title)| title.split_once('"'));
        let behind_name = name.trim_start_matches(|c: char| c.is_alphanumeric() || c == '-' || c == '_');
        let title = stated
            .map_or_else(|| behind_name.trim().trim_matches(['[', ']', '"']).trim(), |(title, _)| title);
        self.wipe_line(line, bold(title))
    }

    /// `!!! note "Title"` over text that is indented.
    fn admonition(&mut self, line: &str, trimmed: &str) -> bool {
        let mark = ["!!! ", "??? ", "???+ "].into_iter().find(|mark| trimmed.starts_with(mark));
        let Some(rest) = mark.and_then(|mark| trimmed.strip_prefix(mark)) else { return false };
        let indent = columns(&line[..line.len() - trimmed.len()]);
        let next =
            self.text[self.at + line.len()..].lines().find(|line| !line.trim().is_empty()).unwrap_or("");
        if !rest.starts_with(|c: char| c.is_ascii_lowercase()) || !next.starts_with(&" ".repeat(indent + 4)) {
            return false;
        }
        let title =
            rest.split_once('"').and_then(|(_, title)| title.split_once('"')).map_or("", |(title, _)| title);
        self.indents.push((indent + 4, true));
        self.wipe_line(line, bold(title))
    }

    /// Where a generator puts a list of contents.
    fn contents(&mut self, line: &str, trimmed: &str) -> bool {
        let words = trimmed.trim_end();
        let next = self.text[self.at + line.len()..].trim_start_matches(['\r', '\n', ' ']);
        let is_list = matches!(words, "* TOC" | "- TOC" | "1. TOC") && next.starts_with("{:toc");
        let marks = ["[TOC]", "[[_TOC_]]", "[[TOC]]", "[[__TOC__]]"];
        (is_list || marks.iter().any(|mark| words.eq_ignore_ascii_case(mark)))
            && self.wipe_line(line, String::new())
    }

    /// `> [!NOTE] Title`: the title stays.
    fn callout(&mut self, line: &str) {
        let quoted = line.trim_start_matches(['>', ' ']);
        let Some(rest) = quoted.strip_prefix("[!").filter(|_| line.trim_start().starts_with('>')) else {
            return;
        };
        let length =
            rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte)).count();
        let Some(title) = rest[length..].strip_prefix(']').filter(|_| length > 0) else { return };
        let title = title.trim_start_matches(['+', '-']).trim();
        let start = self.at + line.len() - quoted.len();
        let end = self.at + line.len();
        let with = bold(title);
        self.found.edits.push(Removal { range: start..end, breaks: !with.is_empty(), with });
        self.at = end;
    }

    /// The content of a component stands in MDX as deep as its author likes.
    fn opens_component(&mut self, trimmed: &str) {
        if self.dialect != Dialect::Mdx || !trimmed.starts_with('<') {
            return;
        }
        let at = self.at + self.line().len() - trimmed.len();
        if trimmed.starts_with("</") {
            self.indents.pop();
            return;
        }
        let Some((name, end, _)) = self.tag_at(at) else { return };
        let after = &self.text[end..];
        let closed = self.text[..end].ends_with("/>")
            || after.lines().next().is_some_and(|line| !line.trim().is_empty());
        if closed || name.is_empty() && !trimmed.starts_with("<>") {
            return;
        }
        let content = after.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
        self.indents.push((columns(&content[..content.len() - content.trim_start().len()]), false));
    }
}

/// Columns of an indentation.
fn columns(indent: &str) -> usize {
    indent.bytes().map(|byte| if byte == b'\t' { 4 } else { 1 }).sum()
}

/// The words before attributes in braces, and these.
fn split_at_attributes(rest: &str) -> (&str, &str) {
    rest.find('{').map_or((rest, ""), |at| rest.split_at(at))
}

/// A title as a line of its own; nothing where there is none.
fn bold(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!("**{title}**") }
}

/// Whether a line begins code of a module. In Markdown proper it has to look like nothing else.
fn is_module_code(line: &str, dialect: Dialect) -> bool {
    let has_source = || line.contains(" from '") || line.contains(" from \"");
    let closes = || line.trim_end().trim_end_matches(';').ends_with(['\'', '"', '{', ',']);
    if let Some(rest) = line.strip_prefix("import ") {
        return has_source() && closes() || rest.starts_with(['{', '"', '\'']) && closes();
    }
    let Some(rest) = line.strip_prefix("export ") else { return false };
    let declares = ["const ", "let ", "var ", "function ", "async ", "class ", "type ", "{ ", "{", "* "];
    let is_code = line.contains(['=', '(', '{']);
    is_code && declares.iter().any(|word| rest.starts_with(word))
        || rest.starts_with("default ") && (is_code || dialect == Dialect::Mdx)
}
