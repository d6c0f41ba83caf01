//! What shells and systems get of the command line: completions and manual pages.

use std::process::Command;

use super::site::Site;

/// What bash offers for the last of these words.
fn completed(site: &Site, words: &[&str]) -> Vec<String> {
    let script = site.path("whybook.bash");
    let last = words.len() - 1;
    let line = format!(
        "source {}; COMP_WORDS=({}); COMP_CWORD={last}; _whybook whybook {} {}; echo \"${{COMPREPLY[@]}}\"",
        script.display(),
        words.join(" "),
        words[last],
        words[last - 1],
    );
    let done = Command::new("bash").args(["--norc", "-c", &line]).output().unwrap();
    String::from_utf8(done.stdout).unwrap().split_whitespace().map(str::to_owned).collect()
}

#[test]
fn bash_completes_commands_and_flags() {
    let site = Site::new();
    let script = site.run("completions bash").exits(0).stdout;
    let site = site.file("whybook.bash", script);
    if Command::new("bash").arg("--version").output().is_err() {
        println!("skipped: no bash here");
        return;
    }
    assert_eq!(completed(&site, &["whybook", "in"]), ["init"]);
    assert_eq!(completed(&site, &["whybook", "new", "--se"]), ["--service", "--severity"]);
    assert_eq!(completed(&site, &["whybook", "completions", "z"]), ["zsh"]);
}

#[test]
fn every_shell_gets_completions() {
    let site = Site::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = site.run(&format!("completions {shell}")).exits(0).stdout;
        assert!(script.contains("include-private"), "{shell}");
    }
    site.run("completions dos").exits(2).mentions("[possible values: bash, elvish, fish, powershell, zsh]");
}

#[test]
fn each_command_has_a_manual_page() {
    let site = Site::new();
    site.run("man share/man1").exits(0);
    let pages = site.files("share/man1");
    let names: Vec<&str> = pages.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "whybook-build.1", "whybook-check.1", "whybook-completions.1", "whybook-explain.1",
            "whybook-init.1", "whybook-man.1", "whybook-new.1", "whybook-schema.1", "whybook-search.1",
            "whybook-serve.1", "whybook-similar.1", "whybook-tag.1", "whybook.1",
        ]
    );
    assert!(site.read("share/man1/whybook-init.1").contains("Show what would be written, and write nothing"));
    let site = site.file("taken", "a file");
    site.run("man taken").exits(2).mentions("error: cannot write manual pages to taken");
}
