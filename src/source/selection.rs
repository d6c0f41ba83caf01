//! Which files of a folder its site reads, and what it says of them: `include`, `exclude`, `kind`, `rules` and
//! `per_file_rules` of whybook.toml.

use std::path::PathBuf;

use walkdir::DirEntry;

use crate::config::{Config, Glob, Levels};
use crate::postmortem::Kind;

/// Which files of a content folder are read. The default reads all that may be write-ups.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    include: Vec<Glob>,
    exclude: Vec<Glob>,
    kinds: Vec<(Glob, Kind)>,
    /// The folder of the templates of `whybook new`, behind all links.
    templates: Option<PathBuf>,
    /// Whether a file that tells of several incidents is read as one.
    pub(super) keeps_whole: bool,
    /// How much findings about the files matter.
    pub levels: Levels,
}

impl Selection {
    /// The selection of a site's configuration.
    pub fn of(config: &Config) -> Self {
        Self {
            include: config.include.clone(),
            exclude: config.exclude.clone(),
            kinds: config.kind.iter().map(|(glob, kind)| (glob.clone(), *kind)).collect(),
            templates: config.templates().canonicalize().ok(),
            keeps_whole: !config.split,
            levels: Levels::new(&config.rules, &config.per_file_rules),
        }
    }

    /// What it says of files outside the content folder.
    #[must_use]
    pub fn elsewhere(&self) -> Self {
        let Self { templates, levels, .. } = self.clone();
        Self { templates, levels, ..Self::default() }
    }

    /// Whether a folder is that of the site's templates.
    pub(super) fn is_templates(&self, folder: &DirEntry) -> bool {
        let is_named_so = |templates: &&PathBuf| {
            templates.file_name() == Some(folder.file_name()) || folder.path_is_symlink()
        };
        let templates = self.templates.as_ref().filter(is_named_so);
        templates.is_some_and(|templates| folder.path().canonicalize().is_ok_and(|path| path == *templates))
    }

    /// Why a file is not read, with the pattern that says so; `None` where it may be.
    pub(super) fn reason_against(&self, path: &str) -> Option<(&'static str, String)> {
        if let Some(glob) = self.exclude.iter().find(|glob| glob.holds(path)) {
            return Some(("excluded in whybook.toml", format!("`{}`", glob.as_str())));
        }
        let included = self.include.is_empty() || self.include.iter().any(|glob| glob.holds(path));
        (!included).then(|| ("not included in whybook.toml", String::new()))
    }

    /// What the write-ups at this path tell of; of several patterns the longest counts.
    pub(super) fn kind(&self, path: &str) -> Option<Kind> {
        let holding = self.kinds.iter().filter(|(glob, _)| glob.holds(path));
        holding.max_by_key(|(glob, _)| glob.as_str().len()).map(|(_, kind)| *kind)
    }
}
