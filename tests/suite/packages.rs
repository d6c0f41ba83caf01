//! What is packed for others to install: all that the program is built from, and one set of names for the programs of a release.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use super::site::{Site, files_under};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

#[test]
fn the_crate_holds_what_the_program_is_built_from_and_nothing_else() {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["package", "--list", "--allow-dirty", "--offline", "--package", "whybook"]);
    let listed = cargo.current_dir(root()).output().unwrap();
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    let listed = String::from_utf8(listed.stdout).unwrap().replace('\\', "/");
    let packed: BTreeSet<String> = listed.lines().map(str::to_owned).collect();
    let mut wanted = BTreeSet::new();
    for folder in ["src", "language", "scaffold", "themes/default"] {
        wanted.extend(files_under(&root().join(folder)).into_keys().map(|path| format!("{folder}/{path}")));
    }
    let beside = [
        "build.rs", "Cargo.lock", "Cargo.toml", "Cargo.toml.orig", "README.md", "CHANGELOG.md",
        "LICENSE-APACHE", "LICENSE-MIT",
    ];
    wanted.extend(beside.map(str::to_owned));
    // Packed from a clone, the commit is named as well.
    let differs: Vec<&String> =
        packed.symmetric_difference(&wanted).filter(|path| *path != ".cargo_vcs_info.json").collect();
    assert!(differs.is_empty(), "{differs:#?}\nhelp: `include` in Cargo.toml says what is packed");
}

#[test]
fn a_release_names_its_commit_and_says_when_the_sources_are_others() {
    let site = Site::new().file("Cargo.toml", "").file("language/en.toml", "").file("src/main.rs", "");
    let mut rustc = Command::new("rustc");
    rustc.args(["--edition", "2024", "-o"]).arg(site.path("script")).arg(root().join("build.rs"));
    assert!(rustc.status().unwrap().success());
    // The version, and which files cargo asks again for.
    let told = |root: &str| {
        let mut script = Command::new(site.path("script"));
        script.env("CARGO_MANIFEST_DIR", site.path(root)).env("OUT_DIR", site.path(""));
        let said = script.env("CARGO_PKG_VERSION", "1.2.3").env("PROFILE", "release").output().unwrap();
        let said = String::from_utf8(said.stdout).unwrap();
        let version = said.lines().find_map(|line| line.strip_prefix("cargo::rustc-env=WHYBOOK_VERSION="));
        (version.unwrap().to_owned(), said)
    };
    let watches = |root: &str, file: &str| {
        let said = told(root).1;
        let line = format!("cargo::rerun-if-changed={}", site.path(file).display());
        assert!(said.lines().any(|said| said == line), "{line} is not in {said}");
    };
    assert_eq!(told("").0, "1.2.3", "without a repository");
    site.git("", &["init", "-q"]);
    site.git("", &["add", "Cargo.toml", "language", "src"]);
    site.git("", &["commit", "-q", "-m", "One"]);
    let clean = told("").0;
    let pattern = regex::Regex::new(r"^1\.2\.3 \(([0-9a-f]{9}) ([0-9-]{10})\)$").unwrap();
    let (_, [hash, day]) = pattern.captures(&clean).expect(&clean).extract();
    for file in [".git/HEAD", ".git/refs/heads/main", "src"] {
        watches("", file);
    }
    site.git("", &["pack-refs", "--all"]);
    for file in [".git/packed-refs", ".git/refs/heads"] {
        watches("", file);
    }
    site.git("", &["worktree", "add", "-q", "-b", "other", "beside"]);
    assert_eq!(told("beside").0, clean);
    for file in [".git/worktrees/beside/HEAD", ".git/refs/heads/other"] {
        watches("beside", file);
    }
    std::fs::write(site.path("src/new.rs"), "").unwrap();
    assert_eq!(told("").0, format!("1.2.3 ({hash}-modified {day})"));
}

#[test]
fn every_program_of_a_release_is_found_by_those_who_look_for_it() {
    let targets = |text: &str, before: &str| -> BTreeSet<String> {
        text.lines()
            .filter_map(|line| line.trim().split_once(before))
            .map(|(_, rest)| rest.trim().trim_end_matches(" ;;").to_owned())
            .filter(|target| target.contains('-'))
            .collect()
    };
    let built = targets(&read(".github/workflows/release.yml"), "- target: ");
    assert_eq!(built.len(), 5, "{built:?}");
    assert_eq!(targets(&read("tools/action/install"), ") target="), built);
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let binstall = &manifest["package"]["metadata"]["binstall"];
    let filled = |text: &toml::Value, target: &str| {
        let text = text.as_str().unwrap().replace("{ version }", "1.2.3").replace("{ target }", target);
        text.replace("{ bin }{ binary-ext }", "whybook")
            .replace("{ bin }", "whybook")
            .replace("{ archive-suffix }", ".tar.gz")
    };
    let archive = read("tools/archive");
    assert!(
        archive.contains("name=\"whybook-v$version-$target\"")
            && archive.contains("archive=\"$name.tar.gz\"")
    );
    let musl = "x86_64-unknown-linux-musl";
    let url = format!("{{ repo }}/releases/download/v1.2.3/whybook-v1.2.3-{musl}.tar.gz");
    let program = format!("whybook-v1.2.3-{musl}/whybook");
    let gnu = &binstall["overrides"]["x86_64-unknown-linux-gnu"];
    for (asked, target) in [(binstall, musl), (gnu, "x86_64-unknown-linux-gnu")] {
        assert_eq!(
            (filled(&asked["pkg-url"], target), filled(&asked["bin-dir"], target)),
            (url.clone(), program.clone())
        );
    }
}
