//! Charts as SVG text: pure functions from what was counted to markup.
//!
//! Horizontal places are percentages of the width at hand and everything else is in pixels, so a chart fills a
//! column of 340 as well as one of 900, with text of the same size in both. There are no `style` attributes and no
//! `<style>` elements, which the site's Content-Security-Policy forbids: colours and fonts come from classes.
//!
//! | class | on what |
//! |---|---|
//! | `chart` | every `<svg>` |
//! | `chart-inset` | one with labels left of its plot, which the stylesheet keeps free |
//! | `chart-grid`, `chart-axis` | lines of the scale, line at zero |
//! | `chart-tick`, `chart-tick-minor` | text of a scale; the minor one is hidden in a narrow column |
//! | `chart-label`, `chart-value` | name of a bar, its figures |
//! | `chart-bar`, `chart-bar-neutral`, `chart-bar-hatched`, `chart-zero` | bars: counted, unknown, hatched, nothing |
//! | `chart-hatch-ground`, `chart-hatch-line` | the two colours of the hatching |
//! | `chart-provisional` | ground of a period whose postmortems may still be missing |
//! | `chart-whisker`, `chart-whisker-fine` | interval of a bar, and of one among many |
//! | `chart-mark` | one incident |
//! | `chart-band`, `chart-median`, `chart-quartiles` | interval, line of the median, middle half |
//! | `chart-curve` | a stepped line |
//!
//! A chart whose marks are links is a `group` and not an `img`, since screen readers see no parts in an image.
//! Past [`MARKS_IN_TAB_ORDER`] links leave the tab order: the table beside the chart holds the same links.

mod bars;
mod durations;
mod over_time;
mod survival;
mod svg;

use serde::Serialize;

pub use bars::{Which, categories, causes, detection};
pub use durations::durations;
pub use over_time::{Grain, over_time};
pub use survival::{time_to_close, time_to_recurrence};

/// Links of one chart that the tab key stops at.
pub const MARKS_IN_TAB_ORDER: usize = 60;

/// Address of a page by the slug of an incident or the name of a cause.
pub type Href<'f> = &'f dyn Fn(&str) -> String;

/// What readers call the things of a chart, and where each has its page, by id.
#[derive(Clone, Copy)]
pub struct Naming<'f> {
    /// Its name.
    pub label: Href<'f>,
    /// Address of its page.
    pub href: Href<'f>,
}

/// A chart with its heading, notes and table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// Heading.
    pub title: String,
    /// For how many incidents the figure is known; always shown.
    pub coverage: String,
    /// The drawing, or what replaces it.
    pub body: ChartBody,
    /// How to read it and what it leaves out.
    pub notes: Vec<String>,
    /// The same in words and numbers.
    pub table: ChartTable,
}

/// A drawing, or what replaces it. In templates: `body.kind` is `chart`, `list` or `nothing`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ChartBody {
    /// Markup of an `<svg>`, ready to stand in a page.
    Chart {
        /// The markup.
        svg: String,
    },
    /// Fewer than five incidents, each named: a chart of them would be a claim.
    List {
        /// One entry each.
        items: Vec<Cell>,
    },
    /// There is nothing to show.
    Nothing,
}

/// What a chart shows, as a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ChartTable {
    /// Names of the columns; the first column names the row.
    pub headers: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// One cell of a table or entry of a list; plain text, which a template escapes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// Its text.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
}

impl Cell {
    fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), href: None }
    }

    fn link(text: impl Into<String>, href: String) -> Self {
        Self { text: text.into(), href: Some(href) }
    }
}

impl ChartTable {
    fn new<const N: usize>(headers: [&str; N]) -> Self {
        Self { headers: headers.map(str::to_owned).to_vec(), rows: Vec::new() }
    }
}

#[cfg(test)]
mod tests;
