//! `whybook schema`, and how editors find what it prints. tests/browser/schema.test.mjs validates all samples by it.

use serde_json::{Value, json};

use super::site::Site;

fn schema(site: &Site, of: &str) -> Value {
    let schema: Value = serde_json::from_str(&site.run(&format!("schema {of}")).exits(0).stdout).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["$id"], format!("urn:whybook:schema:{of}"));
    schema
}

#[test]
fn every_key_and_value_that_an_editor_offers_is_described() {
    let site = Site::new();
    for of in ["front-matter", "config", "record"] {
        let schema = schema(&site, of);
        let keys = schema["properties"].as_object().unwrap();
        assert!(keys.len() > 20, "{of}: {}", keys.len());
        for (key, value) in keys {
            assert!(value["description"].as_str().is_some_and(|text| text.ends_with('.')), "{of}: {key}");
        }
    }
    let config = schema(&site, "config");
    assert_eq!(config["properties"]["content"]["default"], "content");
    assert_eq!(config["properties"]["rules"]["properties"]["no-timeline"]["$ref"], "#/$defs/Level");
}

#[test]
fn front_matter_offers_the_causes_and_services_of_the_site() {
    let site = Site::new()
        .file(
            "causes.toml",
            "[[cause]]\nid = \"lock\"\ncategory = \"code\"\nlabel = \"Lock\"\ndefinition = \"Two wait.\"\n",
        )
        .config("taxonomy = \"causes.toml\"\n[services.Checkout]\n");
    let definitions = &schema(&site, "front-matter")["$defs"];
    let causes = definitions["CauseName"]["anyOf"].as_array().unwrap();
    assert!(causes.contains(&json!({"const": "lock", "description": "Two wait."})), "{causes:?}");
    assert_eq!(definitions["ServiceName"]["anyOf"][0], json!({"const": "Checkout"}));
}

#[test]
fn init_writes_schemas_and_what_it_and_new_write_points_to_them() {
    let site = Site::new();
    site.run("init kb").exits(0);
    let settings = site.read("kb/whybook.toml");
    assert!(settings.starts_with("#:schema ./.whybook/config.schema.json\n"), "{settings}");
    assert_eq!(site.read("kb/.whybook/config.schema.json"), site.run("schema config").stdout);
    assert_eq!(site.read("kb/.whybook/front-matter.schema.json"), site.run("schema front-matter").stdout);
    site.run("new 'Shop down' --date 2026-05-06 --config kb/whybook.toml").exits(0);
    let text = site.read("kb/content/2026-05-06-shop-down.md");
    let comment =
        "---\n# yaml-language-server: $schema=../.whybook/front-matter.schema.json\ntitle: Shop down\n";
    assert!(text.starts_with(comment), "{text}");
    // A site without the file gets no comment that leads nowhere.
    site.run("new 'Shop down' --date 2026-05-06").exits(0);
    assert!(site.read("content/2026-05-06-shop-down.md").starts_with("---\ntitle: Shop down\n"));
}
