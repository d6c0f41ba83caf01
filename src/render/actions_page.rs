//! The register of action items, overdue ones first.

use serde::Serialize;

use super::charts::{self, Figure};
use super::facts::Linked;
use super::format;
use super::lists::{Paging, part};
use crate::postmortem::ActionStatus;
use crate::terms;
use crate::trends::actions::{Item, Register, State};

/// What the page shows.
#[derive(Serialize)]
pub(super) struct ActionsPage<'a> {
    open: usize,
    overdue: usize,
    done: usize,
    dropped: usize,
    unstated: usize,
    without_owner: usize,
    groups: Vec<Group<'a>>,
    paging: Paging,
    /// The time to close, on the first page.
    figure: Option<Figure>,
}

/// Action items of one status.
#[derive(Serialize)]
struct Group<'a> {
    state: State,
    /// Of one action item: `overdue`, `won't do`.
    status: &'static str,
    title: &'static str,
    rows: Vec<RegisterRow<'a>>,
}

/// One action item.
#[derive(Serialize)]
struct RegisterRow<'a> {
    text: &'a str,
    owner: Option<&'a str>,
    due: Option<String>,
    past_due: Option<String>,
    closed: Option<String>,
    kind: Option<&'static str>,
    priority: Option<&'a str>,
    link: Option<Linked<'a>>,
    age_days: Option<i64>,
    title: &'a str,
    url: String,
    date: Option<String>,
}

impl<'a> ActionsPage<'a> {
    /// One page of the register.
    pub(super) fn new(register: &'a Register<'a>, page: u32) -> Self {
        let mut groups: Vec<Group<'a>> = Vec::new();
        for item in part(&register.items, page) {
            if groups.last().is_none_or(|group| group.state != item.state) {
                let (state, rows) = (item.state, Vec::new());
                groups.push(Group { state, status: status(state), title: title(state), rows });
            }
            if let Some(group) = groups.last_mut() {
                group.rows.push(RegisterRow::of(item));
            }
        }
        let curve = register.time_to_close.as_ref().filter(|_| page == 1);
        let drawn = curve.map(|_| charts::time_to_close("wb-close", register));
        Self {
            open: register.open,
            overdue: register.overdue,
            done: register.done,
            dropped: register.dropped,
            unstated: register.unstated,
            without_owner: register.without_owner,
            groups,
            paging: Paging::new("actions/", page, register.items.len()),
            figure: drawn,
        }
    }
}

fn title(state: State) -> &'static str {
    match state {
        State::Overdue => "Overdue",
        State::Open => "Open",
        State::Unstated => "Status not stated",
        State::Done => "Done",
        State::Dropped => "Won't do",
    }
}

fn status(state: State) -> &'static str {
    let status = match state {
        State::Overdue => return "overdue",
        State::Open => Some(ActionStatus::Open),
        State::Unstated => None,
        State::Done => Some(ActionStatus::Done),
        State::Dropped => Some(ActionStatus::Dropped),
    };
    terms::action_status(status)
}

impl<'a> RegisterRow<'a> {
    fn of(item: &'a Item<'a>) -> Self {
        let action = item.action;
        Self {
            text: &action.text,
            owner: action.owner.as_deref(),
            due: action.due.map(format::iso),
            past_due: item.days_past_due.map(|days| format::count(days as usize, "day")),
            closed: action.closed.map(format::iso),
            kind: action.kind.map(terms::action_kind),
            priority: action.priority.as_deref(),
            link: action.link.as_deref().map(Linked::address),
            age_days: item.age_days,
            title: item.incident.title,
            url: format!("incidents/{}/", item.incident.slug),
            date: item.incident.date.map(format::iso),
        }
    }
}
