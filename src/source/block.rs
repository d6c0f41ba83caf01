//! What a front matter block says.
//!
//! `gray_matter` decides whether the block is data and of what kind. It loses positions, the order of keys and the
//! spelling of scalars, so those are read from the text by the parser of each language.

mod json;
mod toml;
mod yaml;

use std::ops::Range;

use gray_matter::Pod;
use gray_matter::engine::{Engine, JSON, TOML, YAML};

use super::{Format, FrontMatterEntry, Value};

/// Lists and mappings within each other that a block may have.
const DEEPEST: usize = 32;

/// Why a block cannot be read, and where.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub rule: &'static str,
    /// Bytes of the file's text.
    pub range: Range<usize>,
    pub message: String,
    pub help: &'static str,
}

impl Problem {
    fn syntax(range: Range<usize>, message: impl Into<String>) -> Self {
        let help = "none of the front matter is used and the block is shown as text; mend this place";
        Self { rule: "front-matter-syntax", range, message: message.into(), help }
    }

    fn too_deep(range: Range<usize>) -> Self {
        Self::syntax(range, format!("the front matter nests more than {DEEPEST} levels deep"))
    }
}

/// Bytes of the longest front matter that is read: facts of an incident need a few hundred, and the parsers take long
/// over hostile ones.
const LONGEST: usize = 64 * 1_024;

/// Keys with their values, and the names of keys that have none.
type Entries = (Vec<FrontMatterEntry>, Vec<String>);

/// Reads a block that stands at `range` of `text`; `None` where it is no mapping, and so belongs to the body.
pub(super) fn parse(format: Format, text: &str, range: &Range<usize>) -> Result<Option<Entries>, Problem> {
    let block = &text[range.clone()];
    if block.len() > LONGEST {
        let message = format!("{} KiB are no front matter", block.len() / 1_024);
        return Err(Problem::syntax(range.start..range.start + 1, message));
    }
    let value = match format {
        Format::Yaml => yaml::parse(block, range.start)?,
        Format::Toml => toml::parse(block, range.start)?,
        Format::Json => json::parse(block, range.start)?,
    };
    let kind = match format {
        Format::Yaml => YAML::parse(block),
        Format::Toml => TOML::parse(block),
        Format::Json => JSON::parse(block),
    };
    match (kind, value) {
        (Ok(Pod::Hash(_)), Value::Map(entries)) => {
            let (empty, entries): (Vec<_>, Vec<_>) =
                entries.into_iter().partition(|entry| entry.value.value == Value::Null);
            Ok(Some((entries, empty.into_iter().map(|entry| entry.key).collect())))
        }
        (Ok(Pod::Null), Value::Null) => Ok(Some((Vec::new(), Vec::new()))),
        (Ok(_), _) => Ok(None),
        (Err(error), _) => Err(Problem::syntax(range.clone(), first_line(&error.to_string()))),
    }
}

/// A key that its mapping has already: the parsers disagree on which value counts, so none does.
fn repeated(entries: &[FrontMatterEntry], key: &str, range: &Range<usize>) -> Result<(), Problem> {
    if entries.iter().any(|entry| entry.key == key) {
        return Err(Problem::syntax(range.clone(), format!("`{key}` is stated twice")));
    }
    Ok(())
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or("it cannot be read").to_owned()
}
