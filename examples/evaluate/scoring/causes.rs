//! Causes: hits, false alarms, misses, what is taken for what, and whether scores mean what they say.

use std::collections::BTreeMap;

use serde_json::Value;
use whybook::classify::THRESHOLD;

use super::Label;

/// Hits, false alarms and misses.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Tally {
    /// Labelled and tagged.
    pub hits: usize,
    /// Tagged, and neither labelled nor left open.
    pub alarms: usize,
    /// Labelled and not tagged.
    pub misses: usize,
}

/// Tags with a score in a band, and how many of them are right.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Band {
    /// Scores from here, except that of the last band, which are above.
    pub from: f64,
    /// Tags in it, without those that the label leaves open and those that the author declares.
    pub tags: usize,
    /// Those of them that the label has.
    pub right: usize,
}

/// All counts of causes.
#[derive(Debug)]
pub(crate) struct Counts {
    /// Tags over all files.
    pub tags: usize,
    /// Every cause that a label or a record has.
    pub by_cause: BTreeMap<String, Tally>,
    /// Number of files in which the first cause was missed and the second was a false alarm.
    pub confusions: BTreeMap<(String, String), usize>,
    /// Files whose label has a cause.
    pub primaries: usize,
    /// Those of them whose primary cause is the label's, or one that it accepts in its place.
    pub primaries_right: usize,
    /// Causes that the labels rule out.
    pub ruled_out: usize,
    /// Those of them that are tagged.
    pub ruled_out_taken: usize,
    /// Scores and what they are worth, lowest band first.
    pub bands: [Band; 4],
}

impl Default for Counts {
    fn default() -> Self {
        Self {
            tags: 0,
            by_cause: BTreeMap::new(),
            confusions: BTreeMap::new(),
            primaries: 0,
            primaries_right: 0,
            ruled_out: 0,
            ruled_out_taken: 0,
            bands: [THRESHOLD, 0.6, 0.75, 0.9].map(|from| Band { from, tags: 0, right: 0 }),
        }
    }
}

/// What a label says of a tag.
#[derive(Clone, Copy, PartialEq)]
enum Judged {
    Right,
    RuledOut,
    NotSo,
    Open,
}

impl Label {
    fn judge(&self, id: &str, not_looked_for: &[String]) -> Judged {
        let among = |ids: &[String]| ids.iter().any(|other| other == id);
        if among(&self.causes) {
            Judged::Right
        } else if among(&self.not_causes) {
            Judged::RuledOut
        } else if among(&self.also_accepted) || among(not_looked_for) {
            Judged::Open
        } else {
            Judged::NotSo
        }
    }

    fn accepts_primary(&self, id: &str) -> bool {
        let others = self.alternatives.get("primary").into_iter().flatten();
        self.causes.first().is_some_and(|first| first == id) || others.into_iter().any(|other| other == id)
    }
}

impl Counts {
    /// Counts the tags of one file and returns what differs, a line each.
    pub(crate) fn add(&mut self, label: &Label, record: &Value, not_looked_for: &[String]) -> Vec<String> {
        let mut differences = Vec::new();
        let tags = list(record, "causes");
        let id = |tag: &Value| tag["id"].as_str().unwrap_or_default().to_owned();
        let found: Vec<String> = tags.iter().map(id).collect();
        self.tags += tags.len();
        let mut alarms = Vec::new();
        for (tag, id) in tags.iter().zip(&found) {
            let judged = label.judge(id, not_looked_for);
            self.calibrate(tag, judged);
            let tally = self.by_cause.entry(id.clone()).or_default();
            match judged {
                Judged::Right => tally.hits += 1,
                Judged::Open => {}
                Judged::RuledOut | Judged::NotSo => {
                    tally.alarms += 1;
                    alarms.push(id);
                    let what = if judged == Judged::RuledOut { "ruled out" } else { "not so" };
                    let evidence = tag["evidence"][0]["text"].as_str().unwrap_or_default();
                    differences.push(format!("{what}: {id} {:.2}: {evidence}", score(tag)));
                }
            }
        }
        for missed in label.causes.iter().filter(|cause| !found.contains(cause)) {
            self.by_cause.entry(missed.clone()).or_default().misses += 1;
            for &taken in &alarms {
                *self.confusions.entry((missed.clone(), taken.clone())).or_default() += 1;
            }
            let suggested = list(record, "suggestions").iter().find(|tag| id(tag) == *missed);
            let hint = suggested.map_or(String::new(), |tag| format!(" (suggested, {:.2})", score(tag)));
            differences.push(format!("missed: {missed}{hint}"));
        }
        self.ruled_out += label.not_causes.len();
        self.ruled_out_taken += label.not_causes.iter().filter(|cause| found.contains(cause)).count();
        differences.extend(self.add_primary(label, tags));
        differences
    }

    fn add_primary(&mut self, label: &Label, tags: &[Value]) -> Option<String> {
        let first = label.causes.first()?;
        let primary = tags.iter().find(|tag| tag["primary"] == true).and_then(|tag| tag["id"].as_str());
        self.primaries += 1;
        if primary.is_some_and(|id| label.accepts_primary(id)) {
            self.primaries_right += 1;
            return None;
        }
        Some(format!("primary: {} in place of {first}", primary.unwrap_or("none")))
    }

    fn calibrate(&mut self, tag: &Value, judged: Judged) {
        // The author's word has no score to be judged.
        if tag["declared"] == true || judged == Judged::Open {
            return;
        }
        let score = score(tag);
        let within = |at: usize, band: &Band| if at == 3 { score > band.from } else { score >= band.from };
        let band = self.bands.iter_mut().enumerate().rfind(|(at, band)| *at == 0 || within(*at, band));
        if let Some((_, band)) = band {
            band.tags += 1;
            band.right += usize::from(judged == Judged::Right);
        }
    }

    /// Hits, false alarms and misses of all causes together.
    pub(crate) fn all(&self) -> Tally {
        self.by_cause.values().fold(Tally::default(), |all, one| Tally {
            hits: all.hits + one.hits,
            alarms: all.alarms + one.alarms,
            misses: all.misses + one.misses,
        })
    }
}

fn list<'a>(record: &'a Value, name: &str) -> &'a [Value] {
    record[name].as_array().map_or(&[], Vec::as_slice)
}

fn score(tag: &Value) -> f64 {
    tag["score"].as_f64().unwrap_or_default()
}
