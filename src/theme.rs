//! The built-in theme, overridden file by file from the folder of the site.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;

use crate::config::Config;

/// Name of the theme that is part of the program.
pub const DEFAULT: &str = "default";

#[derive(rust_embed::RustEmbed)]
#[folder = "themes/default/"]
struct BuiltIn;

/// Templates and static files of the theme in use.
#[derive(Debug, Clone, Default)]
pub struct Theme {
    /// The built-in templates, by their path under `templates/`.
    pub built_in: BTreeMap<String, String>,
    /// The site's own templates, which go before the built-in ones of the same name.
    pub site: BTreeMap<String, String>,
    /// What stands before the name of a site's template in messages: its folder, with a slash at the end.
    pub site_prefix: String,
    /// Static files by their path under `static/`; the site's own have replaced built-in ones of the same name.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Theme {
    /// The theme that `config` names: the built-in one with the files of `<themes>/<theme>/` laid over it.
    ///
    /// # Errors
    /// If a theme other than the default is named and has no folder, or a file in it cannot be read.
    pub fn load(config: &Config) -> anyhow::Result<Self> {
        let mut theme = Self::built_in()?;
        let folder = config.themes.join(&config.theme);
        if !folder.is_dir() {
            anyhow::ensure!(
                config.theme == DEFAULT,
                "the theme `{}` is not there: no folder {}\nhelp: make that folder with the templates or static \
                 files that differ from the built-in ones, or set theme = \"{DEFAULT}\"",
                config.theme,
                folder.display(),
            );
            return Ok(theme);
        }
        let templates = folder.join("templates");
        theme.site_prefix = format!("{}/", templates.display()).replace('\\', "/");
        for (name, bytes) in files_under(&templates)? {
            let text = String::from_utf8(bytes)
                .map_err(|_| anyhow::anyhow!("{}{name} is not UTF-8", theme.site_prefix))?;
            theme.site.insert(name, text);
        }
        theme.files.extend(files_under(&folder.join("static"))?);
        Ok(theme)
    }

    /// The built-in theme alone.
    ///
    /// # Errors
    /// If a built-in template is not UTF-8.
    pub fn built_in() -> anyhow::Result<Self> {
        let mut theme = Self::default();
        for path in BuiltIn::iter() {
            let Some(file) = BuiltIn::get(&path) else { continue };
            if let Some(name) = path.strip_prefix("templates/") {
                let text = String::from_utf8(file.data.into_owned())
                    .with_context(|| format!("the built-in template {name} is not UTF-8"))?;
                theme.built_in.insert(name.to_owned(), text);
            } else if let Some(name) = path.strip_prefix("static/") {
                theme.files.insert(name.to_owned(), file.data.into_owned());
            }
        }
        Ok(theme)
    }
}

/// Files under a folder with their paths relative to it, hidden ones left out; none where there is no folder.
fn files_under(folder: &Path) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let visible = |entry: &walkdir::DirEntry| {
        entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".")
    };
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(visible) {
        let entry = entry.with_context(|| format!("cannot read the theme's folder {}", folder.display()))?;
        if !entry.file_type().is_file() {
            continue;
        }
        let path = entry.path();
        let name = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        files.push((name, bytes));
    }
    Ok(files)
}
