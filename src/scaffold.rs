//! What a new knowledge base and a new write-up start from: files that are part of the program, with placeholders that
//! are filled in. Pure; `whybook init` and `whybook new` write what comes of it.

mod fill;
mod layout;

use anyhow::Context as _;

pub use fill::{PlaceholderValue, fill, placeholders};
pub use layout::{CONFIG_SCHEMA, FRONT_MATTER_SCHEMA, File, Layout, Place, outputs};

#[derive(rust_embed::RustEmbed)]
#[folder = "scaffold/"]
struct Scaffold;

/// The template of `whybook new` where nothing names another.
pub const DEFAULT_TEMPLATE: &str = "google-sre";

/// Names of the built-in templates, sorted.
pub fn templates() -> Vec<String> {
    let paths = Scaffold::iter();
    let names =
        paths.filter_map(|path| Some(path.strip_prefix("templates/")?.strip_suffix(".md")?.to_owned()));
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// The text of a built-in template; `None` where there is none of this name.
pub fn template(name: &str) -> Option<String> {
    built_in(&format!("templates/{name}.md")).ok()
}

fn built_in(path: &str) -> anyhow::Result<String> {
    let file = Scaffold::get(path).with_context(|| format!("there is no built-in file {path}"))?;
    String::from_utf8(file.data.into_owned())
        .with_context(|| format!("the built-in file {path} is not UTF-8"))
}
