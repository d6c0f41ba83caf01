//! Records for the tests of this stage.

use jiff::civil::Date;

use crate::postmortem::{Action, ActionStatus, CauseTag, Postmortem, Role, Source};

/// An incident of which only the name and the day are known.
pub(super) fn incident(slug: &str, date: Option<Date>) -> Postmortem {
    Postmortem { slug: slug.to_owned(), title: format!("Title of {slug}"), date, ..Postmortem::default() }
}

/// An extracted cause.
pub(super) fn tag(id: &str, category: &str) -> CauseTag {
    CauseTag {
        id: id.to_owned(),
        category: category.to_owned(),
        declared: false,
        role: Role::Cause,
        primary: false,
        score: 0.9,
        source: Source::Text,
        evidence: Vec::new(),
    }
}

/// An action of which only the status is known.
pub(super) fn action(status: Option<ActionStatus>) -> Action {
    Action {
        text: "Bound the cache".to_owned(),
        owner: None,
        due: None,
        status,
        closed: None,
        kind: None,
        priority: None,
        link: None,
        line: 1,
    }
}
