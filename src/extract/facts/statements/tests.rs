//! Sentences as writers put them.

use super::*;
use crate::extract::mentions::line::LineMentions;

fn times(text: &str) -> (Option<String>, Option<String>, Option<String>, Option<f64>) {
    let statement = read(&LineMentions::new(text).part(0..text.len()));
    let show = |point: Option<Point>| {
        point.and_then(|point| point.clock).map(|clock| clock.time.strftime("%H:%M").to_string())
    };
    (show(statement.start), show(statement.end), show(statement.detected), statement.duration)
}

fn check(text: &str, start: &str, end: &str, detected: &str, duration: Option<f64>) {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    assert_eq!(times(text), (some(start), some(end), some(detected), duration), "{text}");
}

#[test]
fn sentences_that_state_when_and_how_long() {
    check(
        "The shop went down at 7 PM (GMT + 2) and the trouble ended at 9 PM (GMT + 2).",
        "19:00",
        "21:00",
        "",
        None,
    );
    check("Between 1900 and 2100 UTC users could not log in.", "19:00", "21:00", "", None);
    check(
        "On May 4th 2024 at 9:12 AM the shop suffered a downtime that lasted for 26min.",
        "09:12",
        "",
        "",
        Some(26.0),
    );
    check("There was an outage from 10:00 to 15:30 UTC+2.", "10:00", "15:30", "", None);
    check("Our probes noticed the stall at 14:20 UTC+3.", "", "", "14:20", None);
    check("Users saw errors for roughly 45 minutes.", "", "", "", Some(45.0));
    check("The outage lasted a bit less than 3 hours.", "", "", "", Some(180.0));
    check("The site was down for the better part of two hours.", "", "", "", Some(120.0));
    check("During a 25 minute window users could not order.", "", "", "", Some(25.0));
    check("For 2.5 hours nobody could check in.", "", "", "", Some(150.0));
    check("Our SLA allows 43 minutes of downtime a month.", "", "", "", None);
    check("A service disruption (approx. 50 min) followed.", "", "", "", Some(50.0));
    check("At 12:30 it got slow and seemed to recover until 15:00.", "12:30", "", "", None);
    check("At 10:00 CST (02:00 UTC) the site went down.", "10:00", "", "", None);
    check("After 10 minutes our servers were reachable again.", "", "", "", Some(10.0));
    check("The problem was fixed in about 40 minutes.", "", "", "", Some(40.0));
    check("Between approximately 21:27 UTC and 07:27 UTC nobody could log in.", "21:27", "07:27", "", None);
    check(
        "On May 4 we had an outage which began slowly around 9:00 and was over by 10:00.",
        "09:00",
        "10:00",
        "",
        None,
    );
    check("We saw errors within the last 5 minutes.", "", "", "", None);
    check("The total time to mitigation is around 28min.", "", "", "", Some(28.0));
    check("We had a 3-hour outage of the label printer.", "", "", "", Some(180.0));
    check("We raised the timeout to 30 seconds and check every 5 minutes.", "", "", "", None);
    check("Two hours later the disk was full.", "", "", "", None);
    check("The queue failed at 11:00 and was restored at 11:40.", "11:00", "11:40", "", None);
    check("The relay died at 6:15 and was fixed again at about 6:50.", "06:15", "06:50", "", None);
    check(
        "The queue failed on 2023-09-14 at 11:00 UTC and was back up on 2023-09-14 at 11:40 UTC.",
        "11:00",
        "11:40",
        "",
        None,
    );
    check("The stall began at 11:00 and lasted 1:30 hours.", "11:00", "", "", Some(90.0));
}

#[test]
fn detection_may_come_long_after() {
    let text = "It was noticed two hours after the outage had ended";
    let statement = read(&LineMentions::new(text).part(0..text.len()));
    assert_eq!(statement.detected_after, Some((120.0, true)));
}
