//! Survival curves with their intervals: action items still open, causes that have not recurred.

use std::fmt::Write;

use super::svg::{Frame, Svg, num};
use super::{Cell, ChartBody, ChartTable, Figure};
use crate::render::format::{self, count, interval_percent, share_percent};
use crate::trends::actions::Register;
use crate::trends::recurrence::Recurrences;
use crate::trends::survival::{Curve, SurvivalStep};

/// Upper and lower end of the plot, in pixels.
const PLOT: (f64, f64) = (10.0, 160.0);

/// Rows of the table at most.
const MOST_ROWS: usize = 60;

/// What a survival curve is about.
struct Subject {
    title: &'static str,
    /// What is counted, without the event: `action items still open`.
    survivors: &'static str,
    /// What the event is: `closed`.
    event: &'static str,
}

/// Draws how long action items stay open.
pub fn time_to_close(id: &str, register: &Register<'_>) -> Figure {
    let subject = Subject {
        title: "Time to close an action item",
        survivors: "action items still open",
        event: "closed",
    };
    let coverage =
        format!("days known for {} of {}", register.timed.known, count(register.timed.of, "action item"));
    let mut figure = survival(id, &subject, register.time_to_close.as_ref(), coverage);
    figure.notes.push(
        "Counted from the incident's date, since the date an action item was created is not recorded. Action items \
         without a status, or done on an unknown date, are left out."
            .to_owned(),
    );
    figure
}

/// Draws how long it takes until a cause recurs on its service.
pub fn time_to_recurrence(id: &str, recurrence: &Recurrences<'_>) -> Figure {
    let subject = Subject {
        title: "Time to recurrence (same cause, same service)",
        survivors: "causes of a service that have not recurred",
        event: "recurred",
    };
    let coverage = format::coverage("date, service and a specific cause", recurrence.coverage);
    let mut figure = survival(id, &subject, recurrence.time_to_recurrence.as_ref(), coverage);
    figure.notes.push(
        "Recurrences of one cause on one service are not independent, so the interval is too narrow."
            .to_owned(),
    );
    figure
}

/// Draws a survival curve; without one there were too few observations.
fn survival(id: &str, subject: &Subject, curve: Option<&Curve>, coverage: String) -> Figure {
    let mut table = ChartTable::new(["Days", "At risk", "Events", "Survival", "95 % interval"]);
    let mut notes = Vec::new();
    let body = match curve {
        None => ChartBody::Nothing,
        Some(curve) => {
            table.rows.extend(curve.steps.iter().take(MOST_ROWS).map(row));
            let method = "Kaplan–Meier estimate: what has not had the event yet counts up to today.";
            notes.extend([summary(subject, curve), method.to_owned()]);
            if curve.steps.len() > MOST_ROWS {
                notes.push(format!("The table holds the first {MOST_ROWS} steps."));
            }
            ChartBody::Chart { svg: draw(id, subject, curve) }
        }
    };
    Figure { title: subject.title.to_owned(), coverage, body, notes, table }
}

fn summary(subject: &Subject, curve: &Curve) -> String {
    let median = match curve.median_days {
        Some(days) => format!("half of them within {}", count(days.unsigned_abs() as usize, "day")),
        None => "fewer than half, so there is no median".to_owned(),
    };
    format!("{} of {} {}; {median}. Shaded: 95 % interval.", curve.events, curve.n, subject.event)
}

fn row(step: &SurvivalStep) -> Vec<Cell> {
    let interval = step.interval.map_or(String::new(), interval_percent);
    let numbers = [step.days.to_string(), step.at_risk.to_string(), step.events.to_string()];
    numbers.into_iter().chain([share_percent(step.survival), interval]).map(Cell::new).collect()
}

fn draw(id: &str, subject: &Subject, curve: &Curve) -> String {
    let description = format!("Share of {} by days. {}", subject.survivors, summary(subject, curve));
    let mut svg = Svg::new(&Frame {
        id,
        title: subject.title,
        description: &description,
        height: PLOT.1 + 28.0,
        inset: true,
        links: false,
    });
    let y = |share: f64| PLOT.1 - (PLOT.1 - PLOT.0) * share;
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        svg.line(if share == 0.0 { "chart-axis" } else { "chart-grid" }, (0.0, y(share)), (100.0, y(share)));
        svg.text_before(y(share) + 4.0, &share_percent(share));
    }
    let longest = curve.longest_days.max(1) as f64;
    let step = [1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 90.0, 180.0, 365.0, 730.0, 1825.0, 3650.0];
    let step = step.into_iter().find(|step| longest / step <= 6.0).unwrap_or(longest);
    for tick in 0..=(longest / step) as usize {
        let days = tick as f64 * step;
        svg.text("chart-tick", (days / longest * 100.0, PLOT.1 + 18.0), "middle", &ago(days));
    }
    // Paths know no percentages: a nested drawing of 1000 by 1000 is stretched over the plot.
    let height = num(PLOT.1 - PLOT.0);
    svg.raw(format_args!(
        "<svg y=\"{}\" width=\"100%\" height=\"{height}\" viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\">\
         <path class=\"chart-band\" d=\"{}\"/><path class=\"chart-curve\" fill=\"none\" \
         vector-effect=\"non-scaling-stroke\" d=\"{}\"/></svg>",
        num(PLOT.0),
        band(curve, longest),
        stairs(curve, longest),
    ));
    svg.finish()
}

fn stairs(curve: &Curve, longest: f64) -> String {
    let mut path = "M0 0".to_owned();
    for step in &curve.steps {
        let _ =
            write!(path, "H{}V{}", num(step.days as f64 / longest * 1e3), num((1.0 - step.survival) * 1e3));
    }
    path + "H1000"
}

fn ago(days: f64) -> String {
    match days {
        365.0.. if days % 365.0 == 0.0 => format!("{:.0} yr", days / 365.0),
        _ => format!("{days:.0} d"),
    }
}

/// Along the upper ends, and back along the lower ones.
fn band(curve: &Curve, longest: f64) -> String {
    let x = |days: i64| num(days as f64 / longest * 1e3);
    let y = |share: f64| num((1.0 - share) * 1e3);
    let ends: Vec<(i64, f64, f64)> = curve
        .steps
        .iter()
        .map(|step| {
            step.interval.map_or((step.days, 0.0, 0.0), |interval| (step.days, interval.low, interval.high))
        })
        .collect();
    let mut path = "M0 0".to_owned();
    for (days, _, high) in &ends {
        let _ = write!(path, "H{}V{}", x(*days), y(*high));
    }
    path.push_str("H1000");
    // Back from the right, each lower end is drawn before the step down to it.
    for (days, low, _) in ends.iter().rev() {
        let _ = write!(path, "V{}H{}", y(*low), x(*days));
    }
    path + "V0Z"
}
