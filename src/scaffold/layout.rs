//! The files that `whybook init` lays out.

use super::fill::{PlaceholderValue, fill};
use super::{DEFAULT_TEMPLATE, built_in};

/// Where a site keeps the schema of its front matter for editors, relative to whybook.toml.
pub const FRONT_MATTER_SCHEMA: &str = ".whybook/front-matter.schema.json";
/// Where it keeps that of whybook.toml.
pub const CONFIG_SCHEMA: &str = ".whybook/config.schema.json";

/// Name of the worked example in the content folder.
const EXAMPLE: &str = "2026-01-15-checkout-out-of-connections.md";

/// What the files of a knowledge base say.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Name of the site.
    pub title: String,
    /// Folder of the write-ups, relative to that of whybook.toml, with forward slashes; `.` for that folder itself.
    pub content: String,
    /// Folder of the site.
    pub out: String,
    /// Folder of the search index.
    pub index: String,
    /// Whether it begins without write-ups: then an example, a template and a README come with it.
    pub is_new: bool,
    /// Where the repository shows the folder, for links to files.
    pub repository: Option<String>,
    /// The branch that is published.
    pub branch: String,
    /// Whether GitHub hosts the repository, or may once it has a host: its workflow is then one of the files.
    pub is_on_github: bool,
    /// The folder within its repository, with forward slashes; empty where it is all of it.
    pub within: String,
    /// JSON Schema of the front matter, and of whybook.toml.
    pub schemas: [String; 2],
}

/// Which folder a file lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// That of whybook.toml.
    Site,
    /// That of the git repository, which may be a folder around it.
    Repository,
}

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The folder that its path is relative to.
    pub place: Place,
    /// Its path, with forward slashes.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// Folders of the site and its search index.
pub fn outputs(are_hidden: bool) -> (&'static str, &'static str) {
    if are_hidden { (".whybook/public", ".whybook/search-index") } else { ("public", "search-index") }
}

impl Layout {
    /// The lines that .gitignore needs.
    pub fn ignored(&self) -> Vec<String> {
        [&self.out, &self.index].map(|path| format!("/{}/", path.trim_matches('/'))).into()
    }

    /// Its files but for .gitignore, in the order in which they are written.
    ///
    /// # Errors
    /// If a built-in file has a placeholder that nothing fills.
    pub fn files(&self) -> anyhow::Result<Vec<File>> {
        let mut files = vec![self.file("whybook.toml", "whybook.toml")?];
        if self.is_new {
            files.push(self.file(&format!("{}/{EXAMPLE}", self.content), "example.md")?);
            let template = super::template(DEFAULT_TEMPLATE).unwrap_or_default();
            files.push(File {
                place: Place::Site,
                path: "templates/postmortem.md".to_owned(),
                text: template,
            });
            files.push(self.file("README.md", "README.md")?);
        }
        for (path, text) in [FRONT_MATTER_SCHEMA, CONFIG_SCHEMA].into_iter().zip(&self.schemas) {
            files.push(File { place: Place::Site, path: path.to_owned(), text: text.clone() });
        }
        if self.is_on_github {
            let workflow = self.file(".github/workflows/incidents.yml", "workflow.yml")?;
            files.push(File { place: Place::Repository, ..workflow });
        }
        Ok(files)
    }

    fn file(&self, path: &str, from: &str) -> anyhow::Result<File> {
        let text = built_in(&format!("site/{from}"))?;
        let filled = fill(&text, from, &self.values(from == "whybook.toml"));
        let text = filled.map_err(|unknown| {
            let told: Vec<&str> = unknown.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
            anyhow::anyhow!("the built-in file {from} is wrong: {}", told.join(", "))
        })?;
        Ok(File { place: Place::Site, path: path.to_owned(), text })
    }

    fn values(&self, is_toml: bool) -> Vec<(&'static str, PlaceholderValue)> {
        let text = |text: &str| {
            let quoted = || toml::Value::String(text.to_owned()).to_string();
            PlaceholderValue::Text(if is_toml { quoted() } else { text.to_owned() })
        };
        let site =
            if self.within.is_empty() { self.out.clone() } else { format!("{}/{}", self.within, self.out) };
        vec![
            ("title", text(&self.title)),
            ("content", text(&self.content)),
            ("out", text(&self.out)),
            ("index", text(&self.index)),
            ("repository", PlaceholderValue::Lines(self.repository_setting())),
            ("branch", PlaceholderValue::Text(yaml(&self.branch))),
            ("example", PlaceholderValue::Text(EXAMPLE.to_owned())),
            ("version", PlaceholderValue::Text(env!("CARGO_PKG_VERSION").to_owned())),
            ("defaults", PlaceholderValue::Lines(self.working_directory())),
            ("site", PlaceholderValue::Text(yaml(&site))),
            ("schema", PlaceholderValue::Text(format!("./{CONFIG_SCHEMA}"))),
        ]
    }

    /// The lines of whybook.toml that say where the repository is.
    fn repository_setting(&self) -> Vec<String> {
        let setting = |name: &str, value: &str| format!("{name} = {}", toml::Value::String(value.to_owned()));
        match &self.repository {
            Some(url) => vec![setting("repository", url), setting("branch", &self.branch)],
            None => vec![
                "# repository = \"https://github.com/org/repo\"".to_owned(),
                "# branch = \"main\"".to_owned(),
            ],
        }
    }

    /// The lines by which the steps of the workflow run in the site's folder.
    fn working_directory(&self) -> Vec<String> {
        if self.within.is_empty() {
            return Vec::new();
        }
        vec![
            "defaults:".to_owned(),
            "  run:".to_owned(),
            format!("    working-directory: {}", yaml(&self.within)),
        ]
    }
}

/// A text as a value of YAML.
fn yaml(text: &str) -> String {
    crate::suggest::scalar(crate::source::Format::Yaml, text)
}
