//! `whybook tag`: shows missing front matter, writes it, or lists the files that lack tags.

mod plan;
mod report;

use std::process::ExitCode;

use rayon::prelude::*;
use whybook::diagnostic::Diagnostic;
use whybook::source::Selection;

use crate::cli::TagArgs;
use plan::Plan;
use report::TagReport;

/// Shows, writes or checks.
///
/// # Errors
/// If a path does not exist, a folder cannot be opened, the taxonomy to write or check by has errors, or the answer cannot be written.
pub(crate) fn run(args: &TagArgs) -> anyhow::Result<ExitCode> {
    let config = super::config(args.config.as_deref())?;
    let (taxonomy, mistakes) = super::taxonomy(&config)?;
    if let Some(Diagnostic { path, .. }) = mistakes.first()
        && (args.write || args.check)
    {
        let (flag, done) = if args.write { ("--write", "written") } else { ("--check", "checked") };
        let errors = if mistakes.len() == 1 { "an error" } else { "errors" };
        anyhow::bail!(
            "nothing was {done}: {path} has {errors}, so that causes may be missing or wrong; \
             fix it, then run `whybook tag {flag}` again"
        );
    }
    if args.paths.is_empty() {
        super::ensure_content(&config)?;
    }
    let chosen = super::select_files::select_files(&args.paths, &config.content, &Selection::of(&config))?;
    for diagnostic in &chosen.diagnostics {
        report::draw(diagnostic, None);
    }
    let (tagger, _) = super::tagger(&config, &taxonomy)?;
    let files = plan::once_each(chosen.candidates);
    let plans: Vec<Plan> = files.par_iter().map(|file| Plan::of(file, &taxonomy, &tagger)).collect();
    let report = TagReport::new(&plans, &chosen.skipped);
    match () {
        () if args.check => report.check(),
        () if args.write => report.write(),
        () => report.show(),
    }
}
