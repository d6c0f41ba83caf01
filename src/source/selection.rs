//! Which files of a folder its site reads, and what it says of them: `include`, `exclude`, `kind`, `rules` and
//! `per_file_rules` of whybook.toml.

use crate::config::{Config, Glob, Levels};
use crate::postmortem::Kind;

/// Which files of a content folder are read. The default reads all that may be write-ups.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    include: Vec<Glob>,
    exclude: Vec<Glob>,
    kinds: Vec<(Glob, Kind)>,
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
            keeps_whole: !config.split,
            levels: Levels::new(&config.rules, &config.per_file_rules),
        }
    }

    /// What the configuration says of files outside its content folder: the levels of their findings.
    pub fn elsewhere(config: &Config) -> Self {
        Self { levels: Levels::new(&config.rules, &config.per_file_rules), ..Self::default() }
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
