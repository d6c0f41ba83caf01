//! `whybook man`: manual pages, for those who pack Whybook for a system.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::CommandFactory as _;

use crate::cli::{Cli, ManArgs};

/// Writes `whybook.1` and a page for each command.
///
/// # Errors
/// If the folder or a page cannot be written.
pub(crate) fn run(args: &ManArgs) -> anyhow::Result<ExitCode> {
    let folder = &args.folder;
    let written =
        std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(Cli::command(), folder));
    written.with_context(|| format!("cannot write manual pages to {}", folder.display()))?;
    Ok(ExitCode::SUCCESS)
}
