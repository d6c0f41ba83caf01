//! Time zones: abbreviations, names, cities and offsets.

use std::sync::LazyLock;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use regex::Regex;

use super::Spanned;
use crate::extract::patterns::{alternatives, pattern};
use crate::language::{Compiled, Language, Offset};

/// What a zone says of a local time's distance from UTC.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Zone {
    /// Minutes east of UTC, whatever the day.
    Offset(i32),
    /// A place, whose offset depends on the day.
    Place(TimeZone),
    /// An abbreviation that means several zones: the likeliest first.
    Ambiguous(&'static SharedZone),
}

pub(crate) use crate::language::SharedZone;

impl Zone {
    /// Minutes east of UTC; a place's at `when`, or its standard time where the day is not known.
    pub(crate) fn offset(&self, when: Option<DateTime>) -> Option<i32> {
        match self {
            Zone::Offset(minutes) => Some(*minutes),
            Zone::Ambiguous(shared) => shared.offsets.first().copied(),
            Zone::Place(zone) => {
                let when = when.unwrap_or_else(|| DateTime::constant(2020, 1, 15, 12, 0, 0, 0));
                let offset = zone.to_ambiguous_timestamp(when).offset();
                let seconds = match offset {
                    jiff::tz::AmbiguousOffset::Unambiguous { offset } => offset.seconds(),
                    jiff::tz::AmbiguousOffset::Gap { before, .. }
                    | jiff::tz::AmbiguousOffset::Fold { before, .. } => before.seconds(),
                };
                Some(seconds / 60)
            }
        }
    }
}

/// Abbreviations, those that several zones share, and names in words.
static NAMED: Compiled<NamedZones> = Compiled::new(|languages| NamedZones {
    abbreviations: languages.iter().flat_map(|language| &language.zones.abbreviations).collect(),
    shared: languages.iter().flat_map(|language| &language.zones.shared).collect(),
    names: languages.iter().flat_map(|language| &language.zones.names).collect(),
    whole: languages.iter().flat_map(|language| &language.zones.whole).collect(),
    behind_clock: languages.iter().flat_map(|language| &language.zones.behind_clock).collect(),
    seasonal: languages.iter().flat_map(|language| &language.zones.seasonal).collect(),
});

/// The zones that the languages name.
struct NamedZones {
    abbreviations: Vec<&'static (String, i32)>,
    shared: Vec<&'static SharedZone>,
    names: Vec<&'static (String, Offset)>,
    whole: Vec<&'static (String, Offset)>,
    behind_clock: Vec<&'static (String, Offset)>,
    seasonal: Vec<&'static (String, Offset)>,
}

static ZONE: Compiled<Regex> = Compiled::new(|languages| {
    let zones = |languages: &[&'static Language]| {
        languages.iter().map(|language| &language.zones).collect::<Vec<_>>()
    };
    let zones = zones(languages);
    let short = zones.iter().flat_map(|zones| &zones.abbreviations).map(|(name, _)| name);
    let abbreviations =
        alternatives(short.chain(zones.iter().flat_map(|zones| &zones.shared).map(|zone| &zone.name)));
    let names = alternatives(zones.iter().flat_map(|zones| &zones.names).map(|(name, _)| name));
    let whole = alternatives(zones.iter().flat_map(|zones| &zones.whole).map(|(name, _)| name));
    let behind_clock = alternatives(zones.iter().flat_map(|zones| &zones.behind_clock).map(|(name, _)| name));
    let seasonal = alternatives(zones.iter().flat_map(|zones| &zones.seasonal).map(|(name, _)| name));
    let small = alternatives(zones.iter().flat_map(|zones| &zones.in_small_letters));
    pattern(&format!(
        r"(?x) (?P<base>\b(?:UTC|GMT|utc|gmt))\s*(?P<sign>[+\-\x{{2212}}\x{{2013}}])\s*(?P<oh>\d{{1,2}})(?::?(?P<om>[0-5]\d))?
        | (?P<iana>\b(?:US|Africa|America|Asia|Atlantic|Australia|Europe|Pacific)/[A-Z][A-Za-z_]+)
        | \b(?P<whole>(?i:{whole}))\b
        | (?P<name>\b(?i:{names})(?:\s+(?i:standard|daylight))?)(?:\s+(?P<time>[Tt]ime\b)|\s*\))
        | (?P<bare>\b(?:{behind_clock})\b)
        | (?P<seasonal>\b(?:{seasonal})\b)
        | (?P<abbr>\b(?:{abbreviations}|{small})\b)
        | (?P<city>\b[A-Z][a-z]+(?:\x20[A-Z][a-z]+)?)\s+(?:local\s+)?[Tt]ime\b",
    ))
});

/// All zones named in a text, in order.
pub(crate) fn find(text: &str) -> Vec<Spanned<Zone>> {
    let mut found: Vec<Spanned<Zone>> = ZONE
        .captures_iter(text)
        .filter_map(|captures| {
            let whole = captures.get(0)?;
            // "4 PM Pacific" names a zone, "the Pacific" does not.
            let behind_clock = || {
                let before = text[..whole.start()].trim_end_matches([' ', '(']);
                before.ends_with(|c: char| c.is_ascii_digit())
                    || before.get(before.len().saturating_sub(2)..).is_some_and(|half| {
                        half.eq_ignore_ascii_case("am")
                            || half.eq_ignore_ascii_case("pm")
                            || half.ends_with("m.")
                    })
            };
            if captures.name("bare").is_some() && !behind_clock() {
                return None;
            }
            let value = read(&captures)?;
            Some(Spanned { start: whole.start(), end: whole.end(), value })
        })
        .collect();
    // "Z" and "+02:00" mean zones only behind a clock time.
    for clock in iso_offsets(text) {
        if let Some((offset, length)) = glued_offset(&text[clock..]) {
            found.push(Spanned { start: clock, end: clock + length, value: Zone::Offset(offset) });
        }
    }
    found.sort_by_key(|zone| zone.start);
    found
}

/// Bytes behind each clock time that an ISO offset may be glued to.
fn iso_offsets(text: &str) -> impl Iterator<Item = usize> {
    static ISO: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\d:[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)"));
    ISO.find_iter(text).filter_map(|found| {
        let digits = found.as_str().rfind(['Z', '+', '-']).unwrap_or(0);
        let is_short = found.as_str()[..digits].matches(':').count() == 1;
        let is_after_date =
            text[..found.start()].trim_end_matches(|c: char| c.is_ascii_digit()).ends_with('T');
        // "02:00-04:30" is a stretch.
        let is_stretch = is_short && !is_after_date && found.as_str()[digits..].starts_with('-');
        (!is_stretch).then_some(found.start() + digits)
    })
}

/// Whether a text opens with a zone, after spaces and an opening bracket.
pub(crate) fn starts(text: &str) -> bool {
    let trimmed = text[..crate::diagnostic::floor_boundary(text, 16)].trim_start_matches([' ', '(']);
    let word = trimmed.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
    NAMED.abbreviations.iter().any(|(name, _)| name == word)
        || NAMED.shared.iter().any(|shared| shared.name == word)
}

/// Reads a zone that a `timezone` field states.
pub(crate) fn parse(text: &str) -> Option<Zone> {
    let text = text.trim();
    if let Some((offset, length)) = glued_offset(text)
        && length == text.len()
    {
        return Some(Zone::Offset(offset));
    }
    let with_time = format!("{text} time");
    find(text).into_iter().chain(find(&with_time)).next().map(|zone| zone.value)
}

fn read(captures: &regex::Captures<'_>) -> Option<Zone> {
    let group = |name: &str| captures.name(name).map(|group| group.as_str());
    if group("base").is_some() {
        let hours: i32 = group("oh")?.parse().ok()?;
        let minutes: i32 = group("om").map_or(Some(0), |minutes| minutes.parse().ok())?;
        let total = hours * 60 + minutes;
        let west = !group("sign")?.starts_with('+');
        return (total <= 14 * 60).then_some(Zone::Offset(if west { -total } else { total }));
    }
    if let Some(name) = group("iana") {
        return place(name);
    }
    if let Some(name) = group("name") {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        return named(&NAMED.names, &name);
    }
    if let Some(name) = group("whole") {
        return named(&NAMED.whole, &name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase());
    }
    if let Some(name) = group("seasonal") {
        return named(&NAMED.seasonal, name);
    }
    if let Some(name) = group("bare") {
        return named(&NAMED.behind_clock, name);
    }
    if let Some(name) = group("abbr") {
        let name = name.to_ascii_uppercase();
        let fixed = NAMED.abbreviations.iter().find(|(known, _)| *known == name);
        let shared = || NAMED.shared.iter().find(|shared| shared.name == name).copied();
        return fixed.map(|(_, minutes)| Zone::Offset(*minutes)).or_else(|| shared().map(Zone::Ambiguous));
    }
    city(group("city")?)
}

/// The zone with a name as the list has it.
fn named(names: &[&(String, Offset)], name: &str) -> Option<Zone> {
    match &names.iter().find(|(known, _)| known == name)?.1 {
        Offset::Minutes(minutes) => Some(Zone::Offset(*minutes)),
        Offset::Place(name) => place(name),
    }
}

/// The zone whose IANA name ends in this city: "Lagos time".
fn city(name: &str) -> Option<Zone> {
    let wanted = name.replace(' ', "_");
    ["Africa", "America", "Asia", "Australia", "Europe", "Pacific", "Atlantic"]
        .iter()
        .find_map(|region| place(&format!("{region}/{wanted}")))
}

fn place(name: &str) -> Option<Zone> {
    TimeZone::get(name).ok().map(Zone::Place)
}

/// An ISO offset at the start of a text: minutes east of UTC and its length.
fn glued_offset(text: &str) -> Option<(i32, usize)> {
    if text.starts_with('Z') && !text[1..].starts_with(|c: char| c.is_alphanumeric()) {
        return Some((0, 1));
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = text[1..].chars().take(5).filter(char::is_ascii_digit).collect();
    let colon = text.get(3..4) == Some(":");
    let hours: i32 = digits.get(..2)?.parse().ok()?;
    let minutes: i32 = digits.get(2..4)?.parse().ok()?;
    let length = if colon { 6 } else { 5 };
    (hours <= 14 && minutes < 60 && text.is_char_boundary(length))
        .then_some((sign * (hours * 60 + minutes), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<i32>) {
        assert_eq!(find(text).first().and_then(|zone| zone.value.offset(None)), expected, "{text}");
    }

    #[test]
    fn zones_as_writers_put_them() {
        check("at 8 PM (GMT + 1)", Some(60));
        check("between 9:00 to 16:00 UTC+3", Some(180));
        check("(UTC-7)", Some(-420));
        check("6:10 AM until 6:50 AM  East African Time", Some(180));
        check("All times in CET.", Some(60));
        check("(All times US/Pacific, 24-hour clock.)", Some(-480));
        check("2024-11-05T10:01:22Z", Some(0));
        check("2024-11-05T10:01:22+05:30", Some(330));
        check("11:00 Lagos time", Some(60));
        check("from 3pm to 4:30pm Pacific", Some(-480));
        check("at 10:00 Singapore time", Some(480));
        check("10:15 WAT", Some(60));
        check("IST 10:00", Some(330));
        check("in GMT+5:30", Some(330));
        check("A cable in the Pacific broke at 10:00", None);
        check("The cable was dead 02:00-04:30", None);
        check("2024-11-05T10:01-04:30", Some(-270));
        check("We went from the cat to the est. cost", None);
        check("at 10:00, some time later", None);
    }

    #[test]
    fn a_place_follows_the_season() {
        let june = DateTime::constant(2021, 6, 3, 9, 0, 0, 0);
        assert_eq!(parse("US/Pacific").and_then(|zone| zone.offset(Some(june))), Some(-420));
        assert_eq!(parse("Europe/Paris").and_then(|zone| zone.offset(None)), Some(60));
        assert_eq!(parse("+0530"), Some(Zone::Offset(330)));
    }
}
