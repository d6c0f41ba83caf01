//! `whybook new`: what a new write-up holds, what a build makes of it, and what stands in its way.

use std::process::Command;

use serde_json::{Value, json};
use snapbox::str;

use super::site::Site;

const BUILT_IN: [&str; 4] = ["atlassian", "five-sections", "google-sre", "pagerduty"];

/// Runs `whybook new` with an editor.
fn edited_with(site: &Site, editor: Option<&str>) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whybook"));
    command.args(["new", "Shop down", "--date", "2026-05-06", "--edit"]).current_dir(site.path(""));
    command.env_remove("VISUAL").env_remove("EDITOR");
    editor.map(|editor| command.env("EDITOR", editor));
    command.output().unwrap()
}

#[test]
fn each_built_in_template_reads_as_a_draft_that_states_nothing() {
    for template in BUILT_IN {
        let site = Site::new();
        let file = "2026-05-06-checkout-answers-502.md";
        site.run(&format!("new 'Checkout answers 502' --date 2026-05-06 --template {template}"))
            .exits(0)
            .prints(format!("content/{file}\n"))
            .mentions("note: public builds leave it out (status: draft, line ");
        let record = site.explain(file);
        assert_eq!(
            (&record["title"], &record["date"]),
            (&json!("Checkout answers 502"), &json!("2026-05-06"))
        );
        assert_eq!(record["status"], "draft");
        let unstated = |value: &Value| {
            let parts = value.as_object().map(|parts| parts.values().all(Value::is_null));
            parts.unwrap_or(value.is_null() || value == &json!([]) || value == "unknown")
        };
        for fact in [
            "start", "end", "start_time", "end_date", "duration_minutes", "detected", "detected_by",
            "severity", "services", "causes", "suggestions", "timeline", "actions", "trigger", "symptoms",
            "mitigation", "summary", "impact", "impact_percent", "windows",
        ] {
            assert!(unstated(&record[fact]), "{template}: {fact} is {}", record[fact]);
        }
        assert_eq!(site.findings(file), [""; 0], "{template}");
        site.run("build").exits(0);
        assert_eq!(site.published(), [""; 0], "{template}: a draft is not published");
        site.run("build --include-private --strict").exits(0);
        let page = site.read("public/incidents/2026-05-06-checkout-answers-502/index.html");
        assert!(page.contains("<h1 dir=\"auto\">Checkout answers 502 <span"), "{template}: {page}");
        assert!(page.contains("<time datetime=\"2026-05-06\">Wed 6 May 2026</time>"), "{template}: {page}");
    }
}

#[test]
fn a_draft_that_is_filled_in_is_read_and_published() {
    let site = Site::new();
    site.run("new 'Checkout answers 502' --date 2026-05-06 --service checkout --severity SEV-2").exits(0);
    let file = "2026-05-06-checkout-answers-502.md";
    let draft = site.read(&format!("content/{file}"));
    assert!(draft.contains("\n#   code: memory-leak, software-bug, "), "the causes are at hand: {draft}");
    let filled = draft
        .replace("status: draft", "status: in-review")
        .replace("## Root causes\n", "## Root causes\n\nThe outage was caused by a memory leak.\n")
        .replace(
            "## Timeline\n",
            "## Timeline\n\n- 09:30 UTC: the alert fired\n- 10:10 UTC: all pods were restarted\n",
        );
    let site = site.post(file, filled);
    let record = site.explain(file);
    assert_eq!(record["causes"][0]["id"], "memory-leak");
    assert_eq!(record["timeline"].as_array().unwrap().len(), 2);
    assert_eq!((&record["services"], &record["severity"]["level"]), (&json!(["checkout"]), &json!(2)));
    site.run("build --strict").exits(0);
    assert_eq!(site.published(), ["2026-05-06-checkout-answers-502"]);
}

#[test]
fn whatever_the_title_holds_the_front_matter_says_it() {
    let site = Site::new();
    let flags = "--date 2026-05-06 --service 'pay: eu' --service shop";
    let run = site.run(&format!("new 'Shop #2: \"down\"  [again]' {flags}")).exits(0);
    assert_eq!(run.stdout, "content/2026-05-06-shop-2-down-again.md\n");
    let record = site.explain("2026-05-06-shop-2-down-again.md");
    assert_eq!(record["title"], "Shop #2: \"down\" [again]");
    assert_eq!(record["services"], json!(["pay: eu", "shop"]));
}

#[test]
fn a_site_has_templates_of_its_own() {
    let own =
        "---\ntitle: '{{ title }}'\ndate: {{ date }}\n---\n\n# {{ title }}\n\nAlert: {{ $labels.job }}\n";
    let site = Site::new().file("templates/incident.md", own);
    site.run("new 'Shop down' --date 2026-05-06 --service shop").exits(0).complains(str![[r#"
warning: templates/incident.md has no {{ services }}, so the new file does not state it

"#]]);
    let text = site.read("content/2026-05-06-shop-down.md");
    assert_eq!(
        text,
        "---\ntitle: 'Shop down'\ndate: 2026-05-06\n---\n\n# Shop down\n\nAlert: {{ $labels.job }}\n"
    );
    // Its own go before the built-in ones, and `postmortem` before all others.
    let site = site.file("templates/google-sre.md", "# Ours: {{ title }}\n\n## Impact\n");
    let site = site.file("templates/postmortem.md", "# Default: {{ title }}\n\n## Impact\n");
    site.run("new 'Pay down' --date 2026-05-06 --template google-sre").exits(0);
    assert_eq!(site.read("content/2026-05-06-pay-down.md"), "# Ours: Pay down\n\n## Impact\n");
    site.run("new 'Mail down' --date 2026-05-06").exits(0);
    assert_eq!(site.read("content/2026-05-06-mail-down.md"), "# Default: Mail down\n\n## Impact\n");
    assert_eq!(site.explain("2026-05-06-mail-down.md")["title"], "Default: Mail down");
}

#[test]
fn a_template_with_a_mistake_writes_nothing() {
    let site = Site::new()
        .file("templates/a.md", "# {{ title }}\n\n  {{ titel }} on {{ weather }}\n")
        .file("templates/b.md", "---\ntitle: Incident {{ title }}\n---\n");
    site.run("new 'Shop down' --template a").exits(2).complains(str![[r#"
error[unknown-placeholder]: there is no placeholder `titel`
 --> templates/a.md:3:3
  |
3 |   {{ titel }} on {{ weather }}
  |   ^^^^^^^^^^^
  |
  = help: did you mean `title`?

error[unknown-placeholder]: there is no placeholder `weather`
 --> templates/a.md:3:18
  |
3 |   {{ titel }} on {{ weather }}
  |                  ^^^^^^^^^^^^^
  |
  = help: known placeholders: title, date, severity, services, causes, schema

error: nothing was written: templates/a.md has 2 unknown placeholders

"#]]);
    site.run("new 'Shop: down' --template b").exits(2).mentions(
        "error: nothing was written: templates/b.md cannot be filled in: a build could not read it",
    );
    assert_eq!(site.files("content").len(), 0);
}

#[test]
fn what_cannot_be_a_new_file_is_said() {
    let site = Site::new().post("2026-05-06-shop-down.md", "# Ours\n");
    site.run("new 'Shop down!' --date 2026-05-06").exits(2).complains(str![[r#"
error: content/2026-05-06-shop-down.md exists already; nothing was written
help: edit that file, or choose another title or --date

"#]]);
    assert_eq!(site.read("content/2026-05-06-shop-down.md"), "# Ours\n");
    site.run("new '?!'").exits(2).complains(str![[r#"
error: no file name can be made of the title `?!`: it has no letter and no digit
help: say in a few words what happened

"#]]);
    site.run("new Down --template five-section").exits(2).complains(str![[r#"
error: there is no template `five-section`
help: did you mean `five-sections`? there are atlassian, five-sections, google-sre, pagerduty

"#]]);
    site.run("new Down --date 2026-13-01").exits(2).mentions("invalid value '2026-13-01' for '--date <DAY>'");
    assert_eq!(site.files("content").len(), 1);
}

#[cfg(unix)]
#[test]
fn the_content_folder_may_be_a_link_or_lie_elsewhere_and_a_template_may_not() {
    let site = Site::new()
        .file("elsewhere/old.md", "# Old\n")
        .file("kb/whybook.toml", "content = \"../elsewhere\"\n");
    site.run("new 'Shop down' --date 2026-05-06 --config kb/whybook.toml")
        .exits(0)
        .prints("kb/../elsewhere/2026-05-06-shop-down.md\n");
    std::fs::remove_dir(site.path("content")).unwrap();
    std::os::unix::fs::symlink("elsewhere", site.path("content")).unwrap();
    site.run("new 'Pay down' --date 2026-05-06").exits(0);
    assert!(site.path("elsewhere/2026-05-06-pay-down.md").is_file());
    std::fs::create_dir(site.path("templates")).unwrap();
    std::os::unix::fs::symlink("../elsewhere/old.md", site.path("templates/old.md")).unwrap();
    site.run("new 'Mail down' --template old").exits(2).mentions(
        "error: cannot read the template templates/old.md: a symbolic link leads out of the folder",
    );
    std::os::unix::fs::symlink("/dev/null", site.path("elsewhere/2026-05-06-log-down.md")).unwrap();
    site.run("new 'Log down' --date 2026-05-06 --template pagerduty").exits(2).mentions("exists already");
}

#[cfg(unix)]
#[test]
fn an_editor_is_opened_once_the_file_is_there() {
    let site = Site::new();
    let without = edited_with(&site, None);
    assert_eq!(
        String::from_utf8_lossy(&without.stderr),
        "error: nothing was written: --edit needs an editor\nhelp: set VISUAL or EDITOR, as in EDITOR=vi\n"
    );
    assert_eq!(site.files("content").len(), 0);
    // An editor that takes the file away was given its path.
    assert!(edited_with(&site, Some("rm -v")).status.success());
    assert_eq!(site.files("content").len(), 0);
    let failed = edited_with(&site, Some("false"));
    assert_eq!(failed.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&failed.stderr)
            .contains("2026-05-06-shop-down.md is written, but `false` ended")
    );
}
