//! Input that is wrong: it is told with its place and what to do, nothing is lost, and the other files are published.

use std::time::{Duration, Instant};

use snapbox::IntoData;
use snapbox::str;

use super::site::{Run, Site};

const GOOD: &str = "# Checkout down\n\nThe outage was caused by a memory leak.\n";

/// Builds a site of a good file and a bad one: findings fail `--strict`, and the good one is published.
#[track_caller]
fn strict(path: &str, text: impl AsRef<[u8]>, published: &[&str], expected: impl IntoData) -> Run {
    let site = Site::new().post("good.md", GOOD).post(path, text);
    let run = site.run("build --strict").exits(1).complains(expected);
    assert_eq!(site.published(), published);
    site.run("build").exits(0);
    run
}

/// Builds a site of a good file and one with nothing that fails `--strict`; the findings of the latter.
#[track_caller]
fn noted(path: &str, text: impl AsRef<[u8]>, published: &[&str]) -> Vec<String> {
    let site = Site::new().post("good.md", GOOD).post(path, text);
    site.run("build --strict").exits(0).complains("");
    assert_eq!(site.published(), published);
    site.findings(path)
}

#[test]
fn unclosed_front_matter() {
    strict(
        "open.md",
        "---\ntitle: Left open\n\n# Left open\n\nText.\n",
        &["good", "open"],
        str![[r#"
error[unclosed-front-matter]: this front matter is never closed
 --> open.md:1:1
  |
1 | ---
  | ^^^
  |
  = help: close it with a line of `---`; until then the whole file is read as text


"#]],
    );
}

#[test]
fn a_byte_order_mark() {
    let found = noted("mark.md", "\u{feff}---\ntitle: With a mark\n---\nText.\n", &["good", "mark"]);
    assert_eq!(
        found,
        ["1:1 note[byte-order-mark]: the file starts with a byte-order mark, which was left out"]
    );
}

#[test]
fn windows_line_ends_are_no_finding_and_keep_places_right() {
    let text = "---\r\ntitle: From Windows\r\n---\r\n\r\n## Timeline\r\n\r\n- 10:00 it broke\r\n";
    assert_eq!(noted("windows.md", text, &["good", "windows"]), [""; 0]);
    let wrong = text.replace("title: From Windows", "date: 2024-02-30");
    strict(
        "windows.md",
        wrong,
        &["good", "windows"],
        str![[r#"
error[impossible-date]: no calendar or clock has `2024-02-30`
 --> windows.md:2:7
  |
2 | date: 2024-02-30
  |       ^^^^^^^^^^
  |
  = help: correct it; it is not used


"#]],
    );
}

#[test]
fn invalid_utf8_is_shown_lossily() {
    let site = Site::new().post("latin.md", b"# \xdcberlast\n\nDie St\xf6rung.\n");
    site.run("build --strict").exits(1).complains(str![[r#"
warning[invalid-utf8]: byte 0xDC at offset 2 is no UTF-8, nor are 1 more places; each is shown as U+FFFD
 --> latin.md:1:3
  |
1 | # �berlast
  |   ^
  |
  = help: save the file as UTF-8


"#]]);
    assert!(site.read("public/incidents/latin/index.html").contains("Die St\u{fffd}rung."));
}

#[test]
fn an_empty_file() {
    strict(
        "empty.md",
        "",
        &["good"],
        str![[r#"
note: skipped empty.md: empty
warning[empty-file]: the file is empty
--> empty.md
 = help: write the postmortem or remove the file; it is not published


"#]],
    );
    strict(
        "blank.md",
        " \n\t\n",
        &["good"],
        str![[r#"
note: skipped blank.md: empty
warning[empty-file]: the file is empty
--> blank.md
 = help: write the postmortem or remove the file; it is not published


"#]],
    );
}

#[test]
fn a_file_of_nul_bytes_is_told_not_lost_in_silence() {
    strict(
        "binary.md",
        b"# NUL\n\n\x00\x00\n",
        &["good"],
        str![[r#"
note: skipped binary.md: no text
warning[no-text]: the file holds NUL bytes, so it is no text
--> binary.md
 = help: save it as UTF-8 text or remove it; it is not published


"#]],
    );
}

#[test]
fn a_file_of_50_megabytes_is_read_in_part_in_bounded_time() {
    let line = b"an ordinary line of a log that somebody pasted where it does not belong\n";
    let mut text = b"# Huge\n\nThe outage was caused by a memory leak.\n\n```\n".to_vec();
    text.extend(line.iter().cycle().take(50 * 1024 * 1024));
    let begun = Instant::now();
    strict(
        "huge.md",
        text,
        &["good", "huge"],
        str![[r#"
warning[oversized-file]: the file has 50 MiB; facts are read from its first 4 MiB, and those are shown
--> huge.md
 = help: move logs and data into files of their own and link to them

note: copied files: huge.md

"#]],
    );
    // Twice built; generous, since tests run beside others and unoptimised.
    assert!(begun.elapsed() < Duration::from_secs(120), "took {:?}", begun.elapsed());
}

#[test]
fn yaml_aliases_are_refused_before_they_multiply() {
    let level = |n: usize| format!("k{n}: &k{n} [{}]\n", vec![format!("*k{}", n.max(1) - 1); 10].join(", "));
    let bomb: String = (0..10).map(level).collect();
    strict(
        "bomb.md",
        format!("---\n{bomb}---\n# Bomb\n"),
        &["bomb", "good"],
        str![[r#"
error[yaml-alias]: anchors and aliases are not read in front matter
 --> bomb.md:2:5
  |
2 | k0: &k0 [*k0, *k0, *k0, *k0, *k0, *k0, *k0, *k0, *k0, *k0]
  |     ^
  |
  = help: write the value out, or quote it if it is meant to start with this sign; none of the front matter is used and the block is shown as text


"#]],
    );
}

#[test]
fn front_matter_that_is_no_mapping_is_text() {
    strict(
        "list.md",
        "---\n- one\n- two\n---\n# A list\n",
        &["good", "list"],
        str![[r#"
error[no-mapping]: this front matter is a list, not `key: value` lines
 --> list.md:2:1
  |
2 | - one
  | ^^^^^
  |
  = help: write keys and values, or drop the fence around it; it is shown as text


"#]],
    );
    let found = noted("prose.md", "---\nOn Monday it broke.\n---\n\nBadly.\n", &["good", "prose"]);
    assert_eq!(found, [""; 0], "prose between two thematic breaks is no front matter");
}

#[test]
fn front_matter_that_is_no_yaml() {
    strict(
        "a.md",
        "---\ntitle: \"half\nservices: [shop\n---\n# A\n",
        &["a", "good"],
        str![[r#"
error[front-matter-syntax]: this is no YAML: invalid indentation in quoted scalar
 --> a.md:2:8
  |
2 | title: "half
  |        ^
  |
  = help: none of the front matter is used and the block is shown as text; mend this place


"#]],
    );
    strict(
        "b.md",
        "+++\ntitle = Shop down\n+++\n# B\n",
        &["b", "good"],
        str![[r#"
error[front-matter-syntax]: this is no TOML: string values must be quoted, expected literal string
 --> b.md:2:9
  |
2 | title = Shop down
  |         ^^^^^^^^^
  |
  = help: none of the front matter is used and the block is shown as text; mend this place


"#]],
    );
    strict(
        "c.md",
        "{\"title\": \"C\",\n \"date\": }\n}\n\n# C\n",
        &["c", "good"],
        str![[r#"
error[front-matter-syntax]: this is no JSON: expected value
 --> c.md:2:10
  |
2 |  "date": }
  |          ^
  |
  = help: none of the front matter is used and the block is shown as text; mend this place


"#]],
    );
}

#[test]
fn wrong_types_in_front_matter() {
    let text = "---\ntitle: [a, b]\ndate: {year: 2024}\nduration: soon\nseverity: {a: b}\nservices: 7\n---\n# Types\n";
    strict(
        "types.md",
        text,
        &["good", "types"],
        str![[r#"
error[wrong-type]: `title` takes one value, not a list
 --> types.md:2:8
  |
2 | title: [a, b]
  |        ^^^^^
  |
  = help: keep one

error[wrong-type]: `date` takes one value, not a mapping
 --> types.md:3:7
  |
3 | date: {year: 2024}
  |       ^^^^^^^^^^^
  |
  = help: write the value behind the key

error[wrong-type]: `soon` is no duration
 --> types.md:4:11
  |
4 | duration: soon
  |           ^^^^
  |
  = help: state it with its units: `3h`, `1h 30m`, `PT3H`, `11 days`

error[wrong-type]: `severity` takes one value, not a mapping
 --> types.md:5:11
  |
5 | severity: {a: b}
  |           ^^^^^
  |
  = help: write the value behind the key


"#]],
    );
}

#[test]
fn unknown_keys_and_causes() {
    let text = "---\ntitel: Shop\ncauses: [memory-leek, dns]\n---\n# Unknown\n";
    strict(
        "unknown.md",
        text,
        &["good", "unknown"],
        str![[r#"
warning[unknown-cause]: the taxonomy has no cause `memory-leek`; it is kept as a keyword
 --> unknown.md:3:10
  |
3 | causes: [memory-leek, dns]
  |          ^^^^^^^^^^^
  |
  = help: did you mean `memory-leak`?


"#]],
    );
    let site = Site::new().post("unknown.md", text);
    assert_eq!(
        site.findings("unknown.md"),
        [
            "2:1 note[unknown-key]: `titel` is no field of a postmortem; it is shown under other facts",
            "3:10 warning[unknown-cause]: the taxonomy has no cause `memory-leek`; it is kept as a keyword",
        ]
    );
    assert_eq!(site.explain("unknown.md")["causes"][0]["id"], "dns");
    assert_eq!(site.explain("unknown.md")["keywords"][0], "memory-leek");
}

#[test]
fn impossible_dates() {
    let text =
        "---\ndate: 2023-13-45\nstart: 2023-02-30T10:00:00Z\nend: 2023-02-28T25:00:00Z\n---\n# Dates\n";
    strict(
        "dates.md",
        text,
        &["dates", "good"],
        str![[r#"
error[impossible-date]: no calendar or clock has `2023-13-45`
 --> dates.md:2:7
  |
2 | date: 2023-13-45
  |       ^^^^^^^^^^
  |
  = help: correct it; it is not used

error[impossible-date]: no calendar or clock has `2023-02-30T10:00:00Z`
 --> dates.md:3:8
  |
3 | start: 2023-02-30T10:00:00Z
  |        ^^^^^^^^^^^^^^^^^^^^
  |
  = help: correct it; it is not used

error[impossible-date]: no calendar or clock has `2023-02-28T25:00:00Z`
 --> dates.md:4:6
  |
4 | end: 2023-02-28T25:00:00Z
  |      ^^^^^^^^^^^^^^^^^^^^
  |
  = help: correct it; it is not used


"#]],
    );
}

#[test]
fn an_end_before_its_start() {
    let text = "---\nstart: 2024-03-02T10:00:00Z\nend: 2024-03-02T09:00:00Z\n---\n# Backwards\n";
    strict(
        "backwards.md",
        text,
        &["backwards", "good"],
        str![[r#"
error[end-before-start]: `end` is earlier than the start of the incident
 --> backwards.md:3:6
  |
3 | end: 2024-03-02T09:00:00Z
  |      ^^^^^^^^^^^^^^^^^^^^
  |
  = help: correct one of the two; it is not used


"#]],
    );
}

#[test]
fn two_files_with_one_slug_are_both_published() {
    let slug = |title: &str| format!("---\nslug: The outage!\n---\n# {title}\n");
    let site = Site::new().post("a/one.md", slug("One")).post("b/two.md", slug("Two"));
    site.run("build --strict").exits(1).complains(str![[r#"
warning[duplicate-slug]: `a/one.md` wants the address `the-outage` too; both are published
 --> b/two.md:2:1
  |
2 | slug: The outage!
  | ^^^^^^^^^^^^^^^^^
  |
  = help: state a `slug` of its own at the top of one of the files


"#]]);
    assert_eq!(site.published(), ["b-the-outage", "the-outage"]);
}

#[test]
fn a_slug_cannot_leave_the_site() {
    for slug in ["../../etc", "/etc", "..\\etc", "etc/", "\"\\0etc\""] {
        let text = format!("---\nslug: {slug}\naliases: [../../up]\n---\n# Etc\n");
        let site = Site::new().post("a.md", text);
        site.run("build").exits(0);
        assert_eq!(site.published(), ["etc", "up"], "{slug}, and a page that says where `up` moved");
        assert!(!site.path("etc").exists() && !site.path("up").exists());
    }
}
