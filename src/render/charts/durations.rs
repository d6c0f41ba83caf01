//! Every incident's length on a logarithmic scale, each mark a link; past a thousand, how many lie where.

use super::svg::{Frame, Svg, num};
use super::{Cell, ChartBody, ChartTable, Figure, Href, MARKS_IN_TAB_ORDER};
use crate::render::format::{coverage, duration};
use crate::terms;
use crate::trends::FEWEST_FOR_A_CHART;
use crate::trends::durations::{Durations, IncidentDuration};

/// So many incidents are drawn each; of more, the density and the longest.
const MOST_MARKS: usize = 1000;

/// Of so many, the longest are links beside a density, and rows of the table.
const LONGEST: usize = 100;

/// Bins of the density.
const BINS: usize = 40;

/// Places on the scale that readers know, in minutes; the ones marked are left out in a narrow column.
const TICKS: [(f64, &str, bool); 11] = [
    (1.0, "1 min", false),
    (5.0, "5 min", true),
    (15.0, "15 min", false),
    (60.0, "1 h", false),
    (240.0, "4 h", true),
    (1440.0, "1 d", false),
    (10_080.0, "1 wk", false),
    (43_830.0, "1 mo", false),
    (525_960.0, "1 yr", false),
    (5_259_600.0, "10 yr", false),
    (52_596_000.0, "100 yr", false),
];

/// Upper end of the marks, below the median's name, in pixels.
const TOP: f64 = 32.0;

/// Width of a mark in percent where a column is narrowest.
const MARK_WIDTH: f64 = 2.9;

/// Draws the lengths of incidents. `href` is the address of an incident's page.
pub fn durations(id: &str, durations: &Durations<'_>, href: Href<'_>) -> Figure {
    let key = durations.measure.key();
    let title = terms::full_name(key);
    let lengths = &durations.lengths;
    let body = match lengths.len() {
        0 => ChartBody::Nothing,
        n if n < FEWEST_FOR_A_CHART => ChartBody::List {
            items: lengths
                .iter()
                .rev()
                .map(|length| Cell::link(words(length), href(length.incident.slug)))
                .collect(),
        },
        _ => ChartBody::Chart { svg: draw(id, &title, durations, href) },
    };
    let mut table = ChartTable::new(["Incident", "Date", "Duration"]);
    table.rows.extend(lengths.iter().rev().take(LONGEST).map(|entry| {
        let date = entry.incident.date.map_or(String::new(), |date| date.to_string());
        let name = Cell::link(entry.incident.title, href(entry.incident.slug));
        vec![name, Cell::new(date), Cell::new(duration(entry.minutes as f64))]
    }));
    let notes = notes(durations);
    Figure {
        title,
        coverage: coverage(&terms::name(key).to_lowercase(), durations.coverage),
        body,
        notes,
        table,
    }
}

fn words(entry: &IncidentDuration<'_>) -> String {
    let date = entry.incident.date.map_or(String::new(), |date| format!(", {date}"));
    format!("{}{date}: {}", entry.incident.title, duration(entry.minutes as f64))
}

fn notes(durations: &Durations<'_>) -> Vec<String> {
    let n = durations.lengths.len();
    let mut notes = Vec::new();
    if n < FEWEST_FOR_A_CHART {
        return notes;
    }
    let mut numbers = vec![format!("n = {n}")];
    numbers.extend(durations.median.map(|median| format!("median {}", duration(median))));
    numbers.extend(durations.median_interval.map(|(low, high)| {
        format!("95 % interval of the median {} to {} (shaded)", duration(low as f64), duration(high as f64))
    }));
    numbers.extend(
        durations.quartiles.map(|(low, high)| {
            format!("middle half {} to {} (bar underneath)", duration(low), duration(high))
        }),
    );
    numbers.extend(durations.p90.map(|p90| format!("one in ten over {}", duration(p90))));
    notes.push(format!("{}.", numbers.join("; ")));
    notes.push("The scale is logarithmic. No mean: a few long incidents would dominate it.".to_owned());
    if n > MOST_MARKS {
        notes.push(format!(
            "Bars show how many incidents fall in each range; the {LONGEST} longest are marked one by one."
        ));
    }
    if n > LONGEST {
        notes.push(format!("The table holds the {LONGEST} longest."));
    }
    notes
}

/// The scale: from the last tick under the shortest to the first over the longest.
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    fn of(lengths: &[IncidentDuration<'_>]) -> Self {
        let minutes =
            |length: Option<&IncidentDuration<'_>>| length.map_or(1.0, |length| length.minutes.max(1) as f64);
        let (shortest, longest) = (minutes(lengths.first()), minutes(lengths.last()));
        let low = TICKS.iter().rev().map(|tick| tick.0).find(|&tick| tick <= shortest).unwrap_or(1.0);
        let over = TICKS.iter().map(|tick| tick.0).find(|&tick| tick >= longest && tick > low);
        Self { low, high: over.unwrap_or(longest * 2.0) }
    }

    /// Place in percent; room for half a mark and half a tick's name is left at the ends.
    fn x(&self, minutes: f64) -> f64 {
        let share = (minutes.max(1.0) / self.low).ln() / (self.high / self.low).ln();
        4.0 + 91.0 * share
    }
}

fn draw(id: &str, title: &str, durations: &Durations<'_>, href: Href<'_>) -> String {
    let lengths = &durations.lengths;
    let scale = Scale::of(lengths);
    let dense = lengths.len() > MOST_MARKS;
    let marked = lengths.get(if dense { lengths.len() - LONGEST } else { 0 }..).unwrap_or(&[]);
    let lanes = Lanes::of(marked, &scale);
    let density = if dense { 120.0 } else { 0.0 };
    let marks_from = TOP + density;
    let bottom = marks_from + lanes.height() + 14.0;
    let shortest_and_longest = lengths.first().zip(lengths.last());
    let span = shortest_and_longest.map_or(String::new(), |(first, last)| {
        format!("from {} to {}", duration(first.minutes as f64), duration(last.minutes as f64))
    });
    let median = durations.median.map_or(String::new(), |median| format!(", median {}", duration(median)));
    let description = format!("{} incidents {span}{median}, on a logarithmic scale.", lengths.len());
    let frame =
        Frame { id, title, description: &description, height: bottom + 24.0, inset: false, links: true };
    let mut svg = Svg::new(&frame);
    draw_scale(&mut svg, &scale, bottom);
    draw_median(&mut svg, durations, &scale, bottom);
    if dense {
        draw_density(&mut svg, lengths, &scale, TOP + density - 6.0, density - 10.0);
    }
    let radius = if marked.len() > 200 { 4.0 } else { 5.0 };
    for (entry, lane) in marked.iter().zip(&lanes.of_mark) {
        let (x, y) = (num(scale.x(entry.minutes as f64)), num(marks_from + lanes.y(*lane)));
        svg.open_link(&href(entry.incident.slug), marked.len() <= MARKS_IN_TAB_ORDER);
        svg.raw(format_args!(
            "<circle class=\"chart-mark\" cx=\"{x}%\" cy=\"{y}\" r=\"{radius}\"><title>{}</title></circle>",
            super::svg::escape(&words(entry))
        ));
        svg.close_link();
    }
    svg.finish()
}

fn draw_scale(svg: &mut Svg, scale: &Scale, bottom: f64) {
    for (minutes, name, minor) in TICKS.into_iter().filter(|tick| (scale.low..=scale.high).contains(&tick.0))
    {
        let x = scale.x(minutes);
        svg.line("chart-grid", (x, TOP - 10.0), (x, bottom));
        svg.text(
            if minor { "chart-tick chart-tick-minor" } else { "chart-tick" },
            (x, bottom + 18.0),
            // A name in the middle of a line at the plot's edge would be cut.
            if x < 4.0 {
                "start"
            } else if x > 96.0 {
                "end"
            } else {
                "middle"
            },
            name,
        );
    }
    svg.line("chart-axis", (0.0, bottom), (100.0, bottom));
}

fn draw_median(svg: &mut Svg, durations: &Durations<'_>, scale: &Scale, bottom: f64) {
    if let Some((low, high)) = durations.median_interval {
        let (from, to) = (scale.x(low as f64), scale.x(high as f64));
        svg.bar(
            "chart-band",
            (from, to - from),
            (TOP - 10.0, bottom - TOP + 10.0),
            "95 % interval of the median",
        );
    }
    if let Some((low, high)) = durations.quartiles {
        let (from, to) = (scale.x(low), scale.x(high));
        svg.bar("chart-quartiles", (from, to - from), (bottom - 4.0, 4.0), "the middle half");
    }
    if let Some(median) = durations.median {
        let x = scale.x(median);
        svg.line("chart-median", (x, TOP - 12.0), (x, bottom));
        let anchor = if x > 70.0 {
            "end"
        } else if x < 30.0 {
            "start"
        } else {
            "middle"
        };
        svg.text("chart-label", (x, TOP - 17.0), anchor, &format!("median {}", duration(median)));
    }
}

fn draw_density(svg: &mut Svg, lengths: &[IncidentDuration<'_>], scale: &Scale, bottom: f64, height: f64) {
    let width = (scale.x(scale.high) - scale.x(scale.low)) / BINS as f64;
    let left = |bin: usize| scale.x(scale.low) + bin as f64 * width;
    let minutes = |bin: usize| scale.low * (scale.high / scale.low).powf(bin as f64 / BINS as f64);
    let mut bins = [0_usize; BINS];
    for entry in lengths {
        let bin = ((scale.x(entry.minutes as f64) - left(0)) / width).floor().max(0.0) as usize;
        if let Some(count) = bins.get_mut(bin.min(BINS - 1)) {
            *count += 1;
        }
    }
    let most = bins.iter().copied().max().unwrap_or(1).max(1) as f64;
    for (bin, count) in bins.into_iter().enumerate().filter(|(_, count)| *count > 0) {
        let tall = height * count as f64 / most;
        let words =
            format!("{count} incidents from {} to {}", duration(minutes(bin)), duration(minutes(bin + 1)));
        svg.bar("chart-bar", (left(bin) + width * 0.05, width * 0.9), (bottom - tall, tall), &words);
    }
}

/// Marks that would lie on one another stand in lanes: each in the free one nearest to the middle.
struct Lanes {
    of_mark: Vec<usize>,
    used: usize,
    spacing: f64,
}

impl Lanes {
    fn of(marked: &[IncidentDuration<'_>], scale: &Scale) -> Self {
        let (most, spacing) = if marked.len() > 200 { (25, 8.0) } else { (11, 11.0) };
        let mut ends = vec![f64::NEG_INFINITY; most];
        let place = |entry: &IncidentDuration<'_>| {
            let x = scale.x(entry.minutes as f64);
            let free = ends.iter().position(|end| x - end >= MARK_WIDTH);
            // Where none is free, the lane whose last mark is farthest off covers the least.
            let farthest = || {
                let lanes = ends.iter().enumerate();
                lanes.min_by(|left, right| left.1.total_cmp(right.1)).map_or(0, |(lane, _)| lane)
            };
            let lane = free.unwrap_or_else(farthest);
            if let Some(end) = ends.get_mut(lane) {
                *end = x;
            }
            lane
        };
        let of_mark: Vec<usize> = marked.iter().map(place).collect();
        let used = of_mark.iter().max().map_or(1, |lane| lane + 1);
        // Few marks get the height of five lanes, so that the strip is a strip.
        Self { of_mark, used: used.max(5), spacing }
    }

    fn height(&self) -> f64 {
        self.used as f64 * self.spacing
    }

    /// Lanes 0, 1, 2, 3 lie in the middle, above, below, farther above.
    fn y(&self, lane: usize) -> f64 {
        let away = lane.div_ceil(2) as f64 * self.spacing;
        let middle = (self.used / 2) as f64 * self.spacing + self.spacing / 2.0;
        if lane % 2 == 1 { middle - away } else { middle + away }
    }
}
