//! The write-ups that are there already.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use whybook::config::Config;
use whybook::diagnostic::draw;
use whybook::disclosure::Policy;
use whybook::library::Library;
use whybook::source::Selection;

use super::super::counted;
use super::content::Content;
use super::shown;

/// What a build would make of the write-ups that are there.
pub(super) struct Existing {
    incidents: usize,
    skipped: usize,
    withheld: usize,
    /// Forms to be filled in that lie among them.
    templates: Vec<String>,
}

impl Existing {
    /// Reads them as a build would.
    ///
    /// # Errors
    /// If the folder or a file of the configuration cannot be read.
    pub(super) fn read(folder: &Path, content: &Content, config: Option<Config>) -> anyhow::Result<Self> {
        let config =
            config.unwrap_or_else(|| Config { content: place(folder, content), ..Config::default() });
        let (taxonomy, _) = super::super::taxonomy(&config)?;
        let (tagger, _) = super::super::tagger(&config, &taxonomy)?;
        let policy = Policy::of(&config, jiff::Timestamp::now());
        let library = Library::read(&config.content, &Selection::of(&config), &policy, &tagger, |_| {})?;
        let is_template = |reason: &str| reason.contains("a template");
        let templates = library.skipped.iter().filter(|skipped| is_template(skipped.reason));
        Ok(Self {
            incidents: library.incidents.len(),
            skipped: library.skipped.len(),
            withheld: library.withheld.len(),
            templates: templates.map(|skipped| skipped.path.clone()).collect(),
        })
    }

    /// What lies in the folder.
    pub(super) fn told(&self, folder: &Path, content: &Content) -> String {
        let mut told = String::new();
        let withheld = match self.withheld {
            0 => String::new(),
            withheld => format!(", {withheld} withheld"),
        };
        let place = place(folder, content);
        let (name, count) = (shown(&place), counted(self.incidents, "incident"));
        let _ = writeln!(
            told,
            "Write-ups in {name}: {count} to be published, {} skipped{withheld}.",
            self.skipped
        );
        if let [first, ..] = content.others.as_slice() {
            let names = content
                .others
                .iter()
                .map(|other| format!("{} ({})", draw::printable(&other.folder), other.write_ups));
            let names = names.collect::<Vec<_>>().join(", ");
            let _ = writeln!(
                told,
                "Others lie in {names}: `--content {}` takes those instead.",
                draw::printable(&first.folder)
            );
        }
        let real = |path: &Path| std::fs::canonicalize(path).ok();
        if let (Some(target), Some(around)) = (real(&place), real(folder))
            && !target.starts_with(&around)
        {
            let _ = writeln!(
                told,
                "{name} leads to {}, which a clone of this folder does not hold.",
                shown(&target)
            );
        }
        if let Some(template) = self.templates.first() {
            let template = draw::printable(template);
            let _ = writeln!(
                told,
                "{template} is a template: as templates/postmortem.md, `whybook new` starts from it."
            );
        }
        told
    }
}

/// Where the write-ups lie.
fn place(folder: &Path, content: &Content) -> PathBuf {
    if content.path == "." { folder.to_owned() } else { folder.join(&content.path) }
}
