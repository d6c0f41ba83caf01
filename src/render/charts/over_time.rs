//! Incidents over time: a bar a period with the interval of its count; quiet periods drawn as zero.

use super::svg::{Frame, Svg};
use super::{Cell, ChartBody, ChartTable, Figure};
use crate::render::format::{count, coverage};
use crate::trends::counts::{IncidentCounts, Period};
use crate::trends::{FEWEST_FOR_A_CHART, PROVISIONAL_DAYS};

/// So many bars stand side by side on a phone.
const MOST_BARS: usize = 48;

/// Of more periods than this, the latest are drawn; the table holds all.
const MOST_DRAWN: usize = 60;

/// With more bars than this, only years are named.
const MOST_NAMED_BARS: usize = 20;

/// Years named under the bars at most.
const MOST_YEARS_NAMED: usize = 9;

/// Upper and lower end of the plot, in pixels.
const PLOT: (f64, f64) = (12.0, 172.0);

/// How finely time is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// A bar a year.
    Year,
    /// A bar a quarter.
    Quarter,
    /// A bar a month.
    Month,
}

impl Grain {
    /// The finest whose bars stand side by side on a phone and hold, on the average, two incidents a month or one a
    /// quarter: with fewer, one would see nothing but intervals.
    pub fn fitting(counts: &IncidentCounts) -> Self {
        let fits = |(grain, fewest): &(Self, usize)| {
            let periods = grain.periods(counts);
            let incidents: usize = periods.iter().map(|period| period.incidents).sum();
            periods.len() <= MOST_BARS && incidents >= fewest * periods.len()
        };
        let fitting = [(Self::Month, 2), (Self::Quarter, 1)].into_iter().find(fits);
        fitting.map_or(Self::Year, |(grain, _)| grain)
    }

    fn periods(self, counts: &IncidentCounts) -> &[Period] {
        match self {
            Self::Year => &counts.years,
            Self::Quarter => &counts.quarters,
            Self::Month => &counts.months,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Quarter => "quarter",
            Self::Month => "month",
        }
    }
}

/// Draws incidents over time. `id` is unique in the page.
pub fn over_time(id: &str, counts: &IncidentCounts, grain: Grain) -> Figure {
    let periods = grain.periods(counts);
    let title = format!("Incidents by {}", grain.name());
    let body = match counts.dated.known {
        0 => ChartBody::Nothing,
        known if known < FEWEST_FOR_A_CHART => ChartBody::List {
            items: periods
                .iter()
                .filter(|period| period.incidents > 0)
                .map(|period| Cell::new(words(period)))
                .collect(),
        },
        _ => ChartBody::Chart { svg: draw(id, &title, periods) },
    };
    Figure {
        title,
        coverage: coverage("date", counts.dated),
        body,
        notes: notes(counts),
        table: table(periods),
    }
}

fn words(period: &Period) -> String {
    let provisional = if period.provisional { ", provisional" } else { "" };
    let (low, high) = (period.interval.low, period.interval.high);
    format!(
        "{}: {} (95 % interval {low:.1}–{high:.1}){provisional}",
        period.label,
        count(period.incidents, "incident")
    )
}

fn notes(counts: &IncidentCounts) -> Vec<String> {
    let mut notes = vec![
        "Lines show the 95 % Poisson interval of each count. Recurring incidents cluster, so it is too narrow."
            .to_owned(),
    ];
    if counts.months.iter().any(|month| month.provisional) {
        notes.push(format!(
            "Hatched and shaded: provisional, since postmortems of the last {PROVISIONAL_DAYS} days may still be missing."
        ));
    }
    let apart = [
        (counts.near_misses, "near miss", "near misses"),
        (counts.false_alarms, "false alarm", "false alarms"),
        (counts.vulnerabilities, "vulnerability", "vulnerabilities"),
        (counts.maintenance, "maintenance", "maintenances"),
        (counts.drafts, "draft", "drafts"),
    ];
    let apart = apart.iter().filter(|(n, ..)| *n > 0);
    let apart: Vec<String> =
        apart.map(|(n, one, many)| format!("{n} {}", if *n == 1 { one } else { many })).collect();
    if !apart.is_empty() {
        notes.push(format!("Not counted as incidents: {}.", apart.join(", ")));
    }
    if counts.in_future > 0 {
        notes.push(format!("{} dated after today, not drawn.", count(counts.in_future, "incident")));
    }
    if counts.too_early > 0 {
        notes.push(format!("{} dated before the periods drawn.", count(counts.too_early, "incident")));
    }
    notes
}

fn table(periods: &[Period]) -> ChartTable {
    let mut table = ChartTable::new(["Period", "Incidents", "95 % interval", "Near misses", "False alarms"]);
    table.rows.extend(periods.iter().rev().map(|period| {
        let provisional = if period.provisional { " (provisional)" } else { "" };
        vec![
            Cell::new(format!("{}{provisional}", period.label)),
            Cell::new(period.incidents.to_string()),
            Cell::new(format!("{:.1}–{:.1}", period.interval.low, period.interval.high)),
            Cell::new(period.near_misses.to_string()),
            Cell::new(period.false_alarms.to_string()),
        ]
    }));
    table
}

fn draw(id: &str, title: &str, periods: &[Period]) -> String {
    let skipped = periods.len().saturating_sub(MOST_DRAWN);
    let periods = periods.get(skipped..).unwrap_or(periods);
    let most = periods.iter().map(|period| period.incidents).max().unwrap_or(0);
    let span = periods.first().zip(periods.last());
    let span = span.map_or(String::new(), |(first, last)| format!("{} to {}", first.label, last.label));
    let description = format!("{span}; between 0 and {most} in each. The table holds every number.");
    let mut svg =
        Svg::new(&Frame { id, title, description: &description, height: 196.0, inset: true, links: false });
    svg.define_hatching();
    let highest = periods.iter().map(|period| period.interval.high).fold(1.0, f64::max);
    let (step, top) = scale(highest);
    let height = |value: f64| (PLOT.1 - PLOT.0) * value / top;
    for line in 0..=(top / step).round() as usize {
        let value = line as f64 * step;
        let y = PLOT.1 - height(value);
        svg.line(if line == 0 { "chart-axis" } else { "chart-grid" }, (0.0, y), (100.0, y));
        svg.text_before(y + 4.0, &format!("{value:.0}"));
    }
    let slot = 100.0 / periods.len().max(1) as f64;
    let whisker =
        if periods.len() > MOST_NAMED_BARS { "chart-whisker chart-whisker-fine" } else { "chart-whisker" };
    for (at, period) in periods.iter().enumerate() {
        let (left, tall) = (at as f64 * slot, height(period.incidents as f64));
        let (x, words) = ((left + slot * 0.12, slot * 0.76), words(period));
        if period.provisional {
            svg.bar("chart-provisional", (left, slot), (PLOT.0, PLOT.1 - PLOT.0), "");
        }
        match (period.incidents, period.provisional) {
            (0, _) => svg.bar("chart-zero", x, (PLOT.1 - 2.0, 2.0), &words),
            (_, true) => svg.hatched(x, (PLOT.1 - tall, tall), &words),
            (_, false) => svg.bar("chart-bar", x, (PLOT.1 - tall, tall), &words),
        };
        let middle = left + slot / 2.0;
        let (low, high) = (PLOT.1 - height(period.interval.low), PLOT.1 - height(period.interval.high));
        svg.line(whisker, (middle, low), (middle, high));
    }
    name_periods(&mut svg, periods, slot);
    svg.finish()
}

/// Names the first period of each year, and in a wide column the quarters too.
fn name_periods(svg: &mut Svg, periods: &[Period], slot: f64) {
    let years: std::collections::BTreeSet<i16> = periods.iter().map(|period| period.first.year()).collect();
    let every = years.len().div_ceil(MOST_YEARS_NAMED).max(1);
    let mut named = None;
    for (at, period) in periods.iter().enumerate() {
        let (year, middle) = (period.first.year(), (at as f64 + 0.5) * slot);
        let is_named = named != Some(year) && usize::from(year.unsigned_abs()) % every == 0;
        // A year of which only the last months are drawn would stand on its neighbour's name.
        let has_room = period.first.month() <= 7 || periods.len() <= 12;
        if is_named && has_room {
            svg.text("chart-tick", (middle, PLOT.1 + 18.0), "middle", &year.to_string());
        } else if let Some((_, quarter)) = period.label.split_once("-Q")
            && periods.len() <= MOST_NAMED_BARS
        {
            svg.text(
                "chart-tick chart-tick-minor",
                (middle, PLOT.1 + 18.0),
                "middle",
                &format!("Q{quarter}"),
            );
        }
        named = Some(year);
    }
}

/// Distance of the scale's lines, and its end: whole numbers, four or five lines.
fn scale(highest: f64) -> (f64, f64) {
    let rough = (highest / 4.0).max(1.0);
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= rough);
    let step = step.unwrap_or(rough.ceil());
    (step, (highest / step).ceil() * step)
}
