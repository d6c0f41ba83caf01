//! The commands: what they say, their flags, their exit codes.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use snapbox::str;

use super::site::Site;

const SHOP: &str = "---
title: Shop out of memory
start: 2024-03-02T10:00:00Z
end: 2024-03-02T11:30:00Z
services: [shop]
severity: SEV-2
---

## Summary

The shop answered with errors. The outage was caused by a memory leak in the basket.

## Timeline

- 10:00 the first pod was killed
- 11:30 all pods run the older release

## Action items

- Fix the leak (owner: Ada)
";

#[test]
fn a_build_says_what_it_did() {
    let site = Site::new().post("2024/shop.md", SHOP).post("README.md", "# Our incidents\n");
    let run = site.run("build").exits(0).complains(str![[r#"
note: skipped README.md: an overview without the sections of an incident

"#]]);
    let files = site.files("public").len();
    let stdout = run.stdout.replace(&format!("{files} files in public"), "[FILES] files in public");
    snapbox::assert_data_eq!(
        stdout,
        str![[r#"
Read 2 files: 1 incident published, 1 skipped.
Findings: none.
Site: 94 files in public; search index: search-index/[HASH].
Done in [TIME] s.

"#]]
    );
    for path in ["index.html", "incidents/shop/index.html", "causes/memory-leak/index.html", "incidents.json"]
    {
        assert!(site.path("public").join(path).is_file(), "{path}");
    }
}

#[test]
fn folders_and_address_may_be_said_on_the_command_line() {
    let site =
        Site::new().file("posts/shop.md", SHOP).config("content = \"gone\"\ntitle = \"Not this one\"\n");
    let flags = "--content posts --out site/out --index found --base-url https://org.example/repo/ --strict";
    site.run(&format!("build {flags}")).exits(0).complains("");
    assert!(site.read("site/out/incidents.json").contains("https://org.example/repo/incidents/shop/"));
    let page = site.read("site/out/incidents/shop/index.html");
    assert!(!page.contains("Not this one"), "whybook.toml speaks of another folder");
    assert_eq!(site.run("search leak --index found --format json").exits(0).json()["total"], 1);
    assert!(!site.path("public").exists() && !site.path("search-index").exists());
}

#[test]
fn a_configuration_speaks_of_its_own_folder() {
    let site = Site::new().file("deep/posts/shop.md", SHOP);
    let site = site.file("deep/my.toml", "title = \"Our book\"\ncontent = \"posts\"\nout = \"../out\"\n");
    site.run("build --config deep/my.toml").exits(0);
    assert!(site.read("out/index.html").contains("Our book"));
    assert!(site.path("deep/search-index/CURRENT").is_file());
}

#[test]
fn notes_never_fail_a_strict_build_and_warnings_do() {
    let bare = Site::new().post("bare.md", "# It broke\n\nBadly.\n");
    bare.run("build --strict").exits(0).complains("");
    let warned = Site::new().post("a.md", "---\ncauses: [gremlins]\n---\n# It broke\n");
    warned.run("build").exits(0);
    warned.run("build --strict").exits(1).mentions("unknown-cause");
}

#[test]
fn a_folder_without_postmortems_becomes_an_empty_site() {
    let site = Site::new();
    site.run("build").exits(0).complains(str![[r#"
warning: no postmortem in content; the site will be empty
  = help: `whybook new TITLE` starts a write-up

"#]]);
    assert!(site.path("public/index.html").is_file());
}

#[test]
fn explain_shows_each_fact_with_its_line() {
    let site = Site::new().post("2024/shop.md", SHOP);
    site.run("explain content/2024/shop.md").exits(0).complains("").prints(str![[r#"
━━ shop.md
  Title                    Shop out of memory
                           ╰    2 │ title: Shop out of memory
                                  │        ~~~~~~~~~~~~~~~~~~
  Date                     2024-03-02
                           ╰    3 │ start: 2024-03-02T10:00:00Z
                                  │        ~~~~~~~~~~~~~~~~~~~~
  Start time               10:00
                           ╰    3 │ start: 2024-03-02T10:00:00Z
                                  │        ~~~~~~~~~~~~~~~~~~~~
  End time                 11:30
                           ╰    4 │ end: 2024-03-02T11:30:00Z
                                  │      ~~~~~~~~~~~~~~~~~~~~
  End date                 2024-03-02
                           ╰    4 │ end: 2024-03-02T11:30:00Z
                                  │      ~~~~~~~~~~~~~~~~~~~~
  UTC offset               +0
                           ╰    3 │ start: 2024-03-02T10:00:00Z
                                  │        ~~~~~~~~~~~~~~~~~~~~
  Duration                 1 h 30 min
                           ╰ from start time and end time
  Detected by              not stated
  Severity                 SEV-2
                           ╰    6 │ severity: SEV-2
                                  │           ~~~~~
  Affected services        shop
                           ╰    5 │ services: [shop]
                                  │            ~~~~
  Summary                  The shop answered with errors. The outage was caused by a memory leak in the basket.
                           ╰   11 │ The shop answered with errors. The outage was caused by a memory leak in the basket.
  Kind                     incident
                           ╰ front matter states `start`
  Root causes
    memory-leak (root cause, primary; extracted from text, confidence 0.82)
                           ╰   11 │ The outage was caused by a memory leak in the basket.
                                  │                            ~~~~~~~~~~~
  Timeline                 2 entries
      15 │            10:00 the first pod was killed
      16 │            11:30 all pods run the older release
  Action items             1
      20 │ Fix the leak [owner Ada]


"#]]);
    site.run("explain content nowhere")
        .exits(2)
        .mentions("error: cannot read nowhere: no such file or folder");
    site.run("explain").exits(2);
}

#[test]
fn explain_names_files_as_the_contract_says() {
    let site = Site::new().post("2024/shop.md", SHOP).post("2023/dns.md", "# DNS down\n");
    let run = site.run("explain --format jsonl content content/2024/shop.md").exits(0);
    let records: Vec<serde_json::Value> =
        run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let paths: Vec<&str> = records.iter().map(|record| record["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["2023/dns.md", "2024/shop.md", "shop.md"]);
    let shop = &records[1];
    let names: Vec<&str> = shop.as_object().unwrap().keys().map(String::as_str).collect();
    for name in CONTRACT {
        assert!(names.contains(&name), "`{name}` is missing from {names:?}");
    }
    assert_eq!(shop["start"], "2024-03-02T10:00:00+00:00");
    assert_eq!(shop["duration_minutes"], 90);
    assert_eq!(shop["severity"], serde_json::json!({"raw": "SEV-2", "level": 2}));
    assert_eq!(shop["causes"][0]["evidence"][0]["phrases"][0], "memory leak");
}

/// The public contract: names that a reader of the records may rely on.
const CONTRACT: [&str; 38] = [
    "path", "slug", "url", "title", "kind", "status", "date", "end_date", "start_time", "end_time",
    "utc_offset_minutes", "start", "end", "detected", "acknowledged", "mitigated", "resolved",
    "duration_minutes", "time_to_detect_minutes", "time_to_mitigate_minutes", "time_to_resolve_minutes",
    "windows", "impact_percent", "detected_by", "severity", "services", "trigger", "symptoms", "mitigation",
    "keywords", "causes", "suggestions", "timeline", "actions", "provenance", "findings", "summary",
    "impact",
];

/// A served site; its process ends with the value.
struct Served(Child, String);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Served {
    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.1).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.1).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}

#[test]
fn serve_answers_under_the_path_of_the_address() {
    let site = Site::new().post("shop.md", SHOP).config("base_url = \"https://org.example/repo/\"\n");
    let mut command = Command::new(env!("CARGO_BIN_EXE_whybook"));
    command.args(["serve", "--port", "0"]).current_dir(site.path("")).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let address = said.find_map(|line| {
        let at = line.find("http://127.0.0.1:")? + "http://".len();
        let rest = &line[at..];
        Some(rest[..rest.find('/').unwrap_or(rest.len())].to_owned())
    });
    // The pipe stays open, or the server would die of its next line.
    let address = address.expect("serve says where it is");
    let served = Served(child, address);
    let page = served.get("/repo/incidents/shop/");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    assert!(page.contains("Shop out of memory"));
    assert!(served.get("/repo/nowhere/").starts_with("HTTP/1.1 404"));
    assert!(!served.get("/repo/../../whybook.toml").contains("base_url"));
    drop(served);
    drop(said);
}

/// A site whose own taxonomy has two mistakes, beside an incident that it was to tag.
fn with_a_broken_taxonomy() -> Site {
    let causes = "retire = [\"memory-laek\"]\ncolour = \"red\"\n";
    Site::new().post("2024/shop.md", SHOP).file("causes.toml", causes).config("taxonomy = \"causes.toml\"\n")
}

#[test]
fn explain_shows_the_mistakes_of_a_taxonomy() {
    let site = with_a_broken_taxonomy();
    for flags in ["", "--why ", "--format jsonl "] {
        site.run(&format!("explain {flags}content")).exits(0).complains(str![[r#"
error[taxonomy]: cannot retire `memory-laek`: there is no such cause
 --> causes.toml:1:11
  |
1 | retire = ["memory-laek"]
  |           ^^^^^^^^^^^^^
  |
  = help: did you mean `memory-leak`?

error[taxonomy]: unknown key `colour` in the file
 --> causes.toml:2:1
  |
2 | colour = "red"
  | ^^^^^^
  |
  = help: known keys: retire, category, cause


"#]]);
    }
}

#[test]
fn a_build_counts_the_mistakes_of_a_taxonomy() {
    let site = with_a_broken_taxonomy();
    let run = site.run("build").exits(0);
    let summary: Vec<&str> = run.stdout.lines().take(2).collect();
    assert_eq!(
        summary,
        [
            "Read 1 file: 1 incident published, 0 skipped.",
            "Findings in causes.toml: 2 errors; tags may be missing or wrong.",
        ]
    );
    assert!(!run.stdout.contains("none"), "{}", run.stdout);
    site.run("build --strict").exits(1);
}

#[test]
fn a_stated_cause_that_the_site_retires_is_said_to_be_retired() {
    let site = Site::new().post("a.md", "---\ncauses: [Feature Flag]\n---\n# It broke\n");
    let site =
        site.file("causes.toml", "retire = [\"feature-flag\"]\n").config("taxonomy = \"causes.toml\"\n");
    let run = site.run("explain content").exits(0);
    let said = "\
warning[unknown-cause]: this site retires the cause `Feature Flag`; it is kept as a keyword
 --> a.md:2:10
  |
2 | causes: [Feature Flag]
  |          ^^^^^^^^^^^^
  |
  = help: use another cause, or take `feature-flag` out of `retire` in the site's taxonomy file
";
    assert!(run.stdout.contains(said), "{}", run.stdout);
}

#[test]
fn times_of_another_zone_are_shown_in_utc_too_and_a_missing_zone_is_said_to_be_missing() {
    let site = Site::new()
        .post("far.md", "# Login down\nOn 3 March 2024 the login failed from 23:40 to 00:25 PST because a disk was full.\n")
        .post("here.md", "# Search down\nOn 4 March 2024 the search was down from 10:05 to 10:25 since a disk was full.\n");
    let far = site.run("explain content/far.md").stdout;
    assert!(far.contains("Start (UTC)              2024-03-04 07:40 UTC"), "{far}");
    assert!(far.contains("End (UTC)                2024-03-04 08:25 UTC"), "{far}");
    let here = site.run("explain content/here.md").stdout;
    assert!(here.contains("UTC offset               no zone stated: times are local"), "{here}");
    assert!(!here.contains("(UTC)"), "{here}");
    site.run("build").exits(0);
    let page = |slug: &str| site.read(&format!("public/incidents/{slug}/index.html"));
    assert!(page("far").contains("(Mon 4 Mar 2024 07:40 – 08:25 UTC)"));
    assert!(page("here").contains("no zone stated") && !page("here").contains("class=\"utc\""));
    let trends = site.read("public/trends/index.html");
    assert!(trends.contains("of the tags extracted from text were right"));
}

#[test]
fn a_site_teaches_the_names_of_its_alerting() {
    let site = Site::new()
        .post(
            "shop.md",
            "# Shop is down\n\nThe outage of 2024-05-06 was noticed by Owlwatch at 10:00 UTC.\n\n\
             ## Root cause\n\nThe disk was full.\n",
        )
        .post(
            "till.md",
            "# Till is down\n\nOn 2024-05-07 at 10:00 UTC the night porter reported that the till was dead.\n\n\
             ## Root cause\n\nThe disk was full.\n",
        );
    let detected_by = |site: &Site, file: &str| {
        let explained = site.run(&format!("explain content/{file}.md")).exits(0).stdout;
        explained.lines().find_map(|line| Some(line.trim().strip_prefix("Detected by")?.trim().to_owned()))
    };
    assert_eq!(detected_by(&site, "shop").as_deref(), Some("not stated"));
    assert_eq!(detected_by(&site, "till").as_deref(), Some("not stated"));
    let site = site
        .config("[language]\nfile = \"words.toml\"\nwho-noticed = { machines = [\"Owlwatch\"] }\n")
        .file("words.toml", "[who-noticed]\nusers = [\"night porter\"]\n");
    assert!(detected_by(&site, "shop").is_some_and(|by| by.starts_with("monitoring")));
    assert!(detected_by(&site, "till").is_some_and(|by| by.starts_with("customer")));
}

#[test]
fn a_site_teaches_the_labels_of_its_template() {
    let site = Site::new()
        .post(
            "shop.md",
            "# Shop is down\n\nDate: 2024-05-06\nFirst sign of trouble: 10:00 UTC\nAll clear: 10:40 UTC\n\n\
             ## Root cause\n\nThe disk was full.\n",
        )
        .config("[language.labels]\nstart = [\"First sign of trouble\"]\nend = [\"All clear\"]\n");
    let explained = site.run("explain content/shop.md").exits(0);
    for fact in [
        "Start time               10:00", "End time                 10:40", "Duration                 40 min",
    ] {
        assert!(explained.stdout.contains(fact), "{fact}: {}", explained.stdout);
    }
}
