//! Clock times as writers put them.

use super::find;

fn check(text: &str, expected: &[&str]) {
    let found: Vec<String> =
        find(text).iter().map(|clock| clock.value.time.strftime("%H:%M").to_string()).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn clock_times_as_writers_put_them() {
    check("from 08:15 AM - 12:00 PM GMT+2", &["08:15", "12:00"]);
    check("at 8 PM (GMT + 1) and ended at 10 PM", &["20:00", "22:00"]);
    check("at 7:05a.m. and at 12 a.m.", &["07:05", "00:00"]);
    check("between 1900 and 2100 UTC", &["19:00", "21:00"]);
    check("at 0930 hrs the disk was full", &["09:30"]);
    check("from 14.05 to 15.10 CET", &["14:05", "15:10"]);
    check("at noon, until midnight", &["12:00", "00:00"]);
    check("10:25 in the morning, until 9 in the evening", &["10:25", "21:00"]);
    check("13:00PM", &["13:00"]);
    check("2024-11-05T10:01:22Z", &["10:01"]);
    check("from 1:00 to 3:30 PM", &["13:00", "15:30"]);
    check("from 11:00 to 1:30 PM", &["11:00", "13:30"]);
    check("from 2:10pm EST until 2:35 EST", &["14:10", "14:35"]);
    check("17h30 local time", &["17:30"]);
    check("Between 9 and 10am GMT", &["09:00", "10:00"]);
    check("from 8 to 9:45 am", &["08:00", "09:45"]);
    check("from about 11 until 1 p.m.", &["11:00", "13:00"]);
    check("between 10 and 2am", &["22:00", "02:00"]);
    check("On Friday 3–4 pm", &["15:00", "16:00"]);
    check("11:21a, then 12:28p", &["11:21", "12:28"]);
    check("since 2021-06-02T17:53:00-00:00", &["17:53"]);
    check("2019-01-05 02:10Z – 2019-01-05 03:05Z", &["02:10", "03:05"]);
    check("[ 4: 45 am PST ] first attempt", &["04:45"]);
    check("down from 0412 to 0421", &["04:12", "04:21"]);
    check("10.09:20 AM UTC: up again", &["09:20"]);
    check("Start: T07:14:22+0200", &["07:14"]);
}

#[test]
fn what_looks_like_a_clock_time_and_is_none() {
    check("10.0.0.1:443 and version 2.10, 99.95 % up, a ratio of 3:1, HH:mm and --:--", &[]);
    check("commit 12:34:56:78 and http://host:80/10:30", &[]);
    check("latency rose 2.10–3.20 times", &[]);
    check("The Midnight Meltdown", &[]);
    check("node 4 and 5 pm", &["17:00"]);
    check("from 2019 to 2021, from 1200 to 1500 orders", &[]);
    check("from version 3 and 5 pm", &["17:00"]);
    check("on March 4 - 11 am", &["11:00"]);
    check("memory grew to 12.50 GB after the upgrade from 1.13 to 1.14", &[]);
}
