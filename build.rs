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

/// `0.1.0 (95ef3957a 2026-11-30)`: the commit and its date, not that of the build. Only the version if the sources are not
/// a git checkout, and in debug builds, which would otherwise recompile after each commit.
fn version(root: &Path) -> String {
    let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    match is_release.then(|| commit(root)).flatten() {
        Some(commit) => format!("{version} ({commit})"),
        None => version,
    }
}

fn commit(root: &Path) -> Option<String> {
    let git = |arguments: &[&str]| {
        let done = Command::new("git").current_dir(root).args(arguments).output().ok()?;
        let answer = String::from_utf8(done.stdout).ok()?.trim().to_owned();
        (done.status.success() && !answer.is_empty()).then_some(answer)
    };
    // Ignore an enclosing repository that does not track this crate, such as one that a packed crate was unpacked in.
    git(&["ls-files", "--error-unmatch", "Cargo.toml"])?;
    for name in ["HEAD", "logs/HEAD"] {
        let path = root.join(git(&["rev-parse", "--git-path", name])?);
        // Cargo takes a file that is missing for one that has changed.
        if path.exists() {
            println!("cargo::rerun-if-changed={}", path.display());
        }
    }
    let told = git(&["log", "-1", "--no-show-signature", "--format=%H %cs"])?;
    let (hash, day) = told.split_once(' ')?;
    Some(format!("{} {day}", hash.get(..9)?))
}
