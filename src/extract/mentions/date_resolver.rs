//! The day that a date of the story means.

use jiff::civil::Date;

use super::dates::{self, Order, PartialDate};

/// How the dates of a file are to be read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct DateResolver {
    /// The order of numeric dates.
    pub order: Option<Order>,
    /// The year of dates that have none.
    pub year: Option<i16>,
    /// The year that the text names with each month, for dates that have none.
    pub years: [Option<i16>; 12],
    /// The day that front matter, a label or the file's name states.
    pub day: Option<Date>,
    /// The day on which the file was published, where it is known: what it tells of came before.
    pub published: Option<Date>,
}

/// Days by which a date without a year may lie behind the day of publication: write-ups are dated carelessly.
const CARELESS: i64 = 60;

impl DateResolver {
    /// Whether the first day of a text has a year only from elsewhere.
    pub(crate) fn assumes_year(&self, text: &str) -> bool {
        let first = dates::find(text).first().map(|date| date.value);
        first.is_some_and(|date| {
            matches!(date, PartialDate::WithoutYear { .. }) && self.named_year(date).is_none()
        })
    }

    /// The year that the text names with the month of a day.
    fn named_year(&self, date: PartialDate) -> Option<i16> {
        let PartialDate::WithoutYear { month, .. } = date else { return None };
        usize::try_from(month - 1).ok().and_then(|at| *self.years.get(at)?)
    }

    /// The day that a date of the story means. In January, "28 December" is that of the year before.
    pub(crate) fn resolve(self, date: PartialDate) -> Option<Date> {
        if let Some(year) = self.named_year(date) {
            return date.resolve(self.order, Some(year));
        }
        let day = date.resolve(self.order, self.year)?;
        let without_year = matches!(date, PartialDate::WithoutYear { .. });
        let late = |published: Date| {
            published.checked_add(jiff::Span::new().days(CARELESS)).is_ok_and(|latest| day > latest)
        };
        let back = without_year && self.published.is_some_and(late);
        if back { date.resolve(self.order, self.year.map(|year| year - 1)) } else { Some(day) }
    }
}
