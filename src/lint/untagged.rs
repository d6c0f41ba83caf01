//! `untagged`: no root cause was found in the text, and none is declared.

use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::extract::Incident;
use crate::source::Portion;

pub(super) fn check(incident: &Incident) -> Vec<Diagnostic> {
    if !incident.record.causes.is_empty() {
        return Vec::new();
    }
    let found = super::finding(incident, "untagged", DiagnosticSeverity::Note, "no root cause was found");
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
