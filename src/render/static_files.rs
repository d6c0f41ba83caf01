//! Static files of the theme: which there are in the site, and under which names.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::theme::Theme;

/// Name under which a page asks for the stylesheet.
const STYLESHEET: &str = "site.css";
/// What the search engine needs to be called from a script; written with it.
const ENGINE: &str = "search-engine.js";
/// The script that runs it in a worker.
const WORKER: &str = "search-worker.js";

/// The theme's static files; its stylesheets become one, in the order of their names, so that a page loads one,
/// and so do the scripts of the search's worker.
pub(super) fn static_files(theme: &Theme) -> BTreeMap<String, Cow<'_, [u8]>> {
    let is_style = |name: &str| name.ends_with(".css") && !name.contains('/');
    let is_joined = |name: &str| is_style(name) || name == ENGINE || name == WORKER;
    let mut files: BTreeMap<_, _> = theme
        .files
        .iter()
        .filter(|(name, _)| !is_joined(name))
        .map(|(name, bytes)| (name.clone(), Cow::Borrowed(bytes.as_slice())))
        .collect();
    let joined = |parts: &mut dyn Iterator<Item = &Vec<u8>>| {
        Cow::Owned(parts.flat_map(|part| part.iter().chain(b"\n")).copied().collect())
    };
    let mut styles = theme.files.iter().filter(|(name, _)| is_style(name)).map(|(_, style)| style);
    files.insert(STYLESHEET.to_owned(), joined(&mut styles));
    let mut scripts = [ENGINE, WORKER].into_iter().filter_map(|name| theme.files.get(name));
    files.insert(WORKER.to_owned(), joined(&mut scripts));
    files
}

/// Path of a static file in the site: named by its content, so that it can be cached for ever.
pub(super) fn static_path(name: &str, bytes: &[u8]) -> String {
    let hash = blake3::hash(bytes).to_hex();
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("assets/{stem}.{}.{extension}", &hash[..12]),
        None => format!("assets/{name}.{}", &hash[..12]),
    }
}
