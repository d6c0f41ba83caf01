#![allow(clippy::unwrap_used)]

use super::*;

fn write(folder: &Path, files: &[&str], content: &str) -> Marker {
    for file in files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    Marker { files: files.iter().map(|file| (*file).to_owned()).collect() }
}

fn contents(folder: &Path) -> Vec<String> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = files.filter(|entry| entry.file_type().is_file() && entry.file_name() != MARKER);
    let show = |path: &Path| {
        let relative = path.strip_prefix(folder).unwrap().display().to_string();
        format!("{relative}: {}", fs::read_to_string(path).unwrap())
    };
    files.map(|entry| show(entry.path())).collect()
}

#[test]
fn folders_change_places_at_once_and_in_steps() {
    type Exchange = fn(&Path, &Path, &Path) -> io::Result<()>;
    for exchange in [exchange as Exchange, exchange_in_steps as Exchange] {
        let folder = tempfile::tempdir().unwrap();
        let [new, old, aside] = ["new", "old", "aside"].map(|name| folder.path().join(name));
        write(&new, &["a.html"], "new");
        write(&old, &["a.html", "b.html"], "old");
        exchange(&new, &old, &aside).unwrap();
        assert_eq!(contents(&old), ["a.html: new"]);
        assert_eq!(contents(&new), ["a.html: old", "b.html: old"]);
        assert!(!aside.exists());
        // Without a new folder the old one stays.
        fs::remove_dir_all(&new).unwrap();
        exchange(&new, &old, &aside).unwrap_err();
        assert_eq!(contents(folder.path()), ["old/a.html: new"]);
    }
}

#[test]
fn a_folder_that_stays_gets_the_new_site_name_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path();
    let new = out.join(".whybook-staging-out-1-0");
    let old_files = write(out, &["assets/old.css", "gone/index.html", "index.html", "old.html"], "old");
    write(out, &[".git/HEAD"], "foreign");
    let new_files = write(&new, &["assets/new.css", "fresh/index.html", "index.html"], "new");
    let both = exchange_within(&new, out, &old_files, &new_files).unwrap();
    assert_eq!(both, old_files.with(&new_files));
    assert_eq!(
        contents(&new),
        ["assets/old.css: old", "gone/index.html: old", "index.html: old", "old.html: old"]
    );
    fs::remove_dir_all(&new).unwrap();
    assert_eq!(
        contents(out),
        [".git/HEAD: foreign", "assets/new.css: new", "fresh/index.html: new", "index.html: new"]
    );
    assert_eq!(
        super::super::marker::FolderState::of(out),
        super::super::marker::FolderState::Site(new_files)
    );
}
