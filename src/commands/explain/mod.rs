//! `whybook explain`: the extracted facts and tags of postmortems with their source lines, or how the tags were decided.

mod why;

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use whybook::classify::Tagger;
use whybook::config::{Config, Publish};
use whybook::diagnostic::{Diagnostic, draw};
use whybook::disclosure::{Policy, WithholdingReason};
use whybook::extract::Incident;
use whybook::library::{self, Library};
use whybook::postmortem::fields::{self, Explain, Field};
use whybook::postmortem::{CauseTag, Moment, Postmortem, Provenance, Source};
use whybook::source::Selection;
use whybook::terms;

use crate::cli::{ExplainArgs, ExplainFormat};

/// Longest excerpt of a text fact or a source line, in characters.
const EXCERPT: usize = 100;

/// Explains files and folders in the order they are named.
///
/// # Errors
/// If a path does not exist, a folder cannot be opened, or the answer cannot be written.
pub(crate) fn run(args: &ExplainArgs) -> anyhow::Result<ExitCode> {
    let config = super::config(args.config.as_deref())?;
    let (taxonomy, _) = super::taxonomy(&config)?;
    let (tagger, _) = super::tagger(&config, &taxonomy)?;
    let own = Selection::of(&config);
    let content = config.content.clone();
    let policy = Policy::of(&Config { publish: Publish::Public, ..config }, jiff::Timestamp::now());
    let mut out = io::BufWriter::new(io::stdout().lock());
    let form = Form { format: args.format, why: args.why };
    for path in &args.paths {
        // What the site says of its files goes for no other folder.
        let is_content = std::fs::canonicalize(path).ok() == std::fs::canonicalize(&content).ok();
        let selection = if is_content { own.clone() } else { own.elsewhere() };
        let written = explain(path, &selection, (&policy, &tagger), form, &mut out)?;
        if !super::ignore_broken_pipe(written.and_then(|()| out.flush()))? {
            break;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What is shown of each postmortem.
#[derive(Clone, Copy)]
struct Form {
    format: ExplainFormat,
    /// Whether it is how the causes were decided.
    why: bool,
}

/// The outer error is one of the file or folder, the inner one of the output.
fn explain(
    path: &Path,
    selection: &Selection,
    (policy, tagger): (&Policy, &Tagger),
    form: Form,
    out: &mut impl io::Write,
) -> anyhow::Result<io::Result<()>> {
    if path.is_dir() {
        let library = Library::read(path, selection, &Policy::everything(), tagger, |_| {})?;
        super::show_skipped(&library.skipped);
        return Ok(show_all(&library.incidents, &library.folded(), (policy, tagger), form, out));
    }
    anyhow::ensure!(path.exists(), "cannot read {}: no such file or folder", path.display());
    let relative = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let (incidents, diagnostics) = library::read_file(path, &relative, tagger);
    Ok(show_all(&incidents, &diagnostics, (policy, tagger), form, out))
}

/// Shows incidents with the findings about each, and reports those about none of them; both in the order of paths.
fn show_all(
    incidents: &[Incident],
    diagnostics: &[Diagnostic],
    read_with: (&Policy, &Tagger),
    form: Form,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let mut rest = diagnostics;
    for of_file in incidents.chunk_by(|a, b| a.source.relative == b.source.relative) {
        let Some(first) = of_file.first() else { continue };
        let path = &first.source.relative;
        let from = rest.partition_point(|diagnostic| diagnostic.path < *path);
        let to = rest.partition_point(|diagnostic| diagnostic.path <= *path);
        report(&rest[..from]);
        let of_path = &rest[from..to];
        let about_none = of_path.iter().filter(|found| !of_file.iter().any(|one| one.source.concerns(found)));
        report(&about_none.cloned().collect::<Vec<_>>());
        for incident in of_file {
            let own = of_path.iter().filter(|found| incident.source.concerns(found));
            show(incident, &own.cloned().collect::<Vec<_>>(), read_with, form, out)?;
        }
        rest = &rest[to..];
    }
    report(rest);
    Ok(())
}

/// Findings of files that are not shown.
fn report(diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        eprint!("{}", draw::human(diagnostic, None, super::colour(&io::stderr())));
    }
}

fn show(
    incident: &Incident,
    diagnostics: &[Diagnostic],
    (policy, tagger): (&Policy, &Tagger),
    form: Form,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let candidates = if form.why { library::candidates(incident, tagger) } else { Vec::new() };
    match form.format {
        ExplainFormat::Jsonl if form.why => {
            serde_json::to_writer(&mut *out, &why::Explained::of(&incident.record, &candidates))?;
            out.write_all(b"\n")
        }
        ExplainFormat::Jsonl => {
            serde_json::to_writer(&mut *out, &incident.record)?;
            out.write_all(b"\n")
        }
        ExplainFormat::Human if form.why => {
            out.write_all(why::page(incident, &candidates, diagnostics).as_bytes())
        }
        ExplainFormat::Human => {
            let mut page = ExplainedPage { incident, text: String::new() };
            let (reason, unsure) = policy.reason(&incident.source);
            let reason = reason.or_else(|| library::unpublished(&incident.record));
            let diagnostics: Vec<Diagnostic> = diagnostics.iter().cloned().chain(unsure).collect();
            page.write(reason.as_ref(), &diagnostics);
            out.write_all(page.text.as_bytes())
        }
    }
}

struct ExplainedPage<'a> {
    incident: &'a Incident,
    text: String,
}

impl ExplainedPage<'_> {
    fn write(&mut self, withheld: Option<&WithholdingReason>, diagnostics: &[Diagnostic]) {
        let record = &self.incident.record;
        self.line(&format!("━━ {}", draw::printable(&record.path)));
        let judgement = &self.incident.source.judgement;
        if let Some((reason, detail)) = judgement.reason_against() {
            let detail = if detail.is_empty() { detail } else { format!(": {}", draw::printable(&detail)) };
            self.line(&format!("  skipped by builds ({reason}{detail})"));
        }
        if let Some(reason) = withheld {
            self.line(&format!("  withheld from public builds ({})", draw::printable(&reason.to_string())));
        }
        for fact in facts(record) {
            self.fact(&fact, record.provenance.get(fact.source));
            if fact.source == "kind" {
                let _ = writeln!(self.text, "  {:<24} ╰ {}", "", draw::printable(&judgement.reason));
            }
        }
        self.causes(terms::name("causes"), &record.causes);
        if !record.suggestions.is_empty() {
            self.causes(&format!("{}, not counted", terms::name("suggestions")), &record.suggestions);
        }
        self.timeline();
        self.actions();
        for diagnostic in diagnostics {
            self.text.push_str(&draw::human(
                diagnostic,
                Some(&self.incident.source.text),
                super::colour(&io::stdout()),
            ));
        }
        self.text.push('\n');
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn row(&mut self, name: &str, value: &str) {
        let _ = writeln!(self.text, "  {name:<24} {value}");
    }

    fn fact(&mut self, fact: &ExplainedFact, provenance: Option<&Provenance>) {
        self.row(&fact.name, &fact.value);
        let Some(provenance) = provenance else { return };
        match (provenance.source, provenance.line) {
            (Source::Derived, _) => {
                let _ = writeln!(self.text, "  {:<24} ╰ from {}", "", derived_from(provenance));
            }
            (Source::FileName, _) => {
                let _ = writeln!(self.text, "  {:<24} ╰ from the file name", "");
            }
            (_, Some(line)) => self.source_line(line, provenance.text.as_deref().unwrap_or("")),
            (_, None) => {}
        }
    }

    /// The line of the file, with a mark under the words.
    fn source_line(&mut self, line: u32, words: &str) {
        let source = &self.incident.source;
        let range = source.lines.line_range(&source.text, line);
        let whole = draw::printable(source.text.get(range).unwrap_or("").trim()).into_owned();
        let first = words.lines().next().unwrap_or("").trim();
        let at = whole.find(first).filter(|_| !first.is_empty());
        let from = at.map_or(0, |at| clip_start(&whole, at));
        let shown = excerpt(&whole[from..]);
        let _ = writeln!(self.text, "  {:<24} ╰ {line:>4} │ {shown}", "");
        if let Some(at) = at {
            let lead = whole[from..at].chars().count();
            let marks = first.chars().count().min(shown.chars().count().saturating_sub(lead));
            if marks > 0 && first.len() < whole.len() {
                let _ =
                    writeln!(self.text, "  {:<24}        │ {}{}", "", " ".repeat(lead), "~".repeat(marks));
            }
        }
    }

    fn causes(&mut self, name: &str, tags: &[CauseTag]) {
        if tags.is_empty() {
            self.row(name, "none found: untagged");
            return;
        }
        self.line(&format!("  {name}"));
        for tag in tags {
            let primary = if tag.primary { ", primary" } else { "" };
            let origin = if tag.declared {
                "declared in front matter".to_owned()
            } else {
                format!("extracted from text, confidence {:.2}", tag.score)
            };
            self.line(&format!("    {} ({}{primary}; {origin})", tag.id, terms::role(tag.role)));
            for evidence in &tag.evidence {
                let phrase = evidence.phrases.first().map_or("", String::as_str);
                self.source_line(evidence.line, phrase);
            }
        }
    }

    fn timeline(&mut self) {
        let entries = &self.incident.record.timeline;
        if entries.is_empty() {
            return;
        }
        self.row(
            terms::name("timeline"),
            &format!("{} {}", entries.len(), if entries.len() == 1 { "entry" } else { "entries" }),
        );
        for entry in entries {
            let date = entry.date.map(|date| date.to_string()).unwrap_or_default();
            let time = entry.time.map(|time| time.strftime("%H:%M").to_string()).unwrap_or_default();
            let _ =
                writeln!(self.text, "    {:>4} │ {date:<10} {time:<5} {}", entry.line, excerpt(&entry.text));
        }
    }

    fn actions(&mut self) {
        let actions = &self.incident.record.actions;
        if actions.is_empty() {
            return;
        }
        self.row(terms::name("actions"), &actions.len().to_string());
        for action in actions {
            let mut facts = Vec::new();
            facts.extend(action.owner.as_ref().map(|owner| format!("owner {owner}")));
            facts.extend(action.due.map(|due| format!("due {due}")));
            facts.extend(action.status.map(|status| terms::action_status(Some(status)).to_owned()));
            let facts = if facts.is_empty() { String::new() } else { format!(" [{}]", facts.join(", ")) };
            let _ = writeln!(self.text, "    {:>4} │ {}{facts}", action.line, excerpt(&action.text));
        }
    }
}

/// The facts that a fact was derived from.
fn derived_from(provenance: &Provenance) -> String {
    provenance.from.iter().map(|key| terms::name(key).to_lowercase()).collect::<Vec<_>>().join(" and ")
}

/// A fact as it is shown.
struct ExplainedFact {
    name: String,
    value: String,
    /// Its name in the record's provenance.
    source: &'static str,
}

/// The facts in the order of the table of fields; the main ones are listed even if the text does not state them.
fn facts(record: &Postmortem) -> Vec<ExplainedFact> {
    let shown = fields::facts().filter(|field| field.explain != Explain::Never);
    let fact = |field: &'static Field| {
        let is_main = field.explain == Explain::Always;
        let value = value(record, field).or_else(|| is_main.then(|| "not stated".to_owned()))?;
        let (name, source) = match field.key.as_str() {
            // The days and clock times of these moments have rows of their own, with their sources.
            "start" | "end" => (format!("{} (UTC)", field.name), ""),
            // All parts of the impact have one source.
            key if key.starts_with("impact.") => (field.name.clone(), "impact"),
            _ => (field.name.clone(), field.record()),
        };
        let from = terms::counted_from(field.record()).map_or(String::new(), |from| format!(" ({from})"));
        Some(ExplainedFact { name, value: format!("{}{from}", excerpt(&value)), source })
    };
    shown.filter_map(fact).collect()
}

fn value(record: &Postmortem, field: &Field) -> Option<String> {
    let clocked = record.start_time.is_some() || record.end_time.is_some();
    let utc = |moment: Option<Moment>| {
        let utc = moment.filter(|moment| moment.utc_offset_minutes != Some(0))?.utc()?;
        Some(format!("{} UTC", utc.strftime("%Y-%m-%d %H:%M")))
    };
    match field.key.as_str() {
        "timezone" => match record.utc_offset_minutes {
            Some(offset) => Some(format!("{offset:+}")),
            None => clocked.then(|| "no zone stated: times are local".to_owned()),
        },
        "start" => utc(record.start),
        "end" => utc(record.end),
        "windows" => {
            let windows = record.windows.iter().map(|window| format!("{} to {}", window.start, window.end));
            Some(windows.collect::<Vec<_>>().join(", ")).filter(|windows| !windows.is_empty())
        }
        "duration" => record.duration_minutes.map(terms::duration),
        "time_to_detect" => record.time_to_detect_minutes.map(terms::duration),
        "time_to_mitigate" => record.time_to_mitigate_minutes.map(terms::duration),
        "time_to_resolve" => record.time_to_resolve_minutes.map(terms::duration),
        "detected_by" => Some(terms::detected_by(record.detected_by).to_owned()),
        "severity" => record.severity.as_ref().map(|severity| severity.raw.clone()),
        "impact_percent" => record.impact_percent.map(|percent| format!("{percent} %")),
        "status" => record.status.map(|status| terms::status(status).to_owned()),
        "kind" => Some(terms::kind(record.kind).to_owned()),
        _ => record.written(field.record(), ", "),
    }
}

/// Where an excerpt starts so that the words at `at` are in it: at the beginning of a word.
fn clip_start(whole: &str, at: usize) -> usize {
    if whole[..at].chars().count() <= EXCERPT / 2 {
        return 0;
    }
    let near = whole[..at].char_indices().rev().nth(EXCERPT / 3).map_or(0, |(start, _)| start);
    whole[near..at].find(' ').map_or(near, |space| near + space + 1)
}

fn excerpt(text: &str) -> String {
    let text = draw::printable(text.lines().next().unwrap_or("")).into_owned();
    match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text,
    }
}
