//! What a file claims of the times of its incident, each claim with its place: collected by [`super::window`], and
//! written to the record by [`crate::extract::settle`].

use jiff::civil::{Date, Time};

use super::statements::DayHint;

/// A point of time and the words that state it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TimeClaim {
    /// The day, if said.
    pub date: Option<Date>,
    /// The clock time, if said.
    pub time: Option<Time>,
    /// What is said of the day instead.
    pub day: DayHint,
    /// Line of the file, from 1.
    pub line: u32,
    /// The words.
    pub text: String,
    /// Line and words of the day, where they stand apart from the rest.
    pub dated: Option<(u32, String)>,
}

/// What is known so far, strongest statement first.
#[derive(Debug, Default)]
pub(crate) struct TimeClaims {
    pub start: Option<TimeClaim>,
    pub end: Option<TimeClaim>,
    pub detected: Option<TimeClaim>,
    pub acknowledged: Option<TimeClaim>,
    pub mitigated: Option<TimeClaim>,
    pub resolved: Option<TimeClaim>,
    pub duration: Option<(i64, u32, String)>,
    pub time_to_detect: Option<(i64, u32, String)>,
    pub detected_after: Option<(i64, bool)>,
    pub windows: Vec<(TimeClaim, TimeClaim)>,
    pub date: Option<TimeClaim>,
    /// A clock time of the summary that nothing says more of: the start, where nothing else is.
    pub unlabelled_time: Option<TimeClaim>,
    /// The day on which it is said to have begun, where no clock time is said with it.
    pub start_day: Option<Date>,
    /// Whether nothing is told of what came before it was noticed.
    pub onset_unknown: bool,
    /// Whether a label gives the length as from when to when.
    pub bounded: bool,
    /// When it was noticed, where labels state that and the end, and no start: what they count from.
    pub noticed_first: Option<TimeClaim>,
    /// Clock times of the first and last entry, and the minutes between them, days counted.
    pub apart: Option<(Time, Time, i64)>,
    /// Minutes of all stretches that the timeline tells of.
    pub stretched: Option<i64>,
    /// Whether `unlabelled_time` is that of a change which began it.
    pub changed: bool,
    /// Whether the length is that of a recovery.
    pub recovery: bool,
    /// Whether the summary says that nobody knows when it began.
    pub onset_untold: bool,
    /// The unit that states the first stretch.
    pub window_unit: Option<usize>,
}
