//! Dates as writers put them.

use super::*;

fn check(text: &str, expected: &[PartialDate]) {
    let found: Vec<PartialDate> = find(text).iter().map(|date| date.value).collect();
    assert_eq!(found, expected, "{text}");
}

fn day(year: i16, month: i8, day: i8) -> PartialDate {
    full(year, month, day)
}

#[test]
fn dates_as_writers_put_them() {
    check("August 3 rd, 2022, 9:15 PM", &[day(2022, 8, 3)]);
    check("It was June 8th ’21 when", &[day(2021, 6, 8)]);
    check("On Friday 29 November 2019", &[day(2019, 11, 29)]);
    check("2018-01-18, reddit", &[day(2018, 1, 18)]);
    check(
        "the 3rd of March, 2021 and 1/31/2022",
        &[day(2021, 3, 3), PartialDate::Numeric { first: 1, second: 31, year: 2022 }],
    );
    check("On Monday 20. January one", &[PartialDate::WithoutYear { month: 1, day: 20 }]);
    check("on July 15 at 10:00", &[PartialDate::WithoutYear { month: 7, day: 15 }]);
    check(
        "2024-11-05T10:01Z, 05.11.2024",
        &[day(2024, 11, 5), PartialDate::Numeric { first: 5, second: 11, year: 2024 }],
    );
    check("2023-02-30", &[PartialDate::Impossible]);
    check("12-Mar-2024", &[day(2024, 3, 12)]);
    check("the weekend of November 17–18 of 2018", &[day(2018, 11, 17)]);
    check("on 17-18 November 2018", &[day(2018, 11, 17)]);
    check("at 10:20:04 - 25th May 2023", &[day(2023, 5, 25)]);
    check("on 03Feb11", &[day(2011, 2, 3)]);
    check("on Feb., 20th, 2017", &[day(2017, 2, 20)]);
    check("05, 21, 2023", &[PartialDate::Numeric { first: 5, second: 21, year: 2023 }]);
    check("on June 7th (UTC), 2022", &[day(2022, 6, 7)]);
    check("Novemeber 8th, 2023", &[day(2023, 11, 8)]);
    check("19:30 UTC Mar 3: a report", &[PartialDate::WithoutYear { month: 3, day: 3 }]);
}

#[test]
fn what_is_no_date() {
    check("version 1.2.2024.3, 10.0.0.1, may 5 users, 20xx-MM-DD, 2022-05-??, today", &[]);
    check("in 2019 we had 12 nodes, version 9.0.2068, Quarter 4, 2023", &[]);
}

#[test]
fn a_part_over_twelve_settles_the_order_of_a_file() {
    let dates = |text: &str| order(find(text).iter().map(|date| date.value));
    assert_eq!(dates("03/04/2024 and 17/04/2024"), Some(Order::DayFirst));
    assert_eq!(dates("03/04/2024"), None);
    assert_eq!(parse("03/04/2024", Some(Order::DayFirst)), Date::new(2024, 4, 3).ok());
}
