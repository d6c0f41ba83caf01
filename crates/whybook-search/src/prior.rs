//! Query-independent score: recent and severe incidents rank higher.

use tantivy::DocId;
use tantivy::columnar::Column;

/// Bonus of the newest incident over one that is ten years older.
const RECENT: f32 = 0.06;
/// Bonus of the highest severity over the lowest.
const GRAVE: f32 = 0.04;
/// Age in years from which incidents get no bonus.
const YEARS: f32 = 10.0;

/// Age and severity of the incidents of an index. Age is relative to the newest incident, not to today, so that results
/// are reproducible.
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

    /// The factor for the score of an incident.
    pub(crate) fn of(&self, doc: DocId) -> f32 {
        let age = self.date.first(doc).map_or(YEARS, |day| (self.newest - years(day)).clamp(0.0, YEARS));
        let gravity = self.level.first(doc).map_or(0.5, |level| (5.0 - level as f32).clamp(0.0, 4.0) / 4.0);
        1.0 + RECENT * (1.0 - age / YEARS) + GRAVE * gravity
    }
}

/// A day number such as 20230202 in years, approximately.
fn years(day: u64) -> f32 {
    let (year, month, day) = (day / 10_000, day / 100 % 100, day % 100);
    year.min(9999) as f32 + month as f32 / 12.0 + day as f32 / 372.0
}
