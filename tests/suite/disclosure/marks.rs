//! Which marks withhold a file, and what a build says of it.

use super::Site;

const TEXT: &str = "# Mail was down\n\n## Root cause\n\nThe disk was full.\n";

#[test]
fn the_internal_incident_of_the_case_is_left_out_and_named() {
    let site = Site::new().post("2024-05-07-mail.md", format!("---\ndate: 2024-05-07\n---\n{TEXT}")).post(
        "2024-05-06-pay.md",
        format!("---\ntitle: Pay\ndate: 2024-05-06\nvisibility: internal\n---\n{TEXT}"),
    );
    let run = site
        .run("build")
        .exits(0)
        .mentions("note: withheld 1 file: 2024-05-06-pay.md (visibility: internal, line 4)\n");
    assert!(
        run.stdout.starts_with("Read 2 files: 1 incident published, 0 skipped, 1 withheld.\n"),
        "{}",
        run.stdout
    );
    assert_eq!(site.published(), ["2024-05-07-mail"]);
    let explained = site.run("explain content/2024-05-06-pay.md").exits(0);
    assert!(
        explained.stdout.contains("  withheld from public builds (visibility: internal, line 4)\n"),
        "{}",
        explained.stdout
    );
}

#[test]
fn what_jekyll_does_not_publish_is_not_published() {
    let site = Site::new()
        .post("a.md", format!("---\npublished: false\n---\n{TEXT}"))
        .post("_drafts/b.md", TEXT)
        .post("c.md", TEXT);
    site.run("build").exits(0).mentions(
        "note: withheld 2 files:\n  _drafts/b.md (in a folder _drafts)\n  a.md (published: false, line 2)\n",
    );
    assert_eq!(site.published(), ["c"]);
}

#[test]
fn a_value_that_is_not_understood_withholds_the_file_with_its_place() {
    let site = Site::new().post("a.md", format!("---\nvisibility: sre-eyes\n---\n{TEXT}"));
    let run = site.run("build --strict").exits(1);
    let run = run.mentions("`visibility: sre-eyes` says nothing that is known, so that the file is withheld");
    run.mentions("a.md:2:1").mentions("known are `public` and `internal`");
    assert!(site.published().is_empty());
}

#[test]
fn public_files_stay_public() {
    let fronts = [
        "",
        "visibility: public",
        "draft: false",
        "published: true",
        "published: 2020-05-06",
        "publishDate: 2020-05-06",
        "tlp: CLEAR",
        "status: reviewed",
        "section: issue\nstatus: in_progress",
        "approval_status: approved",
        "classification: SEV-2",
        "# visibility: internal\ntitle: A",
        "private: false\ninternal: no",
        "actions: [{text: mend it, status: open}]",
    ];
    let texts = [
        "The internal load balancer was private: nobody saw it.",
        "```\nvisibility: internal\nCONFIDENTIAL\n```",
        "- [ ] Confidential",
        "Visibility: we had none into the queue at all.",
        "## Internal\n\nText.",
        "| Action | Status |\n|---|---|\n| Mend it | Open |",
        "- Mend the disk\n- Status: In progress",
        "## Action items\n\n- Status: open",
        "<!-- internal-lb was the culprit -->",
        "| Service | Internal | Public |\n|---|---|---|\n| a | yes | no |\n| b | no | no |",
    ];
    let mut site = Site::new();
    for (number, front) in fronts.iter().enumerate() {
        site = site.post(&format!("front-{number}.md"), format!("---\n{front}\n---\n{TEXT}"));
    }
    for (number, text) in texts.iter().enumerate() {
        site = site.post(&format!("text-{number}.md"), format!("{TEXT}\n{text}\n"));
    }
    let run = site.run("build").exits(0);
    assert!(!run.stderr.contains("withheld"), "{}", run.stderr);
    assert_eq!(site.published().len(), fronts.len() + texts.len());
}

#[test]
fn where_files_are_internal_by_default_only_those_marked_public_are_published() {
    let site = Site::new()
        .config("default_visibility = \"internal\"\n")
        .post("a.md", TEXT)
        .post("b.md", format!("---\nvisibility: public\n---\n{TEXT}"))
        .post("c.md", format!("{TEXT}\nVisibility: public\n"))
        .post("d.md", format!("---\nvisibility: public\ndraft: true\n---\n{TEXT}"))
        .post("e.md", format!("---\npublished: true\n---\n{TEXT}"));
    site.run("build").exits(0).mentions("a.md (not marked `visibility: public`)");
    assert_eq!(site.published(), ["b", "c"]);
}

#[test]
fn the_internal_site_says_so_on_every_page() {
    let notice = "Internal site: contains incidents and passages that are not public";
    let site = Site::new().post("a.md", format!("---\nvisibility: internal\naliases: [old]\n---\n{TEXT}"));
    for (config, arguments, is_internal) in
        [("", "build", false), ("", "build --include-private", true), ("publish = \"all\"\n", "build", true)]
    {
        std::fs::write(site.path("whybook.toml"), config).unwrap();
        let run = site.run(arguments).exits(0);
        assert_eq!(run.stdout.contains("Internal site: contains"), is_internal, "{}", run.stdout);
        assert_eq!(!site.published().is_empty(), is_internal);
        for (path, bytes) in site.files("public").iter().filter(|(path, _)| path.ends_with(".html")) {
            let page = String::from_utf8_lossy(bytes);
            assert_eq!(page.contains(notice) && page.contains("content=\"noindex\""), is_internal, "{path}");
        }
    }
}

#[test]
fn a_passage_without_an_end_reaches_to_the_end_and_an_end_without_a_beginning_withholds_the_file() {
    let site = Site::new()
        .post("open.md", format!("{TEXT}\nPublic.\n\n<!-- internal -->\n\nzqprivatevax\n"))
        .post("stray.md", format!("{TEXT}\nzqprivatevax\n\n<!-- /internal -->\n"));
    let run = site.run("build").exits(0);
    let run = run.mentions("this internal passage has no end").mentions("open.md:9:1");
    run.mentions("note: withheld 1 file: stray.md (an internal passage ends that never begins, line 9)");
    assert_eq!(site.published(), ["open"]);
    let page = site.read("public/incidents/open/index.html");
    assert!(page.contains("Public.") && !page.contains("zqprivatevax"));
}

#[test]
fn lines_keep_their_numbers_where_a_passage_is_cut() {
    let text = "# Mail\n\n<!-- internal -->\nfirst\nsecond\n<!-- /internal -->\n\nThe outage was caused by a full disk.\n";
    let site = Site::new().post("a.md", text);
    site.run("build").exits(0);
    let records: serde_json::Value = serde_json::from_str(&site.read("public/incidents.json")).unwrap();
    let evidence = records.to_string();
    assert!(evidence.contains("\"line\":8"), "{evidence}");
}

#[test]
fn passages_are_cut_whatever_stands_around_their_marks() {
    let marks = [
        ("<!--- internal --->", "<!--- /internal --->"),
        ("<!-- confidential -->", "<!-- /confidential -->"),
        ("<!-- internal: -->", "<!-- /internal: -->"),
        ("<!-- [private] -->", "<!-- [/private] -->"),
        (":::confidential", ":::"),
        ("<!-- internal discussion -->", "<!-- /internal discussion -->"),
        ("<!-- INTERNAL: who did it -->", "<!-- end internal -->"),
    ];
    let mut site = Site::new();
    for (number, (begin, end)) in marks.iter().enumerate() {
        site = site.post(&format!("{number}.md"), format!("{TEXT}\n{begin}\nhushword\n{end}\n\nshownword\n"));
    }
    let run = site.run("build").exits(0);
    assert!(!run.stderr.contains("withheld"), "{}", run.stderr);
    for (number, (begin, _)) in marks.iter().enumerate() {
        let page = site.read(&format!("public/incidents/{number}/index.html"));
        assert!(!page.contains("hushword") && page.contains("shownword"), "{begin}");
    }
}

#[test]
fn a_remark_that_nothing_ends_begins_no_passage_and_is_named() {
    let site = Site::new().post(
        "a.md",
        format!(
            "{TEXT}\n<!-- internal: ask Bo -->\nshownword\n<!-- internal -->\nhushword\n<!-- /internal -->\n"
        ),
    );
    let run = site.run("build").exits(0);
    run.mentions("a.md:7:1").mentions("this comment is left out, and what follows it is published");
    let page = site.read("public/incidents/a/index.html");
    assert!(page.contains("shownword") && !page.contains("hushword") && !page.contains("ask Bo"), "{page}");
}

#[test]
fn a_label_counts_wherever_it_stands_on_its_line() {
    let labels = [
        "Date: 2024-05-07 · Visibility: internal",
        "**Date:** 2024-05-07<br>**Visibility:** internal",
        "**Visibility**\n\nInternal",
        "---\nvisibility:\n---",
    ];
    let mut site = Site::new().post("public.md", TEXT);
    for (number, label) in labels.iter().enumerate() {
        site = site.post(&format!("{number}.md"), format!("{label}\n\n{TEXT}"));
    }
    site.run("build").exits(0);
    assert_eq!(site.published(), ["public"]);
}

#[test]
fn secrets_of_a_withheld_file_are_reported() {
    let token = ["gh", "p_", "Zk3vQ9xT1mB7nL5cR8wY2dF6hJ4sP0aEuGiO"].concat();
    let site = Site::new().post("a.md", format!("---\ndraft: true\n---\n{TEXT}\n{token}\n"));
    let run = site.run("build --strict").exits(1).mentions("a.md:10:1").mentions("a secret: GitHub token");
    assert!(!run.stderr.contains(&token), "{}", run.stderr);
}

#[test]
fn a_mark_beyond_the_part_that_is_shown_withholds_the_file() {
    let long = "word word word word word word word word\n".repeat(120_000);
    let text = format!("# Long\n\n{long}\nCONFIDENTIAL\n\nhushword\n");
    let site = Site::new()
        .post("long.md", &text)
        .post("data.txt", &text)
        .post("a.md", format!("{TEXT}\n[data](data.txt)\n"));
    site.run("build").exits(0).mentions("long.md (CONFIDENTIAL, line 120004)");
    assert_eq!(site.published(), ["a"]);
    assert_eq!(site.read("public/files/data.txt"), "");
}
