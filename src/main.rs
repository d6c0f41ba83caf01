//! The command line: parse, run one command, print an error once, exit code.

mod cli;
mod commands;

use std::process::ExitCode;

use clap::Parser;

/// Many threads allocate many small texts: this allocator halves the time that takes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let done = match &cli.command {
        cli::Command::Init(args) => commands::init::run(args),
        cli::Command::New(args) => commands::new::run(args),
        cli::Command::Build(args) => commands::build::run(args),
        cli::Command::Check(args) => commands::check::run(args),
        cli::Command::Serve(args) => commands::serve::run(args),
        cli::Command::Explain(args) => commands::explain::run(args),
        cli::Command::Tag(args) => commands::tag::run(args),
        cli::Command::Search(args) => commands::search::run(args),
        cli::Command::Similar(args) => commands::similar::run(args),
        cli::Command::Completions(args) => commands::completions::run(args),
        cli::Command::Man(args) => commands::man::run(args),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(2)
    })
}
