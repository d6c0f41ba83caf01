//! What a site gives to spreadsheets, programs and readers holds nothing that acts or that deceives.

use serde_json::Value;

use super::site::Site;

const TURNING: [char; 12] = [
    '\u{61C}', '\u{200E}', '\u{200F}', '\u{202A}', '\u{202B}', '\u{202C}', '\u{202D}', '\u{202E}',
    '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}',
];

#[test]
fn a_hidden_change_of_direction_is_visible_wherever_people_read() {
    let all: String = TURNING.iter().collect();
    let text = format!(
        "---\ntitle: \"A {all} שלום\"\nservices: [\"shop{all}\"]\nseverity: \"bad{all}\"\nowner: \"x{all}\"\ndate: 2024-01-02\n\
         {all}key: \"v{all}\"\n---\n# Text {all}\n\nThe outage was caused by a memory{all} leak, a memory leak {all}.\n\n\
         ```\ncode{all}\n```\n\n## Timeline\n\n- 10:00 it broke {all}\n\n<i title=\"{all}\">html {all}</i>\n\n\
         ## Actions\n\n- [ ] mend it {all}\n"
    );
    let site = Site::new()
        .config("base_url = \"https://incidents.example/\"\ntitle = \"\u{202E}x\"\n")
        .post("a.md", text);
    let runs = [
        site.run("build"),
        site.run("explain content"),
        site.run("search memory"),
        site.run("search --explain '\u{61C}memory'"),
    ];
    for run in runs {
        assert!(!run.stdout.contains(TURNING) && !run.stderr.contains(TURNING), "{run:?}");
    }
    for (path, bytes) in site.files("public") {
        if [".html", ".xml", ".csv"].iter().any(|end| path.ends_with(end)) {
            let text = String::from_utf8(bytes).unwrap();
            assert!(!text.contains(TURNING), "{path}");
        }
    }
    let page = site.read("public/incidents/a/index.html");
    assert!(page.contains("[U+202E]") && page.contains("שלום"), "{page}");
    assert!(site.read("public/incidents.json").contains('\u{202E}'), "programs get the text as it is");
}

#[test]
fn no_link_for_programs_runs_anything() {
    let text = "---\nrunbook: \"java\\tscript:alert(1)\"\nlinks: [\" JAVASCRIPT:alert(1)\", \"data:text/html,x\", \"https://example.org/\"]\n\
                actions:\n- {text: mend it, link: \"vbscript:x\"}\n- {text: watch it, link: \"https://example.org/2\"}\n---\n# A\n";
    let other = "# B\n\n## Actions\n\n- [mend](javascript:alert) it\n";
    let site = Site::new().post("a.md", text).post("b.md", other);
    site.run("build").exits(0).mentions("a `javascript:` link in runbook is left out");
    let published: Value = serde_json::from_str(&site.read("public/incidents.json")).unwrap();
    let published = published["incidents"].as_array().unwrap().clone();
    for record in published.into_iter().chain([site.explain("a.md"), site.explain("b.md")]) {
        assert_eq!(record["runbook"], Value::Null);
        let links = record["links"].as_array().cloned().unwrap_or_default();
        assert!(links.iter().all(|link| link == "https://example.org/"), "{links:?}");
        for action in record["actions"].as_array().unwrap() {
            assert!(action["link"].is_null() || action["link"] == "https://example.org/2", "{action}");
        }
    }
}
