//! The half of the day of a clock time that leaves it to the other end of its stretch.

use std::sync::LazyLock;

use regex::Regex;

use super::{Clock, from_12_hour};
use crate::extract::mentions::{Spanned, zones};
use crate::extract::patterns::{pattern, words};
use crate::language::Compiled;

/// "Between 10 and 11 am": a bare hour that opens a stretch is on the half of the day that the other end names, unless it
/// would be the later of the two there.
pub(super) fn infer_bare_hours(text: &str, found: &mut Vec<Spanned<Clock>>) {
    static OPENING: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)(?P<word>\b(?:between|from)\s+(?:(?:around|about|approximately|roughly)\s+)?)?\b(?P<hour>1[0-2]|0?[1-9])\s*(?P<to>-|–|—|\bto\b|\buntil\b|\btill\b|\band\b)\s*$",
        )
    });
    let mut bare = Vec::new();
    let mut last_end = 0;
    for clock in &*found {
        let named = &text[clock.range()];
        let from = crate::diagnostic::floor_boundary(text, clock.start.saturating_sub(40)).max(last_end);
        last_end = clock.end;
        let near = &text[from..clock.start];
        if !clock.value.has_meridiem
            || !named.contains(['m', 'M'])
            || !near.contains(|c: char| c.is_ascii_digit())
        {
            continue;
        }
        let Some(captures) = OPENING.captures(near) else { continue };
        let (Some(hour), Some(to)) = (captures.name("hour"), captures.name("to")) else { continue };
        let opened = captures.name("word").map(|word| word.as_str().to_ascii_lowercase());
        let before = near[..hour.start()].trim_end();
        let alone = before.is_empty() && from == 0
            || before.ends_with(['(', ',', ':'])
            || before.ends_with("day")
            || before.ends_with("down");
        let fits = match opened {
            Some(word) => (to.as_str().eq_ignore_ascii_case("and")) == word.starts_with("between"),
            None => alone && !to.as_str().starts_with(['a', 'A']) && !named.contains(':'),
        };
        let Some(number) = hour.as_str().parse::<i8>().ok().filter(|_| fits) else { continue };
        let other = clock.value.time.hour();
        let afternoon = (other >= 12) == (number % 12 <= other % 12);
        if let Some(value) = from_12_hour(number, 0, 0, if afternoon { "pm" } else { "am" }) {
            bare.push(Spanned { start: from + hour.start(), end: from + hour.end(), value });
        }
    }
    if !bare.is_empty() {
        found.extend(bare);
        found.sort_by_key(|clock| clock.start);
    }
}

/// In "from 9:00 to 11:30 AM" the first time takes the half of the second, unless that makes it later; in "from 1:10 PM EST
/// until 1:19 EST" the second that of the first.
pub(super) fn infer_meridiem(text: &str, found: &mut [Spanned<Clock>]) {
    for index in (0..found.len().saturating_sub(1)).rev() {
        let (first, second) = (found[index].value, found[index + 1].value);
        if first.has_meridiem == second.has_meridiem
            || !is_range(&text[found[index].end..found[index + 1].start])
        {
            continue;
        }
        let (named, bare) = if first.has_meridiem { (index, index + 1) } else { (index + 1, index) };
        let is_named =
            text[found[named].range()].contains(['m', 'M']) && found[named].value.time.hour() >= 12;
        let hour = found[bare].value.time.hour();
        let in_order = if first.has_meridiem {
            first.time.hour() % 12 <= hour
        } else {
            second.time.hour() > 12 && hour + 12 <= second.time.hour()
        };
        if is_named && hour < 12 && in_order {
            let later = found[bare].value.time.saturating_add(jiff::SignedDuration::from_hours(12));
            found[bare].value = Clock { time: later, has_meridiem: true };
        }
    }
}

/// Whether the words between two clock times make them the ends of a stretch; the zone of the first may stand there.
fn is_range(between: &str) -> bool {
    const LONGEST: usize = 16;
    if between.len() > LONGEST {
        return false;
    }
    let mut parts = between.split_whitespace().map(|word| word.trim_matches(['(', ')']));
    let to = parts.next_back().unwrap_or_default().to_ascii_lowercase();
    static TO: Compiled<Vec<&'static str>> = Compiled::new(|languages| {
        let and = words(languages, |language| &language.around.and);
        [words(languages, |language| &language.around.to), and].concat()
    });
    let is_to = matches!(to.as_str(), "-" | "–" | "—") || TO.contains(&to.as_str());
    is_to && parts.all(zones::starts)
}
