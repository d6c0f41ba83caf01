//! Links from a page to its file in the repository.

use serde::Serialize;

use crate::config::FilePages;
use crate::extract::Incident;
use crate::source::Portion;
use crate::source::links::Repository;

/// Where the file of a page is shown, edited and told of.
#[derive(Serialize)]
pub(super) struct FileLinks {
    /// Its source; of an incident in a file of several, at its heading.
    pub(super) view: String,
    edit: String,
    history: String,
    #[serde(skip)]
    source: String,
}

impl FileLinks {
    /// `None` where it is not known how the host of the repository addresses files.
    pub(super) fn of(repository: &Repository, incident: &Incident) -> Option<Self> {
        let file = &incident.source;
        let FilePages { edit, history, source } = repository.file(&file.relative)?;
        let is_part = !matches!(file.portion, Portion::Whole | Portion::Remainder);
        let view = if is_part { format!("{source}#L{}", file.lines.first()) } else { source.clone() };
        Some(Self { view, edit, history, source })
    }

    /// The address of a line of the file.
    pub(super) fn line(&self, line: u32) -> String {
        format!("{}#L{line}", self.source)
    }
}
