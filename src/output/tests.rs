#![allow(clippy::unwrap_used)]

use super::*;

struct Site {
    folder: tempfile::TempDir,
}

impl Site {
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

    fn build(&self, files: &[&str]) -> anyhow::Result<()> {
        let staging = self.begin()?;
        for path in files {
            staging.write(&OutputFile { path: (*path).to_owned(), contents: path.as_bytes().to_vec() })?;
        }
        staging.commit()
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
    let site = Site::new();
    site.build(&["index.html", "incidents/a/index.html", "incidents/b/index.html"]).unwrap();
    site.build(&["index.html", "incidents/b/index.html"]).unwrap();
    assert_eq!(site.files(), ["public/.whybook", "public/incidents/b/index.html", "public/index.html"]);
    assert!(!site.path("public/incidents/a").exists());
}

#[test]
fn what_others_put_into_the_site_moves_along() {
    let site = Site::new();
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
    let site = Site::new();
    site.build(&["index.html"]).unwrap();
    let staging = site.begin().unwrap();
    staging.write(&OutputFile { path: "new.html".to_owned(), contents: Vec::new() }).unwrap();
    drop(staging);
    assert_eq!(site.files(), ["public/.whybook", "public/index.html"]);
}

#[test]
fn folders_of_killed_builds_are_removed_and_their_old_site_comes_back() {
    let site = Site::new();
    site.build(&["index.html"]).unwrap();
    fs::rename(site.path("public"), site.path(".whybook-old-public-1-0")).unwrap();
    fs::create_dir(site.path(".whybook-staging-public-1-0")).unwrap();
    fs::write(site.path(".whybook-staging-public-1-0/.whybook"), "").unwrap();
    let running = Staging::begin(&site.path("public"), &[]).unwrap();
    assert_eq!(fs::read_to_string(site.path("public/index.html")).unwrap(), "index.html");
    assert!(!site.path(".whybook-staging-public-1-0").exists());
    // A build that still runs keeps its folder.
    let second = Staging::begin(&site.path("public"), &[]).unwrap();
    assert!(running.folder().is_dir() && second.folder() != running.folder());
}

#[test]
fn nothing_is_replaced_that_is_not_ours() {
    let site = Site::new();
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
    let site = Site::new();
    let content = site.path("content");
    for out in ["content", "content/public", ".", "content/../content/x/y"] {
        refused(Staging::begin(&site.path(out), &[&content]), "lie within each other; choose another --out");
    }
    assert!(site.files().is_empty());
}

#[test]
fn no_path_leads_out_of_the_site() {
    let site = Site::new();
    let staging = site.begin().unwrap();
    for path in ["../x", "/etc/x", "a/../../x", "", ".whybook", "a\\..\\x"] {
        let result = staging.write(&OutputFile { path: path.to_owned(), contents: Vec::new() });
        refused(result, "is no path within a site");
    }
}

#[test]
fn a_message_names_the_site_and_not_the_folder_where_it_is_made() {
    let site = Site::new();
    let staging = site.begin().unwrap();
    let file = OutputFile { path: "x".repeat(300), contents: Vec::new() };
    let message = format!("{:#}", staging.write(&file).unwrap_err());
    assert!(message.starts_with("cannot create ") && message.contains("public/xxx"), "{message}");
    assert!(!message.contains("staging"), "{message}");
}
