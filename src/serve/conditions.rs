//! Conditional and range requests: RFC 9110, sections 13 and 14.

use std::ops::RangeInclusive;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hyper::HeaderMap;
use hyper::header::{
    ACCEPT_ENCODING, HeaderName, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, IF_UNMODIFIED_SINCE,
    RANGE,
};

/// Seconds since 1970 at which the year 10,000 begins, which a date of HTTP cannot express.
const YEAR_10000: u64 = 253_402_300_800;

/// What tells one version of a representation from another.
#[derive(Debug)]
pub(super) struct Validators {
    /// Entity tag, in quotes.
    pub(super) tag: String,
    /// Last change in seconds since 1970.
    modified: u64,
}

/// What the conditions of a request ask for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Condition {
    /// The file, whole or in part.
    Send,
    /// The client has this version already.
    NotModified,
    /// The client asked for another version.
    Failed,
}

/// Which bytes a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Bytes(RangeInclusive<u64>),
    /// None that exist.
    Unsatisfiable,
}

impl Validators {
    /// From a file's size in bytes and the time of its last change, to the nanosecond. The compressed form is another
    /// representation and has a tag of its own. Nothing for times that HTTP cannot express.
    pub(super) fn new(length: u64, modified: SystemTime, is_compressed: bool) -> Option<Self> {
        let since = modified.duration_since(UNIX_EPOCH).ok().filter(|since| since.as_secs() < YEAR_10000)?;
        let form = if is_compressed { "-gzip" } else { "" };
        Some(Self { tag: format!("\"{length:x}-{:x}{form}\"", since.as_nanos()), modified: since.as_secs() })
    }

    /// The last change as HTTP writes dates.
    pub(super) fn last_modified(&self) -> String {
        httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(self.modified))
    }

    /// Decides on the conditions of a request, in the order of RFC 9110, section 13.2.2.
    pub(super) fn decide(&self, headers: &HeaderMap) -> Condition {
        let is_right_version = match headers.contains_key(IF_MATCH) {
            true => self.is_listed(headers, IF_MATCH, false),
            false => seconds(headers, IF_UNMODIFIED_SINCE).is_none_or(|date| self.modified <= date),
        };
        let is_known_version = match headers.contains_key(IF_NONE_MATCH) {
            true => self.is_listed(headers, IF_NONE_MATCH, true),
            false => seconds(headers, IF_MODIFIED_SINCE).is_some_and(|date| self.modified <= date),
        };
        match (is_right_version, is_known_version) {
            (false, _) => Condition::Failed,
            (true, true) => Condition::NotModified,
            (true, false) => Condition::Send,
        }
    }

    /// Whether a list of entity tags holds this one. Splitting at commas is exact enough: no tag of ours holds one, and
    /// none can hold a quote.
    fn is_listed(&self, headers: &HeaderMap, name: HeaderName, accepts_weak: bool) -> bool {
        let lists = headers.get_all(name);
        let mut tags = lists.iter().filter_map(|list| list.to_str().ok()).flat_map(|list| list.split(','));
        tags.any(|tag| {
            let tag = tag.trim();
            let strong = tag.strip_prefix("W/").filter(|_| accepts_weak).unwrap_or(tag);
            tag == "*" || strong == self.tag
        })
    }

    /// Whether a range may be sent: a client that has a part of another version needs the whole file.
    fn allows_range(&self, headers: &HeaderMap) -> bool {
        let Some(condition) = headers.get(IF_RANGE) else { return true };
        condition.as_bytes() == self.tag.as_bytes() || seconds(headers, IF_RANGE) == Some(self.modified)
    }
}

/// A header's date in seconds since 1970; a date that cannot be read counts as absent.
fn seconds(headers: &HeaderMap, name: HeaderName) -> Option<u64> {
    let date = httpdate::parse_http_date(headers.get(name)?.to_str().ok()?).ok()?;
    date.duration_since(UNIX_EPOCH).ok().map(|since| since.as_secs())
}

/// The part of a file of `length` bytes that a request asks for. One range is supported; several, other units and what
/// cannot be read are passed over, as RFC 9110 (section 14.2) allows.
pub(super) fn part(headers: &HeaderMap, validators: Option<&Validators>, length: u64) -> Part {
    let allowed = match validators {
        Some(validators) => validators.allows_range(headers),
        None => !headers.contains_key(IF_RANGE),
    };
    let range = headers.get(RANGE).filter(|_| allowed).and_then(|value| value.to_str().ok());
    range.and_then(|range| bytes(range, length)).unwrap_or(Part::Whole)
}

/// Reads `bytes=FIRST-LAST`, `bytes=FIRST-` or `bytes=-SUFFIX`.
fn bytes(range: &str, length: u64) -> Option<Part> {
    let (unit, positions) = range.split_once('=')?;
    let (first, last) = positions.trim().split_once('-').filter(|_| unit.eq_ignore_ascii_case("bytes"))?;
    let (first, last) = match (first, last) {
        ("", suffix) => (length.saturating_sub(number(suffix)?), length.checked_sub(1)),
        (first, "") => (number(first)?, length.checked_sub(1)),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            (first, length.checked_sub(1).map(|end| end.min(last)))
        }
    };
    Some(last.filter(|&last| first <= last).map_or(Part::Unsatisfiable, |last| Part::Bytes(first..=last)))
}

/// A number of digits alone; one that is too large is larger than any file.
fn number(digits: &str) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u64::MAX))
}

/// Whether a client takes gzip: RFC 9110, section 12.5.3.
pub(super) fn accepts_gzip(headers: &HeaderMap) -> bool {
    let weight = |name: &str| {
        let lists = headers.get_all(ACCEPT_ENCODING).into_iter().filter_map(|list| list.to_str().ok());
        let mut codings = lists.flat_map(|list| list.split(',')).filter_map(|coding| {
            let mut parts = coding.split(';').map(str::trim);
            let is_named = parts.next()?.eq_ignore_ascii_case(name);
            let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
            is_named.then(|| weight.map_or(Some(1.0), |weight| weight.parse::<f32>().ok()).unwrap_or(0.0))
        });
        codings.next()
    };
    weight("gzip").or_else(|| weight("x-gzip")).or_else(|| weight("*")).is_some_and(|weight| weight > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_as_the_standard_says() {
        let read = |range: &str, length: u64| bytes(range, length).unwrap_or(Part::Whole);
        for (range, expected) in [
            ("bytes=0-9", Part::Bytes(0..=9)),
            ("bytes=5-", Part::Bytes(5..=99)),
            ("bytes=-10", Part::Bytes(90..=99)),
            ("bytes=-1000", Part::Bytes(0..=99)),
            ("Bytes=90-99999999999999999999999", Part::Bytes(90..=99)),
            ("bytes=99-99", Part::Bytes(99..=99)),
            ("bytes=100-", Part::Unsatisfiable),
            ("bytes=-0", Part::Unsatisfiable),
            ("bytes=99999999999999999999999-", Part::Unsatisfiable),
            ("bytes=9-0", Part::Whole),
            ("bytes=0-1,5-6", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("lines=0-9", Part::Whole),
            ("bytes", Part::Whole),
        ] {
            assert_eq!(read(range, 100), expected, "{range}");
        }
        assert_eq!(read("bytes=0-9", 0), Part::Unsatisfiable);
        assert_eq!(read("bytes=-5", 0), Part::Unsatisfiable);
    }

    #[test]
    fn times_that_http_cannot_express_have_no_validators() {
        let day = Duration::from_secs(86_400);
        assert!(Validators::new(1, UNIX_EPOCH - day, false).is_none());
        assert!(Validators::new(1, UNIX_EPOCH + Duration::from_secs(YEAR_10000), false).is_none());
        let last = Validators::new(1, UNIX_EPOCH + Duration::from_secs(YEAR_10000 - 1), false);
        assert_eq!(last.map(|last| last.last_modified()).as_deref(), Some("Fri, 31 Dec 9999 23:59:59 GMT"));
    }

    #[test]
    fn gzip_is_sent_to_clients_that_accept_it() {
        for (accepted, expected) in [
            ("gzip", true),
            ("br, GZIP;q=0.5", true),
            ("*", true),
            ("gzip;q=0", false),
            ("gzip; q=0.000, *", false),
            ("identity", false),
            ("gzipped", false),
            ("", false),
        ] {
            let headers =
                HeaderMap::from_iter([(ACCEPT_ENCODING, hyper::header::HeaderValue::from_static(accepted))]);
            assert_eq!(accepts_gzip(&headers), expected, "{accepted}");
        }
        assert!(!accepts_gzip(&HeaderMap::new()));
    }
}
