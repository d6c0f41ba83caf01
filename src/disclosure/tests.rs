#![allow(clippy::unwrap_used)]

use jiff::Timestamp;

use super::markers::{Asks, Audience, asks};
use super::passages;

fn judged(key: &str, value: &str) -> Option<Audience> {
    let now: Timestamp = "2024-05-06T12:00:00Z".parse().unwrap();
    asks(key).and_then(|asks: Asks| asks.judge(value, now))
}

#[test]
fn a_day_of_publication_counts_from_its_beginning() {
    assert_eq!(judged("publishDate", "2024-05-06"), None);
    assert_eq!(judged("publishDate", "2024-05-06T12:00:01Z"), Some(Audience::Withheld));
    assert_eq!(judged("publish_date", "2024-05-06 13:00:00 +0200"), None);
    assert_eq!(judged("published", "7 May 2024"), Some(Audience::Withheld));
    assert_eq!(judged("publish on", "when legal says so"), Some(Audience::Unknown));
    assert_eq!(judged("expiryDate", "2024-05-06T11:00:00Z"), Some(Audience::Withheld));
}

#[test]
fn values_that_are_not_known_are_not_public() {
    for value in ["internal", "Internal (payments)", "company", "TLP:AMBER+STRICT", "only us"] {
        assert_eq!(judged("visibility", value), Some(Audience::Withheld), "{value}");
    }
    assert_eq!(judged("visibility", "purple"), Some(Audience::Unknown));
    assert_eq!(judged("visibility", "Public"), Some(Audience::Public));
    assert_eq!(judged("tlp", "green"), Some(Audience::Community));
    assert_eq!(judged("classification", "Major outage"), None);
    assert_eq!(judged("classification", "database"), Some(Audience::Unknown));
    assert_eq!(judged("draft", "soon"), Some(Audience::Unknown));
    assert_eq!(judged("visible", "internal"), None);
}

/// What stays of a text.
fn cut(text: &str) -> String {
    super::replace::blank(text, &passages::find(text).ranges)
}

#[test]
fn passages_end_where_their_own_end_stands() {
    assert_eq!(cut("a<!-- internal -->b<!-- /internal -->c"), "ac");
    assert_eq!(cut("a<!-- internal -->b<!-- internal -->c<!-- /internal -->d<!-- /internal -->e"), "ae");
    assert_eq!(cut("a<!-- internal -->b<!-- /private -->c<!-- /INTERNAL -->d"), "ad");
    assert_eq!(cut("a\n:::internal\nb\n:::note\nc\n:::\nd\n:::\ne"), "a\n\n\n\n\n\n\n\ne");
    assert_eq!(cut("a\n::::internal\nb\n:::\nc\n::::\nd"), "a\n\n\n\n\n\nd");
    assert_eq!(cut("a\n:::note\nb\n:::\nc"), "a\n:::note\nb\n:::\nc");
    assert_eq!(cut("a {/* internal */}b{/* /internal */} c"), "a  c");
    assert_eq!(cut("<!-- an internal note, kept -->"), "<!-- an internal note, kept -->");
    assert_eq!(cut("a\r\n<!-- private -->\r\nb"), "a\r\n\r\n");
    let stray = passages::find("a <!-- /internal --> b").stray;
    assert_eq!(stray.len(), 1);
}
