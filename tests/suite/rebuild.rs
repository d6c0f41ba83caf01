//! Building again: the same bytes, nobody else's files, and old pages gone.

use std::collections::BTreeMap;

use regex::bytes::Regex;
use snapbox::str;

use super::site::{Site, files_under};

fn samples() -> Site {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let mut site = Site::new().config("base_url = \"https://incidents.example/book/\"\n");
    for (path, bytes) in files_under(&folder) {
        site = site.post(&path, bytes);
    }
    site
}

/// Builds; the files of the site and the index, with the moment of the build left out.
fn built(site: &Site) -> BTreeMap<String, Vec<u8>> {
    site.run("build").exits(0);
    let moment = Regex::new(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z").unwrap();
    let minute = Regex::new(r"20\d\d-\d\d-\d\d \d\d:\d\d(:\d\d)? UTC").unwrap();
    let mut files = site.files("public");
    let index = site.files("search-index").into_iter().map(|(path, bytes)| (format!("index: {path}"), bytes));
    files.extend(index);
    let quiet = |bytes: Vec<u8>| {
        let bytes = moment.replace_all(&bytes, &b"[MOMENT]"[..]).into_owned();
        minute.replace_all(&bytes, &b"[MOMENT]"[..]).into_owned()
    };
    files.into_iter().map(|(path, bytes)| (path, quiet(bytes))).collect()
}

#[track_caller]
fn assert_same(once: &BTreeMap<String, Vec<u8>>, again: &BTreeMap<String, Vec<u8>>) {
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(once), names(again));
    let differs: Vec<&String> =
        once.iter().filter(|(path, bytes)| again[*path] != **bytes).map(|(path, _)| path).collect();
    assert!(differs.is_empty(), "these differ: {differs:?}");
}

#[test]
fn an_unchanged_site_has_the_same_bytes_on_any_number_of_threads() {
    let alone = built(&samples().threads(1));
    assert!(alone.len() > 60, "{} files", alone.len());
    let site = samples().threads(4);
    assert_same(&alone, &built(&site));
    assert_same(&alone, &built(&site));
}

#[test]
fn a_folder_that_is_not_ours_is_left_alone() {
    let site = Site::new().post("a.md", "# A\n").file("public/thesis.txt", "do not lose");
    site.run("build").exits(2).complains(str![[r#"
error: the output folder [SITE]/public holds files that Whybook did not write; empty it or choose another --out

"#]]);
    assert_eq!(site.read("public/thesis.txt"), "do not lose");
    site.run("build --out content").exits(2).complains(str![[r#"
error: the output folder [SITE]/content and the source folder [SITE]/content lie within each other; choose another --out

"#]]);
    site.run("build --out .").exits(2);
    assert!(site.path("content/a.md").is_file());
}

#[test]
fn what_is_gone_from_the_content_is_gone_from_the_site() {
    let site = Site::new().post("a.md", "# Kept\n\nA memory leak.\n").post("b.md", "# Dropped\n");
    site.run("build").exits(0);
    assert_eq!(site.published(), ["a", "b"]);
    std::fs::remove_file(site.path("content/b.md")).unwrap();
    site.run("build").exits(0);
    assert_eq!(site.published(), ["a"]);
    assert_eq!(site.run("search --format json").exits(0).json()["total"], 1);
    let left: Vec<_> =
        std::fs::read_dir(site.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "content, public and search-index, nothing staged: {left:?}");
    let generations = std::fs::read_dir(site.path("search-index")).unwrap().map(Result::unwrap);
    assert_eq!(generations.filter(|entry| entry.path().is_dir()).count(), 1);
}
