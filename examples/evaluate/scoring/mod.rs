//! How records agree with what a careful reader took from the same files.
//!
//! The only scoring code of the project: `cargo run --example evaluate` prints what it counts, and `tests/suite` includes
//! it to assert floors. `docs/evaluation.md` tells what the numbers mean.

pub(crate) mod causes;
pub(crate) mod facts;
pub(crate) mod report;

use std::collections::BTreeMap;

use anyhow::Context;
use serde::Deserialize;
use serde_json::{Map, Value};

/// What a reader took from one file.
#[derive(Debug, Deserialize)]
pub(crate) struct Label {
    /// The file, relative to the folder of the texts.
    pub path: String,
    /// Its causes, primary first.
    #[serde(default)]
    causes: Vec<String>,
    /// Causes that another reader could defend: neither a hit nor a false alarm.
    #[serde(default)]
    also_accepted: Vec<String>,
    /// Causes that are named in the text and were none.
    #[serde(default)]
    not_causes: Vec<String>,
    /// Further values to accept, by field.
    #[serde(default)]
    alternatives: BTreeMap<String, Vec<Value>>,
    /// Every other field, a fact each; what is left out is not asked for.
    #[serde(flatten)]
    facts: Map<String, Value>,
}

/// The labels of a file with one JSON object a line.
///
/// # Errors
/// If a line is no label; the error names it.
pub(crate) fn labels(text: &str) -> anyhow::Result<Vec<Label>> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let label = |(number, line)| serde_json::from_str(line).with_context(|| format!("line {}", number + 1));
    lines.map(label).collect()
}

/// All that is counted over a set of labelled files.
#[derive(Debug, Default)]
pub(crate) struct Evaluation {
    /// Files counted.
    pub files: usize,
    /// How the causes agree.
    pub causes: causes::Counts,
    /// How each fact agrees, in the order of [`facts::FIELDS`].
    pub facts: BTreeMap<&'static str, facts::Counts>,
    /// What differs: the file, and what about it.
    pub differences: Vec<(String, String)>,
    /// Causes that the labels did not look for: where a label does not name one, finding it proves nothing.
    not_looked_for: Vec<String>,
}

impl Evaluation {
    /// An evaluation against labels that leave these causes open unless they name them.
    pub(crate) fn leaving_open(not_looked_for: Vec<String>) -> Self {
        Self { not_looked_for, ..Self::default() }
    }

    /// Counts one file. `record` has the names of the public contract, as `whybook explain --format jsonl` writes it.
    pub(crate) fn add(&mut self, label: &Label, record: &Value) {
        self.files += 1;
        let mut differences = self.causes.add(label, record, &self.not_looked_for);
        differences.extend(facts::add(&mut self.facts, label, record));
        self.differences.extend(differences.into_iter().map(|what| (label.path.clone(), what)));
    }
}
