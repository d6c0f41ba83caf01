//! Time and size of the search index, and how long each kind of query takes.
//!
//! `cargo bench --bench search -- FOLDER…` prints a table for each folder of postmortems. The queries are drawn from its
//! own texts, the same ones in every run.

use std::path::Path;
use std::time::Instant;

use anyhow::Context;
use whybook::classify::Tagger;
use whybook::disclosure::Policy;
use whybook::index;
use whybook::library::{self, Library};
use whybook::source::Selection;
use whybook_search::{IncidentDocument, Likeness, Request, Searcher, Sort};

/// Queries of each kind.
const QUERIES: usize = 200;

fn main() -> anyhow::Result<()> {
    let folders: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    anyhow::ensure!(
        !folders.is_empty(),
        "name folders of postmortems: cargo bench --bench search -- FOLDER…"
    );
    folders.iter().try_for_each(|folder| measure(Path::new(folder)))
}

fn measure(folder: &Path) -> anyhow::Result<()> {
    let work = std::env::temp_dir().join(format!("whybook-search-{}", std::process::id()));
    let measured = measure_in(folder, &work);
    let removed = std::fs::remove_dir_all(&work);
    measured?;
    removed.with_context(|| format!("cannot remove {}", work.display()))
}

fn measure_in(folder: &Path, work: &Path) -> anyhow::Result<()> {
    let (taxonomy, _) = library::taxonomy(&whybook::config::Config::default())?;
    let library =
        Library::read(folder, &Selection::default(), &Policy::everything(), &Tagger::new(&taxonomy), |_| ())?;
    let text: usize = library.incidents.iter().map(|incident| incident.source.text.len()).sum();
    let vocabulary = index::vocabulary(&taxonomy, None)?;
    let begun = Instant::now();
    let documents = index::build_documents(&library.incidents);
    drop(library);
    let sample = Sample::of(&documents);
    let count = documents.len();
    let (generation, _) = index::Draft::new(documents, &vocabulary)?.write(work)?;
    generation.publish()?;
    let seconds = begun.elapsed().as_secs_f64();
    let (size, share) = (generation.bytes as f64 / 1e6, 100.0 * generation.bytes as f64 / text as f64);
    println!("\n{}: {count} incidents, {:.1} MB of text", folder.display(), text as f64 / 1e6);
    println!("index: {seconds:.2} s, {size:.1} MB, {share:.0} % of the text\n");
    println!("| kind of query | example | hits, median | median ms | p99 ms |");
    println!("|---|---|--:|--:|--:|");
    let searcher = index::open(work)?;
    let mut all = Vec::new();
    for (kind, queries) in sample.queries() {
        all.extend(ask(&searcher, kind, &queries)?);
    }
    all.sort_by(f64::total_cmp);
    println!("| **all of these** | | | {:.2} | {:.2} |", at(&all, 0.5), at(&all, 0.99));
    similar(&searcher, &sample)
}

/// Asks the queries of one kind; their times in milliseconds.
fn ask(searcher: &Searcher, kind: &str, queries: &[String]) -> anyhow::Result<Vec<f64>> {
    let mut took = Vec::new();
    let mut hits = Vec::new();
    // Once over first: the pages of the index file are then in memory.
    for warm in [true, false] {
        for query in queries {
            let request =
                Request { query, sort: Sort::Relevance, limit: 10, offset: 0, today: None, facets: true };
            let begun = Instant::now();
            let results = searcher.search(&request)?;
            if !warm {
                took.push(begun.elapsed().as_secs_f64() * 1e3);
                hits.push(results.total as f64);
            }
        }
    }
    took.sort_by(f64::total_cmp);
    hits.sort_by(f64::total_cmp);
    let example: String = queries.first().map_or("", String::as_str).chars().take(60).collect();
    println!(
        "| {kind} | `{}` | {} | {:.2} | {:.2} |",
        example.replace('|', "/"),
        at(&hits, 0.5),
        at(&took, 0.5),
        at(&took, 0.99)
    );
    Ok(took)
}

fn similar(searcher: &Searcher, sample: &Sample) -> anyhow::Result<()> {
    let mut took = Vec::new();
    for text in &sample.texts {
        let likeness = Likeness { text: text.clone(), ..Likeness::default() };
        let begun = Instant::now();
        searcher.similar(&likeness, 5)?;
        took.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    took.sort_by(f64::total_cmp);
    println!("| similar to a write-up | | | {:.2} | {:.2} |", at(&took, 0.5), at(&took, 0.99));
    Ok(())
}

fn at(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted.get(((sorted.len() as f64 * share) as usize).min(last)).copied().unwrap_or_default()
}

/// What queries are made of: incidents spread over the whole set.
struct Sample {
    texts: Vec<String>,
    services: Vec<String>,
    causes: Vec<String>,
    years: Vec<String>,
}

impl Sample {
    fn of(documents: &[IncidentDocument]) -> Self {
        let step = (documents.len() / QUERIES).max(1);
        let some = || documents.iter().step_by(step).take(QUERIES);
        let first = |list: Option<String>, other: &str| list.unwrap_or_else(|| other.to_owned());
        Self {
            texts: some().map(|one| format!("{}\n{}\n{}", one.title, one.root_cause, one.body)).collect(),
            services: some()
                .map(|one| first(one.services.first().cloned(), "api").replace(' ', "-"))
                .collect(),
            causes: some()
                .map(|one| first(one.causes.first().map(|cause| cause.id.clone()), "dns"))
                .collect(),
            years: some().map(|one| first(one.date.map(|date| date.year().to_string()), "2023")).collect(),
        }
    }

    /// The words of a text that a person would type, one after the other from a place that differs by text.
    fn words(&self, at: usize, count: usize) -> String {
        let text = self.texts.get(at).map_or("", String::as_str);
        let words: Vec<&str> = text
            .split_whitespace()
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
            .filter(|word| word.len() > 3 && word.chars().all(char::is_alphabetic))
            .collect();
        let start = (at * 7919) % words.len().saturating_sub(count).max(1);
        words.iter().skip(start).take(count).copied().collect::<Vec<_>>().join(" ")
    }

    /// A line of the text as another system would log it: with other digits.
    fn line(&self, at: usize) -> String {
        let text = self.texts.get(at).map_or("", String::as_str);
        let lines: Vec<&str> =
            text.lines().filter(|line| line.len() > 40 && line.contains([':', '='])).collect();
        let line = lines.get((at * 7919) % lines.len().max(1)).copied().unwrap_or(text);
        let digit =
            |c: char| if c.is_ascii_digit() { char::from(b'0' + (c as u8 - b'0' + 3) % 10) } else { c };
        line.chars().take(400).map(digit).collect()
    }

    fn queries(&self) -> Vec<(&'static str, Vec<String>)> {
        let each = |make: &dyn Fn(usize) -> String| (0..self.texts.len()).map(make).collect::<Vec<_>>();
        let cut = |word: String, from: usize| word.chars().take(from).collect::<String>();
        vec![
            ("one word", each(&|at| self.words(at, 1))),
            ("three words", each(&|at| self.words(at, 3))),
            ("service and symptom", each(&|at| format!("{} {}", self.services[at], self.words(at, 2)))),
            ("identifier", each(&|at| self.services[at].clone())),
            ("phrase", each(&|at| format!("\"{}\"", self.words(at, 2)))),
            (
                "boolean",
                each(&|at| format!("{} OR {} -{}", self.words(at, 1), self.words(at, 2), self.causes[at])),
            ),
            ("fields", each(&|at| format!("cause:{} date:{}", self.causes[at], self.years[at]))),
            ("fields and words", each(&|at| format!("service:{} {}", self.services[at], self.words(at, 2)))),
            ("ranges", each(&|at| format!("date:>{} duration:>1h", self.years[at]))),
            ("beginning", each(&|at| format!("{}*", cut(self.words(at, 1), 4)))),
            ("near spelling", each(&|at| format!("{}~1", self.words(at, 1)))),
            ("misspelt", each(&|at| format!("{}q", self.words(at, 1)))),
            ("pasted line", each(&|at| self.line(at))),
            ("everything", each(&|_| String::new())),
        ]
    }
}
