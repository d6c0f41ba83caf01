//! `action-without-owner`: an action item has no owner.
//!
//! Where no action of a write-up names an owner, its author keeps them elsewhere: that is one note for the file.

use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Limited};
use crate::extract::Incident;
use crate::postmortem::Action;

pub(super) fn check(incident: &Incident) -> Vec<Diagnostic> {
    let actions = &incident.record.actions;
    let mut left = actions.iter().filter(|action| action.owner.is_none() && action.is_left());
    let help = "name who does it, as in `(owner: Ada)`";
    if actions.iter().all(|action| action.owner.is_none()) {
        let count = actions.len();
        let message = if count == 1 {
            "the action names no owner".to_owned()
        } else {
            format!("none of the {count} actions names an owner")
        };
        let found = |action: &Action| {
            super::finding(incident, "action-without-owner", DiagnosticSeverity::Note, message)
                .at(super::line_span(incident, action.line))
                .help(help)
        };
        return left.next().map(found).into_iter().collect();
    }
    let mut found = Limited::default();
    for action in left {
        found.push("action-without-owner", || {
            let message = "this action names no owner, unlike others";
            super::finding(incident, "action-without-owner", DiagnosticSeverity::Warning, message)
                .at(super::line_span(incident, action.line))
                .help(help)
        });
    }
    found.finish()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{incident, shown};
    use super::check;
    use crate::postmortem::{Action, ActionStatus, Postmortem};

    fn findings(owners: &[(Option<&str>, Option<ActionStatus>)]) -> Vec<String> {
        let action = |(line, &(owner, status)): (usize, &(Option<&str>, Option<ActionStatus>))| Action {
            text: "Add an alert".to_owned(),
            owner: owner.map(str::to_owned),
            due: None,
            status,
            closed: None,
            kind: None,
            priority: None,
            link: None,
            line: line as u32 + 1,
        };
        let actions = owners.iter().enumerate().map(action).collect();
        let text = "- Add an alert\n".repeat(owners.len());
        shown(check(&incident("a.md", &text, Postmortem { actions, ..Postmortem::default() })))
    }

    #[test]
    fn an_action_without_an_owner_stands_out_among_those_with_one() {
        assert_eq!(
            findings(&[(Some("Ada"), None), (None, None), (None, Some(ActionStatus::Done))]),
            ["2:1 Warning action-without-owner: this action names no owner, unlike others"]
        );
    }

    #[test]
    fn a_write_up_that_names_no_owners_gets_one_note() {
        assert_eq!(
            findings(&[(None, None), (None, None)]),
            ["1:1 Note action-without-owner: none of the 2 actions names an owner"]
        );
        assert!(findings(&[]).is_empty());
    }
}
