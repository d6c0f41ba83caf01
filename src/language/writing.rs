//! What a language file holds for judging how a write-up is written. Its keys are explained in `language/en.toml`.

use serde::Deserialize;

/// Words of the rules that judge how a write-up is written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct WritingWords {
    /// What opens an action that asks for care.
    pub vague_actions: Vec<String>,
    /// What may stand before that.
    pub action_openings: Vec<String>,
    /// Words of an impact that say how much without a number.
    pub amounts: Vec<String>,
    /// What calls a person's mistake the cause.
    pub blame: Vec<String>,
    /// Persons without a name.
    pub persons: Vec<String>,
    /// What such a person did wrong.
    pub failures: Vec<String>,
    /// Words before blame that take it back.
    pub no_blame: Vec<String>,
}
