//! Services beyond one text: the names that a site gives them, and those that recur in its folder.

use std::collections::BTreeMap;

use crate::config::KnownServices;
use crate::extract::Incident;
use crate::postmortem::Postmortem;

/// So many other write-ups must name a service as affected before a name that only may be one counts.
const MADE_KNOWN_BY: usize = 2;

/// Calls services that the author states by one of their aliases by their names.
pub(crate) fn name_as_known(record: &mut Postmortem, known: &KnownServices) {
    if known.is_empty() {
        return;
    }
    let mut named: Vec<String> = Vec::with_capacity(record.services.len());
    for service in record.services.drain(..) {
        let name = known.named(&service).map_or(service.as_str(), |known| &known.name);
        if !named.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            named.push(name.to_owned());
        }
    }
    record.services = named;
}

/// Names that may be services become ones where other write-ups of the folder name the same as affected.
pub fn recurring_services(incidents: &mut [Incident]) {
    let mut files: BTreeMap<String, usize> = BTreeMap::new();
    for service in incidents.iter().flat_map(|incident| &incident.record.services) {
        *files.entry(service.to_lowercase()).or_default() += 1;
    }
    for incident in incidents {
        let record = &mut incident.record;
        for (name, provenance) in std::mem::take(&mut record.possible_services) {
            let named = record.services.iter().any(|service| service.eq_ignore_ascii_case(&name));
            let elsewhere = files.get(&name.to_lowercase()).copied().unwrap_or(0);
            if !named && elsewhere >= MADE_KNOWN_BY {
                record.services.push(name);
                record.provenance.entry("services").or_insert(provenance);
            }
        }
    }
}
