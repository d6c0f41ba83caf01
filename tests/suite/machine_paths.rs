//! What is published says nothing about the machine that built it.

use std::path::Path;

use super::site::{Site, files_under};

/// Folders that only the machine knows: the checkout, cargo's, the toolchains'.
fn folders() -> Vec<String> {
    let mut folders = vec![env!("CARGO_MANIFEST_DIR").to_owned()];
    folders.extend(["CARGO_HOME", "RUSTUP_HOME"].iter().filter_map(|name| std::env::var(name).ok()));
    let home = std::env::var("HOME").ok();
    folders
        .extend(home.iter().flat_map(|home| [".cargo", ".rustup"].map(|folder| format!("{home}/{folder}"))));
    // A short one stands in texts for reasons of its own.
    folders.retain(|folder| folder.matches('/').count() > 1);
    folders
}

fn held(bytes: &[u8]) -> Option<String> {
    folders().into_iter().find(|folder| memchr::memmem::find(bytes, folder.as_bytes()).is_some())
}

/// A debug build holds paths unless the compiler is asked to leave them out, as `tools/remap` does; it sets the variable.
#[test]
fn the_program_holds_no_path_of_the_machine() {
    if std::env::var_os("WHYBOOK_REMAPPED").is_none() {
        return;
    }
    let program = std::fs::read(env!("CARGO_BIN_EXE_whybook")).unwrap();
    assert_eq!(held(&program), None);
}

#[test]
fn the_site_and_the_index_hold_no_path_of_the_machine() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let site = Site::new();
    let content = root.join("content");
    site.run(&format!("build --content '{}'", content.display())).exits(0);
    for folder in ["public", "search-index"] {
        for (path, bytes) in files_under(&site.path(folder)) {
            assert_eq!(held(&bytes), None, "{folder}/{path}");
            assert!(
                memchr::memmem::find(&bytes, site.path("").to_str().unwrap().as_bytes()).is_none(),
                "{folder}/{path} names the folder of the site"
            );
        }
    }
}
