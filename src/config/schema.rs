//! JSON Schema of `whybook.toml`, for editors: made from the types that read it, and from the tables in which they look
//! names up.

use std::collections::BTreeMap;

use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{Schema, json_schema};
use serde_json::{Map, Value, json};

use super::services::ServiceEntry;
use super::{Config, Level};
use crate::diagnostic::rules as known_rules;
use crate::language::{self, HEADING_ROLES};
use crate::postmortem::{fields, schema as shared};

/// The schema of the settings, in JSON Schema 2020-12. Spellings that are read beside the documented ones are left out.
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().for_deserialize();
    let root = settings.into_generator().into_root_schema_for::<Config>();
    shared::described("config", "whybook.toml", "The settings of a Whybook site.", root)
}

/// A table with some of these keys.
fn table<'a>(keys: impl Iterator<Item = &'a str>, value: &Schema) -> Schema {
    let keys: Map<String, Value> = keys.map(|key| (key.to_owned(), value.clone().to_value())).collect();
    json_schema!({ "type": "object", "properties": keys, "additionalProperties": false })
}

pub(super) fn rules(generator: &mut SchemaGenerator) -> Schema {
    let level = generator.subschema_for::<Level>();
    table(known_rules::all().keys().map(String::as_str), &level)
}

pub(super) fn per_file_rules(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object", "additionalProperties": rules(generator) })
}

pub(super) fn headings(generator: &mut SchemaGenerator) -> Schema {
    table(HEADING_ROLES.into_iter(), &generator.subschema_for::<Vec<String>>())
}

pub(super) fn labels(generator: &mut SchemaGenerator) -> Schema {
    let labelled = fields::all().iter().filter(|field| !field.labels.is_empty());
    table(labelled.map(|field| field.key.as_str()), &generator.subschema_for::<Vec<String>>())
}

pub(super) fn language_code(_: &mut SchemaGenerator) -> Schema {
    let codes: Vec<&str> = language::all().iter().map(|language| language.code.as_str()).collect();
    json_schema!({ "type": "string", "examples": codes, "pattern": format!("^({})([-_].*)?$", codes.join("|")) })
}

pub(super) fn services(generator: &mut SchemaGenerator) -> Schema {
    let by_name = generator.subschema_for::<BTreeMap<String, ServiceEntry>>();
    let entry = generator.subschema_for::<ServiceEntry>();
    let listed = json!({ "type": "array", "items": { "allOf": [entry], "required": ["name"] } });
    json_schema!({ "anyOf": [by_name, listed] })
}
