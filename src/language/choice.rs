//! Which language a file is written in, by its own words.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::all;

/// Bytes of a file that are looked at: its language does not change.
const LOOKED_AT: usize = 3_000;
/// Words of another language that a file has at least: fewer may be names or a quotation.
const FEWEST: u32 = 5;

/// The place of a file's language in [`all`]: English, unless another one has clearly more of its words in the text.
pub fn choose(text: &str) -> usize {
    static TELLING: LazyLock<(FxHashMap<&str, u32>, usize)> = LazyLock::new(|| {
        let mut telling: FxHashMap<&str, u32> = FxHashMap::default();
        for (index, language) in all().iter().enumerate() {
            for word in &language.tells {
                *telling.entry(word).or_default() |= 1 << index;
            }
        }
        let longest = telling.keys().map(|word| word.len()).max().unwrap_or(0);
        (telling, longest)
    });
    let (telling, longest) = &*TELLING;
    let text = &text[..crate::diagnostic::floor_boundary(text, LOOKED_AT)];
    let mut counts = vec![0_u32; all().len()];
    let mut lower = String::new();
    let words = text.split(|c: char| !c.is_alphabetic());
    for word in words.filter(|word| (2..=*longest).contains(&word.len())) {
        let is_lower = word.bytes().all(|byte| byte.is_ascii_lowercase());
        if !is_lower {
            lower.clear();
            lower.extend(word.chars().flat_map(char::to_lowercase));
        }
        let Some(languages) = telling.get(if is_lower { word } else { lower.as_str() }) else { continue };
        for (index, count) in counts.iter_mut().enumerate() {
            *count += languages >> index & 1;
        }
    }
    let english = counts.first().copied().unwrap_or(0);
    let others = counts.iter().enumerate().skip(1);
    // Of equals the first.
    let most = others.rev().max_by_key(|(_, count)| **count);
    most.filter(|(_, count)| **count >= FEWEST && **count > 2 * english).map_or(0, |(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::find;

    #[test]
    fn a_file_is_read_in_the_language_of_its_words() {
        for (text, code) in [
            (
                "Die Datenbank war nicht erreichbar, weil der Speicher voll war. Das haben wir erst um 10:00 bemerkt.",
                "de",
            ),
            (
                "O banco de dados ficou fora do ar porque o disco encheu. Os clientes não conseguiam pagar.",
                "pt",
            ),
            ("The database was down because the disk was full.", "en"),
            ("checkout-db 10:00 ERROR", "en"),
            ("The die was cast: the war in den Haag und die Folgen. The team was with us.", "en"),
            ("", "en"),
        ] {
            assert_eq!(Some(choose(text)), find(code), "{text}");
        }
    }
}
