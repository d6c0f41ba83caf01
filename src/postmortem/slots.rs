//! The facts of a record by the key of their field.

use super::{Moment, Postmortem};

impl Postmortem {
    /// The place of a fact that is one text. `title` and `slug` always have a text and are none of them.
    pub fn text_mut(&mut self, key: &str) -> Option<&mut Option<String>> {
        Some(match key {
            "id" => &mut self.id,
            "team" => &mut self.team,
            "mitigation" => &mut self.mitigation,
            "runbook" => &mut self.runbook,
            "organisation" => &mut self.organisation,
            "trigger" => &mut self.trigger,
            "owner" => &mut self.owner,
            "recurrence_of" => &mut self.recurrence_of,
            "summary" => &mut self.summary,
            _ => return None,
        })
    }

    /// The place of a fact that is a list of texts.
    pub fn list_mut(&mut self, key: &str) -> Option<&mut Vec<String>> {
        Some(match key {
            "services" => &mut self.services,
            "symptoms" => &mut self.symptoms,
            "authors" => &mut self.authors,
            "responders" => &mut self.responders,
            "reviewed_by" => &mut self.reviewed_by,
            "related" => &mut self.related,
            "aliases" => &mut self.aliases,
            "links" => &mut self.links,
            _ => return None,
        })
    }

    /// The place of a point in time that is no bound of the incident.
    pub fn milestone_mut(&mut self, key: &str) -> Option<&mut Option<Moment>> {
        Some(match key {
            "detected" => &mut self.detected,
            "acknowledged" => &mut self.acknowledged,
            "mitigated" => &mut self.mitigated,
            "resolved" => &mut self.resolved,
            _ => return None,
        })
    }
}
