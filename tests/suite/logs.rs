//! Several incidents in one file: a year's log becomes an incident for each entry, with the address `file#heading`.

use snapbox::str;

use super::site::Site;

const LOG: &str = "# Incident log 2024\n\nNewest first; see [the shop](#incident-on-2024-03-02-shop-down).\n\n\
    ## Incident on 2024-05-17: mail slow\n\n- **Severity**: SEV2\n- **Root cause**: a memory leak in the relay\n\n\
    Mail was slow from 10:05 to 10:40 UTC.\n\n\
    ## Incident on 2024-03-02: shop down\n\n- **Severity**: SEV1\n- **Root cause**: the TLS certificate expired\n\n\
    Nobody could pay. ![graph](gone.png)\n\n## How we write\n\nShortly.\n";
const OTHER: &str = "---\ndate: 2024-06-01\n---\n# Search down\n\n## Root cause\n\nA full disk, as in \
    [March](log.md#incident-on-2024-03-02-shop-down); [the log](log.md).\n";

fn site() -> Site {
    Site::new().post("log.md", LOG).post("other.md", OTHER)
}

#[test]
fn each_entry_has_a_page_and_the_file_lists_them() {
    let site = site();
    site.run("build --verbose").exits(0).complains(str![[r#"
note: log.md#incident-on-2024-03-02-shop-down: incident: it has the section “Root cause” (line 15)
note: log.md#incident-on-2024-05-17-mail-slow: incident: it has the section “Root cause” (line 8)
note: other.md: incident: it has the section “Root cause” (line 6)
warning[dangling-link]: `gone.png` leads to `gone.png`, which is not there
  --> log.md:17:19
   |
17 | Nobody could pay. ![graph](gone.png)
   |                   ^^^^^^^^^^^^^^^^^^
   |
   = help: add the file to the content folder or correct the path


"#]]);
    let shop = site.read("public/incidents/incident-on-2024-03-02-shop-down/index.html");
    assert!(shop.contains("Shop down") && shop.contains("SEV1") && !shop.contains("SEV2"), "{shop}");
    assert!(shop.contains("href=\"../../incidents/log/\" dir=\"auto\">Incident log 2024</a>"), "{shop}");
    assert!(shop.contains("id=\"L14\""), "lines are those of the file: {shop}");
    let log = site.read("public/incidents/log/index.html");
    for part in
        ["2</strong> incidents in one file", "../../incidents/incident-on-2024-05-17-mail-slow/", "Shortly."]
    {
        assert!(log.contains(part), "{part}: {log}");
    }
    assert!(!log.contains("Nobody could pay"), "{log}");
    let other = site.read("public/incidents/other/index.html");
    assert!(other.contains("href=\"../../incidents/incident-on-2024-03-02-shop-down/\""), "{other}");
    assert!(other.contains("href=\"../../incidents/log/\""), "{other}");
    let csv = site.read("public/incidents.csv");
    assert_eq!(csv.lines().count(), 4, "{csv}");
}

#[test]
fn each_entry_is_explained_with_its_own_findings() {
    let explained = site().run("explain content/log.md").exits(0).stdout;
    let findings: Vec<&str> = explained
        .lines()
        .filter(|line| line.starts_with("━━") || line.contains("note[") || line.contains("-->"))
        .map(str::trim)
        .collect();
    let expected = [
        "━━ log.md#incident-on-2024-05-17-mail-slow",
        "note[no-timeline]: no timeline is stated",
        "--> log.md:5:1",
        "note[several-incidents]: 2 incidents in one file; each has a page of its own",
        "--> log.md:5:1",
        "━━ log.md#incident-on-2024-03-02-shop-down",
        "note[no-timeline]: no timeline is stated",
        "--> log.md:12:1",
    ];
    assert_eq!(findings, expected, "{explained}");
}

#[test]
fn a_file_may_be_kept_whole_and_tag_leaves_others_alone() {
    let site = site();
    let tagged = site.run("tag --write content/log.md").exits(0);
    assert!(tagged.stderr.contains("skipped log.md: several incidents in one file"), "{}", tagged.stderr);
    assert_eq!(site.read("content/log.md"), LOG);
    let site = site.config("split = false\n");
    site.run("build").exits(0);
    assert_eq!(site.read("public/incidents.csv").lines().count(), 3);
}

#[test]
fn what_is_private_in_one_entry_withholds_the_file() {
    let private = LOG.replace("- **Severity**: SEV1", "- **Severity**: SEV1\n- **Visibility**: internal");
    let site = Site::new().post("log.md", private).post("other.md", OTHER);
    site.run("build").exits(0);
    for path in ["public/incidents.json", "public/incidents/other/index.html"] {
        let text = site.read(path);
        for secret in ["hop down", "shop-down", "mail slow", "log.md", "relay"] {
            assert!(!text.contains(secret), "{secret} in {path}: {text}");
        }
    }
}

#[test]
fn names_in_a_heading_are_replaced_in_its_address_too() {
    let named = LOG
        .replace("2: shop down", "2: Ada Lovelace drops the shop")
        .replace("**Severity**: SEV1", "**Responders**: Ada Lovelace");
    let site = Site::new().post("log.md", named).config("[redact]\nresponders = true\n");
    site.run("build").exits(0);
    let json = site.read("public/incidents.json");
    assert!(!json.to_lowercase().contains("lovelace"), "{json}");
    assert!(json.contains("drops"), "{json}");
}
