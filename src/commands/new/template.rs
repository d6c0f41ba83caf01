//! The template that a write-up starts from: the site's own go before the built-in ones.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use whybook::config::Config;
use whybook::contained::{self, Root};
use whybook::scaffold::{self, DEFAULT_TEMPLATE, PlaceholderValue};

/// The site's template that is taken where none is named.
const OWN_DEFAULT: &str = "postmortem";

/// A template and where it is from.
pub(super) struct Template {
    /// Its file, or its name where it is built in.
    pub path: String,
    pub text: String,
}

impl Template {
    /// The template of this name; without one, `postmortem` of the site, the only one that it has, or a built-in one.
    pub(super) fn choose(config: &Config, name: Option<&str>) -> anyhow::Result<Self> {
        let folder = config.templates();
        let own = own(&folder);
        let only = || own.first().filter(|_| own.len() == 1).map(String::as_str);
        let default = || own.get(OWN_DEFAULT).map(String::as_str).or_else(only).unwrap_or(DEFAULT_TEMPLATE);
        let name = name.map_or_else(default, |name| name.strip_suffix(".md").unwrap_or(name));
        if own.contains(name) {
            return Self::read(&folder, name);
        }
        match scaffold::template(name) {
            Some(text) => Ok(Self { path: format!("the template {name}"), text }),
            None => Err(unknown(name, &own)),
        }
    }

    fn read(folder: &Path, name: &str) -> anyhow::Result<Self> {
        let file = PathBuf::from(format!("{name}.md"));
        let path = folder.join(&file).display().to_string();
        let text = Root::open(folder).map_err(contained::OpenError::Io).and_then(|root| root.file(&file));
        let text = text.and_then(contained::read_text).map_err(|refusal| {
            anyhow::anyhow!(
                "cannot read the template {path}: {refusal}\nhelp: templates are UTF-8 files of that folder"
            )
        })?;
        Ok(Self { path, text: text.replace("\r\n", "\n") })
    }

    /// Says which of the values that the user gave the template has no place for.
    pub(super) fn tell_of_unused(&self, values: &[(&str, PlaceholderValue)]) {
        let used: BTreeSet<&str> =
            scaffold::placeholders(&self.text).into_iter().map(|(name, _)| name).collect();
        for (name, value) in values {
            let is_given = match value {
                PlaceholderValue::Text(text) => !text.is_empty(),
                PlaceholderValue::List(texts) => !texts.is_empty(),
                PlaceholderValue::Lines(_) => false,
            };
            // The file's name has the day.
            if is_given && *name != "date" && !used.contains(name) {
                eprintln!(
                    "warning: {} has no {{{{ {name} }}}}, so the new file does not state it",
                    self.path
                );
            }
        }
    }
}

/// Names of the site's own templates.
fn own(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let names = names.filter(|name| !name.starts_with('.'));
    names.filter_map(|name| Some(name.strip_suffix(".md")?.to_owned())).collect()
}

fn unknown(name: &str, own: &BTreeSet<String>) -> anyhow::Error {
    let mut known: Vec<String> = own.iter().cloned().chain(scaffold::templates()).collect();
    known.sort();
    known.dedup();
    let nearest = known.iter().map(|known| (strsim::osa_distance(name, known), known)).min();
    let nearest = nearest.filter(|(distance, known)| *distance <= 1 + known.len() / 4);
    let nearest = nearest.map_or(String::new(), |(_, known)| format!("did you mean `{known}`? "));
    anyhow::anyhow!("there is no template `{name}`\nhelp: {nearest}there are {}", known.join(", "))
}
