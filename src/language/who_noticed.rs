//! What words are in a sentence that says who noticed.

use serde::Deserialize;

/// What a word can be in a sentence that says who noticed: the keys of `[who-noticed]`, explained in `language/en.toml`.
/// It plays one role, the first that it can, and has every mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticingRole {
    /// A user of the service.
    Users,
    /// Somebody of the organisation.
    Staff,
    /// A developer or a team: of ours, or one that uses what we run.
    Teams,
    /// What watches a service, and what it sends.
    Machines,
    /// A graph: a machine shows it, a human looks at it.
    Screens,
    /// What a human reads.
    Logs,
    /// A provider, an authority.
    ThirdParties,
    /// A company that is named for what it runs as often as for what it says.
    Companies,
    /// Whoever looks for faults of others.
    Finders,
    /// "noticed", "spotted": somebody sees.
    Sees,
    /// "saw", "found": somebody sees, perhaps no more than one fact of many.
    Glimpses,
    /// "reported", "complained": somebody tells.
    Tells,
    /// "notified", "told": somebody tells somebody.
    Informs,
    /// "fired", "went off": what alarms do.
    Fires,
    /// "paged": somebody is called by a machine, unless it is said by whom.
    Pages,
    /// "reports", "complaints": what was told.
    Reports,
    /// "a report", "a call": one of them, where somebody receives it.
    Report,
    /// "received", "got": somebody is told.
    Receives,
    /// "was", "were", "been".
    Be,
    /// "by", "from", "via": what follows did it.
    By,
    /// "with": perhaps by means of it.
    With,
    /// "on", "in": where somebody told it.
    On,
    /// "may", "should", "would": it did not happen, or not yet.
    May,
    /// "no", "not", "without": it did not happen.
    Not,
    /// "cause", "fix": what was found is not that something is wrong.
    Causes,
    /// "a", "another", "several": nobody of ours.
    Some,
    /// "internally": somebody of ours.
    Inside,
    /// "us", "our".
    Us,
    /// "first", "initially".
    First,
    /// "debugging", "review": what somebody was at.
    Work,
    /// Words that only look like others.
    Nothing,

    // Marks of names.
    /// What an alert is called.
    Alarms,
    /// Where users speak.
    Places,
    /// "we": who writes the text.
    Writers,
    /// "automated".
    Automated,
    /// What is automated and warns.
    Messages,
    /// "monitoring", in front of one of `Systems`.
    Watching,
    /// "system", "tool".
    Systems,
    /// "people": several, without an ending that says so.
    People,

    // Marks of verbs.
    /// "checked", "forensic": somebody looks into it.
    Looks,
    /// "noticed", "realised": to see that something is wrong.
    Notices,
    /// "observed", "detected": what instruments do as well.
    Measures,
    /// "discovered".
    Discovers,
    /// "noticed", "spotted": what a human does who looks at a graph.
    ByEye,
    /// "percebemos": the form says that we did it.
    WeForms,
    /// "identified".
    Identifies,
    /// "missed".
    Misses,
    /// "aware".
    Aware,
    /// "encountered": it is what users suffer.
    Suffers,
    /// "reported", "raised": to speak of what is wrong.
    Raises,
    /// "reported by" somebody with a name: they are none of ours.
    RaisedBy,
    /// "reported", where nothing but a name stands in front.
    Reported,
    /// "complained".
    Complains,
    /// "disclosed".
    Discloses,
    /// "surfaced": it came up.
    Surfaces,
    /// "shows".
    Shows,
    /// "asked".
    Asks,
    /// "asks", "says": what a team does that uses what we run.
    Says,
    /// "wrote": what no machine does.
    Speaks,
    /// "told", "called", in front of "us".
    TellsUs,
    /// "called".
    Calls,
    /// "alerted", "notified".
    Alerts,
    /// "alerted", where it is not said by whom.
    Alerted,
    /// "report": a noun as well.
    NounsToo,
    /// "sent".
    Sends,
    /// "triggered", in front of an alarm.
    SetsOff,
    /// "received".
    IsTold,
    /// "seeing": to meet with what is wrong.
    MeetsWith,
    /// "started", "began".
    Begins,
    /// "silenced", "created": somebody deals with an alarm.
    Handles,
    /// "set": the same, unless "off" follows.
    Sets,
    /// "confirms": what a machine does that rings no alarm.
    Quiet,
    /// "healthy", "restored": all is well.
    Well,

    // Marks of other words.
    /// "while", "during", in front of what somebody was at.
    While,
    /// "while", "by", in front of a gerund.
    WhileDoing,
    /// "when", "after".
    When,
    /// "by", in front of whoever did it.
    ByWhom,
    /// "from", in front of whoever told it.
    FromWhom,
    /// "via".
    Via,
    /// "at", in front of where somebody works.
    At,
    /// "of", in "one of us".
    OneOf,
    /// "to", in front of a verb.
    To,
    /// "that", behind a verb.
    That,
    /// "which", behind a name.
    Relative,
    /// "of", "that": what was told follows.
    About,
    /// "of", "came": behind several reports.
    ReportsOf,
    /// "the", in front of a noun that is a verb as well.
    BeforeNouns,
    /// "incoming", the same.
    Incoming,
    /// "our", "the", in front of a team.
    OfTheHouse,
    /// "also": one more of what was seen before.
    More,
    /// "reports", "complaint": of nothing but what is wrong.
    PlainReports,
    /// "ticket": of anything.
    AnyReports,
    /// "which": opens a question.
    Questions,
    /// "describe", "how": opens a question if another of these, or of `AskingOn`, follows.
    Asking,
    /// "what", "did".
    AskingOn,
}

impl NoticingRole {
    /// Whether it is a role, and no mere mark.
    pub fn is_role(self) -> bool {
        self <= Self::Nothing
    }
}

/// Those who may notice, and whom a site may name in words of its own.
pub(super) const NOTICERS: [(&str, NoticingRole); 8] = [
    ("users", NoticingRole::Users),
    ("staff", NoticingRole::Staff),
    ("teams", NoticingRole::Teams),
    ("machines", NoticingRole::Machines),
    ("screens", NoticingRole::Screens),
    ("logs", NoticingRole::Logs),
    ("third-parties", NoticingRole::ThirdParties),
    ("finders", NoticingRole::Finders),
];

/// Endings of words by which a sentence that says who noticed is understood.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct NoticingEndings {
    /// "debugging".
    pub gerund: Vec<String>,
    /// "alerted".
    pub past: Vec<String>,
    /// "reports", as a verb.
    pub third_person: Vec<String>,
    /// "viewers".
    pub plural: Vec<String>,
}

/// Somebody outside, by what they do to us.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct SpeaksUp {
    /// "told", "wrote to", in front of one of `us`.
    pub tells: Vec<String>,
    /// "us".
    pub us: Vec<String>,
    /// In front of whoever speaks: "a", "some".
    pub somebody: Vec<String>,
    /// "called", "complained".
    pub speaks: Vec<String>,
    /// What follows: "that", "us".
    pub of: Vec<String>,
    /// The first word of a heading that asks how it was noticed.
    pub how: Vec<String>,
}
