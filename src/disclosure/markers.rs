//! The keys and labels by which authors say who may read a file, and what their values mean.

use std::ops::Range;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, fmt::strtime};

/// What a value says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// Everybody may read the file.
    Public,
    /// Everybody may read it, although the mark is meant for a community: TLP:GREEN.
    Community,
    /// Not everybody may read it.
    Withheld,
    /// The key is about who may read it, and the value is not understood.
    Unknown,
}

/// One place that speaks of who may read the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AudienceStatement {
    pub(super) said: Audience,
    pub(super) asks: Asks,
    /// Bytes of the file's text.
    pub(super) range: Range<usize>,
    /// Key and value, or the words of a standing mark; clipped.
    pub(super) words: String,
}

impl AudienceStatement {
    pub(super) fn new(said: Audience, asks: Asks, range: Range<usize>, words: &str) -> Self {
        /// Characters of an author's words that a message repeats.
        const LONGEST: usize = 60;
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut clipped: String = words.chars().take(LONGEST).collect();
        if clipped.len() < words.len() {
            clipped.push('…');
        }
        Self { said, asks, range, words: clipped }
    }
}

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    /// Who may read the file: `visibility`, `tlp`, `confidentiality`.
    Visibility,
    /// The same, by a name that has other meanings too: `classification`, `audience`.
    Audience,
    /// The same, by a name that mostly means something else: `access`, `distribution`.
    Access,
    /// Whether it is private: `draft`, `internal`.
    Private,
    /// Whether it is published: `published`, `public_release`.
    Published,
    /// Where it stands in being approved for publication.
    Approval,
    /// From when on it is published.
    From,
    /// Until when it is published.
    Until,
    /// Where the write-up stands: a draft is not published.
    Status,
}

const KEYS: [(Asks, &[&str]); 9] = [
    (
        Asks::Visibility,
        &[
            "visibility", "tlp", "trafficlightprotocol", "confidentiality", "confidentialitylevel",
            "dataclassification", "securityclassification", "informationclassification", "sensitivity",
            "sensitivitylevel", "documentvisibility", "pagevisibility",
        ],
    ),
    (Asks::Audience, &["classification", "audience", "documentclassification"]),
    (Asks::Access, &["access", "accesslevel", "distribution", "sharing", "handling", "circulation"]),
    (
        Asks::Private,
        &[
            "draft", "private", "confidential", "internal", "hidden", "internalonly", "secret", "restricted",
            "sensitive", "unlisted", "unpublished", "embargoed", "embargo", "protected", "isdraft",
            "isprivate", "isinternal", "isconfidential", "ishidden", "donotpublish",
        ],
    ),
    (
        Asks::Published,
        &[
            "published", "publish", "public", "publicrelease", "ispublic", "ispublished", "approved",
            "releasable", "shareable", "approvedforpublication", "approvedforpublicrelease",
            "publiclyavailable",
        ],
    ),
    (
        Asks::Approval,
        &[
            "approvalstatus", "approval", "publicationstatus", "publishstatus", "publishingstatus",
            "publicationapproval", "approvalstate", "releaseapproval",
        ],
    ),
    (
        Asks::From,
        &[
            "publishdate", "publishon", "publishat", "publishafter", "publicationdate", "pubdate",
            "embargountil", "embargoeduntil", "embargodate", "publishfrom",
        ],
    ),
    (Asks::Until, &["expirydate", "expiredate", "unpublishdate", "unpublishon", "publishuntil"]),
    (
        Asks::Status,
        &[
            "status", "state", "documentstatus", "postmortemstatus", "poststatus", "reviewstatus",
            "writeupstatus", "pagestatus",
        ],
    ),
];

/// Values by which everybody may read a file.
const PUBLIC: [&str; 20] = [
    "public", "everyone", "everybody", "all", "anyone", "anybody", "world", "worldwide", "open",
    "unclassified", "nonconfidential", "notconfidential", "published", "internet", "thepublic",
    "generalpublic", "clear", "white", "tlpclear", "tlpwhite",
];

/// Words that keep a file from the public, wherever they stand in the value of [`Asks::Visibility`].
const RESTRICTED: [&str; 34] = [
    "internal", "internally", "private", "confidential", "restricted", "secret", "topsecret", "sensitive",
    "hidden", "unlisted", "draft", "members", "team", "teams", "company", "employees", "staff",
    "organisation", "organization", "org", "nobody", "none", "only", "amber", "amberstrict", "red",
    "tlpamber", "tlpamberstrict", "tlpred", "embargoed", "embargo", "protected", "proprietary", "privileged",
];

/// Words that a write-up is not public by, as the state of a document.
const UNPUBLISHED: [&str; 9] = [
    "private", "internal", "confidential", "unpublished", "hidden", "embargoed", "restricted",
    "notpublished", "donotpublish",
];

/// How authors sort incidents under `classification`, which then says nothing of who may read of them.
const SORTS: [&str; 24] = [
    "sev", "severity", "p", "s", "level", "tier", "priority", "major", "minor", "critical", "high", "medium",
    "low", "moderate", "incident", "outage", "nearmiss", "degradation", "availability", "performance",
    "security", "capacity", "change", "falsealarm",
];

/// A key or word without case, spaces and punctuation.
pub(super) fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What a key as written asks for.
pub(super) fn asks(written: &str) -> Option<Asks> {
    if written.len() > 80 {
        return None;
    }
    let key = fold(written);
    KEYS.iter().find(|(_, keys)| keys.contains(&key.as_str())).map(|&(asks, _)| asks)
}

/// Whether a key of front matter is about who may read the file, so that it is no fact of the incident.
pub fn is_key(written: &str) -> bool {
    asks(written).is_some_and(|asks| asks != Asks::Status)
}

/// Whether the word for a write-up's state says that it is still being written.
pub fn is_draft(word: &str) -> bool {
    matches!(fold(word).as_str(), "draft" | "wip" | "workinprogress") || is_unfinished(word)
}

/// Whether a word for a state fits an incident that goes on as well as a write-up that does.
pub(super) fn is_unfinished(word: &str) -> bool {
    matches!(fold(word).as_str(), "inprogress" | "started" | "open" | "new")
}

/// Whether a text says yes or no.
pub(super) fn truth(text: &str) -> Option<bool> {
    match fold(text).as_str() {
        "true" | "yes" | "on" | "1" | "y" | "t" | "x" => Some(true),
        "false" | "no" | "off" | "0" | "n" | "f" | "not" | "never" => Some(false),
        _ if matches!(text.trim(), "✓" | "✔" | "✅" | "☑") => Some(true),
        _ => None,
    }
}

impl Asks {
    /// What a value of front matter says; `None` where it says nothing of who may read the file.
    pub(super) fn judge(self, value: &str, now: Timestamp) -> Option<Audience> {
        let whole = fold(value);
        if whole.is_empty() && truth(value).is_none() {
            // A key that was left empty does not say that everybody may read the file.
            return (self == Self::Visibility).then_some(Audience::Unknown);
        }
        Some(match self {
            Self::Visibility => visibility(value),
            Self::Audience if is_sort(value) => return None,
            Self::Audience => visibility(value),
            Self::Access => return restricts(value).then_some(Audience::Withheld),
            Self::Private => match truth(value) {
                Some(true) => Audience::Withheld,
                Some(false) => return None,
                None => match moment(value) {
                    Some(until) if until <= now => return None,
                    Some(_) => Audience::Withheld,
                    None => Audience::Unknown,
                },
            },
            Self::Published => match truth(value) {
                Some(true) => Audience::Public,
                Some(false) => Audience::Withheld,
                None => return from(value, now),
            },
            Self::Approval => match truth(value) {
                Some(true) => return None,
                None if APPROVED.contains(&whole.as_str()) => return None,
                _ => Audience::Withheld,
            },
            Self::From => return from(value, now),
            Self::Until => match moment(value) {
                Some(end) if end > now => return None,
                Some(_) => Audience::Withheld,
                None => Audience::Unknown,
            },
            Self::Status => {
                let withheld = is_draft(value) || UNPUBLISHED.contains(&whole.as_str());
                return withheld.then_some(Audience::Withheld);
            }
        })
    }

    /// Advice for a value that is not understood.
    pub(super) fn known(self) -> &'static str {
        match self {
            Self::Visibility | Self::Audience | Self::Access => {
                "known are `public` and `internal`, `private`, `confidential`, `restricted`, and TLP:CLEAR to TLP:RED"
            }
            Self::Private | Self::Published => "write `true` or `false`",
            Self::Approval => "write `approved` once it is",
            Self::From | Self::Until => {
                "write a day such as 2024-05-31, or a moment such as 2024-05-31T08:00:00Z"
            }
            Self::Status => "write `draft`, `in-review`, `reviewed` or `closed`",
        }
    }
}

const APPROVED: [&str; 12] = [
    "approved", "published", "released", "final", "accepted", "public", "done", "complete", "completed",
    "signedoff", "granted", "approvedforpublication",
];

/// What the value of `visibility` and its like says.
pub(super) fn visibility(value: &str) -> Audience {
    let whole = fold(value);
    match whole.as_str() {
        "green" | "tlpgreen" => Audience::Community,
        whole if PUBLIC.contains(&whole) => Audience::Public,
        _ if restricts(value) => Audience::Withheld,
        _ => Audience::Unknown,
    }
}

/// Whether a word of the value keeps the file from the public.
pub(super) fn restricts(value: &str) -> bool {
    RESTRICTED.contains(&fold(value).as_str())
        || value
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| RESTRICTED.contains(&word.to_lowercase().as_str()))
}

/// Whether the first word sorts an incident: `SEV-2`, `P1`, `major outage`.
fn is_sort(value: &str) -> bool {
    let word = value.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or("");
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit()).to_lowercase();
    !restricts(value) && (word.is_empty() || SORTS.contains(&word.as_str()))
}

/// A file that is published from a moment on.
fn from(value: &str, now: Timestamp) -> Option<Audience> {
    match moment(value) {
        Some(start) => (start > now).then_some(Audience::Withheld),
        None => Some(Audience::Unknown),
    }
}

/// The moment that a text names; a day begins, and a clock without a zone runs, in UTC.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    const FORMS: [&str; 8] =
        ["%Y-%m-%d", "%Y/%m/%d", "%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y", "%d.%m.%Y", "%B %d %Y"];
    let text = text.trim();
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment);
    }
    // YAML's own way to write a moment has a space before the offset.
    if let Ok(moment) = strtime::parse("%Y-%m-%d %H:%M:%S %z", text).and_then(|parsed| parsed.to_timestamp())
    {
        return Some(moment);
    }
    let civil = text.parse::<DateTime>().ok();
    let day = || FORMS.iter().find_map(|form| Date::strptime(form, text).ok());
    let civil = civil.or_else(|| day().map(DateTime::from))?;
    civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}
