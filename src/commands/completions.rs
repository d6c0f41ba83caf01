//! `whybook completions`: what a shell needs to complete commands and flags.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::CommandFactory as _;

use crate::cli::{Cli, CompletionsArgs};

/// Prints the script.
///
/// # Errors
/// If it cannot be printed.
pub(crate) fn run(args: &CompletionsArgs) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), env!("CARGO_BIN_NAME"), &mut script);
    super::ignore_broken_pipe(io::stdout().write_all(&script))?;
    Ok(ExitCode::SUCCESS)
}
