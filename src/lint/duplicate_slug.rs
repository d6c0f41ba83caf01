//! `duplicate-slug`: two write-ups want one address.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::extract::Incident;
use crate::postmortem::Source;
use crate::slugs;

pub(super) fn check(incidents: &[Incident]) -> Vec<Diagnostic> {
    let mut wanted: BTreeMap<String, Vec<&Incident>> = BTreeMap::new();
    for incident in incidents {
        wanted.entry(slugs::wanted(incident)).or_default().push(incident);
    }
    let mut found = Vec::new();
    for (slug, mut sharing) in wanted {
        sharing.sort_by(|a, b| a.record.path.cmp(&b.record.path));
        let Some((first, others)) = sharing.split_first() else { continue };
        for incident in others {
            let is_stated = is_stated(incident);
            let severity = if is_stated { DiagnosticSeverity::Warning } else { DiagnosticSeverity::Note };
            let message =
                format!("`{}` wants the address `{slug}` too; both are published", first.record.path);
            let finding = super::finding(incident, "duplicate-slug", severity, message);
            let finding = super::at_fact(finding, incident, &["slug"]);
            found.push(finding.help("state a `slug` of its own at the top of one of the files"));
        }
    }
    found
}

fn is_stated(incident: &Incident) -> bool {
    incident.record.provenance.get("slug").is_some_and(|slug| slug.source == Source::FrontMatter)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{incident, shown};
    use super::check;
    use crate::postmortem::{Postmortem, Provenance, Source};

    #[test]
    fn two_files_that_want_one_address_are_found() {
        let stated = |path: &str| {
            let mut record = Postmortem::default();
            record.provenance.insert("slug", Provenance::stated(Source::FrontMatter, 2, "outage"));
            incident(path, "---\nslug: outage\n---\n", record)
        };
        let plain = |path: &str| incident(path, "", Postmortem::default());
        assert_eq!(
            shown(check(&[stated("a.md"), stated("b.md"), plain("c.md")])),
            ["2:1 Warning duplicate-slug: `a.md` wants the address `outage` too; both are published"]
        );
        assert_eq!(
            shown(check(&[plain("2023/disk.md"), plain("disk/README.md"), plain("x/README.md")])),
            ["1:1 Note duplicate-slug: `2023/disk.md` wants the address `disk` too; both are published"]
        );
    }
}
