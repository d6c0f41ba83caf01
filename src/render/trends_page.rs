//! The page of trends: figures with their coverage, notes and tables, and recurring incidents.

use serde::Serialize;

use super::charts::{self, Figure, Grain, Naming, Which};
use super::format;
use super::glossary::Glossary;
use crate::classify::{self, Measured};
use crate::postmortem::Action;
use crate::slugs::slug;
use crate::terms;
use crate::trends::counts::{IncidentCounts, YearOverYear};
use crate::trends::recurrence::{Recurrence, RecurrenceKey};
use crate::trends::{IncidentRef, Trends, interval};

/// Below this many incidents, counts stand without their ratio.
const FEW: usize = 5;

/// What the durations are counted from: elsewhere the time to resolve (MTTR) often counts from the start.
const COUNTED_FROM: &str = "Duration is counted from start to end, time to detect from the start, time to mitigate and \
    time to resolve from detection.";

/// Recurrences listed.
const RECURRENCES: usize = 30;

/// What the page shows.
#[derive(Serialize)]
pub(super) struct TrendsPage {
    incidents: usize,
    /// What is excluded from the counts, in words.
    apart: String,
    change: Option<String>,
    sections: Vec<TrendsSection>,
    returns: Vec<RecurrenceRow>,
    more_returns: usize,
    /// For how many incidents a recurrence could have been seen.
    returns_known: usize,
    waiting: Option<Figure>,
    built: String,
}

/// Figures under one heading.
#[derive(Serialize)]
struct TrendsSection {
    id: &'static str,
    title: &'static str,
    /// What is to be known before the figures are read.
    note: Option<String>,
    figures: Vec<Drawn>,
}

/// A figure, and the same with declared causes only.
#[derive(Serialize)]
struct Drawn {
    figure: Figure,
    declared: Option<Figure>,
}

/// A recurring incident with the earlier one.
#[derive(Serialize)]
struct RecurrenceRow {
    grounds: String,
    earlier: IncidentLink,
    later: IncidentLink,
    after: Option<String>,
    stated: bool,
    open: Vec<String>,
    not_known: usize,
}

/// An incident by its title.
#[derive(Serialize)]
struct IncidentLink {
    title: String,
    url: String,
    date: Option<String>,
}

impl IncidentLink {
    fn of(incident: &IncidentRef<'_>) -> Self {
        Self {
            title: incident.title.to_owned(),
            url: format!("incidents/{}/", incident.slug),
            date: incident.date.map(format::iso),
        }
    }
}

impl TrendsPage {
    /// Draws the figures; `root` leads from the page to the site's root.
    pub(super) fn new(trends: &Trends<'_>, glossary: &Glossary, root: &str, built: jiff::Timestamp) -> Self {
        let recurrence = &trends.recurrence;
        let shown = recurrence.recurrences.iter().take(RECURRENCES);
        let waiting = charts::time_to_recurrence("wb-return", recurrence);
        Self {
            incidents: trends.counts.incidents,
            apart: apart(&trends.counts),
            change: trends.counts.change.as_ref().map(change),
            sections: sections(trends, glossary, root),
            returns: shown.map(|recurrence| recurrence_row(recurrence, glossary)).collect(),
            more_returns: recurrence.recurrences.len().saturating_sub(RECURRENCES),
            returns_known: recurrence.coverage.known,
            waiting: recurrence.time_to_recurrence.is_some().then_some(waiting),
            built: built.strftime("%-d %b %Y").to_string(),
        }
    }
}

/// What is excluded from the counts, in words.
fn apart(counts: &IncidentCounts) -> String {
    let kinds = [
        (counts.near_misses, "near miss", "near misses"),
        (counts.false_alarms, "false alarm", "false alarms"),
        (counts.vulnerabilities, "vulnerability", "vulnerabilities"),
        (counts.maintenance, "maintenance", "maintenances"),
        (counts.drafts, "draft", "drafts"),
    ];
    let there = kinds.into_iter().filter(|(number, ..)| *number > 0);
    there.map(|(number, one, many)| format::plural(number, one, many)).collect::<Vec<_>>().join(", ")
}

fn sections(trends: &Trends<'_>, glossary: &Glossary, root: &str) -> Vec<TrendsSection> {
    let incident = |slug: &str| format!("{root}incidents/{slug}/");
    let cause = Naming {
        label: &|id| glossary.cause_label(id).to_owned(),
        href: &|id| format!("{root}causes/{}/", slug(id)),
    };
    let category = Naming {
        label: &|id| glossary.category_label(id).to_owned(),
        href: &|id| format!("{root}categories/{}/", slug(id)),
    };
    let alone = |figure: Figure| Drawn { figure, declared: None };
    let grain = Grain::fitting(&trends.counts);
    vec![
        TrendsSection {
            id: "wb-over-time",
            title: "Incidents over time",
            note: None,
            figures: vec![alone(charts::over_time("wb-chart-time", &trends.counts, grain))],
        },
        TrendsSection {
            id: "wb-causes",
            title: "Root causes",
            note: Some(tagging(&classify::MEASURED)),
            figures: vec![
                Drawn {
                    figure: charts::categories("wb-chart-categories", &trends.causes, Which::All, category),
                    declared: Some(charts::categories(
                        "wb-chart-categories-declared",
                        &trends.causes,
                        Which::Declared,
                        category,
                    )),
                },
                Drawn {
                    figure: charts::causes("wb-chart-causes", &trends.causes, Which::All, cause),
                    declared: Some(charts::causes(
                        "wb-chart-causes-declared",
                        &trends.causes,
                        Which::Declared,
                        cause,
                    )),
                },
            ],
        },
        TrendsSection {
            id: "wb-length",
            title: "Duration, and time to detect, mitigate and resolve",
            note: Some(COUNTED_FROM.to_owned()),
            figures: vec![
                alone(charts::durations("wb-chart-length", &trends.duration, &incident)),
                alone(charts::durations("wb-chart-detect", &trends.time_to_detect, &incident)),
                alone(charts::durations("wb-chart-mitigate", &trends.time_to_mitigate, &incident)),
                alone(charts::durations("wb-chart-resolve", &trends.time_to_resolve, &incident)),
            ],
        },
        TrendsSection {
            id: "wb-noticed",
            title: terms::name("detected_by"),
            note: None,
            figures: vec![alone(charts::detection("wb-chart-noticed", &trends.detection))],
        },
    ]
}

/// The measured precision and recall of extracted tags, which the intervals of the charts do not cover.
fn tagging(measured: &Measured) -> String {
    let percent = |share: f64| (share * 100.0).round();
    let share = |count: usize, of: usize| {
        let interval = interval::wilson(count, of);
        let middle = count as f64 / of.max(1) as f64;
        format!(
            "{} % (95 % interval {} to {})",
            percent(middle),
            percent(interval.low),
            percent(interval.high)
        )
    };
    format!(
        "The intervals do not cover tagging errors. On {} real postmortems that no rule was written for, with the shipped \
         causes, {} of the tags extracted from text were right, and {} of the causes were found. Causes declared in front \
         matter are drawn solid, extracted ones hatched.",
        measured.files,
        share(measured.right, measured.tags),
        share(measured.right, measured.causes),
    )
}

/// The last twelve months beside the twelve before, with the interval of their ratio.
fn change(change: &YearOverYear) -> String {
    let counts = format!(
        "In the twelve months to {} there were {}, in the twelve before {}",
        change.later_to,
        format::count(change.later, "incident"),
        change.earlier,
    );
    // A ratio of a handful says nothing.
    if change.later.min(change.earlier) < FEW {
        return format!("{counts}.");
    }
    let verdict = match change.is_evident() {
        true => "the difference is unlikely to be chance",
        false => "no evidence of a change",
    };
    format!(
        "{counts}: {:.2} times as many (95 % interval {:.2} to {:.2}), {verdict}.",
        change.ratio, change.interval.low, change.interval.high,
    )
}

fn recurrence_row(recurrence: &Recurrence<'_>, glossary: &Glossary) -> RecurrenceRow {
    let key = |key: &RecurrenceKey<'_>| format!("{} on {}", glossary.cause_label(key.cause), key.service);
    let text = |action: &&Action| action.text.clone();
    RecurrenceRow {
        grounds: recurrence.keys.iter().map(key).collect::<Vec<_>>().join(", "),
        earlier: IncidentLink::of(&recurrence.earlier),
        later: IncidentLink::of(&recurrence.later),
        after: recurrence.gap_days.map(|days| format::count(days.unsigned_abs() as usize, "day")),
        stated: recurrence.stated,
        open: recurrence.open.iter().map(text).collect(),
        not_known: recurrence.not_known.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trends::interval::Interval;
    use jiff::civil::date;

    #[test]
    fn a_ratio_needs_more_than_a_handful() {
        let told = |earlier, later| {
            change(&YearOverYear {
                earlier_from: date(2022, 7, 1),
                later_from: date(2023, 7, 1),
                later_to: date(2024, 6, 30),
                earlier,
                later,
                ratio: later as f64 / earlier as f64,
                interval: Interval { low: 0.5, high: 2.0 },
            })
        };
        let counts = "In the twelve months to 2024-06-30 there were 0 incidents, in the twelve before 2.";
        assert_eq!(told(2, 0), counts);
        assert!(told(12, 4).ends_with("before 12."), "{}", told(12, 4));
        assert!(told(10, 5).contains("0.50 times as many"), "{}", told(10, 5));
    }
}
