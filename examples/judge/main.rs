//! Asks the search judged queries and reports how well it answers.
//!
//! `cargo run --release --example judge -- QUERIES CONTENT [--verbose]`: QUERIES is a file of JSON lines, each with a
//! `query`, its `kind`, and `want`, the paths below CONTENT that must come among the first three.

mod scoring;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (paths, flags): (Vec<&String>, Vec<&String>) = args.iter().partition(|arg| !arg.starts_with("--"));
    let verbose = flags.iter().any(|flag| *flag == "--verbose");
    let [queries, content] = paths.as_slice() else {
        eprintln!("usage: judge QUERIES CONTENT [--verbose]");
        return ExitCode::from(2);
    };
    let report = scoring::read(Path::new(queries))
        .and_then(|judged| Ok(scoring::Report::of(&judged, &scoring::open(Path::new(content))?)));
    match report {
        Ok(report) => {
            print!("{}", report.table(verbose));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}
