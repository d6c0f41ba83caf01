//! Which files of a folder may be postmortems, by their names.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::Context;
use walkdir::{DirEntry, WalkDir};

use super::extensions::{is_markdown, other_markup, split_name};
use super::{Selection, Skipped};
use crate::contained::{ATTACHMENTS, ContainedFile, OpenError, Root, open_named};
use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::postmortem::Kind;

/// A file that may be a postmortem.
#[derive(Debug, Clone)]
pub struct FoundFile {
    /// Where it lies on the disk.
    pub path: PathBuf,
    /// Path relative to the content folder, with forward slashes.
    pub relative: String,
    /// The folder it was found in, with its path there; `None` for a file that its user named.
    within: Option<(Root, PathBuf)>,
    /// What the configuration says that it tells of.
    pub(super) kind: Option<Kind>,
    /// Whether it is read as one write-up, even if it tells of several incidents.
    pub(crate) keeps_whole: bool,
}

impl FoundFile {
    /// A file that its user named: it may lie anywhere, and links in its path are followed.
    pub fn named(path: impl Into<PathBuf>, relative: impl Into<String>) -> Self {
        Self { path: path.into(), relative: relative.into(), within: None, kind: None, keeps_whole: false }
    }

    /// The same file, to be read as one write-up.
    #[must_use]
    pub fn kept_whole(self) -> Self {
        Self { keeps_whole: true, ..self }
    }

    /// Opens it for reading.
    ///
    /// # Errors
    /// If a link leads out of the folder it was found in, or it is no regular file that may be read.
    pub fn open(&self) -> Result<File, OpenError> {
        match &self.within {
            Some((root, inside)) => root.file(inside),
            None => open_named(&self.path),
        }
    }

    /// Its place behind all links.
    ///
    /// # Errors
    /// As for [`FoundFile::open`].
    pub fn place(&self) -> Result<ContainedFile, OpenError> {
        match &self.within {
            Some((root, inside)) => root.place(inside),
            None => Ok(ContainedFile::named(&self.path)?),
        }
    }
}

/// What a content folder holds, each list sorted by path.
#[derive(Debug, Default)]
pub struct Listing {
    /// Files that may be postmortems: [`super::read`] has the last word.
    pub candidates: Vec<FoundFile>,
    /// Every file that a link may point at, candidates included; relative paths with forward slashes.
    pub files: Vec<String>,
    /// What is no postmortem by its name.
    pub skipped: Vec<Skipped>,
    /// Folders and links that could not be followed.
    pub diagnostics: Vec<Diagnostic>,
}

/// Stems of files that repositories hold beside their content.
const REPOSITORY: [&str; 17] = [
    "license", "licence", "license-mit", "license-apache", "copying", "copyright", "unlicense",
    "contributing", "contributors", "changelog", "code_of_conduct", "code-of-conduct", "security",
    "codeowners", "maintainers", "pull_request_template", "issue_template",
];

/// Extensionless files that are never prose.
const BUILD_FILES: [&str; 9] = [
    "makefile", "dockerfile", "jenkinsfile", "vagrantfile", "gemfile", "rakefile", "procfile", "brewfile",
    "justfile",
];

/// Walks a content folder. A symbolic link is followed where it leads to something within the folder that is not hidden;
/// any other is a finding.
///
/// # Errors
/// If the folder does not exist, is no folder, or cannot be opened.
pub fn find(folder: &Path, selection: &Selection) -> anyhow::Result<Listing> {
    let metadata = std::fs::metadata(folder)
        .with_context(|| format!("cannot read the content folder {}", folder.display()))?;
    anyhow::ensure!(metadata.is_dir(), "the content folder {} is not a folder", folder.display());
    let root = Root::open(folder)
        .and_then(|root| std::fs::read_dir(root.path()).map(|_| root))
        .with_context(|| format!("cannot open the content folder {}", folder.display()))?;

    let mut listing = Listing::default();
    let mut walk = WalkDir::new(folder).follow_links(true).into_iter();
    while let Some(step) = walk.next() {
        match step {
            Ok(entry) if entry.depth() == 0 => {}
            Ok(entry) => {
                let relative = relative(folder, entry.path());
                if let Some(finding) = not_followed(&entry, &root, &relative) {
                    listing.diagnostics.push(finding);
                    if entry.file_type().is_dir() {
                        walk.skip_current_dir();
                    }
                } else if entry.file_type().is_dir() {
                    // Never a write-up, and a repository has many: they are not even named.
                    if is_hidden(&entry) && entry.file_name() != ATTACHMENTS {
                        walk.skip_current_dir();
                    } else if selection.is_templates(&entry) {
                        let path = format!("{relative}/");
                        listing.skipped.push(Skipped::new(path, "templates of `whybook new`"));
                        walk.skip_current_dir();
                    }
                } else if entry.file_type().is_file() {
                    listing.sort_in(&entry, relative, &root, selection);
                } else {
                    // A pipe or a device would keep its reader waiting for ever.
                    listing.skipped.push(Skipped::new(relative, "no regular file"));
                }
            }
            Err(error) => listing.diagnostics.push(blocked(folder, &error)),
        }
    }
    listing.candidates.sort_by(|a, b| a.relative.cmp(&b.relative));
    listing.files.sort();
    listing.skipped.sort();
    listing.diagnostics.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(listing)
}

impl Listing {
    fn sort_in(&mut self, entry: &DirEntry, relative: String, root: &Root, selection: &Selection) {
        let name = entry.file_name().to_string_lossy();
        if relative.starts_with(ATTACHMENTS) || relative.contains("/.attachments/") {
            self.files.push(relative);
            return;
        }
        if name.starts_with('.') {
            return;
        }
        let reason = if is_markdown(&name) {
            let by_name = || reason_by_name(&name).map(|reason| (reason, String::new()));
            selection.reason_against(&relative).or_else(by_name)
        } else {
            let markup = other_markup(&name).filter(|_| {
                let stem = split_name(&name).0.to_lowercase();
                stem != "readme" && !REPOSITORY.contains(&stem.as_str())
            });
            markup.map(|extension| (OTHER, format!(".{extension}")))
        };
        if let Some((reason, detail)) = reason {
            self.skipped.push(Skipped { path: relative.clone(), reason, detail });
        } else if is_markdown(&name) {
            let path = entry.path().to_owned();
            let within = Some((root.clone(), inside(entry)));
            let kind = selection.kind(&relative);
            let (relative, keeps_whole) = (relative.clone(), selection.keeps_whole);
            self.candidates.push(FoundFile { path, relative, within, kind, keeps_whole });
        }
        self.files.push(relative);
    }
}

/// The reason of files in other markup: what they hold may be write-ups, and is lost.
pub const OTHER: &str = "in other markup";

/// Why a file is no postmortem by its name alone; `None` where it may be one.
pub fn reason_by_name(name: &str) -> Option<&'static str> {
    let (stem, extension) = split_name(name);
    let stem = stem.to_lowercase();
    if name.starts_with('.') {
        Some("hidden")
    } else if !is_markdown(name) {
        Some("no Markdown by its name")
    } else if REPOSITORY.contains(&stem.as_str()) {
        Some("a file about the repository")
    } else if extension.is_none() && BUILD_FILES.contains(&stem.as_str()) {
        Some("a build file")
    } else if names_template(&stem) {
        Some("a template")
    } else {
        None
    }
}

/// Whether a lower-case stem says no more than "template for a postmortem": `2023-02-02 broken template` does.
fn names_template(stem: &str) -> bool {
    const GENERIC: [&str; 17] = [
        "post", "mortem", "postmortem", "postmortems", "incident", "incidents", "report", "review", "rca",
        "outage", "analysis", "blank", "example", "a", "the", "for", "markdown",
    ];
    let mut words = stem.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_template = |word: &str| word == "template" || word == "templates";
    stem.split(|c: char| !c.is_alphanumeric()).any(is_template)
        && words.all(|word| {
            is_template(word)
                || GENERIC.contains(&word)
                || word.contains("yyyy")
                || word.chars().all(|c| "nxydmv0123456789".contains(c)) && word.len() < 4
        })
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with('.')
}

/// Path of an entry within the folder that is walked.
fn inside(entry: &DirEntry) -> PathBuf {
    let path = entry.path();
    let folder = path.ancestors().nth(entry.depth()).unwrap_or(Path::new(""));
    path.strip_prefix(folder).unwrap_or(path).to_owned()
}

fn relative(folder: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// The finding for a symbolic link that is not followed; `None` for what is no link, and for one that may be followed.
fn not_followed(entry: &DirEntry, root: &Root, relative: &str) -> Option<Diagnostic> {
    if !entry.path_is_symlink() {
        return None;
    }
    let target = std::fs::canonicalize(entry.path()).ok()?;
    // Walking a folder around the content folder would read everything twice.
    if target != root.path() && root.path().starts_with(&target) {
        return Some(loops(relative, "a folder around the content folder"));
    }
    root.resolve(&inside(entry)).err().map(|refusal| refused(relative, &refusal))
}

/// The finding for a file that is not read.
pub(super) fn refused(path: &str, refusal: &OpenError) -> Diagnostic {
    let (rule, severity, message, help) = match refusal {
        OpenError::Outside => (
            "outside-link",
            DiagnosticSeverity::Warning,
            "this symbolic link leads out of the content folder; it is not followed".to_owned(),
            "copy what it leads to into the content folder, or remove the link",
        ),
        OpenError::Hidden => (
            "outside-link",
            DiagnosticSeverity::Warning,
            "this symbolic link leads to a hidden or withheld file or folder; it is not followed".to_owned(),
            "copy what it leads to under a name that is published, or remove the link",
        ),
        OpenError::Special => (
            "unreadable-file",
            DiagnosticSeverity::Error,
            format!("cannot be read: {refusal}"),
            "put a file in its place or remove it; pipes, devices and sockets are never opened",
        ),
        OpenError::Io(_) => (
            "unreadable-file",
            DiagnosticSeverity::Error,
            format!("cannot be read: {refusal}"),
            "mend its permissions or remove it; the incident is missing from the site",
        ),
    };
    Diagnostic::new(rule, severity, path, message).help(help)
}

fn loops(path: &str, target: &str) -> Diagnostic {
    let message = format!("this symbolic link leads back to {target}, which holds it");
    Diagnostic::new("symlink-loop", DiagnosticSeverity::Warning, path, message)
        .help("the link is not followed; remove it or point it elsewhere")
}

fn blocked(folder: &Path, error: &walkdir::Error) -> Diagnostic {
    let path = error.path().map_or_else(String::new, |path| relative(folder, path));
    if let Some(ancestor) = error.loop_ancestor() {
        let target = relative(folder, ancestor);
        let target = if target.is_empty() { "the content folder".to_owned() } else { format!("`{target}`") };
        return loops(&path, &target);
    }
    let (message, help) = match error.io_error() {
        Some(io) if io.kind() == std::io::ErrorKind::NotFound => (
            "this symbolic link points at nothing".to_owned(),
            "remove the link or restore what it points at",
        ),
        Some(io) => (format!("cannot be read: {io}"), "its postmortems, if it holds any, are missing"),
        None => ("cannot be read".to_owned(), "its postmortems, if it holds any, are missing"),
    };
    Diagnostic::new("unreadable-file", DiagnosticSeverity::Error, &path, message).help(help)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn site(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "# Text\n").unwrap();
        }
        folder
    }

    fn candidates(listing: &Listing) -> Vec<&str> {
        listing.candidates.iter().map(|found| found.relative.as_str()).collect()
    }

    #[test]
    fn markdown_is_found_under_any_spelling_and_in_order() {
        let folder = site(&[
            "b/two.MD", "a.markdown", "b/three.mdx", "PM1 - Broken release", "v1.2 upgrade", "shot.png",
            "notes.txt",
        ]);
        let listing = find(folder.path(), &Selection::default()).unwrap();
        assert_eq!(
            candidates(&listing),
            ["PM1 - Broken release", "a.markdown", "b/three.mdx", "b/two.MD", "v1.2 upgrade"]
        );
        let passed: Vec<_> = listing.skipped.iter().map(|p| (p.path.as_str(), p.to_string())).collect();
        assert_eq!(passed, [("notes.txt", "in other markup: .txt".to_owned())]);
        assert!(listing.files.contains(&"shot.png".to_owned()));
    }

    #[test]
    fn what_is_passed_over_keeps_its_reason() {
        let folder = site(&[
            ".git/config", ".draft.md", "LICENSE", "docs/CONTRIBUTING.md",
            "PMyyyy-nnn - Postmortem template.md", "incident_template_v2.md", "Makefile",
            "2023-02-02 email template broken.md", "template rendering.md", "license-expired.md",
            ".attachments/graph.png",
        ]);
        let listing = find(folder.path(), &Selection::default()).unwrap();
        assert_eq!(
            candidates(&listing),
            ["2023-02-02 email template broken.md", "license-expired.md", "template rendering.md"]
        );
        let passed: Vec<_> = listing.skipped.iter().map(|p| (p.path.as_str(), p.reason)).collect();
        assert_eq!(
            passed,
            [
                ("LICENSE", "a file about the repository"),
                ("Makefile", "a build file"),
                ("PMyyyy-nnn - Postmortem template.md", "a template"),
                ("docs/CONTRIBUTING.md", "a file about the repository"),
                ("incident_template_v2.md", "a template"),
            ]
        );
        assert!(listing.files.contains(&".attachments/graph.png".to_owned()));
    }

    #[cfg(unix)]
    #[test]
    fn a_symlink_loop_and_a_dangling_link_are_findings() {
        let folder = site(&["2023/a.md"]);
        std::os::unix::fs::symlink("..", folder.path().join("2023/again")).unwrap();
        std::os::unix::fs::symlink("nowhere.md", folder.path().join("gone.md")).unwrap();
        let listing = find(folder.path(), &Selection::default()).unwrap();
        assert_eq!(candidates(&listing), ["2023/a.md"]);
        let found: Vec<_> =
            listing.diagnostics.iter().map(|d| (d.rule, d.path.as_str(), d.message.as_str())).collect();
        assert_eq!(
            found,
            [
                (
                    "symlink-loop",
                    "2023/again",
                    "this symbolic link leads back to the content folder, which holds it"
                ),
                ("unreadable-file", "gone.md", "this symbolic link points at nothing"),
            ]
        );
    }

    #[test]
    fn a_missing_content_folder_is_an_error_that_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let error = find(&folder.path().join("nowhere"), &Selection::default()).unwrap_err();
        assert!(format!("{error}").starts_with("cannot read the content folder "), "{error}");
    }
}
