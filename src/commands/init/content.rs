//! Which folder holds the write-ups, or will.

use std::path::Path;

use anyhow::Context as _;
use whybook::config::{Config, FILE_NAME};
use whybook::scaffold;

use super::super::look::{self, WriteUpFolder};
use super::shown;

/// The folder of the write-ups, and those of what is built from them; relative to that of whybook.toml, with forward
/// slashes.
pub(super) struct Content {
    pub path: String,
    pub out: String,
    pub index: String,
    /// Whether it is there.
    pub exists: bool,
    /// Other folders that hold write-ups, with how many.
    pub others: Vec<WriteUpFolder>,
}

impl Content {
    /// The content of a folder: that of its whybook.toml, the named one, that with the most write-ups, or a new one.
    ///
    /// # Errors
    /// If the command line names a folder that cannot be it.
    pub(super) fn of(folder: &Path, config: Option<&Config>, named: Option<&Path>) -> anyhow::Result<Self> {
        if let Some(config) = config {
            return Self::of_site(folder, config, named);
        }
        if let Some(named) = named {
            return Ok(Self::with(folder, within(folder, named)?, true, Vec::new()));
        }
        // The content folder itself may be a link, which a look does not follow.
        let is_link = folder.join("content").is_symlink() && folder.join("content").is_dir();
        let mut found = if is_link { Vec::new() } else { look::look(folder) };
        if found.is_empty() {
            let path = if is_link { "content".to_owned() } else { unused(folder) };
            return Ok(Self::with(folder, path, is_link, found));
        }
        let most = found.remove(0);
        Ok(Self::with(folder, most.folder, true, found))
    }

    fn with(folder: &Path, path: String, exists: bool, others: Vec<WriteUpFolder>) -> Self {
        // What is built into the content folder has to be hidden there, or it would be read as content; and nothing is
        // built into the folder of another program.
        let (out, index) = scaffold::outputs(path == "." || is_of_others(&folder.join("public")));
        Self { out: out.to_owned(), index: index.to_owned(), path, exists, others }
    }

    fn of_site(folder: &Path, config: &Config, named: Option<&Path>) -> anyhow::Result<Self> {
        let same = |named: &Path| {
            std::fs::canonicalize(folder.join(named)).ok() == std::fs::canonicalize(&config.content).ok()
        };
        anyhow::ensure!(
            named.is_none_or(same),
            "{} is there and says that the content folder is {}\nhelp: change `content` in it",
            shown(&folder.join(FILE_NAME)),
            shown(&config.content)
        );
        let inside = |path: &Path| {
            let inside = shown(path.strip_prefix(folder).unwrap_or(path)).replace('\\', "/");
            if inside.is_empty() { ".".to_owned() } else { inside }
        };
        let path = inside(&config.content);
        let exists = config.content.is_dir();
        anyhow::ensure!(
            exists || !(path.starts_with("..") || Path::new(&path).is_absolute()),
            "{} says that the content folder is {path}, which is not there\nhelp: make that folder, or change `content`",
            shown(&folder.join(FILE_NAME))
        );
        Ok(Self { path, out: inside(&config.out), index: inside(&config.index), exists, others: Vec::new() })
    }
}

/// The path of the named content folder within the site's, with forward slashes.
fn within(folder: &Path, content: &Path) -> anyhow::Result<String> {
    let named = folder.join(content);
    anyhow::ensure!(named.is_dir(), "the content folder {} is not a folder", shown(&named));
    let (outer, inner) = (std::path::absolute(folder)?, std::path::absolute(&named)?);
    let inside = inner.strip_prefix(&outer).ok().filter(|inside| !inside.iter().any(|part| part == ".."));
    let inside = inside.with_context(|| {
        format!(
            "the content folder {} lies outside of {}, so that a clone would not hold it\nhelp: run `whybook init` in a \
             folder around both",
            shown(content),
            shown(folder),
        )
    })?;
    let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).filter(|part| part != ".").collect();
    Ok(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
}

/// A content folder for a new site: one that holds nothing else.
fn unused(folder: &Path) -> String {
    let holds_nothing = |name: &&str| {
        let path = folder.join(name);
        path.symlink_metadata().is_err()
            || std::fs::read_dir(&path).is_ok_and(|mut entries| entries.next().is_none())
    };
    let unused = ["content", "incidents", "postmortems"].into_iter().find(holds_nothing);
    unused.unwrap_or("content").to_owned()
}

/// Whether a folder holds something that Whybook did not build.
fn is_of_others(folder: &Path) -> bool {
    let holds_something = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    holds_something && !folder.join(whybook::output::MARKER).exists()
}
