//! The zone that a file's times are in.

use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::document_mentions::DocumentMentions;
use crate::diagnostic::floor_boundary;
use crate::extract::fields::labels::Labelled;
use crate::extract::mentions::dates::{self, PartialDate};
use crate::extract::mentions::zones::{self, SharedZone, Zone};
use crate::extract::mentions::{Spanned, clocks};
use crate::extract::patterns::{keyword_matcher, listed, words};
use crate::extract::text::{Document, LineKind, SectionRole};
use crate::language::Compiled;

/// A zone and the words that state it.
#[derive(Debug, Clone)]
pub(crate) struct ZoneClaim {
    /// The zone.
    pub zone: Zone,
    /// Index of the unit.
    pub unit: usize,
    /// Bytes of the unit's text.
    pub range: Range<usize>,
}

impl ZoneClaim {
    /// Whether the words that state it name it, rather than an offset.
    pub(crate) fn is_named(&self, document: &Document) -> bool {
        let words = document.units[self.unit].text.get(self.range.clone()).unwrap_or_default();
        !words.contains(|c: char| c.is_ascii_digit())
    }
}

/// The zone that a file's times are in: stated for all of them, else the first beside a clock time.
pub(super) fn file_zone(
    mentions: &DocumentMentions<'_>,
    labelled: &[Labelled<'_>],
    dated: &[(usize, Spanned<PartialDate>)],
) -> Option<ZoneClaim> {
    let document = mentions.document;
    let stated = labelled.iter().filter(|label| label.key == "timezone").find_map(|label| {
        let zone = zones::parse(label.value)?;
        Some(ZoneClaim { zone, unit: label.unit, range: label.range.clone() })
    });
    let for_all = || {
        let told =
            document.read_units().filter(|&unit| speaks_of_all_times(mentions, unit)).filter_map(|unit| {
                let text = &document.units[unit].text;
                let found = mentions.line(unit).zones();
                // "PST (UTC-7)": the offset says it best.
                let spelt =
                    found.iter().find(|zone| text[zone.range()].contains(|c: char| c.is_ascii_digit()));
                let zone = spelt.or(found.first())?;
                Some(ZoneClaim { zone: zone.value.clone(), unit, range: zone.range() })
            });
        // "A colleague in the PDT time zone" says less than "Timeline (times in BST)".
        told.min_by_key(|claim| document.role(claim.unit) != SectionRole::Timeline)
    };
    let beside = || {
        document.read_units().find_map(|unit| {
            let text = &document.units[unit].text;
            let line = mentions.line(unit);
            let found = if line.clocks().is_empty() { &[] } else { line.zones() };
            let zone = found.iter().find(|zone| is_beside_any(text, line.clocks(), zone))?;
            Some(ZoneClaim { zone: zone.value.clone(), unit, range: zone.range() })
        })
    };
    let beside_date = || {
        labelled.iter().filter(|label| label.key == "date").find_map(|label| {
            let zone = mentions.line(label.unit).part(label.range.clone()).zones().into_iter().next()?;
            let range = label.range.start + zone.start..label.range.start + zone.end;
            Some(ZoneClaim { zone: zone.value, unit: label.unit, range })
        })
    };
    let behind_date = || dated.iter().find_map(|(unit, date)| behind_date(document, *unit, date));
    let found = stated.or_else(for_all).or_else(beside).or_else(beside_date).or_else(behind_date)?;
    let Zone::Ambiguous(shared) = found.zone else { return Some(found) };
    let decided = decide(shared, mentions).map_or(found.zone, Zone::Offset);
    Some(ZoneClaim { zone: decided, ..found })
}

/// "All times in CET", "Time (UTC)" at the head of a table, "Timeline (PST)".
fn speaks_of_all_times(mentions: &DocumentMentions<'_>, unit: usize) -> bool {
    let document = mentions.document;
    static WORDS: Compiled<AhoCorasick> =
        Compiled::new(|languages| listed(languages, |language| &language.cues.all_times));
    let text = document.units[unit].text.as_str();
    match document.units[unit].kind {
        LineKind::TableRow { header: true } => true,
        LineKind::Heading { .. } => {
            document.role(unit) == SectionRole::Timeline && mentions.line(unit).clocks().is_empty()
        }
        _ => WORDS.is_match(text),
    }
}

/// "On 2024-03-05 UTC the site was down": the zone right behind a date.
fn behind_date(document: &Document, unit: usize, date: &Spanned<PartialDate>) -> Option<ZoneClaim> {
    // No zone is longer, with the brackets around it.
    const REACH: usize = 40;
    let text = &document.units[unit].text;
    let behind = text.get(date.end..floor_boundary(text, date.end + REACH))?;
    let zone = zones::find(behind).into_iter().next()?;
    let glued = behind[..zone.start].trim_matches([' ', '(', ',', '[']).is_empty() && zone.start > 0;
    let range = date.end + zone.start..date.end + zone.end;
    glued.then(|| ZoneClaim { zone: zone.value, unit, range })
}

/// Whether a zone stands beside one of the clock times of a text. Only the two around it can be beside it.
fn is_beside_any<T>(text: &str, clocks: &[Spanned<clocks::Clock>], zone: &Spanned<T>) -> bool {
    let next = clocks.partition_point(|clock| clock.start < zone.start);
    let around = clocks.get(next.saturating_sub(1)..clocks.len().min(next + 1)).unwrap_or_default();
    around.iter().any(|clock| is_adjacent(text, clock, zone))
}

/// Whether nothing but words without weight, or the day, stands between two parts of a point of time.
fn is_filler(between: &str) -> bool {
    const LONGEST: usize = 48;
    if between.len() > LONGEST {
        return false;
    }
    let mut rest = between.to_owned();
    for date in dates::find(between).iter().rev() {
        rest.replace_range(date.range(), " ");
    }
    let dated = rest.len() < between.len();
    static FILLERS: Compiled<[Vec<&'static str>; 2]> = Compiled::new(|languages| {
        [
            words(languages, |language| &language.zones.fillers),
            words(languages, |language| &language.zones.day_fillers),
        ]
    });
    let [fillers, of_day] = &*FILLERS;
    let words = || rest.split([' ', '(', ')', ',']);
    let days = words().any(|word| of_day.contains(&word));
    let all = words().all(|word| word.is_empty() || fillers.contains(&word) || of_day.contains(&word));
    all && (dated || days || between.len() <= 20)
}

/// Bytes between a clock time and a zone that belongs to it, at most.
const FURTHEST: usize = 200;

fn is_adjacent<T>(text: &str, clock: &Spanned<clocks::Clock>, zone: &Spanned<T>) -> bool {
    // "2100 UTC": the zone is what makes the figures a time.
    if zone.start < clock.end && clock.start < zone.end {
        return true;
    }
    let between = if zone.start >= clock.end {
        text.get(clock.end..zone.start)
    } else {
        text.get(zone.end..clock.start)
    };
    between.filter(|between| between.len() <= FURTHEST).is_some_and(|between| {
        // Block explorers write "+UTC".
        let words = between.trim_matches([' ', '(', ')', '[', ']', ',', ':', '*', '\t', '-', '–', '+']);
        words.is_empty() || is_filler(words)
    })
}

/// Which of the zones that share an abbreviation a text means: a second clock time, an offset or a place decides.
fn decide(shared: &SharedZone, mentions: &DocumentMentions<'_>) -> Option<i32> {
    by_second_clock(shared, mentions)
        .or_else(|| by_other_zone(shared, mentions))
        .or_else(|| by_place(shared, mentions.document))
}

/// "10:00 CST (02:00 UTC)".
fn by_second_clock(shared: &SharedZone, mentions: &DocumentMentions<'_>) -> Option<i32> {
    let document = mentions.document;
    document.read_units().find_map(|unit| {
        let text = &document.units[unit].text;
        let line = mentions.line(unit);
        let clocks = if text.contains(&shared.name) { line.clocks() } else { &[] };
        let found = if clocks.len() > 1 { line.zones() } else { &[] };
        let beside = |clock: &Spanned<clocks::Clock>| {
            let next = found.partition_point(|zone| zone.start < clock.end);
            found.get(next).filter(|zone| is_adjacent(text, clock, zone))
        };
        clocks.windows(2).find_map(|pair| {
            let (first, second) = (beside(&pair[0])?, beside(&pair[1])?);
            let minutes = |clock: &Spanned<clocks::Clock>| {
                i32::from(clock.value.time.hour()) * 60 + i32::from(clock.value.time.minute())
            };
            let apart = minutes(&pair[0]) - minutes(&pair[1]);
            let offset = match (&first.value, &second.value) {
                (Zone::Ambiguous(_), Zone::Offset(known)) => known + apart,
                (Zone::Offset(known), Zone::Ambiguous(_)) => known - apart,
                _ => return None,
            };
            shared.offsets.iter().copied().find(|known| (known - offset).rem_euclid(1_440) == 0)
        })
    })
}

/// "IST (UTC+5:30)": an offset or a place's time that the abbreviation can mean.
fn by_other_zone(shared: &SharedZone, mentions: &DocumentMentions<'_>) -> Option<i32> {
    mentions.document.read_units().find_map(|unit| {
        mentions.line(unit).zones().iter().find_map(|zone| {
            let known = match zone.value {
                Zone::Offset(offset) => Some(offset),
                Zone::Place(_) => zone.value.offset(None),
                Zone::Ambiguous(_) => None,
            };
            known.filter(|known| shared.offsets.contains(known))
        })
    })
}

/// The zone of the places that a text names, if they agree.
fn by_place(shared: &SharedZone, document: &Document) -> Option<i32> {
    static NAMES: Compiled<(AhoCorasick, Vec<&'static [i32]>)> = Compiled::new(|languages| {
        let places = || languages.iter().flat_map(|language| &language.zones.places);
        let names: Vec<&str> = places().flat_map(|place| &place.names).map(String::as_str).collect();
        let offsets = places().flat_map(|place| place.names.iter().map(|_| place.offsets.as_slice()));
        (keyword_matcher(&names), offsets.collect())
    });
    let (names, offsets) = &*NAMES;
    let mut meant = None;
    for unit in document.read_units() {
        let text = document.units[unit].text.as_bytes();
        let inside = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphanumeric);
        for name in names.find_iter(text) {
            let word = !inside(name.start().checked_sub(1).and_then(|at| text.get(at)))
                && !inside(text.get(name.end()));
            let known = offsets.get(name.pattern().as_usize()).filter(|_| word);
            let known = known.and_then(|known| known.iter().find(|known| shared.offsets.contains(known)));
            match (known, meant) {
                (Some(known), None) => meant = Some(*known),
                (Some(known), Some(meant)) if *known != meant => return None,
                _ => {}
            }
        }
    }
    meant
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::fields::labels;
    use crate::extract::text;
    use crate::source::SourceFile;

    #[track_caller]
    fn check(text: &str, offset: i32) {
        let document = text::parse(&SourceFile { text: text.to_owned(), ..SourceFile::default() });
        let units = document.units.iter().enumerate();
        let dated: Vec<_> = units
            .flat_map(|(unit, line)| dates::find(&line.text).into_iter().map(move |date| (unit, date)))
            .collect();
        let found = file_zone(&DocumentMentions::of(&document), &labels::find(&document), &dated);
        assert_eq!(found.and_then(|found| found.zone.offset(None)), Some(offset), "{text}");
    }

    #[test]
    fn an_abbreviation_of_several_zones_means_what_else_the_text_says() {
        check("At 10:00 CST (02:00 UTC) the printer stopped.", 480);
        check("At 10:00 CST (16:00 UTC) the printer stopped.", -360);
        check("At 10:00 CST the printer in our office in Shanghai stopped.", 480);
        check("At 10:00 CST the printer stopped.", -360);
        check("At 10:00 IST the printer in Dublin stopped.", 60);
        check("At 10:00 IST (UTC+2) the printer stopped.", 120);
        check("At 10:00 EST the printer in Sydney stopped.", 600);
        check("At 10:00 BST the printer in Dhaka stopped.", 360);
        check("The first call was at Mar-04-2022 07:12:40 AM +UTC.", 0);
        check("It ran from 02:10 to 03:05 (local time, UTC-3).", -180);
    }

    #[test]
    fn a_day_may_stand_between_a_clock_time_and_its_zone() {
        check("From 22:50 to 00:10 on 2023-09-14 (UTC) nobody could pay.", 0);
        check("Nobody could pay until 2:20 AM the next day (US/Pacific).", -480);
        check("Nobody could pay from 14:00 to 15:00 on 7 May 2023 CEST.", 120);
        check("On 2023-09-14 UTC nobody could pay from 14:00 to 15:00.", 0);
    }
}
