//! The columns of a table of actions.

use crate::extract::patterns::words;
use crate::extract::text::LogicalLine;
use crate::language::{ActionColumns, Compiled};

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

/// Names of columns, in the order in which they decide.
static NAMES: Compiled<[Vec<&'static str>; 7]> = Compiled::new(|languages| {
    let lists: [fn(&ActionColumns) -> &Vec<String>; 7] = [
        |columns| &columns.owner,
        |columns| &columns.due,
        |columns| &columns.status,
        |columns| &columns.priority,
        |columns| &columns.ticket,
        |columns| &columns.kind,
        |columns| &columns.text,
    ];
    lists.map(|list| words(languages, |language| list(&language.actions.columns)))
});

/// Which column of a table holds what, by its header.
pub(super) fn columns(header: &LogicalLine) -> Columns {
    let mut columns = Columns::default();
    for index in 0..header.cells.len() {
        let name = header.cell(index).to_lowercase();
        let parts: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
        let has = |known: &&Vec<&str>| {
            let is_known = |word: &&str| {
                known.contains(word) || word.strip_suffix('s').is_some_and(|one| known.contains(&one))
            };
            parts.iter().any(is_known)
        };
        let slot = match NAMES.iter().position(|known| has(&known)) {
            Some(0) => &mut columns.owner,
            Some(1) => &mut columns.due,
            Some(2) => &mut columns.status,
            Some(3) => &mut columns.priority,
            Some(4) => &mut columns.link,
            Some(5) => &mut columns.kind,
            Some(_) => &mut columns.text,
            None => continue,
        };
        slot.get_or_insert(index);
    }
    columns
}
