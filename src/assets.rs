//! Files beside the postmortems: which of them are published, under which name, and with which bytes.
//!
//! Only what is known to be harmless on the site's origin is copied: media and archives as they are, pictures without
//! their metadata, SVG pictures cleaned, and every text as a text. The list is in `kind`. Whatever else is linked to
//! is not published, with a reason. A file is looked at when a page first links to it, and again when it is copied.

mod kind;
mod name;
mod picture;
mod svg;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::contained::{OpenError, Root};
use kind::AssetKind;
pub use kind::UnpublishedReason;

/// Bytes of the largest text and of the largest picture that is published: these are read whole.
const LARGEST: u64 = 64 << 20;

/// Folder of the site that holds the files.
const FILES: &str = "files/";

/// Bytes of the longest file name that common file systems take.
const LONGEST_NAME: usize = 255;

const SPLIT: &str =
    "cut it into parts of less than 64 MiB, or leave it where it is kept and link to it there";

/// What becomes of a file that a page shows or links to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Publication {
    /// It is published under this path, relative to the site's root.
    As(String),
    /// It is not published.
    Refused(UnpublishedReason),
}

/// What is written for a file.
#[derive(Debug)]
pub enum Contents {
    /// The bytes of the file itself.
    File(File),
    /// Other bytes in their place.
    Bytes(Vec<u8>),
}

/// Replaces what must not be published in the text of the file at a path. May be called more than once for a file.
pub type Screen<'a> = &'a (dyn Fn(&str, String) -> String + Sync);

/// The files of a content folder, as far as pages ask for them.
pub struct Assets<'a> {
    root: &'a Root,
    /// The paths of the folder by themselves in lower case; of those that differ by case alone, the first.
    taken: BTreeMap<String, String>,
    screen: Screen<'a>,
    known: Mutex<FxHashMap<String, Publication>>,
}

impl<'a> Assets<'a> {
    /// The `files` of a content folder, given as paths relative to it. Every text passes through `screen`.
    pub fn new(root: &'a Root, files: &[String], screen: Screen<'a>) -> Self {
        let mut taken: BTreeMap<String, String> = BTreeMap::new();
        for path in files {
            let first = taken.entry(path.to_lowercase()).or_insert_with(|| path.clone());
            if path < first {
                first.clone_from(path);
            }
        }
        Self { root, taken, screen, known: Mutex::default() }
    }

    /// What becomes of a file; the same for every page that asks.
    pub fn publication(&self, path: &str) -> Publication {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(publication) = known().get(path) {
            return publication.clone();
        }
        let publication = match self.examine(path) {
            Ok((name, ..)) => Publication::As(name),
            Err(reason) => Publication::Refused(reason),
        };
        known().entry(path.to_owned()).or_insert(publication).clone()
    }

    /// What is written for a file that is published as `name`.
    ///
    /// # Errors
    /// If it is not published, or not under this name, since it has changed.
    pub fn contents(&self, path: &str, name: &str) -> Result<Contents, UnpublishedReason> {
        let (now, kind, file) = self.examine(path)?;
        if now != name {
            return Err(UnpublishedReason::new(
                "it changed while the site was built", "build the site again",
            ));
        }
        Ok(match kind {
            AssetKind::Inert => Contents::File(file),
            AssetKind::Text { .. } => Contents::Bytes((self.screen)(path, text(&file)?).into_bytes()),
            AssetKind::Picture => Contents::Bytes(pictured(&file)?),
            AssetKind::Svg => Contents::Bytes(self.drawn(path, &file)?.into_bytes()),
        })
    }

    /// Name, kind and open file of what may be published.
    fn examine(&self, path: &str) -> Result<(String, AssetKind, File), UnpublishedReason> {
        let mut file = self.root.file(Path::new(path)).map_err(unread)?;
        let size = file.metadata().map_err(unread)?.len();
        let mut head = Vec::new();
        (&file).take(kind::HEAD as u64).read_to_end(&mut head).map_err(unread)?;
        let kind = kind::of(path.rsplit('/').next().unwrap_or(path), &head, size <= kind::HEAD as u64)?;
        if kind != AssetKind::Inert && size > LARGEST {
            return Err(UnpublishedReason::new(format!("it has {} MiB", size >> 20), SPLIT));
        }
        // Whether a picture can be cleaned shows only when it is.
        if kind == AssetKind::Picture {
            pictured(&file)?;
        } else if kind == AssetKind::Svg {
            self.drawn(path, &file)?;
        }
        file.rewind().map_err(unread)?;
        let name = format!("{FILES}{}", self.name(path, kind == AssetKind::Text { named: false }));
        if name.rsplit('/').next().is_some_and(|name| name.len() > LONGEST_NAME) {
            return Err(UnpublishedReason::new("its name is too long", "give it a shorter name"));
        }
        Ok((name, kind, file))
    }

    /// The path under which a file is published, a text whose name does not say so with `.txt` at its end. It has a hash
    /// where a file system could not hold it beside the others: one of Windows, or one that ignores case.
    fn name(&self, path: &str, is_unnamed_text: bool) -> String {
        let end = if is_unnamed_text { ".txt" } else { "" };
        let plain = format!("{path}{end}");
        let is_first = self.taken.get(&path.to_lowercase()).is_none_or(|first| first == path);
        if is_first && name::is_portable(&plain) && !(is_unnamed_text && self.is_taken(&plain, path)) {
            return plain;
        }
        let hash = |attempt: u32| blake3::hash(format!("{path}\0{attempt}").as_bytes()).to_hex();
        let mut names = (0..).map(|attempt| name::replaced(path, end, &hash(attempt)[..8]));
        names.find(|name| !self.is_taken(name, path)).unwrap_or(plain)
    }

    /// Whether a name is that of another file, of a folder, or the one that another file gets with `.txt` at its end.
    fn is_taken(&self, name: &str, path: &str) -> bool {
        let (name, path) = (name.to_lowercase(), path.to_lowercase());
        let below = format!("{name}/");
        let next = self.taken.range(below.clone()..).next();
        let is_folder = next.is_some_and(|(path, _)| path.starts_with(&below));
        let base = name.strip_suffix(".txt").unwrap_or(&name);
        self.taken.contains_key(&name) || is_folder || base != path && self.taken.contains_key(base)
    }

    /// An SVG picture, cleaned. What is screened out may stand in comments, which the cleaning takes away, or show itself
    /// only after the cleaning has resolved its entities.
    fn drawn(&self, path: &str, file: &File) -> Result<String, UnpublishedReason> {
        let help = "save it again as plain SVG in UTF-8, or as a PNG";
        let svg = String::from_utf8(whole(file)?)
            .map_err(|_| UnpublishedReason::new("it is no UTF-8 text", help))?;
        let cleaned = svg::cleaned(&(self.screen)(path, svg));
        Ok((self.screen)(
            path,
            cleaned.ok_or_else(|| UnpublishedReason::new("it is no SVG picture that can be read", help))?,
        ))
    }
}

fn text(file: &File) -> Result<String, UnpublishedReason> {
    Ok(String::from_utf8(whole(file)?)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

fn pictured(file: &File) -> Result<Vec<u8>, UnpublishedReason> {
    let help = "open it in a picture editor and save it again";
    picture::without_metadata(&whole(file)?)
        .ok_or_else(|| UnpublishedReason::new("it is damaged, so that its metadata cannot be removed", help))
}

/// All bytes of a file that is not larger than [`LARGEST`].
fn whole(mut file: &File) -> Result<Vec<u8>, UnpublishedReason> {
    let mut bytes = Vec::new();
    file.rewind().and_then(|()| file.take(LARGEST + 1).read_to_end(&mut bytes)).map_err(unread)?;
    if bytes.len() as u64 > LARGEST {
        return Err(UnpublishedReason::new("it has more than 64 MiB", SPLIT));
    }
    Ok(bytes)
}

fn unread(refusal: impl Into<OpenError>) -> UnpublishedReason {
    UnpublishedReason::new(
        refusal.into().to_string(),
        "make it a readable file of its own under a plain name",
    )
}
