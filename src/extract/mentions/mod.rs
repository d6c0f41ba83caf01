//! Stage 2: dates, clock times, zones, durations, percentages, counts and money in prose, as writers put them. Knows the words of the languages
//! (`crate::language`), and neither lines nor sections.

pub(super) mod amounts;
pub(super) mod clocks;
pub(super) mod date_resolver;
pub mod dates;
pub(super) mod durations;
pub(super) mod line;
pub(super) mod opening;
pub(super) mod weekdays;
pub(super) mod zones;

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::language::Compiled;

/// A value and where in the text it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spanned<T> {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// What it says.
    pub value: T,
}

impl<T> Spanned<T> {
    /// The bytes it stands at.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// A small number in figures or words.
pub(in crate::extract) fn number(word: &str) -> Option<f64> {
    static WORDS: Compiled<FxHashMap<&'static str, f64>> = Compiled::new(|languages| {
        let numbers = languages.iter().flat_map(|language| &language.numbers);
        numbers.map(|(word, value)| (word.as_str(), *value)).collect()
    });
    let word = word.to_lowercase();
    if let Some(&value) = WORDS.get(word.as_str()) {
        return Some(value);
    }
    if let Some((tens, ones)) = word.split_once(['-', ' ']) {
        return Some(number(tens)? + number(ones)?);
    }
    word.replace(',', ".").parse::<f64>().ok().filter(|figure| figure.is_finite())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{clocks, dates, durations, number, zones};
    use crate::language::{find, reading};

    /// The date, the clock times and the minutes of lengths that a text names in a language.
    fn named(code: &str, text: &str) -> (Vec<String>, Vec<String>, Vec<i64>) {
        reading(find(code).unwrap(), None, || {
            let date = |date: &super::Spanned<dates::PartialDate>| {
                let day = date.value.resolve(dates::order_of_language(), Some(2024));
                day.map_or("?".to_owned(), |day| day.to_string())
            };
            (
                dates::find(text).iter().map(date).collect(),
                clocks::find(text)
                    .iter()
                    .map(|clock| clock.value.time.strftime("%H:%M").to_string())
                    .collect(),
                durations::find(text).iter().map(|length| length.value.round() as i64).collect(),
            )
        })
    }

    #[track_caller]
    fn check(code: &str, text: &str, days: &[&str], times: &[&str], minutes: &[i64]) {
        let (found_days, found_times, found_minutes) = named(code, text);
        assert_eq!(
            (found_days.as_slice(), found_times.as_slice()),
            (&to_owned(days)[..], &to_owned(times)[..]),
            "{text}"
        );
        assert_eq!(found_minutes, minutes, "{text}");
    }

    fn to_owned(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn times_in_german() {
        check("de", "Am 12. März 2024 um 14:30 Uhr", &["2024-03-12"], &["14:30"], &[]);
        check("de", "Am 05.11.2023 gegen 9 Uhr", &["2023-11-05"], &["09:00"], &[]);
        check("de", "Am 3. Mai um 8 Uhr abends", &["2024-05-03"], &["20:00"], &[]);
        check(
            "de",
            "zweieinhalb Stunden, dann fünf Minuten, dann 3 Tage und 2 Stunden",
            &[],
            &[],
            &[150, 5, 4_440],
        );
        check("de", "eine halbe Stunde", &[], &[], &[30]);
        check("de", "zwischen 14.30 und 15.45 Uhr", &[], &["14:30", "15:45"], &[]);
    }

    #[test]
    fn times_in_portuguese() {
        check("pt", "No dia 3 de maio de 2024, às 14h", &["2024-05-03"], &["14:00"], &[840]);
        check("pt", "Em 05/11/2023, das 9h às 10h30", &["2023-11-05"], &["09:00", "10:30"], &[540, 630]);
        check("pt", "durou duas horas e meia", &[], &[], &[150]);
        check("pt", "durou 3h", &[], &[], &[180]);
        check("pt", "1º de março de 2024 ao meio-dia", &["2024-03-01"], &["12:00"], &[]);
    }

    #[test]
    fn other_languages_are_not_read_in_english() {
        check("en", "3 Mai 2024, 9 Uhr, zwei Stunden, 5 out", &[], &[], &[]);
        assert_eq!(number("zwei"), None);
        assert_eq!(number("twelve"), Some(12.0));
    }

    #[test]
    fn zones_by_their_names_in_a_language() {
        let offset = |code: &str, text: &str| {
            let found = || zones::find(text).first().and_then(|zone| zone.value.offset(None));
            reading(find(code).unwrap(), None, found)
        };
        assert_eq!(offset("de", "um 10:00 mitteleuropäischer Sommerzeit"), Some(120));
        assert_eq!(offset("pt", "às 10:00 (horário de Brasília)"), Some(-180));
        assert_eq!(offset("en", "às 10:00 (horário de Brasília)"), None);
    }
}
