//! `--fix`: makes the changes that findings carry, each only if the file has no new finding after it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use whybook::classify::Tagger;
use whybook::diagnostic::Diagnostic;
use whybook::diagnostic::draw::printable;
use whybook::diagnostic::fix::{Fix, apply};
use whybook::library;
use whybook::source::{FoundFile, MAX_BYTES};

use crate::commands::counted;
use crate::commands::replace::{Replaced, read, replace};

/// Changes those of `files` that findings are about, and says on standard error what was changed and what was not; the
/// number of changes.
///
/// # Errors
/// If the disk refuses to write a file; those before it are changed then.
pub(super) fn fix<'a>(
    found: impl Iterator<Item = &'a Diagnostic>,
    files: &[FoundFile],
    tagger: &Tagger,
) -> anyhow::Result<usize> {
    let files: BTreeMap<String, &FoundFile> = files.iter().map(|file| (shown(&file.path), file)).collect();
    let mut of_file: BTreeMap<&str, Vec<&Fix>> = BTreeMap::new();
    for diagnostic in found {
        if let Some(fix) = &diagnostic.fix {
            of_file.entry(&diagnostic.path).or_default().push(fix);
        }
    }
    let (mut changes, mut changed) = (0, 0);
    for (path, fixes) in of_file {
        let Some(file) = files.get(path) else { continue };
        match mend(file, &fixes, tagger)? {
            Ok(0) => {}
            Ok(count) => (changes, changed) = (changes + count, changed + 1),
            Err(reason) => eprintln!("warning: {} is left alone: {reason}", printable(path)),
        }
    }
    if changes > 0 {
        eprintln!("Mended {} in {}.", counted(changes, "finding"), counted(changed, "file"));
    }
    Ok(changes)
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
