//! The names that authors give to the fields of a record.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::postmortem::fields::{self, Field, FieldKind};

/// Keys and aliases of all fields, without case, spaces and punctuation.
static KEYS: LazyLock<FxHashMap<String, &'static Field>> = LazyLock::new(|| {
    let stated = fields::all().iter().filter(|field| field.is_stated());
    stated.flat_map(|field| spellings(field).map(move |name| (name, field))).collect()
});

fn spellings(field: &'static Field) -> impl Iterator<Item = String> {
    std::iter::once(plain(&field.key)).chain(field.aliases.iter().cloned())
}

/// The canonical name of a key as written; `None` where the record has none.
pub fn canonical(written: &str) -> Option<&'static str> {
    KEYS.get(&plain(written)).map(|field| field.key.as_str())
}

/// The known key that a misspelt one was probably meant to be.
pub(super) fn nearest(written: &str) -> Option<&'static str> {
    let plain = plain(written);
    let allowed = if plain.len() > 5 { 2 } else { 1 };
    // No known key is longer, and a hostile one may be.
    let start: String = plain.chars().take(40).collect();
    let known = fields::all().iter().filter(|field| field.is_stated() && field.kind != FieldKind::Foreign);
    known
        .flat_map(|field| spellings(field).map(move |spelling| (spelling, field)))
        .map(|(spelling, field)| (strsim::osa_distance(&start, &spelling), field))
        .filter(|&(distance, _)| distance <= allowed)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, field)| field.key.as_str())
}

/// A key without case, spaces and punctuation.
pub(super) fn plain(key: &str) -> String {
    key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_known_in_any_dress() {
        for (written, expected) in [
            ("Start_Time", "start"),
            ("affected-components", "services"),
            ("Incident Detected By", "detected_by"),
            ("TL;DR", "summary"),
            ("reviewedBy", "reviewed_by"),
        ] {
            assert_eq!(canonical(written), Some(expected), "{written}");
        }
        assert_eq!(canonical("sevrity"), None);
    }

    #[test]
    fn a_misspelt_key_has_a_neighbour_and_a_strange_one_has_none() {
        assert_eq!(nearest("sevrity"), Some("severity"));
        assert_eq!(nearest("strat"), Some("start"));
        assert_eq!(nearest("afected_components"), Some("services"));
        assert_eq!(nearest("location"), None);
    }
}
