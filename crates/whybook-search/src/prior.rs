//! What speaks for an incident whatever is asked: that it is recent, and that it was grave.

use tantivy::DocId;
use tantivy::columnar::Column;

/// The newest incident counts so much more than one ten years older.
const RECENT: f32 = 0.06;
/// The gravest severity counts so much more than the slightest.
const GRAVE: f32 = 0.04;
/// Years after which being older makes no difference any more.
const YEARS: f32 = 10.0;

/// How recent and grave the incidents of an index are. Age counts from the newest incident, not from today, so that
/// the same index always answers in the same order.
pub(crate) struct Prior {
    date: Column<u64>,
    level: Column<u64>,
    newest: f32,
}

impl Prior {
    pub(crate) fn new(date: Column<u64>, level: Column<u64>) -> Self {
        let newest = years(date.max_value());
        Self { date, level, newest }
    }

    /// What an incident's score is multiplied by.
    pub(crate) fn of(&self, doc: DocId) -> f32 {
        let age = self.date.first(doc).map_or(YEARS, |day| (self.newest - years(day)).clamp(0.0, YEARS));
        let gravity = self.level.first(doc).map_or(0.5, |level| (5.0 - level as f32).clamp(0.0, 4.0) / 4.0);
        1.0 + RECENT * (1.0 - age / YEARS) + GRAVE * gravity
    }
}

/// A day number such as 20230202 in years, nearly.
fn years(day: u64) -> f32 {
    let (year, month, day) = (day / 10_000, day / 100 % 100, day % 100);
    year.min(9999) as f32 + month as f32 / 12.0 + day as f32 / 372.0
}
