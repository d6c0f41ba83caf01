//! What the counts amount to: shares with their intervals, for a reader and as JSON.

use std::fmt;

use serde::Serialize;
use whybook::trends::interval::Share;

use super::Evaluation;
use super::causes::{Band, Tally};
use super::facts;

/// Facts that are counted together, as a summary.
const MAIN_FACTS: [&str; 6] =
    ["date", "start_time", "end_time", "duration_minutes", "impact_percent", "detected_by"];

/// A whole evaluation. Intervals are Wilson's at 95 % and take the tags or files for independent.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// Files counted.
    pub files: usize,
    /// Tags over all files.
    pub tags: usize,
    /// All causes together.
    pub micro: Rates,
    /// Mean F1 of the causes that a label or a record has.
    pub macro_f1: f64,
    /// Each cause by itself, by name.
    pub causes: Vec<(String, Rates)>,
    /// Missed, taken in its place, in how many files; the most frequent first.
    pub confusions: Vec<(String, String, usize)>,
    /// Files whose primary cause is right.
    pub primary: Share,
    /// Causes that the labels rule out and the tagger gives.
    pub ruled_out_taken: Share,
    /// Whether scores mean what they say: each band's name and its share of right tags.
    pub calibration: Vec<(String, Share)>,
    /// The facts that incidents are compared by, together.
    pub main_facts: Fact,
    /// Each fact by itself.
    pub facts: Vec<(&'static str, Fact)>,
}

/// Precision and recall of a cause.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Rates {
    /// Labels that have it.
    pub labelled: usize,
    /// Labelled and tagged.
    pub hits: usize,
    /// Tagged, and neither labelled nor left open.
    pub alarms: usize,
    /// Labelled and not tagged.
    pub misses: usize,
    /// Right tags of all that are right or false.
    pub precision: Share,
    /// Found causes of all that are labelled.
    pub recall: Share,
    /// Their harmonic mean.
    pub f1: f64,
}

impl From<Tally> for Rates {
    fn from(Tally { hits, alarms, misses }: Tally) -> Self {
        let twice = Share::new(2 * hits, 2 * hits + alarms + misses);
        Self {
            labelled: hits + misses,
            hits,
            alarms,
            misses,
            precision: Share::new(hits, hits + alarms),
            recall: Share::new(hits, hits + misses),
            f1: twice.value,
        }
    }
}

/// How a fact agrees.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Fact {
    /// Right of the files that state it.
    pub right: Share,
    /// Something else in those files.
    pub wrong: usize,
    /// Nothing in those files.
    pub missed: usize,
    /// A value in files that state none.
    pub invented: Share,
    /// Of a list of names, how many of those found are right, and how many of those labelled are found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub names: Option<NameRates>,
}

/// Precision and recall of names.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct NameRates {
    /// Right names of those found.
    pub precision: Share,
    /// Found names of those labelled.
    pub recall: Share,
}

impl NameRates {
    fn of(names: facts::NameCounts) -> Option<Self> {
        let facts::NameCounts { found, missed, wrong } = names;
        let rates =
            Self { precision: Share::new(found, found + wrong), recall: Share::new(found, found + missed) };
        (found + missed + wrong > 0).then_some(rates)
    }
}

impl From<facts::Counts> for Fact {
    fn from(counts: facts::Counts) -> Self {
        Self {
            right: Share::new(counts.right, counts.stated()),
            wrong: counts.wrong,
            missed: counts.missed,
            invented: Share::new(counts.invented, counts.unstated),
            names: NameRates::of(counts.names),
        }
    }
}

impl Report {
    /// What an evaluation amounts to.
    pub(crate) fn of(evaluation: &Evaluation) -> Self {
        let causes = &evaluation.causes;
        let decided =
            causes.by_cause.iter().filter(|(_, tally)| tally.hits + tally.alarms + tally.misses > 0);
        let by_cause: Vec<(String, Rates)> =
            decided.map(|(id, tally)| (id.clone(), Rates::from(*tally))).collect();
        let f1_sum: f64 = by_cause.iter().map(|(_, rates)| rates.f1).sum();
        let mut confusions: Vec<(String, String, usize)> =
            causes.confusions.iter().map(|((one, other), n)| (one.clone(), other.clone(), *n)).collect();
        confusions.sort_by_key(|confusion| std::cmp::Reverse(confusion.2));
        let facts = facts::FIELDS.iter().filter_map(|&field| Some((field, *evaluation.facts.get(field)?)));
        let facts: Vec<(&str, facts::Counts)> = facts.collect();
        let main = facts.iter().filter(|(field, _)| MAIN_FACTS.contains(field)).map(|(_, counts)| *counts);
        Self {
            files: evaluation.files,
            tags: causes.tags,
            micro: causes.all().into(),
            macro_f1: f1_sum / by_cause.len().max(1) as f64,
            causes: by_cause,
            confusions,
            primary: Share::new(causes.primaries_right, causes.primaries),
            ruled_out_taken: Share::new(causes.ruled_out_taken, causes.ruled_out),
            calibration: calibration(&causes.bands),
            main_facts: main.fold(facts::Counts::default(), facts::Counts::plus).into(),
            facts: facts.into_iter().map(|(field, counts)| (field, counts.into())).collect(),
        }
    }
}

fn calibration(bands: &[Band]) -> Vec<(String, Share)> {
    let upper = bands.iter().skip(1).map(|band| Some(band.from)).chain([None]);
    let named = |(band, upper): (&Band, Option<f64>)| {
        let name = match upper {
            Some(upper) => format!("{:.2} to {upper:.2}", band.from),
            None => format!("over {:.2}", band.from),
        };
        (name, Share::new(band.right, band.tags))
    };
    bands.iter().zip(upper).map(named).collect()
}

/// `0.933 [0.787, 0.982]`, or a dash where there is nothing to have a share of.
struct WithInterval(Share);

impl fmt::Display for WithInterval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Share { of, value, interval, .. } = self.0;
        let text = match of {
            0 => "–".to_owned(),
            _ => format!("{value:.3} [{:.3}, {:.3}]", interval.low, interval.high),
        };
        f.pad(&text)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let each = self.tags as f64 / self.files.max(1) as f64;
        writeln!(f, "{} files, {each:.2} tags each; in brackets Wilson's intervals at 95 %\n", self.files)?;
        self.write_causes(f)?;
        writeln!(f, "\n{:<24} {:>9}  share", "", "files")?;
        write_share(f, "primary cause right", self.primary)?;
        write_share(f, "ruled-out causes taken", self.ruled_out_taken)?;
        writeln!(f, "\n{:<24} {:>9}  share", "score of a tag", "right")?;
        for (band, share) in &self.calibration {
            write_share(f, band, *share)?;
        }
        self.write_facts(f)
    }
}

fn write_share(f: &mut fmt::Formatter<'_>, name: &str, share: Share) -> fmt::Result {
    let counts = format!("{} of {}", share.count, share.of);
    writeln!(f, "{name:<24} {counts:>9}  {}", WithInterval(share))
}

impl Report {
    fn write_causes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<24} {:>4} {:>4} {:>5} {:>4}  {:<21} {:<21} F1",
            "cause", "n", "hit", "alarm", "miss", "precision", "recall"
        )?;
        for (id, rates) in
            self.causes.iter().map(|(id, rates)| (id.as_str(), rates)).chain([("all", &self.micro)])
        {
            let Rates { labelled, hits, alarms, misses, precision, recall, f1 } = *rates;
            writeln!(
                f,
                "{id:<24} {labelled:>4} {hits:>4} {alarms:>5} {misses:>4}  {:<21} {:<21} {f1:.3}",
                WithInterval(precision),
                WithInterval(recall)
            )?;
        }
        writeln!(
            f,
            "{:<24} F1 {:.3} over {} causes",
            "mean of the causes",
            self.macro_f1,
            self.causes.len()
        )?;
        if !self.confusions.is_empty() {
            writeln!(f, "\nmissed, and in the same file taken wrongly")?;
        }
        for (missed, taken, files) in &self.confusions {
            writeln!(f, "{files:>4}  {missed} → {taken}")?;
        }
        Ok(())
    }

    fn write_facts(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "\n{:<24} {:>9}  {:<21} {:>5} {:>6} {:>9}  {:<21}",
            "fact", "right", "", "wrong", "missed", "invented", ""
        )?;
        let all = self.facts.iter().map(|(field, fact)| (*field, fact));
        for (field, fact) in all.chain([("the six main ones", &self.main_facts)]) {
            let Fact { right, wrong, missed, invented, .. } = *fact;
            let counts = [right, invented].map(|share| format!("{} of {}", share.count, share.of));
            writeln!(
                f,
                "{field:<24} {:>9}  {:<21} {wrong:>5} {missed:>6} {:>9}  {}",
                counts[0],
                WithInterval(right),
                counts[1],
                WithInterval(invented)
            )?;
        }
        writeln!(f, "the six main ones: {}", MAIN_FACTS.join(", "))?;
        for (field, NameRates { precision, recall }) in
            self.facts.iter().filter_map(|(field, fact)| Some((field, fact.names?)))
        {
            writeln!(
                f,
                "each name of {field}: precision {}, recall {} of {}",
                WithInterval(precision),
                WithInterval(recall),
                recall.of
            )?;
        }
        Ok(())
    }
}
