//! Days of two figures in front of a clock time, `10-02 07:01`: only the day of the write-up tells which is the month.

use jiff::civil::Date;

use crate::extract::mentions::dates::{Order, PartialDate};
use crate::extract::mentions::opening::{self, Opening};

/// So many entries must open so.
const FEWEST: usize = 2;
/// Days around that of the write-up in which its entries lie.
const BEFORE: i32 = 31;
const AFTER: i32 = 31;

/// The order in which entries write such days; `None` where both may be.
pub(super) fn order<'a>(lines: impl Iterator<Item = &'a str>, day: Date) -> Option<Order> {
    let days: Vec<(i8, i8)> = lines.filter_map(|line| figures(line).map(|(pair, _)| pair)).collect();
    let near = |month: i8, of_month: i8| {
        [day.year() - 1, day.year(), day.year() + 1].into_iter().any(|year| {
            let date = Date::new(year, month, of_month).ok();
            date.and_then(|date| day.until(date).ok())
                .is_some_and(|span| (-BEFORE..=AFTER).contains(&span.get_days()))
        })
    };
    let month_first = days.iter().all(|&(first, second)| near(first, second));
    let day_first = days.iter().all(|&(first, second)| near(second, first));
    match (days.len() >= FEWEST, month_first, day_first) {
        (true, true, false) => Some(Order::MonthFirst),
        (true, false, true) => Some(Order::DayFirst),
        _ => None,
    }
}

/// What a line opens with, where its day is written so.
pub(super) fn open(text: &str, order: Order) -> Option<Opening> {
    let ((first, second), end) = figures(text)?;
    let (month, day) = if order == Order::MonthFirst { (first, second) } else { (second, first) };
    let rest = opening::opening(&text[end..])?;
    let date = Some(PartialDate::WithoutYear { month, day });
    Some(Opening { date, text_from: end + rest.text_from, ..rest })
}

/// The two figures that a line opens with in front of a clock time, and where they end.
fn figures(text: &str) -> Option<((i8, i8), usize)> {
    let marks = |c: char| matches!(c, '*' | '[' | '(' | '~' | '`' | ' ');
    let bare = text.trim_start_matches(marks);
    let (first, rest) = number(bare)?;
    let (second, rest) = number(rest.strip_prefix(['-', '/', '.'])?)?;
    let clock = rest.strip_prefix([' ', ',', 'T'])?.trim_start_matches([' ', ',', '~', '≈', '*']);
    let (_, minutes) = number(clock)?;
    let is_clock =
        minutes.strip_prefix(':').is_some_and(|minutes| minutes.starts_with(|c: char| c.is_ascii_digit()));
    is_clock.then_some(((first, second), text.len() - rest.len()))
}

fn number(text: &str) -> Option<(i8, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    (1..=2).contains(&digits).then(|| number.parse().ok()).flatten().map(|number| (number, rest))
}
