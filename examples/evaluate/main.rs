//! Scores Whybook's reading against labelled write-ups:
//!
//! ```sh
//! cargo run --release --example evaluate -- LABELS TEXTS [OPTION…]
//! ```
//!
//! LABELS has one JSON object a line; its `path` is relative to the folder TEXTS. Options:
//!
//! - `--verbose`: each difference, with its file.
//! - `--from PATH`, `--until PATH`: only labels from the first path on, and before the second, so that rules can be made on
//!   one part of a set and judged on the other.
//! - `--not-looked-for CAUSE,…`: causes that the labels leave open wherever they do not name them.
//! - `--format text|json|row`: for a reader, for a program, or one row of the table in `docs/evaluation.md`.
//!
//! `docs/evaluation.md` tells what the numbers mean.

mod scoring;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use whybook::classify::{Tagger, taxonomy::Taxonomy};
use whybook::library;

use scoring::report::Report;
use scoring::{Evaluation, Label};

const USAGE: &str = "usage: evaluate LABELS TEXTS [--verbose] [--from PATH] [--until PATH] \
                     [--not-looked-for CAUSE,…] [--format text|json|row]";

/// Form of the report.
#[derive(Clone, Copy)]
enum Format {
    Text,
    Json,
    Row,
}

struct Arguments {
    labels: PathBuf,
    texts: PathBuf,
    verbose: bool,
    from: Option<String>,
    until: Option<String>,
    not_looked_for: Vec<String>,
    format: Format,
}

impl Arguments {
    fn read(mut words: impl Iterator<Item = String>) -> anyhow::Result<Self> {
        let mut paths = Vec::new();
        let (mut verbose, mut from, mut until) = (false, None, None);
        let (mut not_looked_for, mut format) = (Vec::new(), Format::Text);
        while let Some(word) = words.next() {
            let mut value = || words.next().with_context(|| format!("{word} wants a value\n{USAGE}"));
            match word.as_str() {
                "--verbose" => verbose = true,
                "--from" => from = Some(value()?),
                "--until" => until = Some(value()?),
                "--not-looked-for" => not_looked_for = value()?.split(',').map(str::to_owned).collect(),
                "--format" => {
                    format = match value()?.as_str() {
                        "text" => Format::Text,
                        "json" => Format::Json,
                        "row" => Format::Row,
                        other => bail!("`{other}` is no format\n{USAGE}"),
                    }
                }
                option if option.starts_with("--") => bail!("there is no option {option}\n{USAGE}"),
                path => paths.push(PathBuf::from(path)),
            }
        }
        let [labels, texts] = <[PathBuf; 2]>::try_from(paths).ok().context(USAGE)?;
        Ok(Self { labels, texts, verbose, from, until, not_looked_for, format })
    }

    fn wants(&self, label: &Label) -> bool {
        self.from.as_ref().is_none_or(|from| *from <= label.path)
            && self.until.as_ref().is_none_or(|until| label.path < *until)
    }
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::read(std::env::args().skip(1))?;
    let taxonomy = Taxonomy::embedded();
    for cause in &arguments.not_looked_for {
        anyhow::ensure!(taxonomy.find(cause).is_some(), "the taxonomy has no cause `{cause}`");
    }
    let named = || arguments.labels.display().to_string();
    let text = std::fs::read_to_string(&arguments.labels).with_context(named)?;
    let labels = scoring::labels(&text).with_context(named)?;
    let tagger = Tagger::new(&taxonomy);
    let mut evaluation = Evaluation::leaving_open(arguments.not_looked_for.clone());
    for label in labels.iter().filter(|label| arguments.wants(label)) {
        let record = read(&arguments.texts, &label.path, &tagger)?;
        evaluation.add(label, &record);
    }
    let report = Report::of(&evaluation);
    match arguments.format {
        Format::Text => print!("{report}"),
        Format::Json => println!("{}", serde_json::to_string_pretty(&report)?),
        Format::Row => println!("{}", row(&report)),
    }
    if arguments.verbose {
        print_differences(&evaluation.differences);
    }
    Ok(())
}

fn read(texts: &Path, path: &str, tagger: &Tagger) -> anyhow::Result<serde_json::Value> {
    let (incidents, _) = library::read_file(&texts.join(path), path, tagger);
    let incident =
        incidents.first().with_context(|| format!("{path} in {} cannot be read", texts.display()))?;
    Ok(serde_json::to_value(&incident.record)?)
}

fn print_differences(differences: &[(String, String)]) {
    let mut last = "";
    println!("\nDifferences");
    for (path, what) in differences {
        if path != last {
            println!("{path}");
            last = path;
        }
        println!("    {what}");
    }
}

/// Files, precision, recall, F1, mean F1, primary, ruled out, tags over 0.9, main facts right and invented.
fn row(report: &Report) -> String {
    let micro = &report.micro;
    let of =
        |share: whybook::trends::interval::Share| format!("{:.1} % of {}", 100.0 * share.value, share.of);
    let sure = report.calibration.last().map_or_else(String::new, |(_, share)| of(*share));
    let facts = &report.main_facts;
    format!(
        "{} | {:.3} | {:.3} | {:.3} | {:.3} | {} | {} | {sure} | {} | {} |",
        report.files,
        micro.precision.value,
        micro.recall.value,
        micro.f1,
        report.macro_f1,
        of(report.primary),
        of(report.ruled_out_taken),
        of(facts.right),
        of(facts.invented),
    )
}
