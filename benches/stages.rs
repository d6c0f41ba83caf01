//! Where the time of a build goes: first reading, extracting and classifying together on all processors, then each stage
//! by itself, one file after the other, on one thread where the stage allows it. `cargo bench --bench stages -- FOLDER…`

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;
use rayon::prelude::*;
use whybook::assets::Publication;
use whybook::classify::{Declared, Tagger};
use whybook::config::{Budget, Config};
use whybook::extract::fields::front_matter::FrontMatter;
use whybook::extract::{self, Incident};
use whybook::output::Staging;
use whybook::postmortem::Postmortem;
use whybook::render::{Input, Renderer};
use whybook::source::links::LinkTargets;
use whybook::source::{self, Outcome, Selection, SourceFile};
use whybook::theme::Theme;
use whybook::trends::{Trends, related};
use whybook::{index, library, lint, site, slugs};

/// The program's own allocator, so that the shares are the program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    // Cargo passes `--bench`; one thread makes the shares those of the work, not of its schedule.
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global()?;
    let folders: Vec<PathBuf> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).map(PathBuf::from).collect();
    anyhow::ensure!(
        !folders.is_empty(),
        "name folders of postmortems: cargo bench --bench stages -- FOLDER…"
    );
    folders.iter().try_for_each(|folder| measure(folder))
}

/// Times of the stages of one folder, in their order.
#[derive(Default)]
struct Times(Vec<(&'static str, Duration)>);

impl Times {
    /// Does some work and adds its time to that of a stage.
    fn of<T>(&mut self, stage: &'static str, work: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let done = work();
        let took = begun.elapsed();
        match self.0.iter_mut().find(|(name, _)| *name == stage) {
            Some((_, time)) => *time += took,
            None => self.0.push((stage, took)),
        }
        done
    }

    fn print(&self, folder: &Path, files: usize) {
        let total: Duration = self.0.iter().map(|(_, time)| *time).sum();
        println!("\n{}: {files} incidents", folder.display());
        println!("{:<10} {:>9} {:>7} {:>10}", "stage", "ms", "share", "files/s");
        for (stage, time) in self.0.iter().chain([&("all", total)]) {
            let seconds = time.as_secs_f64().max(1e-9);
            let share = 100.0 * seconds / total.as_secs_f64().max(1e-9);
            println!("{stage:<10} {:>9.1} {share:>5.1} % {:>10.0}", seconds * 1e3, files as f64 / seconds);
        }
    }
}

fn measure(folder: &Path) -> anyhow::Result<()> {
    let work = std::env::temp_dir().join(format!("whybook-stages-{}", std::process::id()));
    let measured = measure_in(folder, &work);
    let removed = std::fs::remove_dir_all(&work);
    measured?;
    removed.with_context(|| format!("cannot remove {}", work.display()))
}

fn measure_in(folder: &Path, work: &Path) -> anyhow::Result<()> {
    let config = Config {
        content: folder.to_owned(),
        out: work.join("site"),
        index: work.join("index"),
        ..Config::default()
    };
    tag(&config)?;
    let mut times = Times::default();
    let (mut incidents, files) = read(&config, &mut times)?;
    let vocabulary = index::vocabulary(&library::taxonomy(&config)?.0, None)?;
    let documents = times.of("index", || index::build_documents(&incidents));
    index::drop_body_lines(&mut incidents);
    let generation = times.of("index", || index::Draft::new(documents, &vocabulary)?.write(&config.index))?.0;
    times.of("index", || generation.publish())?;
    build(&config, &incidents, &files, &mut times)?;
    times.print(folder, incidents.len());
    println!("index: {:.1} MB", generation.bytes as f64 / 1e6);
    Ok(())
}

/// Reads, extracts and classifies a folder on all processors, the patterns and the taxonomy compiled on the way.
fn tag(config: &Config) -> anyhow::Result<()> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let begun = Instant::now();
    let (taxonomy, _) = library::taxonomy(config)?;
    let tagger = Tagger::new(&taxonomy);
    let listing = source::find(&config.content, &Selection::default())?;
    let tagged = |found: &source::FoundFile| {
        let (Outcome::Read(source), _) = source::read(found) else { return None };
        let (mut incident, declared) = extracted(*source);
        tagger.classify(&mut incident, &declared);
        Some(incident)
    };
    let incidents: Vec<Incident> =
        pool.install(|| listing.candidates.par_iter().filter_map(tagged).collect());
    let seconds = begun.elapsed().as_secs_f64();
    let (folder, files) = (config.content.display(), incidents.len());
    println!("\n{folder}: read + extract + classify, {files} files, {threads} threads: {seconds:.2} s");
    Ok(())
}

/// Reads, extracts, classifies and lints.
fn read(config: &Config, times: &mut Times) -> anyhow::Result<(Vec<Incident>, Vec<String>)> {
    let (taxonomy, _) = library::taxonomy(config)?;
    let tagger = Tagger::new(&taxonomy);
    let listing = times.of("read", || source::find(&config.content, &Selection::default()))?;
    let mut incidents = Vec::new();
    for found in &listing.candidates {
        let (outcome, _) = times.of("read", || source::read(found));
        let Outcome::Read(source) = outcome else { continue };
        let (mut incident, declared) = times.of("extract", || extracted(*source));
        times.of("classify", || tagger.classify(&mut incident, &declared));
        incidents.push(incident);
    }
    slugs::assign(&mut incidents);
    let pages = incidents.iter().map(|incident| (incident.record.path.clone(), slugs::names(incident)));
    let targets = LinkTargets::new(pages, listing.files.iter().cloned(), None);
    times.of("lint", || {
        let site = lint::LintContext { targets: Some(&targets), services: &Default::default() };
        let found: usize = incidents.iter().map(|incident| lint::check(incident, &site).len()).sum();
        found + lint::check_all(&incidents).len()
    });
    Ok((incidents, listing.files))
}

/// The facts of one file, front matter included.
fn extracted(source: SourceFile) -> (Incident, Declared) {
    let stated = FrontMatter::read(&source);
    let declared = library::declared(&stated, &source);
    let site = extract::SiteReading {
        budget: &Budget::default(),
        language: &Default::default(),
        services: &Default::default(),
    };
    let (incident, _) = extract::extract(source, &stated, site);
    (incident, declared)
}

/// Counts, renders and writes.
fn build(config: &Config, incidents: &[Incident], files: &[String], times: &mut Times) -> anyhow::Result<()> {
    let records: Vec<&Postmortem> = incidents.iter().map(|incident| &incident.record).collect();
    let (taxonomy, _) = library::taxonomy(config)?;
    let trends = times.of("trends", || Trends::of(&records, &taxonomy, None));
    let related = times.of("related", || related::related(&records, &taxonomy));
    let theme = Theme::load(config)?;
    let glossary = site::glossary(&taxonomy);
    let renderer = times.of("render", || {
        Renderer::new(Input {
            config,
            incidents,
            logs: &[],
            files,
            repository: None,
            published: &|path: &str| Publication::As(format!("files/{path}")),
            glossary: &glossary,
            theme: &theme,
            related: &related,
            trends: &trends,
            index: "index",
            built: jiff::Timestamp::UNIX_EPOCH,
        })
    })?;
    let staging = Staging::begin(&config.out, &[])?;
    for key in renderer.pages() {
        let page = times.of("render", || renderer.render(&key))?;
        times.of("write", || staging.write(&page.file))?;
    }
    times.of("write", || staging.commit()).map(drop)
}
