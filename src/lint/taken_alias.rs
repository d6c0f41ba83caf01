//! `taken-alias`: a former address is another incident's address now, or its former address as well.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::extract::Incident;
use crate::slugs::slug;

pub(super) fn check(incidents: &[Incident]) -> Vec<Diagnostic> {
    let mut holders: BTreeMap<String, &Incident> = BTreeMap::new();
    for incident in incidents {
        holders.insert(incident.record.slug.clone(), incident);
    }
    let mut found = Vec::new();
    for incident in incidents {
        for alias in &incident.record.aliases {
            let holder = holders.entry(slug(alias)).or_insert(incident);
            if std::ptr::eq(*holder, incident) {
                continue;
            }
            let message = format!(
                "the former address `{alias}` belongs to `{}`; no page leads from it to this incident",
                holder.record.path
            );
            let finding = super::finding(incident, "taken-alias", DiagnosticSeverity::Warning, message);
            let finding = super::at_fact(finding, incident, &["aliases"]);
            found.push(finding.help("remove the alias, or state another `slug` in the other file"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::{incident, shown};
    use super::check;
    use crate::postmortem::Postmortem;

    #[test]
    fn an_alias_that_is_anothers_address_is_found() {
        let with = |path: &str, slug: &str, aliases: &[&str]| {
            let aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
            incident(path, "", Postmortem { slug: slug.to_owned(), aliases, ..Postmortem::default() })
        };
        let found = check(&[
            with("a.md", "a", &["A", "B!", "old"]),
            with("b.md", "b", &[]),
            with("c.md", "c", &["Old"]),
        ]);
        assert_eq!(
            shown(found),
            [
                "1:1 Warning taken-alias: the former address `B!` belongs to `b.md`; no page leads from it to this incident",
                "1:1 Warning taken-alias: the former address `Old` belongs to `a.md`; no page leads from it to this incident",
            ]
        );
    }
}
