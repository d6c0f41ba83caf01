//! The name of a branch, as `branch` in `whybook.toml` gives it.

use schemars::JsonSchema;
use serde::Deserialize;

/// The name of a branch, one that git allows; empty where none is given.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
pub struct BranchName(String);

impl BranchName {
    /// The name, unless it is empty.
    pub fn as_str(&self) -> Option<&str> {
        Some(self.0.as_str()).filter(|name| !name.is_empty())
    }
}

impl TryFrom<String> for BranchName {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        let name = name.trim_matches(' ');
        match refusal(name) {
            Some(why) if !name.is_empty() => Err(format!(
                "no branch can be named so: {why}; `git branch --all` lists the names that there are"
            )),
            _ => Ok(Self(name.to_owned())),
        }
    }
}

/// Why git would refuse the name: the rules of `git check-ref-format --branch`.
fn refusal(name: &str) -> Option<String> {
    let refused = |c: &char| c.is_ascii_control() || " ~^:?*[\\".contains(*c);
    match name.chars().find(refused) {
        Some(' ') => return Some("it has a space".to_owned()),
        Some(c) if c.is_ascii_control() => return Some("it has a control character".to_owned()),
        Some(c) => return Some(format!("it has `{c}`")),
        None => {}
    }
    let parts = || name.split('/');
    let rules = [
        (name.starts_with('-'), "it begins with `-`"),
        (name.contains(".."), "it has `..`"),
        (name.contains("@{"), "it has `@{`"),
        (name == "@", "it is `@`"),
        (name.ends_with('.'), "it ends in `.`"),
        (parts().any(str::is_empty), "it begins or ends with `/`, or has two in a row"),
        (parts().any(|part| part.starts_with('.')), "a part of it begins with `.`"),
        (parts().any(|part| part.ends_with(".lock")), "a part of it ends in `.lock`"),
    ];
    rules.into_iter().find(|(breaks, _)| *breaks).map(|(_, why)| why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::refusal;

    #[test]
    fn names_follow_the_rules_of_git() {
        for name in ["main", "release/1.2", "größe#1", "a-b_c%d", "a@b", "lock", "x.lock.y", "tree"] {
            assert_eq!(refusal(name), None, "{name}");
        }
        for (name, why) in [
            ("a..b", "it has `..`"),
            ("-f", "it begins with `-`"),
            ("a b", "it has a space"),
            ("a\tb", "it has a control character"),
            ("a~1", "it has `~`"),
            ("a\\b", "it has `\\`"),
            ("a//b", "it begins or ends with `/`, or has two in a row"),
            ("/a", "it begins or ends with `/`, or has two in a row"),
            ("a/", "it begins or ends with `/`, or has two in a row"),
            ("a/.b", "a part of it begins with `.`"),
            ("a.lock/b", "a part of it ends in `.lock`"),
            ("a.", "it ends in `.`"),
            ("@", "it is `@`"),
            ("a@{1}", "it has `@{`"),
        ] {
            assert_eq!(refusal(name).as_deref(), Some(why), "{name}");
        }
    }
}
