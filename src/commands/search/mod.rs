//! `whybook search`: past incidents like this one, and what stopped them.

mod draw;
mod likeness;

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::process::ExitCode;

use whybook::config::Config;
use whybook::diagnostic::draw::printable;
use whybook::index::last_built;
use whybook::source::{self, FoundFile, Selection};
use whybook_search::{Hit, Likeness, Request, SearchError, Searcher, Sort};

use crate::cli::{IndexArgs, SearchArgs, SearchFormat, SearchOrder};
use draw::TerminalStyle;
pub(crate) use likeness::of_text;

/// Answers a query; without hits, too, this is a success.
///
/// # Errors
/// If the index cannot be read or the answer cannot be written.
pub(crate) fn run(args: &SearchArgs) -> anyhow::Result<ExitCode> {
    let searcher = open(&args.index)?;
    if let Some(file) = &args.similar {
        let likeness = likeness::of_file(file, &args.index)?;
        return show_similar(&searcher, &likeness, args.limit, args.format);
    }
    let query = args.query.join(" ");
    let sort = match args.sort {
        SearchOrder::Relevance => Sort::Relevance,
        SearchOrder::Date => Sort::Date,
        SearchOrder::Duration => Sort::Duration,
    };
    let request = Request {
        query: &query,
        sort,
        limit: args.limit,
        offset: args.offset,
        today: Some(super::today()),
        facets: true,
    };
    let results = match searcher.search(&request) {
        Ok(results) => results,
        Err(SearchError::Query(error)) => {
            eprint!("{}", draw::error(&query, &error, TerminalStyle::of(&io::stderr())));
            return Ok(ExitCode::from(2));
        }
        Err(error) => return Err(error.into()),
    };
    let out = match args.format {
        SearchFormat::Table if args.explain => {
            draw::reading(&results, &request, TerminalStyle::of(&io::stdout()))
        }
        SearchFormat::Table => {
            draw::table(&results, &request, &command(args), TerminalStyle::of(&io::stdout()))
        }
        SearchFormat::Json => {
            let mut answer = serde_json::to_value(&results)?;
            if args.explain {
                answer["reading"] = serde_json::to_value(&results.reading)?;
            }
            serde_json::to_string_pretty(&answer)? + "\n"
        }
    };
    super::ignore_broken_pipe(io::stdout().write_all(out.as_bytes()))?;
    Ok(ExitCode::SUCCESS)
}

/// What asks the same index again, in the same order.
fn command(args: &SearchArgs) -> String {
    let mut command = "whybook search".to_owned();
    let paths = [("--index", &args.index.index), ("--config", &args.index.config)];
    for (flag, path) in paths.iter().filter_map(|(flag, path)| Some((flag, path.as_ref()?))) {
        let _ = write!(command, " {flag} {}", draw::quoted(&path.to_string_lossy()));
    }
    match args.sort {
        SearchOrder::Relevance => {}
        SearchOrder::Date => command.push_str(" --sort date"),
        SearchOrder::Duration => command.push_str(" --sort duration"),
    }
    command
}

/// Opens the index that is to be searched.
///
/// # Errors
/// If there is none, or it cannot be used.
pub(crate) fn open(args: &IndexArgs) -> anyhow::Result<Searcher> {
    let Some(folder) = &args.index else {
        let config = super::config(args.config.as_deref())?;
        let searcher = whybook::index::open(&config.index)?;
        note_newer_content(&config);
        return Ok(searcher);
    };
    whybook::index::open(folder)
}

/// Says on standard error when a write-up is newer than the index, which does not know it then.
fn note_newer_content(config: &Config) {
    let Some(built) = last_built(&config.index) else { return };
    // An index can be searched where its content is not.
    let Ok(listing) = source::find(&config.content, &Selection::of(config)) else { return };
    let is_newer = |file: &FoundFile| {
        let changed = file.path.metadata().and_then(|metadata| metadata.modified());
        changed.is_ok_and(|changed| changed > built)
    };
    let newer: Vec<String> = listing
        .candidates
        .iter()
        .filter(|file| is_newer(file))
        .map(|file| file.path.display().to_string())
        .collect();
    let Some(first) = newer.first() else { return };
    let name = printable(first);
    let what = match newer.len() - 1 {
        0 => format!("{name} is newer than the search index"),
        1 => format!("{name} and 1 more file are newer than the search index"),
        more => format!("{name} and {more} more files are newer than the search index"),
    };
    eprintln!("note: {what}; `whybook build` brings it up to date");
}

/// Shows the incidents most like a text, and why.
///
/// # Errors
/// If the index cannot be read or the answer cannot be written.
pub(crate) fn show_similar(
    searcher: &Searcher,
    likeness: &Likeness,
    limit: usize,
    format: SearchFormat,
) -> anyhow::Result<ExitCode> {
    let hits: Vec<Hit> = searcher.similar(likeness, limit)?;
    let out = match format {
        SearchFormat::Table => draw::similar(&hits, TerminalStyle::of(&io::stdout())),
        SearchFormat::Json => serde_json::to_string_pretty(&serde_json::json!({ "hits": hits }))? + "\n",
    };
    super::ignore_broken_pipe(io::stdout().write_all(out.as_bytes()))?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests;
