//! The register of actions: all of them, those first that somebody should look at.

use serde::Serialize;

use super::charts::{self, Figure};
use super::facts::Linked;
use super::lists::{Paging, part};
use super::words;
use crate::postmortem::ActionKind;
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
    /// How long actions take, on the first page.
    figure: Option<Figure>,
}

/// Actions that stand alike.
#[derive(Serialize)]
struct Group<'a> {
    state: State,
    title: &'static str,
    rows: Vec<Row<'a>>,
}

/// One action.
#[derive(Serialize)]
struct Row<'a> {
    text: &'a str,
    owner: Option<&'a str>,
    due: Option<String>,
    past_due: Option<String>,
    closed: Option<String>,
    kind: Option<ActionKind>,
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
                groups.push(Group { state: item.state, title: title(item.state), rows: Vec::new() });
            }
            if let Some(group) = groups.last_mut() {
                group.rows.push(Row::of(item));
            }
        }
        let curve = register.time_to_close.as_ref().filter(|_| page == 1);
        let drawn = curve.map(|curve| {
            charts::waiting(
                "wb-close",
                "How long actions take",
                "actions still open",
                Some(curve),
                register.timed,
            )
        });
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
        State::Unstated => "Nobody says whether they are done",
        State::Done => "Done",
        State::Dropped => "Given up",
    }
}

impl<'a> Row<'a> {
    fn of(item: &'a Item<'a>) -> Self {
        let action = item.action;
        Self {
            text: &action.text,
            owner: action.owner.as_deref(),
            due: action.due.map(words::iso),
            past_due: item.days_past_due.map(|days| words::count(days as usize, "day", "days")),
            closed: action.closed.map(words::iso),
            kind: action.kind,
            priority: action.priority.as_deref(),
            link: action.link.as_deref().map(Linked::address),
            age_days: item.age_days,
            title: item.incident.title,
            url: format!("incidents/{}/", item.incident.slug),
            date: item.incident.date.map(words::iso),
        }
    }
}
