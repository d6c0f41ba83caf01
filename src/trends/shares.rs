//! Which causes incidents have, as shares of all incidents.
//!
//! An incident may have several causes, so the shares add up to more than one.

use std::collections::BTreeMap;

use serde::Serialize;

use super::interval::Share;
use super::{Coverage, incidents};
use crate::postmortem::{CauseTag, Postmortem};

/// The tag for a cause that the author states as not found.
pub const UNKNOWN: &str = "unknown";

/// Causes and categories, commonest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Causes<'a> {
    /// Incidents there are: the denominator of every share here.
    pub incidents: usize,
    /// Leaves of the taxonomy that occur, `unknown` left out.
    pub causes: Vec<CauseShare<'a>>,
    /// Categories that occur; `id` and `category` are the same in these.
    pub categories: Vec<CauseShare<'a>>,
    /// Incidents whose author states that the cause was not found.
    pub unknown: Share,
    /// Incidents in which no cause was found by us.
    pub untagged: Share,
    /// Incidents with more than one cause.
    pub several: usize,
    /// For how many incidents a cause is known.
    pub coverage: Coverage,
}

/// A cause, or a category of them, and the incidents that have it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CauseShare<'a> {
    /// Leaf of the taxonomy, or the category.
    pub id: &'a str,
    /// The category.
    pub category: &'a str,
    /// Incidents that have it in any role.
    pub any: Split,
    /// Incidents of which it is the main mechanism.
    pub primary: Split,
}

/// How many incidents have something: declared, extracted, either.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Split {
    /// All of them.
    pub share: Share,
    /// Those whose author declares it.
    pub declared: Share,
    /// Those in whose prose it was found.
    pub extracted: usize,
}

#[derive(Default, Clone, Copy)]
struct OriginTally {
    declared: usize,
    extracted: usize,
}

impl OriginTally {
    fn add(&mut self, declared: bool) {
        if declared { self.declared += 1 } else { self.extracted += 1 }
    }

    fn split(self, of: usize) -> Split {
        Split {
            share: Share::new(self.declared + self.extracted, of),
            declared: Share::new(self.declared, of),
            extracted: self.extracted,
        }
    }
}

/// By name: the category, the tally in any role, the tally as primary.
type Tallies<'a> = BTreeMap<&'a str, (&'a str, OriginTally, OriginTally)>;

impl<'a> Causes<'a> {
    /// Counts the causes of `records`.
    pub fn of(records: &[&'a Postmortem]) -> Self {
        let (mut causes, mut categories) = (Tallies::new(), Tallies::new());
        let (mut total, mut unknown, mut untagged, mut several, mut known) = (0, 0, 0, 0, 0);
        for (_, record) in incidents(records) {
            total += 1;
            untagged += usize::from(record.causes.is_empty());
            unknown += usize::from(record.causes.iter().any(|tag| tag.id == UNKNOWN));
            let tags: Vec<&CauseTag> = record.causes.iter().filter(|tag| tag.id != UNKNOWN).collect();
            let named = tally(&mut causes, &tags, |tag| &tag.id);
            several += usize::from(named > 1);
            known += usize::from(named > 0);
            tally(&mut categories, &tags, |tag| &tag.category);
        }
        Self {
            incidents: total,
            causes: ordered(causes, total),
            categories: ordered(categories, total),
            unknown: Share::new(unknown, total),
            untagged: Share::new(untagged, total),
            several,
            coverage: Coverage { known, of: total },
        }
    }
}

/// Counts one incident under each of its names once; returns how many names it has.
fn tally<'a>(tallies: &mut Tallies<'a>, tags: &[&'a CauseTag], name: fn(&CauseTag) -> &String) -> usize {
    let mut names: BTreeMap<&'a str, (&'a str, bool, Option<bool>)> = BTreeMap::new();
    for &tag in tags {
        let entry = names.entry(name(tag).as_str()).or_insert((tag.category.as_str(), false, None));
        entry.1 |= tag.declared;
        if tag.primary {
            entry.2 = Some(entry.2.unwrap_or(false) | tag.declared);
        }
    }
    for (&name, &(category, declared, primary)) in &names {
        let (_, any, main) =
            tallies.entry(name).or_insert((category, OriginTally::default(), OriginTally::default()));
        any.add(declared);
        if let Some(declared) = primary {
            main.add(declared);
        }
    }
    names.len()
}

fn ordered(tallies: Tallies<'_>, of: usize) -> Vec<CauseShare<'_>> {
    let split = |(id, (category, any, primary)): (_, (_, OriginTally, OriginTally))| CauseShare {
        id,
        category,
        any: any.split(of),
        primary: primary.split(of),
    };
    let mut causes: Vec<CauseShare<'_>> = tallies.into_iter().map(split).collect();
    // The map gave the names in their order, which a stable sort keeps among equals.
    causes.sort_by_key(|cause| std::cmp::Reverse(cause.any.share.count));
    causes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trends::examples::{incident, tag};

    #[test]
    fn shares_are_of_incidents_and_keep_unknown_and_untagged_apart() {
        let mut leak = incident("a", None);
        leak.causes = vec![tag("memory-leak", "code"), tag("bad-deploy", "change")];
        leak.causes[0].primary = true;
        let mut bug = incident("b", None);
        bug.causes = vec![tag("software-bug", "code"), tag("memory-leak", "code")];
        bug.causes[1].declared = true;
        let mut lost = incident("c", None);
        lost.causes = vec![tag("unknown", "unknown")];
        let records = [leak, bug, lost, incident("d", None)];
        let causes = Causes::of(&records.iter().collect::<Vec<_>>());

        let row = |cause: &CauseShare| (cause.any.share.count, cause.any.declared.count, cause.any.extracted);
        assert_eq!(
            causes.causes.iter().map(|cause| cause.id).collect::<Vec<_>>(),
            ["memory-leak", "bad-deploy", "software-bug"]
        );
        assert_eq!(row(&causes.causes[0]), (2, 1, 1));
        assert_eq!(causes.causes[0].any.share.value, 0.5);
        assert_eq!((causes.causes[0].primary.share.count, causes.causes[1].primary.share.count), (1, 0));
        // Two causes of one category in one incident are one incident of it, declared as soon as one of them is.
        assert_eq!((causes.categories[0].id, row(&causes.categories[0])), ("code", (2, 1, 1)));
        assert_eq!((causes.unknown.count, causes.untagged.count, causes.several), (1, 1, 2));
        assert_eq!(causes.coverage, Coverage { known: 2, of: 4 });
    }
}
