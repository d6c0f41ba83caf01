//! Words that authors use for states, levels and kinds.

use crate::disclosure;
use crate::language::Compiled;
use crate::postmortem::{ActionKind, ActionStatus, DetectedBy, Role, Severity, Status, Visibility};

use super::keys::plain;

/// A severity as written, with its level where the words can be ranked.
pub fn severity(raw: &str) -> Severity {
    Severity { raw: raw.trim().to_owned(), level: severity_level(raw) }
}

/// 1 to 5, 1 gravest: `SEV-1`, `P1`, `critical`, `disrupted`; `None` where the words cannot be ranked, and where a
/// template still offers a choice: `SEV-1 / SEV-2`.
pub fn severity_level(raw: &str) -> Option<u8> {
    let mut choices = raw.split(['/', '|']).map(level_of);
    let first = choices.next().flatten();
    let other = choices.flatten().next();
    if other.is_some() && first.is_some() && other != first {
        return None;
    }
    first.or(other)
}

fn level_of(raw: &str) -> Option<u8> {
    let lower = raw.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.iter().find_map(|word| numbered(word)).or_else(|| words.iter().find_map(|word| named(word)))
}

/// `sev1`, `p1`, `s1`, `level1`, `1`: the figure counts, and 0 is as grave as 1.
fn numbered(word: &str) -> Option<u8> {
    let figure = word.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let prefix = &word[..word.len() - figure.len()];
    let known = ["", "sev", "severity", "p", "prio", "priority", "s", "level", "l", "tier", "impact"];
    let level: u8 = figure.parse().ok()?;
    (known.contains(&prefix) && level <= 5).then_some(level.max(1))
}

/// The levels of the words of other languages.
static OF_LANGUAGE: Compiled<Vec<(&'static str, u8)>> = Compiled::new(|languages| {
    let levels = languages.iter().flat_map(|language| {
        let cues = &language.cues;
        (1..).zip([&cues.severity_critical, &cues.severity_high, &cues.severity_medium, &cues.severity_low])
    });
    levels.flat_map(|(level, words)| words.iter().map(move |word| (word.as_str(), level))).collect()
});

fn named(word: &str) -> Option<u8> {
    Some(match word {
        "critical" | "crit" | "blocker" | "catastrophic" | "emergency" | "down" | "fatal" | "disaster" => 1,
        // cState has down, disrupted and notice.
        "major" | "high" | "severe" | "urgent" | "disrupted" => 2,
        // On status pages and in most scales of incidents, minor is the level below major.
        "moderate" | "medium" | "minor" | "degraded" | "partial" | "normal" | "average" => 3,
        "low" => 4,
        "trivial" | "notice" | "info" | "informational" | "cosmetic" | "negligible" | "none" => 5,
        _ => OF_LANGUAGE.iter().find(|(known, _)| *known == word)?.1,
    })
}

/// Where a write-up stands in its review.
pub fn status(word: &str) -> Option<Status> {
    if disclosure::is_draft(word) {
        return Some(Status::Draft);
    }
    Some(match plain(word).as_str() {
        "inreview" | "review" | "pendingreview" | "proposed" => Status::InReview,
        "reviewed" | "approved" | "published" | "final" | "accepted" => Status::Reviewed,
        "closed" | "complete" | "completed" | "done" | "resolved" => Status::Closed,
        _ => return None,
    })
}

/// Who noticed first, where one or two words say so.
pub fn detected_by(word: &str) -> Option<DetectedBy> {
    Some(match plain(word).as_str() {
        "monitoring" | "monitor" | "alert" | "alerts" | "alerting" | "alarm" | "automated" | "dashboard"
        | "pager" | "pagerduty" | "healthcheck" => DetectedBy::Monitoring,
        "customer" | "customers" | "user" | "users" | "client" | "clients" | "customerreport"
        | "customersupport" | "support" => DetectedBy::Customer,
        "engineer" | "engineers" | "developer" | "employee" | "internal" | "staff" | "team" | "manual"
        | "oncall" | "human" => DetectedBy::Engineer,
        "thirdparty" | "external" | "vendor" | "provider" | "partner" | "researcher" => {
            DetectedBy::ThirdParty
        }
        "unknown" => DetectedBy::Unknown,
        _ => return None,
    })
}

/// Who may read it.
pub fn visibility(word: &str) -> Option<Visibility> {
    Some(match plain(word).as_str() {
        "public" => Visibility::Public,
        "internal" | "private" | "confidential" | "restricted" => Visibility::Internal,
        _ => return None,
    })
}

/// What part a cause played.
pub fn role(word: &str) -> Option<Role> {
    Some(match plain(word).as_str() {
        "cause" => Role::Cause,
        "amplifier" => Role::Amplifier,
        "prolonged" => Role::Prolonged,
        _ => return None,
    })
}

/// Whether an action is done.
pub fn action_status(word: &str) -> Option<ActionStatus> {
    Some(match plain(word).as_str() {
        "open" | "todo" | "inprogress" | "planned" | "pending" | "new" | "wip" | "started" | "notstarted"
        | "doing" | "false" | "no" => ActionStatus::Open,
        "done" | "closed" | "complete" | "completed" | "fixed" | "resolved" | "merged" | "shipped"
        | "true" | "yes" => ActionStatus::Done,
        "dropped" | "wontfix" | "wontdo" | "cancelled" | "canceled" | "rejected" | "abandoned" => {
            ActionStatus::Dropped
        }
        _ => return None,
    })
}

/// What an action is for.
pub fn action_kind(word: &str) -> Option<ActionKind> {
    Some(match plain(word).as_str() {
        "prevent" | "prevention" | "preventive" | "preventative" => ActionKind::Prevent,
        "detect" | "detection" | "detective" => ActionKind::Detect,
        "mitigate" | "mitigation" | "mitigative" | "corrective" | "repair" => ActionKind::Mitigate,
        "process" | "documentation" | "training" => ActionKind::Process,
        "investigate" | "investigation" | "investigative" => ActionKind::Investigate,
        _ => return None,
    })
}

/// Who is to do something, without the `@` of a handle; `None` for words that name nobody, such as "TBD".
pub fn owner(text: &str) -> Option<String> {
    let bare = text.trim().trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
    let nobody = [
        "", "tbd", "tba", "tbc", "n/a", "na", "none", "nobody", "no one", "unassigned", "not assigned",
        "unknown", "to be decided", "to be determined", "to be assigned",
    ];
    if nobody.contains(&bare.as_str()) {
        return None;
    }
    let handles = text.trim().split(' ').map(|word| word.trim_start_matches('@'));
    Some(handles.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::severity_level;

    #[test]
    fn severities_are_ranked_where_their_words_allow() {
        for (raw, level) in [
            ("SEV-1", Some(1)),
            ("sev0", Some(1)),
            ("P2", Some(2)),
            ("Severity 3", Some(3)),
            ("SEV-2 (was SEV-1)", Some(2)),
            ("Major outage", Some(2)),
            ("disrupted", Some(2)),
            ("minor", Some(3)),
            ("High (2)", Some(2)),
            ("P2 / high", Some(2)),
            ("SEV-1 / SEV-2", None),
            ("trivial", Some(5)),
            ("purple", None),
            ("2023", None),
        ] {
            assert_eq!(severity_level(raw), level, "{raw}");
        }
    }
}
