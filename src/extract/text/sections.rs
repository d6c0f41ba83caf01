//! How far the section of each heading reaches, and which part of the story it plays.

use super::headings::{normalise, role_of_heading, role_of_label};
use super::line::{LineKind, LogicalLine, Section, SectionRole};
use super::lines::{HeadingKind, StyledLine};
use crate::extract::mentions::opening::{is_time, opening};
use crate::language::{Compiled, Sections};
use SectionRole::{Actions, Detection, Resolution, RootCause, Summary, Timeline};

/// Groups logical lines into sections; both in the order of the file.
pub(super) fn group(lines: Vec<StyledLine>) -> (Vec<LogicalLine>, Vec<Section>) {
    let mut builder = SectionBuilder::new();
    for line in lines {
        builder.add(line);
    }
    builder.finish()
}

struct SectionBuilder {
    units: Vec<LogicalLine>,
    sections: Vec<Section>,
    /// Headings that the current line stands under: level and part.
    open: Vec<(u8, SectionRole)>,
    /// Block that a label reaches to the end of, and the part to go back to then.
    label: Option<(usize, SectionRole)>,
    /// Whether nothing but labels stands between a timeline and the current line.
    interrupted: bool,
}

impl SectionBuilder {
    fn new() -> Self {
        let mut builder = Self {
            units: Vec::new(),
            sections: Vec::new(),
            open: Vec::new(),
            label: None,
            interrupted: false,
        };
        builder.begin(SectionRole::Lead, None);
        builder
    }

    fn add(&mut self, line: StyledLine) {
        if let Some((block, role)) = self.label
            && line.block != block
        {
            self.label = None;
            self.begin(role, None);
        }
        let Some(heading) = line.heading else {
            self.resume_timeline(&line.unit.text);
            self.push(line);
            return;
        };
        let index = self.units.len();
        let is_title = || {
            // "DNS resolution failure" announces no resolution; "Summary" at the top does announce one.
            real_level(&line) == 1
                && self.open.is_empty()
                && role_of_label(&line.unit.text).is_none()
                && self.sections.iter().all(|section| section.heading.is_none())
        };
        let role = role_of_heading(&line.unit.text).filter(|_| heading != HeadingKind::Real || !is_title());
        let in_timeline = self.open.last().is_some_and(|&(_, role)| role == Timeline);
        self.interrupted = heading == HeadingKind::Label && (self.interrupted || in_timeline);
        let role = match heading {
            HeadingKind::Real => self.open_heading(real_level(&line), &line.unit.text, role),
            // Below every real heading, so that the next real one ends it.
            HeadingKind::Acting => self.open_heading(7, &line.unit.text, role),
            HeadingKind::Label => {
                let around = self.open.last().map_or(SectionRole::Lead, |&(_, role)| role);
                if self.open.iter().any(|&(level, _)| level < 7)
                    || matches!(line.unit.kind, LineKind::ListItem { .. })
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
        if let Some(section) = self.sections.last_mut() {
            section.units = index + 1..index + 1;
        }
    }

    /// Goes back to a timeline whose entries have labels of their own ("Detection: ..." below 10:05) at the next time.
    fn resume_timeline(&mut self, text: &str) {
        let timed = || opening(text).is_some_and(|opening| opening.clock.is_some());
        if self.interrupted && timed() {
            self.interrupted = false;
            if let Some((_, role)) = self.open.last_mut() {
                *role = Timeline;
            }
            self.begin(Timeline, None);
        }
    }

    /// Closes the headings that this one ends, and says which part its section plays.
    fn open_heading(&mut self, level: u8, heading: &str, role: Option<SectionRole>) -> SectionRole {
        self.open.retain(|&(open, _)| open < level);
        let inherited = self.open.last().map(|&(_, role)| role).filter(|&role| role != SectionRole::Lead);
        let first = self.sections.iter().all(|section| section.heading.is_none());
        // "Detection" and "Mitigation" under a plan are kinds of actions.
        let is_kind = inherited == Some(Actions) && matches!(role, Some(Detection | Resolution));
        let role = role
            .filter(|_| !is_kind)
            .or(inherited)
            .or_else(|| self.continues_timeline(heading).then_some(Timeline))
            .unwrap_or(if first { SectionRole::Lead } else { SectionRole::Other });
        self.open.push((level, role));
        role
    }

    /// Whether a heading beside a timeline's is the day or the time of a part of it.
    fn continues_timeline(&self, heading: &str) -> bool {
        let after = self.sections.last().is_some_and(|last| last.role == Timeline);
        after && is_time(heading)
    }

    fn begin(&mut self, role: SectionRole, heading: Option<usize>) {
        let start = self.units.len();
        if let Some(last) = self.sections.last()
            && last.heading.is_none()
            && last.units.is_empty()
        {
            self.sections.pop();
        }
        self.sections.push(Section { role, heading, units: start..start, is_retelling: false });
    }

    fn push(&mut self, line: StyledLine) {
        let mut unit = line.unit;
        unit.section = self.sections.len().saturating_sub(1);
        self.units.push(unit);
        if let Some(section) = self.sections.last_mut() {
            section.units.end = self.units.len();
        }
    }

    fn finish(mut self) -> (Vec<LogicalLine>, Vec<Section>) {
        mark_retellings(&self.units, &mut self.sections);
        (self.units, self.sections)
    }
}

fn real_level(line: &StyledLine) -> u8 {
    match line.unit.kind {
        LineKind::Heading { level } => level,
        _ => 6,
    }
}

/// What headings of a second telling say.
struct Again {
    jokes: Vec<&'static str>,
    tales: Vec<&'static str>,
}

static AGAIN: Compiled<Again> = Compiled::new(|languages| {
    let words = |list: fn(&Sections) -> &Vec<String>| {
        languages.iter().flat_map(move |language| list(&language.sections)).map(String::as_str).collect()
    };
    Again { jokes: words(|sections| &sections.jokes), tales: words(|sections| &sections.tales) }
});

/// Marks what tells the story a second time: a section that announces jokes, or a second summary after a complete first
/// telling.
fn mark_retellings(units: &[LogicalLine], sections: &mut [Section]) {
    let heading = |section: &Section| {
        section.heading.and_then(|at| units.get(at)).map_or("", |unit| unit.text.as_str())
    };
    let names: Vec<String> = sections.iter().map(|section| normalise(heading(section))).collect();
    let (mut summed_up, mut timed, mut explained, mut planned, mut retelling) = Default::default();
    for (section, name) in sections.iter_mut().zip(names) {
        let whole = summed_up && timed && planned;
        let jokes = AGAIN.jokes.iter().any(|part| name.contains(part));
        let words = || name.split(' ');
        let tale = timed && explained && AGAIN.tales.iter().any(|tale| words().any(|word| word == *tale));
        retelling |= jokes || tale || (whole && section.heading.is_some() && section.role == Summary);
        section.is_retelling = retelling;
        summed_up |= section.role == Summary;
        timed |= section.role == Timeline;
        explained |= section.role == RootCause;
        planned |= section.role == Actions;
    }
}
