//! Links of public files to withheld ones become plain text, in the text itself, so that no later stage meets them.

use std::ops::Range;
use std::sync::LazyLock;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};
use regex::Regex;
use rustc_hash::FxHashMap;

use super::names::{PLACEHOLDER, WithheldNames};
use super::{pattern, replace};
use crate::diagnostic::Diagnostic;
use crate::source::links::{Link, LinkTargets, resolve, resolve_wiki};
use crate::source::{FrontMatterEntry, Located, SourceFile, Value};

/// Paths of files that are published under another one, because the path held a value that is redacted.
pub type Moved = FxHashMap<String, String>;

const IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'\\')
    .add(b'#')
    .add(b'?')
    .add(b'%')
    .add(b'(')
    .add(b')');

/// Keys of front matter whose values name other incidents.
const REFERENCES: [&str; 20] = [
    "related", "relatedincidents", "relatedincident", "recurrenceof", "recurrence", "repeats", "links",
    "link", "references", "reference", "seealso", "supersedes", "supersededby", "duplicateof", "duplicates",
    "parent", "children", "follows", "followedby", "causedby",
];

/// Where a link of a public file leads.
enum Leads {
    /// To what is withheld.
    Withheld,
    /// To a file that is published under this path; query and fragment included.
    Moved(String),
    Elsewhere,
}

/// What the links of one file may lead to.
struct Surroundings<'a> {
    from: &'a str,
    names: &'a WithheldNames,
    places: &'a LinkTargets,
    moved: &'a Moved,
}

impl Surroundings<'_> {
    fn leads(&self, target: &str) -> Leads {
        self.link_leads(target, resolve(target, self.from, self.places))
    }

    fn link_leads(&self, target: &str, link: Link) -> Leads {
        match link {
            Link::Postmortem { path, suffix } | Link::Asset { path, suffix } => match self.moved.get(&path) {
                _ if self.names.holds(&path) => Leads::Withheld,
                Some(new) => Leads::Moved(format!("/{}{suffix}", utf8_percent_encode(new, IN_PATH))),
                None => Leads::Elsewhere,
            },
            Link::External { .. } if self.names.addresses(target) => Leads::Withheld,
            Link::Repository(path) | Link::Outside(path) | Link::Dangling(path)
                if self.names.addresses(target) || self.names.names(&path) =>
            {
                Leads::Withheld
            }
            _ => Leads::Elsewhere,
        }
    }
}

/// The file without links to what is withheld and without its names. `places` are those of the whole folder. `rewrite`
/// has the last word on the text. `None` where nothing changes.
pub fn detach(
    file: &SourceFile,
    found: &[Diagnostic],
    (names, places, moved): (&WithheldNames, &LinkTargets, &Moved),
    rewrite: impl Fn(&str) -> Option<String>,
) -> Option<(SourceFile, Vec<Diagnostic>)> {
    let at = Surroundings { from: &file.relative, names, places, moved };
    let head = file.text.get(..file.body_start).unwrap_or("");
    let body = file.text.get(file.body_start..).unwrap_or("");
    let body = (!names.is_empty() || !moved.is_empty()).then(|| at.body(body)).flatten();
    let text = body.map(|body| format!("{head}{body}"));
    let text = rewrite(text.as_deref().unwrap_or(&file.text)).or(text);
    let (mut changed, diagnostics) = match text {
        Some(text) => super::changed(file.clone(), text, found.to_vec()),
        None if names.is_empty() || file.front_matter.is_none() => return None,
        None => (file.clone(), found.to_vec()),
    };
    if let Some(block) = &mut changed.front_matter {
        at.prune(&mut block.entries, false);
    }
    (changed.text != file.text || changed.front_matter != file.front_matter).then_some((changed, diagnostics))
}

impl Surroundings<'_> {
    /// The Markdown with its links looked up; `None` where none changes.
    fn body(&self, body: &str) -> Option<String> {
        let has = |needle: &str| memchr::memmem::find(body.as_bytes(), needle.as_bytes()).is_some();
        let mut parts = Vec::new();
        if has("](") || has("]:") || has("<") {
            parts.extend(self.markdown(body));
            parts.extend(self.html(body));
        }
        if has("[[") {
            parts.extend(self.wiki(body));
        }
        let linked = (!parts.is_empty()).then(|| replace::parts(body, parts));
        self.names.sweep(linked.as_deref().unwrap_or(body)).or(linked)
    }

    fn markdown(&self, body: &str) -> Vec<(Range<usize>, String)> {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_GFM;
        let parser = Parser::new_ext(body, options);
        let mut parts: Vec<(Range<usize>, String)> = Vec::new();
        for (_, definition) in parser.reference_definitions().iter() {
            if !matches!(self.leads(&definition.dest), Leads::Elsewhere) {
                parts.push((definition.span.clone(), String::new()));
            }
        }
        let mut open: Vec<OpenLink> = Vec::new();
        for (event, range) in parser.into_offset_iter() {
            match event {
                Event::End(TagEnd::Link | TagEnd::Image) => {
                    if let Some(link) = open.pop() {
                        link.close(&mut parts);
                    }
                    continue;
                }
                Event::End(_) => continue,
                _ => open.iter_mut().for_each(|link| link.grow(&range)),
            }
            if let Event::Start(
                Tag::Link { link_type, dest_url, title, .. } | Tag::Image { link_type, dest_url, title, .. },
            ) = event
            {
                let is_address = matches!(link_type, LinkType::Autolink | LinkType::Email);
                let with = match self.leads(&dest_url) {
                    Leads::Withheld if is_address => Some(Instead::Nothing(PLACEHOLDER)),
                    Leads::Withheld => Some(Instead::Words),
                    Leads::Moved(to) if !is_address => Some(Instead::Address(to, title.to_string())),
                    Leads::Moved(_) | Leads::Elsewhere => None,
                };
                open.push(OpenLink { whole: range, inner: None, with });
            }
        }
        parts
    }

    /// Elements whose attributes lead to what is withheld, in code too.
    fn html(&self, body: &str) -> Vec<(Range<usize>, String)> {
        static ELEMENT: LazyLock<Regex> =
            LazyLock::new(|| pattern(r#"<(?P<name>[A-Za-z][\w:-]*)(?:\s(?:"[^"]*"|'[^']*'|[^<>"'])*)?>"#));
        static ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| {
            pattern(
                r#"(?i)\s(?P<name>(?:xlink:)?href|src|srcset|poster|cite|action|formaction|longdesc|background|alt|data[\w-]*)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'<>]+))"#,
            )
        });
        let mut parts = Vec::new();
        for element in ELEMENT.captures_iter(body) {
            let (Some(whole), Some(name)) = (element.get(0), element.name("name")) else { continue };
            let mut alt = "";
            let mut withheld = false;
            let mut moved = Vec::new();
            for attribute in ATTRIBUTE.captures_iter(whole.as_str()) {
                let values = ["double", "single", "bare"];
                let Some(value) = values.iter().find_map(|name| attribute.name(name)) else { continue };
                let key = attribute.name("name").map_or("", |name| name.as_str());
                if key.eq_ignore_ascii_case("alt") {
                    alt = value.as_str();
                    continue;
                }
                let addresses =
                    value.as_str().split(',').map(|part| part.split_whitespace().next().unwrap_or(""));
                for address in addresses.chain([value.as_str()]) {
                    match self.leads(address) {
                        Leads::Withheld => withheld = true,
                        Leads::Moved(to) => {
                            moved.push((whole.start() + value.start()..whole.start() + value.end(), to));
                        }
                        Leads::Elsewhere => {}
                    }
                }
            }
            if withheld {
                let is_picture = name.as_str().eq_ignore_ascii_case("img");
                let plain = if is_picture { alt.to_owned() } else { format!("<{}>", name.as_str()) };
                parts.push((whole.range(), plain));
            } else {
                parts.append(&mut moved);
            }
        }
        parts
    }

    /// `[[name]]` and `[[name|words]]`.
    fn wiki(&self, body: &str) -> Vec<(Range<usize>, String)> {
        static WIKI: LazyLock<Regex> =
            LazyLock::new(|| pattern(r"!?\[\[(?P<name>[^\[\]|\r\n]+)(?:\|(?P<words>[^\[\]\r\n]*))?\]\]"));
        let parts = WIKI.captures_iter(body).filter_map(|link| {
            let (whole, name) = (link.get(0)?, link.name("name")?.as_str().trim());
            let words = link.name("words").map(|words| words.as_str().trim());
            // Some wikis write the words first.
            let is_withheld = [Some(name), words].into_iter().flatten().any(|name| {
                let page = name.split('#').next().unwrap_or(name);
                let link = resolve_wiki(page, self.from, self.places);
                self.names.names(page) || matches!(self.link_leads(page, link), Leads::Withheld)
            });
            let shown = words.filter(|words| !words.is_empty() && !self.names.names(words));
            is_withheld.then(|| (whole.range(), shown.unwrap_or(PLACEHOLDER).to_owned()))
        });
        parts.collect()
    }

    /// Takes the names of withheld files out of front matter. `refers` is whether the values name incidents.
    fn prune(&self, entries: &mut Vec<FrontMatterEntry>, refers: bool) {
        entries.retain_mut(|entry| {
            let refers = refers || REFERENCES.contains(&super::markers::fold(&entry.key).as_str());
            self.keeps(&mut entry.value, refers)
        });
    }

    fn keeps(&self, located: &mut Located, refers: bool) -> bool {
        match &mut located.value {
            Value::Scalar(text) => {
                let was_empty = text.trim().is_empty();
                let parts: Vec<&str> = text.split([',', ';']).map(str::trim).collect();
                if refers && parts.iter().any(|part| self.names.names(part)) {
                    let kept: Vec<&str> = parts.into_iter().filter(|part| !self.names.names(part)).collect();
                    *text = kept.join(", ");
                }
                let is_address = text.contains(['/', '.']) && !text.trim().contains(char::is_whitespace);
                if is_address && matches!(self.leads(text), Leads::Withheld) {
                    return false;
                }
                if let Some(swept) = self.body(text) {
                    *text = swept;
                }
                was_empty || !text.trim().is_empty()
            }
            Value::List(items) => {
                let was_empty = items.is_empty();
                items.retain_mut(|item| self.keeps(item, refers));
                was_empty || !items.is_empty()
            }
            Value::Map(entries) => {
                let was_empty = entries.is_empty();
                self.prune(entries, refers);
                was_empty || !entries.is_empty()
            }
            Value::Null => true,
        }
    }
}

/// What a link or picture gives way to.
enum Instead {
    /// Its words, or the alternative text.
    Words,
    /// This, since its words are the address itself.
    Nothing(&'static str),
    /// A link to another address, with its title.
    Address(String, String),
}

/// A link or picture whose end is still to come.
struct OpenLink {
    whole: Range<usize>,
    /// Bytes of what stands in it.
    inner: Option<Range<usize>>,
    with: Option<Instead>,
}

impl OpenLink {
    fn grow(&mut self, range: &Range<usize>) {
        let inner = self.inner.take().unwrap_or_else(|| range.clone());
        self.inner = Some(inner.start.min(range.start)..inner.end.max(range.end));
    }

    fn close(self, parts: &mut Vec<(Range<usize>, String)>) {
        match (self.with, self.inner) {
            (None, _) => {}
            (Some(Instead::Nothing(with)), _) => parts.push((self.whole, with.to_owned())),
            (Some(Instead::Words), None) => parts.push((self.whole, String::new())),
            (Some(Instead::Words), Some(inner)) => {
                parts.push((self.whole.start..inner.start, String::new()));
                parts.push((inner.end..self.whole.end, String::new()));
            }
            (Some(Instead::Address(to, title)), inner) => {
                let end = if title.is_empty() {
                    format!("]({to})")
                } else {
                    format!("]({to} \"{}\")", title.replace(['"', '\n', '\r'], " "))
                };
                match inner {
                    Some(inner) => parts.push((inner.end..self.whole.end, end)),
                    None => parts.push((self.whole, format!("[{end}"))),
                }
            }
        }
    }
}
