//! A damaged index is an error with a message: no panic, no hang, no excessive allocation.

#![allow(clippy::unwrap_used, clippy::panic)]

mod shelf;

use shelf::{search, shelf, vocabulary};
use whybook_search::index::{self, IndexFiles};
use whybook_search::{SearchError, Searcher};

/// Number of offsets in each file at which a byte is changed.
const PLACES: usize = 200;

fn opened(files: &IndexFiles) -> Result<Searcher, SearchError> {
    Searcher::open(files.in_memory().unwrap())
}

/// The index with one file missing, truncated, and with bytes of it changed.
fn damaged(whole: &IndexFiles, at: usize) -> Vec<IndexFiles> {
    let with = |content: Vec<u8>| {
        let mut files = whole.clone();
        files.files[at].1 = content;
        files
    };
    let content = &whole.files[at].1;
    let mut all = vec![whole.clone()];
    all[0].files.remove(at);
    all.extend((0..16).map(|part| with(content[..content.len() * part / 16].to_vec())));
    all.push(with([content.as_slice(), b"\0"].concat()));
    for place in (0..content.len()).step_by(content.len() / PLACES + 1) {
        for change in [0x01, 0x80, 0xff] {
            let mut content = content.clone();
            content[place] ^= change;
            all.push(with(content));
        }
    }
    all
}

#[test]
fn any_damage_to_any_file_is_reported() {
    let whole = index::build(&shelf(), &vocabulary()).unwrap();
    assert_eq!(search(&opened(&whole).unwrap(), "memory").unwrap().total, 2);
    for (at, (name, _)) in whole.files.iter().enumerate() {
        for files in damaged(&whole, at) {
            match opened(&files) {
                Err(SearchError::Index(reason)) => {
                    let told = reason.contains(name) || reason.contains("not written by Whybook");
                    assert!(told, "{name}: {reason}");
                }
                Err(SearchError::Version(_)) if name == "meta.json" => {}
                other => panic!("{name}: {other:?}"),
            }
        }
    }
}
