//! Words that authors use for states, levels and kinds.

use rustc_hash::FxHashMap;

use crate::disclosure;
use crate::extract::patterns::words;
use crate::language::{Compiled, Language, ValueWords};
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
    static IN_FRONT: Compiled<Vec<&'static str>> =
        Compiled::new(|languages| words(languages, |language| &language.values.severity.in_front));
    let figure = word.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let prefix = &word[..word.len() - figure.len()];
    let level: u8 = figure.parse().ok()?;
    let known = prefix.is_empty() || IN_FRONT.contains(&prefix);
    (known && level <= 5).then_some(level.max(1))
}

fn named(word: &str) -> Option<u8> {
    static LEVELS: Compiled<Values<u8>> = Compiled::new(|languages| {
        by_word(languages, |values| {
            let [first, second, third, fourth, fifth] = &values.severity.levels;
            [(first, 1), (second, 2), (third, 3), (fourth, 4), (fifth, 5)]
        })
    });
    LEVELS.get(word).copied()
}

/// Values of a field by their words.
type Values<T> = FxHashMap<String, T>;

/// The words that languages have for the values of a field; of two values with one word the first has it.
fn by_word<T: Copy, const N: usize>(
    languages: &[&'static Language],
    lists: impl Fn(&'static ValueWords) -> [(&'static Vec<String>, T); N],
) -> Values<T> {
    let mut values = Values::default();
    for (words, value) in languages.iter().flat_map(|language| lists(&language.values)) {
        for word in words {
            values.entry(plain(word)).or_insert(value);
        }
    }
    values
}

/// Where a write-up stands in its review.
pub fn status(word: &str) -> Option<Status> {
    static STATUSES: Compiled<Values<Status>> = Compiled::new(|languages| {
        by_word(languages, |ValueWords { status, .. }| {
            [
                (&status.in_review, Status::InReview),
                (&status.reviewed, Status::Reviewed),
                (&status.closed, Status::Closed),
            ]
        })
    });
    if disclosure::is_draft(word) {
        return Some(Status::Draft);
    }
    STATUSES.get(&plain(word)).copied()
}

/// Who noticed first, where one or two words say so.
pub fn detected_by(word: &str) -> Option<DetectedBy> {
    static NOTICERS: Compiled<Values<DetectedBy>> = Compiled::new(|languages| {
        by_word(languages, |ValueWords { detected_by, .. }| {
            [
                (&detected_by.monitoring, DetectedBy::Monitoring),
                (&detected_by.customer, DetectedBy::Customer),
                (&detected_by.engineer, DetectedBy::Engineer),
                (&detected_by.third_party, DetectedBy::ThirdParty),
                (&detected_by.unknown, DetectedBy::Unknown),
            ]
        })
    });
    NOTICERS.get(&plain(word)).copied()
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
    static STATUSES: Compiled<Values<ActionStatus>> = Compiled::new(|languages| {
        by_word(languages, |ValueWords { action_status, .. }| {
            [
                (&action_status.open, ActionStatus::Open),
                (&action_status.done, ActionStatus::Done),
                (&action_status.dropped, ActionStatus::Dropped),
            ]
        })
    });
    STATUSES.get(&plain(word)).copied()
}

/// What an action is for.
pub fn action_kind(word: &str) -> Option<ActionKind> {
    static KINDS: Compiled<Values<ActionKind>> = Compiled::new(|languages| {
        by_word(languages, |ValueWords { action_kind, .. }| {
            [
                (&action_kind.prevent, ActionKind::Prevent),
                (&action_kind.detect, ActionKind::Detect),
                (&action_kind.mitigate, ActionKind::Mitigate),
                (&action_kind.process, ActionKind::Process),
                (&action_kind.investigate, ActionKind::Investigate),
            ]
        })
    });
    KINDS.get(&plain(word)).copied()
}

/// Who is to do something, without the `@` of a handle; `None` for words that name nobody, such as "TBD".
pub fn owner(text: &str) -> Option<String> {
    static NOBODY: Compiled<Vec<&'static str>> =
        Compiled::new(|languages| words(languages, |language| &language.values.nobody));
    let bare = text.trim().trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
    if bare.is_empty() || NOBODY.contains(&bare.as_str()) {
        return None;
    }
    let handles = text.trim().split(' ').map(|word| word.trim_start_matches('@'));
    Some(handles.collect::<Vec<_>>().join(" "))
}

/// Whether a value is one that a template leaves to be filled in.
pub fn is_unfilled(value: &str) -> bool {
    static UNFILLED: Compiled<Vec<&'static str>> =
        Compiled::new(|languages| words(languages, |language| &language.values.unfilled));
    matches!(value, "?" | "??" | "-") || UNFILLED.iter().any(|known| value.eq_ignore_ascii_case(known))
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
