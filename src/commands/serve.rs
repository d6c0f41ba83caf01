//! `whybook serve`: builds, serves on 127.0.0.1, and rebuilds when content, theme or configuration changes.

use std::path::PathBuf;
use std::process::ExitCode;

use whybook::config::FILE_NAME;
use whybook::serve::{self, Options};

use crate::cli::ServeArgs;

/// Serves until the process is ended.
///
/// # Errors
/// If the first build fails or no port is free.
pub(crate) fn run(args: &ServeArgs) -> anyhow::Result<ExitCode> {
    let config = super::site_config(&args.site)?;
    let mut watched = vec![config.content.clone(), config.themes.clone()];
    watched.push(args.site.config.clone().unwrap_or_else(|| PathBuf::from(FILE_NAME)));
    watched.extend(config.taxonomy.clone());
    let options =
        Options { out: config.out.clone(), base_path: config.base_path(), port: args.port, watched };
    let rebuild = || {
        // Read anew, since the configuration is one of the things that change.
        let mut fresh = super::site_config(&args.site)?;
        fresh.out.clone_from(&config.out);
        super::build::build(&fresh, false).map(|_| ())
    };
    serve::run(&options, rebuild, |line| println!("{line}"))?;
    Ok(ExitCode::SUCCESS)
}
