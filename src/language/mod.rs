//! The words by which write-ups are read, a file a language: `language/en.toml` and its neighbours.
//!
//! A file is read in one language and in English, since teams mix them. [`reading`] says in which one for the time of
//! one file; a [`Compiled`] pattern or list is then the one of that language. Nothing else depends on it, and outside
//! [`reading`] it is English alone.

mod choice;
mod compiled;
mod data;
mod documents;
mod facts;
mod names;
mod normalise;
mod site;
mod times;
mod values;
mod who_noticed;
mod writing;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

pub use choice::choose;
pub use compiled::{Compiled, in_site_words, is_english, reading, site_words};
pub use data::{CausePhrases, Cues, HEADING_ROLES, Language, Sections};
pub use documents::Documents;
pub use facts::{ActionColumns, ImpactWords, LastingWords, TriggerWords};
pub use normalise::normalise;
pub use site::{Code, HeadingRole, LabelField, Noticer, SiteLanguage, SiteWords};
pub use times::{NumericOrder, Offset, SharedZone};
pub use values::ValueWords;
pub use who_noticed::{NoticingRole, SpeaksUp};

include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// The shipped languages, English first.
pub fn all() -> &'static [Language] {
    static ALL: LazyLock<Vec<Language>> = LazyLock::new(|| {
        // A test reads each file; what does not parse never ships.
        let mut all: Vec<Language> =
            FILES.iter().filter_map(|(code, text)| Language::read(code, text).ok()).collect();
        all.sort_by_key(|language| (language.code != "en", language.code.clone()));
        all
    });
    &ALL
}

/// The place in [`all`] of a language by its code: `de`, or `de-AT`.
pub fn find(code: &str) -> Option<usize> {
    let code = code.trim();
    let main = code.split(['-', '_']).next().unwrap_or(code);
    all().iter().position(|language| language.code.eq_ignore_ascii_case(main))
}

/// What a label asks for, by the name of the field: `start` for "Störungsbeginn". The label is in the form that
/// [`normalise`] gives it. The site's own labels go before those of the file's language; English ones stand in the table
/// of fields.
pub fn field_of_label(label: &str) -> Option<&'static str> {
    static FIELDS: Compiled<FxHashMap<&'static str, &'static str>> = Compiled::new(|languages| {
        let labels = languages.iter().flat_map(|language| &language.labels);
        labels
            .flat_map(|(field, labels)| labels.iter().map(|label| (label.as_str(), field.as_str())))
            .collect()
    });
    in_site_words(|site| site.field_of(label)).or_else(|| FIELDS.get(label).copied())
}

/// Whether a column with this name, in the form that [`normalise`] gives it, is one of a table of a text's versions.
pub fn is_version_column(name: &str) -> bool {
    let all = all();
    all.iter().any(|language| language.around.versions.iter().any(|known| known == name))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn every_language_is_well_formed() {
        for (code, text) in FILES {
            let read = Language::read(code, text);
            assert!(read.is_ok(), "language/{code}.toml: {}", read.unwrap_err());
        }
        assert_eq!(all().first().map(|language| language.code.as_str()), Some("en"));
        assert_eq!(all().len(), FILES.len());
        assert!(all().len() <= compiled::CAPACITY, "Compiled has no room for {} languages", all().len());
    }

    #[test]
    fn a_mistake_in_a_language_names_its_line() {
        let mistake = |text: &str| Language::read("xx", text).unwrap_err();
        assert!(mistake("name = \"X\"\n\n[dates]\nmonhts = []\n").contains("line 4"));
        assert!(mistake("name = \"X\"\n[cues]\nstarted = [1]\n").contains("line 3"));
        let role = mistake("name = \"X\"\n\n[[heading]]\nrole = \"root-couse\"\nnames = [\"Grund\"]\n");
        assert!(role.contains("line 4") && role.contains("did you mean `root-cause`?"), "{role}");
        let field = mistake("name = \"X\"\n\n[labels]\nendd = [\"Ende\"]\n");
        assert!(field.contains("line 3") && field.contains("did you mean `end`?"), "{field}");
        let twelve = mistake("name = \"X\"\n\n[dates]\nmonths = [[\"a\"]]\n");
        assert!(twelve.contains("line 4") && twelve.contains("12 months"), "{twelve}");
    }

    #[test]
    fn labels_are_those_of_the_language_of_the_file() {
        let field = |code: &str, label: &str| {
            reading(find(code).unwrap(), None, || field_of_label(&normalise(label)))
        };
        assert_eq!(field("de", "Störungsende:"), Some("end"));
        assert_eq!(field("pt", "Fim do incidente"), Some("end"));
        assert_eq!(field("en", "Störungsende"), None);
    }

    #[test]
    fn a_language_is_found_by_its_code() {
        assert_eq!(find("en"), Some(0));
        assert_eq!(find("EN-gb"), Some(0));
        assert_eq!(find("xx"), None);
    }
}
