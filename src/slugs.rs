//! Addresses of incident pages: stable, readable, and never two alike.

use std::collections::BTreeSet;

use crate::extract::Incident;
use crate::postmortem::Source;

/// Longest slug, in bytes: a file's name has to hold it.
const LONGEST: usize = 100;
/// Hexadecimal digits of the path's hash that tell apart what nothing else does.
const HASH_DIGITS: usize = 8;

/// Gives each incident a slug of its own. `incidents` are in the order of their paths: of several that want one
/// slug the first keeps it, the others add their folder's name, else a hash of their path. No slug counts others,
/// so that a file added later moves no address of those before it.
pub fn assign(incidents: &mut [Incident]) {
    let wanted: Vec<String> = incidents.iter().map(wanted).collect();
    let all: BTreeSet<String> = wanted.iter().cloned().collect();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for (incident, wanted) in incidents.iter_mut().zip(wanted) {
        let slug = if taken.contains(&wanted) {
            let folder =
                incident.record.path.rsplit('/').nth(1).map(slugify).filter(|folder| !folder.is_empty());
            let longer = folder.map(|folder| clip(&format!("{folder}-{wanted}"), LONGEST));
            longer.filter(|slug| !all.contains(slug) && !taken.contains(slug)).unwrap_or_else(|| {
                let hash = blake3::hash(incident.record.path.as_bytes()).to_hex();
                format!("{}-{}", clip(&wanted, LONGEST - HASH_DIGITS - 1), &hash[..HASH_DIGITS])
            })
        } else {
            wanted
        };
        taken.insert(slug.clone());
        incident.record.slug = slug;
    }
}

/// The slug that the front matter states, else the file's name; `README.md` and `index.md` go by their folder.
fn wanted(incident: &Incident) -> String {
    let record = &incident.record;
    let stated = record.provenance.get("slug").is_some_and(|slug| slug.source == Source::FrontMatter);
    let mut parts = record.path.rsplit('/');
    let name = parts.next().unwrap_or(&record.path);
    let stem = match name.rsplit_once('.') {
        // What follows the last dot of an extensionless "PM 2 - v1.2 outage" is no extension.
        Some((stem, extension)) if !stem.is_empty() && !extension.contains(' ') => stem,
        _ => name,
    };
    let named_by_folder = stem.eq_ignore_ascii_case("readme") || stem.eq_ignore_ascii_case("index");
    let name = if named_by_folder { parts.next().unwrap_or(stem) } else { stem };
    let slug = slugify(if stated { &record.slug } else { name });
    if slug.is_empty() {
        format!("incident-{}", &blake3::hash(record.path.as_bytes()).to_hex()[..HASH_DIGITS])
    } else {
        slug
    }
}

/// A text as part of an address: transliterated, in small letters, words joined by hyphens.
pub fn slugify(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in deunicode::deunicode(text).chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') && c != '\'' {
            slug.push('-');
        }
    }
    clip(slug.trim_end_matches('-'), LONGEST)
}

fn clip(slug: &str, longest: usize) -> String {
    slug.get(..longest).unwrap_or(slug).trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::postmortem::{Postmortem, Provenance};
    use crate::source::SourceFile;

    fn slugs(paths: &[(&str, Option<&str>)]) -> Vec<String> {
        let mut incidents: Vec<Incident> = paths.iter().map(|(path, slug)| incident(path, *slug)).collect();
        assign(&mut incidents);
        incidents.into_iter().map(|incident| incident.record.slug).collect()
    }

    fn incident(path: &str, slug: Option<&str>) -> Incident {
        let mut record = Postmortem { path: path.to_owned(), ..Postmortem::default() };
        if let Some(slug) = slug {
            record.slug = slug.to_owned();
            record.provenance.insert("slug", Provenance::stated(Source::FrontMatter, 2, slug));
        }
        Incident { record, source: SourceFile::default(), document: Default::default() }
    }

    #[test]
    fn names_become_addresses() {
        assert_eq!(slugs(&[("2024/Überlastung der Kasse.md", None)]), ["uberlastung-der-kasse"]);
        assert_eq!(slugs(&[("2025/queue-meltdown/README.md", None)]), ["queue-meltdown"]);
        assert_eq!(slugs(&[("a.md", Some("The Day/It Broke"))]), ["the-day-it-broke"]);
        assert_eq!(slugs(&[("PM2022-009 - Bad AMI", None)]), ["pm2022-009-bad-ami"]);
        assert_eq!(slugs(&[("日本.md", None)]), ["ri-ben"]);
        assert!(slugs(&[("💥💥/….md", None)])[0].len() >= 3);
    }

    #[test]
    fn a_file_added_later_moves_no_address_before_it() {
        let before = slugs(&[("2023/outage.md", None), ("2024/outage.md", None)]);
        assert_eq!(before, ["outage", "2024-outage"]);
        let after = slugs(&[("2023/outage.md", None), ("2024/outage.md", None), ("2025/outage.md", None)]);
        assert_eq!(after[..2], before);
        let same_folder =
            slugs(&[("a/outage.markdown", None), ("a/outage.md", None), ("a/outage.mdx", None)]);
        assert_eq!(same_folder[..2], ["outage", "a-outage"]);
        assert!(
            same_folder[2].starts_with("outage-") && same_folder[2].len() == "outage-".len() + HASH_DIGITS
        );
    }
}
