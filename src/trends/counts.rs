//! Incidents over time, each count with its Poisson interval. Quiet periods are counted as zero.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use super::interval::{Interval, garwood, rate_ratio};
use super::{Coverage, PROVISIONAL_DAYS};
use crate::postmortem::{Kind, Postmortem};

/// Periods reach back so many years at most: a mistyped century must not draw a thousand quiet years.
const YEARS_SHOWN: i16 = 50;

/// Incidents over time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IncidentCounts {
    /// Incidents, drafts excluded.
    pub incidents: usize,
    /// For how many of them the day is known.
    pub dated: Coverage,
    /// Records of near misses.
    pub near_misses: usize,
    /// Records of false alarms.
    pub false_alarms: usize,
    /// Records of weaknesses found or disclosed.
    pub vulnerabilities: usize,
    /// Records of planned maintenance.
    pub maintenance: usize,
    /// Drafts of any kind, counted nowhere else.
    pub drafts: usize,
    /// Incidents too old to be in any period.
    pub too_early: usize,
    /// Incidents dated after today, in no period.
    pub in_future: usize,
    /// A year each, oldest first.
    pub years: Vec<Period>,
    /// A quarter each, oldest first.
    pub quarters: Vec<Period>,
    /// A month each, oldest first.
    pub months: Vec<Period>,
    /// The last settled year set beside the one before it, where the records reach back that far.
    pub change: Option<YearOverYear>,
}

/// A calendar period with its incidents.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Period {
    /// `2023`, `2023-Q2` or `2023-04`.
    pub label: String,
    /// Its first day.
    pub first: Date,
    /// Its last day.
    pub last: Date,
    /// Incidents that began in it.
    pub incidents: usize,
    /// Garwood's interval for their number.
    pub interval: Interval,
    /// Near misses that happened in it.
    pub near_misses: usize,
    /// False alarms in it.
    pub false_alarms: usize,
    /// Whether write-ups may still be missing, since it reaches into the last 60 days.
    pub provisional: bool,
}

/// Two spans of twelve months set side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct YearOverYear {
    /// First day of the earlier twelve months.
    pub earlier_from: Date,
    /// First day of the later twelve months.
    pub later_from: Date,
    /// Last day of the later twelve months: the last one that is not provisional.
    pub later_to: Date,
    /// Incidents in the earlier.
    pub earlier: usize,
    /// Incidents in the later.
    pub later: usize,
    /// How many times as many.
    pub ratio: f64,
    /// The exact interval of that ratio; no evidence of a change where 1 lies in it.
    pub interval: Interval,
}

impl YearOverYear {
    /// Whether chance alone is a poor explanation.
    pub fn is_evident(&self) -> bool {
        self.interval.low > 1.0 || self.interval.high < 1.0
    }
}

#[derive(Clone, Copy, Default)]
struct PeriodTally {
    incidents: usize,
    near_misses: usize,
    false_alarms: usize,
}

impl IncidentCounts {
    /// Counts `records`; periods run to today where that is known, else to the last dated record.
    pub fn of(records: &[&Postmortem], today: Option<Date>) -> Self {
        let counted =
            |kind| records.iter().filter(|record| record.is_counted() && record.kind == kind).count();
        let days: Vec<Date> = records
            .iter()
            .filter(|record| record.counts_in_trends())
            .filter_map(|record| record.date)
            .collect();
        let incidents = counted(Kind::Incident);
        let calendar = Calendar::of(records, today);
        let outside = |is_out: &dyn Fn(Date) -> bool| days.iter().filter(|&&day| is_out(day)).count();
        Self {
            incidents,
            dated: Coverage { known: days.len(), of: incidents },
            near_misses: counted(Kind::NearMiss),
            false_alarms: counted(Kind::FalseAlarm),
            vulnerabilities: counted(Kind::Vulnerability),
            maintenance: counted(Kind::Maintenance),
            drafts: records.iter().filter(|record| !record.is_counted()).count(),
            too_early: outside(&|day| day.year() < calendar.first_year),
            in_future: outside(&|day| today.is_some_and(|today| day > today)),
            years: calendar.periods(12),
            quarters: calendar.periods(3),
            months: calendar.periods(1),
            change: today.and_then(|today| change(&days, today)),
        }
    }
}

/// Months are numbered from the year 0, so that any stretch of them is a range.
struct Calendar {
    months: BTreeMap<i32, PeriodTally>,
    last_month: i32,
    first_year: i16,
    provisional_from: Option<Date>,
}

impl Calendar {
    fn of(records: &[&Postmortem], today: Option<Date>) -> Self {
        let shown = |day: &Date| today.is_none_or(|today| *day <= today);
        let dated = || {
            // Planned work says nothing of how far the records of incidents reach.
            let counted =
                records.iter().filter(|record| record.is_counted() && record.kind != Kind::Maintenance);
            counted.filter_map(|record| Some((record.date.filter(shown)?, record.kind)))
        };
        let last = dated().map(|(day, _)| day).max();
        let end = last.map(|last| today.unwrap_or(last));
        let first_year = end.map_or(i16::MIN, |end| end.year() - YEARS_SHOWN + 1);
        let mut months: BTreeMap<i32, PeriodTally> = BTreeMap::new();
        for (day, kind) in dated().filter(|(day, _)| day.year() >= first_year) {
            let tally = months.entry(month_number(day)).or_default();
            match kind {
                Kind::Incident => tally.incidents += 1,
                Kind::NearMiss => tally.near_misses += 1,
                Kind::FalseAlarm => tally.false_alarms += 1,
                Kind::Vulnerability | Kind::Maintenance => {}
            }
        }
        let provisional_from = today.and_then(|today| today.checked_sub(PROVISIONAL_DAYS.days()).ok());
        Self { months, last_month: end.map_or(0, month_number), first_year, provisional_from }
    }

    fn periods(&self, length: i32) -> Vec<Period> {
        let Some((&first, _)) = self.months.first_key_value() else { return Vec::new() };
        let mut intervals: BTreeMap<usize, Interval> = BTreeMap::new();
        let starts = (first - first.rem_euclid(length)..=self.last_month).step_by(length as usize);
        starts.filter_map(|start| self.period(start, length, &mut intervals)).collect()
    }

    fn period(&self, start: i32, length: i32, intervals: &mut BTreeMap<usize, Interval>) -> Option<Period> {
        let first = first_day(start)?;
        let last = first_day(start + length)?.yesterday().ok()?;
        let mut sum = PeriodTally::default();
        for tally in self.months.range(start..start + length).map(|(_, tally)| tally) {
            sum.incidents += tally.incidents;
            sum.near_misses += tally.near_misses;
            sum.false_alarms += tally.false_alarms;
        }
        Some(Period {
            label: label(first, length),
            first,
            last,
            incidents: sum.incidents,
            interval: *intervals.entry(sum.incidents).or_insert_with(|| garwood(sum.incidents)),
            near_misses: sum.near_misses,
            false_alarms: sum.false_alarms,
            provisional: self.provisional_from.is_some_and(|from| last > from),
        })
    }
}

fn month_number(day: Date) -> i32 {
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}

fn first_day(month: i32) -> Option<Date> {
    let year = i16::try_from(month.div_euclid(12)).ok()?;
    Date::new(year, month.rem_euclid(12) as i8 + 1, 1).ok()
}

fn label(first: Date, length: i32) -> String {
    match length {
        12 => format!("{:04}", first.year()),
        3 => format!("{:04}-Q{}", first.year(), (first.month() - 1) / 3 + 1),
        _ => format!("{:04}-{:02}", first.year(), first.month()),
    }
}

fn change(days: &[Date], today: Date) -> Option<YearOverYear> {
    let later_to = today.checked_sub(PROVISIONAL_DAYS.days()).ok()?;
    let after = later_to.tomorrow().ok()?;
    let later_from = after.checked_sub(1.year()).ok()?;
    let earlier_from = after.checked_sub(2.years()).ok()?;
    // Records that begin within the earlier span say nothing of what came before them.
    if days.iter().min()? > &earlier_from {
        return None;
    }
    let within = |from: Date, before: Date| days.iter().filter(|&&day| day >= from && day < before).count();
    let (earlier, later) = (within(earlier_from, later_from), within(later_from, after));
    let (ratio, interval) = rate_ratio(earlier, later)?;
    Some(YearOverYear { earlier_from, later_from, later_to, earlier, later, ratio, interval })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::civil::date;

    use super::*;
    use crate::postmortem::Status;

    fn on(day: Date) -> Postmortem {
        Postmortem { date: Some(day), ..Postmortem::default() }
    }

    fn count(records: &[Postmortem], today: Option<Date>) -> IncidentCounts {
        IncidentCounts::of(&records.iter().collect::<Vec<_>>(), today)
    }

    #[test]
    fn quiet_months_are_zero_and_the_last_sixty_days_are_provisional() {
        let records = [on(date(2024, 11, 3)), on(date(2025, 2, 27)), on(date(2025, 2, 1))];
        let counts = count(&records, Some(date(2025, 4, 10)));
        let months: Vec<_> =
            counts.months.iter().map(|month| (&*month.label, month.incidents, month.provisional)).collect();
        assert_eq!(
            months,
            [
                ("2024-11", 1, false),
                ("2024-12", 0, false),
                ("2025-01", 0, false),
                ("2025-02", 2, true),
                ("2025-03", 0, true),
                ("2025-04", 0, true)
            ]
        );
        let quarters: Vec<_> =
            counts.quarters.iter().map(|quarter| (&*quarter.label, quarter.incidents)).collect();
        assert_eq!(quarters, [("2024-Q4", 1), ("2025-Q1", 2), ("2025-Q2", 0)]);
        assert_eq!(counts.years.iter().map(|year| year.incidents).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(counts.months[1].interval.low, 0.0);
    }

    #[test]
    fn drafts_count_nowhere_and_other_kinds_apart() {
        let draft = Postmortem { status: Some(Status::Draft), ..on(date(2024, 1, 5)) };
        let near = Postmortem { kind: Kind::NearMiss, ..on(date(2024, 1, 6)) };
        let alarm = Postmortem { kind: Kind::FalseAlarm, ..on(date(2024, 3, 6)) };
        let counts = count(&[draft, near, alarm, on(date(2024, 1, 7)), Postmortem::default()], None);
        assert_eq!((counts.incidents, counts.near_misses, counts.false_alarms, counts.drafts), (2, 1, 1, 1));
        assert_eq!(counts.dated, Coverage { known: 1, of: 2 });
        assert_eq!(counts.months.iter().map(|month| month.incidents).collect::<Vec<_>>(), [1, 0, 0]);
        assert_eq!(counts.months[2].false_alarms, 1);
    }

    #[test]
    fn a_mistyped_year_draws_no_thousand_quiet_years() {
        let records = [on(date(202, 5, 1)), on(date(2024, 5, 1)), on(date(9024, 5, 1))];
        let counts = count(&records, Some(date(2024, 6, 1)));
        assert_eq!((counts.years.len(), counts.too_early, counts.in_future), (1, 1, 1));
    }

    #[test]
    fn a_change_is_stated_with_its_interval_only_where_two_settled_years_are_on_record() {
        let mut records = vec![on(date(2022, 1, 1))];
        records.extend((1..=9).map(|month| on(date(2023, month, 10))));
        records.extend((1..=9).map(|month| on(date(2024, month, 10))));
        let change = count(&records, Some(date(2025, 3, 1))).change.unwrap();
        assert_eq!((change.earlier_from, change.later_to), (date(2023, 1, 1), date(2024, 12, 31)));
        assert_eq!((change.earlier, change.later, change.ratio, change.is_evident()), (9, 9, 1.0, false));
        assert_eq!(count(&records[1..], Some(date(2024, 3, 1))).change, None);
    }
}
