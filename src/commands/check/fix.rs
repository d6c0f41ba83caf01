//! `--fix`: makes the changes that findings carry, each only if the file has no new finding after it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use whybook::classify::Tagger;
use whybook::diagnostic::Diagnostic;
use whybook::diagnostic::fix::{Fix, apply};
use whybook::library;
use whybook::source::FoundFile;

use crate::commands::counted;
use crate::commands::replace::{Replaced, read, replace};

/// Changes the files that findings are about, and says on standard error what was changed; the number of changes.
///
/// # Errors
/// If a file cannot be read or written; those before it are changed then.
pub(super) fn fix<'a>(found: impl Iterator<Item = &'a Diagnostic>, tagger: &Tagger) -> anyhow::Result<usize> {
    let mut of_file: BTreeMap<&str, Vec<&Fix>> = BTreeMap::new();
    for diagnostic in found {
        if let Some(fix) = &diagnostic.fix {
            of_file.entry(&diagnostic.path).or_default().push(fix);
        }
    }
    let (mut changes, mut files) = (0, 0);
    for (path, fixes) in of_file {
        let file = FoundFile::named(path, path);
        let bytes = read(&file).with_context(|| format!("cannot read {path}"))?;
        let safe = safe(&file, &bytes, &fixes, tagger);
        if safe.is_empty() {
            continue;
        }
        let change = |bytes: &[u8]| apply(bytes, &safe).unwrap_or_else(|| bytes.to_vec());
        match replace(&file, blake3::hash(&bytes), change)? {
            Replaced::Done => (changes, files) = (changes + safe.len(), files + 1),
            Replaced::LeftAlone(reason) => eprintln!("warning: {path} is left alone: {reason}"),
        }
    }
    if changes > 0 {
        eprintln!("Mended {} in {}.", counted(changes, "finding"), counted(files, "file"));
    }
    Ok(changes)
}

/// Those of the fixes after which the file has no finding that it had not before: a key that is named like a field need
/// not be meant for it.
fn safe<'a>(file: &FoundFile, bytes: &[u8], fixes: &[&'a Fix], tagger: &Tagger) -> Vec<&'a Fix> {
    let before = complaints(file, bytes, tagger);
    let mut safe = Vec::new();
    for fix in fixes {
        safe.push(*fix);
        let fits =
            apply(bytes, &safe).is_some_and(|changed| complaints(file, &changed, tagger).is_subset(&before));
        if !fits {
            safe.pop();
        }
    }
    safe
}

fn complaints(file: &FoundFile, bytes: &[u8], tagger: &Tagger) -> BTreeSet<(&'static str, String)> {
    let (_, found) = library::read_single(file, bytes, tagger);
    found.into_iter().map(|diagnostic| (diagnostic.rule, diagnostic.message)).collect()
}
