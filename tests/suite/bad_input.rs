//! Input that is wrong: it is told with its place and what to do, nothing is lost, and the other files are published.

use std::time::{Duration, Instant};

use snapbox::IntoData;
use snapbox::str;

use super::site::{Run, Site};

const GOOD: &str = "# Checkout down\n\nThe outage was caused by a memory leak.\n";

/// Builds a site of a good file and a bad one: findings fail `--strict`, and the good one is published.
#[track_caller]
pub(super) fn strict(path: &str, text: impl AsRef<[u8]>, published: &[&str], expected: impl IntoData) -> Run {
    let site = Site::new().post("good.md", GOOD).post(path, text);
    let run = site.run("build --strict").exits(1).complains(expected);
    assert_eq!(site.published(), published);
    site.run("build").exits(0);
    run
}

/// Builds a site of a good file and one with nothing that fails `--strict`; the findings of the latter.
#[track_caller]
pub(super) fn noted(path: &str, text: impl AsRef<[u8]>, published: &[&str]) -> Vec<String> {
    let site = Site::new().post("good.md", GOOD).post(path, text);
    site.run("build --strict").exits(0).complains("");
    assert_eq!(site.published(), published);
    site.findings(path)
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
