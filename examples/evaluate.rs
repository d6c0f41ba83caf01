//! Scores the tagger against labelled write-ups:
//!
//! ```sh
//! cargo run --release --example evaluate -- LABELS TEXTS_FOLDER [--verbose] [--why PATH] [--from PATH] [--until PATH]
//! ```
//!
//! LABELS has one JSON object a line; its `path` is relative to TEXTS_FOLDER. `--from` and `--until` score a part of
//! the files only, so that rules can be made on one part and judged on the other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;
use whybook::classify::{Declared, Tagger, taxonomy::Taxonomy};
use whybook::extract::{Incident, document, front_matter};
use whybook::postmortem::Postmortem;
use whybook::source::load;

/// Leaves that came into the taxonomy after the labels: finding one that a label does not name proves nothing.
const NOT_LOOKED_FOR: [&str; 8] = [
    "cache", "queue-backlog", "bad-input", "scheduled-job", "storage-io", "orchestration", "lock-contention",
    "vulnerability",
];

#[derive(Deserialize)]
struct Label {
    path: String,
    #[serde(default)]
    causes: Vec<String>,
    #[serde(default)]
    also_accepted: Vec<String>,
    #[serde(default)]
    not_causes: Vec<String>,
    #[serde(default)]
    alternatives: BTreeMap<String, serde_json::Value>,
}

impl Label {
    /// Whether a primary cause is right: the label's first, or one that it accepts in its place.
    fn accepts_primary(&self, id: &str) -> bool {
        let others = self.alternatives.get("primary").and_then(|value| value.as_array());
        self.causes.first().is_some_and(|first| first == id)
            || others.is_some_and(|all| all.iter().any(|other| other.as_str() == Some(id)))
    }
}

/// Hits, false alarms and misses of one cause.
#[derive(Default, Clone, Copy)]
struct Count {
    hit: usize,
    alarm: usize,
    miss: usize,
}

impl Count {
    fn scores(self) -> (f64, f64, f64) {
        let share = |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
        let (precision, recall) =
            (share(self.hit, self.hit + self.alarm), share(self.hit, self.hit + self.miss));
        (precision, recall, share(2 * self.hit, 2 * self.hit + self.alarm + self.miss))
    }
}

#[derive(Default)]
struct Sums {
    files: usize,
    tags: usize,
    by_cause: BTreeMap<String, Count>,
    primaries: usize,
    primaries_right: usize,
    ruled_out: usize,
    ruled_out_taken: usize,
    sure: usize,
    sure_right: usize,
}

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let after = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).map(String::as_str)
    };
    let [labels, folder] = arguments.get(..2).unwrap_or_default() else {
        anyhow::bail!(
            "usage: evaluate LABELS TEXTS_FOLDER [--verbose] [--why PATH] [--from PATH] [--until PATH]"
        );
    };
    let verbose = arguments.iter().any(|argument| argument == "--verbose");
    let text = std::fs::read_to_string(labels).with_context(|| format!("cannot read {labels}"))?;
    let tagger = Tagger::new(&Taxonomy::embedded());
    let mut sums = Sums::default();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let label: Label =
            serde_json::from_str(line).with_context(|| format!("{labels}:{} is no label", number + 1))?;
        if after("--from").is_some_and(|from| label.path.as_str() < from)
            || after("--until").is_some_and(|until| label.path.as_str() >= until)
        {
            continue;
        }
        let mut incident = read(Path::new(folder), &label.path)?;
        if after("--why") == Some(&label.path) {
            print_candidates(&tagger, &incident);
        }
        let declared = declared(&incident);
        tagger.classify(&mut incident, &declared);
        let differences = sums.add(&label, &incident.record);
        if verbose && !differences.is_empty() {
            println!("{}\n{differences}", label.path);
        }
    }
    sums.print(verbose);
    Ok(())
}

fn read(folder: &Path, path: &str) -> anyhow::Result<Incident> {
    let (source, _) = load(&folder.join(path), path);
    let source = *source.with_context(|| format!("{path} in {} cannot be read", folder.display()))?;
    let document = document::parse(&source);
    let mut record = Postmortem { path: path.to_owned(), ..Postmortem::default() };
    let stated = front_matter::Stated::read(&source);
    front_matter::apply(&stated, &source, &mut record);
    Ok(Incident { record, source, document })
}

fn declared(incident: &Incident) -> Declared {
    let stated = front_matter::Stated::read(&incident.source);
    let placed = |names: Vec<(String, std::ops::Range<usize>)>| {
        let place = |range| incident.source.lines.span(&incident.source.text, range);
        names.into_iter().map(|(name, range)| (name, place(range))).collect()
    };
    Declared { causes: placed(stated.causes()), tags: placed(stated.tags()) }
}

impl Sums {
    /// Counts a file; returns what is different from its label, a line each.
    fn add(&mut self, label: &Label, record: &Postmortem) -> String {
        let mut differences = String::new();
        let mut differs = |what: String| {
            differences.push_str("    ");
            differences.push_str(&what);
            differences.push('\n');
        };
        let found: BTreeSet<&str> = record.causes.iter().map(|tag| tag.id.as_str()).collect();
        self.files += 1;
        self.tags += found.len();
        for tag in &record.causes {
            let id = tag.id.as_str();
            let right = label.causes.iter().any(|cause| cause == id);
            let ruled_out = label.not_causes.iter().any(|cause| cause == id);
            let open = label.also_accepted.iter().any(|cause| cause == id)
                || NOT_LOOKED_FOR.contains(&id) && !ruled_out;
            let evidence = tag.evidence.first().map_or("", |evidence| evidence.text.as_str());
            let sure = tag.score > 0.9 && (right || !open);
            self.sure += usize::from(sure);
            self.sure_right += usize::from(sure && right);
            if right {
                self.by_cause.entry(id.to_owned()).or_default().hit += 1;
            } else if !open {
                self.by_cause.entry(id.to_owned()).or_default().alarm += 1;
                let kind = if ruled_out { "ruled out" } else { "not so" };
                differs(format!("{kind}: {id} {:.2}: {evidence}", tag.score));
            }
        }
        for cause in label.causes.iter().filter(|cause| !found.contains(cause.as_str())) {
            self.by_cause.entry(cause.clone()).or_default().miss += 1;
            let suggested = record.suggestions.iter().find(|tag| tag.id == *cause);
            let score = suggested.map_or(String::new(), |tag| format!(" (suggested, {:.2})", tag.score));
            differs(format!("missed: {cause}{score}"));
        }
        self.ruled_out += label.not_causes.len();
        self.ruled_out_taken +=
            label.not_causes.iter().filter(|cause| found.contains(cause.as_str())).count();
        if let Some(first) = label.causes.first() {
            self.primaries += 1;
            let primary = record.primary_cause().map_or("none", |tag| tag.id.as_str());
            if label.accepts_primary(primary) {
                self.primaries_right += 1;
            } else {
                differs(format!("primary: {primary} in place of {first}"));
            }
        }
        differences
    }

    fn print(&self, verbose: bool) {
        let mut all = Count::default();
        let mut macro_sum = 0.0;
        for (id, count) in &self.by_cause {
            all = Count {
                hit: all.hit + count.hit,
                alarm: all.alarm + count.alarm,
                miss: all.miss + count.miss,
            };
            macro_sum += count.scores().2;
            if verbose {
                let (precision, recall, f1) = count.scores();
                println!(
                    "{id:24} precision {precision:.2} recall {recall:.2} F1 {f1:.2} (hit {}, alarm {}, miss {})",
                    count.hit, count.alarm, count.miss
                );
            }
        }
        let (precision, recall, f1) = all.scores();
        println!(
            "files        {} ({:.2} tags each)",
            self.files,
            self.tags as f64 / self.files.max(1) as f64
        );
        println!("causes       precision {precision:.3}, recall {recall:.3}, micro-F1 {f1:.3}");
        println!(
            "macro-F1     {:.3} over {} causes",
            macro_sum / self.by_cause.len().max(1) as f64,
            self.by_cause.len()
        );
        println!("primary      {} of {} right", self.primaries_right, self.primaries);
        println!("ruled out    {} of {} taken", self.ruled_out_taken, self.ruled_out);
        println!("score > 0.9  {} of {} right", self.sure_right, self.sure);
    }
}

fn print_candidates(tagger: &Tagger, incident: &Incident) {
    for candidate in tagger.candidates(incident) {
        let main = if candidate.primary { ", primary" } else { "" };
        println!(
            "{} {:.2} ({:?}{main}) {}",
            candidate.id, candidate.score, candidate.role, candidate.decision
        );
        for (sign, reasons) in [("+", &candidate.for_it), ("-", &candidate.against_it)] {
            for reason in reasons {
                let doubt = reason.doubt.map_or(String::new(), |doubt| format!(", {doubt:?}"));
                let phrases = reason.phrases.join(" | ");
                println!(
                    "   {sign} {:.2} line {} [{phrases}] {:?}{doubt}: {}",
                    reason.weight, reason.line, reason.side, reason.text
                );
            }
        }
    }
}
