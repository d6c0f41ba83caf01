//! The days and clock times of entries, each following from the one before.

use aho_corasick::AhoCorasick;
use jiff::civil::{Date, Time};

use super::Entry;
use crate::extract::mentions::clocks::Clock;
use crate::extract::patterns::listed;
use crate::language::Compiled;

/// What the text states of one entry.
pub(super) struct StatedEntry {
    /// The day, where the entry states it.
    pub(super) date: Option<Date>,
    /// The day that a heading above announces.
    pub(super) announced: Option<Date>,
    /// The clock time.
    pub(super) clock: Option<Clock>,
    /// What happened.
    pub(super) text: String,
    /// Index of its unit.
    pub(super) unit: usize,
}

/// Places entries in time. A list that has the latest on top, as status pages do, is turned round.
pub(super) fn place(mut stated: Vec<StatedEntry>) -> Vec<Entry> {
    let turned = is_descending(&stated);
    if turned {
        stated.reverse();
    }
    let mut day = Day::default();
    let mut announced = None;
    let mut placed: Vec<Entry> = Vec::with_capacity(stated.len());
    placed.extend(stated.into_iter().map(|entry| {
        let news = entry.announced.filter(|date| turned || Some(*date) != announced);
        announced = entry.announced;
        if let Some(date) = entry.date.or(news) {
            day.set(date, entry.clock);
        } else if says_next_day(&entry.text) {
            day.advance(1);
        }
        let time = entry.clock.map(|clock| day.place(clock));
        Entry { time, date: day.date, day: day.number, text: entry.text, unit: entry.unit }
    }));
    // A first day that follows from the second is that of the entries before.
    if let Some(eve) = day.eve {
        placed
            .iter_mut()
            .filter(|entry| entry.date.is_none() && entry.day == 0)
            .for_each(|entry| entry.date = Some(eve));
    }
    placed
}

/// Whether the latest entry stands on top.
fn is_descending(stated: &[StatedEntry]) -> bool {
    let key = |entry: &StatedEntry| Some((entry.date.or(entry.announced), entry.clock?.time));
    let (mut up, mut down) = (0, 0);
    for pair in stated.windows(2) {
        match (key(&pair[0]), key(&pair[1])) {
            (Some(first), Some(second)) if first < second => up += 1,
            (Some(first), Some(second)) if first > second => down += 1,
            _ => {}
        }
    }
    down >= 2 && down > 2 * up
}

/// The day that entries without a date belong to.
#[derive(Default, Clone, Copy)]
struct Day {
    date: Option<Date>,
    first: Option<Date>,
    latest: Option<Date>,
    number: i64,
    last: Option<(Time, bool)>,
    /// The first day, where only the next one is named.
    eve: Option<Date>,
}

impl Day {
    fn set(&mut self, date: Date, clock: Option<Clock>) {
        // "23:40, 00:15 (5 July)": the first day that is named is the second of the story.
        let over_midnight = self.last.zip(clock).is_some_and(|((last, _), clock)| clock.time < last);
        if self.first.is_none() && over_midnight {
            self.number += 1;
            self.first = date.checked_sub(jiff::Span::new().days(self.number)).ok();
            self.eve = self.first;
        }
        let back = self.latest.is_some_and(|latest| date < latest);
        if self.date != Some(date) && !back {
            self.last = None;
        }
        self.date = Some(date);
        // A date that goes back is a slip of the pen: time does not.
        if !back {
            self.latest = Some(date);
            let first = *self.first.get_or_insert(date);
            self.number = first.until(date).map_or(self.number, |span| i64::from(span.get_days()));
        }
    }

    fn advance(&mut self, days: i64) {
        self.number += days;
        self.date = self.date.and_then(|date| date.checked_add(jiff::Span::new().days(days)).ok());
        self.latest = self.latest.max(self.date);
        self.last = None;
    }

    /// Places a clock time after the one before: past noon on a 12-hour clock, or on the next day.
    fn place(&mut self, clock: Clock) -> Time {
        let mut time = clock.time;
        if let Some((last, last_has_half)) = self.last
            && time < last
        {
            let back = last.duration_since(time).as_secs() / 60;
            let later = time.saturating_add(jiff::SignedDuration::from_hours(12));
            if !clock.has_meridiem && !last_has_half && back >= 180 && time.hour() < 12 && later >= last {
                time = later;
            } else if back >= 360 {
                self.advance(1);
            }
        }
        self.last = Some((time, clock.has_meridiem));
        time
    }
}

fn says_next_day(text: &str) -> bool {
    let head = &text[..crate::diagnostic::floor_boundary(text, 60)];
    static WORDS: Compiled<AhoCorasick> =
        Compiled::new(|languages| listed(languages, |language| &language.cues.entry_next_day));
    WORDS.is_match(head)
}
