//! What is packed for others to install: all that the program is built from, and one set of names for the programs of a release.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use super::site::files_under;

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
