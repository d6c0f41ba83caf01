//! What sort of event a write-up tells of, as its author says it, or as its title and its text do.

use super::words::{WORDS, found_in, is_one_of};
use super::{JudgedFile, Judgement, Verdict, entry, failure_in, is_true, plain, spaced, text};
use crate::language::normalise;
use crate::postmortem::Kind;

/// What sort of event a word names.
pub fn kind_named(word: &str) -> Option<Kind> {
    Some(match plain(word).as_str() {
        "incident" | "outage" | "postmortem" => Kind::Incident,
        "nearmiss" => Kind::NearMiss,
        "falsealarm" | "falsepositive" => Kind::FalseAlarm,
        "vulnerability" | "security" | "cve" => Kind::Vulnerability,
        "maintenance" | "plannedmaintenance" | "scheduledmaintenance" => Kind::Maintenance,
        _ => return None,
    })
}

impl JudgedFile<'_> {
    /// What the author says of it.
    pub(super) fn stated_kind(&self) -> Option<Judgement> {
        self.kind_in_front_matter().or_else(|| self.kind_of_label())
    }

    /// What a label at the top of the text says: `**Type:** Near miss`.
    fn kind_of_label(&self) -> Option<Judgement> {
        let (line, label, value) = self.outline.kind?;
        let word = normalise(value);
        let listed = [(&WORDS.near_miss, Kind::NearMiss), (&WORDS.false_alarm, Kind::FalseAlarm)];
        let listed = listed.into_iter().find(|(words, _)| is_one_of(words, &word)).map(|(_, kind)| kind);
        // "Type: security" is a topic.
        let kind = listed.or_else(|| kind_named(&word).filter(|_| word != "security"))?;
        let label = normalise(label);
        Some(
            Judgement::of(Verdict::WriteUp(kind), format!("it says “{label}: {word}”"))
                .at(line + self.offset),
        )
    }

    fn kind_in_front_matter(&self) -> Option<Judgement> {
        // `type` and `section` are keys of generators, too: they count where they name a kind.
        let keys = ["kind", "incidentkind", "incidenttype", "type", "section", "category"];
        let (entry, kind) = keys.iter().find_map(|key| {
            let entry = entry(self.entries, key)?;
            let word = text(&entry.value.value)?;
            // "section: security" is a place, not what happened.
            let is_own = matches!(*key, "kind" | "incidentkind" | "incidenttype");
            let kind = kind_named(word)
                .filter(|kind| is_own || *kind != Kind::Vulnerability && *kind != Kind::Incident)?;
            Some((entry, kind))
        })?;
        let reason = format!("front matter says `{}: {}`", entry.key, entry.value.value);
        Some(Judgement::of(Verdict::WriteUp(kind), reason).at(self.line_of(entry.key_range.start)))
    }

    pub(super) fn maintenance(&self) -> Option<Judgement> {
        let judged = |reason: String| Some(Judgement::of(Verdict::WriteUp(Kind::Maintenance), reason));
        let informational = entry(self.entries, "informational").filter(|entry| is_true(&entry.value.value));
        if let Some(entry) = informational {
            let line = self.line_of(entry.key_range.start);
            return judged("front matter says `informational: true`".to_owned())
                .map(|judged| judged.at(line));
        }
        // The name of planned work may hold words of failure: "planned outage".
        let named = found_in(&WORDS.maintenance, &self.title);
        let rest = named.map_or_else(|| self.title.clone(), |named| self.title.replace(named, ""));
        let title = named.or_else(|| found_in(&WORDS.work, &self.title))?;
        if failure_in(&normalise(&rest)).is_some() {
            return None;
        }
        let opening = &self.body[..crate::diagnostic::floor_boundary(self.body, 2_000)];
        let opening = spaced(opening);
        let announced = found_in(&WORDS.announces, &opening);
        match (named, announced) {
            (Some(_), Some(words)) if self.tells_no_cause() => {
                judged(format!("its title says “{title}”, and the text “{words}”"))
            }
            (Some(_), None)
                if self.outline.sections.is_empty() && found_in(&WORDS.failure, &opening).is_none() =>
            {
                judged(format!("its title says “{title}”, and nothing in it failed"))
            }
            (None, Some(words)) if self.outline.sections.is_empty() => {
                judged(format!("its title says “{}”, and the text “{words}”", title.trim_end_matches('*')))
            }
            _ => None,
        }
    }

    /// Whether none of its sections is about a cause: notices of planned work state an impact and a timeline, too.
    fn tells_no_cause(&self) -> bool {
        const OF_NOTICES: [&str; 5] =
            ["impact", "customer impact", "user impact", "timeline", "auswirkungen"];
        self.outline.sections.iter().all(|(_, name)| OF_NOTICES.contains(&normalise(name).as_str()))
    }

    /// A near miss, a false alarm or a disclosed vulnerability by its title.
    pub(super) fn other_kind(&self) -> Option<Judgement> {
        let kinds = [
            (&WORDS.near_miss, Kind::NearMiss),
            (&WORDS.false_alarm, Kind::FalseAlarm),
            (&WORDS.vulnerability, Kind::Vulnerability),
        ];
        let named = kinds.into_iter().find_map(|(words, kind)| Some((found_in(words, &self.title)?, kind)));
        if let Some((words, kind)) = named {
            return Some(Judgement::of(Verdict::WriteUp(kind), format!("its title says “{words}”")));
        }
        let opening = &self.body[..crate::diagnostic::floor_boundary(self.body, 3_000)];
        memchr::memmem::find(opening.as_bytes(), b"ulnerab")?;
        let opening = spaced(opening);
        let words = found_in(&WORDS.weakness, &opening)?;
        if found_in(&WORDS.exploited, &spaced(self.body)).is_some() {
            return None;
        }
        let reason = format!("it says “{words}”, and of nobody who used it");
        Some(Judgement::of(Verdict::WriteUp(Kind::Vulnerability), reason))
    }
}
