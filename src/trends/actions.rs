//! The register of actions: what is open, what is overdue, and how long it takes to close one.

use jiff::civil::Date;
use serde::Serialize;

use super::survival::{Curve, Observation};
use super::{Coverage, FEWEST_FOR_A_CHART, IncidentRef, days_between};
use crate::postmortem::{Action, ActionStatus, Postmortem};

/// Every action of every record that is no draft.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Register<'a> {
    /// Overdue ones first (longest overdue first), then open, unstated, done, dropped; in each, the nearest due
    /// date first, then the newest incident.
    pub items: Vec<Item<'a>>,
    /// Open, overdue ones included.
    pub open: usize,
    /// Open with a due date before today.
    pub overdue: usize,
    /// Done.
    pub done: usize,
    /// Not going to be done.
    pub dropped: usize,
    /// Those without a status.
    pub unstated: usize,
    /// Those not known to be done or dropped that have no owner.
    pub without_owner: usize,
    /// For how many action items the curve below has an observation: open, done or dropped, with the days known.
    pub timed: Coverage,
    /// Share of actions still open by days since the incident, from five actions on. The day an action was
    /// written down is not on record, so it counts from the incident's day.
    pub time_to_close: Option<Curve>,
}

/// One action in the register.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Item<'a> {
    /// The incident it came from.
    pub incident: IncidentRef<'a>,
    /// What is to be done.
    pub action: &'a Action,
    /// Its status today.
    pub state: ActionState,
    /// Days since its due date, for what is not known to be closed and was due before today.
    pub days_past_due: Option<i64>,
    /// Days since the incident for what is not known to be closed, else from the incident to the closing.
    pub age_days: Option<i64>,
}

/// Status of an action item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActionState {
    /// Open and due before today.
    Overdue,
    /// Open.
    Open,
    /// No status stated.
    Unstated,
    /// Done.
    Done,
    /// Not going to be done.
    Dropped,
}

impl<'a> Register<'a> {
    /// Collects the actions of `records`; nothing is overdue and nothing open has an age without `today`.
    pub fn of(records: &[&'a Postmortem], today: Option<Date>) -> Self {
        let mut items: Vec<Item<'a>> = Vec::new();
        for (index, &record) in records.iter().enumerate().filter(|(_, record)| record.is_counted()) {
            let incident = IncidentRef::of(index, record);
            items.extend(record.actions.iter().map(|action| Item::of(incident, action, today)));
        }
        items.sort_by(|left, right| left.rank().cmp(&right.rank()));
        let observations: Vec<Observation> =
            items.iter().filter_map(|item| item.observation(today)).collect();
        let count = |state| items.iter().filter(|item| item.state == state).count();
        let ownerless = |item: &&Item<'_>| item.is_unclosed() && item.action.owner.is_none();
        Self {
            open: count(ActionState::Overdue) + count(ActionState::Open),
            overdue: count(ActionState::Overdue),
            done: count(ActionState::Done),
            dropped: count(ActionState::Dropped),
            unstated: count(ActionState::Unstated),
            without_owner: items.iter().filter(ownerless).count(),
            timed: Coverage { known: observations.len(), of: items.len() },
            time_to_close: (observations.len() >= FEWEST_FOR_A_CHART).then(|| Curve::of(&observations)),
            items,
        }
    }
}

impl<'a> Item<'a> {
    fn of(incident: IncidentRef<'a>, action: &'a Action, today: Option<Date>) -> Self {
        let past_due = today.zip(action.due).map(|(today, due)| days_between(due, today));
        let past_due = past_due.filter(|&days| days > 0);
        let state = match action.status {
            Some(ActionStatus::Open) if past_due.is_some() => ActionState::Overdue,
            Some(ActionStatus::Open) => ActionState::Open,
            Some(ActionStatus::Done) => ActionState::Done,
            Some(ActionStatus::Dropped) => ActionState::Dropped,
            // A closing date alone states that it was closed.
            None if action.closed.is_some() => ActionState::Done,
            None => ActionState::Unstated,
        };
        let unclosed = matches!(state, ActionState::Overdue | ActionState::Open | ActionState::Unstated);
        let until = if unclosed { today } else { action.closed };
        let age = incident.date.zip(until).map(|(from, to)| days_between(from, to));
        Self {
            incident,
            action,
            state,
            days_past_due: past_due.filter(|_| unclosed),
            age_days: age.filter(|&days| days >= 0),
        }
    }

    fn is_unclosed(&self) -> bool {
        matches!(self.state, ActionState::Overdue | ActionState::Open | ActionState::Unstated)
    }

    /// An action that is not going to be done is censored; without a status or a closing day there is no observation.
    fn observation(&self, today: Option<Date>) -> Option<Observation> {
        let event_observed = match self.state {
            ActionState::Done => true,
            ActionState::Dropped => false,
            ActionState::Overdue | ActionState::Open if today.is_some() => false,
            _ => return None,
        };
        self.age_days.map(|days| Observation { days, event_observed })
    }

    fn rank(&self) -> impl Ord + use<'a> {
        let newest_first = std::cmp::Reverse(self.incident.date);
        let due = (self.action.due.is_none(), self.action.due);
        (self.state, due, newest_first, self.incident.slug, self.action.line)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::civil::date;

    use super::*;
    use crate::trends::examples::{action, incident};

    #[test]
    fn what_is_overdue_leads_and_what_is_unstated_is_neither_open_nor_done() {
        let mut record = incident("a", Some(date(2025, 1, 1)));
        let due = |status, due| Action { due: Some(due), ..action(status) };
        record.actions = vec![
            due(Some(ActionStatus::Done), date(2025, 1, 10)),
            due(None, date(2025, 1, 20)),
            due(Some(ActionStatus::Open), date(2025, 2, 20)),
            due(Some(ActionStatus::Open), date(2025, 1, 30)),
            due(Some(ActionStatus::Open), date(2025, 2, 1)),
            action(Some(ActionStatus::Dropped)),
        ];
        let register = Register::of(&[&record], Some(date(2025, 2, 1)));
        let rows: Vec<_> = register.items.iter().map(|item| (item.state, item.days_past_due)).collect();
        assert_eq!(
            rows,
            [
                (ActionState::Overdue, Some(2)),
                (ActionState::Open, None),
                (ActionState::Open, None),
                (ActionState::Unstated, Some(12)),
                (ActionState::Done, None),
                (ActionState::Dropped, None)
            ]
        );
        assert_eq!((register.open, register.overdue, register.done, register.unstated), (3, 1, 1, 1));
        assert_eq!(register.items[0].age_days, Some(31));
        assert_eq!(Register::of(&[&record], None).overdue, 0);
    }

    #[test]
    fn the_time_to_close_counts_what_is_still_open() {
        let mut record = incident("a", Some(date(2025, 1, 1)));
        let closed = |day| Action { closed: Some(day), ..action(Some(ActionStatus::Done)) };
        record.actions = vec![
            closed(date(2025, 1, 11)),
            closed(date(2025, 1, 21)),
            action(Some(ActionStatus::Open)),
            action(Some(ActionStatus::Open)),
            action(Some(ActionStatus::Done)),
            action(None),
        ];
        let today = Some(date(2025, 3, 1));
        let few = Register::of(&[&record], today);
        assert_eq!((few.timed, few.time_to_close), (Coverage { known: 4, of: 6 }, None));
        record.actions.push(action(Some(ActionStatus::Open)));
        let curve = Register::of(&[&record], today).time_to_close.unwrap();
        assert_eq!((curve.n, curve.events, curve.median_days, curve.longest_days), (5, 2, None, 59));
        assert!((curve.steps[1].survival - 0.6).abs() < 1e-12);
    }
}
