//! `whybook init`: what it lays out, what it leaves alone, and what stands in its way.

use regex::Regex;
use snapbox::str;

use super::site::Site;

const SHOP: &str = "# Shop out of memory\n\n## Summary\n\nOn 2 March 2024 the shop answered with errors from 10:00 to \
                    11:30 UTC. The outage was caused by a memory leak.\n";
const LOGIN: &str = "# Login down\n\n## Impact\n\nNobody could log in on 5 May 2024.\n\n## Root cause\n\nAn expired certificate.\n";

fn names(site: &Site, folder: &str) -> Vec<String> {
    site.files(folder).into_keys().collect()
}

#[test]
fn an_empty_folder_becomes_a_site() {
    let site = Site::new();
    site.run("init acme-incidents --dry-run").exits(0);
    assert!(!site.path("acme-incidents").exists(), "a dry run writes nothing");
    site.run("init acme-incidents").exits(0).prints(str![[r#"
  create acme-incidents/whybook.toml
  create acme-incidents/content/2026-01-15-checkout-out-of-connections.md
  create acme-incidents/templates/postmortem.md
  create acme-incidents/README.md
  create acme-incidents/.whybook/front-matter.schema.json
  create acme-incidents/.whybook/config.schema.json
  create acme-incidents/.github/workflows/incidents.yml
  create acme-incidents/.gitignore

Next: `cd acme-incidents && whybook serve` to look at the site, `whybook new TITLE` for a write-up

"#]]);
    assert_eq!(
        names(&site, "acme-incidents"),
        [
            ".github/workflows/incidents.yml",
            ".gitignore",
            ".whybook/config.schema.json",
            ".whybook/front-matter.schema.json",
            "README.md",
            "content/2026-01-15-checkout-out-of-connections.md",
            "templates/postmortem.md",
            "whybook.toml",
        ]
    );
    assert_eq!(site.read("acme-incidents/.gitignore"), "# Built by Whybook\n/public/\n/search-index/\n");
    let settings = site.read("acme-incidents/whybook.toml");
    let stated: Vec<&str> =
        settings.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert_eq!(
        stated,
        [
            "title = \"Acme incidents\"",
            "description = \"Past incidents, why they happened, and what stopped them.\"",
            "content = \"content\"",
            "out = \"public\"",
            "index = \"search-index\"",
        ]
    );
    let build = site.run("build --strict --config acme-incidents/whybook.toml").exits(0).complains("");
    assert!(
        build.stdout.starts_with("Read 1 file: 1 incident published, 0 skipped.\nFindings: none.\n"),
        "{build:?}"
    );
    let again = site.run("init acme-incidents").exits(0);
    assert!(again.stdout.ends_with("Nothing to write: all of it is there.\n"), "{}", again.stdout);
}

#[test]
fn the_workflow_pins_its_actions_and_asks_for_little() {
    let site = Site::new();
    site.run("init kb").exits(0);
    let text = site.read("kb/.github/workflows/incidents.yml");
    let workflow = yaml_rust2::YamlLoader::load_from_str(&text).unwrap().remove(0);
    let at = |path: &[&str]| path.iter().fold(&workflow, |value, key| &value[*key]).clone();
    assert_eq!(at(&["permissions"]), yaml_rust2::YamlLoader::load_from_str("contents: read").unwrap()[0]);
    let publish = "pages: write\nid-token: write";
    let publish = yaml_rust2::YamlLoader::load_from_str(publish).unwrap().remove(0);
    assert_eq!(at(&["jobs", "publish", "permissions"]), publish);
    assert_eq!(at(&["jobs", "publish", "if"]).as_str(), Some("github.event_name != 'pull_request'"));
    let mut used = Vec::new();
    let mut ran = Vec::new();
    for job in ["build", "publish"] {
        for step in at(&["jobs", job, "steps"]).into_vec().unwrap() {
            used.extend(step["uses"].as_str().map(str::to_owned));
            ran.extend(step["run"].as_str().map(str::to_owned));
        }
    }
    assert_eq!(used.len(), 4, "{used:?}");
    let pinned = Regex::new("^actions/[a-z-]+@v[0-9]+$").unwrap();
    assert!(used.iter().all(|action| pinned.is_match(action)), "{used:?}");
    assert_eq!(
        ran,
        [
            "pipx install \"whybook==$WHYBOOK_VERSION\"",
            "whybook check --since \"origin/$GITHUB_BASE_REF\" --format github --summary \"$GITHUB_STEP_SUMMARY\"",
            "whybook build ${BASE_URL:+--base-url \"$BASE_URL\"}",
        ]
    );
    assert!(text.contains("BASE_URL: ${{ steps.pages.outputs.base_url }}"));
    assert!(!text.replace("${{ ", "").contains("{{ "), "no placeholder is left");
}

#[test]
fn write_ups_that_are_there_stay_where_they_are() {
    let site = Site::new()
        .file("docs/incidents/2024/shop.md", SHOP)
        .file("docs/incidents/2024/login.md", LOGIN)
        .file("docs/guide.md", "# Guide to deployments\n\nHow to deploy.\n")
        .file("docs/incidents/template.md", "# Incident Title\n\nDate: YYYY-MM-DD\n")
        .file("README.md", "# Shop\n");
    site.run("init").exits(0).prints(str![[r#"
Write-ups in docs/incidents: 2 incidents to be published, 1 skipped.
template.md is a template: as templates/postmortem.md, `whybook new` starts from it.
  create whybook.toml
  create .whybook/front-matter.schema.json
  create .whybook/config.schema.json
  create .github/workflows/incidents.yml
  create .gitignore

Next: `whybook serve` to look at the site

"#]]);
    assert!(site.read("whybook.toml").contains("content = \"docs/incidents\"\n"));
    assert_eq!(site.read("docs/incidents/2024/shop.md"), SHOP);
    assert_eq!(site.read("README.md"), "# Shop\n");
    site.run("build --strict").exits(0);
    assert_eq!(site.published(), ["login", "shop"]);
}

#[test]
fn a_repository_of_nothing_but_write_ups_is_its_own_content() {
    let site =
        Site::new().file("kb/shop.md", SHOP).file("kb/login.md", LOGIN).file("kb/README.md", "# Incidents\n");
    let site = site.file("kb/templates/postmortem.md", format!("{SHOP}\n![graph](gone.png)\n"));
    site.run("init kb").exits(0);
    assert!(
        site.read("kb/whybook.toml")
            .contains("content = \".\"\nout = \".whybook/public\"\nindex = \".whybook/search-index\"\n")
    );
    assert_eq!(
        site.read("kb/.gitignore"),
        "# Built by Whybook\n/.whybook/public/\n/.whybook/search-index/\n"
    );
    for _ in 0..2 {
        // The second build reads nothing that the first one wrote.
        let build = site.run("build --strict --config kb/whybook.toml").exits(0);
        assert!(build.stdout.contains(": 2 incidents published, "), "{}", build.stdout);
        // Nor do templates count, and hidden files are not even named.
        assert_eq!(build.stderr.matches("note: skipped ").count(), 2, "{}", build.stderr);
        assert!(build.stderr.contains("note: skipped templates/: templates of `whybook new`\n"));
    }
    for command in ["check kb --format concise", "check . --format concise", "tag kb", "explain kb"] {
        let run = site.run(&format!("{command} --config kb/whybook.toml"));
        assert!(!run.stdout.contains("templates"), "{command}: {}", run.stdout);
    }
    assert!(site.path("kb/.whybook/public/incidents/shop/index.html").is_file());
}

#[test]
fn the_folder_of_another_program_is_not_built_into() {
    let site = Site::new().file("incidents/shop.md", SHOP).file("public/favicon.svg", "<svg/>");
    site.run("init").exits(0);
    assert!(site.read("whybook.toml").contains("out = \".whybook/public\"\n"));
    assert_eq!(site.read(".gitignore"), "# Built by Whybook\n/.whybook/public/\n/.whybook/search-index/\n");
    site.run("build --strict").exits(0);
    assert_eq!(site.files("public").len(), 1);
}

#[test]
fn several_folders_of_write_ups_are_named_and_one_can_be_chosen() {
    let site = Site::new()
        .file("ops/postmortems/shop.md", SHOP)
        .file("ops/postmortems/login.md", LOGIN)
        .file("web/incidents/login.md", LOGIN);
    let first = site.run("init --dry-run").exits(0);
    assert!(
        first.stdout.starts_with(
            "Write-ups in ops/postmortems: 2 incidents to be published, 0 skipped.\n\
             Others lie in web/incidents (1): `--content web/incidents` takes those instead.\n"
        ),
        "{}",
        first.stdout
    );
    site.run("init --content web/incidents").exits(0);
    assert!(site.read("whybook.toml").contains("content = \"web/incidents\"\n"));
}

#[test]
fn nothing_is_written_over() {
    let site =
        Site::new().post("shop.md", SHOP).file(".gitignore", "/target\n/public").config("title = \"Ours\"\n");
    let site = site.file(".github/workflows/incidents.yml", "name: Ours\n");
    site.run("init").exits(0).prints(str![[r#"
Write-ups in content: 1 incident to be published, 0 skipped.
  keep   whybook.toml as it is
  create .whybook/front-matter.schema.json
  create .whybook/config.schema.json
  keep   .github/workflows/incidents.yml as it is
  extend .gitignore by /search-index/

Next: `whybook serve` to look at the site

"#]]);
    assert_eq!(site.read("whybook.toml"), "title = \"Ours\"\n");
    assert_eq!(site.read(".gitignore"), "/target\n/public\n\n# Built by Whybook\n/search-index/\n");
    assert_eq!(site.read(".github/workflows/incidents.yml"), "name: Ours\n");
}

#[test]
fn git_names_the_repository_and_its_branch() {
    let site = Site::new().file("repo/ops/kb/incidents/shop.md", SHOP);
    site.git("repo", &["init", "-q"]);
    site.git("repo", &["commit", "-q", "--allow-empty", "-m", "Begin"]);
    site.git("repo", &["remote", "add", "origin", "https://ada:secret@github.com/acme/shop.git"]);
    site.git("repo", &["checkout", "-q", "--detach"]);
    site.run("init repo/ops/kb").exits(0).complains("");
    let settings = site.read("repo/ops/kb/whybook.toml");
    assert!(
        settings.contains(
            "\nrepository = \"https://github.com/acme/shop/tree/main/ops/kb\"\nbranch = \"main\"\n"
        ),
        "without the token: {settings}"
    );
    assert!(settings.contains("title = \"Kb\"\n"));
    // GitHub reads workflows at the top of a repository alone.
    let workflow = site.read("repo/.github/workflows/incidents.yml");
    assert!(workflow.contains("    branches: [main]\n"));
    assert!(workflow.contains("    defaults:\n      run:\n        working-directory: ops/kb\n    steps:\n"));
    assert!(workflow.contains("          path: ops/kb/public\n"));
}

#[test]
fn a_repository_on_another_host_gets_no_workflow_for_github() {
    let site = Site::new();
    std::fs::create_dir(site.path("kb")).unwrap();
    site.git("kb", &["init", "-q"]);
    site.git("kb", &["remote", "add", "origin", "git@gitlab.com:acme/ops/kb.git"]);
    site.run("init kb").exits(0).mentions("note: no workflow was written, since that is one for GitHub");
    assert!(!site.path("kb/.github").exists());
    assert!(
        site.read("kb/whybook.toml")
            .contains("\nrepository = \"https://gitlab.com/acme/ops/kb\"\nbranch = \"main\"\n")
    );
}

#[test]
fn without_git_or_a_branch_the_notes_say_what_is_missing() {
    let site = Site::new();
    site.run("init none").exits(0).complains(str![[r#"
note: no git repository is here: the workflow publishes once the folder is one, on GitHub

"#]]);
    std::fs::create_dir(site.path("odd")).unwrap();
    site.git("odd", &["init", "-q", "-b", "trunk"]);
    site.git("odd", &["commit", "-q", "--allow-empty", "-m", "Begin"]);
    site.git("odd", &["checkout", "-q", "--detach"]);
    site.run("init odd").exits(0).complains(str![[r#"
note: git names no branch here: the workflow publishes `main`; change it there if yours has another name

"#]]);
}

#[test]
fn what_stands_in_the_way_is_named_before_anything_is_written() {
    let site = Site::new().file("kb/.github", "a file").file("taken", "a file").file("other/shop.md", SHOP);
    site.run("init kb").exits(2).complains(str![[r#"
error: nothing was written: kb/.github is a file where a folder has to be
help: move it away, or run `whybook init` in another folder

"#]]);
    assert_eq!(names(&site, "kb"), [".github"]);
    site.run("init taken").exits(2).complains(str![[r#"
error: taken is no folder
help: move it away, or name another folder

"#]]);
    site.run("init kb --content ../other").exits(2).complains(str![[r#"
error: the content folder ../other lies outside of kb, so that a clone would not hold it
help: run `whybook init` in a folder around both

"#]]);
    site.run("init kb --content nowhere").exits(2).complains(str![[r#"
error: the content folder kb/nowhere is not a folder

"#]]);
}

#[cfg(unix)]
#[test]
fn links_are_never_written_through() {
    let site = Site::new().file("kb/notes.txt", "x").file("elsewhere/shop.md", SHOP);
    let link = |to: &str, at: &str| std::os::unix::fs::symlink(to, site.path(at)).unwrap();
    link("../elsewhere", "kb/templates");
    site.run("init kb").exits(2).complains(str![[r#"
error: nothing was written: kb/templates is a symbolic link that leads out of kb
help: put a folder in its place, or run `whybook init` where it leads

"#]]);
    assert_eq!(names(&site, "elsewhere"), ["shop.md"]);
    std::fs::remove_file(site.path("kb/templates")).unwrap();
    link("../elsewhere", "kb/content");
    link("gone", "kb/.gitignore");
    let run = site.run("init kb").exits(0);
    assert!(
        run.stdout.starts_with(
            "Write-ups in kb/content: 1 incident to be published, 0 skipped.
\
             kb/content leads to [SITE]/elsewhere, which a clone of this folder does not hold.
"
        ),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("keep   kb/.gitignore as it is\n"), "{}", run.stdout);
    assert_eq!(names(&site, "elsewhere"), ["shop.md"]);
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let site = Site::new().file("kb/notes.txt", "x");
    let mode =
        |mode| std::fs::set_permissions(site.path("kb"), std::fs::Permissions::from_mode(mode)).unwrap();
    mode(0o500);
    if std::fs::write(site.path("kb/probe"), "").is_ok() {
        println!("skipped: this user may write every folder, as root may");
        return;
    }
    site.run("init kb").exits(2).mentions("error: cannot write kb/whybook.toml: Permission denied");
    mode(0o700);
    assert_eq!(names(&site, "kb"), ["notes.txt"]);
}

#[test]
fn commands_without_content_say_where_write_ups_lie() {
    let site = Site::new().file("docs/incidents/shop.md", SHOP).file("docs/incidents/login.md", LOGIN);
    std::fs::remove_dir(site.path("content")).unwrap();
    for command in ["build", "serve", "tag", "new Shop"] {
        site.run(command).exits(2).complains(str![[r#"
error: cannot read the content folder content: No such file or directory (os error 2)
help: docs/incidents holds 2 write-ups: `whybook init` makes a site of them, `--content docs/incidents` reads them once

"#]]);
    }
    let site = site.config("title = \"Ours\"\n");
    site.run("build")
        .exits(2)
        .mentions("`content = \"docs/incidents\"` in whybook.toml makes a site of them");
    let empty = Site::new();
    std::fs::remove_dir(empty.path("content")).unwrap();
    empty.run("build").exits(2).complains(str![[r#"
error: cannot read the content folder content: No such file or directory (os error 2)
help: `whybook init` lays out a new site, `--content DIR` names a folder of write-ups

"#]]);
    assert!(!empty.path("search-index").exists());
}
