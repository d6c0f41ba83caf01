//! Ids of headings, and the one that a fragment of an address means.

use std::ops::Range;

use percent_encoding::percent_decode_str;
use pulldown_cmark::{Event, Tag, TagEnd};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::extract::text::markdown::OPTIONS;
use crate::slugs;
use crate::source::{SourceFile, markup};

/// Where the text begins on a page: its title stands above.
pub const TEXT: &str = "wb-text";

/// The places of a page that addresses can name: ids of headings as GitHub makes them, and those that authors give.
#[derive(Debug, Default)]
pub struct Anchors {
    /// Ids of the headings in their order, without that of a first one that repeats the title.
    pub headings: Vec<String>,
    ids: FxHashSet<String>,
    /// Ids by the words that other programs make ids of.
    loose: FxHashMap<String, String>,
}

/// Collects the anchors of a text from its events.
pub struct Collector<'a> {
    file: &'a SourceFile,
    title: &'a str,
    done: Anchors,
    /// Words of the open heading, and the byte of the file where it starts.
    heading: Option<(String, usize)>,
    /// Ids of embedded HTML.
    stated: Vec<String>,
    pictures: usize,
    is_first: bool,
    /// For each repeated heading, the number that its next id tries first.
    next_numbers: FxHashMap<String, usize>,
}

impl<'a> Collector<'a> {
    /// `title` is that of the page, above which the text does not repeat it.
    pub fn new(file: &'a SourceFile, title: &'a str) -> Self {
        let (done, next_numbers) = (Anchors::default(), FxHashMap::default());
        Self {
            file,
            title,
            done,
            heading: None,
            stated: Vec::new(),
            pictures: 0,
            is_first: true,
            next_numbers,
        }
    }

    /// Looks at one event.
    pub fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                self.heading = Some((String::new(), self.file.body_start + range.start));
            }
            Event::End(TagEnd::Heading(_)) => self.end_heading(self.file.body_start + range.end),
            Event::Start(Tag::Image { .. }) => self.pictures += 1,
            Event::End(TagEnd::Image) => self.pictures = self.pictures.saturating_sub(1),
            Event::Html(html) | Event::InlineHtml(html) => {
                self.stated.extend(stated_ids(html).filter(|id| is_free(id)).map(str::to_owned));
            }
            event => {
                if let (Some((words, _)), Some(text), 0) = (&mut self.heading, spoken(event), self.pictures) {
                    words.push_str(text);
                }
            }
        }
    }

    /// The anchors.
    pub fn finish(mut self) -> Anchors {
        // Where a heading has the same id, it goes before.
        self.done.ids.extend(self.stated);
        self.done
    }

    fn end_heading(&mut self, end: usize) {
        let Some((text, start)) = self.heading.take() else { return };
        let lines = self.file.lines.line(start)..self.file.lines.line(end.saturating_sub(1)) + 1;
        let stated = self.file.markup.heading_id(lines).filter(|id| is_free(id));
        let id = match stated {
            Some(id) if self.done.ids.insert(id.to_owned()) => id.to_owned(),
            _ => self.unique(&text),
        };
        let repeats_title = std::mem::take(&mut self.is_first) && text.trim() == self.title.trim();
        let leads_to = if repeats_title { TEXT.to_owned() } else { id.clone() };
        let words = slugs::words(&text);
        let unnumbered = words.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-').to_owned();
        for name in [id.clone(), words, unnumbered] {
            if !name.is_empty() {
                self.done.loose.entry(name).or_insert_with(|| leads_to.clone());
            }
        }
        if repeats_title {
            // The page has no such id, and its own goes before.
            self.done.ids.remove(&id);
            self.next_numbers.entry(id).or_insert(1);
        } else {
            self.done.headings.push(id);
        }
    }

    /// An id from a heading's words; a repeated heading gets a number.
    fn unique(&mut self, text: &str) -> String {
        let base = id_of(text);
        if !self.next_numbers.contains_key(&base) && self.done.ids.insert(base.clone()) {
            return base;
        }
        // Numbers that are taken stay taken, so that each is tried once however often the heading is repeated.
        let number = self.next_numbers.entry(base.clone()).or_insert(1);
        loop {
            let id = format!("{base}-{number}");
            *number += 1;
            if self.done.ids.insert(id.clone()) {
                return id;
            }
        }
    }
}

impl Anchors {
    /// The id that a fragment means; `None` where nothing of the page has it. The ids of other programs are known by
    /// their words.
    pub fn find(&self, fragment: &str) -> Option<String> {
        let decoded = percent_decode_str(fragment).decode_utf8_lossy();
        let name = decoded.trim().trim_start_matches("user-content-");
        if name.is_empty() || name == "top" || !is_free(name) || self.ids.contains(name) {
            return Some(name.to_owned());
        }
        let lower = name.to_lowercase();
        if self.ids.contains(&lower) {
            return Some(lower);
        }
        let words = slugs::words(name);
        self.loose.get(&lower).or_else(|| self.loose.get(&words)).cloned()
    }
}

/// The words of an event, if it has any.
pub fn spoken<'a>(event: &'a Event<'_>) -> Option<&'a str> {
    match event {
        Event::Text(text) | Event::Code(text) => Some(text),
        Event::SoftBreak | Event::HardBreak => Some(" "),
        _ => None,
    }
}

/// The id that GitHub gives a heading: in small letters, without punctuation, a hyphen for each space.
fn id_of(text: &str) -> String {
    let mut id = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            ' ' | '-' => id.push('-'),
            c if c.is_alphanumeric() || c == '_' || is_mark(c) => id.extend(c.to_lowercase()),
            _ => {}
        }
    }
    match id {
        id if id.is_empty() => "section".to_owned(),
        id if is_free(&id) => id,
        id => format!("text-{id}"),
    }
}

/// Signs that change the letter before them and count as part of it.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}'
        | '\u{900}'..='\u{903}' | '\u{93A}'..='\u{94F}' | '\u{E31}'..='\u{E4E}')
}

/// Whether an id may be that of a part of the text: those of the theme begin with `wb-`, those of lines are `L` and a
/// number.
fn is_free(id: &str) -> bool {
    let number = id.strip_prefix('L').unwrap_or_default();
    let is_line = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = id.chars().all(|c| c.is_alphanumeric() || "-_.:".contains(c) || is_mark(c));
    !id.is_empty() && is_plain && !is_line && !id.starts_with("wb-")
}

/// Values of the attributes of embedded HTML that a fragment can name.
fn stated_ids(html: &str) -> impl Iterator<Item = &str> {
    ["id=", "name="].into_iter().flat_map(move |key| {
        let values = html.match_indices(key).filter(|(at, _)| html[..*at].ends_with(char::is_whitespace));
        values.filter_map(move |(at, _)| {
            let value = &html[at + key.len()..];
            match value.chars().next()? {
                quote @ ('"' | '\'') => value[1..].split(quote).next(),
                _ => value.split([' ', '>', '/', '\n']).next(),
            }
        })
    })
}

/// The anchors of a file that no page is made of at the moment.
pub fn of_file(file: &SourceFile, title: &str) -> Anchors {
    let mut collector = Collector::new(file, title);
    for (event, range) in markup::events(file, OPTIONS) {
        collector.event(&event, &range);
    }
    collector.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::LineIndex;
    use crate::source::markup::Markup;

    fn anchors(text: &str) -> Anchors {
        let lines = LineIndex::new(text);
        let mut file = SourceFile { text: text.to_owned(), lines, ..SourceFile::default() };
        file.markup = Markup::of(&file);
        of_file(&file, "Queue meltdown")
    }

    #[test]
    fn ids_are_those_of_github() {
        let text = "# Queue meltdown\n\n## Was ist passiert?\n\n## Причина\n\n## 影響\n\n## Step 2 — drain\n\n\
                    ## R & D\n\n## v2.1 `max_conn` – why\n\n## Impact\n\n## Impact\n\n## ???\n\n## wb text\n";
        let expected = [
            "was-ist-passiert", "причина", "影響", "step-2--drain", "r--d", "v21-max_conn--why", "impact",
            "impact-1", "section", "text-wb-text",
        ];
        assert_eq!(anchors(text).headings, expected);
    }

    #[test]
    fn fragments_of_other_programs_lead_to_the_heading_they_mean() {
        let anchors = anchors(
            "# Queue meltdown\n\n## 2. Café — what broke\n\n## Details {#more}\n\n<a name=\"old\"></a>\n\nText\n",
        );
        for (fragment, expected) in [
            ("2-café--what-broke", Some("2-café--what-broke")),
            ("2-caf%C3%A9--what-broke", Some("2-café--what-broke")),
            ("cafe-what-broke", Some("2-café--what-broke")),
            ("More", Some("more")),
            ("queue-meltdown", Some("wb-text")),
            ("old", Some("old")),
            ("L3", Some("L3")),
            ("root-cause", None),
        ] {
            assert_eq!(anchors.find(fragment).as_deref(), expected, "{fragment}");
        }
    }
}
