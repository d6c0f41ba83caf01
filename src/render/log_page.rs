//! The page of a file that tells of several incidents: their list, and what the file says beside them.

use rustc_hash::FxHashMap;
use serde::Serialize;
use tera::Value;

use super::catalog::{Catalog, address};
use super::file_links::FileLinks;
use super::markdown::{self, LinkContext, Neighbours, Rendered};
use crate::extract::Incident;
use crate::source::links::Repository;

/// The files that tell of several incidents.
pub(super) struct Logs<'a> {
    /// What each says beside its incidents.
    pub(super) all: &'a [Incident],
    /// Places in `all` by path.
    by_path: FxHashMap<&'a str, usize>,
    /// The incidents of each, by their indices, in the order of lists.
    members: Vec<Vec<u32>>,
}

/// A link to the file that an incident shares with others.
#[derive(Serialize)]
pub(super) struct LogLink<'a> {
    title: &'a str,
    url: String,
}

/// What the page shows.
#[derive(Serialize)]
pub(super) struct LogPage<'a> {
    pub(super) title: &'a str,
    path: &'a str,
    /// The file in the repository, where that is known.
    file: Option<FileLinks>,
    rows: Vec<Value>,
    body: Value,
}

impl<'a> Logs<'a> {
    /// Sorts the incidents of the catalog by the files that they share.
    pub(super) fn new(all: &'a [Incident], catalog: &Catalog<'_>) -> Self {
        let by_path: FxHashMap<&str, usize> =
            all.iter().enumerate().map(|(at, log)| (log.record.path.as_str(), at)).collect();
        let mut members = vec![Vec::new(); all.len()];
        if !all.is_empty() {
            for &index in &catalog.order {
                let incident = catalog.incidents.get(index as usize);
                let at = incident.and_then(|incident| by_path.get(incident.source.relative.as_str()));
                if let Some(members) = at.and_then(|&at| members.get_mut(at)) {
                    members.push(index);
                }
            }
        }
        Self { all, by_path, members }
    }

    /// The page of the file that this incident shares with others; `None` where it has one of its own.
    pub(super) fn link(&self, incident: &Incident) -> Option<LogLink<'a>> {
        let log = self.all.get(*self.by_path.get(incident.source.relative.as_str())?)?;
        Some(LogLink { title: &log.record.title, url: address(&log.record) })
    }

    /// Renders what a file says and lists its incidents; `None` where there is no such file.
    pub(super) fn page(
        &self,
        at: usize,
        repository: Option<&Repository>,
        catalog: &Catalog<'_>,
        neighbours: &Neighbours<'_>,
        root: &str,
    ) -> Option<(LogPage<'a>, Rendered)> {
        let log = self.all.get(at)?;
        let (title, source) = (&log.record.title, &log.source);
        let context = LinkContext { source, title, root, neighbours };
        let text =
            if log.document.plain { markdown::render_plain(&context) } else { markdown::render(&context) };
        let rows = catalog.rows_of(self.members.get(at)?);
        let body = Value::safe_string(text.html.trim());
        let file = repository.and_then(|repository| FileLinks::of(repository, log));
        Some((LogPage { title, path: &log.record.path, file, rows, body }, text))
    }
}
