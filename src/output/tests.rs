#![allow(clippy::unwrap_used)]

use super::*;

struct SiteFixture {
    folder: tempfile::TempDir,
}

impl SiteFixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("content")).unwrap();
        Self { folder }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn begin(&self) -> anyhow::Result<Staging> {
        Staging::begin(&self.path("public"), &[&self.path("content")])
    }

    fn build(&self, files: &[&str]) -> anyhow::Result<Vec<String>> {
        let staging = self.begin()?;
        for path in files {
            staging.write(&OutputFile { path: (*path).to_owned(), contents: path.as_bytes().to_vec() })?;
        }
        staging.commit()
    }

    fn write(&self, path: &str, content: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// All files under the site's folder, hidden ones included.
    fn files(&self) -> Vec<String> {
        let mut files: Vec<String> = walkdir::WalkDir::new(self.folder.path())
            .into_iter()
            .map(Result::unwrap)
            .filter(|entry| !entry.file_type().is_dir())
            .map(|entry| entry.path().strip_prefix(self.folder.path()).unwrap().to_str().unwrap().to_owned())
            .collect();
        files.sort();
        files
    }
}

#[track_caller]
fn refused<T>(result: anyhow::Result<T>, expected: &str) {
    let message = result.err().map(|error| format!("{error:#}")).unwrap_or_default();
    assert!(message.contains(expected), "{message}");
}

#[test]
fn a_new_site_replaces_the_old_one_whole() {
    let site = SiteFixture::new();
    site.build(&["index.html", "incidents/a/index.html", "incidents/b/index.html"]).unwrap();
    site.build(&["index.html", "incidents/b/index.html"]).unwrap();
    assert_eq!(site.files(), ["public/.whybook", "public/incidents/b/index.html", "public/index.html"]);
    assert!(!site.path("public/incidents/a").exists());
}

#[test]
fn what_others_put_into_the_site_moves_along() {
    let site = SiteFixture::new();
    site.build(&["index.html", "incidents/a/index.html"]).unwrap();
    fs::create_dir_all(site.path("public/.git/refs")).unwrap();
    fs::write(site.path("public/.git/HEAD"), "ref").unwrap();
    fs::write(site.path("public/CNAME"), "example.org").unwrap();
    fs::write(site.path("public/incidents/a/notes.txt"), "mine").unwrap();
    site.build(&["index.html"]).unwrap();
    assert_eq!(
        site.files(),
        [
            "public/.git/HEAD", "public/.whybook", "public/CNAME", "public/incidents/a/notes.txt",
            "public/index.html"
        ]
    );
    assert!(site.path("public/.git/refs").is_dir());
}

#[test]
fn a_build_that_fails_leaves_the_old_site_as_it_was() {
    let site = SiteFixture::new();
    site.build(&["index.html"]).unwrap();
    let staging = site.begin().unwrap();
    staging.write(&OutputFile { path: "new.html".to_owned(), contents: Vec::new() }).unwrap();
    drop(staging);
    assert_eq!(site.files(), ["public/.whybook", "public/index.html"]);
}

#[test]
fn folders_of_killed_builds_are_removed_and_their_old_site_comes_back() {
    let site = SiteFixture::new();
    site.build(&["index.html"]).unwrap();
    let unfinished = site.begin().unwrap();
    fs::write(unfinished.folder().join("half.html"), "").unwrap();
    std::mem::forget(unfinished);
    fs::rename(site.path("public"), site.path(".whybook-old-public-1-0")).unwrap();
    // Killed before it could mark its folder.
    fs::create_dir(site.path(".whybook-staging-public-1-0")).unwrap();
    site.write(".whybook-staging-public-1-1/.whybook", "");
    drop(site.begin().unwrap());
    assert_eq!(site.files(), ["public/.whybook", "public/index.html"]);
    assert_eq!(fs::read_dir(site.folder.path()).unwrap().count(), 2, "content and public");
}

#[test]
fn a_site_that_was_replaced_when_the_build_was_killed_is_cleared_by_the_next() {
    let site = SiteFixture::new();
    site.build(&["index.html", "gone.html"]).unwrap();
    let old = ".whybook-staging-public-1-0";
    fs::rename(site.path("public"), site.path(old)).unwrap();
    site.write("public/CNAME", "example.org");
    fs::write(site.path("public/.whybook"), site.read(&format!("{old}/.whybook"))).unwrap();
    site.write(&format!("{old}/CNAME"), "example.org");
    site.write(&format!("{old}/late.txt"), "came while the folders changed places");
    site.write(&format!("{old}/robots.txt"), "changed at that moment");
    site.write("public/robots.txt", "as it was");
    let left = site.build(&["index.html"]).unwrap();
    assert_eq!(
        site.files(),
        [
            ".whybook-staging-public-1-0/.whybook", ".whybook-staging-public-1-0/robots.txt",
            "public/.whybook", "public/CNAME", "public/index.html", "public/late.txt", "public/robots.txt"
        ]
    );
    assert_eq!(left.len(), 1);
    assert!(left[0].contains("robots.txt was not written by Whybook"), "{left:?}");
}

#[test]
fn folders_that_are_only_called_like_ours_are_left_alone() {
    let site = SiteFixture::new();
    site.write(".whybook-old-public-1-0/thesis.txt", "years of work");
    site.write(".whybook-staging-public-1-0/thesis.txt", "years of work");
    site.write(".whybook-staging-public-1-0/.whybook", "written by another program\nthesis.txt\n");
    let before = site.files();
    site.build(&["index.html"]).unwrap();
    assert_eq!(site.files()[..3], before);
}

#[test]
fn a_list_that_whybook_did_not_write_is_not_believed() {
    let site = SiteFixture::new();
    site.build(&["index.html"]).unwrap();
    let ours = site.read("public/.whybook");
    site.write("public/thesis.txt", "years of work");
    let refuses = |what: &str| {
        refused(site.build(&["index.html"]), "holds files that Whybook did not write");
        assert_eq!(site.read("public/thesis.txt"), "years of work", "{what}");
    };
    for foreign in ["thesis.txt\n", "", "Another tool's list\nthesis.txt\n"] {
        site.write("public/.whybook", foreign);
        refuses(foreign);
    }
    for path in ["../content/a.md", "/etc/passwd", "a/../../b", ""] {
        site.write("public/.whybook", &format!("{ours}{path}\n"));
        refuses(path);
    }
    site.write("list", &ours);
    #[cfg(unix)]
    {
        fs::remove_file(site.path("public/.whybook")).unwrap();
        std::os::unix::fs::symlink("../list", site.path("public/.whybook")).unwrap();
        refuses("a link");
    }
    fs::remove_file(site.path("public/.whybook")).unwrap();
    site.write("public/.whybook", &ours);
    site.build(&["index.html"]).unwrap();
}

#[test]
fn what_others_wrote_is_never_replaced() {
    let site = SiteFixture::new();
    site.build(&["index.html"]).unwrap();
    site.write("public/robots.txt", "mine");
    site.write("public/about/index.html", "mine");
    for path in ["robots.txt", "about", "about/index.html", "robots.txt/index.html"] {
        refused(
            site.build(&[path]),
            "was not written by Whybook, but the new site has a file or folder of that name",
        );
    }
    assert_eq!(
        site.files(),
        ["public/.whybook", "public/about/index.html", "public/index.html", "public/robots.txt"]
    );
    // What says the same is replaced by nothing.
    site.write("public/robots.txt", "robots.txt");
    site.build(&["index.html", "robots.txt"]).unwrap();
}

#[cfg(unix)]
#[test]
fn what_others_put_into_the_site_stays_the_same_file() {
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
    let site = SiteFixture::new();
    site.build(&["index.html"]).unwrap();
    site.write("public/.git/objects/1f/00", "object");
    fs::set_permissions(site.path("public/.git/objects"), fs::Permissions::from_mode(0o750)).unwrap();
    symlink("/etc", site.path("public/elsewhere")).unwrap();
    symlink("index.html", site.path("public/home")).unwrap();
    let odd = site.path("public").join(std::ffi::OsStr::from_bytes(b"odd\xff"));
    fs::create_dir(&odd).unwrap();
    fs::write(odd.join("\u{e9}.txt"), "mine").unwrap();
    let place = |path: &str| {
        site.path(path).symlink_metadata().map(|found| (found.ino(), found.mtime_nsec())).unwrap()
    };
    let paths = ["public/.git/objects/1f/00", "public/elsewhere", "public/home"];
    let before = paths.map(place);
    assert_eq!(site.build(&["index.html"]).unwrap(), [""; 0]);
    assert!(odd.join("\u{e9}.txt").is_file());
    assert_eq!(paths.map(place), before);
    assert_eq!(fs::read_link(site.path("public/elsewhere")).unwrap(), Path::new("/etc"));
    assert_eq!(fs::metadata(site.path("public/.git/objects")).unwrap().mode() & 0o777, 0o750);
    assert_eq!(fs::read_dir(site.folder.path()).unwrap().count(), 2, "content and public");
}

#[cfg(unix)]
#[test]
fn the_mode_of_the_output_folder_is_kept() {
    use std::os::unix::fs::PermissionsExt as _;
    let site = SiteFixture::new();
    fs::create_dir(site.path("public")).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    for wanted in [0o700, 0o2750, 0o755] {
        fs::set_permissions(site.path("public"), fs::Permissions::from_mode(wanted)).unwrap();
        let staging = site.begin().unwrap();
        assert_eq!(mode(staging.folder()), wanted, "no file is open to more users on its way");
        staging.commit().unwrap();
        assert_eq!(mode(&site.path("public")), wanted);
    }
}

#[test]
fn nothing_is_replaced_that_is_not_ours() {
    let site = SiteFixture::new();
    fs::create_dir(site.path("public")).unwrap();
    fs::write(site.path("public/thesis.txt"), "years of work").unwrap();
    refused(
        site.build(&["index.html"]),
        "holds files that Whybook did not write; empty it or choose another --out",
    );
    assert_eq!(site.files(), ["public/thesis.txt"]);
    fs::remove_dir_all(site.path("public")).unwrap();
    fs::write(site.path("public"), "").unwrap();
    refused(site.build(&[]), "is a file; remove it or choose another --out");
}

#[test]
fn content_and_output_never_lie_within_each_other() {
    let site = SiteFixture::new();
    let content = site.path("content");
    for out in ["content", "content/public", ".", "content/../content/x/y"] {
        refused(Staging::begin(&site.path(out), &[&content]), "lie within each other; choose another --out");
    }
    assert!(site.files().is_empty());
}

#[test]
fn no_path_leads_out_of_the_site() {
    let site = SiteFixture::new();
    let staging = site.begin().unwrap();
    for path in ["../x", "/etc/x", "a/../../x", "", ".whybook", "a\\..\\x", "a\nb"] {
        let result = staging.write(&OutputFile { path: path.to_owned(), contents: Vec::new() });
        refused(result, "is no path within a site");
    }
}

#[test]
fn a_message_names_the_site_and_not_the_folder_where_it_is_made() {
    let site = SiteFixture::new();
    let staging = site.begin().unwrap();
    let file = OutputFile { path: "x".repeat(300), contents: Vec::new() };
    let message = format!("{:#}", staging.write(&file).unwrap_err());
    assert!(message.starts_with("cannot create ") && message.contains("public/xxx"), "{message}");
    assert!(!message.contains("staging"), "{message}");
}
