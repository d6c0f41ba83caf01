//! What a taxonomy file says of causes by their names: set once every cause is known.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeTable;

use super::reading::{MOST_ENTRIES, TaxonomyParser, did_you_mean, value};
use super::{Cause, Taxonomy, alike};

impl TaxonomyParser<'_> {
    fn is_known(&mut self, taxonomy: &Taxonomy, id: &str, place: Range<usize>) -> bool {
        let known = taxonomy.causes.iter().any(|cause| cause.id == id);
        if !known && taxonomy.find_retired(id).is_some() {
            self.error(place, format!("this file retires `{id}`"));
        } else if !known {
            let help = did_you_mean(taxonomy, id);
            self.report(place, format!("unknown cause `{id}`"), help);
        }
        known
    }

    /// Sets rivals and closer causes once every cause is known, and forgets those that are gone.
    pub(super) fn rivals(&mut self, taxonomy: &mut Taxonomy, document: &DeTable<'_>) {
        for entry in tables(document) {
            let Some(rival) = self.string(entry, "confused_with") else { continue };
            let place = value(entry, "confused_with").map_or(0..0, Spanned::span);
            if self.is_known(taxonomy, &rival, place)
                && let Some(cause) = named(taxonomy, entry)
            {
                cause.rival = Some(rival);
            }
        }
        for entry in tables(document) {
            for (id, place) in self.strings(entry, "more_specific", |_| None) {
                if self.is_known(taxonomy, &id, place)
                    && let Some(cause) = named(taxonomy, entry)
                {
                    cause.closer.push(id);
                }
            }
        }
        let ids: Vec<String> = taxonomy.causes.iter().map(|cause| cause.id.clone()).collect();
        for cause in &mut taxonomy.causes {
            cause.rival = cause.rival.take().filter(|rival| ids.contains(rival));
            cause.closer.retain(|closer| ids.contains(closer));
        }
    }

    /// Sets labels once every cause is known: none may be the name of another.
    pub(super) fn labels(&mut self, taxonomy: &mut Taxonomy, document: &DeTable<'_>) {
        for entry in tables(document) {
            let Some(id) = named(taxonomy, entry).map(|cause| cause.id.clone()) else { continue };
            let Some(label) = self.string(entry, "label") else { continue };
            let place = entry.get("label").map_or(0..0, Spanned::span);
            let mut others = taxonomy.causes.iter().filter(|cause| cause.id != id);
            match others.find(|cause| cause.names().any(|held| alike(held, &label))) {
                // A name leads to the cause that has it for its id, whatever else it stands for.
                Some(holder) if !alike(&id, &label) => self.held(place, &label, holder),
                _ => {
                    if let Some(cause) = named(taxonomy, entry) {
                        cause.label = label;
                    }
                }
            }
        }
    }

    /// Reports a name that is another cause's.
    fn held(&mut self, place: Range<usize>, name: &str, holder: &Cause) {
        if alike(name, &holder.id) {
            self.error(place, format!("the cause `{}` has this name already", holder.id));
        } else {
            self.error(place, format!("`{name}` already stands for `{}`", holder.id));
        }
    }

    /// Adds synonyms once every cause is known: no name may stand for two.
    pub(super) fn names(&mut self, taxonomy: &mut Taxonomy, document: &DeTable<'_>) {
        let fault = |name: &str| name.trim().is_empty().then(|| "an empty name".into());
        for entry in tables(document) {
            for (name, place) in self.strings(entry, "synonyms", fault) {
                let own = named(taxonomy, entry).map(|cause| cause.id.clone());
                let holder =
                    taxonomy.causes.iter().find(|cause| cause.names().any(|held| alike(held, &name)));
                match (own, holder) {
                    (Some(own), Some(holder)) if holder.id != own => {
                        self.held(place, &name, holder);
                    }
                    (Some(_), None) => {
                        if let Some(cause) = named(taxonomy, entry) {
                            cause.synonyms.push(name);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    pub(super) fn retire(&mut self, taxonomy: &mut Taxonomy, document: &DeTable<'_>) {
        for (id, place) in self.strings(document, "retire", |_| None) {
            if let Some(at) = taxonomy.causes.iter().position(|cause| cause.id == id) {
                taxonomy.retired.push(taxonomy.causes.remove(at));
            } else if taxonomy.retired.iter().any(|cause| cause.id == id) {
                self.error(place, format!("`{id}` is retired already"));
            } else {
                let help = did_you_mean(taxonomy, &id);
                self.report(place, format!("cannot retire `{id}`: there is no such cause"), help);
            }
        }
    }
}

/// The tables of `[[cause]]` that were not passed over for an id that stood before.
fn tables<'d, 'a>(document: &'d DeTable<'a>) -> impl Iterator<Item = &'d DeTable<'a>> {
    let entries = document.get("cause").and_then(|value| value.get_ref().as_array());
    let mut seen = Vec::new();
    let entries = entries.into_iter().flat_map(|array| array.iter()).take(MOST_ENTRIES);
    let tables = entries.filter_map(|entry| entry.get_ref().as_table());
    tables.filter(move |table| {
        let id = table.get("id").and_then(|id| id.get_ref().as_str());
        let first = !seen.contains(&id);
        seen.push(id);
        first
    })
}

fn named<'t>(taxonomy: &'t mut Taxonomy, entry: &DeTable<'_>) -> Option<&'t mut Cause> {
    let id = entry.get("id")?.get_ref().as_str()?;
    taxonomy.causes.iter_mut().find(|cause| cause.id == id)
}
