//! Front matter that a file lacks: from its record to an edit of its bytes. Pure: nothing is written here.
//!
//! An edit is one insertion, so nothing else of the file can change. Its effect is verified: the edited
//! bytes are read again, and a key with which the record would say anything else than before is left out.

mod bytes;
mod diff;
mod facts;
mod insertion_point;
mod serialize;

use serde_json::Value;

use crate::classify::taxonomy::Taxonomy;
use crate::extract::Incident;
use crate::extract::fields::front_matter::canonical;
use crate::postmortem::Postmortem;
use crate::source::SourceFile;

pub use diff::{DiffLine, LineChange};
use facts::SuggestedFact;
use insertion_point::Insertion;
pub use serialize::scalar;

/// Keys that a file lacks, and where they go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Names of the keys, in the order of writing.
    pub keys: Vec<&'static str>,
    /// What goes where in the text.
    insertion: Insertion,
    /// Byte of the file where it goes.
    at: usize,
    /// It in the encoding of the file.
    inserted: Vec<u8>,
}

impl Edit {
    /// The bytes of the file with the keys in them.
    pub fn apply(&self, bytes: &[u8]) -> Vec<u8> {
        let (before, after) = bytes.split_at(self.at.min(bytes.len()));
        [before, &self.inserted, after].concat()
    }

    /// The edit as the lines of a unified diff, without the names of the files.
    pub fn diff(&self, source: &SourceFile) -> Vec<DiffLine> {
        diff::lines(&source.text, &self.insertion)
    }
}

/// The keys that the front matter of a file lacks and its record can fill; `None` where it lacks none of those.
/// `bytes` are those of the file, `taxonomy` is
/// that of its causes, and `reread` makes a record of other ones as it was made of them.
///
/// # Errors
/// Why this front matter cannot be added to, in words that follow its path.
pub fn suggest(
    incident: &Incident,
    bytes: &[u8],
    taxonomy: &Taxonomy,
    reread: impl Fn(&[u8]) -> Option<Postmortem>,
) -> Result<Option<Edit>, &'static str> {
    if incident.record.findings.iter().any(|finding| REFUSED.contains(&finding.rule)) {
        return Err("its front matter cannot be parsed; fix it first");
    }
    let suggester = Suggester { incident, bytes, reread, before: Told::of(&incident.record) };
    let (mut kept, mut record): (Vec<SuggestedFact>, _) = (Vec::new(), incident.record.clone());
    loop {
        let fresh = facts::missing(&record, taxonomy, |key| {
            key_of(&incident.source, key).is_some() || kept.iter().any(|fact| fact.key == key)
        });
        if incident.source.cut && !fresh.is_empty() {
            return Err("only its first 4 MiB are read, so what they say is not written down");
        }
        let known = kept.len();
        if let Some((all, after)) = suggester.try_with(&kept, &fresh)? {
            (kept, record) = (all, after);
        } else {
            for fact in &fresh {
                if let Some((more, after)) = suggester.try_with(&kept, std::slice::from_ref(fact))? {
                    (kept, record) = (more, after);
                }
            }
        }
        // What is known once a key is written may allow for another.
        if kept.len() == known {
            return if kept.is_empty() { Ok(None) } else { suggester.edit(&kept).map(Some) };
        }
    }
}

/// Findings that say that a file's front matter was not used.
const REFUSED: [&str; 4] = ["front-matter-syntax", "yaml-alias", "unclosed-front-matter", "no-mapping"];

/// The key that the author has for a field of the record, as written, with or without a value.
pub fn key_of<'a>(source: &'a SourceFile, field: &str) -> Option<&'a str> {
    let block = source.front_matter.as_ref()?;
    let mut keys = block.entries.iter().map(|entry| &entry.key).chain(&block.empty);
    keys.find(|key| canonical(key) == Some(field)).map(String::as_str)
}

struct Suggester<'a, R> {
    incident: &'a Incident,
    bytes: &'a [u8],
    reread: R,
    before: Told,
}

impl<R: Fn(&[u8]) -> Option<Postmortem>> Suggester<'_, R> {
    /// The kept and the fresh facts together with the record that they make, if no other fact changes.
    fn try_with(
        &self,
        kept: &[SuggestedFact],
        fresh: &[SuggestedFact],
    ) -> Result<Option<(Vec<SuggestedFact>, Postmortem)>, &'static str> {
        if fresh.is_empty() {
            return Ok(None);
        }
        let mut all: Vec<SuggestedFact> = kept.iter().chain(fresh).cloned().collect();
        all.sort_by_key(|fact| facts::rank(fact.key));
        let edited = self.edit(&all)?.apply(self.bytes);
        let after = (self.reread)(&edited).filter(|after| self.before.is_told_by(after));
        Ok(after.map(|after| (all, after)))
    }

    fn edit(&self, facts: &[SuggestedFact]) -> Result<Edit, &'static str> {
        let source = &self.incident.source;
        let insertion = insertion_point::insertion(source, facts)?;
        let at = bytes::offset(self.bytes, &source.text, insertion.at);
        let inserted = bytes::encode(self.bytes, &insertion.text);
        Ok(Edit { keys: facts.iter().map(|fact| fact.key).collect(), insertion, at, inserted })
    }
}

/// The facts of a record without their sources and lines, and the rules that it breaks.
struct Told {
    facts: Value,
    broken: Vec<&'static str>,
}

impl Told {
    fn of(record: &Postmortem) -> Self {
        let mut facts = serde_json::to_value(record).unwrap_or_default();
        if let Some(fields) = facts.as_object_mut() {
            fields.retain(|name, _| name != "provenance" && name != "findings");
        }
        without_places(&mut facts);
        Self { facts, broken: record.findings.iter().map(|finding| finding.rule).collect() }
    }

    /// Whether another record says the same and breaks no rule more often.
    fn is_told_by(&self, record: &Postmortem) -> bool {
        let other = Self::of(record);
        let count = |rules: &[&str], rule| rules.iter().filter(|broken| **broken == rule).count();
        self.facts == other.facts
            && other.broken.iter().all(|rule| count(&other.broken, *rule) <= count(&self.broken, *rule))
    }
}

/// Removes lines, sources and confidence: a written fact has others.
fn without_places(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            let is_tag = fields.contains_key("evidence");
            let of_places = |name: &str| matches!(name, "line" | "evidence" | "declared" | "source");
            fields.retain(|name, _| !(of_places(name) || is_tag && name == "score"));
            fields.values_mut().for_each(without_places);
        }
        Value::Array(items) => items.iter_mut().for_each(without_places),
        _ => {}
    }
}
