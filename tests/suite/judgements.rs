//! What a file is taken for: a folder that holds more than write-ups, and what a build says of each of its files.

use snapbox::str;

use super::site::Site;

const SHOP: &str = "---\ndate: 2024-03-02\n---\n# Shop down\n\n## Root cause\n\nThe disk was full.\n";

#[test]
fn every_file_is_named_with_what_it_was_taken_for() {
    let site = Site::new()
        .post("shop.md", SHOP)
        .post("mail.md", SHOP)
        .post("by-year.md", "# 2024\n\n- [Shop](shop.md)\n- [Mail](mail.md)\n")
        .post("db.md", "---\ntitle: Upgrade of the database\ninformational: true\n---\nIt goes well.\n")
        .post("runbook.md", "# Runbook: disk full\n\nDelete what is old.\n");
    site.run("build --verbose").exits(0).complains(str![[r#"
note: db.md: maintenance: front matter says `informational: true` (line 3)
note: mail.md: incident: it has the section “Root cause” (line 6)
note: shop.md: incident: it has the section “Root cause” (line 6)
note: skipped by-year.md: an index page: 2 of its 2 entries are links to other files
note: skipped runbook.md: another document: its title says “runbook”

"#]]);
    let trends = site.read("public/incidents.csv");
    assert_eq!(trends.lines().count(), 4, "maintenance has a page: {trends}");
    let explained = site.run("explain content/runbook.md").exits(0);
    assert!(explained.stdout.contains("skipped by builds (another document: its title says “runbook”)"));
}

#[test]
fn no_folder_ends_in_silence() {
    let mut site = Site::new().post("data.json", "{}").post("old/first.rst", "First\n=====\n");
    for number in 0..7 {
        site = site.post(&format!("{number}.org"), "* Outage\n");
    }
    site.run("build").exits(0).complains(str![[r#"
note: skipped 8 files: in other markup: .org, .rst
  = help: convert .org: pandoc -f org -t gfm -o '0.md' '0.org'
  = help: convert .rst: pandoc -f rst -t gfm -o 'old/first.md' 'old/first.rst'
note: 1 other file is no text of a write-up, and published where an incident links to it: 1 json
warning: no postmortem in content; the site will be empty
  = help: `whybook new TITLE` starts a write-up

"#]]);
}

#[test]
fn a_log_that_an_incident_names_is_no_write_up_in_other_markup() {
    let site = Site::new()
        .post("shop.md", format!("{SHOP}\n[Log](shop log.txt), [trace](trace.txt)\n"))
        .post("trace.txt", "10:00 full\n");
    let run = site.run("build").exits(0);
    assert!(!run.stderr.contains("other markup"), "{}", run.stderr);
}

#[test]
fn the_configuration_decides_before_the_text() {
    let site = Site::new()
        .post("incidents/shop.md", SHOP)
        .post("incidents/planned/db.md", SHOP)
        .post("incidents/old/mail.md", SHOP)
        .post("notes/web.md", SHOP)
        .config(
            "include = [\"incidents/**\"]\nexclude = [\"old\"]\n[kind]\n\"planned/\" = \"maintenance\"\n",
        );
    site.run("build --verbose").exits(0).complains(str![[r#"
note: incidents/planned/db.md: maintenance: whybook.toml says so of its folder
note: incidents/shop.md: incident: it has the section “Root cause” (line 6)
note: skipped incidents/old/mail.md: excluded in whybook.toml: `old`
note: skipped notes/web.md: not included in whybook.toml

"#]]);
}

#[test]
fn keys_of_generators_get_no_note_and_a_common_one_is_noted_once() {
    let keys =
        "lastmod: 2024-03-03\nsidebar_position: 2\nshowToc: true\nsection: issue\nresolved: true\nshelf: 3\n";
    let mut site = Site::new();
    for number in 0..6 {
        let text = SHOP.replacen("---\n", &format!("---\n{keys}"), 1);
        site = site.post(&format!("{number}.md"), text);
    }
    let run = site.run("explain content").exits(0);
    let notes: Vec<&str> = run.stdout.lines().filter(|line| line.contains("unknown-key")).collect();
    let once = "note[unknown-key]: `shelf` is no field of a postmortem; it is shown under other facts; so it is 5 more times in this folder";
    assert_eq!(notes, [once]);
}

#[test]
fn front_matter_behind_a_comment_is_read_and_below_the_title_reported() {
    let site = Site::new()
        .post("a.md", format!("<!-- reviewed -->\n\n{SHOP}"))
        .post("b.md", "# Mail down\n\n---\ndate: 2024-03-02\nseverity: SEV-2\n---\n\nThe disk was full.\n")
        .post("c.md", "---\ntitle: Shop #2 down after upgrade\nincident:\n  date: 2024-03-02\n---\nThe disk was full.\n");
    let a = site.run("explain content/a.md --format jsonl").exits(0);
    assert!(a.stdout.contains(r#""date":"2024-03-02""#), "{}", a.stdout);
    let b = site.run("explain content/b.md").exits(0);
    assert!(b.stdout.contains("warning[misplaced-front-matter]"), "{}", b.stdout);
    assert!(b.stdout.contains("--> b.md:3:1"), "{}", b.stdout);
    let c = site.run("explain content/c.md").exits(0);
    assert!(c.stdout.contains("note[cut-value]") && c.stdout.contains("--> c.md:2:13"), "{}", c.stdout);
    assert!(c.stdout.contains("Date                     2024-03-02"), "{}", c.stdout);
}
