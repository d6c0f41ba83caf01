//! Lists the files of `language/`, and compiles the program again when one of them or a file of the built-in theme is
//! added, changed or taken away. A release says of which commit it is.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=themes/default");
    println!("cargo::rerun-if-changed=language");
    let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    println!("cargo::rustc-env=WHYBOOK_VERSION={}", version(Path::new(&root)));
    let mut paths: Vec<_> = std::fs::read_dir(Path::new(&root).join("language"))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    paths.sort();
    let mut list =
        String::from("/// Code and text of each file of `language/`.\nconst FILES: &[(&str, &str)] = &[\n");
    for path in paths {
        let code = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        // Cargo tracks the files through `include_str!`; the path is that of the checkout.
        let _ = writeln!(list, "    ({code:?}, include_str!({:?})),", path.display().to_string());
    }
    list.push_str("];\n");
    let out = std::env::var("OUT_DIR").unwrap_or_default();
    std::fs::write(Path::new(&out).join("languages.rs"), list)
}

/// What the program is made of.
const SOURCES: [&str; 8] =
    ["Cargo.toml", "Cargo.lock", "build.rs", "src", "crates", "language", "scaffold", "themes/default"];

/// `0.1.0 (95ef3957a 2026-11-30)`: the commit and its date, not that of the build; `95ef3957a-modified` where the sources
/// are not those of the commit. Only the version if they are not in a git checkout, and in debug builds, which would
/// otherwise recompile after each commit.
fn version(root: &Path) -> String {
    let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    match is_release.then(|| commit(root)).flatten() {
        Some(commit) => format!("{version} ({commit})"),
        None => version,
    }
}

fn commit(root: &Path) -> Option<String> {
    // Ignore an enclosing repository that does not track this crate, such as one that a packed crate was unpacked in.
    git(root, &["ls-files", "--error-unmatch", "Cargo.toml"])?;
    watch_commit(root);
    let told = git(root, &["log", "-1", "--no-show-signature", "--format=%H %cs"])?;
    let (hash, day) = told.split_once(' ')?;
    let sources = SOURCES.map(|source| root.join(source)).into_iter().filter(|source| source.exists());
    // Cargo takes a file that is missing for one that has changed.
    sources.for_each(|source| println!("cargo::rerun-if-changed={}", source.display()));
    let changes =
        git(root, &[&["status", "--porcelain", "--untracked-files=normal", "--"], &SOURCES[..]].concat());
    let modified = if changes.is_some() { "-modified" } else { "" };
    Some(format!("{}{modified} {day}", hash.get(..9)?))
}

/// Runs this script again when another commit is checked out: by a switch of branches, or a commit on this one, whose
/// reference lies in a file of its own or among others.
fn watch_commit(root: &Path) {
    let branch = git(root, &["symbolic-ref", "--quiet", "HEAD"]);
    let references = ["HEAD", "packed-refs", "reftable/tables.list"].into_iter().chain(branch.as_deref());
    for reference in references {
        let Some(path) = git(root, &["rev-parse", "--git-path", reference]) else { continue };
        let path = root.join(path);
        // The file of a branch whose reference is packed comes with the next commit.
        let folder = path.parent().filter(|_| Some(reference) == branch.as_deref());
        if let Some(watched) = [Some(path.as_path()), folder].into_iter().flatten().find(|path| path.exists())
        {
            println!("cargo::rerun-if-changed={}", watched.display());
        }
    }
}

/// What git answers; `None` where it fails or has nothing to say.
fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let mut git = Command::new("git");
    let done = git.current_dir(root).args(arguments).env("GIT_OPTIONAL_LOCKS", "0").output().ok()?;
    let answer = String::from_utf8(done.stdout).ok()?.trim().to_owned();
    (done.status.success() && !answer.is_empty()).then_some(answer)
}
