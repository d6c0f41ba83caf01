//! Marked words, each planted in one place of a write-up, and the bytes of a site in which they are looked for.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::Path;

use aho_corasick::AhoCorasick;
use flate2::read::GzDecoder;
use percent_encoding::percent_decode;
use regex::bytes::Regex;
use tantivy::schema::Value as _;

/// Words that no text has by chance, with the places where they were planted.
#[derive(Default)]
pub(super) struct Words {
    planted: Vec<Planted>,
}

/// A word in its place.
#[derive(Clone)]
pub(super) struct Planted {
    pub word: String,
    pub place: String,
    /// Whether a site that publishes everything shows it.
    pub shown: bool,
}

impl Words {
    /// A new word for a place that pages show.
    pub(super) fn shown(&mut self, place: &str) -> String {
        self.plant(place, true)
    }

    /// A new word for a place that no page shows, such as a comment.
    pub(super) fn unseen(&mut self, place: &str) -> String {
        self.plant(place, false)
    }

    fn plant(&mut self, place: &str, shown: bool) -> String {
        const LETTERS: &[u8; 16] = b"bcdfghjklmnpqrst";
        let number = self.planted.len();
        // Neither a stem nor a near spelling of another: every letter of the number is written twice.
        let digits = (0..4).map(|digit| LETTERS[number >> (4 * digit) & 15] as char);
        let middle: String = digits.flat_map(|letter| [letter, 'o', letter]).collect();
        let word = format!("zq{middle}vax");
        self.planted.push(Planted { word: word.clone(), place: place.to_owned(), shown });
        word
    }

    /// Leaves out words that turned out not to be planted.
    pub(super) fn forget(&mut self, is_not: impl Fn(&Planted) -> bool) {
        self.planted.retain(|planted| !is_not(planted));
    }

    pub(super) fn all(&self) -> &[Planted] {
        &self.planted
    }
}

/// Keys of front matter with a planted value each, as lines of YAML; `way` names the file.
pub(super) fn yaml(words: &mut Words, way: &str) -> String {
    let mut lines = String::new();
    let mut add = |line: String| lines.push_str(&(line + "\n"));
    let mut shown = |place: &str| words.shown(&format!("{way}: front matter, {place}"));
    for key in
        ["title", "id", "team", "organisation", "mitigation", "trigger", "summary", "owner", "severity"]
    {
        let value = shown(key);
        add(format!("{key}: \"{value}\""));
    }
    for key in ["services", "symptoms", "authors", "responders", "reviewed_by", "tags", "keywords", "aliases"]
    {
        let value = shown(key);
        add(format!("{key}: [{value}]"));
    }
    add(format!("slug: {}", shown("slug")));
    add(format!("runbook: https://example.org/{}", shown("runbook")));
    add(format!("links: [\"https://example.org/{}\"]", shown("links")));
    add(format!("{}: x", shown("an unknown key")));
    add(format!("custom_note: {}", shown("the value of an unknown key")));
    add(format!("custom_map: {{inner: {{deep: {}}}}}", shown("a nested value")));
    add(format!("impact: {{users: {}, money: {}}}", shown("impact.users"), shown("impact.money")));
    let (text, owner) = (shown("actions.text"), shown("actions.owner"));
    add(format!(
        "actions: [{{text: mend {text}, owner: {owner}, link: \"https://example.org/{}\"}}]",
        shown("actions.link")
    ));
    add(format!("# {}", words.unseen(&format!("{way}: front matter, a comment"))));
    lines
}

/// The same in TOML and JSON, where fewer keys do.
pub(super) fn pairs(words: &mut Words, way: &str) -> Vec<(&'static str, String)> {
    ["title", "id", "team", "mitigation", "trigger", "summary", "owner", "custom_note"]
        .map(|key| (key, words.shown(&format!("{way}: front matter, {key}"))))
        .into()
}

/// A text with a word in every place that Markdown has; each place is a block of its own.
pub(super) fn blocks(words: &mut Words, way: &str, picture: &str) -> Vec<String> {
    let mut shown = |place: &str| words.shown(&format!("{way}: {place}"));
    let mut blocks = vec![
        format!("## Root cause\n\nThe disk was full, {}.", shown("evidence of a cause")),
        format!("## Timeline\n\n- 10:00 it began, {}\n- 10:30 it ended", shown("the timeline")),
        format!(
            "## Action items\n\n- [ ] Add a disk, {} (Owner: {})",
            shown("an action"),
            shown("an action's owner")
        ),
        format!("## About {}", shown("a heading")),
        format!(
            "A paragraph with {} and *{}* and **{}**.",
            shown("a paragraph"),
            shown("emphasis"),
            shown("strong text")
        ),
        format!("`{}`", shown("a code span")),
        format!("```{}\ncode {}\n```", shown("the language of code"), shown("a code block")),
        format!("> {}", shown("a quote")),
        format!("1. {}\n2. ~~{}~~", shown("a list"), shown("struck text")),
        format!(
            "| Part | {} |\n|---|---|\n| cell | {} |",
            shown("a table's header"),
            shown("a table's cell")
        ),
        format!(
            "[{}](https://example.org/{} \"{}\")",
            shown("a link's text"),
            shown("a link's target"),
            shown("a link's title")
        ),
        format!(
            "[words][{0}]\n\n[{0}]: https://example.org/{1} \"{2}\"",
            "ref",
            shown("a reference's target"),
            shown("a reference's title")
        ),
        format!("<https://example.org/{}>", shown("an autolink")),
        format!("![{}]({picture} \"{}\")", shown("alternative text"), shown("a picture's title")),
        format!("<p id=\"{}\">{}</p>", shown("an HTML attribute"), shown("HTML")),
        format!("A note.[^n]\n\n[^n]: {}", shown("a footnote")),
        format!("Services: {}", shown("a label")),
        format!(
            "<details><summary>{}</summary>\n\n{}\n\n</details>",
            shown("a summary element"),
            shown("details")
        ),
        format!(
            "mail {}@example.org, host {}.example.org",
            shown("an e-mail address"),
            shown("a host's name")
        ),
    ];
    blocks.push(format!("<!-- {} -->", words.unseen(&format!("{way}: a comment"))));
    blocks
}

/// A picture of one pixel whose metadata holds a comment.
pub(super) fn png(comment: &str) -> Vec<u8> {
    let mut pixels = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    pixels.write_all(&[0, 128]).unwrap();
    let header = [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0];
    let comment = format!("Comment\0{comment}");
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [
        (b"IHDR", header.as_slice()),
        (b"tEXt", comment.as_bytes()),
        (b"IDAT", &pixels.finish().unwrap()),
        (b"IEND", &[]),
    ] {
        let mut checksum = flate2::Crc::new();
        checksum.update(kind);
        checksum.update(data);
        png.extend((data.len() as u32).to_be_bytes());
        png.extend(kind);
        png.extend(data);
        png.extend(checksum.sum().to_be_bytes());
    }
    png
}

/// Everything that a build wrote, each file by its name, in every form that it can be read in.
pub(super) fn written(site: &super::Site) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for folder in ["public", "search-index"] {
        for (path, bytes) in site.files(folder) {
            let mut forms = path.clone().into_bytes();
            let mut plain = Vec::new();
            let is_packed = GzDecoder::new(bytes.as_slice()).read_to_end(&mut plain).is_ok();
            let plain = if is_packed { plain } else { bytes };
            for form in [
                decoded(&plain),
                percent_decode(&plain).collect(),
                percent_decode(path.as_bytes()).collect(),
                plain,
            ] {
                forms.push(b'\n');
                forms.extend(form);
            }
            all.insert(format!("{folder}/{path}"), forms);
        }
    }
    let index = site.path("search-index");
    for generation in std::fs::read_dir(index).unwrap().map(|entry| entry.unwrap().path()) {
        if generation.join("meta.json").is_file() {
            all.insert("search-index: terms and documents".to_owned(), unpacked(&generation));
        }
    }
    assert!(all.contains_key("search-index: terms and documents"));
    all
}

/// Numeric character references resolved.
fn decoded(bytes: &[u8]) -> Vec<u8> {
    let reference = Regex::new(r"&#(x?)([0-9a-fA-F]{1,6});").unwrap();
    let character = |found: &regex::bytes::Captures<'_>| {
        let digits = std::str::from_utf8(&found[2]).unwrap();
        let radix = if found[1].is_empty() { 10 } else { 16 };
        let code = u32::from_str_radix(digits, radix).ok().and_then(char::from_u32).unwrap_or(' ');
        code.to_string().into_bytes()
    };
    reference.replace_all(bytes, character).into_owned()
}

/// The stored documents and all terms of an index, which its files hold compressed.
fn unpacked(folder: &Path) -> Vec<u8> {
    let index = tantivy::Index::open_in_dir(folder).unwrap();
    let reader = index.reader().unwrap();
    let mut out = Vec::new();
    for segment in reader.searcher().segment_readers() {
        let store = segment.get_store_reader(1).unwrap();
        for document in store.iter::<tantivy::TantivyDocument>(None) {
            for (_, value) in document.unwrap().field_values() {
                let text = value.as_str().map_or_else(|| format!("{:?}", value.as_bytes()), str::to_owned);
                out.extend(text.into_bytes());
                out.push(b'\n');
            }
        }
        for (field, entry) in index.schema().fields().filter(|(_, entry)| entry.is_indexed()) {
            let inverted =
                segment.inverted_index(field).unwrap_or_else(|error| panic!("{}: {error}", entry.name()));
            let mut terms = inverted.terms().stream().unwrap();
            while terms.advance() {
                out.extend(terms.key());
                out.push(b'\n');
            }
        }
    }
    out
}

/// Which of the planted words stand in which files.
pub(super) fn found<'a>(
    words: &'a [Planted],
    written: &BTreeMap<String, Vec<u8>>,
) -> BTreeMap<&'a str, Vec<String>> {
    let finder = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(words.iter().map(|planted| &planted.word))
        .unwrap();
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (path, bytes) in written {
        for hit in finder.find_iter(bytes) {
            let files = found.entry(words[hit.pattern().as_usize()].word.as_str()).or_default();
            if files.last() != Some(path) {
                files.push(path.clone());
            }
        }
    }
    found
}
