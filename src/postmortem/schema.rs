//! JSON Schema (2020-12) of front matter, for editors, and of the record, for those who read it by program.

use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{Schema, json_schema};
use serde_json::{Map, Value, json};

use super::fields::{self, Field, FieldKind};
use super::{ActionKind, ActionStatus, DetectedBy, Kind, Postmortem, Role, Status, Visibility};

/// A day, with or without what follows: `2024-05-06`, `2024-05-06T07:08:00Z`.
const DAY: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].+)?$";
/// A day, a clock time, or both, with or without a zone.
const MOMENT: &str = "^([0-9]{4}-[0-9]{2}-[0-9]{2}|([0-9]{4}-[0-9]{2}-[0-9]{2}[T ])?[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?( ?(Z|[+-][0-9]{2}:?[0-9]{2}|[A-Z]{2,5}))?)$";

/// What the front matter of a site may name.
#[derive(Debug, Default)]
pub struct SiteNames<'a> {
    /// Causes with their definitions.
    pub causes: Vec<(&'a str, &'a str)>,
    /// Services.
    pub services: Vec<&'a str>,
}

/// A schema with its name, its title and what it is of.
pub fn described(name: &str, title: &str, description: &str, schema: Schema) -> Value {
    let mut schema = schema.to_value();
    drop_integer_formats(&mut schema);
    if let Some(root) = schema.as_object_mut() {
        root.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        root.insert("$id".to_owned(), json!(format!("urn:whybook:schema:{name}")));
        root.insert("$comment".to_owned(), json!(format!("Whybook {}", env!("CARGO_PKG_VERSION"))));
        root.insert("title".to_owned(), json!(title));
        root.insert("description".to_owned(), json!(description));
    }
    schema
}

/// Takes out the widths of Rust's integers, which no validator knows.
fn drop_integer_formats(schema: &mut Value) {
    match schema {
        Value::Object(entries) => {
            entries
                .retain(|key, value| key != "format" || !value.as_str().is_some_and(|it| it.contains("int")));
            entries.values_mut().for_each(drop_integer_formats);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_integer_formats),
        _ => {}
    }
}

/// The schema of a record, as `whybook explain --format jsonl` prints one a line.
pub fn record() -> Value {
    let description =
        "One postmortem: its facts, and where each came from. Unknown is null; further keys may be added.";
    described("record", "Postmortem record", description, of_records().into_root_schema_for::<Postmortem>())
}

/// The schema of `incidents.json`, which holds all records of a site.
pub fn incidents() -> Value {
    let mut generator = of_records();
    let record = generator.subschema_for::<Postmortem>();
    let schema = json_schema!({
        "type": "object",
        "properties": {
            "$schema": { "type": "string" },
            "incidents": { "type": "array", "items": record, "description": "Newest first." },
        },
        "required": ["incidents"],
        "$defs": generator.take_definitions(true),
    });
    described("incidents", "incidents.json", "All incidents of a Whybook site.", schema)
}

fn of_records() -> SchemaGenerator {
    SchemaSettings::draft2020_12().for_serialize().into_generator()
}

/// The schema of front matter, in the documented forms: an editor offers keys and values by it. Whybook reads more, such
/// as other names of keys, dates in words, and words of other languages.
pub fn front_matter(names: &SiteNames<'_>) -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let mut properties = Map::new();
    for field in fields::all().iter().filter(|field| !field.about.is_empty()) {
        let mut schema = value(field, &mut generator);
        schema.insert("description".to_owned(), json!(field.about));
        properties.insert(field.key.clone(), schema.to_value());
    }
    let mut definitions = generator.take_definitions(true);
    let services = names.services.iter().map(|name| (*name, ""));
    definitions.insert("CauseName".to_owned(), known(names.causes.iter().copied()));
    definitions.insert("ServiceName".to_owned(), known(services));
    let schema = json_schema!({ "type": ["object", "null"], "properties": properties, "$defs": definitions });
    let description =
        "Front matter of a postmortem. All keys are optional, and what is left empty is read from the text.";
    described("front-matter", "Postmortem front matter", description, schema)
}

/// What a key may hold.
fn value(field: &Field, generator: &mut SchemaGenerator) -> Schema {
    match field.kind {
        FieldKind::Word => word(&field.key, generator),
        FieldKind::Names if field.key == "services" => {
            list(&Schema::new_ref("#/$defs/ServiceName".to_owned()))
        }
        FieldKind::List | FieldKind::Names => list(&scalar()),
        FieldKind::Causes => {
            let cause = Schema::new_ref("#/$defs/CauseName".to_owned());
            let with_role = json_schema!({
                "type": "object",
                "properties": { "id": cause, "role": generator.subschema_for::<Role>() },
                "required": ["id"],
            });
            let item =
                if field.key == "causes" { json_schema!({ "anyOf": [cause, with_role] }) } else { cause };
            list(&item)
        }
        FieldKind::Date => day(),
        FieldKind::Moment => moment(),
        FieldKind::Length => json_schema!({
            "type": ["string", "null"],
            "pattern": "[0-9]",
            "examples": ["17min", "1h 30m", "PT3H", "11 days"],
        }),
        FieldKind::Zone => json_schema!({
            "type": ["string", "null"],
            "examples": ["Europe/Berlin", "CET", "+02:00"],
        }),
        FieldKind::Percent => percent(),
        FieldKind::Impact => json_schema!({
            "type": ["string", "number", "object", "null"],
            "properties": {
                "percent": percent(),
                "users": scalar(), "requests": scalar(), "money": scalar(), "data_loss": scalar(), "text": scalar(),
            },
        }),
        FieldKind::Windows => json_schema!({
            "type": ["array", "null"],
            "items": {
                "type": "object",
                "properties": { "start": moment(), "end": moment() },
                "required": ["start", "end"],
            },
        }),
        FieldKind::Actions => actions(generator),
        FieldKind::Text | FieldKind::Derived => scalar(),
        FieldKind::Foreign => json_schema!({}),
    }
}

fn word(key: &str, generator: &mut SchemaGenerator) -> Schema {
    match key {
        "status" => generator.subschema_for::<Option<Status>>(),
        "kind" => generator.subschema_for::<Option<Kind>>(),
        "detected_by" => generator.subschema_for::<Option<DetectedBy>>(),
        "visibility" => generator.subschema_for::<Option<Visibility>>(),
        "draft" => json_schema!({ "type": ["boolean", "null"] }),
        _ => {
            json_schema!({ "type": ["string", "integer", "null"], "examples": ["SEV-1", "P2", "critical", "minor"] })
        }
    }
}

/// A text; YAML has other types for some that need no quotes.
fn scalar() -> Schema {
    json_schema!({ "type": ["string", "number", "boolean", "null"] })
}

/// One value or a list of them.
fn list(item: &Schema) -> Schema {
    json_schema!({ "anyOf": [item, { "type": "array", "items": item }] })
}

/// A name that an editor offers, or another one.
fn known<'a>(names: impl Iterator<Item = (&'a str, &'a str)>) -> Value {
    let named = names.map(|(name, about)| match about {
        "" => json!({ "const": name }),
        about => json!({ "const": name, "description": about }),
    });
    json!({ "anyOf": named.chain([scalar().to_value()]).collect::<Vec<_>>() })
}

fn day() -> Schema {
    json_schema!({
        "type": ["string", "null"],
        "pattern": DAY,
        "patternErrorMessage": "Write a day as 2024-05-06.",
        "examples": ["2024-05-06"],
    })
}

fn moment() -> Schema {
    json_schema!({
        "type": ["string", "null"],
        "pattern": MOMENT,
        "patternErrorMessage": "Write a point in time as 2024-05-06T07:08:00Z, or without a zone.",
        "examples": ["2024-05-06T07:08:00Z", "2024-05-06 07:08"],
    })
}

fn percent() -> Schema {
    json_schema!({
        "type": ["number", "string", "null"],
        "minimum": 0,
        "maximum": 100,
        "pattern": "^ *[0-9.]+ *%? *$",
        "examples": ["70%"],
    })
}

fn actions(generator: &mut SchemaGenerator) -> Schema {
    let item = json_schema!({
        "type": ["string", "object"],
        "properties": {
            "text": scalar(),
            "owner": scalar(),
            "due": day(),
            "status": generator.subschema_for::<Option<ActionStatus>>(),
            "closed": day(),
            "kind": generator.subschema_for::<Option<ActionKind>>(),
            "priority": scalar(),
            "link": scalar(),
        },
    });
    json_schema!({ "type": ["array", "string", "null"], "items": item })
}

/// A clock time of the record.
pub(super) fn clock_time(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "null"], "pattern": "^[0-9]{2}:[0-9]{2}$" })
}
