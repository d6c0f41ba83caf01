//! `whybook serve`: builds, serves on this machine, and rebuilds when content, theme or configuration changes.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use whybook::config::{Config, FILE_NAME};
use whybook::diagnostic::draw;
use whybook::serve::{self, Console, Options, Rebuilt, Trouble};

use super::build::{Detail, FirstCommits};
use crate::cli::ServeArgs;

/// Serves until the process is ended.
///
/// # Errors
/// If the first build fails or no port is free.
pub(crate) fn run(args: &ServeArgs) -> anyhow::Result<ExitCode> {
    let file = args.site.config.clone().unwrap_or_else(|| PathBuf::from(FILE_NAME));
    let config = super::site_config(&args.site)?;
    let options = Options { out: config.out.clone(), host: args.host, port: args.port };
    let first_commits = RefCell::new(FirstCommits::default());
    let build = || {
        // Read anew, since the configuration is one of the things that change. The site stays where it is served from.
        let (now, begun) = (jiff::Timestamp::now(), Instant::now());
        let mut fresh = super::site_config(&args.site)?;
        fresh.out.clone_from(&config.out);
        let report = super::build::build(&fresh, Detail::Normal, &mut first_commits.borrow_mut())?;
        let trouble = (!report.errors.is_empty()).then(|| Trouble {
            title: format!("{} in what the site is built from", super::counted(report.error_count, "error")),
            text: report.errors.concat(),
        });
        let (build, took) = (now.as_nanosecond(), begun.elapsed());
        anyhow::Ok(Rebuilt { base_path: fresh.base_path(), build, took, trouble, pages: report.pages })
    };
    let last = RefCell::new(watched(&config, &file));
    let watched = || {
        // Where the configuration is broken, it is what was watched before: it will be mended.
        if let Ok(fresh) = super::site_config(&args.site) {
            *last.borrow_mut() = watched(&fresh, &file);
        }
        last.borrow().clone()
    };
    serve::run(&options, watched, build, &Terminal { opens_browser: args.open })?;
    Ok(ExitCode::SUCCESS)
}

/// The files and folders that a site is built from.
fn watched(config: &Config, file: &Path) -> Vec<PathBuf> {
    let mut watched = vec![config.content.clone(), config.themes.clone(), file.to_owned()];
    watched
        .extend([&config.taxonomy, &config.synonyms, &config.language.file].into_iter().flatten().cloned());
    watched
}

/// Prints what happens, and opens the site in the user's browser where that was asked for.
struct Terminal {
    opens_browser: bool,
}

impl Console for Terminal {
    fn say(&self, line: &str) {
        println!("{}", draw::printable(line));
    }

    fn warn(&self, line: &str) {
        eprintln!("{line}");
    }

    fn serving(&self, address: &str) {
        println!("Serving at {address}, rebuilding on changes. Press Ctrl-C to stop.");
        if self.opens_browser
            && let Err(error) = open::that_detached(address)
        {
            eprintln!("warning: cannot open a browser: {error}. Open the address above yourself.");
        }
    }
}
