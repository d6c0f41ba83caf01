//! `whybook similar`: past incidents like a text, and why.

use std::process::ExitCode;

use super::search;
use crate::cli::SimilarArgs;

/// Shows the incidents most like the text; that there is none is a success.
///
/// # Errors
/// If the index cannot be read or the answer cannot be written.
pub(crate) fn run(args: &SimilarArgs) -> anyhow::Result<ExitCode> {
    let searcher = search::open(&args.index)?;
    let likeness = search::of_text(&args.text.join(" "), &args.index)?;
    search::show_similar(&searcher, &likeness, args.limit, args.format)
}
