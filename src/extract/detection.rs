//! Who noticed first.

use std::sync::LazyLock;

use regex::Regex;

use super::document::{Document, SectionRole, Sentence};
use super::labels::{Key, Labelled};
use super::times::pattern;
use crate::postmortem::DetectedBy;

/// Who, with the unit and the bytes that say so.
pub struct Noticed {
    /// Who.
    pub by: DetectedBy,
    /// Index of the unit.
    pub unit: usize,
    /// First byte of the sentence in the unit.
    pub start: usize,
    /// The sentence.
    pub text: String,
}

/// Sections in the order in which they are asked.
const ASKED: [&[SectionRole]; 4] = [
    &[SectionRole::Detection],
    &[SectionRole::Timeline],
    &[SectionRole::Summary, SectionRole::Lead, SectionRole::Impact, SectionRole::Trigger],
    &[
        SectionRole::Other,
        SectionRole::RootCause,
        SectionRole::RootCauseAndResolution,
        SectionRole::Resolution,
    ],
];

const CUSTOMERS: &str = r"(?:customers?|end[- ]?users?|users?|clients?|visitors?|subscribers?|merchants?|consumers?|tenants?|students?|players?|partners?|complaints?|community|twitter|reddit|gitter|forum|support\s+(?:team|tickets?|desk|requests?))";
const NOTICED: &str = r"(?:detect\w*|notic\w+|report\w*|discover\w*|complain\w*|alert\w*|inform\w*|spotted|observ\w+|realiz\w+|realis\w+|flagged|notif\w+|contact\w*|reach\w*\s+out|raised|became\s+aware|learned|made\s+aware|tweet\w*|posted|asked)";

static CUSTOMER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)\b{CUSTOMERS}\b[^.;]{{0,60}}\b{NOTICED}\b|\b(?:{NOTICED}|reports?|word|complaints?|tickets?|emails?|calls?|messages?|question)\s+(?:\w+\s+){{0,3}}(?:by|from)\s+(?:\w+\s+){{0,4}}{CUSTOMERS}\b|\bcustomer[- ]reported\b|\buser[- ]reported\b|\bcomplain\w*\b"
    ))
});

/// "from customers", "one of our users told us": whoever else notices later, they were first.
static SOURCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)\b(?:from|by)\s+(?:\w+\s+){{0,3}}{CUSTOMERS}\s+(?:complain|report|who|that|about|via)|\b(?:told|mailed|called|phoned)\s+us\b"
    ))
});

static MONITORING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:monitor(?:s|ing)?(?:\s+(?:system|tool|service|platform|dashboard|alert|probe)s?)?|alert(?:s|ing|manager)?|alarms?|watchdog|probes?|health\s?checks?|dashboards?|pagerduty|opsgenie|sentry|datadog|pingdom|prometheus|grafana|nagios|icinga|zabbix|cloudwatch|statuscake|new\s?relic|uptime\s?robot|splunk|canary|synthetic\w*)\b|\b(?:was|were|got|been|automatically)\s+paged\b|\bpaged\s+(?:the|our|us|on)|\bpages?\s+(?:went|fired|came|for)\b|\bpager\b|\bsends?\s+(?:an?\s+)?e-?mails?\s+about|\bautomated\s+(?:alert|warning|email|check)s?",
    )
});

static ENGINEER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:we|i|engineers?|developers?|on-?call|employees?|staff|team(?:\s+members?)?|colleagues?|member\s+of\s+(?:the|our)\s+team|one\s+of\s+us|operators?|admins?|administrators?|someone|sres?|maintainers?)\b[^.;]{0,50}\b(?:detect\w*|notic\w+|discover\w*|spotted|observ\w+|realiz\w+|realis\w+|flagged|became\s+aware|report\w*)\b|\b(?:detected|noticed|discovered|spotted|found|reported|flagged)\s+(?:\w+\s+)?by\s+(?:\w+\s+){0,4}(?:engineers?|developers?|team|staff|employees?|colleagues?|on-?call|operators?|admins?|members?)\b",
    )
});

static THIRD_PARTY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:aws|amazon|google|azure|microsoft|provider|vendor|researchers?|third[- ]part(?:y|ies)|cert-?bund|isp|let'?s\s?encrypt|heroku|cloudflare|hosting\s+company|registrar|bug\s+bounty)\b[^.;]{0,30}\b(?:notif\w+|inform\w*|warn\w*|contacted|alerted|told|reported|emailed|reached\s+out|shows?\s+us|showed\s+us|disclosed)\b|\b(?:notified|informed|warned|contacted|alerted|told|reported)\s+by\s+(?:\w+\s+){0,3}(?:aws|amazon|google|azure|provider|vendor|researchers?|third|isp)",
    )
});

/// Somebody outside, by what they do: whoever calls, writes and complains is no engineer of the house.
static SPEAKS_UP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)\b(?:told|mailed|called|phoned|emailed|informed|alerted|wrote\s+to|shows?|showed)\s+us\b",
        r"|\b[\w-]+s\s+(?:wrote|complain\w*|called|reported|told|mailed|tweeted)\b|\b(?:says|said|writes|wrote|reports|reported)\s+(?:an?|the|our|one|some)\s+\w+",
        r"|\breports?\s+(?:of|about|that|come|came|coming|received|started)\b",
        r"|\b(?:an?|the|our|some|first|two|three|several|many|one|most|of\s+you|\d+)\s+(?:[\w'’-]+\s+){0,4}?(?:calls?|called|wrote|writes?|complain\w*|says?|said|asks?|asked|tells?|told|mailed|e-?mailed|rings?|rang|tweet\w*|reports?|reported|contact(?:s|ed))\b(?:\s+(?:us|that|about|of|because|the|why|if|whether|in|on|to|our|support|an?|from|with|their)\b|\s*[.,;:)]|\s*$)",
    ))
});

/// Somebody of the house, by what they do.
static SEES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:sees?|notic\w+|miss(?:es|ed)|observ\w+|discover\w+|spot(?:s|ted))\b")
});

/// Who is told says nothing of who tells.
static WAS_TOLD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\b(?:team|we|engineers?|sres?|on-?call|developers?|lead|manager)\s+(?:was|were|is|are|got|gets)?\s*|^when\s+)(?:alerted|informed|notified|told|contacted)\b",
    )
});

static SPEAKS_OF_NOTICING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)\b{NOTICED}\b|\bpage[ds]?\b|\bpager\b|\balarms?\b|\bfire[sd]?\b|\btriggered\b|\b(?:goes|went)\s+off\b|\bshow(?:s|ed|ing)?\b|\bse(?:es?|nds?|nt)\b|\breceiv\w+\b|\bfound\s+out\b|\bwarn\w*\b|\bcall(?:s|ed)?\b|\bwr(?:ites?|ote)\b|\bsa(?:id|ys)\b|\b(?:tells?|told)\b|\bask(?:s|ed)\b|\bmiss(?:es|ed)\b|\bmail(?:s|ed)\b|\bindicat\w+"
    ))
});

static MISSED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:no|not|never|without|lack\w*|missing|didn['’]?t|did\s+not|wasn['’]?t|weren['’]?t|insufficient|absence|failed\s+to|too\s+much|nobody|investigat\w+\s+(?:with|using))\b[^.;]{0,40}\b(?:alert\w*|monitor\w*|alarm\w*|detect\w*|notic\w*|pag(?:e|ed)|report\w*|fire|complain\w*)|\b(?:is|are|was|were)\s+(?:healthy|fine|in\s+order)\b|\bnothing\s+(?:is\s+|was\s+)?(?:wrong|known)",
    )
});

/// Reads who noticed first: a label, else the first sentence that speaks of noticing and says who.
pub fn read(document: &Document, labelled: &[Labelled<'_>]) -> Option<Noticed> {
    if let Some(label) = labelled.iter().find(|label| label.key == Key::DetectedBy)
        && let Some(by) = who(label.value)
    {
        return Some(Noticed {
            by,
            unit: label.unit,
            start: label.range.start,
            text: label.value.to_owned(),
        });
    }
    // Whoever merely sees something may be looking for its cause: they count where nobody else is named.
    [false, true].into_iter().find_map(|sees| {
        ASKED.iter().find_map(|roles| {
            let asked = document.sentences().filter(|sentence| roles.contains(&sentence.role));
            asked.filter(|sentence| !retold(document, sentence)).find_map(|sentence| notices(sentence, sees))
        })
    })
}

fn retold(document: &Document, sentence: &Sentence<'_>) -> bool {
    document.section_of(sentence.unit).is_none_or(|section| section.retold)
}

fn notices(sentence: Sentence<'_>, sees: bool) -> Option<Noticed> {
    let text = sentence.text;
    let asked = sentence.role == SectionRole::Detection;
    let told = WAS_TOLD.is_match(text) && !text.contains(" by ") && !CUSTOMER.is_match(text);
    if !(asked || SPEAKS_OF_NOTICING.is_match(text)) || MISSED.is_match(text) || told {
        return None;
    }
    let in_story = asked || sentence.role == SectionRole::Timeline;
    let by = match who(text) {
        Some(by) => by,
        None if SPEAKS_UP.is_match(text) => DetectedBy::Customer,
        None if sees && in_story && SEES.is_match(text) => DetectedBy::Engineer,
        None => return None,
    };
    Some(Noticed { by, unit: sentence.unit, start: sentence.start, text: text.to_owned() })
}

/// Who a text names; where it names several, the one it names first.
fn who(text: &str) -> Option<DetectedBy> {
    if SOURCE.is_match(text) && !THIRD_PARTY.is_match(text) {
        return Some(DetectedBy::Customer);
    }
    let classes = [
        (DetectedBy::ThirdParty, &*THIRD_PARTY),
        (DetectedBy::Customer, &*CUSTOMER),
        (DetectedBy::Monitoring, &*MONITORING),
        (DetectedBy::Engineer, &*ENGINEER),
    ];
    let named =
        classes.iter().filter_map(|(by, pattern)| pattern.find(text).map(|found| (found.start(), *by)));
    let first = named.min_by_key(|&(at, _)| at).map(|(_, by)| by);
    first.or_else(|| {
        let lower = text.to_lowercase();
        let is = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        match () {
            () if text.len() > 60 || text.split_whitespace().count() > 6 => None,
            () if is(&["customer", "user", "client"]) => Some(DetectedBy::Customer),
            () if is(&["monitor", "alert", "alarm"]) => Some(DetectedBy::Monitoring),
            () if is(&["engineer", "team", "developer", "internal", "employee", "on-call", "manual"]) => {
                Some(DetectedBy::Engineer)
            }
            () => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_noticed() {
        for (text, by) in [
            ("Our probes raised an alarm for the label printer.", Some(DetectedBy::Monitoring)),
            ("Two customers complained that parcels had vanished.", Some(DetectedBy::Customer)),
            ("Ada noticed it and an engineer reported the odd graph.", Some(DetectedBy::Engineer)),
            ("The hosting provider informed us of smoke.", Some(DetectedBy::ThirdParty)),
            ("We were paged at 03:00.", Some(DetectedBy::Monitoring)),
            ("The disk was replaced.", None),
        ] {
            assert_eq!(who(text), by, "{text}");
        }
    }
}
