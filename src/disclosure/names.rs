//! What withheld files are called: by their paths, addresses, identifiers, and in the texts of others.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use rustc_hash::FxHashSet;

use crate::postmortem::Postmortem;

/// What stands in a text instead of the address or name of a withheld file.
pub(super) const PLACEHOLDER: &str = "REDACTED-link";

/// Stems that many folders have, so that they name no file by themselves.
const GENERIC: [&str; 4] = ["readme", "index", "_index", "postmortem"];

/// Characters that authors write as percent escapes in addresses.
const ESCAPED: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'#').add(b'?').add(b'%');

/// Names of withheld files.
#[derive(Debug, Clone, Default)]
pub struct WithheldNames {
    /// Paths relative to the content folder.
    paths: FxHashSet<String>,
    /// Slugs, identifiers, aliases, titles, paths and stems in small letters.
    names: FxHashSet<String>,
    slugs: FxHashSet<String>,
    finder: Option<AhoCorasick>,
}

impl WithheldNames {
    /// The names of withheld records and files. A name that a public record has too is that one's.
    pub fn of(withheld: &[Postmortem], files: &[String], public: &[&Postmortem], kept: &[String]) -> Self {
        let mut names = Self::default();
        for record in withheld {
            names.add(record);
        }
        names.paths.extend(files.iter().cloned());
        for record in public {
            for name in names_of(record) {
                names.names.remove(&name);
            }
            names.slugs.remove(&record.slug.to_lowercase());
        }
        names.find_in_texts(public, kept);
        names
    }

    /// Whether nothing is withheld.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    fn add(&mut self, record: &Postmortem) {
        self.paths.insert(record.path.clone());
        self.slugs.insert(record.slug.to_lowercase());
        self.names.extend(names_of(record));
    }

    /// Collects what gives a file away wherever it stands: its path, its name, its page's address.
    fn find_in_texts(&mut self, public: &[&Postmortem], kept: &[String]) {
        let kept = kept.iter().map(String::as_str).chain(public.iter().map(|record| record.path.as_str()));
        let taken: FxHashSet<String> = kept.map(|path| file_name(path).to_lowercase()).collect();
        let taken_stems: FxHashSet<&str> = taken.iter().map(|name| stem_of(name)).collect();
        let mut needles: Vec<String> = Vec::new();
        for path in &self.paths {
            let name = file_name(path);
            if path.contains('/') {
                needles.push(path.clone());
            }
            let stem = stem_of(name);
            let is_telling = name.contains('.') && name.len() > 4 || name.len() >= 12;
            if is_telling
                && !GENERIC.contains(&stem.to_lowercase().as_str())
                && !taken.contains(&name.to_lowercase())
            {
                needles.push(name.to_owned());
            }
            let is_compound = stem.len() >= 12 && stem.contains(['-', '_']);
            if is_compound && !taken_stems.contains(stem.to_lowercase().as_str()) {
                needles.push(stem.to_owned());
            }
        }
        // The address of a page ends in a slug, whichever of its names the file has got it from.
        let slugs = self.names.iter().filter(|name| !name.contains(|c: char| c.is_whitespace() || c == '/'));
        needles.extend(slugs.chain(&self.slugs).map(|slug| format!("incidents/{slug}")));
        let escaped: Vec<String> =
            needles.iter().map(|needle| utf8_percent_encode(needle, ESCAPED).to_string()).collect();
        needles.extend(escaped);
        needles.sort();
        needles.dedup();
        // All matches: the path of a withheld file may stand within a longer path, and end in its name.
        self.finder = super::finder(MatchKind::Standard, true, needles.iter());
    }

    /// Whether this path of the content folder is withheld.
    pub(super) fn holds(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// Whether a withheld record is meant, as `related` and wiki links name records.
    pub fn names(&self, name: &str) -> bool {
        let name = percent_decode_str(name.trim().trim_start_matches('#')).decode_utf8_lossy().to_lowercase();
        let name = name.split(['#', '?']).next().unwrap_or("").trim_matches('/').trim();
        let file = file_name(name);
        let stem = stem_of(file);
        !name.is_empty() && [name, file, stem].iter().any(|name| self.names.contains(*name))
    }

    /// Whether an address on another host, or of the published site, is that of a withheld file.
    pub(super) fn addresses(&self, address: &str) -> bool {
        let address = percent_decode_str(address).decode_utf8_lossy().to_lowercase();
        let address = address.split(['#', '?']).next().unwrap_or("").trim_end_matches('/');
        let after = address.split("/incidents/").nth(1).and_then(|rest| rest.split('/').next());
        after.is_some_and(|slug| self.slugs.contains(slug) || self.names.contains(slug))
            || !self.mentions(address).is_empty()
    }

    /// Where a text holds the path, file name or page address of a withheld file: the whole words around it.
    pub(super) fn mentions(&self, text: &str) -> Vec<Range<usize>> {
        let within = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-');
        let ends = |c: char| c.is_whitespace() || "()<>[]{}\"'`|,;".contains(c);
        let mut found: Vec<Range<usize>> = Vec::new();
        for hit in self.finder.iter().flat_map(|finder| finder.find_overlapping_iter(text)) {
            let (before, after) = (&text[..hit.start()], &text[hit.end()..]);
            if within(before.chars().next_back()) || within(after.chars().next()) {
                continue;
            }
            let start =
                before.rfind(ends).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
            let end = hit.end() + after.find(ends).unwrap_or(after.len());
            found.push(start..end);
        }
        found
    }

    /// A text in which the names of withheld files are replaced; `None` where it has none.
    pub(super) fn sweep(&self, text: &str) -> Option<String> {
        let found = self.mentions(text);
        let parts = found.into_iter().map(|range| (range, PLACEHOLDER.to_owned())).collect::<Vec<_>>();
        (!parts.is_empty()).then(|| super::replace::parts(text, parts))
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn stem_of(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// All names of a record in small letters.
fn names_of(record: &Postmortem) -> Vec<String> {
    let file = file_name(&record.path);
    let stem = stem_of(file);
    let own = [record.slug.as_str(), record.path.as_str(), record.title.as_str(), file, stem];
    let aliases =
        record.aliases.iter().flat_map(|alias| [alias.as_str(), file_name(alias.trim_end_matches('/'))]);
    let all = own.into_iter().chain(record.id.as_deref()).chain(aliases);
    let plain = all.map(|name| name.trim().trim_start_matches('#').trim_matches('/').to_lowercase());
    plain.filter(|name| !name.is_empty() && !GENERIC.contains(&name.as_str())).collect()
}
