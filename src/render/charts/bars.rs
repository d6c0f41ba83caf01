//! Horizontal bars of shares with their intervals: causes, categories, what detected incidents.
//!
//! The name stands above its bar, so that long names and long bars have the whole width of a phone.

use super::svg::{Frame, Svg};
use super::{Cell, ChartBody, ChartTable, Figure, MARKS_IN_TAB_ORDER, Naming};
use crate::postmortem::DetectedBy;
use crate::render::format::{count, coverage, interval_percent, share, share_percent};
use crate::terms;
use crate::trends::FEWEST_FOR_A_CHART;
use crate::trends::detection::Detection;
use crate::trends::interval::Share;
use crate::trends::shares::{CauseShare, Causes, Split};

/// Causes drawn at most; the table holds all.
const MOST_BARS: usize = 15;

/// Height of one name with its bar, in pixels.
const ROW: f64 = 42.0;

/// Free room between the causes and what is not known of causes.
const GAP: f64 = 12.0;

/// Which tags count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Declared by authors or extracted from their text.
    All,
    /// Declared by authors alone.
    Declared,
}

/// One bar.
struct Bar {
    name: String,
    href: Option<String>,
    share: Share,
    /// How much of it is drawn solid; the rest is hatched.
    plain: usize,
    neutral: bool,
    words: String,
}

/// Draws the causes of incidents; `naming` knows the causes.
pub fn causes(id: &str, causes: &Causes<'_>, which: Which, naming: Naming<'_>) -> Figure {
    tagged(id, "Causes", "Cause", &causes.causes, causes, which, naming)
}

/// Draws the categories of causes; `naming` knows the categories.
pub fn categories(id: &str, causes: &Causes<'_>, which: Which, naming: Naming<'_>) -> Figure {
    tagged(id, "Categories of causes", "Category", &causes.categories, causes, which, naming)
}

fn tagged(
    id: &str,
    title: &str,
    column: &str,
    found: &[CauseShare<'_>],
    of: &Causes<'_>,
    which: Which,
    naming: Naming<'_>,
) -> Figure {
    let count_of = |split: &Split| if which == Which::Declared { split.declared } else { split.share };
    let mut found: Vec<&CauseShare<'_>> =
        found.iter().filter(|cause| count_of(&cause.any).count > 0).collect();
    found.sort_by_key(|cause| std::cmp::Reverse(count_of(&cause.any).count));
    let bar = |cause: &&CauseShare<'_>| {
        let (share_of, plain) = (count_of(&cause.any), cause.any.declared.count);
        let name = (naming.label)(cause.id);
        let words = format!("{name}: {}, {plain} of them declared", share(&share_of));
        let href = Some((naming.href)(cause.id));
        Bar { name, href, share: share_of, plain, neutral: false, words }
    };
    let mut bars: Vec<Bar> = found.iter().take(MOST_BARS).map(bar).collect();
    let unknown = [("unknown, stated by the author", of.unknown), ("no cause found", of.untagged)];
    if which == Which::All {
        bars.extend(
            unknown.iter().filter(|(_, share)| share.count > 0).map(|(name, share)| neutral(name, *share)),
        );
    }
    let mut notes = vec![
        "At the right: incidents and their share of all. An incident may have several causes, so shares add up to more \
         than 100 %."
            .to_owned(),
        match which {
            Which::All => {
                "Solid: declared in front matter. Hatched: extracted from text. Lines: 95 % Wilson intervals, \
                           which cover sampling and not wrong tags."
                    .to_owned()
            }
            Which::Declared => "Only causes declared in front matter. Lines: 95 % Wilson intervals.".to_owned(),
        },
    ];
    if found.len() > MOST_BARS {
        notes.push(format!("{} more in the table.", found.len() - MOST_BARS));
    }
    let mut table =
        ChartTable::new([column, "Incidents", "Share", "95 % interval", "Declared", "Extracted", "Primary"]);
    table.rows.extend(found.iter().map(|cause| {
        let share = count_of(&cause.any);
        let found = if which == Which::All { cause.any.extracted } else { 0 };
        let mut row = vec![Cell::link((naming.label)(cause.id), (naming.href)(cause.id))];
        row.extend(figures(&share));
        row.extend(
            [cause.any.declared.count, found, count_of(&cause.primary).count]
                .map(|n| Cell::new(n.to_string())),
        );
        row
    }));
    for (name, share) in unknown.iter().filter(|_| which == Which::All) {
        let blank = || Cell::new("");
        let row = std::iter::once(Cell::new(*name)).chain(figures(share)).chain([blank(), blank(), blank()]);
        table.rows.push(row.collect());
    }
    let body = body(id, title, &bars, of.incidents, found.is_empty());
    Figure { title: title.to_owned(), coverage: coverage("cause", of.coverage), body, notes, table }
}

/// Draws what detected incidents.
pub fn detection(id: &str, detection: &Detection) -> Figure {
    let title = terms::name("detected_by");
    let row = |by: DetectedBy, share: Share| match by {
        DetectedBy::Unknown => neutral(terms::detected_by(by), share),
        _ => {
            let words = format!("{}: {}", terms::detected_by(by), self::share(&share));
            Bar {
                name: terms::detected_by(by).to_owned(),
                href: None,
                share,
                plain: share.count,
                neutral: false,
                words,
            }
        }
    };
    let bars: Vec<Bar> = detection.shares.iter().map(|entry| row(entry.by, entry.share)).collect();
    let mut table = ChartTable::new([title, "Incidents", "Share", "95 % interval"]);
    table.rows.extend(detection.shares.iter().map(|entry| {
        std::iter::once(Cell::new(terms::detected_by(entry.by))).chain(figures(&entry.share)).collect()
    }));
    let known = detection.coverage.known;
    let notes = vec!["Shares are of all incidents. Lines: 95 % Wilson intervals.".to_owned()];
    let body = body(id, title, &bars, detection.coverage.of, known == 0);
    Figure {
        title: title.to_owned(),
        coverage: coverage("detection", detection.coverage),
        body,
        notes,
        table,
    }
}

fn neutral(name: &str, share: Share) -> Bar {
    let words = format!("{name}: {}", self::share(&share));
    Bar { name: name.to_owned(), href: None, share, plain: share.count, neutral: true, words }
}

fn figures(share: &Share) -> [Cell; 3] {
    [share.count.to_string(), share_percent(share.value), interval_percent(share.interval)].map(Cell::new)
}

fn body(id: &str, title: &str, bars: &[Bar], of: usize, is_empty: bool) -> ChartBody {
    if is_empty {
        return ChartBody::Nothing;
    }
    if of < FEWEST_FOR_A_CHART {
        let item = |bar: &Bar| Cell {
            text: format!("{}: {} of {}", bar.name, bar.share.count, count(of, "incident")),
            href: bar.href.clone(),
        };
        return ChartBody::List { items: bars.iter().filter(|bar| bar.share.count > 0).map(item).collect() };
    }
    ChartBody::Chart { svg: draw(id, title, bars, of) }
}

fn draw(id: &str, title: &str, bars: &[Bar], of: usize) -> String {
    let gap =
        if bars.iter().any(|bar| bar.neutral) && bars.iter().any(|bar| !bar.neutral) { GAP } else { 0.0 };
    let bottom = bars.len() as f64 * ROW + gap;
    let commonest = bars.iter().find(|bar| !bar.neutral).map_or(String::new(), |bar| bar.words.clone());
    let description =
        format!("{} of {}. First: {commonest}", count(bars.len(), "bar"), count(of, "incident"));
    let links = bars.iter().any(|bar| bar.href.is_some());
    let frame = Frame { id, title, description: &description, height: bottom + 24.0, inset: false, links };
    let mut svg = Svg::new(&frame);
    svg.define_hatching();
    let highest = bars.iter().map(|bar| bar.share.interval.high).fold(0.05, f64::max);
    let step = [0.02, 0.05, 0.1, 0.2, 0.25].into_iter().find(|step| highest / step <= 5.0).unwrap_or(0.25);
    let top = ((highest / step).ceil() * step).min(1.0);
    for line in 0..=(top / step).round() as usize {
        let (value, anchor) = (line as f64 * step, if line == 0 { "start" } else { "end" });
        let x = value / top * 100.0;
        svg.line(if line == 0 { "chart-axis" } else { "chart-grid" }, (x, 0.0), (x, bottom));
        svg.text("chart-tick", (x, bottom + 18.0), anchor, &share_percent(value));
    }
    let mut y = 0.0;
    let mut was_neutral = bars.first().is_some_and(|bar| bar.neutral);
    for (at, bar) in bars.iter().enumerate() {
        y += if bar.neutral && !was_neutral { gap } else { 0.0 };
        was_neutral = bar.neutral;
        draw_bar(&mut svg, bar, y, top, at < MARKS_IN_TAB_ORDER);
        y += ROW;
    }
    svg.finish()
}

fn draw_bar(svg: &mut Svg, bar: &Bar, y: f64, top: f64, tabbed: bool) {
    let x = |share: f64| share / top * 100.0;
    if let Some(href) = &bar.href {
        svg.open_link(href, tabbed);
    }
    svg.text("chart-label", (0.0, y + 16.0), "start", &bar.name);
    let plain = x(bar.share.value) * bar.plain as f64 / bar.share.count.max(1) as f64;
    let (low, high) = (y + 22.0, 13.0);
    if bar.plain > 0 {
        let class = if bar.neutral { "chart-bar-neutral" } else { "chart-bar" };
        svg.bar(class, (0.0, plain), (low, high), &bar.words);
    }
    if bar.share.count > bar.plain {
        svg.hatched((plain, x(bar.share.value) - plain), (low, high), &bar.words);
    }
    if bar.href.is_some() {
        svg.close_link();
    }
    svg.text(
        "chart-value",
        (100.0, y + 16.0),
        "end",
        &format!("{} · {}", bar.share.count, share_percent(bar.share.value)),
    );
    let middle = y + 28.5;
    let (from, to) = (x(bar.share.interval.low), x(bar.share.interval.high.min(top)));
    svg.line("chart-whisker", (from, middle), (to, middle));
    for end in [from, to] {
        svg.line("chart-whisker", (end, middle - 3.0), (end, middle + 3.0));
    }
}
