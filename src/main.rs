//! The command line: parse, run one command, print an error once, exit code.

mod cli;
mod commands;

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ColorChoice, Parser};

/// Many threads allocate many small texts: this allocator halves the time that takes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::try_parse().unwrap_or_else(|error| {
        // clap ends at a mistake or --help, and may not have seen --color by then.
        set_colour(commands::colour_asked().unwrap_or_default());
        with_suggestion(error).exit()
    });
    set_colour(cli.color);
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
        cli::Command::Schema(args) => commands::schema::run(args),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(2)
    })
}

/// Whether everything that is printed has colours, help and clap's messages included.
fn set_colour(choice: ColorChoice) {
    match choice {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    }
    .write_global();
}

/// What other programs call a command of ours; misspelt names clap finds by itself.
fn with_suggestion(mut error: clap::Error) -> clap::Error {
    let unknown = match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(name)) if error.kind() == ErrorKind::InvalidSubcommand => name.as_str(),
        _ => return error,
    };
    let ours = match unknown {
        "lint" | "validate" | "verify" | "test" => "check",
        "ls" | "list" | "find" | "grep" | "query" => "search",
        "dev" | "watch" | "preview" | "run" | "start" => "serve",
        "generate" | "render" | "publish" | "compile" => "build",
        "add" | "create" => "new",
        "show" | "view" | "inspect" | "why" => "explain",
        _ => return error,
    };
    error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![ours.to_owned()]));
    error
}
