//! What a language file holds of action items, durations, mitigations, triggers and impact. Its keys are explained in
//! `language/en.toml`.

use serde::Deserialize;

use crate::postmortem::ActionKind;

/// The words of action items.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct ActionWords {
    /// Names of the columns of a table.
    pub columns: ActionColumns,
    /// Names of what is stated beside an action.
    pub labels: ActionLabels,
    /// States.
    pub states: ActionStates,
    /// What actions are for.
    pub kinds: ActionKinds,
    /// What is done to things.
    pub verbs: Vec<String>,
    /// Words that open an action and are no names.
    pub topics: Vec<String>,
    /// Endings of nouns that no name has.
    pub noun_endings: Vec<String>,
    /// Endings of verbs that tell what was done: "restarted the relay".
    pub past_endings: Vec<String>,
    /// Such verbs without one of those endings.
    pub past_verbs: Vec<String>,
}

/// Names of the columns of a table of actions, each a word of the header.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ActionColumns {
    /// Who does it.
    pub owner: Vec<String>,
    /// Until when.
    pub due: Vec<String>,
    /// How far it is.
    pub status: Vec<String>,
    /// How urgent it is.
    pub priority: Vec<String>,
    /// Where it is tracked.
    pub ticket: Vec<String>,
    /// What it is for.
    pub kind: Vec<String>,
    /// What is to be done.
    pub text: Vec<String>,
}

/// Names of what is stated beside an action.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct ActionLabels {
    /// In front of the owner.
    pub owner: Vec<String>,
    /// Behind one of `owner`, and no name.
    pub no_owner: Vec<String>,
    /// In front of the day until when.
    pub due: Vec<String>,
    /// Between one of `due` and the day.
    pub of_due: Vec<String>,
    /// In front of what else is stated.
    pub other: Vec<String>,
    /// Label and value at the end of an action, which are cut from its text.
    pub at_end: Vec<String>,
    /// The same, in front of a day without a colon.
    pub day_at_end: Vec<String>,
    /// What `high` and `low` are said of.
    pub priority: Vec<String>,
}

/// States of an action, as words beside it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ActionStates {
    /// It is done.
    pub done: Vec<String>,
    /// It will not be done.
    pub dropped: Vec<String>,
    /// It is to be done.
    pub open: Vec<String>,
}

/// What actions are for, by parts of words.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ActionKinds {
    /// To notice it sooner.
    pub detect: Vec<String>,
    /// To work differently.
    pub process: Vec<String>,
    /// To know more.
    pub investigate: Vec<String>,
    /// To limit the harm.
    pub mitigate: Vec<String>,
    /// To keep it from happening.
    pub prevent: Vec<String>,
}

impl ActionKinds {
    /// The words of one kind.
    pub fn of(&self, kind: ActionKind) -> &[String] {
        match kind {
            ActionKind::Detect => &self.detect,
            ActionKind::Process => &self.process,
            ActionKind::Investigate => &self.investigate,
            ActionKind::Mitigate => &self.mitigate,
            ActionKind::Prevent => &self.prevent,
        }
    }
}

/// What stands around a length of time that the incident lasted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct LastingWords {
    /// "lasted for".
    pub verbs: Vec<String>,
    /// What failed so long.
    pub failing: Vec<String>,
    /// Between what failed and the length.
    #[serde(rename = "for")]
    pub for_: Vec<String>,
    /// What was so long.
    pub nouns: Vec<String>,
    /// Between one of `nouns` and the length.
    pub amounts_to: Vec<String>,
    /// In front of a length in brackets.
    pub in_brackets: Vec<String>,
    /// What was done within it.
    pub restored: Vec<String>,
    /// Between one of `restored` and the length.
    pub within: Vec<String>,
    /// In front of any length.
    pub leads: Vec<String>,
    /// The same, with more words between.
    pub totals: Vec<String>,
    /// "took".
    pub took: Vec<String>,
    /// Behind `took`.
    pub about: Vec<String>,
    /// Between a length and one of `outages`.
    pub kinds: Vec<String>,
    /// Behind a length: what lasted so long.
    pub outages: Vec<String>,
    /// The same, behind one more word.
    pub failures: Vec<String>,
    /// The same, in a sentence about the incident.
    pub windows: Vec<String>,
    /// The sentence is about what is allowed, promised or kept.
    pub promised: Vec<String>,
    /// Between the length to detection and what it counts from.
    pub detected_after: Vec<String>,
    /// It counts from the end.
    pub of_end: Vec<String>,
    /// In front of the length to detection.
    pub detected_within: Vec<String>,
    /// In front of `detected_within`.
    pub detected: Vec<String>,
    /// One of `detected` that may be said of the cause.
    pub found_out: Vec<String>,
    /// Behind a length: how long it took to find the cause.
    pub searching: Vec<String>,
    /// Behind a length: when, how often, how old.
    pub relative: Vec<String>,
    /// In front of a length: the same.
    pub habitual: Vec<String>,
    /// In front of a length: it is that of a log or a rule.
    pub recent: Vec<String>,
    /// In front of a length, and what follows was the end.
    pub ended_after: Vec<String>,
    /// Behind a length that `ended_after` opens: something else took so long.
    pub of: Vec<String>,
    /// In front of the day of each of several lengths.
    pub on: Vec<String>,
}

/// What a sentence says of what stopped it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct MitigationWords {
    /// What may have stopped it.
    pub steps: Vec<String>,
    /// It was stopped.
    pub stopped: Vec<String>,
    /// Between one of `stopped` and what did it.
    pub by: Vec<String>,
    /// By a step.
    pub by_step: Vec<String>,
}

/// What a sentence says of what set it off.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct TriggerWords {
    /// In front of what set it off.
    pub introduces: Vec<String>,
    /// In front of an event.
    pub because: Vec<String>,
    /// Between that and the event.
    pub articles: Vec<String>,
    /// Events.
    pub events: Vec<String>,
    /// Between an event and what it was about.
    pub of: Vec<String>,
    /// In front of an event that brings visitors.
    pub because_of_demand: Vec<String>,
    /// Events that bring visitors.
    pub demand: Vec<String>,
    /// Between one of them and what it was about.
    pub of_demand: Vec<String>,
    /// Days on which many come at once.
    pub seasons: Vec<String>,
    /// Behind one of them.
    pub season_brings: Vec<String>,
    /// More came than could be borne.
    pub crowded: Vec<String>,
    /// Ends what set it off.
    pub relative: Vec<String>,
}

/// Words of an amount.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct AmountWords {
    /// Behind a percentage.
    pub percent: Vec<String>,
    /// Behind a figure: so many times as much.
    pub thousands: Vec<String>,
    /// Behind an amount of money.
    pub currencies: Vec<String>,
    /// In front of it, too.
    pub currency_codes: Vec<String>,
}

/// What a sentence says of whom an incident hurt.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct ImpactWords {
    /// Whom or what a share is one of.
    pub whom: Vec<String>,
    /// Whom "all" is said of.
    pub everybody: Vec<String>,
    /// Who is counted as a user.
    pub users: Vec<String>,
    /// What is counted as a request.
    pub requests: Vec<String>,
    /// Between a count and what it counts.
    pub counted_kinds: Vec<String>,
    /// Labels of a count of users.
    pub labels: Vec<String>,
    /// Behind a count: it is of each span of time.
    pub rates: Vec<String>,
    /// Between whom and a share.
    pub affected: Vec<String>,
    /// The same.
    pub constituting: Vec<String>,
    /// Between a share and whom it is of.
    pub of: Vec<String>,
    /// Behind that.
    pub determiners: Vec<String>,
    /// Behind a share: so much was lost.
    pub lost_share: Vec<String>,
    /// What was lost.
    pub lost_of: Vec<String>,
    /// In front of what was down as a whole.
    pub hosts_of: Vec<String>,
    /// It was down.
    pub hosts_down: Vec<String>,
    /// How many of `wholes`.
    pub parts: Vec<String>,
    /// Between them.
    pub in_wholes: Vec<String>,
    /// Of how many.
    pub wholes: Vec<String>,
    /// A hundred.
    pub hundred: Vec<String>,
    /// How many of `denominators`.
    pub numerators: Vec<String>,
    /// What each word divides by.
    pub denominators: Vec<(String, f64)>,
    /// One of two.
    pub half: Vec<String>,
    /// A share that is no figure.
    pub vague: Vec<String>,
    /// The whole.
    pub all: Vec<String>,
    /// Behind that.
    pub determiners_of_all: Vec<String>,
    /// Behind whom: as many as that, and not all.
    pub some: Vec<String>,
    /// In front of "all": they were told.
    pub told_to: Vec<String>,
    /// They were hurt.
    pub hurt: Vec<String>,
    /// Parts of words: the share is of something else.
    pub other: Vec<String>,
    /// Whole words: the same.
    pub other_words: Vec<String>,
    /// Machines.
    pub hosts: Vec<String>,
    /// Beside money that was lost.
    pub lost: Vec<String>,
}
