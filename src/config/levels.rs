//! How much findings matter to a site: `[rules]` and `[per_file_rules]` of whybook.toml.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::Glob;
use crate::diagnostic::rules;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity};

/// What becomes of the findings of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// They are dropped.
    Off,
    /// They never count towards an exit code.
    Note,
    /// `check` and `build --strict` fail.
    Warning,
    /// The same; shown first.
    Error,
}

/// The name of a rule; one that there is not is an error with its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleName(&'static str);

impl<'de> Deserialize<'de> for RuleName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::find(&name).map_err(D::Error::custom)
    }
}

impl RuleName {
    fn find(name: &str) -> Result<Self, String> {
        if let Some((name, _)) = rules::find(name) {
            return Ok(Self(name));
        }
        let near = rules::all().keys().map(|known| (strsim::osa_distance(name, known), known)).min();
        let near = near.filter(|(distance, known)| *distance <= 1 + known.len() / 5);
        let advice = near.map_or_else(
            || "docs/rules/ lists them all".to_owned(),
            |(_, known)| format!("did you mean `{known}`?"),
        );
        Err(format!("there is no rule `{name}`; {advice}"))
    }
}

/// The levels of some rules.
pub type RuleLevels = BTreeMap<RuleName, Level>;

/// The levels of a site: those for some of its files go before those for all.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    site: RuleLevels,
    per_file: Vec<(Glob, RuleLevels)>,
}

impl Levels {
    /// Of several patterns that hold a file, the longest goes first.
    pub fn new(site: &RuleLevels, per_file: &BTreeMap<Glob, RuleLevels>) -> Self {
        let mut per_file: Vec<_> =
            per_file.iter().map(|(glob, levels)| (glob.clone(), levels.clone())).collect();
        per_file.sort_by_key(|(glob, _)| std::cmp::Reverse(glob.as_str().len()));
        Self { site: site.clone(), per_file }
    }

    /// Gives each finding its level, and drops those that are off.
    pub fn apply(&self, diagnostics: &mut Vec<Diagnostic>) {
        if self.site.is_empty() && self.per_file.is_empty() {
            return;
        }
        diagnostics.retain_mut(|diagnostic| {
            let severity = match self.level(diagnostic) {
                None => return true,
                Some(Level::Off) => return false,
                Some(Level::Note) => DiagnosticSeverity::Note,
                Some(Level::Warning) => DiagnosticSeverity::Warning,
                Some(Level::Error) => DiagnosticSeverity::Error,
            };
            diagnostic.severity = severity;
            true
        });
    }

    fn level(&self, diagnostic: &Diagnostic) -> Option<Level> {
        let name = RuleName(diagnostic.rule);
        let of_file = self.per_file.iter().filter(|(glob, _)| glob.holds(&diagnostic.path));
        let mut of_file = of_file.filter_map(|(_, levels)| levels.get(&name));
        of_file.next().or_else(|| self.site.get(&name)).copied()
    }
}
