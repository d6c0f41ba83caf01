//! Links of public files to withheld ones, and files beside them.

use super::Site;

#[test]
fn links_to_withheld_files_become_plain_text() {
    let site = Site::new()
        .post("zqsecretvax.md", "---\nid: INC-7\nvisibility: internal\n---\n# Secret\n\n## Root cause\n\nThe disk was full.\n")
        .post("a.md", "---\nrelated: [INC-7, b]\n---\n# A\n\n## Root cause\n\nThe disk was full, as in [the other one](zqsecretvax.md \"t\") and [b](b.md).\n")
        .post("b.md", "# B\n\n## Root cause\n\nThe disk was full.\n");
    let run = site.run("build").exits(0);
    assert!(!run.stderr.contains("dangling-link"), "{}", run.stderr);
    let page = site.read("public/incidents/a/index.html");
    assert!(page.contains("as in the other one and <a href=\"../../incidents/b/\">b</a>."), "{page}");
    let records: serde_json::Value = serde_json::from_str(&site.read("public/incidents.json")).unwrap();
    let all = records.to_string();
    assert!(all.contains("\"related\":[\"b\"]") && !all.contains("INC-7"), "{all}");
}

#[test]
fn files_beside_a_withheld_write_up_are_not_copied_and_texts_are_screened() {
    let site = Site::new()
        .config("[redact]\nemails = true\n")
        .post("secret.md", "---\ndraft: true\n---\n# Secret\n\n![graph](img/secret.png) [log](secret.log)\n")
        .post("img/secret.png", super::png("x"))
        .post("secret.log", "log\n")
        .post("a.md", "# A\n\n## Root cause\n\nThe disk was full. [log](a.log) [notes](notes.txt) [draft](_drafts/plan.txt)\n")
        .post("a.log", "one\n<!-- internal -->\nzqprivatevax\n<!-- /internal -->\nmail zq@example.org\n")
        .post("notes.txt", "CONFIDENTIAL\n\nzqprivatevax\n")
        .post("_drafts/plan.txt", "zqprivatevax\n");
    site.run("build").exits(0).mentions("notes.txt (CONFIDENTIAL, line 1)");
    let files: Vec<String> = site.files("public/files").into_keys().collect();
    assert_eq!(files, ["a.log"]);
    assert_eq!(site.read("public/files/a.log"), "one\n\n\n\nmail REDACTED-email-1\n");
}

#[test]
fn a_withheld_file_is_not_named_by_a_longer_path_or_without_its_extension() {
    let site = Site::new()
        .post("private/zq-secret-vax.md", "---\ndraft: true\n---\n# Secret\n\nText.\n")
        .post(
            "a.md",
            "# A\n\nSee `team-private/zq-secret-vax.md`, https://git.example/x/private/zq-secret-vax.md and zq-secret-vax, kept.\n",
        );
    site.run("build").exits(0);
    for (path, bytes) in site.files("public") {
        assert!(memchr::memmem::find(&bytes, b"zq-secret-vax").is_none(), "{path}");
    }
    assert!(site.read("public/incidents/a/index.html").contains(", kept."));
}
