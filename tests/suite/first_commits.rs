//! Days of reports that git knows, for write-ups that state no day.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::site::Site;

const UNDATED: &str = "# Shop down\n\n## Impact\n\nNobody could pay.\n\n## Root cause\n\nA memory leak.\n";

#[track_caller]
fn git(site: &Site, day: &str, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.arg("-C").arg(site.path("")).args(["-c", "user.name=A", "-c", "user.email=a@example.org"]);
    let moment = format!("{day}T12:00:00Z");
    let done = command.args(arguments).env("GIT_AUTHOR_DATE", &moment).env("GIT_COMMITTER_DATE", &moment);
    let done = done.output().unwrap();
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

fn commit(site: &Site, day: &str) {
    git(site, day, &["add", "."]);
    git(site, day, &["commit", "-q", "-m", "Change"]);
}

/// The day of the report in each record, by path.
fn reported(site: &Site) -> Vec<(String, Value)> {
    site.run("build").exits(0);
    let published: Value = serde_json::from_str(&site.read("public/incidents.json")).unwrap();
    let days = published["incidents"].as_array().unwrap().iter();
    let mut days: Vec<(String, Value)> = days
        .map(|record| (record["path"].as_str().unwrap().to_owned(), record["reported"].clone()))
        .collect();
    days.sort_by(|a, b| a.0.cmp(&b.0));
    days
}

#[test]
fn the_first_commit_dates_the_report_and_never_the_incident() {
    let site = Site::new().file(".gitignore", "/public\n/search-index\n");
    git(&site, "2024-01-01", &["init", "-q"]);
    let site =
        site.post("first.md", UNDATED).post("dated.md", "# Mail down on 2024-02-02\n\nA memory leak.\n");
    commit(&site, "2024-03-02");
    std::fs::rename(site.path("content/first.md"), site.path("content/shop.md")).unwrap();
    commit(&site, "2024-04-05");
    let site = site.post("shop.md", format!("{UNDATED}\nMore.\n"));
    commit(&site, "2024-05-06");
    let site = site.post("new.md", UNDATED);
    assert_eq!(
        reported(&site),
        [
            ("dated.md".to_owned(), Value::Null),
            ("new.md".to_owned(), Value::Null),
            ("shop.md".to_owned(), json!("2024-03-02")),
        ]
    );
    let page = site.read("public/incidents/shop/index.html");
    assert!(
        page.contains(
            "Reported <time datetime=\"2024-03-02\">Sat 2 Mar 2024</time>, <span class=\"from\">from git"
        ),
        "{page}"
    );
    assert!(page.contains("<span class=\"unknown\">not stated</span>"), "{page}");
    assert!(!site.read("public/incidents.csv").contains("2024-03-02"));
    assert!(!site.read("public/trends/index.html").contains("2024-03"));
    let list = site.read("public/incidents/index.html");
    assert!(list.find("dated/").unwrap() < list.find("shop/").unwrap(), "those of unknown day stay behind");
}

#[test]
fn what_was_brought_from_elsewhere_has_no_day_of_report() {
    let site = Site::new().file(".gitignore", "/public\n/search-index\n").file("docs/old.md", UNDATED);
    git(&site, "2024-01-01", &["init", "-q"]);
    commit(&site, "2024-03-02");
    std::fs::rename(site.path("docs/old.md"), site.path("content/old.md")).unwrap();
    commit(&site, "2024-04-05");
    std::fs::rename(site.path("content/old.md"), site.path("content/renamed.md")).unwrap();
    commit(&site, "2024-04-06");
    let site = (1..=6).fold(site, |site, number| {
        site.post(&format!("import-{number}.md"), format!("{UNDATED}\n{number}\n"))
    });
    commit(&site, "2024-05-06");
    assert!(reported(&site).iter().all(|(_, day)| day.is_null()));
}

#[test]
fn a_shallow_clone_knows_no_first_commits() {
    let site = Site::new().file(".gitignore", "/public\n/search-index\n").post("shop.md", UNDATED);
    git(&site, "2024-01-01", &["init", "-q"]);
    commit(&site, "2024-03-02");
    git(&site, "2024-03-03", &["commit", "-q", "--allow-empty", "-m", "Change"]);
    let origin = format!("file://{}", site.path("").display());
    git(&site, "2024-03-03", &["clone", "-q", "--depth", "1", &origin, "clone"]);
    let build = "build --content clone/content --out out --index found";
    let told = site.run(&format!("{build} --verbose")).exits(0);
    let reason = "note: the days of reports are not taken from git: this clone is shallow and does not know the first commits";
    assert!(told.stderr.contains(reason), "{}", told.stderr);
    assert!(site.read("out/incidents.json").contains("\"reported\":null"));
    assert!(!site.run(build).exits(0).stderr.contains("shallow"));
}

#[test]
fn settings_of_the_user_and_deleted_files_of_the_same_name_change_no_day() {
    let login = "# Login down\n\n## Impact\n\nNobody could log in.\n\n## Root cause\n\nA wrong key.\n";
    let site = Site::new().file(".gitignore", "/public\n/search-index\n").file("docs/old.md", login);
    git(&site, "2015-01-01", &["init", "-q"]);
    git(&site, "2015-01-01", &["config", "log.showRoot", "false"]);
    git(&site, "2015-01-01", &["config", "diff.relative", "true"]);
    git(&site, "2015-01-01", &["config", "diff.renameLimit", "1"]);
    let queue = "# Queue full\n\n## Impact\n\nOrders were late.\n\n## Root cause\n\nA slow consumer.\n";
    let site = site
        .post("root.md", UNDATED)
        .post("queue.md", queue)
        .post("again.md", "# Mail down\n\nAn expired certificate.\n");
    commit(&site, "2015-01-01");
    std::fs::remove_file(site.path("content/again.md")).unwrap();
    std::fs::rename(site.path("docs/old.md"), site.path("content/old.md")).unwrap();
    // Renamed with a change, two at once: more than the limit of 1.
    for (before, now, text) in [("root.md", "shop.md", UNDATED), ("queue.md", "orders.md", queue)] {
        std::fs::remove_file(site.path("content").join(before)).unwrap();
        std::fs::write(site.path("content").join(now), format!("{text}More.\n")).unwrap();
    }
    commit(&site, "2016-01-01");
    let site = site.post(
        "again.md",
        "# Search down\n\n## Impact\n\nNobody could search.\n\n## Root cause\n\nA full disk.\n",
    );
    commit(&site, "2024-05-05");
    assert_eq!(
        reported(&site),
        [
            ("again.md".to_owned(), json!("2024-05-05")),
            ("old.md".to_owned(), Value::Null),
            ("orders.md".to_owned(), json!("2015-01-01")),
            ("shop.md".to_owned(), json!("2015-01-01")),
        ]
    );
}

#[test]
fn serve_reads_the_history_again_only_after_a_commit() {
    let site = Site::new().file(".gitignore", "/public\n/search-index\n/trace\n").post("shop.md", UNDATED);
    git(&site, "2024-01-01", &["init", "-q"]);
    commit(&site, "2024-03-02");
    let mut command = Command::new(env!("CARGO_BIN_EXE_whybook"));
    command.args(["serve", "--port", "0"]).current_dir(site.path("")).env("GIT_TRACE", site.path("trace"));
    let mut server = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut wait_for = |start: &str| assert!(lines.any(|line| line.starts_with(start)), "no `{start}`");
    let histories_read = || site.read("trace").lines().filter(|line| line.contains(" log ")).count();
    wait_for("Serving at ");
    let of_one_build = histories_read();
    std::fs::write(site.path("content/shop.md"), format!("{UNDATED}\nMore.\n")).unwrap();
    wait_for("Rebuilt in ");
    assert_eq!(histories_read(), of_one_build);
    assert!(site.read("public/incidents.json").contains("\"reported\":\"2024-03-02\""));
    std::fs::write(site.path("content/mail.md"), "# Mail down\n\nAn expired certificate.\n").unwrap();
    commit(&site, "2024-04-05");
    wait_for("Rebuilt in ");
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(histories_read() > of_one_build);
}
