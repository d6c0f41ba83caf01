//! Which part of the story a heading announces, and how far its section reaches.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashMap;

use super::document::{Document, Section, SectionRole, Unit, UnitKind};
use super::lines::{Heading, Line};
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
    Headings { matcher: super::words(&names), ranks }
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

/// Groups logical lines into sections; both in the order of the file.
pub fn group(lines: Vec<Line>) -> (Vec<Unit>, Vec<Section>) {
    let mut builder = Builder::new();
    for line in lines {
        builder.add(line);
    }
    builder.finish()
}

struct Builder {
    document: Document,
    /// Headings that the current line stands under: level and part.
    open: Vec<(u8, SectionRole)>,
    /// Block that a label reaches to the end of, and the part to go back to then.
    label: Option<(usize, SectionRole)>,
}

impl Builder {
    fn new() -> Self {
        let mut builder = Self { document: Document::default(), open: Vec::new(), label: None };
        builder.begin(SectionRole::Lead, None);
        builder
    }

    fn add(&mut self, line: Line) {
        if let Some((block, role)) = self.label
            && line.block != block
        {
            self.label = None;
            self.begin(role, None);
        }
        let Some(heading) = line.heading else {
            self.push(line);
            return;
        };
        let index = self.document.units.len();
        let is_title = || {
            // "DNS resolution failure" announces no resolution; "Summary" at the top does announce one.
            real_level(&line) == 1
                && self.open.is_empty()
                && role_of_label(&line.unit.text).is_none()
                && self.document.sections.iter().all(|section| section.heading.is_none())
        };
        let role = role_of_heading(&line.unit.text).filter(|_| heading != Heading::Real || !is_title());
        let role = match heading {
            Heading::Real => self.open_heading(real_level(&line), &line.unit.text, role),
            // Below every real heading, so that the next real one ends it.
            Heading::Acting => self.open_heading(7, &line.unit.text, role),
            Heading::Label => {
                let around = self.open.last().map_or(SectionRole::Lead, |&(_, role)| role);
                if self.open.iter().any(|&(level, _)| level < 7)
                    || matches!(line.unit.kind, UnitKind::ListItem { .. })
                {
                    self.label = Some((line.block, around));
                    role.unwrap_or(around)
                } else {
                    self.open_heading(7, &line.unit.text, role)
                }
            }
        };
        self.begin(role, Some(index));
        self.push(line);
        if let Some(section) = self.document.sections.last_mut() {
            section.units = index + 1..index + 1;
        }
    }

    /// Closes the headings that this one ends, and says which part its section plays.
    fn open_heading(&mut self, level: u8, heading: &str, role: Option<SectionRole>) -> SectionRole {
        self.open.retain(|&(open, _)| open < level);
        let inherited = self.open.last().map(|&(_, role)| role).filter(|&role| role != SectionRole::Lead);
        let first = self.document.sections.iter().all(|section| section.heading.is_none());
        let role = role
            .or(inherited)
            .or_else(|| self.goes_on(heading).then_some(Timeline))
            .unwrap_or(if first { SectionRole::Lead } else { SectionRole::Other });
        self.open.push((level, role));
        role
    }

    /// Whether a heading beside a timeline's is the day or the time of a part of it.
    fn goes_on(&self, heading: &str) -> bool {
        let after = self.document.sections.last().is_some_and(|last| last.role == Timeline);
        after && super::timeline::is_time(heading)
    }

    fn begin(&mut self, role: SectionRole, heading: Option<usize>) {
        let start = self.document.units.len();
        if let Some(last) = self.document.sections.last()
            && last.heading.is_none()
            && last.units.is_empty()
        {
            self.document.sections.pop();
        }
        self.document.sections.push(Section { role, heading, units: start..start, retold: false });
    }

    fn push(&mut self, line: Line) {
        let mut unit = line.unit;
        unit.section = self.document.sections.len().saturating_sub(1);
        self.document.units.push(unit);
        if let Some(section) = self.document.sections.last_mut() {
            section.units.end = self.document.units.len();
        }
    }

    fn finish(mut self) -> (Vec<Unit>, Vec<Section>) {
        mark_retold(&mut self.document);
        (self.document.units, self.document.sections)
    }
}

fn real_level(line: &Line) -> u8 {
    match line.unit.kind {
        UnitKind::Heading { level } => level,
        _ => 6,
    }
}

/// Marks what tells the story a second time: a part that announces jokes, or a second summary after a whole first telling.
fn mark_retold(document: &mut Document) {
    let names: Vec<String> =
        document.sections.iter().map(|section| normalise(document.heading_text(section))).collect();
    let (mut summed_up, mut timed, mut planned, mut retelling) = (false, false, false, false);
    for (section, name) in document.sections.iter_mut().zip(names) {
        let whole = summed_up && timed && planned;
        let jokes = ["humor", "humour", "funny", "lighten", "comic", "satir", "fun version"]
            .iter()
            .any(|word| name.contains(word));
        retelling |= jokes || (whole && section.heading.is_some() && section.role == Summary);
        section.retold = retelling;
        summed_up |= section.role == Summary;
        timed |= section.role == Timeline;
        planned |= section.role == Actions;
    }
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
