//! What words do in a sentence that says who noticed.

use serde::Deserialize;

/// What a word can do in a sentence that says who noticed: the keys of `[who-noticed]`, explained in
/// `language/en.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticingRole {
    /// A user of the service.
    Users,
    /// Somebody of the organisation.
    Staff,
    /// A developer or a team: of ours, or one that uses what we run.
    Teams,
    /// What watches a service, and what it sends.
    Machines,
    /// A graph: a machine shows it, a human looks at it.
    Screens,
    /// What a human reads.
    Logs,
    /// A provider, an authority.
    ThirdParties,
    /// A company that is named for what it runs as often as for what it says.
    Companies,
    /// Whoever looks for faults of others.
    Finders,
    /// "noticed", "spotted": somebody sees.
    Sees,
    /// "saw", "found": somebody sees, perhaps no more than one fact of many.
    Glimpses,
    /// "reported", "complained": somebody tells.
    Tells,
    /// "notified", "told": somebody tells somebody.
    Informs,
    /// "fired", "went off": what alarms do.
    Fires,
    /// "paged": somebody is called by a machine, unless it is said by whom.
    Pages,
    /// "reports", "complaints": what was told.
    Reports,
    /// "a report", "a call": one of them, where somebody receives it.
    Report,
    /// "received", "got": somebody is told.
    Receives,
    /// "was", "were", "been".
    Be,
    /// "by", "from", "via": what follows did it.
    By,
    /// "with": perhaps by means of it.
    With,
    /// "on", "in": where somebody told it.
    On,
    /// "may", "should", "would": it did not happen, or not yet.
    May,
    /// "no", "not", "without": it did not happen.
    Not,
    /// "cause", "fix": what was found is not that something is wrong.
    Causes,
    /// "a", "another", "several": nobody of ours.
    Some,
    /// "internally": somebody of ours.
    Inside,
    /// "us", "our".
    Us,
    /// "first", "initially".
    First,
    /// What an alert is called, beside another role.
    Alarms,
    /// Where users speak, beside another role.
    Places,
    /// "while", "during", beside another role.
    While,
    /// "debugging", "review": what somebody was at.
    Work,
    /// "checked", "forensic": somebody looks into it, beside another role.
    Looks,
    /// Words that only look like others.
    Nothing,
}
