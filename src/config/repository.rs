//! The pages on which the host of a repository shows, edits and tells the history of its files.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use schemars::JsonSchema;
use serde::Deserialize;

const IN_PATH: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'\\').add(b'#').add(b'?').add(b'%');

/// How a host addresses the files of a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// GitHub, of its own or of an organisation.
    GitHub,
    /// GitLab.
    GitLab,
    /// Gitea and Forgejo, such as Codeberg.
    Gitea,
}

impl Host {
    /// The host that a name says it is: `gitlab.example.org`.
    pub fn named(host: &str) -> Option<Self> {
        let known = [
            ("github", Self::GitHub),
            ("gitlab", Self::GitLab),
            ("codeberg", Self::Gitea),
            ("gitea", Self::Gitea),
            ("forgejo", Self::Gitea),
        ];
        let host = host.to_ascii_lowercase();
        known.into_iter().find(|(name, _)| host.contains(name)).map(|(_, host)| host)
    }

    /// The page that shows a folder of a repository.
    pub fn folder(self, repository: &str, branch: &str, path: &str) -> String {
        let mark = match self {
            Self::GitHub => "tree",
            Self::GitLab => "-/tree",
            Self::Gitea => "src/branch",
        };
        format!("{repository}/{mark}/{}/{}", escaped(branch), escaped(path))
    }
}

/// The address of a repository, or of a folder in it as its host shows that.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
pub struct RepositoryAddress(String);

impl RepositoryAddress {
    /// The address, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for RepositoryAddress {
    type Error = String;

    fn try_from(address: String) -> Result<Self, Self::Error> {
        let address = address.trim().trim_end_matches('/');
        let rest = address.strip_prefix("https://").or(address.strip_prefix("http://"));
        let (host, path) = rest.and_then(|rest| rest.split_once('/')).unwrap_or((rest.unwrap_or(""), ""));
        // This mistake would be drawn with its line, and so with the token: `RepositoryPages` refuses it without.
        let is_token = authority(address).contains('@');
        let is_refused = |c: char| c.is_whitespace() || c.is_control() || "?#\"<>".contains(c);
        if !is_token && (host.is_empty() || address.contains(is_refused)) {
            return Err("this is no web address; write it as in https://github.com/org/repo".to_owned());
        }
        if !is_token && !path.is_empty() && path.split('/').any(|part| ["", ".", ".."].contains(&part)) {
            return Err("the address has two slashes in a row, or a part that is `.` or `..`; copy it from the browser"
                .to_owned());
        }
        Ok(Self(address.to_owned()))
    }
}

/// What stands before the path of an address.
fn authority(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

/// The pages of a repository's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepositoryPages {
    /// `None` where it is not known how the host addresses files.
    host: Option<Host>,
    /// Address of the repository; without a known host, of the folder that holds `whybook.toml`.
    root: String,
    /// The branch, and the folder of `whybook.toml` in it, as they stand in addresses.
    branch: String,
    folder: String,
}

/// Addresses of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePages {
    /// Where it is edited.
    pub edit: String,
    /// Its commits.
    pub history: String,
    /// Its source; a line is a fragment of it: `#L12`.
    pub source: String,
}

impl RepositoryPages {
    /// Reads the settings `repository` and `branch`.
    ///
    /// # Errors
    /// If the two name different branches, or the address holds a name or a token, which pages would publish.
    pub fn new(address: &RepositoryAddress, branch: Option<&str>) -> Result<Self, String> {
        let address = address.as_str();
        if authority(address).contains('@') {
            return Err("`repository` holds a user name or a token, which every page would show\nhelp: leave out what stands \
                        before the `@`"
                .to_owned());
        }
        let (host, root, within) = Self::parts(address);
        let root = root.strip_suffix(".git").filter(|_| host.is_some()).unwrap_or(root).to_owned();
        let branch = branch.map(escaped);
        let (own, folder) = match &branch {
            // A branch may have slashes in its name.
            Some(branch) if within == branch || within.starts_with(&format!("{branch}/")) => {
                (branch.as_str(), within.get(branch.len() + 1..).unwrap_or_default())
            }
            _ => within.split_once('/').unwrap_or((within, "")),
        };
        if let Some(branch) = branch.as_deref().filter(|branch| !own.is_empty() && *branch != own) {
            return Err(format!(
                "`branch` is `{branch}`, and `repository` names the branch `{own}`\nhelp: leave out `branch`, or name the \
                 same branch in both"
            ));
        }
        let own = if own.is_empty() { branch.as_deref().unwrap_or("main") } else { own };
        Ok(Self { host, root, branch: own.to_owned(), folder: folder.to_owned() })
    }

    /// The host, the repository, and what follows a mark such as `/blob/`. An owner or a repository may be named like a
    /// mark, which therefore stands behind both.
    fn parts(address: &str) -> (Option<Host>, &str, &str) {
        let named = Host::named(authority(address).split(':').next().unwrap_or_default());
        let marks: &[(&str, Host)] = match named {
            Some(Host::GitHub) => &[("/tree", Host::GitHub), ("/blob", Host::GitHub)],
            Some(Host::GitLab) => &[("/-/tree", Host::GitLab), ("/-/blob", Host::GitLab)],
            Some(Host::Gitea) => &[("/src/branch", Host::Gitea)],
            // Others have `/tree/`, too, and mean something else by it.
            None => &[
                ("/-/tree", Host::GitLab),
                ("/-/blob", Host::GitLab),
                ("/src/branch", Host::Gitea),
                ("/blob", Host::GitHub),
            ],
        };
        let path = address.find("://").map_or(0, |scheme| scheme + 3);
        let found = marks.iter().find_map(|&(mark, host)| {
            let stands_there = |at: &usize| {
                let before = address[path..*at].matches('/').count();
                let rest = &address[at + mark.len()..];
                // On GitHub, a folder of the repository may be named so as well.
                let is_behind = if host == Host::GitHub { before == 2 } else { before >= 2 };
                is_behind && (rest.is_empty() || rest.starts_with('/'))
            };
            let at = address.match_indices(mark).map(|(at, _)| at).find(stands_there)?;
            Some((host, &address[..at], address[at + mark.len()..].trim_start_matches('/')))
        });
        found.map_or((named, address, ""), |(host, root, within)| (Some(host), root, within))
    }

    /// The page of a path below the folder of `whybook.toml`.
    pub fn view(&self, path: &str) -> String {
        match self.host {
            Some(host) => {
                let mark = if host == Host::Gitea { "src/branch" } else { "blob" };
                self.page(host, mark, path)
            }
            None => format!("{}/{}", self.root, escaped(path)),
        }
    }

    /// The pages of a file below the folder of `whybook.toml`; `None` where the host is not known.
    pub fn file(&self, path: &str) -> Option<FilePages> {
        let host = self.host?;
        let view = self.view(path);
        let (edit, history, source) = match host {
            Host::GitHub | Host::GitLab => ("edit", "commits", "?plain=1"),
            Host::Gitea => ("_edit", "commits/branch", "?display=source"),
        };
        Some(FilePages {
            edit: self.page(host, edit, path),
            history: self.page(host, history, path),
            source: format!("{view}{source}"),
        })
    }

    fn page(&self, host: Host, mark: &str, path: &str) -> String {
        let apart = if host == Host::GitLab { "/-/" } else { "/" };
        let path = escaped(path);
        let parts = [self.branch.as_str(), &self.folder, &path];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        format!("{}{apart}{mark}/{}", self.root, parts.join("/"))
    }
}

fn escaped(path: &str) -> String {
    utf8_percent_encode(path, IN_PATH).to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn read(address: &str, branch: Option<&str>) -> Result<RepositoryPages, String> {
        RepositoryPages::new(&RepositoryAddress::try_from(address.to_owned())?, branch)
    }

    fn edit(address: &str, branch: Option<&str>) -> Option<String> {
        read(address, branch).unwrap().file("content/a.md").map(|file| file.edit)
    }

    #[test]
    fn files_have_pages_on_each_host() {
        let pages = |address| read(address, None).unwrap().file("content/größe #1.md").unwrap();
        let path = "content/gr%C3%B6%C3%9Fe%20%231.md";
        let github = pages("https://github.com/org/repo");
        assert_eq!(github.edit, format!("https://github.com/org/repo/edit/main/{path}"));
        assert_eq!(github.history, format!("https://github.com/org/repo/commits/main/{path}"));
        assert_eq!(github.source, format!("https://github.com/org/repo/blob/main/{path}?plain=1"));
        let gitlab = pages("https://gitlab.com/org/sub/repo.git/");
        assert_eq!(gitlab.edit, format!("https://gitlab.com/org/sub/repo/-/edit/main/{path}"));
        assert_eq!(gitlab.source, format!("https://gitlab.com/org/sub/repo/-/blob/main/{path}?plain=1"));
        let codeberg = pages("https://codeberg.org/org/repo");
        assert_eq!(codeberg.edit, format!("https://codeberg.org/org/repo/_edit/main/{path}"));
        assert_eq!(codeberg.history, format!("https://codeberg.org/org/repo/commits/branch/main/{path}"));
        assert_eq!(
            codeberg.source,
            format!("https://codeberg.org/org/repo/src/branch/main/{path}?display=source")
        );
    }

    #[test]
    fn the_address_may_name_branch_and_folder() {
        let expected = |of: &str| Some(format!("{of}/content/a.md"));
        for (address, branch, of) in [
            ("https://github.com/o/r/tree/trunk/ops/kb", None, "https://github.com/o/r/edit/trunk/ops/kb"),
            ("https://github.com/o/r/blob/main", None, "https://github.com/o/r/edit/main"),
            ("https://github.com/o/r", Some("release/1"), "https://github.com/o/r/edit/release/1"),
            (
                "https://github.com/o/r/tree/release/1/kb",
                Some("release/1"),
                "https://github.com/o/r/edit/release/1/kb",
            ),
            (
                "https://git.example.org/o/r/-/tree/main/kb",
                None,
                "https://git.example.org/o/r/-/edit/main/kb",
            ),
            ("https://git.example.org/o/r/src/branch/main", None, "https://git.example.org/o/r/_edit/main"),
            ("https://github.com/o/r/tree", None, "https://github.com/o/r/edit/main"),
        ] {
            assert_eq!(edit(address, branch), expected(of), "{address}");
        }
        let mistake = read("https://github.com/o/r/tree/trunk", Some("main")).unwrap_err();
        assert!(
            mistake.starts_with("`branch` is `main`, and `repository` names the branch `trunk`\n"),
            "{mistake}"
        );
        let mistake = read("https://ada:ghp_token@github.com/o/r", None).unwrap_err();
        assert!(mistake.starts_with("`repository` holds a user name or a token") && !mistake.contains("ghp"));
    }

    #[test]
    fn owners_repositories_and_folders_may_be_named_like_marks() {
        let expected = |of: &str| Some(format!("{of}/content/a.md"));
        for (address, of) in [
            ("https://github.com/o/tree", "https://github.com/o/tree/edit/main"),
            ("https://github.com/tree/blob", "https://github.com/tree/blob/edit/main"),
            (
                "https://github.com/blob/edit/tree/edit/tree/kb",
                "https://github.com/blob/edit/edit/edit/tree/kb",
            ),
            ("https://github.com/o/r/tree/main/blob/tree", "https://github.com/o/r/edit/main/blob/tree"),
            ("https://gitlab.com/o/blob/r", "https://gitlab.com/o/blob/r/-/edit/main"),
            ("https://gitlab.com/a/b/tree/r/-/tree/main/kb", "https://gitlab.com/a/b/tree/r/-/edit/main/kb"),
            ("https://codeberg.org/src/branch", "https://codeberg.org/src/branch/_edit/main"),
            (
                "https://codeberg.org/src/branch/src/branch/trunk",
                "https://codeberg.org/src/branch/_edit/trunk",
            ),
            ("https://git.example.org/o/blob/blob/main", "https://git.example.org/o/blob/edit/main"),
        ] {
            assert_eq!(edit(address, None), expected(of), "{address}");
        }
    }

    #[test]
    fn an_address_is_one_of_the_web_without_detours() {
        for (address, words) in [
            ("github.com/o/r", "no web address"),
            ("https://github.com/o/r?tab=readme", "no web address"),
            ("https://github.com/o/a b", "no web address"),
            ("https:///o/r", "no web address"),
            ("https://github.com/o//r", "two slashes in a row"),
            ("https://github.com/o/r/tree/main/../x", "a part that is `.` or `..`"),
        ] {
            let mistake = read(address, None).unwrap_err();
            assert!(mistake.contains(words), "{address}: {mistake}");
        }
    }

    #[test]
    fn of_a_host_that_is_not_known_only_the_folder_is() {
        let pages = read("https://git.example.org/cgit/r/tree", None).unwrap();
        assert_eq!(pages.file("content/a.md"), None);
        assert_eq!(pages.view("docs/a b.md"), "https://git.example.org/cgit/r/tree/docs/a%20b.md");
    }
}
