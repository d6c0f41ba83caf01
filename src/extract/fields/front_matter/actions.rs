//! Actions that front matter lists.

use super::filler::{Filler, is_shown};
use super::{StatedField, keys, words};
use crate::diagnostic::DiagnosticSeverity;
use crate::postmortem::Action;
use crate::source::{FrontMatterEntry, Located, Value};

/// Fills the record's actions: a list of texts or mappings, or one of either.
pub(super) fn fill(filler: &mut Filler<'_>, field: &StatedField) {
    let items = match &field.value.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(&field.value),
    };
    for item in items {
        if let Some(action) = action(filler, item) {
            filler.record.actions.push(action);
        }
    }
    if !filler.record.actions.is_empty() {
        filler.state("actions", field);
    }
}

fn action(filler: &mut Filler<'_>, item: &Located) -> Option<Action> {
    let line = filler.source.lines.line(item.range.start);
    let empty = Action {
        text: String::new(),
        owner: None,
        due: None,
        status: None,
        closed: None,
        kind: None,
        priority: None,
        link: None,
        line,
    };
    let action = match &item.value {
        Value::Map(entries) => entries.iter().fold(empty, |mut action, entry| {
            part(filler, &mut action, entry);
            action
        }),
        value => Action { text: value.to_string().trim().to_owned(), ..empty },
    };
    if action.text.is_empty() {
        let help = "say in `text` what is to be done";
        filler.report_at(
            &item.range,
            "wrong-type",
            DiagnosticSeverity::Warning,
            "this action has no text",
            help,
        );
        return None;
    }
    Some(action)
}

fn part(filler: &mut Filler<'_>, action: &mut Action, entry: &FrontMatterEntry) {
    let text = entry.value.value.to_string().trim().to_owned();
    if text.is_empty() {
        return;
    }
    let known = match keys::plain(&entry.key).as_str() {
        "text" | "action" | "title" | "description" | "task" | "what" | "item" | "name" => {
            action.text = text.clone();
            true
        }
        "owner" | "assignee" | "who" | "responsible" => {
            action.owner = words::owner(&text);
            true
        }
        "due" | "duedate" | "deadline" | "by" => {
            action.due = filler.day(entry);
            action.due.is_some()
        }
        "closed" | "closedat" | "closedon" | "completed" => {
            action.closed = filler.day(entry);
            action.closed.is_some()
        }
        "status" | "state" | "done" => {
            action.status = words::action_status(&text);
            action.status.is_some()
                || unknown_word(filler, entry, &text, "state of an action", "open, done or dropped")
        }
        "kind" | "type" | "category" => {
            action.kind = words::action_kind(&text);
            let choice = "prevent, detect, mitigate, process or investigate";
            action.kind.is_some() || unknown_word(filler, entry, &text, "kind of action", choice)
        }
        "priority" | "prio" => {
            action.priority = Some(text.clone());
            true
        }
        "link" | "url" | "ticket" | "issue" | "jira" | "bug" => {
            action.link = Some(text.clone());
            true
        }
        _ => {
            filler.unknown_key(&format!("actions.{}", entry.key), &entry.key_range, None);
            false
        }
    };
    if !known && is_shown(&entry.key, &entry.value.value) {
        let key = format!("actions.{} (line {})", entry.key, filler.source.lines.line(entry.key_range.start));
        filler.record.other_facts.insert(key, text);
    }
}

/// Reports a word that is none of the choice; always `false`.
fn unknown_word(
    filler: &mut Filler<'_>,
    entry: &FrontMatterEntry,
    text: &str,
    what: &str,
    choice: &str,
) -> bool {
    let message = format!("`{text}` is no {what}");
    filler.report_at(
        &entry.value.range,
        "unknown-value",
        DiagnosticSeverity::Warning,
        &message,
        &format!("use {choice}"),
    );
    false
}
