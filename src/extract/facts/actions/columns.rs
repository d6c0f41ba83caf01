//! The columns of a table of actions.

use crate::extract::text::LogicalLine;

/// What the columns of a table of actions hold.
#[derive(Default)]
pub(super) struct Columns {
    pub(super) text: Option<usize>,
    pub(super) owner: Option<usize>,
    pub(super) due: Option<usize>,
    pub(super) status: Option<usize>,
    pub(super) priority: Option<usize>,
    pub(super) link: Option<usize>,
    pub(super) kind: Option<usize>,
}

/// Which column of a table holds what, by its header.
pub(super) fn columns(header: &LogicalLine) -> Columns {
    let mut columns = Columns::default();
    for index in 0..header.cells.len() {
        let name = header.cell(index).to_lowercase();
        let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
        let has = |known: &[&str]| {
            known
                .iter()
                .any(|known| words.iter().any(|word| word == known || word.strip_suffix('s') == Some(known)))
        };
        let slot = match () {
            () if has(&["owner", "assignee", "who", "responsible", "lead"]) => &mut columns.owner,
            () if has(&["due", "deadline", "when", "date", "eta", "target"]) => &mut columns.due,
            () if has(&["status", "state", "done", "progress"]) => &mut columns.status,
            () if has(&["priority", "prio"]) => &mut columns.priority,
            () if has(&["ticket", "issue", "link", "bug", "jira", "tracking", "pr"]) => &mut columns.link,
            () if has(&["type", "kind", "category"]) => &mut columns.kind,
            () if has(&[
                "action", "item", "task", "what", "description", "todo", "measure", "follow", "improvement",
            ]) =>
            {
                &mut columns.text
            }
            () => continue,
        };
        slot.get_or_insert(index);
    }
    columns
}
