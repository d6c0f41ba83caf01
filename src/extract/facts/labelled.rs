//! What labels alone state: identifier, team, people, status.

use super::claim::Claim;
use crate::extract::fields::front_matter::words;
use crate::extract::fields::labels::Labelled;
use crate::postmortem::Status;

/// Bytes of the longest identifier.
const MAX_ID_BYTES: usize = 40;
/// Bytes of the longest list of names.
const MAX_NAMES_BYTES: usize = 200;

/// The first claim of each, all claims of people.
#[derive(Debug, Default)]
pub(crate) struct Labels {
    /// Identifier.
    pub id: Option<Claim<String>>,
    /// Team.
    pub team: Option<Claim<String>>,
    /// Organisation.
    pub organisation: Option<Claim<String>>,
    /// Owner.
    pub owner: Option<Claim<String>>,
    /// State of the write-up.
    pub status: Option<Claim<Status>>,
    /// Names of authors.
    pub authors: Vec<Claim<Vec<String>>>,
    /// Names of responders.
    pub responders: Vec<Claim<Vec<String>>>,
}

impl Labels {
    pub(super) fn of(labelled: &[Labelled<'_>]) -> Self {
        let mut labels = Self::default();
        for label in labelled {
            labels.add(label);
        }
        labels
    }

    fn add(&mut self, label: &Labelled<'_>) {
        let text = label.value.trim_matches(['*', '`', '_', ' ']);
        let quote = || Claim::quote(text, label.unit, label.range.start);
        let first = |slot: &mut Option<Claim<String>>| {
            slot.get_or_insert_with(quote);
        };
        match label.key {
            "id" if text.len() <= MAX_ID_BYTES => first(&mut self.id),
            "team" => first(&mut self.team),
            "organisation" => first(&mut self.organisation),
            "owner" => first(&mut self.owner),
            "status" if self.status.is_none() => {
                self.status = words::status(text).map(|status| quote().with(status));
            }
            "authors" if text.len() <= MAX_NAMES_BYTES => self.authors.push(quote().with(names(text))),
            "responders" if text.len() <= MAX_NAMES_BYTES => {
                self.responders.push(quote().with(names(text)));
            }
            _ => {}
        }
    }
}

fn names(text: &str) -> Vec<String> {
    let names = text.split([',', ';', '/']).flat_map(|name| name.split(" and ")).map(str::trim);
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
