//! Which files `whybook init` would write, and what stands in their way.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use whybook::scaffold::{Layout, Place};

use super::content::Content;
use super::repository::GitRepository;
use super::{shown, write};

/// What is done with a file.
enum Step {
    /// It is written, where none is.
    Create(PathBuf, String),
    /// Lines are added at its end.
    Append(PathBuf, String),
    /// It is there, and stays as it is.
    Keep(PathBuf),
}

/// What is done, in order.
pub(super) struct Proposal {
    steps: Vec<Step>,
    is_new: bool,
}

impl Proposal {
    /// The plan for a folder with this content.
    ///
    /// # Errors
    /// If a file, or a link that leads elsewhere, stands where a folder has to be.
    pub(super) fn new(
        folder: &Path,
        content: &Content,
        repository: &GitRepository,
        schemas: [String; 2],
    ) -> anyhow::Result<Self> {
        let within = repository.root.as_deref().map(|root| within_root(root, folder)).unwrap_or_default();
        let layout = Layout {
            title: title(folder, repository, &within),
            content: content.path.clone(),
            out: content.out.clone(),
            index: content.index.clone(),
            is_new: !content.exists,
            repository: repository.shows(&within),
            branch: repository.branch().to_owned(),
            is_on_github: repository.is_on_github(),
            within,
            schemas,
        };
        let mut steps = Vec::new();
        for file in layout.files()? {
            let root = match (file.place, &repository.root) {
                (Place::Repository, Some(root)) if !layout.within.is_empty() => root,
                _ => folder,
            };
            steps.push(create(root, &file.path, file.text)?);
        }
        steps.push(ignore(folder, &layout.ignored())?);
        Ok(Self { steps, is_new: layout.is_new })
    }

    /// Whether there is nothing to do.
    pub(super) fn is_empty(&self) -> bool {
        self.steps.iter().all(|step| matches!(step, Step::Keep(_)))
    }

    /// What would be done, a line a file.
    pub(super) fn told(&self) -> String {
        let line = |step: &Step| match step {
            Step::Create(path, _) => format!("  create {}\n", shown(path)),
            Step::Append(path, text) => {
                let lines: Vec<&str> = text.lines().filter(|line| line.starts_with('/')).collect();
                format!("  extend {} by {}\n", shown(path), lines.join(", "))
            }
            Step::Keep(path) => format!("  keep   {} as it is\n", shown(path)),
        };
        self.steps.iter().map(line).collect()
    }

    /// Does it.
    ///
    /// # Errors
    /// If a file cannot be written, or has come into being meanwhile; what was written stays.
    pub(super) fn write(&self) -> anyhow::Result<()> {
        for step in &self.steps {
            match step {
                Step::Create(path, text) => write::create(path, text)?,
                Step::Append(path, text) => write::append(path, text)?,
                Step::Keep(_) => {}
            }
        }
        Ok(())
    }

    /// What to type next.
    pub(super) fn next_steps(&self, folder: &Path) -> String {
        let enter =
            if folder == Path::new(".") { String::new() } else { format!("cd {} && ", shown(folder)) };
        let new = if self.is_new { ", `whybook new TITLE` for a write-up" } else { "" };
        format!("`{enter}whybook serve` to look at the site{new}")
    }
}

/// The folder's path within its repository, with forward slashes.
fn within_root(root: &Path, folder: &Path) -> String {
    let folder = whybook::contained::resolved(folder).unwrap_or_default();
    let parts: Vec<_> =
        folder.strip_prefix(root).into_iter().flatten().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// A title from the name of the repository or the folder.
fn title(folder: &Path, repository: &GitRepository, within: &str) -> String {
    let folder = whybook::contained::resolved(folder).unwrap_or_default();
    let of_folder = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let of_repository = repository.name().filter(|_| within.is_empty()).map(str::to_owned);
    let name = of_repository.or(of_folder).unwrap_or_default();
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words = words.collect::<Vec<_>>().join(" ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => "Incidents".to_owned(),
    }
}

/// The step that leads to a file at `path` within `root`.
fn create(root: &Path, path: &str, text: String) -> anyhow::Result<Step> {
    let target = root.join(path);
    for folder in Path::new(path).ancestors().skip(1).filter(|part| !part.as_os_str().is_empty()) {
        write::check_folder(root, &root.join(folder))?;
    }
    let is_there = target.symlink_metadata().is_ok();
    Ok(if is_there { Step::Keep(target) } else { Step::Create(target, text) })
}

/// The step that leads to a .gitignore with these lines.
fn ignore(folder: &Path, wanted: &[String]) -> anyhow::Result<Step> {
    let path = folder.join(".gitignore");
    let heading = "# Built by Whybook\n";
    let lines = |lines: &[String]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let Ok(metadata) = path.symlink_metadata() else {
        return Ok(Step::Create(path, format!("{heading}{}", lines(wanted))));
    };
    // Git does not read a .gitignore that is a link.
    if !metadata.is_file() {
        return Ok(Step::Keep(path));
    }
    let text = std::fs::read(&path).with_context(|| format!("cannot read {}", shown(&path)))?;
    let text = String::from_utf8_lossy(&text);
    let plain = |line: &str| line.trim().trim_end_matches('*').trim_matches('/').to_owned();
    let missing: Vec<String> =
        wanted.iter().filter(|line| !text.lines().any(|own| plain(own) == plain(line))).cloned().collect();
    if missing.is_empty() {
        return Ok(Step::Keep(path));
    }
    let apart = match text.as_ref() {
        "" => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    Ok(Step::Append(path, format!("{apart}{heading}{}", lines(&missing))))
}
