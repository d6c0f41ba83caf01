//! The facts of a record by the key of their field.

use super::{Moment, Postmortem};

/// Declares how facts of one type are read and set by their keys, which are the names of the record's own fields.
macro_rules! slots {
    ($(#[doc = $doc:literal] $get:ident, $set:ident: $type:ty { $($key:ident),* $(,)? })*) => {
        impl Postmortem {
            $(
                #[doc = $doc]
                pub fn $get(&self, key: &str) -> Option<&$type> {
                    match key {
                        $(stringify!($key) => Some(&self.$key),)*
                        _ => None,
                    }
                }

                #[doc = $doc]
                pub fn $set(&mut self, key: &str) -> Option<&mut $type> {
                    match key {
                        $(stringify!($key) => Some(&mut self.$key),)*
                        _ => None,
                    }
                }
            )*
        }
    };
}

slots! {
    /// The place of a fact that is one text. `title` and `slug` always have a text and are none of them.
    text, text_mut: Option<String> {
        url, id, team, mitigation, runbook, organisation, trigger, owner, recurrence_of, summary,
    }
    /// The place of a fact that is a list of texts.
    list, list_mut: Vec<String> {
        services, symptoms, authors, responders, reviewed_by, related, aliases, links, keywords,
    }
    /// The place of a point in time that is no bound of the incident.
    milestone, milestone_mut: Option<Moment> { detected, acknowledged, mitigated, resolved }
}

impl Postmortem {
    /// A fact as one text, by its name in the record, where it is known; lists are joined. Those that are more than a
    /// text, a list, a number, a day or a time have none.
    pub fn written(&self, key: &str, joined_by: &str) -> Option<String> {
        if let Some(text) = self.text(key) {
            return text.clone();
        }
        if let Some(list) = self.list(key) {
            return (!list.is_empty()).then(|| list.join(joined_by));
        }
        if let Some(moment) = self.milestone(key) {
            return moment.map(|moment| moment.to_string());
        }
        fn number(value: Option<impl ToString>) -> Option<String> {
            value.map(|value| value.to_string())
        }
        let clock = |time: Option<jiff::civil::Time>| time.map(|time| time.strftime("%H:%M").to_string());
        match key {
            "title" => Some(self.title.clone()),
            "slug" => Some(self.slug.clone()),
            "path" => Some(self.path.clone()),
            "date" => number(self.date),
            "end_date" => number(self.end_date),
            "start_time" => clock(self.start_time),
            "end_time" => clock(self.end_time),
            "reviewed_on" => number(self.reviewed_on),
            "duration_minutes" => number(self.duration_minutes),
            "time_to_detect_minutes" => number(self.time_to_detect_minutes),
            "time_to_mitigate_minutes" => number(self.time_to_mitigate_minutes),
            "time_to_resolve_minutes" => number(self.time_to_resolve_minutes),
            "impact_percent" => number(self.impact_percent),
            "impact" => self.impact.text.clone(),
            "impact.users" => self.impact.users.clone(),
            "impact.requests" => self.impact.requests.clone(),
            "impact.money" => self.impact.money.clone(),
            "impact.data_loss" => self.impact.data_loss.clone(),
            _ => None,
        }
    }
}
