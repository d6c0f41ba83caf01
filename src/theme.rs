//! The built-in theme, overridden file by file from the folder of the site.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

use anyhow::Context as _;

use crate::config::Config;
use crate::contained::{OpenError, Root};

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
    /// Prefix of a site's template in messages: its folder, with a slash at the end.
    pub site_prefix: String,
    /// Static files by their path under `static/`; the site's own have replaced built-in ones of the same name.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Theme {
    /// The theme that `config` names: the built-in one with the files of `<themes>/<theme>/` laid over it.
    ///
    /// # Errors
    /// If a theme other than the default is named and has no folder, or something in it cannot be read, is no regular
    /// file, or is a symbolic link out of the theme's folder.
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
        let root = Root::open(&config.themes)
            .map_err(OpenError::Io)
            .and_then(|themes| themes.folder(Path::new(&config.theme)))
            .map_err(|refusal| refused(&folder, &refusal))?;
        theme.site_prefix = format!("{}/", folder.join("templates").display()).replace('\\', "/");
        for (name, bytes) in files_under(&root, &folder, "templates")? {
            let text = String::from_utf8(bytes)
                .map_err(|_| anyhow::anyhow!("{}{name} is not UTF-8", theme.site_prefix))?;
            theme.site.insert(name, text);
        }
        theme.files.extend(files_under(&root, &folder, "static")?);
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

/// Files under `part` of a theme's folder with their paths relative to it, hidden ones left out; none where there is no
/// such part. `folder` is the theme's folder as messages name it.
fn files_under(root: &Root, folder: &Path, part: &str) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let shown = folder.join(part);
    let resolved = match root.resolve(Path::new(part)) {
        Err(OpenError::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        resolved => root.path().join(resolved.map_err(|refusal| refused(&shown, &refusal))?),
    };
    let visible = |entry: &walkdir::DirEntry| {
        entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".")
    };
    let mut files = Vec::new();
    let walk = walkdir::WalkDir::new(&resolved).follow_links(true).sort_by_file_name();
    for entry in walk.into_iter().filter_entry(visible) {
        let entry = entry.with_context(|| format!("cannot read the theme's folder {}", shown.display()))?;
        let name = entry.path().strip_prefix(&resolved).unwrap_or(entry.path());
        let inside = resolved.strip_prefix(root.path()).unwrap_or(&resolved).join(name);
        let named = |refusal: OpenError| refused(&shown.join(name), &refusal);
        if entry.file_type().is_dir() {
            root.resolve(&inside).map_err(named)?;
            continue;
        }
        let mut bytes = Vec::new();
        let read = |mut file: std::fs::File| Ok(file.read_to_end(&mut bytes)?);
        root.file(&inside).and_then(read).map_err(named)?;
        files.push((name.to_string_lossy().replace('\\', "/"), bytes));
    }
    Ok(files)
}

fn refused(path: &Path, refusal: &OpenError) -> anyhow::Error {
    let help = match refusal {
        OpenError::Outside | OpenError::Hidden => {
            "\nhelp: a theme is read from its own folder alone; copy what the link leads to into it"
        }
        OpenError::Special => "\nhelp: remove it from the theme's folder",
        OpenError::Io(_) => "",
    };
    anyhow::anyhow!("cannot read {} of the theme: {refusal}{help}", path.display())
}
