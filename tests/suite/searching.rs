//! `whybook search`: what is found, in which order, and in which form.

use serde_json::{Value, json};
use snapbox::str;

use super::site::Site;

fn shelf() -> Site {
    let post = |title: &str, start: &str, end: &str, service: &str, text: &str| {
        format!(
            "---\ntitle: {title}\nstart: {start}\nend: {end}\nservices: [{service}]\n---\n\n## Root cause\n\n{text}\n"
        )
    };
    let leak = "The root cause was a memory leak in the session cache of the worker.";
    let site = Site::new()
        .post(
            "2023/leak.md",
            post("Basket grows", "2023-05-01T10:00:00Z", "2023-05-01T10:30:00Z", "shop", leak),
        )
        .post(
            "2024/dns.md",
            post(
                "Names do not resolve",
                "2024-02-01T08:00:00Z",
                "2024-02-01T20:00:00Z",
                "mail",
                "The outage was caused by a wrong DNS zone file. The log said: dial tcp 10.0.0.1:53: i/o timeout.",
            ),
        )
        .post(
            "2025/again.md",
            post("Basket grows again", "2025-05-01T10:00:00Z", "2025-05-01T12:00:00Z", "shop", leak),
        );
    site.run("build --strict").exits(0);
    site
}

#[track_caller]
fn found(site: &Site, arguments: &str) -> Vec<String> {
    let run = site.run(&format!("search --format json {arguments}")).exits(0);
    let hits = run.json();
    hits["hits"].as_array().unwrap().iter().map(|hit| hit["path"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn fields_words_and_phrases_find_the_right_files() {
    let site = shelf();
    assert_eq!(found(&site, "cause:memory-leak --sort date"), ["2025/again.md", "2023/leak.md"]);
    assert_eq!(found(&site, "cause:traffic-surge"), [""; 0]);
    assert_eq!(found(&site, "service:mail"), ["2024/dns.md"]);
    assert_eq!(found(&site, "date:2023-01-01..2023-12-31"), ["2023/leak.md"]);
    assert_eq!(found(&site, "resolving"), ["2024/dns.md"]);
    assert_eq!(found(&site, "'\"wrong DNS zone\"'"), ["2024/dns.md"]);
    assert_eq!(found(&site, "'leak NOT again'"), ["2023/leak.md"]);
    assert_eq!(found(&site, "'cause:dns OR date:2023' --sort duration"), ["2024/dns.md", "2023/leak.md"]);
    assert_eq!(found(&site, "'dial tcp 10.0.0.1:53: i/o timeout'"), ["2024/dns.md"]);
    for pasted in ["can\u{2019}t connect: (", "[ERROR] 500", "a:b:c\"", "((", "*", "-", ":", "\\"] {
        site.run(&format!("search '{pasted}'")).exits(0);
    }
}

#[test]
fn fields_and_values_answer_to_other_usual_terms() {
    let site = Site::new().post(
        "2024/mail.md",
        "# Mail is late\n\nDate: 2024-05-06\n\nAffected services: mail\n\nDetected by: customer\n\n\
         ## Action items\n\n| Action | Status |\n|---|---|\n| Buy a second relay | Won't do |\n",
    );
    site.run("build").exits(0);
    for query in ["affected_services:mail", "detection_source:users", "action_item:wont-do"] {
        assert_eq!(found(&site, query), ["2024/mail.md"], "{query}");
    }
}

#[test]
fn order_and_paging() {
    let site = shelf();
    assert_eq!(found(&site, "--sort date"), ["2025/again.md", "2024/dns.md", "2023/leak.md"]);
    assert_eq!(found(&site, "--sort duration"), ["2024/dns.md", "2025/again.md", "2023/leak.md"]);
    assert_eq!(found(&site, "--sort date --limit 1 --offset 1"), ["2024/dns.md"]);
    assert_eq!(found(&site, "--sort date --limit 0"), [""; 0]);
    assert_eq!(found(&site, "--offset 9"), [""; 0]);
    site.run("search --offset 9").exits(0).prints("3 incidents match, none from --offset 9 on.\n");
}

#[test]
fn the_shape_of_an_answer_for_a_program() {
    let answer = shelf().run("search 'cause:memory-leak session' --sort date --limit 1 --format json").json();
    assert_eq!(answer["total"], 2);
    let hit = &answer["hits"][0];
    let expected = json!({
        "path": "2025/again.md", "slug": "again", "title": "Basket grows again", "date": "2025-05-01",
        "services": ["shop"], "duration_minutes": 120,
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&hit[name], value, "{name} in {hit}");
    }
    assert!(hit["score"].is_number() && hit["snippet"]["text"].as_str().unwrap().contains("memory leak"));
    assert_eq!(hit["causes"][0]["id"], "memory-leak");
    let query = "cause:memory-leak session service:shop";
    let shop = json!({"value": "shop", "label": "shop", "count": 2, "chosen": false, "query": query});
    assert_eq!(answer["facets"]["service"], Value::Array(vec![shop]));
    let code = &answer["facets"]["cause"][0];
    assert_eq!((&code["value"], &code["causes"][0]["value"]), (&json!("code"), &json!("memory-leak")));
    assert_eq!(code["causes"][0]["chosen"], true);
    assert_eq!(
        answer["filters"][0],
        json!({
            "field": "cause", "text": "cause:memory-leak", "excludes": false, "without": "session",
        })
    );
}

#[test]
fn the_answer_for_a_person() {
    let site = shelf();
    site.run("search leak --sort date").exits(0).complains("").prints(str![[r#"
1. Basket grows again
   2025-05-01 · 2 h · shop · memory-leak
   Root cause: The root cause was a memory leak in the session cache of the worker.
   2025/again.md

2. Basket grows
   2023-05-01 · 30 min · shop · memory-leak
   Root cause: The root cause was a memory leak in the session cache of the worker.
   2023/leak.md

2 incidents, 1 to 2 shown
  cause:       code (2): memory-leak (2)
  service:     shop (2)
  date:        2025 (1), 2023 (1)
  detected_by: unknown (2)

"#]]);
    site.run("search nothingofthesort").exits(0).prints(str![[r#"
note: `nothingofthesort` occurs in no incident

No incidents found.
Try fewer words, OR between them, or a field: cause:dns, service:checkout, date:2023.

"#]]);
}

#[test]
fn how_a_query_was_read_is_shown() {
    shelf().run("search --explain 'cause:leak timout -dns date:2023..'").exits(0).prints(str![[r#"
note: `leak` is the cause `memory-leak`
note: `timout` occurs in no incident; did you mean `timeout`?

all of
  cause is memory-leak
  not
    `dns`
  date is 2023-01-01 or more
  nothing: no incident can match

0 incidents match.

"#]]);
    let answer = shelf().run("search --explain --format json leak").json();
    assert_eq!(answer["reading"]["says"], "`leak`");
}

#[test]
fn what_is_malformed_is_answered_with_the_place_and_a_hint() {
    let run = shelf().run("search 'cause:memory-leak AND (basket'").exits(0).complains("");
    let head = "note: a parenthesis without its partner is read as text\n  cause:memory-leak AND (basket\n                        ^\nhelp: write both ( and ), or neither\n";
    assert!(run.stdout.starts_with(head), "{}", run.stdout);
    assert!(run.stdout.contains("2 incidents, 1 to 2 shown"), "{}", run.stdout);
    assert!(run.stdout.contains("without cause:memory-leak: whybook search 'basket'"), "{}", run.stdout);
    let run = shelf().run("search 'cause:memory-leak -nowhere'").exits(0);
    assert!(run.stdout.contains("without cause:memory-leak: whybook search -- '-nowhere'"), "{}", run.stdout);
}

#[test]
fn a_printed_command_asks_the_same_index() {
    let site = shelf();
    let run = site.run("search --index search-index --sort date 'cause:leak -service:mail'").exits(0);
    let without = "  without cause:leak: whybook search --index 'search-index' --sort date -- '-service:mail'\n  \
                   without -service:mail: whybook search --index 'search-index' --sort date 'cause:leak'\n";
    assert!(run.stdout.ends_with(without), "{}", run.stdout);
    // The folder that a build names is one of all indexes; either will do.
    let generation = site.read("search-index/CURRENT").trim().to_owned();
    assert_eq!(found(&site, &format!("--index search-index/{generation} zone")), ["2024/dns.md"]);
}

#[test]
fn incidents_like_a_text_and_like_a_file() {
    let site = shelf();
    let text = "the session cache of a worker kept growing: a memory leak";
    let run = site.run(&format!("similar '{text}'")).exits(0).complains("");
    assert!(run.stdout.starts_with("1. Basket grows"), "{}", run.stdout);
    assert!(
        run.stdout.contains("Similar because: same cause (memory-leak); shared words ("),
        "{}",
        run.stdout
    );
    let answer = site.run("search --similar content/2023/leak.md --format json").json();
    assert_eq!(answer["hits"][0]["path"], "2025/again.md");
    assert_eq!(answer["hits"][0]["why"]["causes"], json!(["memory-leak"]));
    assert!(answer["hits"].as_array().unwrap().iter().all(|hit| hit["path"] != "2023/leak.md"));
    site.run("search --similar nowhere.md").exits(2).complains(str![[r#"
error: cannot read nowhere.md: No such file or directory (os error 2)

"#]]);
    site.run("similar 'then why'").exits(0).prints(str![[r#"
No similar incidents: none shares its causes, its services or its rarer words.

"#]]);
}

#[test]
fn a_site_has_synonyms_of_its_own() {
    let site = shelf()
        .file("whybook.toml", "synonyms = \"words.toml\"\n")
        .file("words.toml", "[[group]]\nweight = 0.8\nterms = [\"basket\", \"trolley\"]\n");
    site.run("build").exits(0);
    assert_eq!(found(&site, "trolley"), ["2025/again.md", "2023/leak.md"]);
    site.file("words.toml", "[[group]]\nweight = 8\nterms = [\"basket\", \"trolley\"]\n")
        .run("build")
        .exits(2)
        .complains(str![[r#"
error: words.toml is not a file of synonyms: the weight of a group lies between 0 and 1, such as 0.8: basket, trolley

"#]]);
}

#[test]
fn a_mistake_in_the_query_is_shown_in_it() {
    shelf().run("search 'leak date:20x'").exits(2).prints("").complains(str![[r#"
error: `20x` is no date
  leak date:20x
            ^^^
help: write date:2023, date:2023-03, date:2023-03-14, date:2023-01-01..2023-06-30 or date:>2023

"#]]);
}

#[test]
fn an_index_that_is_missing_or_damaged() {
    let site = Site::new().post("a.md", "# A\n");
    site.run("search leak").exits(2).complains(str![[r#"
error: there is no search index in search-index; run `whybook build`, or name its folder with --index

"#]]);
    let site = shelf();
    let generation = site.read("search-index/CURRENT").trim().to_owned();
    for (path, bytes) in site.files("search-index") {
        if path != "CURRENT" && path.contains('/') {
            std::fs::write(site.path("search-index").join(&path), &bytes[..bytes.len() / 2]).unwrap();
        }
    }
    let run = site.run("search leak").exits(2);
    assert!(run.stderr.starts_with("error: ") && !run.stderr.contains("panicked"), "{}", run.stderr);
    std::fs::remove_dir_all(site.path("search-index").join(&generation)).unwrap();
    let run = site.run("search leak").exits(2);
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    site.run("build").exits(0);
    assert_eq!(found(&site, "cause:dns"), ["2024/dns.md"]);
}
