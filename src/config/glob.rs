//! Patterns of paths, as `include` and `exclude` take them.

use schemars::JsonSchema;
use serde::Deserialize;

/// A pattern of paths relative to the content folder: `*` and `?` stand for characters of one name, `**` for any number
/// of folders. A pattern that names a folder holds everything in it, and one without a slash is sought in every folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(from = "String")]
pub struct Glob {
    written: String,
    parts: Vec<String>,
}

impl From<String> for Glob {
    fn from(written: String) -> Self {
        let path = written.trim().trim_start_matches("./");
        let anywhere = !path.trim_end_matches('/').contains('/');
        let first = anywhere.then(|| "**".to_owned());
        let parts = path.split('/').filter(|part| !part.is_empty()).map(str::to_owned);
        let parts = first.into_iter().chain(parts).collect();
        Self { written, parts }
    }
}

impl Glob {
    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Whether it holds a path: itself, or a folder that it lies in.
    pub fn holds(&self, path: &str) -> bool {
        let names: Vec<&str> = path.split('/').collect();
        path_matches(&self.parts, &names)
    }
}

fn path_matches(parts: &[String], names: &[&str]) -> bool {
    match (parts.split_first(), names.split_first()) {
        (None, _) => true,
        (Some((part, rest)), _) if part == "**" => {
            // "a/**" holds what lies in the folder, not the folder's own name.
            (0..names.len()).any(|skipped| path_matches(rest, &names[skipped..]))
        }
        (Some((part, rest)), Some((name, inside))) => {
            name_matches(part.as_bytes(), name.as_bytes()) && path_matches(rest, inside)
        }
        (Some(_), None) => false,
    }
}

/// Whether a name is what a part of a pattern stands for; in time that grows with the product of their lengths.
fn name_matches(part: &[u8], name: &[u8]) -> bool {
    let (mut at, mut from) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while from < name.len() {
        match part.get(at) {
            Some(b'*') => {
                star = Some((at, from));
                at += 1;
            }
            Some(&byte) if byte == b'?' || byte == name[from] => (at, from) = (at + 1, from + 1),
            _ => match star {
                Some((star_at, taken)) => {
                    star = Some((star_at, taken + 1));
                    (at, from) = (star_at + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
    part[at..].iter().all(|&byte| byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[test]
    fn patterns_hold_files_and_whole_folders() {
        for (pattern, path, holds) in [
            ("incidents/**", "incidents/2024/a.md", true),
            ("incidents/", "incidents/2024/a.md", true),
            ("incidents", "docs/incidents/a.md", true),
            ("./docs/incidents", "incidents/a.md", false),
            ("*.draft.md", "2024/a.draft.md", true),
            ("**/archive/*.md", "archive/a.md", true),
            ("2024/*.md", "2024/a/b.md", false),
            ("pm-????.md", "pm-0012.md", true),
            ("pm-????.md", "pm-012.md", false),
            ("a*b*c.md", "aXbYbZc.md", true),
            ("incidents/**", "incidents", false),
        ] {
            assert_eq!(Glob::from(pattern.to_owned()).holds(path), holds, "{pattern} {path}");
        }
    }
}
