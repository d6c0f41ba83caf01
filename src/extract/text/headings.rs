//! Names of headings and labels, and the part of the story that each announces.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashMap;

use super::line::SectionRole;
use SectionRole::{
    Actions, Background, Detection, Impact, Lessons, People, Resolution, RootCause, RootCauseAndResolution,
    Summary, Supporting, Timeline, Trigger,
};

/// Names in the order in which they decide: the first that a heading contains names its part.
/// A name in `=` marks must be the whole heading.
const NAMES: &[(SectionRole, &[&str])] = &[
    (
        Timeline,
        &["timeline", "time line", "chain of events", "sequence of events", "chronology", "course of events"],
    ),
    (Impact, &["summary of impact"]),
    (
        Actions,
        &[
            "corrective", "preventive", "preventative", "prevention", "preventing", "prevent", "action item",
            "actionable", "=actions=", "action plan", "actions taken to", "follow up", "followup",
            "recommendation", "next step", "remediation", "what are we doing", "what we are doing",
            "what we re doing", "going forward", "moving forward", "whats next", "what s next",
            "improvements", "=todo=", "=to do=", "=todos=", "to do list", "todo list", "mitigation measures",
            "review actions", "actions already taken", "=plan=", "=plans=", "future plans", "remedial",
            "=measures=", "changes we", "future work", "what will we do", "what we will do", "action points",
            "=tasks=", "what are the next", "steps to avoid",
        ],
    ),
    (
        Lessons,
        &[
            "lesson", "went well", "went wrong", "went poorly", "got lucky", "takeaway", "take away",
            "learned", "learnt", "learning", "=retrospective=", "could have gone better",
            "could be improved", "did not go well", "didn t go well",
        ],
    ),
    (
        RootCauseAndResolution,
        &[
            "cause and resolution", "cause and recovery", "cause and mitigation", "cause and fix",
            "causes and resolution", "cause resolution", "cause and solution",
        ],
    ),
    (
        RootCause,
        &[
            "root cause", "rootcause", "contributing", "five whys", "5 whys", "why did it happen",
            "why it happened", "why did this happen", "why this happened", "what caused", "=cause=",
            "=causes=", "=fault=", "cause of", "causes of", "=analysis=", "=diagnosis=", "underlying issue",
            "underlying cause", "technical analysis", "=reason=", "=the cause=", "=the problem=", "=rca=",
            "what was the cause", "causal analysis", "=reasons=", "=the issue=", "=what was the problem=",
            "=the bug=", "analysis of cause", "analysis of the cause", "cause analysis", "incident analysis",
            "technical explanation", "how did this happen", "how did it happen", "how it happened",
            "what broke", "what was wrong", "=why=", "=explanation=", "=culprit=", "=the culprit=",
        ],
    ),
    (Impact, &["impact", "affected", "=effect=", "=effects=", "=damage=", "user experience"]),
    (Trigger, &["=trigger=", "=triggers="]),
    (
        Detection,
        &[
            "detection", "detected", "how did we find out", "how we noticed", "how was it noticed",
            "=discovery=",
        ],
    ),
    (
        Resolution,
        &[
            "resolution", "mitigation", "recovery", "=response=", "incident response", "how we fixed",
            "how it was fixed", "how did we fix", "=fix=", "=the fix=", "=solution=", "=the solution=",
            "how was it resolved", "how it was resolved", "what we did", "resolving", "=restoration=",
        ],
    ),
    (Background, &["background", "leadup", "lead up", "=context=", "how it works", "=architecture="]),
    (
        People,
        &["attendee", "responders", "=author=", "=authors=", "participants", "=people=", "people involved"],
    ),
    (
        Supporting,
        &[
            "supporting", "appendix", "=references=", "glossary", "=stats=", "statistics", "=links=",
            "=metadata=", "further reading",
        ],
    ),
    (
        Summary,
        &[
            "summary", "overview", "tl dr", "tldr", "=abstract=", "what happened", "=introduction=",
            "=description=", "=incident description=", "in short", "problem statement", "=synopsis=",
            "=in brief=",
        ],
    ),
];

/// Names that are sections even when nothing but their place on a line says so.
const LABELS: &[&str] = &[
    "summary", "issue summary", "incident summary", "executive summary", "overview", "tl dr", "tldr",
    "what happened", "impact", "customer impact", "user impact", "affected users", "timeline",
    "incident timeline", "timeline of events", "chain of events", "sequence of events", "root cause",
    "root causes", "rootcause", "root cause s", "root cause analysis", "root cause and resolution",
    "root cause and recovery", "root cause resolution", "root cause analysis and resolution",
    "contributing factors", "contributing factor", "contributing conditions", "cause", "causes", "fault",
    "five whys", "5 whys", "why did it happen", "why it happened", "trigger", "detection",
    "how was it detected", "resolution", "resolution and recovery", "mitigation", "mitigation resolution",
    "mitigation and resolution", "recovery", "response", "action items", "actionables", "actions",
    "corrective and preventative measures", "corrective and preventive measures",
    "corrective and preventative", "corrective and preventive", "corrective actions", "corrective measures",
    "preventive measures", "preventative measures", "follow ups", "follow up", "followups",
    "recommendations", "next steps", "remediation", "what are we doing about this", "lessons learned",
    "what went well", "what went wrong", "what went poorly", "where we got lucky", "takeaways", "background",
    "leadup", "lead up", "context", "attendees", "responders", "supporting information", "appendix",
    "references", "glossary", "corrective and preventative actions", "corrective and preventive actions",
    "action plan", "todo", "to do", "todos", "to do list", "tasks", "fix", "issue", "the fix",
    "how we fixed it",
];

/// Heading text without case, numbering, punctuation, emoji and markup.
pub fn normalise(heading: &str) -> String {
    let mut name = String::with_capacity(heading.len());
    let mut apart = false;
    for c in heading.chars().take(120) {
        if c.is_alphanumeric() {
            if apart && !name.is_empty() {
                name.push(' ');
            }
            apart = false;
            if c.is_ascii() { name.push(c.to_ascii_lowercase()) } else { name.extend(c.to_lowercase()) }
        } else {
            if c == '&' {
                name.push_str(if name.is_empty() { "and" } else { " and" });
            }
            apart = true;
        }
    }
    let number = name.bytes().take_while(|byte| byte.is_ascii_digit()).count();
    match name[number..].strip_prefix(' ') {
        // "5 whys" is no numbered heading.
        Some(rest) if (1..=2).contains(&number) && !rest.starts_with("whys") => rest.to_owned(),
        _ => name,
    }
}

/// The part that a heading announces; `None` where it says nothing of it.
pub fn role_of_heading(heading: &str) -> Option<SectionRole> {
    let name = normalise(heading);
    // "Timeline (all times PST), 16 January to 28 February" is one, however long.
    let long = name.split(' ').count() > 9;
    if name.is_empty() || long && !name.starts_with("timeline") {
        return None;
    }
    let names = &*HEADINGS;
    let padded = format!("={name}=");
    let found = names.matcher.find_overlapping_iter(&padded).filter(|found| {
        // A name stands from the start of a word on.
        let before = padded.as_bytes().get(found.start().wrapping_sub(1));
        padded.as_bytes().get(found.start()) == Some(&b'=') || matches!(before, Some(b' ' | b'='))
    });
    found
        .filter_map(|found| names.ranks.get(found.pattern().as_usize()))
        .min()
        .and_then(|&rank| NAMES.get(rank))
        .map(|&(role, _)| role)
}

/// The names of [`NAMES`] compiled, each with the rank of its part.
struct Headings {
    matcher: AhoCorasick,
    ranks: Vec<usize>,
}

static HEADINGS: LazyLock<Headings> = LazyLock::new(|| {
    let names: Vec<&str> = NAMES.iter().flat_map(|(_, names)| names.iter().copied()).collect();
    let ranks =
        NAMES.iter().enumerate().flat_map(|(rank, (_, names))| names.iter().map(move |_| rank)).collect();
    Headings { matcher: crate::extract::patterns::keyword_matcher(&names), ranks }
});

/// The part that a label or a line without any mark announces: only names that nobody uses otherwise.
pub fn role_of_label(label: &str) -> Option<SectionRole> {
    if label.len() > 60 || !label.starts_with(|c: char| !c.is_lowercase()) {
        return None;
    }
    // "Timeline (UTC)" is one all the same.
    let bare = label.trim_end_matches([' ', ':', '*']);
    let bare = bare.strip_suffix(')').and_then(|open| open.rsplit_once('(')).map_or(bare, |(name, _)| name);
    let name = normalise(bare);
    static ROLES: LazyLock<FxHashMap<&str, SectionRole>> =
        LazyLock::new(|| LABELS.iter().filter_map(|label| Some((*label, role_of_heading(label)?))).collect());
    ROLES.get(name.as_str()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_announce_their_part_whatever_they_wear() {
        for (heading, role) in [
            ("🔥 3. Root Cause Analysis", Some(RootCause)),
            ("Root cause and resolution:", Some(RootCauseAndResolution)),
            ("TIMELINE (UTC)", Some(Timeline)),
            ("Corrective & preventative measures", Some(Actions)),
            ("What went wrong", Some(Lessons)),
            ("How was it detected?", Some(Detection)),
            ("Why it happened", Some(RootCause)),
            ("Analysis of causes", Some(RootCause)),
            ("Checkout was slow", None),
        ] {
            assert_eq!(role_of_heading(heading), role, "{heading}");
        }
    }
}
