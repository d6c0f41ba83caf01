//! The git repository around a folder: where it begins, where it is published, and which branch is its main one.

use std::path::{Path, PathBuf};

use whybook::config::Host;

use crate::commands::git;

/// What git says of a folder.
#[derive(Debug, Default)]
pub(super) struct GitRepository {
    /// The folder of the repository; `None` where there is none.
    pub root: Option<PathBuf>,
    /// Where it is shown, such as `https://github.com/org/repo`.
    pub url: Option<String>,
    /// Its main branch, where git knows it.
    branch: Option<String>,
}

impl GitRepository {
    /// The repository that a folder lies in; the folder need not exist yet.
    pub(super) fn around(folder: &Path) -> Self {
        let Ok(folder) = whybook::contained::resolved(folder) else { return Self::default() };
        let Some(existing) = folder.ancestors().find(|folder| folder.is_dir()) else {
            return Self::default();
        };
        let root = existing.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok());
        let Some(root) = root else { return Self::default() };
        let remote = ask(root, &["config", "--get", "remote.origin.url"]);
        Self {
            root: Some(root.to_owned()),
            url: remote.as_deref().and_then(web_address),
            branch: main_branch(root),
        }
    }

    /// The branch whose pushes are published.
    pub(super) fn branch(&self) -> &str {
        self.branch.as_deref().unwrap_or("main")
    }

    /// Whether GitHub hosts it; where it has no host that is known, it may be put there.
    pub(super) fn is_on_github(&self) -> bool {
        self.host().is_none_or(|host| host == "github.com" || host.starts_with("github."))
    }

    fn host(&self) -> Option<&str> {
        self.url.as_deref()?.strip_prefix("https://")?.split(['/', ':']).next()
    }

    /// The name that the repository's host has for it.
    pub(super) fn name(&self) -> Option<&str> {
        self.url.as_deref()?.rsplit('/').next()
    }

    /// Where the repository shows a folder of it, for the setting `repository`; `None` for a host whose addresses are
    /// not known.
    pub(super) fn shows(&self, within: &str) -> Option<String> {
        let url = self.url.as_deref()?;
        let host = Host::named(self.host()?)?;
        if within.is_empty() {
            return Some(url.to_owned());
        }
        Some(host.folder(url, self.branch(), within))
    }

    /// What could not be found out, and what follows from that.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(host) = self.host().filter(|host| Host::named(host).is_none()) {
            notes.push(format!(
                "it is not known how {host} addresses files, so that pages get no links to theirs: set `repository` to the \
                 address at which it shows this folder"
            ));
        }
        if !self.is_on_github() {
            notes.push(
                "no workflow was written, since that is one for GitHub: let your host run `whybook build` and publish the \
                 site's folder"
                    .to_owned(),
            );
        } else if self.root.is_none() {
            notes.push(
                "no git repository is here: the workflow publishes once the folder is one, on GitHub"
                    .to_owned(),
            );
        } else if self.branch.is_none() {
            notes.push(
                "git names no branch here: the workflow publishes `main`; change it there if yours has another name"
                    .to_owned(),
            );
        }
        notes
    }
}

/// The branch that a clone starts with; else one that is usually the main one; else that which is checked out, if any is.
fn main_branch(root: &Path) -> Option<String> {
    let head = ask(root, &["symbolic-ref", "--short", "refs/remotes/origin/HEAD"]);
    let head = head.and_then(|head| Some(head.strip_prefix("origin/")?.to_owned()));
    let is_there = |name: &&str| {
        let of =
            |place: &str| ask(root, &["rev-parse", "--verify", "--quiet", &format!("refs/{place}/{name}")]);
        of("heads").or_else(|| of("remotes/origin")).is_some()
    };
    let usual = || ["main", "master"].into_iter().find(is_there).map(str::to_owned);
    head.or_else(usual).or_else(|| ask(root, &["symbolic-ref", "--short", "HEAD"]))
}

/// What git answers; `None` where it does not, or is not installed.
fn ask(folder: &Path, arguments: &[&str]) -> Option<String> {
    let done = git::run(folder, arguments, "").ok()?;
    let answer = String::from_utf8(done.stdout).ok()?.trim().to_owned();
    (done.status.success() && !answer.is_empty()).then_some(answer)
}

/// The web address of a remote, without the name and the token that it may hold: `https://github.com/org/repo`.
fn web_address(remote: &str) -> Option<String> {
    let rest = match remote.split_once("://") {
        Some(("https" | "http" | "ssh" | "git", rest)) => rest.to_owned(),
        Some(_) => return None,
        // git@github.com:org/repo.git
        None => {
            let (host, path) = remote.split_once(':')?;
            format!("{host}/{path}")
        }
    };
    let (host, path) = rest.split_once('/')?;
    let host = host.rsplit('@').next()?.split(':').next()?;
    let path = path.trim_matches('/').trim_end_matches(".git");
    let is_plain = |text: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./~".contains(&byte);
        !text.is_empty() && text.bytes().all(plain)
    };
    let is_name = |part: &str| !["", ".", ".."].contains(&part);
    (host.contains('.') && is_plain(host) && is_plain(path) && path.split('/').all(is_name))
        .then(|| format!("https://{host}/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remotes_become_web_addresses_without_credentials() {
        let shown = Some("https://github.com/org/repo".to_owned());
        for remote in [
            "https://github.com/org/repo.git",
            "git@github.com:org/repo.git",
            "ssh://git@github.com:22/org/repo",
            "https://ada:ghp_token@github.com/org/repo",
        ] {
            assert_eq!(web_address(remote), shown, "{remote}");
        }
        for remote in [
            "../repo.git", "/srv/git/repo", "file:///srv/git/repo", "C:\\repo", "git@host:a b",
            "git@git.host:../b",
        ] {
            assert_eq!(web_address(remote), None, "{remote}");
        }
    }

    #[test]
    fn a_repository_shows_its_folders() {
        let on = |url: &str| GitRepository { url: Some(url.to_owned()), ..GitRepository::default() };
        let github = on("https://github.com/org/repo");
        assert_eq!(github.shows("").as_deref(), Some("https://github.com/org/repo"));
        assert_eq!(github.shows("ops/kb").as_deref(), Some("https://github.com/org/repo/tree/main/ops/kb"));
        let gitlab = on("https://gitlab.com/org/sub/repo");
        assert!(github.is_on_github() && !gitlab.is_on_github());
        assert_eq!(gitlab.shows("kb").as_deref(), Some("https://gitlab.com/org/sub/repo/-/tree/main/kb"));
        let gitea = on("https://gitea.example.org/org/repo");
        assert_eq!(
            gitea.shows("kb").as_deref(),
            Some("https://gitea.example.org/org/repo/src/branch/main/kb")
        );
        assert_eq!(on("https://git.example.com/repo").shows(""), None);
    }
}
