//! The register of action items, overdue ones first.

use serde::Serialize;

use super::charts::{self, Figure};
use super::facts::Linked;
use super::format;
use super::lists::{Paging, part};
use crate::postmortem::ActionStatus;
use crate::terms;
use crate::trends::actions::{ActionState, Item, Register};

/// What the page shows.
#[derive(Serialize)]
pub(super) struct ActionsPage<'a> {
    open: usize,
    overdue: usize,
    done: usize,
    dropped: usize,
    unstated: usize,
    without_owner: usize,
    groups: Vec<StatusGroup<'a>>,
    paging: Paging,
    /// The time to close, on the first page.
    figure: Option<Figure>,
}

/// Action items of one status.
#[derive(Serialize)]
struct StatusGroup<'a> {
    state: ActionState,
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
        let mut groups: Vec<StatusGroup<'a>> = Vec::new();
        for item in part(&register.items, page) {
            if groups.last().is_none_or(|group| group.state != item.state) {
                let (state, rows) = (item.state, Vec::new());
                groups.push(StatusGroup { state, status: status(state), title: title(state), rows });
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

fn title(state: ActionState) -> &'static str {
    match state {
        ActionState::Overdue => "Overdue",
        ActionState::Open => "Open",
        ActionState::Unstated => "Status not stated",
        ActionState::Done => "Done",
        ActionState::Dropped => "Won't do",
    }
}

fn status(state: ActionState) -> &'static str {
    let status = match state {
        ActionState::Overdue => return "overdue",
        ActionState::Open => Some(ActionStatus::Open),
        ActionState::Unstated => None,
        ActionState::Done => Some(ActionStatus::Done),
        ActionState::Dropped => Some(ActionStatus::Dropped),
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
