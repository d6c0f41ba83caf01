//! `whybook tag`: what is suggested is read back as before, and nothing else of a file changes.

use serde_json::Value;
use snapbox::str;

use super::site::Site;

pub(super) const SURGE: &str = "# Shop overrun

Severity: SEV-2
Services: shop-api

On 2 March 2024 the shop was down from 10:00 to 11:30 UTC. The outage was caused by a traffic surge.
It was detected by our monitoring.
";

/// What a record says, whoever says it.
pub(super) fn told(mut record: Value) -> Value {
    let fields = record.as_object_mut().unwrap();
    fields.retain(|name, _| !["provenance", "findings"].contains(&name.as_str()));
    for list in ["timeline", "actions"] {
        for item in fields[list].as_array_mut().unwrap() {
            item.as_object_mut().unwrap().remove("line");
        }
    }
    for list in ["causes", "suggestions"] {
        for tag in fields[list].as_array_mut().unwrap() {
            tag.as_object_mut().unwrap().retain(|name, _| ["id", "role", "primary"].contains(&name.as_str()));
        }
    }
    record
}

#[test]
fn a_diff_shows_what_a_file_lacks_and_nothing_is_written() {
    let site = Site::new().post("surge.md", SURGE).post("quiet.md", "# Quiet\n\nIt broke and was mended.\n");
    site.run("tag")
        .exits(0)
        .prints(str![[r#"
--- a/content/surge.md
+++ b/content/surge.md
@@ -1,3 +1,12 @@
+---
+date: 2024-03-02
+start: 2024-03-02T10:00:00+00:00
+end: 2024-03-02T11:30:00+00:00
+severity: SEV-2
+services: [shop-api]
+causes: [traffic-surge]
+detected_by: monitoring
+---
 # Shop overrun
 
 Severity: SEV-2

"#]])
        .complains(str![[r#"
note: no cause was found in content/quiet.md; state it, or `causes: [unknown]` if it is not known
1 of 2 postmortems can be completed; `whybook tag --write` does it.

"#]]);
    assert_eq!(site.read("content/surge.md"), SURGE);
}

#[test]
fn written_once_it_is_read_as_before_and_not_written_again() {
    let site = Site::new().post("surge.md", SURGE);
    let before = told(site.explain("surge.md"));
    site.run("tag --write").exits(0).prints(str![[r#"
content/surge.md: wrote date, start, end, severity, services, causes, detected_by
1 written, 0 unchanged.

"#]]);
    let written = site.read("content/surge.md");
    assert!(written.ends_with(SURGE));
    let record = site.explain("surge.md");
    let cause = &record["causes"][0];
    assert_eq!(cause["declared"], true);
    let evidence: Vec<&str> =
        cause["evidence"].as_array().unwrap().iter().map(|it| it["text"].as_str().unwrap()).collect();
    assert_eq!(evidence, ["causes: [traffic-surge]", "The outage was caused by a traffic surge."]);
    assert_eq!(told(record), before);
    site.run("tag --write").exits(0).prints("0 written, 1 unchanged.\n");
    assert_eq!(site.read("content/surge.md"), written);
}

#[test]
fn a_check_lists_what_lacks_tags_and_fails() {
    let site = Site::new()
        .post("a-tagged.md", "---\ncauses: [dns]\n---\n# A\n")
        .post("b-keyword.md", "---\ntags: [linux, dns]\n---\n# B\n")
        .post("c-draft.md", "---\nstatus: draft\n---\n# C\n")
        .post("d-surge.md", SURGE);
    site.run("tag --check content/a-tagged.md content/b-keyword.md").exits(0).prints("");
    site.run("tag --check")
        .exits(1)
        .prints("content/d-surge.md: states no causes; its text names traffic-surge\n")
        .complains("1 of 3 postmortems lacks tags.\n");
    site.run("tag --check --write").exits(2).mentions("cannot be used with");
    site.run("tag --write").exits(0);
    site.run("tag --check").exits(0);
    assert_eq!(site.read("content/c-draft.md"), "---\nstatus: draft\n---\n# C\n");
    site.run("tag content/nowhere.md").exits(2).mentions("cannot read content/nowhere.md");
}

#[test]
fn by_a_taxonomy_with_mistakes_nothing_is_written_and_nothing_passes() {
    let causes = "retire = [\"trafic-surge\"]\n";
    let site = Site::new().post("surge.md", SURGE).file("causes.toml", causes);
    let site = site.config("taxonomy = \"causes.toml\"\n");
    for (flag, done) in [("--write", "written"), ("--check", "checked")] {
        let run = site.run(&format!("tag {flag}")).exits(2).prints("");
        let (drawn, said) = run.stderr.split_once("\n\n").unwrap();
        assert!(drawn.starts_with("error[taxonomy]: cannot retire `trafic-surge`"), "{drawn}");
        assert_eq!(
            said,
            format!(
                "error: nothing was {done}: causes.toml has an error, so that causes may be missing or wrong; \
                 fix it, then run `whybook tag {flag}` again\n"
            )
        );
    }
    assert_eq!(site.read("content/surge.md"), SURGE);
    site.run("tag").exits(0).mentions("`trafic-surge`").mentions("1 of 1 postmortem can be completed");
}

#[test]
fn front_matter_that_cannot_be_read_is_left_alone_and_shown() {
    let broken = "---\ntitle: a\ntitle: b\n---\n# A\n\nThe outage was caused by a memory leak.\n";
    let site = Site::new().post("a.md", broken).post("license.md", SURGE).post("template.md", SURGE);
    site.run("tag --write")
        .exits(0)
        .prints("0 written, 0 unchanged, 1 could not be edited (see warnings).\n")
        .complains(str![[r#"
note: skipped license.md: a file about the repository
note: skipped template.md: a template
warning: cannot edit content/a.md: its front matter cannot be parsed; fix it first
error[front-matter-syntax]: `title` is stated twice
 --> a.md:3:1
  |
3 | title: b
  | ^^^^^
  |
  = help: none of the front matter is used and the block is shown as text; mend this place


"#]]);
    site.run("tag --check").exits(1);
    assert_eq!(site.read("content/a.md"), broken);
    assert_eq!(site.read("content/template.md"), SURGE);
}

#[test]
fn a_file_says_the_same_by_itself_and_in_its_folder() {
    let site = Site::new()
        .post("2024-03-02-shop/index.md", "# Shop\n\nIt was down. Nobody knows why.\n")
        .file("notes.txt", SURGE);
    let of_folder = site.run("tag content").exits(0).stdout;
    assert!(of_folder.contains("+date: 2024-03-02\n+start: 2024-03-02\n"), "{of_folder}");
    site.run("tag content/2024-03-02-shop/index.md").exits(0).prints(of_folder.clone());
    site.run("tag content content/2024-03-02-shop").exits(0).prints(of_folder);
    site.run("tag --write notes.txt").exits(0).mentions("skipped notes.txt: no Markdown by its name");
    assert_eq!(site.read("notes.txt"), SURGE);
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_its_file_is_written_once() {
    let site = Site::new().post("2024/surge.md", SURGE);
    for link in ["content/a.md", "content/b.md"] {
        std::os::unix::fs::symlink("2024/surge.md", site.path(link)).unwrap();
    }
    site.run("tag --write").exits(0);
    assert!(site.path("content/a.md").is_symlink() && site.path("content/b.md").is_symlink());
    assert!(site.read("content/2024/surge.md").contains("causes: [traffic-surge]"));
    assert_eq!(site.files("content/2024").len(), 1);
}

#[test]
fn the_part_of_a_cause_can_be_stated() {
    let site = Site::new().post(
        "a.md",
        "---\ncauses: [{id: disk-full}, {id: traffic-surge, role: prolonged}, {id: dns, role: boss}]\n---\n# A\n",
    );
    let record = site.explain("a.md");
    let tags =
        record["causes"].as_array().unwrap().iter().map(|tag| (tag["id"].as_str(), tag["role"].as_str()));
    let expected = [("disk-full", "cause"), ("traffic-surge", "prolonged"), ("dns", "cause")];
    assert_eq!(tags.collect::<Vec<_>>(), expected.map(|(id, role)| (Some(id), Some(role))));
    assert_eq!(site.findings("a.md"), ["2:81 warning[unknown-value]: `boss` is no part that a cause plays"]);
}
