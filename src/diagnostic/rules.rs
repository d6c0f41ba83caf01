//! The rules that findings are of: `rules.toml`, from which `whybook check`, its SARIF output and docs/rules take their texts.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// A rule, in words for people.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What its findings are about.
    #[serde(default)]
    pub about: About,
    /// What is wrong, in a sentence.
    pub what: String,
    /// What follows from it.
    pub why: String,
    /// What breaks the rule.
    pub example: String,
    /// What to write or do instead.
    pub instead: String,
}

/// What the findings of a rule are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// Facts, files and links; readers of the page are told of them, too.
    #[default]
    Facts,
    /// How the write-up is written, which is between its author and `whybook check`.
    Writing,
}

/// All rules by name.
pub fn all() -> &'static BTreeMap<String, Rule> {
    // A test reads the table; one that does not parse never ships.
    static ALL: LazyLock<BTreeMap<String, Rule>> =
        LazyLock::new(|| toml::from_str(include_str!("rules.toml")).unwrap_or_default());
    &ALL
}

/// The known name of a rule, and the rule.
pub fn find(name: &str) -> Option<(&'static str, &'static Rule)> {
    all().get_key_value(name).map(|(name, rule)| (name.as_str(), rule))
}

/// Whether findings of a rule are shown on the page of their incident.
pub fn is_shown_on_pages(name: &str) -> bool {
    find(name).is_none_or(|(_, rule)| rule.about == About::Facts)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_table_is_well_formed_and_every_rule_tells_what_why_and_what_instead() {
        let rules: BTreeMap<String, Rule> = toml::from_str(include_str!("rules.toml")).unwrap();
        assert!(rules.len() > 50, "{}", rules.len());
        for (name, rule) in &rules {
            for text in [&rule.what, &rule.why, &rule.example, &rule.instead] {
                assert!(text.len() > 10 && text.ends_with(['.', '"']), "{name}: {text}");
            }
        }
    }
}
