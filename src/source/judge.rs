//! What a text is: the write-up of an incident, or something else that lies beside them. One decision with its reason,
//! which `build --verbose` and `explain` show.
//!
//! What an author says goes first, then `whybook.toml`, then the text. In doubt it is an incident: one that is passed
//! over is lost, and an index page that is published is seen.

mod kinds;
mod outline;
mod template;
mod words;

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::language::normalise;
use crate::postmortem::{Kind, fields};
use crate::source::{FrontMatterEntry, SourceFile, Value};
pub use kinds::kind_named;
use outline::Outline;
use template::{is_template, states_a_clock_time, states_a_time};
use words::{WORDS, at_an_end, found_in, is_one_of};
pub use words::{is_list, names_an_incident, names_an_update, tells_of_failure};

/// How far a text is read to decide: it shows early what it is.
const HEAD: usize = 64 * 1024;

/// The reason of pages that are named as overviews.
const OVERVIEW: &str = "an overview without the sections of an incident";
/// The reason of templates.
const PLACEHOLDERS_ALONE: &str = "a template full of placeholders";

/// What a file is, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// What it is.
    pub verdict: Verdict,
    /// Why, as words that can follow the verdict.
    pub reason: String,
    /// The line that says so, from 1.
    pub line: Option<u32>,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A write-up of an event of this kind.
    WriteUp(Kind),
    /// A list of other files.
    Index,
    /// A form to be filled in.
    Template,
    /// Some other document.
    Document,
}

impl Default for Judgement {
    fn default() -> Self {
        Self::of(Verdict::WriteUp(Kind::Incident), "nothing says otherwise")
    }
}

impl Judgement {
    fn of(verdict: Verdict, reason: impl Into<String>) -> Self {
        Self { verdict, reason: reason.into(), line: None }
    }

    /// That of a file that tells of several incidents.
    pub fn of_several(count: usize) -> Self {
        Self::of(Verdict::WriteUp(Kind::Incident), format!("it tells of {count} incidents"))
    }

    fn at(mut self, line: usize) -> Self {
        self.line = u32::try_from(line).ok();
        self
    }

    /// Why the file is passed over, and what there is to say of this one; `None` where it is a write-up.
    pub fn reason_against(&self) -> Option<(&'static str, String)> {
        match self.verdict {
            Verdict::WriteUp(_) => None,
            Verdict::Index if self.reason == OVERVIEW => Some((OVERVIEW, String::new())),
            Verdict::Index => Some(("an index page", self.reason.clone())),
            Verdict::Template => Some((PLACEHOLDERS_ALONE, String::new())),
            Verdict::Document => Some(("another document", self.reason.clone())),
        }
    }
}

/// A word without case, spaces and punctuation.
fn plain(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Judges a file; `of_folder` is the kind that the configuration gives its folder.
pub(super) fn judge(file: &SourceFile, of_folder: Option<Kind>) -> Judgement {
    let text = file.body();
    let body = &text[..crate::diagnostic::floor_boundary(text, HEAD)];
    let page = JudgedFile::of(file, body);
    page.stated_kind()
        .or_else(|| {
            of_folder.map(|kind| Judgement::of(Verdict::WriteUp(kind), "whybook.toml says so of its folder"))
        })
        .or_else(|| page.template())
        .or_else(|| page.overview())
        .or_else(|| page.index())
        .or_else(|| page.trial())
        .or_else(|| page.maintenance())
        .or_else(|| page.document())
        .or_else(|| page.other_kind())
        .unwrap_or_else(|| page.incident())
}

/// The title that the front matter of a file states.
pub fn stated_title(file: &SourceFile) -> Option<&str> {
    scalar(&file.front_matter.as_ref()?.entries, "title")
}

/// Whether the front matter of a file states a fact of one incident.
pub fn states_a_fact(file: &SourceFile) -> bool {
    file.front_matter.as_ref().is_some_and(|block| fact_among(&block.entries).is_some())
}

/// The first of these entries that states a fact of an incident.
fn fact_among(entries: &[FrontMatterEntry]) -> Option<&FrontMatterEntry> {
    const FACTS: [&str; 14] = [
        "severity", "start", "end", "duration", "detected", "detected_by", "acknowledged", "mitigated",
        "resolved", "impact_percent", "causes", "windows", "trigger", "recurrence_of",
    ];
    static KEYS: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
        let fields = || FACTS.iter().filter_map(|name| fields::get(name));
        let keys = fields().map(|field| plain(&field.key));
        keys.chain(fields().flat_map(|field| field.aliases.iter().cloned()))
            .chain(["affected".to_owned()])
            .collect()
    });
    entries.iter().find(|entry| KEYS.contains(&plain(&entry.key)))
}

/// Whether a file without an extension is Markdown by its text.
pub(super) fn is_markdown(file: &SourceFile) -> bool {
    if file.front_matter.is_some() {
        return true;
    }
    let head = &file.text[..crate::diagnostic::floor_boundary(&file.text, HEAD)];
    let is_heading = |line: &str| {
        let text = line.trim_start_matches('#');
        (2..=6).contains(&(line.len() - text.len())) && text.starts_with(' ')
    };
    let is_bold = |line: &str| {
        line.len() > 4 && line.starts_with("**") && (line.contains("**:") || line.ends_with("**"))
    };
    !head.starts_with("#!")
        && (head.lines().any(|line| is_heading(line) || is_bold(line))
            || !Outline::of(head).sections.is_empty())
}

/// A file as it is judged.
struct JudgedFile<'a> {
    entries: &'a [FrontMatterEntry],
    /// Lines of the file before the body.
    offset: usize,
    /// The whole head of the file, front matter included.
    whole: &'a str,
    body: &'a str,
    /// Name without its extension, in small letters.
    stem: String,
    /// Name of its folder; empty at the top.
    folder: &'a str,
    path: &'a str,
    /// Its title as headings are compared; the file's name where it states none.
    title: String,
    outline: Outline<'a>,
}

impl<'a> JudgedFile<'a> {
    fn of(file: &'a SourceFile, body: &'a str) -> Self {
        let entries = file.front_matter.as_ref().map_or(&[][..], |block| &block.entries);
        let mut parts = file.relative.rsplit('/');
        let name = parts.next().unwrap_or("");
        let stem = super::extensions::split_name(name).0.to_lowercase();
        let outline = Outline::of(body);
        let stated = stated_title(file);
        let title = normalise(stated.or(outline.title).unwrap_or(&stem));
        let offset = file.lines.line(file.body_start).saturating_sub(1) as usize;
        let whole = &file.text[..(file.body_start + body.len()).min(file.text.len())];
        let folder = parts.next().unwrap_or("");
        Self { entries, offset, whole, body, stem, folder, path: &file.relative, title, outline }
    }

    fn line_of(&self, byte: usize) -> usize {
        1 + memchr::memchr_iter(b'\n', self.whole.as_bytes().get(..byte).unwrap_or_default()).count()
    }

    fn template(&self) -> Option<Judgement> {
        is_template(self.whole, &self.stem).then(|| Judgement::of(Verdict::Template, PLACEHOLDERS_ALONE))
    }

    /// The first fact of an incident that the front matter states.
    fn stated_fact(&self) -> Option<&'a FrontMatterEntry> {
        fact_among(self.entries)
    }

    fn is_dated(&self) -> bool {
        entry(self.entries, "date").is_some()
    }

    /// What the title or the file's name says of something that failed.
    fn failure(&self) -> Option<&'static str> {
        failure_in(&self.title).or_else(|| failure_in(&normalise(&self.stem)))
    }

    fn index(&self) -> Option<Judgement> {
        if self.stated_fact().is_some() {
            return None;
        }
        let outline = &self.outline;
        if outline.lists_files() {
            let reason =
                format!("{} of its {} entries are links to other files", outline.entries, outline.blocks);
            return Some(Judgement::of(Verdict::Index, reason));
        }
        let named = self.is_overview() || is_one_of(&WORDS.lists, &self.title);
        if named && outline.lists_links() {
            return Some(Judgement::of(Verdict::Index, "most of it is links"));
        }
        if outline.is_generated && outline.sections.is_empty() {
            return Some(Judgement::of(Verdict::Index, "a template lists pages in it"));
        }
        const LISTS: [&str; 10] = [
            "home", "archive", "archives", "tags", "tag", "categories", "category", "search", "404",
            "redirect",
        ];
        let layout = scalar(self.entries, "layout").filter(|layout| LISTS.contains(&layout.trim()));
        if let Some(layout) = layout.filter(|_| outline.sections.is_empty()) {
            return Some(Judgement::of(Verdict::Index, format!("front matter says `layout: {layout}`")));
        }
        let is_titled = scalar(self.entries, "title").is_some() || outline.title.is_some();
        let is_bare = is_titled
            && is_one_of(&WORDS.lists, &self.title)
            && outline.blocks <= 3
            && !states_a_time(self.body)
            && found_in(&WORDS.failure, &spaced(self.body)).is_none();
        (is_bare && outline.sections.is_empty()).then(|| {
            Judgement::of(Verdict::Index, "its title is that of a list, and it tells of no incident")
        })
    }

    /// Whether its name is one that repositories and site generators give to overviews.
    fn is_overview(&self) -> bool {
        const OVERVIEWS: [&str; 9] =
            ["readme", "_index", "index", "summary", "home", "_sidebar", "_navbar", "_footer", "_coverpage"];
        OVERVIEWS.contains(&self.stem.as_str())
    }

    /// A page by the name of an overview that tells of no incident.
    fn overview(&self) -> Option<Judgement> {
        let tells = !self.outline.sections.is_empty() || self.stated_fact().is_some();
        if !self.is_overview() || tells {
            return None;
        }
        // The page of a folder of its own may be the write-up that the folder is about.
        let in_folder = !self.folder.is_empty() && self.stem != "_index" && self.stem != "summary";
        let about = normalise(self.folder);
        let is_list = |name: &str| is_one_of(&WORDS.lists, name);
        let of_one = self.failure().is_some() && !is_list(&self.title)
            // "postmortem/README.md" is about all of them.
            || failure_in(&about).is_some() && !is_list(&about) && !is_list(&format!("{about}s"))
            || self.is_dated()
            || self.stem == "index"
                && !is_list(&self.title)
                && found_in(&WORDS.failure, &spaced(self.body)).is_some()
            || self.folder.bytes().filter(u8::is_ascii_digit).count() >= 6;
        if in_folder && of_one {
            return None;
        }
        Some(Judgement::of(Verdict::Index, OVERVIEW))
    }

    /// An entry that only tries out a status page.
    fn trial(&self) -> Option<Judgement> {
        const LONGEST: usize = 400;
        let is_trial = self.outline.sections.is_empty()
            && self.body.len() < LONGEST
            && is_one_of(&WORDS.tests, &self.title);
        is_trial.then(|| Judgement::of(Verdict::Document, "its title says that it is a test"))
    }

    fn document(&self) -> Option<Judgement> {
        if self.stated_fact().is_some() {
            return None;
        }
        let outline = &self.outline;
        let untimed = outline.sections.is_empty() || !states_a_clock_time(self.body);
        if let Some(words) = at_an_end(&WORDS.manuals, &self.title).filter(|_| untimed) {
            return Some(Judgement::of(Verdict::Document, format!("its title says “{words}”")));
        }
        let of_incidents = self.path.split('/').rev().skip(1).any(|folder| {
            let folder = normalise(folder);
            failure_in(&folder).is_some()
        });
        if !outline.sections.is_empty() || self.failure().is_some() || of_incidents {
            return None;
        }
        if let Some(words) = found_in(&WORDS.guides, &self.title) {
            return Some(Judgement::of(
                Verdict::Document,
                format!("its title says “{words}”, and nothing in it failed"),
            ));
        }
        if outline.guide_sections >= 2 {
            return Some(Judgement::of(Verdict::Document, "its headings are those of a guide"));
        }
        self.tells_of_nothing()
            .then(|| Judgement::of(Verdict::Document, "it states no time, and nothing in it failed"))
    }

    /// Whether nothing in a text of a known language speaks for an incident: no day, no clock time, no word of failure.
    fn tells_of_nothing(&self) -> bool {
        const OPENING: usize = 4_000;
        if self.is_dated() || states_a_time(&self.stem) || states_a_clock_time(self.body) {
            return false;
        }
        let opening = spaced(&self.body[..crate::diagnostic::floor_boundary(self.body, OPENING)]);
        let told = |language: &crate::language::Language| {
            opening.split(' ').filter(|word| language.tells.iter().any(|tell| tell == word)).take(12).count()
                == 12
        };
        crate::language::all().iter().any(told) && found_in(&WORDS.failure, &opening).is_none()
    }

    fn incident(&self) -> Judgement {
        let judged = |reason| Judgement::of(Verdict::WriteUp(Kind::Incident), reason);
        if let Some(entry) = self.stated_fact() {
            return judged(format!("front matter states `{}`", entry.key))
                .at(self.line_of(entry.key_range.start));
        }
        if let Some((line, name)) = self.outline.sections.first() {
            return judged(format!("it has the section “{name}”")).at(line + self.offset);
        }
        // A word of doubt such as "not" is no reason that is worth showing.
        let names = [&self.title, &normalise(&self.stem)];
        match names.into_iter().find_map(|name| found_in(&WORDS.failure, name)) {
            Some(words) => judged(format!("its title says “{}”", words.trim_end_matches('*'))),
            None if self.failure().is_some() => judged("its title tells of a failure".to_owned()),
            None => Judgement::default(),
        }
    }
}

/// What a title says of something that failed.
fn failure_in(title: &str) -> Option<&'static str> {
    found_in(&WORDS.failure, title).or_else(|| found_in(&WORDS.doubt, title))
}

fn entry<'a>(entries: &'a [FrontMatterEntry], key: &str) -> Option<&'a FrontMatterEntry> {
    entries.iter().find(|entry| plain(&entry.key) == key)
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::Scalar(text) => Some(text),
        _ => None,
    }
}

fn scalar<'a>(entries: &'a [FrontMatterEntry], key: &str) -> Option<&'a str> {
    text(&entry(entries, key)?.value.value).filter(|text| !text.trim().is_empty())
}

fn is_true(value: &Value) -> bool {
    text(value).is_some_and(|text| matches!(text.trim().to_ascii_lowercase().as_str(), "true" | "yes"))
}

/// A text in small letters, with one space in place of anything that is no letter or digit.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() {
            spaced.extend(c.to_lowercase());
        } else if !spaced.ends_with(' ') {
            spaced.push(' ');
        }
    }
    spaced
}

#[cfg(test)]
mod tests;
