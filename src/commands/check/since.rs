//! Which files a branch has changed, as git says.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use crate::commands::git;

/// The files below `folder`'s repository that differ from where the branch left `reference`, those that git does not know
/// yet included; with all links resolved.
///
/// # Errors
/// If git is not there, the folder is in no repository, or the reference names no commit.
pub(super) fn changed(reference: &str, folder: &Path) -> anyhow::Result<BTreeSet<PathBuf>> {
    let top = ask(folder, &["rev-parse", "--show-toplevel"])
        .with_context(|| format!("--since needs a git repository around {}", folder.display()))?;
    let top = PathBuf::from(String::from_utf8_lossy(&top).trim_end_matches(['\n', '\r']));
    let commit = format!("{reference}^{{commit}}");
    let known = ask(&top, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]);
    ensure!(
        known.is_ok(),
        "--since: git knows no commit `{reference}`\nhelp: fetch it first; in GitHub Actions, actions/checkout needs \
         `fetch-depth: 0`"
    );
    let base = ask(&top, &["merge-base", "--end-of-options", reference, "HEAD"]).with_context(|| {
        format!("--since: the branch and `{reference}` have no common commit; fetch the whole history")
    })?;
    let base = String::from_utf8_lossy(&base).trim().to_owned();
    let differing = ask(&top, &["diff", "--name-only", "--no-renames", "-z", &base, "--"])?;
    let new = ask(&top, &["ls-files", "--others", "--exclude-standard", "-z"])?;
    let names = [differing, new].concat();
    let names = names.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    Ok(names
        .filter_map(|name| top.join(String::from_utf8_lossy(name).as_ref()).canonicalize().ok())
        .collect())
}

/// The current folder's path in its repository, with a slash at its end; nothing at the top, or without a repository.
pub(super) fn folder_in_repository() -> Option<String> {
    let prefix = ask(Path::new("."), &["rev-parse", "--show-prefix"]).ok()?;
    let prefix = String::from_utf8_lossy(&prefix).trim_end_matches(['\n', '\r']).to_owned();
    (!prefix.is_empty()).then_some(prefix)
}

/// Whether a file is one of those that have changed.
pub(super) fn has_changed(changed: &BTreeSet<PathBuf>, path: &Path) -> bool {
    path.canonicalize().is_ok_and(|path| changed.contains(&path))
}

/// What git prints.
fn ask(folder: &Path, arguments: &[&str]) -> anyhow::Result<Vec<u8>> {
    let output = git::run(folder, arguments, "").context("cannot run git; --since needs it")?;
    if !output.status.success() {
        bail!("git {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(output.stdout)
}
