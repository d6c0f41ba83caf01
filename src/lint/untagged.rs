//! `untagged`: no root cause was found in the text, and none is declared.
//!
//! **Why**: the incident is found under no cause, and its return goes unnoticed.
//! **Example**: a postmortem that states the mitigation and not the cause.
//! **Instead**: say it in the text ("The root cause was …"), or declare it: `causes: [memory-leak]`. Where nobody
//! knows, say that: `causes: [unknown]`. An entry of a log has no front matter: there the text says it.

use crate::diagnostic::{Diagnostic, Severity};
use crate::extract::Incident;
use crate::source::Portion;

pub(super) fn check(incident: &Incident) -> Vec<Diagnostic> {
    if !incident.record.causes.is_empty() {
        return Vec::new();
    }
    let found = super::finding(incident, "untagged", Severity::Note, "no root cause was found");
    vec![found.help(match incident.source.portion {
        Portion::Incident { .. } => "say it in the entry, as in `Root cause: a memory leak`",
        _ => "declare it at the top of the file, as in `causes: [memory-leak]`, or `[unknown]`",
    })]
}

#[cfg(test)]
mod tests {
    use super::super::tests::incident;
    use super::check;
    use crate::postmortem::Postmortem;
    use crate::source::Portion;

    #[test]
    fn an_entry_of_a_log_is_not_told_to_write_front_matter() {
        let mut entry = incident("log.md", "## 2024-03-02: shop down\n", Postmortem::default());
        let help = |entry: &_| check(entry).remove(0).help.unwrap_or_default();
        assert!(help(&entry).contains("at the top of the file"));
        entry.source.portion = Portion::Incident { id: "shop-down".to_owned(), day: None };
        assert_eq!(help(&entry), "say it in the entry, as in `Root cause: a memory leak`");
    }
}
