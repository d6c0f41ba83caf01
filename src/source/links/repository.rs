//! Where links lead that leave the content folder and stay in its repository.

use crate::config::{Config, FilePages, RepositoryPages};
use crate::contained;

/// The pages on which a repository shows its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    pages: RepositoryPages,
    /// Path of the content folder from the folder that holds `whybook.toml`.
    content: Vec<String>,
}

/// What a path of the repository leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum InRepository {
    /// A path of the content folder.
    Content(String),
    /// The page of a file beside it.
    Beside(String),
}

impl Repository {
    /// That of a site's configuration; `None` where it names none, or the content lies elsewhere.
    pub fn of(config: &Config) -> Option<Self> {
        let pages = config.repository_pages().ok()??;
        let content = contained::resolved(&config.content).ok()?;
        let folder = contained::resolved(&config.folder.join(".")).ok()?;
        let inside = content.strip_prefix(folder).ok()?;
        let content = inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        Some(Self { pages, content })
    }

    /// The pages of a file of the content folder; `None` where it is not known how the host addresses them.
    pub fn file(&self, path: &str) -> Option<FilePages> {
        let mut parts: Vec<&str> = self.content.iter().map(String::as_str).collect();
        parts.push(path);
        self.pages.file(&parts.join("/"))
    }

    /// Where a path leads that is written in the file `from` of the content folder. A leading slash means the
    /// repository where the path begins as that of the content folder does; else nothing is said of it.
    pub(super) fn look_up(&self, path: &str, from: &str) -> Option<InRepository> {
        let mut parts: Vec<&str> = Vec::new();
        if path.starts_with('/') {
            let first = path.trim_start_matches('/').split('/').next();
            if first.is_none_or(|first| self.content.first().is_none_or(|content| content != first)) {
                return None;
            }
        } else {
            parts.extend(self.content.iter().map(String::as_str));
            parts.extend(from.rsplit_once('/').into_iter().flat_map(|(folder, _)| folder.split('/')));
        }
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()?),
                part => parts.push(part),
            }
        }
        let own = parts.len() >= self.content.len()
            && self.content.iter().zip(&parts).all(|(own, part)| own == part);
        if own {
            return Some(InRepository::Content(parts[self.content.len()..].join("/")));
        }
        Some(InRepository::Beside(self.pages.view(&parts.join("/"))))
    }
}

#[cfg(test)]
use crate::config::RepositoryAddress;

#[cfg(test)]
impl Repository {
    #[allow(clippy::unwrap_used)]
    pub(super) fn new(address: &str, content: &[&str]) -> Self {
        let address = RepositoryAddress::try_from(address.to_owned()).unwrap();
        let pages = RepositoryPages::new(&address, None).unwrap();
        Self { pages, content: content.iter().map(|part| (*part).to_owned()).collect() }
    }
}
