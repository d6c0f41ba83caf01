//! What a language file holds of action items, mitigations, triggers and impact. Its keys are explained in
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
