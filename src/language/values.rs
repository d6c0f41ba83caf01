//! What a language file holds of the values of fields. Its keys are explained in `language/en.toml`.

use serde::Deserialize;

/// Words that authors use for levels, states and kinds.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct ValueWords {
    /// Severities.
    pub severity: SeverityWords,
    /// Where a write-up stands in its review.
    pub status: StatusWords,
    /// Who noticed.
    pub detected_by: DetectedByWords,
    /// States of an action.
    pub action_status: ActionStatusWords,
    /// What an action is for.
    pub action_kind: ActionKindWords,
    /// Owners that are nobody.
    pub nobody: Vec<String>,
    /// Values that are not filled in.
    pub unfilled: Vec<String>,
}

/// Severities.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct SeverityWords {
    /// In front of the figure of a level.
    pub in_front: Vec<String>,
    /// Words for each level, the gravest first.
    pub levels: [Vec<String>; 5],
}

/// Where a write-up stands in its review.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct StatusWords {
    /// It is being reviewed.
    pub in_review: Vec<String>,
    /// It was.
    pub reviewed: Vec<String>,
    /// Nothing is left to be done.
    pub closed: Vec<String>,
}

/// Who noticed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct DetectedByWords {
    /// A machine.
    pub monitoring: Vec<String>,
    /// A user of the service.
    pub customer: Vec<String>,
    /// Somebody of the organisation.
    pub engineer: Vec<String>,
    /// Another organisation.
    pub third_party: Vec<String>,
    /// Nobody knows.
    pub unknown: Vec<String>,
}

/// States of an action.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct ActionStatusWords {
    /// It is to be done.
    pub open: Vec<String>,
    /// It is done.
    pub done: Vec<String>,
    /// It will not be done.
    pub dropped: Vec<String>,
}

/// What an action is for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct ActionKindWords {
    /// To keep it from happening.
    pub prevent: Vec<String>,
    /// To notice it sooner.
    pub detect: Vec<String>,
    /// To limit the harm.
    pub mitigate: Vec<String>,
    /// To work differently.
    pub process: Vec<String>,
    /// To know more.
    pub investigate: Vec<String>,
}
