//! What the command line takes.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};

/// A static postmortem knowledge base.
#[derive(Debug, Parser)]
#[command(version = env!("WHYBOOK_VERSION"), about)]
#[command(after_help = "\
Examples:
  whybook init our-incidents               a new knowledge base, or one of what lies there
  whybook new \"Checkout answers 502\"       a write-up from a template
  whybook serve --include-private --open   the site on this machine, drafts included
  whybook search cause:dns date:2024

`whybook help COMMAND` has examples of each command.")]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Colour messages; `auto` does so on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    #[arg(hide_default_value = true, help_heading = "Global options")]
    pub color: ColorChoice,
}

/// What Whybook can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a folder a knowledge base; write-ups that it holds stay where they are
    Init(InitArgs),
    /// Start a write-up from a template
    New(NewArgs),
    /// Read postmortems, tag their causes, and write the site and the search index
    Build(BuildArgs),
    /// Check write-ups: missing facts, contradictions, dead links, vague action items, …
    Check(CheckArgs),
    /// Build, serve on this machine, and rebuild when something changes
    Serve(ServeArgs),
    /// Show extracted facts with their source lines
    Explain(ExplainArgs),
    /// Show or write missing front matter: causes, dates, duration, …
    Tag(TagArgs),
    /// Find past incidents: words, "phrases", cause:dns, service:checkout, date:2023, AND, OR, NOT, -word
    Search(SearchArgs),
    /// Find past incidents similar to a text, with reasons
    Similar(SimilarArgs),
    /// Print a shell's completions of commands and flags
    Completions(CompletionsArgs),
    /// Write manual pages, a file for each command
    Man(ManArgs),
    /// Print a JSON Schema: of front matter, of whybook.toml, or of what programs read
    Schema(SchemaArgs),
}

// ---- init, new

/// What `whybook init` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Looks first: where the folder holds write-ups already, the site reads them where they are. A file that exists is never \
written over; only .gitignore gets the lines that it lacks.

Examples:
  whybook init                   in the folder of an existing repository, or an empty one
  whybook init our-incidents     a new folder
  whybook init --dry-run         only show what would be written")]
pub(crate) struct InitArgs {
    /// Folder to make a knowledge base [default: the current one]
    #[arg(value_name = "DIR", default_value = ".", hide_default_value = true)]
    pub folder: PathBuf,
    /// Folder of the write-ups, within DIR [default: that with the most write-ups, else content]
    #[arg(long, value_name = "DIR")]
    pub content: Option<PathBuf>,
    /// Show what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Write without asking; nothing is asked either where standard input is no terminal
    #[arg(long, short)]
    pub yes: bool,
}

/// What `whybook new` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Prints the path of the new file. It is a draft until its `status` says otherwise: builds leave it out, \
`whybook serve --include-private` shows it.

Templates: google-sre, pagerduty, atlassian and five-sections are built in. Files in templates/ beside whybook.toml go \
before them: templates/NAME.md is the template NAME, and templates/postmortem.md is taken where none is named.

Placeholders in templates: {{ title }}, {{ date }}, {{ severity }}, {{ services }}, {{ causes }}, {{ schema }}

Examples:
  whybook new \"Checkout answers 502\"
  whybook new \"Checkout answers 502\" --service checkout --severity SEV-2 --edit
  whybook new \"Login down\" --template five-sections --date 2026-11-28")]
pub(crate) struct NewArgs {
    /// What happened, in a few words
    #[arg(value_name = "TITLE")]
    pub title: String,
    /// Template [default: postmortem, if templates/ has it, or the only file there, else google-sre]
    #[arg(long, value_name = "NAME")]
    pub template: Option<String>,
    /// Affected service; may be given several times
    #[arg(long, value_name = "NAME")]
    pub service: Vec<String>,
    /// Severity, such as SEV-2
    #[arg(long, value_name = "LEVEL", default_value = "", hide_default_value = true)]
    pub severity: String,
    /// Day the incident began, such as 2026-11-28 [default: today in UTC]
    #[arg(long, value_name = "DAY")]
    pub date: Option<jiff::civil::Date>,
    /// Open the new file in $VISUAL or $EDITOR
    #[arg(long)]
    pub edit: bool,
    /// Config file, for the content folder, own templates and causes [default: ./whybook.toml]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

// ---- build, serve, explain

/// What a site is built from and to.
#[derive(Debug, Args)]
pub(crate) struct SiteArgs {
    /// Folder of postmortems [default: that of whybook.toml, else content]
    #[arg(long, value_name = "DIR")]
    pub content: Option<PathBuf>,
    /// Folder to write the site to [default: that of whybook.toml, else public]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Folder to write the search index to [default: that of whybook.toml, else search-index]
    #[arg(long, value_name = "DIR")]
    pub index: Option<PathBuf>,
    /// URL the site is published at, such as https://org.github.io/repo/
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Config file [default: ./whybook.toml, if it matches --content]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Build the internal site: include what is withheld from the public, with a notice on every page
    #[arg(long)]
    pub include_private: bool,
}

/// What `whybook build` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  whybook build                                       what whybook.toml says
  whybook build --content docs/incidents --out site   without settings
  whybook build --strict                              exits 1 on warnings, for pull requests
  whybook build --base-url https://org.github.io/repo/

Exits 2 if it cannot run.")]
pub(crate) struct BuildArgs {
    /// What to build.
    #[command(flatten)]
    pub site: SiteArgs,
    /// Name every file with what it was taken for, and why, and those that took longest
    #[arg(long, short)]
    pub verbose: bool,
    /// Say only what is wrong
    #[arg(long, short, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Exit 1 if any postmortem has warnings or errors
    #[arg(long)]
    pub strict: bool,
}

/// What `whybook serve` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  whybook serve --open                      the public site in a browser
  whybook serve --include-private           with drafts and internal files
  whybook serve --host 0.0.0.0 --port 80    for other machines, too")]
pub(crate) struct ServeArgs {
    /// What to build.
    #[command(flatten)]
    pub site: SiteArgs,
    /// Port; the next free one if it is taken
    #[arg(long, value_name = "PORT", default_value_t = whybook::serve::PORT)]
    pub port: u16,
    /// IP address to listen at; 0.0.0.0 lets other machines read the site
    #[arg(long, value_name = "ADDRESS", default_value_t = Ipv4Addr::LOCALHOST.into())]
    pub host: IpAddr,
    /// Open the site in a browser
    #[arg(long)]
    pub open: bool,
}

/// What `whybook explain` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  whybook explain content/2024-03-02-failover.md            facts, each with its line
  whybook explain content/2024-03-02-failover.md --why      why it has these causes and no others
  whybook explain content --format jsonl                    a record a line, as `whybook schema record` describes it")]
pub(crate) struct ExplainArgs {
    /// Postmortems, or folders of them
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// Show how the causes were decided: each cause considered, the evidence for and against it, and the rule
    #[arg(long)]
    pub why: bool,
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    pub format: ExplainFormat,
    /// Config file, for a custom taxonomy [default: ./whybook.toml]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Form of an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ExplainFormat {
    /// Text
    #[default]
    Human,
    /// One JSON object per line
    Jsonl,
}

// ---- check

/// What `whybook check` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  whybook check                                   all write-ups of the content folder
  whybook check content/2024 --format concise     those of a folder, a line for each finding
  whybook check --since origin/main --format github
                                                  what a pull request has changed, as annotations

Each rule has a page in docs/rules. `[rules]` in whybook.toml sets levels: `no-timeline = \"off\"`.

Exits 1 if there are warnings or errors, 2 if it cannot run.")]
pub(crate) struct CheckArgs {
    /// Postmortems, or folders of them [default: the content folder of whybook.toml, else content]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Only files that the branch has changed since it left this commit, branch or tag, as git says
    #[arg(long, value_name = "REF")]
    pub since: Option<String>,
    /// Leave out findings that this file lists, written by --write-baseline
    #[arg(long, value_name = "FILE", conflicts_with = "write_baseline")]
    pub baseline: Option<PathBuf>,
    /// Write all findings of today to a file, for --baseline
    #[arg(long, value_name = "FILE", conflicts_with_all = ["since", "paths"])]
    pub write_baseline: Option<PathBuf>,
    /// Mend in the files what wants no decision: misspelt keys and causes, encodings; then check
    #[arg(long, conflicts_with_all = ["write_baseline", "baseline"])]
    pub fix: bool,
    /// Append a summary in Markdown to a file, such as $GITHUB_STEP_SUMMARY
    #[arg(long, value_name = "FILE", conflicts_with = "write_baseline")]
    pub summary: Option<PathBuf>,
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    pub format: CheckFormat,
    /// Config file [default: ./whybook.toml]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Form of the findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum CheckFormat {
    /// Drawn with their source lines
    #[default]
    Human,
    /// One line each
    Concise,
    /// One JSON object per line
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
}

// ---- tag

/// What `whybook tag` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Without --write or --check, shows a diff for each file that lacks something. Only keys that the file lacks are added, \
only where the text states them beyond doubt, and so that the file reads as before. A file lacks tags if its front \
matter states no cause that the taxonomy knows, neither in `causes` nor in `tags`, `categories` or `keywords`. \
Drafts are skipped.

Examples:
  whybook tag                          what would be added, as a diff
  whybook tag content/2024 --write     adds it to the files of a folder
  whybook tag --check                  for pull requests

Exits 1 if --check finds a file that lacks tags, 2 if it cannot run or cannot write a file.")]
pub(crate) struct TagArgs {
    /// Postmortems, or folders of them [default: the content folder of whybook.toml, else content]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Write what is missing into the files, and change nothing else in them
    #[arg(long, conflicts_with = "check")]
    pub write: bool,
    /// Write nothing; list the files that lack tags and exit 1 if there are any
    #[arg(long)]
    pub check: bool,
    /// Config file, for the content folder and a custom taxonomy [default: ./whybook.toml]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

// ---- search

/// What `whybook search` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  whybook search connection pool
  whybook search 'cause:memory-leak service:checkout date:2023-01..2023-06'
  whybook search '\"rolled back\" -deploy OR conn*'
  whybook search 'dial tcp 10.0.0.1:443: connect: connection refused'
  whybook search --sort date                    all incidents, the newest first
  whybook search --similar draft.md

Fields and operators: docs/search.md, or --explain behind a query.")]
pub(crate) struct SearchArgs {
    /// What to look for, or a pasted error message; empty: list all incidents
    #[arg(value_name = "QUERY", num_args = 0..)]
    pub query: Vec<String>,
    /// Find past incidents similar to this file, with reasons; - reads standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["query", "explain", "sort", "offset"])]
    pub similar: Option<PathBuf>,
    /// Show how the query was interpreted instead of its results
    #[arg(long)]
    pub explain: bool,
    /// Where to search.
    #[command(flatten)]
    pub index: IndexArgs,
    /// Order of the results
    #[arg(long, value_enum, default_value_t)]
    pub sort: SearchOrder,
    /// Number of results to show
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub limit: usize,
    /// Skip this many results
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub offset: usize,
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    pub format: SearchFormat,
}

/// Which index is searched.
#[derive(Debug, Args)]
pub(crate) struct IndexArgs {
    /// Folder of the search index [default: that of whybook.toml, else search-index]
    #[arg(long, value_name = "DIR")]
    pub index: Option<PathBuf>,
    /// Config file [default: ./whybook.toml]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// What `whybook similar` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  whybook similar orders fail since the release, the pool is full
  whybook similar \"$(tail -50 app.log)\" --format json")]
pub(crate) struct SimilarArgs {
    /// A text in your own words, or a log; of a file: whybook search --similar FILE
    #[arg(value_name = "TEXT", required = true, num_args = 1..)]
    pub text: Vec<String>,
    /// Where to search.
    #[command(flatten)]
    pub index: IndexArgs,
    /// Number of incidents to show
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub limit: usize,
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    pub format: SearchFormat,
}

/// Order of the hits.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum SearchOrder {
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
pub(crate) enum SearchFormat {
    /// Text
    #[default]
    Table,
    /// JSON: an object with `total`, `hits` and `facets`
    Json,
}

// ---- completions, man, schema

/// What `whybook completions` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  whybook completions bash > ~/.local/share/bash-completion/completions/whybook
  whybook completions zsh > ~/.zfunc/_whybook      where ~/.zfunc is in $fpath
  whybook completions fish > ~/.config/fish/completions/whybook.fish")]
pub(crate) struct CompletionsArgs {
    /// Shell
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: clap_complete::Shell,
}

/// What `whybook man` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  whybook man ~/.local/share/man/man1
  man whybook-build")]
pub(crate) struct ManArgs {
    /// Folder to write the pages to, such as /usr/local/share/man/man1
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

/// What `whybook schema` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  whybook schema front-matter > .whybook/front-matter.schema.json
                                    as `whybook init` does; with the causes and services of this site
  whybook schema config > .whybook/config.schema.json
  whybook schema record             what `whybook explain --format jsonl` prints a line of")]
pub(crate) struct SchemaArgs {
    /// What it is of
    #[arg(value_name = "OF", value_enum)]
    pub of: SchemaOf,
    /// Config file, for own causes and services [default: ./whybook.toml]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// What a schema is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    /// Front matter of write-ups
    FrontMatter,
    /// whybook.toml
    Config,
    /// A record, as `explain --format jsonl` prints it
    Record,
}
