//! Names of weekdays, as whole words.

use jiff::civil::Weekday;
use rustc_hash::FxHashMap;

use crate::language::Compiled;

const DAYS: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// Every name of a weekday in small letters; whether it is its long name.
static NAMES: Compiled<FxHashMap<&'static str, (Weekday, bool)>> = Compiled::new(|languages| {
    let of_days = languages.iter().flat_map(|language| language.dates.weekdays.iter().zip(DAYS));
    let names = of_days.flat_map(|(names, day)| {
        names.iter().enumerate().map(move |(place, name)| (name.as_str(), (day, place == 0)))
    });
    names.collect()
});

/// The weekday that a word names, in full or short: "Monday", "mon".
pub(in crate::extract) fn named(word: &str) -> Option<Weekday> {
    NAMES.get(word.to_lowercase().as_str()).map(|&(day, _)| day)
}

/// The weekday that a word names in full.
pub(in crate::extract) fn named_in_full(word: &str) -> Option<Weekday> {
    NAMES.get(word.to_lowercase().as_str()).filter(|(_, full)| *full).map(|&(day, _)| day)
}

/// What is part of a name of a weekday: "segunda-feira" is one word.
fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '-'
}

/// The weekday that a text ends with, named in full.
pub(in crate::extract) fn at_end(text: &str) -> Option<Weekday> {
    let start =
        text.rfind(|c| !is_part(c)).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    named_in_full(&text[start..])
}

/// The weekday that a text begins with, named in full.
pub(in crate::extract) fn at_start(text: &str) -> Option<Weekday> {
    named_in_full(text.split(|c| !is_part(c)).next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_are_whole_words() {
        assert_eq!(named("Tue"), Some(Weekday::Tuesday));
        assert_eq!(named("MONDAY"), Some(Weekday::Monday));
        assert_eq!(named("Monitor"), None);
        assert_eq!(named("sunset"), None);
        assert_eq!(at_end("late on Friday"), Some(Weekday::Friday));
        assert_eq!(at_end("BlackFriday"), None);
        assert_eq!(at_start("Sunday, 10:00"), Some(Weekday::Sunday));
        assert_eq!(at_start("Sundays"), None);
        assert_eq!(at_end("the sun"), None);
    }
}
