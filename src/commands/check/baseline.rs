//! Findings that a team knows of and lives with: only more of them count.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, anyhow, ensure};
use serde::{Deserialize, Serialize};

use super::CheckedFinding;

/// Version of the file's form.
const VERSION: u32 = 1;

/// How many findings of each rule each file has. Lines are left out: they move with every edit.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Baseline {
    version: u32,
    findings: BTreeMap<String, BTreeMap<String, usize>>,
}

/// What every version of the file has.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

impl Baseline {
    /// # Errors
    /// If the file cannot be read, or was written by another version.
    pub(super) fn read(file: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("cannot read the baseline {}", file.display()))?;
        let again = format!("write it again with `whybook check --write-baseline {}`", file.display());
        let broken = |error| anyhow!("{} is no baseline: {error}\nhelp: {again}", file.display());
        let Versioned { version } = serde_json::from_str(&text).map_err(broken)?;
        ensure!(
            version == VERSION,
            "the baseline {} has version {version}, and this is a Whybook that reads version {VERSION}\nhelp: {again}",
            file.display()
        );
        serde_json::from_str(&text).map_err(broken)
    }

    pub(super) fn of(found: &[CheckedFinding<'_>]) -> Self {
        let mut findings: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        for CheckedFinding { diagnostic, .. } in found {
            let of_file = findings.entry(diagnostic.path.clone()).or_default();
            *of_file.entry(diagnostic.rule.to_owned()).or_default() += 1;
        }
        Self { version: VERSION, findings }
    }

    /// Writes it, and returns how many findings it holds.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(super) fn write(&self, file: &Path) -> anyhow::Result<usize> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        std::fs::write(file, text)
            .with_context(|| format!("cannot write the baseline {}", file.display()))?;
        Ok(self.findings.values().flat_map(BTreeMap::values).sum())
    }

    /// Drops the findings of a file and rule that are no more than the baseline has, and returns how many. Where there are
    /// more, all are kept: nobody can tell which of them is new.
    pub(super) fn drop_known(&self, found: &mut Vec<CheckedFinding<'_>>) -> usize {
        let now = Self::of(found);
        let before = found.len();
        let count = |all: &Self, found: &CheckedFinding<'_>| {
            let of_file = all.findings.get(&found.diagnostic.path);
            of_file.and_then(|rules| rules.get(found.diagnostic.rule)).copied().unwrap_or(0)
        };
        found.retain(|found| count(&now, found) > count(self, found));
        before - found.len()
    }
}
