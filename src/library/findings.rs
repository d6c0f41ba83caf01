//! What is wrong in the same words with most files of a folder is one thing: it is said once.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, DiagnosticSeverity};

/// Findings of so few files are told of one by one.
const FEW: usize = 4;

/// Rules whose findings come with a folder's own habits: a key or a value that all files have.
const OF_HABITS: [&str; 3] = ["unknown-key", "unknown-value", "dangling-link"];

/// Keeps the first of the notes that have the same words in at least half of the files, and says in how many they are.
pub(super) fn fold(diagnostics: &mut Vec<Diagnostic>, files: usize) {
    let is_habit = |diagnostic: &Diagnostic| {
        diagnostic.severity < DiagnosticSeverity::Error && OF_HABITS.contains(&diagnostic.rule)
    };
    let mut alike: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for diagnostic in diagnostics.iter().filter(|diagnostic| is_habit(diagnostic)) {
        *alike.entry((diagnostic.rule, &diagnostic.message)).or_default() += 1;
    }
    alike.retain(|_, count| *count > FEW && *count * 2 >= files);
    let mut folded: BTreeMap<(String, String), usize> = alike
        .into_iter()
        .map(|((rule, message), count)| ((rule.to_owned(), message.to_owned()), count))
        .collect();
    if folded.is_empty() {
        return;
    }
    diagnostics.retain_mut(|diagnostic| {
        if !is_habit(diagnostic) {
            return true;
        }
        let Some(count) = folded.get_mut(&(diagnostic.rule.to_owned(), diagnostic.message.clone())) else {
            return true;
        };
        let others = std::mem::take(count).saturating_sub(1);
        if others > 0 {
            diagnostic.message.push_str(&format!("; so it is {others} more times in this folder"));
        }
        others > 0
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_that_most_files_have_is_said_once() {
        let note = |path: &str, message: &str| {
            Diagnostic::new("unknown-key", DiagnosticSeverity::Note, path, message)
        };
        let paths = ["a.md", "b.md", "c.md", "d.md", "e.md", "f.md"];
        let mut all: Vec<Diagnostic> = paths.iter().map(|path| note(path, "`x` is unknown")).collect();
        all.push(note("f.md", "`y` is unknown"));
        fold(&mut all, 7);
        let shown: Vec<_> = all.iter().map(|one| (one.path.as_str(), one.message.as_str())).collect();
        assert_eq!(
            shown,
            [("a.md", "`x` is unknown; so it is 5 more times in this folder"), ("f.md", "`y` is unknown"),]
        );
    }
}
