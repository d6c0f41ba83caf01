//! Which record an author means by a name in `related` or `recurrence_of`.

use rustc_hash::FxHashMap;

use crate::postmortem::Postmortem;

/// What authors may call a record: its slug, identifier, former slugs, or path.
pub(super) struct RecordNames {
    places: FxHashMap<String, usize>,
}

impl RecordNames {
    /// Collects the names of `records`. Where two claim a name, a slug goes before an identifier, that before a
    /// former slug, and the first record before others.
    pub(super) fn of(records: &[&Postmortem]) -> Self {
        let mut places = FxHashMap::default();
        let mut add = |name: &str, index: usize| {
            if !name.trim().is_empty() {
                places.entry(name.trim().to_lowercase()).or_insert(index);
            }
        };
        for (index, record) in records.iter().enumerate() {
            add(&record.slug, index);
        }
        for (index, record) in records.iter().enumerate() {
            record.id.iter().for_each(|id| add(id, index));
        }
        for (index, record) in records.iter().enumerate() {
            record.aliases.iter().for_each(|alias| add(alias, index));
            add(&record.path, index);
        }
        Self { places }
    }

    /// The place of the record that `name` names, letter case aside.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let name = name.trim().trim_start_matches('#').to_lowercase();
        let file = name.rsplit('/').next().unwrap_or(&name);
        let stem = file.strip_suffix(".md").unwrap_or(file);
        [name.as_str(), file, stem].into_iter().find_map(|name| self.places.get(name).copied())
    }
}
