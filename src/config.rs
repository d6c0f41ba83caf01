//! What a site may say of itself in `whybook.toml`: one tree of structs with defaults.

mod budget;

use std::path::{Path, PathBuf};

use serde::Deserialize;

pub use budget::Budget;

/// Name of the configuration file in a site's folder.
pub const FILE_NAME: &str = "whybook.toml";

/// A site's configuration. Paths are as written; [`Config::load`] makes them relative to the file's folder.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Name of the site.
    pub title: String,
    /// One sentence about it, for the home page and the feed.
    pub description: String,
    /// Where it is published; feeds, canonical links and the 404 page need it.
    pub base_url: Option<String>,
    /// Folder of postmortems.
    pub content: PathBuf,
    /// Folder the site is written to.
    pub out: PathBuf,
    /// Folder of the search index.
    pub index: PathBuf,
    /// Folder of themes; a file in `themes/NAME/` goes before the built-in one.
    pub themes: PathBuf,
    /// Theme in use.
    pub theme: String,
    /// TOML file that adds, renames or retires causes.
    pub taxonomy: Option<PathBuf>,
    /// TOML file that adds words with the same meaning to the search, or takes some back.
    pub synonyms: Option<PathBuf>,
    /// How much of one write-up is read.
    pub budget: Budget,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "Whybook".to_owned(),
            description: "Past incidents, why they happened, and what stopped them.".to_owned(),
            base_url: None,
            content: "content".into(),
            out: "public".into(),
            index: "search-index".into(),
            themes: "themes".into(),
            theme: "default".to_owned(),
            taxonomy: None,
            synonyms: None,
            budget: Budget::default(),
        }
    }
}

/// Advice for a setting that is none but nearly one, from the message that says so: unknown first, then what is known.
fn nearest(message: &str) -> String {
    let mut names = message.split('`').skip(1).step_by(2);
    let plain = |name: &str| name.to_lowercase().replace(['-', ' '], "_");
    let Some(unknown) = names.next().filter(|_| message.starts_with("unknown field")) else {
        return String::new();
    };
    let known = names
        .map(|known| (strsim::osa_distance(&plain(unknown), known), known))
        .min()
        .filter(|&(distance, known)| distance <= 1 + known.len() / 5);
    known.map_or(String::new(), |(_, known)| format!("help: did you mean `{known}`?\n"))
}

impl Config {
    /// Reads a configuration file.
    ///
    /// # Errors
    /// If it cannot be read, is no TOML, or says something that no setting is for; the message names the line.
    pub fn load(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| anyhow::anyhow!("cannot read {}: {error}", path.display()))?;
        let mut config: Self = toml::from_str(&text).map_err(|error| {
            let help = nearest(error.message());
            anyhow::anyhow!("{} is not a valid configuration\n{error}{help}", path.display())
        })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        for setting in [&mut config.content, &mut config.out, &mut config.index, &mut config.themes] {
            *setting = folder.join(&*setting);
        }
        config.taxonomy = config.taxonomy.map(|path| folder.join(path));
        config.synonyms = config.synonyms.map(|path| folder.join(path));
        Ok(config)
    }

    /// Refuses settings that cannot work together.
    ///
    /// # Errors
    /// If the index lies in the content or the site, or the base address is no http(s) address.
    pub fn check(&self) -> anyhow::Result<()> {
        anyhow::ensure!(
            !self.index.starts_with(&self.content)
                && !self.content.starts_with(&self.index)
                && self.index != self.out,
            "the search index cannot lie in {}\nhelp: choose an --index that is neither the content nor the site",
            self.index.display()
        );
        let Some(url) = &self.base_url else { return Ok(()) };
        let host = url.strip_prefix("https://").or(url.strip_prefix("http://"));
        let is_address = host.is_some_and(|host| !host.is_empty() && !host.starts_with('/'))
            && !url.contains(['?', '#', '"', '<', '>', ' ']);
        anyhow::ensure!(
            is_address,
            "base_url `{url}` is no web address\nhelp: write it with its scheme, as in https://org.github.io/repo/"
        );
        Ok(())
    }

    /// The site's own taxonomy file, if it has one: its text and its path.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn taxonomy_text(&self) -> anyhow::Result<Option<(String, String)>> {
        let Some(path) = &self.taxonomy else { return Ok(None) };
        let text = std::fs::read_to_string(path)
            .map_err(|error| anyhow::anyhow!("cannot read the taxonomy {}: {error}", path.display()))?;
        Ok(Some((text, path.display().to_string())))
    }

    /// The base address with one slash at its end.
    pub fn base_address(&self) -> Option<String> {
        self.base_url.as_ref().map(|url| format!("{}/", url.trim_end_matches('/')))
    }

    /// Path part of the base address, with a slash at both ends: `/repo/`, or `/` where there is none.
    pub fn base_path(&self) -> String {
        let address = self.base_url.as_deref().unwrap_or("/");
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        let path = rest.split_once('/').map_or("", |(_, path)| path).trim_matches('/');
        if path.is_empty() { "/".to_owned() } else { format!("/{path}/") }
    }
}
