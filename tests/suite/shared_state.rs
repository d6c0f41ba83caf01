//! Builds that meet, builds that are killed, and outputs of every kind: site and index are old or new, together, and what
//! others keep in the site's folder is there at every moment.

#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Command, Stdio};

use regex::bytes::Regex;

use super::site::Site;

const FOREIGN: [&str; 3] = ["CNAME", ".git/HEAD", "incidents/kept/notes.txt"];

/// Two folders of postmortems, `old` and `new`, each in its own words.
fn two_states() -> Site {
    let post =
        |state: &str| format!("# Outage in its {state} words\n\nThe outage was caused by a memory leak.\n");
    let mut site = Site::new();
    for state in ["old", "new"] {
        site = site.file(&format!("{state}/kept.md"), post(state));
        site = site.file(&format!("{state}/only-{state}.md"), post(state));
    }
    site
}

fn command(site: &Site, state: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whybook"));
    as_build(&mut command, site, state);
    command
}

fn as_build(command: &mut Command, site: &Site, state: &str) {
    command.args(["build", "--content", state]).current_dir(site.path("."));
    command.env("NO_COLOR", "1").stdout(Stdio::null()).stderr(Stdio::piped());
}

/// The site, without the moment of the build and what others put there.
fn published(site: &Site) -> BTreeMap<String, Vec<u8>> {
    let moment = Regex::new(r"20\d\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?( UTC|Z)").unwrap();
    let mut files = site.files("public");
    files.retain(|path, _| !FOREIGN.contains(&path.as_str()));
    files
        .into_iter()
        .map(|(path, bytes)| (path, moment.replace_all(&bytes, b"[MOMENT]").into_owned()))
        .collect()
}

/// The state that the search answers from.
#[track_caller]
fn searched(site: &Site) -> String {
    let hits = site.run("search --format json outage").exits(0).json();
    let titles: BTreeSet<&str> =
        hits["hits"].as_array().unwrap().iter().map(|hit| hit["title"].as_str().unwrap()).collect();
    match Vec::from_iter(titles)[..] {
        ["Outage in its old words"] => "old".to_owned(),
        ["Outage in its new words"] => "new".to_owned(),
        ref mixed => panic!("{mixed:?}"),
    }
}

fn names(site: &Site, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(site.path(folder)).unwrap().map(Result::unwrap);
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[track_caller]
fn has_no_leftovers(site: &Site) {
    assert_eq!(names(site, "."), ["content", "new", "old", "public", "search-index"]);
    let index = names(site, "search-index");
    assert!(index.len() == 2 && index.contains(&"CURRENT".to_owned()), "{index:?}");
}

/// Starts a build that meets a lock, and gives it back when the build has said that it waits.
fn wait_for(site: &Site, lock: &str, says: &str) {
    let path = site.path(lock);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut held = File::create(&path).unwrap();
    held.lock().unwrap();
    writeln!(held, "123").unwrap();
    let mut build = command(site, "old").spawn().unwrap();
    let mut lines = BufReader::new(build.stderr.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), says);
    assert!(build.try_wait().unwrap().is_none());
    assert!(!site.path("public").exists());
    // As a build does: removed before the lock is given back.
    fs::remove_file(path).unwrap();
    drop(held);
    assert!(lines.next().is_none());
    assert!(build.wait().unwrap().success());
}

#[test]
fn a_build_waits_for_another_build_of_its_output_or_its_index() {
    let output = two_states();
    wait_for(&output, ".whybook-lock-public", "waiting for another build of public (process 123)");
    has_no_leftovers(&output);
    let index = two_states();
    wait_for(&index, "search-index/.whybook-lock", "waiting for another build of search-index (process 123)");
    has_no_leftovers(&index);
}

#[test]
fn two_builds_at_once_leave_one_site_and_its_index() {
    let site = two_states();
    for _ in 0..4 {
        let builds: Vec<Child> = ["old", "new"].map(|state| command(&site, state).spawn().unwrap()).into();
        for build in builds {
            let done = build.wait_with_output().unwrap();
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        }
        let state = searched(&site);
        assert!(site.path(&format!("public/incidents/only-{state}/index.html")).is_file());
        has_no_leftovers(&site);
    }
}

#[test]
fn builds_that_share_only_the_index_take_turns() {
    let site = two_states();
    let build = |state: &str| {
        let mut command = command(&site, state);
        command.args(["--out", &format!("public-{state}")]).spawn().unwrap()
    };
    for build in ["old", "new"].map(build) {
        assert!(build.wait_with_output().unwrap().status.success());
    }
    searched(&site);
}

/// A built site of `old`, with files of others in it, and what its `new` state is to be.
struct Killed {
    site: Site,
    old: BTreeMap<String, Vec<u8>>,
    new: BTreeMap<String, Vec<u8>>,
}

impl Killed {
    fn new() -> Self {
        let site = two_states();
        let state = |name: &str| {
            assert!(command(&site, name).output().unwrap().status.success());
            published(&site)
        };
        let (new, old) = (state("new"), state("old"));
        for path in FOREIGN {
            fs::create_dir_all(site.path("public").join(path).parent().unwrap()).unwrap();
            fs::write(site.path("public").join(path), path).unwrap();
        }
        let killed = Self { site, old, new };
        killed.copy("public", "base/public");
        killed.copy("search-index", "base/search-index");
        killed
    }

    fn copy(&self, from: &str, to: &str) {
        let _ = fs::remove_dir_all(self.site.path(to));
        fs::create_dir_all(self.site.path(to).parent().unwrap()).unwrap();
        let copied = Command::new("cp").arg("-a").arg(self.site.path(from)).arg(self.site.path(to)).status();
        assert!(copied.unwrap().success());
    }

    fn restore(&self) {
        self.copy("base/public", "public");
        self.copy("base/search-index", "search-index");
    }

    /// What holds after a kill, and after the build that follows it.
    fn is_whole(&self, when: &str) {
        let live = published(&self.site);
        let state = if live == self.new { "new" } else { "old" };
        let expected = if live == self.new { &self.new } else { &self.old };
        let differs: Vec<&String> = live
            .keys()
            .chain(expected.keys())
            .filter(|path| live.get(*path) != expected.get(*path))
            .collect();
        assert!(differs.is_empty(), "{when}: {differs:?}");
        for path in FOREIGN {
            assert_eq!(self.site.read(&format!("public/{path}")), path, "{when}");
        }
        assert_eq!(searched(&self.site), state, "{when}: the index goes with the site");
        let next = command(&self.site, "new").output().unwrap();
        assert_eq!(String::from_utf8_lossy(&next.stderr), "", "{when}");
        assert!(next.status.success(), "{when}");
        assert!(published(&self.site) == self.new, "{when}: the next build makes the new site");
        assert_eq!(searched(&self.site), "new", "{when}");
        for path in FOREIGN {
            assert_eq!(self.site.read(&format!("public/{path}")), path, "{when}");
        }
        let left: Vec<String> = names(&self.site, ".").into_iter().filter(|name| name != "base").collect();
        assert_eq!(left, ["content", "new", "old", "public", "search-index"], "{when}");
        assert_eq!(names(&self.site, "search-index").len(), 2, "{when}");
    }
}

#[test]
fn a_build_that_is_killed_at_any_moment_leaves_the_old_site_or_the_new_one() {
    let killed = Killed::new();
    let begun = std::time::Instant::now();
    assert!(command(&killed.site, "new").output().unwrap().status.success());
    let whole = begun.elapsed();
    let moments: u32 = std::env::var("WHYBOOK_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(12);
    for moment in 0..moments {
        killed.restore();
        let mut build = command(&killed.site, "new").spawn().unwrap();
        std::thread::sleep(whole * (moment + 1) / moments);
        build.kill().unwrap();
        build.wait().unwrap();
        killed.is_whole(&format!("killed after {}/{moments} of a build", moment + 1));
    }
}

/// System calls that change what a name leads to, and every how many of them a build is killed.
const CALLS: [(&str, usize); 6] = [
    ("rename,renameat,renameat2", 1),
    ("link,linkat,symlink,symlinkat", 1),
    ("fsync,fdatasync,syncfs", 1),
    ("unlink,unlinkat", 40),
    ("rmdir", 25),
    ("mkdir,mkdirat", 30),
];

#[test]
fn a_build_that_is_killed_at_a_system_call_leaves_the_old_site_or_the_new_one() {
    if Command::new("strace").arg("-V").output().is_err() {
        println!("skipped: no strace here");
        return;
    }
    let killed = Killed::new();
    let all = std::env::var_os("WHYBOOK_ALL_KILL_POINTS").is_some();
    let mut points = 0;
    for (calls, step) in CALLS {
        for number in (1..).step_by(if all { 1 } else { step }) {
            killed.restore();
            let mut build = Command::new("strace");
            build.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={calls}")]);
            build.args(["-e", &format!("inject={calls}:signal=SIGKILL:when={number}")]);
            build.arg(env!("CARGO_BIN_EXE_whybook")).env("RAYON_NUM_THREADS", "1");
            as_build(&mut build, &killed.site, "new");
            let survived = build.output().unwrap().status.success();
            if survived {
                break;
            }
            points += 1;
            killed.is_whole(&format!("killed at number {number} of {calls}"));
        }
    }
    assert!(points >= 12, "{points} points: has strace killed the builds?");
    println!("killed at {points} points");
}

#[test]
fn the_mode_of_an_output_folder_is_kept() {
    let site = two_states();
    fs::create_dir(site.path("public")).unwrap();
    fs::set_permissions(site.path("public"), fs::Permissions::from_mode(0o700)).unwrap();
    for state in ["old", "new"] {
        assert!(command(&site, state).output().unwrap().status.success());
        assert_eq!(fs::metadata(site.path("public")).unwrap().permissions().mode() & 0o7777, 0o700);
    }
}

#[test]
fn an_output_that_is_a_mount_point_is_built_within() {
    let site = two_states();
    fs::create_dir(site.path("public")).unwrap();
    let public = site.path("public");
    let mounted = Command::new("mount").args(["-t", "tmpfs", "tmpfs"]).arg(&public).output();
    if !mounted.is_ok_and(|mounted| mounted.status.success()) {
        println!("skipped: this user may not mount");
        return;
    }
    let outcome = std::panic::catch_unwind(|| {
        for state in ["old", "new", "old"] {
            let done = command(&site, state).output().unwrap();
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
            fs::write(public.join("CNAME"), "CNAME").unwrap();
            assert_eq!(searched(&site), state);
            let pages: Vec<String> = site.published();
            assert_eq!(pages, ["kept".to_owned(), format!("only-{state}")]);
            let left: Vec<String> =
                names(&site, "public").into_iter().filter(|name| name.starts_with(".whybook")).collect();
            assert_eq!(left, [".whybook"]);
        }
        assert_eq!(site.read("public/CNAME"), "CNAME");
    });
    assert!(Command::new("umount").arg(&public).status().unwrap().success());
    outcome.unwrap();
}
