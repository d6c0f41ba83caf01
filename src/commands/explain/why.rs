//! `whybook explain --why`: every cause that was considered, what spoke for and against it, and the rule that decided.

use std::fmt::Write as _;
use std::io;

use serde::Serialize;
use whybook::classify::{Candidate, CausalRole, Doubt, SUGGESTION, Strength, THRESHOLD, WeighedSentence};
use whybook::diagnostic::{Diagnostic, draw};
use whybook::extract::Incident;
use whybook::extract::text::SectionRole;
use whybook::postmortem::{CauseTag, Postmortem, Role};

use super::{EXCERPT, clip_start, excerpt};

/// A record with the candidates beside it.
#[derive(Serialize)]
pub(super) struct Explained<'a> {
    #[serde(flatten)]
    record: &'a Postmortem,
    candidates: Vec<Considered<'a>>,
}

/// A cause that the text names, and what became of it.
#[derive(Serialize)]
struct Considered<'a> {
    id: &'a str,
    category: &'a str,
    outcome: &'static str,
    role: Role,
    primary: bool,
    score: f64,
    decision: String,
    r#for: Vec<EvidenceSentence<'a>>,
    against: Vec<EvidenceSentence<'a>>,
}

/// A sentence that names it.
#[derive(Serialize)]
struct EvidenceSentence<'a> {
    line: u32,
    text: &'a str,
    phrases: &'a [String],
    weight: f64,
    section: &'static str,
    strength: &'static str,
    says: &'static str,
    doubt: Option<&'static str>,
}

impl<'a> Explained<'a> {
    /// What `--format jsonl` writes.
    pub(super) fn of(record: &'a Postmortem, candidates: &'a [Candidate]) -> Self {
        let considered = |candidate: &'a Candidate| {
            let tag = tag(record, &candidate.id);
            Considered {
                id: &candidate.id,
                category: &candidate.category,
                outcome: outcome(record, &candidate.id),
                role: tag.map_or(candidate.role, |tag| tag.role),
                primary: tag.is_some_and(|tag| tag.primary),
                score: candidate.score,
                decision: decision(tag, Some(candidate)),
                r#for: candidate.for_it.iter().map(EvidenceSentence::of).collect(),
                against: candidate.against_it.iter().map(EvidenceSentence::of).collect(),
            }
        };
        Self { record, candidates: candidates.iter().map(considered).collect() }
    }
}

impl<'a> EvidenceSentence<'a> {
    fn of(reason: &'a WeighedSentence) -> Self {
        Self {
            line: reason.line,
            text: &reason.text,
            phrases: &reason.phrases,
            weight: reason.weight,
            section: section(reason.section).name,
            strength: strength(reason.strength).name,
            says: side(reason.side).name,
            doubt: reason.doubt.map(|reason| doubt(reason).name),
        }
    }
}

/// What a person reads.
pub(super) fn page(incident: &Incident, candidates: &[Candidate], diagnostics: &[Diagnostic]) -> String {
    let record = &incident.record;
    let mut page = format!("━━ {}\n", draw::printable(&record.path));
    let of = |id: &str| candidates.iter().find(|candidate| candidate.id == id);
    let tags = record.causes.iter().map(|tag| (Some(tag), of(&tag.id)));
    let rest = candidates.iter().filter(|candidate| tag(record, &candidate.id).is_none());
    let all: Vec<_> = tags.chain(rest.map(|candidate| (None, Some(candidate)))).collect();
    if all.is_empty() {
        page.push_str("No cause of the taxonomy is named: untagged.\n");
    } else {
        let _ = writeln!(
            page,
            "Causes considered: {}. A cause is a tag from {THRESHOLD:.2}, and may be a suggestion from {SUGGESTION:.2}.\n\
             Each sentence is preceded by the confidence it gives on its own.",
            all.len()
        );
    }
    for (tag, candidate) in all {
        write_cause(&mut page, record, tag, candidate);
    }
    for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.rule == "unknown-cause") {
        page.push('\n');
        page.push_str(&draw::human(
            diagnostic,
            Some(&incident.source.text),
            crate::commands::colour(&io::stdout()),
        ));
    }
    page.push('\n');
    page
}

fn write_cause(
    page: &mut String,
    record: &Postmortem,
    tag: Option<&CauseTag>,
    candidate: Option<&Candidate>,
) {
    let id = tag.map(|tag| tag.id.as_str()).or(candidate.map(|candidate| candidate.id.as_str()));
    let id = id.unwrap_or_default();
    let standing = match (tag, outcome(record, id)) {
        (Some(tag), _) if tag.primary => "tag, the primary cause",
        (Some(tag), _) => match tag.role {
            Role::Cause => "tag, a root cause",
            Role::Amplifier => "tag, an aggravating factor",
            Role::Prolonged => "tag, a prolonging factor",
        },
        (None, "suggestion") => "suggestion, not counted",
        (None, _) => "no tag",
    };
    // A declared cause has no score: the text did not decide it.
    let read = candidate.filter(|_| tag.is_none_or(|tag| !tag.declared));
    let score = read.map_or(String::new(), |candidate| format!(" ({:.2})", candidate.score));
    let _ = writeln!(page, "\n{id}: {standing}{score}\n  It {}.", decision(tag, candidate));
    let Some(candidate) = candidate else { return };
    for (heading, reasons) in
        [("Evidence for:", &candidate.for_it), ("Evidence against, or ignored:", &candidate.against_it)]
    {
        if !reasons.is_empty() {
            let _ = writeln!(page, "  {heading}");
        }
        for reason in reasons {
            write_reason(page, reason);
        }
    }
}

fn write_reason(page: &mut String, reason: &WeighedSentence) {
    let (shown, marks) = marked(&reason.text, &reason.phrases);
    let _ = writeln!(page, "    {:.2} {:>5} │ {shown}", reason.weight, reason.line);
    if !marks.is_empty() {
        let _ = writeln!(page, "               │ {marks}");
    }
    let how = strength(reason.strength).words;
    let but = reason.doubt.map_or(String::new(), |reason| format!(", but {}", doubt(reason).words));
    let _ = writeln!(
        page,
        "               ╰ {}, {}{how}{but}",
        section(reason.section).words,
        side(reason.side).words
    );
}

/// An excerpt of a sentence that shows its first phrase, and marks under the phrases that it shows.
fn marked(text: &str, phrases: &[String]) -> (String, String) {
    let text = draw::printable(text).into_owned();
    let mut found = Vec::new();
    let mut from = 0;
    for phrase in phrases {
        let phrase = draw::printable(phrase);
        let Some(at) = text.get(from..).and_then(|rest| rest.find(&*phrase)).map(|at| from + at) else {
            continue;
        };
        found.push(at..at + phrase.len());
        // Phrases are in the order of their beginnings, and may overlap.
        from = at + phrase.chars().next().map_or(0, char::len_utf8);
    }
    let start = found.first().map_or(0, |first| clip_start(&text, first.start));
    let shown = excerpt(&text[start..]);
    let mut marks = String::new();
    for (at, _) in text[start..].char_indices().take(EXCERPT) {
        let marked = found.iter().any(|phrase| phrase.contains(&(start + at)));
        marks.push(if marked { '~' } else { ' ' });
    }
    (shown, marks.trim_end().to_owned())
}

fn tag<'a>(record: &'a Postmortem, id: &str) -> Option<&'a CauseTag> {
    record.causes.iter().find(|tag| tag.id == id)
}

fn outcome(record: &Postmortem, id: &str) -> &'static str {
    if tag(record, id).is_some() {
        "tag"
    } else if record.suggestions.iter().any(|suggestion| suggestion.id == id) {
        "suggestion"
    } else {
        "none"
    }
}

/// The rule that decided, to be read after "it".
fn decision(tag: Option<&CauseTag>, candidate: Option<&Candidate>) -> String {
    let rule = candidate.map_or(String::new(), |candidate| candidate.decision.to_string());
    match tag {
        Some(tag) if tag.declared => {
            let line =
                tag.evidence.first().map_or(String::new(), |stated| format!(" in line {}", stated.line));
            let names = if candidate.is_some() { "" } else { "; no sentence of the text names it" };
            format!("is stated by the author{line}{names}")
        }
        Some(tag) if tag.primary => format!("{rule}, and of the causes it weighs most"),
        None if candidate.is_some_and(|candidate| candidate.decision.is_tag()) => {
            format!("{rule}, but the author's own list of causes takes its place")
        }
        _ => rule,
    }
}

/// A name for programs and words for people.
struct NameAndWords {
    name: &'static str,
    words: &'static str,
}

const fn term(name: &'static str, words: &'static str) -> NameAndWords {
    NameAndWords { name, words }
}

fn strength(strength: Strength) -> NameAndWords {
    match strength {
        Strength::Strong => term("strong", ""),
        Strength::Paired => term("pair", " by a pair of words"),
        Strength::Weak => term("weak", " by a weak phrase"),
    }
}

fn side(side: CausalRole) -> NameAndWords {
    match side {
        CausalRole::Stated => term("stated", "said to be the cause"),
        CausalRole::Cause => term("cause", "said to have led to something"),
        CausalRole::Observed => term("found", "said to have been found"),
        CausalRole::Intermediate => {
            term("between", "said to be the effect of one thing and the cause of another")
        }
        CausalRole::Neutral => term("open", "only named"),
        CausalRole::Effect => term("effect", "said to be the effect of something"),
    }
}

fn doubt(doubt: Doubt) -> NameAndWords {
    match doubt {
        Doubt::Denied => term("denied", "denied"),
        Doubt::RuledOut => term("ruled-out", "ruled out"),
        Doubt::Mistaken => term("mistaken", "as a guess that proved wrong"),
        Doubt::Suspected => term("suspected", "only suspected"),
        Doubt::Checked => term("checked", "as something that was checked"),
        Doubt::Symptom => term("symptom", "as what was seen: a symptom"),
        Doubt::Hedged => term("hedged", "with a “may” or “could”"),
        Doubt::Remedy => term("remedy", "as a repair"),
        Doubt::Planned => term("planned", "as a plan"),
        Doubt::General => term("general", "as an example of what happens in general"),
        Doubt::Conditional => term("conditional", "only in case of something"),
    }
}

fn section(role: SectionRole) -> NameAndWords {
    match role {
        SectionRole::Summary => term("summary", "in the summary"),
        SectionRole::Impact => term("impact", "under the impact"),
        SectionRole::Timeline => term("timeline", "in the timeline"),
        SectionRole::RootCause => term("root-cause", "among the root causes"),
        SectionRole::RootCauseAndResolution => {
            term("root-cause-and-resolution", "under root cause and resolution")
        }
        SectionRole::Trigger => term("trigger", "under the trigger"),
        SectionRole::Detection => term("detection", "under the detection"),
        SectionRole::Resolution => term("resolution", "under the resolution"),
        SectionRole::Actions => term("actions", "among the actions"),
        SectionRole::Lessons => term("lessons", "among the lessons"),
        SectionRole::Background => term("background", "in the background"),
        SectionRole::People => term("people", "among the people"),
        SectionRole::Supporting => term("supporting", "in supporting material"),
        SectionRole::Lead => term("lead", "at the beginning"),
        SectionRole::Other => term("other", "in a part of the story without a known name"),
    }
}
