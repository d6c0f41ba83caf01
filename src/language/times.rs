//! What a language file holds of days, clock times, zones and lengths of time. Its keys are explained in
//! `language/en.toml`.

use serde::{Deserialize, Deserializer};

/// Days, months and weekdays.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Dates {
    /// The order of figures, where a file does not show it.
    pub order: Option<NumericOrder>,
    /// Names of each month.
    #[serde(deserialize_with = "twelve")]
    pub months: Vec<Vec<String>>,
    /// Names of months that in small letters are other words.
    pub other_words: Vec<String>,
    /// Names of months that in small letters and in front of figures are other words.
    pub other_words_before_figures: Vec<String>,
    /// What stands behind the number of a day.
    pub ordinals: Vec<String>,
    /// What stands between day, month and year.
    pub of: Vec<String>,
    /// Names of each weekday.
    #[serde(deserialize_with = "seven")]
    pub weekdays: Vec<Vec<String>>,
}

/// In which order a language writes day and month in figures.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NumericOrder {
    /// 31.12.2024.
    DayFirst,
    /// 12/31/2024.
    MonthFirst,
}

/// Units of time.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Units {
    /// Seven days.
    pub week: Unit,
    /// 24 hours.
    pub day: Unit,
    /// 60 minutes.
    pub hour: Unit,
    /// 60 seconds.
    pub minute: Unit,
    /// The shortest.
    pub second: Unit,
}

impl Units {
    /// Each unit with its length in minutes.
    pub fn each(&self) -> [(&Unit, f64); 5] {
        [
            (&self.week, 10_080.0),
            (&self.day, 1_440.0),
            (&self.hour, 60.0),
            (&self.minute, 1.0),
            (&self.second, 1.0 / 60.0),
        ]
    }
}

/// A unit of time.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Unit {
    /// Words for it.
    pub words: Vec<String>,
    /// Marks for it behind figures.
    pub marks: Vec<String>,
}

/// Lengths of time.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Lengths {
    /// Between two parts of one length.
    pub and: Vec<String>,
    /// Half a unit more.
    pub and_a_half: Vec<String>,
    /// In front of a length that looks like a time of day.
    pub introduced_by: Vec<String>,
    /// The same, where the length has its unit.
    pub introduced_with_unit_by: Vec<String>,
    /// Behind one of them.
    pub is: Vec<String>,
    /// Behind that: a little more or less.
    pub nearly: Vec<String>,
    /// Lengths that are no number and unit, in minutes.
    pub fixed: Vec<(String, f64)>,
}

/// Clock times.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct ClockWords {
    /// Behind hours and minutes.
    pub marks: Vec<String>,
    /// Behind an hour in front of a half of the day.
    pub o_clock: Vec<String>,
    /// Behind an hour that nothing else marks.
    pub hour_alone: Vec<String>,
    /// In front of an hour with the mark `h`.
    pub hour_led_by: Vec<String>,
    /// Before noon.
    pub morning: Vec<String>,
    /// After noon.
    pub afternoon: Vec<String>,
    /// After noon, if not after midnight.
    pub night: Vec<String>,
    /// 12:00.
    pub noon: Vec<String>,
    /// 00:00.
    pub midnight: Vec<String>,
    /// In front of a name that holds one of the two.
    pub articles: Vec<String>,
    /// In front of figures with a dot between them.
    pub introduces: Vec<String>,
}

/// Time zones.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Zones {
    /// Abbreviations and their minutes east of UTC.
    pub abbreviations: Vec<(String, i32)>,
    /// Abbreviations that several zones share.
    pub shared: Vec<SharedZone>,
    /// Names in front of "time".
    pub names: Vec<(String, Offset)>,
    /// Names that stand by themselves.
    pub whole: Vec<(String, Offset)>,
    /// The same, behind a clock time alone; as they are written.
    pub behind_clock: Vec<(String, Offset)>,
    /// Abbreviations of places, whose offset depends on the day; as they are written.
    pub seasonal: Vec<(String, Offset)>,
    /// Abbreviations that are written in small letters, too.
    pub in_small_letters: Vec<String>,
    /// Names of places, which decide what a shared abbreviation means.
    pub places: Vec<ZonePlaces>,
    /// Between a clock time and its zone.
    pub fillers: Vec<String>,
    /// The same, of the day: more of them may stand there.
    pub day_fillers: Vec<String>,
}

/// Places that have the same zones.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZonePlaces {
    /// Minutes east of UTC.
    pub offsets: Vec<i32>,
    /// Whole words.
    pub names: Vec<String>,
}

/// An abbreviation that several zones share.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedZone {
    /// The abbreviation.
    pub name: String,
    /// Minutes east of UTC: the likeliest first.
    pub offsets: Vec<i32>,
    /// Whether the likeliest is taken without a finding.
    pub settled: bool,
}

/// What a name of a zone means.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Offset {
    /// Minutes east of UTC.
    Minutes(i32),
    /// A place by its IANA name.
    Place(String),
}

/// The words around times.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Around {
    /// In front of the time that a line opens with.
    pub fillers: Vec<String>,
    /// Between a date and its clock time.
    pub connectives: Vec<String>,
    /// Between the ends of a stretch.
    pub to: Vec<String>,
    /// Between the ends of a stretch that one of `between` opens.
    pub and: Vec<String>,
    /// Opens a stretch.
    pub between: Vec<String>,
    /// In front of a length of time: so long it lasted.
    pub lasted: Vec<String>,
    /// Behind a length of time: so long it lasted.
    pub lasted_behind: Vec<String>,
    /// In front of a figure that is not exact.
    pub about: Vec<String>,
    /// Inside a point of time: it began then.
    pub since: Vec<String>,
    /// In front of a point of time by which something was over.
    pub bounds: Vec<String>,
    /// Between a cue and the point of time behind it.
    pub leads_on: Vec<String>,
    /// A cue of the end that parts of words in front of it take back.
    pub until: Vec<String>,
    /// Those parts.
    pub not_until: Vec<String>,
    /// Parts of names of the column of a timeline that has its clock times.
    pub time_columns: Vec<String>,
    /// Beginnings of names of the column that has its days.
    pub day_columns: Vec<String>,
    /// Columns of a table that tells of the versions of a text.
    pub versions: Vec<String>,
    /// Behind a word for a beginning: what began was the end.
    pub returns: Vec<String>,
    /// Words of times without figures.
    pub times: Vec<String>,
    /// In a label, of how its value is given: "Duration (approx.)".
    pub beside_labels: Vec<String>,
    /// Words of what a template leaves to be filled in.
    pub placeholders: Vec<String>,
}

fn twelve<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Vec<String>>, D::Error> {
    exactly(deserializer, 12, "12 months")
}

fn seven<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Vec<String>>, D::Error> {
    exactly(deserializer, 7, "7 weekdays")
}

fn exactly<'de, D: Deserializer<'de>>(
    deserializer: D,
    count: usize,
    what: &str,
) -> Result<Vec<Vec<String>>, D::Error> {
    let lists = Vec::<Vec<String>>::deserialize(deserializer)?;
    if lists.len() == count {
        return Ok(lists);
    }
    Err(serde::de::Error::custom(format!("a list for each of the {what}, not {}", lists.len())))
}
