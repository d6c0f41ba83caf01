//! Names that become addresses: whatever a field holds, its file is published, and so are all others.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::site::Site;

const GOOD: &str = "# Good\n\nThe outage was caused by a memory leak.\n";

/// Values that have no place in a path.
fn hostile() -> Vec<String> {
    let short = [
        "..", "../../x", "/etc", "C:\\x", "con", "NUL", "lpt1", "a\0b", "index", "page", "page/2", "404",
        "unstated", " ", ".", "-", "a/", "🔥🔥", "\u{200D}", "שלום", "a\r\nb", "A", "a", "Checkout API",
        "checkout-api", "checkout/api", "\u{202E}x", "%2e%2e%2f", "<a>", "{{ x }}",
    ];
    let long = [
        "x".repeat(300),
        format!("{}y", "x".repeat(300)),
        "é".repeat(5_000),
        "日".repeat(5_000),
        "-".repeat(300),
    ];
    short.into_iter().map(str::to_owned).chain(long).collect()
}

/// Builds a site of a good file and of the others, by their paths: all are published, at paths that every file system
/// can hold.
#[track_caller]
fn published(what: &str, site: Site, paths: &[String]) {
    let site = site.post("good.md", GOOD);
    let run = site.run("build");
    assert_eq!(run.code, Some(0), "{what}: {}", run.stderr);
    let records: Value = serde_json::from_str(&site.read("public/incidents.json")).unwrap();
    let mut found = BTreeSet::new();
    for record in records["incidents"].as_array().unwrap() {
        let page = format!("public/incidents/{}/index.html", record["slug"].as_str().unwrap());
        assert!(site.path(&page).is_file(), "{what}: {page} is not there");
        found.insert(record["path"].as_str().unwrap().to_owned());
    }
    let expected: BTreeSet<String> = paths.iter().cloned().chain(["good.md".to_owned()]).collect();
    assert_eq!(found, expected, "{what}");
    let mut seen = BTreeSet::new();
    for path in site.files("public").into_keys() {
        assert!(path.len() < 240, "{what}: {path}");
        assert!(seen.insert(path.to_lowercase()), "{what}: {path} twice");
    }
}

#[test]
fn no_value_of_any_field_stops_a_file_or_the_others() {
    let lists = ["services", "aliases", "causes", "tags", "categories", "keywords", "related", "links"];
    let texts = [
        "severity", "team", "organisation", "owner", "slug", "id", "title", "recurrence_of", "runbook",
        "date", "start", "kind", "status",
    ];
    let mut site = Site::new();
    let mut paths = Vec::new();
    for field in lists.into_iter().chain(texts) {
        for (number, value) in hostile().into_iter().enumerate() {
            let value = if lists.contains(&field) { json!([value]) } else { json!(value) };
            let path = format!("{field}/{number}.md");
            site = site.post(&path, format!("{}\n{GOOD}", json!({ field: value })));
            paths.push(path);
        }
    }
    published("fields", site, &paths);
}

#[test]
fn no_year_stops_a_file_or_the_others() {
    let mut site = Site::new();
    let mut paths = Vec::new();
    for (number, day) in
        ["0001-01-01", "9999-12-31", "-0044-03-15", "0044-03-15", "0000-00-00", "99999-01-01"]
            .into_iter()
            .enumerate()
    {
        let path = format!("{number}.md");
        site = site.post(&path, format!("---\ndate: {day}\nstart: {day}\n---\n{GOOD}"));
        paths.push(path);
    }
    published("date", site, &paths);
}

#[cfg(unix)]
#[test]
fn no_name_of_a_file_or_folder_stops_it_or_the_others() {
    let longest = |letter: &str| letter.repeat(252 / letter.len()) + ".md";
    let names = [
        longest("x"),
        longest("é"),
        longest("日"),
        "con.md".into(),
        "NUL.md".into(),
        "page.md".into(),
        "page/index.md".into(),
        "incidents/x.md".into(),
        "a\nb.md".into(),
        "-.md".into(),
        "🔥.md".into(),
        "A.md".into(),
        "a.md".into(),
        "שלום.md".into(),
        "\u{202E}x.md".into(),
        " .md".into(),
        "a\\b.md".into(),
        "404.md".into(),
        format!("{}deep.md", "d/".repeat(40)),
        format!("{}{}", "y".repeat(255) + "/", longest("z")),
    ];
    let site = names.iter().fold(Site::new(), |site, name| site.post(name, GOOD));
    published("names", site, &names);
}

#[test]
fn no_id_of_a_sites_own_taxonomy_stops_a_file_or_the_others() {
    let mut taxonomy = String::new();
    for id in hostile().iter().chain(&["a--b".to_owned(), "untagged".to_owned(), "x".repeat(100)]) {
        let id = Value::from(id.as_str());
        for kind in ["category", "cause"] {
            let category = if kind == "cause" { "category = \"code\"\n" } else { "" };
            taxonomy.push_str(&format!(
                "[[{kind}]]\nid = {id}\n{category}label = {id}\nstrong = [\"memory leak\"]\n\n"
            ));
        }
    }
    let site = Site::new().config("taxonomy = \"causes.toml\"\n").file("causes.toml", taxonomy);
    published("taxonomy", site.post("other.md", GOOD), &["other.md".to_owned()]);
}

#[test]
fn long_settings_of_the_site_cost_no_page() {
    let (title, description) = ("t".repeat(20_000), "d".repeat(1_000_000));
    let site = Site::new().config(&format!("title = \"{title}\"\ndescription = \"{description}\"\n"));
    published("settings", site, &[]);
}

#[test]
fn a_long_name_of_a_service_or_a_former_address_stops_nothing() {
    let long = "x".repeat(300);
    let site = Site::new()
        .post("good.md", GOOD)
        .post("a.md", format!("---\nservices: [\"{long}\"]\naliases: [\"{long}\", good, con]\n---\n# A\n"));
    site.run("build").exits(0).mentions("the former address `good` belongs to `good.md`");
    assert!(site.read("public/incidents/good/index.html").contains("memory leak"));
    assert_eq!(site.published().len(), 4, "two incidents, and two former addresses");
}
