//! Text that attacks: the page, the terminal, or the time of whoever reads it.

use std::time::{Duration, Instant};

use regex::{Regex, RegexSet};

use super::site::Site;

#[test]
fn scripts_in_titles_texts_and_front_matter_stay_text() {
    let text = "---
title: \"<script>alert(1)</script>\"
services: [\"<img src=x onerror=alert(1)>\"]
owner: \"\\\"><script>x</script>\"
runbook: \"javascript:alert(1)\"
links: [\"javascript:alert(2)\", \"https://evil.example/x\"]
---
# <script>alert(2)</script>

<script>alert(3)</script><style>body{}</style><iframe src=\"https://evil.example\"></iframe>

<a href=\"javascript:alert(4)\" onclick=\"x()\">a</a> [b](javascript:alert(5)) ![c](https://evil.example/t.png)

<svg onload=alert(6)></svg> <img src=\"//evil.example/p.gif\"> <form action=\"https://evil.example\"></form>
";
    let site = Site::new().post("hostile.md", text);
    site.run("build").exits(0);
    let tags = Regex::new(r"<[a-zA-Z][^>]*>").unwrap();
    let dangers = [
        r"^<(style|iframe|form|object|embed)\b", r"^<script\b[^>]*>$", r"\s(on[a-z]+|style)\s*=",
        r#"(href|src|action)="?\s*javascript:"#, r#"\ssrc="?(https?:)?//"#,
    ];
    let dangerous = RegexSet::new(dangers).unwrap();
    let own = [
        r#"^<script src="[./]*assets/[a-z-]+\.[0-9a-f]{12}\.js" defer>$"#,
        r#"^<form class="search-(box|form)" role="search" action="[./]*search/"( (id|data-[a-z]+)="[^"]*")*>$"#,
    ];
    let own = RegexSet::new(own).unwrap();
    for (path, bytes) in site.files("public").iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = String::from_utf8(bytes.clone()).unwrap();
        for tag in tags.find_iter(&page).map(|tag| tag.as_str().to_lowercase()) {
            assert!(own.is_match(&tag) || !dangerous.is_match(&tag), "{tag} in {path}");
        }
        assert!(page.contains("http-equiv=\"Content-Security-Policy\""), "{path} has no policy");
    }
}

#[test]
fn control_characters_reach_neither_the_terminal_nor_the_feed() {
    let text = "---\ntitle: \"\\e[2J\\e]0;owned\\a steer \\u202e\"\nservices: [\"\\e[31mshop\"]\nmitigation: \"a\\e[5m\"\n\
                date: \"\\e[31m2024\"\n---\n# \x1b[2JTitle \x07\n\nThe outage was caused by a \x1b[31mmemory leak.\n";
    let site = Site::new()
        .config("base_url = \"https://incidents.example/\"\n")
        .post("control.md", text)
        .post("plain.md", "# \x1b[2JTitle \x07\n\nStart: 2023-02-30\n");
    let explained = site.run("explain content");
    for run in [site.run("build").exits(0), explained, site.run("search"), site.run("search memory")] {
        assert_eq!(run.code, Some(0));
        for output in [&run.stdout, &run.stderr] {
            let steering = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
            assert!(!output.contains(steering), "{output:?}");
        }
    }
    let xml: Vec<String> = site.files("public").into_keys().filter(|path| path.ends_with(".xml")).collect();
    assert!(!xml.is_empty());
    for path in xml {
        if let Err(error) = roxmltree::Document::parse(&site.read(&format!("public/{path}"))) {
            panic!("{path}: {error}");
        }
    }
}

#[cfg(unix)]
#[test]
fn file_names_with_spaces_signs_and_line_ends() {
    let names =
        ["two words.md", "ünïcode.md", "new\nline.md", "50% off & more?#.md", "\u{1b}[2J.md", "-v.md"];
    let mut site = Site::new();
    for name in names {
        site = site.post(name, "# Named\n\n[other](<two words.md>)\n");
    }
    let run = site.run("build --strict").exits(0);
    assert!(!run.stderr.contains('\u{1b}') && !run.stdout.contains('\u{1b}'));
    assert_eq!(site.published(), ["2j", "50-off-more", "new-line", "two-words", "unicode", "v"]);
    assert!(site.read("public/incidents/unicode/index.html").contains("href=\"../../incidents/two-words/\""));
}

/// Builds and explains a file in a time that only a slip into quadratic work would exceed.
#[track_caller]
fn quick(name: &str, text: &str) {
    let site = Site::new().post("good.md", "# Good\n").post("deep.md", text);
    let begun = Instant::now();
    site.run("build").exits(0);
    assert!(begun.elapsed() < Duration::from_secs(60), "{name} took {:?}", begun.elapsed());
    assert_eq!(site.published(), ["deep", "good"], "{name}");
}

#[test]
fn depth_and_length_cost_neither_the_stack_nor_the_afternoon() {
    let lists: String = (0..200).map(|level| format!("{}- item\n", "  ".repeat(level))).collect();
    quick("nested lists", &lists);
    quick("block quotes", &format!("{}deep\n", "> ".repeat(200)));
    quick("one long line", &"word ".repeat(1_000_000));
    quick("one long word", &"x".repeat(5_000_000));
    quick(
        "brackets",
        &format!("{}\n\n{}\n\n{}\n", "[".repeat(50_000), "(".repeat(50_000), "![[".repeat(20_000)),
    );
    quick("emphasis", &"*_".repeat(20_000));
    quick("angles", &"<a ".repeat(20_000));
    quick("spans", &"<b><i>".repeat(2_000));
    quick("deep YAML", &format!("---\na: {}\n---\n# Deep\n", "[".repeat(100_000)));
    quick("deep TOML", &format!("+++\na = {}\n+++\n# Deep\n", "[".repeat(100_000)));
    quick("deep JSON", &format!("{{\"a\": {}\n}}\n# Deep\n", "[".repeat(100_000)));
    quick("clock times", &format!("## Timeline\n\n{}", "- 10:00 it broke at 10:01, 10:02\n".repeat(5_000)));
    quick("bold clock times", &"**10:00** a\n".repeat(100_000));
    quick("entries of a list", &format!("## Timeline\n\n{}", "- 10:00 the cert expired\n".repeat(60_000)));
    quick("zones", &"10:00 PST 11:00 CEST ".repeat(50_000));
    quick("cells", &format!("{}\n{}\n", "|a".repeat(5_000), "|-".repeat(5_000)));
}

/// Texts over which a careless reader panics, overflows its stack or takes time out of all proportion.
#[test]
fn texts_made_to_be_slow_or_to_break_are_published_in_time() {
    let begun = std::time::Instant::now();
    Site::new()
        .post("a-dash.md", "# A\n\nLatency rose 2.10–3.20 times.\n")
        .post("b-case.md", "# B\n\nIt began at K 10:00€ İİ and was down.\n")
        .post(
            "c-length.md",
            "---\nduration: PT99999999999999999999H\n---\n# C\n\nDuration: 99999999999999999999h30\n",
        )
        .post("d-labels.md", format!("# D\n\n{}\n", "Fix: ".repeat(60_000)))
        .post("e-links.md", format!("# E\n\n{}", "• [a](b)\n".repeat(10_000)))
        .post("f-dots.md", format!("# F\n\n{}\n", ".".repeat(200_000)))
        .post("g-commas.md", "a word, ".repeat(30_000))
        .post(
            "h-no-full-stop.md",
            format!("# H\n\n{}\n", "the disk was full because of the memory leak and ".repeat(3_500)),
        )
        .post("i-services.md", format!("# I\n\n{}", "- Services:\n- x y\n".repeat(4_000)))
        .post("j-tags.md", format!("---\ntags: [{}]\n---\n# J\n", "a, ".repeat(60_000)))
        .run("build")
        .exits(0);
    assert!(begun.elapsed() < std::time::Duration::from_secs(60), "{:?}", begun.elapsed());
}
