//! The words by which write-ups are told from other documents.

use serde::Deserialize;

/// What tells a write-up of an incident from other documents: words of headings and titles.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Documents {
    /// Sections that only a write-up of an incident has.
    pub sections: Vec<String>,
    /// Words of titles that say that something failed.
    pub failure: Vec<String>,
    /// Words of such titles that other texts have as well.
    pub doubt: Vec<String>,
    /// Titles of lists.
    pub lists: Vec<String>,
    /// Words of titles of guides, policies and logs of work.
    pub guides: Vec<String>,
    /// What titles of manuals open or end with.
    pub manuals: Vec<String>,
    /// Words that call an event an incident in a heading.
    pub event: Vec<String>,
    /// What headings call an update on an incident.
    pub updates: Vec<String>,
    /// Headings of guides.
    pub guide_sections: Vec<String>,
    /// Titles that name planned work as such.
    pub maintenance: Vec<String>,
    /// Words of titles for work that may be planned.
    pub work: Vec<String>,
    /// What a sentence says of work that is to come.
    pub announces: Vec<String>,
    /// Labels that name the kind of an event.
    pub kind_labels: Vec<String>,
    /// Titles of near misses.
    pub near_miss: Vec<String>,
    /// Titles of false alarms.
    pub false_alarm: Vec<String>,
    /// Titles of entries that only try out a status page.
    pub tests: Vec<String>,
    /// Titles of vulnerabilities that were disclosed.
    pub vulnerability: Vec<String>,
    /// What a text says of a weakness that was found.
    pub weakness: Vec<String>,
    /// What it says where somebody used it.
    pub exploited: Vec<String>,
}

impl Documents {
    /// Adds the lists of another language.
    pub fn extend(&mut self, other: &Self) {
        let lists = [
            (&mut self.sections, &other.sections),
            (&mut self.failure, &other.failure),
            (&mut self.doubt, &other.doubt),
            (&mut self.lists, &other.lists),
            (&mut self.guides, &other.guides),
            (&mut self.manuals, &other.manuals),
            (&mut self.event, &other.event),
            (&mut self.updates, &other.updates),
            (&mut self.guide_sections, &other.guide_sections),
            (&mut self.maintenance, &other.maintenance),
            (&mut self.work, &other.work),
            (&mut self.announces, &other.announces),
            (&mut self.kind_labels, &other.kind_labels),
            (&mut self.near_miss, &other.near_miss),
            (&mut self.false_alarm, &other.false_alarm),
            (&mut self.tests, &other.tests),
            (&mut self.vulnerability, &other.vulnerability),
            (&mut self.weakness, &other.weakness),
            (&mut self.exploited, &other.exploited),
        ];
        for (own, others) in lists {
            own.extend_from_slice(others);
        }
    }
}
