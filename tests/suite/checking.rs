//! `whybook check`: what it says of write-ups, to people and to programs, and which findings count.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use snapbox::str;

use super::site::Site;

/// A write-up that says nothing wrong in itself, and asks for care.
const CARELESS: &str = "# Checkout was down

Date: 2024-03-02

## Impact

Some customers could not pay for a while.

## Timeline

- 10:00 Errors began.
- 10:20 It worked again.

## Root cause

Human error: an engineer deployed a memory leak in the cart cache.

![](errors.png)

## Action items

- [ ] We should be more careful with releases (owner: Ada, due: 2024-04-01)
- [ ] Write a page for newcomers (owner: Lin)
";

fn site() -> Site {
    Site::new().post("checkout.md", CARELESS).post("errors.png", "picture")
}

#[test]
fn a_write_up_is_judged_by_how_it_is_written() {
    site().run("check --format concise").exits(0).prints(str![[r#"
content/checkout.md:7:1: note[impact-without-figure]: the impact is told without any figure
content/checkout.md:16:1: note[blames-a-person]: a person's mistake is given as the cause
content/checkout.md:16:1: note[cause-without-action]: no action seems to address the root cause, manual-operation
content/checkout.md:18:1: note[image-without-alt]: this picture has no alternative text
content/checkout.md:22:1: note[vague-action]: nobody can tell when this action is done
content/checkout.md:23:1: note[action-without-due-date]: this action has no due date, unlike others
Checked 1 file: 0 errors, 0 warnings, 6 notes.

"#]]);
}

#[test]
fn what_is_written_well_passes() {
    let text = CARELESS
        .replace("Some customers", "1,200 of 40,000 customers")
        .replace("Human error: an engineer deployed", "This was not a human error: the release had")
        .replace("![]", "![Errors rise to 40 % at 10:00]")
        .replace("We should be more careful with releases", "Bound the cart cache")
        .replace("(owner: Lin)", "(owner: Lin, due: 2024-05-01)");
    let site = Site::new().post("checkout.md", text).post("errors.png", "picture");
    site.run("check").exits(0).prints("Checked 1 file: 0 errors, 0 warnings, 0 notes.\n");
}

#[test]
fn judgements_of_writing_are_on_no_page() {
    let site = site();
    site.run("build").exits(0);
    let page = std::fs::read_to_string(site.path("public/incidents/checkout/index.html")).unwrap();
    let records = std::fs::read_to_string(site.path("public/incidents.json")).unwrap();
    for rule in ["blames-a-person", "vague-action", "impact-without-figure"] {
        assert!(!page.contains(rule) && !records.contains(rule), "{rule}");
    }
    assert!(!page.contains("a person&#x27;s mistake") && !page.contains("a person's mistake"));
}

#[test]
fn levels_are_set_by_site_and_by_file() {
    let config = "[rules]\nblames-a-person = \"error\"\nvague-action = \"off\"\nimage-without-alt = \"warning\"\n\
                  [per_file_rules]\n\"old/*\" = { blames-a-person = \"off\", image-without-alt = \"note\" }\n";
    let site = site().post("old/2019.md", CARELESS.replace("errors.png", "../errors.png")).config(config);
    let run = site.run("check --format concise");
    let shown = run.exits(1).stdout;
    let lines: Vec<&str> =
        shown.lines().filter(|line| !line.contains("cause-without") && !line.contains("impact")).collect();
    assert_eq!(
        lines,
        [
            "content/checkout.md:16:1: error[blames-a-person]: a person's mistake is given as the cause",
            "content/checkout.md:18:1: warning[image-without-alt]: this picture has no alternative text",
            "content/checkout.md:23:1: note[action-without-due-date]: this action has no due date, unlike others",
            "content/old/2019.md:18:1: note[image-without-alt]: this picture has no alternative text",
            "content/old/2019.md:23:1: note[action-without-due-date]: this action has no due date, unlike others",
            "Checked 2 files: 1 error, 1 warning, 7 notes.",
        ]
    );
}

#[test]
fn an_unknown_rule_is_an_error_of_the_configuration() {
    site().config("[rules]\nno-timelime = \"off\"\n").run("check").exits(2).complains(str![[r#"
error: whybook.toml is not a valid configuration
TOML parse error at line 2, column 1
  |
2 | no-timelime = "off"
  | ^^^^^^^^^^^
there is no rule `no-timelime`; did you mean `no-timeline`?


"#]]);
}

#[test]
fn a_service_that_the_site_does_not_list_is_a_warning() {
    let site = Site::new()
        .post("a.md", "---\ndate: 2024-03-02\nservices: [Checkout, ledger]\ncauses: [unknown]\n---\n# Down\n\n## Timeline\n\n- 10:00 It broke.\n")
        .config("[services.Checkout]\naliases = [\"till\"]\n");
    site.run("check --format concise").exits(1).prints(str![[r#"
content/a.md:3:1: warning[unknown-service]: the site lists no service `ledger`
Checked 1 file: 0 errors, 1 warning, 0 notes.

"#]]);
}

#[test]
fn what_holds_for_all_files_is_said_once() {
    let mut site = Site::new();
    for number in 1..=9 {
        let text = format!(
            "# Outage {number}\n\nDate: 2024-03-0{number}\n\nRoot cause: a memory leak.\n\n- 10:00 It broke.\n"
        );
        site = site.post(&format!("{number}.md"), text);
    }
    site.run("check").exits(0).prints(str![[r#"
note[no-timeline]: in all 9 files, 9 findings: The write-up does not say what happened when.
  = help: `no-timeline = "off"` in [rules] of whybook.toml silences it
Checked 9 files: 0 errors, 0 warnings, 9 notes.

"#]]);
    // Programs count for themselves.
    assert_eq!(site.run("check --format json").exits(0).stdout.lines().count(), 9);
}

/// Runs git in the site's folder, as somebody who has never set it up.
fn git(site: &Site, arguments: &[&str]) {
    let identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"];
    let mut command = Command::new("git");
    command.current_dir(site.path("")).args(identity).args(arguments);
    let output = command.env("GIT_CONFIG_GLOBAL", "/dev/null").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_pull_request_answers_for_what_it_changes() {
    let old = "# Old\n\n[log](gone.md)\n\nDate: 2024-01-01\n\nRoot cause: a memory leak.\n";
    let site = Site::new().post("old.md", old).post("ä b.md", old);
    git(&site, &["init", "--quiet", "--initial-branch=main"]);
    git(&site, &["add", "."]);
    git(&site, &["commit", "--quiet", "--message=old"]);
    site.run("check").exits(1);
    site.run("check --since main").exits(0).prints("Checked 0 files: 0 errors, 0 warnings, 0 notes.\n");
    git(&site, &["checkout", "--quiet", "-b", "topic"]);
    let site = site.post("ä b.md", format!("{old}\nIt was down for 5 minutes.\n")).post("new.md", old);
    git(&site, &["add", "content/ä b.md"]);
    git(&site, &["commit", "--quiet", "--message=topic"]);
    let shown = site.run("check --since main --format github").exits(1).stdout;
    let places: Vec<&str> = shown.lines().filter(|line| line.starts_with("::warning")).collect();
    assert_eq!(
        places,
        [
            "::warning file=content/new.md,line=3,col=1,title=dangling-link::`gone.md` leads to `gone.md`, which is not there%0Aadd the file to the content folder or correct the path",
            "::warning file=content/ä b.md,line=3,col=1,title=dangling-link::`gone.md` leads to `gone.md`, which is not there%0Aadd the file to the content folder or correct the path",
        ]
    );
    site.run("check --since nowhere").exits(2).complains(str![[r#"
error: --since: git knows no commit `nowhere`
help: fetch it first; in GitHub Actions, actions/checkout needs `fetch-depth: 0`

"#]]);
}

#[test]
fn outside_a_repository_nothing_can_have_changed_since() {
    let run = site().run("check --since main");
    let said = run.exits(2).stderr;
    assert!(
        said.starts_with("error: --since needs a git repository around content: git rev-parse"),
        "{said}"
    );
}

#[test]
fn a_baseline_leaves_out_what_is_known() {
    let dead = "# Old\n\n[log](gone.md)\n\nDate: 2024-01-01\n\nRoot cause: a memory leak.\n";
    let site = Site::new().post("old.md", dead);
    site.run("check --write-baseline known.json").exits(0).prints("Wrote 2 findings to known.json.\n");
    // Lines may move; more of the same may not come.
    let site = site.post("old.md", dead.replace("[log]", "\n\n[log]"));
    site.run("check --baseline known.json")
        .exits(0)
        .prints("Checked 1 file: 0 errors, 0 warnings, 0 notes. 2 findings in the baseline.\n");
    let site = site.post("old.md", format!("{dead}\n[more](nowhere.md)\n"));
    let shown = site.run("check --baseline known.json --format concise").exits(1).stdout;
    assert_eq!(shown.lines().filter(|line| line.contains("dangling-link")).count(), 2, "{shown}");
    let site = site.file("known.json", "{\"version\": 2}\n");
    site.run("check --baseline known.json").exits(2).complains(str![[r#"
error: the baseline known.json has version 2, and this is a Whybook that reads version 1
help: write it again with `whybook check --write-baseline known.json`

"#]]);
    let site = site.file("known.json", "nonsense");
    let said = site.run("check --baseline known.json").exits(2).stderr;
    assert!(said.starts_with("error: known.json is no baseline: expected"), "{said}");
    assert!(
        said.ends_with("help: write it again with `whybook check --write-baseline known.json`\n"),
        "{said}"
    );
    // One of a part would call the rest new.
    site.run("check --since main --write-baseline known.json").exits(2).mentions("cannot be used with");
}

#[test]
fn files_and_folders_are_checked_by_name_with_the_links_of_the_whole_folder() {
    let site = Site::new()
        .post(
            "2024/a.md",
            "# A\n\n[b](../2023/b.md) and [c](c.md)\n\nDate: 2024-01-01\n\nRoot cause: a memory leak.\n",
        )
        .post("2023/b.md", "# B\n\nDate: 2023-01-01\n\n[x](x.md)\n\nRoot cause: a memory leak.\n");
    let warnings = |arguments: &str| {
        let shown = site.run(arguments).stdout;
        shown.lines().filter(|line| line.contains("warning[")).map(str::to_owned).collect::<Vec<_>>()
    };
    let of_a =
        ["content/2024/a.md:3:23: warning[dangling-link]: `c.md` leads to `2024/c.md`, which is not there"];
    assert_eq!(warnings("check content/2024/a.md --format concise"), of_a);
    assert_eq!(warnings("check content/2024 --format concise"), of_a);
    assert_eq!(warnings("check --format concise").len(), 2);
    site.run("check content/2025")
        .exits(2)
        .complains("error: cannot read content/2025: no such file or folder\n");
}

#[test]
fn a_mistake_that_many_files_share_is_found_in_each() {
    let mut site = Site::new();
    for name in ["a", "b", "c", "d", "e", "f"] {
        let text = "# Down\n\n[log](gone.md)\n\nDate: 2024-01-01\n\nRoot cause: a memory leak.\n";
        site = site.post(&format!("{name}.md"), text);
    }
    let shown = site.run("check content/f.md --format concise").exits(1).stdout;
    assert!(shown.contains("content/f.md:3:1: warning[dangling-link]"), "{shown}");
}

#[test]
fn findings_of_files_that_are_no_write_ups_count_them() {
    let site = Site::new().post("empty.md", "").config("[rules]\nempty-file = \"error\"\n");
    site.run("check --format concise").exits(1).prints(str![[r#"
content/empty.md: error[empty-file]: the file is empty
Checked 1 file: 1 error, 0 warnings, 0 notes.

"#]]);
}

#[test]
fn sarif_names_places_and_rules() {
    let site = Site::new()
        .post("ä b.md", "# Old\n\n[log](gone.md)\n\nDate: 2024-01-01\n\nRoot cause: a memory leak.\n");
    let log: serde_json::Value =
        serde_json::from_str(&site.run("check --format sarif").exits(1).stdout).unwrap();
    let run = &log["runs"][0];
    let result =
        run["results"].as_array().unwrap().iter().find(|result| result["level"] == "warning").unwrap();
    assert_eq!((&log["version"], &result["ruleId"]), (&"2.1.0".into(), &"dangling-link".into()));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "content/%C3%A4%20b.md");
    assert_eq!(place["region"], serde_json::json!({ "startLine": 3, "startColumn": 1 }));
    let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
    assert_eq!(rule["id"], "dangling-link");
    assert!(rule["help"]["text"].as_str().unwrap().contains("Instead: "));
}

#[test]
fn what_wants_no_decision_is_mended_in_the_files() {
    let text = "---\r\nsevrity: SEV-2 # as paged\r\nstrat: never told\r\ncauses: [memory-leek]\r\n---\r\n# Checkout was down\r\n";
    let site = Site::new()
        .post("a.md", format!("\u{feff}{text}"))
        .post("b.md", "# Search was down\n\nDate: 2024-01-01\n\nRoot cause: a memory leak.\n");
    let untouched = site.read("content/b.md");
    let all = site.run("check").exits(1).stdout;
    assert!(all.ends_with("`whybook check --fix` may mend 4 of them.\n"), "{all}");
    let sarif: Value = serde_json::from_str(&site.run("check --format sarif").stdout).unwrap();
    let fixes =
        sarif["runs"][0]["results"].as_array().unwrap().iter().filter_map(|result| result.get("fixes"));
    let replaced: Vec<&Value> =
        fixes.map(|fixes| &fixes[0]["artifactChanges"][0]["replacements"][0]).collect();
    assert_eq!(
        replaced[0],
        &json!({
            "deletedRegion": { "startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 8 },
            "insertedContent": { "text": "severity" },
        })
    );
    site.run("check --fix").complains(str![[r#"
Mended 3 findings in 1 file.

"#]]);
    // `start: never told` would be a mistake of another kind, so that this key stays.
    let mended = text.replace("sevrity", "severity").replace("memory-leek", "memory-leak");
    assert_eq!(site.read("content/a.md"), mended);
    assert_eq!(site.read("content/b.md"), untouched);
    site.run("check --fix").complains("");
}

#[test]
fn one_run_mends_all_that_another_one_would() {
    let text = "---\nsevrity: SEV-2\n---\n# Größe was down\n";
    let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let site = Site::new()
        .post("utf-16.md", utf16)
        .post("latin-1.md", b"\xEF\xBB\xBF# Gr\xF6\xDFe was down\n")
        .post("large.md", format!("---\nsevrity: SEV-2\n---\n# Mail was down\n{}", "x\n".repeat(2_200_000)));
    site.run("check --fix").complains(str![[r#"
warning: content/large.md is left alone: it is too large to be read whole
Mended 3 findings in 2 files.

"#]]);
    assert_eq!(site.read("content/utf-16.md"), text.replace("sevrity", "severity"));
    assert_eq!(std::fs::read(site.path("content/latin-1.md")).unwrap(), b"# Gr\xF6\xDFe was down\n");
    site.run("check --fix").complains(str![[r#"
warning: content/large.md is left alone: it is too large to be read whole

"#]]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_whose_name_or_size_is_odd_keeps_no_other_from_being_mended() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let text = "---\nsevrity: SEV-2\n---\n# Checkout was down\n";
    let site = Site::new().post("z.md", text).post("large.md", format!("{text}{}", "x\n".repeat(2_200_000)));
    let odd = site.path("content").join(OsStr::from_bytes(b"a\xff.md"));
    std::fs::write(&odd, text).unwrap();
    site.run("check --fix")
        .mentions("large.md is left alone: it is too large to be read whole")
        .mentions("Mended 2 findings in 2 files.");
    let mended = text.replace("sevrity", "severity");
    assert_eq!(std::fs::read_to_string(odd).unwrap(), mended);
    assert_eq!(site.read("content/z.md"), mended);
}

/// The rules that the source names, as the first argument of a finding.
#[test]
fn every_rule_of_the_table_is_used() {
    let mut code = String::new();
    for entry in walkdir::WalkDir::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let entry = entry.unwrap();
        if entry.path().extension().is_some_and(|extension| extension == "rs") {
            code += &std::fs::read_to_string(entry.path()).unwrap();
        }
    }
    let rules = whybook::diagnostic::rules::all().keys();
    let unused: Vec<&String> = rules.filter(|rule| !code.contains(&format!("\"{rule}\""))).collect();
    assert_eq!(unused, Vec::<&String>::new());
}
