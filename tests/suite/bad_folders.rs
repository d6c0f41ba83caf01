//! Folders, links and settings that are wrong: told with what to do, and nothing is left behind.

use snapbox::str;

use super::site::Site;

const GOOD: &str = "# Checkout down\n\nThe outage was caused by a memory leak.\n";

#[cfg(unix)]
#[test]
fn symbolic_links_that_lead_back_or_nowhere() {
    let site = Site::new().post("2024/good.md", GOOD);
    std::os::unix::fs::symlink(".", site.path("content/again")).unwrap();
    std::os::unix::fs::symlink("../..", site.path("content/2024/up")).unwrap();
    std::os::unix::fs::symlink("gone.md", site.path("content/dangling.md")).unwrap();
    site.run("build --strict").exits(1).complains(str![[r#"
warning[symlink-loop]: this symbolic link leads back to a folder around the content folder, which holds it
--> 2024/up
 = help: the link is not followed; remove it or point it elsewhere

warning[symlink-loop]: this symbolic link leads back to the content folder, which holds it
--> again
 = help: the link is not followed; remove it or point it elsewhere

error[unreadable-file]: this symbolic link points at nothing
--> dangling.md
 = help: remove the link or restore what it points at


"#]]);
    assert_eq!(site.published(), ["good"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_keeps_nobody_waiting() {
    let site = Site::new().post("good.md", GOOD);
    let made = std::process::Command::new("mkfifo").arg(site.path("content/pipe.md")).status();
    if !made.is_ok_and(|made| made.success()) {
        println!("skipped: no mkfifo here");
        return;
    }
    site.run("build --strict").exits(0).complains("note: skipped pipe.md: no regular file\n");
    assert_eq!(site.published(), ["good"]);
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_and_a_read_only_folder() {
    use std::os::unix::fs::PermissionsExt as _;
    let site = Site::new().post("good.md", GOOD).post("closed.md", "# Closed\n");
    let mode = |path: &str, mode| {
        std::fs::set_permissions(site.path(path), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    mode("content/closed.md", 0o000);
    if std::fs::read(site.path("content/closed.md")).is_ok() {
        println!("skipped: this user may read every file, as root may");
        return;
    }
    site.run("build --strict").exits(1).mentions("error[unreadable-file]").mentions("closed.md");
    assert_eq!(site.published(), ["good"]);
    std::fs::create_dir(site.path("locked")).unwrap();
    mode("locked", 0o500);
    site.run("build --out locked/public").exits(2).mentions("has to be writable");
    mode("locked", 0o700);
}

#[test]
fn folders_that_are_missing_or_no_folders() {
    let site = Site::new().post("good.md", GOOD).file("taken", "a file");
    site.run("build --content nowhere").exits(2).complains(str![[r#"
error: cannot read the content folder nowhere: No such file or directory (os error 2)
help: `whybook init` lays out a new site, `--content DIR` names a folder of write-ups

"#]]);
    site.run("build --content taken").exits(2).complains(str![[r#"
error: the content folder taken is not a folder
help: `whybook init` lays out a new site, `--content DIR` names a folder of write-ups

"#]]);
    site.run("build --out taken").exits(2).complains(str![[r#"
error: the output folder [SITE]/taken is a file; remove it or choose another --out

"#]]);
    for (flag, path) in [("--out", "taken/public"), ("--index", "taken"), ("--index", "taken/found")] {
        let advice = format!("error: [..]taken is a file, no folder; remove it or choose another {flag}\n");
        site.run(&format!("build {flag} {path}")).exits(2).complains(advice);
    }
    assert_eq!(site.read("taken"), "a file");
    assert!(!site.path("public").exists(), "a build that fails leaves nothing behind");
}

#[test]
fn a_configuration_that_is_wrong() {
    let site = Site::new().post("good.md", GOOD).config("title = \"A\"\nbase-url = \"https://a.example\"\n");
    site.run("build").exits(2).complains(str![[r#"
error: whybook.toml is not a valid configuration
TOML parse error at line 2, column 1
  |
2 | base-url = "https://a.example"
  | ^^^^^^^^
unknown field `base-url`, expected one of `title`, `description`, `base_url`, `repository`, `branch`, `content`, `include`, `exclude`, `kind`, `split`, `rules`, `per_file_rules`, `out`, `index`, `themes`, `theme`, `taxonomy`, `synonyms`, `services`, `language`, `publish`, `default_visibility`, `redact`, `budget`
help: did you mean `base_url`?


"#]]);
    let site = Site::new().post("good.md", GOOD);
    site.run("build --base-url example.org").exits(2).complains(str![[r#"
error: base_url `example.org` is no web address
help: write it with its scheme, as in https://org.github.io/repo/

"#]]);
    site.run("build --config gone.toml").exits(2).complains(str![[r#"
error: cannot read gone.toml: No such file or directory (os error 2)

"#]]);
}
