//! What a language file holds. Its keys are explained in `language/en.toml`, the fields of `[labels]` in
//! `postmortem/fields.toml`, which has the English labels.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use super::NoticingRole;
use super::documents::Documents;
use super::facts::{ActionWords, AmountWords, ImpactWords, LastingWords, MitigationWords, TriggerWords};
use super::names::{ServiceWords, TitleLists};
use super::times::{Around, ClockWords, Dates, Lengths, Units, Zones};
use crate::postmortem::fields;

/// The parts of a story that a heading may announce.
pub const HEADING_ROLES: [&str; 13] = [
    "summary", "impact", "timeline", "root-cause", "root-cause-and-resolution", "trigger", "detection",
    "resolution", "actions", "lessons", "background", "people", "supporting",
];

/// The words of one language.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Language {
    /// Code of two letters, from the file's name.
    #[serde(skip)]
    pub code: String,
    /// Its name.
    pub name: String,
    /// Words that tell that a file is written in it.
    pub tells: Vec<String>,
    /// Names of headings, in the order in which they decide.
    pub heading: Vec<HeadingNames>,
    /// Names of headings by their place.
    pub sections: Sections,
    /// What tells a write-up from other documents.
    pub documents: Documents,
    /// What authors' marks say.
    pub marks: AuthorMarks,
    /// Labels in front of a value, by the key of the field that they ask for.
    #[serde(deserialize_with = "by_field")]
    pub labels: BTreeMap<String, Vec<String>>,
    /// Days, months and weekdays.
    pub dates: Dates,
    /// Numbers in words.
    pub numbers: BTreeMap<String, f64>,
    /// Units of time.
    pub units: Units,
    /// Lengths of time.
    pub lengths: Lengths,
    /// Clock times.
    pub clock: ClockWords,
    /// Time zones.
    pub zones: Zones,
    /// The words around times.
    pub around: Around,
    /// Titles.
    pub titles: TitleLists,
    /// The words around the name of a service that failed.
    pub services: ServiceWords,
    /// The words of action items.
    pub actions: ActionWords,
    /// How long it lasted.
    pub lasting: LastingWords,
    /// What stopped it.
    pub mitigation: MitigationWords,
    /// What set it off.
    pub triggers: TriggerWords,
    /// Figures of amounts.
    pub amounts: AmountWords,
    /// Whom it hurt.
    pub impact: ImpactWords,
    /// What sentences and entries say.
    pub cues: Cues<Vec<String>>,
    /// What words do in a sentence that says who noticed.
    pub who_noticed: BTreeMap<NoticingRole, Vec<String>>,
    /// What part things play in a sentence, by cue, in the notation of phrases.
    pub causal: BTreeMap<String, Vec<String>>,
    /// Words that deny, beside those of English.
    pub denials: Vec<String>,
    /// Phrases for causes of the taxonomy, by id. English ones stand in the taxonomy.
    pub causes: BTreeMap<String, CausePhrases>,
}

/// Phrases for one cause.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CausePhrases {
    /// Those that name it by themselves.
    pub strong: Vec<String>,
    /// Those that count where the text speaks of causes.
    pub weak: Vec<String>,
}

/// Names of headings that announce one part of the story.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadingNames {
    /// One of [`HEADING_ROLES`].
    #[serde(deserialize_with = "role")]
    pub role: String,
    /// The names.
    pub names: Vec<String>,
}

/// Names of headings by their place.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Sections {
    /// Beginnings of headings that have a role however long they are.
    pub however_long: Vec<String>,
    /// Names that open a section wherever they stand alone.
    pub alone: Vec<String>,
    /// Parts of headings that announce jokes.
    pub jokes: Vec<String>,
    /// Words of headings that announce a tale.
    pub tales: Vec<String>,
}

/// What authors' marks say.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct AuthorMarks {
    /// Cells of a table that deny what its row names.
    pub no: Vec<String>,
    /// Parts of headers of columns in which they deny something else.
    pub of_state: Vec<String>,
}

/// Declares the lists of cues: as words of a language, and in any form that is made of them.
macro_rules! cues {
    ($($(#[doc = $doc:literal])* $name:ident,)*) => {
        /// What sentences and entries say, by parts of words.
        #[derive(Debug, Clone, Default, Deserialize)]
        #[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
        pub struct Cues<T: Default> {
            $($(#[doc = $doc])* pub $name: T,)*
        }
    };
}

cues! {
    /// It began at the point of time beside it.
    started,
    /// It was over then.
    ended,
    /// It was noticed then.
    noticed,
    /// Speaks of the incident.
    incident,
    /// Somebody noticed.
    entry_detected,
    /// It was over.
    entry_resolved,
    /// Service came back.
    entry_restored,
    /// Somebody hopes, tries or doubts it.
    entry_hedged,
    /// Others were told.
    entry_told,
    /// More came after, or it did not help.
    entry_follow_up,
    /// It began.
    entry_begins,
    /// This was the end, in so many words.
    entry_ends,
    /// Service came back beyond doubt.
    entry_plainly_restored,
    /// Takes that back.
    entry_not_yet,
    /// Tells of noticing, asking or failing.
    entry_no_step,
    /// A repair was done.
    entry_repaired,
    /// It came back.
    entry_again,
    /// It goes on.
    entry_still,
    /// A step was taken that may have stopped it.
    entry_step,
    /// Tells of looking for a cause, of trying, or of what came later, and so of nothing that stopped it.
    preliminary,
    /// Tells of the cause.
    tells_cause,
    /// Ends a plan: a conclusion, thanks, or that there is none.
    concludes_actions,
    /// The document, in a checklist of what is to be done with it.
    of_document,
    /// Of the next day.
    entry_next_day,
    /// What is planned is no incident.
    planned,
    /// An entry tells of planned work.
    entry_planned_work,
    /// Words for a severity of the level 1.
    severity_critical,
    /// Of the level 2.
    severity_high,
    /// Of the level 3.
    severity_medium,
    /// Of the level 4.
    severity_low,
    /// Hours beside it are those of a rule.
    habit,
    /// A day behind it is of something else than this incident.
    other_day,
    /// A day behind it is that of a change, perhaps long before.
    change_day,
    /// Nobody knows when it began.
    onset_unknown,
    /// What was done at that time.
    changed,
    /// A length is a little more or less than the figure.
    rounded,
    /// What is foretold need not have come.
    forecast,
    /// Opens a stretch of days.
    opens_days,
    /// Somebody took it on.
    acknowledged,
    /// The harm stopped.
    mitigated,
    /// Dates the document.
    document_date,
    /// On the next day.
    next_day,
    /// Something was repaired.
    past,
    /// Something is planned, or did not work.
    future,
    /// An alert or a pipeline was triggered.
    alert,
    /// Which zone all times are in.
    all_times,
    /// Speaks of noticing.
    noticing,
    /// Announces a list of what is to be done.
    announces_actions,
    /// Says how to read the times.
    zone_note,
}

impl Language {
    /// Reads a language file.
    ///
    /// # Errors
    /// If it is not well-formed; the message names the line.
    pub fn read(code: &str, text: &str) -> Result<Self, String> {
        let mut language: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        code.clone_into(&mut language.code);
        Ok(language)
    }
}

/// The role that a mistaken name most likely means.
pub(super) fn nearest_role(name: &str) -> Option<&'static str> {
    let plain = name.to_lowercase().replace(['_', ' '], "-");
    let near = HEADING_ROLES.iter().map(|role| (strsim::osa_distance(&plain, role), *role)).min();
    near.filter(|(distance, role)| *distance <= 1 + role.len() / 5).map(|(_, role)| role)
}

/// What is wrong with a name that is no role.
pub(super) fn no_role(name: &str) -> String {
    match nearest_role(name) {
        Some(near) => format!("`{name}` is no role of a heading; did you mean `{near}`?"),
        None => format!("`{name}` is no role of a heading; there are {}", HEADING_ROLES.join(", ")),
    }
}

/// The place in [`fields::all`] of a field that a label in the text may ask for, by its key with `-` or `_`.
///
/// # Errors
/// If there is no such field; the message names the one that was most likely meant.
pub(super) fn labelled_field(name: &str) -> Result<usize, String> {
    let plain = name.to_lowercase().replace(['-', ' '], "_");
    let fields = || fields::all().iter().enumerate().filter(|(_, field)| !field.labels.is_empty());
    if let Some((at, _)) = fields().find(|(_, field)| field.key == plain) {
        return Ok(at);
    }
    let near = fields().map(|(_, field)| (strsim::osa_distance(&plain, &field.key), &field.key)).min();
    Err(match near.filter(|(distance, key)| *distance <= 1 + key.len() / 5) {
        Some((_, near)) => format!("`{name}` is no field that a label can state; did you mean `{near}`?"),
        None => format!("`{name}` is no field that a label can state; docs/languages.md lists them"),
    })
}

fn by_field<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, Vec<String>>, D::Error> {
    let labels = BTreeMap::<String, Vec<String>>::deserialize(deserializer)?;
    match labels.keys().find_map(|field| labelled_field(field).err()) {
        Some(mistake) => Err(serde::de::Error::custom(mistake)),
        None => Ok(labels),
    }
}

fn role<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let name = String::deserialize(deserializer)?;
    let known = HEADING_ROLES.contains(&name.as_str());
    if known { Ok(name) } else { Err(serde::de::Error::custom(no_role(&name))) }
}
