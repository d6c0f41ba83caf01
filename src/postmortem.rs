//! The record every stage speaks about: one postmortem, its facts, and where each fact came from.
//!
//! The names in the serialised form are a public contract (`whybook explain --format jsonl` and
//! `incidents.json`). A fact that the text does not state is `None`, unless it can be derived from others;
//! an ambiguous time zone is read as its likeliest offset, with a finding.

pub mod fields;
mod moment;
pub mod schema;
mod slots;

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::diagnostic::Finding;
pub use moment::{Moment, OutageWindow};

/// One postmortem, as far as its author's text and front matter state it.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Postmortem {
    /// Path relative to the content folder, with forward slashes.
    pub path: String,
    /// The last part of the page's address; unique within a site.
    pub slug: String,
    /// Address of the page; set once the site's address is known.
    pub url: Option<String>,
    /// The incident's own identifier, as written.
    pub id: Option<String>,
    /// Title as stated, or derived from the summary where the heading is generic.
    pub title: String,
    /// What sort of event it was.
    pub kind: Kind,
    /// Where the write-up stands in its review.
    pub status: Option<Status>,
    /// Day the incident began, on the clock that the author used.
    pub date: Option<Date>,
    /// Day of the file's first commit, where no day of the incident is known. It counts in no trend and no order.
    pub reported: Option<Date>,
    /// Day the incident ended.
    pub end_date: Option<Date>,
    /// Clock time of the start.
    #[serde(serialize_with = "clock")]
    #[schemars(schema_with = "schema::clock_time")]
    pub start_time: Option<Time>,
    /// Clock time of the end.
    #[serde(serialize_with = "clock")]
    #[schemars(schema_with = "schema::clock_time")]
    pub end_time: Option<Time>,
    /// Minutes east of UTC, as stated; `None` where no zone is stated.
    pub utc_offset_minutes: Option<i32>,
    /// Start, where its day is known.
    pub start: Option<Moment>,
    /// End, where its day is known.
    pub end: Option<Moment>,
    /// When it was detected.
    pub detected: Option<Moment>,
    /// When a responder acknowledged the alert.
    pub acknowledged: Option<Moment>,
    /// When user impact ended (mitigation).
    pub mitigated: Option<Moment>,
    /// When it was resolved.
    pub resolved: Option<Moment>,
    /// Length of the incident in minutes: stated, else the sum of its windows, else end minus start.
    pub duration_minutes: Option<i64>,
    /// Minutes from start to detection.
    pub time_to_detect_minutes: Option<i64>,
    /// Minutes from detection to mitigation.
    pub time_to_mitigate_minutes: Option<i64>,
    /// Minutes from detection to resolution.
    pub time_to_resolve_minutes: Option<i64>,
    /// The separate windows, where there were several.
    pub windows: Vec<OutageWindow>,
    /// Share of users or requests affected, in percent.
    pub impact_percent: Option<f64>,
    /// What else is said of the impact.
    pub impact: Impact,
    /// What detected it first.
    pub detected_by: DetectedBy,
    /// Severity.
    pub severity: Option<Severity>,
    /// Services named as affected.
    pub services: Vec<String>,
    /// Names in the text that may be services, with their places: those that other write-ups of the folder name as
    /// affected become [`Postmortem::services`].
    #[serde(skip)]
    pub possible_services: Vec<(String, Provenance)>,
    /// The trigger, in the author's words.
    pub trigger: Option<String>,
    /// Alert names, error strings and status codes.
    pub symptoms: Vec<String>,
    /// The mitigation, in the author's words.
    pub mitigation: Option<String>,
    /// The summary, in the author's words.
    pub summary: Option<String>,
    /// Tags and keywords that are no cause of the taxonomy.
    pub keywords: Vec<String>,
    /// Organisation the incident happened in.
    pub organisation: Option<String>,
    /// Team that owns the write-up.
    pub team: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Who led the response or owns the incident.
    pub owner: Option<String>,
    /// Who took part in the response.
    pub responders: Vec<String>,
    /// Who reviewed the write-up.
    pub reviewed_by: Vec<String>,
    /// When it was reviewed.
    pub reviewed_on: Option<Date>,
    /// Link to the runbook.
    pub runbook: Option<String>,
    /// Further links.
    pub links: Vec<String>,
    /// Identifiers of related incidents, as written.
    pub related: Vec<String>,
    /// Identifier of the incident that this one repeats, as written.
    pub recurrence_of: Option<String>,
    /// Former slugs.
    pub aliases: Vec<String>,
    /// Who may read it.
    pub visibility: Option<Visibility>,
    /// Front matter that the record has no field for, as written.
    pub other_facts: BTreeMap<String, String>,
    /// Root causes, primary first.
    pub causes: Vec<CauseTag>,
    /// Causes under the threshold: shown as suggestions, counted nowhere.
    pub suggestions: Vec<CauseTag>,
    /// What happened when.
    pub timeline: Vec<TimelineEntry>,
    /// What is to be done about it.
    pub actions: Vec<Action>,
    /// Where each fact came from, by field name.
    pub provenance: BTreeMap<&'static str, Provenance>,
    /// What was found wrong with the write-up.
    pub findings: Vec<Finding>,
}

impl Postmortem {
    /// The tag that names the main mechanism, if the incident has one.
    pub fn primary_cause(&self) -> Option<&CauseTag> {
        self.causes.iter().find(|tag| tag.primary)
    }

    /// Whether its statements count: a draft is shown, and counted nowhere.
    pub fn is_counted(&self) -> bool {
        self.status != Some(Status::Draft)
    }

    /// Whether the record is in the denominators of trends and groups: an incident, and no draft. Near misses, false
    /// alarms, vulnerabilities and maintenance are listed and not counted.
    pub fn counts_in_trends(&self) -> bool {
        self.is_counted() && self.kind == Kind::Incident
    }
}

fn clock<S: Serializer>(time: &Option<Time>, serializer: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => serializer.collect_str(&time.strftime("%H:%M")),
        None => serializer.serialize_none(),
    }
}

/// What sort of event a postmortem tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Something failed.
    #[default]
    Incident,
    /// Nothing failed, but nearly.
    NearMiss,
    /// An alarm without a failure.
    FalseAlarm,
    /// A weakness that was found or disclosed.
    Vulnerability,
    /// Work that was planned and announced.
    Maintenance,
}

/// Where a write-up stands in its review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Being written: withheld from a public site, and counted nowhere.
    Draft,
    /// Waiting for its review.
    InReview,
    /// Reviewed.
    Reviewed,
    /// Reviewed, with nothing left to do.
    Closed,
}

/// What detected an incident first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DetectedBy {
    /// An alert or a dashboard.
    Monitoring,
    /// A user of the service.
    Customer,
    /// An engineer of the organisation.
    Engineer,
    /// A third party: a provider, a researcher, an authority.
    ThirdParty,
    /// The text does not say.
    #[default]
    Unknown,
}

/// Who may read a write-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Visibility {
    /// Everybody.
    Public,
    /// The organisation.
    Internal,
}

/// Severity of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Severity {
    /// As written.
    pub raw: String,
    /// 1 to 5, 1 gravest; `None` where the words cannot be ranked.
    pub level: Option<u8>,
}

/// What is said of the impact beside the percentage; each entry as written.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct Impact {
    /// Number of users affected.
    pub users: Option<String>,
    /// Number of requests affected.
    pub requests: Option<String>,
    /// Money lost.
    pub money: Option<String>,
    /// Data lost.
    pub data_loss: Option<String>,
    /// The impact in the author's words.
    pub text: Option<String>,
}

/// A root cause with the evidence for it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CauseTag {
    /// Leaf of the taxonomy, such as `memory-leak`.
    pub id: String,
    /// Its category, such as `code`.
    pub category: String,
    /// Whether the author's front matter states it.
    pub declared: bool,
    /// What part it played.
    pub role: Role,
    /// Whether it is the main mechanism; at most one tag of an incident.
    pub primary: bool,
    /// Confidence between 0 and 1.
    pub score: f64,
    /// Where the tag comes from.
    pub source: Source,
    /// Sentences that speak for it, strongest first.
    pub evidence: Vec<Evidence>,
}

/// The role of a cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The root cause: the mechanism.
    Cause,
    /// A contributing factor that aggravated the incident.
    Amplifier,
    /// A contributing factor that prolonged the incident.
    Prolonged,
}

/// A sentence that speaks for a cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Evidence {
    /// Line of the file, from 1.
    pub line: u32,
    /// The sentence.
    pub text: String,
    /// The words in it that matched.
    pub phrases: Vec<String>,
}

/// One entry of the timeline.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct TimelineEntry {
    /// Clock time, on the author's clock; entries without one count too.
    #[serde(serialize_with = "clock")]
    #[schemars(schema_with = "schema::clock_time")]
    pub time: Option<Time>,
    /// Day, where stated or following from the entries before.
    pub date: Option<Date>,
    /// What happened, in the author's words.
    pub text: String,
    /// Line of the file, from 1.
    pub line: u32,
}

/// One action item.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Action {
    /// In the author's words.
    pub text: String,
    /// Who is to do it.
    pub owner: Option<String>,
    /// By when.
    pub due: Option<Date>,
    /// Whether it is done; `None` unless stated.
    pub status: Option<ActionStatus>,
    /// When it was done.
    pub closed: Option<Date>,
    /// What it is for.
    pub kind: Option<ActionKind>,
    /// Priority, as written.
    pub priority: Option<String>,
    /// Ticket or change.
    pub link: Option<String>,
    /// Line of the file, from 1.
    pub line: u32,
}

impl Action {
    /// Whether it is still to be done, as far as is stated.
    pub fn is_left(&self) -> bool {
        !matches!(self.status, Some(ActionStatus::Done | ActionStatus::Dropped))
    }
}

/// Whether an action is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ActionStatus {
    /// Still to do.
    Open,
    /// Done.
    Done,
    /// Not going to be done.
    Dropped,
}

/// What an action is for, after the kinds of the Google SRE workbook's action items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ActionKind {
    /// To prevent a recurrence.
    Prevent,
    /// To detect it sooner.
    Detect,
    /// To reduce its impact.
    Mitigate,
    /// To improve the response process.
    Process,
    /// To find out more.
    Investigate,
}

/// Where a fact came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The author's front matter.
    FrontMatter,
    /// The prose.
    Text,
    /// Worked out from other facts.
    Derived,
    /// The file's name.
    FileName,
    /// The history of the file.
    Git,
}

/// Where a fact came from, and the words that state it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Provenance {
    /// Kind of source.
    pub source: Source,
    /// Line of the file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The facts it was worked out from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<&'static str>,
}

impl Provenance {
    /// Stated on `line` in these words.
    pub fn stated(source: Source, line: u32, text: impl Into<String>) -> Self {
        Self { source, line: Some(line), text: Some(text.into()), from: Vec::new() }
    }

    /// Worked out from other facts of the record.
    pub fn derived(from: &[&'static str]) -> Self {
        Self { source: Source::Derived, line: None, text: None, from: from.to_vec() }
    }

    /// Read off the file's history.
    pub fn git() -> Self {
        Self { source: Source::Git, line: None, text: None, from: Vec::new() }
    }

    /// Read off the file's name.
    pub fn file_name(text: impl Into<String>) -> Self {
        Self { source: Source::FileName, line: None, text: Some(text.into()), from: Vec::new() }
    }
}
