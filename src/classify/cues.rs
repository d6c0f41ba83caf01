//! Words that say what part a thing plays in a sentence: cause or effect, denied, supposed, planned, repaired.
//!
//! They stand in the language files, in the taxonomy's notation. Where two overlap, the longer one counts.

use crate::language::Language;
use Cue::{
    CausedBy, Causes, Checked, Conditional, Consequence, Contrast, Denied, Found, General, Hedge, Identity,
    Ignored, Imperative, IsRoot, Longer, Mistaken, Opening, Plan, Remedy, Root, RuledOut, Suspected, Symptom,
    TriggeredBy, Worse, WrongLead,
};

/// What a cue says of the words around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Cue {
    /// What stands before it is the cause: "X led to Y".
    Causes,
    /// What stands after it is the cause: "Y was due to X".
    CausedBy,
    /// What stands after it set off or brought in what stands before it, which stays the mechanism: "a bug, exposed by Y".
    TriggeredBy,
    /// At the start of a sentence, what stands between it and the comma is the cause: "since X, Y".
    Opening,
    /// What stands after it is stated to be the cause: "the root cause was X".
    Root,
    /// What stands right after it is what went wrong: "it was a X".
    Identity,
    /// What stands before it is stated to be the cause: "X was the culprit".
    IsRoot,
    /// What stands after it was found: "we discovered that X".
    Found,
    /// What stands after it followed from what was said before: "as a result, Y".
    Consequence,
    /// What stands shortly after it is denied: "was not X".
    Denied,
    /// Its clause is ruled out: "X turned out to be a red herring".
    RuledOut,
    /// Its clause, or what it announces, led nowhere: "misleading paths: X".
    WrongLead,
    /// What stands after it was thought of first: "we first suspected X".
    Mistaken,
    /// What stands after it was supposed: "we suspect X".
    Suspected,
    /// What stands after it was looked at: "we checked X".
    Checked,
    /// What stands after it was felt: "users saw X".
    Symptom,
    /// Its sentence is not certain: "could have".
    Hedge,
    /// What stands after it repairs: "was resolved by X".
    Remedy,
    /// Its sentence is a plan: "in the future".
    Plan,
    /// What stands after it is one of many examples: "such as".
    General,
    /// What stands after it need not be so: "in case of".
    Conditional,
    /// It made the incident bigger.
    Worse,
    /// It made the incident last.
    Longer,
    /// What stands after it is another matter: "but".
    Contrast,
    /// A plan at the start of an item: "Add …".
    Imperative,
    /// Looks like a cue and is none.
    Ignored,
}

/// Every cue by its name in the language files.
const NAMES: [(&str, Cue); 26] = [
    ("causes", Causes),
    ("caused-by", CausedBy),
    ("triggered-by", TriggeredBy),
    ("opening", Opening),
    ("root", Root),
    ("identity", Identity),
    ("is-root", IsRoot),
    ("found", Found),
    ("consequence", Consequence),
    ("denied", Denied),
    ("ruled-out", RuledOut),
    ("wrong-lead", WrongLead),
    ("mistaken", Mistaken),
    ("suspected", Suspected),
    ("checked", Checked),
    ("hedge", Hedge),
    ("symptom", Symptom),
    ("remedy", Remedy),
    ("plan", Plan),
    ("general", General),
    ("conditional", Conditional),
    ("worse", Worse),
    ("longer", Longer),
    ("turn", Contrast),
    ("imperative", Imperative),
    ("idle", Ignored),
];

/// The phrases of all cues of all languages, each with the place of its language.
pub(super) fn phrases() -> impl Iterator<Item = (usize, Cue, &'static str)> {
    let of_language = |(number, language): (usize, &'static Language)| {
        let lists = NAMES.iter().filter_map(|(name, cue)| Some((*cue, language.causal.get(*name)?)));
        lists.flat_map(move |(cue, phrases)| phrases.iter().map(move |phrase| (number, cue, phrase.as_str())))
    };
    crate::language::all().iter().enumerate().flat_map(of_language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrases::faults;

    #[test]
    fn the_languages_name_cues_that_there_are_in_phrases_that_can_be_read() {
        for language in crate::language::all() {
            for (name, phrases) in &language.causal {
                assert!(NAMES.iter().any(|(known, _)| known == name), "{}: no cue {name}", language.code);
                for phrase in phrases {
                    let is_word = !phrase.contains(' ');
                    let fault = faults::fault(phrase).filter(|_| !is_word && language.code != "en");
                    assert_eq!(fault, None, "{}: {name}: {phrase}", language.code);
                }
            }
        }
    }
}
