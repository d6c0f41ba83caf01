//! What a text is made of, as far as it tells write-ups from other documents: its headings, and how many of its blocks
//! are links to other files.

use super::super::extensions::is_markdown;
use std::collections::BTreeSet;

use super::words::{GUIDE_SECTIONS, LineMatcher, SECTIONS, WORDS, is_one_of};
use crate::language::normalise;

/// What a text is made of.
#[derive(Debug, Default)]
pub(super) struct Outline<'a> {
    /// Its first heading of the first two levels.
    pub title: Option<&'a str>,
    /// The sections of a write-up of an incident that it has, by the line of each, from 1.
    pub sections: Vec<(usize, &'a str)>,
    /// How many headings of a guide it has.
    pub guide_sections: usize,
    /// Paragraphs, list items and rows of tables.
    pub blocks: usize,
    /// Those of them that are a link to another file of the folder.
    pub entries: usize,
    /// Those of them that are a link to somewhere else.
    pub elsewhere: usize,
    /// The files that are linked to.
    pub targets: BTreeSet<&'a str>,
    /// The label that names a kind, with its line and its value.
    pub kind: Option<(usize, &'a str, &'a str)>,
    /// Whether a template lists pages in its place.
    pub is_generated: bool,
}

/// Lines at the top of a text among which labels are about the whole of it.
const TOP: usize = 40;

/// Marks of templates and components that list the pages of a site.
const LISTINGS: [&str; 8] = [
    "{% for post in ", "{% for page in ", "{% for item in site.", "{% for incident in ", "{% for doc in ",
    "{{< children", "{{% children", "<DocCardList",
];

impl<'a> Outline<'a> {
    /// Looks through a text without its front matter.
    pub(super) fn of(text: &'a str) -> Self {
        let mut outline = Self::default();
        let (mut fence, mut in_paragraph, mut after_entry) = (None, false, false);
        for (number, line) in text.lines().enumerate() {
            let bare = line.trim();
            if let Some(mark) = fence_of(bare) {
                match fence {
                    None => fence = Some(mark),
                    Some(open) if open == mark => fence = None,
                    Some(_) => {}
                }
                in_paragraph = false;
                continue;
            }
            if fence.is_some() {
                continue;
            }
            outline.is_generated |= lists_pages(bare);
            outline.section(number, bare);
            let is_item = opens_item(bare) || bare.starts_with('|');
            if bare.is_empty() || is_rule(bare) {
                // The row above a table's rule is its header.
                if bare.contains('|') && outline.blocks > 0 {
                    outline.blocks -= 1;
                }
                (in_paragraph, after_entry) = (false, after_entry && bare.is_empty());
            } else if bare.starts_with('#') && link_of(bare).is_none() {
                (in_paragraph, after_entry) = (false, false);
            } else if is_item || bare.starts_with('#') {
                after_entry = outline.block(bare);
                in_paragraph = false;
            } else if after_entry && line.starts_with([' ', '\t']) {
                // What is indented below an entry describes it.
            } else if !in_paragraph {
                after_entry = outline.block(bare);
                in_paragraph = true;
            }
        }
        outline
    }

    /// Counts a block by the line that it opens with; whether it is an entry of a list of files.
    fn block(&mut self, line: &'a str) -> bool {
        if line.starts_with("<!--") || line.starts_with("![") || line.starts_with("[!") {
            return false;
        }
        self.blocks += 1;
        match link_of(line) {
            Some(LinkTarget::File(target)) => {
                self.entries += 1;
                self.targets.insert(target);
                true
            }
            Some(LinkTarget::Elsewhere) => {
                self.elsewhere += 1;
                true
            }
            None => false,
        }
    }

    fn section(&mut self, number: usize, line: &'a str) {
        let heading = line.trim_start_matches('#');
        let level = line.len() - heading.len();
        let is_heading = (1..=6).contains(&level);
        if is_heading && level < 3 && self.title.is_none() && !heading.trim().is_empty() {
            self.title = Some(heading.trim());
        }
        let opens = line.starts_with(['*', '>', '_', '<']) && !line.starts_with("* ");
        let marked = is_heading || opens || line.ends_with(':') || line.starts_with("- **");
        let label = line.split_once(':').map(|(label, _)| label);
        self.label(number, line);
        if !marked && label.is_none_or(|label| label.len() > 60) {
            return;
        }
        let whole = Some(line).filter(|line| marked && line.len() < 120);
        let names = whole.into_iter().chain(label.filter(|label| label.len() < 60));
        for name in names {
            let normal = normalise(name);
            // "Timeline (UTC)" is one all the same.
            let short = name.split_once('(').map(|(name, _)| normalise(name));
            let known = |names: &LineMatcher| {
                names.has(&normal) || short.as_deref().is_some_and(|short| names.has(short))
            };
            if known(&SECTIONS) {
                self.sections.push((number + 1, without_marks(name)));
                return;
            }
            if is_heading && known(&GUIDE_SECTIONS) {
                self.guide_sections += 1;
                return;
            }
        }
    }

    /// Keeps a label that names a kind, from the top of the text.
    fn label(&mut self, number: usize, line: &'a str) {
        if number > TOP || self.kind.is_some() || line.len() > 100 {
            return;
        }
        let bare = line.trim_start_matches(['|', ' ']);
        let Some((label, value)) = bare.split_once(if bare.len() < line.len() { '|' } else { ':' }) else {
            return;
        };
        if label.len() <= 40 && is_one_of(&WORDS.kind_labels, &normalise(label)) {
            self.kind = Some((number + 1, label, value));
        }
    }

    /// The link targets that take up most of the text: it lists other files.
    pub(super) fn lists_files(&self) -> bool {
        // A section of an incident may be a note on how to read the list; several are a story.
        let (of, most) = match self.sections.len() {
            0 => (2, 1),
            1 => (5, 3),
            _ => (5, 4),
        };
        self.targets.len() >= 2 && self.entries * of >= self.blocks * most
    }

    /// Whether most of the text is links to other places, and nothing in it a part of a story.
    pub(super) fn lists_links(&self) -> bool {
        let links = self.entries + self.elsewhere;
        links >= 3 && links * 2 >= self.blocks && self.sections.is_empty()
    }
}

/// A name without the marks around it; a bracket that closes one within it is none.
fn without_marks(name: &str) -> &str {
    let bare = name.trim_start_matches(|c: char| !c.is_alphanumeric());
    let shown = bare.trim_end_matches(|c: char| !c.is_alphanumeric());
    let is_open = shown.matches('(').count() > shown.matches(')').count();
    let closing = bare[shown.len()..].find(')').filter(|_| is_open);
    closing.map_or(shown, |at| &bare[..=shown.len() + at])
}

/// Whether a line lists pages. Hardly any has one of the two characters that all such marks begin with.
fn lists_pages(line: &str) -> bool {
    memchr::memchr2(b'{', b'<', line.as_bytes()).is_some() && LISTINGS.iter().any(|mark| line.contains(mark))
}

fn fence_of(line: &str) -> Option<&'static str> {
    ["```", "~~~"].into_iter().find(|mark| line.starts_with(mark))
}

/// A rule, or the rule below the header of a table.
fn is_rule(line: &str) -> bool {
    line.len() >= 3 && line.chars().all(|c| "-=*_|: +".contains(c)) && line.contains(['-', '=', '*', '_'])
}

fn opens_item(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = rest.len() < line.len() && (rest.starts_with(". ") || rest.starts_with(") "));
    numbered || line.starts_with("- ") || line.starts_with("* ") || line.starts_with("+ ")
}

enum LinkTarget<'a> {
    /// A file of the folder.
    File(&'a str),
    /// Another place.
    Elsewhere,
}

/// Letters that may stand in front of the link of an entry: the name of a month. More are a sentence.
const BEFORE_LINK: usize = 9;
/// Bytes that may stand behind the link of an entry that is a paragraph.
const BEHIND_LINK: usize = 80;

/// Where the link that a line opens with leads; in a row of a table it may stand in any cell.
fn link_of(line: &str) -> Option<LinkTarget<'_>> {
    let is_row = line.starts_with('|');
    let is_entry = |before: &str, behind: usize| {
        is_row
            || before.chars().filter(|c| c.is_alphabetic()).count() <= BEFORE_LINK
                && (opens_item(line) || line.starts_with('#') || behind <= BEHIND_LINK)
    };
    if let Some(at) = line.find("[[") {
        let end = line[at..].find("]]")? + at;
        return is_entry(&line[..at], line.len() - end).then(|| LinkTarget::File(&line[at + 2..end]));
    }
    let (before, after) = line.split_once("](")?;
    let opening = before.rfind('[')?;
    let end = after.find([')', ' ']).unwrap_or(after.len());
    if before[..opening].ends_with('!') || !is_entry(&before[..opening], after.len() - end) {
        return None;
    }
    let target = &after[..end];
    let target = target.trim_matches(['<', '>']);
    if target.is_empty() || target.starts_with('#') {
        return None;
    }
    if target.contains("://") || target.starts_with("mailto:") {
        return Some(LinkTarget::Elsewhere);
    }
    let path = target.split(['#', '?']).next().unwrap_or(target);
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_page =
        is_markdown(name) || ["html", "htm"].iter().any(|html| extension.eq_ignore_ascii_case(html));
    Some(if is_page || target.starts_with("{{") || target.starts_with("{%") {
        LinkTarget::File(path)
    } else {
        LinkTarget::Elsewhere
    })
}
