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
        r"(?i)\b{CUSTOMERS}\b[^.;]{{0,60}}\b{NOTICED}\b|\b(?:{NOTICED}|reports?|word|complaints?|tickets?|emails?|calls?|messages?|question)\s+(?:\w+\s+){{0,3}}(?:by|from)\s+(?:\w+\s+){{0,4}}{CUSTOMERS}\b|\bcustomer[- ]reported\b|\buser[- ]reported\b|\bcomplain(?:ts?|ed|ing)\b"
    ))
});

static MONITORING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:monitor(?:s|ing)?(?:\s+(?:system|tool|service|platform|dashboard|alert|probe)s?)?|alert(?:s|ing|manager)?|alarms?|watchdog|probes?|health\s?checks?|dashboards?|pagerduty|opsgenie|sentry|datadog|pingdom|prometheus|grafana|nagios|icinga|zabbix|cloudwatch|statuscake|new\s?relic|uptime\s?robot|splunk|canary|synthetic\w*)\b|\b(?:was|were|got|been|automatically)\s+paged\b|\bpaged\s+(?:the|our|us|on)|\b(?:pages?|pager)\s+(?:went|fired|came|for)\b|\bautomated\s+(?:alert|warning|email|check)s?",
    )
});

static ENGINEER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)\b(?:we|i|engineers?|developers?|on-?call|employees?|staff|team(?:\s+members?)?|colleagues?|member|operators?|admins?|administrators?|someone|sres?|maintainers?)\b[^.;]{{0,50}}\b(?:detect\w*|notic\w+|discover\w*|spotted|observ\w+|realiz\w+|realis\w+|flagged|found|saw|became\s+aware|report\w*)\b|\b(?:detected|noticed|discovered|spotted|found|reported|flagged)\s+(?:\w+\s+)?by\s+(?:\w+\s+){{0,4}}(?:engineers?|developers?|team|staff|employees?|colleagues?|on-?call|operators?|admins?|members?)\b"
    ))
});

static THIRD_PARTY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:aws|amazon|google|azure|microsoft|provider|vendor|researchers?|third[- ]part(?:y|ies)|cert-?bund|isp|let'?s\s?encrypt|heroku|cloudflare|hosting\s+company|registrar|bug\s+bounty)\b[^.;]{0,30}\b(?:notif\w+|inform\w*|warn\w*|contacted|alerted|told|reported|emailed|reached\s+out)\b|\b(?:notified|informed|warned|contacted|alerted|told|reported)\s+by\s+(?:\w+\s+){0,3}(?:aws|amazon|google|azure|provider|vendor|researchers?|third|isp)",
    )
});

static SPEAKS_OF_NOTICING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)\b{NOTICED}\b|\bpaged?s?\b|\balarms?\b|\bfired\b|\btriggered\b|\bwent\s+off\b|\bshow(?:s|ed|ing)\b|\bsaw\b|\breceiv\w+\b|\bfound\s+out\b|\bwarning\b"
    ))
});

static MISSED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:no|not|never|without|lack\w*|missing|didn['’]?t|did\s+not|wasn['’]?t|weren['’]?t|insufficient|absence|failed\s+to|too\s+much|nobody|investigat\w+\s+(?:with|using))\b[^.;]{0,40}\b(?:alert\w*|monitor\w*|alarm\w*|detect\w*|notic\w*|pag(?:e|ed)|report\w*|fire)",
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
    ASKED.iter().find_map(|roles| {
        document
            .sentences()
            .filter(|sentence| roles.contains(&sentence.role))
            .filter(|sentence| document.section_of(sentence.unit).is_some_and(|section| !section.retold))
            .find_map(|sentence| notices(sentence, sentence.role == SectionRole::Detection))
    })
}

fn notices(sentence: Sentence<'_>, asked: bool) -> Option<Noticed> {
    let text = sentence.text;
    if !(asked || SPEAKS_OF_NOTICING.is_match(text)) || MISSED.is_match(text) {
        return None;
    }
    let by = who(text)?;
    Some(Noticed { by, unit: sentence.unit, start: sentence.start, text: text.to_owned() })
}

/// Who a text names; where it names several, the one it names first.
fn who(text: &str) -> Option<DetectedBy> {
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
            () if text.len() > 60 => None,
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
