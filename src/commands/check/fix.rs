//! `--fix`: makes the changes that findings carry, each only if the file has no new finding after it.

use std::collections::BTreeMap;
use std::path::Path;

use whybook::classify::Tagger;
use whybook::diagnostic::Diagnostic;
use whybook::diagnostic::draw::printable;
use whybook::diagnostic::fix::{Fix, apply};
use whybook::library;
use whybook::source::{FoundFile, MAX_BYTES};

use crate::commands::counted;
use crate::commands::replace::{Replaced, read, replace};

/// What was changed, and what was not, by path.
#[derive(Debug, Default)]
pub(super) struct Mended {
    changes: BTreeMap<String, usize>,
    left_alone: BTreeMap<String, String>,
}

impl Mended {
    /// Changes those of `files` that findings are about; whether any was. The findings of a file that was changed are other
    /// ones: in UTF-16, keys can be mended only once the file is UTF-8.
    ///
    /// # Errors
    /// If the disk refuses to write a file; those before it are changed then.
    pub(super) fn mend<'a>(
        &mut self,
        found: impl Iterator<Item = &'a Diagnostic>,
        files: &[FoundFile],
        tagger: &Tagger,
    ) -> anyhow::Result<bool> {
        let files: BTreeMap<String, &FoundFile> =
            files.iter().map(|file| (shown(&file.path), file)).collect();
        let mut of_file: BTreeMap<&str, Vec<&Fix>> = BTreeMap::new();
        for diagnostic in found {
            if let Some(fix) = &diagnostic.fix {
                of_file.entry(&diagnostic.path).or_default().push(fix);
            }
        }
        let mut has_changed = false;
        for (path, fixes) in of_file {
            let Some(file) = files.get(path) else { continue };
            match mend(file, &fixes, tagger)? {
                Ok(0) => {}
                Ok(count) => {
                    *self.changes.entry(path.to_owned()).or_default() += count;
                    has_changed = true;
                }
                Err(reason) => {
                    self.left_alone.insert(path.to_owned(), reason);
                }
            }
        }
        Ok(has_changed)
    }

    /// Says on standard error what was changed and what was not.
    pub(super) fn show(&self) {
        for (path, reason) in &self.left_alone {
            eprintln!("warning: {} is left alone: {reason}", printable(path));
        }
        let changes = self.changes.values().sum();
        if changes > 0 {
            eprintln!("Mended {} in {}.", counted(changes, "finding"), counted(self.changes.len(), "file"));
        }
    }
}

/// A path as findings have it.
fn shown(path: &Path) -> String {
    let path = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    path.trim_start_matches("./").to_owned()
}

/// Makes those of the fixes that are safe in one file; how many, or why it is left alone.
fn mend(file: &FoundFile, fixes: &[&Fix], tagger: &Tagger) -> anyhow::Result<Result<usize, String>> {
    let bytes = match read(file) {
        Ok(bytes) if bytes.len() > MAX_BYTES => {
            return Ok(Err("it is too large to be read whole".to_owned()));
        }
        Ok(bytes) => bytes,
        Err(refusal) => return Ok(Err(format!("it cannot be read: {refusal}"))),
    };
    let safe = safe(file, &bytes, fixes, tagger);
    if safe.is_empty() {
        return Ok(Ok(0));
    }
    let change = |bytes: &[u8]| apply(bytes, &safe).unwrap_or_else(|| bytes.to_vec());
    Ok(match replace(file, blake3::hash(&bytes), change)? {
        Replaced::Done => Ok(safe.len()),
        Replaced::LeftAlone(reason) => Err(reason.to_owned()),
    })
}

/// Those of the fixes after which the file has fewer findings and no more of any rule: a key that is named like a field
/// need not be meant for it.
fn safe<'a>(file: &FoundFile, bytes: &[u8], fixes: &[&'a Fix], tagger: &Tagger) -> Vec<&'a Fix> {
    let mut before = count_by_rule(file, bytes, tagger);
    let mut safe = Vec::new();
    for fix in fixes {
        safe.push(*fix);
        let after = apply(bytes, &safe).map(|changed| count_by_rule(file, &changed, tagger));
        let is_better = |after: &BTreeMap<&str, usize>| {
            after.iter().all(|(rule, count)| before.get(rule).is_some_and(|before| count <= before))
                && *after != before
        };
        match after.filter(is_better) {
            Some(after) => before = after,
            None => drop(safe.pop()),
        }
    }
    safe
}

/// How many findings a file has of each rule. Their words and places may change with the file: a byte-order mark moves all.
fn count_by_rule(file: &FoundFile, bytes: &[u8], tagger: &Tagger) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for diagnostic in library::read_single(file, bytes, tagger).1 {
        *counts.entry(diagnostic.rule).or_default() += 1;
    }
    counts
}
