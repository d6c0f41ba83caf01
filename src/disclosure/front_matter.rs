//! What front matter says of who may read the file; a block that cannot be parsed is read line by line.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::Timestamp;
use regex::Regex;

use super::labels;
use super::markers::{Asks, Audience, AudienceStatement, asks, fold, is_unfinished};
use super::pattern;
use crate::source::{FrontMatterBlock, FrontMatterEntry, Located, SourceFile, Value};

/// Mappings under which site generators keep what is said of the page itself.
const OF_PAGE: [&str; 9] =
    ["meta", "metadata", "params", "extra", "document", "page", "post", "publication", "publishing"];

/// Lists that hold words for the whole file.
const TAGS: [&str; 8] = ["tags", "tag", "labels", "label", "categories", "category", "keywords", "markings"];

/// Statements of the front matter, in its order.
pub(super) fn statements(file: &SourceFile, now: Timestamp) -> Vec<AudienceStatement> {
    let mut reading = EntryCollector { now, block: file.front_matter.as_ref(), found: Vec::new() };
    match &file.front_matter {
        Some(block) => {
            reading.empty(block, &file.text[block.range.clone()]);
            reading.entries(&block.entries, true);
        }
        None => reading.lines(&file.text, broken(file)),
    }
    reading.found
}

struct EntryCollector<'a> {
    now: Timestamp,
    /// The front matter, where a parser understands it.
    block: Option<&'a FrontMatterBlock>,
    found: Vec<AudienceStatement>,
}

impl EntryCollector<'_> {
    /// `of_page` is whether the mapping is about the write-up and not about one of its actions, say.
    fn entries(&mut self, entries: &[FrontMatterEntry], of_page: bool) {
        for entry in entries {
            self.entry(entry, of_page);
        }
    }

    fn entry(&mut self, entry: &FrontMatterEntry, of_page: bool) {
        let key = fold(&entry.key);
        let asked =
            asks(&entry.key).filter(|asked| of_page || !matches!(asked, Asks::Status | Asks::Approval));
        if let Some(asked) = asked {
            self.value(asked, entry, &entry.value);
        } else if of_page && TAGS.contains(&key.as_str()) {
            self.tags(&entry.value);
        } else if key == "title"
            && let Value::Scalar(title) = &entry.value.value
            && labels::marks_title(title)
        {
            self.add(Audience::Withheld, Asks::Status, entry.value.range.clone(), title);
        }
        self.within(&entry.value, of_page && OF_PAGE.contains(&key.as_str()));
    }

    fn within(&mut self, located: &Located, of_page: bool) {
        match &located.value {
            Value::Map(entries) => self.entries(entries, of_page),
            Value::List(items) => items.iter().for_each(|item| self.within(item, false)),
            Value::Scalar(_) | Value::Null => {}
        }
    }

    fn value(&mut self, asked: Asks, entry: &FrontMatterEntry, located: &Located) {
        match &located.value {
            Value::Scalar(text)
                if asked == Asks::Status
                    && self.block.is_some_and(|block| states_the_incident(block, text)) => {}
            Value::Scalar(text) => {
                if let Some(said) = asked.judge(text, self.now) {
                    let said =
                        if said == Audience::Public && !marks_public(&entry.key) { return } else { said };
                    let words = format!("{}: {text}", entry.key);
                    self.add(said, asked, entry.key_range.start..located.range.end, &words);
                }
            }
            Value::List(items) => items.iter().for_each(|item| self.value(asked, entry, item)),
            // `public: {from: …}`: what it says is in its own keys, and otherwise not understood.
            Value::Map(entries) if entries.iter().any(|entry| asks(&entry.key).is_some()) => {}
            Value::Map(_) => {
                let words = format!("{}: {}", entry.key, located.value);
                self.add(Audience::Unknown, asked, entry.key_range.start..located.range.end, &words);
            }
            Value::Null => {}
        }
    }

    /// Keys that were left empty.
    fn empty(&mut self, block: &FrontMatterBlock, text: &str) {
        for key in &block.empty {
            if let Some(asked) = asks(key)
                && let Some(said) = asked.judge("", self.now)
            {
                let at = block.range.start + text.find(key.as_str()).unwrap_or(0);
                self.add(said, asked, at..at + key.len(), key);
            }
        }
    }

    fn tags(&mut self, located: &Located) {
        match &located.value {
            Value::Scalar(text) => {
                if text.split([',', ';']).any(labels::is_tag) {
                    self.add(Audience::Withheld, Asks::Visibility, located.range.clone(), text);
                }
            }
            Value::List(items) => items.iter().for_each(|item| self.tags(item)),
            Value::Map(_) | Value::Null => {}
        }
    }

    /// Reads a block that no parser understands: keys at the start of a line or behind a comma or brace.
    fn lines(&mut self, text: &str, block: Range<usize>) {
        static KEY: LazyLock<Regex> = LazyLock::new(|| {
            pattern(
                r#"(?m)(?:^|[{,\[])[ \t>?-]*["']?(?P<key>[\p{L}][\p{L}\d _.-]{1,39}?)["']?[ \t]*[:=](?P<value>[^\r\n]*)"#,
            )
        });
        let mut at = block.start;
        while let Some(found) = KEY.captures_at(&text[..block.end], at) {
            let (Some(key), Some(value)) = (found.name("key"), found.name("value")) else { break };
            at = value.start().max(at + 1);
            while !text.is_char_boundary(at) {
                at += 1;
            }
            let Some(asked) = asks(key.as_str()) else { continue };
            let said = plain_value(value.as_str()).or_else(|| plain_value(next_line(text, value.end())));
            let Some(said) = said else { continue };
            if let Some(judged) = asked.judge(&said, self.now).filter(|&judged| judged != Audience::Public) {
                let words = format!("{}: {said}", key.as_str());
                self.add(judged, asked, key.start()..value.end(), &words);
            }
        }
    }

    fn add(&mut self, said: Audience, asks: Asks, range: Range<usize>, words: &str) {
        self.found.push(AudienceStatement::new(said, asks, range, words));
    }
}

/// Whether the `status` of front matter is that of the incident: an entry of a status page, which is public from its first
/// minute.
pub fn states_the_incident(block: &FrontMatterBlock, status: &str) -> bool {
    is_unfinished(status) && block.entries.iter().any(marks_status_page)
}

/// Whether an entry is the one by which cState knows its incidents: `section: issue`.
fn marks_status_page(entry: &FrontMatterEntry) -> bool {
    fold(&entry.key) == "section"
        && matches!(&entry.value.value, Value::Scalar(section) if fold(section) == "issue")
}

/// Whether a key marks a file as public where files are internal by default.
fn marks_public(key: &str) -> bool {
    matches!(fold(key).as_str(), "visibility" | "tlp" | "public" | "publicrelease" | "ispublic")
}

/// A value without quotes, anchors, comments and what follows it on its line; `None` where nothing is left.
fn plain_value(text: &str) -> Option<String> {
    let mut text = text.trim().trim_start_matches(['|', '>', '-', '[', '{', '(']).trim();
    while text.starts_with(['&', '!', '*']) {
        text = text.split_once(' ').map_or("", |(_, rest)| rest).trim();
    }
    let text = match text.chars().next() {
        Some(quote @ ('"' | '\'')) => text[1..].split(quote).next().unwrap_or(""),
        _ => text.split([',', '}', ']', '#']).next().unwrap_or(""),
    };
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

fn next_line(text: &str, from: usize) -> &str {
    text[from..].trim_start_matches(['\r', '\n']).split(['\r', '\n']).next().unwrap_or("")
}

/// The lines at the top of a file that were meant as front matter and are none.
fn broken(file: &SourceFile) -> Range<usize> {
    /// Bytes of a block without an end that are read.
    const LONGEST: usize = 64 * 1024;
    let text = file.text.as_str();
    if file.refused_to > 0 {
        return 0..file.refused_to.min(text.len());
    }
    let start = text.len() - text.trim_start().len();
    if !text[start..].starts_with(['-', '+', '{', ';']) {
        return 0..0;
    }
    let end = crate::diagnostic::floor_boundary(text, start + LONGEST);
    let heading = text[start..end].find("\n#").map_or(end, |at| start + at);
    start..heading
}
