//! The table of fields and what repeats it: the docs, and the fields of the search.
//!
//! `WHYBOOK_UPDATE_DOCS=1 cargo test --test suite fields` writes the marked parts of the docs anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use whybook::postmortem::{Postmortem, fields};

use super::site::Site;

/// All facts with their names everywhere.
fn table() -> String {
    let code = |names: Vec<&str>| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let columns = fields::csv_columns();
    let mut table =
        "| term | front matter | also | JSON | query | incidents.csv |\n|---|---|---|---|---|---|\n"
            .to_owned();
    for field in fields::facts().filter(|field| !field.name.is_empty()) {
        let key = field.is_stated().then_some(field.key.as_str());
        let cells = [
            field.name.clone(),
            code(key.into_iter().collect()),
            code(field.aliases.iter().map(String::as_str).collect()),
            code(vec![field.record()]),
            code(field.search.as_deref().into_iter().collect()),
            code(columns.iter().filter(|(_, of)| of.key == field.key).map(|(name, _)| *name).collect()),
        ];
        let _ = writeln!(table, "| {} |", cells.join(" | "));
    }
    table
}

/// The fields that a label in the text can state.
fn labelled() -> String {
    let fields = fields::all().iter().filter(|field| !field.labels.is_empty());
    let names: Vec<String> = fields.map(|field| format!("`{}`", field.key)).collect();
    format!("{}\n", names.join(", "))
}

/// The columns of incidents.csv, in their order.
fn columns() -> String {
    let names: Vec<String> = fields::csv_columns().iter().map(|(name, _)| format!("`{name}`")).collect();
    format!("{}\n", names.join(", "))
}

/// Compares the part of a document between two marks with what the table of fields says, or replaces it.
fn check(document: &str, mark: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(document);
    let text = std::fs::read_to_string(&path).unwrap();
    let (begin, end) = (format!("<!-- {mark}: begin -->\n"), format!("<!-- {mark}: end -->"));
    let from = text.find(&begin).expect("the begin mark") + begin.len();
    let to = from + text[from..].find(&end).expect("the end mark");
    if std::env::var_os("WHYBOOK_UPDATE_DOCS").is_some() {
        std::fs::write(&path, format!("{}{expected}{}", &text[..from], &text[to..])).unwrap();
    } else {
        assert_eq!(&text[from..to], expected, "run with WHYBOOK_UPDATE_DOCS=1 to update docs/{document}");
    }
}

#[test]
fn the_docs_list_the_fields_of_the_table() {
    check("front-matter.md", "fields", &table());
    check("languages.md", "labels", &labelled());
    check("outputs.md", "columns", &columns());
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/front-matter.md"));
    let page = page.unwrap();
    let (values, _) = page.split_once("## All fields").expect("the table of values before that of names");
    let stated = fields::all().iter().filter(|field| field.is_stated());
    let missing: Vec<&str> =
        stated.map(|field| field.key.as_str()).filter(|key| !values.contains(&format!("`{key}`"))).collect();
    assert!(missing.is_empty(), "docs/front-matter.md does not say what these take: {missing:?}");
}

#[test]
fn the_docs_tell_every_name_of_a_record() {
    let record = serde_json::to_value(Postmortem::default()).unwrap();
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/outputs.md");
    let page = std::fs::read_to_string(page).unwrap();
    let names = record.as_object().unwrap().keys();
    let missing: Vec<&String> = names.filter(|name| !page.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "not in docs/outputs.md: {missing:?}");
}

#[test]
fn what_the_table_calls_searchable_is_a_field_of_the_search() {
    let stated: BTreeSet<&str> = fields::all().iter().filter_map(|field| field.search.as_deref()).collect();
    let guide =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/search.md")).unwrap();
    let (_, table) = guide.split_once("| field | takes |\n|---|---|\n").expect("the table of query fields");
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    let names = rows.filter_map(|row| row.split('|').nth(1)).flat_map(|cell| cell.split(", "));
    // What is asked of a whole write-up or of its causes, and of no fact.
    let other = ["body", "root_cause", "category", "has", "year"];
    let known = names.map(|name| name.trim_matches([' ', '`'])).filter(|name| !other.contains(name));
    assert_eq!(stated, known.collect());
    let site = Site::new().post("shop.md", "# Shop down\n");
    site.run("build").exits(0);
    for name in stated {
        let found = site.run(&format!("search {name}:2024"));
        assert!(!found.stderr.contains("is no field"), "{}", found.stderr);
    }
}
