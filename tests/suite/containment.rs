//! Nothing is read from outside: content, theme, taxonomy, synonyms and pictures stay within their folders, and what is
//! no regular file is never opened.
#![cfg(unix)]

use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::site::Site;

const GOOD: &str = "# Checkout down\n\nThe outage was caused by a memory leak.\n";
/// What must never leave its place.
const TOKEN: &str = "zqtoken0001";

fn secret() -> String {
    format!("# Settings\n\nAUTHORIZATION: basic {TOKEN}\n")
}

/// A site with a good incident and, beside the content folder, files that hold a token.
fn site() -> Site {
    Site::new().post("good.md", GOOD).file(".git/config", secret()).file("outside/notes.md", secret())
}

fn link(site: &Site, target: impl AsRef<Path>, at: &str) {
    symlink(target, site.path(at)).unwrap();
}

fn pipe(site: &Site, at: &str) {
    assert!(Command::new("mkfifo").arg(site.path(at)).status().unwrap().success());
}

/// No byte of the token is in the site or the index.
#[track_caller]
fn nothing_leaked(site: &Site) {
    for folder in ["public", "search-index"] {
        for (path, bytes) in site.files(folder) {
            let holds = bytes.windows(TOKEN.len()).any(|part| part == TOKEN.as_bytes());
            assert!(!holds, "{folder}/{path} holds the token");
        }
    }
    assert!(!site.run(&format!("search {TOKEN}")).stdout.contains("incidents/"));
}

#[test]
fn a_link_out_of_the_content_folder_is_named_and_not_followed() {
    let site = site();
    link(&site, "../.git/config", "content/2024-01-02-x.md");
    link(&site, "../outside", "content/linked");
    link(&site, site.path("outside/notes.md"), "content/absolute.md");
    link(&site, "/etc/hostname", "content/picture.png");
    let site =
        site.post("shows.md", "# Shows\n\n![p](picture.png) [notes](linked/notes.md) [x](absolute.md)\n");
    let run = site.run("build --strict").exits(1);
    for path in ["2024-01-02-x.md", "absolute.md", "linked", "picture.png"] {
        let finding = format!(
            "warning[outside-link]: this symbolic link leads out of the content folder; it is not followed\n--> {path}\n"
        );
        assert!(run.stderr.contains(&finding), "{path}:\n{}", run.stderr);
    }
    assert_eq!(site.published(), ["good", "shows"]);
    assert!(!site.path("public/files").exists());
    nothing_leaked(&site);
}

#[test]
fn links_within_the_content_folder_are_followed() {
    let site = Site::new().post("2024/good.md", GOOD).post("data/log.csv", "a,b\n");
    link(&site, "2024/good.md", "content/relative.md");
    link(&site, site.path("content/2024/good.md"), "content/absolute.md");
    link(&site, "../content/2024", "content/folder");
    link(&site, "relative.md", "content/twice.md");
    link(&site, "data/log.csv", "content/log.csv");
    let site = site.post("shows.md", "# Shows\n\n[log](log.csv)\n");
    site.run("build --strict").exits(0);
    assert_eq!(site.published(), ["absolute", "folder-good", "good", "relative", "shows", "twice"]);
    assert_eq!(site.read("public/files/log.csv"), "a,b\n");
    let site = Site::new().file("elsewhere/good.md", GOOD);
    std::fs::remove_dir(site.path("content")).unwrap();
    link(&site, "elsewhere", "content");
    site.run("build --strict").exits(0);
    assert_eq!(site.published(), ["good"], "the content folder itself may be a link");
}

#[test]
fn a_link_to_a_hidden_file_within_the_content_folder_is_not_followed() {
    let site = Site::new().post("good.md", GOOD).post(".git/config", secret());
    link(&site, ".git/config", "content/2024-01-02-x.md");
    link(&site, ".git", "content/git");
    let site = site.post("_Drafts/plan.csv", secret()).post("a.md", "# A\n\n[plan](plan.csv)\n");
    link(&site, "_Drafts/plan.csv", "content/plan.csv");
    let run = site.run("build").exits(0);
    let named = "warning[outside-link]: this symbolic link leads to a hidden or withheld file or folder";
    assert_eq!(run.stderr.matches(named).count(), 3, "{}", run.stderr);
    assert_eq!(site.published(), ["a", "good"]);
    nothing_leaked(&site);
}

#[test]
fn a_theme_is_read_from_its_own_folder_alone() {
    for (at, target) in [
        ("themes/default/static/x.txt", "../../../.git/config"),
        ("themes/default/templates/extra.html", "../../../outside/notes.md"),
        ("themes/default/static/more", "../../../outside"),
        ("themes/default/templates/folder", "../../../.git"),
    ] {
        let site =
            site().file("themes/default/static/site.css", "").file("themes/default/templates/a.html", "");
        link(&site, target, at);
        let run = site.run("build").exits(2);
        assert!(run.stderr.contains(&format!("cannot read {at} of the theme: ")), "{}", run.stderr);
        assert!(!site.path("public").exists());
    }
    let site = site().file("evil/static/x.txt", TOKEN);
    std::fs::create_dir(site.path("themes")).unwrap();
    link(&site, "../evil", "themes/default");
    site.run("build").exits(2).mentions("cannot read themes/default of the theme: a symbolic link leads out");
    let site = site.file("themes/acme/shared.txt", "shared").file("themes/acme/static/a.css", "");
    link(&site, "../shared.txt", "themes/acme/static/b.txt");
    std::fs::remove_file(site.path("themes/default")).unwrap();
    let site = site.config("theme = \"acme\"\n");
    site.run("build").exits(0);
    assert!(
        site.files("public/assets").into_values().any(|bytes| bytes == b"shared"),
        "a link within the theme"
    );
}

#[test]
fn taxonomy_and_synonyms_are_no_way_to_read_a_secret() {
    for key in ["taxonomy", "synonyms"] {
        let site = site().config(&format!("{key} = \"own.toml\"\n"));
        link(&site, ".git/config", "own.toml");
        let run = site.run("build").exits(2);
        assert!(
            run.stderr.contains(&format!("cannot read the {key} own.toml: a symbolic link leads")),
            "{}",
            run.stderr
        );
        assert!(!run.stderr.contains(TOKEN), "a message shows the file");
    }
}

#[test]
fn tag_writes_nothing_through_a_link_that_leads_out() {
    let text = "The site was down from 10:00 to 11:30 UTC on 2024-03-02, since the disk was full.\n";
    let site = Site::new().post("good.md", GOOD).file("out/.bashrc", text).file("out/notes.md", text);
    link(&site, "../out/.bashrc", "content/2024-01-02-x.md");
    link(&site, "../out", "content/linked");
    for arguments in ["tag --write", "tag --write content", "tag --write content/2024-01-02-x.md"] {
        site.run(arguments).exits(0).mentions("warning[outside-link]");
    }
    assert_eq!((site.read("out/.bashrc"), site.read("out/notes.md")), (text.to_owned(), text.to_owned()));
    assert_eq!(site.files("out").len(), 2);
    site.run("tag --write out/notes.md").exits(0);
    assert_ne!(site.read("out/notes.md"), text, "a file that the user named may lie anywhere");
}

#[test]
fn pipes_are_named_and_never_waited_for() {
    let begun = Instant::now();
    let site =
        site().post("shows.md", "# Shows\n\n![p](pipe.png) [log](data/pipe.log)\n").post("data/a.md", GOOD);
    for at in ["content/pipe.md", "content/pipe.png", "content/data/pipe.log"] {
        pipe(&site, at);
    }
    link(&site, "pipe.md", "content/linked.md");
    let run = site.run("build").exits(0);
    for path in ["pipe.md", "pipe.png", "data/pipe.log", "linked.md"] {
        assert!(run.stderr.contains(&format!("note: skipped {path}: no regular file\n")), "{}", run.stderr);
    }
    site.run("explain content/pipe.md").exits(0).mentions("cannot be read: it is no regular file");
    for key in ["taxonomy", "synonyms"] {
        let site = Site::new().post("good.md", GOOD).config(&format!("{key} = \"own.toml\"\n"));
        pipe(&site, "own.toml");
        site.run("build")
            .exits(2)
            .mentions(&format!("cannot read the {key} own.toml: it is no regular file"));
    }
    let site = Site::new().post("good.md", GOOD);
    pipe(&site, "whybook.toml");
    site.run("build").exits(2).mentions("cannot read whybook.toml: it is no regular file");
    let site = Site::new().post("good.md", GOOD).file("themes/default/static/a.css", "");
    pipe(&site, "themes/default/static/pipe.css");
    site.run("build").exits(2).mentions("pipe.css of the theme: it is no regular file");
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}

/// While a site is built again and again, a file is a good one, a link out of the folder, and a pipe in turn.
#[test]
fn a_file_that_becomes_a_link_between_check_and_use_is_not_read() {
    let site = site().post("shows.md", "# Shows\n\n[data](data.csv)\n");
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for turn in 0.. {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                for (at, text) in [("content/x.md", GOOD), ("content/data.csv", "a,b\n")] {
                    let new = site.path("new");
                    match turn % 3 {
                        0 => std::fs::write(&new, text).unwrap(),
                        1 => symlink(site.path(".git/config"), &new).unwrap(),
                        _ => pipe(&site, "new"),
                    }
                    std::fs::rename(&new, site.path(at)).unwrap();
                }
            }
        });
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(2) {
            site.run("build").exits(0);
            nothing_leaked(&site);
        }
        stop.store(true, Ordering::Relaxed);
    });
}

#[test]
fn folders_are_compared_behind_links_and_dots() {
    let site = Site::new().post("good.md", GOOD).file("themes/default/static/a.css", "");
    link(&site, "content", "linked");
    let inside = [
        "./content", "content/../content/deep", "linked", "linked/deep", "themes/index", "public/index", ".",
    ];
    for index in inside {
        site.run(&format!("build --index {index}")).exits(2).mentions("the search index cannot lie in ");
    }
    for out in ["./content", "linked", "linked/site"] {
        site.run(&format!("build --out {out}")).exits(2).mentions("lie within each other");
    }
    assert_eq!(site.files("content").len(), 1);
}
