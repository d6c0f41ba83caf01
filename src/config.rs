//! What a site may say of itself in `whybook.toml`: one tree of structs with defaults.

mod branch;
mod budget;
mod glob;
mod levels;
mod repository;
mod schema;
mod services;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use branch::BranchName;
pub use budget::Budget;
pub use glob::Glob;
pub use levels::{Level, Levels, RuleLevels, RuleName};
pub use repository::{FilePages, Host, RepositoryAddress, RepositoryPages};
pub use schema::schema;
pub use services::{KnownService, KnownServices, WebAddress};

use crate::contained::{self, OpenError, Root};
use crate::language::{Code, HeadingRole, LabelField, Noticer};
use crate::postmortem::Kind;

/// Name of the configuration file in a site's folder.
pub const FILE_NAME: &str = "whybook.toml";

/// A site's configuration. Paths are as written; [`Config::load`] makes them relative to the file's folder.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Name of the site.
    pub title: String,
    /// One sentence about it, for the home page and the feed.
    pub description: String,
    /// Where it is published; feeds, canonical links and the 404 page need it.
    pub base_url: Option<String>,
    /// Address of its repository, such as `https://github.com/org/repo`, or of the folder of this file in it, such as
    /// `https://github.com/org/repo/tree/main/docs`. Pages then link to their file's source, editor and history.
    pub repository: Option<RepositoryAddress>,
    /// The branch that these links lead to; without it, the one that the address names, else `main`.
    pub branch: Option<BranchName>,
    /// Folder of postmortems.
    pub content: PathBuf,
    /// The files of it that are read; without one, all that may be write-ups.
    pub include: Vec<Glob>,
    /// The files of it that are not.
    pub exclude: Vec<Glob>,
    /// What the write-ups in a folder tell of, where they do not say so themselves.
    pub kind: BTreeMap<Glob, Kind>,
    /// Whether a file that tells of several incidents is read as one write-up for each.
    pub split: bool,
    /// How much findings matter, by rule.
    #[schemars(schema_with = "schema::rules")]
    pub rules: RuleLevels,
    /// The same for some of the files.
    #[schemars(schema_with = "schema::per_file_rules")]
    pub per_file_rules: BTreeMap<Glob, RuleLevels>,
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
    /// The services that write-ups name.
    #[schemars(schema_with = "schema::services")]
    pub services: KnownServices,
    /// The languages of the write-ups.
    pub language: LanguageSettings,
    /// Folder of the configuration file; no setting of it.
    #[serde(skip)]
    pub folder: PathBuf,
    /// Whether private content is published, too.
    pub publish: Publish,
    /// Who may read a file that does not say so itself.
    pub default_visibility: DefaultVisibility,
    /// Values that no page shows.
    pub redact: Redact,
    /// How much of one write-up is read.
    pub budget: Budget,
}

/// What a site says of the languages of its write-ups.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LanguageSettings {
    /// The language of files that do not say theirs; without it, each is read in that of its words.
    #[serde(alias = "lang")]
    #[schemars(schema_with = "schema::language_code")]
    pub default: Option<Code>,
    /// Names of headings by role, beside those that Whybook knows.
    #[schemars(schema_with = "schema::headings")]
    pub headings: BTreeMap<HeadingRole, Vec<String>>,
    /// Labels in front of a value by the field that they state, beside those that Whybook knows.
    #[schemars(schema_with = "schema::labels")]
    pub labels: BTreeMap<LabelField, Vec<String>>,
    /// Names of those who may notice an incident, beside those that Whybook knows.
    #[serde(rename = "who-noticed", alias = "who_noticed")]
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    pub who_noticed: BTreeMap<Noticer, Vec<String>>,
    /// TOML file with more of these.
    pub file: Option<PathBuf>,
}

/// What a build publishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Publish {
    /// What is public.
    #[default]
    Public,
    /// Everything, for a site that only the organisation reads.
    All,
}

/// Who may read a file that does not say so itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DefaultVisibility {
    /// Everybody.
    #[default]
    Public,
    /// The organisation.
    Internal,
}

/// Values that are replaced by placeholders wherever they stand.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Redact {
    /// Regular expressions; what they match is replaced.
    pub patterns: Vec<Pattern>,
    /// Whether e-mail addresses are replaced.
    pub emails: bool,
    /// Whether IP addresses are replaced.
    pub ips: bool,
    /// Whether the names of those who took part in the response are replaced.
    pub responders: bool,
}

/// A regular expression of the configuration; one that does not compile is an error with its line.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
pub struct Pattern(#[schemars(with = "String")] regex::Regex);

impl Pattern {
    /// The compiled expression.
    pub fn regex(&self) -> &regex::Regex {
        &self.0
    }
}

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(pattern: String) -> Result<Self, Self::Error> {
        let compiled = regex::Regex::new(&pattern);
        compiled.map(Self).map_err(|error| format!("`{pattern}` is no regular expression: {error}"))
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "Whybook".to_owned(),
            description: "Past incidents, why they happened, and what stopped them.".to_owned(),
            base_url: None,
            repository: None,
            branch: None,
            content: "content".into(),
            include: Vec::new(),
            exclude: Vec::new(),
            kind: BTreeMap::new(),
            split: true,
            rules: RuleLevels::new(),
            per_file_rules: BTreeMap::new(),
            out: "public".into(),
            index: "search-index".into(),
            themes: "themes".into(),
            theme: "default".to_owned(),
            taxonomy: None,
            synonyms: None,
            services: KnownServices::default(),
            language: LanguageSettings::default(),
            folder: PathBuf::new(),
            publish: Publish::default(),
            default_visibility: DefaultVisibility::default(),
            redact: Redact::default(),
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

/// Refuses what is no address of a site.
fn check_base_url(url: &str) -> anyhow::Result<()> {
    let host = url.strip_prefix("https://").or(url.strip_prefix("http://"));
    let is_address = host.is_some_and(|host| !host.is_empty() && !host.starts_with('/'))
        && !url.contains(['?', '#', '"', '<', '>', ' ']);
    anyhow::ensure!(
        is_address,
        "base_url `{url}` is no web address\nhelp: write it with its scheme, as in https://org.github.io/repo/"
    );
    Ok(())
}

impl Config {
    /// Reads a configuration file.
    ///
    /// # Errors
    /// If it cannot be read, is no TOML, or says something that no setting is for; the message names the line.
    pub fn load(path: &Path) -> anyhow::Result<Self> {
        let text = contained::open_named(path)
            .and_then(contained::read_text)
            .map_err(|refusal| anyhow::anyhow!("cannot read {}: {refusal}", path.display()))?;
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
        config.language.file = config.language.file.map(|path| folder.join(path));
        config.folder = folder.to_owned();
        Ok(config)
    }

    /// Refuses settings that cannot work together. Folders are compared by what they are, behind links and `..`.
    ///
    /// # Errors
    /// If the index lies in the site, in a folder of the content or the themes that is read, or around one of them, or the
    /// base address is no http(s) address.
    pub fn check(&self) -> anyhow::Result<()> {
        let index = contained::resolved(&self.index)?;
        let out = contained::resolved(&self.out)?;
        let mut overlaps = index.starts_with(&out) || out.starts_with(&index);
        for read in [&self.content, &self.themes] {
            overlaps |= contained::overlaps(&index, &contained::resolved(read)?);
        }
        anyhow::ensure!(
            !overlaps,
            "the search index cannot lie in {}\nhelp: choose an --index that neither holds content, themes or site nor \
             lies within them",
            self.index.display()
        );
        self.base_url.as_deref().map_or(Ok(()), check_base_url)?;
        self.repository_pages().map_err(anyhow::Error::msg)?;
        Ok(())
    }

    /// The folder of the site's own templates of write-ups.
    pub fn templates(&self) -> PathBuf {
        self.folder.join("templates")
    }

    /// The pages of its repository, if it names one.
    ///
    /// # Errors
    /// If its settings contradict each other.
    pub fn repository_pages(&self) -> Result<Option<RepositoryPages>, String> {
        let branch = self.branch.as_ref().and_then(BranchName::as_str);
        self.repository.as_ref().map(|address| RepositoryPages::new(address, branch)).transpose()
    }

    /// The site's own taxonomy file, if it has one: its text and its path.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn taxonomy_text(&self) -> anyhow::Result<Option<(String, String)>> {
        self.own_text("taxonomy", self.taxonomy.as_deref())
    }

    /// The site's own file of synonyms, if it has one: its text and its path.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn synonyms_text(&self) -> anyhow::Result<Option<(String, String)>> {
        self.own_text("synonyms", self.synonyms.as_deref())
    }

    /// The site's own file of headings, if it has one: its text and its path.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn language_text(&self) -> anyhow::Result<Option<(String, String)>> {
        self.own_text("language file", self.language.file.as_deref())
    }

    fn own_text(&self, what: &str, path: Option<&Path>) -> anyhow::Result<Option<(String, String)>> {
        let Some(path) = path else { return Ok(None) };
        let text = self.open_own(path).and_then(contained::read_text).map_err(|refusal| {
            let help = match refusal {
                OpenError::Outside | OpenError::Hidden => {
                    "\nhelp: copy the file to where the link is, or name its own path in whybook.toml"
                }
                _ => "",
            };
            anyhow::anyhow!("cannot read the {what} {}: {refusal}{help}", path.display())
        })?;
        Ok(Some((text, path.display().to_string())))
    }

    /// Opens a file that the configuration names. Links are followed within the folder of whybook.toml, or, for a file
    /// elsewhere, within the folder that it lies in: mistakes in such a file are drawn with its text, so that a link to
    /// a secret must not be read.
    fn open_own(&self, path: &Path) -> Result<std::fs::File, OpenError> {
        let name = path.file_name().ok_or(OpenError::Special)?;
        let own = Root::open(path.parent().unwrap_or(Path::new("")))?;
        let project = Root::open(&self.folder)?;
        match own.path().strip_prefix(project.path()) {
            Ok(inside) => project.file(&inside.join(name)),
            Err(_) => own.file(Path::new(name)),
        }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_languages_of_a_site() {
        let text = "[language]\nlang = \"de-AT\"\nheadings = { root_cause = [\"Warum?\"] }\n";
        let config: Config = toml::from_str(text).unwrap();
        assert_eq!(config.language.default.map(Code::index), crate::language::find("de"));
        let roles: Vec<&str> = config.language.headings.keys().map(|role| role.name()).collect();
        assert_eq!(roles, ["root-cause"]);
    }

    #[test]
    fn a_mistake_in_the_languages_names_its_line() {
        let mistake = |text: &str| toml::from_str::<Config>(text).unwrap_err().to_string();
        let role = mistake("[language.headings]\nlessons = []\nroot-couse = [\"Why?\"]\n");
        assert!(role.contains("line 3") && role.contains("did you mean `root-cause`?"), "{role}");
        let field = mistake("[language.labels]\nend = []\nservises = [\"Kit\"]\n");
        assert!(field.contains("line 3") && field.contains("did you mean `services`?"), "{field}");
        let noticer = mistake("[language.who-noticed]\nmachine = [\"Owlwatch\"]\n");
        assert!(noticer.contains("line 2") && noticer.contains("did you mean `machines`?"), "{noticer}");
        let code = mistake("[language]\ndefault = \"xx\"\n");
        assert!(code.contains("line 2") && code.contains("there are en, de, pt"), "{code}");
    }
}
