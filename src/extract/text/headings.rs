//! Names of headings and labels, and the part of the story that each announces.

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashMap;

use super::line::SectionRole;
use crate::language::{Compiled, in_site_words};
#[cfg(test)]
use SectionRole::{Actions, Detection, Lessons, RootCause, RootCauseAndResolution, Timeline};

pub(crate) use crate::language::normalise;

/// The part of the story by its name in a language file.
fn role_named(name: &str) -> SectionRole {
    match name {
        "summary" => SectionRole::Summary,
        "impact" => SectionRole::Impact,
        "timeline" => SectionRole::Timeline,
        "root-cause" => SectionRole::RootCause,
        "root-cause-and-resolution" => SectionRole::RootCauseAndResolution,
        "trigger" => SectionRole::Trigger,
        "detection" => SectionRole::Detection,
        "resolution" => SectionRole::Resolution,
        "actions" => SectionRole::Actions,
        "lessons" => SectionRole::Lessons,
        "background" => SectionRole::Background,
        "people" => SectionRole::People,
        "supporting" => SectionRole::Supporting,
        _ => SectionRole::Other,
    }
}

/// The part that a heading announces; `None` where it says nothing of it. The site's own names go before those of the
/// language.
pub fn role_of_heading(heading: &str) -> Option<SectionRole> {
    let name = normalise(heading);
    in_site_words(|site| site.role_of(&name)).map(role_named).or_else(|| role_in_language(&name))
}

/// The part that a normalised heading announces in the language of the file.
fn role_in_language(name: &str) -> Option<SectionRole> {
    // "Timeline (all times PST), 16 January to 28 February" is one, however long.
    let long = name.split(' ').count() > 9;
    let names = &*HEADINGS;
    if name.is_empty() || long && !names.however_long.iter().any(|start| name.starts_with(start)) {
        return None;
    }
    let padded = format!("={name}=");
    let found = names.matcher.find_overlapping_iter(&padded).filter(|found| {
        // A name stands from the start of a word on.
        let before = padded.as_bytes().get(found.start().wrapping_sub(1));
        padded.as_bytes().get(found.start()) == Some(&b'=') || matches!(before, Some(b' ' | b'='))
    });
    found
        .filter_map(|found| names.ranks.get(found.pattern().as_usize()))
        .min()
        .and_then(|&rank| names.roles.get(rank))
        .copied()
}

/// The names of headings compiled, each with the rank of its entry, and the part that each entry announces.
struct Headings {
    matcher: AhoCorasick,
    ranks: Vec<usize>,
    roles: Vec<SectionRole>,
    however_long: Vec<&'static str>,
}

static HEADINGS: Compiled<Headings> = Compiled::new(|languages| {
    // What the file's own language says goes before English.
    let entries = || languages.iter().rev().flat_map(|language| &language.heading);
    let names: Vec<&str> = entries().flat_map(|entry| &entry.names).map(String::as_str).collect();
    let however_long = languages.iter().flat_map(|language| &language.sections.however_long);
    Headings {
        matcher: crate::extract::patterns::keyword_matcher(&names),
        ranks: entries()
            .enumerate()
            .flat_map(|(rank, entry)| entry.names.iter().map(move |_| rank))
            .collect(),
        roles: entries().map(|entry| role_named(&entry.role)).collect(),
        however_long: however_long.map(String::as_str).collect(),
    }
});

/// The names that open a section wherever they stand alone, each with its part.
static ALONE: Compiled<FxHashMap<&'static str, SectionRole>> = Compiled::new(|languages| {
    let names = languages.iter().flat_map(|language| &language.sections.alone);
    names.filter_map(|name| Some((name.as_str(), role_in_language(name)?))).collect()
});

/// The part that a label or a line without any mark announces: only names that nobody uses otherwise.
pub(super) fn role_of_label(label: &str) -> Option<SectionRole> {
    if label.len() > 60 || !label.starts_with(|c: char| !c.is_lowercase()) {
        return None;
    }
    // "Timeline (UTC)" is one all the same.
    let bare = label.trim_end_matches([' ', ':', '*']);
    let bare = bare.strip_suffix(')').and_then(|open| open.rsplit_once('(')).map_or(bare, |(name, _)| name);
    let name = normalise(bare);
    let of_site = in_site_words(|site| site.role_of_whole(&name)).map(role_named);
    of_site.or_else(|| ALONE.get(name.as_str()).copied())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn headings_announce_their_part_whatever_they_wear() {
        for (heading, role) in [
            ("🔥 3. Root Cause Analysis", Some(RootCause)),
            ("Root cause and resolution:", Some(RootCauseAndResolution)),
            ("TIMELINE (UTC)", Some(Timeline)),
            ("Corrective & preventative measures", Some(Actions)),
            ("What went wrong", Some(Lessons)),
            ("How was it detected?", Some(Detection)),
            ("Why it happened", Some(RootCause)),
            ("Analysis of causes", Some(RootCause)),
            ("Checkout was slow", None),
        ] {
            assert_eq!(role_of_heading(heading), role, "{heading}");
        }
    }
    #[test]
    fn headings_in_the_language_of_the_file_and_in_english() {
        use crate::language::{find, reading};
        let role =
            |code: &str, heading: &str| reading(find(code).unwrap(), None, || role_of_heading(heading));
        assert_eq!(role("de", "3. Ursache und Behebung"), Some(RootCauseAndResolution));
        assert_eq!(role("de", "Root cause"), Some(RootCause));
        assert_eq!(role("pt", "Lições aprendidas"), Some(Lessons));
        assert_eq!(role("en", "Ursache"), None);
    }
}
