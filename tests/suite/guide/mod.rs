//! README.md and the guide in docs/: their commands run, their links lead somewhere, their settings exist, and the book that
//! they make is whole.

mod book;
mod commands;
mod configuration;
mod links;
mod scene;

use std::collections::BTreeMap;
use std::path::Path;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// The repository's folder.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README.md and all pages of docs/, by their paths in the repository.
fn pages() -> BTreeMap<String, String> {
    let docs = walkdir::WalkDir::new(root().join("docs")).into_iter().map(Result::unwrap);
    let pages = docs.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "md"));
    let mut paths: Vec<_> = pages.map(walkdir::DirEntry::into_path).collect();
    paths.push(root().join("README.md"));
    let named = paths.iter().map(|path| {
        let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
        (name, std::fs::read_to_string(path).unwrap())
    });
    named.collect()
}

/// The events of a page as forges and mdBook read it.
fn events(text: &str) -> impl Iterator<Item = Event<'_>> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS)
}

/// A block of code of a page.
struct Block {
    /// The language behind its fence.
    language: String,
    text: String,
    /// What comments right before it say: `<!-- scene: sample -->` is `("scene", "sample")`.
    marks: Vec<(String, String)>,
}

/// The fenced blocks of a page, in order.
fn blocks(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut marks = Vec::new();
    let mut in_code = false;
    for event in events(page) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                let (language, marks) = (language.into_string(), std::mem::take(&mut marks));
                blocks.push(Block { language, text: String::new(), marks });
                in_code = true;
            }
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(text) if in_code => blocks.last_mut().unwrap().text.push_str(&text),
            Event::Html(html) => {
                for comment in html.split("<!-- ").skip(1).filter_map(|rest| rest.split_once(" -->")) {
                    if let Some((name, value)) = comment.0.split_once(": ") {
                        marks.push((name.to_owned(), value.to_owned()));
                    }
                }
            }
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::List(_) | Tag::Table(_)) => {
                marks.clear()
            }
            _ => {}
        }
    }
    blocks
}
