//! What the command line takes.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// A static postmortem knowledge base.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What Whybook can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find past incidents: words, "phrases", cause:dns, service:checkout, date:2023, AND, OR, NOT, -word
    Search(SearchArgs),
}

// ---- search

/// What `whybook search` takes.
#[derive(Debug, Args)]
pub struct SearchArgs {
    /// What to look for, or an error message as it was logged; nothing finds every incident
    #[arg(value_name = "QUERY", allow_hyphen_values = true, num_args = 0..)]
    pub query: Vec<String>,
    /// Folder of the search index [default: that of whybook.toml, else search-index]
    #[arg(long, value_name = "DIR")]
    pub index: Option<PathBuf>,
    /// Configuration of the site [default: whybook.toml]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Order of the hits
    #[arg(long, value_enum, default_value_t)]
    pub sort: SearchOrder,
    /// Number of hits to show
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub limit: usize,
    /// Number of hits to pass over
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub offset: usize,
    /// For a person, or for a program
    #[arg(long, value_enum, default_value_t)]
    pub format: SearchFormat,
}

/// Order of the hits.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum SearchOrder {
    /// Best match first
    #[default]
    Relevance,
    /// Newest first
    Date,
    /// Longest first
    Duration,
}

/// Form of the answer.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum SearchFormat {
    /// For a person
    #[default]
    Table,
    /// An object with `total`, `hits` and `facets`
    Json,
}
