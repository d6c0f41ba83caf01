//! Addresses of pages: the one way from a name to a part of a path, and the slug of each incident.
//!
//! Whatever a name holds, its part is at most [`LONGEST`] bytes of small ASCII letters, digits and hyphens, and none
//! of the names that a system or the site itself reserves: a path made of such parts can be written on any file
//! system, also on those that ignore case.

use std::collections::BTreeSet;

use crate::extract::Incident;
use crate::postmortem::Source;
use crate::source::Portion;

/// Longest part of an address, in bytes. With the folders around it, a page's path stays below 240 bytes, which
/// Windows, zip and tar can all hold.
pub const LONGEST: usize = 100;
/// Hexadecimal digits of the hash that tells apart what nothing else does.
const HASH_DIGITS: usize = 8;

/// Names that Windows keeps for devices in every folder, with any extension
/// (<https://learn.microsoft.com/windows/win32/fileio/naming-a-file>); digits may be superscripts.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Names that no page's folder may have beside those of devices: those that lists use for their pages, and the groups of
/// incidents of which nothing is known.
const RESERVED: [&str; 5] = ["index", "page", "unstated", "untagged", "undated"];

/// Whether a name without its extension is that of a device on Windows, in any case.
pub fn is_device(stem: &str) -> bool {
    let stem = stem.to_lowercase();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let mut digit = port.unwrap_or_default().chars();
    let is_port =
        digit.next().is_some_and(|c| c.is_ascii_digit() || "¹²³".contains(c)) && digit.next().is_none();
    is_port || DEVICES.contains(&stem.as_str())
}

/// Gives each incident a slug of its own. `incidents` are in the order of their paths: of several that want one
/// slug the first keeps it, the others add their folder's name, else a hash of their path. No slug counts others,
/// so that a file added later moves no address of those before it.
pub fn assign(incidents: &mut [Incident]) {
    let wanted: Vec<String> = incidents.iter().map(wanted).collect();
    let all: BTreeSet<String> = wanted.iter().cloned().collect();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for (incident, wanted) in incidents.iter_mut().zip(wanted) {
        let path = &incident.record.path;
        let slug = if taken.contains(&wanted) {
            let folder = path.rsplit('/').nth(1).map(words).filter(|folder| !folder.is_empty());
            let longer = folder.map(|folder| within_bounds(format!("{folder}-{wanted}"), path));
            longer
                .filter(|slug| !all.contains(slug) && !taken.contains(slug))
                .unwrap_or_else(|| with_hash(&wanted, path, |slug| taken.contains(slug)))
        } else {
            wanted
        };
        taken.insert(slug.clone());
        incident.record.slug = slug;
    }
}

/// The slug that the front matter states, else the file's name; `README.md` and `index.md` go by their folder. What an
/// incident gets in the end depends on the others: see [`assign`].
pub fn wanted(incident: &Incident) -> String {
    let record = &incident.record;
    if let Portion::Incident { id, .. } = &incident.source.portion {
        let stem = crate::source::stem(incident.source.relative.rsplit('/').next().unwrap_or_default());
        let words = words(id);
        let is_year = |part: &str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
        let is_named = words.bytes().any(|byte| byte.is_ascii_alphabetic());
        // "12-january" is a day of each year's log, and a date alone says nothing of where it stands.
        let is_own = is_named && words.split('-').any(is_year);
        return if is_own { slug(id) } else { slug(&format!("{stem} {id}")) };
    }
    let stated = record.provenance.get("slug").filter(|slug| slug.source == Source::FrontMatter);
    let mut parts = record.path.rsplit('/');
    let name = parts.next().unwrap_or(&record.path);
    let stem = crate::source::stem(name);
    let named_by_folder = stem.eq_ignore_ascii_case("readme") || stem.eq_ignore_ascii_case("index");
    let name = if named_by_folder { parts.next().unwrap_or(stem) } else { stem };
    let name = stated.and_then(|slug| slug.text.as_deref()).unwrap_or(name);
    if words(name).is_empty() { format!("incident-{}", hash(&record.path, HASH_DIGITS)) } else { slug(name) }
}

/// What links may call an incident beside its file: its address, former ones, and those that a generator gives it.
pub fn names(incident: &Incident) -> Vec<String> {
    let record = &incident.record;
    let entries = incident.source.front_matter.iter().flat_map(|block| &block.entries);
    let stated = entries.filter(|entry| matches!(entry.key.as_str(), "permalink" | "url"));
    let stated = stated.map(|entry| entry.value.value.to_string()).filter(|address| address.starts_with('/'));
    record
        .aliases
        .iter()
        .chain([&record.slug])
        .filter(|name| !name.is_empty())
        .cloned()
        .chain(stated)
        .collect()
}

/// The part of an address that stands for a name: transliterated, in small letters, words joined by hyphens. A name
/// that is too long is clipped, and one that is reserved lengthened, by a hash of the whole name; one without a letter
/// or digit becomes a hash.
pub fn slug(name: &str) -> String {
    let words = words(name);
    if words.is_empty() {
        return format!("x-{}", hash(name, HASH_DIGITS));
    }
    if RESERVED.contains(&words.as_str()) || is_device(&words) {
        return format!("{words}-{}", hash(name, HASH_DIGITS));
    }
    within_bounds(words, name)
}

/// The parts of addresses that stand for these names, in their order and each different from the others. A name whose
/// slug no other has keeps it; of those that share one, the name that is spelt like the slug keeps it, and the others
/// add a hash, so that a new name moves the address of its namesake alone.
pub fn distinct(names: &[&str]) -> Vec<String> {
    let mut slugs: Vec<String> = names.iter().map(|name| slug(name)).collect();
    let mut first: BTreeSet<&str> = BTreeSet::new();
    let mut shared: BTreeSet<String> = BTreeSet::new();
    for slug in &slugs {
        if !first.insert(slug) {
            shared.insert(slug.clone());
        }
    }
    let mut taken: BTreeSet<String> =
        first.iter().filter(|slug| !shared.contains(**slug)).map(|slug| (*slug).to_owned()).collect();
    for (slug, name) in slugs.iter_mut().zip(names) {
        if !shared.contains(slug) || (slug == name && taken.insert(slug.clone())) {
            continue;
        }
        *slug = with_hash(slug, name, |slug| taken.contains(slug));
        taken.insert(slug.clone());
    }
    slugs
}

/// A text as words of an address, of any length; empty where it holds no letter and no digit.
pub fn words(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in deunicode::deunicode(text).chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') && c != '\'' {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// A slug as it is where it is short enough, else its beginning and a hash of what it stands for.
fn within_bounds(slug: String, name: &str) -> String {
    if slug.len() <= LONGEST { slug } else { with_hash(&slug, name, |_| false) }
}

/// The beginning of a slug with a hash of what it stands for; with more digits where that is taken, too.
fn with_hash(slug: &str, name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let hashed = |digits: usize| format!("{}-{}", clip(slug, LONGEST - digits - 1), hash(name, digits));
    let mut found = hashed(HASH_DIGITS);
    let mut digits = HASH_DIGITS;
    while is_taken(&found) && digits < 64 {
        digits *= 2;
        found = hashed(digits);
    }
    // Only a name that is given twice gets here.
    let mut number = 2;
    while is_taken(&found) {
        found = format!("{}-{number}", hashed(digits));
        number += 1;
    }
    found
}

/// The first `digits` hexadecimal digits of a text's hash.
fn hash(text: &str, digits: usize) -> String {
    let mut hash = blake3::hash(text.as_bytes()).to_hex().to_string();
    hash.truncate(digits);
    hash
}

fn clip(slug: &str, longest: usize) -> &str {
    slug.get(..longest).unwrap_or(slug).trim_end_matches('-')
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
        Incident { record, source: SourceFile::default(), document: Default::default(), language: 0 }
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
    fn no_address_is_a_name_that_windows_keeps_for_itself() {
        for name in ["con", "PRN", "Aux", "nul", "com0", "COM9", "lpt1", "LPT²"] {
            let slugs = slugs(&[(&format!("2024/{name}.md"), None), ("b.md", Some(name))]);
            assert!(slugs.iter().all(|slug| !is_device(slug)) && slugs[0] != slugs[1], "{slugs:?}");
            assert!(is_device(name) && !is_device(&format!("{name}x")), "{name}");
        }
        assert_eq!(slugs(&[("nul/README.md", None)])[0].len(), "nul-".len() + HASH_DIGITS);
        // Separators, drives, dots and spaces at the end, and case are no part of an address.
        assert_eq!(slug("C:\\incidents\\Mail down. . "), "c-incidents-mail-down");
        assert_eq!(
            slugs(&[("Outage.md", None), ("a/outage.md", None), ("b/OUTAGE .md", None)])[..2],
            ["outage", "a-outage"]
        );
        assert_eq!(slug("console"), "console");
        assert_eq!(slug("com10"), "com10");
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

    #[test]
    fn a_name_becomes_a_part_of_an_address() {
        assert_eq!(slug("Checkout / API (EU)"), "checkout-api-eu");
        assert_eq!(slug("Größe"), "grosse");
        let hashed = |name: &str, start: &str| {
            let slug = slug(name);
            assert!(slug.starts_with(start) && slug.len() <= LONGEST, "{slug}");
            slug
        };
        for (name, start) in [("???", "x-"), ("NUL", "nul-"), ("page", "page-"), ("LPT¹", "lpt1-")] {
            hashed(name, start);
        }
        let (one, other) = (format!("{}1", "x".repeat(300)), format!("{}2", "x".repeat(300)));
        assert_ne!(hashed(&one, "xxx"), hashed(&other, "xxx"));
        assert_eq!(slug(&"x".repeat(LONGEST)), "x".repeat(LONGEST));
    }

    #[test]
    fn an_address_that_looks_like_anothers_hash_is_no_way_to_take_it() {
        let hash = blake3::hash(b"c.md").to_hex();
        let stated = format!("outage-{}", &hash[..HASH_DIGITS]);
        let slugs = slugs(&[("a.md", Some(&stated)), ("b.md", Some("outage")), ("c.md", Some("outage"))]);
        assert_eq!(slugs, [stated, "outage".to_owned(), format!("outage-{}", &hash[..2 * HASH_DIGITS])]);
    }
}
